"""Bodies: footers, links and the text drawn from HTML."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.core.body import Body, rewrite_links, text_of, with_footer

POSTAL = "Acme SAS, 1 rue X & Y"
URL = "https://go.acme.example/u/x?a=1&b=2"
FOOT = (
    '<p dir="auto" style="font-size:12px;color:#666">Acme SAS, 1 rue X &amp; Y<br>\n'
    '<a href="https://go.acme.example/u/x?a=1&amp;b=2" style="color:#666">Unsubscribe</a></p>\n'
)


def test_a_footer_says_who_writes_and_how_to_stop_it() -> None:
    assert with_footer(Body("Hi\n", "<p>Hi</p>\n"), POSTAL, URL) == Body(
        f"Hi\n\n-- \n{POSTAL}\nUnsubscribe: {URL}\n", f"<p>Hi</p>\n{FOOT}"
    )


def test_a_footer_stands_before_the_end_of_the_page() -> None:
    html = with_footer(Body("Hi", "<body><p>Hi</p></BODY ></html>"), POSTAL, URL).html
    assert html == f"<body><p>Hi</p>{FOOT}</BODY ></html>"


def test_a_body_with_its_own_opt_out_link_gets_no_second() -> None:
    body = Body(f"Stop: {URL}\n", f'<a href="{URL}">Stop</a>')
    footed = with_footer(body, POSTAL, URL)
    assert footed.text == f"Stop: {URL}\n\n-- \n{POSTAL}\n"
    assert "Unsubscribe" not in (footed.html or "")


def test_without_anything_to_say_there_is_no_footer() -> None:
    assert with_footer(Body("Hi\n"), "", None) == Body("Hi\n")


@pytest.mark.parametrize(
    ("html", "rewritten"),
    [
        (
            '<a href="https://a.example/?a=1&amp;b=2">x</a>',
            '<a href="/0?https://a.example/?a=1&amp;b=2">x</a>',
        ),
        (
            "<A class='x' HREF = 'http://a.example'>x</A>",
            "<A class='x' HREF = \"/0?http://a.example\">x</A>",
        ),
        ("<a href=https://a.example>x</a>", '<a href="/0?https://a.example">x</a>'),
        ('<a href="mailto:a@b.example">x</a>', '<a href="mailto:a@b.example">x</a>'),
        (
            '<a href="https://stop.example">x</a>',
            '<a href="https://stop.example">x</a>',
        ),
        (
            '<a href="#x">x</a><abbr href="https://a.example">',
            '<a href="#x">x</a><abbr href="https://a.example">',
        ),
        (
            '<a title="> href=x" href="https://a.example">',
            '<a title="> href=x" href="/0?https://a.example">',
        ),
        (
            '<a href="https://a.example">x</a><a href="https://a.example">y</a>',
            '<a href="/0?https://a.example">x</a><a href="/1?https://a.example">y</a>',
        ),
        ("text https://a.example", "text https://a.example"),
        ('<a href="https://a.example', '<a href="https://a.example'),
    ],
)
def test_links_to_the_web_are_rewritten_and_no_other(html: str, rewritten: str) -> None:
    def through(url: str, index: int) -> str:
        return f"/{index}?{url}"

    assert rewrite_links(html, through, keep={"https://stop.example"}) == rewritten


@given(st.text(alphabet="<a href='\">=http://x&; "))
def test_rewriting_to_the_same_target_keeps_what_is_there(html: str) -> None:
    once = rewrite_links(html, lambda url, _: url)
    assert rewrite_links(once, lambda url, _: url) == once


@pytest.mark.parametrize(
    "html", ["<a " * 30_000, '<a "' * 30_000, "<a x='" * 30_000, "<" * 90_000]
)
def test_broken_html_is_read_without_end_in_sight(html: str) -> None:
    assert rewrite_links(html, lambda url, _: url) == html
    assert text_of(html) is not None


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Hi <b>Ada</b>,</p>\n<p>see\n  you</p>", "Hi Ada,\n\nsee you\n"),
        ("a<br>b<br/>c", "a\nb\nc\n"),
        ("<ul><li>one<li>two</ul>three", "- one\n- two\n\nthree\n"),
        (
            "<p>see <a href='https://a.example'>this</a>.</p>",
            "see this (https://a.example).\n",
        ),
        ("<a href='https://a.example'>https://a.example</a>", "https://a.example\n"),
        ("<a href='mailto:a@b.example'>a@b.example</a>", "a@b.example\n"),
        (
            "<a href='https://a.example'><img alt='logo' src='x'></a>",
            "logo (https://a.example)\n",
        ),
        ("<html><head><title>T</title><style>p{}</style></head><body>x</body>", "x\n"),
        ("<script>if (1 < 2) {}</script>x &amp; y&nbsp;z", "x & y\u00a0z\n"),
        ("<pre>a\n  b</pre>c", "a\n  b\n\nc\n"),
        ("<h1>T</h1><hr><blockquote>q</blockquote>", "T\n\n---\n\nq\n"),
        ("", "\n"),
    ],
)
def test_text_is_drawn_from_html(html: str, text: str) -> None:
    assert text_of(html) == text


def test_a_footer_runs_as_its_reader_reads() -> None:
    url = "https://go.example/u/1"
    footed = with_footer(
        Body("x", "<p>x</p>"), "1 rue X\nParis", url, opt_out_text="لغو عضویت"
    )
    assert footed.text == f"x\n\n-- \n1 rue X\nParis\nلغو عضویت: {url}\n"
    assert footed.html is not None
    foot = footed.html.partition("</p>\n")[2]
    assert foot.startswith('<p dir="rtl" style=')
    assert foot.count("<bdi>") == 3
    assert text_of(foot) == f"1 rue X\nParis\nلغو عضویت ({url})\n"

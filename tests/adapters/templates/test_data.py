"""What a lead carries is never markup, whatever it says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.core.body import Body
from tests.adapters.templates.world import TEMPLATES, with_company

HOSTILE = [
    "*Evil* [x](http://evil.example) <script>alert(1)</script>",
    "a\n\n# b\n- c",
    "](http://evil.example)",
    "`x` ![i](http://evil.example/i.png)",
    "<http://evil.example>",
    '" onmouseover="x',
    "\ue0000\ue001 \ue0021\ue001",
    "&amp; \\* {{ lead }} {% raw %}",
]


@pytest.mark.parametrize("company", HOSTILE)
def test_data_is_never_markup(company: str) -> None:
    template = (
        "{{ company }}, **{{ company }}!** `{{ company }}` "
        "[{{ company }}](https://a.example/{{ company }})"
    )
    harmless = TEMPLATES.body(template, with_company("Acme"), dice="").html or ""
    hostile = TEMPLATES.body(template, with_company(company), dice="").html or ""
    for mark in (
        "<a ",
        "<em",
        "<strong",
        "<code",
        "<img",
        "<script",
        "<h1",
        "<li",
        "<p",
    ):
        assert (mark, hostile.count(mark)) == (mark, harmless.count(mark))
    assert hostile.count('"') == harmless.count('"')
    assert (
        company in TEMPLATES.body("{{ company }}", with_company(company), dice="").text
    )


@given(st.text())
def test_the_markup_does_not_depend_on_the_data(company: str) -> None:
    name = "{{ company or 'x' }}"
    template = f"{name} **{name}**[{name}](/{name})"
    body = TEMPLATES.body(template, with_company(company), dice="")
    html = body.html or ""
    assert [html.count(mark) for mark in ("<p", "<strong", "<a", "</a", '"')] == [
        1,
        1,
        1,
        1,
        4,
    ]


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", " JaVascript:x"]
)
def test_a_link_from_the_data_goes_to_the_web_or_nowhere(url: str) -> None:
    template = "[x]({{ company }})"
    evil = TEMPLATES.body(template, with_company(url), dice="")
    good = TEMPLATES.body(template, with_company("https://a.example/?a=1&b=é"), dice="")
    assert evil.html == '<p dir="auto"><a href="#">x</a></p>\n'
    assert good == Body(
        "x (https://a.example/?a=1&b=%C3%A9)\n",
        '<p dir="auto"><a href="https://a.example/?a=1&amp;b=%C3%A9">x</a></p>\n',
    )

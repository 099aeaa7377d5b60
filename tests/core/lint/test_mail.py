"""What speaks against a mail, at the place of the very word."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.core.lint.mail import of_body, of_subject, without_tags
from tests.house.tree import ROOT

SUBJECTS = {
    "Re: our call": ["1:1 false-reply"],
    "  Fwd: your invoice": ["1:3 false-reply"],
    "AW[2]: Angebot": ["1:1 false-reply"],
    "Regarding {{ company }}": [],
    "READ THIS NOW": ["1:1 shouting-words"],
    "SaaS ROI for EMEA and APAC": [],
    "A LAST CHANCE FOR {{ first_name }}, REALLY": ["1:3 shouting-words"],
    "Hi! {{ first_name }}!": ["1:21 shouting-words"],
    "One question!": [],
    "{{ company | upper }}": [],
    "Act now, {{ first_name }}": ["1:1 spam-phrase"],
    "Oferta limitada para {{ company }}": ["1:1 spam-phrase"],
    "{{ spin('Buy now', 'Hello') }}": ["1:10 spam-phrase"],
    "{{ company }} " + "x" * 79: ["1:1 long-subject"],
    "{{ a_rather_long_name_of_a_field_that_nobody_sees }} " + "x" * 77: [],
    "{% if x %}" + "x" * 60 + "{% else %}" + "y" * 60 + "{% endif %}": [],
    "你好，{{ first_name }}": [],
    "سلام {{ first_name }}": [],
}


@pytest.mark.parametrize("subject", SUBJECTS)
def test_what_speaks_against_a_subject_is_told(subject: str) -> None:
    found = of_subject(subject, answers=False)
    assert [f"{it.line}:{it.column} {it.code}" for it in found] == SUBJECTS[subject]


def test_a_mail_in_a_thread_may_say_that_it_answers() -> None:
    assert of_subject("Re: our call", answers=True) == []


BODIES = {
    "Hi {{ first_name }},\n\na word?\n": [],
    "Dear Sir or Madam,\n\nhello": ["1:1 impersonal-greeting"],
    "\n  To whom it may concern:\n": ["2:3 impersonal-greeting"],
    "Sehr geehrte Damen und Herren,\n": ["1:1 impersonal-greeting"],
    "Dear {{ first_name }},\n": [],
    "Dear sirloin fans,\n": [],
    "Please click here": ["1:8 spam-phrase"],
    "Bitte\nhier klicken": ["2:1 spam-phrase"],
    "See https://bit.ly/abc now": ["1:5 link-shortener"],
    "See https://bit.ly.acme.example/abc now": [],
    "See [a tour](https://tinyurl.com/x)": ["1:14 link-shortener"],
    "[www.acme.example](https://acme.example/x)": [],
    "[go.acme.example/x](https://acme.example/x?c={{ company }})": [],
    "Our [bank.example](https://evil.example/)": ["1:6 link-text"],
    "Our [https://bank.example/a](https://{{ domain }}/)": [],
    '<a class="x" href="https://evil.example/"><b>bank.example</b></a>': [
        "1:43 link-text"
    ],
    '<a href="https://evil.example/">our offer</a>': [],
    "Great!!! See you": ["1:6 shouting-words"],
    "Hi {first_name},": ["1:4 stray-placeholder"],
    "Hi [First Name] of [Company]": ["1:4 stray-placeholder", "1:20 stray-placeholder"],
    "Hi %FIRST_NAME%, *|FNAME|*, <<Company Name>>": [
        *("1:4 stray-placeholder", "1:18 stray-placeholder", "1:29 stray-placeholder")
    ],
    "Hi {{ first_name }}, [our title](https://acme.example) {our} 5% title 6%": [],
    "See [title][1] and [company](https://acme.example), ${name} {% if company %}{% endif %}": [],
    "a! b! c! d!": ["1:11 shouting-words"],
    "a! b! c!": [],
    "![logo](https://acme.example/l.png)": ["1:1 only-image"],
    "<p>Hi</p><img src='x'>": ["1:10 only-image"],
    "![logo](cid:x)\n" + "We have a word to say to you. " * 4: [],
    "word " * 501: ["1:1 long-body"],
    "word " * 500: [],
    "https://acme.example/x\n" * 6: ["6:1 many-links"],
    "https://acme.example/x\n" * 5: [],
    "{# click here #}{{ company }}": [],
}


@pytest.mark.parametrize("body", BODIES)
def test_what_speaks_against_a_body_is_told(body: str) -> None:
    found = of_body(body)
    assert [f"{it.line}:{it.column} {it.code}" for it in found] == BODIES[body]


def test_each_remark_is_a_fact_and_a_remedy() -> None:
    texts = [of_body(body) for body in BODIES]
    texts += [of_subject(subject, answers=False) for subject in SUBJECTS]
    remarks = [remark for some in texts for remark in some]
    assert {r.code for r in remarks if ": " not in r.message} == set()


@given(st.text(alphabet="ab{}%#\n '\"spin") | st.text())
def test_tags_are_filled_in_and_every_other_place_stays(text: str) -> None:
    plain = without_tags(text)
    assert len(plain) == len(text)
    assert [i for i, c in enumerate(plain) if c == "\n"] == [
        i for i, c in enumerate(text) if c == "\n"
    ]
    opened = re.search(r"\{\{|\{%|\{#", text)
    untouched = len(text) if opened is None else opened.start()
    assert plain[:untouched] == text[:untouched]


@given(
    st.lists(
        st.sampled_from(
            [
                "<a ",
                "href='",
                "{{",
                "}}",
                "{% el",
                "[",
                "](",
                "![",
                "!",
                "\n",
                "<img",
                "Re:",
            ]
        )
        | st.text(max_size=5)
    ).map("".join)
)
def test_any_text_is_looked_over_and_each_place_is_in_it(text: str) -> None:
    lines = text.split("\n")
    for remark in (*of_body(text), *of_subject(text, answers=False)):
        assert 1 <= remark.line <= len(lines)
        assert 1 <= remark.column <= len(lines[remark.line - 1]) + 1


SHIPPED = sorted(
    path
    for folder in ("templates", "outreach/cli/start/templates")
    for path in (ROOT / folder).rglob("*.*")
    if path.suffix in {".md", ".txt", ".html"}
)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.name)
def test_nothing_speaks_against_what_is_shipped(path: object) -> None:
    text = (ROOT / str(path)).read_text("utf-8")
    assert of_body(text, whole="{% include" not in text) == []

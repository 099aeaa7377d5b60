"""What is not in the language is found, and never rendered."""

from __future__ import annotations

import pytest

from outreach.errors import RenderError
from outreach.ports import TemplateProblem
from tests.adapters.templates.world import TEMPLATES, codes, render


def test_problems_have_a_place_a_code_and_a_hint() -> None:
    text = (
        "Hi {{ first_name }}\n{{ frist_name }} {{ lead.ctiy }} {{ frist_name }}\n"
        "{{ sender.nme }}"
    )
    hint = 'nothing is called "frist_name" (did you mean "first_name"?): correct or declare it'
    assert TEMPLATES.problems(text) == [
        TemplateProblem(2, 4, "undefined-variable", hint),
        TemplateProblem(
            2,
            26,
            "undefined-variable",
            'lead has no "ctiy" (did you mean "city"?): use or declare another field',
        ),
        TemplateProblem(2, 37, "undefined-variable", hint),
        TemplateProblem(
            3,
            11,
            "undefined-variable",
            'sender has no "nme" (did you mean "name"?): use or declare another field',
        ),
    ]


DEEP = 3_000
REFUSED = [
    "{% macro m() %}{% endmacro %}",
    "{% import 'x' as x %}",
    "{% from 'x' import y %}",
    "{% extends 'x' %}",
    "{% block b %}{% endblock %}",
    "{% call x() %}{% endcall %}",
    "{% filter upper %}{% endfilter %}",
    "{% autoescape false %}{{ company }}{% endautoescape %}",
    "{% set x %}body{% endset %}",
    "{% set lead = 1 %}",
    "{% set first_name = 'x' %}",
    "{% for lead in tags %}{% endfor %}",
    "{% for x in tags recursive %}{{ loop(tags) }}{% endfor %}",
    "{% include company %}",
    "{% include ['a', 'b'] %}",
    "{% include 'a' ignore missing %}",
    "{% do x %}",
    "{% debug %}",
    "{{ {'a': 1} }}",
    "{{ 2 ** 9 }}",
    "{{ 10**10**10 }}",
    "{{ 1e999 }}",
    "{{ " + "9" * 20 + " }}",
    "{{ " + "9" * 5_000 + " }}",
    "{{ range(10) }}",
    "{{ lipsum() }}",
    "{{ cycler('a') }}",
    "{{ namespace() }}",
    "{{ spin() }}",
    "{{ spin(*tags) }}",
    "{{ spin(a='b') }}",
    "{{ 'a'.format() }}",
    "{{ 'a'.center(9) }}",
    "{{ 'a'.replace('', 'b') }}",
    "{{ 'a'.join(tags) }}",
    "{{ 'a'.encode() }}",
    "{{ 'a'.__class__() }}",
    "{{ (first_name)() }}",
    "{{ tags.append(1) }}",
    "{{ company | safe }}",
    "{{ company | center(9) }}",
    "{{ company | attr('x') }}",
    "{{ company | map('upper') }}",
    "{{ company | urlize }}",
    "{{ company | nosuch }}",
    "{{ company is nosuch }}",
    "{{ 1 in tags in tags }}",
    "{{ first_name",
    "{% if %}",
    "{% endif %}",
    "{% for %}",
    "{{ '\\ud800' | nosuch }}",
    "\ue000",
    "{{ " + "(" * DEEP + "1" + ")" * DEEP + " }}",
    "{{ " + "[" * DEEP + "]" * DEEP + " }}",
    "{{ " + "not " * DEEP + "1 }}",
    "{{ " + "- " * DEEP + "1 }}",
    "{{ " + "1 + " * DEEP + "1 }}",
    "{{ " + "1 or " * DEEP + "1 }}",
    "{{ " + "1 if 1 else " * DEEP + "1 }}",
    "{{ first_name" + "|upper" * DEEP + " }}",
    "{{ first_name" + ".upper()" * DEEP + " }}",
    "{{ first_name" + "[0]" * DEEP + " }}",
    "{% if 1 %}" * DEEP + "{% endif %}" * DEEP,
    "{% for x in tags %}" * 30 + "{% endfor %}" * 30,
    "x" * 70_000,
    "{{1}}" * 12_000,
    "{{" * 30_000,
    "{%" * 30_000,
    "{% raw %}" * 7_000,
    "{#" * 30_000,
]


@pytest.mark.parametrize("text", REFUSED, ids=lambda text: text[:40])
def test_what_is_not_in_the_language_is_found_and_never_rendered(text: str) -> None:
    assert "bad-template" in codes(text)
    with pytest.raises(RenderError):
        render(text)


@pytest.mark.parametrize(
    "text",
    [
        "{{ lead.__class__ }}",
        "{{ lead['__class__'] }}",
        "{{ lead.values }}",
        "{{ lead._values }}",
        "{{ nosuch }}",
        "{{ nosuch is defined }}",
        "{{ nosuch | default('x') }}",
        "{{ self }}",
        "{{ loop }}",
        "{{ events }}",
        "{% if first_name %}{{ nosuch }}{% endif %}",
        "{% for x in tags %}{% endfor %}{{ x }}",
    ],
)
def test_a_name_that_does_not_exist_is_found(text: str) -> None:
    assert set(codes(text)) == {"undefined-variable"}
    with pytest.raises(RenderError):
        render(text)


@pytest.mark.parametrize(
    "text",
    [
        "{{ first_name.__class__ }}",
        "{{ first_name['__class__'] }}",
        "{{ first_name.upper }}",
        "{{ tags.append }}",
        "{{ tags['__class__'] }}",
        "{{ tags[9] }}",
        "{{ tags }}",
        "{{ lead }}",
        "{{ ''.mro }}",
        "{% for x in tags %}{{ loop.__init__ }}{% endfor %}",
        "{% for x in tags %}{{ loop._iterable }}{% endfor %}",
        "{% for x in first_name %}{% endfor %}",
        "{% for x in lead %}{% endfor %}",
        "{% for a, b in tags %}{% endfor %}",
        "{{ '%s' % first_name }}",
        "{{ 'x' * 9 }}",
        "{{ tags * 9 }}",
        "{{ 1 / 0 }}",
        "{{ 1 % 0 }}",
        "{{ first_name < 1 }}",
        "{{ first_name | round }}",
        "{{ first_name | truncate('x') }}",
        "{{ first_name | upper(1) }}",
        "{{ 1 | replace('', 'x') }}",
        "{{ tags[::0] }}",
        "{{ 'a' if [tags] == [tags] }}",
        "{% set a, b = [1], (1, [2]) %}",
    ],
)
def test_nothing_of_python_shows_through(text: str) -> None:
    with pytest.raises(RenderError):
        render(text)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{{ ''.__class__ }}", "__class__"),
        ("{{ first_name.__class__.__mro__ }}", "__class__"),
        ("{{ first_name['__class__'] }}", "__class__"),
        ("{{ 'x' * 1000000000 }}", "* works on numbers only"),
        ("{{ '%d' % 1 }}", "% works on numbers only"),
        ("{% for letter in 'abc' %}x{% endfor %}", "cannot be gone through"),
    ],
)
def test_what_could_never_be_rendered_is_told_before(text: str, says: str) -> None:
    found = TEMPLATES.problems(text)
    assert {problem.code for problem in found} == {"bad-template"}
    assert says in found[0].message


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        (
            'country == "US"',
            'nothing is called "country" (did you mean "lead.country"?): correct or declare it',
        ),
        (
            "lead.country == US",
            'nothing is called "US": correct or declare it; text stands in quotes',
        ),
        (
            "reply in events",
            'nothing is called "reply": correct or declare it; text stands in quotes',
        ),
    ],
)
def test_an_expression_leads_from_what_a_template_may_say(text: str, hint: str) -> None:
    [problem] = TEMPLATES.expression_problems(text)
    assert problem.message == hint

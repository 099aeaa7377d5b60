"""What is told of a text before any lead, and how what cannot be read is told."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.adapters.templates import JinjaTemplates
from outreach.errors import RenderError
from outreach.ports import Uses

FILES = {
    "sign.md": b"{{ sender.name }}, {{ title }}",
    "lost.md": b"{% include 'no.md' %}",
}
TEMPLATES = JinjaTemplates(FILES, ("city",))

CONSTANT = {
    "true": True,
    "none": False,
    "0": False,
    "'x'": True,
    "not ''": True,
    "1 == 1.0": True,
    "'a' != 'a'": False,
    "lead.phone": None,
    "lead.phone or 1": True,
    "lead.phone and 0": False,
    "0 or lead.phone": None,
    "1 and 2": True,
    "1 < 2": None,
    "lead.phone == lead.phone": None,
    "no way": None,
    "lead.nothing": None,
}


@pytest.mark.parametrize("text", CONSTANT)
def test_what_decides_nothing_is_known(text: str) -> None:
    assert TEMPLATES.constant(text) is CONSTANT[text]


_bool = st.sampled_from(["true", "false", "lead.phone", "1 == 1", "'a' == 'b'"])
_expression = st.recursive(
    _bool,
    lambda inner: (
        inner.map("not ({})".format)
        | st.tuples(inner, st.sampled_from(["and", "or"]), inner).map(
            lambda each: f"({each[0]}) {each[1]} ({each[2]})"
        )
    ),
    max_leaves=8,
)


@given(_expression, st.sampled_from(["", "+15550100"]))
def test_what_is_constant_is_so_for_everybody(text: str, phone: str) -> None:
    known = TEMPLATES.constant(text)
    holds = TEMPLATES.holds(text, {"lead": {"phone": phone}})
    assert known in (None, holds)


def _uses(present: str = "", valued: str = "", *, beyond: bool = False) -> Uses:
    return Uses(frozenset(present.split()), frozenset(valued.split()), beyond)


USES = {
    "plain": _uses(),
    "{{ first_name }} {{ lead.city | upper }}": _uses("first_name city"),
    "{% if lead.city and not title %}x{% endif %}": _uses("city title"),
    "{{ city | default(company) }}": _uses("city company"),
    "{{ spin(first_name, 'x') }}": _uses("first_name"),
    "{{ city if phone else title }}": _uses("city phone title"),
    "{% if country == 'US' %}{{ phone }}{% endif %}": _uses("phone", "country"),
    "{% if country == 'US' %}{{ country }}{% endif %}": _uses("", "country"),
    "{% if company | length > 9 %}x{% endif %}": _uses("", "company"),
    "{% if city | default('') %}x{% endif %}": _uses("city"),
    "{% for tag in lead.tags %}{{ tag }}{% endfor %}": _uses("", "tags"),
    "{% set x = city %}{{ x }}": _uses("", "city"),
    "{{ lead['city'] }}": _uses("city"),
    "{{ company }} {% include 'sign.md' %}": _uses("company title"),
    "{{ sender.name }} {{ unsubscribe_url }}": _uses(),
    "{{ nothing }} {{ city }}": _uses(),
}


@pytest.mark.parametrize("text", USES)
def test_it_is_known_which_fields_matter_and_how(text: str) -> None:
    assert TEMPLATES.uses(text) == USES[text]


def test_an_expression_may_ask_beyond_the_lead() -> None:
    text = "lead.phone and lead.country == 'US' and 'reply' in events"
    expected = _uses("phone", "country", beyond=True)
    assert TEMPLATES.uses(text, expression=True) == expected
    assert TEMPLATES.uses("now.hour > 3", expression=True) == _uses(beyond=True)


_FIELDS = ("first_name", "company", "city")
_TEXTS = st.lists(
    st.sampled_from(
        [
            "{{ first_name }}",
            "{% if company %}{{ city }}{% endif %}",
            "{{ city or company }}",
            "{% if not first_name %}{{ company }}{% endif %}",
            "{{ company | lower | default('x') }}",
        ]
    ),
    max_size=3,
).map("".join)
_LEADS = st.fixed_dictionaries(
    {name: st.sampled_from(["", "A", "B"]) for name in _FIELDS}
)


@given(_TEXTS, _LEADS, _LEADS)
def test_leads_that_a_text_does_not_tell_apart_fare_alike(
    text: str, one: dict[str, str], other: dict[str, str]
) -> None:
    uses = TEMPLATES.uses(text)
    alike = all(bool(one[name]) == bool(other[name]) for name in uses.present)
    if alike and all(one[name] == other[name] for name in uses.valued):
        assert _fares(text, one) == _fares(text, other)


def _fares(text: str, lead: dict[str, str]) -> str:
    try:
        TEMPLATES.render(text, {"lead": lead}, dice="")
    except RenderError as error:
        return str(error)
    return ""


UNREADABLE = {
    "{{ company": "1:1 a {{ is never closed: end it with }}",
    "a\n {{ company }": "2:13 unexpected '}': take it out, or open it before",
    "{% if city %}a": "1:1 a {% if %} is never closed: end it with {% endif %}",
    "{# abc": "1:1 a comment is never closed: end it with #}",
    "{{ a b }}": '1:6 "b" is one too many: end it with }} before',
    "x\n{{ 'abc }}": "2:4 a quote is never closed: end it with '",
    "{{ company ? }}": "1:12 '?' means nothing here: take it out, or quote it as text",
    "{% endif %}": (
        "1:4 {% endif %} belongs to nothing here: open it before, or take it out"
    ),
    "{% for x %}": ("1:1 a loop has no list: write it as {% for tag in lead.tags %}"),
    "{{ }}": "1:1 there is nothing to write here: name a field",
    "{{ company | }}": "1:1 a name is missing after | or .: add it",
    "{{ (company }}": (
        "1:13 unexpected '}', expected ')': close with the bracket that opens"
    ),
}


@pytest.mark.parametrize("text", UNREADABLE)
def test_what_cannot_be_read_has_a_place_and_a_remedy(text: str) -> None:
    (found,) = TEMPLATES.problems(text)
    told = f"{found.line}:{found.column} {found.message}"
    assert (found.code, told) == ("bad-template", UNREADABLE[text])


def test_a_tag_that_was_meant_is_told() -> None:
    (found,) = TEMPLATES.problems("{% iff city %}x{% endif %}")
    assert found.message.startswith('there is no tag "iff" (did you mean "if"?): ')


def test_what_an_expression_lacks_is_told() -> None:
    for text in ("lead.country ==", "1 +", "lead.phone and"):
        (found,) = TEMPLATES.expression_problems(text)
        expected = "it ends too soon: write what is missing at its end"
        assert (found.code, found.message) == ("bad-expression", expected)


def test_a_missing_include_is_told_beside_a_name_that_is_missing() -> None:
    found = TEMPLATES.problems("{{ frist_name }}\n{% include 'no.md' %}")
    assert [(each.line, each.code) for each in found] == [
        (1, "undefined-variable"),
        (2, "missing-template"),
    ]

"""What is not compiled when it is checked: only what is sure to compile."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from outreach.adapters.templates.grammar import Names, is_simple
from outreach.adapters.templates.reading import compiled, read
from outreach.adapters.templates.sandbox import Sandbox
from tests.adapters.templates.world import TEMPLATES

if TYPE_CHECKING:
    from jinja2 import nodes

SANDBOX = Sandbox()
FIELDS = frozenset({"city", "tags"})
NAMES = Names(frozenset({"lead", "spin", *FIELDS}), {"lead": FIELDS})

_value = st.recursive(
    st.sampled_from(["city", "lead.city", "1", "'x'", "none", "spin('a', 'b')", "1.5"]),
    lambda inner: st.one_of(
        inner.map("({} | upper | default('x'))".format),
        inner.map("not {}".format),
        inner.map("({}).split(' ')".format),
        st.tuples(inner, inner).map(lambda two: f"({two[0]} and {two[1]})"),
        st.tuples(inner, inner).map(lambda two: f"({two[0]} in {two[1]})"),
        st.tuples(inner, inner).map(lambda two: f"({two[0]} < {two[1]} < 3)"),
        st.tuples(inner, inner).map(lambda two: f"({two[0]} if {two[1]})"),
        inner.map("({} is defined)".format),
    ),
    max_leaves=12,
)
_text = st.recursive(
    st.one_of(
        st.sampled_from(["Hi {", "\n", "\\", "{% set a = city %}{{ a }}"]),
        _value.map("{{{{ {} }}}}".format),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map("".join),
        st.tuples(_value, inner, inner).map(
            lambda it: f"{{% if {it[0]} %}}{it[1]}{{% else %}}{it[2]}{{% endif %}}"
        ),
        inner.map("{{% for tag in tags %}}{}{{% endfor %}}".format),
    ),
    max_leaves=8,
)


def tree_of(text: str) -> nodes.Template | None:
    found = read(text, SANDBOX.parse, NAMES)
    return None if isinstance(found, list) else found


@given(_text)
@example("{% if city %}" * 11 + "{{ city }}" + "{% endif %}" * 11)
@example("{{ " + "not " * 10 + "city }}")
def test_what_is_simple_compiles(text: str) -> None:
    tree = tree_of(text)
    if tree is not None and is_simple(tree):
        compiled(SANDBOX, tree, lambda _: ())


@pytest.mark.parametrize(
    "text", ["Hi {{ city }}", "{% if lead.city %}{{ spin('a', 'b') }}{% endif %}"]
)
def test_what_most_mails_are_made_of_is_simple(text: str) -> None:
    tree = tree_of(text)
    assert tree is not None
    assert is_simple(tree)


@pytest.mark.parametrize(
    "text",
    [
        "{% for tag in tags %}{{ tag }}{% endfor %}",
        "{% with a = 1 %}{{ a }}{% endwith %}",
        "{% include 'a.md' %}",
        "{{ city | default('a', boolean=true) }}",
        "{% if city %}" * 14 + "{% endif %}" * 14,
    ],
)
def test_what_python_may_refuse_is_not_simple(text: str) -> None:
    tree = tree_of(text)
    assert tree is not None
    assert not is_simple(tree)


def test_loops_too_deep_for_python_are_told_of() -> None:
    text = "{% for a in lead.tags %}" * 22 + "{% endfor %}" * 22
    (found,) = TEMPLATES.problems(text)
    assert found.message == "the template nests too deep: make it flatter"


@pytest.mark.parametrize(
    "text",
    [
        "{% for loop in lead.tags %}{{ unknown }}{% endfor %}",
        "{% for a in lead.tags %}{% set loop = 1 %}{{ unknown }}{% endfor %}",
    ],
)
def test_the_name_of_jinja_in_a_loop_is_taken(text: str) -> None:
    (found,) = TEMPLATES.problems(text)
    assert found.message == '"loop" is taken: give the variable another name'

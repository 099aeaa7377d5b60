"""The names that the core gives are those that the templates know."""

from __future__ import annotations

from outreach.adapters.templates import JinjaTemplates
from outreach.core.expression import (
    EXPRESSION_NAMES,
    TEMPLATE_NAMES,
    fields,
    missing_field,
)

LANGUAGE = JinjaTemplates({}, ["city"])


def test_templates_know_every_name_and_field() -> None:
    bare = sorted(fields(["city"]) | TEMPLATE_NAMES - {"spin"})
    uses = [f"{{{{ {name} is defined }}}}" for name in bare]
    uses += [f"{{{{ lead.{name} }}}}" for name in sorted(fields(["city"]))]
    assert [LANGUAGE.problems(use) for use in [*uses, "{{ spin('a', 'b') }}"]] == [
        [] for _ in [*uses, "spin"]
    ]


def test_expressions_know_every_name_and_no_field_beside_the_lead() -> None:
    known = [LANGUAGE.expression_problems(name) for name in sorted(EXPRESSION_NAMES)]
    assert known == [[], [], []]
    others = sorted((fields(["city"]) | TEMPLATE_NAMES) - EXPRESSION_NAMES - {"spin"})
    assert all(LANGUAGE.expression_problems(name) for name in others)


def test_a_missing_field_comes_with_the_nearest() -> None:
    assert missing_field("city", ["city"]) == ""
    assert missing_field("frist_name", []) == (
        'a lead has no "frist_name" (did you mean "first_name"?): '
        "correct it or declare it in `fields`"
    )

"""What the tests of templates share: one lead, and what is read of its templates."""

from __future__ import annotations

from outreach.adapters.templates import JinjaTemplates
from outreach.core.model import Lead, LeadId

LEAD = Lead(
    LeadId(7),
    email="ada@lovelace.example",
    first_name="Ada",
    company="Lovelace Engines",
    country="GB",
    phone="  ",
    tags=("vip", "uk"),
    score=80.0,
    fields={"city": "London", "note": ""},
)
VALUES = {
    "lead": LEAD,
    "sender": {"name": "Anna Lee", "address": "anna@acme.example"},
    "sequence": {"name": "founders"},
    "step": {"id": "intro"},
    "unsubscribe_url": "https://go.acme.example/u/x",
}
TEMPLATES = JinjaTemplates({}, ["city", "note"])


def render(text: str, *, html: bool = False, dice: str = "7:founders:1:intro") -> str:
    return TEMPLATES.render(text, VALUES, dice=dice, html=html)


def with_company(company: str) -> dict[str, object]:
    return {**VALUES, "lead": {"first_name": "Ada", "company": company}}


def codes(text: str, templates: JinjaTemplates = TEMPLATES) -> list[str]:
    return [problem.code for problem in templates.problems(text)]

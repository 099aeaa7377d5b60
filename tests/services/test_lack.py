"""What known leads lack for what is written: counted as rendering each would count."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from outreach.adapters.source import read
from outreach.adapters.templates import JinjaTemplates
from outreach.core.language import Settings
from outreach.core.lint.crowd import masked
from outreach.core.model import Lead, LeadId
from outreach.errors import MissingData
from outreach.services.check import check

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

SETTINGS = Settings(senders={"anna": "email"}, fields=("city",))
HEAD = "senders: {email: [anna]}\nsteps:\n"
ADA = Lead(LeadId(1), "ada@x.example", "Ada", company="X", country="US", phone="+1555")
BOB = Lead(LeadId(2), "bob@y.example", company="Y", country="GB")
EVE = Lead(LeadId(3), "eve@z.example", "Eve", country="GB", fields={"city": "Bath"})


def told(
    text: str,
    leads: Iterable[Lead] = (ADA, BOB, EVE),
    templates: Mapping[str, bytes] = {},
) -> list[str]:
    """Return place, code and fact of what the leads lack."""
    known = tuple(leads)

    def each(visit: Callable[[Lead], None]) -> None:
        for lead in known:
            visit(lead)

    found = check(
        {"x.yaml": (HEAD + text).encode()},
        templates,
        SETTINGS,
        read=read,
        language=JinjaTemplates(templates, SETTINGS.fields),
        each=each,
    )
    assert all(each.warning for each in found)
    facts = (each.message.partition(": fill")[0] for each in found)
    places = (f"{each.path}:{each.line}:{each.column} {each.code}" for each in found)
    return [
        f"{place} {fact}".removesuffix(" and would pause here")
        for place, fact in zip(places, facts, strict=True)
    ]


def mail(subject: str, body: str = "Hello", more: str = "") -> str:
    """Return a step that mails."""
    return f'  - {{id: a, email: {{subject: "{subject}", body: "{body}"}}{more}}}\n'


def test_a_text_that_some_leads_cannot_have_is_told_with_how_many() -> None:
    assert told(mail("Hi {{ first_name }} of {{ company }}")) == [
        "x.yaml:3:37 missing-data 1 of 3 leads has no `first_name` (first: b…@y.example)",
        "x.yaml:3:57 missing-data 1 of 3 leads has no `company` (first: e…@z.example)",
    ]


def test_a_field_that_nobody_has_is_told() -> None:
    assert told(mail("Hi {{ title }}", "{{ lead.city }}")) == [
        "x.yaml:3:37 unfilled-field no known lead has a `title`",
        "x.yaml:3:63 missing-data 2 of 3 leads have no `city` (first: a…@x.example)",
    ]


def test_what_asks_first_lacks_nothing() -> None:
    text = (
        "{{ first_name | default('you') }}{% if lead.city %}{{ city }}{% endif %}"
        "{{ company or 'all' }}{{ title if title else '' }}"
    )
    assert told(mail(text)) == []


def test_who_does_not_come_to_a_step_lacks_nothing_for_it() -> None:
    assert told(mail("{{ phone }}", more=", if: lead.phone")) == []
    assert told(mail("{{ city }}", more=", if: 'lead.country == \"GB\"'")) == [
        "x.yaml:3:34 missing-data 1 of 2 leads has no `city` (first: b…@y.example)"
    ]
    way = "  - branch: lead.phone\n    then:\n    {}    else:\n    {}"
    there = mail("{{ phone }}")
    other = mail("{{ city or company }}").replace("id: a", "id: b")
    assert told(way.format(there, other)) == []
    # What depends on what happened may hold of anybody.
    assert len(told(mail("{{ city }}", more=", if: \"'reply' in events\""))) == 1


def test_who_is_not_enrolled_lacks_nothing() -> None:
    text = mail("{{ first_name }}")
    assert told(f"{text}require: [first_name]") == []
    assert told(f"{text}require: [title, first_name]") == [
        (
            "x.yaml:4:11 unfilled-field no known lead has a `title`, so nobody can be "
            "enrolled: import it, or do not require it"
        )
    ]


def test_a_file_is_told_at_its_own_word_and_so_is_what_it_includes() -> None:
    templates = {
        "a.md": b"company is not meant here\n\nAt {{ company }}. {% include 'b.md' %}",
        "b.md": b"\n  {{ city }}",
    }
    assert told(mail("Hi", "a.md"), templates=templates) == [
        "templates/a.md:3:7 missing-data 1 of 3 leads has no `company` (first: e…@z.example)",
        "templates/b.md:2:6 missing-data 2 of 3 leads have no `city` (first: a…@x.example)",
    ]


def test_an_expression_that_cannot_be_asked_of_somebody_is_told() -> None:
    assert told("  - {tag: a, if: lead.city > 'B'}\n") == [
        "x.yaml:3:23 missing-data 2 of 3 leads have no `city` (first: a…@x.example)"
    ]
    assert told("  - {tag: a, if: lead.city == ''}\n") == []


def test_without_leads_nothing_is_told() -> None:
    assert told(mail("{{ title }}"), ()) == []


def test_who_is_named_cannot_be_written_to() -> None:
    assert [masked(lead) for lead in (ADA, Lead(LeadId(4), phone="+15550100"))] == [
        "a…@x.example",
        "+155…",
    ]


_PARTS = (
    "{{ first_name }}",
    "{{ company | upper }}",
    "{% if lead.city %}{{ city }}{% else %}{{ title }}{% endif %}",
    "{% if lead.country == 'US' %}{{ phone }}{% endif %}",
    "{{ title | default('x') }}",
    "{{ city or company }}",
    "{{ spin(first_name, 'x') }}",
)
_filled = st.sampled_from(["", " ", "A", "B"])
_leads = st.lists(
    st.builds(
        Lead,
        id=st.integers(1, 9).map(LeadId),
        email=st.just("a@b.example"),
        first_name=_filled,
        company=_filled,
        title=_filled,
        phone=_filled,
        country=st.sampled_from(["", "US", "GB"]),
        fields=st.fixed_dictionaries({}, optional={"city": _filled}),
    ),
    max_size=8,
)


@given(_leads, st.lists(st.sampled_from(_PARTS), min_size=1, max_size=3))
def test_as_many_lack_something_as_cannot_be_rendered(
    leads: list[Lead], parts: list[str]
) -> None:
    text = " ".join(parts)
    language = JinjaTemplates({}, SETTINGS.fields)
    missing = 0
    for lead in leads:
        try:
            language.render(text, {"lead": lead}, dice="")
        except MissingData:
            missing += 1
    step = f"  - {{notify: {chr(34)}{text}{chr(34)}}}\n"
    found = told(step, leads)
    counts = [int(each.split()[2]) for each in found if "missing-data" in each]
    unfilled = any("unfilled-field" in each for each in found)
    assert sum(counts) == missing or (unfilled and sum(counts) < missing)
    assert (found == []) == (missing == 0)

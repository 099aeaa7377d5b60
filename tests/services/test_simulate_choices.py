"""What people chose or told before is foreseen as it is kept: who left, waits or is away."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.core.model import LeadId
from outreach.services.opt_out import Trace
from outreach.services.prefer import leave, wait
from tests.services import deployment, ear, hearing
from tests.services.twin import Case, Twins, foresee, foreseen, let_happen, real, staged

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outreach.core.forecast.flight import Happening
    from tests.services.arena import Arena

WINDOW = (
    'window: {days: working, hours: "09:00-17:30", timezone: lead, holidays: none}\n'
)
MAIL = 'email: {subject: "Hello", body: "Hello."}'
HELLO = f"""senders: {{email: [anna]}}
{WINDOW}steps:
  - {{id: one, {MAIL}}}
  - enroll: other
  - {{id: two, after: 3 days, {MAIL}}}
"""
OTHER = f"""senders: {{email: [ben]}}
{WINDOW}steps:
  - {{id: first, {MAIL}}}
  - {{id: second, after: 2 days, {MAIL}}}
"""
# What was in the past: nothing, or one of the two sequences of each kind of word.
WORDS = ("nothing", "left", "waits", "waits for ever", "away", "gone", "undated")
CHOICES = st.lists(
    st.tuples(st.sampled_from(WORDS), st.sampled_from(("hello", "other", "past"))),
    min_size=1,
    max_size=6,
)


async def choose(it: Arena, lead_id: LeadId, word: str, sequence: str) -> None:
    """Let a lead that had a mail of the past say what it wants, or where it is."""
    now, trace = it.clock.now(), Trace(lead_id, sequence, 1, "first")
    (lead,) = [row for row in await it.rows("leads") if row["id"] == lead_id]
    fields = {"Auto_Submitted": "auto-replied"}
    match word:
        case "left":
            await leave(it.engine, trace)
        case "waits":
            await wait(it.engine, trace, now + timedelta(days=6))
        case "waits for ever":
            await wait(it.engine, trace, now + timedelta(days=90))
        case "away":
            back = f"{now + timedelta(days=5):%-d %B %Y}"
            text = f"I am out of office until {back}."
            await ear.hear(it, ear.mail(lead["email"], text, **fields))
        case "undated":
            text = "I am out of office and will answer when I am back."
            await ear.hear(it, ear.mail(lead["email"], text, **fields))
        case "gone":
            text = hearing.AUTOMATIC["gone"]
            await ear.hear(it, ear.mail(lead["email"], text, **fields))


async def play(choices: Sequence[tuple[str, str]]) -> Twins:
    """Let leads choose, then foresee a sequence that leads into another, and let it happen."""
    leads = [{"timezone": "Europe/Paris"} for _ in choices]
    case = Case(HELLO, leads, more={"other": OTHER}, days=20)
    async with staged(case) as it:
        names = ["hello", "other", "past"]
        await deployment.keep(it.engine, "past", OTHER, sequences=names)
        ids = [LeadId(row["id"]) for row in await it.rows("leads")]
        await it.enter(ids, "past")
        await it.run()
        it.clock.forward(timedelta(hours=1))
        for lead_id, (word, sequence) in zip(ids, choices, strict=True):
            await choose(it, lead_id, word, sequence)
        it.clock.forward(timedelta(seconds=1))
        heard: list[Happening] = []
        board = await foresee(it, case, heard)
        since = it.clock.at
        await it.enter(ids)
        await let_happen(it, case, heard, board)
        return Twins(await real(it, since), foreseen(board))


@settings(max_examples=8, deadline=None)
@given(CHOICES)
async def test_whatever_was_chosen_it_goes_as_foreseen(
    choices: list[tuple[str, str]],
) -> None:
    twins = await play(choices)
    assert twins.foreseen == twins.real


async def test_each_choice_is_foreseen() -> None:
    twins = await play([(w, s) for w in WORDS for s in ("hello", "other", "past")])
    assert twins.foreseen == twins.real

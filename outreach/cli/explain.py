"""`explain`: why nothing is sent now, and when it will be, to one lead or in numbers."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from outreach.cli.output import Json, cell, print_json, print_line, print_table
from outreach.cli.place import Place
from outreach.cli.session import with_deployment

if TYPE_CHECKING:
    from datetime import datetime

    from outreach.bootstrap import Deployment
    from outreach.services.explain import Explained, Explanation
    from outreach.services.explain_many import Group, Overview


_DATE = len("Mon 2026-11-23")


def explain(
    lead: Annotated[
        str | None,
        typer.Argument(metavar="LEAD", help="An address, or a lead's number."),
    ] = None,
    *,
    sequence: Annotated[
        str, typer.Option(metavar="NAME", help="All in this sequence, in numbers.")
    ] = "",
    sender: Annotated[
        str, typer.Option(metavar="NAME", help="All that this sender is to write to.")
    ] = "",
    place: Place = None,
    json: Json = False,
) -> None:
    """Tell why nothing is sent to a lead now, and when it will be.

    Every gate in order, with its verdict, its evidence and when it can next pass. With
    --sequence or --sender, how many wait for what.
    """
    if (lead is None) != bool(sequence or sender):
        message = "name a lead, or give --sequence or --sender"
        raise typer.BadParameter(message)
    found: Explanation | Overview
    if lead is None:
        found = with_deployment(place, partial(_explain_many, sequence, sender))
    else:
        found = with_deployment(place, partial(_explain, lead))
    if json:
        print_json(found)
    else:
        _print(found)


async def _explain(word: str, deployment: Deployment) -> Explanation:
    from outreach.services.explain import explain as tell
    from outreach.services.find import find

    engine = deployment.engine
    async with engine.database.reading() as connection:
        lead = await find(connection, word)
    return await tell(engine, lead.id)


async def _explain_many(sequence: str, sender: str, deployment: Deployment) -> Overview:
    from outreach.services.explain_many import explain_many

    return await explain_many(deployment.engine, sequence=sequence, sender=sender)


def _print(found: Explanation | Overview) -> None:
    from outreach.services.explain import Explanation

    if isinstance(found, Explanation):
        _print_explanation(found)
    else:
        _print_overview(found)


def _print_explanation(found: Explanation) -> None:
    who = found.email or f"#{found.lead_id}"
    now = f"{_moment(found.at, found.zone)} in {found.zone}"
    print_line(f"{who}, stage {found.stage}, at {now}")
    if found.suppressed:
        print_line(f"suppressed: {found.suppressed}")
    if not found.enrollments:
        print_line("in no sequence: nothing is due, ever")
    for each in found.enrollments:
        _print_explained(each, found.zone)


def _print_explained(each: Explained, zone: str) -> None:
    reason = f" ({each.reason})" if each.reason else ""
    print_line("")
    print_line(f"{each.sequence}: {each.state}{reason}, at step {each.step or '-'}")
    if _is_in_doubt(each):
        # What the planner would do comes only once that is known.
        print_line(f"decision: none until it is known what became of {each.step}")
        print_line(f"looked for: {_when(each.next_at, each.zone, zone)}")
    else:
        print_line(f"decision: {each.decision}")
        print_line(f"next: {_when(each.next_at, each.zone, zone)}")
    print_line(f"why: {each.why}")
    if each.sends_at not in (None, each.next_at) or each.sends not in ("", each.step):
        when = _when(each.sends_at, each.zone, zone)
        print_line(f"next message: {each.sends} through {each.sender}: {when}")
    if each.ahead:
        queue = f"{_are(each.ahead)} before it in {each.sender}'s queue"
        print_line(f"{queue}, so the time is an estimate")
    if each.gates:
        print_table(
            ("gate", "answer", "reason", "evidence", f"can pass ({zone})"),
            (
                (g.gate, g.answer, g.reason, g.evidence, _moment(g.passes_at, zone))
                for g in each.gates
            ),
        )


def _is_in_doubt(each: Explained) -> bool:
    from outreach.services.explain import UNDER_WAY

    return each.why.startswith(UNDER_WAY["in_doubt"])


def _are(count: int) -> str:
    return "1 is" if count == 1 else f"{count} are"


def _when(at: datetime | None, lead_zone: str, zone: str) -> str:
    """Return an instant on the lead's clock and on the workspace's, if they differ."""
    if at is None:
        return "not by time alone"
    here, there = _moment(at, zone), _moment(at, lead_zone or zone)
    if here == there:
        return f"{here} in {zone}"
    same_day = here[:_DATE] == there[:_DATE]
    return (
        f"{there} in {lead_zone} ({here[_DATE + 1 :] if same_day else here} in {zone})"
    )


def _moment(at: datetime | None, zone: str) -> str:
    return "" if at is None else f"{at.astimezone(ZoneInfo(zone)):%a %Y-%m-%d %H:%M}"


def _print_overview(found: Overview) -> None:
    names = (found.sequence, found.sender and f"sender {found.sender}")
    what = ", ".join(name for name in names if name)
    now = f"{_moment(found.at, found.zone)} in {found.zone}"
    print_line(f"{what}: {found.total} unfinished, at {now}")
    if not found.groups:
        return
    print_line("")
    print_table(
        ("leads", "state", f"from ({found.zone})", "as", "because"),
        (
            (
                group.count,
                _words(group),
                _moment(group.next_at, found.zone),
                " ".join(group.examples),
                "; ".join(f"{count}: {cell(text)}" for text, count in group.causes),
            )
            for group in found.groups
        ),
    )
    if found.tried and any(group.reason == "ready" for group in found.groups):
        print_line("")
        print_line(f"the texts of the first {found.tried} that are ready were tried")


_WORDS = {
    "ready": "leave at the next tick",
    "delay": "wait for their delay",
    "window": "wait for the window",
    "window_never": "have a window that never opens: they pause",
    "holiday": "wait for the end of a holiday",
    "company_full": "wait for their company's turn",
    "suppressed": "are suppressed: they stop",
    "missing_data": "miss data: they pause",
    "unreadable": "stand in a version that cannot be read",
    "claimed": "are about to leave",
    "sending": "are on the wire",
    "in_doubt": "are in doubt",
    "under_way": "are under way",
}
_OF_SENDER = {
    "cap": "wait for {}'s cap",
    "ramp": "wait for {}'s ramp",
    "gap": "wait for {}'s gap",
    "sender_gone": "had {}, who is gone: they pause",
    "sender_paused": "wait for {}, who is paused",
    "sender_resting": "wait for {}, who rests",
    "host_down": "wait for {}'s server, which fails",
    "sender_closed": "wait for {}'s own hours",
    "inbox_stale": "wait for {}'s inbox to be read",
    "event": "wait for {}",
    "paused": "paused: {}",
}


def _words(group: Group) -> str:
    if group.reason in _OF_SENDER:
        return _OF_SENDER[group.reason].format(group.detail or "a sender")
    return _WORDS.get(group.reason, group.reason)

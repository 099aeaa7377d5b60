"""`status` and `report`: what goes on, and what came of it."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from outreach.cli.lane import print_troubles, state_of
from outreach.cli.moment import moment
from outreach.cli.output import Json, cell, print_json, print_line, print_table
from outreach.cli.place import Place
from outreach.cli.session import with_deployment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from outreach.bootstrap import Deployment
    from outreach.services.count_caps import CapStatus
    from outreach.services.report import Report, Tally
    from outreach.services.status import Backlog, LaneStatus, Status


def status(*, place: Place = None, json: Json = False) -> None:
    """Tell what runs, what is due and what waits for what."""
    found = with_deployment(place, _status)
    if json:
        print_json(found)
    else:
        _print_status(found)


async def _status(deployment: Deployment) -> Status:
    from outreach.services.status import status as tell

    return await tell(deployment.engine)


def _print_status(found: Status) -> None:
    roles = ", ".join(f"{count} {role}" for role, count in found.roles.items())
    print_line(f"running: {roles or 'nothing'}")
    if not found.is_scheduled:
        print_line("no scheduler runs, so nothing is sent: start `outreach run`")
    if found.next is not None:
        print_line(f"next: {found.next.what} at {cell(found.next.at)}")
    if found.uninterpreted:
        print_line(f"inbound not read yet: {found.uninterpreted}")
    _print_doubts(found.lanes)
    _section("enrollments")
    print_table(
        ("sequence", "state", "reason", "count"),
        ([row[name] for name in _COUNTED] for row in found.enrollments),
        empty="none: `outreach enroll SEQUENCE` makes them",
    )
    _section("senders")
    print_table(_LANE, (_lane(lane, found.at) for lane in found.lanes))
    print_troubles(found)
    _print_caps(found.caps)
    if found.inboxes:
        _section("inboxes")
        print_table(
            ("mailbox", "folder", "read at", "trouble"),
            (
                (f.mailbox, f.folder, f.read_at or "never", f.detail)
                for f in found.inboxes
            ),
        )
    if found.outboxes:
        _section("crm")
        print_table(
            ("crm", "pending", "done", "refused"),
            ((o.crm, o.pending, o.done, o.refused) for o in found.outboxes),
        )


def _print_caps(caps: Iterable[CapStatus]) -> None:
    rows = [
        (c.kind, c.name or "all", c.used, c.most, c.promised_until or "-") for c in caps
    ]
    if rows:
        _section("caps")
        print_table(("cap", "of", "used/24h", "most", "promised until"), rows)


_COUNTED = ("sequence", "state", "reason", "count")
_LANE = ("sender", "channel", "sent/24h", "cap", "state", "in doubt", "due", "waiting")


def _section(title: str) -> None:
    print_line("")
    print_line(title)


def _lane(lane: LaneStatus, now: datetime) -> tuple[object, ...]:
    return (
        lane.name,
        lane.channel,
        lane.sent,
        "-" if lane.cap is None else lane.cap,
        state_of(lane, now),
        lane.in_doubt,
        lane.backlog.due_now,
        ", ".join(_waiting(lane.backlog)),
    )


def _print_doubts(lanes: Iterable[LaneStatus]) -> None:
    doubtful = [lane for lane in lanes if lane.in_doubt]
    if doubtful:
        count = sum(lane.in_doubt for lane in doubtful)
        oldest = min(lane.in_doubt_since for lane in doubtful if lane.in_doubt_since)
        print_line(
            f"in doubt: {count}, the oldest since {cell(oldest)}: "
            "`outreach touches list` explains"
        )


def _waiting(backlog: Backlog) -> Iterator[str]:
    for name in ("later", "window", "cap", "gap", "sender", "company", "under_way"):
        count = getattr(backlog, name)
        if count:
            yield f"{count} {name.replace('_', ' ')}"
    for reason, count in backlog.paused.items():
        yield f"{count} paused ({reason})"


Since = Annotated[
    datetime | None,
    typer.Option(
        metavar="DATE", help="Only from then on, as 2026-11-22 (UTC).", parser=moment
    ),
]


def report(
    sequence: Annotated[
        str | None, typer.Argument(metavar="SEQUENCE", help="Only this sequence.")
    ] = None,
    *,
    since: Since = None,
    place: Place = None,
    json: Json = False,
) -> None:
    """Tell what came of it, in numbers.

    The funnel, and rates by sequence, step and sender. A rate is a share of the people
    contacted.
    """
    start = since and since.replace(tzinfo=since.tzinfo or UTC)
    found = with_deployment(place, partial(_report, sequence, start))
    if json:
        print_json(found)
    else:
        _print_report(found)


async def _report(
    sequence: str | None, since: datetime | None, deployment: Deployment
) -> Report:
    from outreach.services.report import report as tell

    return await tell(deployment.engine, sequence=sequence, since=since)


def _print_report(found: Report) -> None:
    print_line("funnel")
    print_table(
        ("stage", "now", "reached"),
        ((each.stage, each.now, each.reached) for each in found.funnel),
    )
    for title, tallies in (
        ("all", (found.total,)),
        ("by sequence", found.sequences),
        ("by step", found.steps),
        ("by sender", found.senders),
    ):
        if tallies:
            _section(title)
            print_table(_TALLY, (_tally(each) for each in tallies))


_TALLY = (
    *("sequence", "step", "sender", "sent", "contacted", "replied"),
    *("bounced", "opted out", "clicked", "in doubt", "rejected"),
)


def _tally(each: Tally) -> tuple[object, ...]:
    return (
        each.sequence,
        each.step,
        each.sender,
        each.sent,
        each.contacted,
        _share(each.replied, each.reply_rate),
        _share(each.bounced, each.bounce_rate),
        _share(each.opted_out, each.opt_out_rate),
        _share(each.clicked, each.click_rate),
        each.in_doubt,
        each.rejected,
    )


def _share(count: int, rate: float) -> str:
    return f"{count} ({rate:.1%})" if count else "0"

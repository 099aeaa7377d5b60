"""Records what came of attempts, in groups, and lets their enrollments go on."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, assert_never

from outreach.core import retry
from outreach.core.breaker import LIMIT, LONGEST_REST
from outreach.core.model import (
    Blame,
    Deferred,
    EnrollmentState,
    Event,
    Finish,
    Outcome,
    Rejected,
    Sent,
    TouchId,
    TouchState,
    Unknown,
)
from outreach.core.planner import Position
from outreach.log import get_logger
from outreach.services import react
from outreach.services.finish import finish, lock_companies, pause
from outreach.services.guard import guard
from outreach.services.place import placed, to_think
from outreach.services.spare import Care
from outreach.store import doubt as doubts
from outreach.store import enrollment as enrollments
from outreach.store import host as hosts
from outreach.store import lane as lanes
from outreach.store import lead as leads
from outreach.store import rest
from outreach.store import suppression as suppressions
from outreach.store import touch as touches
from outreach.store.database import is_alone, text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from outreach.core.model import EnrollmentId, Lead, LeadId
    from outreach.services.engine import Engine
    from outreach.store.database import Connection, Row
    from outreach.store.host import Trouble

log = get_logger(__name__)

BY_PHONE = ("sms", "whatsapp")
SETTLEABLE = (TouchState.SENDING, TouchState.IN_DOUBT)


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one attempt of a touch."""

    touch_id: TouchId
    attempt: int
    outcome: Outcome


@dataclass(slots=True)
class _Ledger:
    """One transaction's records."""

    engine: Engine
    connection: Connection
    now: datetime
    held: dict[LeadId, Lead]
    rows: dict[EnrollmentId, Row]
    lanes: dict[str, Row]
    sent: list[dict[str, object]] = field(default_factory=list)
    onward: list[dict[str, object]] = field(default_factory=list)
    facts: list[Event] = field(default_factory=list)
    days: dict[str, str] = field(default_factory=dict)  # lane -> the last it sent on
    bounced: dict[str, LeadId] = field(default_factory=dict)  # lane -> one of its leads
    care: Care = field(init=False)


async def settle(
    engine: Engine,
    connection: Connection,
    results: Sequence[Result],
    known: Mapping[TouchId, Row] | None = None,
    held: dict[LeadId, Lead] | None = None,
) -> Mapping[str, Trouble] | None:
    """Record these outcomes; one that is late is taken from `in_doubt`, no other state.

    But a Sent, of whatever attempt, is taken from any: each carries the same Message-ID, so
    the lead has it, whoever found otherwise meanwhile. `known` are the touches' rows, and
    `held` their leads where this transaction holds them and the lanes. Return the hosts that
    failed lately; None where that is to be read anew.
    """
    if not results:
        return None
    ids = {result.touch_id for result in results}
    rows = known if known is not None else await touches.get(connection, ids)
    found = {each: rows[each] for each in ids if each in rows}
    ledger = await _ledger(engine, connection, list(found.values()), held)
    if not is_alone(connection):
        # Under the locks: a person may have settled one of them meanwhile.
        found = await touches.get(connection, ids)
        # Those that leads with dead addresses leave: all in one order.
        gone = {r.touch_id for r in results if isinstance(r.outcome, Rejected)}
        dead = (found[each]["enrollment_id"] for each in gone & found.keys())
        await lock_companies(connection, (ledger.rows[each] for each in dead))
    for result in results:
        if (touch := found.get(result.touch_id)) is not None:
            await _take(ledger, touch, result)
    await touches.settle_sent(connection, ledger.sent, ledger.now)
    await enrollments.write_many(connection, ledger.onward)
    await _note_lanes(ledger)
    await react.record(engine, connection, ledger.held, ledger.facts)
    await _guard(ledger)
    wrote = await ledger.care.write(connection)
    return None if wrote else ledger.care.troubled


async def _take(ledger: _Ledger, touch: Row, result: Result) -> None:
    if touch["attempt"] == result.attempt and touch["state"] in SETTLEABLE:
        await _settle(ledger, touch, legible(result.outcome))
    elif isinstance(result.outcome, Sent):
        await _after_all(ledger, touch, result)


async def _guard(ledger: _Ledger) -> None:
    """Pause lanes that have had a bounce too many, now that it is written."""
    for lane, lead_id in ledger.bounced.items():
        facts = await guard(ledger.engine, ledger.connection, lane, lead_id)
        await react.record(ledger.engine, ledger.connection, ledger.held, facts)


async def _ledger(
    engine: Engine,
    connection: Connection,
    found: Sequence[Row],
    held: dict[LeadId, Lead] | None,
) -> _Ledger:
    names, read = {touch["lane"] for touch in found}, lanes.rows
    if held is None:
        held = await leads.lock(connection, (touch["lead_id"] for touch in found))
        read = lanes.lock
    standing = await read(connection, names)
    rows = await enrollments.get(connection, {t["enrollment_id"] for t in found})
    ledger = _Ledger(engine, connection, engine.now(), held, rows, standing)
    ledger.care = Care(engine, await hosts.troubled(connection), ledger.now)
    return ledger


async def _note_lanes(ledger: _Ledger) -> None:
    """Count the days on which lanes have sent, and forget the rests of those that did."""
    of_day: dict[str, list[str]] = {}
    for name, day in ledger.days.items():
        if name in ledger.lanes and ledger.lanes[name]["last_sent_on"] < day:
            of_day.setdefault(day, []).append(name)
    for day, names in of_day.items():
        await lanes.note_day(ledger.connection, names, day)
    rested = [n for n in ledger.days if n in ledger.lanes and ledger.lanes[n]["rests"]]
    if rested:
        await lanes.note_success(ledger.connection, rested)


def legible(outcome: Outcome) -> Outcome:
    """Return an outcome whose texts a database can hold, whatever bytes a server said."""
    texts = {
        name: text(getattr(outcome, name))
        for name in ("reference", "detail", "status")
        if hasattr(outcome, name)
    }
    if all(getattr(outcome, name) == value for name, value in texts.items()):
        return outcome
    return replace(outcome, **texts)  # type: ignore[arg-type] # each has just these fields


async def _settle(ledger: _Ledger, touch: Row, outcome: Outcome) -> None:
    excused = ledger.care.excuses(touch, outcome)
    if touch["state"] == TouchState.SENDING:
        ledger.care.heed(touch, outcome)
    match outcome:
        case Sent(reference=reference):
            await _sent(ledger, touch, reference)
        case Rejected(blame=Blame.SENDER):
            await _sender_refused(ledger, touch, outcome)
        case Rejected():
            await _rejected(ledger, touch, outcome)
        case Deferred():
            await _deferred(ledger, touch, outcome, excused=excused)
        case Unknown(detail=detail):
            await _in_doubt(ledger, touch, detail)
        case _:
            assert_never(outcome)


async def _after_all(ledger: _Ledger, touch: Row, result: Result) -> None:
    """Record as sent what was put off, claimed anew or given up since: no attempt follows."""
    if await doubts.recall(ledger.connection, result.touch_id, result.attempt):
        sent = legible(result.outcome)
        reference = sent.reference if isinstance(sent, Sent) else ""
        await _sent(ledger, touch, reference, result.attempt)


async def _sent(
    ledger: _Ledger, touch: Row, reference: str, attempt: int | None = None
) -> None:
    attempt = attempt or touch["attempt"]
    ledger.sent.append({"id": touch["id"], "attempt": attempt, "detail": reference})
    day = ledger.engine.today(touch["sending_at"])
    ledger.days[touch["lane"]] = max(day, ledger.days.get(touch["lane"], ""))
    data = {
        "step": touch["step"],
        "sequence": touch["sequence"],
        "channel": touch["channel"],
        "sender": touch["lane"],
        "subject": touch["subject"],
        "variant": touch["variant"],
    }
    ledger.facts.append(_fact(ledger, touch, "sent", data, at=touch["sending_at"]))
    row = ledger.rows[touch["enrollment_id"]]
    if row["step"] != touch["step"]:
        return
    release = await ledger.engine.catalogue.find(ledger.connection, row["version"])
    if release is None or touch["step"] not in release.sequence.steps:
        columns = to_think(row, ledger.now)
    else:
        enrollment = enrollments.enrollment_of(row)
        lead = ledger.held[touch["lead_id"]]
        situation = ledger.engine.situation(release, lead, enrollment, ())
        beyond = release.sequence.steps[touch["step"]].next
        here = Position(beyond, touch["sending_at"])
        columns = placed(situation, enrollment.senders, here)
    if row["state"] != EnrollmentState.ACTIVE:
        columns["due_at"] = row["due_at"]  # a pause ends when it ends
    ledger.onward.append({"id": row["id"], **columns})


def _fact(
    ledger: _Ledger,
    touch: Row,
    kind: str,
    data: dict[str, object],
    at: datetime | None = None,
) -> Event:
    return Event(
        kind,
        at or ledger.now,
        touch["lead_id"],
        touch["enrollment_id"],
        touch["id"],
        data,
    )


async def _write(ledger: _Ledger, touch: Row, **values: object) -> None:
    await touches.settle(ledger.connection, touch["id"], touch["attempt"], **values)


async def _rejected(ledger: _Ledger, touch: Row, outcome: Rejected) -> None:
    """ADDRESS: the lead stops, its address is suppressed. MESSAGE: the author is told."""
    await _write(
        ledger,
        touch,
        state=TouchState.REJECTED,
        reason=outcome.blame,
        status=outcome.status,
        detail=outcome.detail,
        settled_at=ledger.now,
    )
    data = {
        "step": touch["step"],
        "status": outcome.status,
        "detail": outcome.detail,
        "blame": outcome.blame,
    }
    row = ledger.rows[touch["enrollment_id"]]
    if outcome.blame is Blame.MESSAGE:
        ledger.facts.append(_fact(ledger, touch, "rejected", data))
        await _ask(ledger, row, "message_rejected", outcome.detail)
        return
    kind = "opt_out" if outcome.opted_out else "bounce.hard"
    if not outcome.opted_out:
        ledger.bounced[touch["lane"]] = touch["lead_id"]
    ledger.facts.append(_fact(ledger, touch, kind, data))
    lead = ledger.held[touch["lead_id"]]
    await _bury(ledger, lead, touch["channel"], opted_out=outcome.opted_out)


async def _bury(ledger: _Ledger, lead: Lead, channel: str, *, opted_out: bool) -> None:
    """Stop a lead whose address is dead, or that wants to be left alone, for good."""
    connection, now = ledger.connection, ledger.now
    reason = "opt_out" if opted_out else "bounced"
    if channel in BY_PHONE:
        await suppressions.suppress_handle(connection, lead.phone, reason, channel, now)
    elif lead.email:
        await suppressions.suppress_address(connection, lead.email, reason, "smtp", now)
    rows = await enrollments.open_of(connection, [lead.id])
    how = Finish.OPTED_OUT if opted_out else Finish.BOUNCED
    ledger.facts += await finish(ledger.engine, connection, rows, how)


async def _sender_refused(ledger: _Ledger, touch: Row, outcome: Rejected) -> None:
    """Pause the lane until a person looks; the lead waits for it, unpunished."""
    await _postpone(ledger, touch, ledger.now, outcome.detail, outcome.status, 0)
    reason = f"{outcome.status} {outcome.detail}".strip()
    await lanes.pause(ledger.connection, touch["lane"], reason, ledger.now)
    log.warning("lane.paused", lane=touch["lane"], touch=touch["id"], said=reason)
    data = {"sender": touch["lane"], "detail": reason}
    ledger.facts.append(_fact(ledger, touch, "sender.paused", data))


async def _deferred(
    ledger: _Ledger, touch: Row, outcome: Deferred, *, excused: bool
) -> None:
    """Put a touch off. One that is excused costs nothing: its host's failures are counted."""
    following = retry.after(
        outcome,
        attempt=touch["failures"] + 1,
        now=ledger.now,
        # Its host rests for it, unless that serves the others well.
        rests=max(0, _rests(ledger, touch["lane"]) - (LIMIT if excused else 0)),
    )
    match following:
        case retry.TryAgain() | retry.AskHuman() if excused:
            at = ledger.now + retry.FIRST_WAIT
            await _postpone(ledger, touch, at, outcome.detail, "", 0)
        case retry.TryAgain(at=at):
            await _postpone(ledger, touch, at, outcome.detail, "", 1)
        case retry.RestLane(until=until):
            until = min(until, ledger.now + LONGEST_REST) if excused else until
            await _postpone(ledger, touch, until, outcome.detail, "", 0)
            await rest.begin(ledger.connection, touch["lane"], until, ledger.now)
            said = {"until": until.isoformat(), "said": outcome.detail}
            log.info("lane.rests", lane=touch["lane"], **said)
        case _:
            await _give_up(ledger, touch, outcome.detail)


def _rests(ledger: _Ledger, lane: str) -> int:
    """Return how many rests in a row the lane has had before this one.

    What fails while it rests was under way when the rest began: the same trouble, told again.
    """
    standing = ledger.lanes.get(lane)
    if standing is None:
        return 0
    until = standing["rest_until"]
    rests: int = standing["rests"]
    return rests - 1 if rests and until is not None and until > ledger.now else rests


async def _postpone(
    ledger: _Ledger, touch: Row, at: datetime, detail: str, status: str, failures: int
) -> None:
    row = ledger.rows[touch["enrollment_id"]]
    over = row["state"] == EnrollmentState.FINISHED
    await _write(
        ledger,
        touch,
        state=TouchState.SKIPPED if over else TouchState.DEFERRED,
        reason=row["reason"] if over else "",
        not_before=None if over else at,
        detail=detail,
        status=status,
        failures=touch["failures"] + failures,
        settled_at=ledger.now,
    )
    data = {"step": touch["step"], "detail": detail, "not_before": at.isoformat()}
    ledger.facts.append(_fact(ledger, touch, "deferred", data))
    if row["state"] == EnrollmentState.ACTIVE:
        await enrollments.write(ledger.connection, row["id"], due_at=at)


async def _give_up(ledger: _Ledger, touch: Row, detail: str) -> None:
    await _write(
        ledger,
        touch,
        state=TouchState.REJECTED,
        reason="gave_up",
        detail=detail,
        settled_at=ledger.now,
    )
    row = ledger.rows[touch["enrollment_id"]]
    await _ask(ledger, row, "gave_up", detail)


async def _ask(ledger: _Ledger, row: Row, reason: str, detail: str) -> None:
    """Have a person look before it goes on; a pause that ends by itself would hide it."""
    ends = row["state"] == EnrollmentState.PAUSED and row["due_at"] is not None
    if ends or row["state"] == EnrollmentState.ACTIVE:
        ledger.facts += await pause(
            ledger.engine, ledger.connection, [row], reason, None, detail=detail
        )


async def _in_doubt(ledger: _Ledger, touch: Row, detail: str) -> None:
    if await touches.doubt(ledger.connection, touch, detail, ledger.now):
        data = {"step": touch["step"], "detail": detail}
        ledger.facts.append(_fact(ledger, touch, "in_doubt", data))

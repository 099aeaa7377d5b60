"""Passes the gate again and marks touches as `sending`: the last word before the wire."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from outreach.core.gate import Answer, Verdict, first_refusal
from outreach.core.model import Finish, LeadId, Sent, TouchId, TouchState, Unknown
from outreach.core.pacing import Limits
from outreach.core.sequence import Email
from outreach.errors import RenderError
from outreach.log import get_logger
from outreach.services import react
from outreach.services.cap import FREE, Budget, Toll, budget_of
from outreach.services.finish import finish, lock_companies, pause
from outreach.services.keep_copy import keep_copies
from outreach.services.permit import forbidden
from outreach.services.quarantine import LONGEST
from outreach.services.reap import release
from outreach.services.survey import Case, facts_of, limits_of, survey_lanes
from outreach.services.write import Draft, Occasion, names_of, write
from outreach.store import change as changes
from outreach.store import enrollment as enrollments
from outreach.store import lane as lanes
from outreach.store import lead as leads
from outreach.store import suppression as suppressions
from outreach.store import touch as touches
from outreach.store.database import DatabaseError, is_alone

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import datetime

    from outreach.core.gate import LaneFacts
    from outreach.core.model import EnrollmentId, Event, Lead
    from outreach.core.sequence import Step
    from outreach.services.engine import Engine, Release
    from outreach.services.settle import Result
    from outreach.store.database import Connection, Row
    from outreach.store.host import Trouble


_UNLIMITED = Limits()

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Marked:
    """A touch that is now `sending`: committed, it goes on the wire, once."""

    touch_id: TouchId
    attempt: int
    channel: str
    lane: str
    draft: Draft


@dataclass(slots=True)
class _Board:
    """What one transaction knows of the touches it judges, all under their locks."""

    engine: Engine
    connection: Connection
    now: datetime
    held: dict[LeadId, Lead]
    rows: dict[EnrollmentId, Row]
    facts: dict[str, LaneFacts]
    suppressed: dict[LeadId, str]
    sent: dict[EnrollmentId, dict[str, Row]]
    names: dict[EnrollmentId, dict[str, str]]
    budget: Budget
    tolls: dict[EnrollmentId, Toll]


async def hold(
    engine: Engine,
    connection: Connection,
    several: Collection[Row],
    results: Collection[Result],
) -> dict[LeadId, Lead]:
    """Lock the leads and then the lanes of all these touches; return the leads.

    A lane is held beside other couriers where nothing is counted against it and it cannot
    come to a pause or a rest by these results.
    """
    held = await leads.lock(connection, (touch["lead_id"] for touch in several))
    if not is_alone(connection):
        bad = {
            each.touch_id
            for each in results
            if not isinstance(each.outcome, (Sent, Unknown))
        }
        names = {touch["lane"] for touch in several}
        alone = {name for name in names if limits_of(engine, name) != _UNLIMITED}
        alone |= {touch["lane"] for touch in several if touch["id"] in bad}
        await lanes.lock_together(connection, names, alone)
    return held


async def mark(
    engine: Engine,
    connection: Connection,
    claims: Collection[Row],
    troubled: Mapping[str, Trouble] | None = None,
    held: Mapping[LeadId, Lead] | None = None,
) -> list[Marked]:
    """Mark those of these claims whose gates pass now; release, skip or pause the others.

    The caller commits before anything goes on the wire. `troubled` are the hosts that failed
    lately and `held` the claims' leads, where this transaction holds them and the lanes.
    """
    if held is None:
        held = await hold(engine, connection, claims, ())
    wanted = {touch["lead_id"] for touch in claims}
    held = {lead_id: held[lead_id] for lead_id in wanted if lead_id in held}
    locked = await lanes.rows(connection, (touch["lane"] for touch in claims))
    if not is_alone(connection):
        # Under the locks: what was read before them may be history.
        claims = (await touches.get(connection, [t["id"] for t in claims])).values()
    mine = (touch for touch in claims if touch["lane"] in locked)
    claims = [touch for touch in mine if touch["state"] == TouchState.CLAIMED]
    if not claims:
        return []
    now = engine.now()
    known = await survey_lanes(engine, connection, locked.values(), now, troubled)
    board = await _board(engine, connection, claims, held, known)
    passed: list[tuple[Row, Draft]] = []
    refused: list[tuple[Row, Verdict]] = []
    for touch in claims:
        verdict, draft = await _judge_alone(board, touch)
        if draft is not None:
            passed.append((touch, draft))
            _note(board, touch)
        elif verdict is not None:
            board.budget.take(board.tolls.get(touch["enrollment_id"], FREE), -1)
            refused.append((touch, verdict))
    await react.record(engine, connection, board.held, await _turn_back(board, refused))
    return await _write(board, passed)


async def _board(
    engine: Engine,
    connection: Connection,
    claims: Collection[Row],
    held: dict[LeadId, Lead],
    known: dict[str, LaneFacts],
) -> _Board:
    now = engine.now()
    rows = await enrollments.get(connection, {t["enrollment_id"] for t in claims})
    suppressed = await suppressions.reasons(
        connection, held.values(), engine.house.secret
    )
    threads = [
        row["id"]
        for row in rows.values()
        if await _is_in_thread(engine, connection, row)
    ]
    return _Board(
        engine,
        connection,
        now,
        held,
        rows,
        known,
        suppressed,
        await touches.of_steps(connection, threads),
        await _names(connection, rows),
        *await budget_of(engine, connection, claims, rows, held),
    )


async def _names(
    connection: Connection, rows: Collection[EnrollmentId]
) -> dict[EnrollmentId, dict[str, str]]:
    """Return what steps are written under, where edits have given their ids to others."""
    found = await changes.sent_as(connection, rows)
    return {enrollment_id: names_of(each) for enrollment_id, each in found.items()}


async def _is_in_thread(engine: Engine, connection: Connection, row: Row) -> bool:
    release_ = await engine.catalogue.find(connection, row["version"])
    step = None if release_ is None else release_.sequence.steps.get(row["step"])
    return (
        step is not None
        and isinstance(step.action, Email)
        and step.action.thread is not None
    )


async def _judge_alone(
    board: _Board, touch: Row
) -> tuple[Verdict | None, Draft | None]:
    try:
        return await _judge(board, touch)
    except DatabaseError:
        raise
    except Exception as error:  # one that cannot be written stops no other
        log.exception("touch.failed", touch=touch["id"])
        detail = repr(error)[:LONGEST]
        return Verdict("error", Answer.PAUSE, "error", detail), None


async def _judge(board: _Board, touch: Row) -> tuple[Verdict | None, Draft | None]:
    row = board.rows[touch["enrollment_id"]]
    lane = board.facts.get(touch["lane"])
    release_ = await board.engine.catalogue.get(board.connection, row["version"])
    if lane is None or any(row[name] != touch[name] for name in ("step", "lane")):
        moved = "its enrollment stands elsewhere now"
        return Verdict("state", Answer.WAIT, "moved", moved), None
    step = release_.sequence.steps[touch["step"]]
    lead = board.held[touch["lead_id"]]
    case = Case(
        row,
        lead,
        release_,
        step,
        follow_up=not touch["first"],
        suppressed=board.suppressed.get(lead.id, ""),
        policy=await forbidden(board.connection, lead, step, touch["lane"], board.now),
        caps=board.budget.facts(board.tolls.get(row["id"], FREE), own=1),
    )
    facts = facts_of(board.engine, case, lane, board.now, claimed=True)
    if lane.host is not None:
        facts = replace(facts, probes=lane.host.probe == touch["id"])
    verdict = first_refusal(facts)
    if verdict is not None:
        return verdict, None
    try:
        return None, _draft(board, touch, release_, lead, step)
    except RenderError as error:
        missing = str(error) or "it cannot be written"
        return first_refusal(replace(facts, missing=missing)), None


def _draft(
    board: _Board, touch: Row, release_: Release, lead: Lead, step: Step
) -> Draft:
    row = board.rows[touch["enrollment_id"]]
    known = board.sent.get(row["id"], {})
    occasion = Occasion(
        board.engine,
        release_,
        lead,
        row["ordinal"],
        board.engine.sender(touch["lane"], touch["channel"]),
        board.now,
        sent={key for key, other in known.items() if other["state"] == TouchState.SENT},
        ids={key: other["message_id"] for key, other in known.items()},
        subjects={key: other["subject"] for key, other in known.items()},
        names=board.names.get(row["id"], {}),
        own_id=touch["message_id"] or "",
    )
    return write(occasion, step)


def _note(board: _Board, touch: Row) -> None:
    """Count the touch against its lane, for the next one in this very transaction."""
    board.engine.meter.mark_late.observe(board.now - touch["claimed_at"])
    name = touch["lane"]
    facts = board.facts[name]
    if facts.limits == _UNLIMITED:
        return
    state = replace(
        facts.state,
        unsent_claims=max(0, facts.state.unsent_claims - 1),
        counted=facts.state.counted + 1,
        last_attempt_at=board.now,
    )
    board.facts[name] = replace(facts, state=state)


async def _turn_back(
    board: _Board, refused: Sequence[tuple[Row, Verdict]]
) -> list[Event]:
    """Skip, pause or release these; their companies are locked in one order first."""
    rows = [board.rows[touch["enrollment_id"]] for touch, _ in refused]
    await lock_companies(board.connection, rows)
    facts: list[Event] = []
    for touch, verdict in refused:
        facts += await _refused(board, touch, verdict)
    return facts


async def _refused(board: _Board, touch: Row, verdict: Verdict) -> list[Event]:
    engine, connection = board.engine, board.connection
    row, lead = board.rows[touch["enrollment_id"]], board.held[touch["lead_id"]]
    if verdict.answer is Answer.STOP:
        await touches.skip(connection, touch, verdict.reason, board.now)
        # Where the gate is not the state's own, its enrollment is not over yet.
        return await finish(engine, connection, [row], Finish.STOPPED)
    facts: list[Event] = []
    if verdict.answer is Answer.PAUSE:
        facts = await pause(
            engine, connection, [row], verdict.reason, None, detail=verdict.evidence
        )
        row = (await enrollments.get(connection, [row["id"]]))[row["id"]]
    if verdict.gate == "data":
        await touches.skip(connection, touch, verdict.reason, board.now)
    else:
        await release(engine, connection, lead, row, touch)
    return facts


async def _write(board: _Board, passed: list[tuple[Row, Draft]]) -> list[Marked]:
    worker = board.engine.worker
    rows = [
        {
            "id": touch["id"],
            "attempt": touch["attempt"],
            "worker": worker,
            "version": board.rows[touch["enrollment_id"]]["version"],
            "sent_as": board.names.get(touch["enrollment_id"], {}).get(touch["step"]),
            "message_id": draft.message_id,
            "subject": draft.subject,
            "variant": draft.variant,
        }
        for touch, draft in passed
    ]
    spaced = {
        touch["lane"] for touch, _ in passed if board.facts[touch["lane"]].limits.spaced
    }
    await lanes.note_attempts(board.connection, spaced, board.now)
    moved = await touches.mark_sending(board.connection, rows, board.now)
    if moved != len(rows):
        # Some other worker was faster with one of them: let this transaction be undone.
        raise Overtaken
    await keep_copies(board.engine, board.connection, passed)
    return [
        Marked(touch["id"], touch["attempt"], touch["channel"], touch["lane"], draft)
        for touch, draft in passed
    ]


class Overtaken(Exception):
    """A claim was gone when it was to be marked."""

"""A person's word on an answer goes over the machine's: the sequence and the stage follow it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from outreach.core import pipeline
from outreach.core.inbound.meaning import Meaning
from outreach.core.model import EnrollmentState, Event, Finish, LeadId
from outreach.core.source import nearest
from outreach.errors import InputError, Refused
from outreach.services import company, react
from outreach.services.find import find
from outreach.services.finish import finish
from outreach.services.hear import OUT_OF_OFFICE
from outreach.services.reopen import may_reopen, refuse_unwanted, reopen
from outreach.services.steer import require_future
from outreach.store import enrollment as enrollments
from outreach.store import event as events
from outreach.store import lead as leads
from outreach.store import suppression as suppressions

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from outreach.core.model import Lead
    from outreach.services.engine import Engine
    from outreach.store.database import Connection, Row

OPT_OUT = "opt_out"
MEANINGS = (*(each.value for each in Meaning), OUT_OF_OFFICE, OPT_OUT)
BY = "label"  # who moved a stage; another label may take it back
# Who moves a stage by what was read, so that a label may take it back.
_MACHINES = ("rule", "sequence", BY)


@dataclass(slots=True)
class Labelled:
    """What a label did. `was` is the kind of event the answer stood as."""

    lead: Lead
    meaning: str
    was: str
    stopped: int = 0
    resumed: int = 0


@dataclass(slots=True)
class _Case:
    """A labelling under way; the lead and its colleagues are held."""

    engine: Engine
    connection: Connection
    lead: Lead
    held: dict[LeadId, Lead]
    answer: Event | None  # the last one, as it was read
    later: Sequence[Event]  # what happened after it
    was: str  # the kind it stands as
    by: str
    until: datetime | None
    facts: list[Event] = field(default_factory=list)


async def label(
    engine: Engine,
    meant: str,
    meaning: str,
    *,
    by: str = "person",
    until: datetime | None = None,
) -> Labelled:
    """Say what a lead's last answer means, and let everything follow from that.

    A meaning of a reply runs its reactions and ends what a reply ends. `out_of_office` takes
    back what a reply had ended, now or from `until` on, colleagues included. `opt_out` needs
    no answer. The stage is set to what it would be, had the machine read it so, unless a
    person or a CRM has moved it since. Raises InputError for an unknown meaning and for an
    `until` that is over or goes with another meaning, NotFound, and Refused: `no_answer`,
    `suppressed`, `ambiguous`.
    """
    if meaning not in MEANINGS:
        hint = nearest(meaning, MEANINGS) or f"; there are: {', '.join(MEANINGS)}"
        raise InputError(f"no meaning {meaning!r}{hint}")
    if until is not None and meaning != OUT_OF_OFFICE:
        raise InputError(f"until goes with {OUT_OF_OFFICE} alone, not with {meaning}")
    require_future(engine, until)
    async with engine.database.writing() as connection:
        case = await _case(engine, connection, meant, by, until)
        done = Labelled(case.lead, meaning, case.was)
        if meaning == OPT_OUT:
            await _opt_out(case, done)
        elif case.answer is None:
            raise Refused(
                "no_answer", "has not answered yet, so there is none to label"
            )
        elif meaning == OUT_OF_OFFICE:
            await _out_of_office(case, case.answer, done)
        else:
            await _reply(case, case.answer, done)
        done.lead = (await leads.get(connection, [case.lead.id]))[case.lead.id]
    return done


async def _case(
    engine: Engine, connection: Connection, meant: str, by: str, until: datetime | None
) -> _Case:
    found = await find(connection, meant)
    wanted = [found.id, *await leads.colleagues(connection, found.id)]
    held = await leads.lock(connection, wanted)
    story = (await events.of_leads(connection, [found.id]))[found.id]
    said = [event for event in story if event.is_a("reply") or event.is_a("auto_reply")]
    # Labels put aside: what followed from the answer itself is what may be taken back.
    answers = [event for event in said if "was" not in event.data]
    answer = answers[-1] if answers else None
    later = story[story.index(answer) + 1 :] if answer else ()
    was = said[-1].kind if said else ""
    lead = held[found.id]
    return _Case(engine, connection, lead, held, answer, later, was, by, until)


async def _opt_out(case: _Case, done: Labelled) -> None:
    lead, now = case.lead, case.engine.now()
    keys = [
        (kind, value)
        for kind, value in suppressions.keys_of(lead, case.engine.house.secret)
        if kind in ("address", "handle")
    ]
    await suppressions.opted_out(case.connection, keys, f"label:{case.by}", now)
    data = {"source": "label", "by": case.by}
    enrollment_id = None  # it is the lead's word to every sequence
    event = Event("opt_out", now, lead.id, enrollment_id, data=data)
    recorded = await react.record(case.engine, case.connection, case.held, [event])
    rows = await enrollments.open_of(case.connection, [lead.id])
    facts = await finish(case.engine, case.connection, rows, Finish.OPTED_OUT)
    await react.record(case.engine, case.connection, recorded.leads, facts)
    done.stopped = len(rows)


async def _reply(case: _Case, answer: Event, done: Labelled) -> None:
    engine, connection, lead = case.engine, case.connection, case.lead
    kind = f"reply.{done.meaning}"
    moved, held = await _restage(case, kind)
    ended = await _open_again(case, answer)
    event = await _event(case, answer, kind)
    recorded = await react.record(engine, connection, held, [*moved, event])
    facts: list[Event] = []
    for row in await enrollments.open_of(connection, [lead.id]):
        if row["id"] in recorded.paused:
            continue
        release = await engine.catalogue.get(connection, row["version"])
        if row["id"] in ended:
            await enrollments.write(connection, row["id"], **ended[row["id"]])
        elif "reply" in release.sequence.exit_on:
            facts += await finish(engine, connection, [row], Finish.REPLIED)
            done.stopped += 1
    facts += await company.colleagues_hear(
        engine, connection, lead.id, case.held, event.enrollment_id
    )
    await react.record(engine, connection, recorded.leads, facts)


async def _open_again(case: _Case, answer: Event) -> dict[int, dict[str, object]]:
    """Open what the machine's reading had ended, so that reactions are heard there.

    Returns how each stood: one that no reaction pauses is put back so, and nothing is told.
    """
    ended: dict[int, dict[str, object]] = {}
    for row in await enrollments.of_lead(case.connection, case.lead.id):
        finished = row["state"] == EnrollmentState.FINISHED
        if finished and _was_stopped_by(row, answer, case.later):
            names = ("state", "reason", "finished_at", "due_at")
            ended[row["id"]] = {name: row[name] for name in names}
            open_ = {"state": EnrollmentState.ACTIVE, "reason": "", "finished_at": None}
            await enrollments.write(case.connection, row["id"], **open_)
    return ended


async def _event(case: _Case, answer: Event, kind: str) -> Event:
    """Return the label as an event of its own, which calls reactions as the answer would.

    It names the enrollment that was answered, unless that has ended for another reason: no
    reaction may undo that.
    """
    enrollment_id = answer.enrollment_id
    if enrollment_id is not None:
        row = (await enrollments.get(case.connection, [enrollment_id]))[enrollment_id]
        if row["state"] == EnrollmentState.FINISHED:
            enrollment_id = None
    data = {
        "by": case.by,
        "was": case.was,
        "detail": f"labelled by {case.by}; was {case.was}",
        "subject": answer.data.get("subject", ""),
    }
    now = case.engine.now()
    return Event(kind, now, case.lead.id, enrollment_id, answer.touch_id, data)


async def _restage(case: _Case, kind: str) -> tuple[list[Event], dict[LeadId, Lead]]:
    """Move the stage to what it would be, had the answer been read as `kind`."""
    moves = [event for event in case.later if event.is_a("stage")]
    if not moves or any(event.data.get("by") not in _MACHINES for event in moves):
        return [], case.held
    before = str(moves[0].data.get("from", ""))
    stage = pipeline.advance(case.engine.pipeline, before, kind)
    if stage == case.lead.stage:
        return [], case.held
    done = react.Recorded(dict(case.held))
    event = await react.move(case.engine, case.connection, done, case.lead, stage, BY)
    return [event], done.leads


async def _out_of_office(case: _Case, answer: Event, done: Labelled) -> None:
    engine, connection = case.engine, case.connection
    await refuse_unwanted(engine, connection, case.lead)
    facts, held = await _restage(case, "auto_reply")
    facts.append(await _event(case, answer, "auto_reply"))
    for row in await enrollments.of_lead(connection, case.lead.id):
        if _was_stopped_by(row, answer, case.later):
            facts += await reopen(
                engine,
                connection,
                held[case.lead.id],
                row,
                until=case.until,
                reason=OUT_OF_OFFICE,
            )
            done.resumed += 1
    if answer.is_a("reply"):
        facts += await _colleagues(case, done)
    await react.record(engine, connection, held, facts)


def _was_stopped_by(row: Row, answer: Event, later: Sequence[Event]) -> bool:
    """Tell whether the answer ended or paused the enrollment, and nothing has since."""
    if not may_reopen(row):
        return False
    if row["state"] == EnrollmentState.FINISHED:
        since = row["finished_at"]
        return bool(row["reason"] == Finish.REPLIED and since and since >= answer.at)
    return any(
        event.kind == "paused" and event.enrollment_id == row["id"] for event in later
    ) and row["reason"] in (OUT_OF_OFFICE, "sequence", "gone")


async def _colleagues(case: _Case, done: Labelled) -> list[Event]:
    """Let those go on that waited because of the answer."""
    facts: list[Event] = []
    colleagues = [lead_id for lead_id in case.held if lead_id != case.lead.id]
    for row in await enrollments.open_of(case.connection, colleagues):
        if row["reason"] == company.REASON:
            colleague = case.held[LeadId(row["lead_id"])]
            facts += await reopen(case.engine, case.connection, colleague, row)
            done.resumed += 1
    return facts

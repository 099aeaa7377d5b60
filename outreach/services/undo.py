"""Undoes what a reading did, as far as it still stands: what others did since stays theirs."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any

from outreach.core import pipeline
from outreach.core.mailbox import mailbox_of
from outreach.core.model import EnrollmentState, Event, Finish, LeadId
from outreach.services.enroll import objections
from outreach.services.finish import finish
from outreach.services.goal import goals_met
from outreach.services.reopen import is_unwanted, put_back
from outreach.services.trace import ENROLLMENT, SUPPRESSION, Effects, plain, unplain
from outreach.store import alias as aliases
from outreach.store import enrollment as enrollments
from outreach.store import lead as leads
from outreach.store import reading as readings
from outreach.store import suppression as suppressions

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from outreach.core.model import Lead
    from outreach.services.engine import Engine
    from outreach.store.database import Connection, Row

MACHINES = ("rule", "sequence", "label", "reclassify")
_STANDS = ("state", "reason", "due_at", "finished_at")
_ASKS = ("opt_out", "complaint", "suppressed")


@dataclass(slots=True)
class Undone:
    """What was undone: `lifted` suppressions as (value, reason), and what is left to a person.

    `facts` are to be recorded, `held` are the leads as they are now, and `done` are the
    tasks that somebody had done meanwhile.
    """

    held: dict[LeadId, Lead]
    lifted: list[tuple[str, str]] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    facts: list[Event] = field(default_factory=list)
    done: list[Row] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Undoing:
    engine: Engine
    connection: Connection
    lead_id: LeadId  # whose word it was
    effects: Effects
    undone: Undone
    by: str

    @property
    def now(self) -> datetime:
        return self.engine.now()


def effects_of(noted: Mapping[str, Any]) -> Effects:
    """Return what was noted of a reading's effects, of whichever version."""
    names = {each.name for each in fields(Effects)}
    return Effects(**{name: noted[name] for name in names & set(noted)})


async def undo(
    engine: Engine,
    connection: Connection,
    lead_id: LeadId,
    effects: Effects,
    undone: Undone,
    by: str,
) -> None:
    """Take back what a reading of the lead's word did; everybody concerned is held."""
    work = _Undoing(engine, connection, lead_id, effects, undone, by)
    await readings.retract(connection, effects.events, engine.now())
    await _lift(work)
    for key, (was, now) in effects.leads.items():
        await _restore_lead(work, LeadId(int(key)), was, now)
    for key, (was, now) in effects.enrollments.items():
        await _restore(work, int(key), was, now)
    await _leave(work)
    await _withdraw(work)


async def _lift(work: _Undoing) -> None:
    """Lift the suppressions that this reading made and nothing else asks for."""
    for kind, value, was, now in work.effects.suppressions:
        if was == now:
            continue  # it stood already
        rows = await suppressions.of_keys(work.connection, [(kind, value)])
        if not rows:
            continue
        asking = await _asks(work, kind, value)
        if not asking and plain(rows[0], SUPPRESSION) != now:
            asking = rows[0]["source"]  # somebody has listed it since
        if not asking and await _is_said_elsewhere(work, [kind, value, was, now]):
            asking = "another mail"
        if asking:
            work.undone.left.append(
                f"{value} stays suppressed: {asking} asks for it too"
            )
            continue
        back = None if was is None else unplain(was)
        await readings.put_back(work.connection, (kind, value), back)
        work.undone.lifted.append((value, now["reason"]))


async def _asks(work: _Undoing, kind: str, value: str) -> str:
    """Return what else has asked since that it be left alone, be it by a link; "" if none."""
    if kind == "domain":
        own = _addresses(work.effects)
        others = await suppressions.asks_for(work.connection, value, own)
        return "somebody else there" if others else ""
    first = min(work.effects.events, default=0)
    known = await leads.by_address(work.connection, [value])
    concerned = {work.lead_id, *(lead.id for lead in known)}
    since = await readings.events_after(work.connection, concerned, first)
    return next((row["kind"] for row in since if row["kind"] in _ASKS), "")


async def _is_said_elsewhere(work: _Undoing, entry: list[Any]) -> bool:
    """Tell whether another mail of who said it, about another lead, asks for it too.

    It is that one's doing from now on. Nothing is noted of what is being undone.
    """
    kind, value, was, now = entry
    whose = await spoken_for(work.connection, work.effects) - {work.lead_id}
    found = False
    for row in await readings.of_leads(work.connection, whose):
        for lead_id, noted in row["effects"].items():
            asked = {(one[0], one[1]): one for one in noted["suppressions"]}
            found = found or (kind, value) in asked
            if asked.get((kind, value), (kind, value, None))[2] == now:
                asked[kind, value][2] = was
                here = (row["id"], LeadId(int(lead_id)), noted)
                await readings.note(work.connection, *here)
                return True
    return found


async def spoken_for(connection: Connection, effects: Effects) -> set[LeadId]:
    """Return the leads in whose threads those have written whom a reading has listed."""
    mailboxes = {mailbox_of(each) for each in _addresses(effects)}
    rows = await aliases.of_mailboxes(connection, mailboxes)
    return {LeadId(row["lead_id"]) for row in rows}


def _addresses(effects: Effects) -> list[str]:
    return [value for kind, value, *_ in effects.suppressions if kind == "address"]


async def _restore_lead(
    work: _Undoing, lead_id: LeadId, was: dict[str, Any], now: dict[str, Any]
) -> None:
    """Put back each column that still is what the reading made of it."""
    row = (await readings.lead_rows(work.connection, [lead_id]))[lead_id]
    back: dict[str, Any] = {}
    for name in set(was) - {"stage", "stage_by", "tags", "fields"}:
        if row[name] == now[name]:
            back[name] = was[name]
    if "tags" in was:
        added = set(now["tags"]) - set(was["tags"])
        back["tags"] = [tag for tag in row["tags"] if tag not in added]
    if "fields" in was:
        back["fields"] = _fields(row["fields"], was["fields"], now["fields"])
    if "stage" in was:
        back |= await _stage(work, row, was, now)
    if back:
        await leads.change(work.connection, lead_id, work.now, **back)
        fresh = await leads.get(work.connection, [lead_id])
        work.undone.held[lead_id] = fresh[lead_id]


def _fields(
    present: dict[str, Any], was: dict[str, Any], now: dict[str, Any]
) -> dict[str, Any]:
    back = dict(present)
    for name in {*was, *now}:
        if was.get(name) != now.get(name) and present.get(name) == now.get(name):
            back.pop(name, None)
            back |= {name: was[name]} if name in was else {}
    return back


async def _stage(
    work: _Undoing, row: Row, was: dict[str, Any], now: dict[str, Any]
) -> dict[str, Any]:
    """Return where the lead would stand without the reading, unless somebody has moved it."""
    first = min(work.effects.events, default=0)
    later = await readings.events_after(work.connection, [LeadId(row["id"])], first)
    moves = [each for each in later if each["kind"].startswith("stage.")]
    by = {each["data"].get("by") for each in moves} | {row["stage_by"]}
    if by - set(MACHINES) or (row["stage"] != now["stage"] and not moves):
        work.undone.left.append(f"stage {row['stage']} stays: somebody moved it since")
        return {}
    stage, stages = was["stage"], work.engine.pipeline
    for each in later:
        named = each["kind"].partition(".")
        if named[0] == "stage":
            stage = pipeline.forward(stages, stage, named[2])
        else:
            stage = pipeline.advance(stages, stage, each["kind"])
    return {"stage": stage, "stage_by": was.get("stage_by", row["stage_by"])}


async def _restore(
    work: _Undoing, enrollment_id: int, was: dict[str, Any], now: dict[str, Any]
) -> None:
    """Let an enrollment that still stands as the reading left it go on as it did."""
    found = await enrollments.get(work.connection, [enrollment_id])  # type: ignore[list-item] # ids out of JSON
    row = next(iter(found.values()), None)
    if row is None or plain(row, _STANDS) != {name: now[name] for name in _STANDS}:
        return
    reason = await _refusal(work, row, was)
    if reason:
        work.undone.left.append(f"{row['sequence']} is not resumed: {reason}")
        return
    lead = work.undone.held[LeadId(row["lead_id"])]
    if was["state"] == EnrollmentState.ACTIVE:
        facts = await put_back(work.engine, work.connection, lead, row, None)
    else:
        columns = {name: was[name] for name in ENROLLMENT if name != "step"}
        facts = await put_back(
            work.engine, work.connection, lead, row, unplain(columns)
        )
    work.undone.facts += facts


async def _refusal(work: _Undoing, row: Row, was: dict[str, Any]) -> str:
    """Return why it must not go on; "" where it may."""
    lead = work.undone.held.get(LeadId(row["lead_id"]))
    if lead is None or was["state"] == EnrollmentState.FINISHED:
        return "it was over before"
    unwanted = await is_unwanted(work.engine, work.connection, lead)
    if unwanted:
        return unwanted
    sequence = row["sequence"]
    told = await objections(
        work.engine, work.connection, sequence, [lead.id], at=_goes_on_at(work, was)
    )
    if told:
        return told[lead.id][1]
    release = await work.engine.catalogue.find(work.connection, row["version"])
    if release is not None:
        met = await goals_met(work.engine, work.connection, release.sequence, [lead])
        if met:
            return f"its goal is met: {met[lead.id]}"
    open_ = await enrollments.open_of(work.connection, [lead.id])
    again = any(
        each["sequence"] == row["sequence"] and each["id"] != row["id"]
        for each in open_
    )
    if again:
        return "the lead is in it again"
    return await _answered(work, lead.id)


def _goes_on_at(work: _Undoing, was: dict[str, Any]) -> datetime:
    """Return when it would go on: where it was paused, not before that is over."""
    ends_at = unplain(was)["due_at"]
    paused = was["state"] == EnrollmentState.PAUSED and ends_at is not None
    return max(ends_at, work.now) if paused else work.now


async def _answered(work: _Undoing, lead_id: LeadId) -> str:
    """Return who has answered since, in a message that is not undone; "" where nobody has."""
    first = min(work.effects.events, default=0)
    since = await readings.events_after(work.connection, [lead_id], first)
    if any(each["kind"].startswith("reply.") for each in since):
        return "the lead has answered since"
    if lead_id == work.lead_id:
        return ""
    others = await readings.company_answered(
        work.connection, lead_id, work.lead_id, first
    )
    return "another colleague has answered since" if others else ""


async def _leave(work: _Undoing) -> None:
    """End what the reading had enrolled the lead in: it would not be there."""
    ids: Sequence[Any] = work.effects.enrolled
    found = await enrollments.get(work.connection, ids)
    rows = [r for r in found.values() if r["state"] != EnrollmentState.FINISHED]
    ended = await finish(work.engine, work.connection, rows, Finish.STOPPED)
    work.undone.facts += ended
    for row in found.values():
        told = "has had mail in it" if row["touched"] else "has had no mail in it"
        work.undone.left.append(
            f"{row['sequence']}: what was read had enrolled the lead, who {told}; stopped"
        )


async def _withdraw(work: _Undoing) -> None:
    """Close the tasks that the reading made and nobody has done."""
    stood = await readings.withdraw(
        work.connection, work.effects.tasks, work.by, work.now
    )
    for row in stood:
        if row["done_at"] is not None:
            work.undone.done.append(row)
            work.undone.left.append(f"task {row['id']} was done: {row['title']}")
            continue
        data = {"task": row["id"], "kind": row["kind"], "title": row["title"]}
        lead_id = LeadId(row["lead_id"])
        fact = Event("task.withdrawn", work.now, lead_id, data={**data, "by": work.by})
        work.undone.facts.append(fact)

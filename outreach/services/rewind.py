"""Reads a lead's messages otherwise: undoes what followed, and lets the new meaning follow.

What came in later is undone before and heard again after, so that it comes out as had the
message been read so at once.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from outreach.core.inbound.label import as_said
from outreach.core.inbound.match import How, Match
from outreach.core.inbound.reading import Kind
from outreach.core.model import EnrollmentState, Event, LeadId, TouchId, TouchState
from outreach.errors import Refused
from outreach.services import react
from outreach.services.attribute import (
    Remark,
    also_heard,
    heard_of,
    is_old,
    note_reading,
    said_by,
)
from outreach.services.hear import hear
from outreach.services.past import past_effects
from outreach.services.reread import as_read, mail_in
from outreach.services.trace import note_concerned
from outreach.services.undo import Undone, effects_of, spoken_for, undo
from outreach.services.whole_domain import of_domains
from outreach.store import enrollment as enrollments
from outreach.store import inbound
from outreach.store import lane as lanes
from outreach.store import lead as leads
from outreach.store import reading as readings
from outreach.store import suppression as suppressions
from outreach.store import touch as touches

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from outreach.core.inbound.mail import InboundMail
    from outreach.core.inbound.reading import Reading
    from outreach.core.model import Lead
    from outreach.services.engine import Engine
    from outreach.services.trace import Effects
    from outreach.store.database import Connection, Row


@dataclass(frozen=True, slots=True)
class Anew:
    """What a message is to be read as; `word` is a person's, where it was a person's."""

    reading: Reading
    word: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Standing:
    """How leads stand: themselves, their enrollments, and who is suppressed and why."""

    leads: Mapping[LeadId, Lead]
    enrollments: Mapping[int, Row]
    suppressed: Mapping[LeadId, str]


@dataclass(frozen=True, slots=True)
class Rewound:
    """What it came to; `undone` has what was lifted and what is left to a person.

    `read` are the messages that were read anew: a person's word stands over a machine's.
    `asked` are the titles of the tasks that were made.
    """

    before: Standing
    after: Standing
    undone: Undone
    read: frozenset[int]
    asked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Said:
    """A message of the chain, with all that it takes to hear it again."""

    row: Row
    read: Reading  # by the rules of its day
    mail: InboundMail
    channel: str
    effects: Mapping[LeadId, Effects]

    @property
    def first(self) -> int:
        """The first event it brought about, by which the chain is in order."""
        ids = [each for one in self.effects.values() for each in one.events]
        return min(ids, default=0)


async def rewind(
    engine: Engine,
    connection: Connection,
    lead_id: LeadId,
    anew: Mapping[int, Anew],
    *,
    by: str,
    how: str,
) -> Rewound:
    """Read these messages of a lead, by their ids, otherwise; everything follows from that.

    `by` is who says so, `how` the use case, which may move a stage again. Raises Refused
    `came_in` where what came in meanwhile concerns others, who are not locked.
    """
    chain = await _chain(engine, connection, lead_id, anew)
    held = await leads.lock(connection, await _whom(engine, connection, lead_id, chain))
    # Others may have heard or labelled some of it while this one waited.
    chain = await _chain(engine, connection, lead_id, anew)
    if not await _whom(engine, connection, lead_id, chain) <= set(held):
        raise Refused("came_in", "more came in just now: say it again")
    anew = _unsaid(chain, anew)
    chain = chain if anew else []
    before = await _standing(engine, connection, held)
    undone = Undone(dict(held))
    _, last = await readings.last_ids(connection)
    await _lock_lanes(connection, chain, anew)
    await _undo(engine, connection, chain, undone, by)
    for said in sorted(chain, key=_arrival):
        known = _known(said, undone.held[lead_id])
        await _hear(engine, connection, said, anew.get(said.row["id"], known))
        if said.row["id"] in anew:
            await _note(connection, said, anew[said.row["id"]])
    await _spare(engine, connection, undone, chain)
    undone.lifted = await _gone(connection, undone.lifted)
    await _tell(engine, connection, before, undone, how)
    after = await _standing(engine, connection, held)
    asked = await _asked(connection, held, last)
    return Rewound(before, after, undone, frozenset(anew), asked)


async def _asked(
    connection: Connection, held: Mapping[LeadId, Lead], last: int
) -> tuple[str, ...]:
    """Return the titles of the tasks that were made since and are to be done."""
    ids = await readings.tasks_after(connection, held, last)
    rows = await readings.tasks_of(connection, ids)
    return tuple(row["title"] for row in rows if row["done_at"] is None)


async def _lock_lanes(
    connection: Connection, chain: Sequence[_Said], anew: Mapping[int, Anew]
) -> None:
    """Lock the lanes that a bounce, or proof of a touch, comes to: before any company is."""
    known = await touches.get(
        connection, [said.row["touch_id"] for said in chain if said.row["touch_id"]]
    )
    wanted = set()
    for said in chain:
        touch = known.get(said.row["touch_id"])
        kinds = {said.row["kind"], said.read.kind}
        if said.row["id"] in anew:
            kinds.add(anew[said.row["id"]].reading.kind)
        if touch is not None and (
            Kind.BOUNCE in kinds or touch["state"] != TouchState.SENT
        ):
            wanted.add(touch["lane"])
    await lanes.lock(connection, wanted)


async def _undo(
    engine: Engine,
    connection: Connection,
    chain: Sequence[_Said],
    undone: Undone,
    by: str,
) -> None:
    """Take back what these messages did, the last first; from then on nothing is noted of it."""
    for said in chain:
        await inbound.write(connection, said.row["id"], effects={})
    for said in sorted(chain, key=lambda each: each.first, reverse=True):
        for concerned, effects in said.effects.items():
            await undo(engine, connection, concerned, effects, undone, by)


def _unsaid(chain: Sequence[_Said], anew: Mapping[int, Anew]) -> dict[int, Anew]:
    """Return what is to be read anew but for what a person has labelled meanwhile."""
    there = {each.row["id"]: each.row["word"] for each in chain}
    return {
        key: each
        for key, each in anew.items()
        if key in there and (each.word or not there[key])
    }


def _arrival(said: _Said) -> tuple[datetime, int]:
    row = said.row
    return (row["received_at"] or row["kept_at"], row["id"])


async def _chain(
    engine: Engine, connection: Connection, lead_id: LeadId, anew: Mapping[int, Anew]
) -> list[_Said]:
    """Return the messages that are read anew, and what was interpreted after the first."""
    found = []
    for row in await readings.of_leads(connection, [lead_id]):
        effects = {
            LeadId(int(key)): effects_of(noted) for key, noted in row["effects"].items()
        } or await past_effects(connection, row)
        whole = await inbound.get(connection, row["id"])
        content = b"" if whole is None else bytes(whole["content"])
        read, (mail, channel) = as_read(engine, row, content), mail_in(row, content)
        found.append(_Said(row, read, mail, channel, effects))
    firsts = [each.first for each in found if each.row["id"] in anew and each.first]
    start = min(firsts, default=0)
    oldest = min(anew)
    return [
        each
        for each in found
        if each.row["id"] in anew
        or (each.first > start if start and each.first else each.row["id"] > oldest)
    ]


async def _whom(
    engine: Engine, connection: Connection, lead_id: LeadId, chain: Sequence[_Said]
) -> set[LeadId]:
    """Return everybody whom it may concern, to be locked at once and in order."""
    concerned = {lead_id, *(each for said in chain for each in said.effects)}
    wanted = set(concerned)
    for each in concerned:
        wanted |= set(await leads.colleagues(connection, each))
    for said in chain:
        wanted |= {
            lead.id for lead in await said_by(connection, said.mail, said.channel)
        }
        ids = {int(key) for each in said.effects.values() for key in each.enrollments}
        rows = await enrollments.get(connection, ids)  # type: ignore[arg-type] # ids out of JSON
        wanted |= {LeadId(row["lead_id"]) for row in rows.values()}
        for effects in said.effects.values():
            wanted |= await spoken_for(connection, effects)
    authors = [each.mail.from_address for each in chain if each.channel == "email"]
    return {*wanted, *await of_domains(engine, connection, concerned, authors)}


async def _standing(
    engine: Engine, connection: Connection, held: Mapping[LeadId, Lead]
) -> Standing:
    rows = await enrollments.of_leads(connection, held)
    fresh = await leads.get(connection, held)
    secret = engine.house.secret
    reasons = await suppressions.reasons(connection, fresh.values(), secret)
    return Standing(fresh, {row["id"]: row for row in rows}, reasons)


def _known(said: _Said, lead: Lead) -> Anew:
    """Return what a message of the chain is read as already."""
    word = said.row["word"]
    meant = as_said(said.read, word["meaning"], lead.email) if word else said.read
    return Anew(meant, word)


async def _hear(
    engine: Engine, connection: Connection, said: _Said, anew: Anew
) -> None:
    match = _match(said)
    heard = await heard_of(
        engine, connection, said.row, said.mail, anew.reading, match, said.channel
    )
    until = anew.word.get("until")
    heard = replace(
        heard,
        by=str(anew.word.get("by", "")),
        until=None if until is None else datetime.fromisoformat(until),
    )
    for one in [heard, *await also_heard(engine, connection, heard)]:
        if not await is_old(connection, one):
            await hear(engine, connection, one)
    await note_concerned(connection, heard.inbound_id, said.effects)


def _match(said: _Said) -> Match:
    row = said.row
    known = row["matched_by"]
    return Match(
        LeadId(row["lead_id"]),
        row["touch_id"] and TouchId(row["touch_id"]),
        How(known) if known else How.ADDRESS,
        evidence=row["evidence"],
        also=tuple(each for each in said.effects if each != row["lead_id"]),
    )


async def _note(connection: Connection, said: _Said, anew: Anew) -> None:
    """Write down the new meaning; what the rules made of it stays beside a person's word."""
    row = said.row
    if anew.word:
        values = {"kind": anew.reading.kind, "word": dict(anew.word)}
        await inbound.write(connection, row["id"], **values)
        return
    await note_reading(
        connection,
        row["id"],
        anew.reading,
        _match(said),
        row["detail"],
        Remark(twin=row["twin"]),
    )


async def _gone(
    connection: Connection, lifted: Sequence[tuple[str, str]]
) -> list[tuple[str, str]]:
    """Return those that no other message of the chain has asked for again."""
    found = []
    for value, reason in lifted:
        keys = [(kind, value) for kind in ("address", "domain", "handle")]
        rows = await suppressions.of_keys(connection, keys)
        if not any(row["reason"] in suppressions.WISHES for row in rows):
            found.append((value, reason))
    return list(dict.fromkeys(found))


async def _spare(
    engine: Engine, connection: Connection, undone: Undone, chain: Sequence[_Said]
) -> None:
    """Ask nobody again for what was done already."""
    done = {(row["kind"], row["title"]): row["done_by"] for row in undone.done}
    if not done:
        return
    for said in chain:
        row = await inbound.get(connection, said.row["id"])
        noted = {} if row is None else row["effects"]
        ids = [each for one in noted.values() for each in one["tasks"]]
        for task in await readings.tasks_of(connection, ids):
            by = done.get((task["kind"], task["title"]))
            if by is not None:
                await readings.withdraw(connection, [task["id"]], by, engine.now())


async def _tell(
    engine: Engine,
    connection: Connection,
    before: Standing,
    undone: Undone,
    how: str,
) -> None:
    """Record what the undoing brought about, as far as it came to stay."""
    after = await _standing(engine, connection, before.leads)
    facts = []
    for fact in undone.facts:
        row = after.enrollments.get(fact.enrollment_id or 0)
        if fact.kind == "resumed" and (
            row is None or row["state"] != EnrollmentState.ACTIVE
        ):
            continue
        facts.append(fact)
    held = dict(after.leads)
    for lead_id, lead in before.leads.items():
        stage = undone.held[lead_id].stage
        if held[lead_id].stage == stage != lead.stage:
            data = {"from": lead.stage, "by": how}
            facts.append(Event(f"stage.{stage}", engine.now(), lead_id, data=data))
    await react.record(engine, connection, held, facts)

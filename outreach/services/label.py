"""A person's word on an answer goes over the machine's: everything follows it anew."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from outreach.core.address import domains_for
from outreach.core.inbound.label import (
    BOUNCES,
    COMPLAINT,
    MEANINGS,
    OPT_OUT,
    OUT_OF_OFFICE,
    as_said,
    kind_of,
    meaning_of,
)
from outreach.core.inbound.meaning import Meaning
from outreach.core.inbound.reading import Kind
from outreach.core.model import EnrollmentState, Event, Finish
from outreach.core.source import nearest
from outreach.errors import InputError, NotFound, Refused
from outreach.services import react
from outreach.services.find import find
from outreach.services.finish import finish
from outreach.services.reopen import refuse_unwanted
from outreach.services.reread import as_read
from outreach.services.rewind import Anew, rewind
from outreach.services.steer import require_future
from outreach.services.whole_domain import of_domains
from outreach.store import enrollment as enrollments
from outreach.store import inbound
from outreach.store import lead as leads
from outreach.store import reading as readings
from outreach.store import suppression as suppressions

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from outreach.core.model import Lead
    from outreach.services.engine import Engine
    from outreach.services.rewind import Rewound
    from outreach.store.database import Connection, Row

RELABELLED = "relabelled"
_PERSONS = (Kind.REPLY, Kind.AUTO_REPLY, Kind.OPT_OUT, Kind.CHALLENGE)
_MACHINES = (Kind.BOUNCE, Kind.COMPLAINT)
_DATED = (OUT_OF_OFFICE, Meaning.NOT_NOW.value)


@dataclass(slots=True)
class Labelled:
    """What a label did. `was` is the kind of event the answer stood as.

    `lifted` are suppressions that are no more, `left` is what a person must see to.
    """

    lead: Lead
    meaning: str
    was: str = ""
    stopped: int = 0
    resumed: int = 0
    inbound: int | None = None
    lifted: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Label:
    """A person's word: what it means, and of which message, else of the last answer.

    `yes` says that whoever had asked to be left alone, as it seemed, may be written to again.
    """

    meaning: str
    by: str = "person"
    until: datetime | None = None
    inbound_id: int | None = None
    yes: bool = False


async def label(
    engine: Engine,
    meant: str,
    meaning: str,
    *,
    by: str = "person",
    until: datetime | None = None,
    inbound_id: int | None = None,
    yes: bool = False,
) -> Labelled:
    """Say what a lead's last answer, or one of its messages, means.

    What the machine had done is undone, and what follows from the new meaning is done, so
    that it comes out as had it been read so at once; what a person has done since stands.
    `out_of_office` lets go on what was stopped, now or from `until` on, and so does `not_now`
    with an `until`; `opt_out` needs no answer. Said again, it changes nothing. Raises
    InputError for an unknown meaning and for an `until` that is over or goes with another
    meaning, NotFound, and Refused: `no_answer`, `suppressed`, `closed_stage`, `ambiguous`,
    and `needs_yes` where it would lift an opt-out or a complaint and nobody said `yes`.
    """
    said = Label(meaning, by, until, inbound_id, yes)
    _judge(engine, said)
    async with engine.database.writing() as connection:
        lead = await find(connection, meant)
        row = await _message(connection, lead, said)
        if row is not None:
            return await _relabel(engine, connection, lead, row, said)
        if meaning != OPT_OUT:
            told = f"{meant} has not answered yet, so there is none to label"
            raise Refused("no_answer", told)
        return await _opt_out(engine, connection, meant, said)


def _judge(engine: Engine, said: Label) -> None:
    if said.meaning not in MEANINGS:
        hint = nearest(said.meaning, MEANINGS) or f"; there are: {', '.join(MEANINGS)}"
        raise InputError(f"no meaning {said.meaning!r}{hint}")
    if said.until is not None and said.meaning not in _DATED:
        raise InputError(
            f"until goes with {' and '.join(_DATED)} alone, not with {said.meaning}"
        )
    require_future(engine, said.until)


async def _message(connection: Connection, lead: Lead, said: Label) -> Row | None:
    """Return the message that is meant: the named one, else the lead's last answer.

    A report of a machine is meant where no person has written, or it is said to be one.
    """
    rows = await readings.of_leads(connection, [lead.id])
    rows.sort(key=lambda row: (row["received_at"] or row["kept_at"], row["id"]))
    if said.inbound_id is not None:
        named = [row for row in rows if row["id"] == said.inbound_id]
        if not named:
            raise NotFound(f"the lead has no message {said.inbound_id}")
        return named[0]
    persons = [row for row in rows if _is(row, _PERSONS)]
    either = [row for row in rows if _is(row, (*_PERSONS, *_MACHINES))]
    of_machine = said.meaning in (*BOUNCES, COMPLAINT)
    found = (either if of_machine else persons) or either or rows
    return found[-1] if found else None


def _is(row: Row, kinds: Sequence[Kind]) -> bool:
    """Tell whether it is one of these, by the rules or by a person's word."""
    return row["kind"] in kinds or row["reading"].get("kind") in kinds


async def _relabel(
    engine: Engine, connection: Connection, lead: Lead, row: Row, said: Label
) -> Labelled:
    whole = await inbound.get(connection, row["id"])
    content = b"" if whole is None else bytes(whole["content"])
    read, word = as_read(engine, row, content), row["word"]
    stood = as_said(read, word["meaning"], lead.email) if word else read
    meant = as_said(read, said.meaning, lead.email)
    done = Labelled(lead, said.meaning, kind_of(stood), inbound=row["id"])
    new = _word(engine, said)
    if _same(word, new):
        return done
    if stood == meant and not (said.until or word.get("until")):
        held = await leads.lock(connection, [lead.id])
        await inbound.write(connection, row["id"], word=new)
    else:
        anew = {row["id"]: Anew(meant, new)}
        rewound = await rewind(
            engine, connection, lead.id, anew, by=said.by, how="label"
        )
        _tell(done, rewound)
        await _allow(engine, connection, rewound.after.leads[lead.id], rewound, said)
        held = await leads.lock(connection, [lead.id])
    event = _event(engine, lead, row, meaning_of(stood), said)
    recorded = await react.record(engine, connection, held, [event])
    done.lead = recorded.leads[lead.id]
    return done


def _word(engine: Engine, said: Label) -> dict[str, object]:
    until = None if said.until is None else said.until.isoformat()
    return {
        "meaning": said.meaning,
        "by": said.by,
        "until": until,
        "at": engine.now().isoformat(),
    }


def _same(one: dict[str, object], other: dict[str, object]) -> bool:
    return bool(one) and all(one.get(n) == other[n] for n in ("meaning", "until"))


def _tell(done: Labelled, rewound: Rewound) -> None:
    """Say what became of the enrollments, the lead's and its colleagues'."""
    finished = EnrollmentState.FINISHED
    for enrollment_id, now in rewound.after.enrollments.items():
        was = rewound.before.enrollments.get(enrollment_id)
        if was is None or was["state"] == now["state"]:
            continue
        done.stopped += now["state"] == finished
        done.resumed += was["state"] == finished or now["state"] == "active"
    done.lifted = [value for value, _ in rewound.undone.lifted]
    done.left = rewound.undone.left


async def _allow(
    engine: Engine,
    connection: Connection,
    lead: Lead,
    rewound: Rewound,
    said: Label,
) -> None:
    """Raise Refused, which undoes it all, for what a person must say first."""
    wishes = [
        f"the {reason} of {value}"
        for value, reason in rewound.undone.lifted
        if reason in suppressions.WISHES
    ]
    if wishes and not said.yes:
        raise Refused(
            "needs_yes",
            f"it would lift {' and '.join(wishes)}, so that mail may go there again: "
            "say --yes if that was a misreading",
        )
    if said.meaning == OUT_OF_OFFICE or said.until is not None:
        await refuse_unwanted(engine, connection, lead)


def _event(engine: Engine, lead: Lead, row: Row, was: str, said: Label) -> Event:
    data = {
        "inbound": row["id"],
        "was": was,
        "is": said.meaning,
        "by": said.by,
        "subject": row["detail"].partition(": ")[2],
        "detail": f"{said.meaning}, says {said.by}; it was read as {was}",
    }
    return Event(RELABELLED, engine.now(), lead.id, data=data)


async def _opt_out(
    engine: Engine, connection: Connection, meant: str, said: Label
) -> Labelled:
    """End all for a lead that has told a person, not the machine."""
    found, now = await find(connection, meant), engine.now()
    others = await of_domains(engine, connection, [found.id])
    lead = (await leads.lock(connection, [found.id, *others]))[found.id]
    keys = [
        key
        for key in suppressions.keys_of(lead, engine.house.secret)
        if key[0] in ("address", "handle")
    ]
    if engine.house.whole_domain:
        keys += domains_for(value for kind, value in keys if kind == "address")
    await suppressions.opted_out(connection, keys, f"label:{said.by}", now)
    data = {"source": "label", "by": said.by}
    enrollment_id = None  # it is the lead's word to every sequence
    event = Event(OPT_OUT, now, lead.id, enrollment_id, data=data)
    recorded = await react.record(engine, connection, {lead.id: lead}, [event])
    rows = await enrollments.open_of(connection, [lead.id])
    facts = await finish(engine, connection, rows, Finish.OPTED_OUT)
    await react.record(engine, connection, recorded.leads, facts)
    fresh = await leads.get(connection, [lead.id])
    return Labelled(fresh[lead.id], OPT_OUT, stopped=len(rows))

"""Reads what was kept anew by the present rules, and repairs what followed from older ones."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from outreach.core.inbound.label import COMPLAINT, OPT_OUT, meaning_of
from outreach.core.inbound.reading import VERSION, Kind
from outreach.core.inbound.recall import recall
from outreach.core.model import Event, InboundId, LeadId
from outreach.log import get_logger
from outreach.services import react
from outreach.services.attribute import heard_of
from outreach.services.difference import differences
from outreach.services.ingest import attend, stranger
from outreach.services.recognise import recognise
from outreach.services.reread import mail_in, reread
from outreach.services.rewind import Anew, rewind
from outreach.store import inbound
from outreach.store import lead as leads
from outreach.store import reading as readings
from outreach.store.database import passes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from outreach.core.inbound.reading import Reading
    from outreach.services.engine import Engine
    from outreach.store.database import Connection, Row

    Progress = Callable[[int, int | None], None]

PAGE = 200  # messages read at once
RECLASSIFIED = "reclassified"
_WISHES = (OPT_OUT, COMPLAINT)

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Line:
    """A message that the present rules read otherwise, and what follows from that.

    `person` says why the machine leaves it to a person; "" where it does not. `along` is the
    message of the same lead at which is told what follows from this one too.
    """

    inbound: int
    at: datetime
    lead: str
    was: str
    is_: str
    follows: tuple[str, ...] = ()
    person: str = ""
    along: int | None = None

    @property
    def is_quiet(self) -> bool:
        """Whether nothing follows: no lead, stage, pause, task or CRM field changes."""
        return not (self.follows or self.person or self.along)


@dataclass(slots=True)
class Reclassified:
    """What came of it. `labelled` are left as a person said, `gone` cannot be read any more.

    `lines` are those read otherwise, `repaired` how many of them were mended (of a rehearsal,
    would be) and `failed` how many could not be.
    """

    read: int = 0
    labelled: int = 0
    gone: int = 0
    repaired: int = 0
    failed: int = 0
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Change:
    """A message, without its bytes, and both readings."""

    row: Mapping[str, Any]
    was: str
    new: Reading

    @property
    def is_(self) -> str:
        return meaning_of(self.new)


class _Rehearsed(Exception):
    """Ends a transaction that was only to show what would follow."""


async def reclassify(
    engine: Engine,
    *,
    dry_run: bool,
    since: datetime | None = None,
    kinds: Sequence[str] = (),
    progress: Progress = lambda _done, _total: None,
) -> Reclassified:
    """Read every interpreted message anew, and repair what follows where it reads otherwise.

    `kinds` are what they were read as. A person's word is never overwritten and what a
    person did since stands; an opt-out that is one no more is shown to a person and not
    lifted. Each lead is one transaction: what was stopped goes on with the next call, and
    a second call finds nothing. A `dry_run` does the same and takes it back.
    """
    done = Reclassified()
    async with engine.database.reading() as connection:
        states = (*readings.INTERPRETED, "erased")
        total = await readings.count(connection, states, since=since, kinds=kinds)
        done.gone = await readings.count(
            connection, ("erased",), since=since, kinds=kinds
        )
    progress(done.gone, total)
    changes = await _survey(engine, done, since, kinds, progress, total)
    whose: dict[int, list[_Change]] = {}
    for change in changes:
        # What is nobody's is mended one by one.
        whose.setdefault(change.row["lead_id"] or -change.row["id"], []).append(change)
    for each in whose.values():
        await _mend(engine, done, each, dry_run=dry_run)
    done.lines.sort(key=lambda line: line.inbound)
    return done


async def _survey(
    engine: Engine,
    done: Reclassified,
    since: datetime | None,
    kinds: Sequence[str],
    progress: Progress,
    total: int,
) -> list[_Change]:
    found: list[_Change] = []
    after = 0
    while True:
        async with engine.database.reading() as connection:
            rows = await readings.page(
                connection, after, PAGE, since=since, kinds=kinds
            )
        if not rows:
            return found
        after = rows[-1]["id"]
        found += [each for row in rows if (each := _look(engine, done, row))]
        progress(done.read + done.labelled + done.gone, total)


def _look(engine: Engine, done: Reclassified, row: Row) -> _Change | None:
    if row["word"]:
        done.labelled += 1
        return None
    if not row["content"]:
        done.gone += 1
        return None
    done.read += 1
    new, old = reread(engine, row, bytes(row["content"])), recall(row["reading"])
    if old is not None and _is_same(old, new):
        return None
    was = row["kind"] if old is None else meaning_of(old)
    bare = {name: row[name] for name in row if name != "content"}
    return _Change(bare, was, new)


def _is_same(old: Reading, new: Reading) -> bool:
    """Tell whether the same follows; what a model made of a reply is its word, not ours."""
    by_model = old.intent is not None and bool(old.intent.by)
    if by_model and old.kind is new.kind:
        return True
    return _gist(old) == _gist(new)


def _gist(reading: Reading) -> tuple[object, ...]:
    """Return what of a reading anything follows from: not its words, nor how sure it is."""
    bounce, note, intent = reading.bounce, reading.auto_reply, reading.intent
    return (
        reading.kind,
        bounce and [(each.address, each.type) for each in bounce.recipients],
        note and (note.return_on, note.gone, note.absent),
        intent and (intent.meaning, intent.ask_again_on, intent.refer_to),
    )


async def _mend(
    engine: Engine, done: Reclassified, changes: Sequence[_Change], *, dry_run: bool
) -> None:
    """Mend one lead's messages, or take it back once it is known what would follow."""
    mine = [each for each in changes if not _is_lifted(each)]
    lines = [_for_person(each) for each in changes if _is_lifted(each)]
    try:
        async with engine.database.writing() as connection:
            lines += await _repaired(engine, connection, mine) if mine else []
            _take_back(dry_run=dry_run)
    except _Rehearsed:
        pass
    except Exception as error:
        if passes(error):
            raise
        # One lead's trouble stops no other's repair.
        log.exception("reclassify.failed", lead=changes[0].row["lead_id"])
        done.failed += len(mine)
    done.lines += lines
    done.repaired += sum(not line.person for line in lines)


def _take_back(*, dry_run: bool) -> None:
    if dry_run:
        raise _Rehearsed


def _is_lifted(change: _Change) -> bool:
    """Tell whether it was a wish to be left alone, and is none by the present rules."""
    return change.was in _WISHES and change.is_ not in _WISHES


def _for_person(change: _Change) -> Line:
    line = _line(change)
    label = f"leads label {line.lead} {change.is_} --inbound {line.inbound} --yes"
    if change.row["lead_id"] is None:
        label = f"suppress remove {line.lead}"
    remedy = f"if it was none: `outreach {label}`"
    return replace(line, person=f"no machine lifts a wish to be left alone; {remedy}")


def _line(change: _Change) -> Line:
    row = change.row
    who = row["detail"].partition(": ")[0]
    at = row["received_at"] or row["kept_at"]
    return Line(row["id"], at, who, change.was, change.is_)


async def _repaired(
    engine: Engine, connection: Connection, changes: Sequence[_Change]
) -> list[Line]:
    if changes[0].row["lead_id"] is None:
        found = [await _recognised(engine, connection, each) for each in changes]
        return [line for line in found if line is not None]
    lead_id = LeadId(changes[0].row["lead_id"])
    anew = {each.row["id"]: Anew(each.new) for each in changes}
    done = await rewind(
        engine, connection, lead_id, anew, by=RECLASSIFIED, how="reclassify"
    )
    # Labelled or erased since it was looked at: somebody else's word by now.
    standing = [each for each in changes if each.row["id"] in done.read]
    if not standing:
        return []
    lead = done.after.leads[lead_id]
    facts = [_event(engine, lead_id, each) for each in standing]
    await react.record(engine, connection, dict(done.after.leads), facts)
    follows = (*differences(engine, done), *done.undone.left)
    first, *others = (
        replace(_line(each), lead=lead.email or lead.phone) for each in standing
    )
    along = first.inbound if follows else None
    return [
        replace(first, follows=follows),
        *(replace(each, along=along) for each in others),
    ]


def _event(engine: Engine, lead_id: LeadId, change: _Change) -> Event:
    data = {
        "inbound": change.row["id"],
        "was": change.was,
        "is": change.is_,
        "by": RECLASSIFIED,
        "version": VERSION,
        "subject": change.row["detail"].partition(": ")[2],
        "detail": f"{change.is_} by rules {VERSION}; it was read as {change.was}",
    }
    return Event(RECLASSIFIED, engine.now(), lead_id, data=data)


async def _recognised(
    engine: Engine, connection: Connection, change: _Change
) -> Line | None:
    """Interpret what is nobody's as had it just come: it may be somebody's now."""
    inbound_id = InboundId(change.row["id"])
    row = await inbound.hold(connection, inbound_id)
    if row is None or row["state"] != "unmatched":
        return None  # another has seen to it meanwhile
    mail, channel = mail_in(row, bytes(row["content"]))
    whose = await recognise(engine, connection, mail, change.new)
    if whose.match is None:
        await stranger(engine, connection, row, mail, change.new, whose.why)
        wish = change.new.kind is Kind.OPT_OUT
        follows = (f"{mail.from_address} is suppressed",) if wish else ()
        return replace(_line(change), follows=follows)
    heard = await heard_of(
        engine, connection, row, mail, change.new, whose.match, channel
    )
    await attend(engine, connection, heard)
    fact = _event(engine, whose.match.lead_id, change)
    held = await leads.lock(connection, [whose.match.lead_id])
    await react.record(engine, connection, held, [fact])
    lead = heard.lead
    return replace(
        _line(change), lead=lead.email, follows=(f"it is {lead.email}'s now",)
    )

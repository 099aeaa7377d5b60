"""Tells what came of it: the funnel, and the rates by sequence, by step and by sender."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from outreach.core.source import shown
from outreach.errors import NotFound
from outreach.store import report as counts
from outreach.store import version as versions

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from outreach.services.engine import Engine
    from outreach.store.database import Connection, Row


@dataclass(frozen=True, slots=True)
class StageCount:
    """A stage: the leads that stand in it, and those that ever came to it."""

    stage: str
    now: int
    reached: int


@dataclass(frozen=True, slots=True)
class Tally:
    """What was sent and what came back.

    `sent` and `delivered` (sent less what bounced later) count touches, as do `in_doubt`
    and `rejected`; `replies` (by intent), `auto_replies`, `bounces_*` and `clicks` count
    messages and hits; `contacted` and the words in -ed after it count people. Rates are
    shares of the people contacted, that of bounces of those it was tried for. An automatic
    reply is no reply.
    """

    sequence: str = ""
    step: str = ""
    sender: str = ""
    sent: int = 0
    delivered: int = 0
    in_doubt: int = 0
    rejected: int = 0
    replies: Mapping[str, int] = field(default_factory=dict)
    auto_replies: int = 0
    bounces_hard: int = 0
    bounces_soft: int = 0
    clicks: int = 0
    contacted: int = 0
    tried: int = 0
    replied: int = 0
    bounced: int = 0
    opted_out: int = 0
    complained: int = 0
    clicked: int = 0
    reply_rate: float = 0.0
    bounce_rate: float = 0.0
    opt_out_rate: float = 0.0
    click_rate: float = 0.0


@dataclass(frozen=True, slots=True)
class Report:
    """What came of one sequence, or of all, since an instant or since ever.

    An answer that names none of our messages is in the total alone, or in its sequence.
    """

    sequence: str | None
    since: datetime | None
    funnel: tuple[StageCount, ...]
    total: Tally
    sequences: tuple[Tally, ...]
    steps: tuple[Tally, ...]
    senders: tuple[Tally, ...]


@dataclass(frozen=True, slots=True)
class _Scope:
    sequence: str | None
    since: datetime | None


async def report(
    engine: Engine, *, sequence: str | None = None, since: datetime | None = None
) -> Report:
    """Return what came of a sequence, or of all, since an instant, or since ever.

    Raises NotFound for a sequence in which nobody ever was.
    """
    scope = _Scope(sequence, since)
    async with engine.database.reading() as connection:
        if (
            sequence is not None
            and await versions.current(connection, sequence) is None
        ):
            raise NotFound(f"nobody was ever enrolled in {shown(sequence)!r}")
        return Report(
            sequence,
            since,
            await _funnel(engine, connection, scope),
            (await _tallies(connection, counts.WHOLE, scope) or (Tally(),))[0],
            await _tallies(connection, counts.SEQUENCE, scope),
            await _tallies(connection, counts.STEP, scope),
            await _tallies(connection, counts.SENDER, scope),
        )


async def _funnel(
    engine: Engine, connection: Connection, scope: _Scope
) -> tuple[StageCount, ...]:
    now = await counts.stages(connection, scope.sequence)
    reached = await counts.stages_reached(connection, scope.sequence, scope.since)
    known = engine.pipeline.stages
    # Every lead began in the first, for which there is no event.
    reached[engine.pipeline.first] = sum(now.values())
    strange = sorted((now.keys() | reached.keys()) - set(known) - {""})
    return tuple(
        StageCount(stage, now.get(stage, 0), reached.get(stage, 0))
        for stage in (*known, *strange)
    )


async def _tallies(
    connection: Connection, by: tuple[str, ...], scope: _Scope
) -> tuple[Tally, ...]:
    sent = await counts.touch_counts(connection, by, scope.sequence, scope.since)
    events = await counts.answer_counts(connection, by, scope.sequence, scope.since)
    people = await counts.answer_people(connection, by, scope.sequence, scope.since)
    by_key: dict[tuple[str, ...], _Parts] = {}
    for row in sent:
        by_key.setdefault(_key(row, by), _Parts()).sent = row
    for row in people:
        by_key.setdefault(_key(row, by), _Parts()).people = row
    for row in events:
        by_key.setdefault(_key(row, by), _Parts()).events.append(row)
    return tuple(
        _tally(dict(zip(by, key, strict=True)), parts)
        for key, parts in by_key.items()
        if all(key)
    )


@dataclass(slots=True)
class _Parts:
    sent: Row | None = None
    people: Row | None = None
    events: list[Row] = field(default_factory=list)


def _key(row: Row, by: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(row[name] for name in by)


def _tally(key: Mapping[str, str], parts: _Parts) -> Tally:
    touched = dict(parts.sent) if parts.sent is not None else {}
    people = dict(parts.people) if parts.people is not None else {}
    sent, contacted = touched.get("sent", 0), touched.get("contacted", 0)
    tried = touched.get("tried", 0)
    person = {name: people.get(name, 0) for name in counts.PEOPLE}
    returned = sum(e["undelivered"] for e in parts.events if _is_a(e, "bounce"))
    return Tally(
        sequence=key.get("sequence", ""),
        step=key.get("step", ""),
        sender=key.get("lane", ""),
        sent=sent,
        delivered=max(0, sent - returned),
        in_doubt=touched.get("in_doubt", 0),
        rejected=touched.get("rejected", 0),
        replies=_replies(parts.events),
        auto_replies=_count(parts.events, "auto_reply"),
        bounces_hard=_count(parts.events, "bounce.hard"),
        bounces_soft=_count(parts.events, "bounce")
        - _count(parts.events, "bounce.hard"),
        clicks=_count(parts.events, "link.clicked"),
        contacted=contacted,
        tried=tried,
        **person,
        reply_rate=_share(person["replied"], contacted),
        bounce_rate=_share(person["bounced"], tried),
        opt_out_rate=_share(person["opted_out"], contacted),
        click_rate=_share(person["clicked"], contacted),
    )


def _is_a(row: Row, kind: str) -> bool:
    named: str = row["kind"]
    return named == kind or named.startswith(f"{kind}.")


def _count(events: list[Row], kind: str) -> int:
    return sum(row["count"] for row in events if _is_a(row, kind))


def _replies(events: list[Row]) -> dict[str, int]:
    return {
        row["kind"].partition(".")[2] or "other": row["count"]
        for row in events
        if _is_a(row, "reply")
    }


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0

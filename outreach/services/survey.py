"""Gathers what the gates look at; the tick, the delivery and `explain` share it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from outreach.core.freeze import freeze_of
from outreach.core.gate import CompanyFacts, Facts, LaneFacts
from outreach.core.model import EnrollmentState
from outreach.core.pacing import ROLLING, LaneState, Limits, cap
from outreach.core.planner import window_of
from outreach.core.turn import midnight_after
from outreach.core.window import HORIZON, Place, next_open, place_of
from outreach.services.settle import BY_PHONE
from outreach.services.spare import host_facts
from outreach.services.write import touch_key
from outreach.store import age as ages
from outreach.store import host as hosts
from outreach.store import inbound, rest
from outreach.store import lane as lanes

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from outreach.core.cap import CapFacts
    from outreach.core.freeze import Freeze
    from outreach.core.model import Lead
    from outreach.core.sequence import Step
    from outreach.services.engine import Engine, Release, Sender
    from outreach.store.database import Connection, Row
    from outreach.store.host import Trouble

# The channel of a lane no sender is configured for: calls of webhooks and what people do on
# LinkedIn go out through it.
OPEN_LANES = {"webhook": "webhook", "linkedin": "linkedin"}
OLDEST = 50


async def survey_lane(
    engine: Engine,
    connection: Connection,
    row: Row,
    now: datetime,
    *,
    oldest: int = 0,
    troubled: Mapping[str, Trouble] | None = None,
) -> LaneFacts:
    """Return what is known of a lane, under its lock or for reading only.

    `oldest` is how many instants to return for telling when room returns; with it, why the
    lane rests is told too. `troubled` are the hosts that failed lately, where they are known.
    """
    state = LaneState()
    if limits_of(engine, row["name"]) != Limits():
        state = await lanes.state_of(
            connection, row, now, engine.today(now), oldest=oldest
        )
    host = await host_facts(engine, connection, row["name"], troubled)
    lane = replace(await _facts(engine, connection, row, now, state), host=host)
    if not oldest:
        return lane
    return replace(lane, rest_reason=await _rest_reason(connection, row, now))


async def survey_lanes(
    engine: Engine,
    connection: Connection,
    rows: Collection[Row],
    now: datetime,
    troubled: Mapping[str, Trouble] | None = None,
    *,
    oldest: int = 0,
) -> dict[str, LaneFacts]:
    """Return what is known of many lanes, by name, in a few statements for all of them.

    `oldest` is how many instants to return at most of a lane whose cap is full, for telling
    when room returns; with it, why a lane rests is told too.
    """
    if troubled is None:
        troubled = await hosts.troubled(connection)
    limited = [row for row in rows if limits_of(engine, row["name"]) != Limits()]
    states = await lanes.states_of(connection, limited, now, engine.today(now))
    if oldest:
        states |= await _with_oldest(engine, connection, states, now, oldest)
    return {
        row["name"]: replace(
            await _facts(
                engine, connection, row, now, states.get(row["name"], LaneState())
            ),
            host=await host_facts(engine, connection, row["name"], troubled),
            rest_reason=await _rest_reason(connection, row, now) if oldest else "",
        )
        for row in rows
    }


async def _with_oldest(
    engine: Engine,
    connection: Connection,
    states: Mapping[str, LaneState],
    now: datetime,
    oldest: int,
) -> dict[str, LaneState]:
    """Return those whose cap is full with the instants of the touches that must age out."""
    wanted = {}
    for name, state in states.items():
        most = cap(engine.senders[name].limits, state)
        if most is not None and state.used >= most:
            wanted[name] = min(oldest, state.used - most + 1)
    found = await ages.oldest_counted(connection, wanted, now - ROLLING)
    return {
        name: replace(states[name], oldest_counted=instants)
        for name, instants in found.items()
    }


def limits_of(engine: Engine, lane: str) -> Limits:
    """Return what is counted against a lane; none where nobody is configured for it."""
    sender = engine.senders.get(lane)
    return Limits() if sender is None else sender.limits


async def _facts(
    engine: Engine, connection: Connection, row: Row, now: datetime, state: LaneState
) -> LaneFacts:
    sender, limits = engine.senders.get(row["name"]), limits_of(engine, row["name"])
    if limits.ramp is not None:
        midnight = midnight_after(now, ZoneInfo(engine.house.zone))
        sent_today = row["last_sent_on"] == engine.today(now)
        grows_at = midnight if sent_today else None
        state = replace(state, midnight=midnight, grows_at=grows_at)
    hears, read_at = await _heard(connection, sender, row)
    freeze = freeze_of(row["frozen_from"], row["frozen_until"])
    return LaneFacts(
        name=row["name"],
        known=sender is not None or row["name"] in OPEN_LANES,
        paused=row["paused"],
        rest_until=row["rest_until"],
        opens_at=opens_at(engine, sender, now, freeze),
        hears=hears,
        inbox_read_at=read_at,
        limits=limits,
        state=state,
        freeze=freeze,
    )


async def _heard(
    connection: Connection, sender: Sender | None, row: Row
) -> tuple[bool, datetime | None]:
    """Return whether the lane has to hear, and until when it has heard everything."""
    if sender is None or sender.channel not in BY_PHONE:
        return sender is not None and sender.hears, row["inbox_read_at"]
    # What comes in is brought to us: all of it is heard, but for what lies there unread.
    unread_since = await inbound.unread_since(connection, sender.name)
    return unread_since is not None, unread_since


def unknown_lane(name: str) -> LaneFacts:
    """Return what is known of a lane that nobody has opened."""
    return LaneFacts(
        name=name,
        known=False,
        paused="",
        rest_until=None,
        opens_at=None,
        hears=False,
        inbox_read_at=None,
        limits=Limits(),
        state=LaneState(),
    )


async def _rest_reason(connection: Connection, row: Row, now: datetime) -> str:
    until = row["rest_until"]
    if until is None or until <= now:
        return ""
    return await rest.cause(connection, row)


def opens_at(
    engine: Engine, sender: Sender | None, now: datetime, freeze: Freeze | None = None
) -> datetime | None:
    """Return when the sender's own window opens, once it is not frozen; None if it is open.

    Its clock is the workspace's where it follows no zone of its own. One that never opens
    is looked at again in a year.
    """
    thawed = None if freeze is None else freeze.ends_at(now)
    if sender is None or sender.window is None:
        return thawed
    at = thawed or now
    zone = sender.window.timezone
    place = Place((engine.house.zone if zone == "lead" else zone,), "")
    opens = next_open(sender.window, place, at, engine.calendar)
    if opens == now:
        return None
    return now + HORIZON if opens is None else opens


@dataclass(frozen=True, slots=True)
class Case:
    """One touch to judge: its enrollment's row, its lead, the step and its version."""

    row: Row
    lead: Lead
    release: Release
    step: Step
    follow_up: bool
    suppressed: str = ""
    company_active: int = 0
    policy: str = ""  # the rule of its channel that forbids it, if one does
    caps: tuple[CapFacts, ...] = ()


def facts_of(
    engine: Engine, case: Case, lane: LaneFacts, now: datetime, *, claimed: bool
) -> Facts:
    """Return what the gates look at for one touch. A claimed one's own claim is left out."""
    sequence = case.release.sequence
    window = window_of(sequence, case.step)
    place = None
    if window is not None:
        place = place_of(case.lead, window, engine.house.zone)
    if claimed and lane.state.unsent_claims:
        others = lane.state.unsent_claims - 1
        lane = replace(lane, state=replace(lane.state, unsent_claims=others))
    return Facts(
        now=now,
        state=EnrollmentState(case.row["state"]),
        state_reason=case.row["reason"],
        suppressed=case.suppressed,
        policy=case.policy,
        missing="",
        lane=lane,
        company=CompanyFacts(case.company_active, sequence.company.max_active),
        follow_up=case.follow_up,
        window=window,
        place=place,
        calendar=engine.calendar,
        touch_key=key_of(case),
        claimed=claimed,
        resumes_at=case.row["due_at"],
        caps=case.caps,
    )


def key_of(case: Case) -> str:
    """Return what keys the touch's dice."""
    row = case.row
    return touch_key(row["lead_id"], row["sequence"], row["ordinal"], case.step.key)

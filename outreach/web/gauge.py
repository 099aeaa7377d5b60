"""Turns a look at a deployment into named numbers; thousands of lanes become a few lines."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from outreach.services.gauge import Gauges, LaneGauge

# Each lane makes some ten series: beyond so many, lanes are told by channel, all in one.
MOST_LANES = 100
STATES = ("open", "resting", "host_down", "frozen", "paused", "deaf", "gone")


@dataclass(frozen=True, slots=True)
class Line:
    """One metric, without its prefix, and its samples."""

    name: str
    help: str
    labels: tuple[str, ...]
    samples: Sequence[tuple[tuple[str, ...], float]]


def lines_of(seen: Gauges) -> Iterator[Line]:
    """Yield the metrics of a deployment."""
    apart = len(seen.lanes) <= MOST_LANES
    yield from _backlog(seen, apart=apart)
    yield from _lanes(seen.lanes, apart=apart)
    yield from _doubts(seen, apart=apart)
    yield from _breakers(seen)
    yield from _inboxes(seen)
    yield from _outboxes(seen)
    yield from _processes(seen)


def _summed(
    lanes: Sequence[LaneGauge], counts: Sequence[Counter[str]], *, apart: bool
) -> list[tuple[tuple[str, ...], float]]:
    """Add counts up by channel, lane (none, where there are too many) and what they count."""
    total: Counter[tuple[str, ...]] = Counter()
    for lane, count in zip(lanes, counts, strict=True):
        for what, number in count.items():
            total[lane.channel, lane.name if apart else "", what] += number
    return sorted((key, float(number)) for key, number in total.items())


def _backlog(seen: Gauges, *, apart: bool) -> Iterator[Line]:
    whys = ("delay", "window", "lane")
    counts = [
        Counter({why: each.waiting.get(why, 0) for why in whys}) for each in seen.lanes
    ]
    thinking = [
        (("", "", why), float(seen.thinking.get(why, 0))) for why in ("delay", "due")
    ]
    yield Line(
        "backlog",
        "Active enrollments by what they wait for (no channel: steps that only think)",
        ("channel", "lane", "waits_for"),
        [*thinking, *_summed(seen.lanes, counts, apart=apart)],
    )
    standing = [((state,), float(n)) for state, n in sorted(seen.enrollments.items())]
    yield Line("enrollments", "Enrollments by state", ("state",), standing)


def _lanes(lanes: Sequence[LaneGauge], *, apart: bool) -> Iterator[Line]:
    standing = Counter((each.channel, each.state) for each in lanes)
    channels = sorted({each.channel for each in lanes})
    yield Line(
        "lanes",
        "Senders by how they stand: deaf ones have not heard for an hour, those whose host is"
        " down wait for its server, gone ones are unknown",
        ("channel", "state"),
        [((c, state), float(standing[c, state])) for c in channels for state in STATES],
    )
    sent = [Counter({"sent": each.sent}) for each in lanes]
    caps = [
        Counter({"cap": each.cap}) if each.cap is not None else Counter()
        for each in lanes
    ]
    going = [
        Counter(
            {state: each.under_way.get(state, 0) for state in ("claimed", "sending")}
        )
        for each in lanes
    ]
    labels = ("channel", "lane")
    several = (
        ("lane_sent", "Touches that count against the cap of 24 hours", sent, labels),
        ("lane_cap", "That cap, its ramp included", caps, labels),
        ("under_way", "Touches claimed or on the wire", going, (*labels, "state")),
    )
    for name, help_, counts, keys in several:
        samples = [
            (key[: len(keys)], number)
            for key, number in _summed(lanes, counts, apart=apart)
        ]
        yield Line(name, help_, keys, samples)
    if apart:
        paused = [((e.channel, e.name), float(e.state == "paused")) for e in lanes]
        yield Line("lane_paused", "1 for a paused sender", labels, paused)


def _doubts(seen: Gauges, *, apart: bool) -> Iterator[Line]:
    counts = [Counter({"": each.under_way.get("in_doubt", 0)}) for each in seen.lanes]
    samples = [
        (key[:2], number) for key, number in _summed(seen.lanes, counts, apart=apart)
    ]
    yield Line(
        "in_doubt", "Touches that a person must settle", ("channel", "lane"), samples
    )
    age = seen.oldest_doubt.total_seconds() if seen.oldest_doubt else 0.0
    help_ = "Age of the oldest touch in doubt; 0 if there is none"
    yield Line("in_doubt_oldest_age_seconds", help_, (), [((), age)])


def _breakers(seen: Gauges) -> Iterator[Line]:
    standing = Counter("open" if each else "failing" for each in seen.failing.values())
    samples = [((state,), float(standing[state])) for state in ("open", "failing")]
    yield Line("breakers", "Mail servers that fail", ("state",), samples)
    hosts = sorted(host for host, is_open in seen.failing.items() if is_open)
    opened = [((host,), 1.0) for host in hosts[:MOST_LANES]]
    help_ = "1 for a server that nothing leaves through but a probe"
    yield Line("breaker_open", help_, ("host",), opened)


def _inboxes(seen: Gauges) -> Iterator[Line]:
    lags = [(key, lag.total_seconds()) for key, lag in sorted(seen.folders.items())]
    if len(lags) > MOST_LANES:
        lags = [(("", ""), max(lag for _, lag in lags))]
    help_ = "Time since the folder was read; of too many, the longest"
    yield Line("inbox_lag_seconds", help_, ("mailbox", "folder"), lags)
    help_ = "Messages kept and not interpreted yet"
    yield Line("inbound_uninterpreted", help_, (), [((), float(seen.uninterpreted))])


def _outboxes(seen: Gauges) -> Iterator[Line]:
    pending = [((crm,), float(count)) for crm, (count, _) in seen.outboxes.items()]
    yield Line("outbox_pending", "What a CRM is still to be told", ("crm",), pending)
    lags = [
        ((crm,), lag.total_seconds() if lag else 0.0)
        for crm, (_, lag) in seen.outboxes.items()
    ]
    help_ = "Age of the oldest event a CRM has not been told of"
    yield Line("outbox_lag_seconds", help_, ("crm",), lags)


def _processes(seen: Gauges) -> Iterator[Line]:
    roles = [((role,), float(count)) for role, count in sorted(seen.roles.items())]
    yield Line("processes", "Processes alive, by role", ("role",), roles)
    beats = [((r,), age.total_seconds()) for r, age in sorted(seen.heartbeats.items())]
    help_ = "Age of the oldest heartbeat of a role, of processes seen lately"
    yield Line("heartbeat_age_seconds", help_, ("role",), beats)
    queues = [((job,), float(count)) for job, count in seen.queue.items()]
    help_ = "Messages in the broker that no worker has taken"
    yield Line("queue_messages", help_, ("queue",), queues)

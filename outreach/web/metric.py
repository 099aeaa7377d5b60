"""What Prometheus reads, counted in the database at the moment it asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from outreach.services.status import status
from outreach.store import touch as touches

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from prometheus_client.core import Metric

    from outreach.services.engine import Engine
    from outreach.services.status import Backlog, Status
    from outreach.store.database import Row

    Sample = tuple[tuple[str, ...], float]


async def scrape(engine: Engine) -> bytes:
    """Return every metric in Prometheus' text format."""
    now = await status(engine)
    async with engine.database.reading() as connection:
        ledger = await touches.counts(connection)
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Snapshot(now, ledger))
    return generate_latest(registry)


class _Snapshot(Collector):
    """One look at the database, as metrics."""

    def __init__(self, now: Status, ledger: Sequence[Row]) -> None:
        self._now = now
        self._ledger = ledger

    def collect(self) -> Iterator[Metric]:
        """Yield every metric."""
        yield _gauge(
            "touches",
            "Touches by where they stand in the ledger",
            ("channel", "lane", "state", "reason"),
            (
                (
                    (row["channel"], row["lane"], row["state"], row["reason"]),
                    row["count"],
                )
                for row in self._ledger
            ),
        )
        yield from _lanes(self._now)
        yield from _world(self._now)


def _gauge(
    name: str, help_: str, labels: Sequence[str], samples: Iterable[Sample]
) -> Metric:
    family = GaugeMetricFamily(f"outreach_{name}", help_, labels=labels)
    for values, value in samples:
        family.add_metric(values, value)
    return family


def _lanes(now: Status) -> Iterator[Metric]:
    yield _gauge(
        "backlog",
        "Unfinished enrollments by lane (none: steps that only think) and what they wait for",
        ("lane", "waits_for"),
        (
            ((name, why), count)
            for name, backlog in (
                ("", now.thinking),
                *((lane.name, lane.backlog) for lane in now.lanes),
            )
            for why, count in _waits(backlog).items()
        ),
    )
    numbers = {
        "lane_sent": ("Touches counted against the lane's cap, of 24 hours", "sent"),
        "lane_claimed": ("Touches claimed and not yet on the wire", "claimed"),
        "lane_sending": ("Touches on the wire", "sending"),
        "in_doubt": ("Touches that a person must settle", "in_doubt"),
    }
    for name, (help_, field) in numbers.items():
        samples = [((lane.name,), float(getattr(lane, field))) for lane in now.lanes]
        yield _gauge(name, help_, ("lane",), samples)
    capped = [((lane.name,), lane.cap) for lane in now.lanes if lane.cap is not None]
    yield _gauge("lane_cap", "The lane's cap of 24 hours", ("lane",), capped)
    paused = [((lane.name,), float(bool(lane.paused))) for lane in now.lanes]
    yield _gauge("lane_paused", "1 for a paused lane", ("lane",), paused)


def _waits(backlog: Backlog) -> Mapping[str, float]:
    return {
        "nothing": backlog.due_now,
        "delay": backlog.later,
        "window": backlog.window,
        "cap": backlog.cap,
        "gap": backlog.gap,
        "sender": backlog.sender,
        "company": backlog.company,
        "under_way": backlog.under_way,
        "pause": sum(backlog.paused.values()),
    }


def _world(now: Status) -> Iterator[Metric]:
    yield _gauge(
        "inbox_lag_seconds",
        "Time since the folder was read",
        ("mailbox", "folder"),
        (
            ((each.mailbox, each.folder), each.lag.total_seconds())
            for each in now.inboxes
        ),
    )
    uninterpreted = [((), float(now.uninterpreted))]
    yield _gauge("inbound_uninterpreted", "Messages kept only", (), uninterpreted)
    yield _gauge(
        "outbox",
        "What CRMs are to be told, by state",
        ("crm", "state"),
        (
            ((each.crm, state), float(getattr(each, state)))
            for each in now.outboxes
            for state in ("pending", "done", "refused")
        ),
    )
    yield _gauge(
        "outbox_lag_seconds",
        "Age of the oldest event a CRM has not been told of",
        ("crm",),
        (
            ((each.crm,), each.lag.total_seconds() if each.lag else 0.0)
            for each in now.outboxes
        ),
    )
    alive = [((role,), float(count)) for role, count in now.roles.items()]
    yield _gauge("workers", "Processes alive, by role", ("role",), alive)

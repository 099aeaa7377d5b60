"""What Prometheus reads: this process's own counts, and a look at the whole deployment."""

from __future__ import annotations

from itertools import accumulate
from typing import TYPE_CHECKING, Any

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
)
from prometheus_client.registry import Collector

from outreach.web.gauge import lines_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from prometheus_client.core import Metric

    from outreach.services.engine import Engine
    from outreach.services.gauge import Gauges
    from outreach.services.meter import Histogram, Meter
    from outreach.web.snapshot import Snapshot

    Sample = tuple[tuple[str, ...], float]


async def scrape(engine: Engine, snapshot: Snapshot) -> bytes:
    """Return every metric in Prometheus' text format. Never raises for the database's sake."""
    seen = await snapshot.latest()
    registry = CollectorRegistry(auto_describe=False)
    ProcessCollector(registry=registry)
    registry.register(_Own(engine, engine.now()))
    registry.register(_Seen(seen, up=snapshot.up, age=snapshot.age))
    return generate_latest(registry)


class _Own(Collector):
    """What this process has done since it began."""

    def __init__(self, engine: Engine, now: datetime) -> None:
        self._engine, self._now = engine, now

    def collect(self) -> Iterator[Metric]:
        """Yield every metric."""
        meter = self._engine.meter
        yield from _counts(meter)
        yield from _times(meter)
        ages = {"tick_age": meter.ticked_at, "heartbeat_own_age": meter.beat_at}
        helps = {
            "tick_age": "Time since this process's last tick that went well",
            "heartbeat_own_age": "Time since this process's last heartbeat",
        }
        for name, at in ages.items():
            samples: list[Sample] = (
                [((), (self._now - at).total_seconds())] if at else []
            )
            yield gauge(f"{name}_seconds", helps[name], (), samples)
        used, most = self._engine.database.connections()
        pool: list[Sample] = [(("used",), float(used)), (("most",), float(most))]
        help_ = "Connections of the database pool: in use, and at most"
        yield gauge("database_connections", help_, ("is",), pool)


def _counts(meter: Meter) -> Iterator[Metric]:
    counters: Sequence[tuple[str, str, tuple[str, ...], Mapping[Any, int]]] = (
        (
            "touches",
            "Attempts on the wire by what came of them",
            ("channel", "outcome"),
            meter.outcomes,
        ),
        ("claims", "Claims by what became of them", ("result",), meter.claims),
        ("answers", "Answers heard by kind", ("kind",), meter.heard),
        ("failures", "Turns that failed, by part", ("part",), meter.failures),
    )
    for name, help_, labels, counts in counters:
        family = CounterMetricFamily(f"outreach_{name}", help_, labels=labels)
        for key, count in sorted(counts.items(), key=str):
            values = key if isinstance(key, tuple) else (str(key),)
            family.add_metric(values, count)
        yield family


def _times(meter: Meter) -> Iterator[Metric]:
    sends: dict[tuple[str, ...], Histogram]
    sends = {(channel,): each for channel, each in sorted(meter.sending.items())}
    yield _histogram("send_duration", "How long the far side took", ("channel",), sends)
    late = (
        "From when a touch could go (delay over, window open, lane free) to its claim"
    )
    yield _histogram("claim_lateness", late, (), {(): meter.claim_late})
    late = "From a touch's claim to the wire"
    yield _histogram("mark_lateness", late, (), {(): meter.mark_late})
    yield _histogram("tick_duration", "How long a tick took", (), {(): meter.ticks})


def _histogram(
    name: str,
    help_: str,
    labels: Sequence[str],
    several: Mapping[tuple[str, ...], Histogram],
) -> Metric:
    family = HistogramMetricFamily(f"outreach_{name}_seconds", help_, labels=labels)
    for values, each in several.items():
        bounds = [*map(str, map(float, each.bounds)), "+Inf"]
        buckets = list(zip(bounds, accumulate(each.counts), strict=True))
        family.add_metric(values, buckets, each.total.total_seconds())
    return family


class _Seen(Collector):
    """The deployment as it was seen last, by any process alike."""

    def __init__(self, seen: Gauges | None, *, up: bool, age: float) -> None:
        self._seen, self._up, self._age = seen, up, age

    def collect(self) -> Iterator[Metric]:
        """Yield every metric."""
        help_ = "1 while the last look at the database succeeded"
        yield gauge("database_up", help_, (), [((), float(self._up))])
        if self._seen is None:
            return
        help_ = "Age of the look at the database that the metrics below are of"
        yield gauge("snapshot_age_seconds", help_, (), [((), self._age)])
        for line in lines_of(self._seen):
            yield gauge(line.name, line.help, line.labels, line.samples)


def gauge(
    name: str, help_: str, labels: Sequence[str], samples: Iterable[Sample]
) -> Metric:
    """Return one family of gauges."""
    family = GaugeMetricFamily(f"outreach_{name}", help_, labels=labels)
    for values, value in samples:
        family.add_metric(values, value)
    return family

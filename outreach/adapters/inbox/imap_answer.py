"""Reads what a server answers to FETCH. Knows no connection, believes nothing unasked."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MONTHS = (b"jan feb mar apr may jun jul aug sep oct nov dec").split()
# RFC 9051 section 9, date-time; months are English in every locale.
DATE_TIME = re.compile(
    rb"\s*(\d{1,2})-([A-Za-z]{3})-(\d{4}) (\d\d):(\d\d):(\d\d) ([+-])(\d\d)(\d\d)\s*"
)

HEADER_FIELDS = b"BODY[HEADER.FIELDS"


@dataclass(frozen=True, slots=True)
class Answer:
    """What is known of one message so far. None: not said, or not readable."""

    size: int | None = None
    received_at: datetime | None = None
    content: bytes | None = None  # or those header fields of it that were asked for
    msgid: int | None = None  # Gmail's own number of the message, and its labels
    labels: frozenset[bytes] | None = None


def read_answers(tokens: Iterable[object]) -> dict[int, Answer]:
    """Return the answers by UID; the first word on a thing stands.

    `tokens` alternates sequence numbers and tuples of names and values. Answers that
    name no UID are unsolicited news of flags, and are passed over.
    """
    answers: dict[int, Answer] = {}
    for token in tokens:
        items = dict(_pairs(token)) if isinstance(token, tuple) else {}
        uid = items.get(b"UID")
        if isinstance(uid, int):
            answers[uid] = _merge(answers.get(uid, Answer()), _read(items))
    return answers


def read_date(value: object) -> datetime | None:
    """Return an INTERNALDATE in UTC, or None for what is none."""
    match = DATE_TIME.fullmatch(value) if isinstance(value, bytes) else None
    if match is None:
        return None
    day, month, year, hour, minute, second, sign, hours, minutes = match.groups()
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    try:
        zone = timezone(-offset if sign == b"-" else offset)
        number = MONTHS.index(month.lower()) + 1
        parts = (int(year), number, int(day), int(hour), int(minute), int(second))
        return datetime(*parts, tzinfo=zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _pairs(items: tuple[object, ...]) -> Iterator[tuple[bytes, object]]:
    for name, value in zip(items[::2], items[1::2], strict=False):
        if isinstance(name, bytes):
            yield name.upper(), value


def _read(items: dict[bytes, object]) -> Answer:
    size = items.get(b"RFC822.SIZE")
    # A partial answer is named after its first octet: BODY[]<0>.
    content = items.get(b"BODY[]", items.get(b"BODY[]<0>", _fields(items)))
    msgid = items.get(b"X-GM-MSGID")
    return Answer(
        size=size if isinstance(size, int) else None,
        received_at=read_date(items.get(b"INTERNALDATE")),
        content=_text(content),
        msgid=msgid if isinstance(msgid, int) else None,
        labels=_labels(items.get(b"X-GM-LABELS")),
    )


def _labels(value: object) -> frozenset[bytes] | None:
    if not isinstance(value, tuple):
        return None
    return frozenset(each for each in value if isinstance(each, bytes))


def _fields(items: dict[bytes, object]) -> object:
    named = (value for name, value in items.items() if name.startswith(HEADER_FIELDS))
    return next(named, None)


def _text(value: object) -> bytes | None:
    match value:
        case bytes():
            return value
        case int():
            # The vendor's parser takes a bare atom of digits for a number.
            return b"%d" % value
        case _:
            return None


def _merge(first: Answer, then: Answer) -> Answer:
    return replace(
        first,
        size=then.size if first.size is None else first.size,
        received_at=first.received_at or then.received_at,
        content=then.content if first.content is None else first.content,
        msgid=then.msgid if first.msgid is None else first.msgid,
        labels=then.labels if first.labels is None else first.labels,
    )

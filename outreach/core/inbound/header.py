"""Header fields into values: words, parameters, addresses, ids and dates, whatever they hold."""

from __future__ import annotations

import binascii
import re
from datetime import UTC, datetime, timedelta, timezone
from urllib.parse import unquote_to_bytes

from outreach.core.inbound.charset import decode

MAX_FIELD = (
    20_000  # characters of one field that are read; the rest is hostile or useless
)
MAX_PARAMETERS = 4_000
MAX_ADDRESSES = 500
MAX_IDS = 200
PIVOT = 50  # two-digit years below are of this century (RFC 5322 4.3)

_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
_BETWEEN_WORDS = re.compile(r"(\?=)[ \t\r\n]{1,80}(?==\?)")
_ADDRESS = re.compile(r"[^\s<>\"(),:;@\[\]]{1,128}@[^\s<>\"(),:;@]{1,255}")
_ID = re.compile(r"<([^<>\s]{1,500})>")
_PARAMETER = re.compile(
    r";\s{0,50}([A-Za-z0-9_.*-]{1,60})\s{0,50}=\s{0,50}"
    r"(?:\"((?:[^\"\\]|\\.){0,2000})\"|([^;\s]{0,2000}))"
)
_DATE = re.compile(
    r"(\d{1,2})[ -]([A-Za-z]{3})[a-z]{0,6}[ -](\d{4}|\d{2})[ ,]{1,3}"
    r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2}))?\s{0,4}([+-]\d{4})?"
)
_MONTHS = [
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
]


def words(value: str) -> str:
    """Return the field's text with its encoded words (RFC 2047) read and its folds undone."""
    value = " ".join(value[:MAX_FIELD].split())
    if "=?" not in value:
        return value
    return _WORD.sub(_word, _BETWEEN_WORDS.sub(r"\1", value))


def _word(found: re.Match[str]) -> str:
    charset, encoding, text = found.groups()
    raw = text.encode("utf-8", "replace")
    if encoding in "bB":
        content = base64(raw)
    else:
        content = binascii.a2b_qp(raw.replace(b"_", b" "), header=True)
    return decode(content, charset.partition("*")[0])


def base64(content: bytes) -> bytes:
    """Return the octets of damaged or sound base64, as far as they can be had."""
    kept = re.sub(rb"[^A-Za-z0-9+/]", b"", content)
    kept = kept[: len(kept) - 1] if len(kept) % 4 == 1 else kept
    return binascii.a2b_base64(kept + b"=" * (-len(kept) % 4))


def parameters(value: str) -> tuple[str, dict[str, str]]:
    """Return the field's bare value in lower case and its parameters (RFC 2045, 2231)."""
    value = value[:MAX_PARAMETERS]
    bare = value.partition(";")[0].strip().lower()
    found: dict[str, str] = {}
    for name, quoted, plain in _PARAMETER.findall(value):
        text = re.sub(r"\\(.)", r"\1", quoted) if quoted else plain
        base, _, rest = name.lower().partition("*")
        if rest.endswith("*") or (not rest and name.endswith("*")):
            text = _extended(text)
        if rest.rstrip("*").isdigit():
            found[base] = found.get(base, "") + text
        else:
            found.setdefault(base, text)
    return bare, found


def _extended(text: str) -> str:
    charset, quote, rest = text.partition("'")
    if not quote:
        return decode(unquote_to_bytes(text))
    return decode(unquote_to_bytes(rest.partition("'")[2]), charset)


def addresses(value: str) -> tuple[tuple[str, str], ...]:
    """Return the (name, address) pairs of an address field, addresses in lower case.

    What is not an address (group names, undisclosed recipients, babble) is left out.
    """
    found = []
    start = 0
    value = value[:MAX_FIELD]
    for match in _ADDRESS.finditer(value):
        name = value[start : match.start()].rstrip("< \t")
        end = match.end()
        if not name.strip(" ,;") and value[end : end + 60].lstrip().startswith("("):
            name = value[end:].lstrip()[1:].partition(")")[0]
        found.append((_name(name), match.group().strip(".'").lower()))
        start = value.find(",", end) + 1 or end
        if len(found) >= MAX_ADDRESSES:
            break
    return tuple(found)


def _name(text: str) -> str:
    return words(text.strip(" \t\r\n,;<>")).strip("\"' ").replace('\\"', '"')


def ids(value: str) -> tuple[str, ...]:
    """Return the message ids of a field, each once, in order, with their angle brackets."""
    found = _ID.findall(value[:MAX_FIELD])
    return tuple(dict.fromkeys(f"<{one}>" for one in found))[:MAX_IDS]


def instant(value: str) -> datetime | None:
    """Return the instant a Date field names, in UTC; None where it names none."""
    match = _DATE.search(value[:200])
    if match is None or match[2].lower() not in _MONTHS:
        return None
    year = int(match[3])
    if len(match[3]) == len("99"):
        year += 2000 if year < PIVOT else 1900
    month = _MONTHS.index(match[2].lower()) + 1
    clock = (int(match[4]), int(match[5]), min(int(match[6] or 0), 59))
    try:
        local = datetime(year, month, int(match[1]), *clock, tzinfo=_zone(match[7]))
        return local.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _zone(offset: str | None) -> timezone:
    if offset is None or offset[1:3] > "23":
        return UTC
    span = timedelta(hours=int(offset[1:3]), minutes=int(offset[3:5]))
    return timezone(-span if offset[0] == "-" else span)

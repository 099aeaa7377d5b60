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
_WORDS = re.compile(r"(?:=\?[^?\s]{1,60}\?[bBqQ]\?[^?]*\?=)+")
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
    return _WORDS.sub(_run, _BETWEEN_WORDS.sub(r"\1", value))


def _run(found: re.Match[str]) -> str:
    """Return a run of encoded words; some mailers cut a character between two of them."""
    read: list[tuple[str, bytes]] = []
    for charset, encoding, text in _WORD.findall(found.group()):
        name, content = charset.partition("*")[0].lower(), _octets(encoding, text)
        if read and read[-1][0] == name and not name.startswith("iso-2022"):
            read[-1] = (name, read[-1][1] + content)
        else:
            read.append((name, content))
    return "".join(decode(content, name) for name, content in read)


def _octets(encoding: str, text: str) -> bytes:
    raw = text.encode("utf-8", "replace")
    if encoding in "bB":
        return base64(raw)
    return binascii.a2b_qp(raw.replace(b"_", b" "), header=True)


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
    pieces: dict[str, list[tuple[int, str, bool]]] = {}
    for name, quoted, plain in _PARAMETER.findall(value):
        text = re.sub(r"\\(.)", r"\1", quoted) if quoted else plain
        base, starred, rest = name.lower().partition("*")
        number = rest.rstrip("*")
        extended = bool(starred) and (not rest or rest.endswith("*"))
        if number.isascii() and number.isdigit():
            pieces.setdefault(base, []).append((int(number), text, extended))
        else:
            found.setdefault(base, _extended([(0, text, extended)]))
    for base, parts in pieces.items():
        found.setdefault(base, _extended(sorted(parts)))
    return bare, found


def _extended(parts: list[tuple[int, str, bool]]) -> str:
    """Return a value in pieces (RFC 2231 3 and 4): the first one names the charset."""
    content, charset = b"", ""
    for index, (_, text, extended) in enumerate(parts):
        value = text
        if extended and index == 0 and text.count("'") > 1:
            charset, _, value = text.split("'", 2)
        content += (
            unquote_to_bytes(value) if extended else value.encode("utf-8", "replace")
        )
    return decode(content, charset)


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

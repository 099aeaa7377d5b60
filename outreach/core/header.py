"""Header fields as bytes on the wire: folded, encoded, and never two where one was meant."""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING
from urllib.parse import quote

from outreach.errors import RenderError

if TYPE_CHECKING:
    from collections.abc import Callable

LINE = 76  # RFC 5322 asks for 78, RFC 2047 for 76 where encoded words are

_WORD_ROOM = 60  # encoded characters in one encoded word: 75 less =?utf-8?q? and ?=
_LONGEST_WORD = 900  # what cannot be folded has to fit RFC 5322's 998
_PLAIN = re.compile(r"[!-~]+(?: [!-~]+)*\Z")
_ATOMS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?: [A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*\Z"
)
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f\x85\u2028\u2029\ud800-\udfff]")
_TOKEN = re.compile(r"[A-Za-z0-9!#$&+.^_`{|}~-]+\Z")
_Q_SAFE = frozenset(
    b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!*+-/"
)
_Q = {byte: chr(byte) if byte in _Q_SAFE else f"={byte:02X}" for byte in range(256)} | {
    0x20: "_"
}


def clean(name: str, value: str) -> str:
    """Return the value, or raise RenderError when it could end the field it is put in."""
    if not value.isprintable() and _CONTROL.search(value):
        message = (
            f"{name} holds a line break or control character: "
            "a header is one line, so take it out of the template or the data"
        )
        raise RenderError(message)
    return value


def unstructured(name: str, value: str) -> str:
    """Return `Name: value` folded and, where it must be, encoded (RFC 2047)."""
    clean(name, value)
    if _is_plain(value):
        return fold(name, value.split(" "))
    return fold(name, encoded_words(value, first=LINE - len(name) - 2))


def phrase(name: str) -> str:
    """Return a display name as it stands before an address: bare, quoted or encoded."""
    clean("a display name", name)
    if not name:
        return ""
    if len(name) > LINE - 4 or not (name.isascii() and _is_plain(name)):
        return " ".join(encoded_words(name, first=_WORD_ROOM))
    if _ATOMS.match(name):
        return name
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def fold(name: str, words: list[str]) -> str:
    """Return `Name: words`, broken before the words that would pass the line's end."""
    line = f"{name}:"
    lines = []
    for word in words:
        if len(line) + 1 + len(word) > LINE and line.rstrip(":") != name:
            lines.append(line)
            line = ""
        line += f" {word}"
    return "\r\n".join([*lines, line])


def encoded_words(value: str, *, first: int) -> list[str]:
    """Return the value as encoded words, each whole in its characters.

    `first` is the room in characters of the line the first of them stands on.
    """
    raw = value.encode()
    as_q = sum(1 if byte in _Q_SAFE or byte == 0x20 else 3 for byte in raw)  # noqa: PLR2004 - a space is one _
    # Q where most of it can be read as it is (RFC 2047 4).
    encode = _b_word if as_q > 2 * len(raw) else _q_word
    chunks = _chunks(value, encode, max(12, min(_WORD_ROOM, first - 12)))
    return [
        f"=?utf-8?{'b' if encode is _b_word else 'q'}?{chunk}?=" for chunk in chunks
    ]


def parameter(name: str, value: str) -> str:
    """Return `; name=value` of a Content-* field, after RFC 2231 where it must be."""
    clean(name, value)
    if value.isascii() and len(value) < LINE - 20:
        if _TOKEN.match(value):
            return f";\r\n {name}={value}"
        if value.isprintable():
            escaped = value.replace("\\", "\\\\").replace('"', '\\"')
            return f';\r\n {name}="{escaped}"'
    return _extended(name, quote(value, safe="!#$&+-.^_`|~"))


def _extended(name: str, escaped: str) -> str:
    pieces = re.findall(r"(?:%..|[^%]){1,16}", escaped) or [""]
    if len(pieces) == 1:
        return f";\r\n {name}*=utf-8''{pieces[0]}"
    pieces[0] = f"utf-8''{pieces[0]}"
    return "".join(
        f";\r\n {name}*{number}*={piece}" for number, piece in enumerate(pieces)
    )


def _chunks(text: str, encode: Callable[[str], str], room: int) -> list[str]:
    whole = encode(text)
    if len(whole) <= room:
        return [whole]
    chunks, start = [], 0
    while start < len(text):
        end = start + 1
        # A character is at most 12 encoded characters long, so this looks little ahead.
        while end < len(text) and len(encode(text[start : end + 1])) <= room:
            end += 1
        chunks.append(encode(text[start:end]))
        start, room = end, _WORD_ROOM
    return chunks


def _is_plain(value: str) -> bool:
    return (
        _PLAIN.match(value) is not None
        # What looks encoded would be decoded on arrival.
        and "=?" not in value
        and (len(value) < _LONGEST_WORD or max(map(len, value.split())) < _LONGEST_WORD)
    )


def _q_word(text: str) -> str:
    return "".join([_Q[byte] for byte in text.encode()])


def _b_word(text: str) -> str:
    return base64.b64encode(text.encode()).decode()

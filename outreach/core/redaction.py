"""Takes out of a text what names a person, and what opens a door."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

HIDDEN = "***"
_SHORT = 64
LONGEST = 8000  # characters of one value of a line; the rest says nothing new

# Keys whose values are words of somebody else's server: they may name people in any way, so
# that the status codes alone are told.
SAID = frozenset({"detail", "said"})
_SECRET_KEY = re.compile(
    r"(?i)(?:^|_)(?:password|passwd|secret|token|authorization|api_?key|cookie)$"
)

_AT = r"(?:@|%40|=40|\uff20|&#64;)"
_PART = r"[^\s<>()\[\],;:\"\\]{1,320}"
_MAIL = re.compile(rf"(?:\"[^\"\n]{{0,200}}\"|{_PART}?){_AT}{_PART}")
# A name before an address in angle brackets: quoted, or up to four words that begin large.
_MAILBOX = re.compile(
    rf"(?:\"[^\"\n]{{0,200}}\"\s?|(?:[^\W\d_a-z][\w.'\u2019-]{{0,60}}\s){{1,4}})"
    rf"<[^<>\n]{{0,400}}?{_AT}[^<>\n]{{0,400}}>"
)
_PHONE = re.compile(
    r"(?<![\w.-])(?:\+|00)?\(?\d(?:[ .()/-]{0,2}\d){8,40}(?![\w:]|[ .()/-]{1,2}\d)"
)
_NO_PHONE = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}|(?:19|20)\d\d-[01]\d-[0-3]\d.*")
_HANDLE = re.compile(r"(?i)(linkedin\.com/(?:in|pub)/)[^\s\"'<>?#]+")

_USERINFO = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]{0,20}://)[^\s/@\"'<>]{0,500}@")
_TOKEN_PATH = re.compile(r"(/(?:u|c|o)/)[\w.~%+=-]{16,}")
_QUERY = re.compile(
    r"((?:https?|rediss?|postgresql)://[^\s\"'<>?]{0,2000}\?)[^\s\"'<>]+"
)
_CREDENTIAL = re.compile(r"(?i)\b(bearer|basic|digest)\s+[\w.~+/=-]{6,}")
_NAMED_SECRET = re.compile(
    r"(?i)\b(\w{0,40}(?:password|passwd|pwd|secret|token|api[_-]?key|authorization)\w{0,10}"
    r"[\"']?\s{0,3}[=:]\s{0,3})(\"[^\"\n]{0,500}\"|'[^'\n]{0,500}'|[^\s,;)}\]]+)"
)
# How far a session had come, in our own words, and what the network said instead of a server.
_STAGE = re.compile(
    r"(?:connect|greeting|ehlo|starttls|auth|mail|rcpt|data|body|dot): "
)
_BREAK = re.compile(
    r"\[Errno -?\d{1,5}\]|no answer in the time allowed|Connection lost"
    r"|Unexpected EOF received|Timed out connecting"
)
_CODES = re.compile(r"\d{3}(?:[ -]\d\.\d{1,3}\.\d{1,3})?|\d\.\d{1,3}\.\d{1,3}")


@dataclass(frozen=True, slots=True)
class Redaction:
    """What may be told. With `addresses` a person may be named; secrets never are."""

    addresses: bool = False

    def event(self, event: Mapping[str, object]) -> dict[str, object]:
        """Return what a line may tell of an event; keys that begin with `_` stay as they are."""
        return {
            key: value if key.startswith("_") else self._of_key(key, value)
            for key, value in event.items()
        }

    def text(self, text: str) -> str:
        """Return a text without secrets, and without what names a person unless that is asked."""
        if len(text) <= _SHORT:
            return _known(text, self.addresses)
        return _redacted(text, self.addresses)

    def _of_key(self, key: str, value: object) -> object:
        if _SECRET_KEY.search(key):
            return HIDDEN
        if key in SAID and not self.addresses:
            return codes_of(_told(value))
        return self._value(value)

    def _value(self, value: object) -> object:
        match value:
            case None | bool() | int() | float():
                return value
            case Mapping():
                return {
                    self.text(str(key)): self._of_key(str(key), each)
                    for key, each in value.items()
                }
            case list() | tuple() | set() | frozenset():
                return [self._value(each) for each in value]
            case _:
                text = self.text(_told(value)[: 2 * LONGEST])
                return text if len(text) <= LONGEST else f"{text[:LONGEST]}..."


def codes_of(text: str) -> str:
    """Return how far it came, and the codes of the answer; a server's words may name people."""
    text = text.strip()
    stage = _STAGE.match(text)
    begin = stage.end() if stage else 0
    codes = _CODES.match(text, begin) or (_BREAK.search(text, begin) if stage else None)
    told = (stage and stage.group().strip(), codes and codes.group(), text and HIDDEN)
    return " ".join(filter(None, told))


def _told(value: object) -> str:
    match value:
        case str():
            return value
        case bytes():
            return value.decode("utf-8", "replace")
        case _:
            return repr(value)


@lru_cache(maxsize=2048)
def _known(text: str, addresses: bool) -> str:  # noqa: FBT001 - a key of the cache
    """Return the same: lines say the names of lanes, channels and events again and again."""
    return _redacted(text, addresses)


def _redacted(text: str, addresses: bool) -> str:  # noqa: FBT001 - as above
    text = _USERINFO.sub(r"\1", text)
    text = _TOKEN_PATH.sub(rf"\1{HIDDEN}", text)
    text = _QUERY.sub(rf"\1{HIDDEN}", text)
    text = _CREDENTIAL.sub(rf"\1 {HIDDEN}", text)
    text = _NAMED_SECRET.sub(rf"\1{HIDDEN}", text)
    return text if addresses else _unnamed(text)


def _unnamed(text: str) -> str:
    text = _MAILBOX.sub(HIDDEN, text)
    # Without a sign of one, the search for addresses is spared.
    if any(sign in text for sign in ("@", "%40", "=40", "\uff20", "&#64;")):
        text = _MAIL.sub(HIDDEN, text)
    text = _HANDLE.sub(rf"\1{HIDDEN}", text)
    return _PHONE.sub(_number, text)


def _number(match: re.Match[str]) -> str:
    """Return what stands for digits: an address of a network and a date are nobody's."""
    found = match.group()
    return found if _NO_PHONE.fullmatch(found) else HIDDEN

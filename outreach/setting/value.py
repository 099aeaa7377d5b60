"""The scalars of outreach.yaml: each read from text, or refused with a code and a remedy."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time, timedelta
from typing import TYPE_CHECKING, Annotated, Any
from urllib.parse import SplitResult, urlsplit

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PlainValidator,
    SecretStr,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from outreach.core import duration
from outreach.core.address import normalise, on_the_wire
from outreach.core.header import clean
from outreach.core.model import BUILT_IN_FIELDS
from outreach.errors import InputError, RenderError

if TYPE_CHECKING:
    from collections.abc import Callable

_LONGEST = 500
_LONGEST_GAP = timedelta(days=1)
_CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029\ud800-\udfff]")
_UNPRINTABLE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\x85\u2028\u2029\ud800-\udfff]")
_NAME = re.compile(r"[^\W_][\w-]{0,63}\Z")
_FIELD = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,63}\Z")
_MAILBOX = re.compile(r"(?P<name>[^<>]*)<\s*(?P<address>[^<>\s]+)\s*>\Z")
_LISTEN = re.compile(
    r"(\[(?P<six>[0-9a-fA-F:.]+)\]|(?P<host>[^\s:\[\]]+)):(?P<port>\d{1,5})\Z"
)
_BEYOND_FIELDS = frozenset(
    """
    lead sender sequence step events now unsubscribe_url spin loop self super
    and or not in is if else elif for endfor endif set with true false none True False None
    """.split()  # noqa: SIM905 - a table of words
)
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}\Z")
_PERCENT = re.compile(r"(?P<number>\d{1,3}(?:\.\d{1,6})?)\s*%\Z")
_BASE64 = re.compile(
    r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?\Z"
)


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A display name, which may be "", and an address."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Listen:
    """Where the web process answers."""

    host: str
    port: int


def _bad(message: str, code: str = "bad-value") -> PydanticCustomError:
    return PydanticCustomError(code, message)


def _line(value: str) -> str:
    if _CONTROL.search(value):
        raise _bad("this holds a line break or control character: take it out")
    if len(value) > _LONGEST:
        raise _bad(f"this is longer than {_LONGEST} characters: shorten it")
    return value


def _filled(value: str) -> str:
    if not value.strip():
        raise _bad("this is empty: fill it in")
    return _line(value)


def _prose(value: str) -> str:
    if _UNPRINTABLE.search(value):
        raise _bad("this holds a control character: take it out")
    if len(value) > _LONGEST:
        raise _bad(f"this is longer than {_LONGEST} characters: shorten it")
    return value.strip()


def _name(value: str) -> str:
    if not _NAME.match(value):
        raise _bad("a name has letters, digits, _ and -, up to 64: rename it")
    return value


def _own_field(value: str) -> str:
    if value in BUILT_IN_FIELDS:
        raise _bad(f'"{value}" is a built-in field: leave it out')
    if not _FIELD.match(value) or value in _BEYOND_FIELDS:
        raise _bad("a field has letters, digits and _, and no meaning yet: rename it")
    return value


def _distinct(values: tuple[str, ...]) -> tuple[str, ...]:
    seen: set[str] = set()
    for value in values:
        if value in seen:
            raise _bad(f'"{value}" is there twice: keep one')
        seen.add(value)
    return values


def _secret(value: SecretStr) -> SecretStr:
    if _CONTROL.search(value.get_secret_value()):
        raise _bad("this secret holds a line break or control character: set it again")
    return value


def _given(value: SecretStr) -> SecretStr:
    if not value.get_secret_value().strip():
        raise _bad("this secret is empty: set its variable")
    return _secret(value)


def _signing(value: SecretStr) -> SecretStr:
    text = _given(value).get_secret_value()
    if text.startswith("whsec_") and not _BASE64.match(text[len("whsec_") :] or "-"):
        raise _bad("what follows whsec_ in this secret is no base64: copy it whole")
    return value


def _mailbox(value: object) -> Mailbox:
    if not isinstance(value, str):
        raise _bad("an address is text: write it as Anna Lee <anna@acme.example>")
    match = _MAILBOX.match(_line(value).strip())
    name, address = (match["name"], match["address"]) if match else ("", value.strip())
    name = name.strip()
    if len(name) > 1 and name[0] == name[-1] == '"':
        name = name[1:-1].replace('\\"', '"')
    try:
        clean("the name", name)
        on_the_wire(address)
    except RenderError as error:
        message = "this is no address: write it as Anna Lee <anna@acme.example>"
        raise _bad(message) from error
    return Mailbox(name, address)


def _listen(value: object) -> Listen:
    match = _LISTEN.match(value) if isinstance(value, str) else None
    if match is None or int(match["port"]) > 65_535:  # noqa: PLR2004 - a port is 16 bits
        raise _bad("this is no place to listen: write it as 127.0.0.1:8000")
    return Listen(match["six"] or match["host"], int(match["port"]))


def _split(value: str) -> SplitResult | None:
    """Return an http(s) URL's parts; None where it is none."""
    if _CONTROL.search(value) or " " in value or len(value) > _LONGEST:
        return None
    try:
        parts = urlsplit(value)
        sound = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        return None
    return parts if sound else None


def url(value: str) -> str:
    """Return an http(s) URL; raise pydantic's error for what is none."""
    parts = _split(value)
    if parts is None:
        raise _bad("this is no URL: write it as https://go.acme.example")
    return value


def _public_url(value: str) -> str:
    if not value:
        return ""
    parts = urlsplit(url(value))
    if parts.query or parts.fragment or parts.username is not None:
        raise _bad(
            "the public URL has no ?, # or @: write it as https://go.acme.example"
        )
    return value.rstrip("/")


def _scheme(*known: str) -> Callable[[str], str]:
    def read(value: str) -> str:
        scheme = _line(value).partition("://")[0].partition("+")[0]
        if "://" not in value or scheme not in known:
            # The URL itself may hold a password, so it is not shown.
            raise _bad(f"this is no such URL: it begins with {' or '.join(known)}")
        return value

    return read


def _read_as(read: Callable[[str], Any], code: str) -> BeforeValidator:
    def checked(value: object) -> Any:
        if not isinstance(value, str | list | dict | None):
            return value  # typed already
        try:
            return read(value if isinstance(value, str) else "")
        except InputError as error:
            raise _bad(str(error), code) from error

    return BeforeValidator(checked)


def _gap(value: timedelta) -> timedelta:
    if value > _LONGEST_GAP:
        raise _bad("this is more than a day: shorten it", "bad-duration")
    return value


def _listed(value: object) -> object:
    """Let one value stand for a list of one."""
    return [value] if isinstance(value, str) else value


def _days(value: object) -> object:
    if value != "working" and not (isinstance(value, list) and value):
        raise _bad("no days are named: write working or a list, as [tue, wed]")
    return None if value == "working" else value


def _apart(ranges: tuple[duration.Hours, ...]) -> tuple[duration.Hours, ...]:
    for number, one in enumerate(ranges):
        if any(duration.overlap(one, other) for other in ranges[:number]):
            raise _bad("two ranges of hours overlap: join them", "bad-hours")
    return tuple(sorted(ranges))


def _holidays(value: object) -> object:
    if value in ("lead", "none"):
        return value
    if not isinstance(value, list) or not value:
        raise _bad("write lead, none or a list of countries, as [FR, DE]")
    return ",".join(sorted({_country(code) for code in value}))


def _country(value: object) -> str:
    try:
        return duration.read_country(value if isinstance(value, str) else "")
    except InputError as error:
        raise _bad(str(error)) from error


def _by_domain(value: object) -> object:
    """Let one number stand for every domain."""
    if not isinstance(value, dict):
        return {"default": value}
    return value


def _domain(value: str) -> str:
    domain = normalise(f"a@{value}").rpartition("@")[2]
    if value != "default" and not _DOMAIN.match(domain):
        raise _bad("this is no domain: write it as gmail.com, or default")
    return domain


def _percent(value: object) -> object:
    number = _PERCENT.match(value) if isinstance(value, str) else None
    if number is None:
        raise _bad("this is no share: write it as 2%")
    share = float(number["number"]) / 100
    if not 0 < share <= 1:
        raise _bad("a share is above 0% and at most 100%: correct it")
    return share


def _off(value: object) -> object:
    return None if value == "off" else value


def or_off(schema: dict[str, Any]) -> None:
    """Let a schema take `off` too, and not null."""
    either = [each for each in schema["anyOf"] if each.get("type") != "null"]
    schema["anyOf"] = [*either, {"const": "off"}]


def _pattern(what: str, pattern: str) -> Callable[[str], str]:
    known = re.compile(rf"(?:{pattern})\Z")

    def read(value: str) -> str:
        if not known.match(value):
            raise _bad(f"this is no {what}: copy it whole")
        return value

    return read


def _zone_or_lead(text: str) -> str:
    return text if text == "lead" else duration.read_timezone(text)


_TEXT = {"type": "string"}

Line = Annotated[str, AfterValidator(_line)]
Filled = Annotated[str, AfterValidator(_filled)]
Prose = Annotated[str, AfterValidator(_prose)]
Name = Annotated[str, AfterValidator(_name)]
Url = Annotated[str, AfterValidator(url)]
Secret = Annotated[SecretStr, AfterValidator(_secret)]
Span = Annotated[
    timedelta,
    AfterValidator(_gap),
    _read_as(duration.read_span, "bad-duration"),
    WithJsonSchema({**_TEXT, "examples": ["90s", "2 minutes"]}),
]
Rest = Annotated[
    timedelta,
    _read_as(duration.read_span, "bad-duration"),
    WithJsonSchema({**_TEXT, "examples": ["1 day", "2 weeks"]}),
]
PerDomain = Annotated[
    dict[
        Annotated[str, AfterValidator(_domain)],
        Annotated[int, Field(ge=1, le=1_000_000)],
    ],
    BeforeValidator(_by_domain),
    Field(min_length=1),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "integer", "minimum": 1},
                {
                    "type": "object",
                    "minProperties": 1,
                    "additionalProperties": {"type": "integer", "minimum": 1},
                },
            ]
        }
    ),
]
Percent = Annotated[
    float,
    Field(gt=0, le=1),
    BeforeValidator(_percent),
    WithJsonSchema({**_TEXT, "examples": ["2%", "3.5%"]}),
]
Off = BeforeValidator(_off)
Zone = Annotated[
    str, _read_as(duration.read_timezone, "bad-timezone"), WithJsonSchema(_TEXT)
]
ZoneOrLead = Annotated[
    str, _read_as(_zone_or_lead, "bad-timezone"), WithJsonSchema(_TEXT)
]
Day = Annotated[
    int,
    _read_as(duration.read_weekday, "bad-value"),
    WithJsonSchema({"enum": list(duration.WEEKDAYS)}),
]
Hours = Annotated[
    tuple[time, time], _read_as(duration.read_hours, "bad-hours"), WithJsonSchema(_TEXT)
]
Port = Annotated[int, Field(ge=1, le=65_535)]
Names = Annotated[tuple[Name, ...], Field(min_length=1), AfterValidator(_distinct)]
Lines = Annotated[tuple[Filled, ...], Field(min_length=1), AfterValidator(_distinct)]
Days = Annotated[tuple[Day, ...] | None, BeforeValidator(_days)]
Ranges = Annotated[
    tuple[Hours, ...],
    Field(min_length=1, max_length=20),
    AfterValidator(_apart),
    BeforeValidator(_listed),
]
Holidays = Annotated[str, BeforeValidator(_holidays)]
Fields = Annotated[
    tuple[Annotated[str, AfterValidator(_own_field)], ...], AfterValidator(_distinct)
]
AccountSid = Annotated[
    str, AfterValidator(_pattern("account SID, AC and 32 hex", r"AC[0-9a-fA-F]{32}"))
]
ServiceSid = Annotated[
    str, AfterValidator(_pattern("service SID, MG and 32 hex", r"MG[0-9a-fA-F]{32}"))
]
# A number as E.164 has it, a short code, or a name of up to 11 characters.
Origin = Annotated[
    str,
    AfterValidator(
        _pattern(
            "number as +15550100, short code or name",
            r"\+[1-9]\d{6,14}|\d{3,8}|(?=.*[A-Za-z])[A-Za-z0-9 _+&-]{1,11}",
        )
    ),
]
Token = Annotated[SecretStr, AfterValidator(_given)]
SigningSecret = Annotated[SecretStr, AfterValidator(_signing)]
Address = Annotated[Mailbox, PlainValidator(_mailbox), WithJsonSchema(_TEXT)]
Place = Annotated[Listen, PlainValidator(_listen), WithJsonSchema(_TEXT)]
PublicUrl = Annotated[str, AfterValidator(_public_url)]
DatabaseUrl = Annotated[str, AfterValidator(_scheme("sqlite", "postgresql"))]
BrokerUrl = Annotated[str, AfterValidator(_scheme("memory", "redis", "rediss"))]

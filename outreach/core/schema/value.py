"""The shapes of single values: texts, names, durations, hours, events."""

from __future__ import annotations

from typing import Any

from outreach.core import duration
from outreach.core.language.event import kinds

Shape = dict[str, Any]

# What YAML types as a number or a truth value is text to the reader all the same.
_SCALAR = ["string", "number", "boolean"]
TEXT: Shape = {"type": _SCALAR, "pattern": r"\S"}
LINE: Shape = {"type": _SCALAR, "pattern": r"^[^\r\n]*\S[^\r\n]*\n?$"}
EXPRESSION: Shape = TEXT
NAME: Shape = {
    "type": ["string", "boolean"],
    "pattern": "^(?![0-9]+$)[A-Za-z0-9_-]{1,64}$",
}
SEQUENCE_NAME: Shape = {"type": "string", "pattern": "^[a-z0-9][a-z0-9_-]{0,63}$"}
CLOCK: Shape = {"type": "string", "pattern": r"^\s*([01]?[0-9]|2[0-3]):[0-5][0-9]\s*$"}
COUNTRY: Shape = {"type": ["string", "boolean"], "pattern": "^[A-Za-z]{2}$"}
ZONE: Shape = {
    "anyOf": [
        {"enum": ["lead"]},
        {"type": "string", "pattern": "^[A-Za-z][A-Za-z0-9_+/-]*$"},
    ]
}


def any_case(word: str) -> str:
    """Return a pattern of a word in capitals, small letters or both."""
    return "".join(
        f"[{char}{char.upper()}]" if char.isalpha() else r"\s+" if char == " " else char
        for char in word
    )


def span() -> Shape:
    """Return the shape of a duration."""
    units = sorted(duration.SPELLINGS, key=lambda name: (-len(name), name))
    written = "|".join(map(any_case, units))
    return {
        "type": "string",
        "pattern": rf"^\s*[0-9]{{1,9}}\s*(?:{written})\s*$",
        "examples": ["90s", "6 hours", "3 days", "2 weeks", "5 working days"],
    }


def hours() -> Shape:
    """Return the shape of one range of hours."""
    clock = r"\s*[0-9]{1,2}:[0-5][0-9]\s*"
    return {"type": "string", "pattern": f"^{clock}-{clock}$"}


def weekday() -> Shape:
    """Return the shape of a day of the week."""
    written = "|".join(map(any_case, duration.WEEKDAYS))
    return {
        "anyOf": [
            {"enum": list(duration.WEEKDAYS)},
            {"type": "string", "pattern": f"^(?:{written})$"},
        ]
    }


# The names that a person gives: stages, custom events, goals.
NAMED_EVENT = (
    r"^(?:stage\.\S.*|custom(?:\.[a-z0-9_-]{1,64}){1,4}|goal\.[^\s.][^\r\n]{0,100})$"
)


def event() -> Shape:
    """Return the shape of a kind of event."""
    return {"anyOf": [{"enum": sorted(kinds(()))}, {"pattern": NAMED_EVENT}]}

"""What a template sees: records without methods, and blanks that cannot be printed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, NoReturn

from outreach.core.model import BUILT_IN_FIELDS, Lead
from outreach.errors import BoundExceeded, MissingData

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from outreach.core.model import Event

MAX_STEPS = 5_000  # a letter takes some fifty
MAX_OUTPUT = 100_000  # characters
MAX_TEXT = 10_000  # characters of one value that is worked on
MAX_ITEMS = 1_000
MAX_NUMBER = 10**15
TOO_LONG = f"the text is longer than {MAX_OUTPUT} characters: shorten it"

_CHARACTERS_A_STEP = 50
_ITEMS_A_STEP = 8
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")


class Blank:
    """An empty field: false, equal to "", and an error wherever it would be seen."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def missing(self, *_args: object) -> NoReturn:
        """Raise MissingData that names the field."""
        message = f'{self.name} is empty: fill it in, or give it a default("...")'
        raise MissingData(message, self.name)

    def __bool__(self) -> bool:
        return False

    def __eq__(self, other: object) -> bool:
        return type(other) is Blank or other == ""

    def __hash__(self) -> int:
        return hash("")

    __str__ = __len__ = __iter__ = __getitem__ = __neg__ = __pos__ = missing
    __lt__ = __le__ = __gt__ = __ge__ = missing
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = missing


class Authored(str):
    """Text that comes from the template alone, so that its Markdown is meant."""

    __slots__ = ()


class Record:
    """Named values, reached as `record.name`. Nothing of Python shows through."""

    __slots__ = ("_seen", "_values")

    def __init__(self, values: Mapping[str, object]) -> None:
        self._values = values
        self._seen: dict[
            str, object
        ] = {}  # a long field is cleaned once, not at each use

    def __contains__(self, name: object) -> bool:
        return name in self._values

    def get(self, name: str, absent: object) -> object:
        """Return the value by its name as a template sees it, or `absent`."""
        if name not in self._seen and name in self._values:
            self._seen[name] = seen(name, self._values[name])
        return self._seen.get(name, absent)


class Person(Record):
    """A lead's values, the built-in ones read as they are asked for.

    `blanks` are the declared fields, which a lead may have no value for.
    """

    __slots__ = ("_lead",)

    def __init__(self, lead: Lead, blanks: Mapping[str, object]) -> None:
        super().__init__({**blanks, **lead.fields})
        self._lead = lead

    def __contains__(self, name: object) -> bool:
        return name in BUILT_IN_FIELDS or super().__contains__(name)

    def get(self, name: str, absent: object) -> object:
        """Return the value by its name as a template sees it, or `absent`."""
        if name not in self._seen and name in BUILT_IN_FIELDS:
            self._seen[name] = seen(name, getattr(self._lead, name))
        return super().get(name, absent)


class Events:
    """What happened to a lead. `"reply" in events` also finds `reply.interested`."""

    __slots__ = ("_events",)

    def __init__(self, events: Sequence[Event]) -> None:
        self._events = events

    def __contains__(self, kind: object) -> bool:
        return isinstance(kind, str) and any(event.is_a(kind) for event in self._events)

    def __len__(self) -> int:
        return len(self._events)

    def __iter__(self) -> Iterator[Record]:
        return map(_event, self._events)

    def __getitem__(self, index: int) -> Record:
        return _event(self._events[index])


class State:
    """What one rendering may still do, and how it writes values."""

    __slots__ = ("dice", "held", "lead", "room", "steps", "write")

    def __init__(
        self, lead: Record, dice: str, write: Callable[[str], str] | None
    ) -> None:
        self.lead = lead
        self.dice = dice
        self.write = write  # None: hold the value, write a mark in its place
        self.held: list[str] = []
        self.room = MAX_OUTPUT  # for values that are held
        self.steps = MAX_STEPS

    def spend(self, steps: int) -> None:
        """Take from the work allowed. Raises BoundExceeded when it is used up."""
        self.steps -= steps
        if self.steps < 0:
            message = "the template does too much work: make its loops shorter"
            raise BoundExceeded(message)

    def weigh(self, value: object) -> None:
        """Take from the work allowed what going once through this value costs."""
        match value:
            case "":
                return
            case str():
                self.spend(1 + len(value) // _CHARACTERS_A_STEP)
            case tuple() | list():
                inside = sum(len(item) for item in value if isinstance(item, str))
                self.spend(1 + len(value) // _ITEMS_A_STEP)
                self.spend(inside // _CHARACTERS_A_STEP)
            case Events():
                self.spend(1 + len(value) // _ITEMS_A_STEP)

    def hold(self, text: str) -> int:
        """Keep a value to be put in place later; return its number."""
        self.room -= len(text)
        if self.room < 0:
            raise BoundExceeded(TOO_LONG)
        self.held.append(text)
        return len(self.held) - 1


def fits(size: int, most: int = MAX_TEXT) -> None:
    """Raise BoundExceeded when a value of this size is more than a template may make."""
    if size > most:
        message = "a value grows beyond what a template may make: make it smaller"
        raise BoundExceeded(message)


def bounded(value: object) -> object:
    """Return the value, or raise BoundExceeded when it is larger than a value may be."""
    match value:
        case str():
            fits(len(value))
        case list() | tuple():
            fits(len(value), MAX_ITEMS)
        case int() | float():
            # Not a number compares false, so it is kept and prints as such.
            fits(abs(value) > MAX_NUMBER, 0)
    return value


def seen(name: str, value: object) -> object:
    """Return a value of the program as a template sees it: trimmed, a Blank, a Record."""
    match value:
        case str():
            text = value.strip()
            if not text.isprintable():
                text = _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
            return text or Blank(name)
        case None:
            return Blank(name)
        case Lead():
            return Record(value.values())
        case Mapping():
            return Record(value)
        case _:
            return value


def _event(event: Event) -> Record:
    return Record({"kind": event.kind, "at": event.at, "data": event.data})

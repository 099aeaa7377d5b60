"""The filters, tests and methods a template may use: all of them, and what they may cost."""

from __future__ import annotations

import operator
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from jinja2 import pass_context
from jinja2.filters import do_title
from jinja2.runtime import LoopContext, Undefined

from outreach.adapters.templates.value import (
    Authored,
    Blank,
    Events,
    Record,
    State,
    bounded,
    fits,
    seen,
)
from outreach.core.dice import fraction
from outreach.errors import RenderError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from jinja2.runtime import Context

    Filter = Callable[..., Any]

STATE = "%state"  # no name a template can spell

STRING_METHODS = frozenset(
    {"capitalize", "endswith", "lower", "lstrip", "rstrip", "split", "startswith"}
    | {"strip", "title", "upper"}
)
DATE_METHODS = frozenset({"isoweekday", "weekday"})
METHODS = STRING_METHODS | DATE_METHODS
_QUESTIONS = frozenset({"endswith", "startswith"})
_DATE_PARTS = frozenset({"day", "hour", "minute", "month", "year"})
NOW_PARTS = _DATE_PARTS | DATE_METHODS
_LOOP_PARTS = frozenset({"first", "index", "index0", "last", "length", "revindex"})


def attribute(value: object, name: object, absent: object) -> object:
    """Return what `value.name` or `value[name]` is to a template, or `absent`."""
    match value:
        case Record() if isinstance(name, str):
            return value.get(name, absent)
        case datetime() if name in _DATE_PARTS:
            return getattr(value, str(name))
        case timedelta() if name == "days":
            return value.days
        case LoopContext() if name in _LOOP_PARTS:
            return getattr(value, str(name))
        case str() | tuple() | list() | Events() if isinstance(name, int):
            return _item(value, name, absent)
        case Blank():
            return value.missing()
        case _:
            return absent


def _item(
    value: str | tuple[Any, ...] | list[Any] | Events, index: int, absent: object
) -> object:
    inside = -len(value) <= index < len(value)
    return seen("an item of the list", value[index]) if inside else absent


def printed(value: object) -> str:
    """Return the value as a mail shows it. Raises MissingData for a blank."""
    match value:
        case str():
            return value
        case bool() | int():
            return str(value)
        case float():
            return str(int(value)) if value.is_integer() else str(value)
        case Blank():
            return value.missing()
        case Undefined():
            return str(value)
        case _:
            message = (
                f"a {type(value).__name__} cannot be printed: print one of its fields"
            )
            raise RenderError(message)


def operate(symbol: str, left: object, right: object) -> object:
    """Return `left symbol right` where a template may do that, within bounds."""
    for side in (left, right):
        if isinstance(side, Blank):
            side.missing()
    match left, right:
        case ((int() | float()), (int() | float())):
            return bounded(_ARITHMETIC[symbol](left, right))
        case str(), str() if symbol == "+":
            fits(len(left) + len(right))
            return left + right
        case datetime(), datetime() if symbol == "-":
            return left - right
        case _:
            message = f"{symbol} works on numbers only: use ~ to join texts"
            raise RenderError(message)


_ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "//": operator.floordiv,
    "%": operator.mod,
}


def _replace(value: object, old: str, new: str) -> str:
    text = printed(value)
    if not old:
        message = "replace() needs something to replace"
        raise RenderError(message)
    fits(len(text) + text.count(old) * (len(new) - len(old)))
    return text.replace(old, new)


def _truncate(value: object, length: int = 255, end: str = "…") -> str:
    text = printed(value)
    if len(text) <= length:
        return text
    kept = text[: max(0, length - len(end))]
    return (kept.rpartition(" ")[0] or kept).rstrip() + end


def _join(value: object, separator: str = "") -> str:
    texts = [printed(item) for item in _items(value)]
    fits(sum(map(len, texts)) + len(texts) * len(separator))
    return separator.join(texts)


def _items(value: object) -> Iterable[Any]:
    if isinstance(value, list | tuple | Events | LoopItems):
        return value
    message = f"a {type(value).__name__} cannot be gone through: it is no list"
    raise RenderError(message)


def _default(value: object, instead: object = "", boolean: object = None) -> object:
    absent = isinstance(value, Undefined | Blank) or (boolean and not value)
    return instead if absent else value


def _int(value: object, default: int = 0) -> int:
    try:
        return int(float(value[:20])) if isinstance(value, str) else int(value)  # type: ignore[call-overload] # tried
    except (TypeError, ValueError, OverflowError):
        return default


def _round(value: float, digits: int = 0) -> float:
    return round(value, max(0, min(digits, 9)))


def _sort(value: object) -> list[Any]:
    return sorted(_items(value), key=str.lower)


def _first(value: object) -> object:
    return next(iter(_items(value)), Blank("a list"))


def _last(value: object) -> object:
    return [Blank("a list"), *_items(value)][-1]


def _size(value: object) -> int:
    return len(value) if isinstance(value, str) else len(list(_items(value)))


def _filter(name: str, work: Callable[..., object], *, keeps_blank: bool) -> Filter:
    @pass_context
    def run(context: Context, value: object, *args: object, **named: object) -> object:
        if isinstance(value, Blank):
            return value if keeps_blank else value.missing()
        for given in (*args, *named.values()):
            if isinstance(given, Blank):
                given.missing()
        state: State = context.parent[STATE]
        state.weigh(value)
        result = bounded(work(value, *args, **named))
        # What was there and is cut away to nothing is a blank by accident.
        return Blank(f"what {name} leaves") if result == "" != value else result

    return run


_ON_TEXT: dict[str, Callable[..., str]] = {
    "capitalize": str.capitalize,
    "lower": str.lower,
    "string": str,
    "title": do_title,
    "trim": str.strip,
    "upper": str.upper,
}
_ON_ANYTHING: dict[str, Callable[..., object]] = {
    "abs": abs,
    "count": _size,
    "first": _first,
    "int": _int,
    "join": _join,
    "last": _last,
    "length": _size,
    "replace": _replace,
    "round": _round,
    "sort": _sort,
    "truncate": _truncate,
    "urlencode": lambda value: quote(printed(value), safe=""),
}

PUBLIC_FILTERS: dict[str, Filter] = {
    **{
        name: _filter(
            name, lambda value, work=work: work(printed(value)), keeps_blank=True
        )
        for name, work in _ON_TEXT.items()
    },
    **{
        name: _filter(name, work, keeps_blank=False)
        for name, work in _ON_ANYTHING.items()
    },
    "d": _default,
    "default": _default,
}

PUBLIC_TESTS: dict[str, Callable[..., bool]] = {
    "defined": lambda value: not isinstance(value, Undefined | Blank),
    "undefined": lambda value: isinstance(value, Undefined | Blank),
    "none": lambda value: value is None,
    "number": lambda value: isinstance(value, int | float),
    "string": lambda value: isinstance(value, str),
    "even": lambda value: value % 2 == 0,
    "odd": lambda value: value % 2 == 1,
}


class LoopItems:
    """The items of a loop, each paid for by the work its body may do."""

    def __init__(self, items: Iterable[object], state: State, cost: int) -> None:
        self._items = items
        self._state = state
        self._cost = cost

    def __iter__(self) -> Iterator[object]:
        for item in self._items:
            self._state.spend(self._cost)
            yield seen("an item of the list", item)

    def __len__(self) -> int:
        return len(self._items)  # type: ignore[arg-type] # lists, tuples and Events have one


@pass_context
def _counted(context: Context, items: object, cost: int) -> LoopItems:
    return LoopItems(_items(items), context.parent[STATE], cost)


@pass_context
def _spin(context: Context, options: list[object], position: int) -> object:
    state: State = context.parent[STATE]
    texts = [
        option if isinstance(option, Blank) else printed(option) for option in options
    ]
    names = ["" if isinstance(text, Blank) else text for text in texts]
    for name in names:
        state.weigh(name)
    return texts[int(fraction("spin", state.dice, position, *names) * len(texts))]


@pass_context
def _concat(context: Context, items: list[object]) -> str:
    texts = [printed(item) for item in items]
    fits(sum(map(len, texts)))
    joined = "".join(texts)
    context.parent[STATE].weigh(joined)
    return joined


@pass_context
def _within(context: Context, item: object, container: object) -> bool:
    context.parent[STATE].weigh(container)
    match container:
        case str():
            return isinstance(item, str) and item in container
        case list() | tuple() | Events() | Record():
            return item in container
        case Blank():
            return False
        case _:
            message = f"nothing can be in a {type(container).__name__}"
            raise RenderError(message)


@pass_context
def _cut(
    context: Context,
    value: object,
    start: Any,
    stop: Any,
    step: Any,
) -> object:
    if isinstance(value, Blank):
        value.missing()
    if not isinstance(value, str | list | tuple):
        message = f"a {type(value).__name__} cannot be cut"
        raise RenderError(message)
    context.parent[STATE].weigh(value)
    cut = value[start:stop:step]
    return Blank("what a cut leaves") if cut == "" else cut


@pass_context
def _method(context: Context, value: object, name: str, *args: object) -> object:
    if isinstance(value, Blank):
        # A blank neither starts nor ends with anything, and stays blank in any case.
        return False if name in _QUESTIONS else value
    for given in args:
        if isinstance(given, Blank):
            given.missing()
    context.parent[STATE].weigh(value)
    if isinstance(value, str) and name in STRING_METHODS:
        result = bounded(getattr(value, name)(*args))
        return Blank(f"what {name}() leaves") if result == "" else result
    if isinstance(value, date) and name in DATE_METHODS:
        return getattr(value, name)()
    message = f"a {type(value).__name__} has no {name}()"
    raise RenderError(message)


@pass_context
def _flat(
    context: Context, items: list[object] | tuple[object, ...]
) -> list[object] | tuple[object, ...]:
    context.parent[STATE].weigh(items)
    if any(isinstance(item, list | tuple) for item in items):
        message = "a list cannot hold lists: make it flat"
        raise RenderError(message)
    bounded(items)
    return items


def _authored(value: object) -> object:
    return Authored(value) if isinstance(value, str) else value


# Put into a template by the grammar, under names that no template can spell.
INNER_FILTERS: dict[str, Filter] = {
    "%authored": _authored,
    "%concat": _concat,
    "%counted": _counted,
    "%cut": _cut,
    "%flat": _flat,
    "%method": _method,
    "%spin": _spin,
    "%within": _within,
}

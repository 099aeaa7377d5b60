"""From what pydantic found wrong to complaints with a place in the file, a code and a remedy."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, get_args

from outreach.core.language.reader import misspelt
from outreach.core.language.step import SENDING
from outreach.core.source import Complaint, Node, nearest, visible
from outreach.setting import Config, Setting

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

_OWN = "-"  # only our own codes have one
_KEY = "[key]"  # how pydantic marks a fault of a mapping's key
_SENDERS = "senders"
_MOST_HINTS = 100
_UNKNOWN = "extra_forbidden"
_CONSEQUENCE = "default_factory_not_called"  # of a fault told already
_NUMBER = "this is no whole number: write one, as 40"
_SWITCH = "this is neither true nor false: write one of them"
_LIST = "this is no list: write it as [a, b]"
_MAPPING = "settings belong here: write them as `key: value`"
_TEXT = "this is no text: write a line of text"
_TOLD = {
    "int_parsing": _NUMBER,
    "int_type": _NUMBER,
    "int_from_float": _NUMBER,
    "int_parsing_size": "this number is too large: make it smaller",
    "bool_parsing": _SWITCH,
    "bool_type": _SWITCH,
    "string_type": _TEXT,
    "secret_type": _TEXT,
    "tuple_type": _LIST,
    "list_type": _LIST,
    "dict_type": _MAPPING,
    "model_type": _MAPPING,
    "model_attributes_type": _MAPPING,
    "too_short": "this list is empty: name at least one",
    "too_long": "this list is too long: leave some out",
}

Path = tuple[int | str, ...]
"""Keys and indices that lead to a place, as pydantic has them."""


@dataclass(slots=True)
class Complaints:
    """Collects the complaints of one reading; hints for the first hundred mistakes only."""

    found: list[Complaint] = field(default_factory=list)
    _hints: int = 0

    def add(
        self, node: Node, code: str, message: str, *, warning: bool = False
    ) -> None:
        """Complain of a node, unless it was refused before."""
        if not node.refused:
            place = (node.path, node.line, node.column)
            self.found.append(Complaint(*place, code, message, warning))

    def nearest(self, name: str, known: Collection[str]) -> str:
        """Return ' (did you mean "x"?)' or ''."""
        self._hints += 1
        return nearest(name, known) if self._hints <= _MOST_HINTS else ""


def data_of(node: Node) -> object:
    """Return a tree as plain data for pydantic: scalars as their text, which it types."""
    match node.kind:
        case "mapping":
            return {key.value: data_of(value) for key, value in node.pairs}
        case "sequence":
            return [data_of(item) for item in node.items]
        case "scalar":
            return None if node.is_null or node.refused else node.value


def explained(error: ValidationError, root: Node) -> list[Complaint]:
    """Return a complaint for each fault; none shows what the file or a variable holds."""
    explainer = _Explainer(root)
    for fault in error.errors(include_url=False, include_input=False):
        if fault["type"] != _CONSEQUENCE:
            explainer.explain(fault)
    return explainer.complaints.found


class _Explainer:
    """Finds the places of one file's faults; looks into each mapping once."""

    def __init__(self, root: Node) -> None:
        self.complaints = Complaints()
        self._root = root
        self._pairs: dict[int, dict[str, tuple[Node, Node]]] = {}
        self._known = cache(_known)

    def explain(self, fault: ErrorDetails) -> None:
        """Complain of one fault."""
        loc = fault["loc"]
        path = _path(loc, is_key=fault["type"] != _UNKNOWN)
        match fault["type"]:
            case "extra_forbidden":
                self._unknown(path, loc)
            case "missing":
                _, above = self._find(path[:-1])
                self._miss(above, str(path[-1]), loc)
            case "union_tag_not_found" | "union_tag_invalid":
                self._channel(path, loc)
            case "too_short" if self._find(path)[1].items:
                pass  # its items are complained of, and pydantic counts the good ones
            case code:
                key, value = self._find(path)
                place = key if loc and loc[-1] == _KEY else value
                message = visible(_message(fault, place, self.complaints))
                self.complaints.add(
                    place, code if _OWN in code else "bad-value", message
                )

    def _unknown(self, path: Path, loc: Path) -> None:
        key, _ = self._find(path)
        known = sorted(self._known(loc[:-1]))
        hint = self.complaints.nearest(str(path[-1]), known)
        message = f"no setting {key}{hint}: there are {', '.join(known)}"
        self.complaints.add(key, "unknown-key", message)

    def _miss(self, above: Node, name: str, loc: Path) -> None:
        known = self._known(loc[:-1])
        strange = [key for key, _ in above.pairs if key.value not in known]
        if not above.partial and not misspelt(name, strange[:_MOST_HINTS]):
            self.complaints.add(
                above, "missing-key", f"there is no `{name}` here: add it"
            )

    def _channel(self, path: Path, loc: Path) -> None:
        """Complain of a sender whose channel is left out, or none that there is."""
        _, sender = self._find(path)
        channel = sender.get("channel")
        if channel is None and sender.kind == "mapping":
            self._miss(sender, "channel", (*loc, "channel"))
        elif channel is None or channel.is_null:
            self.complaints.add(channel or sender, "bad-value", _MAPPING)
        else:
            hint = self.complaints.nearest(channel.value, SENDING)
            message = f"no channel {channel}{hint}: there are {', '.join(SENDING)}"
            self.complaints.add(channel, "unknown-channel", message)

    def _find(self, path: Path) -> tuple[Node, Node]:
        """Return the key and the value that a path leads to, as far as it leads."""
        key = value = self._root
        for part in path:
            if isinstance(part, int):
                if part >= len(value.items):
                    break
                key = value = value.items[part]
                continue
            pair = self._index(value).get(part)
            if pair is None:
                break
            key, value = pair
        return key, value

    def _index(self, node: Node) -> dict[str, tuple[Node, Node]]:
        if id(node) not in self._pairs:
            self._pairs[id(node)] = {pair[0].value: pair for pair in node.pairs}
        return self._pairs[id(node)]


def _message(fault: ErrorDetails, node: Node, complaints: Complaints) -> str:
    told = fault.get("ctx", {})
    match fault["type"]:
        case "literal_error":
            known = str(told["expected"]).replace("'", "")
            words = known.replace(" or ", ", ").split(", ")
            return f"{node} is none of these{complaints.nearest(node.value, words)}: {known}"
        case "greater_than_equal":
            return f"this is too little: write at least {told['ge']}"
        case "less_than_equal":
            return f"this is too much: write at most {told['le']}"
        case _ if node.is_null:
            return "this is empty: fill it in, or leave the key out"
        case kind:
            return _TOLD.get(kind, fault["msg"])


def _path(loc: Path, *, is_key: bool) -> Path:
    """Return the way through the file: pydantic's own way, less its marks."""
    path = list(loc[:-1] if is_key and loc[-1:] == (_KEY,) else loc)
    if path[:1] == [_SENDERS]:
        del path[2:3]  # the channel that told which model to use
    return tuple(path)


def _known(loc: Path) -> set[str]:
    """Return the keys there may be at a place."""
    models: list[type[Setting]] = [Config]
    for part in loc:
        models = list(_below(models, part)) or models
    return {
        info.alias or name
        for model in models
        for name, info in model.model_fields.items()
    }


def _below(models: list[type[Setting]], part: Any) -> Iterator[type[Setting]]:
    for model in models:
        channel = model.model_fields.get("channel")
        if channel is not None and part in get_args(channel.annotation):
            yield model
        elif part in model.model_fields:
            yield from _models(model.model_fields[part].annotation)


def _models(annotation: Any) -> Iterator[type[Setting]]:
    if isinstance(annotation, type) and issubclass(annotation, Setting):
        yield annotation
    for inner in get_args(annotation):
        yield from _models(inner)

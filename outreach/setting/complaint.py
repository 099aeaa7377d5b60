"""From what pydantic found wrong to complaints with a place in the file, a code and a remedy."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, get_args

from outreach.core.language.reader import misspelt
from outreach.core.source import Complaint, Node, nearest, visible
from outreach.setting import Config, Setting

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

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
    complaints = Complaints()
    for fault in error.errors(include_url=False, include_input=False):
        if fault["type"] != _CONSEQUENCE:
            _explain(fault, root, complaints)
    return complaints.found


def _explain(fault: ErrorDetails, root: Node, complaints: Complaints) -> None:
    loc = fault["loc"]
    path = _path(loc, is_key=fault["type"] != _UNKNOWN)
    match fault["type"]:
        case "extra_forbidden":
            key, _ = _find(root, path)
            name = str(path[-1])
            known = sorted(_known(loc[:-1]))
            hint = complaints.nearest(name, known)
            message = f"no setting {key}{hint}: there are {', '.join(known)}"
            complaints.add(key, "unknown-key", message)
        case "missing":
            _, above = _find(root, path[:-1])
            _miss(above, str(path[-1]), loc, complaints)
        case "union_tag_not_found":
            _, above = _find(root, path)
            if above.get("channel") is None and above.kind == "mapping":
                _miss(above, "channel", loc, complaints)
            else:
                _, value = _find(root, (*path, "channel"))
                complaints.add(
                    value, "bad-value", _MAPPING if value is above else _TEXT
                )
        case "union_tag_invalid":
            _, value = _find(root, (*path, "channel"))
            _wrong_channel(value, complaints)
        case "too_short" if _find(root, path)[1].items:
            pass  # its items are complained of, and pydantic counts the good ones
        case code:
            key, value = _find(root, path)
            place = key if loc and loc[-1] == _KEY else value
            message = visible(_message(fault, place, complaints))
            complaints.add(place, code if _OWN in code else "bad-value", message)


def _wrong_channel(node: Node, complaints: Complaints) -> None:
    known = ("email", "webhook")
    hint = complaints.nearest(node.value, known)
    message = f"no channel {node}{hint}: there are {', '.join(known)}"
    complaints.add(node, "unknown-channel", message)


def _miss(above: Node, name: str, loc: Sequence[Any], complaints: Complaints) -> None:
    known = _known(loc)
    strange = [key for key, _ in above.pairs if key.value not in known]
    if not above.partial and not misspelt(name, strange):
        complaints.add(above, "missing-key", f"there is no `{name}` here: add it")


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


def _path(loc: Sequence[Any], *, is_key: bool) -> tuple[int | str, ...]:
    """Return the way through the file: pydantic's own way, less its marks."""
    path = list(loc[:-1] if is_key and loc[-1:] == (_KEY,) else loc)
    if path[:1] == [_SENDERS]:
        del path[2:3]  # the channel that told which model to use
    return tuple(path)


def _find(root: Node, path: Sequence[int | str]) -> tuple[Node, Node]:
    """Return the key and the value that a path leads to, as far as it leads."""
    key = value = root
    for part in path:
        if isinstance(part, int):
            if part >= len(value.items):
                break
            key = value = value.items[part]
            continue
        pair = next((pair for pair in value.pairs if pair[0].value == part), None)
        if pair is None:
            break
        key, value = pair
    return key, value


def _known(loc: Sequence[Any]) -> set[str]:
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

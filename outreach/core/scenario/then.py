"""What is expected of a scenario: its `then`, read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outreach.core.language.reader import is_scalar
from outreach.core.model import Finish
from outreach.core.scenario.model import Expected, Then
from outreach.core.scenario.when import read_task_name
from outreach.core.sequence import CHANNEL_OF, Task

if TYPE_CHECKING:
    from collections.abc import Callable

    from outreach.core.scenario.desk import Desk
    from outreach.core.scenario.moment import Spot
    from outreach.core.source import Node

THEN_KEYS = ("includes", "never")
MOMENTS = ("at", "on", "day")
DETAILS = ("sender", "subject", "variant", "channel", "title")
TEXTS = ("contains", "lacks")
# A placeholder that `outreach test --update` fills in.
TO_WRITE = "update"
MOST = 2_000

_SENDING = tuple(action for action in CHANNEL_OF if action is not Task)


def read_then(desk: Desk, node: Node | None) -> Then | None:
    """Return what is expected; None where it is still to be written."""
    if node is None or node.is_null or (is_scalar(node) and node.value == TO_WRITE):
        return None
    if node.kind == "sequence":
        return Then(_entries(desk, node, "then"))
    if node.kind != "mapping":
        message = f"then is {node}: write a list, as `- send: intro`"
        desk.reader.complain(node, "bad-value", message)
        return Then(())
    desk.reader.mapping(node, "then", THEN_KEYS)
    includes, never = (node.get(key) for key in THEN_KEYS)
    return Then(
        _entries(desk, includes, "includes") if includes else (),
        _entries(desk, never, "never") if never else (),
        partly=True,
    )


def _entries(desk: Desk, node: Node, what: str) -> tuple[Expected, ...]:
    items = desk.reader.items(node, what)
    if len(items) > MOST:
        message = f"{len(items)} entries are too many: keep {MOST}"
        desk.reader.complain(node, "bad-value", message)
        return ()
    found = [_entry(desk, item) for item in items]
    return tuple(entry for entry in found if entry is not None)


def _entry(desk: Desk, node: Node) -> Expected | None:
    reader = desk.reader
    if node.kind != "mapping":
        message = f"{node} is nothing to expect: write `{{day: 1, send: intro}}`"
        reader.complain(node, "bad-value", message)
        return None
    reader.mapping(node, "an entry", KEYS)
    kinds = [(key, value) for key, value in node.pairs if key.value in KINDS]
    strange = [key for key, _ in node.pairs if key.value not in KEYS]
    if not kinds and not strange and not node.partial:
        message = f"nothing is expected here: name one of {', '.join(KINDS)}"
        reader.complain(node, "missing-key", message)
    for key, _ in kinds[1:]:
        message = f"{key} beside {kinds[0][0]}: an entry is one thing, make it two"
        reader.complain(key, "two-actions", message)
    inside = node.get("in")
    sequences = reader.settings.sequences
    sequence = (
        desk.choice(inside, "sequence", sequences, "unknown-sequence") if inside else ""
    )
    read = [(key.value, KINDS[key.value](desk, v, sequence or "")) for key, v in kinds]
    until = node.get("until")
    entry = Expected(
        kind=read[0][0] if read else "",
        what=(read[0][1] if read else None) or "",
        line=node.line,
        spots=_spots(desk, node),
        who=desk.person(node.get("who")),
        sequence=sequence or desk.sequence,
        details=_details(desk, node),
        until=desk.spot(until) if until else None,
        contains=_texts(desk, node.get("contains"), "contains"),
        lacks=_texts(desk, node.get("lacks"), "lacks"),
    )
    return entry if read and read[0][1] is not None else None


def _spots(desk: Desk, node: Node) -> tuple[Spot, ...]:
    spots = [desk.spot(value) for key, value in node.pairs if key.value in MOMENTS]
    return tuple(spot for spot in spots if spot is not None)


def _details(desk: Desk, node: Node) -> dict[str, str]:
    details = {}
    for name in DETAILS:
        value = node.get(name)
        if value is None:
            continue
        if name == "sender":
            senders = desk.reader.settings.senders
            text = desk.choice(value, "sender", senders, "unknown-sender")
        else:
            text = desk.reader.line(value, name)
        if text is not None:
            details[name] = text
    return details


def _texts(desk: Desk, node: Node | None, what: str) -> tuple[str, ...]:
    if node is None:
        return ()
    nodes = node.items if node.kind == "sequence" else (node,)
    read = [desk.reader.text(item, what) for item in nodes]
    return tuple(text for text in read if text is not None)


def _send(desk: Desk, node: Node, sequence: str) -> str | None:
    return desk.step(node, _SENDING, sequence)


def _skip(desk: Desk, node: Node, sequence: str) -> str | None:
    return desk.step(node, (), sequence)


def _stage(desk: Desk, node: Node, _sequence: str) -> str | None:
    return desk.choice(node, "stage", desk.reader.settings.stages, "unknown-stage")


def _enroll(desk: Desk, node: Node, _sequence: str) -> str | None:
    known = desk.reader.settings.sequences
    return desk.choice(node, "sequence", known, "unknown-sequence")


def _finish(desk: Desk, node: Node, _sequence: str) -> str | None:
    return desk.choice(node, "finish", list(Finish), "bad-value")


def _heard(desk: Desk, node: Node, _sequence: str) -> str | None:
    return desk.reader.event(node)


def _text(desk: Desk, node: Node, _sequence: str) -> str | None:
    return desk.reader.text(node, "what is expected")


def _any(desk: Desk, node: Node, sequence: str) -> str | None:
    return "" if node.is_null else _text(desk, node, sequence)


KINDS: dict[str, Callable[[Desk, Node, str], str | None]] = {
    "send": _send,
    "task": read_task_name,
    "notify": _any,
    "skip": _skip,
    "stage": _stage,
    "tag": _text,
    "set": _text,
    "pause": _any,
    "resume": _any,
    "goal": _any,
    "enroll": _enroll,
    "refused": _any,
    "finish": _finish,
    "heard": _heard,
}
KEYS = (*MOMENTS, *KINDS, "who", "in", "until", *DETAILS, *TEXTS)

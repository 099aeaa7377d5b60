"""The `migrate` of a file: where leads go that stand on a step which is no longer there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outreach.core.language.reader import is_scalar

if TYPE_CHECKING:
    from collections.abc import Collection

    from outreach.core.language.reader import Reader
    from outreach.core.source import Node

WORDS = ("stop", "pin")


def read_migrate(
    reader: Reader, node: Node | None, steps: Collection[str]
) -> dict[str, str]:
    """Return old id -> a step of this file, `stop` or `pin`."""
    if node is None or node.is_null:
        return {}
    if node.kind != "mapping":
        remedy = "write old ids and where their leads go, as {bump: bump-2, call: stop}"
        reader.complain(node, "bad-value", f"migrate is {node}: {remedy}")
        return {}
    read = {key.value: _goes_to(reader, value, steps) for key, value in node.pairs}
    return {old: new for old, new in read.items() if new is not None}


def _goes_to(reader: Reader, node: Node, steps: Collection[str]) -> str | None:
    if is_scalar(node) and node.value in WORDS and node.value in steps:
        remedy = "give the step another id"
        message = f"{node} is a step of this file and a word of `migrate`: {remedy}"
        reader.complain(node, "bad-value", message)
        return None
    return reader.choice(node, "step", (*steps, *WORDS), "unknown-step")

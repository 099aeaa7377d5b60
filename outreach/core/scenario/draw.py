"""What a scenario's lead is to draw: the variants and the senders that chance gives it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outreach.core.sequence import Email

if TYPE_CHECKING:
    from outreach.core.scenario.desk import Desk
    from outreach.core.source import Node


def read_variants(desk: Desk, node: Node | None) -> dict[str, str]:
    """Return the variant to be drawn, by step."""
    drawn: dict[str, str] = {}
    for key, value in _pairs(desk, node, "variants", "{intro: plain}"):
        step = desk.step(key, (Email,))
        action = None if step is None else (desk.steps() or {})[step].action
        if step is None or not isinstance(action, Email):
            continue
        names = [each.name for each in action.variants if each.weight > 0]
        chosen = desk.choice(value, "variant", names, "bad-value")
        if chosen is not None:
            drawn[step] = chosen
    return drawn


def read_senders(desk: Desk, node: Node | None) -> dict[str, str]:
    """Return the sender to be drawn, by channel."""
    drawn: dict[str, str] = {}
    sequence = desk.known.sequences.get(desk.sequence)
    for key, value in _pairs(desk, node, "senders", "{email: anna}"):
        if sequence is None:
            continue
        pools = sequence.senders
        channel = desk.choice(key, "pool", list(pools), "unknown-channel")
        if channel is None:
            continue
        chosen = desk.choice(value, "sender", pools[channel], "unknown-sender")
        if chosen is not None:
            drawn[channel] = chosen
    return drawn


def _pairs(
    desk: Desk, node: Node | None, what: str, sample: str
) -> tuple[tuple[Node, Node], ...]:
    if node is None:
        return ()
    if node.kind != "mapping":
        message = f"{what} is {node}: write `{sample}`"
        desk.reader.complain(node, "bad-value", message)
        return ()
    return tuple(node.pairs)

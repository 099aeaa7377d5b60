"""What no single setting can tell: that the settings agree with each other."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from outreach.core.language.event import is_custom, kinds
from outreach.core.language.settings import DEFAULT_STAGES
from outreach.core.model import BUILT_IN_FIELDS
from outreach.core.source import Complaint, Node
from outreach.setting import EmailSender
from outreach.setting.complaint import Complaints

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from outreach.setting import Config


def disagreements(root: Node) -> list[Complaint]:
    """Return what the settings say against each other; each is looked at as far as it goes."""
    complaints = Complaints()
    stages = [
        node.value for node in _items(_at(root, "pipeline", "stages"))
    ] or DEFAULT_STAGES
    for node in _items(_at(root, "pipeline", "closed")):
        _judge(node, stages, "stage", complaints)
    for rule in _at(root, "pipeline", "rules").items:
        _judge(_at(rule, "stage"), stages, "stage", complaints)
        on = _at(rule, "on")
        if not is_custom(on.value):
            _judge(on, kinds(stages), "event", complaints)
    hubspot = _at(root, "crm", "hubspot")
    for name in ("stages", "lifecycle"):
        for key, _ in _at(hubspot, name).pairs:
            _judge(key, stages, "stage", complaints)
    fields = [node.value for node in _items(_at(root, "fields"))]
    for key, _ in _at(hubspot, "fields").pairs:
        _judge(key, (*BUILT_IN_FIELDS, *fields), "field", complaints)
    complaints.found.extend(_tracking(root))
    return complaints.found


def warnings(config: Config, root: Node) -> list[Complaint]:
    """Return what works and yet deserves a second look."""
    complaints = Complaints()

    def warn(node: Node, code: str, message: str) -> None:
        complaints.add(node, code, message, warning=True)

    mailboxes = {n: s for n, s in config.senders.items() if isinstance(s, EmailSender)}
    if not mailboxes:
        return []
    if not config.postal_address:
        message = "mails carry no postal address, which many laws ask for: add it"
        warn(root, "no-postal-address", message)
    if not config.one_click() and not config.is_loopback:
        message = (
            "mails offer no one-click opt-out, which large providers ask for: "
            "give a public_url with https"
        )
        warn(_named(root, "public_url"), "no-one-click", message)
    for name, sender in mailboxes.items():
        if sender.imap is None and not config.one_click():
            message = (
                f"opt-outs are mailed to {name}, whose inbox nobody reads: "
                "add imap, or a public_url with https"
            )
            warn(_named(_at(root, "senders"), name), "no-inbox", message)
    return complaints.found


def _tracking(root: Node) -> Iterator[Complaint]:
    for key, value in _at(root, "tracking").pairs:
        wanted = value.value.lower() in {"true", "yes", "on", "1"}
        if wanted and not _at(root, "public_url").value:
            message = f"{key} cannot be tracked without a public_url: add it"
            yield Complaint(key.path, key.line, key.column, "missing-key", message)


def _judge(
    node: Node, known: Collection[str], what: str, complaints: Complaints
) -> None:
    if _is_text(node) and node.value not in known:
        hint = complaints.nearest(node.value, known)
        message = f"no {what} {node}{hint}: correct it, or declare it"
        complaints.add(node, f"unknown-{what}", message)


def _at(node: Node, *path: str) -> Node:
    """Return what a path leads to; an empty node where it leads nowhere."""
    for part in path:
        node = node.get(part) or _nothing(node)
    return node


def _nothing(near: Node) -> Node:
    return replace(near, kind="scalar", value="", quoted=False, pairs=(), items=())


def _items(node: Node) -> list[Node]:
    return [item for item in node.items if _is_text(item)]


def _is_text(node: Node) -> bool:
    return node.kind == "scalar" and not node.is_null and not node.refused


def _named(node: Node, key: str) -> Node:
    return node.key(key) or node

"""What no single setting can tell: that the settings agree with each other."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from outreach.core.language import opened
from outreach.core.language.event import is_custom, kinds
from outreach.core.language.opened import drives_on_open
from outreach.core.language.settings import DEFAULT_STAGES
from outreach.core.language.step import CHANNELS
from outreach.core.model import BUILT_IN_FIELDS
from outreach.core.source import Complaint, Node
from outreach.setting import EmailSender, TextSender
from outreach.setting.complaint import Complaints

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from outreach.setting import Config

LOST_TOKENS = (
    "Microsoft replaces the refresh token of {} at each use, and the new one is lost at a "
    "restart: add a token_file"
)


def disagreements(root: Node) -> list[Complaint]:
    """Return what the settings say against each other; each is looked at as far as it goes."""
    complaints = Complaints()
    named = [node.value for node in _items(_at(root, "pipeline", "stages"))]
    stages = frozenset(named or DEFAULT_STAGES)
    _judge(_items(_at(root, "pipeline", "closed")), stages, "stage", complaints)
    rules = _at(root, "pipeline", "rules").items
    _judge([_at(rule, "stage") for rule in rules], stages, "stage", complaints)
    events = [_at(rule, "on") for rule in rules]
    ours = [node for node in events if not is_custom(node.value)]
    _judge(ours, kinds(stages), "event", complaints)
    hubspot = _at(root, "crm", "hubspot")
    for name in ("stages", "lifecycle"):
        _judge(_keys(_at(hubspot, name)), stages, "stage", complaints)
    fields = frozenset(node.value for node in _items(_at(root, "fields")))
    known = fields.union(BUILT_IN_FIELDS)
    _judge(_keys(_at(hubspot, "fields")), known, "field", complaints)
    for node in events:
        if drives_on_open(node.value):
            complaints.add(node, opened.CODE, opened.MESSAGE)
    complaints.found.extend((*_tracking(root), *_borrowed(root)))
    return complaints.found


def warnings(config: Config, root: Node) -> list[Complaint]:
    """Return what works and yet deserves a second look."""
    complaints = Complaints()

    def warn(node: Node, code: str, message: str) -> None:
        complaints.add(node, code, message, warning=True)

    for name, sender in config.senders.items():
        if isinstance(sender, TextSender) and not config.public_url:
            message = (
                f"answers to {name} are not heard, STOP among them: add a public_url "
                "and name its /hooks/twilio/ in Twilio"
            )
            warn(_named(_at(root, "senders"), name), "no-inbox", message)
    mailboxes = {n: s for n, s in config.senders.items() if isinstance(s, EmailSender)}
    if not mailboxes:
        return complaints.found
    if not config.postal_address:
        message = "mails carry no postal address, which many laws ask for: add it"
        warn(root, "no-postal-address", message)
    if not config.one_click() and not config.is_loopback:
        message = (
            "mails offer no one-click opt-out, which large providers ask for: "
            "give a public_url with https"
        )
        warn(_named(root, "public_url"), "no-one-click", message)
    for name, mailbox in mailboxes.items():
        if mailbox.imap is None and not config.one_click():
            message = (
                f"opt-outs are mailed to {name}, whose inbox nobody reads: "
                "add imap, or a public_url with https"
            )
            warn(_named(_at(root, "senders"), name), "no-inbox", message)
        if any(auth.loses_tokens for auth in mailbox.auths()):
            message = LOST_TOKENS.format(name)
            warn(_named(_at(root, "senders"), name), "no-token-file", message)
    return complaints.found


def _tracking(root: Node) -> Iterator[Complaint]:
    for key, value in _at(root, "tracking").pairs:
        wanted = value.value.lower() in {"true", "yes", "on", "1"}
        if wanted and not _at(root, "public_url").value:
            message = f"{key} cannot be tracked without a public_url: add it"
            yield Complaint(key.path, key.line, key.column, "missing-key", message)


def _borrowed(root: Node) -> Iterator[Complaint]:
    """Complain of a sender that would share the lane of another channel's steps."""
    for key, sender in _at(root, "senders").pairs:
        channel = _at(sender, "channel").value
        if key.value in CHANNELS and key.value != channel:
            message = f"{key} is the name of a channel: rename this sender"
            yield Complaint(key.path, key.line, key.column, "bad-value", message)


def _judge(
    nodes: Iterable[Node], known: Collection[str], what: str, complaints: Complaints
) -> None:
    for node in nodes:
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


def _keys(node: Node) -> list[Node]:
    return [key for key, _ in node.pairs]


def _is_text(node: Node) -> bool:
    return node.kind == "scalar" and not node.is_null and not node.refused


def _named(node: Node, key: str) -> Node:
    return node.key(key) or node

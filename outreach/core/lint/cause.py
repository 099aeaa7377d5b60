"""Waits and reactions for events that nothing in the sequence or the workspace can cause."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from outreach.core.language.event import DEFAULT_EXITS
from outreach.core.language.reader import is_scalar
from outreach.core.language.step import SENDING, comes_before
from outreach.core.lint.tree import Spot, spots
from outreach.core.source import Complaint

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from outreach.core.source import Node

UNMET = "never-met"
CLICK = "link.clicked"
OPEN = "mail.opened"
_TASKS = ("task.created", "task.done")
# A LinkedIn touch is a person's task where its sender has no webhook.
_ASKING = ("task", "notify", "linkedin")
REPLY = "reply"
_WIRE = ("sent", "rejected", "in_doubt")


@dataclass(frozen=True, slots=True)
class Watch:
    """What the workspace watches: clicks, opens; and which mails have a link to follow."""

    clicks: bool
    opens: bool
    has_link: Callable[[Node], bool]  # of an `email`


def unmet(root: Node, watch: Watch) -> list[Complaint]:
    """Return a warning for each wait that is never met and each reaction that never runs."""
    lint = _Lint(root, watch, list(spots(root)))
    lint.waits()
    lint.reactions()
    return lint.complaints


@dataclass(slots=True)
class _Lint:
    root: Node
    watch: Watch
    steps: list[Spot]
    complaints: list[Complaint] = field(default_factory=list)

    def waits(self) -> None:
        """Look at each `wait_for`."""
        for spot in self.steps:
            wait = spot.action if spot.kind == "wait_for" else None
            event = wait.get("event") if wait is not None else None
            if event is None or not is_scalar(event):
                continue
            before = [one for one in self.steps if comes_before(one.path, spot.path)]
            reason = self._ended(event.value) or self._uncaused(event.value, before)
            if reason:
                self._warn(event, f"this wait is never met: {reason}")

    def reactions(self) -> None:
        """Look at each key of `on`."""
        on = self.root.get("on")
        for event, _ in on.pairs if on is not None else ():
            reason = self._uncaused(event.value, self.steps)
            if reason:
                self._warn(event, f"this never runs: {reason}")

    def _ended(self, event: str) -> str:
        """Return why the enrollment is over before it could go on from such an event."""
        ends = next((kind for kind in self._exits() if _is_a(event, kind)), None)
        if ends is None or (_is_a(event, REPLY) and self._pauses(event)):
            return ""
        return (
            f"{ends} ends the enrollment first: take it out of `exit_on`, "
            "or say under `on` what follows"
        )

    def _exits(self) -> list[str]:
        node = self.root.get("exit_on")
        if node is None:
            return sorted(DEFAULT_EXITS)
        return [item.value for item in node.items]

    def _pauses(self, event: str) -> bool:
        """Tell whether such an event may pause the enrollment instead of ending it."""
        return any(
            _is_a(event, kind) or _is_a(kind, event)
            for kind, action in self._reactions()
            if action.key("pause")
        )

    def _reactions(self) -> Iterator[tuple[str, Node]]:
        """Yield every reaction with the kind of event it follows."""
        on = self.root.get("on")
        for event, actions in on.pairs if on is not None else ():
            for action in actions.items:
                yield event.value, action

    def _uncaused(self, event: str, before: list[Spot]) -> str:
        mails = [spot for spot in before if spot.kind == "email"]
        if event == CLICK:
            return self._unclicked(mails)
        if event == OPEN:
            return self._unopened(mails)
        if event in _TASKS and not any(spot.kind in _ASKING for spot in before):
            return "" if self._asks() else "no step before it asks for a `task`"
        if event in _WIRE and not any(spot.kind in SENDING for spot in before):
            return "no step before it sends anything"
        return ""

    def _unclicked(self, mails: list[Spot]) -> str:
        if not self.watch.clicks:
            return "clicks are not tracked: set `tracking: {clicks: true}`"
        if not mails:
            return "no mail goes out before it"
        actions = (spot.action for spot in mails)
        if not any(node is not None and self.watch.has_link(node) for node in actions):
            return "no mail before it has a link: put one in"
        return ""

    def _unopened(self, mails: list[Spot]) -> str:
        if not self.watch.opens:
            return "opens are not tracked: wait for a click or a reply"
        return "" if mails else "no mail goes out before it"

    def _asks(self) -> bool:
        """Tell whether a reaction asks a person for something."""
        asked = (action for _, action in self._reactions())
        return any(action.key("task") or action.key("notify") for action in asked)

    def _warn(self, node: Node, message: str) -> None:
        place = (node.path, node.line, node.column)
        self.complaints.append(Complaint(*place, UNMET, message, warning=True))


def _is_a(event: str, kind: str) -> bool:
    return event == kind or event.startswith(f"{kind}.")

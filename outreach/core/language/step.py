"""Steps: a tree in the file, a flat table of who follows whom once read."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from outreach.core import duration
from outreach.core.language import event
from outreach.core.language.action import ACTIONS
from outreach.core.language.reader import Role, is_scalar, misspelt
from outreach.core.language.window import read_window
from outreach.core.model import StepKey
from outreach.core.sequence import Action, Branch, Step, WaitFor, Window, gate_of
from outreach.core.source import place
from outreach.core.window import open_at

if TYPE_CHECKING:
    from outreach.core.language.reader import Reader
    from outreach.core.source import Node

MODIFIERS = ("id", "after", "if", "at", "window", "sender")
FORKS = ("wait_for", "branch")
WAYS = ("then", "else")
WAIT_KEYS = ("event", "within")
KINDS = (*ACTIONS, *FORKS)
SENDING = ("email", "webhook", "sms", "whatsapp", "linkedin")
CHANNELS = (*SENDING, "task")
KNOWN = (*KINDS, *MODIFIERS, *WAYS)

_ASKED = re.compile(r"([\"'])(?P<kind>[\w.]*)\1\s+(?:not\s+)?in\s+events\b")

Path = tuple[int | str, ...]
"""Where a step stands: its index, then of each fork the way and the index there."""


@dataclass(frozen=True, slots=True)
class Ways:
    """What follows a step: `next` when it is done, or one way of a fork or the other."""

    next: StepKey | None
    then: StepKey | None
    otherwise: StepKey | None


@dataclass(slots=True)
class Steps:
    """Reads the steps of one sequence. `window` is the sequence's."""

    reader: Reader
    window: Window
    steps: dict[StepKey, Step | None] = field(default_factory=dict)
    paths: dict[str, tuple[Path, bool]] = field(default_factory=dict)
    threads: list[tuple[Node, Path]] = field(default_factory=list)
    senders: list[tuple[str, Node]] = field(default_factory=list)
    unaided: list[str] = field(default_factory=list)

    def read(self, node: Node) -> StepKey | None:
        """Read the top-level list; return its first step."""
        self.reader.some(node, "steps")
        first = self._block(node, "", None, ())
        self._check_threads()
        return first

    def table(self) -> dict[StepKey, Step]:
        """Return the steps in the file's order."""
        return {key: step for key, step in self.steps.items() if step is not None}

    def _block(
        self, node: Node, prefix: str, follow: StepKey | None, path: Path
    ) -> StepKey | None:
        """Read a list of steps that `follow` comes after; return what comes first."""
        keys = [
            StepKey(self._id(item) or f"{prefix}{number}")
            for number, item in enumerate(node.items, start=1)
        ]
        followers = [*keys[1:], follow]
        for index, item in enumerate(node.items):
            self._step(item, keys[index], followers[index], (*path, index))
        return keys[0] if keys else None

    def _id(self, node: Node) -> str | None:
        found = self._identity(node)
        usable = found is not None and is_scalar(found)
        return found.value if found is not None and usable else None

    def _identity(self, node: Node) -> Node | None:
        """Return what stands under `id`, be it misspelt, so that threads still find it."""
        strange = [pair for pair in node.pairs if pair[0].value not in KNOWN]
        slips = (value for key, value in strange if misspelt("id", [key]))
        return node.get("id") or next(slips, None)

    def _step(
        self, node: Node, key: StepKey, follow: StepKey | None, path: Path
    ) -> None:
        if node.kind != "mapping":
            message = f"a step is {node}: write what it does, as `wait: 3 days`"
            self.reader.complain(node, "bad-value", message)
            return
        strange = self._strange(node)
        kinds = [name for name, _ in node.pairs if name.value in KINDS]
        self._refuse_surplus(node, kinds, strange)
        self._identify(node, kinds, path)
        self.steps.setdefault(key, None)
        ways = self._ways(node, key, follow, path)
        actions = [self._action(node, name.value, ways) for name in kinds]
        if actions and actions[0] is not None:
            self.steps[key] = self._modified(node, key, actions[0], follow)
        else:
            self._modified(node, key, None, follow)
        self._note_references(node, kinds, path)

    def _strange(self, node: Node) -> list[Node]:
        """Complain of keys that no step has, and return them."""
        strange = [name for name, _ in node.pairs if name.value not in KNOWN]
        for name in strange:
            hint = self.reader.nearest(name.value, KNOWN)
            known = f"{', '.join(KINDS)}, and may have {', '.join(MODIFIERS)}"
            message = f"a step has no {name}{hint}: it does one of {known}"
            self.reader.complain(name, "unknown-key", message)
        return strange

    def _refuse_surplus(
        self, node: Node, kinds: list[Node], strange: list[Node]
    ) -> None:
        for name in kinds[1:]:
            message = f"{name} beside {kinds[0]}: a step does one thing, so make it two"
            self.reader.complain(name, "two-actions", message)
        if not kinds and not strange and not node.partial:
            message = f"this step does nothing: give it one of {', '.join(KINDS)}"
            self.reader.complain(node, "missing-key", message)
        if kinds and not any(name.value in FORKS for name in kinds):
            for way in filter(None, map(node.key, WAYS)):
                message = f"{way} belongs to a `wait_for` or `branch`: take it out"
                self.reader.complain(way, "unknown-key", message)

    def _identify(self, node: Node, kinds: list[Node], path: Path) -> None:
        identity = self._identity(node)
        if identity is None:
            sends = any(name.value in SENDING for name in kinds)
            if sends and not node.partial:
                message = "a step that sends needs an `id`: name it"
                self.reader.complain(node, "missing-id", message)
            return
        name = self.reader.name(identity, "an id")
        if name is not None and name in self.paths:
            message = f"the id {identity} is taken: ids are unique, so choose another"
            self.reader.complain(identity, "duplicate-id", message)
        elif is_scalar(identity):
            mail = not kinds or any(kind.value == "email" for kind in kinds)
            self.paths[identity.value] = (path, mail)

    def _ways(
        self, node: Node, key: StepKey, follow: StepKey | None, path: Path
    ) -> Ways:
        first: list[StepKey | None] = []
        for way in WAYS:
            nested = node.get(way)
            if nested is None:
                first.append(None)
                continue
            self.reader.items(nested, way)
            inner = self._block(nested, f"{key}.{way}.", follow, (*path, way))
            first.append(inner)
        return Ways(follow, *first)

    def _action(self, node: Node, name: str, ways: Ways) -> Action | None:
        value = node.get(name)
        if value is None or value.refused:
            return None
        match name:
            case "wait_for":
                return self._wait_for(value, ways)
            case "branch":
                return self._branch(node, value, ways)
            case _:
                return ACTIONS[name](self.reader, value)

    def _wait_for(self, node: Node, ways: Ways) -> WaitFor | None:
        for way in filter(None, map(node.key, WAYS)):
            message = f"{way} stands beside `wait_for`, not in it: indent it less"
            self.reader.complain(way, "unknown-key", message)
        pairs = tuple(pair for pair in node.pairs if pair[0].value not in WAYS)
        node = replace(node, pairs=pairs)
        if not self.reader.mapping(node, "wait_for", WAIT_KEYS, required=WAIT_KEYS):
            return None
        happening, within = node.get("event"), node.get("within")
        kind = self.reader.event(happening) if happening else None
        delay = (
            self.reader.made(within, "duration", duration.read_delay)
            if within
            else None
        )
        if kind is None or delay is None:
            return None
        return WaitFor(kind, delay, ways.then, ways.otherwise)

    def _branch(self, step: Node, node: Node, ways: Ways) -> Branch | None:
        if not any(map(step.get, WAYS)) and not step.partial:
            message = "a branch leads nowhere: give it `then`, `else` or both"
            self.reader.complain(step, "missing-key", message)
        expression = self._expression(node, "branch")
        return Branch(expression, ways.then, ways.otherwise) if expression else None

    def _expression(self, node: Node, what: str) -> str | None:
        if not is_scalar(node):
            message = f"{what} is {node}: write an expression, as lead.phone"
            self.reader.complain(node, "bad-expression", message)
            return None
        text = node.value.strip()
        if text.startswith(("{{", "{%")):
            message = f"{what} is an expression already: take the {text[:2]} out"
            self.reader.complain(node, "bad-expression", message)
            return None
        if text:
            self._check_events(node)
            self.reader.keep(Role.EXPRESSION, node, node.value)
            return text
        message = f"{what} is empty: write an expression, as lead.phone"
        self.reader.complain(node, "bad-expression", message)
        return None

    def _check_events(self, node: Node) -> None:
        """Complain of kinds of event that an expression asks for in vain."""
        for match in _ASKED.finditer(node.value):
            kind = match["kind"]
            if not event.is_custom(kind) and kind not in self.reader.event_kinds:
                before = node.value[: match.start("kind")]
                spot = place(
                    node,
                    before.count("\n") + 1,
                    len(before) - before.rfind("\n"),
                )
                at = replace(node, value=kind, line=spot[0], column=spot[1])
                self.reader.miss_event(at, warning=self.reader.kept)

    def _modified(
        self, node: Node, key: StepKey, action: Action | None, follow: StepKey | None
    ) -> Step | None:
        reader = self.reader
        after, condition, at, window, sender = map(node.get, MODIFIERS[1:])
        delay = reader.made(after, "duration", duration.read_delay) if after else None
        holds = self._expression(condition, "if") if condition else None
        time = reader.made(at, "time of day", duration.read_clock) if at else None
        hours = read_window(reader, window, self.window) if window else None
        named = reader.text(sender, "sender") if sender else None
        if action is None:
            return None
        step = Step(
            key=key,
            action=action,
            next=follow,
            after=delay,
            condition=holds,
            at=time,
            window=hours,
            sender=named,
            line=node.line,
        )
        if at is not None:
            self._see_that_it_is_open(at, step)
        return step

    def _see_that_it_is_open(self, node: Node, step: Step) -> None:
        """Warn of a time of day at which the step's own window is never open."""
        window = gate_of(step, self.window)
        if step.at is None or window is None or open_at(window, step.at):
            return
        hours = ", ".join(map(duration.hours_words, window.hours))
        message = (
            f"{node} is outside the window ({hours}), so it leaves when that opens: "
            "move one of the two"
        )
        self.reader.complain(node, "at-outside-window", message, warning=True)

    def _note_references(self, node: Node, kinds: list[Node], path: Path) -> None:
        sender = node.get("sender")
        for kind in (name.value for name in kinds if name.value in CHANNELS):
            if sender is None:
                self.unaided.append(kind)
            else:
                self.senders.append((kind, sender))
        if sender and kinds and not any(name.value in CHANNELS for name in kinds):
            message = "this step sends nothing: take its `sender` out"
            self.reader.complain(sender, "bad-value", message)
        email = node.get("email")
        thread = email.get("thread") if email else None
        if thread is not None and is_scalar(thread):
            self.threads.append((thread, path))

    def _check_threads(self) -> None:
        for thread, path in self.threads:
            found = self.paths.get(thread.value)
            if found is None:
                hint = self.reader.nearest(thread.value, self.paths)
                message = f"no step {thread}{hint}: name the email to answer in"
                self.reader.complain(thread, "unknown-step", message)
            elif not found[1]:
                message = f"the step {thread} is no email: name one to answer in"
                self.reader.complain(thread, "unknown-step", message)
            elif not comes_before(found[0], path):
                message = (
                    f"{thread} does not come before this step: thread on one that does"
                )
                self.reader.complain(thread, "thread-before", message)


def comes_before(one: Path, other: Path) -> bool:
    """Tell whether a lead may have passed the step at `one` when it comes to `other`."""
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            # Two ways of one fork exclude each other.
            return isinstance(mine, int) and isinstance(theirs, int) and mine < theirs
    return len(one) < len(other)

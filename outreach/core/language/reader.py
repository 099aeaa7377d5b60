"""What every part of the language is read with: typed values out of nodes, or complaints."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from outreach.core.duration import UnreadableError
from outreach.core.language import event
from outreach.core.source import Complaint, Node, meant, nearest, visible

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from outreach.core.language.settings import Settings

T = TypeVar("T")

_LINE_BREAKS = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")
_LONGEST_LINE = 1_000
_MOST_LISTED = 40
_MOST_HINTS = 100
_NAME = re.compile(r"[\w-]{1,64}\Z", re.ASCII)


class Role(StrEnum):
    """What a text is there for, and so how it is checked."""

    BODY = "body"  # a file's name or inline Markdown
    SUBJECT = "subject"
    TEXT = "text"  # any other template
    EXPRESSION = "expression"
    ATTACHMENT = "attachment"  # a file's name


@dataclass(frozen=True, slots=True)
class Text:
    """A text of a sequence that another language has a say in."""

    kind: Role
    value: str
    node: Node


@dataclass
class Reader:
    """Reads one file: collects complaints, and texts to look at later."""

    settings: Settings
    complaints: list[Complaint] = field(default_factory=list)
    texts: list[Text] = field(default_factory=list)
    kept: bool = False  # a version from the database, which was accepted in its day
    _hints: int = 0

    @cached_property
    def event_kinds(self) -> frozenset[str]:
        """Every kind of event but the custom ones."""
        return event.kinds(self.settings.stages)

    def complain(
        self, node: Node, code: str, message: str, *, warning: bool = False
    ) -> None:
        """Say what is wrong with a node, unless it was refused when the file was read."""
        if not node.refused:
            place = (node.path, node.line, node.column)
            self.complaints.append(Complaint(*place, code, message, warning))

    def complain_of_new(self, node: Node, code: str, message: str) -> None:
        """Complain of what was let pass once; a version kept from then is still run."""
        self.complain(node, code, message, warning=self.kept)

    def nearest(self, name: str, known: Collection[str]) -> str:
        """Return a hint for each of the first hundred mistakes, so that reading is quick."""
        self._hints += 1
        return nearest(name, known) if self._hints <= _MOST_HINTS else ""

    def mapping(
        self,
        node: Node,
        what: str,
        known: Collection[str],
        required: Collection[str] = (),
    ) -> bool:
        """Tell whether a node is a mapping; complain of what it has too much or lacks."""
        if node.kind != "mapping":
            self._expected(node, f"a mapping with {', '.join(known)}", what)
            return False
        strange = [key for key, _ in node.pairs if key.value not in known]
        for key in strange:
            hint = self.nearest(key.value, known)
            remedy = f"it has {', '.join(known)}"
            self.complain(key, "unknown-key", f"{what} has no {key}{hint}: {remedy}")
        absent = [name for name in required if node.get(name) is None]
        self.lacks(node, what, absent, known)
        return True

    def lacks(
        self, node: Node, what: str, absent: Collection[str], known: Collection[str]
    ) -> None:
        """Complain of what a mapping lacks, but not of what is just misspelt or refused."""
        strange = [key for key, _ in node.pairs if key.value not in known]
        for name in absent:
            if not node.partial and not misspelt(name, strange):
                self.complain(node, "missing-key", f"{what} has no `{name}`: add it")

    def items(self, node: Node, what: str) -> tuple[Node, ...]:
        """Return a list's items; none, with a complaint, of anything else."""
        if node.kind != "sequence":
            self._expected(node, "a list", what)
        return node.items

    def some(self, node: Node, what: str) -> tuple[Node, ...]:
        """Return the items of a list that may not be empty."""
        found = self.items(node, what)
        if node.kind == "sequence" and not found:
            self.complain(node, "bad-value", f"{what} is empty: name at least one")
        return found

    def text(self, node: Node, what: str) -> str | None:
        """Return a scalar's text, which may not be blank."""
        if not is_scalar(node):
            self._expected(node, "text", what)
            return None
        if not node.value.strip():
            self.complain(node, "bad-value", f"{what} is empty: write it")
            return None
        return node.value

    def line(self, node: Node, what: str) -> str | None:
        """Return a scalar's text of one line, so that it cannot end a header or a log line."""
        text = self.text(node, what)
        if text is None:
            return None
        text = text.removesuffix("\n")
        if _LINE_BREAKS.search(text) or len(text) > _LONGEST_LINE:
            remedy = f"write it on one line of up to {_LONGEST_LINE} characters"
            self.complain(node, "bad-value", f"{what} is more than a line: {remedy}")
            return None
        return text

    def name(self, node: Node, what: str) -> str | None:
        """Return a name: letters, digits, _ and -, not digits alone."""
        text = self.text(node, what)
        if text is None:
            return None
        if not is_name(text):
            remedy = "use a-z, A-Z, 0-9, _ and -, up to 64, not digits alone"
            self.complain(node, "bad-value", f"{node} cannot be {what}: {remedy}")
            return None
        return text

    def number(self, node: Node, what: str, least: int, most: int) -> int | None:
        """Return a whole number within bounds."""
        value = node.plain()
        whole = isinstance(value, int) and not isinstance(value, bool)
        if isinstance(value, int) and whole and least <= value <= most:
            return value
        self._expected(node, f"a whole number from {least} to {most}", what)
        return None

    def choice(
        self, node: Node, what: str, among: Collection[str], code: str = "bad-value"
    ) -> str | None:
        """Return a scalar that is one of the known names."""
        if not is_scalar(node):
            self._expected(node, f"a {what}", what)
            return None
        if node.value in among:
            return node.value
        hint = self.nearest(node.value, among)
        known = self._listed(among)
        self.complain(node, code, f"no {what} {node}{hint}: {known}")
        return None

    def made(self, node: Node, what: str, make: Callable[[str], T]) -> T | None:
        """Return what `make` reads of a scalar's text, or complain with its code."""
        if not is_scalar(node):
            code = _CODES.get(what, "bad-value")
            self.complain(node, code, f"{node} is no {what}: write one")
            return None
        try:
            return make(node.value)
        except UnreadableError as error:
            self._hints += 1
            said = str(error) if self._hints <= _MOST_HINTS else error.plain
            self.complain(node, error.code, visible(said))
            return None

    def event(self, node: Node) -> str | None:
        """Return a kind of event."""
        if is_scalar(node) and event.is_custom(node.value):
            return node.value
        if is_scalar(node) and node.value in event.MACHINES:
            message = f"{node} is a machine's doing, which drives nothing: name another"
            self.complain(node, "unknown-event", message)
            return None
        if is_scalar(node) and node.value in self.event_kinds:
            return node.value
        self.miss_event(node)
        return None

    def miss_event(self, node: Node, *, warning: bool = False) -> None:
        """Complain that there is no such kind of event."""
        if not is_scalar(node):
            self._expected(node, "an event", "event")
            return
        ours = event.elsewhere(node.value)
        hint = (
            f' (did you mean "{ours}"?)'
            if ours
            else self.nearest(node.value, self.event_kinds)
        )
        plain = (kind for kind in self.event_kinds if not kind.startswith("stage."))
        known = ", ".join((*sorted(plain), "stage.STAGE", "custom.NAME"))
        said = "write that, or custom.NAME for one of your own"
        message = f"no event {node}{hint}: {said if hint else f'there are {known}'}"
        self.complain(node, "unknown-event", message, warning=warning)

    def template(self, node: Node, what: str, role: Role = Role.TEXT) -> str | None:
        """Return a template of one line, to be checked later."""
        return self.keep(role, node, self.line(node, what))

    def prose(self, node: Node, what: str) -> str | None:
        """Return a template of any number of lines, to be checked later."""
        return self.keep(Role.TEXT, node, self.text(node, what))

    def keep(self, role: Role, node: Node, text: str | None) -> str | None:
        """Note a text for another language to check."""
        if text is not None:
            self.texts.append(Text(role, text, node))
        return text

    def _expected(self, node: Node, wanted: str, what: str) -> None:
        self.complain(node, "bad-value", f"{what} is {node}: write {wanted}")

    def _listed(self, among: Collection[str]) -> str:
        if not among:
            return "there are none yet"
        shown = sorted(among)[:_MOST_LISTED]
        more = ", ..." if len(among) > _MOST_LISTED else ""
        return f"there are {', '.join(shown)}{more}"


_CODES = {
    "duration": "bad-duration",
    "time of day": "bad-hours",
    "hours": "bad-hours",
    "time zone": "bad-timezone",
}


def misspelt(name: str, strange: Sequence[Node]) -> bool:
    """Tell whether one of the unknown keys was meant to be `name`."""
    return any(meant(key.value, (name,)) for key in strange[:_MOST_LISTED])


def is_scalar(node: Node) -> bool:
    """Tell whether a node is a value: no mapping, no list, not nothing, not refused."""
    return node.kind == "scalar" and not node.is_null and not node.refused


def is_name(text: str) -> bool:
    """Tell whether text can name a step, a variant or a sequence."""
    return _NAME.match(text) is not None and not text.isdecimal()

"""YAML 1.2 by ruamel's parse events: nodes with places, or complaints, in linear time."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    NodeEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from outreach.core.source import Complaint, Node, visible

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_BYTES = 1_000_000
MAX_DEPTH = 50
# Tags and block headers are scanned in the square of a line's length.
MAX_LINE = 20_000

SYNTAX = "yaml-syntax"
_MERGE = "<<"
_TAG_OF_A_TEMPLATE = "{{"  # to YAML a mapping whose key is a mapping

_ODD = re.compile(
    r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)

_REMEDIES = (
    ("'\\t'", "a tab where spaces are needed: indent with spaces"),
    (
        "mapping values are not allowed",
        'a ":" cannot stand here: check the indentation, or quote the text',
    ),
    (
        "expected <block end>",
        "this is not indented like what it belongs to: line it up",
    ),
    ("could not find expected ':'", 'a key without ":": check the line before'),
    ("did not find expected key", "a key was expected here: check the indentation"),
    ("end of stream", "this is never closed: close the quote or bracket"),
    ("got '<stream end>'", "this is never closed: close the bracket"),
    ("expected ',' or", "a bracket or comma is missing: close it, or quote the text"),
    ("cannot start any token", "no plain text begins so: put it in quotes"),
    ("unknown escape", 'no such escape in double quotes: write "\\\\" for a backslash'),
)


def read(text: bytes, path: str) -> tuple[Node | None, list[Complaint]]:
    """Return the file's root, unless it cannot be read, and every complaint about its YAML.

    Never raises. Refused: over 1 MB or a line over 20,000 characters (too-large), nesting
    over 50 deep (too-deep), and, as yaml-syntax, an empty file, what is not UTF-8, control
    characters, directives, several documents, anchors, aliases, tags and merge keys. Of
    two equal keys (duplicate-key) the first counts.
    """
    whole = _decoded(text, path)
    if isinstance(whole, Complaint):
        return None, [whole]
    builder = _Builder(path, whole)
    try:
        for event in _events(whole):
            builder.take(event)
    except _TooDeepError:
        return None, sorted(builder.complaints)
    except Exception as error:  # noqa: BLE001 - ruamel lets ValueError, IndexError and more out
        complaint = _syntax(error, builder.line, path, whole)
        found = builder.complaints
        if complaint.line not in builder.unquoted:
            found.append(complaint)
        return None, sorted(found)
    root = builder.root
    if root is None or root.is_null:
        message = "the file is empty: write it or delete it"
        return None, [
            *sorted(builder.complaints),
            Complaint(path, 1, 1, SYNTAX, message),
        ]
    return root, sorted(builder.complaints)


def peek(text: bytes, path: str, key: str) -> Node | None:
    """Return what the file's top mapping has under a key, reading no further than that.

    None where it has no such key before whatever cannot be read. Never raises.
    """
    whole = _decoded(text, path)
    if isinstance(whole, Complaint) or key not in whole:
        return None
    builder = _Builder(path, whole)
    try:
        for event in _events(whole):
            builder.take(event)
            if (found := builder.at_top(key)) is not None:
                return found
    except Exception:  # noqa: BLE001 - as in `read`, which tells what is wrong
        return None
    return None


class _TooDeepError(Exception):
    """The nesting passes the bound: nothing further is read."""


def _events(text: str) -> Iterator[Any]:
    return iter(YAML(typ="safe", pure=True).parse(text))


def _decoded(text: bytes, path: str) -> str | Complaint:
    if len(text) > MAX_BYTES:
        message = f"{len(text)} bytes are too many: split what is over {MAX_BYTES}"
        return Complaint(path, 1, 1, "too-large", message)
    try:
        whole = text.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        above = text[: error.start]
        line, column = above.count(b"\n") + 1, error.start - above.rfind(b"\n")
        message = f"byte 0x{text[error.start]:02x} is not UTF-8: save the file as UTF-8"
        return Complaint(path, line, column, SYNTAX, message)
    whole = whole.replace("\r\n", "\n").replace("\r", "\n")
    return _unreadable(whole, path) or whole


def _unreadable(whole: str, path: str) -> Complaint | None:
    if odd := _ODD.search(whole):
        before = whole[: odd.start()]
        line, column = before.count("\n") + 1, odd.start() - before.rfind("\n")
        message = f"a control character ({visible(odd.group())}): take it out"
        return Complaint(path, line, column, SYNTAX, message)
    for number, line_text in enumerate(whole.split("\n"), start=1):
        if len(line_text) > MAX_LINE:
            message = f"a line over {MAX_LINE} characters: break it"
            return Complaint(path, number, 1, "too-large", message)
    return None


def _syntax(error: Exception, reached: int, path: str, whole: str) -> Complaint:
    problem = str(getattr(error, "problem", None) or error).split("\n")[0]
    mark = _mark(error, len(whole))
    line, column = (mark.line + 1, mark.column + 1) if mark else (reached, 1)
    known = (remedy for sign, remedy in _REMEDIES if sign in problem)
    spoken = isinstance(error, YAMLError) and problem
    fallback = f"{visible(problem)}: correct it" if spoken else "this cannot be read"
    return Complaint(path, line, column, SYNTAX, next(known, fallback))


def _mark(error: Exception, end: int) -> Any:
    """Return where it went wrong; for what is never closed, where it opens."""
    if not isinstance(error, MarkedYAMLError):
        return None
    problem, context = error.problem_mark, error.context_mark
    if problem is None or (problem.index >= end and context is not None):
        return context
    return problem


@dataclass(slots=True)
class _Open:
    """A container being read. `key` is the mapping's key that waits for its value."""

    kind: Literal["mapping", "sequence"]
    line: int
    column: int
    key: Node | None = None
    items: list[Node] = field(default_factory=list)
    pairs: dict[str, tuple[Node, Node]] = field(default_factory=dict)
    partial: bool = False
    refused: bool = False


class _Builder:
    """Makes nodes of events, with a stack of its own: depth costs no recursion."""

    def __init__(self, path: str, whole: str) -> None:
        self.complaints: list[Complaint] = []
        self.root: Node | None = None
        self.line = 1  # how far the reading came
        self.unquoted: set[int] = set()  # lines with a {{ that YAML cannot but misread
        self._path = path
        self._whole = whole
        self._stack: list[_Open] = []
        self._documents = 0

    def take(self, event: Any) -> None:
        """Read one event. Raises _TooDeepError past the bound."""
        self.line = event.end_mark.line + 1
        if isinstance(event, NodeEvent):
            self._refuse_extras(event)
        match event:
            case DocumentStartEvent():
                self._begin(event)
            case AliasEvent():
                self._alias(event)
            case ScalarEvent():
                self._put(self._scalar(event))
            case MappingStartEvent():
                self._open(event, "mapping")
            case SequenceStartEvent():
                self._open(event, "sequence")
            case MappingEndEvent() | SequenceEndEvent():
                self._close()

    def at_top(self, key: str) -> Node | None:
        """Return what the top mapping has under a key so far."""
        pair = self._stack[0].pairs.get(key) if len(self._stack) == 1 else None
        return pair[1] if pair else None

    def _alias(self, event: AliasEvent) -> None:
        key = self._stack[-1].key if self._stack else None
        if key is None or key.raw != _MERGE:
            self._complain(event, "aliases are not read: write the value itself")
        mark = event.start_mark
        place = (False, self._path, mark.line + 1, mark.column + 1)
        self._put(Node("scalar", "", *place, refused=True))

    def _complain(self, event: Any, message: str, code: str = SYNTAX) -> None:
        mark = event.start_mark
        place = (self._path, mark.line + 1, mark.column + 1)
        self.complaints.append(Complaint(*place, code, message))

    def _begin(self, event: DocumentStartEvent) -> None:
        self._documents += 1
        if self._documents > 1:
            self._complain(event, "a second document: one file holds one, so drop it")
        if event.version or event.tags:
            self._complain(event, "directives are not read: drop the lines with %")

    def _refuse_extras(self, event: Any) -> None:
        if isinstance(event, AliasEvent):
            return
        if event.anchor:
            self._complain(event, "anchors are not read: write the value where it goes")
        if event.tag:
            self._complain(event, "tags are not read: write the plain value")

    def _scalar(self, event: ScalarEvent) -> Node:
        raw = self._whole[event.start_mark.index : event.end_mark.index]
        quoted = event.style is not None or event.tag is not None
        place = (self._path, *self._place(event, raw))
        text = str(event.value)
        odd = _ODD.search(text)  # an escape can make what no file may hold
        if odd is not None:
            message = f"an escape for a control character ({visible(odd.group())})"
            self._complain(event, f"{message}: take it out")
        return Node("scalar", text, quoted, *place, raw=raw, refused=odd is not None)

    def _place(self, event: ScalarEvent, raw: str) -> tuple[int, int]:
        """Return where a scalar stands; one that is left out stands where its key does."""
        key = self._stack[-1].key if self._stack else None
        if not raw and key is not None:
            return key.line, key.column
        return event.start_mark.line + 1, event.start_mark.column + 1

    def _open(self, event: Any, kind: Literal["mapping", "sequence"]) -> None:
        mark = event.start_mark
        if len(self._stack) >= MAX_DEPTH:
            message = f"nested over {MAX_DEPTH} deep: make it flatter"
            self._complain(event, message, "too-deep")
            raise _TooDeepError
        inner = bool(self._stack) and self._stack[-1].refused
        top = _Open(kind, mark.line + 1, mark.column + 1)
        top.refused = inner or event.tag is not None or self._is_tag(event)
        self._stack.append(top)

    def _is_tag(self, event: Any) -> bool:
        """Tell, and complain, whether a mapping is but a {{ tag }} without quotes."""
        if not self._whole.startswith(_TAG_OF_A_TEMPLATE, event.start_mark.index):
            return False
        self._complain(event, "text that begins with {{ is put in quotes: add them")
        self.unquoted.add(event.start_mark.line + 1)
        return True

    def _close(self) -> None:
        done = self._stack.pop()
        node = Node(
            done.kind,
            "",
            quoted=False,
            path=self._path,
            line=done.line,
            column=done.column,
            pairs=tuple(done.pairs.values()),
            items=tuple(done.items),
            partial=done.partial,
            refused=done.refused,
        )
        self._put(node)

    def _put(self, node: Node) -> None:
        if not self._stack:
            self.root = self.root or node
            return
        top = self._stack[-1]
        if top.kind == "sequence":
            top.items.append(node)
        elif top.key is None:
            top.key = node
        else:
            self._pair(top, top.key, node)
            top.key = None

    def _pair(self, top: _Open, key: Node, value: Node) -> None:
        if key.kind != "scalar" or key.is_null or key.refused or key.raw == _MERGE:
            top.partial = True
            if not key.refused:
                said = (
                    "merge keys are not read" if key.raw == _MERGE else "no plain key"
                )
                self._at(key, SYNTAX, f"{said}: write each key out")
        elif key.value in top.pairs:
            first = top.pairs[key.value][0].line
            message = f"{key} is there already, in line {first}: keep one of the two"
            self._at(key, "duplicate-key", message)
        else:
            top.pairs[key.value] = (key, value)

    def _at(self, node: Node, code: str, message: str) -> None:
        place = (node.path, node.line, node.column)
        self.complaints.append(Complaint(*place, code, message))

"""The part of YAML that sequences are mostly written in, read many times as fast as all of it.

Where anything else stands, be it wrong or rare, there is no answer: the full reader judges.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from outreach.core.source import Node

_DEEPEST = 20
_LONGEST_LINE = 1_000  # YAML wants a key's colon within 1,024 characters

# Breaks that are not \n, tabs, and what parts documents.
_ODD = re.compile("[\t\x85\u2028\u2029]|^(?:---|\\.\\.\\.)", re.MULTILINE)
_START = r"(?:[^ \-?:,\[\]{}#&*!|>'\"%@`<]|-(?=\w))"
_PLAIN = _START + r"(?:[^ :#]|:(?=[^ ])|(?<! )#| +(?=[^ :#]))*"
_FLOWING = _START + r"(?:[^ :#,\[\]{}]|:(?=[^ ,\[\]{}])|(?<! )#| +(?=[^ :#,\[\]{}]))*"
_QUOTED = r"""'(?:[^']|'')*'(?!')|"[^"\\]*\""""
_SCALAR = re.compile(f"{_QUOTED}|{_PLAIN}")
_IN_FLOW = re.compile(f"{_QUOTED}|{_FLOWING}")
_KEY = re.compile(f"({_QUOTED}|{_PLAIN}):(?= |\\Z)")
_KEY_IN_FLOW = re.compile(f"({_QUOTED}|{_FLOWING}): +")
_DASH = re.compile(r"- +")
_END = re.compile(r" *(?: #.*)?\Z")
_SPACES = re.compile(r" *")
_LITERAL = re.compile(r"\|(-?)\Z")


def read_plain(whole: str, path: str) -> Node | None:
    r"""Return the root of a file that is sure to need no complaint; None: it is not sure.

    Lines end with \n alone. The nodes are those that the full reader makes.
    """
    if _ODD.search(whole):
        return None
    try:
        return _Reader(path, whole.split("\n")).root()
    except _UnsureError:
        return None


class _UnsureError(Exception):
    """Here stands something that is not plain."""


@dataclass(slots=True)
class _Reader:
    """Goes through the lines; `indent` is where in line `at` it stands, -1 at the end."""

    path: str
    lines: list[str]
    at: int = -1
    indent: int = -1
    depth: int = 0

    def root(self) -> Node:
        """Return what the file says. Raises _UnsureError, as all below."""
        self._go_on()
        found = self._block()
        if self.indent >= 0:
            raise _UnsureError
        return found

    def _go_on(self) -> None:
        """Go to the next line that says something."""
        for at in range(self.at + 1, len(self.lines)):
            line = self.lines[at]
            said = line.lstrip(" ")
            if len(line) > _LONGEST_LINE:
                raise _UnsureError
            if said and said[0] != "#":
                self.at, self.indent = at, len(line) - len(said)
                return
        self.at, self.indent = len(self.lines), -1

    def _block(self) -> Node:
        """Return the mapping or list that begins here and goes over lines."""
        self._deeper()
        is_list = self.indent >= 0 and _DASH.match(self.lines[self.at], self.indent)
        found = self._list() if is_list else self._mapping()
        self.depth -= 1
        return found

    def _deeper(self) -> None:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise _UnsureError

    def _list(self) -> Node:
        place, indent = self._place(self.indent), self.indent
        items = []
        while self.indent == indent:
            text = self.lines[self.at]
            dash = _DASH.match(text, indent)
            if dash is None:
                break
            self.indent = dash.end()
            nested = _DASH.match(text, self.indent) or _KEY.match(text, self.indent)
            items.append(self._block() if nested else self._value(indent))
        return Node("sequence", "", *place, items=tuple(items))

    def _mapping(self) -> Node:
        place, indent = self._place(self.indent), self.indent
        pairs: dict[str, tuple[Node, Node]] = {}
        while self.indent == indent >= 0:
            match = _KEY.match(self.lines[self.at], indent)
            if match is None:
                break
            key = self._scalar(match[1], indent)
            _pair(pairs, key, self._valued(key, match.end(), indent))
        if not pairs:
            raise _UnsureError
        return Node("mapping", "", *place, pairs=tuple(pairs.values()))

    def _valued(self, key: Node, end: int, indent: int) -> Node:
        """Return the value of a key that ends there: beside it, below it, or nothing."""
        text = self.lines[self.at]
        if not _END.match(text, end):
            self.indent = _after_spaces(text, end)
            return self._value(indent)
        self._go_on()
        below = self.indent == indent and _DASH.match(self.lines[self.at], indent)
        if self.indent > indent or below:
            return self._block()
        return replace(key, value="", quoted=False, raw="")

    def _value(self, outer: int) -> Node:
        """Return what the rest of the line says, if nothing further in follows it."""
        text = self.lines[self.at]
        if header := _LITERAL.match(text, self.indent):
            return self._literal(outer, header)
        found, end = self._inline(self.indent, _SCALAR)
        if not _END.match(text, end):
            raise _UnsureError
        self._go_on()
        if self.indent > outer:
            raise _UnsureError
        return found

    def _literal(self, outer: int, header: re.Match[str]) -> Node:
        """Return the lines below, as far as they are further in than the header's own."""
        place, first = self._place(header.start(), quoted=True), self.at + 1
        self._go_on()
        indent, end = self.indent, first
        if self.at != first or indent <= outer:
            raise _UnsureError
        while end < len(self.lines) and _is_in(self.lines[end], indent):
            end += 1
        if end == len(self.lines):
            end -= 1
            if self.lines[end]:
                raise _UnsureError
        below = self.lines[first:end]
        raw = "\n".join((header.group(), *below, ""))
        text = "\n".join(line[indent:] for line in below).rstrip("\n")
        self.at = end - 1
        self._go_on()
        if self.indent > outer:
            raise _UnsureError
        value = text if header[1] else f"{text}\n"
        return Node("scalar", value, *place, raw=raw)

    def _inline(self, at: int, scalar: re.Pattern[str]) -> tuple[Node, int]:
        """Return what begins at a place of the line, and where it ends."""
        text = self.lines[self.at]
        if text.startswith("{", at):
            return self._flow_mapping(at)
        if text.startswith("[", at):
            return self._flow_list(at)
        match = _certain(scalar.match(text, at))
        return self._scalar(match.group(), at), match.end()

    def _flow_list(self, start: int) -> tuple[Node, int]:
        self._deeper()
        items = []
        at = _after_spaces(self.lines[self.at], start + 1)
        while not self.lines[self.at].startswith("]", at):
            item, at = self._inline(at, _IN_FLOW)
            items.append(item)
            at = self._after_comma(at, "]")
        self.depth -= 1
        place = self._place(start)
        return Node("sequence", "", *place, items=tuple(items)), at + 1

    def _flow_mapping(self, start: int) -> tuple[Node, int]:
        self._deeper()
        pairs: dict[str, tuple[Node, Node]] = {}
        at = _after_spaces(self.lines[self.at], start + 1)
        while not self.lines[self.at].startswith("}", at):
            match = _certain(_KEY_IN_FLOW.match(self.lines[self.at], at))
            key = self._scalar(match[1], at)
            value, at = self._inline(match.end(), _IN_FLOW)
            _pair(pairs, key, value)
            at = self._after_comma(at, "}")
        self.depth -= 1
        place = self._place(start)
        return Node("mapping", "", *place, pairs=tuple(pairs.values())), at + 1

    def _after_comma(self, at: int, closing: str) -> int:
        """Return where the next part begins, or where the bracket stands that closes."""
        text = self.lines[self.at]
        at = _after_spaces(text, at)
        if text.startswith(closing, at):
            return at
        at = _after_spaces(text, at + 1) if text.startswith(",", at) else len(text)
        if text.startswith(closing, at):
            raise _UnsureError
        return at

    def _scalar(self, raw: str, at: int) -> Node:
        quoted = raw[0] in "'\""
        value = raw[1:-1] if quoted else raw
        if raw[0] == "'":
            value = value.replace("''", "'")
        return Node("scalar", value, *self._place(at, quoted=quoted), raw=raw)

    def _place(self, at: int, *, quoted: bool = False) -> tuple[bool, str, int, int]:
        return quoted, self.path, self.at + 1, at + 1


def _pair(pairs: dict[str, tuple[Node, Node]], key: Node, value: Node) -> None:
    if key.is_null or key.value in pairs:
        raise _UnsureError
    pairs[key.value] = (key, value)


def _certain(match: re.Match[str] | None) -> re.Match[str]:
    if match is None:
        raise _UnsureError
    return match


def _after_spaces(text: str, at: int) -> int:
    match = _SPACES.match(text, at)
    return match.end() if match else at


def _is_in(line: str, indent: int) -> bool:
    """Tell whether a line belongs to a text that stands so far in; a blank one may."""
    if line.startswith(" " * indent):
        return True
    if line.strip(" "):
        return False
    if line:
        raise _UnsureError
    return True

"""Writes what happened into a scenario whose `then` is still missing, and touches nothing else."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from outreach.core.scenario.model import LISTED
from outreach.core.scenario.moment import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outreach.core.scenario.model import Entry, Scenario

WRITTEN = LISTED | {"skip", "stage", "tag"}
_PLAIN = re.compile(r"[A-Za-z][\w .@'/+-]*[\w.]\Z|[A-Za-z]\Z")
_NOT_TEXT = frozenset({"true", "false", "null", "yes", "no", "on", "off"})
_KEY = re.compile(r"\s*then\s*:\s*(?P<rest>[^#]*)")


def written(scenario: Scenario, entries: Sequence[Entry], indent: int) -> list[str]:
    """Return the lines of a `then` that expects just these entries."""
    pad = " " * indent
    own = [e for e in entries if e.sequence in ("", scenario.sequence)]
    lines = [_line(entry, scenario) for entry in own if entry.kind in WRITTEN]
    if not lines:
        return [f"{pad}then: []"]
    return [f"{pad}then:", *(f"{pad}  - {line}" for line in lines)]


def _line(entry: Entry, scenario: Scenario) -> str:
    at = words(entry.at, scenario.zone, start_on=scenario.start_on)
    pairs = [("at", at), (entry.kind, entry.what)]
    if entry.who:
        pairs.append(("who", entry.who))
    if entry.until is not None:
        until = words(entry.until, scenario.zone, start_on=scenario.start_on)
        pairs.append(("until", until))
    told = ", ".join(f"{key}: {_value(value, key)}" for key, value in pairs)
    return f"{{{told}}}"


def _value(text: str, key: str) -> str:
    if key in ("at", "until"):
        return text
    if _PLAIN.match(text) and text.lower() not in _NOT_TEXT:
        return text
    return json.dumps(text, ensure_ascii=False)


def updated(
    text: str, done: Sequence[tuple[Scenario, Sequence[Entry]]]
) -> tuple[str, list[Scenario]]:
    """Return a file's text with a `then` for each of these scenarios.

    Beside it, those that are written on one line, into which nothing can be put.
    """
    lines = text.split("\n")
    left: list[Scenario] = []
    # From the end, so that the places of those before stay true.
    for scenario, entries in sorted(done, key=lambda each: -each[0].line):
        head = lines[scenario.line - 1]
        if head.lstrip().startswith(("- {", "{")):
            left.append(scenario)
            continue
        indent = len(head) - len(head.lstrip().removeprefix("-").lstrip())
        new = written(scenario, entries, indent)
        if scenario.then_line is not None:
            lines[scenario.then_line - 1 : scenario.then_line] = new
        else:
            end = _end(lines, scenario.line, indent)
            lines[end:end] = new
    return "\n".join(lines), left


def _end(lines: Sequence[str], line: int, indent: int) -> int:
    """Return how many lines there are up to the end of what begins in `line`."""
    end = line
    for number in range(line, len(lines)):
        said = lines[number].strip()
        if not said:
            continue
        depth = len(lines[number]) - len(lines[number].lstrip())
        if depth < indent:
            break
        end = number + 1
    return end

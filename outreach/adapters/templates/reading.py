"""From a template's text to runnable code, or to what is wrong with it and where."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from jinja2 import Template, TemplateSyntaxError, nodes

from outreach.adapters.templates.grammar import (
    MAX_COMMENTS,
    MAX_SOURCE,
    Fault,
    Names,
    faults,
)
from outreach.adapters.templates.rewrite import Rewriter
from outreach.adapters.templates.sandbox import MARKS, UNREADABLE
from outreach.adapters.templates.syntax import fault_of
from outreach.errors import BoundExceeded
from outreach.ports import TemplateProblem

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from outreach.adapters.templates.sandbox import Sandbox

_LONGEST_SOUGHT = 200  # characters; a pattern of more takes its time to be made


def read(
    text: str, parse: Callable[[str], nodes.Template], names: Names
) -> nodes.Template | list[Fault]:
    """Return the template's tree, within bounds and with known names only, or its faults."""
    if len(text) > MAX_SOURCE:
        message = f"longer than {MAX_SOURCE} characters: make it shorter"
        return [Fault(1, "", "bad-template", message, bound=True)]
    if text.count("{#") > MAX_COMMENTS:
        message = f"more than {MAX_COMMENTS} comments: take some out"
        return [Fault(1, "", "bad-template", message, bound=True)]
    if any(mark in text for mark in MARKS):
        message = "holds a private-use character (U+E000 to U+E002): take it out"
        return [Fault(1, "", "bad-template", message)]
    try:
        tree = parse(text)
    except TemplateSyntaxError as error:
        return [fault_of(error, text)]
    except BoundExceeded as error:
        return [Fault(1, "", "bad-template", str(error), bound=True)]
    except RecursionError:
        message = "nested too deep: make it flatter"
        return [Fault(1, "", "bad-template", message, bound=True)]
    except UNREADABLE as error:
        return [Fault(1, "", "bad-template", f"cannot be read: {error}")]
    return faults(tree, names) or tree


def parsed(text: str, parse: Callable[[str], nodes.Template]) -> nodes.Template | None:
    """Return the template's tree, whatever it may name; None of what cannot be read."""
    try:
        return parse(text)
    except (BoundExceeded, *UNREADABLE):
        return None


def compiled(
    sandbox: Sandbox,
    tree: nodes.Template,
    included: Callable[[nodes.Include], Sequence[nodes.Node]],
) -> Template:
    """Return the tree as code, its includes in place. Raises BoundExceeded or RenderError."""
    try:
        Rewriter(sandbox, included).visit(tree)
        code = sandbox.compile(tree)
    except UNREADABLE as error:
        message = "the template nests too deep: make it flatter"
        raise BoundExceeded(message) from error
    return Template.from_code(sandbox, code, {})


def placed(text: str, found: Sequence[Fault], bad: str) -> list[TemplateProblem]:
    """Return the faults with their places; `bad` is the code of what is malformed."""
    lines = text.splitlines() or [""]
    taken: dict[tuple[int, str], int] = {}
    problems = []
    for fault in found:
        line = min(max(fault.line, 1), len(lines))
        column = fault.column or _column(
            lines[line - 1], fault.word, taken.get((line, fault.word), 0)
        )
        taken[line, fault.word] = column
        code = bad if fault.code == "bad-template" else fault.code
        problems.append(TemplateProblem(line, column, code, fault.message))
    return sorted(problems, key=lambda problem: (problem.line, problem.column))


def _column(line: str, word: str, after: int) -> int:
    """Return where the word stands in the line, past column `after`; 1 when it does not."""
    if not word:
        return 1
    if len(word) > _LONGEST_SOUGHT:
        return line.find(word, after) + 1 or 1
    edge = r"\b" if word[0].isalnum() else ""
    match = re.compile(f"{edge}{re.escape(word)}{edge}").search(line, after)
    return match.start() + 1 if match else 1

"""Every event that the log tells of without a traceback stands in docs/."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from tests.house.tree import ROOT, modules, name_of, parsed

if TYPE_CHECKING:
    from collections.abc import Iterator

LEVELS = frozenset({"info", "warning", "error"})


def _told() -> Iterator[str]:
    for module in modules():
        if not name_of(module).startswith("outreach/"):
            continue
        for call in ast.walk(parsed(module)):
            match call:
                case ast.Call(
                    func=ast.Attribute(value=ast.Name(id="log"), attr=level),
                    args=[ast.Constant(value=str(event)), *_],
                ) if level in LEVELS:
                    yield event


def test_every_event_of_the_log_is_documented() -> None:
    page = (ROOT / "docs/reference/metrics.md").read_text("utf-8")
    known = set(re.findall(r"`([a-z_.]+)`", page.partition("## Logs")[2]))
    told = set(_told())
    assert {"started", "host.rests", "touch.settled"} <= told
    assert told - known == set()

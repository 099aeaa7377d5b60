"""The outcome of scenarios as JUnit XML, the way CI servers read it."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING
from xml.etree.ElementTree import Element, SubElement, tostring

from outreach.cli.verdict import failure_lines
from outreach.core.source import visible

if TYPE_CHECKING:
    from outreach.bootstrap.script import ScriptFile
    from outreach.cli.verdict import Outcome
    from outreach.services.rehearse_verdict import Verdict


def report(outcome: Outcome) -> bytes:
    """Return the whole outcome: a suite a file, a case a scenario, an error a broken file."""
    count = len(outcome.verdicts) + len(outcome.broken)
    counts = _counts(count, len(outcome.failed), len(outcome.broken))
    seconds = sum(outcome.seconds)
    root = Element(
        "testsuites", {"name": "outreach", "time": f"{seconds:.3f}", **counts}
    )
    timed = list(zip(outcome.verdicts, outcome.seconds, strict=True))
    for path, several in groupby(timed, lambda each: each[0].path):
        _suite(root, path, list(several))
    for script in outcome.broken:
        _broken(root, script)
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _counts(tests: int, failures: int, errors: int) -> dict[str, str]:
    return {"tests": str(tests), "failures": str(failures), "errors": str(errors)}


def _suite(root: Element, path: str, timed: list[tuple[Verdict, float]]) -> None:
    failed = sum(not verdict.passed for verdict, _ in timed)
    took = sum(seconds for _, seconds in timed)
    suite = _suite_of(root, path, took, _counts(len(timed), failed, 0))
    for verdict, seconds in timed:
        case = _case(suite, path, verdict.scenario.name, seconds)
        if not verdict.passed:
            lines = [_text(line) for line in failure_lines(verdict)]
            told = f"{path}:{verdict.scenario.line}"
            failure = SubElement(case, "failure", message=_text(told), type="failure")
            failure.text = "\n".join(lines)


def _suite_of(
    root: Element, path: str, seconds: float, counts: dict[str, str]
) -> Element:
    told = {"name": _text(path), "skipped": "0", "time": f"{seconds:.3f}", **counts}
    return SubElement(root, "testsuite", told)


def _case(suite: Element, path: str, name: str, seconds: float) -> Element:
    classname = path.removesuffix(".yaml").removesuffix(".yml").replace("/", ".")
    return SubElement(
        suite,
        "testcase",
        name=_text(name),
        classname=_text(classname.strip(".")),
        time=f"{seconds:.3f}",
    )


def _broken(root: Element, script: ScriptFile) -> None:
    suite = _suite_of(root, script.path, 0, _counts(1, 0, 1))
    case = _case(suite, script.path, "the file can be read", 0)
    lines = [_text(str(complaint)) for complaint in script.complaints]
    error = SubElement(case, "error", message=lines[0] if lines else "", type="error")
    error.text = "\n".join(lines)


def _text(text: str) -> str:
    """Return text as XML can hold it: what it may not is spelled out."""
    return visible(text)

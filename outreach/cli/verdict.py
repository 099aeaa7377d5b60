"""How the outcome of scenarios is told: a line a file, a difference for each that failed."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING

from outreach.cli.output import print_line, print_table, print_text, say
from outreach.core.scenario.compare import (
    Line,
    Sign,
    entry_words,
    expected_words,
    spot_words,
)
from outreach.core.scenario.moment import city, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from outreach.bootstrap.script import ScriptFile
    from outreach.core.scenario.model import Scenario
    from outreach.core.scenario.reach import Place
    from outreach.services.rehearse_verdict import Told, Verdict

_LEGEND = (
    "- is missing, + was not expected, ~ happened otherwise, ! was never to happen"
)


@dataclass(slots=True)
class Outcome:
    """What came of a run: files that cannot be read, verdicts, how long each took."""

    broken: list[ScriptFile] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    written: list[Scenario] = field(default_factory=list)

    @property
    def failed(self) -> list[Verdict]:
        """The scenarios in which something was not as expected."""
        return [verdict for verdict in self.verdicts if not verdict.passed]


def show(
    outcome: Outcome,
    scripts: Sequence[ScriptFile],
    places: Sequence[Place] | None,
    *,
    verbose: bool,
) -> None:
    """Print the outcome for a person."""
    for path, several in groupby(outcome.verdicts, lambda verdict: verdict.path):
        verdicts = list(several)
        failed = sum(not verdict.passed for verdict in verdicts)
        passed = len(verdicts) - failed
        told = f", {failed} FAILED" if failed else ""
        print_line(f"{path}: {passed} passed{told}")
        for verdict in verdicts if verbose else ():
            print_line(
                f"  {'ok    ' if verdict.passed else 'FAILED'}  {_name(verdict)}"
            )
    for verdict in outcome.failed:
        _show_failure(verdict)
    for script in scripts:
        for complaint in script.complaints if script.file is None else ():
            print_line(str(complaint))
    for scenario in outcome.written:
        print_line(f"written: {scenario.name}")
    if places is not None:
        _show_places(places)
    _sum_up(outcome)


def _name(verdict: Verdict) -> str:
    return verdict.scenario.name


def _sum_up(outcome: Outcome) -> None:
    failed = len(outcome.failed)
    counts = [f"{len(outcome.verdicts) - failed} passed"]
    counts += [f"{failed} failed"] if failed else []
    if outcome.broken:
        broken = len(outcome.broken)
        counts.append(f"{broken} {'files' if broken > 1 else 'file'} with complaints")
    say(f"{', '.join(counts)} in {sum(outcome.seconds):.1f} s")


def _show_failure(verdict: Verdict) -> None:
    scenario = verdict.scenario
    print_text("")
    print_line(f"FAILED {verdict.path}:{scenario.line}: {scenario.name}")
    for line, problem in verdict.problems:
        print_line(f"    line {line}: {problem}")
    if verdict.unwritten:
        print_line(
            "    it expects nothing yet: `outreach test --update` writes its `then`"
        )
        return
    rows = [_row(told, scenario) for told in verdict.lines if _is_shown(told.line)]
    if not rows:
        return
    print_line(f"    times in {city(scenario.zone)}; {_LEGEND}")
    when = max(len(row[1]) for row in rows)
    what = max(len(row[2]) for row in rows)
    for sign, at, thing, remark in rows:
        print_line(f"  {sign} {at:<{when}}  {thing:<{what}}  {remark}".rstrip())


def _is_shown(line: Line) -> bool:
    """Leave out what nobody asked about."""
    return line.expected is not None or line.sign is not Sign.SAME


def _row(told: Told, scenario: Scenario) -> tuple[str, str, str, str]:
    line = told.line
    at, thing = _when(line, scenario), _what(line)
    remarks = [*line.faults]
    if line.sign is Sign.SURPLUS:
        remarks.append("not expected")
    if line.sign is Sign.BARRED:
        remarks.append("it never was to happen")
    if told.reason:
        remarks.append(told.reason)
    remark = "; ".join(remarks)
    if line.expected is not None and line.sign is not Sign.SAME:
        remark = f"line {line.expected.line}: {remark or 'it did not happen'}"
    return line.sign.value, at, thing, remark


def _when(line: Line, scenario: Scenario) -> str:
    if line.entry is not None:
        return words(line.entry.at, scenario.zone, start_on=scenario.start_on)
    spots = line.expected.spots if line.expected is not None else ()
    return " ".join(spot_words(spot, scenario.zone) for spot in spots)


def _what(line: Line) -> str:
    if line.entry is None:
        return expected_words(line.expected) if line.expected is not None else ""
    told = entry_words(line.entry)
    sender = line.entry.details.get("sender", "")
    return f"{told} ({sender})" if sender else told


def _show_places(places: Sequence[Place]) -> None:
    missed = [place for place in places if not place.reached]
    print_text("")
    if missed:
        rows = [(p.sequence, p.line or "", p.kind, p.name) for p in missed]
        print_table(("sequence", "line", "not reached", "name"), rows)
    reached = len(places) - len(missed)
    print_line(f"{reached} of {len(places)} steps, ways and reactions were reached")


def as_object(outcome: Outcome, places: Sequence[Place] | None) -> dict[str, object]:
    """Return the outcome for a machine."""
    told: dict[str, object] = {
        "passed": len(outcome.verdicts) - len(outcome.failed),
        "failed": len(outcome.failed),
        "complaints": [each for script in outcome.broken for each in script.complaints],
        "scenarios": [
            {**_scenario(verdict), "seconds": round(seconds, 4)}
            for verdict, seconds in zip(outcome.verdicts, outcome.seconds, strict=True)
        ],
    }
    if places is not None:
        told["coverage"] = list(places)
    return told


def _scenario(verdict: Verdict) -> dict[str, object]:
    return {
        "path": verdict.path,
        "line": verdict.scenario.line,
        "name": verdict.scenario.name,
        "sequence": verdict.scenario.sequence,
        "passed": verdict.passed,
        "problems": [
            {"line": line, "problem": told} for line, told in verdict.problems
        ],
        "timeline": [_told(told) for told in verdict.lines],
    }


def _told(told: Told) -> dict[str, object]:
    entry, expected = told.line.entry, told.line.expected
    return {
        "sign": told.line.sign,
        "at": None if entry is None else entry.at,
        "happened": None if entry is None else entry_words(entry),
        "details": {} if entry is None else dict(entry.details),
        "expected": None if expected is None else expected_words(expected),
        "line": None if expected is None else expected.line,
        "faults": list(told.line.faults),
        "reason": told.reason,
    }


def failure_lines(verdict: Verdict) -> Iterator[str]:
    """Yield what is not as expected, a line each, for a report."""
    for line, problem in verdict.problems:
        yield f"line {line}: {problem}"
    if verdict.unwritten:
        yield "it expects nothing yet"
    for told in verdict.lines:
        if _is_shown(told.line):
            sign, at, thing, remark = _row(told, verdict.scenario)
            yield f"{sign} {at}  {thing}  {remark}".rstrip()

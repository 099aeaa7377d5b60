"""Judges what a rehearsal came to: what differs from what was expected, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from outreach.core.scenario.compare import Line, Sign, compare, passes
from outreach.core.scenario.moment import words
from outreach.services.rehearse import rehearse

if TYPE_CHECKING:
    from outreach.core.scenario.model import Entry, Expected, Scenario
    from outreach.services.rehearse import Run, Stage, Standing

_NO_REASON = ("its delay", "due now", "")


@dataclass(frozen=True, slots=True)
class Told:
    """A line of the difference, and the reason for it as far as the engine knows one."""

    line: Line
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of one scenario. `unwritten` says that nothing is expected of it yet."""

    path: str
    scenario: Scenario
    run: Run
    lines: tuple[Told, ...] = ()
    unwritten: bool = False
    problems: tuple[tuple[int, str], ...] = ()

    @property
    def passed(self) -> bool:
        """Whether everything was as expected."""
        same = passes([told.line for told in self.lines])
        return same and not self.problems and not self.unwritten


async def judge(stage: Stage, path: str, scenario: Scenario) -> Verdict:
    """Play a scenario and judge it; one that fails is played again, to find out why."""
    run = await rehearse(stage, scenario)
    if scenario.then is None:
        problems = tuple(run.problems)
        return Verdict(path, scenario, run, unwritten=True, problems=problems)
    lines = compare(scenario.then, run.entries, scenario.zone)
    if passes(lines) and not run.problems:
        return Verdict(path, scenario, run, tuple(map(Told, lines)))
    again = await rehearse(stage, scenario, traced=True)
    told = tuple(Told(line, _reason(line, again, scenario)) for line in lines)
    return Verdict(path, scenario, again, told, problems=tuple(run.problems))


def _reason(line: Line, run: Run, scenario: Scenario) -> str:
    match line.sign, line.expected, line.entry:
        case Sign.MISSING, expected, None if expected is not None:
            return _absence(expected, run, scenario)
        case Sign.OFF | Sign.SURPLUS, _, entry if entry is not None:
            return entry.why or _delay(entry, run)
        case _:
            return ""


def _absence(expected: Expected, run: Run, scenario: Scenario) -> str:
    """Tell why something did not happen, from what was last heard of its enrollment."""
    mine = [
        entry
        for entry in run.entries
        if entry.who == expected.who and entry.sequence in ("", expected.sequence)
    ]
    for entry in mine:
        if entry.kind == "skip" and entry.what == expected.what:
            return f"it was skipped {_on(entry, scenario)}: {entry.why}"
    for entry in reversed(mine):
        if entry.kind == "finish":
            return f"it was over: finished ({entry.what}) {_on(entry, scenario)}"
        if entry.kind == "refused":
            return f"it was not enrolled ({entry.what}): {entry.why}"
        if entry.kind == "pause":
            end = _until(entry, scenario)
            detail = f": {entry.why}" if entry.why else ""
            return f"paused ({entry.what}) {_on(entry, scenario)}{end}{detail}"
        if entry.kind in ("resume", "send"):
            break
    last = _last(expected.who, expected.sequence, run)
    if last is None or last.why in _NO_REASON:
        return ""
    return f"it stood at {last.step}: {last.why}"


def _on(entry: Entry, scenario: Scenario) -> str:
    return f"on {words(entry.at, scenario.zone, start_on=scenario.start_on)}"


def _until(entry: Entry, scenario: Scenario) -> str:
    if entry.until is None:
        return ", until a person resumes it"
    return f" until {words(entry.until, scenario.zone, start_on=scenario.start_on)}"


def _last(who: str, sequence: str, run: Run) -> Standing | None:
    found = [s for s in run.standing if (s.who, s.sequence) == (who, sequence)]
    return found[-1] if found else None


def _delay(entry: Entry, run: Run) -> str:
    """Tell what a touch waited for last before it went out."""
    waits = [
        each.why
        for each in run.standing
        if (each.who, each.sequence, each.step)
        == (entry.who, entry.sequence, entry.what)
        and each.at <= entry.at
        and each.why not in _NO_REASON
    ]
    return f"it waited: {waits[-1]}" if waits else ""

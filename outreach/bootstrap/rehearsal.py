"""Plays the scenarios of a workspace, one after the other, over one database in memory."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from outreach.bootstrap.rehearse import open_stages
from outreach.core.scenario.reach import Place, places
from outreach.services.rehearse_verdict import Verdict, judge

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from outreach.bootstrap.script import ScriptFile
    from outreach.config import Workspace
    from outreach.core.scenario.model import Entry, Scenario
    from outreach.core.sequence import Sequence as Steps


@dataclass(slots=True)
class Played:
    """What came of scenarios, in order, and the places of their sequences."""

    verdicts: list[Verdict] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)


async def play(
    workspace: Workspace,
    scripts: Sequence[ScriptFile],
    *,
    wanted: Callable[[ScriptFile, Scenario], bool] = lambda _script, _one: True,
    told: Callable[[Verdict], None] = lambda _verdict: None,
) -> Played:
    """Play those scenarios that are wanted; each verdict is told as soon as it is there."""
    bundles = {n: b for script in scripts for n, b in script.bundles.items()}
    played = Played()
    async with open_stages(workspace, bundles) as stages:
        for script in scripts:
            for scenario in script.file.scenarios if script.file else ():
                if not wanted(script, scenario):
                    continue
                verdict = await judge(stages[scenario.limits], script.path, scenario)
                played.verdicts.append(verdict)
                told(verdict)
        seen = {each for stage in stages.values() for each in stage.seen}
    played.places = _places(scripts, played.verdicts, seen)
    return played


def _places(
    scripts: Sequence[ScriptFile],
    verdicts: Sequence[Verdict],
    seen: set[tuple[str, str]],
) -> list[Place]:
    tested: Mapping[str, Steps] = {
        script.file.sequence: script.sequence
        for script in scripts
        if script.file is not None and script.sequence is not None
    }
    found = []
    for name, sequence in sorted(tested.items()):
        entries: list[Entry] = [
            entry
            for verdict in verdicts
            for entry in verdict.run.entries
            if entry.sequence in ("", name)
        ]
        steps = {step for of, step in seen if of == name}
        found += places(sequence, steps, entries)
    return found

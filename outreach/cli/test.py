"""`test`: the workspace's scenarios, played on the engine itself with a clock that is turned."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from outreach.cli.failure import NO
from outreach.cli.output import Json, print_json, progress, say
from outreach.cli.place import Place, find
from outreach.cli.session import run
from outreach.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outreach.bootstrap import Workspace
    from outreach.bootstrap.rehearsal import Played
    from outreach.bootstrap.script import ScriptFile
    from outreach.cli.verdict import Outcome
    from outreach.core.scenario.model import Scenario
    from outreach.services.rehearse_verdict import Verdict

Paths = Annotated[
    list[Path] | None,
    typer.Argument(
        metavar="PATH",
        help="Files of scenarios, sequences or folders; else the whole workspace.",
        show_default=False,
    ),
]
Like = Annotated[
    str | None,
    typer.Option(
        "-k", metavar="TEXT", help="Only scenarios whose name has this in it."
    ),
]
Update = Annotated[
    bool,
    typer.Option(
        "--update", help="Write what happens into scenarios that expect nothing yet."
    ),
]
Junit = Annotated[
    Path | None,
    typer.Option("--junit", metavar="FILE", help="Write the outcome as JUnit XML too."),
]
Coverage = Annotated[
    bool,
    typer.Option(
        "--coverage", help="Tell the steps and ways that no scenario came to."
    ),
]
Verbose = Annotated[
    bool, typer.Option("--verbose", "-v", help="Name each scenario, not only failures.")
]


def rehearse(
    paths: Paths = None,
    *,
    like: Like = None,
    update: Update = False,
    junit: Junit = None,
    coverage: Coverage = False,
    verbose: Verbose = False,
    place: Place = None,
    json: Json = False,
) -> None:
    """Play the scenarios that stand beside the sequences.

    They are in sequences/NAME.test.yaml. Nothing is sent and nobody is connected to. Exits
    with 1 if anything is not as expected.
    """
    from outreach.bootstrap.rehearse import workspace_to_rehearse
    from outreach.bootstrap.script import read_scripts
    from outreach.cli import verdict

    folder = find(place)
    workspace = workspace_to_rehearse(folder)
    scripts = _chosen(folder, read_scripts(workspace), paths or [])
    outcome = verdict.Outcome([script for script in scripts if script.file is None])
    played = run(_play(workspace, scripts, like, outcome))
    if like is not None and not outcome.verdicts:
        raise InputError(
            f"no scenario has {like!r} in its name: leave -k out to see all"
        )
    if update:
        _update(scripts, outcome)
    if junit is not None:
        _write_junit(junit, outcome)
    places = played.places if coverage else None
    if json:
        print_json(verdict.as_object(outcome, places))
    else:
        verdict.show(outcome, scripts, places, verbose=verbose)
    if outcome.failed or outcome.broken:
        raise typer.Exit(NO)


def _chosen(
    folder: Path, scripts: Sequence[ScriptFile], paths: Sequence[Path]
) -> list[ScriptFile]:
    """Return the files that are meant, by paths as seen from here. Raises InputError."""
    if not scripts:
        raise InputError(
            f"no scenarios in {folder}: write sequences/NAME.test.yaml beside a sequence"
        )
    shown = [_shown(folder, script) for script in scripts]
    if not paths:
        return shown
    found: list[ScriptFile] = []
    for path in paths:
        mine = [script for script in shown if _is_meant(path, folder, script)]
        if not mine:
            raise InputError(
                f"no scenarios in or for {path}: write NAME.test.yaml there"
            )
        found += [script for script in mine if script not in found]
    return found


def _shown(folder: Path, script: ScriptFile) -> ScriptFile:
    """Return a file with its paths as seen from the current folder."""
    told = (
        replace(one, path=(folder / one.path).as_posix()) for one in script.complaints
    )
    path = (folder / script.path).as_posix()
    return replace(script, path=path, complaints=tuple(told))


def _is_meant(path: Path, folder: Path, script: ScriptFile) -> bool:
    here = _whole(script.path)
    for each in (path, folder / path):
        whole = _whole(each)
        stem = here.name.partition(".test.")[0]
        beside = whole.parent == here.parent and whole.stem == stem
        if here.is_relative_to(whole) or beside:
            return True
    return False


def _whole(path: str | Path) -> Path:
    return Path(os.path.abspath(path))  # noqa: PTH100 - links stay as they are


async def _play(
    workspace: Workspace,
    scripts: Sequence[ScriptFile],
    like: str | None,
    outcome: Outcome,
) -> Played:
    from outreach.bootstrap.rehearsal import play

    def wanted(_script: ScriptFile, scenario: Scenario) -> bool:
        return like is None or like.casefold() in scenario.name.casefold()

    total = sum(
        wanted(script, scenario)
        for script in scripts
        for scenario in (script.file.scenarios if script.file else ())
    )
    with progress("playing scenarios") as show:
        began = time.perf_counter()

        def told(verdict: Verdict) -> None:
            nonlocal began
            now = time.perf_counter()
            outcome.verdicts.append(verdict)
            outcome.seconds.append(now - began)
            began = now
            show(len(outcome.verdicts), total)

        return await play(workspace, scripts, wanted=wanted, told=told)


def _update(scripts: Sequence[ScriptFile], outcome: Outcome) -> None:
    """Write the timelines that are still missing, and take those scenarios as passed."""
    from outreach.core.scenario.write import updated

    for script in scripts:
        done = [
            (verdict.scenario, verdict.run.entries)
            for verdict in outcome.verdicts
            if verdict.path == script.path
            and verdict.unwritten
            and not verdict.problems
        ]
        if not done:
            continue
        text, left = updated(script.text.decode("utf-8-sig"), done)
        for scenario in left:
            say(
                f"{script.path}:{scenario.line}: {scenario.name} is on one line: "
                "break it, so that `then` can be written"
            )
        _replace(Path(script.path), text)
        outcome.written += [one for one, _ in done if one not in left]
    names = {(one.name, one.line) for one in outcome.written}
    outcome.verdicts = [
        replace(verdict, unwritten=False)
        if (verdict.scenario.name, verdict.scenario.line) in names and verdict.unwritten
        else verdict
        for verdict in outcome.verdicts
    ]


def _replace(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    fresh = path.with_name(f".{path.name}.new")
    try:
        fresh.write_bytes(text.encode())
        fresh.replace(path)
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror}") from error


def _write_junit(path: Path, outcome: Outcome) -> None:
    from outreach.cli.junit import report

    try:
        path.write_bytes(report(outcome))
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror}") from error

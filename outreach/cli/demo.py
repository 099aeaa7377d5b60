"""`demo`: the whole loop in a sandbox on this machine, with people who answer."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Annotated, Any

import typer

from outreach.cli.failure import NO
from outreach.cli.output import Json, print_json, print_line, print_table, say

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from outreach.sandbox.story import Scene
    from outreach.sandbox.verdict import KindSummary, Verdict

Folder = Annotated[
    Path, typer.Argument(metavar="DIR", help="The workspace to make, and to leave.")
]
Seed = Annotated[int, typer.Option(help="Other people, who do other things.")]
Leads = Annotated[int, typer.Option(min=1, max=1000, help="How many people there are.")]

FOLDER = Path("outreach-demo")
MOST_TOLD = 20


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(demo)


def demo(
    folder: Folder = FOLDER,
    *,
    seed: Seed = 1,
    leads: Leads = 60,
    json: Json = False,
) -> None:
    """Live through six weeks in a minute.

    Simulated people answer. A mail server, a mailbox server, a CRM and the web process start
    on this machine alone; nothing leaves it. The program runs as it does for real, on a clock
    that leaps while nobody has anything to do. The workspace stays, to be looked into.
    """
    import asyncio

    from outreach.sandbox.folder import claim
    from outreach.sandbox.screen import watched

    began = perf_counter()
    claim(folder)
    try:
        with watched(sys.stderr) as tell:
            verdict = asyncio.run(_live(folder, leads, seed, tell))
    except KeyboardInterrupt:
        say("the demo was broken off; its folder can be deleted, or used again")
        raise typer.Exit(130) from None
    seconds = round(perf_counter() - began, 1)
    if json:
        print_json(_object(verdict, seconds))
    else:
        _print(verdict, folder, seconds)
    if verdict.complaints:
        _complain(verdict)
        raise typer.Exit(NO)


async def _live(
    folder: Path, leads: int, seed: int, tell: Callable[[Scene], None]
) -> Verdict:
    from outreach.sandbox.arrival import arrive
    from outreach.sandbox.story import Story
    from outreach.sandbox.verdict import judge
    from outreach.sandbox.world import open_world

    async with open_world(folder, leads=leads, seed=seed) as world:
        await arrive(world)
        await Story(world, tell).live()
        return judge(world)


def _object(verdict: Verdict, seconds: float) -> dict[str, Any]:
    return {
        "leads": verdict.leads,
        "touches_sent": verdict.touches_sent,
        "accepted_by_server": verdict.accepted_by_server,
        "duplicates": len(verdict.duplicates),
        "sent_after_stop": len(verdict.sent_after_stop),
        "replies": verdict.replies,
        "auto_replies": verdict.auto_replies,
        "bounces": verdict.bounces,
        "opt_outs": verdict.opt_outs,
        "stages": verdict.stages,
        "enrollments": verdict.enrollments,
        "crm": {"in_step": verdict.in_step, "behind": len(verdict.behind)},
        "complaints": verdict.complaints,
        "seconds": seconds,
    }


def _print(verdict: Verdict, folder: Path, seconds: float) -> None:
    from outreach.sandbox.screen import bar

    print_line(f"Six weeks in {seconds} seconds.")
    _title("the funnel")
    most = max(verdict.stages.values())
    print_table(
        ("stage", "leads", ""),
        ((stage, count, bar(count / most)) for stage, count in verdict.stages.items()),
    )
    _title("what happened to each kind of person")
    print_table(
        ("kind", "people", "mails", "stage", "enrollments"),
        (_kind(one) for one in verdict.kinds if one.people),
    )
    _title("what the CRM holds")
    print_table(("lead status", "contacts"), verdict.contacts.items())
    print_line(
        f"{verdict.notes} notes; {verdict.in_step} leads in step, "
        f"{len(verdict.behind)} behind"
    )
    _title("what the mail server says")
    print_line(
        f"it took {verdict.accepted_by_server} mails of {verdict.touches_sent} sent: "
        f"{len(verdict.duplicates)} twice, {len(verdict.sent_after_stop)} after a stop"
    )
    _title("look further")
    for command in ("status", "report", f"leads show {verdict.example}"):
        print_line(f"  {_program()} -w {_quoted(folder)} {command}")


def _program() -> str:
    """Return how this shell starts the program: by name, or by where it lies."""
    started = Path(sys.argv[0])
    if shutil.which("outreach") is not None or started.name != "outreach":
        return "outreach"
    return _quoted(started)


def _title(text: str) -> None:
    print_line("")
    print_line(text)


def _kind(one: KindSummary) -> tuple[object, ...]:
    return (
        one.kind.value,
        one.people,
        one.mails,
        _counted(one.stages),
        _counted(one.enrollments),
    )


def _counted(counts: Mapping[str, int]) -> str:
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{count} {name}" for name, count in ordered)


def _quoted(folder: Path) -> str:
    from shlex import quote

    return quote(str(folder))


def _complain(verdict: Verdict) -> None:
    complaints = verdict.complaints
    say(f"error: {len(complaints)} things are not as they should be:")
    for complaint in complaints[:MOST_TOLD]:
        say(f"  {complaint}")
    if len(complaints) > MOST_TOLD:
        say(f"  and {len(complaints) - MOST_TOLD} more")


if __name__ == "__main__":
    typer.run(demo)

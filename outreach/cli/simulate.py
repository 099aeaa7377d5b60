"""`simulate`: the calendar of sequences, before anything is sent."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from outreach.cli.moment import moment
from outreach.cli.output import Json, print_json, progress, say
from outreach.cli.place import Place, find
from outreach.cli.session import run
from outreach.cli.where import Where, where_of
from outreach.errors import InputError

if TYPE_CHECKING:
    from outreach.bootstrap import Deployment, Workspace
    from outreach.core.forecast.outlook import Outlook
    from outreach.core.forecast.world import Assumed
    from outreach.core.model import Lead
    from outreach.services.engine import Release
    from outreach.services.simulate import Question, Simulated

PERCENT = 100
MOST_DAYS = 366
NO_DATABASE = {"database": "sqlite:///:memory:", "broker": "memory://"}

Names = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="SEQUENCE",
        help="Sequences whose leads start now; without one, what is under way.",
        show_default=False,
    ),
]
File = Annotated[
    Path | None,
    typer.Option(
        "--leads", metavar="FILE.csv", help="Leads of a file; no database is needed."
    ),
]
Days = Annotated[
    int, typer.Option(min=1, max=MOST_DAYS, metavar="N", help="How far to look ahead.")
]
Start = Annotated[
    datetime | None,
    typer.Option(
        metavar="WHEN",
        help="As 2026-11-22, on the workspace's clock; else now.",
        parser=moment,
    ),
]
More = Annotated[
    str,
    typer.Option(
        "--sender", metavar="+N", help="N more senders like those of the pools."
    ),
]
PerDay = Annotated[
    int | None,
    typer.Option(min=1, metavar="N", help="Another daily cap for every sender."),
]
Reply = Annotated[
    str,
    typer.Option(
        "--reply-rate", metavar="RATE", help="Of the leads written to, as 5%."
    ),
]
Bounce = Annotated[
    str,
    typer.Option(
        "--bounce-rate", metavar="RATE", help="Of the leads written to, as 2%."
    ),
]
Click = Annotated[
    str,
    typer.Option("--click-rate", metavar="RATE", help="Of the mails, as 10%."),
]
Seed = Annotated[
    int, typer.Option(metavar="N", help="Draws replies, bounces and clicks anew.")
]
Page = Annotated[
    Path | None,
    typer.Option("--html", metavar="FILE", help="Write the calendar as a page, too."),
]
Touches = Annotated[
    Path | None,
    typer.Option("--touches", metavar="FILE.csv", help="Write each touch, too."),
]


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the command line says of whom and when."""

    names: tuple[str, ...]
    file: Path | None
    where: str | None
    days: int
    start: datetime | None


@dataclass(frozen=True, slots=True)
class _Rates:
    """What it says people are to be taken to do."""

    reply: str
    bounce: str
    click: str
    seed: int


def simulate(
    sequences: Names = None,
    *,
    leads: File = None,
    where: Where = None,
    days: Days = 60,
    start: Start = None,
    sender: More = "",
    per_day: PerDay = None,
    reply_rate: Reply = "0%",
    bounce_rate: Bounce = "0%",
    click_rate: Click = "0%",
    seed: Seed = 0,
    html: Page = None,
    touches: Touches = None,
    place: Place = None,
    json: Json = False,
) -> None:
    """Show what would leave when, and where it chokes.

    The calendar, by day and sender, and when it ends. Whoever is under way, in any sequence,
    goes on from where they stand. Of each SEQUENCE, those leads start now that `enroll` would
    let in. With --leads there is nobody but the file's, and every sender is as new. Nothing
    is sent, enrolled or changed.
    """
    rates = _Rates(reply_rate, bounce_rate, click_rate, seed)
    asked = _Asked(tuple(dict.fromkeys(sequences or ())), leads, where, days, start)
    done = run(_opened(place, asked, rates, more=_more(sender), per_day=per_day))
    if touches is not None:
        from outreach.cli.simulate_touches import write_touches

        write_touches(done, touches)
    _tell(done.outlook, asked.names, html, json=json)


def _tell(
    outlook: Outlook, names: tuple[str, ...], html: Path | None, *, json: bool
) -> None:
    if html is not None:
        from outreach.cli.simulate_page import page_of

        _write(html, page_of(outlook, names))
    if json:
        from outreach.cli.simulate_object import object_of

        print_json(object_of(outlook))
    else:
        from outreach.cli.simulate_chart import print_outlook

        print_outlook(outlook, names)


async def _opened(
    place: Path | None, asked: _Asked, rates: _Rates, *, more: int, per_day: int | None
) -> Simulated:
    """Simulate over the workspace's database, or for a file over an empty one."""
    from outreach.bootstrap import load_workspace, open_engine
    from outreach.services.simulate import simulate as run_through
    from outreach.services.simulate_lane import WhatIf

    if asked.file is not None and not asked.names:
        raise InputError("--leads: name the sequence they are to go through")
    what_if, assumed = WhatIf(more, per_day), _assumed(rates)
    workspace = load_workspace(find(place), unarmed=True)
    if asked.file is not None:
        config = workspace.config.model_copy(update=NO_DATABASE)
        workspace = replace(workspace, config=config)
    async with open_engine(workspace) as deployment:
        question = _question(deployment, asked)
        question = replace(question, what_if=what_if, assumed=assumed)
        with progress("Simulating") as show:
            return await run_through(
                deployment.engine,
                question,
                progress=lambda told: show(int(told.done * 24), told.days * 24),
            )


def _question(deployment: Deployment, asked: _Asked) -> Question:
    from outreach.bootstrap import release_of
    from outreach.services.publish import reached
    from outreach.services.simulate import Question

    engine = deployment.engine
    releases: dict[str, Release] = {}
    named = []
    for name in asked.names:
        bundles = reached(name, deployment.bundle, release_of)
        named.append(bundles[0].name)
        releases |= {each.name: release_of(each) for each in bundles}
    now = engine.now()
    home = ZoneInfo(engine.house.zone)
    start = asked.start
    if start is not None:
        start = start.replace(tzinfo=start.tzinfo or home).astimezone(now.tzinfo)
    start_at = start or now
    chosen = asked.where and where_of(deployment.workspace, asked.where, start_at)
    leads = None
    if asked.file is not None:
        leads = _leads(deployment.workspace, asked.file)
        leads = [pair for pair in leads if not chosen or chosen(pair[0])]
    return Question(
        releases=releases,
        named=list(dict.fromkeys(named)),
        start_at=start_at,
        days=asked.days,
        leads=leads,
        where=chosen or None,
    )


def _leads(workspace: Workspace, file: Path) -> list[tuple[Lead, str | None]]:
    from outreach.bootstrap import judges
    from outreach.services.simulate_leads import read_leads

    listed = read_leads(
        file,
        declared=workspace.settings().fields,
        judges=judges(),
        pipeline=workspace.config.pipeline.core(),
    )
    if listed.refused:
        say(f"{file}: {listed.refused} rows are no leads; `leads import` tells why")
    return listed.leads


def _assumed(rates: _Rates) -> Assumed:
    from outreach.core.forecast.world import Assumed

    return Assumed(
        _rate("--reply-rate", rates.reply),
        _rate("--bounce-rate", rates.bounce),
        _rate("--click-rate", rates.click),
        rates.seed,
    )


def _rate(option: str, text: str) -> float:
    """Return a share given as 5% or 0.05."""
    number, whole = (text[:-1], PERCENT) if text.endswith("%") else (text, 1)
    try:
        rate = float(number) / whole
    except ValueError:
        rate = -1.0
    if not 0 <= rate <= 1:
        raise InputError(f"{option} {text}: write a share as 5% or 0.05")
    return rate


def _more(text: str) -> int:
    if not text:
        return 0
    if text.startswith("+") and text[1:].isascii() and text[1:].isdigit():
        return int(text[1:])
    raise InputError(f"--sender {text}: write how many more, as +2")


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(f"{path} cannot be written: {error.strerror}") from error
    say(f"{path} written")

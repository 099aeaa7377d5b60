"""`doctor`: tries each thing a deployment needs, and sends nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from outreach.cli.check import complaints
from outreach.cli.failure import NO
from outreach.cli.output import Json, print_json, print_line
from outreach.cli.place import Place, find
from outreach.cli.session import run

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from outreach.bootstrap import Workspace
    from outreach.services.diagnose import Finding


def doctor(*, place: Place = None, json: Json = False) -> None:
    """Try what a deployment needs: a line for each thing.

    The workspace, the database, the clock, time zones, the broker, and each sender's SMTP
    and IMAP server, up to the login. Exits with 1 if anything fails.
    """
    failed = run(_doctor(find(place), json))
    if failed:
        raise typer.Exit(NO)


async def _doctor(folder: Path, as_json: bool) -> bool:
    from outreach.services.diagnose import Health

    failed = False
    async for finding in _findings(folder):
        failed = failed or finding.health is Health.FAIL
        if as_json:
            print_json(finding)
        else:
            print_line(f"{finding.health:<5} {finding.what}: {finding.detail}")
    return failed


async def _findings(folder: Path) -> AsyncIterator[Finding]:
    from outreach.bootstrap import load_workspace
    from outreach.errors import CheckFailed
    from outreach.services.diagnose import Finding, Health

    try:
        workspace = load_workspace(folder)
    except CheckFailed as error:
        first = str(error).partition("\n")[0]
        yield Finding("workspace", Health.FAIL, f"{first} (`outreach check` tells all)")
        return
    faults = [each for each in complaints(folder, []) if not each.warning]
    if faults:
        detail = f"{len(faults)} complaints, `outreach check` tells them"
        yield Finding("workspace", Health.FAIL, detail)
    else:
        yield Finding("workspace", Health.OK, str(workspace.folder))
    async for finding in _of_deployment(workspace):
        yield finding


async def _of_deployment(workspace: Workspace) -> AsyncIterator[Finding]:
    from outreach.bootstrap import open_engine, open_queue
    from outreach.services.diagnose import Finding, Health, diagnose

    opened = False
    try:
        queue = open_queue(workspace)
        async with open_engine(workspace, queue=queue) as deployment:
            opened = True
            yield Finding(
                "database", Health.OK, "it can be written, its tables are up to date"
            )
            async for finding in diagnose(
                deployment.engine, deployment.channels, deployment.inboxes, queue.idle
            ):
                yield finding
    except Exception as error:
        if opened:
            raise
        detail = str(error).partition("\n")[0]
        yield Finding("database", Health.FAIL, f"{type(error).__name__}: {detail}")

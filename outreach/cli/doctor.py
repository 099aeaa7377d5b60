"""`doctor`: tries each thing a deployment needs, and sends nothing."""

from __future__ import annotations

from contextlib import AsyncExitStack, aclosing
from typing import TYPE_CHECKING

import typer

from outreach.cli.check import complaints
from outreach.cli.failure import NO
from outreach.cli.output import Json, print_json, print_line
from outreach.cli.place import Place, find
from outreach.cli.session import run
from outreach.errors import CheckFailed, ConfigError, Unavailable

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from pathlib import Path

    from outreach.bootstrap import Workspace
    from outreach.services.diagnose import Finding


def doctor(*, place: Place = None, json: Json = False) -> None:
    """Try what a deployment needs: a line for each thing.

    The workspace, the database, the disk, the clocks, time zones, the broker, whether
    `public_url` leads to us, each sender's SMTP and IMAP server up to the login, its
    Sent folder, and what DNS says of its domain: MX, SPF, DKIM, DMARC. Exits with 1 if
    anything fails.
    """
    failed = run(_doctor(find(place), json))
    if failed:
        raise typer.Exit(NO)


async def _doctor(folder: Path, as_json: bool) -> bool:
    """Tell each thing as it is found; return whether any fails."""
    from outreach.services.diagnose import Health

    failed = False
    # Whoever stops listening ends it in order, connections closed.
    async with aclosing(_findings(folder)) as findings:
        async for finding in findings:
            failed = failed or finding.health is Health.FAIL
            if as_json:
                print_json(finding)
            else:
                remedy = f"; {finding.remedy}" if finding.remedy else ""
                told = f"{finding.what}: {finding.detail}{remedy}"
                print_line(f"{finding.health:<5} {told}")
    return failed


async def _findings(folder: Path) -> AsyncGenerator[Finding, None]:
    from outreach.bootstrap import load_workspace
    from outreach.services.diagnose import Finding, Health

    faults = [each for each in complaints(folder, []) if not each.warning]
    if faults:
        count = "a complaint" if len(faults) == 1 else f"{len(faults)} complaints"
        detail = f"{count}, `outreach check` tells: {faults[0]}"
        yield Finding("workspace", Health.FAIL, detail)
    try:
        workspace = load_workspace(folder)
    except CheckFailed as error:
        # To `check` a variable that is not set is a warning: it may be set elsewhere.
        if not faults:
            detail = "; ".join(str(error).splitlines())
            yield Finding("workspace", Health.FAIL, detail)
        return
    if not faults:
        yield Finding("workspace", Health.OK, str(workspace.folder))
    async with aclosing(_of_deployment(workspace)) as findings:
        async for finding in findings:
            yield finding


async def _of_deployment(workspace: Workspace) -> AsyncGenerator[Finding, None]:
    from outreach.bootstrap import open_engine, open_queue
    from outreach.bootstrap.doctor import doctors_tools
    from outreach.services.diagnose import Finding, Health, diagnose

    queue = open_queue(workspace)
    async with AsyncExitStack() as stack:
        opening = open_engine(workspace, queue=queue)
        try:
            deployment = await stack.enter_async_context(opening)
        except (ConfigError, Unavailable) as error:
            yield Finding("database", Health.FAIL, str(error))
            return
        yield Finding("database", Health.OK, "it can be written; its tables are there")
        found = diagnose(deployment.engine, doctors_tools(deployment, queue))
        async with aclosing(found) as findings:
            async for finding in findings:
                yield finding

"""Finds the leads whose messages are wanted, wherever they are, and has the messages written."""

from __future__ import annotations

import csv
import tempfile
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from outreach.cli.output import ask, print_line, progress, say
from outreach.core.source import nearest
from outreach.errors import InputError, NotFound, Refused

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from outreach.bootstrap import Deployment, Workspace
    from outreach.core.model import Lead
    from outreach.services.engine import Release
    from outreach.services.preview import Message, Preview
    from outreach.services.try_out import Tried

OF_A_FILE = 10  # leads, where no number is named


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose messages are wanted, and which."""

    sequence: str
    lead: str | None
    size: int | None
    leads: Path | None
    given: dict[str, str] = field(default_factory=dict)
    step: str | None = None
    path: int | None = None
    time: int | None = None
    to: str | None = None
    yes: bool = False

    @property
    def apart(self) -> bool:
        """Whether the leads are in no database."""
        return self.leads is not None or bool(self.given)

    @property
    def several(self) -> bool:
        """Whether they are told in a table."""
        return self.lead is None

    def on_path(self, number: int) -> Asked:
        """Return the same of one path."""
        return replace(self, path=number)

    def pick(self, found: Preview) -> list[Message]:
        """Return the messages that are wanted of a lead's."""
        if self.path is not None:
            if self.path > len(found.paths):
                count = len(found.paths)
                message = f"no path {self.path}: this lead has {count}"
                raise NotFound(message)
            messages = found.on_path(self.path - 1)
        else:
            messages = list(found.messages)
        if self.step is None:
            return messages
        messages = [each for each in messages if each.step == self.step]
        if not messages and not self.several:
            hint = nearest(self.step, {each.step for each in found.messages})
            place = f"on this lead's path through {self.sequence}"
            message = f'no step "{self.step}"{hint} {place}'
            raise NotFound(message)
        return messages


async def look(asked: Asked, folder: Path) -> list[Preview]:
    """Return the previews, and mail them where that is wanted. Raises OutreachError."""
    from outreach.bootstrap import load_workspace, release_of
    from outreach.services.preview import preview

    workspace = load_workspace(folder, unarmed=asked.to is None)
    async with _opened(asked, workspace) as opened:

        @cache
        def fresh() -> Release:
            return release_of(opened.bundle(asked.sequence))

        chosen = await _chosen(asked, opened, fresh)
        found: list[Preview] = []
        with progress("Writing") as show:
            for lead in chosen:
                found.append(
                    await preview(
                        opened.engine, lead, asked.sequence, fresh, ordinal=asked.time
                    )
                )
                show(len(found), len(chosen))
        if asked.to is not None:
            await _send(asked, workspace, opened, chosen[0], fresh)
        return found


@asynccontextmanager
async def _opened(asked: Asked, workspace: Workspace) -> AsyncIterator[Deployment]:
    from outreach.bootstrap import open_engine
    from outreach.bootstrap.scratch import has_database, open_scratch

    if not asked.apart:
        if not has_database(workspace):
            raise NotFound(
                "the workspace has no database yet, so no leads: import some, or show "
                "those of a file with --leads FILE, or one invented with --set FIELD=VALUE"
            )
        async with open_engine(workspace) as opened:
            yield opened
        return
    async with open_scratch(workspace) as opened:
        if asked.leads is not None:
            await _import(opened, asked.leads)
        else:
            await _invent(opened, asked)
        yield opened


async def _invent(opened: Deployment, asked: Asked) -> None:
    """Import one lead as a file of one row would be."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "lead.csv"
        row = {**asked.given, "email": asked.lead or ""}
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(row)
            writer.writerow(row.values())
        await _import(opened, path, strict=True)


async def _import(opened: Deployment, path: Path, *, strict: bool = False) -> None:
    from outreach.bootstrap import judges
    from outreach.services.import_leads import import_leads

    with progress("Reading") as show:
        done = await import_leads(
            opened.engine,
            path,
            declared=opened.workspace.config.fields,
            judges=judges(),
            progress=lambda so_far: show(so_far.done, so_far.total),
        )
    told = [f"{each.column}: {each.reason}" for each in done.problems]
    told += [f"{each.column}: {each.hint}" for each in done.ignored]
    if strict and told:
        raise InputError(f"--set {told[0]}")
    for each in done.problems:
        column = f"{each.column}: " if each.column else ""
        say(f"{path}:{each.line}: {each.code}: {column}{each.reason}")


async def _chosen(
    asked: Asked, opened: Deployment, fresh: Callable[[], Release]
) -> list[Lead]:
    from outreach.services.find import find
    from outreach.services.sample import sample

    engine = opened.engine
    if asked.lead is not None:
        async with engine.database.reading() as connection:
            return [await find(connection, asked.lead)]
    with progress("Choosing") as show:
        found = await sample(
            engine,
            fresh(),
            asked.size or OF_A_FILE,
            progress=lambda done: show(done, None),
        )
    if not found:
        raise NotFound("there are no leads: import some, or name a file with --leads")
    return found


async def _send(
    asked: Asked,
    workspace: Workspace,
    opened: Deployment,
    lead: Lead,
    fresh: Callable[[], Release],
) -> None:
    """Mail the messages of one path to the author, once a person has agreed."""
    from outreach.services.preview import preview
    from outreach.services.try_out import mails_of, trial_engine, try_out

    to = await _approved(asked, workspace, opened, lead)
    apart = trial_engine(opened.engine)
    found = await preview(
        apart, lead, asked.sequence, fresh, ordinal=asked.time, trial=True
    )
    wanted = asked if asked.path is not None else asked.on_path(1)
    mails = mails_of(wanted.pick(found))
    senders = ", ".join(dict.fromkeys(message.sender for message in mails))
    if not asked.yes:
        question = f"Mail {len(mails)} tests to {to} through {senders}?"
        ask(question)
    done = await try_out(opened.channels["email"], mails, to, opened.engine.now())
    _tell(done, to, len(mails))


async def _approved(
    asked: Asked, workspace: Workspace, opened: Deployment, lead: Lead
) -> str:
    from outreach.bootstrap import open_engine
    from outreach.bootstrap.scratch import has_database
    from outreach.services.try_out import approve

    to = await approve(opened.engine, asked.to or "", [lead])
    if asked.apart and has_database(workspace):
        # Who is a lead there must not be written to from here either.
        async with open_engine(workspace) as known:
            await approve(known.engine, to, [lead])
    return to


def _tell(done: list[Tried], to: str, wanted: int) -> None:
    from outreach.core.model import Sent

    for each in done:
        if isinstance(each.outcome, Sent):
            print_line(f"{each.step}: mailed to {to} through {each.sender}")
            continue
        detail = f"{each.step}: {type(each.outcome).__name__.lower()}: "
        raise Refused("not_sent", f"{detail}{each.outcome.detail}")
    if len(done) < wanted:
        raise Refused("not_sent", f"{wanted - len(done)} were not tried")

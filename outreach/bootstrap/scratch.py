"""Opens a workspace over an empty database in memory: to look at leads that are in none."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from outreach.adapters.rehearsal import IdleQueue
from outreach.bootstrap.deployment import Deployment, open_engine
from outreach.store.database import parse_url
from outreach.store.rehearsal import IN_MEMORY

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from outreach.config import Workspace

# The same each time, so that what is shown is; what it seals opens nothing anywhere.
_SECRET = b"the secret of an example, which seals nothing"


@asynccontextmanager
async def open_scratch(workspace: Workspace) -> AsyncIterator[Deployment]:
    """Open a deployment that leaves no trace; its ways out are the workspace's own."""
    config = workspace.config.model_copy(update={"database": IN_MEMORY})
    async with open_engine(
        replace(workspace, config=config), queue=IdleQueue()
    ) as opened:
        house = replace(opened.engine.house, secret=_SECRET)
        yield replace(opened, engine=replace(opened.engine, house=house))


def has_database(workspace: Workspace) -> bool:
    """Tell whether there is a database to look into, as far as a file can tell."""
    url = parse_url(workspace.database_url)
    if url.get_backend_name() != "sqlite" or not url.database:
        return True
    return url.database.startswith("file:") or Path(url.database).exists()

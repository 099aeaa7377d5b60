"""The leads that a check may look at: those of the database as it stands, or of a list.

The database is neither made nor changed for it.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from outreach.core.model import LeadId
from outreach.store import lead_bulk
from outreach.store.database import Database, DatabaseError, parse_url
from outreach.store.migrate import is_current

if TYPE_CHECKING:
    from collections.abc import Callable

    from outreach.config import Workspace
    from outreach.core.model import Lead

PAGE = 5_000
_MAGIC = b"SQLite format 3\0"


@dataclass(slots=True)
class StoredLeads:
    """Calls back with each lead of a database; `untold` says why it could not."""

    url: str
    untold: str = field(default="", init=False)

    def __call__(self, visit: Callable[[Lead], None]) -> None:
        """Call back with each lead, as far as there is a database of today."""
        asyncio.run(self._look(visit))

    async def _look(self, visit: Callable[[Lead], None]) -> None:
        database = Database(self.url)
        try:
            async with database.reading() as connection:
                if not await is_current(connection):
                    self.untold = "the database is of another version of outreach"
                    return
                last = LeadId(0)
                while page := await lead_bulk.after(connection, last, PAGE):
                    for lead in page:
                        visit(lead)
                    last = page[-1].id
        except (DatabaseError, OSError) as error:
            reason = str(error).partition("\n")[0]
            self.untold = f"the database cannot be read: {reason}"
        finally:
            await database.close()


def stored_leads(workspace: Workspace) -> StoredLeads | None:
    """Return the leads of the workspace's database; None where there is none yet."""
    url = parse_url(workspace.database_url)
    if url.get_backend_name() != "sqlite":
        return StoredLeads(workspace.database_url)
    path = Path(url.database or "")
    if not url.database or not _is_database(path):
        return None
    # Opened so, a file that goes meanwhile is not made anew.
    return StoredLeads(f"sqlite:///file:{quote(str(path))}?mode=rw&uri=true")


def _is_database(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(len(_MAGIC)) == _MAGIC
    except OSError:
        return False

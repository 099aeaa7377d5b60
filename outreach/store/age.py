"""When the touches that a lane's cap counts were put on the wire: the first that age out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, text

from outreach.store.column import Instant
from outreach.store.schema import touches

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection

# Some rows of the index are sought for each lane, however many more it has.
_COUNTED = """
      SELECT d.id, d.lane, d.sending_at FROM touches AS d
      WHERE d.lane = n.value AND d.sending_at > :since
        AND d.state IN ('sending', 'sent', 'in_doubt')
      ORDER BY d.sending_at LIMIT :most
"""
_OLDEST = {
    dialect: text(query)
    .bindparams(bindparam("since", type_=Instant()))
    .columns(touches.c.lane, touches.c.sending_at)
    for dialect, query in (
        (
            "sqlite",
            f"""
    SELECT t.lane, t.sending_at FROM json_each(:listed) AS n CROSS JOIN touches AS t
    WHERE t.id IN (SELECT id FROM ({_COUNTED})) ORDER BY t.sending_at
    """,  # noqa: S608 - our own names
        ),
        (
            "postgresql",
            f"""
    SELECT t.lane, t.sending_at
    FROM json_array_elements_text(CAST(:listed AS json)) AS n(value)
    CROSS JOIN LATERAL ({_COUNTED}) AS t ORDER BY t.sending_at
    """,  # noqa: S608 - our own names
        ),
    )
}


async def oldest_counted(
    connection: AsyncConnection, wanted: Mapping[str, int], since: datetime
) -> dict[str, tuple[datetime, ...]]:
    """Return when the first touches since were put on the wire, so many as wanted, by lane."""
    query = _OLDEST[connection.dialect.name]
    found: dict[str, list[datetime]] = {}
    alike: dict[int, list[str]] = {}
    for name, most in wanted.items():
        alike.setdefault(most.bit_length(), []).append(name)
    for names in alike.values():
        most = max(wanted[name] for name in names)
        asked = {"listed": json.dumps(names), "since": since, "most": most}
        for name, at in await connection.execute(query, asked):
            found.setdefault(name, []).append(at)
    return {name: tuple(several[: wanted[name]]) for name, several in found.items()}

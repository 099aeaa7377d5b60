"""What is due on many lanes at once: a few probes of the index each, however much waits there."""

from __future__ import annotations

import json
from operator import itemgetter
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, literal, select, text

from outreach.store.column import Instant
from outreach.store.many import batched
from outreach.store.schema import enrollments

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy import RowMapping, TextClause
    from sqlalchemy.ext.asyncio import AsyncConnection

_ROW = enrollments.c
# Rows of a JSON array, and what one of them is called.
_LISTED = {
    "sqlite": ("json_each(:listed)", "value"),
    "postgresql": ("json_array_elements_text(CAST(:listed AS json))", "value"),
}

# A loose index scan: one probe for a lane, however many enrollments it has.
_UNOPENED = text(
    """
    WITH RECURSIVE names(n) AS (
      SELECT (SELECT min(lane) FROM enrollments
              WHERE state = 'active' AND due_at IS NOT NULL AND lane > '')
      UNION ALL
      SELECT (SELECT min(lane) FROM enrollments
              WHERE state = 'active' AND due_at IS NOT NULL AND lane > names.n)
      FROM names WHERE names.n IS NOT NULL
    )
    SELECT n FROM names WHERE n IS NOT NULL AND n NOT IN (SELECT name FROM lanes)
    """
)

# The same over the window keys of some lanes: the first of a key, touched or not, is its
# earliest. The lanes of a key come as one JSON text, for most keys are closed.
_KEYS = """
    WITH RECURSIVE heads(lane, window_key, touched, due_at, id) AS (
      SELECT e.lane, e.window_key, e.touched, e.due_at, e.id
      FROM {rows} AS n CROSS JOIN enrollments AS e
      WHERE e.id = (
        SELECT id FROM enrollments
        WHERE state = 'active' AND due_at IS NOT NULL AND lane = n.{value}
        ORDER BY window_key, touched, due_at, id LIMIT 1)
      UNION ALL
      SELECT e.lane, e.window_key, e.touched, e.due_at, e.id
      FROM heads AS h CROSS JOIN enrollments AS e
      WHERE e.id = coalesce(
        (SELECT id FROM enrollments
         WHERE state = 'active' AND due_at IS NOT NULL AND lane = h.lane
           AND window_key = h.window_key AND touched > h.touched
         ORDER BY touched, due_at, id LIMIT 1),
        (SELECT id FROM enrollments
         WHERE state = 'active' AND due_at IS NOT NULL AND lane = h.lane
           AND window_key > h.window_key
         ORDER BY window_key, touched, due_at, id LIMIT 1))
    )
    SELECT window_key, CAST({gather} AS text) FROM heads
    WHERE due_at <= :now GROUP BY window_key
"""
_GATHER = {
    "sqlite": "json_group_array(json_array(lane, NOT touched, due_at, id))",
    "postgresql": (
        "json_agg(json_build_array(lane, NOT touched, extract(epoch FROM due_at), id))"
    ),
}

_FIRST = {
    "sqlite": """
    SELECT e.id FROM json_each(:listed) AS n CROSS JOIN enrollments AS e
    WHERE e.id IN (
      SELECT d.id FROM enrollments AS d
      WHERE d.state = 'active' AND d.due_at IS NOT NULL AND d.lane = n.value ->> 0
        AND d.window_key = n.value ->> 1 AND d.touched = :touched AND d.due_at <= :now
      ORDER BY d.due_at, d.id LIMIT :most)
    """,
    "postgresql": """
    SELECT e.id FROM json_array_elements(CAST(:listed AS json)) AS n(value)
    CROSS JOIN LATERAL (
      SELECT d.id FROM enrollments AS d
      WHERE d.state = 'active' AND d.due_at IS NOT NULL AND d.lane = n.value ->> 0
        AND d.window_key = n.value ->> 1 AND d.touched = :touched AND d.due_at <= :now
      ORDER BY d.due_at, d.id LIMIT :most) AS e
    """,
}


async def unopened(connection: AsyncConnection) -> list[str]:
    """Return the lanes on which something is due, now or later, and that have no row."""
    rows = await connection.execute(_UNOPENED)
    return list(rows.scalars())


async def lanes_by_key(
    connection: AsyncConnection, lanes: Collection[str], now: datetime
) -> dict[str, str]:
    """Return, by window key, those of these lanes with something due under it, and what.

    As a JSON array, which `heads_in` reads: whoever finds the window closed need not.
    """
    if not lanes:
        return {}
    dialect = connection.dialect.name
    rows, value = _LISTED[dialect]
    query = _KEYS.format(rows=rows, value=value, gather=_GATHER[dialect])
    found = await connection.execute(
        _timed(query), {"listed": json.dumps(sorted(lanes)), "now": now}
    )
    return dict(iter(found))


def heads_in(listed: str) -> list[tuple[str, bool, float, int]]:
    """Return what `lanes_by_key` has listed: what is due first on a lane, new or not.

    Lane, whether it is new, since when it is due, to be compared only, and its id.
    """
    return [
        (lane, bool(new), since, each) for lane, new, since, each in json.loads(listed)
    ]


async def first_due(
    connection: AsyncConnection,
    keys: Sequence[tuple[str, str]],
    *,
    touched: bool,
    now: datetime,
    most: int,
) -> list[RowMapping]:
    """Return, locked, the first `most` due under each lane and window key, in order.

    Those held elsewhere are left out.
    """
    query = _timed(_FIRST[connection.dialect.name])
    asked = {"listed": json.dumps(keys), "touched": touched, "now": now, "most": most}
    ids = list((await connection.execute(query, asked)).scalars())
    found: list[RowMapping] = []
    for some in batched(ids):
        rows = await connection.execute(
            select(enrollments)
            .where(
                _ROW.id.in_(some),
                _ROW.state == literal("active", literal_execute=True),
                _ROW.due_at <= now,
            )
            .order_by(_ROW.id)
            .with_for_update(skip_locked=True)
        )
        found += rows.mappings()
    return sorted(found, key=itemgetter("due_at", "id"))


def _timed(query: str) -> TextClause:
    """Return the statement with its instant bound as the columns' are."""
    return text(query).bindparams(bindparam("now", type_=Instant()))

"""What the database itself writes down: every move of a touch, and what went before a stop."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from sqlalchemy import select, text

from outreach.store.database import Database
from outreach.store.schema import touches

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from outreach.store.database import Connection

# Marked, whatever has come of it since: it went out or may have.
OUT = ("sending", "sent", "in_doubt")
_TABLE = """\
CREATE TABLE crash_moves (id {key}, touch_id BIGINT, was TEXT, was_attempt INT, "to" TEXT,
attempt INT, worker TEXT)"""
_SQLITE = """\
CREATE TRIGGER crash_{what} AFTER {what} ON touches BEGIN
INSERT INTO crash_moves (touch_id, was, was_attempt, "to", attempt, worker)
SELECT {id}, {was}, {was_attempt}, {to}, {attempt}, {worker} WHERE {moved}; END"""
_POSTGRES = """\
CREATE FUNCTION crash_moved() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
IF TG_OP = 'INSERT' THEN
  INSERT INTO crash_moves (touch_id, "to", attempt, worker)
  VALUES (NEW.id, NEW.state, NEW.attempt, NEW.worker);
ELSIF TG_OP = 'DELETE' THEN
  INSERT INTO crash_moves (touch_id, was, was_attempt, worker)
  VALUES (OLD.id, OLD.state, OLD.attempt, OLD.worker);
ELSIF (OLD.state, OLD.attempt) <> (NEW.state, NEW.attempt) THEN
  INSERT INTO crash_moves (touch_id, was, was_attempt, "to", attempt, worker)
  VALUES (NEW.id, OLD.state, OLD.attempt, NEW.state, NEW.attempt, NEW.worker);
END IF;
RETURN NULL; END $$"""
_POSTGRES_TRIGGER = """\
CREATE TRIGGER crash_moved AFTER INSERT OR UPDATE OR DELETE ON touches
FOR EACH ROW EXECUTE FUNCTION crash_moved()"""
_OLD = {"was": "OLD.state", "was_attempt": "OLD.attempt"}
_NEW = {
    "id": "NEW.id",
    "to": "NEW.state",
    "attempt": "NEW.attempt",
    "worker": "NEW.worker",
}
_NULL = dict.fromkeys(
    ("id", "was", "was_attempt", "to", "attempt", "worker", "moved"), "NULL"
)
_CHANGED = "OLD.state <> NEW.state OR OLD.attempt <> NEW.attempt"


async def lay(database: Database) -> None:
    """Let every move of a touch be written down in the transaction that makes it."""
    key = "INTEGER PRIMARY KEY AUTOINCREMENT" if database.is_sqlite else None
    statements = [_TABLE.format(key=key or "BIGSERIAL PRIMARY KEY")]
    if database.is_sqlite:
        gone = {"id": "OLD.id", "worker": "OLD.worker"}
        statements += [
            _SQLITE.format(what="INSERT", **{**_NULL, **_NEW, "moved": "1"}),
            _SQLITE.format(what="DELETE", **{**_NULL, **_OLD, **gone, "moved": "1"}),
            _SQLITE.format(what="UPDATE", **{**_OLD, **_NEW, "moved": _CHANGED}),
        ]
    else:
        statements += [
            _POSTGRES,
            _POSTGRES_TRIGGER,
        ]
    async with database.writing() as connection:
        for statement in statements:
            await connection.execute(text(statement))


class Witness(Database):
    """A database whose writing transactions look, last of all, at what has gone out to a lead.

    A stop holds the lead's lock, so whatever was marked before it is seen, and nothing else
    may be marked later.
    """

    lead_id: int | None = None
    # Touch -> the attempt that was marked when the last transaction was committed.
    gone_out: dict[int, int]

    @asynccontextmanager
    async def writing(self, *, brief: bool = False) -> AsyncIterator[Connection]:
        async with super().writing(brief=brief) as connection:
            yield connection
            if self.lead_id is not None:
                self.gone_out = await _gone_out(connection, self.lead_id)


async def _gone_out(connection: Connection, lead_id: int) -> dict[int, int]:
    found = await connection.execute(
        select(touches.c.id, touches.c.attempt).where(
            touches.c.lead_id == lead_id, touches.c.state.in_(OUT)
        )
    )
    return {row.id: row.attempt for row in found}

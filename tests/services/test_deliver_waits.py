"""Ids that come in while the database is away are waited with, not dropped."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from sqlalchemy.exc import OperationalError

from outreach.services.deliver import Courier
from outreach.store.database import Database
from tests.services.arena import arena

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from sqlalchemy.ext.asyncio import AsyncConnection

    from tests.services.arena import Arena


class Away(Database):
    """A database that cannot be read until it is back."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.asked = asyncio.Event()
        self.back = False

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        self.asked.set()
        if not self.back:
            raise OperationalError("SELECT", {}, OSError("gone"))
        async with super().reading() as connection:
            yield connection


def _courier(it: Arena, away: Away) -> Courier:
    return Courier(replace(it.engine, database=away), {"email": it.wire})


@pytest.mark.parametrize("told_to_stop", [False, True])
async def test_ids_that_come_while_the_database_is_away_are_kept(
    *, sqlite_url: str, told_to_stop: bool
) -> None:
    away = Away(sqlite_url)
    async with arena(sqlite_url) as it:
        await it.enroll(2)
        claimed = (await it.tick()).claimed
        it.engine.queue.jobs.clear()  # type: ignore[attr-defined] # a list in tests
        courier = _courier(it, away)
        delivery = asyncio.create_task(courier.deliver(claimed))
        await away.asked.wait()
        if told_to_stop:
            await courier.close()
        away.back = True
        await delivery
        await courier.close()
        put_back = it.engine.queue.jobs  # type: ignore[attr-defined] # as above
    await away.close()
    if told_to_stop:
        assert (len(it.wire.carried), put_back) == (0, [("deliver", claimed)])
    else:
        assert (len(it.wire.carried), put_back) == (2, [])

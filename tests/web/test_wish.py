"""What could not be recorded is tried again, and nobody is told that it was."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from outreach.web.errand import Errands
from outreach.web.wish import MOST, Wishes

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

LATER = timedelta(hours=1)


@dataclass
class _Database:
    """One that is away, until it is back."""

    away: bool = True
    written: list[str] = field(default_factory=list)

    async def write(self, what: str) -> None:
        if self.away:
            raise OSError("no database")
        self.written.append(what)


def _act(database: _Database, what: str) -> Callable[[], Awaitable[None]]:
    async def act() -> None:
        await database.write(what)

    return act


async def test_a_wish_is_fulfilled_at_once() -> None:
    database = _Database(away=False)
    wishes = Wishes(Errands(), LATER)
    assert await wishes.fulfil(1, _act(database, "stop"))
    assert (database.written, len(wishes)) == (["stop"], 0)
    wishes.close()


async def test_what_failed_is_done_once_the_database_is_back() -> None:
    database = _Database()
    wishes = Wishes(Errands(), LATER)
    told = [await wishes.fulfil(key, _act(database, f"stop {key}")) for key in (1, 2)]
    await wishes.again()
    still = len(wishes)
    database.away = False
    await wishes.again()
    await wishes.again()
    wishes.close()
    assert (told, still, len(wishes)) == ([False, False], 2, 0)
    assert sorted(database.written) == ["stop 1", "stop 2"]


async def test_it_is_tried_again_by_itself() -> None:
    wishes = Wishes(Errands(), timedelta(0))
    recorded = asyncio.get_running_loop().create_future()
    away = [True, True]

    async def act() -> None:
        if away:
            away.pop()
            raise OSError("no database")
        recorded.set_result("stop")

    assert not await wishes.fulfil(1, act)
    assert await recorded == "stop"
    wishes.close()


async def test_of_one_person_the_last_wish_counts() -> None:
    database = _Database()
    wishes = Wishes(Errands(), LATER)
    for what in ("first", "second"):
        await wishes.fulfil(1, _act(database, what))
    assert len(wishes) == 1
    database.away = False
    await wishes.again()
    wishes.close()
    assert database.written == ["second"]


async def test_one_that_always_fails_holds_up_no_other() -> None:
    lame, sound = _Database(), _Database()
    wishes = Wishes(Errands(), LATER)
    for key, database in ((1, lame), (2, lame), (3, sound)):
        await wishes.fulfil(key, _act(database, "stop"))
    sound.away = False
    for _ in range(3):
        await wishes.again()
    wishes.close()
    assert (sound.written, len(wishes)) == (["stop"], 2)


async def test_no_more_are_kept_than_memory_holds() -> None:
    database = _Database()
    wishes = Wishes(Errands(), LATER)
    for key in range(MOST):
        await wishes.fulfil(key, _act(database, ""))
    assert not await wishes.fulfil("one more", _act(database, "x"))
    assert len(wishes) == MOST
    wishes.close()

"""A new version's cap of new leads holds for those in flight once it is applied."""

from __future__ import annotations

from outreach.core.cap import MAX_NEW
from tests.services.edit import BUMP, editing, mail, written


async def test_who_waits_for_the_old_cap_goes_by_the_new_one(sqlite_url: str) -> None:
    old = "max_new_per_day: 1\n" + written(mail("intro"), BUMP)
    new = "max_new_per_day: 3\n" + written(mail("intro"), BUMP)
    async with editing(sqlite_url, old) as editor:
        await editor.it.enroll(5)
        await editor.it.run()
        assert len(editor.tape.carried) == 1
        waits = [row["waits_for"] for row in await editor.rows()]
        assert sorted(waits) == ["", *[MAX_NEW] * 4]
        await editor.apply(new)
        await editor.it.run()
        assert len(editor.tape.carried) == 3


async def test_what_left_before_the_first_cap_counts(sqlite_url: str) -> None:
    old = written(mail("intro"), BUMP)
    new = "max_new_per_day: 3\n" + old
    async with editing(sqlite_url, old) as editor:
        await editor.it.enroll(2)
        await editor.it.run()
        await editor.apply(new)
        await editor.it.enroll(4, first=2)
        await editor.it.run()
        assert len(editor.tape.carried) == 3

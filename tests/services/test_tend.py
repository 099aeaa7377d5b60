"""A mailbox is read, looked through and filled; what fails of it keeps nothing else from it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from outreach.core.model import Unknown
from outreach.services.tend import tend
from tests.services.sent_box import LEA, sent_box

if TYPE_CHECKING:
    from outreach.ports import Batch, Cursor


@dataclass
class Broken:
    """A mailbox whose inbox breaks in a way that nobody foresaw."""

    asked: list[str] = field(default_factory=list)
    appended: list[bytes] = field(default_factory=list)

    async def fetch(self, folder: str, _after: Cursor | None, _limit: int) -> Batch:
        self.asked.append(folder)
        raise ZeroDivisionError

    async def sent_folder(self) -> str:
        return "Sent"

    async def find(self, folder: str, message_id: str) -> bool:
        self.asked.append(f"{message_id} in {folder}")
        return False

    async def append(self, _folder: str, content: bytes) -> None:
        self.appended.append(content)

    async def close(self) -> None:
        """Let go of nothing."""


async def test_an_inbox_that_breaks_keeps_no_evidence_and_no_copy_back(
    sqlite_url: str,
) -> None:
    async with sent_box(sqlite_url, copies=True, hears=True, folders=("INBOX",)) as box:
        broken = Broken()
        box.it.wire.says = {LEA: [Unknown("no answer")]}
        await box.it.enroll(2)
        await box.it.run()
        box.it.clock.forward(timedelta(minutes=1))
        with pytest.raises(ZeroDivisionError):
            await tend(box.it.engine, {"anna": broken}, "anna")
        doubted, sent = await box.it.rows("touches")
        assert (doubted["state"], sent["state"]) == ("in_doubt", "sent")
    named = (doubted["message_id"], sent["message_id"])
    assert broken.asked == ["INBOX", *(f"{each} in Sent" for each in named)]
    assert len(broken.appended) == 1


async def test_all_of_it_is_done_in_one_go(sqlite_url: str) -> None:
    async with sent_box(sqlite_url, copies=True, hears=True, folders=("INBOX",)) as box:
        await box.doubted()
        await tend(box.it.engine, {"anna": box}, "anna")
        await box.server.deliver(
            "anna", "INBOX", b"From: x@y.example\r\n\r\nHello?\r\n"
        )
        await box.file()
        box.it.clock.forward(timedelta(minutes=10))
        assert await tend(box.it.engine, {"anna": box}, "anna") == 1
        assert await box.it.ledger() == [("sent", 1)]
        assert await box.it.rows("sent_copies") == []
        (lane,) = [r for r in await box.it.rows("lanes") if r["name"] == "anna"]
        assert lane["inbox_read_at"] == box.it.clock.now()
    assert box.appended == []

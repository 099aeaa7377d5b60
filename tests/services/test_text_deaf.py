"""A number that keeps what it hears and cannot read it may be deaf to a stop."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outreach.services.ingest import interpret
from outreach.services.keep_notice import keep_notice
from tests.services.texting import ADA, HOOK, phone, reach

if TYPE_CHECKING:
    from pathlib import Path


async def test_no_follow_up_leaves_while_an_answer_lies_unread(
    tmp_path: Path, database_url: str
) -> None:
    async with phone(tmp_path, database_url) as there:
        await reach(there)
        engine = there.world.deployment.engine
        call = there.twilio.text(HOOK, ADA, "stop texting me")
        await keep_notice(engine, "desk", "", call.content)
        there.world.clock.forward(days=1)
        await there.world.run()
        deaf = len(there.twilio.messages)
        # A first text may leave: nobody has answered that yet.
        await there.world.enroll(
            1, phone="+447700900124", identity="email:a@b.example", email="a@b.example"
        )
        await there.world.run()
        assert await interpret(engine) == 0
        await there.world.run()
        standing = await there.standing()
    assert (deaf, [m["To"] for m in there.twilio.messages[1:]]) == (
        1,
        ["+447700900124"],
    )
    assert standing[0] == ("finished", "opted_out")

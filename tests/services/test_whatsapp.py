"""WhatsApp takes free text as an answer only: what may not leave is never tried."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.services.texting import ALWAYS, phone, reach

if TYPE_CHECKING:
    from pathlib import Path

CHATTY = f"""\
name: hello
senders: {{whatsapp: [chat]}}
exit_on: [bounce, opt_out]
{ALWAYS}
steps:
  - id: template
    whatsapp: {{template: HX{"0" * 32}, variables: {{"1": "{{{{ first_name }}}}"}}}}
  - id: free
    after: 2 hours
    whatsapp: {{body: "Shall I send the slides, {{{{ first_name }}}}?"}}
"""


@pytest.mark.parametrize(
    ("hours", "standing"),
    [(None, ("paused", "policy")), (1, ("finished", "no_reply"))],
)
async def test_free_text_goes_out_within_a_day_of_an_answer_only(
    tmp_path: Path,
    sqlite_url: str,
    hours: int | None,
    standing: tuple[str, str],
) -> None:
    async with phone(tmp_path, sqlite_url, steps=CHATTY) as there:
        await reach(there)
        if hours is not None:
            there.world.clock.forward(hours=hours)
            await there.text("Tell me more", channel="whatsapp")
        there.world.clock.forward(hours=2)
        await there.world.run()
        stood = await there.standing()
        first = there.twilio.messages[0]
    assert stood == [standing]
    assert (first["ContentSid"], first["ContentVariables"]) == (
        "HX" + "0" * 32,
        '{"1": "Ada"}',
    )
    assert len(there.twilio.messages) == (1 if hours is None else 2)


async def test_the_day_is_over_after_24_hours(tmp_path: Path, sqlite_url: str) -> None:
    late = CHATTY.replace("2 hours", "25 hours")
    async with phone(tmp_path, sqlite_url, steps=late) as there:
        await reach(there)
        await there.text("Tell me more", channel="whatsapp")
        there.world.clock.forward(hours=25)
        await there.world.run()
        stood = await there.standing()
    assert (stood, len(there.twilio.messages)) == ([("paused", "policy")], 1)

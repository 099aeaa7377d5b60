"""The judge itself: it writes down each message before it answers for it."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import TYPE_CHECKING

from outreach.adapters.channels.email import EmailChannel, SmtpAccount
from outreach.core.model import Sent
from tests.adapters.channels.post import ANNA, Standing, mail

if TYPE_CHECKING:
    from pathlib import Path


async def test_as_a_process_it_records_what_it_took(tmp_path: Path) -> None:
    record = tmp_path / "taken.jsonl"
    process = await asyncio.create_subprocess_exec(
        *[sys.executable, "-m", "tests.saboteur.smtp", "--delay", "0.01"],
        *["--record", str(record)],
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    port = int(await process.stdout.readline())
    account = SmtpAccount("127.0.0.1", port, security="none")
    out = EmailChannel({ANNA: account}, clock=Standing())
    outcomes = [await out.send(mail(n)) for n in range(2)]
    await out.close()
    process.kill()
    await process.communicate()
    lines = [json.loads(line) for line in record.read_text().splitlines()]
    assert [type(outcome) for outcome in outcomes] == [Sent, Sent]
    assert [(line["message_id"], line["rcpt"]) for line in lines] == [
        ("<0@acme.example>", "bo0@far.example"),
        ("<1@acme.example>", "bo1@far.example"),
    ]

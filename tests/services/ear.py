"""Mails as leads, machines and strangers write them, and the way they come in."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING

from outreach.ports import Batch, Cursor, RawMessage
from outreach.services.ingest import interpret
from outreach.store import inbound

if TYPE_CHECKING:
    from typing import Any

    from outreach.core.model import LeadId
    from tests.services.arena import Arena

OFFICE = "anna@acme.example"
DSN = """\
From: Mail Delivery Subsystem <MAILER-DAEMON@mx.example>
Subject: Delivery Status Notification (Failure)
Message-ID: <dsn-{status}@mx.example>
Auto-Submitted: auto-replied
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; {address}
Action: failed
Status: {status}
Diagnostic-Code: smtp; {diagnostic}

--b
Content-Type: text/rfc822-headers

Message-ID: {about}

--b--
"""
COMPLAINT = """\
From: <feedback@provider.example>
Subject: FW: Hello
Message-ID: <arf@provider.example>
Content-Type: multipart/report; report-type=feedback-report; boundary="b"

--b
Content-Type: text/plain

This is an abuse report.

--b
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: loop/1.0
Version: 1
Original-Rcpt-To: <{address}>

--b
Content-Type: message/rfc822

Message-ID: {about}
From: <anna@acme.example>
To: <{address}>
Subject: Hello

Hi there.

--b--
"""


def mail(sender: str, text: str = "Thanks, noted.", **fields: str) -> bytes:
    """Return a mail to us; `fields` are headers, with _ for -."""
    head = {
        "Subject": "Re: Hello",
        **{k.replace("_", "-"): v for k, v in fields.items()},
    }
    named = sha256(f"{sender}{text}{head}".encode()).hexdigest()[:16]
    lines = [
        f"From: <{sender}>",
        f"To: <{OFFICE}>",
        f"Message-ID: {head.pop('Message-ID', f'<{named}@far.example>')}",
    ]
    lines += [f"{name}: {value}" for name, value in head.items()]
    return ("\r\n".join(lines) + f"\r\n\r\n{text}\r\n").encode()


def report(text: str, **values: str) -> bytes:
    """Return a machine's report, filled in."""
    return text.format(**values).replace("\n", "\r\n").encode()


async def keep(
    it: Arena, *contents: bytes, folder: str = "INBOX", uid: int | None = None
) -> None:
    """Keep these mails raw, as a poll does before it interprets them."""
    first = uid or 1 + len(await it.rows("inbound"))
    messages = [
        RawMessage(1, number, content, it.clock.now())
        for number, content in enumerate(contents, first)
    ]
    batch = Batch(messages, Cursor(1, first + len(contents)))
    async with it.engine.database.writing() as connection:
        await inbound.keep(connection, "anna", folder, batch, it.clock.now())


async def hear(it: Arena, *contents: bytes) -> None:
    """Let these mails come in and be interpreted, all of them."""
    await keep(it, *contents)
    assert await interpret(it.engine) == 0


async def message_ids(it: Arena) -> list[str]:
    """Return the Message-ID of each touch."""
    return [row["message_id"] for row in await it.rows("touches")]


async def suppressed(it: Arena) -> list[tuple[str, str]]:
    """Return each suppressed value and why."""
    return [(row["value"], row["reason"]) for row in await it.rows("suppressions")]


async def readings(it: Arena) -> list[tuple[str, str, LeadId | None, int | None]]:
    """Return each inbound's state, kind, lead and touch."""
    return [
        (row["state"], row["kind"], row["lead_id"], row["touch_id"])
        for row in await it.rows("inbound")
    ]


async def events(it: Arena, kind: str) -> list[dict[str, Any]]:
    """Return what the events of a kind say."""
    return [row["data"] for row in await it.rows("events") if row["kind"] == kind]


async def matched(it: Arena) -> list[tuple[str, int | None, str]]:
    """Return of each inbound its state, its lead, and by what it was matched."""
    return [
        (row["state"], row["lead_id"], row["matched_by"])
        for row in await it.rows("inbound")
    ]


async def sent(it: Arena, count: int = 2) -> list[str]:
    """Enroll so many, let the first mails go out, and return their ids in the leads' order."""
    await it.enroll(count)
    await it.run()
    touches = sorted(await it.rows("touches"), key=lambda row: row["lead_id"])
    return [row["message_id"] for row in touches]

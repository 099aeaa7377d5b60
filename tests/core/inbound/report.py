"""Reports of failed deliveries as the mailers of the world write them, built from their parts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email.header import Header

from outreach.core.inbound.mail import read_mail
from outreach.core.inbound.meaning import BounceType, Reason
from outreach.core.inbound.reading import Kind, Reading, classify

RECEIVED_AT = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
OURS = "<t1@acme.example>"
LENA = "lena@lead.example"
BEN = "ben@lead.example"
POSTFIX = (
    "This is the mail system at host mx.acme.example.\n\nI'm sorry to have to inform you "
    "that your message could not\nbe delivered to one or more recipients. It's attached "
    "below.\n\n                   The mail system\n\n"
)
EXIM = (
    "This message was created automatically by mail delivery software.\n\nA message that "
    "you sent could not be delivered to one or more of its\nrecipients. This is a "
    "permanent error. The following address(es) failed:\n\n"
)
EXIM_END = (
    "\n------ This is a copy of the message, including all the headers. ------\n\n"
    "{returned}"
)
QMAIL = (
    "Hi. This is the qmail-send program at mx.acme.example.\nI'm afraid I wasn't able to "
    "deliver your message to the following addresses.\nThis is a permanent error; I've "
    "given up. Sorry it didn't work out.\n\n"
)
QMAIL_END = "\n--- Below this line is a copy of the message.\n\n{returned}"
FAILURE = "Mail delivery failed: returning message to sender"
RETURNED = (
    "Received: from acme.example by mx.acme.example; Thu, 19 Nov 2026 10:00:00 +0100\n"
    f"Message-ID: {OURS}\nDate: Thu, 19 Nov 2026 10:00:00 +0100\n"
    f"From: Anna Lee <anna@acme.example>\nTo: {LENA}\nSubject: Your first AE\n\nHi Lena"
)


@dataclass(frozen=True)
class Heard:
    """What a test wants to hear of one recipient."""

    address: str
    type: BounceType
    reason: Reason
    status: str = ""
    delayed: bool = False
    final: str = ""


HARD, SOFT, BLOCK = BounceType.HARD, BounceType.SOFT, BounceType.BLOCK


def plain(
    text: str,
    sender: str = "MAILER-DAEMON@mx.example",
    subject: str = "Undelivered Mail Returned to Sender",
    fields: str = "",
    kind: str = "text/plain; charset=utf-8",
    returned: str = RETURNED,
) -> bytes:
    """Return a report that is one text; `{returned}` in it is the mail that came back."""
    content = text.replace("{returned}", returned)
    shown = subject if subject.isascii() else Header(subject, "utf-8").encode()
    head = (
        f"From: {sender}\nTo: anna@acme.example\nSubject: {shown}\n{fields}"
        f"Message-ID: <report@mx.example>\nMIME-Version: 1.0\nContent-Type: {kind}\n"
    )
    return f"{head}\n{content}".replace("\n", "\r\n").encode()


def dsn(
    said: str,
    groups: str,
    sender: str = "MAILER-DAEMON@mx.example",
    subject: str = "Undelivered Mail Returned to Sender",
    fields: str = "",
    part: str = "Content-Type: message/delivery-status",
    returned: str = "Content-Type: message/rfc822",
    kind: str = "multipart/report; report-type=delivery-status",
) -> bytes:
    """Return a report by RFC 3464: the words, the recipients' groups, the mail."""
    return plain(
        f"--b\nContent-Type: text/plain; charset=utf-8\n\n{said}\n\n--b\n{part}\n\n"
        f"Reporting-MTA: dns; mx.example\n\n{groups}\n\n--b\n{returned}\n\n{{returned}}\n"
        "--b--\n",
        sender,
        subject,
        fields,
        f'{kind}; boundary="b"',
    )


def group(
    address: str = LENA,
    status: str = "5.1.1",
    said: str = "",
    action: str = "failed",
    more: str = "",
) -> str:
    """Return one recipient's fields."""
    diagnostic = f"Diagnostic-Code: smtp; {said}\n" if said else ""
    return (
        f"{more}Final-Recipient: rfc822; {address}\nAction: {action}\n"
        f"Status: {status}\n{diagnostic}"
    )


def heard(raw: bytes) -> Reading:
    """Return the verdict on a report."""
    return classify(read_mail(raw), received_at=RECEIVED_AT)


def recipients(reading: Reading) -> list[Heard]:
    """Return what is told of each recipient, in a shape that can be compared."""
    told = reading.bounce.recipients if reading.bounce else ()
    return [
        Heard(
            one.address,
            one.type,
            one.reason,
            one.status,
            one.delayed,
            one.final_address,
        )
        for one in told
    ]


def kind_of(wanted: list[Heard]) -> Kind:
    """Return what a mail with these recipients is: a delay fails nobody."""
    return Kind.DELAY if all(one.delayed for one in wanted) else Kind.BOUNCE

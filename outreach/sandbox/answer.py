"""Answers as mail programs write them: replies that quote, notes of absence, bounces."""

from __future__ import annotations

from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from enum import StrEnum
from html import escape
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from outreach.core.dice import choose, message_id
from outreach.sandbox.phrase import absence

if TYPE_CHECKING:
    from datetime import date, datetime

    from outreach.sandbox.letter import Letter
    from outreach.sandbox.person import Person

_POLICY = SMTP.clone(max_line_length=78)
_REPORT = """\
Return-Path: <>
From: Mail Delivery Subsystem <MAILER-DAEMON@{host}>
To: {to}
Subject: Delivery Status Notification (Failure)
Date: {date}
Message-ID: {message_id}
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="{mark}"

--{mark}
Content-Type: text/plain; charset=us-ascii

Your message could not be delivered.

<{address}>: the mailbox does not exist any more.

--{mark}
Content-Type: message/delivery-status

Reporting-MTA: dns; {host}
Arrival-Date: {date}

Final-Recipient: rfc822; {address}
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <{address}>: no such user

--{mark}
Content-Type: text/rfc822-headers

{returned}

--{mark}--
"""


class Style(StrEnum):
    """How a mail program lays out a reply."""

    GMAIL = "gmail"  # "On ..., X wrote:", both parts
    OUTLOOK = "outlook"  # From/Sent/To/Subject above the quote, nothing marked
    INLINE = "inline"  # the answer below the quote
    PHONE = "phone"  # nothing quoted, the device's own line


@dataclass(frozen=True, slots=True)
class Answer:
    """A finished mail to one of the senders."""

    to: str
    message_id: str
    content: bytes


def reply(
    person: Person, letter: Letter, words: str, now: datetime, *, seed: int
) -> Answer:
    """Return a person's reply, in the style of the program it uses."""
    style = Style(choose(dict.fromkeys(Style, 1.0), "style", seed, person.number))
    mail = _mail(person, letter, now, f"reply {letter.message_id}")
    mail["Subject"] = _re(letter.subject)
    mail.set_content(_text(person, letter, words, style))
    if style in (Style.GMAIL, Style.OUTLOOK):
        mail.add_alternative(_html(person, letter, words, style), subtype="html")
    return _done(mail, letter)


def away(person: Person, letter: Letter, back_on: date, now: datetime) -> Answer:
    """Return the note a machine sends while its person is away (RFC 3834)."""
    subject, text = absence(person.place.language)
    mail = _mail(person, letter, now, f"away {letter.message_id}")
    mail["Subject"] = subject.format(subject=letter.subject)
    mail["Auto-Submitted"] = "auto-replied"
    mail["X-Auto-Response-Suppress"] = "All"
    mail["Precedence"] = "bulk"
    mail.set_content(
        text.format(day=_day(back_on, person.place.language), domain=person.domain)
        + f"\n\n{person.name}\n"
    )
    return _done(mail, letter)


def bounce(person: Person, letter: Letter, now: datetime) -> Answer:
    """Return a server's report that a mail it took could not be delivered (RFC 3464)."""
    named = _id(person, f"bounce {letter.message_id}")
    head = letter.content.split(b"\r\n\r\n", 1)[0].decode("ascii", "replace")
    report = _REPORT.format(
        host=f"mx.{person.domain}",
        to=letter.sender_address,
        date=format_datetime(now.astimezone(ZoneInfo(person.place.timezone))),
        message_id=named,
        mark=f"report-{named.strip('<>').partition('@')[0][:20]}",
        address=person.email,
        returned=head.replace("\r\n", "\n"),
    )
    return Answer(letter.sender_address, named, report.replace("\n", "\r\n").encode())


def _mail(person: Person, letter: Letter, now: datetime, about: str) -> EmailMessage:
    mail = EmailMessage(policy=_POLICY)
    mail["From"] = formataddr((person.name, person.email))
    mail["To"] = formataddr((letter.sender_name, letter.sender_address))
    mail["Date"] = format_datetime(now.astimezone(ZoneInfo(person.place.timezone)))
    mail["Message-ID"] = _id(person, about)
    mail["In-Reply-To"] = letter.message_id
    mail["References"] = " ".join((*letter.references, letter.message_id))
    return mail


def _id(person: Person, about: str) -> str:
    return message_id(person.number, "sandbox", 1, about, person.domain)


def _done(mail: EmailMessage, letter: Letter) -> Answer:
    return Answer(letter.sender_address, str(mail["Message-ID"]), mail.as_bytes())


def _re(subject: str) -> str:
    return subject if subject.lower().startswith("re:") else f"Re: {subject}"


def _text(person: Person, letter: Letter, words: str, style: Style) -> str:
    signature = f"-- \n{person.name}\n{person.place.title}, {person.company}\n"
    quoted = "".join(f"> {line}\n" for line in letter.text.splitlines())
    match style:
        case Style.GMAIL:
            return f"{words}\n\n{signature}\n{_wrote(letter)}\n\n{quoted}"
        case Style.OUTLOOK:
            return f"{words}\n\n{person.name}\n\n{_head(letter)}\n\n{letter.text}"
        case Style.INLINE:
            return f"{_wrote(letter)}\n{quoted}\n{words}\n\n{signature}"
        case Style.PHONE:
            return f"{words}\n\nSent from my iPhone\n"


def _html(person: Person, letter: Letter, words: str, style: Style) -> str:
    said = f"<div>{escape(words)}</div>"
    if style is Style.OUTLOOK:
        head = escape(_head(letter)).replace("\n", "<br>")
        return (
            f"<html><body>{said}<p>{escape(person.name)}</p>"
            f'<div id="divRplyFwdMsg">{head}</div><div>{letter.html}</div></body></html>'
        )
    return (
        f'<div dir="auto">{said}<div>-- <br>{escape(person.name)}</div></div><br>'
        f'<div class="gmail_quote"><div dir="ltr" class="gmail_attr">'
        f"{escape(_wrote(letter))}<br></div>"
        f'<blockquote class="gmail_quote">{letter.html}</blockquote></div>'
    )


def _wrote(letter: Letter) -> str:
    return (
        f"On {letter.date:%a, %d %b %Y at %H:%M}, {letter.sender_name} "
        f"<{letter.sender_address}> wrote:"
    )


def _head(letter: Letter) -> str:
    return (
        f"From: {letter.sender_name} <{letter.sender_address}>\n"
        f"Sent: {letter.date:%A, %d %B %Y %H:%M}\n"
        f"To: {letter.to_name}\n"
        f"Subject: {letter.subject}"
    )


def _day(day: date, language: str) -> str:
    match language:
        case "de":
            return f"{day:%d.%m.%Y}"
        case "fr" | "es":
            return f"{day:%d/%m/%Y}"
        case _:
            return f"{day.day} {day:%B %Y}"

"""A mail as a person's program shows it: who wrote, what it says, what can be clicked."""

from __future__ import annotations

from dataclasses import dataclass
from email import message_from_bytes, policy
from email.utils import parseaddr, parsedate_to_datetime
from html.parser import HTMLParser
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime
    from email.message import EmailMessage


@dataclass(frozen=True, slots=True)
class Letter:
    """What was read of a mail. `one_click` is "" where it offers none (RFC 8058)."""

    message_id: str
    references: tuple[str, ...]
    sender_name: str
    sender_address: str
    to_name: str
    date: datetime
    subject: str
    text: str
    html: str
    links: tuple[str, ...]
    one_click: str
    content: bytes


def read_letter(content: bytes) -> Letter:
    """Read a mail. Raises ValueError for one that no program could show."""
    mail: EmailMessage = message_from_bytes(content, policy=policy.default)
    sender_name, sender_address = parseaddr(str(mail["From"] or ""))
    html = _part(mail, "html")
    message_id = str(mail["Message-ID"] or "").strip()
    if not (sender_address and message_id and mail["Date"]):
        raise ValueError("a mail without From, Date or Message-ID")
    return Letter(
        message_id=message_id,
        references=tuple(str(mail["References"] or "").split()),
        sender_name=sender_name,
        sender_address=sender_address,
        to_name=parseaddr(str(mail["To"] or ""))[0],
        date=parsedate_to_datetime(str(mail["Date"])),
        subject=str(mail["Subject"] or ""),
        text=_part(mail, "plain"),
        html=html,
        links=_links(html),
        one_click=_one_click(mail),
        content=content,
    )


def _part(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    return "" if part is None else str(part.get_content())


def _one_click(mail: EmailMessage) -> str:
    if str(mail["List-Unsubscribe-Post"] or "").strip() != (
        "List-Unsubscribe=One-Click"
    ):
        return ""
    offered = str(mail["List-Unsubscribe"] or "").split(",")
    uris = (uri.strip().strip("<>") for uri in offered)
    return next((uri for uri in uris if uri.startswith("http")), "")


class _Anchors(HTMLParser):
    """Collects where the links of a page lead."""

    def __init__(self) -> None:
        super().__init__()
        self.targets: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an anchor's target."""
        target = dict(attrs).get("href")
        if tag == "a" and target:
            self.targets.append(target)


def _links(html: str) -> tuple[str, ...]:
    anchors = _Anchors()
    anchors.feed(html)
    return tuple(anchors.targets)

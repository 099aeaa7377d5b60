"""What tells a mail again, in another folder, under another UID, or kept from a file."""

from __future__ import annotations

import re
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
_MESSAGE_ID = re.compile(
    rb"^message-id:\s*(<[^<>]{1,500}>)", re.IGNORECASE | re.MULTILINE
)
# Two people's answering machines may give their notes one Message-ID and the same words.
_WHO_AND_WHEN = re.compile(
    rb"^(from|date):((?:[^\r\n]|\r?\n[ \t]){0,2000})", re.IGNORECASE | re.MULTILINE
)
_LONGEST_HEAD = 256 * 1024
_LENGTH = 40  # hexadecimal digits


def mark_of(
    message_id: str, written: str, *, size: int | None, received_at: datetime | None
) -> str:
    """Return what a mailbox's own word tells a message by; "" where it says too little.

    A Message-ID alone will not do: some programs give all their mails one. A copy made by a
    server keeps its size, and its INTERNALDATE too (RFC 9051 6.4.7); but mail that was moved
    from another server may all have one, so `written`, by whom and when, counts as well.
    """
    if not message_id or size is None or received_at is None:
        return ""
    told = f"{message_id} {size} {received_at.isoformat()} {' '.join(written.split())}"
    return f"id:{sha256(told.encode(errors='surrogatepass')).hexdigest()[:_LENGTH]}"


def gmail_mark(msgid: int) -> str:
    """Return what Gmail tells a message by, whatever its labels (X-GM-MSGID)."""
    return f"gm:{msgid:x}"


def fingerprint_of(content: bytes) -> str:
    """Return what a mail has in common with its copies; "" for one without a Message-ID.

    Programs that move or file a mail add header fields and change line ends; its Message-ID,
    its author, its date and its body stay. Two people may well say "unsubscribe" under one id.
    """
    head, body = _parts(content)
    found = _MESSAGE_ID.search(head)
    if found is None:
        return ""
    told = sorted(
        name.lower() + b":" + b" ".join(value.split())
        for name, value in _WHO_AND_WHEN.findall(head)
    )
    plain = body.replace(b"\r\n", b"\n").rstrip()
    return sha256(b"\n".join((found.group(1), *told, plain))).hexdigest()[:_LENGTH]


def _parts(content: bytes) -> tuple[bytes, bytes]:
    end = _END_OF_HEAD.search(content, 0, _LONGEST_HEAD)
    if end is None:
        return content[:_LONGEST_HEAD], content[_LONGEST_HEAD:]
    return content[: end.start()], content[end.end() :]

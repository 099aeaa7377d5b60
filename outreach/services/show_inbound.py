"""Shows one thing that came in: what it is, whose, and its words; or its very bytes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from outreach.core.inbound.mail import read_mail
from outreach.core.inbound.notice import FOLDER, mail_of, read_notice
from outreach.core.inbound.recall import recall
from outreach.errors import NotFound
from outreach.services.follow import followed
from outreach.services.list_inbound import Listed, listed
from outreach.store import inbound

if TYPE_CHECKING:
    from collections.abc import Mapping

    from outreach.core.inbound.mail import InboundMail
    from outreach.core.inbound.reading import Reading
    from outreach.services.engine import Engine
    from outreach.services.follow import Followed
    from outreach.store.database import Row


@dataclass(frozen=True, slots=True)
class ShownMail:
    """One message. `why` are the words that decided what it is; `reply` those read for it.

    `reading` is what the rules made of it when it was read, over which a person's `word`
    stands; None where it is not read yet, or that cannot be told any more.
    """

    about: Listed
    name: str  # what its author is called
    to: tuple[str, ...]
    message_id: str
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    why: str
    reply: str
    text: str
    files: tuple[str, ...]
    size: int
    reading: Reading | None
    word: Mapping[str, object]  # meaning, by, until, at; empty where nobody said any
    followed: tuple[Followed, ...]
    copy_of: int | None  # the message whose bytes it has, and what follows from them


async def show_inbound(engine: Engine, inbound_id: int) -> ShownMail:
    """Return a message as a person reads it. Raises NotFound."""
    row, first, content = await _found(engine, inbound_id)
    async with engine.database.reading() as connection:
        (about,) = await inbound.listed(connection, 1, ids=[inbound_id])
        follows = await followed(engine, connection, row)
    notice = row["folder"] == FOLDER
    mail = mail_of(read_notice(content)) if notice else read_mail(content)
    reading = row["reading"] if isinstance(row["reading"], dict) else {}
    return ShownMail(
        about=_named(listed(about), mail),
        name=mail.from_name,
        to=mail.to,
        message_id=mail.message_id,
        in_reply_to=mail.in_reply_to,
        references=mail.references,
        why=str(reading.get("why", "")),
        reply=str(reading.get("text", "")),
        text=mail.text,
        files=tuple(
            part.parameters.get("name", "") or part.content_type
            for part in mail.root.walk_own()
            if part.is_attachment
        ),
        size=len(content),
        reading=recall(reading),
        word=row["word"] or {},
        followed=follows,
        copy_of=first if first != inbound_id else None,
    )


def _named(about: Listed, mail: InboundMail) -> Listed:
    """Return it with author and subject, which are noted when it is read."""
    if about.author or about.subject:
        return about
    return replace(about, author=mail.from_address, subject=mail.subject)


async def raw_inbound(engine: Engine, inbound_id: int) -> bytes:
    """Return a message's bytes as they came. Raises NotFound."""
    return (await _found(engine, inbound_id))[2]


async def _found(engine: Engine, inbound_id: int) -> tuple[Row, int, bytes]:
    async with engine.database.reading() as connection:
        row = await inbound.get(connection, inbound_id)
        if row is None:
            raise NotFound(
                f"no mail {inbound_id}: `outreach inbox list` has their numbers"
            )
        return row, *await inbound.copy_of(connection, row)

"""Imports stored mail as if it had come in: kept raw first, then interpreted, each once."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Protocol

from outreach.core.inbound.mail import read_mail
from outreach.core.inbound.reading import classify
from outreach.errors import InputError, NotFound
from outreach.ports import RawMessage
from outreach.services.ingest import interpret
from outreach.services.recognise import is_ours, own_domains
from outreach.store import inbound

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from outreach.services.engine import Engine

FOLDER = "import"
BATCH = 100
LARGEST_BATCH = 8 * 2**20  # octets kept in memory and in one transaction
_GENERATION = 1
_ID_BYTES = 7  # what fits a column of 64 bits with its sign


class Stored(Protocol):
    """A message of a file, and how far reading has come."""

    @property
    def content(self) -> bytes:
        """Its bytes."""

    @property
    def received_at(self) -> datetime | None:
        """When it came in, in UTC, where it tells."""

    @property
    def read(self) -> int:
        """Octets read of all files so far."""

    @property
    def size(self) -> int:
        """Octets of all files."""


@dataclass(slots=True)
class ImportedMail:
    """What an import came to. `kinds` are those of the new ones, by what became of them."""

    sender: str
    messages: int = 0
    new: int = 0
    known: int = 0
    own: int = 0  # written by ourselves: no answers
    empty: int = 0
    leads: int = 0
    strangers: int = 0
    left: int = 0  # kept, and to be interpreted yet
    unreadable: int = 0
    kinds: Counter[str] = field(default_factory=Counter)


async def import_mail(
    engine: Engine,
    mails: Iterable[Stored],
    sender: str = "",
    *,
    dry_run: bool = False,
    progress: Callable[[int, int], None] = lambda _read, _size: None,
) -> ImportedMail:
    """Keep each mail that the sender's mailbox does not have, and hear it as of its own date.

    In a `dry_run` nothing is kept. Raises NotFound, or InputError where several senders
    have mailboxes and none is named.
    """
    mailbox = _mailbox(engine, sender)
    run = _Import(engine, mailbox, ImportedMail(mailbox), dry_run)
    async with engine.database.reading() as connection:
        run.after = await inbound.last_id(connection)
    for mail in mails:
        await run.take(mail)
        progress(mail.read, mail.size)
    await run.flush()
    await run.count()
    return run.done


def _mailbox(engine: Engine, sender: str) -> str:
    known = [name for name, each in engine.senders.items() if each.channel == "email"]
    if sender and sender not in known:
        message = f'no email sender "{sender}": there are {", ".join(known) or "none"}'
        raise NotFound(message)
    if not sender and len(known) != 1:
        named = (
            f"--sender NAME, of {', '.join(known)}" if known else "no sender has one"
        )
        raise InputError(f"say whose mailbox it was: {named}")
    return sender or known[0]


@dataclass(slots=True)
class _Import:
    engine: Engine
    mailbox: str
    done: ImportedMail
    dry_run: bool
    after: int = 0
    _held: list[RawMessage] = field(default_factory=list)
    _weight: int = 0
    _seen: set[int] = field(default_factory=set)  # of a dry run

    async def take(self, mail: Stored) -> None:
        self.done.messages += 1
        if not mail.content.strip():
            self.done.empty += 1
            return
        author = read_mail(mail.content).from_address
        if is_ours(author, {self.engine.senders[self.mailbox].address}):
            self.done.own += 1
            return
        uid = int.from_bytes(sha256(mail.content).digest()[:_ID_BYTES])
        message = RawMessage(_GENERATION, uid, mail.content, mail.received_at)
        if self.dry_run:
            await self._look(message)
            return
        self._held.append(message)
        self._weight += len(mail.content)
        if len(self._held) >= BATCH or self._weight >= LARGEST_BATCH:
            await self.flush()

    async def _look(self, message: RawMessage) -> None:
        async with self.engine.database.reading() as connection:
            kept = await inbound.is_kept(connection, self.mailbox, message.content)
        if kept or message.uid in self._seen:
            self.done.known += 1
            return
        self._seen.add(message.uid)
        self.done.new += 1
        at = message.received_at or self.engine.now()
        mail, own = read_mail(message.content), own_domains(self.engine)
        reading = classify(mail, received_at=at, own_domains=own)
        self.done.kinds[reading.kind.value] += 1

    async def flush(self) -> None:
        """Keep what is held, then interpret it."""
        if not self._held:
            return
        held, self._held, self._weight = self._held, [], 0
        async with self.engine.database.writing() as connection:
            new = await inbound.keep_raw(
                connection, self.mailbox, FOLDER, held, self.engine.now()
            )
        self.done.new += new
        self.done.known += len(held) - new
        if new:
            await interpret(self.engine, mailbox=self.mailbox)

    async def count(self) -> None:
        """Tell what became of the new ones."""
        if self.dry_run:
            return
        async with self.engine.database.reading() as connection:
            rows = await inbound.tally(connection, self.mailbox, FOLDER, self.after)
        for row in rows:
            count, state = row["count"], row["state"]
            self.done.kinds[row["kind"] or state] += count
            self.done.leads += count if row["ours"] else 0
            self.done.strangers += count if state == "unmatched" else 0
            self.done.left += count if state == "received" else 0
            self.done.unreadable += count if state == "unreadable" else 0

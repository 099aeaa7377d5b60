"""The ways between people and us: mail into mailboxes, requests to the web process."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from outreach.sandbox.crowd import NOT_NOW_FOR
from outreach.sandbox.judge import Stop

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    import httpx

    from outreach.sandbox.answer import Answer
    from outreach.sandbox.clock import VirtualClock
    from outreach.sandbox.imap_server import ImapServer
    from outreach.sandbox.judge import Judge
    from outreach.sandbox.ledger import Ledger
    from outreach.sandbox.letter import Letter
    from outreach.sandbox.person import Person

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
MAIL_PROGRAM = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15"
FORM = {"List-Unsubscribe": "One-Click"}
HTTP_OK, HTTP_FOUND = 200, 302
STOPS_COLLEAGUES = frozenset({"interested", "question", "not now"})
COMPANY_SEQUENCE = "founders"  # whose `company.on_reply` is `pause`


@dataclass(frozen=True, slots=True)
class Posted:
    """A mail that lies in one of our mailboxes."""

    person: Person
    deed: str
    letter: Letter
    until: datetime | None


@dataclass(slots=True)
class Street:
    """Carries what people do; tells the judge when a stop of theirs was committed."""

    clock: VirtualClock
    judge: Judge
    imap: ImapServer
    web: httpx.AsyncClient
    everyone: Iterable[Person]
    posted: dict[tuple[str, str, int], Posted] = field(default_factory=dict)
    followed: int = 0
    failed: list[str] = field(default_factory=list)
    _seen: int = 0

    @property
    def waiting(self) -> int:
        """How many mails nobody has read yet."""
        return len(self.posted)

    def waits_in(self, mailbox: str) -> bool:
        """Tell whether mail waits in a mailbox."""
        return any(name == mailbox for name, _, _ in self.posted)

    async def answer(
        self,
        person: Person,
        deed: str,
        answer: Answer,
        letter: Letter,
        until: datetime | None,
    ) -> None:
        """Put a mail into the sender's mailbox; some filters take a machine's for junk."""
        mailbox = answer.to.partition("@")[0]
        junk = deed in ("bounce", "away") and person.number % 2
        folder = "Junk" if junk else "INBOX"
        uid = await self.imap.deliver(
            mailbox, folder, answer.content, received_at=self.clock.now()
        )
        self.posted[mailbox, folder, uid] = Posted(person, deed, letter, until)

    async def one_click(self, person: Person, url: str) -> None:
        """Press the mail program's own unsubscribe button (RFC 8058)."""
        if not url:
            self.failed.append(f"{person.email} was offered no one-click opt-out")
            return
        headers = {"User-Agent": MAIL_PROGRAM}
        told = await self.web.post(url, data=FORM, headers=headers)
        if told.status_code == HTTP_OK:
            self._stop(person, "its opt-out was answered 200", None)
        else:
            self.failed.append(f"{person.email}'s opt-out got {told.status_code}")

    async def follow(self, person: Person, url: str) -> None:
        """Follow a link, as far as our own part of it."""
        told = await self.web.get(url, headers={"User-Agent": BROWSER})
        if told.status_code == HTTP_FOUND:
            self.followed += 1
        else:
            self.failed.append(f"{person.email}'s click got {told.status_code}")

    def heard(self, ledger: Ledger) -> None:
        """Tell the judge of the answers that are committed by now."""
        for row_id, mailbox, folder, uid in ledger.kept(self._seen):
            self._seen = row_id
            found = self.posted.pop((mailbox, folder, uid), None)
            if found is None:
                self.failed.append(f"a mail in {mailbox}'s {folder} came from nobody")
                continue
            self._committed(found, ledger)

    def _committed(self, found: Posted, ledger: Ledger) -> None:
        until = found.until
        if found.deed == "not now":
            until = self.clock.now() + NOT_NOW_FOR
        self._stop(found.person, f"its answer ({found.deed}) was committed", until)
        if found.deed not in STOPS_COLLEAGUES:
            return
        if ledger.sequence_of(found.letter.message_id) != COMPANY_SEQUENCE:
            return
        for other in self.everyone:
            if other.domain == found.person.domain and other is not found.person:
                self._stop(other, f"its colleague {found.person.email} replied", None)

    def _stop(self, person: Person, why: str, until: datetime | None) -> None:
        stop = Stop(person.email, self.clock.moment(), why, until)
        self.judge.stops.append(stop)

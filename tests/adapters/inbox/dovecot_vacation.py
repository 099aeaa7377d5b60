"""A Dovecot that takes mail by LMTP and lets its users answer it with a Sieve script."""

from __future__ import annotations

import asyncio
import os
import shutil
import smtplib
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from aiosmtpd.controller import Controller

from tests.adapters.inbox.dovecot import (
    HOST,
    Dovecot,
    free_ports,
    running_dovecot,
    server_user,
)
from tests.services_fixtures.needed import need, need_program

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiosmtpd.smtp import SMTP, Envelope, Session

LMTP = Path("/usr/lib/dovecot/lmtp")
SETTINGS = """
protocols = imap lmtp
mail_home = {{folder}}/mail/%u
submission_host = {host}:{relay}
postmaster_address = postmaster@far.example
hostname = mx.far.example
lda_mailbox_autocreate = yes
service lmtp {{{{
  user = {{user}}
  chroot =
  inet_listener lmtp {{{{
    port = {lmtp}
  }}}}
}}}}
protocol lmtp {{{{
  mail_plugins = sieve
}}}}
plugin {{{{
  sieve = file:~/.dovecot.sieve
}}}}
"""


@dataclass
class Relay:
    """The mail servers between: all that is sent is delivered to Dovecot, one LMTP a mail.

    A Sieve answers nothing that carries a List- field (RFC 5230 4.6), so ours lose it on the
    way, as at a gateway that rewrites what it passes on.
    """

    lmtp: int
    carried: list[tuple[str | None, str]] = field(default_factory=list)

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Deliver before the answer, so that whoever sent knows that it has arrived."""
        content = envelope.content
        if not isinstance(content, bytes):
            return "554 no content"
        for recipient in envelope.rcpt_tos:
            self.carried.append((envelope.mail_from, recipient))
            # Not on this loop: what is delivered may be answered through this relay.
            await asyncio.to_thread(
                self._deliver, envelope.mail_from or "", recipient, _unlisted(content)
            )
        return "250 OK"

    def _deliver(self, sender: str, recipient: str, content: bytes) -> None:
        with smtplib.LMTP(HOST, self.lmtp) as link:
            link.sendmail(sender, [recipient], content)


@dataclass(frozen=True, slots=True)
class Post:
    """A running pair of them."""

    dovecot: Dovecot
    relay: Relay
    port: int  # where the relay takes mail

    def on_vacation(self, user: str, script: str) -> None:
        """Let a user's script answer from now on."""
        home = self.dovecot.folder / "mail" / user
        home.mkdir(parents=True)
        path = home / ".dovecot.sieve"
        path.write_text(script, encoding="utf-8")
        if os.getuid() == 0:
            owner = server_user()
            for each in (home.parent, home, path):
                shutil.chown(each, owner.pw_uid, owner.pw_gid)

    def arrived(self, user: str) -> int:
        """Return how many mails lie in a user's inbox."""
        home = self.dovecot.folder / "mail" / user
        return sum(1 for name in ("new", "cur") for _ in (home / name).iterdir())


@contextmanager
def running_post() -> Iterator[Post]:
    """Run both for as long as the block lasts."""
    need_program("sievec", package="dovecot-sieve")
    need("Dovecot's LMTP (dovecot-lmtpd)", LMTP if LMTP.exists() else None)
    relay_port, lmtp_port = free_ports(2)
    relay = Relay(lmtp_port)
    more = SETTINGS.format(host=HOST, relay=relay_port, lmtp=lmtp_port)
    controller = Controller(relay, hostname=HOST, port=relay_port)
    controller.start()
    try:
        with running_dovecot(more) as dovecot:
            yield Post(dovecot, relay, relay_port)
    finally:
        controller.stop()


def _unlisted(content: bytes) -> bytes:
    head, gap, body = content.partition(b"\r\n\r\n")
    kept: list[bytes] = []
    listed = False
    for line in head.split(b"\r\n"):
        folded = line[:1] in b" \t" and bool(kept)
        listed = listed if folded else line.lower().startswith(b"list-")
        if not listed:
            kept.append(line)
    return b"\r\n".join(kept) + gap + body

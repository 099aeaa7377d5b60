"""A Dovecot of the tests' own: no root, a high port of the loopback, Maildir."""

from __future__ import annotations

import grp
import os
import pwd
import shutil
import socket
import ssl
import subprocess
import tempfile
import threading
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from outreach.adapters.inbox.imap import ImapAccount
from tests.services_fixtures.needed import need_program

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from outreach.adapters.inbox.imap_account import Security

HOST = "127.0.0.1"
CERTIFICATE = Path(__file__).parents[2] / "saboteur" / "loopback.pem"
PASSWORD = "corrëct-horse"
PATIENCE = 20.0  # seconds until a server that does not start fails the test

CONFIG = """
base_dir = {folder}/run
state_dir = {folder}/state
log_path = /dev/stderr
protocols = imap
listen = 127.0.0.1
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 1
disable_plaintext_auth = no
ssl = yes
ssl_cert = <{folder}/loopback.pem
ssl_key = <{folder}/loopback.pem
mail_location = maildir:{folder}/mail/%u
mail_fsync = never
auth_failure_delay = 0
auth_mechanisms = plain login xoauth2 oauthbearer
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {folder}/oauth2.conf
}}
passdb {{
  driver = static
  mechanisms = plain login
  args = password={password}
}}
namespace inbox {{
  inbox = yes
  mailbox Gesendet {{
    special_use = \\Sent
  }}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%u allow_all_users=yes
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {plain}
  }}
  inet_listener imaps {{
    port = {encrypted}
  }}
}}
"""

OAUTH2 = """
introspection_mode = post
introspection_url = {introspection}
username_attribute = username
active_attribute = active
active_value = true
timeout_msecs = 5000
"""


@dataclass(frozen=True, slots=True)
class Dovecot:
    """A running server. Any user name is a new mailbox; the password is one."""

    plain: int
    encrypted: int
    folder: Path

    def fill(self, username: str, mails: Iterable[tuple[bytes, datetime]]) -> None:
        """Put mails, each with when it came, into a mailbox's Maildir by themselves."""
        home = self.folder / "mail" / username
        for name in ("cur", "new", "tmp"):
            (home / name).mkdir(parents=True, exist_ok=True)
        for number, (content, at) in enumerate(mails):
            path = home / "cur" / f"{int(at.timestamp())}.M{number}P1.loopback:2,"
            path.write_bytes(content)
            os.utime(path, (at.timestamp(), at.timestamp()))
        if os.getuid() == 0:
            user = server_user()
            for each in (home.parent, home, *home.rglob("*")):
                os.chown(each, user.pw_uid, user.pw_gid)

    def account(self, username: str, security: Security = "none") -> ImapAccount:
        """Return the account of a user."""
        port = self.encrypted if security == "tls" else self.plain
        return ImapAccount(HOST, port, security, username, PASSWORD)

    def trust(self) -> ssl.SSLContext:
        """Return a context that trusts this server's certificate."""
        return ssl.create_default_context(cafile=str(CERTIFICATE))


@contextmanager
def running_dovecot(more: str = "", *, introspection: str = "") -> Iterator[Dovecot]:
    """Run a fresh server for as long as the block lasts; `more` is added to its settings.

    An access token is good there if the provider at `introspection` says so.
    """
    with prepared_dovecot(more, introspection=introspection) as server, serving(server):
        yield server


@contextmanager
def prepared_dovecot(more: str = "", *, introspection: str = "") -> Iterator[Dovecot]:
    """Give a server that does not run yet."""
    with tempfile.TemporaryDirectory(prefix="outreach-dovecot-") as name:
        yield _prepare(Path(name), more, introspection or f"http://{HOST}:1/")


@contextmanager
def serving(server: Dovecot) -> Iterator[None]:
    """Run a prepared server, perhaps again, for as long as the block lasts."""
    program = need_program("dovecot", package="dovecot-imapd")
    process = _start(program, server.folder)
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def _prepare(folder: Path, more: str, introspection: str) -> Dovecot:
    user = server_user()
    plain, encrypted = free_ports(2)
    values = {
        "folder": folder,
        "user": user.pw_name,
        "group": grp.getgrgid(user.pw_gid).gr_name,
        "uid": user.pw_uid,
        "gid": user.pw_gid,
        "password": PASSWORD,
        "plain": plain,
        "encrypted": encrypted,
    }
    config = (CONFIG + more).format(**values)
    (folder / "dovecot.conf").write_text(config, encoding="utf-8")
    told = OAUTH2.format(introspection=introspection)
    (folder / "oauth2.conf").write_text(told, encoding="utf-8")
    shutil.copy(CERTIFICATE, folder / CERTIFICATE.name)
    for path in (folder, *folder.iterdir()):
        if os.getuid() == 0:
            shutil.chown(path, user.pw_uid, user.pw_gid)
    return Dovecot(plain, encrypted, folder)


def _start(program: Path, folder: Path) -> subprocess.Popen[str]:
    user = server_user()
    process = subprocess.Popen(
        [program, "-F", "-c", folder / "dovecot.conf"],
        cwd=folder,
        user=user.pw_uid,
        group=user.pw_gid,
        extra_groups=[] if os.getuid() == 0 else None,
        stderr=subprocess.PIPE,
        text=True,
    )
    ready = threading.Event()
    said: list[str] = []
    # For as long as it runs: a pipe that nobody empties would stop the server.
    threading.Thread(target=_listen, args=(process, said, ready), daemon=True).start()
    if not ready.wait(PATIENCE) or process.poll() is not None:
        process.kill()
        process.wait()
        pytest.fail("Dovecot does not start:\n" + "".join(said))
    return process


def _listen(
    process: subprocess.Popen[str], said: list[str], ready: threading.Event
) -> None:
    if process.stderr is None:
        return
    with process.stderr as lines:
        for line in lines:
            said.append(line)
            if "starting up" in line:
                ready.set()
    ready.set()


def server_user() -> pwd.struct_passwd:
    """Return whom the server runs as."""
    # Dovecot as root would need users of its own; as nobody it needs none.
    return pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())


def free_ports(count: int) -> list[int]:
    """Return ports of the loopback that nobody listens on now."""
    with ExitStack() as stack:
        listeners = [stack.enter_context(socket.socket()) for _ in range(count)]
        for listener in listeners:
            listener.bind((HOST, 0))
        return [listener.getsockname()[1] for listener in listeners]

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
    from collections.abc import Iterator

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
passdb {{
  driver = static
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
  args = uid={uid} gid={gid} home={folder}/mail/%u
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


@dataclass(frozen=True, slots=True)
class Dovecot:
    """A running server. Any user name is a new mailbox; the password is one."""

    plain: int
    encrypted: int

    def account(self, username: str, security: Security = "none") -> ImapAccount:
        """Return the account of a user."""
        port = self.encrypted if security == "tls" else self.plain
        return ImapAccount(HOST, port, security, username, PASSWORD)

    def trust(self) -> ssl.SSLContext:
        """Return a context that trusts this server's certificate."""
        return ssl.create_default_context(cafile=str(CERTIFICATE))


@contextmanager
def running_dovecot() -> Iterator[Dovecot]:
    """Run a fresh server for as long as the block lasts."""
    program = need_program("dovecot", package="dovecot-imapd")
    with tempfile.TemporaryDirectory(prefix="outreach-dovecot-") as name:
        folder = Path(name)
        server = _prepare(folder)
        process = _start(program, folder)
        try:
            yield server
        finally:
            process.terminate()
            process.wait()


def _prepare(folder: Path) -> Dovecot:
    user = _user()
    plain, encrypted = _free_ports(2)
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
    (folder / "dovecot.conf").write_text(CONFIG.format(**values), encoding="utf-8")
    shutil.copy(CERTIFICATE, folder / CERTIFICATE.name)
    for path in (folder, *folder.iterdir()):
        if os.getuid() == 0:
            shutil.chown(path, user.pw_uid, user.pw_gid)
    return Dovecot(plain, encrypted)


def _start(program: Path, folder: Path) -> subprocess.Popen[str]:
    user = _user()
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


def _user() -> pwd.struct_passwd:
    # Dovecot as root would need users of its own; as nobody it needs none.
    return pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())


def _free_ports(count: int) -> list[int]:
    with ExitStack() as stack:
        listeners = [stack.enter_context(socket.socket()) for _ in range(count)]
        for listener in listeners:
            listener.bind((HOST, 0))
        return [listener.getsockname()[1] for listener in listeners]

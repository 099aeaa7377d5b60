"""`classify`: reads raw mail as the inbox would, one JSON line a message."""

from __future__ import annotations

import os
import re
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO, cast

import typer

from outreach.cli.output import print_json, say
from outreach.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from outreach.core.inbound.bounce import Bounce
    from outreach.core.inbound.intent import Intent
    from outreach.core.inbound.mail import InboundMail
    from outreach.core.inbound.reading import Reading

MOST_BYTES = 25 * 2**20  # of a message: the inbox cuts there too
_MAILDIR = ("cur", "new")  # what tmp/ holds is not delivered yet
_GZIP = b"\x1f\x8b"  # as Dovecot keeps mail, and archives are
STDIN = Path("-")  # what stands there is read as a file would be
ONE_MESSAGE = (".eml", ".msg")  # holds one, even if a line in it begins another
# A line of a letter may begin with From too, but not like this.
_BEGINS = re.compile(rb"From \S*[ \t].*[0-9]{2}:[0-9]{2}.*[0-9]{4}|From -")

Paths = Annotated[
    list[Path],
    typer.Argument(
        metavar="PATH",
        help="Files, folders, Maildirs or mbox files, also packed by gzip; - for "
        "standard input.",
    ),
]
OwnDomain = Annotated[
    list[str] | None,
    typer.Option(
        "--own-domain", metavar="DOMAIN", help="Ours: a person there is a colleague."
    ),
]


def classify(paths: Paths, *, own_domain: OwnDomain = None) -> None:
    """Tell what raw messages are.

    One JSON line each, in order of name. Kinds are reply, auto_reply, bounce, delay,
    opt_out, complaint, challenge, system and other. Nothing is stored and no workspace
    is needed.
    """
    own = frozenset(domain.lower() for domain in own_domain or ())
    for path in paths:
        if path != STDIN and not os.path.lexists(path):
            raise InputError(f"no file or folder {path}")
    count = 0
    for path in paths:
        for message in _messages(path):
            print_json(_object(message, own))
            count += 1
    if not count:
        say("no message found")


@dataclass(frozen=True, slots=True)
class _Stored:
    """A message in a file; its bytes may begin with the line that an mbox puts there."""

    name: str
    content: bytes
    file_name: str
    saved_at: datetime


def _messages(path: Path) -> Iterator[_Stored]:
    if path == STDIN:
        yield from _on_stdin()
        return
    for each in _below(path) if path.is_dir() else (path,):
        yield from _in_file(each)


def _below(folder: Path) -> Iterator[Path]:
    """Yield the files of a folder that may hold mail; of a Maildir those delivered."""
    is_maildir = all((folder / name).is_dir() for name in _MAILDIR)
    for each in sorted(folder.iterdir()):
        hidden = each.name.startswith(".")
        if each.is_dir() and not each.is_symlink():
            # Dots begin the names of a Maildir's own sub-folders.
            if each.name != "tmp" and hidden <= is_maildir:
                yield from _below(each)
        elif each.is_file() and not is_maildir and not hidden:
            yield each


def _on_stdin() -> Iterator[_Stored]:
    try:
        known = os.stat(0)  # of a pipe as well, which began when it was opened
        yield from _stored(STDIN, typer.get_binary_stream("stdin"), known)
    except OSError as error:
        raise InputError(f"standard input cannot be read: {error.strerror}") from error


def _in_file(path: Path) -> Iterator[_Stored]:
    try:
        if not path.is_file():
            raise InputError(f"{path} is no plain file")
        with path.open("rb") as file, _unpacked(path, file) as stream:
            yield from _stored(path, stream, path.stat())
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}") from error


@contextmanager
def _unpacked(path: Path, file: BinaryIO) -> Iterator[BinaryIO]:
    """Give the octets of a file, unpacked if they are packed (gzip). Raises InputError."""
    packed = file.read(len(_GZIP)) == _GZIP
    file.seek(0)
    if not packed:
        yield file
        return
    import gzip
    import zlib

    try:
        with gzip.open(file) as stream:
            yield cast("BinaryIO", stream)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise InputError(f"{path} cannot be unpacked: {error}") from error


def _stored(path: Path, file: BinaryIO, known: os.stat_result) -> Iterator[_Stored]:
    saved_at = datetime.fromtimestamp(known.st_mtime, UTC)
    for name, content in _named(path, file):
        yield _Stored(name, content, path.name, saved_at)


def _named(path: Path, file: BinaryIO) -> Iterator[tuple[str, bytes]]:
    """Yield each message of a file; those of an mbox have numbers, from 1."""
    name = path.as_posix()
    if path.name.removesuffix(".gz").endswith(ONE_MESSAGE):
        yield name, file.read(MOST_BYTES)
        return
    messages = _split(file)
    first, second = next(messages, b""), next(messages, None)
    if second is None:
        yield name, first
        return
    for number, content in enumerate(chain((first, second), messages), 1):
        yield f"{name}#{number}", content


def _split(file: BinaryIO) -> Iterator[bytes]:
    """Yield the messages of an mbox (RFC 4155), or the whole of what is none."""
    line = file.readline(MOST_BYTES)
    if not line.startswith(b"From "):
        yield line + file.read(MOST_BYTES - len(line))
        return
    # Octets, not lines: of a small packed file they may be millions.
    content, size, after_blank = bytearray(), 0, True
    while line:
        if after_blank and _BEGINS.match(line):
            if content:
                yield bytes(content)
            content, size = bytearray(), 0
        size += len(line)
        if size <= MOST_BYTES:
            content += line
        after_blank = line in (b"\n", b"\r\n")
        line = file.readline(MOST_BYTES)
    yield bytes(content)


def _object(stored: _Stored, own: frozenset[str]) -> dict[str, object]:
    from outreach.core.inbound.mail import read_mail
    from outreach.core.inbound.reading import classify as judge

    is_mbox = stored.content.startswith(b"From ")
    line, content = _cut(stored.content) if is_mbox else (b"", stored.content)
    mail = read_mail(content)
    received_at = mail.sent_at or _came_at(stored, content, line)
    reading = judge(mail, received_at=received_at, own_domains=own)
    return {"file": stored.name, **_told(mail, reading)}


def _cut(content: bytes) -> tuple[bytes, bytes]:
    line, _, rest = content.partition(b"\n")
    return line, rest


def _came_at(stored: _Stored, content: bytes, line: bytes) -> datetime:
    """Return when a message without a date came: dates in its words are read from then on."""
    from outreach.core.inbound.arrival import arrived_at

    told = arrived_at(content, file_name=stored.file_name, from_line=line)
    return told or stored.saved_at


def _told(mail: InboundMail, reading: Reading) -> dict[str, object]:
    note = reading.auto_reply
    return {
        "kind": reading.kind,
        "confidence": reading.confidence,
        "why": reading.why,
        "bounce": None if reading.bounce is None else _bounce(reading.bounce),
        "auto_reply": note and {"return_on": note.return_on, "contact": note.contact},
        "intent": reading.intent and reading.intent.meaning,
        "intent_detail": reading.intent and _intent(reading.intent),
        "text": reading.text,
        "from": mail.from_address,
        "subject": mail.subject,
        "message_id": mail.message_id,
        "in_reply_to": mail.in_reply_to,
        "references": mail.references,
        "our_message_id": next(iter(reading.our_message_ids), None),
    }


def _intent(intent: Intent) -> dict[str, object]:
    return {
        "confidence": intent.confidence,
        "words": intent.words,
        "guess": intent.guess,
        "until": intent.ask_again_on,
        "refer_to": intent.refer_to or None,
        "contact": intent.contact,
    }


def _bounce(bounce: Bounce) -> dict[str, object]:
    return {"recipients": bounce.recipients}

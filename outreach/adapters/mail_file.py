"""Reads stored mail: single files, mbox files, Maildirs and folders of any of these."""

from __future__ import annotations

import gzip
import re
import zlib
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, BinaryIO, cast

from outreach.core.inbound.arrival import arrived_at
from outreach.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

MOST_BYTES = 25 * 2**20  # of a message: the inbox cuts there too
ONE_MESSAGE = (".eml", ".msg")  # holds one, even if a line in it begins another
# A line of a letter may begin with From too, but not like this.
_BEGINS = re.compile(rb"From \S*[ \t].*[0-9]{2}:[0-9]{2}.*[0-9]{4}|From -")
_GZIP = b"\x1f\x8b"  # as Dovecot keeps mail, and archives are
_QUOTED = re.compile(rb">+From ")  # mboxrd: one less is what was written
_MAILDIR = ("cur", "new")  # what tmp/ holds is not delivered yet


@dataclass(frozen=True, slots=True)
class StoredMail:
    """One message of a file, its bytes as they were delivered, and how far reading has come."""

    name: str
    content: bytes
    received_at: datetime | None
    read: int  # octets of all files so far, those passed over too
    size: int  # of all files


def stored_mail(paths: Iterable[Path]) -> Iterator[StoredMail]:
    """Yield every message below these paths, in order of name. Raises InputError."""
    try:
        files = [file for path in paths for file in _files(path)]
        size = sum(file.stat().st_size for file in files)
        before = 0
        for file in files:
            for name, content, at, read in _in_file(file):
                yield StoredMail(name, content, at, before + read, size)
            before += file.stat().st_size
    except OSError as error:
        named = error.filename or "a file"
        raise InputError(f"{named} cannot be read: {error.strerror}") from error


@contextmanager
def _opened(file: Path) -> Iterator[tuple[BinaryIO, BinaryIO]]:
    """Open a file; give its octets, unpacked if they are packed (gzip), and the file itself."""
    with file.open("rb") as stored:
        packed = stored.read(len(_GZIP)) == _GZIP
        stored.seek(0)
        if not packed:
            yield stored, stored
            return
        try:
            with gzip.open(stored) as unpacked:
                yield cast("BinaryIO", unpacked), stored
        except (gzip.BadGzipFile, EOFError, zlib.error) as error:
            raise InputError(f"{file} cannot be unpacked: {error}") from error


def _files(path: Path) -> Iterator[Path]:
    if path.is_file():
        yield path
        return
    if not path.is_dir():
        raise InputError(f"no file or folder {path}")
    yield from _below(path)


def _below(folder: Path) -> Iterator[Path]:
    """Yield the files of a folder that may hold mail; of a Maildir those delivered."""
    is_maildir = all((folder / name).is_dir() for name in _MAILDIR)
    for each in sorted(folder.iterdir()):
        if each.is_dir() and not each.is_symlink():
            hidden = each.name.startswith(".")
            # Dots begin the names of a Maildir's own sub-folders.
            if each.name != "tmp" and hidden <= is_maildir:
                yield from _below(each)
        elif each.is_file() and not is_maildir and not each.name.startswith("."):
            yield each


def _in_file(file: Path) -> Iterator[tuple[str, bytes, datetime | None, int]]:
    """Yield the messages of a file; those of an mbox have numbers, from 1."""
    with _opened(file) as (stream, stored):
        is_mbox = stream.read(5) == b"From "
        stream.seek(0)
        if not is_mbox or file.name.removesuffix(".gz").endswith(ONE_MESSAGE):
            content = _bare(stream.read(MOST_BYTES))
            delivered = file.name if file.parent.name in _MAILDIR else ""
            at = arrived_at(content, file_name=delivered) or _changed_at(file)
            yield file.as_posix(), content, at, stored.tell()
            return
        for number, (line, content) in enumerate(_split(stream), 1):
            at = arrived_at(content, from_line=line) or _changed_at(file)
            yield f"{file.as_posix()}#{number}", content, at, stored.tell()


def _changed_at(file: Path) -> datetime:
    """Return when the file was last written: a message that tells nothing is no older."""
    return datetime.fromtimestamp(file.stat().st_mtime, UTC)


def _bare(content: bytes) -> bytes:
    """Return a message without the line that an mbox puts before it."""
    return content.partition(b"\n")[2] if content.startswith(b"From ") else content


def _split(stream: BinaryIO) -> Iterator[tuple[bytes, bytes]]:
    """Yield each message of an mbox (RFC 4155) and the line before it."""
    # Octets, not lines: of a small packed file they may be millions.
    begin, content, size, after_blank = b"", bytearray(), 0, True
    while line := stream.readline(MOST_BYTES):
        if after_blank and _BEGINS.match(line):
            if begin:
                yield begin, _parted(content)
            begin, content, size = line, bytearray(), 0
            after_blank = False
            continue
        size += len(line)
        if size <= MOST_BYTES:
            content += line[1:] if _QUOTED.match(line) else line
        after_blank = line in (b"\n", b"\r\n")
    if begin or content:
        yield begin, _parted(content)


def _parted(content: bytearray) -> bytes:
    """Return a message without the empty line that parts it from the next."""
    if content.endswith(b"\n\r\n"):
        return bytes(content[:-2])
    return bytes(content[:-1] if content.endswith(b"\n\n") else content)

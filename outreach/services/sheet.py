"""Opens a CSV file for streaming: its encoding, its separator, how far it has been read."""

from __future__ import annotations

import codecs
import io
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING, BinaryIO

from outreach.core.record import Records, sniff
from outreach.core.source import shown
from outreach.errors import InputError

if TYPE_CHECKING:
    from pathlib import Path

CHUNK = 1 << 20  # bytes; a line longer than two of these is no line of a list
SAMPLE = 50  # lines, for the separator
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_SAVE = "save the file as CSV UTF-8"
_CONVERT = f"{_SAVE}, or run: iconv -f latin1 -t utf-8"
_CLOSE = "close the quote that is left open, or break the line"


@dataclass(frozen=True, slots=True)
class Sheet:
    """An open file and its rows."""

    records: Records
    total: int  # bytes
    _raw: BinaryIO
    _lines: io.TextIOWrapper  # held here: let go of, it closes the file before its time

    @property
    def done(self) -> int:
        """How many bytes have been read."""
        return self._raw.tell()

    def close(self) -> None:
        """Close the file."""
        self._lines.close()


def open_sheet(path: Path) -> Sheet:
    """Open a CSV file in UTF-8 (or UTF-16 with its mark) and find its separator.

    The whole of it is looked through first, so that nothing is read of a file that cannot
    be read to its end. Raises InputError with line, byte and remedy.
    """
    if not path.is_file():
        kind = "is no file" if path.exists() else "does not exist"
        raise InputError(f"{path} {kind}: name a CSV file")
    try:
        raw = path.open("rb")
    except OSError as error:
        raise InputError(f"{path} cannot be opened: {error.strerror}") from error
    try:
        encoding = "utf-16" if raw.read(2) in _UTF_16 else "utf-8-sig"
        total = _look_through(raw, path, encoding)
        raw.seek(0)
        lines = io.TextIOWrapper(raw, encoding=encoding, newline="")
        first = list(islice(lines, SAMPLE))
        delimiter, skipped = sniff(first)
        records = Records(chain(first[skipped:], lines), delimiter, skipped)
    except BaseException:
        raw.close()
        raise
    return Sheet(records, total, raw, lines)


def _look_through(raw: BinaryIO, path: Path, encoding: str) -> int:
    """Return the file's size; raise InputError for bytes that are no text."""
    raw.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    total = 0
    while chunk := raw.read(CHUNK):
        pending = len(decoder.getstate()[0])
        text = _decoded(decoder, chunk, raw, path, total - pending)
        if "\0" in text:
            wide = encoding == "utf-16"
            at = text.index("\0") * 2 if wide else chunk.index(b"\0")
            raise _no_text(raw, path, total + at, "a NUL byte (0x00)", _SAVE)
        if len(chunk) == CHUNK and "\n" not in text and "\r" not in text:
            raise _no_text(
                raw, path, total, "a line of over a million characters", _CLOSE
            )
        total += len(chunk)
    _decoded(decoder, b"", raw, path, total - len(decoder.getstate()[0]))
    return total


def _decoded(
    decoder: codecs.IncrementalDecoder, chunk: bytes, raw: BinaryIO, path: Path, at: int
) -> str:
    """Return the chunk's text; what the decoder still holds begins at the byte `at`."""
    try:
        return decoder.decode(chunk, final=not chunk)
    except UnicodeDecodeError as error:
        what = f"byte 0x{error.object[error.start]:02x} is not UTF-8"
        remedy = f"{_CONVERT} {shown(path.name)}"
        raise _no_text(raw, path, at + error.start, what, remedy) from error


def _no_text(raw: BinaryIO, path: Path, at: int, what: str, remedy: str) -> InputError:
    """Return the error for what stands at the byte `at` of the file, counted from 0."""
    raw.seek(0)
    line, begins, read = 1, 0, 0
    while read < at and (chunk := raw.read(min(CHUNK, at - read))):
        line += chunk.count(b"\n")
        if (newline := chunk.rfind(b"\n")) >= 0:
            begins = read + newline + 1
        read += len(chunk)
    return InputError(
        f"{path}: line {line}, byte {at - begins + 1}: {what}; nothing was imported: "
        f"{remedy}"
    )

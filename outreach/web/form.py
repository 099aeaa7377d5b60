"""Reads a posted form's fields as the bytes they are, for a mail must not be decoded twice."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from outreach.errors import InputError

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

MOST_FIELDS = 100
LONGEST_HEAD = 16 * 1024  # bytes of one part's headers


def fields_of(content_type: str, body: bytes) -> dict[str, bytes]:
    """Return each field by its name, files too; the first of one name. Raises InputError."""
    kind, options = parse_options_header(content_type.encode("latin-1", "replace"))
    try:
        if kind == b"multipart/form-data":
            return _Parts(options.get(b"boundary", b"")).read(body)
        if kind == b"application/x-www-form-urlencoded":
            return _pairs(body)
    except (FormParserError, ValueError) as error:
        raise InputError("the form cannot be read: it is broken off") from error
    raise InputError("the body is no form")


def _pairs(body: bytes) -> dict[str, bytes]:
    """Return the fields of a body as `a=b&c=d`, where the standard library wants text."""
    if body.count(b"&") >= MOST_FIELDS:
        raise InputError(f"the form has over {MOST_FIELDS} fields")
    fields: dict[str, bytes] = {}
    for pair in body.split(b"&") if body else ():
        name, _, value = pair.replace(b"+", b" ").partition(b"=")
        told = unquote_to_bytes(name).decode("latin-1")
        fields.setdefault(told, unquote_to_bytes(value))
    return fields


class _Parts:
    """Takes a multipart body apart."""

    def __init__(self, boundary: bytes) -> None:
        self._fields: dict[str, bytes] = {}
        self._name, self._value = bytearray(), bytearray()
        self._head: dict[bytes, bytes] = {}
        self._data = bytearray()
        self._ended = False
        self._begun = 0
        callbacks: MultipartCallbacks = {
            "on_part_begin": self._begin,
            "on_part_data": self._more,
            "on_part_end": self._end,
            "on_header_field": self._head_name,
            "on_header_value": self._head_value,
            "on_header_end": self._head_end,
            "on_end": self._finish,
        }
        self._parser = MultipartParser(boundary, callbacks)

    def read(self, body: bytes) -> dict[str, bytes]:
        """Return the fields of a whole body."""
        self._parser.write(body)
        self._parser.finalize()
        if not self._ended:
            raise InputError("the form is broken off: its last boundary is missing")
        return self._fields

    def _begin(self) -> None:
        self._head, self._data = {}, bytearray()
        self._begun += 1  # of one name, too: whoever sends a million is not read on
        if self._begun > MOST_FIELDS:
            raise InputError(f"the form has over {MOST_FIELDS} fields")

    def _more(self, data: bytes, start: int, end: int) -> None:
        self._data += data[start:end]

    def _head_name(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def _head_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]
        if len(self._value) > LONGEST_HEAD:
            raise InputError("a part of the form has too long a head")

    def _head_end(self) -> None:
        self._head[bytes(self._name).lower()] = bytes(self._value)
        self._name, self._value = bytearray(), bytearray()

    def _end(self) -> None:
        _, options = parse_options_header(self._head.get(b"content-disposition", b""))
        name = options.get(b"name", b"").decode("latin-1")
        self._fields.setdefault(name, bytes(self._data))

    def _finish(self) -> None:
        self._ended = True

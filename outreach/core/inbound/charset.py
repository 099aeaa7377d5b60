"""Bytes into text when the label may be missing, unknown or a lie."""

from __future__ import annotations

import re

# WHATWG reads these labels so, for that is what mailers mean by them.
ALIASES = {
    "ansi_x3.110-1983": "cp1252",
    "ascii": "cp1252",
    "us-ascii": "cp1252",
    "iso-8859-1": "cp1252",
    "latin1": "cp1252",
    "latin-1": "cp1252",
    "iso-8859-8-i": "iso-8859-8",
    "iso-8859-9": "cp1254",
    "iso-2022-jp": "iso2022_jp_ext",
    "shift_jis": "cp932",
    "x-sjis": "cp932",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "tis-620": "cp874",
    "iso-8859-11": "cp874",
    "windows-874": "cp874",
    "unicode-1-1-utf-7": "utf-7",
    "utf8mb4": "utf-8",
}


# These codecs are slow, unsafe or no charset at all.
REFUSED = {
    "idna",
    "mbcs",
    "oem",
    "punycode",
    "raw_unicode_escape",
    "undefined",
    "unicode_escape",
}
_HALF = re.compile("[\ud800-\udfff]")  # what UTF-7 may spell, and no store takes


def decode(content: bytes, label: str = "") -> str:
    """Return `content` as text: by its label or UTF-8 if one fits, else byte by byte.

    Never raises. NUL is dropped, for no store or regular expression is the better for it,
    and half a character reads as one that is not known.
    """
    name = label.strip().strip("\"'").lower()
    name = ALIASES.get(name, name)
    if b"\x1b$" in content and not name.startswith("iso2022"):
        name = "iso2022_jp_ext"  # nothing else of the world escapes so
    text = _strict(content, name)
    if text is None:
        text = _decoded(content, "utf-8", "strict")
    if text is None:
        text = _decoded(content, name, "replace")
    if text is None:
        text = content.decode("cp1252", "replace")
    if text.isascii():
        return text.replace("\0", "")
    return _HALF.sub("\ufffd", text).replace("\0", "")


def _strict(content: bytes, name: str) -> str | None:
    if content.isascii() and b"\x1b" not in content and not _is_stateful(name):
        return content.decode("ascii")
    if name == "cp1252":  # often a mere default: UTF-8 is never well-formed by chance
        text = _decoded(content, "utf-8", "strict")
        return _decoded(content, name, "strict") if text is None else text
    return _decoded(content, name, "strict")


def _is_stateful(name: str) -> bool:
    """Tell whether ASCII bytes of this charset may mean something else than ASCII."""
    return name.replace("_", "-").startswith(("utf-7", "utf-16", "utf-32", "hz"))


def _decoded(content: bytes, name: str, errors: str) -> str | None:
    if not name or name.replace("-", "_") in REFUSED:
        return None
    try:
        return content.decode(name, errors)
    except (LookupError, ValueError):
        # An unknown or non-text codec, a NUL in its name, or octets it cannot read.
        return None

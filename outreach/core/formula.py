"""Cells a spreadsheet would run: text here, quoted on the way out, plain again on the way in."""

from __future__ import annotations

import re

# OWASP, CSV injection; the full-width forms count too.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001 - meant
# A number is no formula: "+49 30 1234", "-3.5".
_NUMBER = re.compile(r"[+-][0-9][0-9 ()./-]*\Z")


def is_formula(text: str) -> bool:
    """Tell whether a spreadsheet might run this."""
    return text.startswith(FORMULA) and _NUMBER.match(text) is None


def neutral(text: str) -> str:
    """Return the text as it goes into a file: what might run gets a quote before it.

    So does what has quotes before such a thing already, so that `plain` gives back the same.
    """
    return f"'{text}" if is_formula(text.lstrip("'")) else text


def plain(cell: str) -> str:
    """Return what `neutral` was given."""
    if cell.startswith("'") and is_formula(cell.lstrip("'")):
        return cell[1:]
    return cell

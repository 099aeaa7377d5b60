"""Plain text as its writer saw it: flowed lines joined, and files encoded amid it left out."""

from __future__ import annotations

import re

_UUENCODED = re.compile(
    r"^begin [0-7]{3,4} ([^\n]{1,200})\n(?:[ -`]{1,61}\n)*?`?[ ]?\n?end[ \t]*$",
    re.MULTILINE,
)


def joined(text: str, *, delete_space: bool) -> str:
    """Return the text with its soft line breaks undone (RFC 3676; DelSp as given).

    Lines of another quote depth are never joined, nor is a signature's delimiter.
    """
    found: list[str] = []
    open_depth = -1  # of the paragraph that goes on; -1: none does
    for line in text.split("\n"):
        depth = len(line) - len(line.lstrip(">"))
        content = line[depth:].removeprefix(" ")
        soft = content.endswith(" ") and content != "-- "
        if soft and delete_space:
            content = content[:-1]
        if depth == open_depth and content != "-- ":
            found.append(content)
        else:
            found.append(f"\n{'>' * depth}{' ' * bool(depth)}{content}")
        open_depth = depth if soft else -1
    return "".join(found).removeprefix("\n")


def without_files(text: str) -> str:
    """Return the text with each uuencoded file replaced by its name in brackets."""
    if "\nend" not in text or "begin " not in text:
        return text
    return _UUENCODED.sub(r"[\1]", text)

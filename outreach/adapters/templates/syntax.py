"""What Jinja says of text that it cannot read, as a place, a fact and a remedy."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from outreach.adapters.templates.grammar import Fault
from outreach.core.source import nearest

if TYPE_CHECKING:
    from jinja2 import TemplateSyntaxError

_TAGS = (
    "if",
    "elif",
    "else",
    "endif",
    "for",
    "endfor",
    "set",
    "with",
    "endwith",
    "include",
)
_CHAR = re.compile(r"unexpected char (?P<char>.*) at (?P<at>\d+)\Z", re.DOTALL)
_UNKNOWN = re.compile(r"Encountered unknown tag '(?P<tag>[^']*)'")
_OPEN = re.compile(r"The innermost block that needs to be closed is '(?P<tag>\w+)'")
_GOT = re.compile(r"(?:got|unexpected) '(?P<word>[^']+)'")

# What Jinja's message contains, and what is said instead of it.
_SAID = (
    (
        "expected 'end of print statement'",
        "a {{ is never closed: end it with }}",
    ),
    ("expected 'end of statement block'", "a {% is never closed: end it with %}"),
    ("Missing end of comment", "a comment is never closed: end it with #}"),
    ("unexpected 'end of", "it ends too soon: write what is missing at its end"),
    ("an expression, got 'end of", "there is nothing to write here: name a field"),
    ("expected token 'name', got 'end of", "a name is missing after | or .: add it"),
    (
        "expected token 'in', got",
        "a loop has no list: write it as {% for tag in lead.tags %}",
    ),
    ("expected token 'name', got '|'", "`||` is written `or` here"),
    ("unexpected 'AND'", "AND is written `and` here"),
    ("unexpected 'OR'", "OR is written `or` here"),
    ("expected token 'end of print", "{word} is one too many: end it with }} before"),
    (
        "expected token 'end of statement",
        "{word} is one too many: end it with %} before",
    ),
)


# Signs of other languages, and what they are here.
_WRITTEN = {
    "&": "write `and`",
    "!": "write `not`, or != for unlike",
    **dict.fromkeys("\u201c\u201d\u2018\u2019", "write straight quotes"),
}
_CLOSING = (")", "]", "}")


def fault_of(error: TemplateSyntaxError, text: str) -> Fault:
    """Return a syntax error as a fault with a remedy."""
    said = str(error.message)
    if match := _CHAR.match(said):
        return _at_char(match, text)
    if match := _UNKNOWN.search(said):
        tag = match["tag"]
        known = ", ".join(_TAGS)
        if tag in _TAGS:
            message = (
                f"{{% {tag} %}} belongs to nothing here: open it before, or take it out"
            )
            return Fault(error.lineno, tag, "bad-template", message)
        message = f'there is no tag "{tag}"{nearest(tag, _TAGS)}: there are {known}'
        return Fault(error.lineno, tag, "bad-template", message)
    if match := _OPEN.search(said):
        tag = match["tag"]
        message = f"a {{% {tag} %}} is never closed: end it with {{% end{tag} %}}"
        return Fault(error.lineno, "", "bad-template", message)
    got = _GOT.search(said)
    word = got["word"] if got and got["word"] in text else ""
    return Fault(error.lineno, word, "bad-template", _told(said, word))


def _told(said: str, word: str) -> str:
    for sign, told in _SAID:
        if sign in said:
            return told.replace("{word}", f'"{word}"' if word else "something")
    fact = f"{said[:1].lower()}{said[1:]}".rstrip(".")
    if ": " in fact:
        return fact
    if word not in _CLOSING:
        return f"{fact}: correct it"
    if ", expected" in fact:
        return f"{fact}: close with the bracket that opens"
    return f"{fact}: take it out, or open it before"


def _at_char(match: re.Match[str], text: str) -> Fault:
    offset = int(match["at"])
    before = text.replace("\r\n", "\n")[:offset]
    line, column = before.count("\n") + 1, offset - before.rfind("\n")
    char = match["char"][1:-1]
    if char in _WRITTEN:
        message = f"{match['char']} means nothing here: {_WRITTEN[char]}"
    elif char in "\"'":
        message = f"a quote is never closed: end it with {char}"
    else:
        message = (
            f"{match['char']} means nothing here: take it out, or quote it as text"
        )
    return Fault(line, "", "bad-template", message, column=column)

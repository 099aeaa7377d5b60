"""The steps that reach a person beside mail: `sms`, `whatsapp` and `linkedin`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from outreach.core.language.email import file_named
from outreach.core.language.reader import Role, is_scalar
from outreach.core.segment import is_gsm, segments
from outreach.core.sequence import (
    LONGEST_INVITE,
    LONGEST_TEXT,
    LinkedIn,
    Sms,
    WhatsApp,
)

if TYPE_CHECKING:
    from outreach.core.language.reader import Reader
    from outreach.core.source import Node

SMS_KEYS = ("body",)
WHATSAPP_KEYS = ("template", "variables", "body")
LINKEDIN_KEYS = ("visit", "invite", "message")
MOST_SEGMENTS = 3
LONGEST_FREE_INVITE = 200  # LinkedIn's limit for an account that does not pay

# Twilio's own pattern for a ContentSid.
_CONTENT = re.compile(r"HX[0-9a-fA-F]{32}\Z")
_VARIABLE = re.compile(r"[A-Za-z0-9_]{1,64}\Z")
_MARKUP = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)


def read_sms(reader: Reader, node: Node) -> Sms | None:
    """Return an `sms`: its text, or a mapping with its `body`."""
    body = _body_of(reader, node, "sms", SMS_KEYS)
    if body is None:
        return None
    text = _text(reader, body, "body", LONGEST_TEXT)
    if text is None:
        return None
    literal = _literal(text)
    if (count := segments(literal)) > MOST_SEGMENTS:
        how = "" if is_gsm(literal) else ", 70 characters each for what is not in GSM-7"
        message = (
            f"this text takes {count} segments{how}: shorten it to {MOST_SEGMENTS}"
        )
        reader.complain(body, "long-text", message, warning=True)
    return Sms(text)


def read_whatsapp(reader: Reader, node: Node) -> WhatsApp | None:
    """Return a `whatsapp`: an approved template and its variables, or free text."""
    body = _body_of(reader, node, "whatsapp", WHATSAPP_KEYS, either="template")
    template, variables = node.get("template"), node.get("variables")
    if body is None and template is None:
        return None
    if body is not None and template is not None:
        message = "a template has its text already: take `body` or `template` out"
        reader.complain(body, "two-actions", message)
    if variables is not None and template is None:
        message = "variables fill in a template: name it under `template`"
        reader.complain(variables, "bad-value", message)
    return WhatsApp(
        content=_content(reader, template) if template else "",
        variables=_variables(reader, variables) if variables else {},
        body=(_text(reader, body, "body", LONGEST_TEXT) if body else None) or "",
    )


def read_linkedin(reader: Reader, node: Node) -> LinkedIn | None:
    """Return a `linkedin`: a visit, an invitation, with or without a note, or a message."""
    if not reader.mapping(node, "linkedin", LINKEDIN_KEYS):
        return None
    doing = [(key, value) for key, value in node.pairs if key.value in LINKEDIN_KEYS]
    if not doing:
        if not node.partial and not node.pairs:
            message = (
                f"linkedin does nothing: give it one of {', '.join(LINKEDIN_KEYS)}"
            )
            reader.complain(node, "missing-key", message)
        return None
    for key, _ in doing[1:]:
        message = f"{key} beside {doing[0][0]}: a step does one thing, so make it two"
        reader.complain(key, "two-actions", message)
    kind, value = doing[0][0].value, doing[0][1]
    match kind:
        case "visit":
            return LinkedIn(kind) if _is_on(reader, value, kind) else None
        case "invite" if value.plain() is True:
            return LinkedIn(kind)
        case _:
            return _written(reader, kind, value)


def _written(reader: Reader, kind: str, node: Node) -> LinkedIn | None:
    longest = LONGEST_INVITE if kind == "invite" else LONGEST_TEXT
    text = _text(reader, node, kind, longest)
    if text is None:
        return None
    length = len(_literal(text))
    if kind == "invite" and LONGEST_FREE_INVITE < length <= LONGEST_INVITE:
        message = (
            f"this note has {length} characters: an account that does not pay "
            f"may write {LONGEST_FREE_INVITE}"
        )
        reader.complain(node, "long-text", message, warning=True)
    return LinkedIn(kind, text)


def _body_of(
    reader: Reader, node: Node, what: str, known: tuple[str, ...], either: str = ""
) -> Node | None:
    """Return the node of the text: the value itself, or its `body`."""
    if is_scalar(node):
        return node
    if not reader.mapping(node, what, known):
        return None
    body = node.get("body")
    strange = any(key.value not in known for key, _ in node.pairs)
    if not either:
        reader.lacks(node, what, () if body else ("body",), known)
    elif not (body or node.get(either) or strange or node.partial):
        message = f"{what} has neither `{either}` nor `body`: add one"
        reader.complain(node, "missing-key", message)
    return body


def _text(reader: Reader, node: Node, what: str, longest: int) -> str | None:
    """Return a text or the name of a .txt file; what can never be sent is complained of."""
    text = reader.text(node, what)
    if text is None:
        return None
    name = file_named(text)
    if name is not None and not name.endswith(".txt"):
        message = f"{node} is no plain text: name a .txt file"
        reader.complain(node, "bad-value", message)
        return None
    if name is None and len(literal := _literal(text)) > longest:
        message = f"{what} has {len(literal)} characters: shorten it to {longest}"
        reader.complain(node, "bad-value", message)
    return reader.keep(Role.BODY, node, name or text)


def _literal(text: str) -> str:
    """Return what of a text stands in every message made of it; nothing of a file's name."""
    return "" if file_named(text) else _MARKUP.sub("", text).strip()


def _content(reader: Reader, node: Node) -> str:
    text = reader.line(node, "template")
    if text is not None and not _CONTENT.match(text):
        message = f"{node} is no id of an approved template: write it as HX and 32 hex"
        reader.complain(node, "bad-value", message)
    return text or ""


def _variables(reader: Reader, node: Node) -> dict[str, str]:
    if node.kind != "mapping":
        message = f'variables is {node}: write them as {{"1": "{{{{ first_name }}}}"}}'
        reader.complain(node, "bad-value", message)
        return {}
    found = {}
    for name, value in node.pairs:
        if not _VARIABLE.match(name.value):
            message = f"{name} is no variable's name: use letters, digits and _"
            reader.complain(name, "bad-value", message)
        text = reader.template(value, f"variable {name}")
        if text is not None:
            found[name.value] = text
    return found


def _is_on(reader: Reader, node: Node, what: str) -> bool:
    if node.plain() is True:
        return True
    reader.complain(node, "bad-value", f"{what} is {node}: write true")
    return False

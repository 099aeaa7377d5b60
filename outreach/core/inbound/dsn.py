"""Delivery status reports by the book: RFC 3464 fields, tolerant of how they are written."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_RECIPIENTS = 200
MAX_TYPE = 20  # characters of a diagnostic's type, as "smtp"
STATUS = re.compile(r"(?<![\d.])([45]\.\d{1,3}\.\d{1,3})(?![\d.]*\d)")
REPLY = re.compile(r"(?<![\d.])([45]\d\d)(?=[ \-]|$)")

_REPLY_STATUS = re.compile(
    r"(?<![\d.])[45]\d\d[ \-][ '\"#(]{0,4}([45]\.\d{1,3}\.\d{1,3})(?![\d.]*\d)"
)
ELIDED = "..."  # as a web archive shortens an address: nobody's
SUCCESSES = {"delivered", "relayed", "expanded"}

_ADDRESS = re.compile(r"[^\s<>\"(),:;]{1,128}@[^\s<>\"(),:;]{1,255}")
_ACTIONS = (  # as mailers spell them, beside the words of RFC 3464 2.3.3
    (re.compile(r"delay|defer|warning|transient|retry|queued|still"), "delayed"),
    (re.compile(r"deliver(?:ed|y)\b(?!.{0,9}fail)|success"), "delivered"),
    (re.compile(r"relay"), "relayed"),
    (re.compile(r"expand"), "expanded"),
    (re.compile(r"fail|error|undeliver|reject|bounce|permanent"), "failed"),
)
_REFUSED = re.compile(r";\s{0,5}(?:deleted|denied|failed|error)")
# RFC 3461 4: only these need encoding as xtext in what is otherwise an address; and RFC
# 6533 3 for what is beyond ASCII.
_XTEXT = re.compile(r"\+(2B|3D)")
_CODE_POINT = re.compile(r"\\x\{([0-9A-Fa-f]{2,6})\}")
_FIELD = re.compile(r"([A-Za-z][A-Za-z0-9-]{1,60})[ \t]*:(.*)")


@dataclass(frozen=True, slots=True)
class Delivery:
    """One recipient's group of fields. `action` is "" where the report forgot it."""

    address: str  # Original-Recipient, the address we wrote to, else Final-Recipient
    final: str
    action: str  # failed | delayed | delivered | relayed | expanded
    status: str
    diagnostic: str
    comment: str = ""  # what the reporter adds to the status in its own words


def read_deliveries(text: str) -> tuple[Delivery, ...]:
    """Return the per-recipient groups of a message/delivery-status body. Never raises."""
    groups = _groups(text)
    return tuple(
        _delivery(group)
        for group in groups[:MAX_RECIPIENTS]
        if "final-recipient" in group or "original-recipient" in group
    )


def read_refusal(text: str) -> str:
    """Return who a message/disposition-notification says refused the mail unseen; "" if none.

    RFC 5429 lets a mailbox's filter, or its quota, refuse a mail so after it was accepted.
    """
    for group in _groups(text):
        disposition = group.get("disposition", "").lower()
        if "automatic-action" in disposition and _REFUSED.search(disposition):
            return _address(group.get("final-recipient", ""))
    return ""


def _groups(text: str) -> list[Mapping[str, str]]:
    groups: list[dict[str, str]] = [{}]
    name = ""
    for line in text[:500_000].split("\n"):
        if not line.strip():
            groups.append({})
            name = ""
        elif line[0] in " \t" and name:
            groups[-1][name] = f"{groups[-1][name]} {line.strip()}"[:8_000]
        elif match := _FIELD.match(line):
            name = match[1].lower()
            if name == "final-recipient" and name in groups[-1]:
                groups.append({})  # groups run together without the blank line
            groups[-1].setdefault(name, match[2].strip())
    return [group for group in groups if group]


def _delivery(group: Mapping[str, str]) -> Delivery:
    final = _address(group.get("final-recipient", ""))
    original = _address(group.get("original-recipient", ""))
    diagnostic = group.get("diagnostic-code", "")
    kind, semicolon, rest = diagnostic.partition(";")
    if semicolon and len(kind) <= MAX_TYPE:
        diagnostic = rest.strip()
    status = group.get("status", "")
    known = STATUS.search(status)
    return Delivery(
        address=original if original == final else _decoded(original) or final,
        final=final or _decoded(original),
        action=_action(group.get("action", ""), status),
        status=best_status(known[1] if known else "", diagnostic),
        diagnostic=diagnostic,
        comment=status.partition("(")[2],
    )


def _action(said: str, status: str) -> str:
    """Return the action in RFC 3464's words; a success that is only told by its status too."""
    for shape, action in _ACTIONS:
        if shape.match(said.lower().strip(" ()")):
            return action
    return "delivered" if status.lstrip().startswith("2.") else ""


def _decoded(address: str) -> str:
    """Undo an encoding that a report should have undone."""
    address = _XTEXT.sub(
        lambda code: chr(int(code[1], 16)), address.replace("+2b", "+2B")
    )
    return _CODE_POINT.sub(_character, address)


def _character(code: re.Match[str]) -> str:
    number = int(code[1], 16)
    return chr(number).lower() if number <= sys.maxunicode else ""


def best_status(declared: str, diagnostic: str) -> str:
    """Return the most telling status: the server's own, said right after its reply code."""
    # Exchange quotes the last try's answer behind the status it gave up with.
    given_up, _, _ = diagnostic.partition(" -> ")
    if replied := _REPLY_STATUS.findall(given_up):
        specific = [one for one in replied if not one.endswith(".0.0")]
        return str((specific or replied)[-1])
    said = STATUS.search(diagnostic)
    if said and (not declared or declared.endswith(".0.0")):
        return said[1]
    return declared


def says_status(diagnostic: str) -> bool:
    """Tell whether the server said a status of its own beside its reply code."""
    return _REPLY_STATUS.search(diagnostic) is not None


def _address(value: str) -> str:
    value = value.partition(";")[2] or value
    match = _ADDRESS.search(value)
    if match is None or ELIDED in match.group():
        return ""
    return match.group().strip(".'").lower()

"""Delivery status reports by the book: RFC 3464 fields, tolerant of how they are written."""

from __future__ import annotations

import re
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
_ADDRESS = re.compile(r"[^\s<>\"(),:;]{1,128}@[^\s<>\"(),:;]{1,255}")
_FIELD = re.compile(r"([A-Za-z][A-Za-z0-9-]{1,60})[ \t]*:(.*)")


@dataclass(frozen=True, slots=True)
class Delivery:
    """One recipient's group of fields. `action` is "" where the report forgot it."""

    address: str  # Original-Recipient, the address we wrote to, else Final-Recipient
    final: str
    action: str  # failed | delayed | delivered | relayed | expanded
    status: str
    diagnostic: str


def read_deliveries(text: str) -> tuple[Delivery, ...]:
    """Return the per-recipient groups of a message/delivery-status body. Never raises."""
    groups = _groups(text)
    return tuple(
        _delivery(group)
        for group in groups[:MAX_RECIPIENTS]
        if "final-recipient" in group or "original-recipient" in group
    )


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
    status = STATUS.search(group.get("status", ""))
    return Delivery(
        address=original or final,
        final=final or original,
        action=group.get("action", "").lower().partition(" ")[0].strip("()"),
        status=best_status(status[1] if status else "", diagnostic),
        diagnostic=diagnostic,
    )


def best_status(declared: str, diagnostic: str) -> str:
    """Return the most telling status: the server's own, said right after its reply code."""
    if replied := _REPLY_STATUS.findall(diagnostic):
        specific = [one for one in replied if not one.endswith(".0.0")]
        return str((specific or replied)[-1])
    said = STATUS.search(diagnostic)
    if said and (not declared or declared.endswith(".0.0")):
        return said[1]
    return declared


def _address(value: str) -> str:
    value = value.partition(";")[2] or value
    match = _ADDRESS.search(value)
    return match.group().strip(".'").lower() if match else ""

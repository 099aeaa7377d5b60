"""Bounces of mailers that follow no standard: the report told from the mail it returns.

Recipients are read from how reports are laid out (an address opens a line, or follows the
words "delivered to", "RCPT TO:" and the like), never from one vendor's exact text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from outreach.core.inbound.dsn import ELIDED

MAX_REPORT_LINES = 400
MAX_FOUND = 200
ENOUGH_FIELDS = 3  # header fields close together that make a header

_ADDRESS = r"[^\s<>\"'(),:;@\[\]（）：、，；《》「」【】]{1,128}@[A-Za-z0-9_.-]{1,255}[A-Za-z0-9]"
_RETURNED = re.compile(
    r"\W{0,80}(?:(?:below this line|this) is a copy|(?:below|here) is a copy of"
    r"|(?:the )?(?:header of the )?original (?:message|mail)\b.{0,40}(?:\W{3,}|follow"
    r"|as follows|:)\s*$|original message\W*$|unsent message|returned message"
    r"|message (?:text|headers?) follow|included is a copy|enclosed is a copy|copy "
    r"of (?:the|your) (?:original )?(?:message|mail)|(?:undelivered|original) "
    r"message (?:headers?|follows)|(?<=-) ?original message|the (?:body|text) of (?:the"
    r"|your) message|header of the original)",
    re.IGNORECASE,
)
_HEADER = re.compile(
    r"(?:Received|Return-Path|Message-ID|DKIM-Signature|X-[A-Za-z-]{2,40}|MIME-Version"
    r"|Date|From|To|Subject|Content-Type|Delivered-To)\s?:",
    re.IGNORECASE,
)
_TRACE = re.compile(
    r"(?:Received|Return-Path|DKIM-Signature|Message-ID)\s?:", re.IGNORECASE
)
_MESSAGE_ID = re.compile(
    r"^\s{0,8}Message-ID\s?:\s{0,10}<([^<>\s]{1,500})>", re.IGNORECASE | re.MULTILINE
)
_TO = re.compile(
    rf"^\s{{0,8}}To\s?:[^\n]{{0,200}}?({_ADDRESS})", re.IGNORECASE | re.MULTILINE
)
_OF_A_LIST = re.compile(
    r"^(?:List-Id|X-BeenThere|X-Mailman-Version)\s?:", re.IGNORECASE | re.MULTILINE
)
_OPENING = re.compile(rf"[\s>*•\-\"']{{0,20}}<?({_ADDRESS})(?![A-Za-z0-9@])")
_TRANSCRIPT = re.compile(rf"\s{{0,8}}[45]\d\d (?:[45][\d.]+ )?<({_ADDRESS})>\.\.\.")
_LABELLED = re.compile(
    r"\b(?:rcpt to|(?:delivered|deliver\w*|sent|forward\w*)(?: (?:message|mail|it"
    r"|this))?(?: to)?|recipients?|error-for|unknown user|user|permanent errors|full"
    r"|address(?:ed)?|mailbox|mail to|addressee|smtp|to|for)"
    rf"(?=\W)\W{{1,6}}(?:is |was )?[<(\"']{{0,3}}({_ADDRESS})",
    re.IGNORECASE,
)
_FORWARDED = re.compile(
    r"\((?:ultimately )?(?:expanded|generated|forwarded) from:?\s{0,3}<?"
    rf"({_ADDRESS})>?\)",
    re.IGNORECASE,
)
_ANY = re.compile(rf"({_ADDRESS})")
_NOT_RECIPIENT = re.compile(
    r"mail from|^\s*(?:from|sender|reply-to|cc)\s?:|contact|envelope-from|generated "
    r"from|postmaster@|mailer-daemon@|for (?:further )?assistance|message-id|support@"
    r"|abuse@",
    re.IGNORECASE,
)


# A mailer may list its own users by their names alone.
_BARE = re.compile(
    r"(?:recipients?|address(?:es)?|users?)\b[^\n]{0,200}:\s{0,20}\n"
    r"[ \t]{1,20}([A-Za-z0-9._-]{1,64})[ \t]{0,20}(?=\n|\Z)"
)


@dataclass(frozen=True, slots=True)
class Report:
    """What the mailer wrote, and what it returned below its words ("" if nothing)."""

    said: str
    returned: str

    @property
    def message_id(self) -> str:
        """The returned message's id with its brackets; "" where it was not returned."""
        match = _MESSAGE_ID.search(self.returned[:100_000])
        return f"<{match[1]}>" if match else ""

    @property
    def addressee(self) -> str:
        """Whom the returned message was written to; a list's names only itself."""
        header = self.returned[:100_000]
        match = None if _OF_A_LIST.search(header) else _TO.search(header)
        return match[1].lower() if match else ""


@dataclass(frozen=True, slots=True)
class Failure:
    """An address and the lines said about it. `final` is where a forwarding led, else ""."""

    address: str
    diagnostic: str
    final: str = ""


def read_report(text: str) -> Report:
    """Split a report from the mail it returns, at a marker or where a header begins."""
    lines = text.split("\n")
    for index, line in enumerate(lines[:MAX_REPORT_LINES]):
        if _may_return(line) and _RETURNED.match(line[:300]) and index + 1 < len(lines):
            return _cut(lines, index, index + 1)
        if _TRACE.match(line) and _is_header(lines, index):
            return _cut(lines, index, index)
    return Report("\n".join(lines[:MAX_REPORT_LINES]), "")


def _may_return(line: str) -> bool:
    """Tell whether the words are there, of which each such line has one."""
    folded = line.lower()
    return "message" in folded or "copy" in folded or "original" in folded


def _cut(lines: list[str], end: int, start: int) -> Report:
    return Report("\n".join(lines[:end]), "\n".join(lines[start : start + 2_000]))


def _is_header(lines: list[str], index: int) -> bool:
    near = lines[index : index + 12]
    return sum(bool(_HEADER.match(line)) for line in near) >= ENOUGH_FIELDS


def failures(report: Report, ours: frozenset[str]) -> tuple[Failure, ...]:
    """Return the addresses that failed, each with its lines; `ours` are never among them."""
    lines = [line[:600] for line in report.said.split("\n")]
    for shape in (_OPENING, _FORWARDED, _TRANSCRIPT, _LABELLED, _ANY):
        found = _found(lines, shape, ours)
        if found:
            return _with_lines(lines, found, ends_them=shape is _TRANSCRIPT)
    if report.addressee and report.addressee not in ours:
        return (Failure(report.addressee, report.said),)
    return ()


def local_user(report: Report, domain: str) -> str:
    """Return the address of a user that is listed by name alone, at the mailer's own domain."""
    match = _BARE.search(report.said[:20_000])
    return f"{match[1]}@{domain}".lower() if match and domain else ""


def _found(
    lines: list[str], shape: re.Pattern[str], ours: frozenset[str]
) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    for index, line in enumerate(lines):
        sure = shape is _OPENING or shape is _FORWARDED
        if "@" not in line or (not sure and _NOT_RECIPIENT.search(line)):
            continue
        match = (
            shape.match(line)
            if shape in (_OPENING, _TRANSCRIPT)
            else shape.search(line)
        )
        address = match[1].lower() if match else ""
        if _is_somebody(address, ours) and len(found) < MAX_FOUND:
            found.append((index, address))
    return found


def _is_somebody(address: str, ours: frozenset[str]) -> bool:
    return bool(address) and address not in ours and ELIDED not in address


def _with_lines(
    lines: list[str], found: list[tuple[int, str]], *, ends_them: bool
) -> tuple[Failure, ...]:
    """Give each address the lines from it to the next; one address alone gets them all.

    In a transcript the dialogue stands above its verdict, which `ends_them`.
    """
    said: dict[str, list[str]] = {}
    alone = len({address for _, address in found}) == 1
    at = [index for index, _ in found]
    starts = [0, *(index + 1 for index in at[:-1])] if ends_them else at
    ends = [index + 1 for index in at] if ends_them else [*at[1:], len(lines)]
    for (index, address), start, end in zip(found, starts, ends, strict=True):
        own = lines[start:end] or lines[index : index + 1]
        said.setdefault(address, []).extend(own)
    return tuple(
        _failure(address, "\n".join(lines if alone else own), "\n".join(own[:4]))
        for address, own in said.items()
    )


def _failure(address: str, diagnostic: str, opening: str) -> Failure:
    """Return it under the address written to, where the report tells of a forwarding."""
    forwarded = _FORWARDED.search(opening)
    if forwarded is None or forwarded[1].lower() == address:
        return Failure(address, diagnostic)
    return Failure(forwarded[1].lower(), diagnostic, final=address)

"""Rows of a suppression list: what its columns mean, as we and mail providers write them.

Known by their titles are our own lists and those of Mailchimp, HubSpot, SendGrid, Salesforce
and their like: an address or a hash, why, since when, and whether it is meant at all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from outreach.core.address import FREE_MAIL
from outreach.core.block import key_of
from outreach.core.formula import plain
from outreach.core.lead_row import Problem
from outreach.core.source import shown
from outreach.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LONGEST_REASON = 200
OPT_OUT, COMPLAINT, BOUNCED = "opt_out", "complaint", "bounced"

# What the column with the thing itself may be called, surest first: the first is ours, and
# where people have addresses, their phones and companies are not meant.
_VALUES = (
    *("value", "email address", "e mail address", "email", "e mail", "mail", "address"),
    *("recipient", "hash", "sha256", "sha 256", "email sha256", "hashed email"),
    *("email hash", "sha1", "sha 1", "email sha1", "md5", "md5 hash", "email md5"),
    *("handle", "phone", "phone number", "domain"),
)
_REASONS = ("reason", "unsub reason", "unsubscribe reason", "bounce reason", "why")
_DATES = (
    *("created at", "created", "unsub time", "clean time", "opt out date", "date"),
    *("unsubscribed at", "unsubscribe date", "unsubscribed date", "date added"),
    *("timestamp", "time"),
)
# Whole address books have a column for who is meant.
_FLAGS = (
    *("unsubscribed from all email", "unsubscribed from all emails", "unsubscribed"),
    *("opted out", "opted out of email", "opted out of all email", "email opt out"),
    *("has opted out of email", "hasoptedoutofemail", "opt out", "optout"),
    *("do not email", "do not contact"),
)
_STATUSES = ("status", "email status", "subscriber status", "subscription status")
_NO = frozenset({"", "false", "no", "0", "n", "f", "never", "null", "none", "-"})
_SUBSCRIBED = frozenset({"subscribed", "active", "confirmed", "pending", "opted in"})
_BY_TITLE = {"unsub time": OPT_OUT, "clean time": BOUNCED}
_WORDS = {
    **dict.fromkeys(("unsubscribed", "unsubscribe", "opt out", "opted out"), OPT_OUT),
    **dict.fromkeys(("optout", "unsubscription", "normal"), OPT_OUT),
    **dict.fromkeys(("complaint", "complained", "spam", "spam report"), COMPLAINT),
    **dict.fromkeys(("spam complaint", "abuse"), COMPLAINT),
    **dict.fromkeys(("bounce", "bounced", "hard bounce", "hard bounced"), BOUNCED),
    **dict.fromkeys(("cleaned", "invalid"), BOUNCED),
}
# What exports write where nothing is known.
_NOTHING = frozenset(
    {
        *("", "n/a", "n.a.", "na", "none", "null", "nil", "unknown", "unspecified"),
        *("not available", "not applicable", "not given", "not specified"),
        *("no reason", "no reason given", "#n/a", "?"),
    }
)
_REPLY = re.compile(
    r"[45]\d\d[ -]"
)  # a server's answer, as SendGrid writes its bounces
_UNIX = re.compile(r"\d{9,10}(?:\d{3})?\Z")


@dataclass(frozen=True, slots=True)
class Suppression:
    """One entry of the list. `created_at` is None for one that is not in yet."""

    kind: str
    value: str
    reason: str = "manual"
    source: str = "person"
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Layout:
    """Which column is what, by number; `reason` is what the titles themselves say of why."""

    value: int = 0
    kind: int | None = None
    why: int | None = None
    source: int | None = None
    since: int | None = None
    flags: tuple[int, ...] = ()
    status: int | None = None
    reason: str = ""


BARE = (
    Layout()
)  # a file without a header: one entry a line, or in each row's first cell


def layout_of(titles: Sequence[str]) -> Layout | None:
    """Return what a header's columns are; None for a row that is no header."""
    at: dict[str, int] = {}
    for number, title in enumerate(titles):
        at.setdefault(_folded(title), number)
    value = _first(at, _VALUES)
    if value is None:
        return None
    flags = tuple(at[name] for name in _FLAGS if name in at)
    told = next((_BY_TITLE[name] for name in at if name in _BY_TITLE), "")
    return Layout(
        value=value,
        kind=at.get("kind"),
        why=_first(at, _REASONS),
        source=at.get("source"),
        since=_first(at, _DATES),
        flags=flags,
        status=_first(at, _STATUSES),
        reason=told or (OPT_OUT if flags else ""),
    )


def _first(at: Mapping[str, int], names: Sequence[str]) -> int | None:
    return next((at[name] for name in names if name in at), None)


def _folded(text: str) -> str:
    return " ".join(re.split(r"[\s_-]+", text.strip().lower())).strip()


@dataclass(frozen=True, slots=True)
class Rows:
    """Reads a file's rows. `reason` and `source` stand where a row says nothing of its own."""

    layout: Layout
    reason: str
    source: str
    now: datetime

    def read(
        self, line: int, cells: Sequence[str]
    ) -> tuple[Suppression | None, Problem | None]:
        """Return a row's entry, None for one that is not meant, and what is wrong with it."""
        layout = self.layout
        text = _cell(cells, layout.value)
        meaning = _meaning(layout, cells)
        if meaning is None:
            return None, None
        said = _cell(cells, layout.kind)
        try:
            kind, value = key_of(text, said)
        except InputError as error:
            return None, Problem(line, "bad-value", "", shown(text), str(error))
        if kind == "domain" and not said and value in FREE_MAIL:
            reason = "many people share this provider: say kind domain to mean them all"
            return None, Problem(line, "bad-value", "", shown(text), reason)
        created_at, problem = self._since(line, _known(_cell(cells, layout.since)))
        why = _reason(_cell(cells, layout.why)) or meaning
        why = why or self.reason or layout.reason or "manual"
        source = _known(_cell(cells, layout.source)) or self.source
        return Suppression(kind, value, why, source, created_at), problem

    def _since(self, line: int, text: str) -> tuple[datetime, Problem | None]:
        if not text:
            return self.now, None
        at = _instant(text)
        if at is not None and at <= self.now:
            return at, None
        reason = "no date as 2026-01-31 12:00:00, or none yet: today's is taken"
        return self.now, Problem(line, "bad-date", "", shown(text), reason, kept=True)


def _cell(cells: Sequence[str], number: int | None) -> str:
    if number is None or number >= len(cells):
        return ""
    return plain(cells[number].strip())


def _known(text: str) -> str:
    """Return a cell's text, "" where it only says that nothing is known."""
    said, bracket, _ = text.partition("(")  # "N/A (Unsubscribed by an admin)"
    bare = _folded(said).startswith("n/a") if bracket else _folded(text) in _NOTHING
    return "" if bare else text


def _meaning(layout: Layout, cells: Sequence[str]) -> str | None:
    """Return what a row's own status says of why, "" for nothing; None if it is not meant."""
    if layout.flags:
        flagged = (_cell(cells, number).lower() for number in layout.flags)
        if all(flag in _NO for flag in flagged):
            return None
    status = _folded(_cell(cells, layout.status))
    return None if status in _SUBSCRIBED else _WORDS.get(status, "")


def _reason(text: str) -> str:
    """Return a reason in our own word, if it is known; else as it stands, cut short."""
    known = _WORDS.get(_folded(text.partition(":")[0]))
    if known:
        return known
    cut = " ".join(_known(text).split())[:LONGEST_REASON]
    return f"{BOUNCED}: {cut}" if _REPLY.match(cut) else cut


def _instant(text: str) -> datetime | None:
    """Return the instant a cell names, in UTC where it names no zone; None for none."""
    try:
        if _UNIX.match(text):
            seconds = text[:-3] if len(text) > 10 else text  # noqa: PLR2004 - to 2286
            return datetime.fromtimestamp(int(seconds), UTC)
        at = datetime.fromisoformat(text)
        return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None

"""How one mail that came in is told to a person: what it is, what followed, and its words."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from outreach.cli.output import cell, print_line, print_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from outreach.core.inbound.autoreply import AutoReply
    from outreach.core.inbound.bounced import Bounce
    from outreach.core.inbound.intent import Intent
    from outreach.core.inbound.reading import Reading
    from outreach.services.show_inbound import ShownMail

    Told = Iterator[tuple[str, object]]

MOST_LINES = 100  # of a mail's words, and of what followed, on a terminal
LONGEST_LINE = 1_000  # characters
MOST_NAMED = 10  # addresses, ids and files in one line


def print_mail(found: ShownMail, *, bounded: bool) -> None:
    """Print a mail: its head, what was made of it, what followed, its words.

    If `bounded`, of what is long the beginning, and what has all.
    """
    _print_lines(_head(found))
    print_text("")
    _print_lines(chain(_verdict(found), _whose(found)))
    lines = [*_followed(found)]
    if lines:
        print_text("")
        _print_some(lines, "--json" if bounded else "")
    print_text("")
    words = found.text.strip("\n").split("\n")
    _print_some(words, "--raw" if bounded else "")


def _print_lines(told: Iterable[tuple[str, object]]) -> None:
    for name, value in told:
        if value not in ("", None, ()):
            print_line(f"{name}: {cell(value)}")


def _print_some(lines: Sequence[str], whole: str) -> None:
    """Print lines, so many of them where `whole` says what has all."""
    left = len(lines) - MOST_LINES if whole else 0
    for line in lines[:MOST_LINES] if left > 0 else lines:
        more = len(line) - LONGEST_LINE if whole else 0
        cut = f"{line[:LONGEST_LINE]}... ({more} characters more: {whole} has all)"
        print_line(cut if more > 0 else line)
    if left > 0:
        print_line(f"... ({left} lines more: {whole} has all)")


def _some(values: Sequence[str]) -> list[str]:
    """Return some of many names, and how many more there are."""
    more = len(values) - MOST_NAMED
    return [*values[:MOST_NAMED], *([f"and {more} more"] if more > 0 else [])]


def _head(found: ShownMail) -> Told:
    about = found.about
    yield "from", f"{found.name} <{about.author}>" if found.name else about.author
    yield "to", _some(found.to) or ""
    yield "subject", about.subject
    yield "received", about.at
    yield "in", f"{about.sender} {about.folder}"
    yield "message-id", found.message_id
    yield "answers", _some(found.in_reply_to) or ""
    yield "files", _some(found.files) or ""
    yield "bytes", found.size


def _verdict(found: ShownMail) -> Told:
    """Tell what it was read as; a person's word on it stands first."""
    if found.word:
        yield "labelled", _word(found)
    reading = found.reading
    if reading is None:
        yield "kind", _because(found.about.kind, found.why)
        return
    kind = _because(reading.kind, found.why)
    yield "read as" if found.word else "kind", f"{kind}, {_sure(reading.confidence)}"
    yield from _details(reading)


def _because(what: str, why: str) -> str:
    return f"{what} ({why})" if why else what


def _sure(confidence: float) -> str:
    return f"{confidence:.0%} sure"


def _word(found: ShownMail) -> str:
    word = found.word
    until = f" until {str(word['until'])[:10]}" if word.get("until") else ""
    return f"{word.get('meaning')}{until} by {word.get('by') or 'a person'}"


def _details(reading: Reading) -> Told:
    if reading.intent is not None:
        yield from _meaning(reading.intent)
    if reading.auto_reply is not None:
        yield from _absence(reading.auto_reply)
    if reading.bounce is not None:
        yield from _bounced(reading.bounce)
    if reading.complaint is not None:
        yield "complains", _some(reading.complaint.recipients) or "nobody is named"


def _meaning(intent: Intent) -> Told:
    words = ", ".join(f'"{each}"' for each in intent.words)
    by = f"; read by {intent.by}" if intent.by else ""
    decided = f" by {words}" if words else ""
    yield "means", f"{intent.meaning}, {_sure(intent.confidence)}{decided}{by}"
    yield "perhaps", intent.guess
    yield "ask again on", intent.ask_again_on
    contact = intent.contact
    if contact is not None:
        told = (contact.name, contact.role, contact.address)
        yield "refers to", ", ".join(each for each in told if each)


def _absence(note: AutoReply) -> Told:
    if not note.absent:
        yield "absent", "nobody: it says that our mail has come"
        return
    yield "returns", "never: gone for good" if note.gone else note.return_on or "no day"
    yield "turn to", note.contact


def _bounced(bounce: Bounce) -> Told:
    for one in bounce.recipients[:MOST_NAMED]:
        name = "still tried" if one.delayed else "did not reach"
        there = f" at {one.final_address}" if one.final_address else ""
        status = " ".join(each for each in (one.status, one.reply) if each)
        told = f"{one.address or 'an address it hides'}{there}: {one.type} {one.reason}"
        said = f": {one.diagnostic}" if one.diagnostic else ""
        yield name, f"{told}{f' {status}' if status else ''}{said}"
    more = len(bounce.recipients) - MOST_NAMED
    if more > 0:
        yield "and", f"{more} addresses more: --json has all"


def _whose(found: ShownMail) -> Told:
    if found.copy_of is not None:
        yield "because", f"{found.about.whose}: outreach inbox show {found.copy_of}"
        return
    yield "lead", found.about.lead or "nobody's"
    yield "because", found.about.whose


def _followed(found: ShownMail) -> Iterator[str]:
    if found.about.state == "read" and not found.followed:
        yield "followed: nothing"
    for each in found.followed:
        if each.what == "task":
            yield f"followed: {each.lead}: task {each.name} ({each.now})"
            continue
        what = "" if each.what == "enrollment" else each.what
        told = " ".join(part for part in (each.lead, what, each.name) if part)
        yield f"followed: {told}: {each.was} -> {each.now}"

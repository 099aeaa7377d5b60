"""Whose mail it is: by the message it answers, else by whom it comes from. A table, no search.

The store looks the keys up and hands the finds back; nothing here reads a database.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from outreach.core.inbound.clue import Clues, clues_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from outreach.core.inbound.mail import InboundMail
    from outreach.core.inbound.reading import Reading
    from outreach.core.model import LeadId, TouchId

MAX_IDS = 120


class How(StrEnum):
    """By what a mail was matched, surest first."""

    ASSIGNED = "assigned"  # by a person's word
    MESSAGE_ID = "message_id"  # In-Reply-To, References or the mail inside it
    LINK = "link"  # a link of ours inside it, which is sealed
    RETURN_PATH = "return_path"  # the address it came to, which is sealed
    THREAD = "thread"  # it answers another's mail in the lead's thread
    ADDRESS = "address"  # the lead's own, in whatever spelling
    ALIAS = "alias"  # one that the lead has answered from
    PERSON = "person"  # of somebody else in the lead's thread


OWN = (How.ADDRESS, How.ALIAS)


@dataclass(frozen=True, slots=True)
class MatchKeys:
    """What to look up, best first. Ids keep their brackets, addresses are lower case."""

    message_ids: tuple[str, ...]
    addresses: tuple[str, ...]
    thread_ids: tuple[str, ...] = ()  # what the mails inside it answer
    seals: tuple[str, ...] = ()
    paths: tuple[str, ...] = ()
    author: str = ""  # "" where a machine reports on the addresses

    @property
    def all_ids(self) -> tuple[str, ...]:
        """Every id it names."""
        return tuple(dict.fromkeys((*self.message_ids, *self.thread_ids)))


@dataclass(frozen=True, slots=True)
class TouchRef:
    """A touch of ours that one of the ids names."""

    id: TouchId
    lead_id: LeadId
    message_id: str


@dataclass(frozen=True, slots=True)
class SealRef:
    """A lead, and its touch if that is known, that a sealed link or return path names."""

    seal: str
    lead_id: LeadId
    touch_id: TouchId | None


@dataclass(frozen=True, slots=True)
class ThreadRef:
    """A lead in whose thread a mail stands that is no touch of ours."""

    message_id: str
    lead_id: LeadId


@dataclass(frozen=True, slots=True)
class LeadRef:
    """A lead that one of the addresses belongs to, and how."""

    id: LeadId
    address: str
    how: How = How.ADDRESS
    under_way: bool = False
    latest: int = 0  # its last touch: of several, the one written to last


@dataclass(frozen=True, slots=True)
class Known:
    """What the store found of the keys, in whatever order."""

    touches: Sequence[TouchRef] = ()
    leads: Sequence[LeadRef] = ()
    links: Sequence[SealRef] = ()
    paths: Sequence[SealRef] = ()
    threads: Sequence[ThreadRef] = ()


@dataclass(frozen=True, slots=True)
class Match:
    """The lead it concerns, the touch it answers if known, and how that is known.

    `other_sender` tells a reply in the lead's thread that came from another address. `also`
    are leads whose own word it is as much.
    """

    lead_id: LeadId
    touch_id: TouchId | None
    how: How
    other_sender: bool = False
    evidence: str = ""  # the very id or address
    also: tuple[LeadId, ...] = ()


def keys(
    mail: InboundMail,
    reading: Reading,
    clues: Clues | None = None,
    *,
    ours: bool = False,
    domains: Iterable[str] = (),
) -> MatchKeys:
    """Return what may tell whose mail this is. Our Message-IDs end in one of `domains`.

    A bounce or complaint comes from a machine, so its recipients are the addresses; for
    anything else it is the sender. A mail that is `ours` may be a touch itself.
    """
    clues = clues_of(mail) if clues is None else clues
    own = [mail.message_id] if ours and mail.message_id else []
    bared = [f"<{stem}@{each}>" for stem in clues.stems for each in sorted(domains)]
    named = dict.fromkeys((*reading.our_message_ids, *own, *clues.returned))
    cut = [each for each in bared if ours or each != mail.message_id]
    addresses, author = _addresses(mail, reading)
    return MatchKeys(
        message_ids=tuple(dict.fromkeys((*list(named)[:MAX_IDS], *cut))),
        addresses=tuple(dict.fromkeys(each for each in addresses if each)),
        thread_ids=tuple(each for each in clues.threads if each not in named),
        seals=clues.seals,
        paths=clues.paths,
        author=author,
    )


def _addresses(mail: InboundMail, reading: Reading) -> tuple[list[str], str]:
    if reading.bounce is not None:
        return [
            address
            for one in reading.bounce.recipients
            for address in (one.address, one.final_address)
        ], ""
    if reading.complaint is not None:
        return list(reading.complaint.recipients), ""
    return [mail.from_address, *mail.reply_to], mail.from_address


def choose(keys: MatchKeys, known: Known) -> Match | None:
    """Return the best match; None for a stranger. Deterministic, whatever order things are in.

    The nearest id wins, unless a further one names the author's own lead; then a sealed link
    or return path, another mail of the thread, and the addresses.
    """
    best = (
        _by_touch(keys, known)
        or _by_seal(How.LINK, keys.seals, known.links)
        or _by_seal(How.RETURN_PATH, keys.paths, known.paths)
        or _by_thread(keys, known)
        or _by_address(keys, known)
    )
    if best is None:
        return None
    own = {each.address for each in known.leads if _is_own(each, best.lead_id)}
    other = bool(keys.addresses) and own.isdisjoint(keys.addresses)
    return replace(best, other_sender=other, also=_also(keys, known, best))


def _is_own(ref: LeadRef, lead_id: LeadId) -> bool:
    return ref.id == lead_id and ref.how is How.ADDRESS


def _by_touch(keys: MatchKeys, known: Known) -> Match | None:
    by_id = {
        each.message_id: each
        for each in sorted(known.touches, key=lambda touch: touch.id, reverse=True)
    }
    named = [by_id[each] for each in keys.message_ids if each in by_id]
    authors = {each.id for each in known.leads if each.how is How.ADDRESS}
    for touch in [*(each for each in named if each.lead_id in authors), *named]:
        return Match(touch.lead_id, touch.id, How.MESSAGE_ID, evidence=touch.message_id)
    return None


def _by_seal(how: How, seals: Iterable[str], found: Sequence[SealRef]) -> Match | None:
    by_seal = {each.seal: each for each in found}
    for seal in seals:
        if seal in by_seal:
            ref = by_seal[seal]
            return Match(ref.lead_id, ref.touch_id, how, evidence=seal[:16])
    return None


def _by_thread(keys: MatchKeys, known: Known) -> Match | None:
    """Match by what the mails inside it answer, and by mails that answered ours before."""
    inside = [
        ThreadRef(each.message_id, each.lead_id)
        for each in known.touches
        if each.message_id in keys.thread_ids
    ]
    found: dict[str, list[LeadId]] = {}
    for ref in (*inside, *known.threads):
        found.setdefault(ref.message_id, []).append(ref.lead_id)
    authors = {each.id for each in known.leads if each.how is How.ADDRESS}
    for message_id in keys.all_ids:
        several = sorted(found.get(message_id, ()))
        for lead_id in [*(each for each in several if each in authors), *several]:
            return Match(lead_id, None, How.THREAD, evidence=message_id)
    return None


def _by_address(keys: MatchKeys, known: Known) -> Match | None:
    """Match by a lead's own address before that of somebody else in its thread."""
    for hows in ((How.ADDRESS,), (How.ALIAS,), (How.PERSON,)):
        for address in keys.addresses:
            refs = [
                each
                for each in known.leads
                if each.address == address and each.how in hows
            ]
            for ref in sorted(refs, key=_rank):
                return Match(ref.id, None, ref.how, evidence=address)
    return None


def _rank(ref: LeadRef) -> tuple[bool, int, int]:
    return (not ref.under_way, -ref.latest, ref.id)


def _also(keys: MatchKeys, known: Known, best: Match) -> tuple[LeadId, ...]:
    """Return the other leads whose mailbox it came from, or that a report names.

    An address that several leads have answered from says nothing of the others once the
    thread tells whose it is.
    """
    hows = OWN if best.how in OWN else (How.ADDRESS,)
    about = keys.addresses if best.how in OWN else ()
    said = {keys.author} if keys.author else set(about)
    several = {
        each.id for each in known.leads if each.address in said and each.how in hows
    }
    return tuple(sorted(several - {best.lead_id}))


def why_stranger(keys: MatchKeys, *, ours: bool, hint: str = "") -> str:
    """Return why a mail is nobody's, in a sentence's part; `hint` is a lead it quotes."""
    if ours:
        why = "from our own people, and in no thread we know"
    elif not keys.author and not keys.addresses:
        why = "names no address"
    elif not keys.author:
        why = f"about {keys.addresses[0]}, which is no lead's"
    elif keys.message_ids:
        why = "answers no mail of ours, from an address of no lead"
    else:
        why = "a new mail from an address of no lead"
    return f"{why}; quotes {hint}" if hint else why

"""Who somebody in a lead's thread is to the lead: the same person, a colleague, or another."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from typing import TYPE_CHECKING

from outreach.core.address import company_key

if TYPE_CHECKING:
    from outreach.core.model import Lead

SHORTEST = 2  # letters of a name that tell anything


class Kin(StrEnum):
    """What an address is to a lead."""

    ALIAS = "alias"  # another address of the lead's own
    COLLEAGUE = "colleague"  # somebody else of the same company, who answered
    OTHER = "other"  # somebody else who answered
    COPIED = "copied"  # somebody of the same company, let in on an answer


def kin(address: str, name: str, lead: Lead) -> Kin:
    """Return who it is, who has answered in the lead's thread.

    The same person only where the whole name says so: in what the mail calls its author,
    or in the address.
    """
    if _is_named(name, lead) or _spells(address, lead):
        return Kin.ALIAS
    return Kin.COLLEAGUE if is_colleague(address, lead) else Kin.OTHER


def is_colleague(address: str, lead: Lead) -> bool:
    """Tell whether an address is of the lead's company, which free mail is never."""
    key = company_key(address.rpartition("@")[2])
    return key is not None and key == company_key(lead.email.rpartition("@")[2])


def _is_named(name: str, lead: Lead) -> bool:
    said = _words(name)
    first, last = _words(lead.first_name), _words(lead.last_name)
    whole = first | last
    return bool(first and last) and len("".join(whole)) > SHORTEST and whole <= said


def _spells(address: str, lead: Lead) -> bool:
    bare = _letters(address.partition("@")[0].partition("+")[0])
    first, last = _letters(lead.first_name), _letters(lead.last_name)
    if min(len(first), len(last)) < SHORTEST:
        return False
    return bare in (first + last, last + first, first[0] + last, last + first[0])


def _words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"[^\W\d_]+", _plain(text)))


def _letters(text: str) -> str:
    return "".join(re.findall(r"[^\W\d_]+", _plain(text)))


def _plain(text: str) -> str:
    """Return letters alone of their kind: no case, no accents."""
    spelled = unicodedata.normalize("NFKD", text[:200]).casefold()
    return "".join(each for each in spelled if not unicodedata.combining(each))

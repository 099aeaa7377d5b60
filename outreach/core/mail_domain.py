"""What a domain's DNS records say of mail in its name: SPF, DKIM, DMARC, judged from their text.

RFC 7208 (SPF), RFC 6376 and 8301 (DKIM), RFC 7489 (DMARC).
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

MOST_LOOKUPS = 10  # RFC 7208 4.6.4
# Under which large providers sign; selectors cannot be listed.
SELECTORS = (
    *("google", "selector1", "selector2", "default", "dkim", "mail", "k1", "k2", "s1"),
    *("s2", "fm1", "zoho", "protonmail", "mxvault", "key1", "smtp"),
)
# Nobody's domains (RFC 2606, 6761): DNS has nothing on them.
RESERVED = ("example", "test", "invalid", "localhost")

_SPF = re.compile(r"v=spf1(?: |$)", re.IGNORECASE)
_ASKS = re.compile(r"(?:include|a|mx|ptr|exists|redirect)(?:[:=/]|$)")
_WEAK_BYTES, _SHORT_BYTES = 160, 290  # of an RSA key of 1024 and of 2048 bits, in DER


class Grade(StrEnum):
    """How a record is."""

    GOOD = "good"
    WEAK = "weak"  # mail goes through, and yet it deserves a look
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A record's grade, what is the matter with it, and what to do."""

    grade: Grade
    fact: str
    remedy: str = ""


def is_reserved(domain: str) -> bool:
    """Tell whether a domain is nobody's, for examples and tests."""
    return domain.rpartition(".")[2].lower() in RESERVED or domain.endswith("]")


def parents(domain: str) -> list[str]:
    """Return the domain and those above it, down to two labels."""
    labels = domain.split(".")
    return [".".join(labels[at:]) for at in range(max(1, len(labels) - 1))]


def spf_of(texts: Sequence[str]) -> list[str]:
    """Return those TXT records that are SPF records."""
    return [text for text in texts if _SPF.match(text)]


def spf_terms(record: str) -> list[str]:
    """Return the terms of an SPF record that cost a lookup, without their qualifiers."""
    terms = (term.lstrip("+-~?").lower() for term in record.split()[1:])
    return [term for term in terms if _ASKS.match(term)]


def spf_follows(term: str) -> str:
    """Return the domain whose record a term brings in; "" for none that can be told."""
    name, _, domain = term.replace("=", ":", 1).partition(":")
    return domain if name in ("include", "redirect") and "%" not in domain else ""


def judge_spf(
    records: Sequence[str], lookups: int, missing: Sequence[str]
) -> Judgement:
    """Judge a domain's SPF records: they cost `lookups`, and include what is `missing`."""
    publish = 'publish a TXT record such as "v=spf1 include:YOUR-PROVIDER ~all"'
    if not records:
        return Judgement(Grade.BAD, "there is no SPF record", publish)
    if len(records) > 1:
        fact = f"there are {len(records)} SPF records, so none counts"
        return Judgement(Grade.BAD, fact, "join them into one")
    if lookups > MOST_LOOKUPS:
        fact = f"it needs {lookups} lookups of {MOST_LOOKUPS} allowed, so it fails"
        return Judgement(Grade.BAD, fact, "take out includes that send no mail for you")
    if missing:
        fact = f"it includes {missing[0]}, which has no SPF record, so it fails"
        return Judgement(Grade.BAD, fact, f"take include:{missing[0]} out")
    return _judge_end(records[0], lookups)


def _judge_end(record: str, lookups: int) -> Judgement:
    terms = record.lower().split()[1:]
    if "+all" in terms or "all" in terms:
        fact = "it ends in +all: anybody may send in your name"
        return Judgement(Grade.BAD, fact, "end it in ~all or -all")
    if "?all" in terms or not any(
        term in ("~all", "-all") or term.startswith("redirect=") for term in terms
    ):
        fact = "it does not say what becomes of mail from elsewhere"
        return Judgement(Grade.WEAK, fact, "end it in ~all or -all")
    return Judgement(Grade.GOOD, f"one record, {lookups} of {MOST_LOOKUPS} lookups")


def tags(record: str) -> dict[str, str]:
    """Return the tags of a DKIM or DMARC record."""
    pairs = (part.partition("=") for part in record.split(";") if "=" in part)
    return {name.strip().lower(): value.strip() for name, _, value in pairs}


def judge_dkim(record: str) -> Judgement:
    """Judge one DKIM key record."""
    found = tags(record)
    key = "".join(found.get("p", "").split())
    if not key:
        fact = "its key is empty, which means that it was taken back"
        return Judgement(Grade.BAD, fact, "publish the provider's present key")
    try:
        size = len(base64.b64decode(key, validate=True))
    except (binascii.Error, ValueError):
        fact = "its key cannot be read"
        return Judgement(Grade.BAD, fact, "copy the provider's record again, whole")
    if found.get("k", "rsa").lower() == "ed25519":
        return Judgement(Grade.GOOD, "an Ed25519 key")
    if size < _WEAK_BYTES:
        fact = "its RSA key has less than 1024 bits, which receivers do not take"
        return Judgement(Grade.BAD, fact, "have the provider make one of 2048")
    if size < _SHORT_BYTES:
        fact = "its RSA key has less than 2048 bits"
        return Judgement(Grade.WEAK, fact, "have the provider make one of 2048")
    return Judgement(Grade.GOOD, "an RSA key of 2048 bits or more")


def dmarc_of(texts: Sequence[str]) -> list[str]:
    """Return those TXT records that are DMARC records."""
    return [
        text for text in texts if text.lower().replace(" ", "").startswith("v=dmarc1")
    ]


def judge_dmarc(records: Sequence[str], domain: str) -> Judgement:
    """Judge what stands at _dmarc for a domain, or for one above it."""
    publish = f'publish "v=DMARC1; p=none; rua=mailto:..." at _dmarc.{domain}'
    if not records:
        return Judgement(
            Grade.WEAK,
            "there is no DMARC record, which large receivers ask for",
            publish,
        )
    if len(records) > 1:
        fact = f"there are {len(records)} DMARC records, so none counts"
        return Judgement(Grade.BAD, fact, "keep one")
    found = tags(records[0])
    match found.get("p", "").lower():
        case "reject" | "quarantine" as policy:
            return Judgement(Grade.GOOD, f"p={policy}; {_alignment(found, domain)}")
        case "none":
            fact = f"p=none: what fails is delivered all the same; {_alignment(found, domain)}"
            return Judgement(
                Grade.WEAK, fact, "read its reports, then go on to p=quarantine"
            )
        case _:
            return Judgement(Grade.BAD, "it names no policy that counts", publish)


def _alignment(found: dict[str, str], domain: str) -> str:
    """Say what must be of which domain for a mail to pass."""
    dkim = "exactly" if found.get("adkim", "r").lower() == "s" else "or a part of"
    return f"a mail passes if it is signed with DKIM for {domain} ({dkim} it), or SPF passes"


def judge_mx(hosts: Sequence[str], domain: str) -> Judgement:
    """Judge where answers to a domain go."""
    remedy = f"publish the MX records of whoever takes mail for {domain}"
    if not hosts:
        fact = "there is no MX record, so answers may find no way back"
        return Judgement(Grade.BAD, fact, remedy)
    if set(hosts) == {"."}:
        fact = "its MX record says that it takes no mail (RFC 7505)"
        return Judgement(Grade.BAD, fact, remedy)
    return Judgement(Grade.GOOD, ", ".join(hosts[:3]))

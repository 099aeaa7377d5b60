"""What a line of a suppression list names: an address, a domain, a handle or a hash."""

from __future__ import annotations

import re

from outreach.core.address import is_plausible, normalise
from outreach.core.lead_row import phone_of, profile_of
from outreach.core.source import nearest, shown
from outreach.errors import InputError

KINDS = ("address", "domain", "handle", "hash", "sha256", "sha1", "md5")
# A bare one of 64 digits is taken for another's SHA-256; our own is keyed, of kind hash.
_HASH = re.compile(r"(?:[0-9a-f]{64}|[0-9a-f]{40}|[0-9a-f]{32})\Z")
_DIGITS = {"hash": 64, "sha256": 64, "sha1": 40, "md5": 32}
_BY_DIGITS = {64: "sha256", 40: "sha1", 32: "md5"}


def key_of(text: str, kind: str = "") -> tuple[str, str]:
    """Return the kind and the value in its one spelling; `kind` "" is found out.

    `@acme.example` and `acme.example` are domains, with all below them. Raises InputError.
    """
    bare = text.strip()
    kind, said = kind.strip() or _kind_of(bare), kind.strip()
    value = ""
    match kind:
        case "address":
            value = normalise(bare)
            value = value if is_plausible(value) else ""
        case "domain":
            domain = normalise(f"x@{bare.removeprefix('@').removesuffix('.')}")
            value = domain.removeprefix("x@") if is_plausible(domain) else ""
        case "handle":
            value = phone_of(bare, "") or (profile_of(bare) if "/" in bare else "")
        case "hash" | "sha256" | "sha1" | "md5":
            value = bare.lower()
            value = value if _HASH.match(value) and len(value) == _DIGITS[kind] else ""
        case _:
            hint = nearest(kind, KINDS) or f"; there are: {', '.join(KINDS)}"
            raise InputError(f"no kind {shown(kind)!r} of suppression{hint}")
    if not value:
        what = f"is no {said}" if said else "names nobody"
        raise InputError(
            f"{shown(bare)!r} {what}: write an address, a domain, a phone as "
            "+442079460001 or a profile's URL"
        )
    return kind, value


def _kind_of(text: str) -> str:
    if _HASH.match(text.lower()):
        return _BY_DIGITS[len(text)]
    if "linkedin.com/" in text.lower() or (
        re.match(r"\+?[0-9(]", text) and "@" not in text
    ):
        return "handle"
    return "address" if text.rfind("@") > 0 else "domain"

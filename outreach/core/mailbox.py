"""Which mailbox an address reaches: the many spellings that providers deliver to one."""

from __future__ import annotations

from outreach.core.address import normalise

_GMAIL = frozenset({"gmail.com", "googlemail.com"})


def mailbox_of(address: str) -> str:
    """Return the one spelling of all addresses that reach the same mailbox, as far as known.

    What follows a plus is left out (RFC 5233), and at Gmail the dots and its second domain
    too. To compare by only: nobody is written to under it.
    """
    local, at, domain = normalise(address).rpartition("@")
    if not at:
        return domain
    local = local.partition("+")[0] or local
    if domain in _GMAIL:
        return f"{local.replace('.', '') or local}@gmail.com"
    return f"{local}@{domain}"


def other_spelling(address: str) -> str | None:
    """Return what a lead is also found under; None where its address is its only spelling."""
    known = normalise(address)
    mailbox = mailbox_of(known)
    return None if mailbox == known else mailbox

"""What an answer or a bounce can mean: the words for it, without the rules that find it."""

from __future__ import annotations

from enum import StrEnum


class Meaning(StrEnum):
    """What the person wants."""

    INTERESTED = "interested"
    QUESTION = "question"
    NOT_NOW = "not_now"
    NOT_INTERESTED = "not_interested"
    REFERRAL = "referral"
    WRONG_PERSON = "wrong_person"
    OTHER = "other"


class BounceType(StrEnum):
    """What follows from a bounce."""

    HARD = "hard"  # the address is dead: never again
    SOFT = "soft"  # it may work another day
    BLOCK = "block"  # the sender, its host or its content was refused, not the address


class Reason(StrEnum):
    """Why it bounced, in one word for reports."""

    USER_UNKNOWN = "user_unknown"
    HOST_UNKNOWN = "host_unknown"
    MOVED = "moved"
    SUPPRESSED = "suppressed"  # our provider holds it for dead, and did not try
    NO_MAIL = "no_mail"  # the domain takes none (null MX)
    FILTERED = "filtered"  # refused after the content was seen, whatever it said
    SUSPENDED = "suspended"
    MAILBOX_FULL = "mailbox_full"
    TOO_BIG = "too_big"
    AUTH = "auth"  # SPF, DKIM, DMARC
    SPAM = "spam"
    VIRUS = "virus"
    BLOCKED = "blocked"
    POLICY = "policy"
    REJECTED = "rejected"  # the sender's address was
    RELAY = "relay"
    RATE = "rate"
    EXPIRED = "expired"
    NETWORK = "network"
    SYSTEM = "system"
    UNKNOWN = "unknown"

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

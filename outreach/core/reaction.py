"""What follows from an event, as a sequence says: its reactions, its exits, its colleagues."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outreach.core.sequence import Goal

if TYPE_CHECKING:
    from collections.abc import Collection

    from outreach.core.sequence import Action, Sequence

# A chain of facts that call each other ends here.
LONGEST_CHAIN = 20
# What ends an enrollment where it is heard, each in its own way.
ENDED_ELSEWHERE = ("reply", "bounce", "opt_out", "complaint")


def is_a(kind: str, general: str) -> bool:
    """Tell whether an event kind is another or a narrower one of it."""
    return kind == general or kind.startswith(f"{general}.")


def reactions(sequence: Sequence, kind: str) -> tuple[tuple[Action, ...], ...]:
    """Return what the sequence does about an event of this kind, a tuple a reaction."""
    return tuple(
        actions
        for general, actions in sequence.reactions.items()
        if is_a(kind, general)
    )


def ends(sequence: Sequence, kind: str) -> bool:
    """Tell whether an event of this kind ends an enrollment."""
    return any(is_a(kind, general) for general in sequence.exit_on)


def ends_here(sequence: Sequence, kind: str) -> bool:
    """Tell whether it ends one as reaching a goal does, not in a way of its own."""
    return kind.partition(".")[0] not in ENDED_ELSEWHERE and ends(sequence, kind)


def reaches(sequence: Sequence, kind: str) -> bool:
    """Tell whether an event of this kind reaches the sequence's goal, by an exit or a reaction."""
    called = (action for each in reactions(sequence, kind) for action in each)
    return ends_here(sequence, kind) or any(isinstance(each, Goal) for each in called)


def concerns(kind: str, named: int | None, enrollment: int) -> bool:
    """Tell whether an event that names an enrollment, or none, is this one's too.

    A stage is the lead's, whichever of its sequences moved it there.
    """
    return named in (None, enrollment) or is_a(kind, "stage")


def of_colleagues(rules: Collection[str]) -> str:
    """Return what a reply does to colleagues under these `on_reply` rules: the strictest."""
    return next((rule for rule in ("stop", "pause") if rule in rules), "nothing")

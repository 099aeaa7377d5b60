"""The kinds of event a sequence may wait for, react to or end on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from outreach.core.inbound.meaning import BounceType, Meaning
from outreach.core.model import Finish

if TYPE_CHECKING:
    from collections.abc import Collection

PLAIN = (
    "enrolled",
    "enroll.refused",
    "sent",
    "deferred",
    "rejected",
    "in_doubt",
    "doubt.settled",
    "step.skipped",
    "reply",
    "auto_reply",
    "delay",
    "challenge",
    "bounce",
    "opt_out",
    "complaint",
    "preference",
    "preference.sequence",
    "preference.pause",
    "preference.lifted",
    "suppressed",
    "stopped",
    "link.clicked",
    "mail.opened",
    "task.created",
    "task.done",
    "tagged",
    "fields.set",
    "paused",
    "resumed",
    "sender.paused",
    "version.changed",
    "goal",
    "stage",
    "finished",
    "custom",
)
# What a machine did with a mail says nothing of its reader, and that a mail was read otherwise
# is told by what follows from it: these are told, and drive nothing.
MACHINES = frozenset(
    {
        "link.scanned",
        "mail.prefetched",
        "relabelled",
        "reclassified",
        "task.withdrawn",
    }
)
OPENED = "mail.opened"
DEFAULT_EXITS = frozenset({"reply", "bounce", "opt_out", "goal"})

# What other systems call the same, which no likeness of letters would find.
_ELSEWHERE = {
    "reply": ("replied", "answered", "response", "email.replied"),
    "reply.interested": ("reply.positive", "positive_reply", "interested"),
    "reply.not_interested": ("reply.negative", "negative_reply"),
    "auto_reply": ("out_of_office", "ooo", "reply.out_of_office", "reply.ooo"),
    "link.clicked": ("click", "clicked", "link.click", "email.clicked", "mail.clicked"),
    "mail.opened": ("open", "opened", "email.opened", "mail.open"),
    "bounce": ("bounced", "email.bounced"),
    "opt_out": ("unsubscribe", "unsubscribed", "opted_out", "optout"),
    "complaint": ("spam", "spam_complaint", "abuse"),
    "task.done": ("task.completed", "task.finished", "task_completed"),
    "finished": ("completed", "sequence.finished", "end"),
    "custom.meeting-booked": ("meeting", "meeting_booked", "meeting.booked", "booked"),
}
_OURS = {
    theirs: ours for ours, all_theirs in _ELSEWHERE.items() for theirs in all_theirs
}

# Whatever a webhook brings in is named by whoever sends it, and a goal by its sequence.
_CUSTOM = re.compile(
    r"custom(?:\.[a-z0-9_-]{1,64}){1,4}\Z|goal\.[^\s.][^\x00-\x1f]{0,100}\Z"
)


def kinds(stages: Collection[str]) -> frozenset[str]:
    """Return every kind of event there is, but for the custom ones."""
    return frozenset(
        (
            *PLAIN,
            *(f"reply.{meaning}" for meaning in Meaning),
            *(f"bounce.{type_}" for type_ in BounceType),
            *(f"finished.{finish}" for finish in Finish),
            *(f"stage.{stage}" for stage in stages),
        )
    )


def elsewhere(name: str) -> str | None:
    """Return our name of what other systems call so; None if none is known to."""
    return _OURS.get(name.strip().lower().replace("-", "_").replace(" ", "_"))


def is_custom(name: str) -> bool:
    """Tell whether this is a kind named by a person: `custom.*` or `goal.*`."""
    return _CUSTOM.match(name) is not None


def is_recordable(name: str) -> bool:
    """Tell whether this is a kind that may be brought in from outside: `custom.*`."""
    return name.startswith("custom.") and is_custom(name)

"""Where an enrollment waits for its turn: the lane its step leaves through, the window's key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outreach.core.planner import window_of
from outreach.core.window import window_key

if TYPE_CHECKING:
    from collections.abc import Mapping

    from outreach.core.planner import Situation
    from outreach.core.sequence import Step

ALWAYS = "always"


def lane_of(step: Step, senders: Mapping[str, str]) -> str:
    """Return the lane a sending step leaves through, as pinned at enrollment."""
    channel = step.channel or ""
    return step.sender or senders.get(channel, channel)


def key_of(situation: Situation, step: Step) -> str:
    """Return the key of the window a step must be open for; "always" for none."""
    window = window_of(situation.sequence, step)
    if window is None:
        return ALWAYS
    return window_key(window, situation.place(window))

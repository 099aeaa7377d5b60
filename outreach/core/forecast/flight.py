"""One enrollment under way in a forecast, and what may be heard of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from outreach.core.model import EnrollmentState

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from outreach.core.forecast.world import Course
    from outreach.core.model import LeadId, StepKey


@dataclass(slots=True, eq=False)
class Flight:
    """An enrollment: the columns of its row. `index` is its place in the order of ids.

    `ticket` counts how often it was put in a line, so that a place it has left is known.
    """

    index: int
    lead_id: LeadId
    course: Course
    ordinal: int
    senders: Mapping[str, str]
    company: str | None
    enrolled_at: datetime
    step: StepKey | None
    anchor_at: datetime
    due_at: datetime | None
    state: EnrollmentState = EnrollmentState.ACTIVE
    reason: str = ""
    waits_for: str = ""
    touched: bool = False
    answered: bool = False
    ticket: int = 0
    sent: tuple[str, ...] = ()
    placed_at: datetime | None = (
        None  # when its step may be done, found as it was placed
    )
    moved: bool = False  # its lead may be elsewhere than when it was put in its line

    @property
    def open(self) -> bool:
        """Whether it is not over."""
        return self.state is not EnrollmentState.FINISHED

    @property
    def company_key(self) -> tuple[str, str] | None:
        """What its colleagues in the sequence share; None without a company."""
        if self.company is None:
            return None
        return self.course.sequence.name, self.company


@dataclass(frozen=True, slots=True, order=True)
class Happening:
    """Something that people do, in the order in which it is heard.

    `kind` is `reply.<intent>`, `bounce` or `click`; `flight` is the enrollment's index.
    """

    tick: int
    number: int
    kind: str
    flight: int
    step: str

"""A date found in a text: where it stands, and the day it means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True)
class Written:
    """Places count characters of the folded text; `day` is the first day it can mean."""

    start: int
    end: int
    day: date
    exact: bool = True  # it names a day and a month
    weekday: bool = False  # nothing but a day of the week
    vague: bool = False  # it counts only right behind words that ask for a date
    last: date | None = None  # of a span, as "this week": its last day

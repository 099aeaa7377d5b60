"""A window and a place in one short line, and back."""

from __future__ import annotations

from datetime import datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.core.sequence import Window
from outreach.core.window import Place, is_open, parse_key, window_key
from outreach.core.zone import zones_of
from outreach.errors import InputError
from tests.core.almanac import (
    CALENDAR,
    INSTANTS,
    MIDNIGHT,
    PLACES,
    WINDOWS,
    in_zone,
    window,
)


@given(WINDOWS, PLACES, st.lists(INSTANTS, min_size=1, max_size=20))
def test_a_key_says_all_that_openness_depends_on(
    window: Window, place: Place, instants: list[datetime]
) -> None:
    key = window_key(window, place)
    again = parse_key(key)
    assert window_key(*again) == key
    assert parse_key(window_key(*again)) == again
    assert [is_open(*again, at, CALENDAR) for at in instants] == [
        is_open(window, place, at, CALENDAR) for at in instants
    ]
    assert len(key) < 200


@pytest.mark.parametrize(
    ("key", "spec", "place"),
    [
        (
            "working:FR 09:00-17:30 Europe/Paris FR",
            window(),
            in_zone("Europe/Paris", "FR"),
        ),
        (
            "01234 09:00-12:00,13:00-24:00 *US none",
            window(
                (time(13), MIDNIGHT),
                (time(9), time(12)),
                days={4, 3, 2, 1, 0},
                holidays="none",
            ),
            Place(tuple(reversed(zones_of("US"))), "US"),
        ),
        (
            "0 00:00-24:00 UTC FR,US",
            window(
                (time(1), MIDNIGHT), (MIDNIGHT, time(2)), days={0}, holidays="us,FR"
            ),
            in_zone("UTC", "IL"),
        ),
        (
            "working: - Asia/Tokyo,UTC none",
            window((time(9), time(9)), (time(18), time(9))),
            Place(("UTC", "Asia/Tokyo"), ""),
        ),
        (
            "- 09:00-09:00:30 UTC none",
            window((time(9), time(9, 0, 30)), days=set(), holidays="none"),
            in_zone("UTC", "FR"),
        ),
    ],
)
def test_keys_are_short_lines_to_read(key: str, spec: Window, place: Place) -> None:
    assert window_key(spec, place) == key


@given(WINDOWS, PLACES)
def test_the_order_and_the_cut_of_the_hours_do_not_change_a_key(
    window: Window, place: Place
) -> None:
    cut = tuple(
        piece
        for start, end in window.hours
        for piece in (
            ((start, time(12)), (time(12), end))
            if start < time(12) and (end > time(12) or end == MIDNIGHT)
            else ((start, end),)
        )
    )
    same = Window(window.days, cut[::-1], window.timezone, window.holidays)
    assert window_key(same, place) == window_key(window, place)


@pytest.mark.parametrize(
    "key",
    [
        "",
        "working:FR",
        "working:FR 09:00-17:30 Europe/Paris",
        "xyz 09:00-17:30 Europe/Paris FR",
        "01 9-5pm UTC none",
        "01 09:00 UTC none",
        "01 09:00-25:00 UTC none",
        "01 09:00-17:30 Mars/Base none",
        "01 09:00-17:30 *XX none",
    ],
)
def test_a_line_that_is_no_key_is_refused(key: str) -> None:
    with pytest.raises(InputError, match="not a window key"):
        parse_key(key)

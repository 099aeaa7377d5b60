"""How many a lane may have marked at once: as many as are gone within an instant."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from outreach.services.lineup import LANE_MOST, LANE_WIRE, _Lane

ROUNDS = 20
STARTS = st.lists(
    st.floats(0, 1, exclude_max=True), min_size=LANE_WIRE, max_size=LANE_WIRE
)


@given(starts=STARTS)
def test_a_server_that_takes_a_second_a_mail_has_no_more_marked_than_connections(
    starts: list[float],
) -> None:
    # Whether its answers come evenly or in bursts, and however often the lane looks.
    lane, rooms = _Lane(), set()
    for at in sorted(start + turn for start in starts for turn in range(1, ROUNDS)):
        lane.landed += 1
        lane.measure(at)
        rooms.add(lane.room(LANE_WIRE))
    assert rooms == {LANE_WIRE}


def test_a_server_that_takes_a_thousand_a_second_soon_has_as_many_as_may_be() -> None:
    lane = _Lane()
    for turn in range(1, 401):
        lane.landed += 1
        lane.measure(1 + turn / 1_000)
    assert lane.room(LANE_WIRE) == LANE_MOST

"""A few leads stand for many: as different as they can be, and the same each time."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from outreach.core.model import LeadId
from outreach.core.sample import Sample

TRAITS = st.lists(
    st.sampled_from(["in US", "in FR", "no phone", "no title", "speaks fr"]), max_size=3
).map(tuple)


def _chosen(size: int, leads: dict[int, tuple[str, ...]]) -> list[int]:
    sample = Sample(size)
    for lead, traits in leads.items():
        sample.add(LeadId(lead), traits)
    return [int(lead) for lead in sample.chosen()]


@given(
    leads=st.dictionaries(st.integers(1, 10_000), TRAITS, max_size=60),
    size=st.integers(1, 20),
    data=st.data(),
)
def test_a_sample_depends_on_the_leads_and_not_on_their_order(
    leads: dict[int, tuple[str, ...]], size: int, data: st.DataObject
) -> None:
    chosen = _chosen(size, leads)
    assert len(chosen) == len(set(chosen)) == min(size, len(leads))
    assert set(chosen) <= set(leads)
    order = data.draw(st.permutations(list(leads)))
    assert _chosen(size, {lead: leads[lead] for lead in order}) == chosen


@given(leads=st.dictionaries(st.integers(1, 10_000), TRAITS, max_size=60))
def test_every_trait_is_there_where_there_is_room(
    leads: dict[int, tuple[str, ...]],
) -> None:
    traits = {each for several in leads.values() for each in several}
    chosen = _chosen(max(1, len(traits)), leads)
    assert {each for lead in chosen for each in leads[lead]} == traits


def test_the_rare_is_not_lost_among_the_many() -> None:
    many = dict.fromkeys(range(1, 1000), ("in US",))
    rare = {2_000: ("in IR", "speaks fa"), 2_001: ("in US", "no company")}
    assert {2_000, 2_001} < set(_chosen(3, {**many, **rare}))

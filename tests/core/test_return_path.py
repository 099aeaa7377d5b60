"""A return path names its touch, and nobody else can make one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from outreach.core.return_path import read_way, return_path

SECRET = b"a secret of thirty-two bytes, no?"
ANNA = "anna@acme.example"


def tag_of(path: str) -> str:
    """Return what stands between the mark and the domain."""
    return path.partition("+o.")[2].partition("@")[0]


@given(st.integers(0, 2**48 - 1), st.text(max_size=60), st.text(max_size=60))
def test_it_names_its_lead_and_its_message(lead_id: int, one: str, other: str) -> None:
    path = return_path(SECRET, ANNA, lead_id, one)
    assert path.endswith("@acme.example")
    assert len(path.partition("@")[0]) <= 64
    way = read_way(SECRET, tag_of(path).upper())
    assert way is not None
    assert (way.lead_id, way.is_of(one)) == (lead_id, True)
    assert way.is_of(other) == (one == other)


@given(st.text(max_size=40) | st.text("abcdefghijklmnopqrstuvwxyz234567", max_size=40))
def test_nothing_is_read_that_was_not_sealed(tag: str) -> None:
    assert read_way(SECRET, tag) is None


def test_another_secret_reads_nothing() -> None:
    path = return_path(b"another secret", ANNA, 7, "<a@acme.example>")
    assert read_way(SECRET, tag_of(path)) is None


def test_an_address_without_room_stays_as_it_is() -> None:
    long = f"{'a' * 50}@acme.example"
    assert return_path(SECRET, long, 7, "<a@acme.example>") == long

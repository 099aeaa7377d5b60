"""How HTTP is spoken: bounded in time and size, and nowhere it was not sent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.adapters.http import (
    LONGEST_WAIT,
    Answer,
    exchange,
    http_client,
    retry_after,
)
from tests.saboteur.http import HttpSaboteur, Turn, status

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
SOON = timedelta(milliseconds=300)


async def test_an_answer_is_its_status_headers_and_body() -> None:
    async with (
        HttpSaboteur([status(201, b'{"id": 1}', X_Note="a")]) as server,
        http_client(base_url=server.url) as client,
    ):
        answer = await exchange(client, client.build_request("GET", "/x"))
    assert (answer.status, answer.headers["x-note"], answer.json()) == (
        201,
        "a",
        {"id": 1},
    )
    assert server.heard[0].headers["accept-encoding"] == "identity"


async def test_a_body_is_read_up_to_its_limit() -> None:
    async with (
        HttpSaboteur([status(200, b"x" * 1000)]) as server,
        http_client() as client,
    ):
        request = client.build_request("GET", server.url)
        answer = await exchange(client, request, limit=10)
    assert (answer.content, answer.whole) == (b"x" * 10, False)


async def test_a_deadline_ends_what_drips() -> None:
    turn = Turn(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n", then="stall")
    async with HttpSaboteur([turn]) as server, http_client() as client:
        request = client.build_request("GET", server.url)
        with pytest.raises(TimeoutError):
            await exchange(client, request, deadline=SOON)


async def test_a_compressed_body_is_not_unfolded() -> None:
    async with (
        HttpSaboteur([status(200, b"?", Content_Encoding="gzip")]) as server,
        http_client() as client,
    ):
        answer = await exchange(client, client.build_request("GET", server.url))
    with pytest.raises(ValueError, match="not whole"):
        answer.json()


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[" * 200_000])
def test_what_is_no_json_is_a_value_error(body: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - json's words are not ours
        Answer(200, {}, body, whole=True).json()


@given(
    st.one_of(
        st.text(max_size=30),
        st.integers().map(str),
        st.datetimes().map(lambda at: at.strftime("%a, %d %b %Y %H:%M:%S GMT")),
    )
)
def test_a_retry_after_is_none_or_within_a_day(said: str) -> None:
    at = retry_after({"retry-after": said}, NOW)
    assert at is None or NOW <= at <= NOW + LONGEST_WAIT

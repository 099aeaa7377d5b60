"""Who wants less than an end chooses so on a page without scripts, and gets just that."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.web.visit import EXTRA, opt_out_path, visited

if TYPE_CHECKING:
    from pathlib import Path

    from tests.services.running import World

POSTAL = f"{EXTRA}postal_address: Acme SAS, 1 rue X, 75001 Paris\n"
# The lead was mailed on Monday, 2026-11-23.
TAKEN = [
    ("choice=sequence", ("finished", "opted_out"), ["preference.sequence"]),
    ("choice=months", ("paused", "asked_to_wait"), ["preference.pause"]),
    (
        "choice=date&until=2026-12-24",
        ("paused", "asked_to_wait"),
        ["preference.pause"],
    ),
    ("choice=stop", ("finished", "opted_out"), ["opt_out"]),
]
REFUSED = [
    ("", "Please choose one of these."),
    ("choice=everything", "Please choose one of these."),
    ("choice=date", "Please give a date"),
    ("choice=date&until=2026-11-23", "Please give a date"),
    ("choice=date&until=2020-01-01", "Please give a date"),
    ("choice=date&until=2999-01-01", "Please give a date"),
    ("choice=date&until=tomorrow", "Please give a date"),
    ("choice=date&until=20261224T00", "Please give a date"),
    ("&".join("a=b" for _ in range(100)), "Please choose one of these."),
]


async def _chosen(world: World) -> list[str]:
    kinds = [row["kind"] for row in await world.rows("events")]
    return [kind for kind in kinds if kind.startswith(("preference", "opt_out"))]


@pytest.mark.parametrize(("body", "state", "told"), TAKEN)
async def test_what_is_chosen_is_done_once(
    tmp_path: Path, sqlite_url: str, body: str, state: tuple[str, str], told: list[str]
) -> None:
    async with visited(tmp_path, sqlite_url) as (world, client):
        path = f"{opt_out_path(world.deployment.engine)}/choices"
        answers = [await client.post(path, content=body) for _ in range(3)]
        (row,) = await world.rows("enrollments")
        kinds = await _chosen(world)
    assert [(each.status_code, each.history) for each in answers] == [(200, [])] * 3
    assert (row["state"], row["reason"]) == state
    assert kinds == told


async def test_the_page_after_a_pause_names_the_day(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with visited(tmp_path, sqlite_url) as (world, client):
        path = f"{opt_out_path(world.deployment.engine)}/choices"
        three = await client.post(path, content="choice=months")
        (row,) = await world.rows("enrollments")
        late = await client.post(path, content="choice=date&until=2027-05-01")
    assert "before 2027-02-23." in _text(three.text)
    assert row["due_at"].isoformat() == "2027-02-23T00:00:00+00:00"
    assert "before 2027-05-01." in _text(late.text)


@pytest.mark.parametrize(("body", "fault"), REFUSED)
async def test_what_is_no_choice_is_asked_for_again(
    tmp_path: Path, sqlite_url: str, body: str, fault: str
) -> None:
    async with visited(tmp_path, sqlite_url) as (world, client):
        path = f"{opt_out_path(world.deployment.engine)}/choices"
        answer = await client.post(path, content=body)
        (row,) = await world.rows("enrollments")
        kinds = await _chosen(world)
    assert answer.status_code == 422
    assert fault in _text(answer.text)
    assert 'role="alert"' in answer.text
    assert (row["state"], kinds) == ("active", [])


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "PUT", "DELETE"])
async def test_looking_at_the_choices_changes_nothing(
    tmp_path: Path, sqlite_url: str, method: str
) -> None:
    async with visited(tmp_path, sqlite_url) as (world, client):
        path = f"{opt_out_path(world.deployment.engine)}/choices"
        before = await world.rows("events")
        answer = await client.request(method, f"{path}?choice=stop", content="")
        assert await world.rows("events") == before
    assert answer.status_code in {200, 204, 405}


async def test_the_page_tells_what_kinds_of_thing_are_held_and_by_whom(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with visited(tmp_path, sqlite_url, extra=POSTAL) as (world, client):
        path = opt_out_path(world.deployment.engine)
        first = await client.get(path)
        (link,) = re.findall(r'<a href="([^"]+)"', first.text)
        page = await client.get(f"/u/{link}")
        gone = await client.get(
            f"{opt_out_path(world.deployment.engine, lead_id=999)}/choices"
        )
    said = _text(page.text)
    assert (
        "What acme keeps about you: your email address, your name, your company and "
        "your role, your country or language, and the messages between you." in said
    )
    assert "The sender: Acme SAS, 1 rue X, 75001 Paris" in said
    # A mail gets forwarded with its links: kinds are told, and no value.
    assert "lead0" not in page.text.lower()
    assert "Lea0" not in page.text
    assert gone.status_code == 200
    assert "acme keeps nothing that tells who you are." in _text(gone.text)


async def test_a_strange_token_has_no_choices(tmp_path: Path, sqlite_url: str) -> None:
    async with visited(tmp_path, sqlite_url) as (world, client):
        path = opt_out_path(world.deployment.engine)[:-1]
        answers = [
            await client.request(method, f"{path}/choices", content="choice=stop")
            for method in ("GET", "POST")
        ]
        unknown = await client.get("/nowhere")
        kinds = await _chosen(world)
    assert {(each.status_code, each.text) for each in answers} == {(404, unknown.text)}
    assert kinds == []


async def test_without_a_database_the_choice_is_kept_on_the_page(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with visited(tmp_path, sqlite_url) as (world, client):
        path = f"{opt_out_path(world.deployment.engine)}/choices"
        database = world.deployment.engine.database
        async with database.writing() as connection:
            await connection.exec_driver_sql("ALTER TABLE leads RENAME TO gone")
        asked = await client.get(path)
        chosen = await client.post(path, content="choice=date&until=2026-12-24")
        async with database.writing() as connection:
            await connection.exec_driver_sql("ALTER TABLE gone RENAME TO leads")
        again = await client.post(path, content="choice=date&until=2026-12-24")
    for answer in (asked, chosen):
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")
    assert '<input type="hidden" name="until" value="2026-12-24">' in chosen.text
    assert '<form method="get">' in asked.text
    assert again.status_code == 200


async def test_too_long_a_choice_is_not_read(tmp_path: Path, sqlite_url: str) -> None:
    async with visited(tmp_path, sqlite_url) as (world, client):
        path = f"{opt_out_path(world.deployment.engine)}/choices"
        answer = await client.post(path, content="choice=stop&" + "x" * 70_000)
        kinds = await _chosen(world)
    assert (answer.status_code, kinds) == (413, [])


def _text(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", "", html).split())

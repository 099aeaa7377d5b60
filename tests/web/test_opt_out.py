"""A GET asks, a POST stops, and neither tells anybody about anyone."""

from __future__ import annotations

import asyncio
import re
from email import message_from_bytes, policy
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest

from outreach import config
from outreach.ports import Batch, Cursor, RawMessage
from outreach.services.ingest import interpret
from outreach.store import inbound
from tests.saboteur.smtp import Saboteur
from tests.services.running import opened, write
from tests.web.visit import EXTRA, browser, opt_out_path, visited

if TYPE_CHECKING:
    from pathlib import Path

    from tests.services.running import World

ONE_CLICK = b"List-Unsubscribe=One-Click"
MULTIPART = (
    b'--x\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\n'
    b"One-Click\r\n--x--\r\n"
)
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


async def _sources(world: World) -> list[str]:
    return [
        row["data"]["source"]
        for row in await world.rows("events")
        if row["kind"] == "opt_out"
    ]


@pytest.mark.parametrize(
    ("content", "kind", "source"),
    [
        (ONE_CLICK, "application/x-www-form-urlencoded", "one-click"),
        (MULTIPART, "multipart/form-data; boundary=x", "one-click"),
        (b"confirm=stop", "application/x-www-form-urlencoded", "page"),
        (b"", "text/plain", "page"),
        (b"\xff\x00--x", "multipart/form-data", "page"),
        (b"list-unsubscribe=one-click", "text/plain", "one-click"),
        (ONE_CLICK, "application/x-www-form-urlencoded; charset=utf-16", "one-click"),
        (ONE_CLICK, "", "one-click"),
        (MULTIPART, 'multipart/form-data; boundary="y"', "one-click"),
        (MULTIPART.replace(b"\r\n", b"\n"), "multipart/form-data", "one-click"),
        (b"List-Unsubscribe=Two-Clicks", "application/x-www-form-urlencoded", "page"),
    ],
)
async def test_a_post_stops_and_answers_plainly(
    tmp_path: Path, sqlite_url: str, content: bytes, kind: str, source: str
) -> None:
    async with visited(tmp_path, sqlite_url) as (world, client):
        path = opt_out_path(world.deployment.engine)
        answer = await client.post(
            path, content=content, headers={"Content-Type": kind}
        )
        (row,) = await world.rows("enrollments")
        sources = await _sources(world)
    assert (answer.status_code, answer.history, dict(answer.cookies)) == (200, [], {})
    assert "You will not hear from acme again." in _text(answer.text)
    assert (row["state"], row["reason"]) == ("finished", "opted_out")
    assert sources == [source]


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
async def test_looking_never_stops_anything(
    tmp_path: Path, sqlite_url: str, method: str
) -> None:
    async with visited(tmp_path, sqlite_url) as (world, client):
        path = opt_out_path(world.deployment.engine)
        before = await world.rows("events")
        answers = [await client.request(method, path) for _ in range(3)]
        (row,) = await world.rows("enrollments")
        after = await world.rows("events")
    assert {answer.status_code for answer in answers} <= {200, 204}
    assert row["state"] == "active"
    assert after == before


async def test_the_page_says_what_will_stop_and_for_whom(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with visited(tmp_path, sqlite_url) as (world, client):
        answer = await client.get(opt_out_path(world.deployment.engine))
    assert "Stop messages from acme?" in _text(answer.text)
    assert '<form method="post">' in answer.text
    # A mail gets forwarded: the page names nobody.
    assert "lead0" not in answer.text
    assert "Lea0" not in answer.text


async def test_saying_it_twice_is_fine(tmp_path: Path, database_url: str) -> None:
    async with visited(tmp_path, database_url) as (world, client):
        path = opt_out_path(world.deployment.engine)
        posts = (client.post(path, content=ONE_CLICK, headers=FORM) for _ in range(4))
        answers = await asyncio.gather(*posts)
        answers += [await client.post(path, content=ONE_CLICK, headers=FORM)]
        sources = await _sources(world)
    assert [answer.status_code for answer in answers] == [200] * 5
    assert sources == ["one-click"]


async def test_a_strange_token_learns_nothing(tmp_path: Path, sqlite_url: str) -> None:
    async with visited(tmp_path, sqlite_url) as (world, client):
        good = opt_out_path(world.deployment.engine)
        strange = [
            good[:-1],
            f"{good}A",
            f"{good}/",
            "/u/x",
            "/u/" + "A" * 9000,
            "/u/é",
        ]
        answers = [
            await client.request(method, path, content=ONE_CLICK)
            for path in strange
            for method in ("GET", "POST")
        ]
        unknown = await client.get("/nowhere")
        sources = await _sources(world)
    assert {answer.status_code for answer in answers} == {404}
    assert {answer.text for answer in answers} == {unknown.text}
    assert "acme" not in unknown.text
    assert sources == []


async def test_an_erased_lead_s_link_answers_as_any_other(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with visited(tmp_path, sqlite_url) as (world, client):
        engine = world.deployment.engine
        gone, here = opt_out_path(engine, lead_id=999), opt_out_path(engine)
        asked = await client.get(gone)
        known = await client.get(here)
        stopped = await client.post(opt_out_path(engine, lead_id=999))
        sources = await _sources(world)
    told = asked.text.replace(gone.removeprefix("/u/"), here.removeprefix("/u/"))
    assert (asked.status_code, told) == (known.status_code, known.text)
    assert stopped.status_code == 200
    assert sources == []


async def test_too_long_a_body_is_not_read_to_its_end(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with visited(tmp_path, sqlite_url) as (world, client):
        path = opt_out_path(world.deployment.engine)
        answer = await client.post(path, content=ONE_CLICK + b"&" * 70_000)
        sources = await _sources(world)
    assert answer.status_code == 413
    assert sources == []


async def test_a_broken_database_says_so_and_promises_nothing(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with visited(tmp_path, sqlite_url) as (world, client):
        engine = world.deployment.engine
        async with engine.database.writing() as connection:
            await connection.exec_driver_sql("ALTER TABLE suppressions RENAME TO gone")
        answer = await client.post(opt_out_path(engine), content=ONE_CLICK)
        async with engine.database.writing() as connection:
            await connection.exec_driver_sql("ALTER TABLE gone RENAME TO suppressions")
        sources = await _sources(world)
        again = await client.post(opt_out_path(engine), content=ONE_CLICK)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")
    assert "not recorded" in _text(answer.text)
    assert sources == []
    assert again.status_code == 200


async def test_every_answer_carries_the_guarding_headers(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with visited(tmp_path, sqlite_url) as (world, client):
        path = opt_out_path(world.deployment.engine)
        answers = [
            await client.get(path),
            await client.post(path),
            await client.get("/u/x"),
            await client.put(path),
            await client.get("/healthz"),
        ]
    for answer in answers:
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "set-cookie" not in answer.headers


async def test_a_workspace_s_name_is_text_and_not_markup(
    tmp_path: Path, sqlite_url: str
) -> None:
    write(tmp_path, sqlite_url, extra=EXTRA)
    (tmp_path / "outreach.yaml").write_text(
        (tmp_path / "outreach.yaml")
        .read_text()
        .replace("name: acme", 'name: "<b>A & B</b>"')
    )
    workspace = config.load(tmp_path, {})
    async with opened(workspace) as world, browser(world.deployment.engine) as client:
        answer = await client.get(opt_out_path(world.deployment.engine))
    assert "<b>" not in answer.text
    assert "&lt;b&gt;A &amp; B&lt;/b&gt;" in answer.text


async def test_the_link_in_the_mail_is_the_one_that_stops(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with Saboteur() as server:
        workspace = write(tmp_path, sqlite_url, port=server.port, extra=EXTRA)
        async with opened(workspace, sandbox=True) as world:
            await world.enroll(1)
            await world.run()
            (taken,) = server.accepted
            mail = message_from_bytes(taken.content, policy=policy.default)
            url = re.findall(r"<(http[^>]+)>", mail["List-Unsubscribe"])[0]
            async with browser(world.deployment.engine) as client:
                answer = await client.post(url, content=ONE_CLICK, headers=FORM)
            sources = await _sources(world)
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert answer.status_code == 200
    assert sources == ["one-click"]


def _text(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", "", html).split())


async def test_one_click_stops_the_very_next_touch_though_it_is_in_the_broker(
    tmp_path: Path, database_url: str
) -> None:
    async with Saboteur() as server:
        workspace = write(tmp_path, database_url, port=server.port, extra=EXTRA)
        async with opened(workspace, sandbox=True) as world:
            await world.enroll(3)
            await world.run()
            world.clock.forward(days=3)
            claimed = await world.tick()
            waiting = [ids for job, ids in world.shelf.messages if job == "deliver"]
            (url,) = [
                url
                for taken in server.accepted
                if taken.rcpt_to == ("lead1@co1.example",)
                for url in re.findall(r"<(http[^>]+)>", _folded(taken.content))
            ]
            async with browser(world.deployment.engine) as client:
                answer = await client.post(url, content=ONE_CLICK, headers=FORM)
            await world.deliver()
            sent = sorted(to for taken in server.accepted[3:] for to in taken.rcpt_to)
            touches = {
                (row["lead_id"], row["step"]): (row["state"], row["reason"])
                for row in await world.rows("touches")
            }
    assert (len(claimed.claimed), len(waiting)) == (3, 1)
    assert answer.status_code == 200
    assert sent == ["lead0@co0.example", "lead2@co2.example"]
    assert touches[2, "bump"] == ("skipped", "opted_out")


async def test_a_stop_that_is_answered_while_mails_leave_lets_none_leave_later(
    tmp_path: Path, database_url: str
) -> None:
    async with Saboteur() as server:
        workspace = write(tmp_path, database_url, port=server.port, extra=EXTRA)
        async with opened(workspace, sandbox=True) as world:
            await world.enroll(20)
            await world.tick()
            engine = world.deployment.engine
            async with browser(engine) as client:
                posts = [
                    client.post(opt_out_path(engine, lead_id), content=ONE_CLICK)
                    for lead_id in range(1, 21)
                ]
                answers, _ = await asyncio.gather(
                    asyncio.gather(*posts), world.deliver()
                )
            before = len(server.accepted)
            world.clock.forward(days=4)
            await world.run()
            states = await world.states()
    assert {answer.status_code for answer in answers} == {200}
    assert len(server.accepted) == before
    assert set(states) <= {("sent", ""), ("skipped", "opted_out")}
    assert [state for state, _ in states].count("sent") == before


async def test_a_mail_to_the_list_unsubscribe_address_stops_the_lead_it_was_sent_to(
    tmp_path: Path, database_url: str
) -> None:
    async with Saboteur() as server:
        workspace = write(tmp_path, database_url, port=server.port, extra=EXTRA)
        async with opened(workspace, sandbox=True) as world:
            await world.enroll(2)
            await world.run()
            (mailto,) = [
                url
                for taken in server.accepted
                if taken.rcpt_to == ("lead1@co1.example",)
                for url in re.findall(r"<(mailto:[^>]+)>", _folded(taken.content))
            ]
            to, _, query = mailto.removeprefix("mailto:").partition("?")
            subject = unquote(query.removeprefix("subject="))
            await _comes_in(world, "somebody@else.example", to, subject)
            await _comes_in(world, "somebody@else.example", to, f"{subject[:-2]}xx")
            standing = [
                (row["lead_id"], row["state"], row["reason"])
                for row in await world.rows("enrollments")
            ]
            listed = {row["value"] for row in await world.rows("suppressions")}
    assert to == "anna@acme.example"
    assert standing == [(1, "active", ""), (2, "finished", "opted_out")]
    # Whoever says it is left alone too.
    assert listed == {"lead1@co1.example", "somebody@else.example"}


def _folded(content: bytes) -> str:
    mail = message_from_bytes(content, policy=policy.default)
    return str(mail["List-Unsubscribe"])


async def _comes_in(world: World, sender: str, to: str, subject: str) -> None:
    """Let a mail come in as a mail program writes it for List-Unsubscribe."""
    engine = world.deployment.engine
    number = 1 + len(await world.rows("inbound"))
    head = f"From: <{sender}>\r\nTo: <{to}>\r\nMessage-ID: <{number}@else.example>\r\n"
    content = f"{head}Subject: {subject}\r\n\r\n".encode()
    batch = Batch([RawMessage(1, number, content, engine.now())], Cursor(1, number))
    async with engine.database.writing() as connection:
        await inbound.keep(connection, "anna", "INBOX", batch, engine.now())
    assert await interpret(engine) == 0


@pytest.mark.parametrize("first", ["link", "mail"])
async def test_a_link_and_a_mail_suppress_by_the_same_key(
    tmp_path: Path, sqlite_url: str, first: str
) -> None:
    async with visited(tmp_path, sqlite_url) as (world, client):
        for way in (first, {"link": "mail", "mail": "link"}[first]):
            if way == "link":
                await client.post(opt_out_path(world.deployment.engine))
            else:
                sender = "Lead0@CO0.example"
                await _comes_in(world, sender, "anna@acme.example", "unsubscribe")
        listed = [
            (row["kind"], row["value"], row["reason"])
            for row in await world.rows("suppressions")
        ]
    assert listed == [("address", "lead0@co0.example", "opt_out")]

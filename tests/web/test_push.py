"""Mail that a provider pushes: proved, kept raw once, and heard as any other."""

from __future__ import annotations

import asyncio
import base64
import hmac
import json
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outreach.errors import InputError
from outreach.web.app import create_app
from outreach.web.form import MOST_FIELDS, fields_of
from tests.saboteur.smtp import Saboteur
from tests.services.running import opened, write

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from tests.services.running import World

EXTRA = """\
inbound:
  secret: "${OWN}"
  mailgun: "${MAILGUN}"
  postmark: "${LOGIN}"
  sendgrid: "${LOGIN}"
"""
ENV = {"OWN": "our secret", "MAILGUN": "key-of-mailgun", "LOGIN": "us:twelve-letters!"}
LOGIN = {"Authorization": "Basic " + base64.b64encode(ENV["LOGIN"].encode()).decode()}
# Bytes that are no UTF-8, lines that are none, a boundary in the text: as mails come.
MAIL = (
    b"From: <lead0@co0.example>\r\nTo: <anna@acme.example>\r\nSubject: Re: Hello\r\n"
    b"Message-ID: <1@co0.example>\r\nContent-Type: text/plain; charset=latin-1\r\n\r\n"
    b"Sch\xf6n, erz\xe4hlen Sie mehr.\n--x--\r\n& = % +\r\n"
)
STOP = MAIL.replace(b"Re: Hello", b"unsubscribe").replace(b"<1@", b"<2@")


@dataclass(frozen=True)
class Post:
    """What a provider posts."""

    path: str
    content: bytes
    headers: dict[str, str]


def own(
    mail: bytes, now: float, *, key: str = "msg_1", secret: str = ENV["OWN"]
) -> Post:
    stamp = str(int(now))
    sealed = hmac.digest(secret.encode(), f"{key}.{stamp}.".encode() + mail, "sha256")
    return Post(
        "/inbound",
        mail,
        {
            "webhook-id": key,
            "webhook-timestamp": stamp,
            "webhook-signature": f"v1,{base64.b64encode(sealed).decode()}",
        },
    )


def _parts(fields: dict[str, bytes]) -> tuple[bytes, dict[str, str]]:
    body = b"".join(
        b'--Xy\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n'
        % (name.encode(), value)
        for name, value in fields.items()
    )
    return body + b"--Xy--\r\n", {"Content-Type": "multipart/form-data; boundary=Xy"}


def _mailgun(mail: bytes, now: float, key: str, secret: str) -> dict[str, bytes]:
    stamp = str(int(now))
    seal = hmac.new(secret.encode(), f"{stamp}{key}".encode(), "sha256").hexdigest()
    return {
        "recipient": b"anna+x@ACME.example",
        "timestamp": stamp.encode(),
        "token": key.encode(),
        "signature": seal.encode(),
        "body-mime": mail,
    }


def mailgun(
    mail: bytes, now: float, *, key: str = "t" * 50, secret: str = ENV["MAILGUN"]
) -> Post:
    fields = _mailgun(mail, now, key, secret)
    return Post("/inbound/mailgun/mime", *_parts(fields))


def mailgun_plain(mail: bytes, now: float, *, key: str = "u" * 50) -> Post:
    body = urlencode(_mailgun(mail, now, key, ENV["MAILGUN"])).encode()
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    return Post("/inbound/mailgun/mime", body, kind)


def sendgrid(mail: bytes, _now: float) -> Post:
    envelope = json.dumps({"to": ["anna@acme.example"], "from": "x@y.example"})
    fields = {"email": mail, "envelope": envelope.encode(), "charsets": b"{}"}
    body, kind = _parts(fields)
    return Post("/inbound/sendgrid", body, {**kind, **LOGIN})


def postmark(mail: bytes, _now: float, *, key: str = "22c74902") -> Post:
    said = {
        "MessageID": key,
        "OriginalRecipient": "anna@acme.example",
        "RawEmail": mail.decode("latin-1"),
    }
    return Post("/inbound/postmark", json.dumps(said).encode(), LOGIN)


PROVIDERS = [own, mailgun, mailgun_plain, sendgrid, postmark]


@asynccontextmanager
async def pushing(
    folder: Path, database_url: str, *, extra: str = EXTRA
) -> AsyncIterator[tuple[World, httpx.AsyncClient]]:
    """Yield a deployment whose lead was mailed, and who posts to it until all is done."""
    async with Saboteur() as server:
        workspace = write(folder, database_url, port=server.port, extra=extra, env=ENV)
        async with opened(workspace) as world:
            await world.enroll(1)
            await world.run()
            app = create_app(world.deployment.engine)
            transport = httpx.ASGITransport(app)
            url = "http://127.0.0.1:8000"
            async with httpx.AsyncClient(transport=transport, base_url=url) as client:
                yield world, client


async def _push(client: httpx.AsyncClient, *posts: Post) -> list[httpx.Response]:
    """Push these, one after another, and let what follows from them be done."""
    found = [
        await client.post(post.path, content=post.content, headers=post.headers)
        for post in posts
    ]
    await _settled()
    return found


async def _settled() -> None:
    """Let all that was kept be interpreted, by who was told to or by us."""
    while True:
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        waiting = [each for each in tasks if "_interpret" in repr(each.get_coro())]
        if not waiting:
            return
        await asyncio.wait(waiting)


def _now(world: World) -> float:
    return world.clock.now().timestamp()


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_what_is_pushed_is_kept_raw_and_heard_once(
    tmp_path: Path, sqlite_url: str, provider: Callable[[bytes, float], Post]
) -> None:
    async with pushing(tmp_path, sqlite_url) as (world, client):
        post = provider(MAIL, _now(world))
        answers = await _push(client, post, post)
        (kept,) = [r for r in await world.rows("inbound") if r["state"] != "duplicate"]
        kinds = [row["kind"] for row in await world.rows("events")]
    assert [(each.status_code, each.json()) for each in answers] == [
        (200, {"kept": True}),
        (200, {"kept": False}),
    ]
    wanted = MAIL.decode("latin-1").encode() if provider is postmark else MAIL
    assert bytes(kept["content"]) == wanted
    assert (kept["state"], kept["kind"], kept["lead_id"]) == ("read", "reply", 1)
    assert kept["mailbox"] == "anna"
    assert sum(kind.startswith("reply.") for kind in kinds) == 1


@pytest.mark.parametrize("provider", PROVIDERS)
async def test_a_pushed_opt_out_stops_the_lead(
    tmp_path: Path, sqlite_url: str, provider: Callable[[bytes, float], Post]
) -> None:
    async with pushing(tmp_path, sqlite_url) as (world, client):
        await _push(client, provider(STOP, _now(world)))
        (row,) = await world.rows("enrollments")
    assert (row["state"], row["reason"]) == ("finished", "opted_out")


async def test_many_pushes_of_one_mail_at_once_are_one(
    tmp_path: Path, database_url: str
) -> None:
    async with pushing(tmp_path, database_url) as (world, client):
        post = sendgrid(MAIL, _now(world))
        answers = await asyncio.gather(
            *(
                client.post(post.path, content=post.content, headers=post.headers)
                for _ in range(4)
            )
        )
        await _settled()
        rows = await world.rows("inbound")
    assert {each.status_code for each in answers} == {200}
    assert sum(each.json()["kept"] for each in answers) == 1
    assert [bytes(row["content"]) for row in rows if row["content"]] == [MAIL]


def _strangers(now: float) -> list[Post]:
    good, late = own(MAIL, now), own(MAIL, now - 600)
    grid, mark = sendgrid(MAIL, now), postmark(MAIL, now)
    wrong = {"Authorization": "Basic " + base64.b64encode(b"us:no").decode()}
    return [
        Post(good.path, good.content + b".", good.headers),
        Post(good.path, good.content, {}),
        late,
        own(MAIL, now, secret="another"),
        mailgun(MAIL, now, secret="another"),
        mailgun(MAIL, now - 50_000),
        Post("/inbound/mailgun/mime", b"", {}),
        Post("/inbound/mailgun/mime", b"\x00", {"Content-Type": "multipart/form-data"}),
        Post(grid.path, grid.content, {"Content-Type": grid.headers["Content-Type"]}),
        Post(mark.path, mark.content, {}),
        Post(mark.path, mark.content, wrong),
        Post(mark.path, mark.content, {"Authorization": "Basic ???"}),
        Post(mark.path, mark.content, {"Authorization": LOGIN["Authorization"][6:]}),
    ]


async def test_whoever_is_not_the_provider_is_told_so_and_nothing_is_kept(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with pushing(tmp_path, sqlite_url) as (world, client):
        posts = _strangers(_now(world))
        answers = await _push(client, *posts)
        rows = await world.rows("inbound")
    told = [(each.status_code, each.json()["error"]) for each in answers]
    assert told == [(401, "not_signed")] * len(posts)
    assert rows == []


def _unreadable(now: float) -> list[Post]:
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    form = _mailgun(b"", now, "v" * 50, ENV["MAILGUN"])
    broken, head = _parts({"email": MAIL})
    return [
        own(b" \r\n", now),
        Post("/inbound/mailgun/mime", urlencode(form).encode(), kind),
        Post("/inbound/postmark", b"{", LOGIN),
        Post("/inbound/postmark", b"[]", LOGIN),
        Post("/inbound/postmark", b'{"RawEmail": 7}', LOGIN),
        Post("/inbound/postmark", b"[" * 100_000, LOGIN),
        Post("/inbound/sendgrid", b"text=Hi", {**kind, **LOGIN}),
        Post("/inbound/sendgrid", broken[:-20], {**head, **LOGIN}),
        Post("/inbound/sendgrid", MAIL, LOGIN),
    ]


async def test_what_holds_no_mail_is_refused_with_a_remedy(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with pushing(tmp_path, sqlite_url) as (world, client):
        posts = _unreadable(_now(world))
        answers = await _push(client, *posts)
        rows = await world.rows("inbound")
    told = [(each.status_code, each.json()["error"]) for each in answers]
    assert told == [(422, "no_mail")] * len(posts)
    assert rows == []


async def test_a_token_that_was_taken_brings_no_other_mail(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with pushing(tmp_path, sqlite_url) as (world, client):
        first, second = (mailgun(each, _now(world)) for each in (MAIL, STOP))
        answers = await _push(client, first, second)
        rows = await world.rows("inbound")
    assert [each.json() for each in answers] == [{"kept": True}, {"kept": False}]
    assert [bytes(row["content"]) for row in rows] == [MAIL]


async def test_a_token_brings_no_other_mail_to_another_mailbox(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with pushing(tmp_path, sqlite_url) as (world, client):
        now = _now(world)
        forged = STOP.replace(b"anna@acme.example", b"nobody@far.example")
        fields = _mailgun(forged, now, "t" * 50, ENV["MAILGUN"])
        other = _parts({**fields, "recipient": b"nobody@far.example"})
        second = Post("/inbound/mailgun/mime", *other)
        answers = await _push(client, mailgun(MAIL, now), second)
        rows = await world.rows("inbound")
    assert [each.json() for each in answers] == [{"kept": True}, {"kept": False}]
    assert [bytes(row["content"]) for row in rows] == [MAIL]


async def test_without_a_database_the_provider_is_asked_to_come_again(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with pushing(tmp_path, sqlite_url) as (world, client):
        database = world.deployment.engine.database
        async with database.writing() as connection:
            await connection.exec_driver_sql("ALTER TABLE inbound RENAME TO gone")
        post = postmark(MAIL, _now(world))
        (away,) = await _push(client, post)
        async with database.writing() as connection:
            await connection.exec_driver_sql("ALTER TABLE gone RENAME TO inbound")
        (back,) = await _push(client, post)
    assert (away.status_code, away.headers["retry-after"]) == (503, "60")
    assert back.json() == {"kept": True}


async def test_too_long_a_mail_is_not_read(tmp_path: Path, sqlite_url: str) -> None:
    async with pushing(tmp_path, sqlite_url) as (_, client):
        answer = await client.post(
            "/inbound", content=b"", headers={"Content-Length": str(10**9)}
        )
    assert (answer.status_code, answer.json()["error"]) == (413, "too_large")


async def test_without_its_secret_there_is_no_such_page(
    tmp_path: Path, sqlite_url: str
) -> None:
    extra = 'inbound: {mailgun: "${MAILGUN}"}\n'
    async with pushing(tmp_path, sqlite_url, extra=extra) as (world, client):
        now = _now(world)
        answers = await _push(
            client, own(MAIL, now), sendgrid(MAIL, now), mailgun(MAIL, now)
        )
    assert [each.status_code for each in answers] == [404, 404, 200]


@given(st.dictionaries(st.text("abc-_", min_size=1), st.binary(), max_size=5))
def test_a_form_s_fields_are_the_bytes_that_were_put_into_it(
    fields: dict[str, bytes],
) -> None:
    fields = {name: value.replace(b"--Xy", b"") for name, value in fields.items()}
    body, head = _parts(fields)
    assert fields_of(head["Content-Type"], body) == fields
    encoded = urlencode(fields).encode()
    assert fields_of("application/x-www-form-urlencoded", encoded) == fields


def test_a_form_of_too_many_parts_is_not_read_on() -> None:
    head = 'Content-Disposition: form-data; name="a"'
    body = f"--Xy\r\n{head}\r\n\r\n\r\n".encode() * (MOST_FIELDS + 1) + b"--Xy--"
    with pytest.raises(InputError, match="over 100 fields"):
        fields_of("multipart/form-data; boundary=Xy", body)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(st.text(max_size=80), st.binary(max_size=400))
def test_no_body_is_too_strange_to_be_answered(kind: str, body: bytes) -> None:
    for each in (
        kind,
        "multipart/form-data; boundary=Xy",
        f"multipart/form-data;{kind}",
    ):
        try:
            fields_of(each, body)
        except InputError:
            continue

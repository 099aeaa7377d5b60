"""The email channel's encryption and login: demanded means demanded."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Literal

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from outreach.adapters.channels.email import EmailChannel, SmtpAccount
from outreach.core.model import Blame, Deferred, Rejected, Sent
from tests.adapters.channels.post import ANNA, Standing, channel, mail
from tests.saboteur.smtp import CERTIFICATE, Saboteur, Script, reply, server_context

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

CLOSED = 1  # of no use to anybody since 1988
USERS = {"anna": "secret"}
LOGIN: dict[str, Any] = {"username": "anna", "password": "secret"}
TRUSTED: dict[str, Any] = {"ca_file": str(CERTIFICATE)}
SECURE: dict[str, Any] = {"security": "starttls", **TRUSTED}


@pytest.mark.parametrize(
    ("tls", "security"),
    [("none", "none"), ("starttls", "starttls"), ("implicit", "tls")],
)
@pytest.mark.parametrize("method", ["PLAIN", "LOGIN", "LOGIN PLAIN", "GSSAPI LOGIN"])
async def test_it_logs_in(
    tls: Literal["none", "starttls", "implicit"], security: str, method: str
) -> None:
    server = Saboteur(users=USERS, auth=method, tls=tls)
    async with server, channel(server, security=security, **TRUSTED, **LOGIN) as out:
        assert isinstance(await out.send(mail()), Sent)


async def test_a_wrong_password_is_tried_once_and_pauses_the_sender() -> None:
    changes: dict[str, Any] = {**SECURE, **LOGIN, "password": "wrong"}
    server = Saboteur(users=USERS, tls="starttls")
    async with server, channel(server, **changes) as out:
        outcome = await out.send(mail())
        await server.emptied()
    assert outcome == Rejected(
        Blame.SENDER, "auth: 535 5.7.8 Bad credentials", "535 5.7.8"
    )
    assert len([line for line in server.commands if line.startswith("AUTH")]) == 1


async def test_a_login_that_nobody_offers_pauses_the_sender() -> None:
    async with Saboteur() as server, channel(server, **LOGIN) as out:
        outcome = await out.send(mail())
        await server.emptied()
    assert outcome == Rejected(
        Blame.SENDER, "auth: 535 the server offers no login that is spoken here", "535"
    )


async def test_a_port_nobody_listens_on_is_told_as_the_system_does() -> None:
    async with Saboteur() as server, channel(server, port=CLOSED) as out:
        outcome = await out.send(mail())
    assert isinstance(outcome, Deferred)
    assert outcome.detail == "connect: [Errno 111] Connection refused"


async def test_without_starttls_not_a_word_of_login_is_said() -> None:
    server = Saboteur(users=USERS)
    async with server, channel(server, **SECURE, **LOGIN) as out:
        outcome = await out.send(mail())
    assert outcome == Rejected(
        Blame.SENDER, "starttls: 502 the server does not offer STARTTLS", "502"
    )
    assert [line.split(" ")[0] for line in server.commands] == ["EHLO"]


async def test_what_was_said_before_encryption_is_not_believed() -> None:
    script: Script = {"ehlo": [reply("250-saboteur.example\r\n250 STARTTLS"), None]}
    server = Saboteur(script, tls="starttls", extensions=("SIZE 10",))
    async with server, channel(server, **SECURE) as out:
        outcome = await out.send(mail())
    assert isinstance(outcome, Rejected)
    assert outcome.detail.endswith("the server takes 10")


@pytest.mark.parametrize(
    ("tls", "security"), [("starttls", "starttls"), ("implicit", "tls")]
)
async def test_a_certificate_nobody_vouches_for_rests_the_lane(
    tls: Literal["starttls", "implicit"], security: str
) -> None:
    server = Saboteur(users=USERS, tls=tls)
    async with server, channel(server, security=security, **LOGIN) as out:
        outcome = await out.send(mail())
        await server.emptied()
    assert isinstance(outcome, Deferred)
    assert outcome.blame is Blame.SENDER
    assert "CERTIFICATE_VERIFY_FAILED" in outcome.detail
    assert not [line for line in server.commands if line.startswith("AUTH")]


async def test_a_certificate_of_another_name_rests_the_lane() -> None:
    server = Saboteur(tls="implicit")
    # Another way to write 127.0.0.1, and not one that the certificate knows.
    changes: dict[str, Any] = {"security": "tls", "host": "127.1", **TRUSTED}
    async with server, channel(server, **changes) as out:
        outcome = await out.send(mail())
    assert isinstance(outcome, Deferred)
    assert "mismatch" in outcome.detail


async def test_a_certificate_is_not_looked_at_where_the_account_says_so() -> None:
    server = Saboteur(tls="starttls")
    async with server, channel(server, security="starttls", verify=False) as out:
        assert isinstance(await out.send(mail()), Sent)


async def test_a_missing_file_of_authorities_rests_the_lane() -> None:
    server = Saboteur(tls="starttls")
    changes: dict[str, Any] = {"security": "starttls", "ca_file": "no-such-file.pem"}
    async with server, channel(server, **changes) as out:
        outcome = await out.send(mail())
    assert isinstance(outcome, Deferred)
    assert "no-such-file.pem" in outcome.detail


def test_a_password_is_not_shown() -> None:
    assert "secret" not in repr(SmtpAccount("far.example", 587, password="secret"))


class Handler:
    """What aiosmtpd hands its mails to."""

    def __init__(self) -> None:
        self.taken: list[Envelope] = []

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        self.taken.append(envelope)
        return "250 2.0.0 Taken"


@asynccontextmanager
async def aiosmtpd(handler: Handler) -> AsyncIterator[int]:
    """Serve on a port of its own, STARTTLS and login demanded."""

    def authenticator(*args: Any) -> AuthResult:
        [*_, data] = args
        assert isinstance(data, LoginPassword)
        good = (data.login, data.password) == (b"anna", b"secret")
        return AuthResult(success=good, handled=good)

    loop = asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: SMTP(
            handler,
            tls_context=server_context(),
            require_starttls=True,
            auth_required=True,
            authenticator=authenticator,
            enable_SMTPUTF8=True,
            loop=loop,
        ),
        "127.0.0.1",
        0,
    )
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await server.wait_closed()


async def test_a_real_server_takes_mails_after_starttls_and_login() -> None:
    handler = Handler()
    parcels = [mail(n) for n in range(3)]
    async with aiosmtpd(handler) as port:
        account = SmtpAccount("127.0.0.1", port, **SECURE, **LOGIN)
        out = EmailChannel({ANNA: account}, clock=Standing())
        outcomes = [await out.send(parcel) for parcel in parcels]
        await out.close()
    assert outcomes == [Sent("2.0.0 Taken")] * 3
    assert [taken.original_content for taken in handler.taken] == [
        parcel.content for parcel in parcels
    ]


async def test_a_real_server_refuses_a_wrong_password() -> None:
    async with aiosmtpd(Handler()) as port:
        account = SmtpAccount("127.0.0.1", port, **SECURE, username="anna")
        out = EmailChannel({ANNA: account}, clock=Standing())
        outcome = await out.send(mail())
        await out.close()
    assert isinstance(outcome, Rejected)
    assert (outcome.blame, outcome.status) == (Blame.SENDER, "535 5.7.8")

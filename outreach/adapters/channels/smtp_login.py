"""Logs in to an SMTP server: by password, or by an access token (XOAUTH2, OAUTHBEARER)."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from outreach.adapters.channels.smtp_fault import Fault
from outreach.core.sasl import first_words, last_words, reason_of
from outreach.core.verdict import NO_REPLY, Stage
from outreach.errors import InputError, Unauthorized, Unavailable

if TYPE_CHECKING:
    import aiosmtplib

    from outreach.adapters.channels.smtp_session import SmtpAccount

LOGIN_METHODS = ("plain", "login", "cram-md5")
REFUSED = 535  # RFC 4954 section 6: these credentials are not taken
_WELCOME = 235
_GO_ON = 334


async def token_of(account: SmtpAccount, *, refused: str = "") -> str:
    """Return the account's access token; "" where it has a password. Raises Fault."""
    if account.tokens is None:
        return ""
    try:
        return await account.tokens.token(refused=refused)
    except Unauthorized as error:
        raise Fault(Stage.AUTH, REFUSED, str(error), ours=True) from error
    except Unavailable as error:
        raise Fault(Stage.AUTH, NO_REPLY, str(error), ours=True) from error


async def log_in(smtp: aiosmtplib.SMTP, account: SmtpAccount, token: str) -> None:
    """Log in by one method only: three refusals a connection would lock the account sooner.

    Raises Fault, and what aiosmtplib raises.
    """
    offered = smtp.server_auth_methods
    if token:
        await _bear(smtp, account, token)
        return
    method = next((name for name in LOGIN_METHODS if name in offered), None)
    match method:
        case "plain":
            await smtp.auth_plain(account.username, account.password)
        case "login":
            await smtp.auth_login(account.username, account.password)
        case "cram-md5":
            await smtp.auth_crammd5(account.username, account.password)
        case _:
            text = "the server offers no login that is spoken here"
            raise Fault(Stage.AUTH, REFUSED, text)


async def _bear(smtp: aiosmtplib.SMTP, account: SmtpAccount, token: str) -> None:
    if account.mechanism not in smtp.server_auth_methods:
        text = f"the server does not offer {account.mechanism.upper()}"
        raise Fault(Stage.AUTH, REFUSED, text)
    try:
        words = first_words(
            account.mechanism,
            account.username,
            token,
            host=account.host,
            port=account.port,
        )
    except InputError as error:
        raise Fault(Stage.AUTH, REFUSED, str(error), ours=True) from None
    name = account.mechanism.upper().encode()
    encoded = base64.b64encode(words)
    answer = await smtp.execute_command(b"AUTH", name, encoded)
    reason = ""
    if answer.code == _GO_ON:
        # It tells why it refuses, and waits for a word before it ends the exchange.
        reason = reason_of(answer.message.encode("ascii", "replace"))
        last = base64.b64encode(last_words(account.mechanism))
        answer = await smtp.execute_command(last)
    if answer.code != _WELCOME:
        # Some servers quote the command that they refuse.
        text = answer.message.replace(encoded.decode(), "***").replace(token, "***")
        said = f"{text} ({reason})" if reason else text
        raise Fault(Stage.AUTH, answer.code, said)


def may_be_stale(fault: Fault) -> bool:
    """Tell whether a refusal may be the token's: it may have been revoked before its end."""
    return fault.stage is Stage.AUTH and fault.code == REFUSED and not fault.ours

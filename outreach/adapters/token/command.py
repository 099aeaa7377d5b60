"""Runs the command that prints an access token: a password manager's, or a provider's tool."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from outreach.adapters.token.grant import Granted, life_of
from outreach.core.sasl import check_token
from outreach.errors import InputError, Unauthorized, Unavailable

if TYPE_CHECKING:
    from collections.abc import Sequence

PATIENCE = timedelta(seconds=60)
LONGEST_OUTPUT = 64 * 1024
# A bare token says nothing of its life: the command, which keeps it, is asked soon again.
ASK_AGAIN = timedelta(minutes=5)


async def run(arguments: Sequence[str]) -> Granted:
    """Return what the command prints: a token, or JSON with `access_token` and `expires_in`.

    No shell is involved. Raises Unauthorized where it fails, Unavailable where it hangs.
    """
    name = arguments[0]
    try:
        process = await asyncio.create_subprocess_exec(
            *arguments,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,  # it may tell secrets
        )
    except OSError as error:
        message = f"token_command {name} cannot be run: {error.strerror}"
        raise Unauthorized(message) from error
    try:
        async with asyncio.timeout(PATIENCE.total_seconds()):
            output = await _output(process)
            status = await process.wait()
    except TimeoutError:
        message = f"token_command {name} does not end; it is tried again"
        raise Unavailable(message) from None
    finally:
        with suppress(ProcessLookupError):
            process.kill()
    if status:
        raise Unauthorized(f"token_command {name} ended with {status}: run it by hand")
    return read_token(f"token_command {name}", output)


async def _output(process: asyncio.subprocess.Process) -> bytes:
    output = b""
    while process.stdout is not None and (
        chunk := await process.stdout.read(LONGEST_OUTPUT)
    ):
        output += chunk
        if len(output) > LONGEST_OUTPUT:
            process.kill()
            break
    return output


def read_token(where: str, output: bytes) -> Granted:
    """Return the token in some text: the text itself, or JSON. Raises Unauthorized."""
    text = output.decode("utf-8", "replace").strip()
    life, token = ASK_AGAIN, text
    if text.startswith("{"):
        try:
            said = json.loads(text)
        except (ValueError, RecursionError):
            said = {}
        token = str(said.get("access_token", ""))
        if "expires_in" in said:
            life = life_of(said["expires_in"])
    try:
        return Granted(check_token(token), life)
    except InputError as error:
        raise Unauthorized(f"{where} holds no access token: {error}") from None

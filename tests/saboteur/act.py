"""What a sabotaged SMTP server does in place of its honest answer, and at which stage."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

Stage = Literal[
    "greeting", "ehlo", "starttls", "tls", "auth", "mail", "rcpt", "data", "body",
    "dot", "rset", "quit",
]  # fmt: skip
Script = Mapping[Stage, Iterable["Act | None"]]
Then = Literal["go on", "stay", "hang up", "reset", "stall", "flood"]


@dataclass(frozen=True, slots=True)
class Act:
    """What the server does in place of its honest answer.

    "go on" carries on as though the honest answer had been given, "stay" as though the command
    had not been, and "flood" says it over and over; "record" says whether, at the dot, the
    message was taken all the same. "slowly" says it a byte at a time.
    """

    say: bytes = b""
    then: Then = "stay"
    record: bool = False
    drip: bool = False
    slowly: bool = False


def reply(line: str) -> Act:
    """Answer with this line, or these, and stay for more."""
    return Act(line.encode() + b"\r\n")


def hang_up(*, after: bytes = b"", record: bool = False) -> Act:
    """Close the connection, perhaps after some bytes."""
    return Act(after, "hang up", record=record)


def reset(*, record: bool = False) -> Act:
    """Break the connection so that the other side sees a reset."""
    return Act(then="reset", record=record)


def stall(*, after: bytes = b"", record: bool = False) -> Act:
    """Say no more, and keep the connection."""
    return Act(after, "stall", record=record)


def babble(noise: bytes = b"\x00\xff\x01 what?\r\n") -> Act:
    """Say something that is not SMTP."""
    return Act(noise)


def drip(line: bytes) -> Act:
    """Say it a byte at a time, for ever."""
    return Act(line, "stall", drip=True)


def flood(line: bytes, *, record: bool = False) -> Act:
    """Say it as fast as it is taken, for ever."""
    return Act(line, "flood", record=record)


def slowly(line: str, *, record: bool = False) -> Act:
    """Answer with this line, a byte at a time, and stay for more."""
    return Act(line.encode() + b"\r\n", record=record, slowly=True)


def say(data: bytes) -> Act:
    """Say just these bytes, at once, in place of the honest answer, and carry on."""
    return Act(data, "go on")

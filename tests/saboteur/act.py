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
Then = Literal["go on", "stay", "hang up", "reset", "stall"]


@dataclass(frozen=True, slots=True)
class Act:
    """What the server does in place of its honest answer.

    "go on" carries on as though the honest answer had been given, "stay" as though the command
    had not been; "record" says whether, at the dot, the message was taken all the same.
    """

    say: bytes = b""
    then: Then = "stay"
    record: bool = False
    drip: bool = False


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

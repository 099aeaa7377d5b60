"""Bounces written before the rules had seen them, each with what a person reads in it.

In first, second and third a case is `@@ name`, a line `> address type reason status` for each
recipient (`delayed` for what is still tried, `-` for no status), the mail's fields and its
text. `%% TYPE` opens a further part, which makes it a multipart/report; `{returned}` is the
mail that came back. In said a line is `type reason status | answer`.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from outreach.core.inbound.meaning import BounceType, Reason
from tests.core.inbound.report import LENA, RETURNED, Heard, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parents[2] / "data" / "bounce_fresh"
CASE = "@@ "
PART = "\n%% "
HEADERS, _, _ = RETURNED.partition("\n\n")
REPORT = 'multipart/report; report-type=delivery-status; boundary="b"'


@dataclass(frozen=True, slots=True)
class Fresh:
    """A report and what it says of each recipient."""

    name: str
    raw: bytes
    wanted: list[Heard]


def fresh(file: str) -> list[Fresh]:
    """Return the cases of a file: first, second or third."""
    text = (HERE / f"{file}.txt").read_text("utf-8")
    return [_case(one) for one in text.removeprefix(CASE).split(f"\n{CASE}")]


def said() -> list[tuple[Heard, str]]:
    """Return what servers answer to a recipient, each with what it means."""
    files = ("said.txt", "said_second.txt", "said_third.txt")
    texts = [(HERE / file).read_text("utf-8") for file in files]
    parted = [line.partition(" | ") for text in texts for line in text.splitlines()]
    return [(_wanted(f"{LENA} {label}"), words) for label, _, words in parted]


def _case(source: str) -> Fresh:
    name, _, rest = source.partition("\n")
    lines = rest.split("\n")
    count = next(n for n, line in enumerate(lines) if not line.startswith("> "))
    wanted = [_wanted(line.removeprefix("> ")) for line in lines[:count]]
    return Fresh(name, _mail("\n".join(lines[count:])), wanted)


def _wanted(line: str) -> Heard:
    address, kind, reason, status = line.split()
    delayed = kind == "delayed"
    return Heard(
        address,
        BounceType.SOFT if delayed else BounceType(kind),
        Reason(reason),
        "" if status == "-" else status,
        delayed,
    )


def _mail(text: str) -> bytes:
    fields, _, body = text.partition("\n\n")
    known = dict(_fields(fields))
    first, *parts = body.replace("{headers}", HEADERS).split(PART)
    return plain(
        _joined(first, parts) if parts else f"{first}\n",
        sender=known.pop("From"),
        subject=known.pop("Subject"),
        kind=REPORT if parts else "text/plain; charset=utf-8",
        fields="".join(f"{name}: {value}\n" for name, value in known.items()),
    )


def _fields(text: str) -> Iterator[tuple[str, str]]:
    for line in text.split("\n"):
        name, _, value = line.partition(": ")
        yield name, value


def _joined(first: str, parts: list[str]) -> str:
    typed = [part.partition("\n") for part in parts]
    shown = [("text/plain; charset=utf-8", first), *((k, text) for k, _, text in typed)]
    made = "\n".join(f"--b\nContent-Type: {kind}\n\n{text}\n" for kind, text in shown)
    return f"{made}\n--b--\n"

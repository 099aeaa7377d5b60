"""How well intent is read on labelled replies, by the rules and by a model at an endpoint.

Half of the set, told by a hash of the text, is set aside: rules are mended on the other.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING

from outreach.adapters.chat import ChatReader
from outreach.adapters.clock import SystemClock
from outreach.adapters.http import http_client
from outreach.core.inbound.mail import read_mail
from outreach.core.inbound.reading import Reading, classify
from outreach.services.understand import with_opinion

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

FOLDER = Path(__file__).resolve().parents[1] / "tests" / "data" / "intent"
LATER = FOLDER.with_name(
    "intent_later"
)  # written when the rules were, read once, mended on
FRESH = FOLDER.with_name("intent_fresh")  # waves more, each read once, mended on then
RECEIVED_AT = datetime(2026, 2, 11, 9, 30, tzinfo=UTC)  # a Wednesday
NEAR = timedelta(days=7)
LABELS = (
    "interested",
    "question",
    "not_now",
    "not_interested",
    "referral",
    "wrong_person",
    "opt_out",
    "other",
)
HEADS = (
    "| replies | number | right | best guess right | `interested` is so "
    "| `not_interested` is so | left to a person | of the others right |"
)
MAIL = """\
From: Lena Lead <lena@lead.example>\r
To: Anna Lee <anna@acme.example>\r
Subject: Re: Your first AE\r
Message-ID: <answer@lead.example>\r
In-Reply-To: <touch@acme.example>\r
Content-Type: text/plain; charset=utf-8\r
\r
"""


@dataclass(frozen=True, slots=True)
class Labelled:
    """A reply and what a person made of it."""

    language: str
    text: str
    label: str
    until: date | None
    refer_to: str

    @property
    def set_aside(self) -> bool:
        """Whether it is of the half that no rule was mended on."""
        return sha256(self.text.encode()).digest()[0] % 2 == 1


def labelled(folder: Path = FOLDER) -> list[Labelled]:
    """Return a whole set, file by file."""
    found = []
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            one = json.loads(line)
            until = one.get("until")
            found.append(
                Labelled(
                    language=path.stem,
                    text=one["text"],
                    label=one["label"],
                    until=until and date.fromisoformat(until),
                    refer_to=one.get("refer_to", ""),
                )
            )
    return found


def by_rules(text: str) -> Reading:
    """Judge a whole mail that says this."""
    mail = read_mail(MAIL.encode() + text.encode())
    return classify(mail, received_at=RECEIVED_AT)


@dataclass(frozen=True, slots=True)
class Score:
    """What was made of some replies: (label, recorded) pairs, and the guesses beside them."""

    pairs: tuple[tuple[str, str], ...]
    guessed: int  # right, were every guess acted on
    asked: int  # left to a person, being unsure
    stood: int  # right, of those that are not

    @property
    def right(self) -> float:
        """The share recorded as what it is."""
        return sum(label == read for label, read in self.pairs) / len(self.pairs)

    @property
    def sure_right(self) -> float:
        """Of those not left to a person, the share that is right."""
        return self.stood / max(1, len(self.pairs) - self.asked)

    def precision(self, name: str) -> float:
        """Of those recorded so, the share that is."""
        said = [label for label, read in self.pairs if read == name]
        return sum(label == name for label in said) / len(said) if said else 1.0

    def matrix(self) -> list[str]:
        """Return the confusion matrix as a table: a row a label, a column a reading."""
        counts = Counter(self.pairs)
        lines = [
            f"| labelled | {' | '.join(LABELS)} |",
            f"|---|{'--:|' * len(LABELS)}",
        ]
        for label in LABELS:
            cells = (str(counts[label, read] or "") for read in LABELS)
            lines.append(f"| `{label}` | {' | '.join(cells)} |")
        return lines


def score(said: Sequence[Labelled], readings: Iterable[Reading]) -> Score:
    """Compare readings with their labels."""
    pairs, guessed, asked, stood = [], 0, 0, 0
    for one, reading in zip(said, readings, strict=True):
        intent = reading.intent
        meant = reading.kind.value if intent is None else intent.meaning.value
        guess = meant if intent is None or intent.guess is None else intent.guess.value
        pairs.append((one.label, meant))
        guessed += guess == one.label
        unsure = intent is not None and not intent.sure
        asked += unsure
        stood += not unsure and meant == one.label
    return Score(tuple(pairs), guessed, asked, stood)


def halves() -> tuple[list[Labelled], list[Labelled]]:
    """Return the half that rules are mended on, and the half set aside."""
    whole = labelled()
    return [one for one in whole if not one.set_aside], [
        one for one in whole if one.set_aside
    ]


def table(scores: Sequence[tuple[str, Score]]) -> list[str]:
    """Return the headline figures as a table."""
    lines = [
        HEADS,
        "|---|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for name, one in scores:
        number = len(one.pairs)
        shares = (
            one.right,
            one.guessed / number,
            one.precision("interested"),
            one.precision("not_interested"),
            one.asked / number,
            one.sure_right,
        )
        cells = " | ".join(f"{share:.1%}" for share in shares)
        lines.append(f"| {name} | {number} | {cells} |")
    return lines


def rules_report() -> list[str]:
    """Return what the rules make of both halves, and the matrix of the one set aside."""
    tuned, aside = halves()
    mended = score(tuned, [by_rules(one.text) for one in tuned])
    kept = score(aside, [by_rules(one.text) for one in aside])
    later = labelled(LATER)
    anew = score(later, [by_rules(one.text) for one in later])
    fresh = labelled(FRESH)
    last = score(fresh, [by_rules(one.text) for one in fresh])
    rows = [
        ("mended on", mended),
        ("set aside", kept),
        ("written later", anew),
        ("written last", last),
    ]
    return [*table(rows), "", *kept.matrix()]


async def by_model(
    said: Sequence[Labelled], *, endpoint: str, model: str, api_key: str
) -> list[Reading]:
    """Judge the replies by the rules and a model together, as the inbox does."""
    async with http_client(timeout=timedelta(seconds=30)) as client:
        reader = ChatReader(
            client,
            endpoint=endpoint,
            model=model,
            api_key=api_key,
            timeout=timedelta(seconds=30),
            rest=timedelta(0),
            clock=SystemClock(),
        )
        found = []
        for one in said:
            reading = by_rules(one.text)
            asked = reading.intent is not None and reading.text.strip()
            opinion = await reader.read(reading.text) if asked else None
            found.append(with_opinion(reading, opinion))
        return found


def speed() -> float:
    """Return how many of the replies are judged a second of one core."""
    whole = labelled()
    for one in whole:
        by_rules(one.text)
    began = process_time()
    for one in whole:
        by_rules(one.text)
    return len(whole) / (process_time() - began)


def main() -> None:
    """Print what the rules make of the set; with --endpoint what a model makes of it too."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--endpoint", help="of an OpenAI-compatible API, up to /v1")
    options.add_argument("--model", default="")
    options.add_argument(
        "--key", default="INTENT_API_KEY", help="the variable that holds the key"
    )
    told = options.parse_args()
    print("\n".join(rules_report()))
    print(f"\n{speed():,.0f} replies/s a core, each as a whole mail")
    if not told.endpoint:
        return
    key = os.environ.get(told.key, "")  # noqa: TID251 - a benchmark's own edge
    rows = []
    for name, half in zip(("mended on", "set aside"), halves(), strict=True):
        readings = asyncio.run(
            by_model(half, endpoint=told.endpoint, model=told.model, api_key=key)
        )
        rows.append((f"{name}, with {told.model}", score(half, readings)))
    print("\n".join(["", *table(rows), "", *rows[-1][1].matrix()]))


if __name__ == "__main__":
    main()

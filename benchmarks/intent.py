"""How well intent is read on labelled replies, by the rules and by a model at an endpoint.

Half of the set, told by a hash of the text, is set aside: rules are mended on the other.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from outreach.core.inbound.mail import read_mail
from outreach.core.inbound.reading import Kind, Reading, classify

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

FOLDER = Path(__file__).resolve().parents[1] / "tests" / "data" / "intent"
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


def labelled() -> list[Labelled]:
    """Return the whole set, language by language."""
    found = []
    for path in sorted(FOLDER.glob("*.jsonl")):
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

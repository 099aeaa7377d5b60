"""Mails for the tests of the ear: made here, or read from the shared corpora."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from outreach.core.inbound.mail import read_mail
from outreach.core.inbound.reading import Reading, classify

RECEIVED_AT = datetime(2026, 12, 22, 9, 30, tzinfo=UTC)
CORPORA = Path(__file__).resolve().parents[4] / "shared" / "corpora"


def raw_mail(text: str, **fields: str) -> bytes:
    """Return a plain mail from lena@lead.example; fields name headers, `_` for `-`."""
    headers = {
        "from": "Lena Lead <lena@lead.example>",
        "to": "Anna Lee <anna@acme.example>",
        "subject": "Re: Your first AE",
        "message-id": "<answer@lead.example>",
        "content-type": "text/plain; charset=utf-8",
        **{name.replace("_", "-"): value for name, value in fields.items()},
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items() if value)
    return f"{head}\r\n{text}".encode()


def judged(text: str, **fields: str) -> Reading:
    """Return the verdict on such a mail."""
    return classify(read_mail(raw_mail(text, **fields)), received_at=RECEIVED_AT)


def corpus(*path: str) -> list[Path]:
    """Return the files of a corpus, sorted; none where the corpora are absent."""
    folder = CORPORA.joinpath(*path)
    return sorted(file for file in folder.rglob("*") if file.is_file())

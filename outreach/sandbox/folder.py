"""The demo's workspace on the disk: made anew each time, and never over anything else."""

from __future__ import annotations

import csv
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from outreach.errors import InputError
from outreach.sandbox.workspace import example_files

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from outreach.sandbox.person import Person

MARK = ".outreach-demo"
SENDERS = {"anna": "Anna Lee", "ben": "Ben Ito"}
SEQUENCES = ("founders", "nurture")
DOMAIN = "acme.example"
PASSWORD = "sandbox"  # noqa: S105 - opens nothing but mailboxes that live for a minute
PASSWORD_VARIABLE, TOKEN_VARIABLE = "SANDBOX_PASSWORD", "SANDBOX_TOKEN"
STAGES = {
    "contacted": "ATTEMPTED_TO_CONTACT",
    "replied": "CONNECTED",
    "qualified": "OPEN_DEAL",
}
_MARKED = "Made by `outreach demo`, which makes this folder anew each time.\n"
_SETTINGS = """\
# What `outreach demo` ran. Its servers are gone; what happened is in outreach.db.
name: acme
timezone: Europe/Paris
database: sqlite:///outreach.db
broker: memory://
public_url: {web}
listen: 127.0.0.1:8000
tracking: {{clicks: true}}
postal_address: Acme SAS, 1 rue de la Paix, 75002 Paris, France
fields: [city]

senders:
{senders}
# One in ten of these people bounces, where a list kept clean has one in a hundred.
bounce_guard: {{rate: 30%}}

window: {{days: working, hours: "09:00-17:30", timezone: lead, holidays: lead}}

pipeline:
  stages: [prospect, contacted, replied, qualified, meeting, proposal, won, lost]
  closed: [won, lost]
  rules:
    - {{on: sent, stage: contacted}}
    - {{on: reply, stage: replied}}
    - {{on: reply.interested, stage: qualified}}
"""
_CRM = """
crm:
  hubspot:
    token: ${{{variable}}}
    base_url: {crm}
    stages: {{{stages}}}
    lifecycle: {{qualified: salesqualifiedlead}}
    fields: {{city: city}}
    stop_on: [UNQUALIFIED]
"""
_SENDER = """\
  {name}:
    channel: email
    address: {full} <{name}@{domain}>
    smtp: {{host: 127.0.0.1, port: {smtp}, security: none}}
    imap: {{host: 127.0.0.1, port: {imap}, security: none, username: {name},
           password: "${{{variable}:-}}", folders: [INBOX, Junk]}}
    limits: {{per_day: 40, gap: 90s, jitter: 60s, ramp: {{from: 10, by: 5}}}}
"""


def claim(folder: Path) -> None:
    """Make the folder, empty but for its mark; an earlier demo's is taken over.

    Raises InputError for any other folder that holds something.
    """
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise InputError(f"{folder} is no folder: name another for the demo")
    if folder.is_dir() and any(folder.iterdir()):
        if not (folder / MARK).is_file():
            raise InputError(
                f"{folder} holds something that no demo made: name another folder"
            )
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARK).write_text(_MARKED, encoding="utf-8")


def furnish(folder: Path, everyone: Iterable[Person]) -> None:
    """Write the sequences it runs, their scenarios and templates, and the list of leads."""
    for name, content in example_files(SEQUENCES).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    rows = [person.row() for person in everyone]
    with (folder / "leads.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the servers listen: two ports and a URL."""

    smtp: int
    imap: int
    web: str


def configure(folder: Path, place: Place, *, crm: str) -> None:
    """Write outreach.yaml for servers that listen there.

    Without a `crm` it can be read once the sandbox's variables are gone.
    """
    senders = "".join(
        _SENDER.format(
            name=name,
            full=full,
            domain=DOMAIN,
            smtp=place.smtp,
            imap=place.imap,
            variable=PASSWORD_VARIABLE,
        )
        for name, full in SENDERS.items()
    )
    text = _SETTINGS.format(senders=senders, web=place.web)
    if crm:
        stages = ", ".join(f"{here}: {there}" for here, there in STAGES.items())
        text += _CRM.format(variable=TOKEN_VARIABLE, crm=crm, stages=stages)
    (folder / "outreach.yaml").write_text(text, encoding="utf-8")

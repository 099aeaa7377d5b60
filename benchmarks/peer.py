"""Draining a queue to an SMTP sink, beside django-post-office with the very same messages.

    python -m benchmarks.peer [--rounds 3] [--python PEER_PYTHON]

The peer runs in a virtual environment of its own, made for the run in a temporary folder
(`pip install django-post-office`), or in the one whose interpreter is named; the project does
not depend on it. It gets its messages ready to send (we render ours), one batch, four
threads, no log of each mail and SQLite as we set it up; we keep our ledger. Both take turns.
"""

from __future__ import annotations

import argparse
import asyncio
import email
import json
import subprocess
import tempfile
import venv
from email import policy
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from benchmarks import drain

if TYPE_CHECKING:
    from email.message import EmailMessage

    from outreach.ports import Mail

PEER = "django-post-office"
# What it writes itself, or what belongs to a part.
OWN = {"from", "to", "subject", "mime-version", "date"}


_cpu: list[float] = []  # the peer's seconds of processor time in 1,000 mails


def environment(folder: Path) -> str:
    """Return the interpreter of a fresh environment with the peer in it."""
    venv.create(folder, with_pip=True)
    python = str(folder / "bin" / "python")
    quiet = ("-q", "--disable-pip-version-check")
    subprocess.run([python, "-m", "pip", "install", *quiet, PEER], check=True)
    return python


def plain(mail: Mail) -> dict[str, object]:
    """Return a mail of ours as the peer takes it."""
    parsed: EmailMessage = email.message_from_bytes(mail.content, policy=policy.default)
    text, html = (parsed.get_body((kind,)) for kind in ("plain", "html"))
    if text is None or html is None:
        raise SystemExit("the drain's mails have lost a part")
    return {
        "from": str(parsed["From"]),
        "to": mail.rcpt_to,
        "subject": str(parsed["Subject"]),
        "text": text.get_content(),
        "html": html.get_content(),
        "headers": {
            name: str(value)
            for name, value in parsed.items()
            if name.lower() not in OWN and not name.lower().startswith("content-")
        },
    }


def theirs(python: str, mails: list[Mail], port: int) -> float:
    """Let the peer send them; return its mails a second."""
    with tempfile.TemporaryDirectory() as name:
        listed = Path(name, "mails.json")
        listed.write_text(json.dumps([plain(mail) for mail in mails]))
        program = Path(__file__).with_name("peer_queue.py")
        done = subprocess.run(
            [python, str(program), str(listed), str(port), name],
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
    found = json.loads(done.stdout.splitlines()[-1])
    if found["sent"] != len(mails):
        raise SystemExit(f"the peer sent {found['sent']} of {len(mails)}")
    _cpu.append(found["processor"] * 1_000 / len(mails))
    rate: float = len(mails) / found["seconds"]
    return rate


async def main(python: str, rounds: int) -> None:
    """Run both in turn; print the medians and their ratio."""
    rates: dict[str, list[float]] = {"outreach": [], PEER: []}
    async with drain._sink() as port:
        for _ in range(rounds):
            rate, mails = await drain._drained("sqlite:///outreach.db", port)
            rates["outreach"].append(rate)
            rates[PEER].append(await asyncio.to_thread(theirs, python, mails, port))
    print(f"{drain.TOUCHES:,} mails to smtp-sink, medians of {rounds} rounds")
    spent = {"outreach": drain._cpu, PEER: _cpu}
    for name, each in rates.items():
        print(f"  {name:20} {median(each):7,.0f} mails/s", end="")
        print(f", {median(spent[name]):.2f} s of processor time in 1,000")
    ratio = median(rates["outreach"]) / median(rates[PEER])
    print(f"  ratio {ratio:.2f} (goal 2, at least 1)")


def run() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--python", help="an interpreter that has the peer")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        python = given.python or environment(Path(folder))
        asyncio.run(main(python, given.rounds))


if __name__ == "__main__":
    run()

"""`outreach check` on 200 sequences beside the bare YAML reader; `--help` beside bare typer."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from time import perf_counter

ROOT = Path(__file__).resolve().parents[1]
SEQUENCES = 200
LEADS = 100_000
ROUNDS = 5
GOAL = 5.0  # seconds
GOAL_OF_HELP = 3.0  # times
_FLOOR = """
import sys
from pathlib import Path
from ruamel.yaml import YAML
for path in sorted(Path(sys.argv[1]).glob("sequences/*.yaml")):
    for _ in YAML(typ="safe", pure=True).parse(path.read_text("utf-8")):
        pass
"""
SETTINGS = """
name: bench
postal_address: 1 Bench Street
public_url: https://go.bench.example
tracking: {clicks: true}
fields: [city]
senders:
"""
SENDER = """
  {name}:
    channel: email
    address: {name}@bench.example
    smtp: {{host: 127.0.0.1, security: none}}
    imap: {{host: 127.0.0.1, security: none, username: {name}, password: ""}}
"""


def prepare(folder: Path) -> None:
    """Write a workspace of sequences and templates no two of which are alike."""
    senders = "".join(SENDER.format(name=name) for name in ("anna", "ben"))
    (folder / "outreach.yaml").write_text(SETTINGS + senders)
    text = (ROOT / "sequences" / "founders.yaml").read_text("utf-8")
    templates = sorted((ROOT / "templates" / "founders").iterdir())
    (folder / "sequences").mkdir()
    for number in range(SEQUENCES):
        own = text.replace("founders", f"founders-{number}").replace(
            "AE", f"AE {number}"
        )
        own = own.replace("    - enroll: nurture\n", "")
        (folder / "sequences" / f"founders-{number}.yaml").write_text(own, "utf-8")
        place = folder / "templates" / f"founders-{number}"
        place.mkdir(parents=True)
        for template in templates:
            written = template.read_text("utf-8")
            (place / template.name).write_text(f"{written}\nP.S. {number}\n", "utf-8")
    with (folder / "leads.csv").open("w") as leads:
        leads.write("email,first_name,company,country\n")
        for number in range(LEADS):
            country = ("US", "DE", "")[number % 3]
            leads.write(f"p{number}@x.example,P{number},C{number},{country}\n")


def took(*words: str) -> float:
    """Return the median wall time of a command, in seconds."""
    times = []
    for _ in range(ROUNDS):
        began = perf_counter()
        done = subprocess.run(
            [sys.executable, *words], capture_output=True, check=False
        )
        times.append(perf_counter() - began)
        if done.returncode:
            raise SystemExit((done.stdout + done.stderr).decode()[:2_000])
    return median(times)


def main() -> None:
    """Print each figure beside its floor, in the same run."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        prepare(folder)
        floor = took("-c", _FLOOR, place)
        checked = took("-m", "outreach", "-w", place, "check")
        leads = str(folder / "leads.csv")
        with_leads = took("-m", "outreach", "-w", place, "check", "--leads", leads)
    print(f"the YAML reader alone, {SEQUENCES} sequences: {floor:5.2f} s")
    print(
        f"check,                 {SEQUENCES} sequences: {checked:5.2f} s (goal {GOAL:.0f})"
    )
    print(f"check --leads,   and {LEADS:,} leads: {with_leads:5.2f} s")
    typer = took("-c", "import typer")
    told = took("-m", "outreach", "--help")
    ratio = told / typer
    print(f"import typer: {typer * 1e3:4.0f} ms")
    print(
        f"outreach --help: {told * 1e3:4.0f} ms, {ratio:.1f} times (goal {GOAL_OF_HELP:.0f})"
    )


if __name__ == "__main__":
    main()

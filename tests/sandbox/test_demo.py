"""The demo, as somebody starts it: its figures, what it leaves, how it is broken off."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).parents[2]
PEOPLE = 14


def outreach(*words: str) -> Sequence[str]:
    return [sys.executable, "-m", "outreach", *words]


def test_the_whole_loop_is_lived_through_and_judged(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    done = subprocess.run(
        outreach("demo", str(folder), "--json", "--leads", str(PEOPLE), "--seed", "4"),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert {
        name: told[name]
        for name in ("leads", "duplicates", "sent_after_stop", "complaints")
    } == {"leads": PEOPLE, "duplicates": 0, "sent_after_stop": 0, "complaints": []}
    assert told["accepted_by_server"] == told["touches_sent"] > PEOPLE
    assert told["crm"]["behind"] == 0
    assert sum(told["stages"].values()) == PEOPLE
    assert {"contacted", "replied", "qualified"} <= told["stages"].keys()
    assert min(told[each] for each in ("replies", "bounces", "opt_outs")) > 0
    assert _answers(folder, "check") == ""
    assert "founders" in _answers(folder, "report")


def _answers(folder: Path, command: str) -> str:
    """Return what a command says of the workspace that was left."""
    told = subprocess.run(
        outreach("-w", str(folder), command),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return told.stdout.strip()


def test_a_folder_of_somebody_elses_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    done = subprocess.run(
        outreach("demo", str(tmp_path)),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, "name another folder" in done.stderr) == (2, True)


def test_broken_off_it_closes_everything_and_says_so(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    with subprocess.Popen(
        outreach("demo", str(folder), "--leads", "8"),
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr is not None
        first = process.stderr.readline()  # by now it is under way
        settings = (folder / "outreach.yaml").read_text()
        process.send_signal(signal.SIGINT)
        rest = process.stderr.read()
        status = process.wait(60)
    assert (status, "mails" in first, "Traceback" in rest) == (130, True, False)
    assert "broken off" in rest
    (port,) = set(re.findall(r"smtp: {host: 127\.0\.0\.1, port: (\d+)", settings))
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", int(port))) != 0

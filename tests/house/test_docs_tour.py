"""The tour that the README leads through works as it stands, in an empty folder."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

from tests.cli.shell import typing
from tests.house.tree import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

TOUR = re.compile(
    r"^## A short tour\n\n```sh\n(?P<lines>.*?)^```$", re.DOTALL | re.MULTILINE
)


def test_every_command_of_the_tour_answers_yes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = TOUR.search((ROOT / "README.md").read_text("utf-8"))
    assert found is not None
    here, said = tmp_path, []
    for line in found["lines"].splitlines():
        program, *words = shlex.split(line)
        monkeypatch.chdir(here)
        if program == "cd":
            here = here / words[0]
        else:
            answer = typing(*words)
            said.append((line, answer.status, answer.err if answer.status else ""))
    assert [line for line, _, _ in said if line.startswith("outreach ")] != []
    assert [each for each in said if each[1]] == []

"""What the pages type at a shell, and what deploy/ starts, is a command that there is."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING, Any

import pytest
from ruamel.yaml import YAML
from typer.main import get_command

from outreach.cli.main import app
from tests.house.tree import ROOT, files, name_of

if TYPE_CHECKING:
    from collections.abc import Iterator

SHELL = re.compile(r"^ *```sh\n(?P<text>.*?)^ *```$", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"`(?P<text>outreach [a-z][^`\n]*)`")
UNIT = re.compile(r"^ExecStart=/opt/outreach/bin/(?P<text>outreach .*)$", re.MULTILINE)
VARIABLE = re.compile(r"^#?(?P<name>[A-Z_]+)=", re.MULTILINE)
NAMED = re.compile(r"\$\{(?P<name>[A-Z_]+)")


def _commands() -> Iterator[tuple[str, str]]:
    """Yield (page, command) of each line of a page that begins with `outreach`."""
    for page in (path for path in files() if path.suffix == ".md"):
        if page.name == "cli.md" or ("docs" not in page.parts and page.parent != ROOT):
            continue
        text = page.read_text("utf-8")
        lines = [
            line.strip()
            for block in SHELL.finditer(text)
            for line in block["text"].splitlines()
        ]
        lines += [found["text"] for found in INLINE.finditer(text)]
        for line in dict.fromkeys(lines):
            if line.startswith("outreach "):
                yield name_of(page), line


def _unknown(line: str) -> str:
    """Return what of a command there is not, "" if there is all of it."""
    words = shlex.split(line, comments=True)[1:]
    if words[0] == "-w":
        words = words[2:]
    command: Any = get_command(app)
    while words and getattr(command, "commands", None):
        word = words.pop(0)
        if word not in command.commands:
            return word
        command = command.commands[word]
    known = {option for each in command.params for option in each.opts} | {"--help"}
    options = {word for word in words if word.startswith("-")}
    return " ".join(sorted(options - known))


@pytest.mark.parametrize(("page", "line"), sorted(set(_commands())))
def test_a_command_of_a_page_is_there(page: str, line: str) -> None:
    assert (page, _unknown(line)) == (page, "")


def test_every_unit_starts_a_command() -> None:
    units = sorted((ROOT / "deploy" / "systemd").glob("*.service"))
    started = [UNIT.findall(unit.read_text()) for unit in units]
    assert [[_unknown(line) for line in lines] for lines in started] == [[""]] * 4


def test_every_part_of_the_composition_is_a_command() -> None:
    services = _composition()["services"]
    ours = [each for each in services.values() if each["image"] == "outreach"]
    lines = [shlex.join(["outreach", *each["command"]]) for each in ours]
    assert [_unknown(line) for line in lines] == [""] * 4


def test_what_deployment_and_a_new_workspace_read_is_in_the_example_of_variables() -> (
    None
):
    named = set(NAMED.findall((ROOT / "deploy" / "compose.yaml").read_text()))
    start = ROOT / "outreach" / "cli" / "start" / "outreach.yaml"
    named |= set(NAMED.findall(start.read_text())) - {"NAME"}
    given = VARIABLE.findall((ROOT / "deploy" / "env.example").read_text())
    assert named - set(given) == set()


def _composition() -> Any:
    return YAML(typ="safe").load((ROOT / "deploy" / "compose.yaml").read_text())

"""The frame of the command line: help, versions, errors and exit statuses."""

from __future__ import annotations

import socket
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from typer.main import get_command

from outreach import __version__
from outreach.cli.failure import ORDER, status_of
from outreach.cli.main import app
from outreach.errors import (
    BoundExceeded,
    CheckFailed,
    ConfigError,
    InputError,
    MissingData,
    NotFound,
    OutreachError,
    Refused,
    RenderError,
    Unauthorized,
    Unavailable,
)
from tests.cli import reference
from tests.cli.shell import Shell, typing

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

COMMANDS: Any = get_command(app)
# What takes long to load has no place in what `--help` needs.
HEAVY = {
    *("rich", "pydantic", "sqlalchemy", "jinja2", "holidays", "dramatiq", "fastapi"),
    *("httpx", "alembic", "ruamel.yaml", "phonenumbers", "email"),
}


def _paths(command: Any, above: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for name, child in getattr(command, "commands", {}).items():
        yield (*above, name)
        yield from _paths(child, (*above, name))


def _errors(above: type[OutreachError]) -> Iterator[type[OutreachError]]:
    if above.__module__ == "outreach.errors":
        yield above
    for below in above.__subclasses__():
        yield from _errors(below)


@pytest.mark.parametrize("words", sorted(_paths(COMMANDS, ())), ids=" ".join)
def test_every_command_explains_itself(words: tuple[str, ...]) -> None:
    answer = typing(*words, "--help")
    assert (answer.status, answer.err) == (0, "")
    assert answer.out.startswith(f"Usage: outreach {' '.join(words)} ")


def test_every_command_is_listed_with_a_whole_sentence() -> None:
    listed = typing("--help").out
    assert [name for name in ORDER if f"\n  {name} " not in listed] == []
    assert set(COMMANDS.commands) == set(ORDER)


@pytest.mark.parametrize(
    "words", [(), *sorted({path[:-1] for path in _paths(COMMANDS, ())} - {()})]
)
def test_no_sentence_is_cut_short_in_a_list_of_commands(words: tuple[str, ...]) -> None:
    assert [
        line for line in typing(*words, "--help").out.splitlines() if "..." in line
    ] == [f"Usage: outreach {' '.join((*words, ''))}[OPTIONS] COMMAND [ARGS]..."]


@pytest.mark.parametrize(
    "words",
    [
        *[(name,) for name in ("check", "schema", "preview", "simulate", "test")],
        *[(name,) for name in ("plan", "apply", "enroll", "explain")],
        ("leads", "event"),
    ],
    ids=" ".join,
)
def test_what_authors_use_is_shown_by_an_example(words: tuple[str, ...]) -> None:
    last = typing(*words, "--help").out.rstrip().splitlines()[-1]
    assert last.startswith(f"  Example: outreach {' '.join(words)} ")


def test_help_loads_nothing_that_takes_long() -> None:
    code = "import sys, outreach.cli.main; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert HEAVY & set(done.stdout.split()) == set()


def test_it_tells_its_version() -> None:
    assert typing("--version") == (0, f"outreach {__version__}\n", "")


def test_an_unknown_command_is_wrong_use() -> None:
    answer = typing("frobnicate")
    assert (answer.status, answer.out) == (2, "")
    assert "No such command 'frobnicate'" in answer.err


def test_without_a_workspace_it_says_how_to_make_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    answer = typing("status")
    assert (answer.status, answer.out) == (2, "")
    assert answer.err == (
        "error: no outreach.yaml here or in a folder above: go to a workspace, name it "
        "with --workspace DIR, or make one with `outreach init DIR`\n"
    )


def test_a_folder_that_is_no_workspace_is_wrong_use(tmp_path: Path) -> None:
    folder = tmp_path / "empty"
    message = (
        f"no outreach.yaml in {folder}: `outreach init {folder}` makes a workspace"
    )
    expected = (2, "", f"error: {message}\n")
    assert typing("-w", str(folder), "status") == expected
    assert typing("status", "-w", str(folder)) == expected
    variables = {"OUTREACH_WORKSPACE": str(folder)}
    assert typing("status", variables=variables) == expected


def test_a_workspace_is_found_from_a_folder_below(
    outreach: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(outreach.folder / "templates" / "hello")
    assert typing("check") == (0, "", "0 complaints, 0 warnings\n")


def test_a_broken_workspace_is_told_with_every_complaint(outreach: Shell) -> None:
    settings = outreach.folder / "outreach.yaml"
    settings.write_text(settings.read_text().replace("timezone: Eur", "timezone: Oor"))
    answer = typing("-w", str(outreach.folder), "status")
    assert (answer.status, answer.out) == (1, "")
    first, last = answer.err.splitlines()
    assert first.startswith("outreach.yaml:4:11: bad-timezone: ")
    assert last.startswith("error: the workspace has complaints")


def test_a_database_that_cannot_be_opened_is_told_in_a_line(outreach: Shell) -> None:
    variables = {"DATABASE_URL": "sqlite:////nowhere/at/all.db"}
    answer = typing("-w", str(outreach.folder), "status", variables=variables)
    told = "the database cannot be opened: unable to open database file"
    assert answer == (1, "", f"error: {told}; is `database` right?\n")


def test_a_database_that_takes_the_call_and_says_nothing_is_given_up(
    outreach: Shell,
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        url = f"postgresql://u:secret@127.0.0.1:{port}/x"
        answer = typing(
            "-w", str(outreach.folder), "status", variables={"DATABASE_URL": url}
        )
    assert (answer.status, answer.out) == (1, "")
    assert "secret" not in answer.err
    assert answer.err.startswith("error: the database cannot be opened: connection ")


def test_what_is_not_foreseen_is_told_in_a_line_and_traced_when_asked(
    outreach: Shell,
) -> None:
    folder = outreach.folder / "folder"
    folder.mkdir()
    words = ("-w", str(outreach.folder), "init", str(folder / ("x" * 300)))
    answer = typing(*words)
    assert (answer.status, answer.out) == (1, "")
    told, hint = answer.err.splitlines()
    assert told.startswith("error: OSError: ")
    assert hint.startswith("this is not foreseen: `outreach --debug ...`")
    with pytest.raises(OSError, match="File name too long"):
        typing("--debug", *words)


def test_every_error_has_a_status() -> None:
    made = {error: _made(error) for error in _errors(OutreachError)}
    statuses = {error: status_of(each) for error, each in made.items()}
    assert statuses == {
        OutreachError: 1,
        ConfigError: 2,
        CheckFailed: 1,
        InputError: 2,
        Refused: 1,
        NotFound: 1,
        RenderError: 1,
        MissingData: 1,
        BoundExceeded: 1,
        Unavailable: 1,
        Unauthorized: 1,
    }


def _made(error: type[OutreachError]) -> OutreachError:
    return error("code", "message") if error is Refused else error("message")


def test_the_page_of_commands_is_fresh() -> None:
    assert reference.PAGE.read_text("utf-8") == reference.page()

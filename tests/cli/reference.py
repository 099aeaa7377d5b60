"""Writes the page of commands from the commands themselves: `make docs`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from typer.main import get_command

from outreach.cli.main import app
from tests.house.tree import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

PAGE = ROOT / "docs" / "reference" / "cli.md"
INTRODUCTION = """# Commands

This page is written by `make docs` from the commands themselves; `outreach COMMAND --help`
tells the same.

The exit status is 0 where all is fine, 1 where the answer is no (a complaint, a refusal,
something that does not answer), and 2 for wrong use. What is told goes to standard output,
what is told of it to standard error; with `--json` standard output holds JSON and nothing
else, one object, or one a line. An import or an enrollment that left some out, each
reported, is fine; `--strict` makes it 1.

`--workspace DIR`, or `-w DIR`, stands before or after the command's name. Without it, the
variable `OUTREACH_WORKSPACE` names the workspace; else it is the nearest folder, from the
current one upwards, that holds `outreach.yaml`. `outreach --debug COMMAND` shows where an
unexpected error came from.
"""


def page() -> str:
    """Return the page."""
    command = get_command(app)
    parts = [INTRODUCTION]
    parts += [
        _section(words, each) for words, each in _commands(command, ("outreach",))
    ]
    return "\n".join(parts)


def _commands(command: Any, words: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    """Yield each command that does something, and its name as it is written."""
    below: dict[str, Any] = getattr(command, "commands", {})
    if not below:
        yield " ".join(words), command
        return
    for name in command.list_commands(None):
        if not below[name].hidden:
            yield from _commands(below[name], (*words, name))


def _section(words: str, command: Any) -> str:
    lines = [f"## `{words}`", "", _escaped(command.help or "").strip(), ""]
    lines += ["```sh", _usage(words, command), *_examples(command), "```", ""]
    rows = [_row(param) for param in command.params if _is_told(param)]
    if rows:
        lines += ["| | |", "|---|---|", *rows, ""]
    return "\n".join(lines)


def _is_told(param: Any) -> bool:
    return not getattr(param, "hidden", False) and param.name not in {"help", "place"}


def _usage(words: str, command: Any) -> str:
    arguments = [_argument(each) for each in command.params if _is_argument(each)]
    return " ".join((words, "[OPTIONS]", *arguments))


def _examples(command: Any) -> list[str]:
    example = (command.epilog or "").removeprefix("Example: ")
    return [example] if example else []


def _argument(param: Any) -> str:
    name = param.metavar if param.required else f"[{param.metavar}]"
    return f"{name}..." if param.nargs < 0 else name


def _is_argument(param: Any) -> bool:
    return bool(param.param_type_name == "argument")


def _row(param: Any) -> str:
    name = param.metavar if _is_argument(param) else ", ".join(param.opts)
    if not _is_argument(param) and param.metavar:
        name = f"{name} {param.metavar}"
    default = _default(param)
    told = _escaped(param.help or "")
    return f"| `{name}` | {told}{default} |"


def _default(param: Any) -> str:
    value = param.default
    if value in (None, False, "") or callable(value):
        return ""
    return f" Else `{getattr(value, 'value', value)}`."


def _escaped(text: str) -> str:
    joined = re.sub(r"(?<!\n)\n(?!\n)", " ", text)
    return joined.replace("|", "\\|").replace("<", "&lt;")


def write() -> None:
    """Write the page."""
    PAGE.parent.mkdir(parents=True, exist_ok=True)
    PAGE.write_text(page(), "utf-8")


if __name__ == "__main__":
    write()

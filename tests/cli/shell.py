"""A hand at the command line: what it types, and what it gets."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from typer.testing import CliRunner

from outreach.cli.main import app

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class Answer(NamedTuple):
    """What a command said."""

    status: int
    out: str
    err: str


@dataclass(frozen=True, slots=True)
class Shell:
    """Types commands about one workspace."""

    folder: Path
    variables: Mapping[str, str] = field(default_factory=dict)

    def __call__(self, *words: str | Path) -> Answer:
        """Run a command; an unforeseen error is the test's."""
        typed = ["--debug", "-w", str(self.folder), *map(str, words)]
        return typing(*typed, variables=self.variables)

    def tell(self, *words: str | Path) -> list[str]:
        """Run a command that must end well; return the lines it prints."""
        answer = self(*words)
        if answer.status != 0:
            raise AssertionError(answer)
        return answer.out.splitlines()

    def json(self, *words: str | Path) -> Any:
        """Run a command that must end well and print one object."""
        (line,) = self.tell(*words, "--json")
        return json.loads(line)

    def jsons(self, *words: str | Path) -> list[Any]:
        """Run a command that must end well and print an object a line."""
        return [json.loads(line) for line in self.tell(*words, "--json")]


def typing(*words: str, variables: Mapping[str, str] | None = None) -> Answer:
    """Run a command just as it is written."""
    result = CliRunner().invoke(
        app, list(words), prog_name="outreach", env=dict(variables or {})
    )
    error = result.exception
    if error is not None and not isinstance(error, SystemExit):
        raise error
    return Answer(result.exit_code, result.stdout, result.stderr)

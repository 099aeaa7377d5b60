"""The workspace: outreach.yaml with the environment in place, and the files beside it.

The one place that reads the environment. Every fault is a complaint with its place.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from outreach.adapters import source
from outreach.core.language import Settings
from outreach.core.language.reader import is_scalar
from outreach.core.source import Complaint, Node, visible
from outreach.errors import CheckFailed
from outreach.setting import Config
from outreach.setting.complaint import data_of, explained
from outreach.setting.environment import expanded
from outreach.setting.folder import Folder
from outreach.setting.rule import disagreements, warnings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FILE = "outreach.yaml"

_RELATIVE = re.compile(
    r"(?P<scheme>sqlite(?:\+\w+)?):///(?P<path>[^/:?][^?]*)(?P<rest>.*)"
)


@dataclass(frozen=True, slots=True)
class Workspace:
    """A folder that was read: its settings, its sequences by path, its templates by name.

    `names` are those of the sequences, by path; `complaints` are those of files that
    could not be read, and warnings.
    """

    folder: Path
    config: Config
    sequences: Mapping[str, bytes]
    templates: Mapping[str, bytes]
    names: Mapping[str, str]
    complaints: tuple[Complaint, ...] = ()

    @property
    def database_url(self) -> str:
        """The database; a relative SQLite file is relative to the workspace."""
        match = _RELATIVE.fullmatch(self.config.database)
        if match is None:
            return self.config.database
        # A URL's path is unquoted when it is read.
        folder = str(self.folder).replace("%", "%25").replace("?", "%3F")
        return f"{match['scheme']}:///{folder}/{match['path']}{match['rest']}"

    def path(self, written: str) -> Path:
        """Return where a path of outreach.yaml leads, relative to the workspace."""
        return self.folder / written

    def sequence_names(self) -> frozenset[str]:
        """Return the name of each sequence: what its file says, else the file's stem."""
        return frozenset(self.names.values())

    def settings(self) -> Settings:
        """Return what sequences inherit and are checked against."""
        config, pipeline = self.config, self.config.pipeline.core()
        return Settings(
            timezone=config.timezone,
            window=config.window.core(),
            senders={name: one.channel for name, one in config.senders.items()},
            stages=pipeline.stages,
            closed=pipeline.closed,
            fields=config.fields,
            sequences=self.sequence_names(),
            templates=frozenset(self.templates),
            public_url=config.public_url,
            postal_address=config.postal_address,
            track_clicks=config.tracking.clicks,
            track_opens=config.tracking.opens,
        )


def environment() -> Mapping[str, str]:
    """Return this process's environment."""
    return os.environ


def load(folder: Path, env: Mapping[str, str], *, unarmed: bool = False) -> Workspace:
    """Read a workspace. Raises CheckFailed where outreach.yaml is missing or wrong.

    To who is `unarmed`, to look and not to send, secrets may be missing.
    """
    workspace, complaints = inspect(folder, env, unarmed=unarmed)
    if workspace is None:
        raise CheckFailed("\n".join(str(complaint) for complaint in complaints))
    return workspace


def inspect(
    folder: Path, env: Mapping[str, str], *, unarmed: bool = False
) -> tuple[Workspace | None, list[Complaint]]:
    """Read a workspace and return all complaints; None where outreach.yaml is wrong."""
    folder = Path(os.path.abspath(folder))  # noqa: PTH100 - links stay as they are
    files = Folder(folder)
    if not folder.is_dir() or not os.path.lexists(folder / FILE):
        message = f"no {FILE} in {visible(str(folder))}: make a workspace with `outreach init`"
        return None, [Complaint(FILE, 1, 1, "missing-file", message)]
    text = files.read(FILE)
    config, complaints = None, list[Complaint]()
    if text is not None:
        config, complaints = read_config(text, env, unarmed=unarmed)
    sequences, templates = files.sequences(), files.templates()
    complaints = sorted((*complaints, *files.complaints))
    if config is None:
        return None, complaints
    names = {path: sequence_name(path, text) for path, text in sequences.items()}
    workspace = Workspace(
        folder, config, sequences, templates, names, tuple(complaints)
    )
    return workspace, complaints


def read_config(
    text: bytes, env: Mapping[str, str], *, unarmed: bool = False
) -> tuple[Config | None, list[Complaint]]:
    """Read outreach.yaml: what it says, unless something is wrong, and all complaints."""
    parsed, complaints = source.read(text, FILE)
    if parsed is None:
        return None, complaints
    root, found = expanded(parsed, env, unarmed=unarmed)
    config, faults = _typed(root)
    complaints += found + faults + disagreements(root)
    if config is None or any(not complaint.warning for complaint in complaints):
        return None, _ordered(complaints)
    return config, _ordered((*complaints, *warnings(config, root)))


def sequence_name(path: str, content: bytes) -> str:
    """Return a sequence's name: what it says itself, else its file's stem."""
    named = source.peek(content, path, "name")
    if named is not None and is_scalar(named):
        return named.value
    return PurePosixPath(path).stem


def schema() -> dict[str, Any]:
    """Return the JSON Schema of outreach.yaml; `${NAME}` may stand for any scalar."""
    from outreach.core.schema.sequence import DRAFT  # noqa: PLC0415 - `check` needs none

    written: dict[str, Any] = _loosened(Config.model_json_schema())
    return {"$schema": DRAFT, "title": "The settings of Outreach", **written}


def _typed(root: Node) -> tuple[Config | None, list[Complaint]]:
    try:
        return Config.model_validate(data_of(root)), []
    except ValidationError as error:
        return None, explained(error, root)


def _ordered(complaints: Iterable[Complaint]) -> list[Complaint]:
    return sorted(set(complaints))


def _loosened(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_loosened(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get("type") in {"integer", "boolean"}:
        return {"anyOf": [schema, {"type": "string", "pattern": r"\$\{"}]}
    return {key: _loosened(value) for key, value in schema.items()}

"""The JSON Schemas that editors read, and whether a workspace's own are of today."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from outreach import config
from outreach.core.source import Complaint
from outreach.setting.folder import Folder

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

PLACES = {
    "sequence": "sequences/schema.json",
    "scenario": "sequences/test.schema.json",
    "settings": "outreach.schema.json",
}
_COMMANDS = {
    "sequence": "outreach schema --write",
    "scenario": "outreach schema scenario --write",
    "settings": "outreach schema settings --write",
}


def schemas() -> dict[str, tuple[str, str]]:
    """Return, by kind, where a schema belongs in a workspace and its text."""
    return {kind: (place, _written(_made(kind))) for kind, place in PLACES.items()}


def stale_schemas(folder: Path) -> list[Complaint]:
    """Return a warning for each schema in a folder that is not what would be written now."""
    files = Folder(folder)
    found = []
    for kind, place in PLACES.items():
        if not (folder / place).is_file():
            continue
        content = files.read(place)
        if content is not None and not _says(content, _made(kind)):
            message = f"of another version: write it anew with `{_COMMANDS[kind]}`"
            found.append(Complaint(place, 1, 1, "stale-schema", message, warning=True))
    return [*found, *files.complaints]


def _made(kind: str) -> dict[str, Any]:
    from outreach.core import schema  # noqa: PLC0415 - most workspaces have none to compare

    made = {
        "sequence": schema.sequence_schema,
        "scenario": schema.scenario_schema,
        "settings": config.schema,
    }
    return made[kind]()


def _written(schema: dict[str, Any]) -> str:
    return f"{json.dumps(schema, indent=2, ensure_ascii=False)}\n"


def _says(content: bytes, schema: dict[str, Any]) -> bool:
    """Tell whether a file says the same, however it is laid out."""
    try:
        return bool(json.loads(content) == schema)
    except (ValueError, RecursionError):
        return False

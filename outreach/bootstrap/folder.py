"""A workspace's folder as it stands: read, checked and bundled, with nothing opened."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from outreach import config
from outreach.adapters import source
from outreach.adapters.templates import JinjaTemplates
from outreach.bootstrap.schema import stale_schemas
from outreach.services.check import bundle_of, check

if TYPE_CHECKING:
    from collections.abc import Mapping

    from outreach.config import Workspace
    from outreach.core.source import Complaint
    from outreach.core.version import Bundle
    from outreach.ports import Templates


def load_workspace(
    folder: Path | None = None,
    *,
    variables: Mapping[str, str] | None = None,
    unarmed: bool = False,
) -> Workspace:
    """Read the workspace in a folder; else OUTREACH_WORKSPACE names it, else it is here.

    `variables` stand over those of the environment. To who is `unarmed`, to look and not
    to send, secrets may be missing. Raises CheckFailed where outreach.yaml is missing or
    wrong.
    """
    env = {**config.environment(), **(variables or {})}
    here = folder or Path(env.get("OUTREACH_WORKSPACE") or ".")
    return config.load(here, env, unarmed=unarmed)


def bundle(workspace: Workspace, sequence: str) -> Bundle:
    """Return a sequence of the folder with all that it resolves to."""
    settings = workspace.settings()
    return bundle_of(
        sequence,
        workspace.sequences,
        workspace.templates,
        settings,
        read=source.read,
        language=JinjaTemplates(workspace.templates, settings.fields),
    )


def inspect_workspace(folder: Path) -> tuple[Workspace | None, list[Complaint]]:
    """Read a workspace; return every complaint about its settings, None where they are wrong."""
    workspace, complaints = config.inspect(folder, config.environment(), unarmed=True)
    return workspace, [*complaints, *stale_schemas(folder)]


def complaints_of(
    workspace: Workspace, sequences: Mapping[str, bytes]
) -> list[Complaint]:
    """Return every complaint about these sequences, by path, and what they reach in the folder."""
    settings = workspace.settings()
    return check(
        sequences,
        workspace.templates,
        settings,
        read=source.read,
        language=JinjaTemplates(workspace.templates, settings.fields),
    )


def language(workspace: Workspace) -> Templates:
    """Return the template language over the workspace's files and fields."""
    return JinjaTemplates(workspace.templates, workspace.settings().fields)

"""A workspace's folder as it stands: read, checked and bundled, with nothing opened."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from outreach import config
from outreach.adapters import source
from outreach.adapters.templates import JinjaTemplates
from outreach.bootstrap.schema import stale_schemas
from outreach.services.check import bundle_of, check

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from outreach.config import Workspace
    from outreach.core.model import Lead
    from outreach.core.source import Complaint
    from outreach.core.version import Bundle
    from outreach.ports import Templates
    from outreach.services.lack import Each


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
    workspace: Workspace, sequences: Mapping[str, bytes], each: Each | None = None
) -> list[Complaint]:
    """Return every complaint about these sequences, by path, and what they reach in the folder.

    `each` calls back with every known lead, to tell what they lack.
    """
    settings = workspace.settings()
    return check(
        sequences,
        workspace.templates,
        settings,
        read=source.read,
        language=JinjaTemplates(workspace.templates, settings.fields),
        each=each,
    )


def leads_of(workspace: Workspace, file: Path | None) -> Each | None:
    """Return the known leads: of a list, else of the database; None where there are none.

    Raises InputError for a list that cannot be read.
    """
    if file is None:
        return _stored(workspace)
    from outreach.adapters import contact  # noqa: PLC0415 - it takes a while
    from outreach.core.lead_row import Judges  # noqa: PLC0415
    from outreach.services.simulate_leads import read_leads  # noqa: PLC0415

    listed = read_leads(
        file,
        declared=workspace.config.fields,
        judges=Judges(address=contact.address, phone=contact.phone),
        pipeline=workspace.config.pipeline.core(),
    )

    def each(visit: Callable[[Lead], None]) -> None:
        for lead, _ in listed.leads:
            visit(lead)

    return each


def _stored(workspace: Workspace) -> Each | None:
    url = workspace.database_url
    if url.startswith("sqlite") and not _file_of(url).is_file():
        return None
    from outreach.bootstrap.known import stored_leads  # noqa: PLC0415 - it takes a while

    return stored_leads(workspace)


def _file_of(url: str) -> Path:
    return Path(unquote(url.partition(":///")[2].partition("?")[0]))


def language(workspace: Workspace) -> Templates:
    """Return the template language over the workspace's files and fields."""
    return JinjaTemplates(workspace.templates, workspace.settings().fields)

"""Assembles one deployment from its workspace: the one place that knows every part.

What only reads the folder loads no more than that, so that `check` answers at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from outreach.bootstrap.folder import (
    bundle,
    complaints_of,
    inspect_workspace,
    language,
    leads_of,
    load_workspace,
)
from outreach.bootstrap.schema import schemas
from outreach.config import Workspace

if TYPE_CHECKING:
    from outreach.bootstrap.deployment import (
        Deployment,
        ServedQueue,
        judges,
        keep_loaded,
        new_worker_id,
        open_engine,
        open_queue,
        release_of,
        stored_mail,
    )

__all__ = [
    "Deployment",
    "ServedQueue",
    "Workspace",
    "bundle",
    "complaints_of",
    "inspect_workspace",
    "judges",
    "keep_loaded",
    "language",
    "leads_of",
    "load_workspace",
    "new_worker_id",
    "open_engine",
    "open_queue",
    "release_of",
    "schemas",
    "stored_mail",
]


def __getattr__(name: str) -> Any:
    """Return what a deployment is opened with, loaded when it is first asked for."""
    if name not in __all__:
        raise AttributeError(name)
    from outreach.bootstrap import deployment  # noqa: PLC0415 - it takes most of a second

    return getattr(deployment, name)

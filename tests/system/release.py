"""Other releases of the program: the one before this, and one that is yet to come."""

from __future__ import annotations

import shutil
import subprocess
import tarfile
from io import BytesIO
from typing import TYPE_CHECKING

from tests.services_fixtures.needed import need
from tests.system.process import ROOT, program

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager
    from pathlib import Path

    from tests.system.process import Program

# The last commit whose tables were those of revision 0003.
BEFORE = "715cc1ee32"
PARTS = ("scheduler", "worker")
ADDED, TAKEN = "9000", "9001"
MIGRATION = """
import sqlalchemy
from alembic import op

revision = "{name}"
down_revision = "{before}"
branch_labels = None
depends_on = None
kind = "{kind}"

def upgrade():
    {what}
"""
ADDS = 'op.add_column("touches", sqlalchemy.Column("mood", sqlalchemy.String, server_default=""))'
TAKES = 'op.alter_column("touches", "mood", server_default=None, nullable=False)'


def before(folder: Path) -> Path:
    """Return the release before this one, from the repository's history; skip without it."""
    command = ("git", "archive", BEFORE, "outreach")
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=False)
    history = done.stdout if not done.returncode else None
    content = need(f"the history back to {BEFORE} (git fetch --unshallow)", history)
    with tarfile.open(fileobj=BytesIO(content)) as archive:
        archive.extractall(folder, filter="data")
    return folder


def coming(folder: Path) -> Path:
    """Return a release to come: new columns, messages that say more, and a new job."""
    tree = folder / "outreach"
    shutil.copytree(
        ROOT / "outreach", tree, ignore=shutil.ignore_patterns("__pycache__")
    )
    versions = tree / "store" / "migrations" / "versions"
    last = max(path.name[1:5] for path in versions.glob("r*.py"))
    for name, after, kind, what in (
        (ADDED, last, "pre", ADDS),
        (TAKEN, ADDED, "post", TAKES),
    ):
        text = MIGRATION.format(name=name, before=after, kind=kind, what=what)
        (versions / f"r{name}_coming.py").write_text(text)
    _replace(
        tree / "adapters" / "queue.py",
        ".message(ids=list(ids))",
        '.message(ids=list(ids), trace="a-1", shard=3)',
    )
    return folder


def this() -> Path:
    """Return the release as it stands."""
    return ROOT


def _replace(file: Path, old: str, new: str) -> None:
    text = file.read_text()
    if old not in text:
        raise LookupError(old)
    file.write_text(text.replace(old, new))


def outreach(
    tree: Path, folder: Path, *command: str
) -> AbstractAsyncContextManager[Program]:
    """Run a command of a release for a workspace."""
    # Nobody reads along, so a part must not say more than a pipe holds.
    quiet = ("--log-level", "warning") if command[0] in PARTS else ()
    arguments = (*command, "--workspace", str(folder), *quiet)
    return program(*arguments, module="outreach", tree=tree)

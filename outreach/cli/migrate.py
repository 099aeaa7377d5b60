"""`migrate`: brings the database to this version's tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from outreach.cli.output import Json, print_json, print_line
from outreach.cli.place import Place, find
from outreach.cli.session import run

if TYPE_CHECKING:
    from outreach.bootstrap.migration import Tables

Post = Annotated[
    bool,
    typer.Option(
        "--post", help="Also take away what older versions need: none may run any more."
    ),
]


def migrate(*, place: Place = None, post: Post = False, json: Json = False) -> None:
    """Bring the database to this version's tables.

    Without options it only adds, and processes of the version before go on beside it; each
    part does so too when it starts. `--post` ends an upgrade: it tidies up what the version
    before still needed, and that one is refused from then on.
    """
    from outreach.bootstrap import load_workspace
    from outreach.bootstrap.migration import migrate_database

    workspace = load_workspace(find(place), unarmed=True)
    done = run(migrate_database(workspace, post=post))
    if json:
        print_json(done)
    else:
        _tell(done)


def _tell(done: Tables) -> None:
    if done.made:
        print_line(f"Made: {', '.join(done.made)}.")
    else:
        print_line("Nothing to make.")
    if done.waiting:
        print_line(
            f"Waiting: {', '.join(done.waiting)}. Once no older version runs, "
            "`outreach migrate --post` makes them."
        )
        for each in done.processes:
            since = f"{each.started_at:%Y-%m-%d %H:%M} UTC"
            print_line(f"  {each.role} runs on {each.host} ({each.pid}) since {since}")

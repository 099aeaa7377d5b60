"""The program's commands, put together. Each loads what it needs when it is called."""

from __future__ import annotations

from typing import Annotated

import typer

from outreach import __version__
from outreach.cli import (
    backup,
    check,
    classify,
    crm,
    demo,
    doctor,
    enroll,
    explain,
    inbox,
    init,
    lead,
    migrate,
    plan,
    preview,
    reclassify,
    run,
    schema,
    sender,
    simulate,
    status,
    suppression,
    task,
    test,
    touch,
)
from outreach.cli.failure import Outreach
from outreach.cli.place import Place

app = typer.Typer(
    name="outreach",
    cls=Outreach,
    help="Carry leads through sequences of messages, and hear every answer.",
    epilog="`outreach COMMAND --help` tells more. The status is 0 fine, 1 no, 2 wrong use.",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"outreach {__version__}")
        raise typer.Exit


@app.callback()
def outreach(
    *,
    workspace: Place = None,
    debug: Annotated[
        bool,
        typer.Option(
            "--debug",
            envvar="OUTREACH_DEBUG",
            help="Show where an unexpected error came from.",
        ),
    ] = False,
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_version, is_eager=True, help="Tell the version."
        ),
    ] = False,
) -> None:
    """Carry leads through sequences of messages, and hear every answer."""


app.command()(init.init)
app.command(epilog="Example: outreach check --leads leads.csv")(check.check)
app.command(epilog="Example: outreach schema --write")(schema.schema)
app.add_typer(lead.app, name="leads")
app.command(epilog="Example: outreach preview hello --lead ada@lovelace.example")(
    preview.preview
)
app.command("test", epilog="Example: outreach test sequences/hello.yaml -v")(
    test.rehearse
)
app.command(epilog="Example: outreach simulate hello --leads leads.csv --sender +2")(
    simulate.simulate
)
app.command(epilog="Example: outreach enroll hello --where 'lead.score > 50'")(
    enroll.enroll
)
app.command(epilog="Example: outreach plan hello --diff")(plan.plan)
app.command(epilog="Example: outreach apply --only hello")(plan.apply)
app.command()(run.run)
app.command()(run.scheduler)
app.command()(run.worker)
app.command()(run.web)
app.command()(status.status)
app.command()(status.report)
app.command(epilog="Example: outreach explain ada@lovelace.example")(explain.explain)
app.add_typer(inbox.app, name="inbox")
app.add_typer(task.app, name="tasks")
app.add_typer(suppression.app, name="suppress")
app.add_typer(sender.app, name="senders")
app.add_typer(touch.app, name="touches")
app.add_typer(crm.app, name="crm")
app.command()(classify.classify)
app.command(epilog="Example: outreach reclassify --dry-run --since 2026-11-01")(
    reclassify.reclassify
)
app.command()(doctor.doctor)
app.command(epilog="Example: outreach backup /var/backups/outreach-monday.db")(
    backup.backup
)
app.command(epilog="Example: outreach restored --leads stop")(backup.restored)
app.command(epilog="Example: outreach migrate --post")(migrate.migrate)
demo.register(app)


def main() -> None:
    """Run the command line."""
    app()

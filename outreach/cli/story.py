"""What is known of a lead: shown to us, given to the person, or forgotten."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from outreach.cli.output import (
    Json,
    cell,
    print_json,
    print_line,
    print_table,
    print_text,
)
from outreach.cli.place import Place
from outreach.cli.session import with_deployment

if TYPE_CHECKING:
    from outreach.bootstrap import Deployment
    from outreach.services.erase import Erased
    from outreach.services.show_lead import Moment, ShownLead

Who = Annotated[
    str,
    typer.Argument(
        metavar="LEAD", help="An address, a phone number, a profile, or #NUMBER."
    ),
]


LONGEST_DETAIL = 500  # characters of one; --json has all


def show(lead: Who, *, place: Place = None, json: Json = False) -> None:
    """Show a lead's whole story, oldest first.

    Long letters are cut; --json and `inbox show` have them whole.
    """
    found = with_deployment(place, partial(_show, lead))
    if json:
        print_json(found)
    else:
        _print(found)


async def _show(lead: str, deployment: Deployment) -> ShownLead:
    from outreach.services.show_lead import show_lead

    return await show_lead(deployment.engine, lead)


def _print(found: ShownLead) -> None:
    for name, value in found.lead.values().items():
        if value not in ("", ()):
            print_line(f"{name}: {cell(value)}")
    if found.suppressed:
        print_line(f"suppressed: {found.suppressed}")
    if found.enrollments:
        print_text("")
        print_table(
            ("sequence", "time", "state", "reason", "step", "due"),
            (
                (e.sequence, e.ordinal, e.state, e.reason, e.step, e.due_at)
                for e in found.enrollments
            ),
        )
    if found.touches:
        print_text("")
        print_table(
            ("touch", "sequence", "step", "sender", "state", "reason", "at", "subject"),
            (
                (t.id, t.sequence, t.step, t.sender, t.state, t.reason, t.at, t.subject)
                for t in found.touches
            ),
        )
    if found.timeline:
        print_text("")
        print_table(
            ("at", "what", "sequence", "details"),
            ((m.at, m.kind, m.sequence, details(m)) for m in found.timeline),
        )


def details(moment: Moment) -> str:
    """Return what is known of a moment, a long text cut; `mail` is for `inbox show`."""
    mail = {"mail": moment.inbound} if moment.inbound else {}
    misread = {"misread": "counts no more"} if moment.misread else {}
    known = {**misread, **mail, **moment.data}
    told = (
        f"{name}={_cut(cell(value))}"
        for name, value in known.items()
        if value not in ("", None) and (name, value) != ("sequence", moment.sequence)
    )
    return " ".join(told)


def _cut(text: str) -> str:
    """Return what fits a line or a few; a long letter would bury what else happened."""
    more = len(text) - LONGEST_DETAIL
    return f"{text[:LONGEST_DETAIL]}... ({more} characters more)" if more > 0 else text


def dossier(lead: Who, *, place: Place = None, json: Json = False) -> None:
    """Print all that is held about a lead, to give to that person.

    It is JSON, indented for reading; on one line with --json.
    """
    found = with_deployment(place, partial(_dossier, lead))
    if json:
        print_json(found)
    else:
        print_json(found, indent=2)


async def _dossier(lead: str, deployment: Deployment) -> dict[str, object]:
    from outreach.services.dossier import dossier as gather

    return await gather(deployment.engine, lead)


def erase(
    lead: Who,
    *,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Do not ask; a script is not asked.")
    ] = False,
    place: Place = None,
    json: Json = False,
) -> None:
    """Forget a lead for good.

    What stays is a hash, so that the person is not written to again, and counts without a
    name.
    """
    if not yes and sys.stdin.isatty():
        typer.confirm(f"Forget {lead} for good?", abort=True, err=True)
    done = with_deployment(place, partial(_erase, lead))
    if json:
        print_json(done)
    else:
        _print_erased(done)


async def _erase(lead: str, deployment: Deployment) -> Erased:
    from outreach.services.erase import erase as forget

    return await forget(deployment.engine, lead)


def _print_erased(done: Erased) -> None:
    print_line(
        f"lead #{done.lead_id} is forgotten: {done.stopped} enrollments stopped, "
        f"{done.mails} mails deleted"
    )
    for crm, external_id in done.elsewhere:
        print_line(f"{crm} still has record {external_id}: erase it there")

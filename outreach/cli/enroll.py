"""`enroll`: puts leads into a sequence, and tells who was left out and why."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from outreach.cli.failure import NO
from outreach.cli.output import Json, print_json, print_line, print_table, progress
from outreach.cli.place import Place
from outreach.cli.session import with_deployment
from outreach.cli.where import Where, where_of
from outreach.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outreach.bootstrap import Deployment
    from outreach.services.enroll_where import EnrolledWhere

Name = Annotated[str, typer.Argument(metavar="SEQUENCE", help="A sequence's name.")]
Leads = Annotated[
    list[str] | None,
    typer.Option("--lead", metavar="LEAD", help="Only this lead; may be repeated."),
]
Again = Annotated[
    bool,
    typer.Option(
        "--again",
        help="Also those who have finished it, or answered for another lead, before.",
    ),
]
Met = Annotated[
    bool,
    typer.Option("--met", help="With --again, also those whose goal in it is met."),
]
Strict = Annotated[
    bool, typer.Option("--strict", help="Exit with 1 if any lead was left out.")
]


def enroll(
    sequence: Name,
    *,
    where: Where = None,
    lead: Leads = None,
    again: Again = False,
    met: Met = False,
    strict: Strict = False,
    place: Place = None,
    json: Json = False,
) -> None:
    """Enroll leads in a sequence, as it stands.

    The sequence must pass `check`, and so must those it leads into. Whoever may not enter is
    reported with a code: bounced_before, suppressed, answers_for, closed_stage,
    already_enrolled, goal_met, missing_field, no_sender, not_found.
    """
    if met and not again:
        raise InputError("--met goes with --again: it lets in who was in it before")
    use = partial(_enroll, sequence, where=where, leads=lead, again=again, met=met)
    done = with_deployment(place, use)
    if json:
        print_json(_object(done))
    else:
        _print(done)
    if strict and done.refused:
        raise typer.Exit(NO)


async def _enroll(
    sequence: str,
    deployment: Deployment,
    *,
    where: str | None,
    leads: Sequence[str] | None,
    again: bool,
    met: bool,
) -> EnrolledWhere:
    from outreach.bootstrap import release_of
    from outreach.services.enroll_where import enroll_where
    from outreach.services.publish import publish, reached

    engine = deployment.engine
    chosen = where and where_of(deployment.workspace, where, engine.now())
    bundles = reached(sequence, deployment.bundle, release_of)
    await publish(engine, bundles)
    with progress("Enrolling") as show:
        return await enroll_where(
            engine,
            bundles[0].name,
            where=chosen or None,
            emails=leads,
            again=again,
            met=met,
            progress=lambda done: show(done.enrolled + done.refused, None),
        )


def _object(done: EnrolledWhere) -> dict[str, object]:
    return {
        "sequence": done.sequence,
        "enrolled": done.enrolled,
        "refused": done.refused,
        "codes": dict(sorted(done.codes.items())),
        "refusals": [
            {"lead": each.lead, "code": each.code, "detail": each.detail}
            for each in done.left_out
        ],
    }


def _print(done: EnrolledWhere) -> None:
    print_line(f"{done.sequence}: {done.enrolled} enrolled, {done.refused} refused")
    if not done.refused:
        return
    print_table(
        ("code", "lead", "why"),
        sorted((each.code, each.lead, each.detail) for each in done.left_out),
    )
    untold = done.refused - len(done.left_out)
    if untold > 0:
        print_line(f"and {untold} more")

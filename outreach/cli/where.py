"""What `--where` says: an expression of the sequence language, over one lead."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated

import typer

from outreach.errors import InputError, RenderError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from outreach.bootstrap import Workspace
    from outreach.core.model import Lead

Where = Annotated[
    str | None,
    typer.Option(
        "--where",
        metavar="EXPR",
        help="Only leads that this holds of, as 'lead.country == \"US\"'.",
    ),
]

_EVENTS = re.compile(r"\bevents\b")
_QUOTED = re.compile(r"""("[^"]*"|'[^']*')""")


def where_of(
    workspace: Workspace, expression: str, now: datetime
) -> Callable[[Lead], bool]:
    """Return the filter an expression stands for. Raises InputError for one that is wrong."""
    from outreach.bootstrap import language

    templates = language(workspace)
    problems = templates.expression_problems(expression)
    if problems:
        told = "; ".join(problem.message for problem in problems)
        raise InputError(f"--where: {told}")
    if _EVENTS.search(_QUOTED.sub("", expression)):
        message = "--where: asks about the lead alone, `events` are for sequences"
        raise InputError(message)

    def holds(lead: Lead) -> bool:
        try:
            return templates.holds(expression, {"lead": lead, "events": (), "now": now})
        except RenderError as error:
            raise InputError(f"--where: {lead.email or lead.id}: {error}") from error

    return holds

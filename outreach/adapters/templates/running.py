"""Runs compiled templates: what they write is counted, what they raise is ours."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from outreach.adapters.templates.sandbox import RESULT
from outreach.adapters.templates.value import MAX_OUTPUT, TOO_LONG
from outreach.errors import BoundExceeded, OutreachError, RenderError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from jinja2 import Template


def written(template: Template, scope: dict[str, Any]) -> str:
    """Return what the template writes. Raises MissingData, BoundExceeded or RenderError."""
    context = template.new_context(scope, shared=True)
    room = MAX_OUTPUT
    pieces = []
    with _translated():
        for piece in template.root_render_func(context):
            room -= len(piece)
            if room < 0:
                raise BoundExceeded(TOO_LONG)
            pieces.append(piece)
    return "".join(pieces)


def truth(template: Template, scope: dict[str, Any]) -> bool:
    """Return whether a compiled expression is true. Raises as `written` does."""
    context = template.new_context(scope, shared=True)
    with _translated():
        for _ in template.root_render_func(context):
            pass
        return bool(context.vars[RESULT])


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except OutreachError:
        raise
    except Exception as error:
        # Any operation of Python may fail in a template: wrong types, no such item, depth.
        message = f"the template cannot be rendered: {str(error)[:200]}"
        raise RenderError(message) from error

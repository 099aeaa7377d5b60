"""A simulated calendar as one page, charts and all, that needs nothing from the network."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from outreach.core.forecast import advice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outreach.core.forecast.outlook import Outlook


def page_of(outlook: Outlook, names: Sequence[str]) -> str:
    """Return the page."""
    title = escape(", ".join(names) or "what is under way")
    return f"<!doctype html><title>{title}</title><p>{advice.summary(outlook)}"

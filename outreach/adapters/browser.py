"""Fetches a page as the world would: to see that `public_url` leads to ourselves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx

from outreach.adapters.http import exchange, http_client
from outreach.errors import Unavailable

PATIENCE = timedelta(seconds=5)
LIMIT = 10_000


class HttpBrowser:
    """A Browser that follows nothing and keeps nothing."""

    async def get(self, url: str) -> tuple[int, str, datetime | None]:
        """Return a page's status, its text and its server's date. Raises Unavailable."""
        try:
            async with http_client(timeout=PATIENCE) as client:
                request = client.build_request("GET", url)
                answer = await exchange(
                    client, request, deadline=2 * PATIENCE, limit=LIMIT
                )
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, OSError) as error:
            said = str(error) or type(error).__name__
            raise Unavailable(f"it cannot be reached: {said}") from error
        text = answer.content.decode("utf-8", "replace")
        return answer.status, text, _date(answer.headers.get("date", ""))


def _date(written: str) -> datetime | None:
    try:
        return parsedate_to_datetime(written).astimezone(UTC)
    except (ValueError, OverflowError):
        return None

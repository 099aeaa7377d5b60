"""Tends a sender's mailbox: hears what came in, seeks and files what went out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outreach.services.file_copy import file_copies
from outreach.services.poll import poll
from outreach.services.seek import seek

if TYPE_CHECKING:
    from collections.abc import Mapping

    from outreach.ports import Inbox
    from outreach.services.engine import Engine


async def tend(engine: Engine, inboxes: Mapping[str, Inbox], name: str) -> int:
    """Read the mailbox, then look into its Sent folder; return how many messages are new.

    What fails keeps nothing after it from being tried; the first error is raised in the end.
    """
    errors: list[Exception] = []
    new = 0
    for part in (poll, seek, file_copies):
        try:
            done = await part(engine, inboxes, name)
        except Exception as error:  # noqa: BLE001 - raised in the end
            errors.append(error)
        else:
            new += done if part is poll else 0
    if errors:
        raise errors[0]
    return new

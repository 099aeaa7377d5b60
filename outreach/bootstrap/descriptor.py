"""Room for open connections: a mailbox has two, and a process by default 1,024 descriptors."""

from __future__ import annotations

import resource
from contextlib import suppress

from outreach.log import get_logger

OTHERS = 512  # the database's, the web's, SMTP's and files
A_MAILBOX = 2  # one that reads, one that listens

log = get_logger(__name__)


def make_room(mailboxes: int) -> bool:
    """Raise the soft limit of open files to what these mailboxes want; say if it may be."""
    wanted = OTHERS + A_MAILBOX * mailboxes
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return True
    allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
        soft = allowed
    if soft < wanted:
        log.warning("files.few", limit=soft, wanted=wanted)
    return soft >= wanted

"""Why an SMTP step did not lead to the next one."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import replace
from errno import errorcode
from os import strerror
from ssl import SSLError
from typing import TYPE_CHECKING

import aiosmtplib

from outreach.core.model import Deferred
from outreach.core.verdict import NO_REPLY, Stage, enhanced_status, smtp_verdict

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from outreach.core.model import Outcome


class Fault(Exception):
    """An SMTP step did not lead to the next one: why, where, and what was said.

    `ours` says that the server was not even asked: it tells nothing of it.
    """

    def __init__(
        self, stage: Stage, code: int, text: str, *, ours: bool = False
    ) -> None:
        super().__init__(stage, code, text)
        self.stage = stage
        self.code = code
        self.text = text
        self.ours = ours

    def verdict(self, now: datetime) -> Outcome:
        """Return what it means for the message in hand."""
        enhanced = enhanced_status(self.text) if self.code != NO_REPLY else None
        outcome = smtp_verdict(self.stage, self.code, enhanced, self.text, now)
        if self.ours and isinstance(outcome, Deferred):
            return replace(outcome, reached=None)
        return outcome


@contextmanager
def faults(stage: Stage) -> Iterator[None]:
    """Translate whatever aiosmtplib and the socket raise."""
    try:
        yield
    except aiosmtplib.SMTPConnectResponseError as error:
        raise Fault(Stage.GREETING, error.code, error.message) from error
    except aiosmtplib.SMTPResponseException as error:
        raise Fault(stage, error.code, error.message) from error
    except TimeoutError as error:
        raise Fault(stage, NO_REPLY, "no answer in the time allowed") from error
    except (aiosmtplib.SMTPException, OSError, ValueError) as error:
        raise Fault(stage, NO_REPLY, _told(error)) from error


def _told(error: Exception) -> str:
    """Return what went wrong, without the address that everybody knows already."""
    cause = error.__cause__
    if not isinstance(cause, OSError):
        return str(error) or type(error).__name__
    if cause.errno in errorcode and not isinstance(cause, SSLError):
        return f"[Errno {cause.errno}] {strerror(cause.errno or 0)}"
    return str(cause)

"""Reads a kept message: as it was read when it came, or anew by the present rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outreach.core.inbound.label import COMPLAINT, OPT_OUT, as_said
from outreach.core.inbound.mail import read_mail
from outreach.core.inbound.notice import FOLDER, mail_of, read_notice, reading_of
from outreach.core.inbound.reading import classify
from outreach.core.inbound.recall import recall
from outreach.services.recognise import own_domains

if TYPE_CHECKING:
    from outreach.core.inbound.mail import InboundMail
    from outreach.core.inbound.reading import Reading
    from outreach.services.engine import Engine
    from outreach.store.database import Row

WISHES = (OPT_OUT, COMPLAINT)


def mail_in(row: Row, content: bytes) -> tuple[InboundMail, str]:
    """Return the message and the channel that it came by."""
    if row["folder"] != FOLDER:
        return read_mail(content), "email"
    notice = read_notice(content)
    return mail_of(notice), notice.channel


def reread(engine: Engine, row: Row, content: bytes) -> Reading:
    """Return what the present rules make of a message, as of when it came."""
    at = row["received_at"] or row["kept_at"]
    if row["folder"] == FOLDER:
        return reading_of(read_notice(content), received_at=at)
    return classify(read_mail(content), received_at=at, own_domains=own_domains(engine))


def as_read(engine: Engine, row: Row, content: bytes) -> Reading:
    """Return what the rules of its day made of it, where that can still be told.

    A wish to be left alone stays one, if only its kind is known: no machine lifts it.
    """
    known = recall(row["reading"])
    if known is not None:
        return known
    read = reread(engine, row, content)
    if row["word"] or row["kind"] not in WISHES or read.kind in WISHES:
        return read
    return as_said(read, row["kind"], "")

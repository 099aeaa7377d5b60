"""Phrases what leaves beside mail and calls: texts, WhatsApp messages and errands on LinkedIn."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, assert_never
from urllib.parse import quote

from outreach.core.sequence import LONGEST_INVITE, LONGEST_TEXT, LinkedIn, Sms, WhatsApp
from outreach.core.signature import signed
from outreach.errors import MissingData, RenderError
from outreach.ports import Call, Errand, TextMessage

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from outreach.core.model import Lead
    from outreach.ports import Parcel
    from outreach.services.engine import Sender

HOOK = "hooks/twilio"  # where Twilio tells us, under public_url

_E164 = re.compile(r"\+[1-9]\d{6,14}\Z")
_TITLES = {
    "visit": "Visit {} on LinkedIn",
    "invite": "Invite {} on LinkedIn",
    "message": "Write to {} on LinkedIn",
}


@dataclass(frozen=True, slots=True)
class Topic:
    """Whom a message goes to, through whom, and the Message-ID of its touch."""

    lead: Lead
    sender: Sender
    message_id: str
    public_url: str

    @property
    def key(self) -> str:
        """What names the touch to the far side."""
        return self.message_id.strip("<>")


@dataclass(frozen=True, slots=True)
class Phrased:
    """A message ready to leave, its words, and a title where it has one."""

    parcel: Parcel
    text: str
    title: str = ""


def phrase(
    topic: Topic,
    action: Sms | WhatsApp | LinkedIn,
    body: Callable[[str], str],
    fill: Callable[[str], str],
    date: datetime | None,
) -> Phrased:
    """Return the message of a step.

    `fill` fills in a template, `body` one or the file that it names.

    Raises MissingData for a lead that cannot be reached so, and RenderError.
    """
    match action:
        case Sms(body=text):
            return _message(topic, "sms", _words(body, text, LONGEST_TEXT))
        case WhatsApp(content="", body=text):
            return _message(topic, "whatsapp", _words(body, text, LONGEST_TEXT))
        case WhatsApp(content=content):
            filled = {name: fill(text) for name, text in action.variables.items()}
            return _message(topic, "whatsapp", "", content, filled)
        case LinkedIn():
            return _linkedin(topic, action, body, date)
        case _:
            assert_never(action)


def _words(body: Callable[[str], str], text: str, longest: int) -> str:
    said = body(text).strip()
    if not said:
        raise RenderError("the text comes out empty: write what it says for this lead")
    if len(said) > longest:
        message = f"the text comes to {len(said)} characters: {longest} at most"
        raise RenderError(message)
    return said


def _message(
    topic: Topic,
    channel: str,
    body: str,
    template: str = "",
    variables: dict[str, str] | None = None,
) -> Phrased:
    lead = topic.lead
    if not _E164.match(lead.phone):
        raise MissingData("the lead has no phone to write to: add it, as +15550100")
    # What WhatsApp takes for a variable has no line breaks, and is never blank.
    filled = {name: " ".join(text.split()) for name, text in (variables or {}).items()}
    if blank := [name for name, text in filled.items() if not text]:
        raise MissingData(f"variable {blank[0]} comes out empty for this lead")
    callback = ""
    if topic.public_url:
        name, touch = quote(topic.sender.name, safe=""), quote(topic.key, safe="")
        callback = f"{topic.public_url}/{HOOK}/{name}?touch={touch}"
    message = TextMessage(
        topic.sender.name, channel, lead.phone, body, template, filled, callback
    )
    return Phrased(message, body)


def _linkedin(
    topic: Topic, action: LinkedIn, body: Callable[[str], str], date: datetime | None
) -> Phrased:
    lead, sender = topic.lead, topic.sender
    if not lead.linkedin:
        raise MissingData("the lead has no linkedin to go to: add its profile")
    longest = LONGEST_INVITE if action.kind == "invite" else LONGEST_TEXT
    words = _words(body, action.body, longest) if action.body else ""
    title = _TITLES[action.kind].format(lead.name or lead.linkedin)
    kind = f"linkedin.{action.kind}"
    errand = Errand(sender.name, topic.message_id, kind, title, lead.linkedin, words)
    if not sender.url:
        return Phrased(errand, words, title)
    return Phrased(_provided(topic, errand, date), words, title)


def _provided(topic: Topic, errand: Errand, date: datetime | None) -> Call:
    """Return the signed call that has a provider do it."""
    sender, lead = topic.sender, topic.lead
    data = {
        "seat": sender.name,
        "touch": topic.key,
        "profile": errand.url,
        "text": errand.text,
        "lead": {"name": lead.name, "company": lead.company, "title": lead.title},
    }
    message = {"type": errand.kind, "data": data}
    content = json.dumps(message, ensure_ascii=False).encode(errors="replace")
    stamp = "0" if date is None else str(int(date.timestamp()))
    sealed = {
        "Content-Type": "application/json",
        "Idempotency-Key": topic.key,
        **signed(sender.secret, topic.key, stamp, content),
    }
    return Call(sender.name, "POST", sender.url, {**sender.headers, **sealed}, content)

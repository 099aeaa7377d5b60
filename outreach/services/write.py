"""Writes one touch: the very bytes, from lead, sequence, ordinal and step, and their date.

Preview, delivery, retry and audit all call this, so they agree on every byte but the date.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import count
from mimetypes import MimeTypes
from typing import TYPE_CHECKING
from urllib.parse import quote

from outreach.core import token
from outreach.core.body import rewrite_links, with_footer, with_pixel
from outreach.core.compose import Letter, compose
from outreach.core.dice import boundary, choose, message_id
from outreach.core.language.email import file_named
from outreach.core.opt_out_word import opt_out_word
from outreach.core.return_path import return_path
from outreach.core.sequence import Email, LinkedIn, Sms, Webhook, WhatsApp
from outreach.errors import RenderError
from outreach.ports import Call, Mail
from outreach.services.phrase import Topic, phrase
from outreach.services.values import values_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from outreach.core.body import Body
    from outreach.core.model import Lead, StepKey
    from outreach.core.sequence import Step, Variant
    from outreach.ports import Parcel
    from outreach.services.engine import Engine, Release, Sender

# Built in alone, so that every machine names types alike.
_TYPES = MimeTypes(filenames=())
AGAIN = "@"  # in no id: what follows it tells a step from one of its id before
OPT_OUT = "opt-out"
CLICK = "click"
OPEN = "open"


@dataclass(frozen=True, slots=True)
class Draft:
    """A touch ready to leave."""

    parcel: Parcel
    message_id: str
    subject: str
    variant: str
    text: str = ""
    html: str | None = None


@dataclass(frozen=True, slots=True)
class Occasion:
    """Whose touch it is. `sent` are the steps known to have gone out; None assumes all.

    `ids` are the Message-IDs they went out under: a sender that has been replaced since
    wrote them in its own domain's name. `subjects` are what they were called, which an edit
    of the sequence does not change. `names` are those of steps that are not written under
    their ids, which were other steps' when something went out. `own_id` is the Message-ID of
    this very touch's attempts before, whoever sent them: proof of any must find it.
    """

    engine: Engine
    release: Release
    lead: Lead
    ordinal: int
    sender: Sender
    date: datetime | None = None
    sent: Collection[str] | None = None
    ids: Mapping[str, str] = field(default_factory=dict)
    subjects: Mapping[str, str] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    own_id: str = ""

    def touch(self, step: StepKey) -> tuple[int, str, int, str]:
        """Return what names the touch of a step, whether it exists yet or not."""
        name = self.names.get(step, step)
        return (self.lead.id, self.release.sequence.name, self.ordinal, name)

    def message_id(self, step: StepKey) -> str:
        """Return the Message-ID the touch of a step has."""
        domain = self.sender.address.rpartition("@")[2] or "outreach.invalid"
        salt = self.engine.house.secret.hex()
        return message_id(*self.touch(step), domain, salt=salt)


def write(occasion: Occasion, step: Step) -> Draft:
    """Return the touch of a step. Raises MissingData, BoundExceeded or RenderError."""
    match step.action:
        case Email():
            return _mail(occasion, step, step.action)
        case Webhook():
            return _call(occasion, step, step.action)
        case Sms() | WhatsApp() | LinkedIn():
            return _message(occasion, step, step.action)
        case _:
            raise RenderError(f"step {step.key} sends nothing")


def names_of(sent_as: Mapping[str, str]) -> dict[str, str]:
    """Return under which names steps are written whose own were other steps' before.

    Given are the steps that went out under a name that is not theirs any more. Two mails of
    one Message-ID are one to a server, and links must lead to the mail that they are in.
    """
    taken = set(sent_as.values())
    found = dict(sent_as)
    for step in taken - sent_as.keys():
        names = (f"{step}{AGAIN}{number}" for number in count(2))
        found[step] = next(name for name in names if name not in taken)
    return found


def step_of(name: str) -> str:
    """Return the step that a name in a link or of a touch was written for."""
    return name.partition(AGAIN)[0]


def touch_key(lead_id: int, sequence: str, ordinal: int, step: str) -> str:
    """Return what keys a touch's dice."""
    return f"{lead_id}/{sequence}/{ordinal}/{step}"


@dataclass(frozen=True, slots=True)
class _Pen:
    """What fills in the texts of one step, made once: its link, its values and its dice."""

    occasion: Occasion
    step: StepKey
    url: str
    values: Mapping[str, object]
    dice: str

    def render(self, text: str) -> str:
        """Return a text filled in."""
        templates = self.occasion.release.templates
        return templates.render(text, self.values, dice=self.dice)

    def body(self, text: str) -> Body:
        """Return the renditions of a body."""
        templates = self.occasion.release.templates
        return templates.body(text, self.values, dice=self.dice)


def _pen(occasion: Occasion, step: StepKey, url: str) -> _Pen:
    values = values_of(
        occasion.engine.house.name,
        occasion.release.sequence.name,
        occasion.lead,
        occasion.sender,
        step=step,
        unsubscribe_url=url,
    )
    return _Pen(occasion, step, url, values, touch_key(*occasion.touch(step)))


def _mail(occasion: Occasion, step: Step, email: Email) -> Draft:
    engine, sender, lead = occasion.engine, occasion.sender, occasion.lead
    chosen = variant_of(occasion, step.key, email)
    chain = _chain(occasion, email)
    pen = _pen(occasion, step.key, opt_out_url(occasion, step.key))
    subject = _subject(pen, email, chosen, replying=bool(chain))
    body = _body(pen, chosen)
    letter = Letter(
        from_name=sender.display_name,
        from_address=sender.address,
        to_name=lead.name,
        to_address=lead.email,
        subject=subject,
        text=body.text,
        html=body.html,
        message_id=occasion.own_id or occasion.message_id(step.key),
        boundary=boundary("boundary", *occasion.touch(step.key)),
        date=occasion.date,
        in_reply_to=chain[-1] if chain else None,
        references=tuple(chain),
        headers={name: pen.render(value) for name, value in email.headers.items()},
        list_unsubscribe=_list_unsubscribe(occasion, step.key, pen.url),
        one_click=engine.house.one_click,
        attachments=tuple(_attachment(occasion, name) for name in email.attachments),
    )
    way_back = _way_back(occasion, letter.message_id)
    mail = Mail(sender.name, way_back, lead.email, compose(letter))
    return Draft(mail, letter.message_id, subject, chosen.name, body.text, body.html)


def _way_back(occasion: Occasion, message_id: str) -> str:
    """Return where servers send what they cannot deliver."""
    sender = occasion.sender
    if sender.return_path != "plus":
        return sender.address
    secret = occasion.engine.house.secret
    return return_path(secret, sender.address, occasion.lead.id, message_id)


def variant_of(occasion: Occasion, step: StepKey, email: Email) -> Variant:
    """Return the text this lead gets at this step."""
    if len(email.variants) == 1:
        return email.variants[0]
    weights = {variant.name: float(variant.weight) for variant in email.variants}
    name = choose(weights, "variant", *occasion.touch(step))
    return next(variant for variant in email.variants if variant.name == name)


def _chain(occasion: Occasion, email: Email) -> list[str]:
    """Return the Message-IDs this mail follows in its thread, oldest first."""
    ids: list[str] = []
    for parent in _ancestors(occasion, email):
        if occasion.sent is None or parent in occasion.sent:
            known = occasion.ids.get(parent)
            ids.insert(0, known or occasion.message_id(parent))
    return ids


def _ancestors(occasion: Occasion, email: Email) -> list[StepKey]:
    found: list[StepKey] = []
    parent = email.thread
    while parent is not None and parent not in found:
        found.append(parent)
        action = occasion.release.sequence.steps[parent].action
        parent = action.thread if isinstance(action, Email) else None
    return found


def _subject(pen: _Pen, email: Email, chosen: Variant, *, replying: bool) -> str:
    occasion, step = pen.occasion, pen.step
    if chosen.subject is not None:
        return _subject_of(pen, chosen)
    ancestors = _ancestors(occasion, email)
    if not ancestors:
        raise RenderError(f"step {step} has no subject")
    root = ancestors[-1]
    action = occasion.release.sequence.steps[root].action
    if not isinstance(action, Email):
        raise RenderError(f"step {step} threads on {root}, which is no mail")
    known = occasion.subjects.get(root) if root in (occasion.sent or ()) else None
    subject = known or _subject_of_root(occasion, root, action)
    return f"Re: {subject}" if replying else subject


def _subject_of_root(occasion: Occasion, root: StepKey, email: Email) -> str:
    pen = _pen(occasion, root, opt_out_url(occasion, root))
    return _subject_of(pen, variant_of(occasion, root, email))


def _subject_of(pen: _Pen, variant: Variant) -> str:
    return " ".join(pen.render(variant.subject or "").split())


def _body(pen: _Pen, variant: Variant) -> Body:
    occasion, step, url = pen.occasion, pen.step, pen.url
    house = occasion.engine.house
    body = pen.body(variant.body)
    if not body.text.strip():
        raise RenderError(f"step {step} has an empty text")
    word = opt_out_word(occasion.lead.language)
    footed = with_footer(body, house.postal_address, url or None, opt_out_text=word)
    if footed.html is None or not house.public_url:
        return footed
    return replace(footed, html=_watched(occasion, step, footed.html, url))


def _watched(occasion: Occasion, step: StepKey, html: str, url: str) -> str:
    """Return the HTML with its links led through us and a pixel, where that is asked for."""
    house = occasion.engine.house

    def tracked(target: str, index: int) -> str:
        payload = (*occasion.touch(step), index, target)
        sealed = token.sign(house.secret, CLICK, payload)
        if len(sealed) > token.LONGEST_TOKEN:
            return target  # we would not follow it ourselves
        return f"{house.public_url}/c/{sealed}"

    if house.track_clicks:
        html = rewrite_links(html, tracked, keep=(url,))
    if house.track_opens:
        sealed = token.sign(house.secret, OPEN, occasion.touch(step))
        html = with_pixel(html, f"{house.public_url}/o/{sealed}")
    return html


def opt_out_url(occasion: Occasion, step: StepKey) -> str:
    """Return where this recipient says stop: a page of ours, else a mail to the sender."""
    house = occasion.engine.house
    if house.public_url:
        sealed = token.sign(house.secret, OPT_OUT, occasion.touch(step))
        return f"{house.public_url}/u/{sealed}"
    return _mailto(occasion.sender.address) if occasion.sender.address else ""


@lru_cache(maxsize=1024)
def _mailto(address: str) -> str:
    return f"mailto:{quote(address, safe='@')}?subject=unsubscribe"


def _list_unsubscribe(occasion: Occasion, step: StepKey, url: str) -> tuple[str, ...]:
    """Return the ways to say stop. The mail names the lead, whoever it is sent by."""
    house = occasion.engine.house
    if house.public_url:
        sealed = url.rpartition("/")[2]
    else:
        sealed = token.sign(house.secret, OPT_OUT, occasion.touch(step))
    mailto = f"{_mailto(occasion.sender.address)}%20{sealed}"
    return (url, mailto) if house.one_click else (mailto,)


def _attachment(occasion: Occasion, name: str) -> tuple[str, str, bytes]:
    content = occasion.release.files.get(name)
    if content is None:
        raise RenderError(f"the attachment {name} is not in this version")
    mime_type = _TYPES.guess_type(name)[0] or "application/octet-stream"
    return name.rpartition("/")[2], mime_type, content


def _call(occasion: Occasion, step: Step, webhook: Webhook) -> Draft:
    pen = _pen(occasion, step.key, "")
    own = occasion.own_id or occasion.message_id(step.key)
    key = own.strip("<>")
    url = pen.render(webhook.url)
    headers = {name: pen.render(value) for name, value in webhook.headers.items()}
    content = json.dumps(_filled(pen, webhook.json), ensure_ascii=False).encode()
    sealed = {"Content-Type": "application/json", "Idempotency-Key": key}
    headers = {**occasion.sender.headers, **headers, **sealed}
    call = Call(occasion.sender.name, webhook.method, url, headers, content)
    return Draft(call, f"<{key}>", url, "")


def _filled(pen: _Pen, node: object) -> object:
    if isinstance(node, str):
        return pen.render(node)
    if isinstance(node, dict):
        return {key: _filled(pen, item) for key, item in node.items()}
    if isinstance(node, list | tuple):
        return [_filled(pen, item) for item in node]
    return node


def _message(
    occasion: Occasion, step: Step, action: Sms | WhatsApp | LinkedIn
) -> Draft:
    pen = _pen(occasion, step.key, opt_out_url(occasion, step.key))

    def body(text: str) -> str:
        return pen.body(text).text if file_named(text) else pen.render(text)

    message_id = occasion.own_id or occasion.message_id(step.key)
    topic = Topic(
        occasion.lead, occasion.sender, message_id, occasion.engine.house.public_url
    )
    phrased = phrase(topic, action, body, pen.render, occasion.date)
    return Draft(phrased.parcel, message_id, phrased.title, "", phrased.text)

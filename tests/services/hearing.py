"""One mail for each thing a message can be, and how a lead stands after it was heard."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from outreach.core.inbound.label import as_said, meaning_of
from outreach.core.inbound.match import How, Match
from outreach.services.attribute import heard_of
from outreach.services.ingest import attend
from outreach.services.recognise import recognise
from outreach.services.reread import as_read, mail_in, reread
from tests.services import deployment, ear

if TYPE_CHECKING:
    from outreach.core.model import LeadId
    from tests.services.arena import Arena

WORDS = {
    "interested": "Sounds interesting, let's talk. Are you free on Thursday?",
    "question": "How much does it cost?",
    "not_now": "Not now, please ask me again in spring.",
    "not_interested": "Thanks, but we are not interested.",
    "referral": "Please talk to my colleague Zoe instead: zoe@far.example.",
    "wrong_person": "I am not the right person for this.",
    "other": "Purple.",
    "opt_out": "Please remove me from your list.",
}
AUTOMATIC = {
    "out_of_office": "I am out of office until 20 March 2026.",
    "gone": "I have left the company and no longer work here.",
}
STATUS = {
    "bounced": ("5.1.1", "550 5.1.1 no such user"),
    "bounced_soft": ("4.2.2", "452 4.2.2 mailbox full"),
    "bounced_block": ("5.7.1", "550 5.7.1 blocked by our policy"),
}
MEANINGS = (*WORDS, *AUTOMATIC, *STATUS, "complaint", "nothing")
RECEIPT = """\
From: <{address}>
Subject: Read: Hello
Message-ID: <receipt@far.example>
In-Reply-To: {about}
Content-Type: multipart/report; report-type=disposition-notification; boundary="b"

--b
Content-Type: text/plain

Your message was read.

--b
Content-Type: message/disposition-notification

Final-Recipient: rfc822; {address}
Disposition: manual-action/MDN-sent-manually; displayed

--b--
"""
STEPS = (
    deployment.SEQUENCE
    + """
company: {on_reply: pause}
on:
  reply: [{tag: answered}]
  reply.interested:
    - stage: qualified
    - task: {kind: call, title: "Answer {{ first_name }}"}
    - set: {city: "Paris"}
  reply.question: [{task: {kind: custom, title: "Tell {{ first_name }}"}}]
  reply.not_now: [{pause: 10 days}]
  reply.referral: [{notify: "{{ first_name }} named somebody else"}]
  opt_out: [{tag: gone}]
  bounce: [{tag: bounced}]
  complaint: [{tag: cross}]
"""
)
_UNSURE = "Read what"  # what a person has labelled needs no reading
_NUMBER = re.compile(r"\d+")
# Told of a change of mind, and not of the lead.
_META = ("relabelled", "reclassified", "resumed", "task.withdrawn")


def mail_of(meaning: str, lead: str, about: str) -> bytes:
    """Return a mail of a lead, or about it, that answers the touch with this Message-ID."""
    if meaning in WORDS:
        return ear.mail(lead, WORDS[meaning], In_Reply_To=about)
    if meaning in AUTOMATIC:
        fields = {"Auto_Submitted": "auto-replied", "In_Reply_To": about}
        return ear.mail(lead, AUTOMATIC[meaning], **fields)
    if meaning in STATUS:
        status, diagnostic = STATUS[meaning]
        named = {"status": f"{status}", "diagnostic": diagnostic}
        return ear.report(ear.DSN, address=lead, about=about, **named)
    if meaning == "complaint":
        return ear.report(ear.COMPLAINT, address=lead, about=about)
    return ear.report(RECEIPT, address=lead, about=about)


async def pair(it: Arena, first: int) -> tuple[LeadId, LeadId]:
    """Enroll a lead and its colleague in two sequences; the first mail goes out."""
    ids = await it.leads(2, first=first, company_key=f"company{first}.example")
    await it.enter(ids)
    await it.enter(ids, "other")
    return ids[0], ids[1]


async def said(it: Arena, lead_id: LeadId, meaning: str) -> None:
    """Let a mail come in from the lead, or about it, and be interpreted."""
    (lead,) = [row for row in await it.rows("leads") if row["id"] == lead_id]
    about = next(
        row["message_id"]
        for row in await it.rows("touches")
        if row["lead_id"] == lead_id
    )
    await ear.hear(it, mail_of(meaning, lead["email"], about))
    read = (await it.rows("inbound"))[-1]
    found = meaning_of(as_read(it.engine, read, read["content"]))
    assert (found, read["lead_id"]) == (meaning, lead_id)


async def standing(it: Arena, *ids: LeadId) -> dict[str, Any]:
    """Return all that can be told of how these leads stand, but for times and names."""
    rows = [row for row in await it.rows("leads") if row["id"] in ids]
    own = {row["email"] for row in rows}
    return {
        "leads": [(row["stage"], sorted(row["tags"]), row["fields"]) for row in rows],
        "enrollments": [
            (row["sequence"], row["state"], row["reason"], row["step"], row["due_at"])
            for row in await it.rows("enrollments")
            if row["lead_id"] in ids
        ],
        "suppressed": [
            row["reason"]
            for row in await it.rows("suppressions")
            if row["value"] in own
        ],
        "tasks": sorted(
            (row["kind"], _NUMBER.sub("", row["title"]))
            for row in await it.rows("tasks")
            if row["lead_id"] in ids
            and row["done_at"] is None
            and not row["title"].startswith(_UNSURE)
        ),
        "events": sorted(
            row["kind"]
            for row in await it.rows("events")
            if row["lead_id"] in ids
            and row["retracted_at"] is None
            and row["kind"] not in _META
            and not str(row["data"].get("title")).startswith(_UNSURE)
            and row["data"].get("by") not in ("label", "reclassify")
        ),
    }


async def misread(it: Arena, lead_id: LeadId, meaning: str, taken_for: str) -> None:
    """Let a mail come in and be read as something else, as rules of another day did."""
    (lead,) = [row for row in await it.rows("leads") if row["id"] == lead_id]
    about = next(
        row["message_id"]
        for row in await it.rows("touches")
        if row["lead_id"] == lead_id
    )
    await ear.keep(it, mail_of(meaning, lead["email"], about))
    row = (await it.rows("inbound"))[-1]
    mail, channel = mail_in(row, row["content"])
    wrong = as_said(reread(it.engine, row, row["content"]), taken_for, lead["email"])
    async with it.engine.database.writing() as connection:
        whose = await recognise(it.engine, connection, mail, wrong)
        match = whose.match or Match(lead_id, None, How.ADDRESS)
        heard = await heard_of(it.engine, connection, row, mail, wrong, match, channel)
        await attend(it.engine, connection, heard)


def unnumbered(text: str) -> str:
    """Return a text without the numbers that tell the leads of a test apart."""
    return _NUMBER.sub("", text)

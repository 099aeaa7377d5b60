"""What Twilio tells us: a person's message, or what became of one of ours.

Source: twilio.com/docs/messaging/guides/webhook-request and
twilio.com/docs/messaging/guides/outbound-message-status-in-status-callbacks.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from outreach.core.inbound.autoreply import read_auto_reply
from outreach.core.inbound.bounce import Bounce, BouncedRecipient
from outreach.core.inbound.bounce_reason import Reason
from outreach.core.inbound.fate import twilio_fate
from outreach.core.inbound.intent import read_intent
from outreach.core.inbound.mail import read_mail
from outreach.core.inbound.opt_out import opt_out_words
from outreach.core.inbound.reading import Kind, Reading
from outreach.core.twilio_verdict import OPTED_OUT

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from outreach.core.inbound.mail import InboundMail

FOLDER = "twilio"  # what such messages are kept under
LONGEST = 20_000
MOST_PAIRS = 200

_WHATSAPP = "whatsapp:"
_NUMBER = re.compile(r"\+[1-9]\d{6,14}\Z")
_NOT_WORDS = re.compile(r"[\W_]+")
_CAME = ("received", "receiving")
_FAILED = ("failed", "undelivered")
# Twilio's and the FCC's own words (47 CFR 64.1200(a)(10)), and what people make of them.
_STOPS = frozenset(
    """
    stop stopall unsubscribe cancel end quit revoke optout arret arrêt arrete arrett stopp
    stopit stoptexting stopplease pleasestop removeme remove unsub alto parar baja sair
    desuscribir desabonner désabonner стоп 停止 退订 退訂 stoptoend fuckoff pissoff
    """.split()  # noqa: SIM905 - a table of words
)
_STARTS = frozenset({"start", "unstop"})  # yes is an answer, too
_TEXTING = re.compile(
    # A text is short: the word at its beginning or its end is meant, but for a few idioms.
    r"^\W*stop\b(?! (?:by|in|over|at|there|off|worrying)\b)(?!-)"
    r"|(?<!bus )(?<!full )(?<!one )(?<!next )(?<!last )(?<!first )(?<!the )(?<!a )"
    r"(?<!never )(?<!n't )(?<!n’t )(?<!not )(?<!non)(?<!-)\bstop\W{0,8}$|🛑"
    r"|\bstop (?:text|sms|messag|whats-?app|call)\w*ing\b|\bno more (?:texts|sms|messages)\b"
    r"|\b(?:do not|don'?t|never) (?:ever )?(?:text|sms|message|whats-?app) "
    r"(?:me|this number)\b|\b(?:fuck|piss) off\b"
    r"|\blose (?:my|this) number\b|\b(?:delete|remove|forget) (?:my|this) number\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Notice:
    """One of Twilio's calls. Absent text is "".

    `status` is that of a message of ours, whose touch is `message_id`; a person's has none.
    """

    sid: str
    number: str  # the other side's, E.164
    channel: str  # sms | whatsapp
    text: str = ""
    status: str = ""
    code: int | None = None
    message_id: str = ""
    opt_type: str = ""  # STOP, START or HELP where Twilio has obeyed a keyword itself

    @property
    def wants_back(self) -> bool:
        """Whether the person asks to be written to again."""
        return not self.status and (
            self.opt_type == "START" or _word(self.text) in _STARTS
        )


def sealed(query: str, body: bytes) -> bytes:
    """Return what is kept of a call: its query and its body, as they came."""
    return b"\n".join((query.encode("latin-1", "replace"), body))


def pairs_of(body: bytes) -> list[tuple[str, str]]:
    """Return the parameters of a body, as far as they can be read."""
    try:
        text = body.decode("utf-8", "replace")
        return parse_qsl(text, keep_blank_values=True, max_num_fields=MOST_PAIRS)
    except ValueError:
        return []


def read_notice(content: bytes) -> Notice:
    """Read what `sealed` kept. Never raises: what cannot be read is absent."""
    query, _, body = content.partition(b"\n")
    said = dict(pairs_of(body))
    touch = dict(pairs_of(query)).get("touch", "")
    status = said.get("MessageStatus") or said.get("SmsStatus", "")
    ours = bool(status) and status not in _CAME
    number = said.get("To" if ours else "From", "")
    bare = number.removeprefix(_WHATSAPP)
    code = said.get("ErrorCode", "")
    return Notice(
        sid=said.get("MessageSid") or said.get("SmsSid", ""),
        number=bare if _NUMBER.match(bare) else "",
        channel="whatsapp" if number.startswith(_WHATSAPP) else "sms",
        text="" if ours else said.get("Body", "")[:LONGEST],
        status=status if ours else "",
        code=int(code) if code.isascii() and code.isdigit() and len(code) < 7 else None,  # noqa: PLR2004 - no code is longer
        message_id=f"<{touch}>" if touch else "",
        opt_type=said.get("OptOutType", "").upper(),
    )


def mail_of(notice: Notice) -> InboundMail:
    """Return a person's message as the rest of the ear reads one."""
    return replace(
        read_mail(b""), from_address=notice.number, text=notice.text, message_id=""
    )


def reading_of(notice: Notice, *, received_at: datetime) -> Reading:
    """Judge a notice as of the instant it was received. Deterministic; never raises."""
    if notice.status:
        return _fate(notice)
    own = notice.text.strip()
    plain = unicodedata.normalize("NFKC", own)
    word = _word(own)
    if notice.opt_type == "STOP" or word in _STOPS:
        why = f"keyword: {own[:40] or notice.opt_type}"
        return Reading(Kind.OPT_OUT, 0.99, why, text=own)
    if notice.wants_back:
        return Reading(Kind.OTHER, 0.99, f"keyword: {own[:40]}", text=own)
    wish = opt_out_words(own)
    if wish is not None:
        return Reading(Kind.OPT_OUT, wish.confidence, wish.why, text=own)
    if found := _TEXTING.search(plain):
        return Reading(Kind.OPT_OUT, 0.95, found.group(), text=own)
    note = read_auto_reply(mail_of(notice), own, received_at.date())
    if note is not None:
        return Reading(
            Kind.AUTO_REPLY, note.confidence, note.why, text=own, auto_reply=note
        )
    intent = read_intent(own, received_at.date())
    why = f"a person's {notice.channel} message"
    return Reading(Kind.REPLY, 0.95, why, text=own, intent=intent)


def _word(text: str) -> str:
    return _NOT_WORDS.sub("", unicodedata.normalize("NFKC", text[:100])).lower()


def _fate(notice: Notice) -> Reading:
    named: Sequence[str] = (notice.message_id,) if notice.message_id else ()
    why = f"status: {notice.status}"
    if notice.code is not None:
        why = f"{why} {notice.code}"
    if notice.status not in _FAILED:
        return Reading(Kind.SYSTEM, 0.99, why, our_message_ids=tuple(named))
    if notice.code == OPTED_OUT:
        return Reading(Kind.OPT_OUT, 0.99, why, our_message_ids=tuple(named))
    recipient = BouncedRecipient(
        address="",  # it is the lead's own number that did not get it
        type=twilio_fate(notice.code),
        reason=Reason.UNKNOWN,
        status=str(notice.code or ""),
        reply="",
        diagnostic=why,
    )
    bounce = Bounce((recipient,), notice.message_id, False, True, why)  # noqa: FBT003 - no delay, and standard
    return Reading(Kind.BOUNCE, 0.99, why, our_message_ids=tuple(named), bounce=bounce)

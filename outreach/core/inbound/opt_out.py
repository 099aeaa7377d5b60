"""Whether the person asks to be left alone. Only their own words are read, never a quote."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from outreach.core.inbound.opt_out_wish import (
    ABOUT,
    FOOTER,
    OTHER_WISH,
    TERM,
    WISH,
    WISH_BEYOND,
)

if TYPE_CHECKING:
    from outreach.core.inbound.mail import InboundMail

MAX_SENTENCE = 400
LONG = 1_500  # in a longer mail the wish stands at the top or the end, if it is one
TOP, END = 600, 300
SHORT = 200


@dataclass(frozen=True, slots=True)
class OptOut:
    """A wish not to be written to. `why` are the words."""

    confidence: float
    why: str


_SUBJECT = re.compile(
    r"\W*(?:unsubscribe|opt[- ]?out|remove(?: me)?|stop|abmelden|abbestellen"
    r"|désabonn\w+|désinscri\w+|darse de baja|baja|cancelar (?:suscripción|inscrição)"
    r"|disiscri\w+|cancellami|uitschrijven|afmelden|descadastrar|wypisz"
    r"|отписаться)(?:\W*$|[ :=_#-]{1,3}[\w.~:=+/@-]{6,300}\W*$)",
    re.IGNORECASE,
)
_MAILBOX = re.compile(
    r"[^@]{0,200}\+[^@]{0,100}?(?:unsub|opt-?out|stop)|(?:unsub(?:scribe)?"
    r"|opt-?out)(?:[+._-]|@)"
)
_WHOLE = re.compile(
    r"\W{0,5}(?:(?:please|pls|plz|kindly|bitte|svp|merci de|por favor|favor|per favore"
    r"|alsjeblieft|graag|gelieve|proszę|lütfen|пожалуйста|لطفا|الرجاء|กรุณา|请|請) ?)?"
    r"(?:stop(?: (?:it|now|please|all|this|that|e-?mailing|mailing|spam|spamming))?"
    r"|stopall|un-?subscribe(?: me| us)?|unsubscribed?|remove(?: me| us)?|removal|delete me"
    r"|opt[- ]?(?:me )?out|quit|cancel|no more|end|abmelden|abbestellen|austragen|abmeldung"
    r"|löschen|stopp|stoppen|aufhören|arrêtez|arretez|arrêter|désabonnez?[- ]moi"
    r"|désinscrivez?[- ]moi|désinscription|désabonnement|désinscrire|désabonner"
    r"|desabonnement|desinscription|baja|dar(?:me)? de baja|parar|pare|basta"
    r"|cancell?ami|cancellatemi|disiscri\w+|rimuov(?:imi|etemi|ere)|rimozione"
    r"|cancelar(?: inscrição)?|remover|descadastr\w+|remova-me|uitschrijven|afmelden"
    r"|uitschrijving|wypisz(?: mnie)?|wypisać|rezygnuję|отписаться|отписка|отпишите(?: меня)?"
    r"|стоп|avsluta|avregistrera|avmeld\w*|afmeld\w*|meld av|peruuta|lopeta|odhlásit"
    r"|leiratkozás|dezabonare|(?:aboneliği |abonelikten |üyelikten )?(?:çık|çıkar|iptal|durdur)"
    r"|退订|退訂|取消订阅|取消訂閱|td|配信停止(?:希望)?|停止|解除|登録解除(?:希望)?|退会|取り消し"
    r"|수신\s?거부(?:합니다)?|구독\s?취소|توقف(?:وا)?|الغاء|إلغاء|إلغاء الاشتراك|لغو(?: عضویت| اشتراک)?"
    r"|ยกเลิก|הסר)"
    r"(?:,? ?(?:please|pls|plz|thanks|thank you|asap|now|bitte|danke|merci|svp|s'il vous plaît"
    r"|gracias|por favor|grazie|obrigad[oa]|dank u?|aub|a\.u\.b\.?|пожалуйста|ครับ|ค่ะ))?\W{0,8}$",
    re.IGNORECASE,
)
# Said amid others such a sentence is a wish as well; "Cancel." or "End." may be about a date.
_SHORT = re.compile(
    r"\W{0,5}(?:please |pls |just |now |so )?(?:un-?subscribe(?: me| us)?|remove me"
    r"|stop (?:it|e-?mailing|mailing|spamming)|opt[- ]?(?:me )?out|delete me)(?: please| now"
    r"|,? thanks?)?\W{0,5}$",
    re.IGNORECASE,
)
_URL = re.compile(r"<?https?://\S{1,500}")
_INVISIBLE = str.maketrans(
    {"\u200c": " ", **dict.fromkeys("\u200b\u200d\u200e\u200f\ufeff\u202a\u202c\xad")}
)
_SENTENCES = re.compile(r"(?<=[.!?;。！？])\s{1,5}|\n{2,}|(?<=[。！？])")


def read_opt_out(mail: InboundMail, own: str) -> OptOut | None:
    """Return the wish to be left alone; None if nobody expressed it."""
    if found := _SUBJECT.match(mail.subject[:400]):
        return OptOut(0.99, f"subject: {found.group().strip()[:60]}")
    for address in mail.to:
        if _MAILBOX.match(address):
            return OptOut(0.97, f"to: {address[:80]}")
    return opt_out_words(own)


def opt_out_words(own: str) -> OptOut | None:
    """Return the wish that stands in somebody's own words."""
    words = _URL.sub(" ", own[: LONG * 4]).translate(_INVISIBLE).strip()
    if len(words) > LONG:
        words = f"{words[:TOP]}\n\n{words[-END:]}"
    first = words.split("\n", 1)[0]
    if _WHOLE.match(first[:120]) and _stands_alone(words):
        return OptOut(0.97, first.strip()[:80])
    for sentence in sentences(words):
        if found := _wish(sentence):
            return OptOut(0.9, found.group().strip()[:80])
    return None


def _wish(sentence: str) -> re.Match[str] | None:
    """Return the words of a sentence that ask for it."""
    if short := _SHORT.match(sentence):
        return short
    found = WISH.search(sentence) or WISH_BEYOND.search(sentence)
    found = None if found and OTHER_WISH.search(sentence) else found
    if found is None:
        found = TERM.search(sentence)
        if found and (ABOUT.search(sentence) or OTHER_WISH.search(sentence)):
            found = None
    return None if found and FOOTER.search(sentence) else found


def _stands_alone(words: str) -> bool:
    return len(words) < SHORT or "\n\n" in words[:160]


def sentences(words: str) -> list[str]:
    """Return the sentences with their line breaks undone, each cut at MAX_SENTENCE."""
    parts = (" ".join(part.split()) for part in _SENTENCES.split(words))
    return [part[:MAX_SENTENCE] for part in parts if part]

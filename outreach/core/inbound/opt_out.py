"""Whether the person asks to be left alone. Only their own words are read, never a quote."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from outreach.core.inbound.opt_out_frame import doubted_wish, framed_wish
from outreach.core.inbound.opt_out_term import (
    ABOUT,
    FOOTER,
    OTHER_WISH,
    TERM,
    TERM_STEMS,
)
from outreach.core.inbound.opt_out_wish import TONGUES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outreach.core.inbound.mail import InboundMail
    from outreach.core.inbound.opt_out_tongue import Tongue

MAX_SENTENCE = 400
LONG = 1_500  # in a longer mail the wish stands at the top or the end, if it is one
TOP, END = 600, 300
SHORT = 200
TERSE = 60  # in which "Stop it." can only be about the mail
BRIEF = 700  # in a longer one a mere "unsubscribe" is a footer's


@dataclass(frozen=True, slots=True)
class OptOut:
    """A wish not to be written to. `why` are the words."""

    confidence: float
    why: str


_SUBJECT = re.compile(
    r"\W*(?:(?:(?:re|aw|sv|antw|rv|r|odp|ynt|vs|答复|回复|回覆) ?[:：] ?)?(?:(?:please )?"
    r"unsubscribe(?: me| please)?|opt[- ]?out|remove me(?: please)?|(?:bitte )?abmelden|abmeldung"
    r"|abbestellen|désabonn\w+|désinscri\w+|darse de baja|darme de baja|cancelar (?:suscripción"
    r"|inscrição)|disiscri\w+|cancellami|uitschrijven|afmelden|descadastr\w+|wypisz(?: mnie)?"
    r"|отписаться|отпишите(?: меня)?|abonelikten çık|avregistrera|afmeld|退订|退訂"
    r"|取消订阅|配信停止"
    r"|수신\s?거부|لغو اشتراک|إلغاء الاشتراك|ยกเลิกรับ\S*)|remove|(?:please )?(?:stop"
    r"|remove me)|baja)"
    r"(?:\W*$|[ :=_#-]{1,3}[\w.~:=+/@-]{6,300}\W*$)",
    re.IGNORECASE,
)
_ANSWERS = re.compile(
    r"\W{0,5}(?:re|aw|sv|antw|rv|r|odp|ynt|vs|fwd?|wg|tr|res|答复|回复|回覆)\s?(?:\[\d+\])?[:：]",
    re.IGNORECASE,
)
_MAILBOX = re.compile(
    r"[^@]{0,200}\+[^@]{0,100}?(?:unsub|opt-?out|stop)|(?:unsub(?:scribe)?"
    r"|opt-?out)(?:[+._-]|@)"
)
_WHOLE = re.compile(
    r"\W{0,5}(?:(?:please|pls|plz|kindly|bitte|svp|merci de|por favor|favor|per favore"
    r"|alsjeblieft|graag|gelieve|proszę|lütfen|пожалуйста|لطفا|الرجاء|กรุณา|请|請) ?)?"
    r"(?:stop (?:(?:the|your|these|all|de|las|los|le|os|die|alle) )?(?:e-?mails?|mails?"
    r"|newsletters?|pubs?|publicités?"
    r"|messages)|streichen|entfernen|stop(?: (?:it|now|please|all|this|that|e-?mailing"
    r"|mailing|spam|spamming))?"
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
    r"|수신\s?거부(?:합니다)?|구독\s?취소|توقف(?:وا)?|الغاء|إلغاء|إلغاء الاشتراك|لغو(?: "
    r"عضویت| اشتراک)?"
    r"|ยกเลิก|הסר)"
    r"(?:,? ?(?:please|pls|plz|thanks|thank you|asap|now|bitte|danke|merci|svp|s'il vous plaît"
    r"|gracias|por favor|grazie|obrigad[oa]|dank u?|aub|a\.u\.b\.?|пожалуйста|ครับ"
    r"|ค่ะ))?\W{0,8}$",
    re.IGNORECASE,
)
# Said amid others such a sentence is a wish as well; "Cancel." or "End." may be about a date.
_SHORT = re.compile(
    r"\W{0,5}(?:please |pls |just |now |so )?(?:un-?subscribe(?: me| us)?|remove me"
    r"|stop (?:e-?mailing|mailing|spamming)|opt[- ]?(?:me )?out|delete me)(?: please| now"
    r"|,? thanks?)?\W{0,5}$",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"\([^()]{0,80}\)")
# However it is misspelt: no other word has these letters alone.
_MISSPELT = re.compile(r"\bun-?s[ubscri]{3,10}[bp]e?\b", re.IGNORECASE)
_ACROSS = re.compile(
    r"\bmy (?:e-?mail|(?:e-?mail )?address|data|details|name"
    r"|number)\b[^.?!]{0,40}[.?!] (?:please "
    r"|now |so )?(?:remove|delete|erase) it\b"
)
# "Unsubscribe? Never!"
_FAR_FROM_IT = re.compile(
    r"\b(?:unsubscribe|opt out|abmelden|abbestellen|me désabonner|darme de baja|disiscrivermi"
    r"|afmelden|отписаться)\s?[?!]{1,3}\s{1,3}(?:never|no way|nope|not (?:me|a chance|yet)"
    r"|niemals|nie|auf keinen fall|jamais|nunca|mai|nooit|никогда|ни за что)\b(?=\s?[!.,]|$)",
    re.IGNORECASE,
)
_URL = re.compile(r"<?https?://\S{1,500}")
LINKED = "http://"
_INVISIBLE = str.maketrans(
    {"\u200c": " ", **dict.fromkeys("\u200b\u200d\u200e\u200f\ufeff\u202a\u202c\xad")}
)
# "Gem. Art. 17" is the middle of one.
_SENTENCES = re.compile(
    r"(?<=[.!?;。！？])(?<!\b[Aa]rt\.)(?<!\b[Gg]em\.)(?<!\b[Aa]bs\.)\s{1,5}|\n{2,}|(?<=[。！？])"
)


def read_opt_out(mail: InboundMail, own: str, *, titled: bool = False) -> OptOut | None:
    """Return the wish to be left alone; None if nobody expressed it.

    With `titled` the subject is read as the person's words too: one that opens with no
    "Re:" is their own.
    """
    if found := _SUBJECT.match(mail.subject[:400]):
        return OptOut(0.99, f"subject: {found.group().strip()[:60]}")
    for address in mail.to:
        if _MAILBOX.match(address):
            return OptOut(0.97, f"to: {address[:80]}")
    wish = opt_out_words(own)
    if wish or not titled or len(own) > SHORT or _ANSWERS.match(mail.subject[:40]):
        return wish
    return opt_out_words(mail.subject[:400])


def doubted_opt_out(own: str) -> str:
    """Return what may be a wish to be left alone, yet is no sure one; "" if nothing is."""
    return doubted_wish(sentences(_plain(own)))


def opt_out_words(own: str) -> OptOut | None:
    """Return the wish that stands in somebody's own words."""
    words = _plain(own)
    if not words:
        return None
    if len(words) > LONG:
        words = f"{words[:TOP]}\n\n{words[-END:]}"
    if word := _word(words):
        return OptOut(0.97, word)
    lower = f" {' '.join(words.lower().split())} "
    if across := _ACROSS.search(lower[:SHORT]):
        return OptOut(0.8, across.group())
    termed = len(words) <= BRIEF and any(map(lower.__contains__, TERM_STEMS))
    tongues = [one for one in TONGUES if one.may_stand_in(lower)]
    parts = sentences(words)
    for sentence in parts:
        found = _wish(sentence, tongues) or (_term(sentence) if termed else None)
        if len(words) <= TERSE:
            found = found or _WHOLE.match(sentence)
        if found and not FOOTER.search(sentence):
            return OptOut(0.9, found.group().strip()[:80])
    framed = framed_wish(parts) if len(words) <= BRIEF else ""
    return OptOut(0.8, framed[:80]) if framed else None


def _plain(own: str) -> str:
    words = _URL.sub(f" {LINKED} ", own[: LONG * 4]).translate(_INVISIBLE).strip()
    return _FAR_FROM_IT.sub(" ", _MISSPELT.sub("unsubscribe", words))


def _wish(sentence: str, tongues: Sequence[Tongue]) -> re.Match[str] | None:
    """Return the words that say whom to leave alone."""
    told = (tongue.wish.search(sentence) for tongue in tongues)
    found = next(filter(None, told), None)
    return None if found and OTHER_WISH.search(sentence) else found


def _term(sentence: str) -> re.Match[str] | None:
    """Return the bare words for leaving a list, unless a link or a question holds them."""
    sentence = _ASIDE.sub("", sentence)
    found = _SHORT.match(sentence) or TERM.search(sentence)
    if found is None or LINKED in sentence:
        return None
    return None if ABOUT.search(sentence) or OTHER_WISH.search(sentence) else found


def _word(words: str) -> str:
    """Return the word that opens a short mail, or a paragraph of it, and says it all."""
    paragraphs = words[: SHORT * 2].split("\n\n")
    if len(words) >= SHORT * 2:
        del paragraphs[1:]
        if "\n\n" not in words[:SHORT]:
            return ""
    for paragraph, after in zip(paragraphs[:3], [*paragraphs[1:], ""], strict=False):
        line, _, below = f"{paragraph.strip()}\n{after.lstrip()}".partition("\n")
        # What goes on in lower case is a sentence that was wrapped.
        goes_on = below[:1].islower() or below.lstrip().startswith(LINKED)
        if not goes_on and _WHOLE.match(line[:120]):
            return line.strip()[:80]
    return ""


def sentences(words: str) -> list[str]:
    """Return the sentences with their line breaks undone, each cut at MAX_SENTENCE."""
    parts = (" ".join(part.split()) for part in _SENTENCES.split(words))
    return [part[:MAX_SENTENCE] for part in parts if part]

"""Whom a note of absence names to turn to instead of its writer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from outreach.core.inbound.fold import Lexicon, fold

if TYPE_CHECKING:
    from collections.abc import Collection

MAX_NOTE = 6_000
_AT = re.compile(r"\s?[\[(]\s?(?:at|ät)\s?[\])]\s?")
_ADDRESS = re.compile(
    r"[a-z0-9][a-z0-9.!#$%&'*+/=?^_{|}~-]{0,63}@(?:[a-z0-9-]{1,63}\.){1,6}[a-z]{2,24}"
)
_GENERAL = re.compile(
    r"(?:info|office|contact|kontakt|contacto|contato|contatto|hello|hallo|mail|post|sales|support|service|reception|admin"
    r"|marketing|welcome|enquiries|press|news|newsletter|privacy|datenschutz)@"
)
_NOBODY = re.compile(
    r"(?:no-?reply|do-?not-?reply|mailer-daemon|postmaster|abuse|unsubscribe)"
)
_PERSON = Lexicon("""
colleague* | assistant | substitute | replacement | successor | cover | covering
deput* | stand-in | standing in | backup | manager | instead
vertret* | kolleg* | nachfolg* | stellvertret* | assistent* | collègue* | remplaçant*
assistante | successeur | compañer* | sustitut* | sucesor*
collega | colleghi | sostitut* | successore | colega* | substitut* | suplente | vervang*
opvolg* | collega's | waarnem* | kollega | vikar* | ersättar* | efterträdare
stedfortræder | vikarier | kollegani | sijai* | zastęp* | koleg* | następ* | коллег*
замест* | замещ* | преемник* | колег*
meslektaş* | yerime | vekalet* | zástup* | kolegu | helyettes* | kollég* | înlocui*
συνάδελφ* | αντικαταστ* | עמית* | מחליפ* | زميل* | بديل* | همکار* | جانشین*
เพื่อนร่วมงาน | แทน | 同事 | 代理 | 接替 | 代班 | 後任 | 代行 | 担当 | 동료 | 대행
대리 | 후임
""")
_TURN_TO = Lexicon("""
contact* | reach out | write to | e-mail | email | ask | turn to | refer* | direct*
speak to | get in touch | goes to | call | send | address
wenden | kontakt* | schreiben | melden | erreichen | anliegen | übernimmt | richten
rückfragen
joindre | adress* | écrire | écrivez | solliciter | remplac* | voyez | urgence | dirij*
escrib* | dirigirse | comunic* | hablar | urgen* | contatt* | scriv* | rivolg* | fal*
através | envi*
neem | mailen | bereiken | terecht | wend | kontakt* | pisać | proszę | skontakt*
обращ* | пишите | связ* | писать | напиш* | зверт* | зв'яз* | iletişim* | ulaş* | yaz*
başvur*
kontakta | hör av | vänd | henvend* | skriv* | ota yhteyttä | yhteys* | obra* | keres*
fordul* | contacta* | adresa* | επικοινων* | απευθυν* | לפנות | פנה | פנו | ליצור קשר
צרו קשר | צור קשר
التواصل | تواصل | الاتصال | اتصل* | مراسلة | راسل | تماس | مکاتبه | ارتباط | پیام
ติดต่อ | แจ้ง | 联系 | 聯絡 | 联络 | 聯繫 | 找 | 連絡 | 問い合わせ | 연락 | 문의 | 부탁
""")
_SENTENCE = re.compile(r"[.!?;]\s|[。！？；]|\n")


def stand_in(note: str, *, known: Collection[str]) -> str:
    """Return the address of whom the note names, in lower case; "" if it names nobody.

    An address in a sentence that sends the reader to somebody comes first. `known` are the
    writer's own addresses and ours. An office's general address counts only where the
    sentence sends the reader there.
    """
    text = _AT.sub("@", fold(note[:MAX_NOTE]))
    best = (3, 0, "")
    for match in _ADDRESS.finditer(text):
        address = match[0].strip(".'")
        if address in known or _NOBODY.match(address):
            continue
        rank = _rank(text, match)
        if rank == 2 and _GENERAL.match(address):  # noqa: PLR2004 - nobody is sent there
            continue
        best = min(best, (rank, match.start(), address))
    return best[2]


def _rank(text: str, match: re.Match[str]) -> int:
    """Return 0 beside words for a substitute, 1 beside words that send there, 2 beside none."""
    before = text[max(0, match.start() - 160) : match.start()]
    sentence = _SENTENCE.split(before)[-1]
    after = _SENTENCE.split(text[match.end() : match.end() + 60])[0]
    here = f"{sentence} {after}"
    if _PERSON.search(here):
        return 0
    # A list of names stands below the line that introduces it.
    if (
        _TURN_TO.search(here)
        or _TURN_TO.search(before[-120:])
        or _PERSON.search(before)
    ):
        return 1
    return 2

"""What an answer says beside the matter: whom to copy, which way to write, that it will be signed.

A "no" or "not his" in such a sentence is about that, and not about what is offered.
"""

from __future__ import annotations

import re

from outreach.core.inbound.meaning import Meaning

_COPY = (
    r"(?:(?<!\w)b?cc(?![a-z])|(?<!\w)(?:kopie|copie|copia|copy|kopii|kopi|копи[ия]|verteiler|thread|loop|dw)"
    r"(?!\w)|抄送|副本|参照|참조|النسخه|نسخ|رونوشت)"
)
_DROP = (
    r"(?:(?<!\w)(?:remove|take|drop|leave|stop|no need|don't|nehmen|nimm|streich\w*|entfern\w*"
    r"|loschen|retir\w+|enlev\w+|quit\w+|saqu\w+|togli\w*|rimuov\w+|tir[aei]\w*|haal|halen"
    r"|verwijder\w*|usun\w+|убер\w+|убра\w+|удал\w+|исключ\w+|cikar\w*|sil\w*|fjern\w*|ta bort)"
    r"(?!\w)|احذف|ازل|حذف|去掉|移除|删|刪|拿掉|cc掉|外し|除い|빼|제외)"
)
_UNCOPIED = re.compile(
    rf"{_DROP}[^.!?。\n]{{0,50}}{_COPY}|{_COPY}[^.!?。\n]{{0,50}}{_DROP}"
)
_ME = re.compile(
    r"(?<!\w)(?:me|us|mich|uns|moi|nous|mi|ci|mij|ons|mnie|nas|меня|нас|beni|bizi|mig|meg"
    r"|oss?)(?!\w)"
)
_WAY = re.compile(
    r"(?<!\w)(?:call\w*|phone|ring|text|anruf\w*|appel\w*|telephon\w*|llam\w*|chiam\w*|telefon\w*"
    r"|lig\w+|bellen|bel|dzwoni\w*|звон\w+|aramay\w*)(?!\w)[^.!?\n]{0,30}?[,;.:–-] ?"
    r"(?:(?!(?:not|no|nor|never|nicht|nie|pas|ni|non|ne|nao|niet|не|ни)\b|don't)"
    r"[^.!?\n]){0,30}"
    r"(?<!\w)(?:e-?mail\w*|mail\w*|writ\w+|schreib\w*|ecri\w*|escri\w*|scriv\w*|pis\w+|пиш\w+"
    r"|почт\w+|yaz\w*|correo|courriel)(?!\w)"
)
_SIGNS = re.compile(
    r"(?<!\w)(?:sign|unterschreib\w*|signe|signons|firm(?:o|amos|are|iamo)|assin(?:o|amos)|teken"
    r"|tekenen|podpis\w+|подпиш\w+) (?:\w+ ){0,2}(?:today|tomorrow|heute|morgen|aujourd\w*|demain"
    r"|hoy|manana|oggi|domani|hoje|amanha|vandaag|jutro|dzis|завтра|сегодня)(?!\w)"
    r"|(?<!\w)(?:jutro|завтра|сегодня|yarin|bugun) (?:podpis|подпиш|imzal)\w*"
    r"|(?:明天|今天|马上)就?会?签|(?:明日|本日|今日)[にも中]{0,2}(?:サイン|署名)"
    r"|(?:내일|오늘) (?:바로 )?(?:서명|계약)"
)


def said_beside(folded: str, meaning: Meaning) -> bool:
    """Tell whether what seems to say this is said of a copy, of the way to write, or of nothing.

    Somebody who is named with an address is whom to write to all the same.
    """
    match meaning:
        case Meaning.REFERRAL | Meaning.WRONG_PERSON:
            found = None if "@" in folded else _UNCOPIED.search(folded)
            return found is not None and _ME.search(found.group()) is None
        case Meaning.NOT_INTERESTED:
            return any(shape.search(folded) is not None for shape in (_WAY, _SIGNS))
        case _:
            return False

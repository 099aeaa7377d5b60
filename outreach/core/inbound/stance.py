"""What the build of a sentence tells of a yes, whatever its words.

A question about the thing offered is no yes, a question with a day in it offers a meeting, and a
yes that a "but" with a "not" follows was politeness. All read folded text.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from outreach.core.inbound.calendar_name import (
    AFTER_TOMORROW,
    NEXT_WEEK,
    THIS_WEEK,
    TODAY,
    TOMORROW,
    WEEKDAYS,
)
from outreach.core.inbound.word import fold_in_place

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_SENTENCE = 160  # characters of a question that offers a day
_END = re.compile(r"[.!?;\n。！？؟](?=\s|$)|[。！？]")
_ASKED = re.compile(r"[?？؟]")
BUT = re.compile(
    r"(?<!\w)(?:but|however|though|although|(?<=[,.;] )(?:yet|mas|men|ma)|aber|jedoch"
    r"|allerdings|mais|cependant|pero|aunque|sin embargo|tuttavia|porem"
    r"|contudo|(?<=[,;.] )maar|maar(?= (?:ik|we|wij|het|dat|niet|geen|nu|pas|eerst|er|de|onze"
    r"|helaas))|echter|ale|jednak|lecz|но|однако|хотя|ama"
    r"|fakat|ancak|dock)(?!\w)|但|不过|可是|ですが|けど|けれど|しかし|지만|는데|다만|لكن"
)
_ABOUT_IT = re.compile(
    r"(?<!\w)(?:does|do|did|is|are|will|would|can|could|has|have|should|might|when|if)"
    r"(?:n't)? "
    r"(?:it|this|that|they|these|your \w+|the \w+)\b(?!'s)"
    r"(?! (?:\w+ )?(?:still )?(?:suit|ok\b|okay))"
)
_MEET = (
    r"call|talk|chat|speak|meet\w*|demo|coffee|lunch|zoom|teams|visit|come (?:by|over|round)"
    r"|telefon\w*|telefonat\w*|treffen|termin\w*|sprechen|kaffee|appel\w*|rendez-vous|rdv|visio"
    r"|reunion\w*|llamad\w*|cita|hablar|hablamos|incontr\w*|chiamata|sentir\w*|riunione|ligac\w*"
    r"|reuniao|conversar|falar|afspraak|bellen|spreken|spotka\w*|rozmow\w*|встреч\w*|созвон\w*"
    r"|звонок|gorusme\w*|toplanti\w*|arayabil\w*|mote|samtal"
)
_YOU_AND_DAY = (
    r"how about|what about|how is|how's|what(?:'s| is) your|are you|do you have|have you|wie ware"
    r"|wie sieht|haben sie|hast du|passt|que tal|qu'en dites|vous etes|etes-vous|ca vous va"
    r"|te va bien|le va bien|va bene|pode ser|schikt|kun je|kunt u|pasuje|удобно|uygun"
)
_PROPOSED = re.compile(
    r"(?<!\w)(?:let'?s|let us|lassen sie uns|lass uns|laten we|vamos a|hablamos|hablemos"
    r"|parlons|parliamo\w*|sentiamo\w*|vediamo\w*|falamos|vamos|porozmawiajmy|давайте|konusalim"
    r"|gorus\w+lim)(?!\w)"
)
_HELD_UP = re.compile(
    r"(?<!\w)(?:again|busy|swamped|until|then|back|later|not|no|n't)(?!\w)|n't(?!\w)"
)
_EVER = re.compile(
    r"(?<!\w)(?:(?:n?or|and not) (?:ever|in (?:the )?future|later|will we)|nem no futuro"
    r"|ni (?:en el futuro|mas adelante|a l'avenir|plus tard)|(?:auch|und) (?:in zukunft|kunftig"
    r"|zukunftig|spater) nicht|ne (?:ora ne )?in futuro|(?:ook|en) niet in de toekomst|ani w "
    r"przyszlosci|и в будущем не|ни в будущем|gelecekte de)(?!\w)"
)
_NO_TROUBLE = re.compile(
    r"(?<!\w)(?:no|not an?|kein|keine|pas de|aucun|sin|ningun|nessun|sem|nenhum|geen|nie ma) "
    r"(?:problem\w*|probleem|worries|issue|trouble|bother|rush|hurry|sorge\w*|souci\w*|prisa)"
    r"|нет проблем|sorun degil|sorun yok|没问题|問題ありません|문제 ?없"
)
_OPENS_NO = re.compile(
    r"\s*(?:(?:no|nope|nah|nein|non|nee|nao|nie|нет|hayir|nej|nei)(?=[,.!;:])"
    r"|(?:nee|nein|nah|nej|nei) (?:joh|hoor|we|wij|wir|ich|ik|vi|jeg|jag|you|mate)(?!\w)"
    r"|いいえ|아니요|아니오|لا[،,.])"
)
_WRITE_TO = re.compile(
    r"(?<![\w@])(?:to|at|via|an|unter|a|au|al|ad|para|naar|op|do|na|pod|на|по|mail|email)"
    r":? <?[\w.+-]+@[\w.-]+\w"
)
_OWN = re.compile(
    r"(?<!\w)(?:me|us|my|mir|mich|meine|moi|mon|mi|me|mij|mnie|moj|мне|bana)\b"
)
_ADDRESS = re.compile(r"(?<![\w.+@-])[\w+-][\w.+-]{0,63}@[\w.-]+\w")
_SELF = re.compile(
    r"(?<!\w)(?:(?<!not )(?:me|us)|mir|mich|moi|mij|mnie|мне|bana|(?:my|mein\w*|mon|mi|mio"
    r"|meu|mijn|moj|benim) (?:\w+ )?(?:e-?mail|mail|address|adress?e?|indirizzo|correo|adres)"
    r"|i(?:'m|'ve| am| have| use)|ich (?:bin|habe|nutze)|je (?:suis|utilise))(?!\w)"
    r"|我的|私の|제 |بريدي"
)
_HEDGE = re.compile(
    r"(?<!\w)(?:could|might|may|maybe|perhaps|possibly|konnte|wurde|vielleicht|pourrait"
    r"|peut-etre|podria|quizas?|tal vez|potrebbe|forse|poderia|talvez|misschien|zou|moze"
    r"|mogloby|может|возможно|belki)(?!\w)"
)
_LASTED = re.compile(
    r"(?<!\w)(?:(?:for|seit|depuis|desde hace|hace|llevamos|da|sinds|al|od|уже) (?:\w+ ){1,3}"
    r"(?:years?|months?|jahren?|monaten?|ans|mois|anos|meses|anni|mesi|jaar|maanden|lat|miesiecy"
    r"|лет|года?|месяц\w*)|ago|geleden|temu|назад|il y a|vor (?:\w+ ){1,2}(?:jahren|monaten)"
    r"|closed|stopped|ended|left|moved|sold|did|was|were|had)(?!\w)"
)
_UNTIL = re.compile(
    r"(?<!\w)(?:until|till?|'til|before|earlier than|bis|vor|jusqu'\w+|avant|hasta|antes de\w*"
    r"|fino a\w*|prima d\w+|ate|tot|voor|przed|до|раньше|oncesinde)(?!\w)|之前|以前|まで|전에|قبل"
)
_ONCE = re.compile(
    r"(?<!\w)(?:once|as soon as|(?:when|after) (?:we|i|our|my|things|the|that|this)(?!\w+ call)"
    r"|sobald|des que|en cuanto|non appena|assim que|zodra|как только|gdy tylko)(?!\w)"
)


@cache
def _day() -> re.Pattern[str]:
    tables = (TOMORROW, AFTER_TOMORROW, TODAY, NEXT_WEEK, THIS_WEEK)
    names = [one for table in tables for one in re.split(r"[|\n]", table)]
    said = {fold_in_place(one.strip()) for one in (*names, *WEEKDAYS)} - {
        "",
        "i dag",
        "segunda",
    }
    longest = sorted(said, key=lambda one: (-len(one), one))
    plain = "|".join(re.escape(one) for one in longest if one < "\u0e00")
    joined = "|".join(re.escape(one) for one in longest if one >= "\u0e00")
    return re.compile(rf"(?<!\w)(?:{plain})(?!\w)|{joined}")


@cache
def _meeting() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{_MEET}|{_YOU_AND_DAY})(?!\w)")


def sentence_at(folded: str, start: int) -> tuple[int, int]:
    """Return the sentence that holds a place: its start and the end of its mark."""
    begin = 0
    for match in _END.finditer(folded):
        if match.start() >= start:
            return begin, match.end()
        begin = match.end()
    return begin, len(folded)


def sentences(folded: str, start: int) -> Iterator[tuple[int, int]]:
    """Yield where each sentence from a place on begins and ends, its mark left out."""
    for match in _END.finditer(folded, start):
        yield start, match.start()
        start = match.end()
    yield start, len(folded)


def asks_about_it(folded: str, start: int) -> bool:
    """Tell whether a place is in a question about the thing, in which nobody is to meet."""
    begin, end = sentence_at(folded, start)
    if not _ASKED.search(folded, begin, end):
        return False
    opened = _ABOUT_IT.search(folded, begin, end)
    if opened is None or opened.start() > max(start, begin):
        return False
    return _day().search(folded, begin, end) is None


def offered_day(folded: str) -> tuple[int, int] | None:
    """Return the question that offers a day to meet on, if one does."""
    for mark in _ASKED.finditer(folded):
        begin, end = sentence_at(folded, mark.start())
        if end - begin > MAX_SENTENCE or not _day().search(folded, begin, end):
            continue
        if _meeting().search(folded, begin, end):
            return begin + len(folded[begin:end]) - len(folded[begin:end].lstrip()), end
    return None


def proposes_to_meet(folded: str, start: int, end: int) -> bool:
    """Tell whether words of a delay are "let's talk next week", with nothing that delays."""
    begin, _ = sentence_at(folded, start)
    return (
        _PROPOSED.search(folded, begin, end) is not None
        and _HELD_UP.search(folded, begin, end) is None
    )


def names_day(folded: str, start: int, end: int) -> bool:
    """Tell whether words name a weekday, today, tomorrow, this week or the next."""
    return _day().search(folded, start, end) is not None


def never_at_all(folded: str) -> bool:
    """Tell whether "not now" goes on with "nor in future"."""
    return _EVER.search(folded) is not None


def turned(folded: str, after: int) -> bool:
    """Tell whether a "but" follows, and then no question and no day."""
    turn = BUT.search(folded, after)
    return (
        turn is not None
        and not _ASKED.search(folded, turn.end())
        and not names_day(folded, turn.end(), len(folded))
    )


def taken_back(folded: str, after: int, negation: str) -> bool:
    """Tell whether a "but" and a "not" follow, and no day that would suit better."""
    turn = BUT.search(folded, after)
    if turn is None or not negation:
        return False
    _, end = sentence_at(folded, turn.start())
    no = re.compile(rf"(?<!\w)(?:{negation})(?!\w)|n't(?!\w)").search(
        folded, turn.end(), end
    )
    return no is not None and not names_day(folded, turn.end(), end)


def no_trouble(folded: str, start: int, end: int) -> bool:
    """Tell whether a "no" is that of "no problem"."""
    return any(
        match.start() < end and start < match.end()
        for match in _NO_TROUBLE.finditer(folded)
    )


def opens_with_no(folded: str, start: int) -> bool:
    """Tell whether an answer begins with a bare "no" at a place."""
    return _OPENS_NO.match(folded, start) is not None


def writes_to(folded: str) -> bool:
    """Tell whether a text sends on to an address that is not called the writer's."""
    return any(
        not shape.search(folded, sentence_at(folded, match.start())[0], match.start())
        for place, shape in ((_WRITE_TO, _OWN), (_ADDRESS, _SELF))
        for match in place.finditer(folded)
    )


def hedged(folded: str, start: int) -> bool:
    """Tell whether the sentence about a place says "could" or "perhaps"."""
    begin, end = sentence_at(folded, start)
    return _HEDGE.search(folded, begin, end) is not None


def lasted(folded: str) -> bool:
    """Tell whether what time a text names is past: "for five years", "we closed it"."""
    return _LASTED.search(folded) is not None


def lasts_until(folded: str) -> bool:
    """Tell whether something stands in the way until a time."""
    return _UNTIL.search(folded) is not None


def put_off(folded: str, after: int) -> bool:
    """Tell whether a yes is one for when something will have happened: "once we moved"."""
    _, end = sentence_at(folded, after)
    return (
        _ONCE.search(folded, after, end) is not None
        and not names_day(folded, after, end)
        and not _ASKED.search(folded, after, end)
    )

"""Which words, said together in a sentence, ask to be left alone, whatever the tongue.

A verb of ceasing beside a word for mail is a wish in every language, and so are an
unwillingness to receive, a removal from a list, a law with an erasure, a threat for the
next mail, and the question where an address is from with a removal after it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from outreach.core.inbound import opt_out_lexicon as words
from outreach.core.inbound import opt_out_off as off
from outreach.core.inbound.fold import fold
from outreach.core.inbound.opt_out_term import ABOUT, FOOTER, OTHER_WISH

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from outreach.core.inbound.late_pattern import LatePattern

NEAR = 34  # characters between two words of one wish
CLOSE = 14  # where the verb stands last
CURT = 70
MAX_DOUBT = 400  # in a longer answer a single strong word is no reason to ask a person
_TURN = re.compile("[,;:،，、]")  # what follows is another thought
_ASKS = re.compile(r"[?？؟]\s*$")
_OWN_ACT = re.compile(
    r"(?<!\w)(?:i|we|they|he|she|people|customers|clients|companies) (?:\w+ ){0,3}?(?:stop"
    r"|quit|cease)(?!\w)(?! (?:your|these|this))|(?<!\w)(?:we|they|i|to) (?:\w+ )?(?:need"
    r"|want|try|trying|like|have|had|help|able|decided) (?:\w+ )?to (?:stop|quit|cease|end)"
    r"|(?<!\w)(?:nous (?:voulons|devons|aimerions|cherchons)"
    r"|on (?:veut|doit)|je (?:veux|dois)|queremos|quiero|debemos|tenemos que|vogliamo"
    r"|voglio"
    r"|dobbiamo|devo|quero|temos que|precisamos|wir (?:wollen|mochten|mussen)"
    r"|ich (?:will|muss)"
    r"|we (?:willen|moeten)|ik wil|chcemy|chce|musimy|хотим|хочу|vi vill|vi vil|haluamme) "
)
_SENDS = re.compile(
    r"(?<!you )want to (?:send|e-?mail|contact|write|miss|lose|spam|message|approach)"
    r"|(?<!\w)(?:miss|missed|lost) "
)
# "Who wants spam?" is said of all the world's.
_BARE_SPAM = re.compile(r"(?<!your )(?<!this )(?<!more )(?<!such )(?<!any )spam\w*$")
_PRODUCT = re.compile(
    r"(?:mail|newsletter|marketing|outreach|spam|message|messaging"
    r"|contact)\w*[ -](?:\w+[ -])?"
    r"(?:tools?|software|solution|losung|system|platform|plattform|plateforme"
    r"|provider|anbieter"
    r"|filters?|agency|agentur|service|campagne|budget|strategy|volume|server|problem)"
)
_THIS = re.compile(
    r"\W{1,3}(?:this|that|it|sie das|das|dies\w*|damit|ca|cela|esto|eso|questo|isso"
    r"|isto|daarmee"
    r"|hiermee|dat|to|tym|это|bunu|buna|det|detta|dette|tama"
    r"|tama\w*)(?:\W{1,3}(?:bitte|please"
    r"|now|sofort|immediately|at once|svp|por favor|per favore|aub|prosze|пожалуиста"
    r"|lutfen|tack"
    r"|tak|takk|kiitos|jetzt|endlich|nu))?\W{0,5}$"
)
_BLOCKED = re.compile(
    r"(?<!\w)you(?:'re| are| have been| will be) (?:\w+ ){0,2}(?:blocked|blacklisted)(?!\w)"
)
_DEAL = re.compile(
    r"contract|agreement|(?<!\w)sign|vertrag|contrat|contrato|umow|договор|avtal"
    r"|sopim|sozlesme"
    r"|合同|契約|계약|عقد|قرارداد|สัญญา"
)
_WANTS = re.compile(
    r"(?<!\w)(?:want|mochte\w*|will|wollen|veux|voulons|voudrais|quiero|queremos"
    r"|voglio|vorrei|vogliamo"
    r"|quero|queremos|wil|willen|chce\w*|chcia\w+|хо[чт]\w+|vill|vil|haluaisin"
    r"|istem\w+)(?!\w)"
)
_WONDERS = re.compile(
    r"(?<!\w)(?:whether|how|where|asks?|asking|wissen|fragt|wie|ob"
    r"|demande(?:nt)? (?:si|comment|ou)"
    r"|comment|pregunta|como|chiede|come|pergunta|vraagt|hoe|pyta|jak|спрашива\w*|как"
    r"|undrar|hur|hvordan"
    r"|miten)(?!\w)"
)
_REQUEST = re.compile(
    r"(?:can|could|would|will|kunt|kan|kannst|konnen|konnten|wurden|pouvez|pourriez"
    r"|puede\w*|podria\w*"
    r"|puo|potete|potrebbe|pode\w*|poderia\w*|wilt|moga|moze\w*|можете"
    r"|могли)[ -](?:you|u|je|jullie|sie|du"
    r"|ihr|vous|ustedes|usted|lei|voi|voce\w*|ni|i|dere|panstwo|pan|pani|вы|бы)?"
)
_OWN_WORD = re.compile(
    r"(?<!\w)(?:i(?:'m|'ve|'ll|'d)?|we(?:'re|'ve|'ll)?|ich|wir|je|j'\w+|nous|yo"
    r"|nosotros|io|noi|eu|nos"
    r"|ik|wij|we|ja|my|я|мы|jag|vi|jeg|mina|ben|biz) (?:\w+ ){0,2}?(?:do not|don't"
    r"|didn't|did not"
    r"|won't|will|would|remov|delet|took|nicht|ne|no|non|nao|niet|nie|не|inte|ikke)(?!\w)"
    r"|(?<!\w)(?:sorry|want|wanted|mean|meant|like|trying) to (?:bother|disturb|chase"
    r"|pester)"
    r"|(?<!\w)don't bother (?:with|to|about)"
)
_OFF = re.compile(
    r"^\W{0,3}rm (?:me|us)\W*$|(?<!\w)(?:scratch|strike|cross|knock|drop)"
    r" (?:me|us|this address) off"
    r"|(?<!\w)(?:m'oublier|oubliez[- ](?:moi|nous)|olvidense de (?:mi|nosotros)"
    r"|dimenticatemi"
    r"|(?:lose|delete|drop|bin|erase|remove|trash|shred) (?:my|our"
    r"|this) (?:\w+ ){0,2}?(?:address|number"
    r"|contact (?:details|info\w*)|(?<=my )e-?mail)(?! to)|(?:i|we)(?:'ve"
    r"| have)? (?:already )?(?:unsub"
    r"scribed|opted out|asked (?:you )?to be removed"
    r"|asked you to stop) .{0,20}(?:times|already|before"
    r"|twice|last)|^\W{0,3}(?:bitte )?(?:lass|lasst|lassen sie"
    r"|unterlassen sie) (?:das|es|dies)(?: bitte"
    r"| sein)?\W*$|^\W{0,3}(?:hou|houd|houdt u) (?:hier|daar|er) ?mee op|(?:nehm|nimm"
    r"|hol|schmei|werf"
    r"|tu)\w* (?:sie )?(?:mich|uns) (?:\w+ ){0,3}(?:raus|heraus|runter|weg)(?!\w)"
    r"|^\W{0,3}(?:por favor"
    r",? )?(?:borr|elimin|quit|saqu)[ea]n?(?:me|nos)(?!\w)"
    r"|(?<!\w)keine (?:weiteren )?(?:erinnerung|follow"
    r"-?up|nachfass|anruf|mail|angebot|anfrage)\w* mehr(?!\w)|(?<!\w)geen (?:verdere"
    r"|nieuwe|andere)"
    r" (?:mail|bericht|contact|e-?mail|aanbieding)\w*|(?:mail|bericht"
    r"|contact)\w* (?:\w+ ){0,2}niet op"
    r" prijs|(?<!\w)ne (?:plus|pas) (?:me |nous |m')(?:re)?(?:contacter|ecrire"
    r"|relancer|solliciter"
    r"|demarcher|deranger|spammer)|vergessen sie mich|forget (?:about )?me|glom mig"
    r"|glem mig|glem meg|забудьте (?:меня|о нас"
    r"|обо мне|про меня|мой))(?!\w)|(?:schreib|mail|kontaktier|meld)\w* (?:\w+ ){0,3}nimmer"
    r"|(?<!\w)(?:me|nos) (?:remov\w+|retir\w+|tir[ae]\w*|exclu\w+|apag\w+|borr\w+|elimin\w+"
    r"|quit[ae]\w*|sa[qc]u?[ae]\w*|supprim\w+|enlev\w+|ot\w+)(?!\w)|tirarem(?: |-me)"
    r"|(?<!\w)list\w*den (?:sil|cikar)\w*|(?<!\w)(?:raus|weg) (?:aus|von) (?:dem|der"
    r"|ihr\w+|eur\w+)"
    r" (?:system|verteiler|liste|datenbank|kartei)|(?<!\w)(?:aus|von) (?:ihr\w+"
    r"|eur\w+) (?:\w+ )?"
    r"(?:verteiler|liste|datenbank|kartei|adressbestand|crm)|(?:dai|dal|dalla|dalle|dagli)"
    r" (?:vostr\w|tuo\w?|suo\w?|tu[ao]i?) (?:\w+ )?(?:archivi\w*|list\w|databas\w"
    r"|elench\w|rubric\w+|mailing)"
)
_FORBIDS = re.compile(
    r"(?:^\W{0,5}|(?<!\w)(?:please|pls|kindly|just|and|so|again),? |[,;:-] )(?:do not"
    r"|don't|dont"
    r"|never) (?:ever )?(?:(?:e-?mail|contact|mail|message|write|send"
    r"|approach|reach out|call|text|bother)\w*"
    r" .{0,40}(?:again|any ?more|ever|either|in (?:the )?future)\W{0,5}$|use (?:it"
    r"|them) again"
    r"|(?:write|mail|e-?mail|reply|respond|send)\w* (?:me )?(?:back|to (?:this|my"
    r"|our) (?:\w+ )?(?:mailbox"
    r"|address|inbox|account|e-?mail))|use (?:it|them|this)(?!\w).{0,30} (?:again"
    r"|any ?more)"
    r"|use (?:my|our|this|these|the) (?:\w+ )?(?:e-?mail|address|data|details"
    r"|number|name|contact)\w* (?:\w+ )?(?:for|to) )"
)
_NOT_DOING = re.compile(
    r"(?<!\w)(?:mind|appreciate|prefer|please|start|try|consider"
    r"|about) (?:you )?not (?:e-?mailing|mailing"
    r"|contacting|writing|messaging|sending me|sending us|pitching|spamming"
    r"|bothering)(?!\w)"
)
_YOU_TO_SPAM = re.compile(
    r"(?<!\w)(?:block(?:ing|ed)? you(?!\w)|you(?:'re| are| have been"
    r"| will be) (?:\w+ ){0,2}"
    r"(?:blocked|blacklisted)|you (?:\w+ ){0,3}(?:to|into|in|on) (?:\w+ ){0,2}"
    r"(?:spam|junk|block)|i(?:'ll| will|'m| am) .{0,20}mark\w* .{0,20}as spam)"
)


def _search(table: LatePattern, text: str) -> re.Match[str] | None:
    return table.search(text)


def _near(
    first: LatePattern,
    second: LatePattern,
    text: str,
    *,
    before: int = CLOSE,
    after: int = NEAR,
) -> str:
    """Return the words from one of `first` to one of `second` beside it; "" if none are.

    `after` bounds the characters between where the second follows, `before` where it leads.
    """
    others = [one.span() for one in second.finditer(text)]
    for one in first.finditer(text) if others else ():
        start, end = one.span()
        for begin, stop in others:
            if 0 <= begin - end <= after and not _TURN.search(text, end, begin):
                return text[start:stop]
            if 0 <= start - stop <= before and not _TURN.search(text, stop, start):
                return text[begin:end]
    return ""


def _ceasing(text: str) -> str:
    if _PRODUCT.search(text):
        return ""
    received = _near(words.CEASE, words.RECEIVE, text)
    if received or _OWN_ACT.search(text):
        return received
    return _near(words.CEASE, words.MAIL, text)


def _unwilling(text: str) -> str:
    if _SENDS.search(text) or _PRODUCT.search(text):
        return ""
    # Turkish and the eastern tongues say the verb last.
    before = 0 if text.isascii() and "istem" not in text else NEAR
    found = _near(words.UNWILLING, words.RECEIVE, text, before=before)
    found = found or _near(words.UNWILLING, words.LETTER, text, before=before)
    return "" if _BARE_SPAM.search(found) else found


def _withheld(text: str) -> str:
    """Return the words that withhold a consent to being written to."""
    if not _near(words.CONSENT, words.NOT, text, before=NEAR):
        return ""
    found = _near(words.CONSENT, words.MAIL, text, before=NEAR)
    return found or _near(words.CONSENT, off.REMOVE, text, before=NEAR, after=NEAR * 2)


def _removal(text: str) -> str:
    """Return the words that take the writer's data away, or anybody off their list."""
    asked = _search(off.PLEASE, text) or (
        _REQUEST.search(text) and _search(off.MINE, text)
    )
    if _ASKS.search(text) and not asked:
        return ""
    removal = _search(off.REMOVE, text)
    if removal is None or not (asked or removal.start() <= CLOSE):
        return ""
    own = _near(off.REMOVE, off.MINE, text, after=CLOSE)
    if own and off.PLACE.search(text, removal.end()):
        return own
    if _near(off.YOURS, off.PLACE, text, before=CLOSE, after=CLOSE):
        return _near(off.REMOVE, off.PLACE, text, before=NEAR)
    if _search(off.PLEASE, text) is None and removal.start() > CLOSE:
        return ""
    if _near(off.MINE, off.DATA, text, before=CLOSE, after=CLOSE):
        return _near(off.REMOVE, off.DATA, text, before=NEAR)
    return ""


def _lawful(text: str) -> str:
    law = _search(off.LAW, text)
    asked = law and _search(off.PLEASE, text)
    if not asked or _ASKS.search(text) or _WONDERS.search(text):
        return ""
    removal = _search(off.REMOVE, text)
    return removal.group() if removal else ""


def _threat(text: str) -> str:
    blocked = _BLOCKED.search(text)
    if blocked:
        return blocked.group()
    if _ASKS.search(text) or _DEAL.search(text) or not _search(off.COND, text):
        return ""
    threat = _search(off.THREAT, text) or _YOU_TO_SPAM.search(text)
    meant = _search(words.MAIL, text) or _search(off.AGAIN, text)
    return threat.group() if threat and meant else ""


def _listed(text: str) -> str:
    """Return the words that ask for a place on the list of those nobody writes to."""
    if _ASKS.search(text) and not _search(off.PLEASE, text):
        return ""
    return _near(off.MINE, off.LISTED, text, before=NEAR)


def _objection(text: str) -> str:
    if _ASKS.search(text):
        return ""
    found = _near(words.OBJECT, words.MAIL, text, after=NEAR * 2)
    return found or _near(words.OBJECT, words.RECEIVE, text, after=NEAR * 2)


def _unbothered(text: str) -> str:
    """Return an order not to bother: nobody says so who wants an answer."""
    if _ASKS.search(text) or _OWN_WORD.search(text) or _WANTS.search(text):
        return ""
    return _near(words.FORBID, words.BOTHER, text, before=CLOSE // 2, after=CLOSE)


def _off_list(text: str) -> str:
    """Return a removal from what can only be a list of people."""
    if len(text) > 2 * CURT or _ASKS.search(text):
        return ""
    found = _OFF.search(text)
    return found.group() if found else ""


def _last(text: str) -> str:
    if not _search(off.PLEASE, text):
        return ""
    return _near(off.LAST, words.RECEIVE, text)


def _forbidden(text: str) -> str:
    found = _FORBIDS.search(text) or _NOT_DOING.search(text)
    return found.group() if found else ""


def _curt_order(text: str) -> str:
    """Return "stop this" where little else is said."""
    found = _search(words.CEASE, text) if len(text) <= CURT // 2 + CLOSE else None
    if found is None or found.start() > CLOSE or _ASKS.search(text):
        return ""
    # "Stop that!" is small talk; to end all of them nobody says it so.
    small = found.group() == "stop"
    return found.group() if not small and _THIS.match(text, found.end()) else ""


def _peace(text: str) -> str:
    found = _search(words.PEACE, text) if len(text) <= 2 * CURT else None
    return found.group() if found else ""


_WISHES: tuple[Callable[[str], str], ...] = (
    _ceasing,
    _unwilling,
    _withheld,
    _removal,
    _lawful,
    _threat,
    _last,
    _listed,
    _objection,
    _unbothered,
    _off_list,
    _forbidden,
    _peace,
    _curt_order,
)
_STRONG = (off.THREAT, words.UNASKED, words.PEACE, off.LISTED)


def framed_wish(sentences: Sequence[str]) -> str:
    """Return the words by which a wish to be left alone is told; "" where there is none."""
    folded = [fold(one) for one in sentences]
    for sentence, text in zip(sentences, folded, strict=True):
        found = next((told for wish in _WISHES if (told := wish(text))), "")
        if found and not is_vetoed(sentence):
            return found
        # "If this goes on" begins a threat, and elsewhere a question.
        threat = found and _threat(text)
        if threat and not FOOTER.search(sentence) and not OTHER_WISH.search(sentence):
            return threat
    return _whence(sentences, folded)


def is_vetoed(sentence: str) -> bool:
    """Tell whether a sentence is a footer's, a question about leaving lists, or another wish."""
    return any(shape.search(sentence) for shape in (FOOTER, OTHER_WISH, ABOUT))


def _whence(sentences: Sequence[str], folded: Sequence[str]) -> str:
    """Return "where did you get my address?" and the like with a removal in or after it."""
    for at, text in enumerate(folded):
        asked = _search(off.WHENCE, text) or _search(words.UNASKED, text)
        asked_ = asked.group() if asked else _near(words.CONSENT, words.NOT, text)
        for sentence, after in zip(sentences[at:], folded[at:], strict=True):
            told = asked_ and _sent_away(after)
            short = len(after) <= 2 * CURT or after is text
            if told and short and not OTHER_WISH.search(sentence):
                return f"{asked_} ... {told}"
    return ""


def _sent_away(text: str) -> str:
    tables = (off.REMOVE, off.AWAY, words.CEASE, words.UNWILLING)
    return next((one.group() for each in tables if (one := _search(each, text))), "")


def doubted_wish(sentences: Sequence[str]) -> str:
    """Return what in a short answer may be a wish to be left alone, for a person to judge."""
    if sum(map(len, sentences)) > MAX_DOUBT:
        return ""
    for sentence in sentences:
        text = fold(sentence)
        if FOOTER.search(sentence) or _ASKS.search(text):
            continue
        for table in _STRONG:
            if found := _search(table, text):
                return found.group()
        if not OTHER_WISH.search(sentence) and (found_ := _weak(text)):
            return found_
    return ""


def _weak(text: str) -> str:
    """Return a wish whose object is not said for sure."""
    own = _near(off.MINE, off.DATA, text, before=CLOSE, after=CLOSE)
    removal = _search(off.REMOVE, text) if own else None
    refused = _near(words.CONSENT, words.NOT, text, before=NEAR)
    return removal.group() if removal else refused

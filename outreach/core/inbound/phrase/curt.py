"""Answers of a word or two, in any language, and what stands around an answer."""

from __future__ import annotations

import re

from outreach.core.inbound.meaning import Meaning

MAX_CURT = 60
MAX_CLOSING = 60


def _all(text: str) -> frozenset[str]:
    return frozenset(" ".join(line.split()) for line in text.splitlines() if line)


_YES = _all(
    """👍\n👍👍\n👌\n🙌\n✅\n💯\n🙏👍\nyes\nyep\nyup\nyeah\nyes please\nsure\nsure thing\nabsolutely
definitely\nof course\nwhy not\ngo ahead\nlet's talk\nlets talk\ncall me\ncount me in\nsounds good
sounds great\nperfect\ngreat\ndeal\ni'm in\nplease do\nok let's do it\nagreed\ny\n1\n+1\nja\nja gerne
ja gern\ngerne\ngern\nklar\nja klar\nja bitte\nnaturlich\nunbedingt\npasst\noui\noui volontiers
bien sur\noui merci\nvolontiers\navec plaisir\npourquoi pas\nok pour moi\nd'accord\nsi\nsi por favor
claro\nclaro que si\npor supuesto\nvale\nde acuerdo\nme interesa\ndale\ncerto\nva bene\nvolentieri
si volentieri\nsi grazie\nsim\nclaro que sim\ncom certeza\npode ser\ncom prazer\nvamos\nja graag
graag\nprima\nzeker\nja hoor\nis goed\nja prima\ntak\ntak chetnie\nchetnie\njasne\noczywiscie\nzgoda
da\nда\nда конечно\nконечно\nдавайте\nхорошо давайте\nсогласен\nсогласна\nинтересно\nага\nevet\nolur
evet lutfen\ntabii\ntabii ki\nelbette\nuygundur\nはい\nはい お願いします\nお願いします\nぜひ\nいいですよ
可以\n可以的\n行\n好啊\n好呀\n是的\n有兴趣\n感兴趣\n没问题\n네\n네 좋습니다\n좋습니다\n좋아요\n예\n네 부탁드립니다
نعم\nنعم بالتاكيد\nبالتاكيد\nطبعا\nموافق\nبكل سرور\nاكيد\nja tack\nja takk\nja tak\nabsolut\nبله"""
)
_NO = _all(
    """👎\n🙅\nno\nnope\nnah\nno thanks\nno thank you\nno thx\nthanks no\npass\nhard pass\nnot interested
no need\nnot for us\nnot for me\nn\nno way\nnever\nnein\nnein danke\nkein interesse\nkein bedarf\nnee
nee danke\nnon\nnon merci\npas interesse\npas interessee\nsans facon\nno gracias\nno grazie\nnon grazie
nao\nnao obrigado\nnao obrigada\nsem interesse\nnee bedankt\nnee dank je\ngeen interesse\ngeen behoefte
nie\nnie dziekuje\nnie dzieki\nнет\nнет спасибо\nне интересно\nне нужно\nне надо\nнеинтересно\nне актуально
hayir\nhayir tesekkurler\nistemiyorum\nいいえ\nいりません\n結構です\n不要です\nいいえ 結構です\n不\n不用\n不用了
不需要\n不要\n不用了 谢谢\n不了\n不用 谢谢\n아니요\n아니오\n괜찮습니다\n필요없습니다\n필요 없습니다\nلا\nلا شكرا
غير مهتم\nnej\nnei\nnej tack\nnei takk\nnej tak\nنه\nنه ممنون"""
)
_HEARD = _all(
    """ok\nokay\nokey\nk\nkk\nthanks\nthank you\nthx\nty\ncheers\nnoted\nreceived\ngot it\nroger\nthank you anna
many thanks\nthanks a lot\ndanke\nvielen dank\ndanke schon\nalles klar\nzur kenntnis genommen\nmerci
merci beaucoup\nbien recu\nbien recu merci\nrecu\nnote\ngracias\nmuchas gracias\nrecibido\nok gracias
grazie\ngrazie mille\nricevuto\nricevuto grazie\nobrigado\nobrigada\nmuito obrigado\nrecebido\nbedankt
dank\ndank je\ndank je wel\nontvangen\ndziekuje\ndzieki\notrzymalem\nспасибо\nпринято\nок\nпонятно
большое спасибо\nспасибо получил\ntesekkurler\ntesekkur ederim\ntamam\nnot aldim\nありがとうございます\n承知しました
了解です\n了解しました\nわかりました\n收到\n收到 谢谢\n谢谢\n好的\n好的 谢谢\n嗯\n知道了\n감사합니다\n네 감사합니다
알겠습니다\n네 알겠습니다\n확인했습니다\nشكرا\nشكرا لك\nتم الاستلام\nوصل شكرا\nحسنا\nتم\ntack\ntakk\ntak\nممنون"""
)
# What answers an offer even where more follows; "great" and "sure" may be said in scorn.
_ANSWERS_YES = _all(
    """yes\nyep\nyup\nyeah\nyes please\nja\nja gerne\nja bitte\noui\noui volontiers\nvolontiers\nsi
si por favor\nsi grazie\nvolentieri\nsim\nja graag\ntak\ntak chetnie\nchetnie\nда\nevet\nevet lutfen
はい\n네\n예\nنعم\nja tack\nja takk\nja tak\nبله"""
)
_PARTS = re.compile(r"[^\w👍👎👌🙌✅💯🙅']+")
_GREETING = re.compile(
    r"(?:hi|hello|hey|hiya|dear|good (?:morning|afternoon|evening|day)|morning|hallo|guten"
    r" (?:tag|morgen|abend)|sehr geehrte[rs]?|liebe[rs]?|moin|servus|gruezi|bonjour|bonsoir"
    r"|salut|coucou|chere?|hola|buen(?:os|as) (?:dias|tardes|noches)|estimad[oa]s?|querid[oa]"
    r"|buongiorno|buonasera|ciao|salve|gentile|gent\.?m[ao]|egregi[oa]|ola|oi|bom dia|boa"
    r" (?:tarde|noite)|prezad[oa]s?|car[oa]|beste|hoi|goede(?:morgen|middag|navond|dag)"
    r"|geachte|dag|dzien dobry|witam|czesc|szanown[aey]+|здравствуйте|добрый (?:день|вечер)"
    r"|доброе утро|привет|уважаем\w+|merhaba(?:lar)?|selam(?:lar)?|sayin|iyi gunler"
    r"|gunaydin|hej|hei|god (?:dag|morgon|morgen)|您好|你好|안녕하세요|مرحب\S{1,3}|السلام عليكم"
    r"|اهلا|سلام|お世話になって\w*|こんにちは)(?:[ ,][\w.'-]{1,20}){0,3}[!,.:،，。]{1,2}\s*"
)
_CLOSING = re.compile(
    r"(?:best|kind|warm|many|all the best|with (?:best|kind|warm)|warmest|kindest)?\s?"
    r"(?:regards?|wishes)\b|(?:best|cheers|thanks|thank you|many thanks|sincerely|yours"
    r"(?: \w+)?|rgds|br|kr|cordially|respectfully|take care|talk soon)[,.!]?$|(?:mit )?"
    r"(?:freundliche[nmr]?|beste[nr]?|viele[n]?|schone[n]?|liebe[n]?|herzliche[n]?) "
    r"(?:grus\w*|gruse?n?|gruesse?n?)|grus\b|mfg\b|lg\b|vg\b|(?:bien )?(?:cordialement|a vous"
    r"|sincerement)|bien a vous|cdlt|(?:un |muchos )?(?:cordial )?saludos?\b|atentamente"
    r"|atte\b|un abrazo|(?:cordiali|distinti|cari|un caro) salut\w|cordialmente|(?:com os "
    r"melhores |melhores )?cumprimentos|atenciosamente|att\b|abs\b|abracos?\b|(?:met )?"
    r"(?:vriendelijke|hartelijke) groet\w*|groet(?:jes|en)?\b|mvg\b|gr\.?$|pozdrawiam"
    r"|z (?:powazaniem|wyrazami)|с уважением|с наилучшими|saygilar\w*|selamlar\w*$|iyi "
    r"calismalar\w*$|(?:med )?vanlig\w* halsning\w*|(?:med )?venlig hilsen|mvh\b|hilsen\b"
    r"|مع (?:خالص |اطيب )?(?:التحي\w+|تحيات\w*)|تحيات\w*|谢谢$|此致|敬具|감사합니다\.?$"
)


def curt_meaning(folded: str) -> Meaning | None:
    """Return what a whole answer of a word or two means; None if it is none.

    That something was heard or thanked for says neither yes nor no.
    """
    if len(folded) > MAX_CURT:
        return None
    bare = " ".join(part for part in _PARTS.split(folded) if part)
    for meaning, known in (
        (Meaning.INTERESTED, _YES),
        (Meaning.NOT_INTERESTED, _NO),
        (Meaning.OTHER, _HEARD),
    ):
        if bare in known:
            return meaning
    return None


def answer_alone(sentence: str, *, first: bool) -> Meaning | None:
    """Return the yes or no that a sentence of an answer consists of, if it does.

    A yes that does not come first answers something else.
    """
    if len(sentence) > MAX_CURT:
        return None
    bare = " ".join(part for part in _PARTS.split(sentence) if part)
    if first and bare in _ANSWERS_YES:
        return Meaning.INTERESTED
    return Meaning.NOT_INTERESTED if bare in _NO else None


def greeted(folded: str) -> int:
    """Return how many characters at the start are a greeting and no answer."""
    found = _GREETING.match(folded)
    return found.end() if found else 0


def closes(folded_line: str) -> bool:
    """Tell whether a line takes leave, so that a name and a title follow."""
    line = folded_line.strip()
    return len(line) <= MAX_CLOSING and _CLOSING.match(line) is not None

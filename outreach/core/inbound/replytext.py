"""What a person wrote in a reply, told from what the mail client quoted below or above it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby

MAX_LINES = 4_000
MAX_LINE = 2_000  # characters of a line that are looked at
ATTRIBUTION_LINES = 5
MAX_ATTRIBUTION = 500
MAX_DEVICE = 200  # characters of a device's advertisement
ENOUGH_LABELS = 3
FOOTER_LINES = (
    6  # own-looking lines after the last quote that are a footer, not an answer
)


@dataclass(frozen=True, slots=True)
class Reply:
    """`text` keeps the quoted lines an inline answer stands between; `own` has none."""

    text: str
    own: str


_VERBS = (
    r"wrote|writes|schrieb|schreef|geschreven|a écrit|écrit|a ecrit|escribió|escribio"
    r"|escreveu|ha scritto|scritto|scrisse|skrev|kirjoitti|napisał\(?a?\)?"
    r"|napisal\(?a?\)?|написал\(?а?\)?|пишет|пише|написав|napsal\(?a?\)?"
    r"|napísal\(?a?\)?|írta|a scris|yazdı|şunu yazdı|έγραψε|đã viết|menulis|va "
    r"escriure|je napisao|hat geschrieben|写道|寫道|のメール|書きました|님이 작성|작성|كتب|نوشت|כתב"
    r"|เขียน"
)
_VERB = re.compile(
    rf"(?<!\w)(?:{_VERBS})(?!\w)|写道|寫道|書きました|작성", re.IGNORECASE
)
_STARTS = re.compile(
    r"(?:On|Am|Le|El|Il|Em|No dia|Op|Den|Dnia|W dniu|På|Vào|Pada|Dne|Dňa|Tarihinde"
    r"|El dia|Στις|В|У|Il giorno|am|på|At|Mon|Tue|Wed|Thu|Fri|Sat|Sun|pon|wt|śr|czw"
    r"|pt|sob|niedz|пн|вт|ср|чт|пт|сб|вс|ma|di|wo|do|vr|za|zo|man|tir|ons|tor|fre|lør"
    r"|søn)(?=[\s.,])|[\d*\"'<在於于]|\S.{0,80}<[^<>\s]{1,120}@"
)
_WHEN = re.compile(
    r"\d{1,2}[:.h]\d{2}|\b(?:19|20)\d\d\b"
    r"|\d{1,4}[./-]\d{1,2}[./-]\d{1,4}"
)
_FIRST_PERSON = re.compile(
    r"(?<!\w)(?:I|ich|je|yo|io|eu|ik) (?:\w+ ){0,2}?(?:wrote"
    r"|sch)"
)
# With a date and an address a line needs no verb, whatever the language.
_DATED_SENDER = re.compile(
    r"(?=.{0,120}(?:\d{1,2}[:.h]\d{2}|\d{4}[-/.]\d{1,2}[-/.]\d{1,2})).{6,300}"
    r"<\s{0,3}(?:mailto:)?[^<>@\s]{1,100}@[^<>]{1,150}>{1,2}\)?\s{0,2}[:：]$"
    r"|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}[^<>]{0,120}<\s{0,3}[^<>@\s]{1,100}@[^<>]{1,100}>$"
)
_DISCLAIMER = re.compile(
    r"\W{0,5}(?:(?:legal |email )?disclaimer\W*$|confidentiality (?:notice|note)"
    r"|haftungsausschluss|(?:this|the information (?:contained )?in this) (?:e-?mail"
    r"|message|communication|transmission)\b.{0,120}(?:confidential|intended"
    r"|privileged|addressee)|the (?:information|contents?) (?:contained )?(?:in|of) "
    r"this (?:e-?mail|message|communication)|diese e-?mail (?:enthält|und|ist"
    r"|kann).{0,60}vertraulich|ce (?:message|courriel|mail).{0,100}confidentiel|este "
    r"(?:mensaje|correo|e-?mail).{0,100}confidencial|esta mensagem.{0,100}confidencia"
    r"|(?:questo messaggio|la presente).{0,100}riservat|dit (?:bericht"
    r"|e-?mail).{0,100}vertrouwelijk)",
    re.IGNORECASE,
)
_ENDS = (":", "：", ">")
_COLON = re.compile(r"[:：]\s*$")
_RULED = re.compile(
    r"\s{0,3}[-=_*]{3,}\s{0,3}(?=\S)([^-=_\n]{3,80}"
    r"|.{3,200}wrote)\s{0,3}-{3,}\s*$"
)
_UNDERSCORES = re.compile(r"\s{0,3}_{5,}\s*$")
_RULE = re.compile(r"\s*[-=*_~]{8,}\s*$")
_SIGNATURE = re.compile(r"(?:--|—|–|__)\s*$")
_QUOTE = re.compile(r"\s{0,3}>")
_LABELS = (
    r"from|sent|to|cc|bcc|date|subject|reply[- ]to|importance|attachments|von"
    r"|gesendet|an|datum|betreff|kopie|de|envoyé|envoye|à|a|objet|date d'envoi|copie"
    r"|para|enviado(?: el)?|fecha|asunto|enviada(?: em)?|data|assunto|da|inviato"
    r"|oggetto|risposta|van|verzonden|aan|onderwerp|från|skickat|till|ämne|fra|sendt"
    r"|til|emne|lähettäjä|lähetetty|vastaanottaja|aihe|od|do|wysłano|wyslano|temat"
    r"|odesláno|komu|předmět|от|отправлено|дата|кому|тема|від|надіслано|gönderen"
    r"|gönderilme|kime|konu|tarih|feladó|címzett|elküldve|tárgy|发件人|发送时间|收件人|主题|抄送"
    r"|寄件者|收件者|主旨|日期|差出人|送信日時|送信日|宛先|件名|日時"
    r"|보낸 사람|보낸 날짜|받는 사람|제목|날짜|من|إلى|التاريخ"
    r"|الموضوع|تاريخ الإرسال|از|به|موضوع|תאריך|מאת|אל|נושא|จาก|ถึง|เรื่อง"
)
_LABELLED = re.compile(rf"[*_ ]{{0,3}}(?:{_LABELS})[*_ ]{{0,3}}\s?[:：]", re.IGNORECASE)
_MOBILE = re.compile(
    r"[<(\[\s]{0,4}(?:(?:this (?:e-?mail|message) was )?sent (?:from|via|with|by"
    r"|using)\b|from my\b|get outlook for|get \[outlook|envoyé (?:de|depuis|à partir"
    r"|avec)\b|von mein\w+ .{0,40}gesendet|gesendet (?:von|mit|über)\b|diese "
    r"nachricht wurde von|enviado (?:desde|do|a partir|con)\b|inviato (?:da|dal)\b"
    r"|verzonden (?:vanaf|met|van)\b|verstuurd (?:vanaf|met)\b|sendt fra\b|skickat "
    r"från\b|lähetetty\b.{0,20}(?:puhelim|iph)|wysłan[eoy] (?:z|przez)\b|odesláno z\b"
    r"|отправлено (?:с|из)\b|надіслано з\b|iphone'?umdan|gönderildi|発信元|iphoneから"
    r"|androidから|我的 ?iphone|從我的|从我的|发自我的"
    r"|發自我的|나의 |내 iphone|أرسلت من|نشأت من|נשלח מה"
    r"|ส่งจาก|ارسال شده از)|.{1,30} from (?:my )?(?:mobile|phone|iphone|ipad"
    r"|android)\W*$",
    re.IGNORECASE,
)
_INVISIBLE = str.maketrans(
    dict.fromkeys("\u200b\u200c\u200e\u200f\ufeff\u2060\u202a\u202c")
)


def read_reply(text: str) -> Reply:
    """Tell the person's words from the rest. Linear in the text; never raises."""
    lines = [
        line.rstrip() for line in text.translate(_INVISIBLE).split("\n")[:MAX_LINES]
    ]
    kinds = _kinds(lines)
    lines, kinds = _upto_delimiter(lines, kinds)
    lines, kinds = _without_quoted_ends(lines, kinds)
    while kinds and _is_tail(lines, kinds):
        lines, kinds = lines[:-1], kinds[:-1]
    shown = [line for line, kind in zip(lines, kinds, strict=True) if kind != "a"]
    own = [line for line, kind in zip(lines, kinds, strict=True) if kind in "te"]
    return Reply(text="\n".join(shown).strip("\n"), own="\n".join(own).strip("\n"))


def _is_tail(lines: list[str], kinds: str) -> bool:
    """Tell whether the last line is blank, a rule or a device's advertisement.

    A mail's only line is none of these: somebody meant it.
    """
    if kinds[-1] == "e":
        return True
    if kinds[-1] != "t" or kinds.count("t") == 1 or len(lines[-1]) > MAX_DEVICE:
        return False
    return bool(_MOBILE.match(lines[-1]) or _RULE.match(lines[-1]))


def _kinds(lines: list[str]) -> str:
    """Name each line: t own text, e empty, q quoted, a attribution, d a delimiter."""
    kinds: list[str] = []
    while len(kinds) < len(lines):
        index = len(kinds)
        span = _attribution(lines, index)
        kinds.extend("a" * span if span else _kind(lines, index))
    return "".join(kinds)


def _kind(lines: list[str], index: int) -> str:
    line = lines[index][:MAX_LINE]
    if not line.strip():
        return "e"
    if _QUOTE.match(line):
        return "q"
    if _delimits(line) or _is_header_block(lines, index):
        return "d"
    return "t"


def _delimits(line: str) -> bool:
    return bool(
        _SIGNATURE.match(line)
        or _UNDERSCORES.match(line)
        or _RULED.match(line[:300])
        or _DISCLAIMER.match(line[:300])
    )


def _is_header_block(lines: list[str], index: int) -> bool:
    """Tell whether a quoted message's header starts here, as Outlook writes it."""
    if not _LABELLED.match(lines[index]):
        return False
    near = [line for line in lines[index : index + 9] if line.strip()][:6]
    labelled = sum(bool(_LABELLED.match(line)) for line in near)
    return labelled >= ENOUGH_LABELS - ("@" in near[0])


def _attribution(lines: list[str], index: int) -> int:
    """Return how many lines from here are "On ... wrote:"; 0 if none."""
    first = lines[index][:400]
    if not first.strip() or not _STARTS.match(first.lstrip()):
        return 0
    near = lines[index : index + ATTRIBUTION_LINES + 1]
    if not any(line.endswith(_ENDS) for line in near):
        return 0
    joined = ""
    for count, line in enumerate(near, 1):
        if _QUOTE.match(line) and not line.strip().endswith((":", "：")):
            return 0
        joined = f"{joined} {line.strip()}".strip()
        if len(joined) > MAX_ATTRIBUTION:
            return 0
        if line.endswith(_ENDS) and _is_attribution(joined):
            return count
        if not any(map(str.isdigit, joined)):  # a date or time stands near the start
            return 0
    return 0


def _is_attribution(text: str) -> bool:
    if _DATED_SENDER.match(text):
        return True
    if not _COLON.search(text) or _FIRST_PERSON.search(text):
        return False
    return bool(_VERB.search(text) and _WHEN.search(text))


def _upto_delimiter(lines: list[str], kinds: str) -> tuple[list[str], str]:
    end = kinds.find("d")
    return (lines, kinds) if end < 0 else (lines[:end], kinds[:end])


def _without_quoted_ends(lines: list[str], kinds: str) -> tuple[list[str], str]:
    """Drop the old message above or below the answer; keep one answered line by line."""
    first = kinds.find("a")
    if first >= 0 and "t" in kinds[:first]:
        end = _end_of_top_post(kinds, first)
        return lines[:end], kinds[:end]
    if first >= 0:
        start = first + _head(kinds[first:])
        lines, kinds = lines[start:], kinds[start:]
    if "t" in kinds:
        end = len(kinds.rstrip("eqa"))
        lines, kinds = lines[:end], kinds[:end]
    return lines, kinds


def _head(kinds: str) -> int:
    """Return the length of the attribution and the quote under it."""
    return len(kinds) - len(kinds.lstrip("aeq"))


def _end_of_top_post(kinds: str, first: int) -> int:
    quoted = kinds[first:].lstrip("a")
    # A second unquoted attribution opens an older mail, which answers nothing of ours.
    after = quoted[: quoted.find("a")] if "a" in quoted else quoted
    if "q" not in after:
        return first  # the old message follows unquoted
    runs = [kind for kind, _ in groupby(after.replace("e", "").replace("a", ""))]
    footer = after[after.rindex("q") :].count("t")
    answered = runs.count("t") > (1 if footer else 0) or footer > FOOTER_LINES
    end = len(kinds) - len(quoted) + len(after)
    return len(kinds[:end].rstrip("eqa")) if answered else first

"""What a person wrote in a reply, told from what the mail client quoted below or above it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby

MAX_LINES = 4_000
MAX_LINE = 2_000  # characters of a line that are looked at
ATTRIBUTION_LINES = 5
FOOTER_LINES = 6  # own-looking lines after the last quote that are a footer, not an answer


@dataclass(frozen=True, slots=True)
class Reply:
    """`text` keeps the quoted lines an inline answer stands between; `own` has none."""

    text: str
    own: str


_VERBS = (
    r"wrote|writes|schrieb|schreef|geschreven|a écrit|écrit|a ecrit|escribió|escribio"
    r"|escreveu|ha scritto|scritto|scrisse|skrev|kirjoitti|napisał\(?a?\)?|napisal\(?a?\)?"
    r"|написал\(?а?\)?|пишет|пише|написав|napsal\(?a?\)?|napísal\(?a?\)?|írta|a scris"
    r"|yazdı|şunu yazdı|έγραψε|đã viết|menulis|va escriure|je napisao|hat geschrieben"
    r"|写道|寫道|のメール|書きました|님이 작성|작성|كتب|نوشت|כתב|เขียน"
)
_VERB = re.compile(rf"(?<!\w)(?:{_VERBS})(?!\w)|写道|寫道|書きました|작성", re.IGNORECASE)
_STARTS = re.compile(
    r"(?:On|Am|Le|El|Il|Em|No dia|Op|Den|Dnia|W dniu|På|Vào|Pada|Dne|Dňa|Tarihinde|El dia"
    r"|Στις|В|У|Il giorno|am|på|At|Mon|Tue|Wed|Thu|Fri|Sat|Sun|pon|wt|śr|czw|pt|sob|niedz"
    r"|пн|вт|ср|чт|пт|сб|вс|ma|di|wo|do|vr|za|zo|man|tir|ons|tor|fre|lør|søn)(?=[\s.,])"
    r"|[\d*\"'<在於于]|\S.{0,80}<[^<>\s]{1,120}@"
)
_WHEN = re.compile(r"\d{1,2}[:.h]\d{2}|\b(?:19|20)\d\d\b|\d{1,4}[./-]\d{1,2}[./-]\d{1,4}")
_FIRST_PERSON = re.compile(r"(?<!\w)(?:I|ich|je|yo|io|eu|ik) (?:\w+ ){0,2}?(?:wrote|sch)")
_DATED_SENDER = re.compile(
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}[^<>]{0,120}<\s{0,3}[^<>@\s]{1,100}@[^<>]{1,100}>:?$"
)
_ENDS = (":", "：", ">")
_COLON = re.compile(r"[:：]\s*$")
_RULED = re.compile(r"\s{0,3}[-=_*]{3,}\s{0,3}(?=\S)([^-=_\n]{3,80}|.{3,200}wrote)\s{0,3}-{3,}\s*$")
_UNDERSCORES = re.compile(r"\s{0,3}_{5,}\s*$")
_SIGNATURE = re.compile(r"(?:--|—|–|__)\s*$")
_QUOTE = re.compile(r"\s{0,3}>")
_LABELS = (
    r"from|sent|to|cc|bcc|date|subject|reply[- ]to|importance|attachments"
    r"|von|gesendet|an|datum|betreff|kopie|de|envoyé|envoye|à|a|objet|date d'envoi|copie"
    r"|para|enviado(?: el)?|fecha|asunto|enviada(?: em)?|data|assunto|da|inviato|oggetto"
    r"|risposta|van|verzonden|aan|onderwerp|från|skickat|till|ämne|fra|sendt|til|emne"
    r"|lähettäjä|lähetetty|vastaanottaja|aihe|od|do|wysłano|wyslano|temat|odesláno|komu"
    r"|předmět|от|отправлено|дата|кому|тема|від|надіслано|gönderen|gönderilme|kime|konu"
    r"|tarih|feladó|címzett|elküldve|tárgy|发件人|发送时间|收件人|主题|抄送|寄件者|收件者"
    r"|主旨|日期|差出人|送信日時|送信日|宛先|件名|日時|보낸 사람|보낸 날짜|받는 사람|제목|날짜"
    r"|من|إلى|التاريخ|الموضوع|تاريخ الإرسال|از|به|موضوع|תאריך|מאת|אל|נושא|จาก|ถึง|เรื่อง"
)
_LABELLED = re.compile(rf"[*_ ]{{0,3}}(?:{_LABELS})[*_ ]{{0,3}}\s?[:：]", re.IGNORECASE)
_MOBILE = re.compile(
    r"[<(\[\s]{0,4}(?:(?:this (?:e-?mail|message) was )?sent (?:from|via|with|by|using)\b"
    r"|from my\b|get outlook for|get \[outlook|envoyé (?:de|depuis|à partir|avec)\b"
    r"|von mein\w+ .{0,40}gesendet|gesendet (?:von|mit|über)\b|diese nachricht wurde von"
    r"|enviado (?:desde|do|a partir|con)\b|inviato (?:da|dal)\b|verzonden (?:vanaf|met|van)\b"
    r"|verstuurd (?:vanaf|met)\b|sendt fra\b|skickat från\b|lähetetty\b.{0,20}(?:puhelim|iph)"
    r"|wysłan[eoy] (?:z|przez)\b|odesláno z\b|отправлено (?:с|из)\b|надіслано з\b"
    r"|iphone'?umdan|gönderildi|発信元|iphoneから|androidから|我的 ?iphone|從我的|从我的|发自我的"
    r"|發自我的|나의 |내 iphone|أرسلت من|نشأت من|נשלח מה|ส่งจาก|ارسال شده از)"
    r"|.{1,30} from (?:my )?(?:mobile|phone|iphone|ipad|android)\W*$",
    re.IGNORECASE,
)
_INVISIBLE = str.maketrans(dict.fromkeys("\u200b\u200c\u200e\u200f\ufeff\u2060\u202a\u202c"))


def read_reply(text: str) -> Reply:
    """Tell the person's words from the rest. Linear in the text; never raises."""
    lines = [line.rstrip() for line in text.translate(_INVISIBLE).split("\n")[:MAX_LINES]]
    kinds = _kinds(lines)
    lines, kinds = _upto_delimiter(lines, kinds)
    lines, kinds = _without_quoted_ends(lines, kinds)
    while kinds and kinds[-1] == "e" or (kinds and _is_mobile(lines, kinds)):
        lines, kinds = lines[:-1], kinds[:-1]
    shown = [line for line, kind in zip(lines, kinds, strict=True) if kind != "a"]
    own = [line for line, kind in zip(lines, kinds, strict=True) if kind in "te"]
    return Reply(text="\n".join(shown).strip("\n"), own="\n".join(own).strip("\n"))


def _is_mobile(lines: list[str], kinds: str) -> bool:
    """Tell whether the last line is a device's advertisement; a mail's only line is not."""
    is_last_word = kinds.count("t") == 1
    return kinds[-1] == "t" and bool(
        len(lines[-1]) <= 200 and _MOBILE.match(lines[-1]) and not is_last_word
    )


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
        _SIGNATURE.match(line) or _UNDERSCORES.match(line) or _RULED.match(line[:300])
    )


def _is_header_block(lines: list[str], index: int) -> bool:
    """Tell whether a quoted message's header starts here, as Outlook writes it."""
    if not _LABELLED.match(lines[index]):
        return False
    near = [line for line in lines[index : index + 9] if line.strip()][:6]
    labelled = sum(bool(_LABELLED.match(line)) for line in near)
    return labelled >= 3 or (labelled == 2 and "@" in near[0])


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
        if len(joined) > 500:
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
    after = kinds[first:]
    if "q" not in after:
        return first  # the old message follows unquoted
    runs = [kind for kind, _ in groupby(after.replace("e", "").replace("a", ""))]
    footer = after[after.rindex("q") :].count("t")
    answered = runs.count("t") > (1 if footer else 0) or footer > FOOTER_LINES
    return len(kinds.rstrip("eqa")) if answered else first

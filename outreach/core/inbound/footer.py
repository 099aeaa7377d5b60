"""What nobody typed below an answer: a device's advertisement, a disclaimer, a scanner's seal."""

from __future__ import annotations

import re
from unicodedata import normalize

MAX_DEVICE = 200
MAX_WORDS = 14  # of a device's advertisement that is told by its words alone
MAX_PARAGRAPH = 2_000
ENOUGH = 2  # of a disclaimer's four themes
LONG = 100  # characters from which a paragraph may be a disclaimer without a heading

_SENT = (
    r"sent|gesendet|geschickt|verschickt|envoy\w*|expedie|enviad\w+|enviat|inviat\w+"
    r"|spedit\w+|verzonden|verstuurd|skicka\w+|sendt|send|lahetetty|wyslan\w+|odeslan\w+"
    r"|odoslan\w+|отправлен\w*|послан\w*|надислан\w*|изпратен\w*|gonderil\w+|kuldv\w*|kuldte\w*"
    r"|elkuldve|trimis|σταλθηκε|εσταλη|נשלח|ارسلت|ارسال|نشات|نشئت|dikirim|poslano|poslato"
    r"|issiusta|nosutits|saadetud|gui tu|送信|发自|發自|傳送|发送|보냄|보냈|ส่งจาก|भेजा"
)
_DEVICE = (
    r"iphone\w*|ipad\w*|ipod|ios|android\w*|galaxy|samsung|huawei|xiaomi|redmi|oneplus|nokia"
    r"|motorola|blackberry|windows|outlook|yahoo|yandex|яндекс\w*|mail\.ru|mymail|proton"
    r"|protonmail|gmail|gmx|web\.de|mailbird|superhuman|airmail|mailspring|canary|zoho"
    r"|spark|mobile|mobil\w*|handy\w*|smartphone\w*|telefon\w*|telephone|telefono|telefone"
    r"|phone|tablet\w*|device|mail|appareil|gerat|смартфон\w*|телефон\w*|планшет\w*|мобильн\w*"
    r"|puhelim\w*|dien thoai|手机|手機|携帯|スマートフォン|휴대폰"
)
_SENT_WORD = re.compile(rf"(?<!\w)(?:{_SENT})(?!\w)|送信|发自|發自|傳送|보냄|ส่งจาก")
_DEVICE_WORD = re.compile(
    rf"(?<!\w)(?:{_DEVICE})(?!\w)|手机|手機|iphone|android|outlook"
)
_OPENING = re.compile(
    r"[<(\[\s*_]{0,4}(?:(?:this (?:e-?mail|message) was )?sent (?:from|via|with|by"
    r"|using)\b|from my \w|get outlook for|get \[?outlook|envoye (?:de|depuis|a partir"
    r"|avec)\b|gesendet (?:von|mit|uber) (?:mein|der|dem|meiner|outlook|mail|windows|iphone"
    r"|ipad|android|yahoo|gmx|web|samsung|proton)|diese nachricht wurde von"
    r"|enviad[oa] (?:desde|do|da|a partir|con|pelo|via|com)\b|inviat[oa] (?:da|dal|con)\b"
    r"|verzonden (?:vanaf|met|van|via|vanuit)\b|verstuurd (?:vanaf|met|via|vanuit)\b|sendt "
    r"fra\b|skickat fran\b|lahetetty\b.{0,20}(?:puhelim|iph|laitt)|wyslan[eoya] "
    r"(?:z|przez|za)\b|odeslano z\b|odoslane z\b|отправлено (?:с|со|из|через)\b|надислано з\b"
    r"|iphone[’'`]?umdan|发自我的|發自我的|從我的|从我的|ส่งจาก|ارسال شده از|ارسلت من"
    r"|نشات من|נשלח מ"
    r"|trimis de pe|poslano s |typed on (?:my|a) (?:phone|iphone|mobile|tiny))"
)
_STATES = re.compile(r"\b(?:is|was|were|isn't|wasn't)\b(?! sent)")
_PERSONAL = re.compile(r"\b(?:i|you|we|he|she|it|ich|sie|wir|je|vous|nous)\b")
_PHONE = re.compile(
    r".{1,30} from (?:my )?(?:mobile|phone|iphone|ipad|android)\W*$|von meinem .{2,30} aus\W*$"
)
_OUTLOOK = re.compile(
    r"outlook\b.{0,80}\b(?:ios|android)\b|\b(?:ios|android)\b.{0,40}outlook"
)
_PLAIN = str.maketrans("łıđ", "lid")
_ACCENTS = re.compile(r"[\u0300-\u036f\u064b-\u065f\u0670]")
_URL = re.compile(r"[<\[(]?https?://\S{1,300}")

# Sought in lower case, which is faster than to ignore the case.
_SEALED = re.compile(
    r"\W{0,5}+(?:(?:legal |email )?disclaimer\b\W*$|confidentiality (?:notice|note)\b"
    r"|haftungsausschluss|rechtlicher hinweis|vertraulichkeitshinweis|aviso (?:legal|de "
    r"(?:confiden|privac))|nota de confiden|avis de confidentialit|avvis\w+ di riservat"
    r"|informativa (?:sulla )?privacy|klauzula poufno|p? ?(?:please )?(?:consider|think of"
    r"|think about) the environment before|before printing|(?:bitte )?denken sie an (?:die "
    r"|unsere )?umwelt|(?:avant d.imprimer|pensez .{0,20}environnement)|antes de imprimir"
    r"|prima di stampare|(?:this e-?mail|this message|diese e-?mail|diese nachricht|ce "
    r"(?:mail|courrier|message)|este (?:correo|mensaje|e-?mail)|questa e-?mail|deze e-?mail)"
    r".{0,60}(?:virus|antivirus|malware)|virus[- ]free|virenfrei|(?:garanti )?sans virus"
    r"|libre de virus|privo di virus|virusvrij|scanned by|this e-?mail has been scanned"
    r"|(?:you received|you are receiving) this (?:message|e-?mail) because)"
)
# Ours or a list's gateway puts it above what came from outside.
_BANNER = re.compile(
    r"\W{0,5}(?:caution|warning|external|attention|achtung|vorsicht|atención|attenzione)\b"
    r".{0,80}(?:originat|outside|external|unknown|extern|außerhalb|extérieur|esterno)",
    re.IGNORECASE,
)
_SECRET = [
    "confidential",
    "privileged",
    "vertraulich",
    "confidentiel",
    "confidencial",
    "confidenzial",
    "riservat",
    "vertrouwelijk",
    "poufn",
    "конфиденциальн",
    "gizli",
    "محرمان",
    "سري",
    "機密",
    "机密",
    "秘密",
    "기밀",
    "luottamuksell",
    "fortrolig",
    "konfidentiel",
    "důvěrn",
    "dôvern",
    "bizalmas",
    "confidențial",
    "εμπιστευτικ",
    "rechtlich geschützt",
]
_MEANT = [
    "intended solely",
    "intended only",
    "intended exclusively",
    "intended for",
    "intended recipient",
    "addressee",
    "named recipient",
    "not the named",
    "not the intended",
    "adressat",
    "empfänger",
    "destinata",
    "destinate",
    "destinati",
    "destinato",
    "destinatári",
    "geadresseerde",
    "bestemd",
    "adresat",
    "odbiorc",
    "адресат",
    "получател",
    "предназнач",
    "alıcı",
    "گیرنده",
    "المرسل إليه",
    "宛先",
    "受信者",
    "收件人",
    "수신인",
    "vastaanottaja",
    "mottagar",
    "modtager",
    "příjemc",
    "príjemc",
    "címzett",
    "destinatar",
    "παραλήπτ",
]
_ASTRAY = [
    "in error",
    "by mistake",
    "erroneously",
    "irrtümlich",
    "versehentlich",
    "par erreur",
    "por error",
    "per errore",
    "por engano",
    "por erro",
    "vergissing",
    "omyłk",
    "по ошибке",
    "yanlışlık",
    "اشتباه",
    "خطأ",
    "誤って",
    "误",
    "실수",
    "fejl",
    "misstag",
    "omyl",
    "tévedés",
    "abusivement",
]
_RID = [
    "delete",
    "destroy",
    "notify",
    "unauthorised",
    "unauthorized",
    "disclos",
    "dissemin",
    "löschen",
    "vernichten",
    "unbefugt",
    "supprim",
    "détrui",
    "elimin",
    "borr",
    "distrugg",
    "apag",
    "verwijder",
    "vernietig",
    "usun",
    "удал",
    "silin",
    "حذف",
    "削除",
    "删除",
    "삭제",
    "prohibi",
    "strictly",
    "untersagt",
    "copying",
    "divulg",
    "difus",
]
_MESSAGE = re.compile(
    r"(?<!\w)(?:e-?mails?|mail|message|communication|transmission|nachricht|courriel|mensaje"
    r"|correo|mensagem|messaggio|comunicazione|informazion\w+|informa\w+|e-?mailbericht"
    r"|bericht|wiadomość|сообщени\w+|письм\w+|ileti\w*|mesaj\w*|رسالة|پیام|ایمیل|メール|邮件|郵件"
    r"|메일|viesti|meddelande|zpráva|správa|üzenet|μήνυμα|document|anh\w+|attachments?)(?!\w)",
    re.IGNORECASE,
)


def is_device_line(line: str, *, certain: bool = False) -> bool:
    """Tell whether a mail program wrote this line to praise itself.

    `certain` asks for a short line that names a device.
    """
    if not line or len(line) > MAX_DEVICE:
        return False
    bare = _URL.sub(" ", _folded(line))
    if _STATES.search(bare):
        return False
    words = len(bare.split())
    named = bool(_DEVICE_WORD.search(bare)) and words <= MAX_WORDS and "?" not in bare
    if _OUTLOOK.search(bare) and named:
        return True
    if named and _SENT_WORD.search(bare) and not _is_sentence(bare):
        return True
    return not certain and bool(_OPENING.match(bare) or _PHONE.match(bare))


def _is_sentence(bare: str) -> bool:
    """Tell a person's sentence: it says I, you or what was sent."""
    return bool(_PERSONAL.search(bare) and not _OPENING.match(bare))


def _folded(line: str) -> str:
    """Return the line in lower case without accents and vowel points."""
    if line.isascii():
        return line.lower()
    parts = normalize("NFKD", line.lower().translate(_PLAIN))
    return normalize("NFC", _ACCENTS.sub("", parts))


def is_banner(line: str) -> bool:
    """Tell whether a gateway warns here of mail from outside."""
    return bool(_BANNER.match(line[:300]))


def starts_footer(lines: list[str], index: int) -> bool:
    """Tell whether a disclaimer or a scanner's seal starts at this line."""
    if _SEALED.match(lines[index][:300].lower()):
        return True
    if index and lines[index - 1].strip():
        return False
    paragraph = _paragraph(lines, index)
    return len(paragraph) >= LONG and _disclaims(paragraph)


def _paragraph(lines: list[str], index: int) -> str:
    found = []
    for line in lines[index : index + 25]:
        if not line.strip():
            break
        found.append(line)
    return " ".join(found)[:MAX_PARAGRAPH]


def _disclaims(paragraph: str) -> bool:
    """Tell whether it is about secrets, whom they are meant for, and what to do with them."""
    holds = paragraph.lower().__contains__
    secret, meant = any(map(holds, _SECRET)), any(map(holds, _MEANT))
    if not (secret or meant) or not _MESSAGE.search(paragraph):
        return False
    return secret + meant + any(map(holds, _ASTRAY)) + any(map(holds, _RID)) >= ENOUGH

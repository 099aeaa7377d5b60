"""What nobody typed around an answer: a disclaimer, a scanner's seal, a gateway's warning."""

from __future__ import annotations

import re

MAX_PARAGRAPH = 2_000
ENOUGH = 2  # of a disclaimer's four themes
MANY = 3  # of them make a shorter paragraph a disclaimer
SHORT = 60  # characters of the shortest
LONG = 100  # characters from which a paragraph may be a disclaimer without a heading

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
    r"|(?:you received|you are receiving) this (?:message|e-?mail) because"
    r"|_{4,} ?informa\w{2,9} )"
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
    "保密",
    "대외비",
    "비밀",
    "기밀",
    "luottamuksell",
    "fortrolig",
    "konfidensiel",
    "konfidentsiaal",
    "povjerljiv",
    "zaupn",
    "поверљив",
    "поверителн",
    "конфіденційн",
    "bảo mật",
    "rahasia",
    "ความลับ",
    "חסוי",
    "סודי",
    "trúnað",
    "konfidenci",
    "sekretess",
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
    "수신자",
    "仅限于",
    "仅供",
    "僅供",
    "受取人",
    "vastaanottaja",
    "mottagar",
    "modtager",
    "mottaker",
    "primatelj",
    "primaoc",
    "prejemnik",
    "naslovnik",
    "примаоц",
    "одержувач",
    "адресант",
    "người nhận",
    "penerima",
    "ผู้รับ",
    "הנמען",
    "saaja",
    "saņēm",
    "gavėj",
    "adressat",
    "avsedd för",
    "beregnet",
    "ment for",
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
    "誤",
    "错收",
    "錯收",
    "잘못",
    "실수",
    "ved en feil",
    "ved feil",
    "fejl",
    "av misstag",
    "erehdyks",
    "vahingossa",
    "grešk",
    "pomot",
    "помилк",
    "грешк",
    "nhầm",
    "tidak sengaja",
    "בטעות",
    "eksikomb",
    "klaid",
    "kļūd",
    "από λάθος",
    "εκ παραδρομής",
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
    "forbidden",
    "verboden",
    "interdit",
    "vietat",
    "proibid",
    "zabronion",
    "запрещ",
    "yasak",
    "禁止",
    "금지",
    "刪除",
    "slett",
    "slette",
    "radera",
    "ta bort",
    "poista",
    "vymaž",
    "smaž",
    "törölj",
    "izbriš",
    "obriš",
    "видал",
    "изтри",
    "ștergeț",
    "διαγρά",
    "xóa",
    "hapus",
    "למחוק",
    "förbjud",
    "forbudt",
    "kielletty",
    "difus",
]
_ALL = (_SECRET, _MEANT, _ASTRAY, _RID)
_ASCII = tuple([word for word in theme if word.isascii()] for theme in _ALL)
_WIDE = re.compile("[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]")  # says more in less
_MESSAGE = re.compile(
    r"(?<!\w)(?:e-?mails?|mail|message|communication|transmission|nachricht|courriel|mensaje"
    r"|correo|mensagem|messaggio|comunicazione|informazion\w+|informa\w+|e-?mailbericht"
    r"|bericht|wiadomość|сообщени\w+|письм\w+|ileti\w*|mesaj\w*|رسالة|پیام|ایمیل"
    r"|viesti\w*|e-?posten|e-?post\w*|melding\w*|besked\w*|poruk\w+|sporočil\w+|порук\w+|повідомлен\w+|лист|zinojum\w*|ziņojum\w*|laišk\w+|thư|pesan|surel|הודעה|meddelande\w*|zpráva|správa|üzenet|μήνυμα|document|anh\w+|attachments?)(?!\w)|メール|邮件|郵件|메일"
)


def is_banner(line: str) -> bool:
    """Tell whether a gateway warns here of mail from outside."""
    return bool(_BANNER.match(line[:300]))


def starts_footer(lines: list[str], index: int) -> bool:
    """Tell whether a disclaimer or a scanner's seal starts at this line."""
    line = lines[index]
    if line.startswith("<http") and index + 1 < len(lines) and _URL.fullmatch(line):
        line = lines[index + 1]  # a seal may begin with its picture's link
    if _SEALED.match(line[:300].lower()):
        return True
    if index and lines[index - 1].strip():
        return False
    paragraph = _paragraph(lines, index)
    wide = not paragraph.isascii() and _WIDE.search(paragraph) is not None
    if len(paragraph) >= (LONG // 3 if wide else LONG):
        return _disclaims(paragraph, ENOUGH)
    return len(paragraph) >= SHORT and _disclaims(paragraph, MANY)


def _paragraph(lines: list[str], index: int) -> str:
    found = []
    for line in lines[index : index + 25]:
        if not line.strip():
            break
        found.append(line)
    return " ".join(found)[:MAX_PARAGRAPH]


def _disclaims(paragraph: str, enough: int) -> bool:
    """Tell whether it is about secrets, whom they are meant for, and what to do with them."""
    folded = paragraph.lower()
    secret, meant, astray, rid = _ASCII if folded.isascii() else _ALL
    holds = folded.__contains__
    found = int(any(map(holds, secret)))
    if not found and enough == MANY:
        return False
    found += any(map(holds, meant))
    if not found or not _MESSAGE.search(folded):
        return False
    return found + any(map(holds, astray)) + any(map(holds, rid)) >= enough

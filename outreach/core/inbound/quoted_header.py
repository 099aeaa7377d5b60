"""Where an old message starts without quote marks: its header in any tongue, or a ruled line."""

from __future__ import annotations

import re

NEAR = 10  # lines below its first that a header may take
ENOUGH_ROLES = 3
SHORT = 60  # characters of a ruled line's words without its rule
STRANGE = 4  # lines "Label: value" of a header in a language that is not listed
SPREAD = 20  # lines of a header whose labels stand alone
MAX_LABEL = 30
MAX_RULED = 300

_FROM = (
    "from|von|de|da|van|från|fra|lähettäjä|od|от|від|από|kimden|gönderen|feladó|de la"
    "|expeditor|发件人|寄件者|寄件人|差出人|送信者|보낸 사람|보낸사람|발신|발신자|보낸이"
    "|من|از|מאת|จาก|từ"
    "|dari|šalje|pošiljatelj|nuo|no|saatja|kellelt|de part de|expéditeur|remitente"
    "|mittente|remetente|absender|afzender|nadawca|отправитель|відправник|odesílatel"
    "|odosielateľ|avsändare|afsender|avsender|प्रेषक|से|pengirim|frá|nga|подател"
)
_DATE = (
    "sent|date|gesendet|datum|envoyé|envoye|date d'envoi|enviado|enviado el|enviada"
    "|enviada em|enviado em|fecha|data|inviato|data invio|verzonden|skickat|sendt|dato"
    "|lähetetty|päivämäärä|pvm|wysłano|wysłane|wyslano|odesláno|odoslané|odoslane|dátum"
    "|отправлено|дата|дата отправки|надіслано|изпратено|στάλθηκε|ημερομηνία|gönderildi"
    "|gönderilme|gönderme tarihi|tarih|elküldve|küldve|küldés dátuma|trimis|发送时间|发送日期"
    "|發送時間|寄件日期|傳送時間|日期|时间|送信日時|送信日|日時|日付|보낸 날짜|보낸날짜"
    "|보낸 시간|날짜|التاريخ"
    "|تاريخ الإرسال|تم الإرسال|أرسلت|ارسال شده|تاریخ|تاریخ ارسال|תאריך|נשלח|ส่งเมื่อ|ส่ง|วันที่"
    "|đã gửi|gửi|ngày|dikirim|tanggal|poslano|poslato|išsiųsta|nosūtīts|saadetud|enviat"
    "|enviat el|datums|kuupäev|दिनांक|भेजा गया|data de envio"
)
_TO = (
    "to|an|à|a|para|aan|till|til|vastaanottaja|do|komu|кому|до|προς|kime|alıcı|címzett"
    "|către|收件人|收件者|宛先|받는 사람|받는사람|수신|수신자|받는이|إلى|به|گیرنده|אל|ถึง"
    "|đến|tới|kepada"
    "|untuk|prima|za|kam|kellele|adressaat|saaja|per a|प्रति|destinataire|destinatario"
    "|destinatário|destinataria|empfänger|delivered-to|получател|získal"
)
_SUBJECT = (
    "subject|betreff|objet|asunto|oggetto|ogg|assunto|onderwerp|ämne|emne|aihe|temat"
    "|předmět|predmet|тема|тема письма|относно|θέμα|konu|tárgy|subiect|主题|主題|主旨|件名|제목"
    "|الموضوع|موضوع|נושא|เรื่อง|chủ đề|tiêu đề|subjek|perihal|zadeva|naslov|teema|tema"
    "|temats|tēma|assumpte|विषय|efni"
)
_OTHER = (
    "cc|bcc|cci|cco|ccn|kopie|copie|copie à|copia|c.c|kopia|kopio|kopi|dw|udw|копия|копія"
    "|másolat|抄送|副本|参照|참조|نسخة|رونوشت|עותק|bilgi|reply-to|reply to|antwort an|répondre à"
    "|responder a|rispondi a|risposta|importance|priority|wichtigkeit|importancia"
    "|priorità|attachments|anlagen|anhänge|pièces jointes|adjuntos|allegati|bijlagen"
    "|organization|organisation|message-id|in-reply-to|references|newsgroups|x-mailer"
)
_ROLES = {
    label: role
    for role, labels in {
        "f": _FROM,
        "d": _DATE,
        "t": _TO,
        "s": _SUBJECT,
        "o": _OTHER,
    }.items()
    for label in labels.split("|")
}
_OPENINGS = frozenset({"\xa0", *(label[0] for label in _ROLES)})
_STAMP = re.compile(r"\b(?:19|20|25)\d\d\b.{0,40}\d{1,2}[:.]\d{2}")
_FACT = re.compile(r"@|\d")  # an address or a date; "From: what I see" has none
_MOMENT = re.compile(r"(?:19|20|25)\d\d|\d{1,2}[:.]\d{2}|\d[./-]\d{1,2}[./-]\d")
_UNRULED = re.compile(r"\s{2,9}([^\W\d_][^:.]{4,40}?)\s{0,4}$")  # as BlackBerry put it
_BY_ADDRESS = re.compile(r"\s{0,9}\S.{0,80}[^\s<>@]@[^\s<>@]{2,80}>?.{0,40}$")
_EDGE = " \t*_|>"
_LABELS = re.compile(r"(?:^|\s)([^\W\d_]{1,20}) ?[:：](?=\s)")
_LABEL_END = re.compile("[:：|]")
_LINE = r"-=_*#~\u2010-\u2015\u2500\u2501"  # what rules are drawn with
_DRAWN = frozenset("-=_*#~\u2010\u2011\u2012\u2013\u2014\u2015\u2500\u2501")
_RULED = re.compile(
    rf"\s{{0,9}}[{_LINE}]{{2,}}\s{{0,9}}(?=[^{_LINE}\s])"
    rf"(.{{3,200}}?)\s{{0,9}}(?<![{_LINE}])[{_LINE}]{{2,}}+\s*$"
)
_SPACED = re.compile(r"(?<=[-=_*]) (?=[-=_*])")  # a rule drawn "- - -"
_PLAIN_RULE = re.compile(r"\s{0,9}([-_=*])\1{4,200}$")
_OLD = re.compile(
    r"(?:origin|forward|ursprüngl|weitergel|weiterleit|transf[eé]r|transmis|reenviad"
    r"|encaminhad|inoltrat|oorspronkel|doorgest|vidarebefor|videresend|ursprung|opprinnel"
    r"|oprindel|välitet|alkuperäi|oryginaln|przekaz|původní|přeposl|pôvodn|preposl|исходн"
    r"|пересыла|пересла|переадрес|оригинал|препрат|eredeti|továbbít|redirecțion|orijinal"
    r"|özgün|iletilen|αρχικ|προωθ|gốc|chuyển tiếp|asli|diteruskan|izvorn|proslijeđ"
    r"|original|原|转发|轉寄|轉發|元の|転送|원본|전달|الأصلي|محول|اصلی|המקורית|ต้นฉบับ"
    r"|replied message"
    r"|mail d'origine|d'origine)",
    re.IGNORECASE,
)
_WORDS_OF_FORWARD = re.compile(
    r"\W{0,3}+(?:begin forwarded message|anfang der weitergeleiteten (?:nachricht|e-mail)"
    r"|début du message (?:réexpédié|transféré)|inicio del mensaje reenviado"
    r"|inizio messaggio inoltrato|início da mensagem (?:encaminhada|reencaminhada)"
    r"|begin doorgestuurd bericht|vidarebefordrat (?:mail|brev|meddelande)"
    r"|videresendt (?:besked|melding)|start på videresendt besked|välitetty viesti alkaa"
    r"|początek przekazywanej wiadomości|начало переадресованного (?:сообщения|письма)"
    r"|iletilen (?:ileti|mesaj)\w* başlangıcı|転送されたメッセージ|以下是转发的邮件"
    r"|以下為轉寄的郵件"
    r"|전달된 메시지 시작|inactive hide details for)\b",
    re.IGNORECASE,
)
_FORWARD_OPENINGS = frozenset("badivspнi転以전")
_BEFORE = " \t*_|>-<[(\"'=~#\xa0\u200e\u200f"
_ABOVE = re.compile(
    r"\W{0,6}+(?:(?:please )?(?:type|write|enter|reply|respond|add)\b.{0,50}\babove\b"
    r".{0,40}\bline|in replies all text above|bitte .{0,40}(?:über|oberhalb) dies\w+ "
    r"(?:zeile|linie)|antwort.{0,40}(?:über|oberhalb) dies\w+ (?:zeile|linie)|veuillez "
    r".{0,40}au-dessus de cette ligne|répond\w+ au-dessus|(?:responda|escriba|por favor)"
    r".{0,50}(?:encima|arriba|sobre) de? ?(?:esta )?l[ií]nea|(?:digite|responda|escreva)"
    r".{0,50}acima (?:desta|da) linha|(?:scrivi|rispond|digita).{0,50}sopra (?:a )?quest"
    r"\w+ (?:riga|linea))",
    re.IGNORECASE,
)
_ABOVE_AT_END = re.compile(
    r"\W{0,6}.{0,30}(?:boven deze (?:regel|lijn)|ovan(?:för)? den här rad|over denne linje"
    r"|powyżej tej lini|.{0,10}выше этой (?:строки|линии)|この(?:線|行)より上"
    r"|在此行(?:以)?上)",
    re.IGNORECASE,
)
# One of these stands in each such line, and a search for them is quick.
_ABOVE_WORDS = (
    *("above", "über dies", "oberhalb dies", "au-dessus", "encima", "arriba", "sobre"),
    *("acima", "sopra", "boven", "ovan", "over denne", "powyż", "выше этой", "より上"),
    "在此行",
)


def may_ask_above(text: str) -> bool:
    """Tell whether a line of the text may ask to answer above it."""
    folded = text.lower()
    return any(word in folded for word in _ABOVE_WORDS)


def opens_old_message(lines: list[str], index: int, *, asks_above: bool = True) -> bool:
    """Tell whether the message that is answered starts at this line, unquoted.

    `asks_above` is what `may_ask_above` says of the whole text.
    """
    line = lines[index][:MAX_RULED]
    head = line[: MAX_LABEL * 2]
    labelled = ":" in head or "：" in head or "|" in head
    if labelled and _role(line):
        return _is_header(lines, index) or _is_folded_header(line)
    if _forwards(line) or (asks_above and _is_above(line)):
        return len(line) < MAX_RULED // 2
    if line.lstrip()[:1] not in _DRAWN:  # no rule begins so
        if (
            line[:1] == " "
            and len(line) < SHORT
            and (bare := _UNRULED.match(line))
            and _OLD.search(bare[1])
        ):
            return _header_follows(lines, index)
        if "@" in line and _is_spread_header(lines, index):
            return True
        return ":" in line[:MAX_LABEL] and _is_strange_header(lines, index)
    ruled = _RULED.match(_SPACED.sub("", line))
    if ruled is None and _PLAIN_RULE.match(line):
        return len({_role(one) for one in lines[index + 1 : index + 3]} - {""}) > 1
    if ruled is None:
        return ":" in line[:MAX_LABEL] and _is_strange_header(lines, index)
    inner = ruled[1].replace("&nbsp;", " ").replace("\xa0", " ")
    return bool(
        _OLD.search(inner) or _is_above(inner) or line.lstrip().startswith("##-")
    ) or _header_follows(lines, index)


def _forwards(line: str) -> bool:
    """Tell whether it says that a forwarded message begins here."""
    first = line.lstrip(_BEFORE)[:1].lower()
    return first in _FORWARD_OPENINGS and _WORDS_OF_FORWARD.match(line) is not None


def _is_above(line: str) -> bool:
    """Tell whether it asks to answer above this line."""
    return bool(_ABOVE.match(line) or _ABOVE_AT_END.match(line))


def _label(line: str) -> str:
    bare = line[: MAX_LABEL * 2].lstrip(_EDGE)
    end = _LABEL_END.search(bare, 0, MAX_LABEL + 1)
    return bare[: end.start()].strip(_EDGE + "\xa0").lower() if end else ""


def _role(line: str) -> str:
    if line[: MAX_LABEL * 2].lstrip(_EDGE)[:1].lower() not in _OPENINGS:
        return ""
    return _ROLES.get(_label(line), "")


def _block(lines: list[str], index: int) -> list[str]:
    return [line for line in lines[index : index + NEAR] if line.strip()][:6]


def _is_header(lines: list[str], index: int) -> bool:
    near = _block(lines, index)
    roles = {_role(line) for line in near} - {""}
    if len(roles) >= ENOUGH_ROLES:
        fact = _FACT if "s" in roles else _MOMENT  # a journey has from, to and date too
        told = any("@" in line or fact.search(line) for line in near if _role(line))
        return bool(roles & {"f", "t"}) and told
    addressed = any("@" in line for line in near if _role(line) in ("f", "t"))
    return len(roles) == ENOUGH_ROLES - 1 and "f" in roles and addressed


def _is_folded_header(line: str) -> bool:
    """Tell a header whose lines were all joined into one."""
    roles = {_ROLES.get(label.lower()) for label in _LABELS.findall(line)}
    return "@" in line and {"f", "s"} <= roles and bool(roles & {"d", "t"})


def _header_follows(lines: list[str], index: int) -> bool:
    for line in lines[index + 1 : index + 4]:
        if line.strip():
            return bool(_role(line)) and _is_header(lines, index + 1)
    return False


def _is_spread_header(lines: list[str], index: int) -> bool:
    """Tell the header of Notes: who and when, then each label on a line of its own."""
    near = lines[index + 1 : index + SPREAD]
    labels = {
        _ROLES.get(one.strip(" :：").lower()) for one in near if len(one) < MAX_LABEL
    }
    if not {"t", "s"} <= labels or not _BY_ADDRESS.match(lines[index]):
        return False
    return any(map(_MOMENT.search, lines[index : index + 4]))


def _is_strange_header(lines: list[str], index: int) -> bool:
    """Tell a header by its shape: labels, one with an address, one with a date and time."""
    block = lines[index : index + 6]
    labelled = []
    for line in block:
        if not _label(line) or line.startswith(" "):
            break
        labelled.append(line[:MAX_RULED])
    return (
        len(labelled) >= STRANGE
        and any("@" in line for line in labelled)
        and any(_STAMP.search(line) for line in labelled)
    )

"""The line a mail program writes to praise itself: "Sent from my iPhone", in any tongue."""

from __future__ import annotations

import re
from unicodedata import normalize

MAX_OFFER = 9  # words of "Get Outlook for iOS"
MAX_WORDS = 14  # of a device's advertisement that is told by its words alone
MAX_SPACES = 30  # in so many words, however they are spaced
MAX_DEVICE = 200

_SENT = (
    r"sent|gesendet|geschickt|verschickt|envoy\w*|expedie|enviad\w+|enviat|inviat\w+"
    r"|spedit\w+|verzonden|verstuurd|skicka\w+|sendt|send|lahetetty|wyslan\w+|odeslan\w+"
    r"|odoslan\w+|отправлен\w*|послан\w*|надіслан\w*|послат\w*|изпратен\w*|gonderil\w+|kuldv\w*|kuldte\w*"
    r"|elkuldve|trimis|σταλθηκε|εσταλη|נשלח|ارسلت|ارسال|نشات|نشئت|dikirim|poslano|poslato"
    r"|issiusta|nosutits|saadetud|gui tu|送信|发自|發自|傳送|发送|보냄|보냈|ส่งจาก|भेजा"
)
# What bears a name of its own stands whole amid any script: "Galaxy에서", "发自iPhone".
_BRAND = (
    r"iphone|ipad|ipod|ios|android|galaxy|samsung|huawei|xiaomi|redmi|oneplus|nokia|pixel"
    r"|motorola|blackberry|windows|outlook|yahoo!?|yandex|mail\.ru|mymail|proton|oppo|vivo"
    r"|realme|xperia|htc|protonmail|gmail|gmx|web\.de|mailbird|superhuman|airmail|mailspring"
    r"|canary|zoho|spark|bluemail|aquamail|wps|tuta|tutanota|fastmail|aol|thunderbird|k-9"
    r"|fairemail|edison|newton|foxmail|naver|missive|shortwave|polymail|em client|emclient"
)
_DEVICE = (
    r"iphone\w*|ipad\w*|android\w*|яндекс\w*|айфон\w*"
    r"|mobile|mobil\w*|handy\w*|smartphone\w*|telefon\w*|telephone|telefono|telefone"
    r"|unterwegs|phone|tablet\w*|device|mail|appareil|gerat|смартфон\w*|телефон\w*|планшет\w*|мобильн\w*"
    r"|puhelim\w*|dien thoai|cellulare|movil|celular|portable|gsm|telemovel"
)
_GET = (
    r"get|download|try|hent|last ned|hamta|pobierz|obten\w*|descarg\w+|obtenez|telecharge\w+"
    r"|scarica|ottieni|baixe|obter|obtenha|download|ontvang|herunterladen|holen|laden|hol dir"
    r"|lataa|hanki|stahn\w+|ziska\w+|letolt\w+|скача\w+|загруз\w+|получ\w+|завантаж\w+"
    r"|отрима\w+|indir\w*|edin\w*|dapatkan|tai|descarca\w*|obtine\w*|κατεβαστε|ληψη"
    r"|preuzmi\w*"
)
_GET_WORD = re.compile(
    rf"(?<!\w)(?:{_GET})(?!\w)|获取|取得|入手|下载|ダウンロード|다운로드|가져오기|دریافت|احصل|הורד|קבל"
)
_SENT_WORD = re.compile(
    rf"(?<!\w)(?:{_SENT})(?!\w)|送信|发自|發自|傳送|发送|보냄|보냈|ส่งจาก"
)
_BRAND_WORD = re.compile(rf"(?<![a-z])(?:{_BRAND})(?![a-z])")
_NAME = re.compile(
    rf"(?<![a-z])(?:{_BRAND}|{_DEVICE})(?![a-z])"
    r"|手机|手機|携帯|スマートフォン|휴대폰|휴대전화|邮箱|郵箱|آیفون|ایفون|موبایل|ايفون"
)
_PLAIN_WORDS = "|".join(
    word for word in f"{_BRAND}|{_DEVICE}".split("|") if word.isascii()
)
_PLAIN_NAME = re.compile(rf"(?<![a-z])(?:{_PLAIN_WORDS})(?![a-z])")
_OPENING = re.compile(
    r"[<(\[\s*_]{0,4}(?:(?:this (?:e-?mail|message) was )?sent (?:from|via|with|by"
    r"|using)\b|from my \w|get outlook for|get \[?outlook|envoye (?:de|depuis|a partir"
    r"|avec)\b|gesendet (?:von|mit|uber) (?:mein|der|dem|meiner|outlook|mail|windows|iphone"
    r"|ipad|android|yahoo|gmx|web|samsung|proton)|diese nachricht wurde von"
    r"|enviad[oa] (?:desde|do|da|a partir|con|pelo|via|com)\b|inviat[oa] (?:da|dal|con)\b"
    r"|verzonden (?:vanaf|met|van|via|vanuit)\b|verstuurd (?:vanaf|met|via|vanuit)\b|sendt "
    r"fra\b|skickat fran\b|lahetetty\b.{0,20}(?:puhelim|iph|laitt)|wyslan[eoya] "
    r"(?:z|przez|za)\b|odeslano z\b|odoslane z\b|отправлено (?:с|со|из|через)\b|надіслано з\b"
    r"|iphone[’'`]?umdan|发自我的|發自我的|從我的|从我的|ส่งจาก|ارسال شده از|ارسلت من"
    r"|نشات من|נשלח מ"
    r"|trimis de pe|poslano s |typed on (?:my|a) (?:phone|iphone|mobile|tiny))"
)
_STATES = re.compile(r"\b(?:is|was|were|isn't|wasn't)\b(?! sent)")
_PERSONAL = re.compile(
    r"\b(?:i|you|we|he|she|it|your|our|ich|sie|wir|ihre?[rnms]?|unsere?[rnms]?|je|vous|nous"
    r"|votre|vos|notre|nos)\b"
)
_PHONE = re.compile(
    r".{1,30} from (?:my )?(?:mobile|phone|iphone|ipad|android)\W*$|von meinem .{2,30} aus\W*$"
)
_OUTLOOK = re.compile(
    r"outlook\b\W{1,4}(?:\w{1,9}\W{1,3})?(?:ios|android)(?![a-z])|^\W*(?:ios|android)\b.{0,40}outlook"
)
_SYSTEMS = frozenset(["ios", "android", "iphone", "ipad", "windows"])
_PRODUCT = re.compile(r"yahoo mail\W{1,4}\w+, \w+, \w+\W*$")  # and its slogan
_PLAIN = str.maketrans("łıđ", "lid")
_ACCENTS = re.compile(r"[\u0300-\u036f\u064b-\u065f\u0670]")
_URL = re.compile(r"[<\[(]?https?://\S{1,300}")


def is_device_line(line: str, *, certain: bool = False) -> bool:
    """Tell whether a mail program wrote this line to praise itself.

    `certain` asks for a short line that names a device.
    """
    if not line or len(line) > MAX_DEVICE:
        return False
    bare = _folded(line)
    if "://" in bare:
        bare = _URL.sub(" ", bare)
    named = "?" not in bare and bare.count(" ") < MAX_SPACES and _names(bare)
    if (certain and not named) or _STATES.search(bare):
        return False
    if named and len(bare.split()) <= MAX_WORDS:
        if _SENT_WORD.search(bare) and not _is_sentence(bare):
            return True
        if _is_offer(bare):
            return True
    return not certain and bool(_OPENING.match(bare) or _PHONE.match(bare))


def is_nothing_but_device(line: str) -> bool:
    """Tell whether even a mail's only line was written by its program."""
    return is_device_line(line, certain=True) and bool(_OPENING.match(_folded(line)))


def _names(bare: str) -> bool:
    """Tell whether a device or a program is named in it."""
    known = _PLAIN_NAME if bare.isascii() else _NAME
    return known.search(bare) is not None


def _is_offer(bare: str) -> bool:
    """Tell "Get Outlook for iOS", in any tongue: an order to get it, by its name, no more."""
    if _PRODUCT.match(bare):
        return True
    if _OUTLOOK.search(bare):
        return True
    names = set(_BRAND_WORD.findall(bare))
    product = bool(names & _SYSTEMS) and not names <= _SYSTEMS
    return product and bool(_GET_WORD.search(bare)) and len(bare.split()) <= MAX_OFFER


def _is_sentence(bare: str) -> bool:
    """Tell a person's sentence: it says I, you or what was sent."""
    return bool(_PERSONAL.search(bare) and not _OPENING.match(bare))


def _folded(line: str) -> str:
    """Return the line in lower case without accents and vowel points."""
    if line.isascii():
        return line.lower()
    parts = normalize("NFKD", line.lower().translate(_PLAIN))
    return normalize("NFC", _ACCENTS.sub("", parts))

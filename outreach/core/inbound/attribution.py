"""The line a mail client puts above a quote: "On Monday Anna wrote:", in any language.

What decides is its shape: a colon at its end, a full date, an address, a quote below. The
verbs are only needed where the shape alone could also be a person's own sentence.
"""

from __future__ import annotations

import re

MAX_LINES = 5
MAX_LENGTH = 500
ALL = 3  # a date, an address and a verb
MAX_NAME = 120  # characters of "Anna Lee writes:", which has neither date nor address
WIDEST = 400  # characters of one line that are looked at

_VERBS = (
    r"wrote|writes|schrieb|schreef|geschrieben|geschreven|écrit|ecrit|escribió"
    r"|escribio|escreveu|scritto|scrisse|skrev|kirjoitti|napisał\w*|napisal\w*|pisze"
    r"|pisał\w*|написал\w*|написа|написав\w*|пишет|пише|писал\w*|пиша|napsal\w*"
    r"|napísal\w*|píše|írta|a scris|yazdı|yazmış|έγραψε|đã viết|menulis|va escriure"
    r"|ha escrit|rašė|rakstīja|kirjutas|kirjutab|skrifaði|idatzi|shkroi|เขียนว่า|เขียน"
    r"|ने लिखा|লিখেছেন|كتب\w*|نوشت\w*|כתב\w*"
)
_VERB = re.compile(
    rf"(?<!\w)(?:{_VERBS})(?!\w)"
    r"|写道|寫道|书写|のメール|書きました|作成|님이 작성|작성|쓴 글|بواسطة|מאת",
    re.IGNORECASE,
)
# A person's "I wrote down the points:" goes on in lower case; a client's line does not.
_GOES_ON = re.compile(
    r"\s(?!am\b|je\b|het\b|folgendes\b|via\b|kl\b|klo\b|kello\b|le\b|om\b|den\b|de\b"
    r"|da\b|del\b|van\b|von\b|der\b)[a-zäöüßéèñçãõåøæ]+\s[a-z]"
)
_FIRST_PERSON = re.compile(
    r"(?<!\w)(?:I|we|ich|wir|je|nous|yo|io|eu|ik|wij|jag|vi|jeg|я|мы)"
    r" (?:\w+ ){0,2}?(?:wrote|said|schr|habe|haben|escrib|escrev|scri|schreef|heb|skrev"
    r"|пис|напис)|j'ai |\bai écrit|\bho scritto|he escrito",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"\b(?:19|20|25)\d\d\b|\d{4}[年년]|(?<![\d.])\d{1,4}[./-]\s?\d{1,2}[./-]\s?\d{1,4}"
)
_DIGIT = re.compile(r"\d")  # in every date there is one
_WORD = re.compile(r"\w")
_CLOCK = re.compile(r"\d{1,2}[:.h]\d{2}|\d\s?[ap]\.?m\b", re.IGNORECASE)
_ADDRESS = re.compile(r"[^\s<>()@]{1,120}@[^\s<>()@]{2,150}")
_COLON = re.compile(r"[:：]\W{0,4}$")
_STARTS = re.compile(
    r"[^\w<>]{0,3}(?:On|Am|Le|El|Il|Em|No|Op|Den|Dnia|W|På|Vào|Pada|Dne|Dňa|Pe|Στις"
    r"|At|V|В|У|На|ב|בתאריך|في|در|ในวันที่|Kuupäev|Missatge|Wiadomość|In|Al|À|A)"
    r"(?=[\s.,\-‑])|[^\w<>]{0,3}\d|[\"'*«在於于]"
    r"|[^\W\d]{1,12}\.?,? \d{1,2}|\S.{0,100}[<(][^<>\s]{1,120}@"
    r"|[^\W\d]{2,20}\.?,? (?:[^\W\d]{2,12}\.? )?\d{1,2}",
    re.IGNORECASE,
)
_OPENS = re.compile(r"[^\w<>]{0,3}(?:On|Am|Le|El|Il|Em|Op|Den|Dnia|Dne|At|\d)\b")
_ENDED = re.compile(r"(?<!\d)[.!?]$")
# As old Gmail wrote in some languages: the date, the name and the address, and no more.
_DATE_AND_SENDER = re.compile(
    r"\d{4}[-/.]\d{1,2}[-/.]\d{1,2}[^<>]{0,120}<\s{0,3}[^<>@\s]{1,100}@[^<>]{1,100}>$"
)
# Some phones put the quote on the same line.
_RUN_ON = re.compile(
    r"\s{0,20}(?:On|Am|Le|El|Il|Em|Op|Den|Pe|В)\s.{10,120}<[^<>\s]{1,100}@[^<>\s]{1,100}>"
    r"[^:：<>]{0,40}[:：]\s"
)
_RULED = re.compile(r"\s{0,3}-{2,}(?!-)\s?.{5,300}(?<!-)-{2,}$")
_NEWS = re.compile(r".{1,120}\b(?:wrote|schrieb) in (?:message|im newsbeitrag)\b")
_ARROWED = re.compile(r">>> .{3,200}\d.{0,60} >>>$")  # GroupWise: who and when
# As web mailers of old put it: "Quoting Anna Lee <anna@...>:", in whichever tongue.
_QUOTING = re.compile(
    r"[^\W\d_]\w{2,20}(?: \S{1,40}){0,6} <?[^\s<>()@]{1,120}@[^\s<>()@]+>?:$"
)


def may_introduce(line: str) -> bool:
    """Tell whether the line may end an attribution: most lines show that they do not."""
    if not line or line[-1] in ":：>-":
        return bool(line)
    if ":" not in line:
        return False
    last = line[:WIDEST]
    known = "@" in line or " in " in line or last[-1] == "-"
    return known or _COLON.search(last[-6:]) is not None


def attribution(lines: list[str], end: int, first: int) -> int:
    """Return how many lines, the last at `end`, none before `first`, introduce a quote."""
    last = lines[end]
    if len(last) > WIDEST:
        last = last[:WIDEST]
    if "@" in last and _RUN_ON.match(last):
        return 1
    if "@" in last and _DATE_AND_SENDER.match(last.strip()):
        return int(any(lines[end + 1 :]))  # a person's last words may look so
    if last.endswith("-") and _RULED.match(last) and _VERB.search(last):
        return int(bool(_DATE.search(last) or _is_addressed(last)))
    if " in " in last and _NEWS.match(last) and _is_followed_by_quote(lines, end):
        return 1
    if last.endswith(">>>") and _ARROWED.match(last):
        return 1
    if not _COLON.search(last[-6:]):
        wrapped = _wrapped_date_and_sender(lines, end, first)
        return 2 if wrapped else 0
    return _span(lines, end, first)


def _wrapped_date_and_sender(lines: list[str], end: int, first: int) -> bool:
    if end == first or not lines[end].endswith(">"):
        return False
    before = lines[end - 1].strip()
    if not before[:4].isdigit() or len(before) > WIDEST:
        return False
    return bool(_DATE_AND_SENDER.match(f"{before} {lines[end].strip()}"))


def _span(lines: list[str], end: int, first: int) -> int:
    quoted = _is_followed_by_quote(lines, end)
    joined, found, known = "", 0, 0
    for start in range(end, max(first, end - MAX_LINES + 1) - 1, -1):
        line = lines[start][:WIDEST].strip()
        if not line and not joined.startswith("<"):
            break
        joined = f"{line} {joined}".strip()
        if len(joined) > MAX_LENGTH or (found and _ENDED.search(line)):
            break
        if not line or not introduces(joined, quoted=quoted):
            continue
        if start < end and not (_is_dated(joined) or _is_addressed(joined)):
            break
        named = _named(joined)
        if named > known:  # a wrapped one is told by its end too, but less is in it
            found, known = end - start + 1, named
        if known == ALL or (_OPENS.match(line) and _is_dated(joined)):
            break
    return found


def _named(text: str) -> int:
    """Return how many of a date, an address and a verb stand in the text."""
    found = (_is_dated(text), _is_addressed(text), _VERB.search(text) is not None)
    return sum(found)


def _is_dated(text: str) -> bool:
    return _DIGIT.search(text) is not None and _DATE.search(text) is not None


def _is_addressed(text: str) -> bool:
    return "@" in text and _ADDRESS.search(text) is not None


def _is_followed_by_quote(lines: list[str], end: int) -> bool:
    for line in lines[end + 1 : end + 3]:
        if line.strip():
            return line.lstrip().startswith((">", "|"))
    return False


def introduces(text: str, *, quoted: bool) -> bool:
    """Tell whether a text ending in a colon names who wrote the old message, and when."""
    dated, addressed = _is_dated(text), _is_addressed(text)
    if not (quoted or dated or addressed):
        return False  # a verb alone names nobody
    if not _STARTS.match(text) or _FIRST_PERSON.search(text):
        return quoted and (_names_writer(text) or bool(_QUOTING.match(text)))
    verb = _VERB.search(text)
    if verb and _GOES_ON.match(text, verb.end()):
        verb = None
    if dated and addressed:
        return True
    if verb and addressed and _CLOCK.search(text):
        return True
    if verb and dated and not text[:1].islower():
        return True
    if addressed and _names_writer(text):
        return True
    return quoted and (dated or _names_writer(text) or bool(_QUOTING.match(text)))


def _names_writer(text: str) -> bool:
    """Tell whether this is "Anna Lee <anna@...> writes:" and no more."""
    if len(text) > MAX_NAME + WIDEST // 4 or _FIRST_PERSON.search(text):
        return False
    verb = _VERB.search(text)
    if verb is None or not text.lstrip("|* \"'")[:1].isupper():
        return verb is not None and _is_dated(text)
    return not _WORD.search(text, verb.end()) or _is_dated(text)

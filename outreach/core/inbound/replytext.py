"""What a person wrote in a reply, told from what the mail client quoted below or above it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import groupby

from outreach.core.inbound.attribution import attribution, may_introduce
from outreach.core.inbound.device import is_device_line, is_nothing_but_device
from outreach.core.inbound.footer import is_banner, starts_footer
from outreach.core.inbound.quoted_header import may_ask_above, opens_old_message
from outreach.core.inbound.signature import without_contacts

MAX_LINES = 4_000
MAX_LINE = 2_000  # characters of a line that are looked at
FOOTER_LINES = (
    6  # own-looking lines after the last quote that are a footer, not an answer
)
MAX_GREETING = 60
MAX_FOOTER = 100  # characters of a line of a signature or a seal; prose is longer
FEW_LINES = 3  # that a person writes under an attribution whose quote they took away
MIN_PROSE = 4  # words in lower case
MIN_WRAPPED = 58  # characters of a quoted line that was wrapped once more
SIGNATURE_LINES = 10  # below a rule of stars or the like


@dataclass(frozen=True, slots=True)
class Reply:
    """`text` keeps the quoted lines an inline answer stands between; `own` has none.

    `own` also lacks the name's address block: nothing of it is a wish.
    """

    text: str
    own: str


_UNDERSCORES = re.compile(r"\s{0,3}_{5,}\s*$")
_RULE = re.compile(
    r"\s{0,20}([-=_*~#+\u2010-\u2015\u2500\u2501])(?:[ \t]{0,3}\1){1,200}$"
)
_DRAWN = frozenset("-=_*~#+\u2010\u2011\u2012\u2013\u2014\u2015\u2500\u2501")
_SIGNATURE = re.compile(r"(?:--|—|–|__)\s*$")
_QUOTE = re.compile(r"\s{0,3}>")
_GROUPWISE = re.compile(  # its attribution only looks as if it were quoted
    r">>> .{0,200}\b(?:in message|in nachricht|dans le message|en el mensaje)\b",
    re.IGNORECASE,
)
_LEFT_OUT = str.maketrans("tesq", "xxxQ")  # of the kinds of lines
_MARKS = re.compile(r"[\s>]+")
_ALONE = re.compile(r"(?<![^es])t(?![^eqahd])")  # among the kinds of lines
_WRAPPED = re.compile(r"qt(?=q)")
_CONTACT = re.compile(
    r"https?:|www\.|@|\+?\d[\d ()./-]{6,}|\b(?:tel|phone|fax|mobil)", re.IGNORECASE
)
_FIRM = re.compile(
    r"\b(?:inc|ltd|corp|co|llc|s\.a|b\.v|e\.k|e\.v|s\.r\.o|jr|sr)\.$", re.IGNORECASE
)
_LINK = re.compile(r"https?:|www\.", re.IGNORECASE)
_GREETING = re.compile(
    r"(?:hi|hello|hey|dear|good (?:morning|afternoon|evening)|hallo|guten (?:tag|morgen)"
    r"|liebe[rs]?|sehr geehrte|bonjour|salut|cher|chère|hola|buen[oa]s|estimad[oa]|ciao"
    r"|buongiorno|gentile|olá|oi|bom dia|prezad[oa]|beste|geachte|cześć|dzień dobry|hej"
    r"|hei|moi|ahoj|dobrý den|здравствуйте|привет|добрый день|merhaba|سلام|مرحبا|您好|你好)\b"
    r"[^.?]{0,40}[,!:،，、.]?$|[^.?]{1,40}[,،，]$",
    re.IGNORECASE,
)
_INVISIBLE = str.maketrans(
    dict.fromkeys(
        "\u200b\u200c\u200e\u200f\u061c\ufeff\u2060\u2061\u2062\u2063\u2064\u202a\u202b\u202c\u202d\u202e"
        "\u2066\u2067\u2068\u2069\xad"
    )
)


def read_reply(text: str) -> Reply:
    """Tell the person's words from the rest. Linear in the text; never raises."""
    lines = [line.rstrip() for line in text.split("\n")[:MAX_LINES]]
    seen = [
        line if line.isascii() and line[:4] != ">>> " else _seen(line) for line in lines
    ]
    kinds = _shown(seen)
    text = "\n".join(_kept(lines, kinds)).strip("\n")
    own = [line for line, kind in zip(lines, kinds, strict=False) if kind in "teo"]
    if "```" in text:  # in code a line may begin as a quote does
        own = [line for line in own if not _QUOTE.match(line)]
    if not text:
        return Reply(_under_header(seen, lines), "")
    if _may_be_all_old(kinds, len(text)):
        return Reply(text, "")
    return Reply(text, "\n".join(without_contacts(own)).strip("\n"))


def _may_be_all_old(kinds: str, length: int) -> bool:
    """Tell whether what is shown is as likely the old message, unquoted, as an answer.

    It stands under an attribution the mail opens with, and is longer than a word or two.
    """
    opened = kinds.lstrip("ex").startswith("a") and "q" not in kinds.lower()
    return opened and (kinds.count("t") > FEW_LINES or length > MAX_FOOTER * 2)


def _seen(line: str) -> str:
    """Return the line without what no eye sees."""
    if not line.isascii():
        line = line.translate(_INVISIBLE).rstrip()
    return line[4:] if line.startswith(">>> ") and _GROUPWISE.match(line) else line


def _shown(lines: list[str]) -> str:
    """Name the lines of the answer; what is not of it reads x, or a and Q above it."""
    kinds = _kinds(lines)
    end = _delimiter(kinds)
    if end is None:
        kinds, end = kinds.replace("d", "s"), len(kinds)
    kinds = kinds[:end]
    start, end = _answer(lines, kinds)
    below = _below_quote(lines[end:], kinds[end:])
    while end > start and _is_tail(lines, kinds[start:end], end):
        end -= 1
    shown = kinds[:start].translate(_LEFT_OUT) + kinds[start:end]
    return shown + "x" * (len(kinds) - len(shown) - len(below)) + below


def _below_quote(lines: list[str], kinds: str) -> str:
    """Name o the few lines below a quote that was left out, which end the mail.

    They may be a footer, so they are not shown; they may be a wish, so they are judged.
    """
    runs = [kind for kind, _ in groupby(kinds.translate({ord(x): None for x in "es"}))]
    if runs != ["a", "q", "t"]:
        return ""
    below = kinds[kinds.rindex("q") + 1 :]
    few = lines[len(lines) - len(below) :]
    if any(_LINK.search(line[:300]) for line in few):
        return ""
    return below.replace("t", "o")


def _kept(lines: list[str], kinds: str) -> list[str]:
    """Return the lines to show; where an attribution is left out, so is one blank."""
    kept: list[str] = []
    left_out = False
    for line, kind in zip(lines, kinds, strict=False):
        if kind not in "teq":
            left_out = True
        elif not (left_out and kind == "e" and kept and not kept[-1]):
            kept.append(line)
            left_out = left_out and kind == "e"
    return kept


def _under_header(seen: list[str], lines: list[str]) -> str:
    """Return what stands under a header the mail opens with: nothing is above it."""
    start = next((index for index, line in enumerate(seen) if line), 0)
    if start == len(seen) or not opens_old_message(seen, start):
        return ""
    rest = "\n".join(lines[start:]).partition("\n\n")[2]
    return rest.strip("\n")


def _is_tail(lines: list[str], kinds: str, end: int) -> bool:
    """Tell whether the last line is blank, a rule or a device's advertisement.

    A mail's only line is none of these: somebody meant it.
    """
    if kinds[-1] in "es":
        return True
    if kinds[-1] != "t":
        return False
    if kinds.count("t") == 1:
        return is_nothing_but_device(lines[end - 1])
    return bool(_RULE.match(lines[end - 1])) or is_device_line(lines[end - 1])


def _kinds(lines: list[str]) -> str:
    """Name each line: t own text, e empty, q quoted, a attribution, s a device's.

    d is a signature's delimiter or a footer's start, h where the old message starts.
    """
    kinds: list[str] = []
    fenced, asks_above = False, may_ask_above("\n".join(lines))
    headed = _opening_header(lines)
    for index, line in enumerate(lines):
        if index < headed:
            kinds.append("a" if line else "e")
            continue
        if not line and not fenced:
            kinds.append("e")
            continue
        fence = "```" in line and line.lstrip().startswith("```")
        span = 0
        if not fenced and may_introduce(line):
            span = _introduced(lines, index, kinds)
        if span:
            kinds[index - span + 1 :] = "a" * span
        else:
            plain = fence or fenced
            kinds.append("t" if plain else _kind(lines, index, asks_above=asks_above))
            if kinds[-1] == "h":  # nothing below is the answer
                kinds.extend("t" if line else "e" for line in lines[index + 1 :])
                break
        fenced ^= fence
    kinds = _with_wraps(lines, kinds)
    return "".join(_with_banner(lines, _with_devices(lines, kinds)))


def _opening_header(lines: list[str]) -> int:
    """Return where a header ends that the mail opens with, if what is below it is quoted."""
    start = next((index for index, line in enumerate(lines) if line), len(lines))
    end = next((i for i in range(start, len(lines)) if not lines[i]), len(lines))
    below = next((line for line in lines[end:] if line), "")
    headed = bool(_QUOTE.match(below)) and opens_old_message(lines, start)
    return end if headed else 0


def _with_wraps(lines: list[str], kinds: list[str]) -> list[str]:
    """Name what a client wrapped out of a quoted line: the quote goes on around it."""
    for alone in _WRAPPED.finditer("".join(kinds)):
        index = alone.start() + 1
        above, line = lines[index - 1], lines[index]
        ended = above[-1] in ".?!:;>"
        if line[:1].islower() and len(above) >= MIN_WRAPPED and not ended:
            kinds[index] = "q"
    return kinds


def _introduced(lines: list[str], index: int, kinds: list[str]) -> int:
    """Return how many lines up to this one introduce the quote below; 0 if none."""
    line = lines[index]
    arrowed = line.startswith(">>>") and line.endswith(">>>")
    if arrowed or not _QUOTE.match(line) or _closes_address(lines, index):
        return attribution(lines, index, _since_quote(kinds))
    above = next((kind for kind in reversed(kinds[-3:]) if kind != "e"), "")
    if (kinds and kinds[-1] == "q") or above == "a" or line[-1] not in ":：":
        return _closed_in_quote(lines, index, kinds)
    # Apple puts it inside the quote.
    return attribution([_MARKS.sub(" ", line, count=1).strip(), "> "], 0, 0)


def _closes_address(lines: list[str], index: int) -> bool:
    """Tell whether the line's ">" closes an address that is wrapped, and quotes nothing."""
    above = " ".join(lines[max(0, index - 4) : index])
    return above.count("<") > above.count(">")


def _closed_in_quote(lines: list[str], index: int, kinds: list[str]) -> int:
    """Return 2 if this is the second line of an attribution inside the quote, or its end."""
    line = _MARKS.sub(" ", lines[index], count=1).strip()
    first = "".join(kinds).rstrip("q")
    start = len(first)
    if start == index or index - start > 1 or line[-1:] not in (":", "："):
        return 0
    above = _MARKS.sub(" ", lines[start], count=1).strip()
    return attribution([f"{above} {line}", "> "], 0, 0) and 2


def _since_quote(kinds: list[str]) -> int:
    """Return the first line after the last that is quoted or introduces."""
    for index in range(len(kinds) - 1, max(-1, len(kinds) - 6), -1):
        if kinds[index] in "qah":
            return index + 1
    return max(0, len(kinds) - 5)


def _kind(lines: list[str], index: int, *, asks_above: bool) -> str:
    line = lines[index][:MAX_LINE]
    first = line.lstrip()[:1]
    if not first:
        return "e"
    if first == ">" and _QUOTE.match(line):
        alone = line.strip() == ">"
        return "t" if alone and _closes_address(lines, index) else "q"
    if opens_old_message(lines, index, asks_above=asks_above):
        return "h"
    if starts_footer(lines, index):
        return "d"
    if first not in _DRAWN:  # no rule begins so
        return "t"
    if _SIGNATURE.match(line) or _UNDERSCORES.match(line):
        return "d"
    if _RULE.match(line[:300]) and _signs_below(lines, index):
        return "d"
    return "t"


def _signs_below(lines: list[str], index: int) -> bool:
    """Tell whether a few lines that look like a signature or a footer end the mail here."""
    if len(lines[index].strip()) < len("---"):
        return False
    below = [line for line in lines[index + 1 : index + 200] if line.strip()]
    if len(below) > SIGNATURE_LINES or any(_QUOTE.match(line) for line in below):
        return False
    if any(len(line) > MAX_FOOTER for line in below):
        return False
    if below and all(map(_is_prose, below)):
        return False
    shorts = all(len(line) <= MAX_GREETING and _is_title(line) for line in below)
    return shorts or any(_CONTACT.search(line) for line in below)


def _is_prose(line: str) -> bool:
    """Tell a person's sentence from a title or a notice."""
    words = line.split()
    lower = sum(word[:1].islower() for word in words)
    return lower >= MIN_PROSE and lower > len(words) // 2 and not _CONTACT.search(line)


def _is_title(line: str) -> bool:
    """Tell a name or a firm from a sentence by its end."""
    return line[-1] not in ".?!:" or _FIRM.search(line) is not None


def _with_devices(lines: list[str], kinds: list[str]) -> list[str]:
    """Name the device's advertisements that stand alone: a person may go on below them."""
    for alone in _ALONE.finditer("".join(kinds)):
        index = alone.start()
        if is_device_line(lines[index], certain=True) and kinds.count("t") > 1:
            kinds[index] = "s"
    return kinds


def _with_banner(lines: list[str], kinds: list[str]) -> list[str]:
    """Name a gateway's warning above the words, a paragraph of its own."""
    start = next((index for index, kind in enumerate(kinds) if kind != "e"), 0)
    below = "".join(kinds[start:]).partition("e")[0]
    end = start + len(below)
    warns = below and not below.strip("t") and is_banner(lines[start])
    if warns and "t" in kinds[end:]:
        kinds[start:end] = "s" * len(below)
    return kinds


def _delimiter(kinds: str) -> int | None:
    """Return where the old message or the signature starts."""
    for end, kind in enumerate(kinds):
        # A mail that begins with a delimiter is not all signature.
        if kind == "h" or (kind == "d" and kinds[:end].strip("es")):
            return end
    return None


def _answer(lines: list[str], kinds: str) -> tuple[int, int]:
    """Drop the old message above or below the answer; keep one answered line by line."""
    start, first = 0, kinds.find("a")
    if first >= 0 and "t" in kinds[:first]:
        return 0, _end_of_top_post(lines, kinds, first)
    if first >= 0 and not _is_answered_within(kinds):
        start = first + _head(kinds[first:])
    if "t" in kinds[start:]:
        return start, start + len(kinds[start:].rstrip("eqas"))
    return start, len(kinds)


def _is_answered_within(kinds: str) -> bool:
    """Tell whether answers stand between quotes, so that each quote says what to."""
    runs = [kind for kind, _ in groupby(kinds.translate({ord(x): None for x in "eas"}))]
    return runs.count("q") > 1 and runs[0] == "q" and "t" in runs


def _head(kinds: str) -> int:
    """Return the length of the attribution and the quote under it."""
    return len(kinds) - len(kinds.lstrip("aeqs"))


def _end_of_top_post(lines: list[str], kinds: str, first: int) -> int:
    quoted = kinds[first:].lstrip("a")
    # A second unquoted attribution opens an older mail, which answers nothing of ours.
    after = quoted[: quoted.find("a")] if "a" in quoted else quoted
    if "q" not in after:
        return first  # the old message follows unquoted
    runs = [kind for kind, _ in groupby(after.translate({ord(x): None for x in "eas"}))]
    footer = after[after.rindex("q") :].count("t")
    answered = runs.count("t") > (1 if footer else 0) or footer > FOOTER_LINES
    answered = answered or (footer > 0 and _greets_only(lines, kinds, first))
    end = len(kinds) - len(quoted) + len(after)
    return len(kinds[:end].rstrip("eqas")) if answered else first


def _greets_only(lines: list[str], kinds: str, first: int) -> bool:
    """Tell whether nothing but a greeting stands above: the answer is below the quote."""
    above = [
        line for line, kind in zip(lines[:first], kinds, strict=False) if kind == "t"
    ]
    return len(above) == 1 and bool(_GREETING.match(above[0][:MAX_GREETING].strip()))

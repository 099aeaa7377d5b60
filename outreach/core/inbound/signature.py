"""The address block under a name: kept in what is shown, left out of what is judged."""

from __future__ import annotations

import re

NEAR_END = 14  # lines in which a sign-off with a block under it stands
MAX_SIGN_OFF = 60
PROSE = 4  # words in lower case

_SIGN_OFF = re.compile(
    r"\W{0,3}(?:(?:with )?(?:best|kind|warm|many|sincere)\w*(?: \w+)? ?(?:regards|wishes"
    r"|greetings|thanks)?|regards|cheers|thanks(?: and| &)?.{0,20}|thank you|sincerely"
    r"|yours .{3,12}|mit .{0,25}gr(?:ü|u|ue)(?:ß|ss)e?n?|(?:viele|beste|liebe|freundliche"
    r"|herzliche|schöne) gr(?:ü|u|ue)(?:ß|ss)e.{0,20}|mfg|vg|lg|bien (?:à vous|cordialement)"
    r"|cordialement|sincères .{3,20}|salutations|saludos.{0,20}|un saludo|atentamente"
    r"|cordiali saluti|distinti saluti|saluti|grazie|atenciosamente|cumprimentos|abraços?"
    r"|obrigad[oa]|met vriendelijke .{3,10}|groet(?:en|jes)?|mvg|pozdrawiam.{0,20}"
    r"|z poważaniem|с уважением|с наилучшими .{3,15}|saygılarımla|iyi .{3,15}|با احترام|مع التحية"
    r"|ขอแสดงความนับถือ|此致|敬礼|以上|よろしくお願いします|よろしくお願いいたします|감사합니다"
    r"|med vänlig.{3,12}|venlig hilsen|hilsen|terveisin|s pozdravem|üdvözlettel)\W{0,4}$",
    re.IGNORECASE,
)
_CONTACT = re.compile(
    r"https?:|www\.|\w@\w|(?:\+|\(|\b0)\d[\d ()./-]{6,}"
    r"|\b(?:tel|phone|fax|mobile?|cell|direct|office|web|e-?mail)\b\W{0,3}[:.]"
    r"|\b(?:gmbh|inc|ltd|llc|s\.?r\.?l|b\.?v|s\.?a|oy|ab|kk)\b",
    re.IGNORECASE,
)


def without_contacts(own: list[str]) -> list[str]:
    """Return the lines without the contact block under a sign-off and a name.

    Nothing is left out unless the block shows a number, an address or a company.
    """
    for index in range(max(0, len(own) - NEAR_END), len(own)):
        line = own[index].strip()
        if len(line) > MAX_SIGN_OFF or not _SIGN_OFF.match(line):
            continue
        name = next((i for i in range(index + 1, len(own)) if own[i].strip()), None)
        if name is None:
            return own
        block = [one[:300] for one in own[name + 1 :] if one.strip()]
        if any(map(_CONTACT.search, block)) and not any(map(_is_prose, block)):
            return own[: name + 1]
    return own


def _is_prose(line: str) -> bool:
    """Tell a sentence from a title or an address: many of its words are in lower case."""
    return sum(word[:1].islower() for word in line.split()) >= PROSE or line[-1] in "?!"

"""Words that mail filters and readers have learnt to distrust, in a few languages.

Short on purpose: each phrase is rare in honest letters. The kinds are those of SpamAssassin's
body, subject and URI rules, and of what large providers tell senders to avoid.
"""

from __future__ import annotations

import re

SHORTENERS = frozenset(
    (
        *("bit.ly", "bitly.com", "buff.ly", "cutt.ly", "goo.gl", "is.gd", "lnkd.in"),
        *("ow.ly", "rb.gy", "rebrand.ly", "shorturl.at", "t.co", "t.ly", "tiny.cc"),
        *("tinyurl.com", "v.gd"),
    )
)

_PHRASES = (
    # English
    r"100 ?% free",
    r"act now",
    r"buy now",
    r"call now",
    r"cash bonus",
    r"cheap meds",
    r"click (?:here|below)",
    r"double your (?:income|money|sales)",
    r"earn (?:extra cash|money)",
    r"easy money",
    r"free money",
    r"guaranteed (?:income|results|winner)",
    r"increase your sales",
    r"incredible deal",
    r"limited[- ]time offer",
    r"lowest prices?",
    r"make money fast",
    r"money[- ]back guarantee",
    r"no obligation",
    r"once in a lifetime",
    r"order now",
    r"risk[- ]free",
    r"satisfaction guaranteed",
    r"this is not (?:a )?spam",
    r"urgent(?:ly)? (?:response|reply)",
    r"work from home",
    r"you(?:'ve| have) (?:been selected|won)",
    # German
    r"100 ?% (?:gratis|kostenlos)",
    r"(?:bitte )?hier klicken",
    r"geld(?:-zur\u00fcck-| zur\u00fcck )garantie",
    r"jetzt (?:bestellen|kaufen|zugreifen)",
    r"klicken sie hier",
    r"schnell geld verdienen",
    # French
    r"100 ?% gratuit",
    r"argent facile",
    r"cliquez ici",
    r"gagnez de l['\u2019]argent",
    r"offre (?:exceptionnelle|limit\u00e9e)",
    r"satisfait ou rembours\u00e9",
    # Spanish
    r"compre ahora",
    r"dinero f\u00e1cil",
    r"gan[ae] dinero",
    r"ha(?:ga|z) clic aqu\u00ed",
    r"oferta (?:limitada|por tiempo limitado)",
    # Italian
    r"acquista ora",
    r"clicca qui",
    r"guadagna (?:denaro|soldi)",
    r"offerta limitata",
    # Portuguese
    r"clique aqui",
    r"compre agora",
    r"ganhe dinheiro",
    # Dutch and Polish
    r"klik hier",
    r"nu kopen",
    r"kliknij (?:tu|tutaj)",
    r"kup teraz",
)
PHRASES = re.compile(rf"(?<!\w)(?:{'|'.join(_PHRASES)})(?!\w)", re.IGNORECASE)

_GREETINGS = (
    r"dear (?:sirs?|madam)(?: ?(?:/|or|and) ?(?:sirs?|madam))?",
    r"dear (?:business owner|customer|friend|(?:valued )?client|valued customer)",
    r"to whom it may concern",
    r"sehr geehrte damen und herren",
    r"madame, monsieur",
    r"(?:muy )?(?:estimad[oa]s? )?se\u00f1or(?:es)?(?:/a)?",
    r"a quien corresponda",
    r"(?:gentili|egregi) signori",
    r"spett(?:abile|\.le)",
    r"prezados senhores",
    r"geachte heer ?/ ?mevrouw",
    r"szanowni pa\u0144stwo",
)
GREETINGS = re.compile(
    rf"^[ \t]*(?:{'|'.join(_GREETINGS)})(?=[ \t]*[,:!.\n]|[ \t]*\Z)",
    re.IGNORECASE | re.MULTILINE,
)

# "Re:" and "Fwd:" as mail programs write them.
REPLYING = re.compile(
    r"\s*(?:re|aw|antw|sv|vs|odp|rif|res|ynt|fwd?|wg|tr|rv|enc|vb|doorst)(?:\[\d+\])?\s*[:\uff1a]",
    re.IGNORECASE,
)

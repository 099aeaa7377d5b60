"""Addresses: one spelling of each, how it is shown, and whose company it names."""

from __future__ import annotations

import hmac
import re
import unicodedata
from hashlib import md5, sha1, sha256
from typing import TYPE_CHECKING

from outreach.core import header
from outreach.errors import RenderError

if TYPE_CHECKING:
    from collections.abc import Iterable

LONGEST_ADDRESS = 254  # RFC 5321 4.5.3.1.3, less the angle brackets

_LONGEST_LOCAL = 64
_ATEXT = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_PLAUSIBLE = re.compile(
    rf"(?=.{{1,{_LONGEST_LOCAL}}}@){_ATEXT}(?:\.{_ATEXT})*@(?:{_LABEL}\.)+"
    r"(?:[A-Za-z]{2,63}|[Xx][Nn]--[A-Za-z0-9-]{1,59})\Z"
)

FREE_MAIL = frozenset(
    """
    126.com 139.com 163.com 21cn.com aim.com aliyun.com aol.com att.net bellsouth.net
    bigpond.com bk.ru bluewin.ch btinternet.com centrum.cz charter.net comcast.net cox.net
    daum.net duck.com earthlink.net email.com fastmail.com fastmail.fm foxmail.com free.fr
    freenet.de gmail.com gmx.at gmx.ch gmx.com gmx.de gmx.fr gmx.net googlemail.com hanmail.net
    hey.com hotmail.be hotmail.ca hotmail.ch hotmail.co.uk hotmail.com hotmail.de hotmail.es
    hotmail.fr hotmail.it hotmail.nl hushmail.com icloud.com inbox.lv inbox.ru interia.pl
    internode.on.net juno.com laposte.net libero.it list.ru live.be live.ca live.co.uk live.com
    live.com.au live.de live.fr live.it live.nl mac.com mail.com mail.ru me.com msn.com nate.com
    naver.com neuf.fr ntlworld.com o2.pl onet.pl op.pl optonline.net optusnet.com.au orange.fr
    outlook.be outlook.com outlook.com.br outlook.de outlook.es outlook.fr outlook.it pm.me
    proton.me protonmail.ch protonmail.com qq.com rambler.ru rediffmail.com rocketmail.com
    rogers.com sapo.pt sbcglobal.net seznam.cz sfr.fr shaw.ca sina.cn sina.com sky.com sohu.com
    sympatico.ca t-online.de talktalk.net telenet.be terra.com.br tiscali.it tuta.com tuta.io
    tutanota.com tutanota.de uol.com.br verizon.net virgilio.it virginmedia.com vodafone.it
    voila.fr walla.co.il wanadoo.fr web.de wp.pl ya.ru yahoo.ca yahoo.co.id yahoo.co.in
    yahoo.co.jp yahoo.co.uk yahoo.com yahoo.com.ar yahoo.com.au yahoo.com.br yahoo.com.mx
    yahoo.de yahoo.es yahoo.fr yahoo.in yahoo.it yandex.com yandex.ru yeah.net ymail.com
    zoho.com
    """.split()  # noqa: SIM905 - two hundred quotes hide the names
)


def normalise(address: str) -> str:
    """Return the one spelling under which an address is compared and stored.

    Trimmed, lower case, NFC, the domain in its ASCII form (IDNA). Nothing else is folded:
    dots and plus tags are the far side's business. What is no address comes back so too.
    """
    text = unicodedata.normalize("NFC", address.strip()).lower()
    local, at, domain = unicodedata.normalize("NFC", text).strip().rpartition("@")
    return f"{local}{at}{_ascii(domain)}" if at else domain


def fingerprint(address: str, secret: bytes) -> str:
    """Return what is kept of an erased person's address: enough to know it again, no more."""
    spelled = normalise(address).encode("utf-8", "surrogatepass")
    return hmac.digest(secret, b"address:" + spelled, sha256).hex()


def exchanged(address: str) -> list[tuple[str, str]]:
    """Return the hashes under which others know an address, each with its kind.

    As mail providers and advertisers exchange them: hex of the address, trimmed, in lower
    case. SHA-1 and MD5 are only compared with: nothing of ours is kept under them.
    """
    plain = normalise(address).encode("utf-8", "surrogatepass")
    return [
        ("sha256", sha256(plain).hexdigest()),
        ("sha1", sha1(plain, usedforsecurity=False).hexdigest()),
        ("md5", md5(plain, usedforsecurity=False).hexdigest()),
    ]


def is_plausible(address: str) -> bool:
    """Tell whether this may be an ASCII address: quick and strict, not the last word.

    Quoted local parts, address literals and one-label domains are not.
    """
    return len(address) <= LONGEST_ADDRESS and _PLAUSIBLE.match(address) is not None


def display(name: str, address: str) -> str:
    """Return `Name <address>` as it stands in a From or To field.

    Raises RenderError for an address that is not plausible, so that none smuggles a second
    one in, and for a name that could end the field.
    """
    wire = on_the_wire(address)
    shown = header.phrase(name.strip())
    return f"{shown} <{wire}>" if shown else wire


def on_the_wire(address: str) -> str:
    """Return the address as SMTP takes it: its own case, the domain in ASCII."""
    local, at, domain = address.rpartition("@")
    wire = address if address.isascii() else f"{local}{at}{_ascii(domain.lower())}"
    if not is_plausible(wire):
        message = f"{address!r} is no address to write to: correct it"
        raise RenderError(message)
    return wire


def company_key(domain: str) -> str | None:
    """Return what leads of one company share, or None for free mail and for no domain."""
    text = domain.strip()
    if not text.isascii():
        text = _ascii(unicodedata.normalize("NFC", text).lower())
    key = text.lower().rstrip(".")
    return None if not key or key in FREE_MAIL else key


def _ascii(domain: str) -> str:
    if domain.isascii():
        return domain
    try:
        return domain.encode("idna").decode().lower()
    except UnicodeError:
        return domain


def domains_for(addresses: Iterable[str]) -> list[tuple[str, str]]:
    """Return, as (kind, value), the domains of normalised addresses, but for mail providers'."""
    found = {address.rpartition("@")[2] for address in addresses}
    return [("domain", domain) for domain in sorted(found - FREE_MAIL - {""})]

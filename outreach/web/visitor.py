"""Tells who follows a link: a person, as far as can be told, or plainly a machine."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

# Filters, previews and libraries as they name themselves. Many pose as browsers: what
# follows a link within seconds of the sending is told by the time alone.
_MACHINES = re.compile(
    r"""
    bot\b | crawl | spider | scan(?!dinavia) | preview | prefetch | headless | monitor
    | barracuda | mimecast | proofpoint | safelinks | symantec | fireeye | trendmicro
    | forcepoint | ironport | cloudmark | sophos | zscaler | checkpoint | urlsand
    | ms-office | office\ existence | skypeuri | facebookexternalhit | whatsapp
    | googleimageproxy | yahoomailproxy | google-safety | apis-google | feedfetcher
    | ^(curl | wget | python | java | go-http | okhttp | axios | node | ruby | perl | php
       | libwww | apache-httpclient | aiohttp | httpx | undici | got)\b
    | guzzle | scrapy | phantomjs | puppeteer | playwright | selenium | cloudfront
    | image-?proxy | imgproxy | mail-?proxy
    """,
    re.IGNORECASE | re.VERBOSE,
)
# No browser stops after this; Apple's Mail Privacy Protection does, and so do scanners.
_BARE = "mozilla/5.0"
# As the fetch standard and the browsers before it say that nobody has asked for it yet.
_AHEAD = ("purpose", "sec-purpose", "x-purpose", "x-moz")


def machine(method: str, headers: Mapping[str, str]) -> str:
    """Return why this was no person, "" if it may have been one. Header names in lower case."""
    if method != "GET":
        return f"{method} request"
    for name in _AHEAD:
        said = headers.get(name, "").lower()
        if "prefetch" in said or "prerender" in said or "preview" in said:
            return "fetched ahead"
    agent = headers.get("user-agent", "")
    if not agent.strip():
        return "no user agent"
    if agent.strip().lower() == _BARE:
        return "a bare user agent"
    found = _MACHINES.search(agent)
    return "" if found is None else f"user agent {found[0].lower()}"

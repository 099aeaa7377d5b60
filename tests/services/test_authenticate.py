"""What DNS says of a sender's domain, from a real name server, in words."""

from __future__ import annotations

import base64
import socket
from datetime import timedelta

import pytest

from outreach.adapters.resolver import DnsResolver
from outreach.errors import Unavailable
from outreach.services.authenticate import authenticate
from tests.adapters.dns_server import name_server

KEY = base64.b64encode(bytes(294)).decode()
SMALL = base64.b64encode(bytes(162)).decode()
ALIGNED = (
    "a mail passes if it is signed with DKIM for acme.example (or a part of it), "
    "or SPF passes"
)
GOOD = {
    "MX acme.example": ["20 b.mx.example.", "10 a.mx.example."],
    "TXT acme.example": ['"some=thing"', '"v=spf1 include:mail.example " "~all"'],
    "TXT mail.example": ['"v=spf1 ip4:192.0.2.0/24 -all"'],
    "TXT google._domainkey.acme.example": [
        f'"v=DKIM1; k=rsa; p={KEY[:200]}" "{KEY[200:]}"'
    ],
    "TXT _dmarc.acme.example": ['"v=DMARC1; p=quarantine; rua=mailto:d@acme.example"'],
}


async def found(
    zone: dict[str, list[str]],
    *,
    selector: str | None = None,
    domain: str = "acme.example",
) -> dict[str, tuple[str, str]]:
    """Return what is found: how each is, and the fact."""
    async with name_server(zone) as server:
        resolver = DnsResolver(("127.0.0.1", server.port))
        findings = [
            each async for each in authenticate(resolver, domain, selector, named=True)
        ]
    for each in findings:
        assert bool(each.remedy) is (each.health != "ok"), each
    return {
        each.what.partition(" ")[0]: (each.health, each.detail) for each in findings
    }


async def test_a_domain_in_order_is_well() -> None:
    told = await found(GOOD)
    assert told == {
        "mx": ("ok", "a.mx.example, b.mx.example"),
        "spf": ("ok", "one record, 1 of 10 lookups"),
        "dkim": ("ok", "google: an RSA key of 2048 bits or more"),
        "dmarc": (
            "ok",
            f"p=quarantine; {ALIGNED}",
        ),
    }


async def test_a_domain_without_anything_fails() -> None:
    told = await found({})
    assert {what: health for what, (health, _) in told.items()} == {
        "mx": "fail",
        "spf": "fail",
        "dkim": "fail",  # large receivers want one of the two
        "dmarc": "warn",
    }


@pytest.mark.parametrize(
    ("records", "health", "fact"),
    [
        (['"v=spf1 -all"', '"v=spf1 ~all"'], "fail", "there are 2 SPF records"),
        (['"v=spf1 +all"'], "fail", "anybody may send in your name"),
        (['"v=spf1 mx all"'], "fail", "anybody may send in your name"),
        (['"v=spf1 ip4:192.0.2.1"'], "warn", "does not say what becomes of mail"),
        (['"v=spf1 a ?all"'], "warn", "does not say what becomes of mail"),
        (['"v=spf1 redirect=mail.example"'], "ok", "1 of 10 lookups"),
        (['"v=spf1 include:gone.example -all"'], "fail", "it includes gone.example"),
        (['"v=spf1 include:acme.example -all"'], "ok", "1 of 10 lookups"),
        (['"V=SPF1 A -ALL"'], "ok", "1 of 10 lookups"),
        (['"v=spf10 -all"'], "fail", "there is no SPF record"),
    ],
)
async def test_spf_is_judged(records: list[str], health: str, fact: str) -> None:
    told = await found({**GOOD, "TXT acme.example": records})
    assert told["spf"][0] == health
    assert fact in told["spf"][1]


async def test_more_than_ten_lookups_fail_and_end_the_search() -> None:
    chain = {
        f"TXT n{at}.example": [f'"v=spf1 a mx include:n{at + 1}.example -all"']
        for at in range(50)
    }
    zone = {
        **GOOD,
        **chain,
        "TXT acme.example": ['"v=spf1 include:n0.example -all"'],
    }
    async with name_server(zone) as server:
        resolver = DnsResolver(("127.0.0.1", server.port))
        told = {
            each.what: each
            async for each in authenticate(resolver, "acme.example", None, named=True)
        }
        asked = [name for name in server.asked if name.startswith("n")]
    spf = told["spf acme.example"]
    assert (spf.health, spf.detail) == (
        "fail",
        "it needs 11 lookups of 10 allowed, so it fails",
    )
    assert len(asked) < 10


@pytest.mark.parametrize(
    ("record", "health", "fact"),
    [
        (
            f'"v=DKIM1; p={KEY[:200]}" "{KEY[200:]}"',
            "ok",
            "s9: an RSA key of 2048 bits or more",
        ),
        (f'"p={SMALL}"', "warn", "s9: its RSA key has less than 2048 bits"),
        ('"v=DKIM1; p="', "fail", "s9: its key is empty"),
        ('"v=DKIM1; p=MIGf"', "fail", "less than 1024 bits"),
        ('"v=DKIM1; p=!!"', "fail", "cannot be read"),
        ('"v=DKIM1; k=ed25519; p=AAAA"', "ok", "Ed25519"),
        ('"nothing"', "fail", "there is no key at s9._domainkey.acme.example"),
    ],
)
async def test_the_key_of_a_selector_is_judged(
    record: str, health: str, fact: str
) -> None:
    zone = {**GOOD, "TXT s9._domainkey.acme.example": [record]}
    told = await found(zone, selector="s9")
    assert told["dkim"][0] == health
    assert fact in told["dkim"][1]


@pytest.mark.parametrize(
    ("records", "health", "fact"),
    [
        (
            ['"v=DMARC1; p=none"'],
            "warn",
            "p=none: what fails is delivered all the same",
        ),
        (['"v=DMARC1; p=reject; adkim=s"'], "ok", "(exactly it)"),
        (['"v=DMARC1; p=none"', '"v=DMARC1; p=reject"'], "fail", "2 DMARC records"),
        (['"v=DMARC1; pct=100"'], "fail", "no policy"),
    ],
)
async def test_dmarc_is_judged(records: list[str], health: str, fact: str) -> None:
    told = await found({**GOOD, "TXT _dmarc.acme.example": records})
    assert told["dmarc"][0] == health
    assert fact in told["dmarc"][1]


async def test_dmarc_of_the_domain_above_counts() -> None:
    zone = {**GOOD, "TXT go.acme.example": ['"v=spf1 -all"']}
    told = await found(zone, domain="go.acme.example")
    assert told["dmarc"][0] == "ok"


async def test_a_domain_that_takes_no_mail_fails() -> None:
    told = await found({**GOOD, "MX acme.example": ["0 ."]})
    assert told["mx"] == ("fail", "its MX record says that it takes no mail (RFC 7505)")


async def test_a_reserved_domain_is_not_asked_for() -> None:
    resolver = DnsResolver(("127.0.0.1", 1))
    (only,) = [
        each async for each in authenticate(resolver, "acme.example", None, named=False)
    ]
    assert (only.what, only.health) == ("dns acme.example", "warn")


async def test_a_name_server_that_is_not_there_is_a_warning() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    resolver = DnsResolver(("127.0.0.1", port), patience=timedelta(seconds=0.3))
    with pytest.raises(Unavailable):
        await resolver.texts("acme.example")
    (only,) = [
        each async for each in authenticate(resolver, "acme.example", None, named=True)
    ]
    assert (only.what, only.health) == ("dns acme.example", "warn")
    assert "name_server" in only.remedy


@pytest.mark.parametrize("name", ["a..example", "x" * 70 + ".example", "[127.0.0.1]"])
async def test_a_name_that_is_none_is_no_crash(name: str) -> None:
    async with name_server(GOOD) as server:
        resolver = DnsResolver(("127.0.0.1", server.port))
        findings = [
            each async for each in authenticate(resolver, name, None, named=True)
        ]
    assert findings

"""Addresses: one spelling each, and no name or address that is two."""

from __future__ import annotations

from email.header import decode_header, make_header
from email.headerregistry import HeaderRegistry
from email.utils import parseaddr
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.core.address import (
    FREE_MAIL,
    company_key,
    display,
    fingerprint,
    is_plausible,
    normalise,
    on_the_wire,
)
from outreach.errors import RenderError

NAMES = st.text(
    st.characters(blacklist_categories=("Cc", "Cs", "Zl", "Zp")), max_size=60
)


@pytest.mark.parametrize(
    ("address", "spelled"),
    [
        (" ADA@Lovelace.Example\n", "ada@lovelace.example"),
        ("ada+x@a.example", "ada+x@a.example"),
        ("ada@BÜCHER.example", "ada@xn--bcher-kva.example"),
        ("ada@bu\u0308cher.example", "ada@xn--bcher-kva.example"),
        ("jose\u0301@a.example", "jos\u00e9@a.example"),
        ("not an address", "not an address"),
        ("", ""),
        ("a@" + "ü" * 100 + ".example", "a@" + "ü" * 100 + ".example"),
    ],
)
def test_an_address_has_one_spelling(address: str, spelled: str) -> None:
    assert normalise(address) == spelled


@given(st.text() | st.emails())
def test_spelling_twice_changes_nothing(address: str) -> None:
    assert normalise(normalise(address)) == normalise(address)


@pytest.mark.parametrize(
    "address",
    [
        "a@b.example",
        "o'connor@example.ie",
        "a.b+c@x-y.example",
        "a@b.xn--p1ai",
        "1@2.co",
    ],
)
def test_an_address_may_be_plausible(address: str) -> None:
    assert is_plausible(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "@",
        "a@",
        "@b.example",
        "a b@c.example",
        "a@b",
        "a@b..example",
        ".a@b.example",
        "a.@b.example",
        "a..b@c.example",
        "a@-b.example",
        "a@b-.example",
        "a@b.example.",
        "a@b.123",
        "a@[127.0.0.1]",
        '"a"@b.example',
        "a@b.example\n",
        "a@b.example, c@d.example",
        "a@b@c.example",
        "<a@b.example>",
        "é@b.example",
        "a@é.example",
        "a" * 65 + "@b.example",
        "a@" + "b" * 64 + ".example",
        "a@" + "b." * 130 + "example",
        "=cmd|' /C calc'!A0",
    ],
)
def test_what_is_no_address_is_not_plausible(address: str) -> None:
    assert not is_plausible(address)


@given(NAMES)
def test_a_name_comes_back_as_it_went(name: str) -> None:
    encoded, address = parseaddr(display(name, "ada@lovelace.example"))
    assert (str(make_header(decode_header(encoded))), address) == (
        name.strip(),
        "ada@lovelace.example",
    )


@given(NAMES)
def test_a_name_never_adds_an_address(name: str) -> None:
    field = HeaderRegistry()("to", display(name, "ada@lovelace.example"))
    addresses = cast("Any", field).addresses
    assert [address.addr_spec for address in addresses] == ["ada@lovelace.example"]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Anna Lee", "Anna Lee <a@b.example>"),
        ("", "a@b.example"),
        ('O\'Connor, J. "JJ"', '"O\'Connor, J. \\"JJ\\"" <a@b.example>'),
        ("Siobhán", "=?utf-8?q?Siobh=C3=A1n?= <a@b.example>"),
        ("伟", "=?utf-8?b?5Lyf?= <a@b.example>"),
        ("=?utf-8?q?x?=", "=?utf-8?q?=3D=3Futf-8=3Fq=3Fx=3F=3D?= <a@b.example>"),
    ],
)
def test_a_name_is_shown_bare_quoted_or_encoded(name: str, shown: str) -> None:
    assert display(name, "a@b.example") == shown


@pytest.mark.parametrize(
    "name", ["a\r\nBcc: x", "a\nb", "a\rb", "a\0b", "a\x7f", "a\u2028b"]
)
def test_a_name_that_ends_its_line_is_refused(name: str) -> None:
    with pytest.raises(RenderError, match="line break"):
        display(name, "a@b.example")


@pytest.mark.parametrize(
    "address",
    [
        "a@b.example, c@d.example",
        "a@b.example\r\nBcc: x@y.example",
        "a",
        "é@b.example",
        "a@b>",
    ],
)
def test_an_address_that_is_not_one_is_refused(address: str) -> None:
    with pytest.raises(RenderError, match="no address to write to"):
        display("Ada", address)


def test_a_domain_beyond_ascii_goes_out_in_its_ascii_form() -> None:
    assert on_the_wire("Ada@BÜCHER.example") == "Ada@xn--bcher-kva.example"


def test_a_fingerprint_knows_the_address_again_under_its_secret_only() -> None:
    kept = fingerprint("Ada@Lovelace.example ", b"secret")
    assert kept == fingerprint("ada@lovelace.example", b"secret")
    assert kept != fingerprint("ada@lovelace.example", b"another")
    assert "ada" not in kept


@pytest.mark.parametrize(
    ("domain", "company"),
    [
        ("Hopper.Example", "hopper.example"),
        ("hopper.example.", "hopper.example"),
        ("bücher.example", "xn--bcher-kva.example"),
        ("gmail.com", None),
        ("GMX.de", None),
        ("", None),
    ],
)
def test_a_company_is_its_domain_unless_mail_there_is_free(
    domain: str, company: str | None
) -> None:
    assert company_key(domain) == company


def test_free_mail_domains_are_spelled_as_they_are_compared() -> None:
    assert {domain: normalise(f"a@{domain}") for domain in FREE_MAIL} == {
        domain: f"a@{domain}" for domain in FREE_MAIL
    }

"""One mailbox has one spelling, and folding again changes nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.core.mailbox import mailbox_of, other_spelling


@pytest.mark.parametrize(
    ("address", "mailbox"),
    [
        (" Lea@Co.example ", "lea@co.example"),
        ("lea+news@co.example", "lea@co.example"),
        ("l.e.a+x@googlemail.com", "lea@gmail.com"),
        ("l.ea@co.example", "l.ea@co.example"),
        ("+tag@co.example", "+tag@co.example"),
        ("...@gmail.com", "...@gmail.com"),
        ("no address", "no address"),
    ],
)
def test_an_address_reaches_its_mailbox(address: str, mailbox: str) -> None:
    assert mailbox_of(address) == mailbox


@given(st.text("aB.+@gmail.coml é", max_size=30))
def test_a_mailbox_is_its_own_spelling(address: str) -> None:
    mailbox = mailbox_of(address)
    assert mailbox_of(mailbox) == mailbox
    assert other_spelling(mailbox) is None

"""Bounces that were written, and labelled, before the rules met them are read whole."""

from __future__ import annotations

import pytest

from tests.core.inbound.fresh_bounce import Fresh, fresh, said
from tests.core.inbound.report import (
    LENA,
    POSTFIX,
    SOFT,
    Heard,
    dsn,
    group,
    heard,
    kind_of,
    plain,
    recipients,
)

CASES = {one.name: one for file in ("first", "second", "third") for one in fresh(file)}


@pytest.mark.parametrize("case", CASES.values(), ids=list(CASES))
def test_a_bounce_nobody_tuned_to_is_read_whole(case: Fresh) -> None:
    reading = heard(case.raw)

    wanted = [(one.address, one.type, one.reason, one.status) for one in case.wanted]
    told = [
        (one.address, one.type, one.reason, one.status) for one in recipients(reading)
    ]
    assert (reading.kind, told) == (kind_of(case.wanted), wanted)


@pytest.mark.parametrize("words", said(), ids=lambda one: one[1])
def test_what_a_server_says_at_the_recipient_decides(
    words: tuple[Heard, str],
) -> None:
    wanted, answer = words
    text = f"{POSTFIX}<{wanted.address}>: host mx.lead.example said: {answer} "
    reading = heard(
        dsn(
            f"{text}(in reply to RCPT TO command)",
            group(wanted.address, wanted.status, answer),
        )
    )

    (one,) = recipients(reading)
    assert (one.type, one.reason) == (wanted.type, wanted.reason)


UNSAID = (
    (
        "Your message to lena@lead.example couldn't be delivered.\n\nSomething went wrong, and "
        "we do not know what. Try again later."
    ),
    (
        "Your message could not be delivered to lena@lead.example.\n\nThe recipient's server "
        "did not say why."
    ),
    (
        "Your message was not delivered to:\n\nlena@lead.example\n\nbecause:\n\nYour message "
        "has left our server and was lost."
    ),
    (
        "Ihre Nachricht an lena@lead.example konnte nicht zugestellt werden.\n\nDer Server des "
        "Empfängers antwortet nicht."
    ),
    (
        "Votre message à lena@lead.example n'a pas pu être remis.\n\nLe serveur du destinataire "
        "n'a pas répondu."
    ),
)


@pytest.mark.parametrize("text", UNSAID)
def test_a_report_that_does_not_say_why_kills_no_address(text: str) -> None:
    reading = heard(plain(text, subject="Undeliverable: Your first AE"))

    assert [(one.address, one.type) for one in recipients(reading)] == [(LENA, SOFT)]

"""What a server said is told with its meaning and with what helps."""

from __future__ import annotations

import pytest

from outreach.core.model import Blame, Deferred, Rejected
from outreach.core.verdict import Stage, enhanced_status, smtp_verdict
from outreach.services.finding import Finding, Health
from outreach.services.trouble import meaning_of, reached
from tests.services.running import MONDAY

PASSWORD = "mend the username and the password; many providers want an app password"


@pytest.mark.parametrize("text", ["5.7.8 Username and Password not accepted", ""])
def test_a_refused_login_is_told_once_and_with_what_to_do(text: str) -> None:
    outcome = smtp_verdict(Stage.AUTH, 535, enhanced_status(text), text, MONDAY)
    assert isinstance(outcome, Rejected)
    said = f"auth: 535 {text}".strip()
    told = f"it does not take the login ({said})"
    assert reached("smtp anna", outcome) == Finding(
        "smtp anna", Health.FAIL, told, PASSWORD
    )


def test_a_status_that_the_words_leave_out_is_told_before_them() -> None:
    outcome = Rejected(Blame.SENDER, "no such account", "404")
    assert reached("smtp anna", outcome).detail == "404 no such account"


def test_a_login_that_fails_for_now_is_not_laid_at_the_password() -> None:
    text = "4.7.0 Temporary authentication failure"
    outcome = smtp_verdict(Stage.AUTH, 454, enhanced_status(text), text, MONDAY)
    assert isinstance(outcome, Deferred)
    finding = reached("smtp anna", outcome)
    assert finding.detail == f"it lets nobody in for now (auth: 454 {text})"
    assert finding.remedy == "try again later: it says nothing against the password"


def test_too_many_connections_are_told_with_what_helps() -> None:
    said = (
        "IMAP server imap.acme.example:993: it has too many connections of this "
        "mailbox ([ALERT] Too many simultaneous connections. (Failure)): close other "
        "programs that read it; it is tried again later"
    )
    remedy = "close other programs that use the account, or try again later"
    assert meaning_of(said)[1] == remedy

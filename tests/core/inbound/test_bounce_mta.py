"""Reports by the book, as the mail servers of the world write them, are read whole."""

from __future__ import annotations

import pytest

from outreach.core.inbound.meaning import Reason
from tests.core.inbound.report import (
    BEN,
    BLOCK,
    EXIM,
    FAILURE,
    HARD,
    LENA,
    POSTFIX,
    SOFT,
    Heard,
    dsn,
    group,
    heard,
    kind_of,
    recipients,
)

CASES = {
    "postfix, user unknown": (
        dsn(
            f"{POSTFIX}<{LENA}>: host mx.lead.example[192.0.2.1] said: 550 5.1.1 <{LENA}>: "
            "Recipient address rejected: User unknown in virtual mailbox table (in reply "
            "to RCPT TO command)",
            group(
                said=f"550 5.1.1 <{LENA}>: Recipient address rejected: User unknown in\n"
                "    virtual mailbox table",
                more=f"Original-Recipient: rfc822;{LENA}\n",
            ),
        ),
        [Heard(LENA, HARD, Reason.USER_UNKNOWN, "5.1.1")],
    ),
    "postfix, host not found": (
        dsn(
            f"{POSTFIX}<{LENA}>: Host or domain name not found. Name service error for "
            "name=lead.example type=A: Host not found",
            group(
                status="5.4.4",
                said="",
                more="",
            )
            + "Diagnostic-Code: X-Postfix; Host or domain name not found. Name service\n"
            "    error for name=lead.example type=A: Host not found\n",
        ),
        [Heard(LENA, HARD, Reason.HOST_UNKNOWN, "5.4.4")],
    ),
    "postfix, null MX": (
        dsn(
            f"{POSTFIX}<{LENA}>: Domain lead.example does not accept mail (nullMX)",
            group(status="5.1.0")
            + "Diagnostic-Code: X-Postfix; Domain lead.example does not accept mail "
            "(nullMX)\n",
        ),
        [Heard(LENA, HARD, Reason.NO_MAIL, "5.1.0")],
    ),
    "postfix, expired in the queue": (
        dsn(
            f"{POSTFIX}<{LENA}>: connect to mx.lead.example[192.0.2.1]:25: Connection "
            "timed out",
            group(status="4.4.1")
            + "Diagnostic-Code: X-Postfix; connect to mx.lead.example[192.0.2.1]:25:\n"
            "    Connection timed out\n",
        ),
        [Heard(LENA, SOFT, Reason.EXPIRED, "4.4.1")],
    ),
    "postfix, delayed": (
        dsn(
            "This is the mail system at host mx.acme.example.\n\n"
            "####################################################################\n"
            "# THIS IS A WARNING ONLY.  YOU DO NOT NEED TO RESEND YOUR MESSAGE. #\n"
            "####################################################################\n\n"
            "Your message could not be delivered for more than 4 hour(s).\nIt will be "
            f"retried until it is 5 day(s) old.\n\n<{LENA}>: host mx.lead.example"
            "[192.0.2.1] said: 452 4.2.2 Mailbox full",
            group(status="4.2.2", said="452 4.2.2 Mailbox full", action="delayed"),
            subject="Delayed Mail (still being retried)",
        ),
        [Heard(LENA, SOFT, Reason.MAILBOX_FULL, "4.2.2", delayed=True)],
    ),
    "postfix, forwarded by an alias": (
        dsn(
            f"{POSTFIX}<l.lead@private.example> (expanded from <{LENA}>): host "
            "mx.private.example[192.0.2.9] said: 552 5.2.2 Over quota",
            group(
                "l.lead@private.example",
                "5.2.2",
                "552 5.2.2 Over quota",
                more=f"Original-Recipient: rfc822;{LENA}\n",
            ),
        ),
        [
            Heard(
                LENA,
                SOFT,
                Reason.MAILBOX_FULL,
                "5.2.2",
                final="l.lead@private.example",
            )
        ],
    ),
    "postfix, forwarded, told by the words alone": (
        dsn(
            f"{POSTFIX}<l.lead@private.example> (expanded from <{LENA}>): host "
            "mx.private.example[192.0.2.9] said: 550 5.1.1 No such user",
            group("l.lead@private.example", "5.1.1", "550 5.1.1 No such user"),
        ),
        [
            Heard(
                LENA,
                HARD,
                Reason.USER_UNKNOWN,
                "5.1.1",
                final="l.lead@private.example",
            )
        ],
    ),
    "one of two failed, one is still tried, one arrived": (
        dsn(
            POSTFIX,
            "\n".join(
                (
                    group(LENA, "5.1.1", "550 5.1.1 User unknown"),
                    group(BEN, "4.4.1", "connection timed out", "delayed"),
                    group("cy@lead.example", "2.0.0", "250 ok", "delivered"),
                )
            ),
        ),
        [
            Heard(LENA, HARD, Reason.USER_UNKNOWN, "5.1.1"),
            Heard(BEN, SOFT, Reason.EXPIRED, "4.4.1", delayed=True),
        ],
    ),
    "two fail for reasons of their own": (
        dsn(
            POSTFIX,
            group(LENA, "5.2.2", "552 5.2.2 mailbox full")
            + "\n"
            + group(
                BEN,
                "5.7.1",
                "554 5.7.1 Service unavailable; Client host "
                "[192.0.2.7] blocked using zen.spamhaus.org",
            ),
        ),
        [
            Heard(LENA, SOFT, Reason.MAILBOX_FULL, "5.2.2"),
            Heard(BEN, BLOCK, Reason.BLOCKED, "5.7.1"),
        ],
    ),
    "groups run together": (
        dsn(POSTFIX, (group(LENA) + group(BEN, "5.2.1", "550 5.2.1 account disabled"))),
        [
            Heard(LENA, HARD, Reason.USER_UNKNOWN, "5.1.1"),
            Heard(BEN, SOFT, Reason.SUSPENDED, "5.2.1"),
        ],
    ),
    "sendmail, user unknown": (
        dsn(
            "The original message was received at Thu, 19 Nov 2026 10:00:00 +0100\nfrom "
            "acme.example [192.0.2.7]\n\n   ----- The following addresses had permanent "
            f"fatal errors -----\n<{LENA}>\n    (reason: 550 5.1.1 <{LENA}>... User "
            "unknown)\n\n   ----- Transcript of session follows -----\n... while talking "
            f"to mx.lead.example.:\n>>> RCPT To:<{LENA}>\n<<< 550 5.1.1 <{LENA}>... User "
            f"unknown\n550 5.1.1 <{LENA}>... User unknown",
            group(said=f"550 5.1.1 <{LENA}>... User unknown"),
            subject="Returned mail: see transcript for details",
        ),
        [Heard(LENA, HARD, Reason.USER_UNKNOWN, "5.1.1")],
    ),
    "sendmail, still trying": (
        dsn(
            "    **********************************************\n    **      THIS IS A "
            "WARNING MESSAGE ONLY      **\n    **  YOU DO NOT NEED TO RESEND YOUR MESSAGE "
            "**\n\n   ----- Transcript of session follows -----\n"
            f"<{LENA}>... Deferred: Connection timed out with mx.lead.example.\nWarning: "
            "message still undelivered after 4 hours\nWill keep trying until message is 5 "
            "days old",
            group(status="4.4.1", action="delayed"),
            subject="Warning: could not send message for past 4 hours",
        ),
        [Heard(LENA, SOFT, Reason.EXPIRED, "4.4.1", delayed=True)],
    ),
    "exim with a report": (
        dsn(
            f"{EXIM}  {LENA}\n    host mx.lead.example [192.0.2.1]\n    SMTP error from "
            f"remote mail server after RCPT TO:<{LENA}>:\n    550 No such person at this "
            "address",
            group(status="5.0.0", said="550 No such person at this address"),
            subject=FAILURE,
        ),
        [Heard(LENA, HARD, Reason.USER_UNKNOWN, "5.0.0")],
    ),
    "exchange online, recipient not found": (
        dsn(
            f"Your message to {LENA} couldn't be delivered.\n\nlena wasn't found at "
            "lead.example.",
            group(
                status="5.1.10",
                said="550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient "
                f"{LENA} not found by SMTP address lookup",
            ),
            "Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@acme.example>",
            "Undeliverable: Your first AE",
        ),
        [Heard(LENA, HARD, Reason.USER_UNKNOWN, "5.1.10")],
    ),
    "exchange online, access denied by a rule": (
        dsn(
            f"Your message to {LENA} couldn't be delivered.\n\nA custom mail flow rule "
            "created by an admin at lead.example has blocked your message.",
            group(
                status="5.7.1",
                said="550 5.7.1 TRANSPORT.RULES.RejectMessage; the message was rejected "
                "by organization policy",
            ),
            "postmaster@lead.example",
            "Undeliverable: Your first AE",
        ),
        [Heard(LENA, BLOCK, Reason.POLICY, "5.7.1")],
    ),
    "exchange online, tenant over its limit": (
        dsn(
            "Your message couldn't be delivered.",
            group(
                status="5.7.705",
                said="550 5.7.705 Access denied, tenant has exceeded threshold",
            ),
            "postmaster@acme.example",
            "Undeliverable: Your first AE",
        ),
        [Heard(LENA, BLOCK, Reason.POLICY, "5.7.705")],
    ),
    "exchange, mailbox full": (
        dsn(
            "Delivery has failed to these recipients or groups:\n\nLena Lead "
            f"({LENA})\nThe recipient's mailbox is full and can't accept messages now.",
            group(
                status="5.2.2",
                said="554 5.2.2 mailbox full; STOREDRV.Deliver.Exception:"
                "QuotaExceededException.MapiExceptionShutoffQuotaExceeded",
            ),
            "postmaster@lead.example",
            "Undeliverable: Your first AE",
        ),
        [Heard(LENA, SOFT, Reason.MAILBOX_FULL, "5.2.2")],
    ),
    "gmail, no such address": (
        dsn(
            "** Address not found **\n\nYour message wasn't delivered to "
            f"{LENA} because the address couldn't be found, or is unable to receive mail.",
            group(
                said="550-5.1.1 The email account that you tried to reach does not "
                "exist. Please try\n 550-5.1.1 double-checking the recipient's email "
                "address for typos or\n 550 5.1.1 unnecessary spaces. - gsmtp",
            ),
            "Mail Delivery Subsystem <mailer-daemon@googlemail.com>",
            "Delivery Status Notification (Failure)",
        ),
        [Heard(LENA, HARD, Reason.USER_UNKNOWN, "5.1.1")],
    ),
    "gmail, over quota": (
        dsn(
            "** Recipient inbox full **",
            group(
                status="5.2.2",
                said="552-5.2.2 The email account that you tried to reach is over quota "
                "and inactive.",
            ),
            "Mail Delivery Subsystem <mailer-daemon@googlemail.com>",
            "Delivery Status Notification (Failure)",
        ),
        [Heard(LENA, SOFT, Reason.MAILBOX_FULL, "5.2.2")],
    ),
    "gmail, unauthenticated": (
        dsn(
            "** Message blocked **",
            group(
                status="5.7.26",
                said="550-5.7.26 This mail has been blocked because the sender is "
                "unauthenticated.\n 550-5.7.26 Gmail requires all senders to "
                "authenticate with either SPF or DKIM.",
            ),
            "Mail Delivery Subsystem <mailer-daemon@googlemail.com>",
            "Delivery Status Notification (Failure)",
        ),
        [Heard(LENA, BLOCK, Reason.AUTH, "5.7.26")],
    ),
    "gmail, likely spam": (
        dsn(
            "** Message blocked **",
            group(
                status="5.7.1",
                said="550-5.7.1 Our system has detected that this message is likely "
                "unsolicited\n 550 5.7.1 mail. To reduce the amount of spam sent to "
                "Gmail, this message has been blocked. - gsmtp",
            ),
            "mailer-daemon@googlemail.com",
            "Delivery Status Notification (Failure)",
        ),
        [Heard(LENA, BLOCK, Reason.SPAM, "5.7.1")],
    ),
    "gmail, delayed": (
        dsn(
            "** Delivery incomplete **\n\nThere was a temporary problem delivering your "
            f"message to {LENA}. Gmail will retry for 47 more hours.",
            group(
                status="4.4.2",
                said="The recipient server did not accept our requests to connect.",
                action="delayed",
            ),
            "mailer-daemon@googlemail.com",
            "Delivery Status Notification (Delay)",
        ),
        [Heard(LENA, SOFT, Reason.NETWORK, "4.4.2", delayed=True)],
    ),
    "amazon ses, relayed for us": (
        dsn(
            "An error occurred while trying to deliver the mail to the following "
            f"recipients:\n{LENA}",
            group(said="550 5.1.1 user unknown"),
            "MAILER-DAEMON@amazonses.example",
            "Delivery Status Notification (Failure)",
        ),
        [Heard(LENA, HARD, Reason.USER_UNKNOWN, "5.1.1")],
    ),
}


@pytest.mark.parametrize("name", list(CASES))
def test_a_report_by_the_book_is_read_whole(name: str) -> None:
    raw, wanted = CASES[name]
    reading = heard(raw)

    assert (reading.kind, recipients(reading)) == (kind_of(wanted), wanted)

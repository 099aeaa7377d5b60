"""Bounces of providers, gateways and home-made mailers are read whole."""

from __future__ import annotations

import base64
import quopri

import pytest

from outreach.core.inbound.meaning import Reason
from tests.core.inbound.report import (
    BEN,
    BLOCK,
    HARD,
    LENA,
    OURS,
    SOFT,
    Heard,
    dsn,
    group,
    heard,
    kind_of,
    plain,
    recipients,
)

GMAIL = "Mail Delivery Subsystem <mailer-daemon@googlemail.com>"


def encoded(text: str, kind: str = "text/plain", way: str = "base64") -> bytes:
    content = text.encode()
    body = (
        base64.encodebytes(content) if way == "base64" else quopri.encodestring(content)
    ).decode()
    return plain(
        body,
        "postmaster@lead.example",
        "Undeliverable: Your first AE",
        f"Content-Transfer-Encoding: {way}\n",
        f"{kind}; charset=utf-8",
    )


CASES = {
    "office 365, unknown at the edge": (
        dsn(
            f"Your message to {LENA} couldn't be delivered.",
            group(
                status="5.4.1",
                said="550 5.4.1 Recipient address rejected: Access denied. For more "
                "information see https://aka.example/EXOSmtpErrors "
                "[DB5EUR01FT032.eop-EUR01.prod.protection.outlook.example]",
            ),
            "postmaster@acme.example",
            "Undeliverable: Your first AE",
        ),
        [Heard(LENA, HARD, Reason.USER_UNKNOWN, "5.4.1")],
    ),
    "office 365, domain without servers": (
        dsn(
            f"Your message to {LENA} couldn't be delivered. lead.example couldn't be "
            "found.",
            group(
                status="5.4.310",
                said="550 5.4.310 DNS domain lead.example does not exist [Message="
                "InfoDomainNonexistent]",
            ),
            "postmaster@acme.example",
            "Undeliverable: Your first AE",
        ),
        [Heard(LENA, HARD, Reason.HOST_UNKNOWN, "5.4.310")],
    ),
    "office 365, gave up after a day": (
        dsn(
            f"Your message to {LENA} couldn't be delivered. Despite repeated attempts to "
            "contact the recipient's email system it didn't respond.",
            group(
                status="5.4.300",
                said="550 5.4.300 Message expired -> 451 4.4.4 Temporary server error",
            ),
            "postmaster@acme.example",
            "Undeliverable: Your first AE",
        ),
        [Heard(LENA, SOFT, Reason.EXPIRED, "5.4.300")],
    ),
    "office 365, group takes no strangers": (
        dsn(
            "Your message couldn't be delivered.",
            group(
                status="5.7.133",
                said="550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; "
                "authentication required",
            ),
            "postmaster@lead.example",
            "Undeliverable: Your first AE",
        ),
        [Heard(LENA, BLOCK, Reason.REJECTED, "5.7.133")],
    ),
    "gmail, the old text": (
        plain(
            "Delivery to the following recipient failed permanently:\n\n     "
            f"{LENA}\n\nTechnical details of permanent failure:\nGoogle tried to deliver "
            "your message, but it was rejected by the server for the recipient domain "
            "lead.example by mx.lead.example. [192.0.2.1].\n\nThe error that the other "
            "server returned was:\n550 5.1.1 User unknown\n\n----- Original message "
            "-----\n\n{returned}",
            GMAIL,
            "Delivery Status Notification (Failure)",
            f"X-Failed-Recipients: {LENA}\n",
        ),
        [Heard(LENA, HARD, Reason.USER_UNKNOWN, "5.1.1")],
    ),
    "gmail, no such domain": (
        dsn(
            "** Address not found **\n\nYour message wasn't delivered to "
            f"{LENA} because the domain lead.example couldn't be found.",
            group(
                status="4.0.0",
                said="DNS Error: DNS type 'mx' lookup of lead.example responded with code "
                "NXDOMAIN\n Domain name not found: lead.example",
            ),
            GMAIL,
            "Delivery Status Notification (Failure)",
        ),
        [Heard(LENA, SOFT, Reason.HOST_UNKNOWN, "4.0.0")],
    ),
    "google groups, may not post": (
        plain(
            "Hello anna@acme.example,\n\nWe're writing to let you know that the group you "
            "tried to contact (sales) may not exist, or you may not have permission to "
            "post messages to the group.\n\n * You might have spelled or formatted the "
            "group name incorrectly.\n",
            GMAIL,
            "Delivery Status Notification (Failure)",
            "X-Failed-Recipients: sales@lead.example\n",
        ),
        [Heard("sales@lead.example", BLOCK, Reason.REJECTED)],
    ),
    "yahoo, its own text": (
        plain(
            "Sorry, we were unable to deliver your message to the following address.\n\n"
            f"<{LENA}>:\nRemote host said:\n554 delivery error: dd This user doesn't have "
            "a yahoo.example account (lena) [0] - mta1001.mail.example\n [BODY]\n\n--- "
            "Below this line is a copy of the message.\n\n{returned}",
            "MAILER-DAEMON@yahoo.example",
            "Failure Notice",
        ),
        [Heard(LENA, HARD, Reason.USER_UNKNOWN)],
    ),
    "sendgrid": (
        dsn(
            "Hello, this is the mail server on filter0001.sendgrid.example.\n\nI am "
            "sending you this message to inform you on the delivery status of a message "
            "you previously sent.  Immediately below you will find a list of the affected "
            "recipients;",
            "Final-Recipient: rfc822; lena@lead.example\nOriginal-Recipient: rfc822; "
            "lena@lead.example\nAction: failed\nStatus: \nDiagnostic-Code: 550 5.1.1 The "
            "email account that you tried to reach does not exist.\n",
            "MAILER-DAEMON@sendgrid.example",
            "Undelivered Mail Returned to Sender",
        ),
        [Heard(LENA, HARD, Reason.USER_UNKNOWN, "5.1.1")],
    ),
    "trend micro": (
        plain(
            "****** Message from InterScan Messaging Security Suite ******\n\nSent <<< "
            f"RCPT TO:<{LENA}>\nReceived >>> 550 5.1.1 <{LENA}>... User unknown\n\nUnable "
            f"to deliver message to <{LENA}>.\n\n************************ End of message "
            "**********************",
            "postmaster@gw.acme.example",
            "Mail could not be delivered",
        ),
        [Heard(LENA, HARD, Reason.USER_UNKNOWN, "5.1.1")],
    ),
    "messagelabs": (
        dsn(
            "This is the mail delivery agent at messagelabs.example.\nI was unable to "
            f"deliver your message to the following addresses:\n\n{LENA}\n\nReason: 550 "
            "Invalid recipient",
            group(status="5.0.0", said="550 Invalid recipient lena@lead.example"),
            "MAILER-DAEMON@messagelabs.example",
            "Mail Delivery Failure",
        ),
        [Heard(LENA, HARD, Reason.USER_UNKNOWN, "5.0.0")],
    ),
    "opensmtpd": (
        plain(
            "Hi!\n\n    This is the MAILER-DAEMON, please DO NOT REPLY to this email.\n\n"
            "    An error has occurred while attempting to deliver a message for\n    the "
            f"following list of recipients:\n\n{LENA}: 550 5.1.1 Invalid recipient: "
            f"<{LENA}>\n\n    Below is a copy of the original message:\n\n{{returned}}",
            "Mailer Daemon <MAILER-DAEMON@acme.example>",
            "Delivery status notification: error",
        ),
        [Heard(LENA, HARD, Reason.USER_UNKNOWN, "5.1.1")],
    ),
    "opensmtpd, warning": (
        plain(
            "Hi!\n\n    This is the MAILER-DAEMON, please DO NOT REPLY to this email.\n\n"
            "    A message is delayed for more than 4h for the following\n    list of "
            f"recipients:\n\n{LENA}: Network error on destination MXs\n\n    Please note "
            "that this is only a temporary failure report.\n    The message is kept in "
            "the queue for up to 4d.\n    You DO NOT NEED to re-send the message.",
            "Mailer Daemon <MAILER-DAEMON@acme.example>",
            "Delivery status notification: delayed 4h",
        ),
        [Heard(LENA, SOFT, Reason.EXPIRED, delayed=True)],
    ),
    "james": (
        plain(
            "Hi. This is the James mail server at james.acme.example.\nI'm afraid I wasn't "
            "able to deliver your message to the following addresses.\nThis is a "
            f"permanent error; I've given up. Sorry it didn't work out.\n\n{LENA}\n\nError "
            "message below:\n550 5.1.1 User unknown\n",
            "postmaster@james.acme.example",
            "Re:Your first AE",
            "Return-Path: <>\n",
        ),
        [Heard(LENA, HARD, Reason.USER_UNKNOWN, "5.1.1")],
    ),
    "docomo, quoted local part kept": (
        plain(
            "The following address(es) could not be reached:\n\n  <le..na.@lead.example>: "
            "550 Unknown user le..na.@lead.example\n   RCPT TO failed\n",
            "MAILER-DAEMON@mx.example",
            "Mail System Error - Returned Mail",
        ),
        [Heard("le..na.@lead.example", HARD, Reason.USER_UNKNOWN)],
    ),
    "au, each of the recipients": (
        plain(
            "Each of the following recipients was rejected by a remote mail server.\nThe "
            "reasons given by the server are included to help you determine why each "
            f"recipient was rejected.\n\n    Recipient: <{LENA}>\n    Reason:    <{LENA}>: "
            f"User unknown\n\n    Recipient: <{BEN}>\n    Reason:    <{BEN}>: Over "
            "quota\n",
            "Mail Administrator <Postmaster@au.example>",
            "Mail System Error - Returned Mail",
        ),
        [
            Heard(LENA, HARD, Reason.USER_UNKNOWN),
            Heard(BEN, SOFT, Reason.MAILBOX_FULL),
        ],
    ),
    "procmail": (
        plain(
            "The original message was received at Thu, 19 Nov 2026\n\n   ----- The "
            f"following addresses had permanent fatal errors -----\n{LENA}\n    (reason: "
            "Can't create output)\n\n   ----- Transcript of session follows -----\n"
            'procmail: Quota exceeded while writing "/var/mail/lena"\n550 5.0.0 '
            f"<{LENA}>... Can't create output",
            "Mail Delivery Subsystem <MAILER-DAEMON@lead.example>",
            "Returned mail: see transcript for details",
        ),
        [Heard(LENA, SOFT, Reason.SYSTEM, "5.0.0")],
    ),
    "vpopmail": (
        plain(
            "Hi. This is the qmail-send program at lead.example.\nI'm afraid I wasn't able "
            "to deliver your message to the following addresses.\n\n"
            f"<{LENA}>:\nuser is over quota\n\n--- Below this line is a copy of the "
            "message.\n\n{returned}",
            subject="failure notice",
        ),
        [Heard(LENA, SOFT, Reason.MAILBOX_FULL)],
    ),
    "qmail, an old mailbox": (
        plain(
            "Hi. This is the deliver program at lead.example.\nI'm afraid I wasn't able to "
            f"deliver your message to the following addresses.\n\n<{LENA}>:\nThis user "
            "account has been disabled.\n\n--- Below this line is a copy of the "
            "message.\n\n{returned}",
            subject="failure notice",
        ),
        [Heard(LENA, SOFT, Reason.SUSPENDED)],
    ),
    "cpanel, discarded": (
        plain(
            "This message was created automatically by mail delivery software.\n\nA "
            "message that you sent could not be delivered to one or more of its\n"
            f"recipients. This is a permanent error.\n\n  {LENA}\n    No Such User "
            'Here"\n',
            "Mail Delivery System <Mailer-Daemon@host.lead.example>",
            "Mail delivery failed: returning message to sender",
        ),
        [Heard(LENA, HARD, Reason.USER_UNKNOWN)],
    ),
    "exim, the host exists no more": (
        plain(
            "This message was created automatically by mail delivery software.\n\nA "
            "message that you sent could not be delivered to one or more of its\n"
            f"recipients. This is a permanent error.\n\n  {LENA}\n    all relevant MX "
            "records point to non-existent hosts\n",
            "Mailer-Daemon@acme.example",
            "Mail delivery failed: returning message to sender",
        ),
        [Heard(LENA, HARD, Reason.HOST_UNKNOWN)],
    ),
    "exim, two with their reasons": (
        plain(
            "A message that you sent could not be delivered to one or more of its\n"
            f"recipients. The following address(es) failed:\n\n  {LENA}\n    host "
            f"mx.lead.example [192.0.2.1]\n    SMTP error from remote mail server after "
            f"RCPT TO:<{LENA}>:\n    550 5.1.1 User unknown\n  {BEN}\n    host "
            "mx.lead.example [192.0.2.1]\n    SMTP error from remote mail server after "
            "end of data:\n    554 5.7.1 message looks like spam\n",
            "Mailer-Daemon@acme.example",
            "Mail delivery failed: returning message to sender",
        ),
        [
            Heard(LENA, HARD, Reason.USER_UNKNOWN, "5.1.1"),
            Heard(BEN, BLOCK, Reason.SPAM, "5.7.1"),
        ],
    ),
    "a gateway in base64": (
        encoded(
            f"Your message could not be delivered.\n\n<{LENA}>: 550 5.1.1 unknown user"
        ),
        [Heard(LENA, HARD, Reason.USER_UNKNOWN, "5.1.1")],
    ),
    "a vacation-like header on a bounce": (
        dsn(
            "Sorry.",
            group(said="550 5.1.1 User unknown"),
            fields="Auto-Submitted: auto-replied\nPrecedence: bulk\n",
        ),
        [Heard(LENA, HARD, Reason.USER_UNKNOWN, "5.1.1")],
    ),
    "the server speaks in many lines": (
        dsn(
            "Sorry.",
            group(
                status="5.0.0",
                said="550-Verification failed for <anna@acme.example>\n 550-Previous "
                "(cached) callout verification failure\n 550 Sender verify failed",
            ),
        ),
        [Heard(LENA, BLOCK, Reason.REJECTED, "5.0.0")],
    ),
    "a person at reception": (
        plain(
            "Your e-mail could not be delivered.\n\nThe mailbox of Lena Lead "
            f"<{LENA}> has been deleted.\n\n> From: Anna Lee <anna@acme.example>\n> To: "
            f"{LENA}\n> Subject: Your first AE\n>\n> Hi Lena",
            "Mail Administrator <postmaster@lead.example>",
            "Undeliverable mail",
        ),
        [Heard(LENA, HARD, Reason.USER_UNKNOWN)],
    ),
}


@pytest.mark.parametrize("name", list(CASES))
def test_a_bounce_of_the_world_is_read_whole(name: str) -> None:
    raw, wanted = CASES[name]
    reading = heard(raw)

    assert (reading.kind, recipients(reading)) == (kind_of(wanted), wanted)


def test_the_mail_that_came_back_is_named() -> None:
    texts = ("gmail, the old text", "yahoo, its own text", "vpopmail")

    assert {heard(CASES[name][0]).our_message_ids for name in texts} == {(OURS,)}

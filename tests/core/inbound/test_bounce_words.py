"""Bounces by mailers that follow no book are read by how they are laid out."""

from __future__ import annotations

import pytest

from outreach.core.inbound.meaning import Reason
from tests.core.inbound.report import (
    BEN,
    BLOCK,
    EXIM,
    EXIM_END,
    FAILURE,
    HARD,
    LENA,
    QMAIL,
    QMAIL_END,
    SOFT,
    Heard,
    heard,
    kind_of,
    plain,
    recipients,
)

CASES = {
    "exim, after RCPT": (
        plain(
            f"{EXIM}  {LENA}\n    host mx.lead.example [192.0.2.1]\n    SMTP error from "
            f"remote mail server after RCPT TO:<{LENA}>:\n    550 Unknown user{EXIM_END}",
            "Mail Delivery System <Mailer-Daemon@acme.example>",
            FAILURE,
            f"X-Failed-Recipients: {LENA}\nAuto-Submitted: auto-replied\n",
        ),
        [Heard(LENA, HARD, Reason.USER_UNKNOWN)],
    ),
    "exim, unrouteable": (
        plain(
            f"{EXIM}  {LENA}\n    Unrouteable address{EXIM_END}",
            "Mail Delivery System <Mailer-Daemon@acme.example>",
            FAILURE,
            f"X-Failed-Recipients: {LENA}\n",
        ),
        [Heard(LENA, HARD, Reason.USER_UNKNOWN)],
    ),
    "exim, retry timeout": (
        plain(
            f"{EXIM}  {LENA}\n    host mx.lead.example [192.0.2.1]\n    retry timeout "
            f"exceeded{EXIM_END}",
            "Mailer-Daemon@acme.example",
            FAILURE,
        ),
        [Heard(LENA, SOFT, Reason.EXPIRED)],
    ),
    "exim, generated from an alias": (
        plain(
            f"{EXIM}  l@private.example\n    (generated from {LENA})\n    SMTP error from "
            "remote mail server after RCPT TO:<l@private.example>:\n    550 5.1.1 User "
            f"unknown{EXIM_END}",
            "Mailer-Daemon@acme.example",
            FAILURE,
        ),
        [Heard(LENA, HARD, Reason.USER_UNKNOWN, "5.1.1", final="l@private.example")],
    ),
    "exim, an undisclosed address behind an alias": (
        plain(
            f"{EXIM}  an undisclosed address\n    (generated from {LENA})\n    mailbox is "
            f"full{EXIM_END}",
            "Mailer-Daemon@acme.example",
            FAILURE,
        ),
        [Heard(LENA, SOFT, Reason.MAILBOX_FULL)],
    ),
    "exim, delayed": (
        plain(
            "This message was created automatically by mail delivery software.\nA message "
            "that you sent has not yet been delivered to one or more of its\nrecipients "
            "after more than 24 hours on the queue.\n\nThe address to which the message "
            f"has not yet been delivered is:\n\n  {LENA}\n    Delay reason: connection "
            "timed out\n\nNo action is required on your part. Delivery attempts will "
            "continue for\nsome time, and this warning may be repeated at intervals.",
            "Mailer-Daemon@acme.example",
            "Warning: message 1abc-0003 delayed 24 hours",
        ),
        [Heard(LENA, SOFT, Reason.EXPIRED, delayed=True)],
    ),
    "qmail, no mailbox": (
        plain(
            f"{QMAIL}<{LENA}>:\nSorry, no mailbox here by that name. (#5.1.1){QMAIL_END}",
            subject="failure notice",
        ),
        [Heard(LENA, HARD, Reason.USER_UNKNOWN, "5.1.1")],
    ),
    "qmail, refused at RCPT": (
        plain(
            f"{QMAIL}<{LENA}>:\n192.0.2.1 does not like recipient.\nRemote host said: 550 "
            f"no such user\nGiving up on 192.0.2.1.{QMAIL_END}",
            subject="failure notice",
        ),
        [Heard(LENA, HARD, Reason.USER_UNKNOWN)],
    ),
    "qmail, refused after the content": (
        plain(
            f"{QMAIL}<{LENA}>:\n192.0.2.1 failed after I sent the message.\nRemote host "
            f"said: 554 Transaction failed: spam content{QMAIL_END}",
            subject="failure notice",
        ),
        [Heard(LENA, BLOCK, Reason.SPAM)],
    ),
    "qmail, no such host": (
        plain(
            f"{QMAIL}<{LENA}>:\nSorry, I couldn't find any host named lead.example. "
            f"(#5.1.2){QMAIL_END}",
            subject="failure notice",
        ),
        [Heard(LENA, HARD, Reason.HOST_UNKNOWN, "5.1.2")],
    ),
    "qmail, two recipients": (
        plain(
            f"{QMAIL}<{LENA}>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n<{BEN}>:"
            f"\nThe users mailfolder is over the allowed quota (size). (#5.2.2){QMAIL_END}",
            subject="failure notice",
        ),
        [
            Heard(LENA, HARD, Reason.USER_UNKNOWN, "5.1.1"),
            Heard(BEN, SOFT, Reason.MAILBOX_FULL, "5.2.2"),
        ],
    ),
    "courier": (
        plain(
            "This is a delivery status notification from mx.acme.example,\nrunning the "
            "Courier mail server, version 0.65.\n\nThe original message was received on "
            "Thu, 19 Nov 2026.\n\n------------------------------------------------------\n"
            f"\n                           UNDELIVERABLE MAIL\n\nYour message to the "
            f"following recipients cannot be delivered:\n\n<{LENA}>:\n    mx.lead.example "
            f"[192.0.2.1]:\n>>> RCPT TO:<{LENA}>\n<<< 550 5.1.1 <{LENA}>: Recipient "
            "address rejected: User unknown\n\n{returned}",
            '"Courier mail server at mx.acme.example" <@>',
            "NOTICE: mail delivery status.",
        ),
        [Heard(LENA, HARD, Reason.USER_UNKNOWN, "5.1.1")],
    ),
    "groupwise": (
        plain(
            "The message that you sent was undeliverable to the following:\n\tlena "
            f"(user not found)\n\t{LENA}\n\n{{returned}}",
            "Mailer-Daemon@gw.lead.example",
            "Message status - undeliverable",
        ),
        [Heard(LENA, HARD, Reason.USER_UNKNOWN)],
    ),
    "domino": (
        plain(
            "Your message\n\n  Subject: Your first AE\n\nwas not delivered to:\n\n  "
            f"{LENA}\n\nbecause:\n\n  User lena ({LENA}) not listed in Domino Directory\n",
            "Postmaster@lead.example",
            "DELIVERY FAILURE: User lena not listed in Domino Directory",
        ),
        [Heard(LENA, HARD, Reason.USER_UNKNOWN)],
    ),
    "exchange 2003": (
        plain(
            "Your message\n\n  To:      lena@lead.example\n  Subject: Your first AE\n  "
            "Sent:    Thu, 19 Nov 2026 10:00:00 +0100\n\ndid not reach the following "
            "recipient(s):\n\nlena@lead.example on Thu, 19 Nov 2026 10:00:05 +0100\n    "
            "The e-mail account does not exist at the organization this message was sent "
            "to.\n    <mx.lead.example #5.1.1>\n",
            "System Administrator <postmaster@lead.example>",
            "Undeliverable: Your first AE",
        ),
        [Heard(LENA, HARD, Reason.USER_UNKNOWN, "5.1.1")],
    ),
    "mailmarshal": (
        plain(
            "Your message:\n   From:    anna@acme.example\n   Subject: Your first AE\n\n"
            "Could not be delivered because of\n\n550 5.1.1 User unknown\n\nThe following "
            f"recipients were affected:\n    {LENA}\n",
            "postmaster@acme.example",
            "Undeliverable Mail: Your first AE",
        ),
        [Heard(LENA, HARD, Reason.USER_UNKNOWN, "5.1.1")],
    ),
    "imail": (
        plain(
            f"Unknown user: {LENA}\n\n\nOriginal message follows.\n\n{{returned}}",
            '"Mail Administrator" <Postmaster@lead.example>',
            "Undeliverable Mail",
            "X-Mailer: <SMTP32 v8.22>\n",
        ),
        [Heard(LENA, HARD, Reason.USER_UNKNOWN)],
    ),
    "mdaemon": (
        plain(
            f"{LENA} - no such user here.\n\nThere is no user by that name at this server.",
            "MDaemon@mx.lead.example",
            f"Warning: {LENA} - User unknown!",
        ),
        [Heard(LENA, HARD, Reason.USER_UNKNOWN)],
    ),
    "hmailserver": (
        plain(
            "Your message did not reach some or all of the intended recipients.\n\n   "
            "Sent: Thu, 19 Nov 2026\n   Subject: Your first AE\n\nThe following "
            f"recipient(s) could not be reached:\n\n{LENA}\n   Error Type: SMTP\n   Remote "
            "server (192.0.2.1) issued an error.\n   hMailServer sent: RCPT "
            f"TO:<{LENA}>\n   Remote server replied: 550 Unknown user\n\nhMailServer\n",
            "mailer-daemon@acme.example",
            "Message undeliverable: Your first AE",
        ),
        [Heard(LENA, HARD, Reason.USER_UNKNOWN)],
    ),
    "kerio": (
        plain(
            "Your message could not be delivered to some recipients.\n\n"
            f"{LENA}: 550 5.1.1 User unknown\n",
            "Mail Delivery Subsystem <mailer-daemon@acme.example>",
            "Delivery Status Notification (Failure)",
        ),
        [Heard(LENA, HARD, Reason.USER_UNKNOWN, "5.1.1")],
    ),
    "mailenable": (
        plain(
            "MailEnable: Message could not be delivered to some recipients.\nThe following "
            f"recipient(s) could not be reached:\n\n\tRecipient: [SMTP:{LENA}]\n\tReason: "
            "Remote SMTP Server Returned: 552 5.2.2 Mailbox full\n\nMessage headers "
            "follow:\n\n{returned}",
            '"Delivery Subsystem" <POSTMASTER@acme.example>',
            "Message Delivery Failure",
        ),
        [Heard(LENA, SOFT, Reason.MAILBOX_FULL, "5.2.2")],
    ),
    "surgemail": (
        plain(
            "Your message cannot be delivered to the following recipients:\n\n"
            f"Recipient address: {LENA}\nReason: Remote SMTP server has rejected "
            "address\nDiagnostic code: smtp;550 5.1.1 user unknown\n",
            "postmaster@acme.example",
            "Delivery Notification: Delivery has failed",
        ),
        [Heard(LENA, HARD, Reason.USER_UNKNOWN, "5.1.1")],
    ),
    "zoho": (
        plain(
            "This message was created automatically by mail delivery software.\n A message "
            "that you sent could not be delivered to one or more of its recipients. This "
            f"is a permanent error.\n\n{LENA}, ERROR CODE :550 - 5.1.1 The email account "
            "does not exist\n",
            "mailer-daemon@mail.zoho.example",
            "Undelivered Mail Returned to Sender",
        ),
        [Heard(LENA, HARD, Reason.USER_UNKNOWN, "5.1.1")],
    ),
    "only html": (
        plain(
            "<html><body><p>Your message could not be delivered to "
            f"<b>{LENA}</b>.</p><p>550 5.1.1 User unknown</p></body></html>",
            "postmaster@lead.example",
            "Undeliverable: Your first AE",
            kind="text/html; charset=utf-8",
        ),
        [Heard(LENA, HARD, Reason.USER_UNKNOWN, "5.1.1")],
    ),
    "written by a help desk, with our mail below": (
        plain(
            f"Hello,\n\nyour message could not be delivered to {LENA}: no such user at "
            "our company.\n\nIT Help Desk\n\n-----Original Message-----\n{returned}",
            "IT Help Desk <helpdesk@lead.example>",
            "Undeliverable: Your first AE",
        ),
        [Heard(LENA, HARD, Reason.USER_UNKNOWN)],
    ),
}


@pytest.mark.parametrize("name", list(CASES))
def test_a_bounce_in_words_is_read_whole(name: str) -> None:
    raw, wanted = CASES[name]
    reading = heard(raw)

    assert (reading.kind, recipients(reading)) == (kind_of(wanted), wanted)

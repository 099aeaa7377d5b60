"""Bounces as the mail servers of the world write them are read whole."""

from __future__ import annotations

import pytest

from outreach.core.inbound.bounce_reason import Reason
from tests.core.inbound.report import (
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

BEN = "ben@lead.example"
POSTFIX = (
    "This is the mail system at host mx.acme.example.\n\nI'm sorry to have to inform you "
    "that your message could not\nbe delivered to one or more recipients. It's attached "
    "below.\n\n                   The mail system\n\n"
)
EXIM = (
    "This message was created automatically by mail delivery software.\n\nA message that "
    "you sent could not be delivered to one or more of its\nrecipients. This is a "
    "permanent error. The following address(es) failed:\n\n"
)
EXIM_END = (
    "\n------ This is a copy of the message, including all the headers. ------\n\n"
    "{returned}"
)
QMAIL = (
    "Hi. This is the qmail-send program at mx.acme.example.\nI'm afraid I wasn't able to "
    "deliver your message to the following addresses.\nThis is a permanent error; I've "
    "given up. Sorry it didn't work out.\n\n"
)
QMAIL_END = "\n--- Below this line is a copy of the message.\n\n{returned}"
FAILURE = "Mail delivery failed: returning message to sender"

STANDARD = {
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
    "yahoo, account disabled": (
        dsn(
            POSTFIX,
            group(
                status="5.0.0",
                said="554 30 Sorry, your message to lena@lead.example cannot be "
                "delivered. This mailbox is disabled (554.30).",
            ),
        ),
        [Heard(LENA, SOFT, Reason.SUSPENDED, "5.0.0")],
    ),
    "yahoo, deferred for complaints": (
        dsn(
            POSTFIX,
            group(
                status="4.7.0",
                said="421 4.7.0 [TSS04] Messages from 192.0.2.7 temporarily deferred due "
                "to unexpected volume or user complaints",
            ),
        ),
        [Heard(LENA, BLOCK, Reason.RATE, "4.7.0")],
    ),
    "apple, over quota": (
        dsn(
            POSTFIX,
            group(
                status="5.2.2",
                said="552 5.2.2 <lena@lead.example>: user "
                "is over quota (in reply to RCPT TO command)",
            ),
        ),
        [Heard(LENA, SOFT, Reason.MAILBOX_FULL, "5.2.2")],
    ),
    "apple, local policy": (
        dsn(
            POSTFIX,
            group(
                status="5.7.1",
                said="550 5.7.1 [CS01] Message rejected due to local "
                "policy. Please visit https://support.apple.example/en-us/HT204137",
            ),
        ),
        [Heard(LENA, BLOCK, Reason.POLICY, "5.7.1")],
    ),
    "proofpoint, blocked": (
        dsn(
            POSTFIX,
            group(
                status="5.7.0",
                said="554 Blocked - see https://ipcheck.proofpoint.example/?ip=192.0.2.7",
            ),
        ),
        [Heard(LENA, BLOCK, Reason.BLOCKED, "5.7.0")],
    ),
    "mimecast, unknown recipient": (
        dsn(
            POSTFIX,
            group(
                status="5.0.0",
                said="550 Invalid Recipient - https://community.mimecast.example/docs/"
                "DOC-1369#550 [AbCdEfGh]",
            ),
        ),
        [Heard(LENA, HARD, Reason.USER_UNKNOWN, "5.0.0")],
    ),
    "mimecast, rejected by header": (
        dsn(
            POSTFIX,
            group(
                status="5.0.0",
                said="554 Email rejected due to security policies - "
                "https://community.mimecast.example/docs/DOC-1369#554",
            ),
        ),
        [Heard(LENA, BLOCK, Reason.POLICY, "5.0.0")],
    ),
    "ironport, rejected by reputation": (
        dsn(
            POSTFIX,
            group(
                status="5.7.1",
                said="554 5.7.1 Your access to this mail system has been rejected due to "
                "the sending MTA's poor reputation.",
            ),
        ),
        [Heard(LENA, BLOCK, Reason.BLOCKED, "5.7.1")],
    ),
    "barracuda, blocked": (
        dsn(
            POSTFIX,
            group(
                status="5.7.1",
                said="554 Service unavailable; Client host "
                "[mail.acme.example] blocked using Barracuda Reputation",
            ),
        ),
        [Heard(LENA, BLOCK, Reason.BLOCKED, "5.7.1")],
    ),
    "spam filter, content": (
        dsn(
            POSTFIX,
            group(
                status="5.7.1",
                said="554 5.7.1 Message rejected as spam by Content Filtering.",
            ),
        ),
        [Heard(LENA, BLOCK, Reason.SPAM, "5.7.1")],
    ),
    "t-online, rejected ip": (
        dsn(
            POSTFIX,
            group(
                status="5.7.0",
                said="554 IP=192.0.2.7 - A problem occurred. (Ask your postmaster for "
                "help or to contact tosa@rx.t-online.example to clarify.) (BL)",
            ),
        ),
        [Heard(LENA, BLOCK, Reason.POLICY, "5.7.0")],
    ),
    "gmx, mailbox unavailable": (
        dsn(
            POSTFIX,
            group(
                status="5.1.1",
                said="550 Requested action not taken: mailbox unavailable (in reply to "
                "RCPT TO command)",
            ),
        ),
        [Heard(LENA, HARD, Reason.USER_UNKNOWN, "5.1.1")],
    ),
    "orange, unknown address": (
        dsn(
            POSTFIX,
            group(
                said="550 5.1.1 Adresse d au moins un destinataire invalide. "
                "Invalid recipient. OFR204_418 [418]"
            ),
        ),
        [Heard(LENA, HARD, Reason.USER_UNKNOWN, "5.1.1")],
    ),
    "free, blocked": (
        dsn(POSTFIX, group(status="5.7.1", said="550 spam detected")),
        [Heard(LENA, BLOCK, Reason.SPAM, "5.7.1")],
    ),
    "mail.ru, unknown": (
        dsn(
            POSTFIX,
            group(
                status="5.0.0",
                said="550 Message was not accepted -- invalid "
                "mailbox.  Local mailbox lena@lead.example is unavailable: "
                "user not found (in reply to RCPT TO command)",
            ),
        ),
        [Heard(LENA, HARD, Reason.USER_UNKNOWN, "5.0.0")],
    ),
    "yandex, policy": (
        dsn(
            POSTFIX,
            group(
                status="5.7.1",
                said="554 5.7.1 [2] Message rejected under "
                "suspicion of SPAM; https://ya.example/spam/ 1700000000",
            ),
        ),
        [Heard(LENA, BLOCK, Reason.SPAM, "5.7.1")],
    ),
    "qq, not found or refused": (
        dsn(
            POSTFIX,
            group(
                status="5.0.0",
                said="550 Mailbox unavailable or access "
                "denied [AbC= IP: 192.0.2.7]. (in reply to RCPT TO command)",
            ),
        ),
        [Heard(LENA, SOFT, Reason.FILTERED, "5.0.0")],
    ),
    "docomo, unknown": (
        dsn(
            POSTFIX,
            group(
                status="5.0.0",
                said="550 Unknown user lena@lead.example (in reply to RCPT TO command)",
            ),
        ),
        [Heard(LENA, HARD, Reason.USER_UNKNOWN, "5.0.0")],
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
    "message too big": (
        dsn(
            POSTFIX,
            group(status="5.3.4", said="552 5.3.4 Message size exceeds fixed limit"),
        ),
        [Heard(LENA, SOFT, Reason.TOO_BIG, "5.3.4")],
    ),
    "greylisted until it expired": (
        dsn(
            POSTFIX,
            group(
                status="4.7.1",
                said="450 4.7.1 <lena@lead.example>: "
                "Recipient address rejected: Greylisted, try again later",
            ),
        ),
        [Heard(LENA, SOFT, Reason.EXPIRED, "4.7.1")],
    ),
    "relaying denied": (
        dsn(
            POSTFIX,
            group(
                status="5.7.1", said="550 5.7.1 Unable to relay for lena@lead.example"
            ),
        ),
        [Heard(LENA, BLOCK, Reason.RELAY, "5.7.1")],
    ),
    "helo and reverse name": (
        dsn(
            POSTFIX,
            group(
                status="5.7.25",
                said="550-5.7.25 [192.0.2.7] The IP address "
                "sending this message does not have a PTR record setup",
            ),
        ),
        [Heard(LENA, BLOCK, Reason.BLOCKED, "5.7.25")],
    ),
    "too many hops": (
        dsn(POSTFIX, group(status="5.4.6", said="554 5.4.6 Too many hops")),
        [Heard(LENA, SOFT, Reason.NETWORK, "5.4.6")],
    ),
    "moved for good": (
        dsn(
            POSTFIX,
            group(
                status="5.1.6",
                said="551 5.1.6 User has moved; please try <lena@new.example>",
            ),
        ),
        [Heard(LENA, HARD, Reason.MOVED, "5.1.6")],
    ),
    "dmarc": (
        dsn(
            POSTFIX,
            group(
                status="5.7.1",
                said="550 5.7.1 Unauthenticated email from "
                "acme.example is not accepted due to domain's DMARC policy.",
            ),
        ),
        [Heard(LENA, BLOCK, Reason.AUTH, "5.7.1")],
    ),
    "virus": (
        dsn(
            POSTFIX,
            group(
                status="5.7.0",
                said="554 5.7.0 Reject, id=1234 - INFECTED: Eicar-Test-Signature",
            ),
        ),
        [Heard(LENA, BLOCK, Reason.VIRUS, "5.7.0")],
    ),
    "too fast": (
        dsn(
            POSTFIX,
            group(
                status="4.7.28",
                said="421-4.7.28 Gmail has detected an "
                "unusual rate of unsolicited mail originating from your IP",
            ),
        ),
        [Heard(LENA, BLOCK, Reason.RATE, "4.7.28")],
    ),
}

SHAPES = {
    "the fields came as an attachment": (
        dsn(
            POSTFIX,
            group(said="550 5.1.1 User unknown"),
            part="Content-Type: application/octet-stream; name=details.txt\n"
            "Content-Disposition: attachment; filename=details.txt",
            kind="multipart/mixed",
        ),
        [Heard(LENA, HARD, Reason.USER_UNKNOWN, "5.1.1")],
    ),
    "the fields are base64": (
        dsn(
            POSTFIX,
            "",
            part="Content-Type: message/delivery-status\n"
            "Content-Transfer-Encoding: base64\n\n"
            "UmVwb3J0aW5nLU1UQTogZG5zOyBteC5leGFtcGxlCgpGaW5hbC1SZWNpcGllbnQ6IHJmYzgyMjsg\n"
            "bGVuYUBsZWFkLmV4YW1wbGUKQWN0aW9uOiBmYWlsZWQKU3RhdHVzOiA1LjEuMQo=\n--b\n"
            "Content-Type: text/plain",
        ),
        [Heard(LENA, HARD, Reason.USER_UNKNOWN, "5.1.1")],
    ),
    "the report lost its mime header": (
        dsn(POSTFIX, group(said="550 5.1.1 User unknown"), kind="text/plain"),
        [Heard(LENA, HARD, Reason.USER_UNKNOWN, "5.1.1")],
    ),
    "the report is cut off": (
        dsn(POSTFIX, group(said="550 5.1.1 User unknown")).partition(
            b"--b\r\nContent-Type: message/rfc822"
        )[0],
        [Heard(LENA, HARD, Reason.USER_UNKNOWN, "5.1.1")],
    ),
    "a relay wrapped the report": (
        plain(
            "--o\nContent-Type: text/plain\n\nScanned by the gateway.\n--o\n"
            "Content-Type: message/rfc822\n\n"
            + dsn(POSTFIX, group(said="550 5.1.1 User unknown"))
            .decode()
            .replace("\r\n", "\n")
            + "\n--o--\n",
            kind='multipart/mixed; boundary="o"',
        ),
        [Heard(LENA, HARD, Reason.USER_UNKNOWN, "5.1.1")],
    ),
    "xtext that was not undone": (
        dsn(
            POSTFIX,
            group(
                "l@private.example",
                more="Original-Recipient: rfc822; lena+2Bwork@lead.example\n",
            ),
        ),
        [
            Heard(
                "lena+work@lead.example",
                HARD,
                Reason.USER_UNKNOWN,
                "5.1.1",
                final="l@private.example",
            )
        ],
    ),
    "an address beyond ascii": (
        dsn(
            POSTFIX,
            "Original-Recipient: utf-8; j\\x{FC}rgen@lead.example\nFinal-Recipient: utf-8;"
            " jürgen@lead.example\nAction: failed\nStatus: 5.1.1\n",
            part="Content-Type: message/global-delivery-status",
        ),
        [Heard("jürgen@lead.example", HARD, Reason.USER_UNKNOWN, "5.1.1")],
    ),
    "brackets and capitals around the address": (
        dsn(
            POSTFIX,
            "Final-Recipient: RFC822;<Lena@LEAD.example>\nAction: Failed\n"
            "Status: 5.1.1 (bad destination mailbox address)\n",
        ),
        [Heard(LENA, HARD, Reason.USER_UNKNOWN, "5.1.1")],
    ),
    "the fields name no address, the words do": (
        dsn(
            f"{POSTFIX}<{LENA}>: unknown user",
            "Final-Recipient: LOCAL;<>\nAction: failed\nStatus: 5.1.1\n",
        ),
        [Heard(LENA, HARD, Reason.USER_UNKNOWN, "5.1.1")],
    ),
    "a mailbox refused it after it was taken": (
        dsn(
            f"Your message to <{LENA}> was automatically rejected:\nQuota exceeded "
            "(mailbox for user is full)",
            f"Original-Message-ID: {OURS}\nFinal-Recipient: rfc822; {LENA}\nDisposition: "
            "automatic-action/MDN-sent-automatically; deleted",
            "Mail Delivery Subsystem <postmaster@lead.example>",
            "Automatically rejected mail",
            "Auto-Submitted: auto-replied (rejected)\n",
            "Content-Type: message/disposition-notification\n\nReporting-UA: dovecot",
            kind="multipart/report; report-type=disposition-notification",
        ),
        [Heard(LENA, SOFT, Reason.MAILBOX_FULL)],
    ),
}

WORDS = {
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
    "german gateway": (
        plain(
            "Ihre Nachricht konnte nicht zugestellt werden.\n\nEmpfänger:\n"
            f"  {LENA}\n\nGrund: Das Postfach ist voll (552 5.2.2)\n",
            "Mailer-Daemon@mx.lead.example",
            "Unzustellbar: Your first AE",
        ),
        [Heard(LENA, SOFT, Reason.MAILBOX_FULL, "5.2.2")],
    ),
    "german, unknown": (
        plain(
            f"Die folgende Adresse konnte nicht erreicht werden:\n\n{LENA}\n    Empfänger "
            "unbekannt\n",
            "postmaster@lead.example",
            "Nachricht konnte nicht zugestellt werden",
        ),
        [Heard(LENA, HARD, Reason.USER_UNKNOWN)],
    ),
    "french": (
        plain(
            "Votre message n'a pas pu être délivré aux destinataires suivants :\n\n"
            f"<{LENA}>\n    Utilisateur inconnu\n",
            "postmaster@lead.example",
            "Échec de la remise : Your first AE",
        ),
        [Heard(LENA, HARD, Reason.USER_UNKNOWN)],
    ),
    "spanish": (
        plain(
            f"No se pudo entregar el mensaje a los siguientes destinatarios:\n\n{LENA}\n"
            "El buzón de correo no existe.\n",
            "postmaster@lead.example",
            "No se pudo entregar: Your first AE",
        ),
        [Heard(LENA, HARD, Reason.USER_UNKNOWN)],
    ),
    "portuguese": (
        plain(
            f"Sua mensagem não pôde ser entregue a:\n\n{LENA}\nCaixa de correio cheia.\n",
            "postmaster@lead.example",
            "Mensagem não entregue",
        ),
        [Heard(LENA, SOFT, Reason.MAILBOX_FULL)],
    ),
    "italian": (
        plain(
            f"Impossibile recapitare il messaggio a:\n\n{LENA}\nUtente sconosciuto\n",
            "postmaster@lead.example",
            "Mancata consegna: Your first AE",
        ),
        [Heard(LENA, HARD, Reason.USER_UNKNOWN)],
    ),
    "russian": (
        plain(
            "Ваше сообщение не может быть доставлено следующим адресатам:\n\n"
            f"<{LENA}>: Пользователь не найден\n",
            "MAILER-DAEMON@mx.lead.example",
            "Недоставленное сообщение",
        ),
        [Heard(LENA, HARD, Reason.USER_UNKNOWN)],
    ),
    "chinese": (
        plain(
            "抱歉,您的邮件被退回来了……\n\n无法投递到以下收件人:\n"
            f"{LENA}\n退信原因:收件人邮箱不存在 (550 5.1.1 User not found)\n",
            "PostMaster@mx.lead.example",
            "系统退信",
        ),
        [Heard(LENA, HARD, Reason.USER_UNKNOWN, "5.1.1")],
    ),
    "japanese": (
        plain(
            "次のあて先へのメッセージはエラーのため送信できませんでした。\n\n"
            f"  <{LENA}>\n\n宛先のメールアドレスは存在しません。\n",
            "MAILER-DAEMON@mx.lead.example",
            "メール配信エラー通知",
        ),
        [Heard(LENA, HARD, Reason.USER_UNKNOWN)],
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
ALL = {**STANDARD, **SHAPES, **WORDS}


@pytest.mark.parametrize("name", list(ALL))
def test_a_bounce_is_read_whole(name: str) -> None:
    raw, wanted = ALL[name]
    reading = heard(raw)

    assert (reading.kind, recipients(reading)) == (kind_of(wanted), wanted)

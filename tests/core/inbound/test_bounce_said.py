"""Reports by the book are judged by what the server said, its status beside it."""

from __future__ import annotations

import pytest

from outreach.core.inbound.meaning import BounceType, Reason
from outreach.core.inbound.reading import Kind
from tests.core.inbound.report import (
    LENA,
    OURS,
    POSTFIX,
    Heard,
    dsn,
    group,
    heard,
    recipients,
)

# Who says it | its status | the type | the reason; and below, what the server said.
SAID = """
yahoo, account disabled | 5.0.0 | soft | suspended
554 30 Sorry, your message to lena@lead.example cannot be delivered. This mailbox is
disabled (554.30).

yahoo, deferred for complaints | 4.7.0 | block | rate
421 4.7.0 [TSS04] Messages from 192.0.2.7 temporarily deferred due to unexpected volume
or user complaints

apple, over quota | 5.2.2 | soft | mailbox_full
552 5.2.2 <lena@lead.example>: user is over quota (in reply to RCPT TO command)

apple, local policy | 5.7.1 | block | policy
550 5.7.1 [CS01] Message rejected due to local policy. Please visit
https://support.apple.example/en-us/HT204137

proofpoint, blocked | 5.7.0 | block | blocked
554 Blocked - see https://ipcheck.proofpoint.example/?ip=192.0.2.7

mimecast, unknown recipient | 5.0.0 | hard | user_unknown
550 Invalid Recipient - https://community.mimecast.example/docs/DOC-1369#550 [AbCdEfGh]

mimecast, rejected by header | 5.0.0 | block | policy
554 Email rejected due to security policies -
https://community.mimecast.example/docs/DOC-1369#554

ironport, rejected by reputation | 5.7.1 | block | blocked
554 5.7.1 Your access to this mail system has been rejected due to the sending MTA's
poor reputation.

barracuda, blocked | 5.7.1 | block | blocked
554 Service unavailable; Client host [mail.acme.example] blocked using Barracuda
Reputation

spam filter, content | 5.7.1 | block | spam
554 5.7.1 Message rejected as spam by Content Filtering.

t-online, rejected ip | 5.7.0 | block | policy
554 IP=192.0.2.7 - A problem occurred. (Ask your postmaster for help or to contact
tosa@rx.t-online.example to clarify.) (BL)

gmx, mailbox unavailable | 5.1.1 | hard | user_unknown
550 Requested action not taken: mailbox unavailable (in reply to RCPT TO command)

orange, unknown address | 5.1.1 | hard | user_unknown
550 5.1.1 Adresse d au moins un destinataire invalide. Invalid recipient. OFR204_418
[418]

free, blocked | 5.7.1 | block | spam
550 spam detected

mail.ru, unknown | 5.0.0 | hard | user_unknown
550 Message was not accepted -- invalid mailbox.  Local mailbox lena@lead.example is
unavailable: user not found (in reply to RCPT TO command)

yandex, policy | 5.7.1 | block | spam
554 5.7.1 [2] Message rejected under suspicion of SPAM; https://ya.example/spam/
1700000000

qq, not found or refused | 5.0.0 | soft | filtered
550 Mailbox unavailable or access denied [AbC= IP: 192.0.2.7]. (in reply to RCPT TO
command)

docomo, unknown | 5.0.0 | hard | user_unknown
550 Unknown user lena@lead.example (in reply to RCPT TO command)

message too big | 5.3.4 | soft | too_big
552 5.3.4 Message size exceeds fixed limit

greylisted until it expired | 4.7.1 | soft | expired
450 4.7.1 <lena@lead.example>: Recipient address rejected: Greylisted, try again later

relaying denied | 5.7.1 | block | relay
550 5.7.1 Unable to relay for lena@lead.example

helo and reverse name | 5.7.25 | block | blocked
550-5.7.25 [192.0.2.7] The IP address sending this message does not have a PTR record
setup

too many hops | 5.4.6 | soft | network
554 5.4.6 Too many hops

moved for good | 5.1.6 | hard | moved
551 5.1.6 User has moved; please try <lena@new.example>

dmarc | 5.7.1 | block | auth
550 5.7.1 Unauthenticated email from acme.example is not accepted due to domain's DMARC
policy.

virus | 5.7.0 | block | virus
554 5.7.0 Reject, id=1234 - INFECTED: Eicar-Test-Signature

too fast | 4.7.28 | block | rate
421-4.7.28 Gmail has detected an unusual rate of unsolicited mail originating from your
IP

postmark-like, by status alone | 5.1.1 | hard | user_unknown

mailbox disabled by status alone | 5.2.1 | soft | suspended

gave up by status alone | 4.4.7 | soft | expired

refused by status alone | 5.7.1 | block | policy

nothing but failed | 5.0.0 | soft | unknown

fortimail | 5.7.1 | block | spam
550 5.7.1 SMTP session disconnected: content filter rejected it

sophos | 5.7.1 | block | blocked
550 5.7.1 Access to acme.example denied: your host is listed in our blocklist

zimbra, quota | 5.2.2 | soft | mailbox_full
552 5.2.2 Over quota
"""


@pytest.mark.parametrize("block", SAID.strip().split("\n\n"))
def test_what_the_server_said_decides(block: str) -> None:
    head, _, said = block.partition("\n")
    _, status, kind, reason = head.split(" | ")
    words = " ".join(said.split())
    reading = heard(dsn(POSTFIX, group(status=status, said=words)))

    wanted = Heard(LENA, BounceType(kind), Reason(reason), status)
    assert (reading.kind, recipients(reading)) == (Kind.BOUNCE, [wanted])
    assert reading.our_message_ids == (OURS,)

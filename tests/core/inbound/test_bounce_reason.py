"""Why a mail did not arrive is told from what servers in use say."""

from __future__ import annotations

import pytest

from outreach.core.inbound.bounce_reason import HARD, Reason, reason_of, type_of
from outreach.core.inbound.dsn import best_status
from outreach.core.inbound.meaning import BounceType

DEAD = """
550 5.1.1 <lena@lead.example>: Recipient address rejected: User unknown in local recipient table
550 5.1.1 <lena@lead.example>: Recipient address rejected: User unknown in virtual mailbox table
550 5.1.1 <lena@lead.example>: Recipient address rejected: User unknown in relay recipient table
550 5.1.1 <lena@lead.example> User unknown; rejecting
550 5.1.1 User unknown: lena@lead.example
550 5.1.1 sorry, no mailbox here by that name (#5.1.1 - chkuser)
550 5.1.1 No such user - gsmtp
550 5.1.1 unknown or illegal alias: lena@lead.example
550 5.1.1 The email account that you tried to reach does not exist.
550-5.1.1 The email account that you tried to reach does not exist. Please try double-checking
550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup
550 5.1.1 RESOLVER.ADR.ExRecipNotFound; not found
550 5.4.1 Recipient address rejected: Access denied.
550 5.5.0 Requested action not taken: mailbox unavailable (S2017062302). (in reply to RCPT TO
550 5.1.1 Mailbox does not exist
550 5.1.1 Account not available (in reply to RCPT TO command)
550 5.1.1 Mail delivery is not possible: no such mailbox
550 5.1.1 Recipient does not exist
550 5.1.1 Address does not exist
550 5.1.1 Not our customer
550 5.1.1 RCP-P1 Mailbox unknown
550 5.1.1 Unknown recipient
550 5.1.1 Invalid recipient <lena@lead.example>
550 5.1.1 Address unknown
550 5.1.1 This address no longer accepts mail.
550 5.1.1 This account has been deleted
550 5.1.1 invalid address
550 5.1.1 Undeliverable address
550 5.1.1 lena@lead.example is not a valid mailbox
550 5.1.1 Adresse inconnue
550 5.1.1 Destinataire inconnu
550 5.1.1 Mailbox lena does not exist
554 delivery error: dd This user doesn't have a lead.example account (lena@lead.example) [0] -
554 delivery error: dd Not a valid recipient - atlas.lead.example (in reply to RCPT TO)
550 RCPT TO:<lena@lead.example> User unknown
551 5.1.1 User not local; please try forwarding
550 No such recipient here (in reply to RCPT TO command)
550 #5.1.0 Address rejected lena@lead.example
550 5.1.0 Address rejected.
550 5.1.0 <lena@lead.example> unknown user account
550 5.1.1 lena... User unknown
550 5.1.3 Invalid address
553 5.1.3 Invalid route address
501 5.1.3 Bad recipient address syntax
550 5.1.2 <lena@lead.example>... Host unknown (Name server: lead.example: host not found)
550 5.1.2 Domain not found
550 5.1.2 Unknown host
Host or domain name not found. Name service error for name=lead.example type=MX: Host not found
Host or domain name not found. Name service error for name=lead.example type=AAAA: Host not found
DNS Error: DNS type 'mx' lookup of lead.example responded with code NXDOMAIN Domain name not found:
The domain lead.example doesn't exist
Unrouteable address
550 Unrouteable address (in reply to RCPT TO)
all relevant MX records point to non-existent hosts
Sorry, I couldn't find any host named lead.example. (#5.1.2)
Sorry, I wasn't able to find any host by that name (#4.1.2)
Domain lead.example does not accept mail (nullMX)
556 5.1.10 Recipient address has null MX
550 5.1.0 The recipient domain does not accept mail
551 5.1.6 Recipient has moved to a new address
550 5.1.6 lena has moved to lena@new.example
550 5.1.1 <lena@lead.example>: Email address could not be found, or was misspelled (G8)
550 5.1.1 Email address not found
550 5.1.1 User does not exist
550 5.1.1 The user you are trying to contact doesn't exist
550 5.1.1 No mail box available for this user
550 5.1.1 there is no one at this address
550 5.1.1 Benutzer unbekannt
550 5.1.1 Usuario no existe
550 5.1.1 Non existent user
550 5.1.1 permanent error: user not found
550 5.1.1 not a known user
Amazon SES did not send the message because it is on the suppression list for your account
"""
NOT_DEAD = """
mailbox_full|552 5.2.2 Mailbox full
mailbox_full|552 5.2.2 The email account that you tried to reach is over quota.
mailbox_full|452 4.2.2 The recipient's inbox is out of storage space.
mailbox_full|554 5.2.2 mailbox full; STOREDRV.Deliver.Exception:QuotaExceededException
mailbox_full|552 5.2.2 Over quota
mailbox_full|550 5.2.2 User mailbox exceeds allowed size
mailbox_full|552 5.7.1 lena is over disk quota
mailbox_full|maildir over quota
mailbox_full|550 Mailbox is full / Blocks limit exceeded / Inode limit exceeded
mailbox_full|452 4.3.1 Insufficient system storage
mailbox_full|552 Requested mail action aborted: exceeded storage allocation
mailbox_full|550 5.2.2 Boîte du destinataire pleine. Recipient overquota
mailbox_full|Das Postfach des Empfängers ist voll
mailbox_full|554 5.2.2 user's mailbox is full
mailbox_full|450 4.2.2 lena: user is overquota
too_big|552 5.3.4 Message size exceeds fixed limit
too_big|552 5.2.3 Message exceeds maximum fixed size
too_big|550 5.2.3 RESOLVER.RST.RecipSizeLimit; message too large for this recipient
too_big|552 5.3.4 Message too big for system
too_big|523 the message size exceeds the recipient's size limit
suspended|550 5.2.1 The email account that you tried to reach is disabled.
suspended|550 5.2.1 Mailbox disabled, not accepting messages
suspended|554 30 Sorry, your message cannot be delivered. This mailbox is disabled (554.30).
suspended|550 5.2.1 This account has been suspended
suspended|550 account inactive
suspended|550 5.2.1 lena@lead.example: mailbox is inactive
suspended|550 5.1.1 Mailbox temporarily disabled
auth|550 5.7.26 This mail has been blocked because the sender is unauthenticated.
auth|550 5.7.1 Unauthenticated email from acme.example is not accepted due to domain's DMARC policy
auth|550 5.7.23 The message was rejected because of Sender Policy Framework violation
auth|550 5.7.509 Access denied, sending domain acme.example does not pass DMARC verification
auth|550 5.7.515 Access denied, sending domain acme.example doesn't meet the required
auth|550 SPF: 192.0.2.7 is not allowed to send mail from acme.example
auth|554 5.7.5 Permanent error evaluating DMARC policy
auth|550 5.7.1 Email rejected per DMARC policy for acme.example
auth|550 5.7.20 No passing DKIM signature found
spam|550 5.7.1 Message rejected as spam by Content Filtering.
spam|554 5.7.1 Spam message rejected
spam|554 5.7.9 Message not accepted for policy reasons. It looks like spam
spam|550 High probability of spam
spam|554 Message refused: this message scored too high as SPAM
spam|550 5.7.1 Our system has detected that this message is likely unsolicited mail
spam|554 5.7.1 The message matches a profile the Internet community may consider spam
spam|550 5.7.350 Remote server returned message detected as spam -> 550 OFR_506
spam|554 5.7.1 [P4] Message blocked due to spam content in the message.
blocked|550 5.7.606 Access denied, banned sending IP [192.0.2.7]
blocked|550 5.7.1 Service unavailable, Client host [192.0.2.7] blocked using Spamhaus
blocked|554 5.7.1 Service unavailable; Client host [192.0.2.7] blocked using
blocked|550 SC-001 messages weren't sent: part of their network is on our block list
blocked|554 5.7.1 Blocked - see https://ipcheck.proofpoint.example/?ip=192.0.2.7
blocked|421 4.7.0 Your IP has been temporarily blocked due to bad reputation
blocked|550 5.7.25 The IP address sending this message does not have a PTR record setup
blocked|554 5.7.1 Client host rejected: cannot find your reverse hostname, [192.0.2.7]
blocked|450 4.7.1 Client host rejected: cannot find your hostname, [192.0.2.7]
blocked|554 5.7.1 <mail.acme.example>: Helo command rejected: Host not found
blocked|550 Your IP is listed on our blacklist
blocked|554-No SMTP service IP address 192.0.2.7 is block listed
blocked|550 5.7.1 [S3140] messages weren't sent because part of their network is on our block list
rate|421 4.7.28 Gmail has detected an unusual rate of unsolicited mail originating from your IP
rate|450 4.2.1 The user you are trying to contact is receiving mail too quickly
rate|421 4.7.0 Too many connections from your host
rate|452 4.5.3 Too many recipients
rate|451 4.7.500 Server busy. Please try again later: sending too fast
rate|550 5.4.5 Daily user sending limit exceeded
rate|421 RP-001 The mail server IP connecting has exceeded the rate limit allowed
relay|550 5.7.1 Unable to relay
relay|554 5.7.1 <lena@lead.example>: Relay access denied
relay|550 relay not permitted
relay|553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)
relay|530 5.7.1 Authentication required
rejected|550 5.1.8 <anna@acme.example>: Sender address rejected: Domain not found
rejected|553 5.1.8 <anna@acme.example>... Domain of sender address anna@acme.example does not exist
rejected|550 Sender verify failed
rejected|550 5.7.1 Sender address rejected: Access denied
rejected|550 5.1.7 Invalid sender address
rejected|550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required; Delivery
rejected|550 5.7.60 SMTP; Client does not have permissions to send as this sender
virus|554 5.7.0 Reject, id=1-02 - INFECTED: Eicar
virus|550 This message contains a virus or other malware
expired|message has been in the queue too long
expired|4.4.7 Message expired
expired|550 5.4.300 Message expired -> 451 4.7.500 Server busy
expired|Delivery expired (message too old)
expired|retry timeout exceeded
network|554 5.4.6 Too many hops
network|554 5.4.14 Hop count exceeded - possible mail loop ATTR34
network|connect to mx.lead.example[192.0.2.1]:25: Connection refused
network|mail for lead.example loops back to myself
network|lost connection with mx.lead.example while performing the HELO handshake
network|connect to mx.lead.example[192.0.2.1]:25: No route to host
network|Network is unreachable
system|451 4.3.0 Temporary lookup failure
system|451 4.3.5 Server configuration error
system|554 5.3.5 Local configuration error
policy|554 5.7.1 Message rejected due to local policy
policy|550 5.7.1 TRANSPORT.RULES.RejectMessage; the message was rejected by organization policy
spam|550 5.7.1 Message content rejected due to attachment restrictions
policy|552 5.7.0 This message was blocked because its content presents a potential security issue.
policy|554 5.6.0 Message is not RFC 5322 compliant
"""


# As the big providers and gateways say it, by what follows.
PROVIDERS = """
hard|550 5.1.1 Not our Customer
hard|550 5.2.1 550 Addressee unknown, relay=[192.0.2.7]
hard|550 5.1.1 RCP-P1 https://www.facebook.example/postmaster/response_codes?ip=192.0.2.7#RCP
hard|550 Mailbox not found. (in reply to RCPT TO command)
hard|550 5.1.1 User does not exist - <lena@lead.example>
hard|550 5.7.1 No such user! 1700000000-abcdefgh (in reply to RCPT TO command)
hard|550 Invalid recipient <lena@lead.example> (#5.1.1)
hard|550 sorry, no mailbox here by that name (#5.7.17) (in reply to RCPT TO command)
hard|550 5.1.1 <lena@lead.example> Recipient not found. <http://x.co.example/irbounce>
hard|550 5.1.1 Adresse d au moins un destinataire invalide. Invalid recipient. LPN007_510
hard|550 permanent failure for one or more recipients (lena@lead.example:550 5.1.1 No such user)
hard|550 local mailbox lena@lead.example is unavailable: user is terminated (in reply to RCPT TO)
hard|550 5.1.1 lena@lead.example... No such local user
hard|550 5.1.1 Recipient rejected: the address does not exist
hard|511 5.1.1 unknown address or alias: lena@lead.example
hard|553 5.3.0 <lena@lead.example>... Addressee unknown (in reply to RCPT TO)
hard|553 sorry, this recipient is not in my validrcptto list (#5.7.1) (in reply to RCPT TO)
hard|550 5.1.1 Recipient address rejected: undeliverable address: no such user
hard|550 5.1.1 Mailbox unknown or not accepting mail
hard|The email address wasn't found at the destination domain
hard|Status code: 550 5.1.0 Address does not exist
hard|No such domain at this location
hard|5.1.2 The recipient's domain name is invalid
hard|Domain of recipient lena@lead.example does not exist
hard|No MX or A records for lead.example
hard|unable to find an MX record for lead.example
hard|554 5.4.4 Unable to route: no mail hosts for domain
soft|550 5.2.1 This mailbox has been blocked due to inactivity (UserSearch)
soft|550-5.2.1 The email account that you tried to reach is inactive.
soft|450 4.2.1 The email account that you tried to reach is temporarily disabled
soft|452 4.2.2 mailbox size limit exceeded
soft|552 5.7.0 Mailbox full
soft|452-4.2.2 The recipient's inbox is out of storage space
soft|550 5.2.2 Mailbox over quota
soft|552 lena@lead.example: account has exceeded its storage limit
soft|422 The recipient's mailbox is over its storage limit
soft|451 4.3.2 Please try again later
soft|451 4.4.1 No recipient server could be reached
soft|421 4.3.2 Service not available, closing transmission channel
soft|432 4.3.2 STOREDRV.Storage; mailbox server is too busy
soft|554 5.4.0 Error: too many hops
soft|550 Account is not active
soft|554 5.3.0 unknown mailer error 1
soft|552 Message size exceeds maximum permitted
soft|4.4.2 Connection dropped due to SocketError
soft|454 4.7.0 TLS not available due to temporary reason
soft|451 4.7.1 Greylisting in action, please come back in 00:04:59
soft|451 4.7.1 Please try again later (greylisted)
block|550 Mail content denied. http://service.mail.qq.example/cgi-bin/help
block|550 Connection frequency limited
block|550 Domain frequency limited
block|550 Suspected spam ip
block|550 Ip frequency limited
block|550 SPF check failed
block|554 5.7.1 The message content was rejected: spam
block|554 5.7.7 Email policy violation detected
block|550 5.4.6 Unusual sending activity detected. Please try after sometime
block|554 5.1.8 Email Outgoing Blocked
block|550 Administrative prohibition - envelope blocked
block|550 Rejected by header based manually Blocked Senders
block|550 Rejected by header based Anti-Spoofing policy
block|550 Local CT IP Reputation - (reject)
block|451 Internal resources are temporarily unavailable: IP temporarily blacklisted
block|554 RBL Reject. <http://x.co.example/srbounce>
block|554 Transaction failed. Reject due to policy restrictions.
block|554 Nemesis ESMTP Service not available. No SMTP service. Bad DNS PTR resource record.
block|550 Sender address is not allowed
block|554 IP=192.0.2.7 - None/bad reputation. Ask your postmaster for help (NOWL)
block|554 Comcast BL004 Blocked for spam
block|521 5.3.0 DNSBL:ATTRBL 521< 192.0.2.7 >_is_blocked. Forward this error to abuse
block|550 5.7.1 Connections not accepted from servers without a valid sender domain. Fix reverse DNS
block|550 #5.7.1 Your access to submit messages to this e-mail system has been rejected.
block|553-mail rejected because your IP is in the PBL
block|501 Connection rejected by policy [7.7] 20304
block|550 5.7.0 Local Policy Violation
block|550 5.7.1 <lena@lead.example>: Recipient address rejected: ERS-RBL
block|554 cox ESMTP server not available; 192.0.2.7 is blocked CXBL
block|421 - too many sessions from 192.0.2.7 CXCNCT
block|550 5.7.1 [CS01] Message rejected due to local policy
block|554 5.7.1 [HM08] Message rejected due to local policy
block|421 4.7.0 [TSS04] Messages from 192.0.2.7 temporarily deferred due to user complaints
block|553 5.7.1 [BL21] Connections will not be accepted, because the ip is in Spamhaus
block|550 spam message rejected. Please visit http://help.mail.example/notspam-support
block|550 Access from ip address 192.0.2.7 blocked. Visit http://help.mail.example
block|550 5.7.350 Remote server returned message detected as spam
block|550 5.7.64 TenantAttribution; Relay Access Denied
block|550 5.7.708 Access denied, traffic not accepted from this IP
block|550 5.7.501 Access denied, spam abuse detected
block|550 5.7.512 Access denied, message must be RFC 5322 section 3.6.2 compliant
block|550 5.1.8 Access denied, bad outbound sender
block|554 5.7.1 You are not allowed to connect.
block|554 5.7.1 Rejected for bad HELO name
block|550 Verification failed for <anna@acme.example> Sender verify failed
block|550 relaying mail to lead.example is not allowed
block|554 5.7.1 Your message was rejected because it contains a suspicious URL
"""


def lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line]


@pytest.mark.parametrize("said", lines(DEAD))
def test_what_tells_of_a_dead_address_is_hard(said: str) -> None:
    assert reason_of(said, best_status("", said)) in HARD


@pytest.mark.parametrize("line", lines(NOT_DEAD))
def test_what_tells_of_something_else_spares_the_address(line: str) -> None:
    wanted, _, said = line.partition("|")
    reason = reason_of(said, best_status("", said))

    assert type_of(reason) is not BounceType.HARD
    assert reason is Reason(wanted)


@pytest.mark.parametrize("line", lines(PROVIDERS))
def test_what_a_provider_says_has_the_right_consequence(line: str) -> None:
    wanted, _, said = line.partition("|")
    status = best_status("", said)

    assert type_of(reason_of(said, status), status) is BounceType(wanted)

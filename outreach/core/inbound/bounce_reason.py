"""Why a mail did not arrive, and whether the address, the moment or the sender is to blame.

Words decide first, for servers choose their codes carelessly; then the status (RFC 3463),
then the SMTP reply code. The words are those that servers in use really say.
"""

from __future__ import annotations

import re
from enum import StrEnum


class BounceType(StrEnum):
    """What follows from a bounce."""

    HARD = "hard"  # the address is dead: never again
    SOFT = "soft"  # it may work another day
    BLOCK = "block"  # the sender, its host or its content was refused, not the address


class Reason(StrEnum):
    """Why it bounced, in one word for reports."""

    USER_UNKNOWN = "user_unknown"
    HOST_UNKNOWN = "host_unknown"
    MOVED = "moved"
    NO_MAIL = "no_mail"  # the domain takes none (null MX)
    FILTERED = "filtered"  # refused after the content was seen, whatever it said
    SUSPENDED = "suspended"
    MAILBOX_FULL = "mailbox_full"
    TOO_BIG = "too_big"
    AUTH = "auth"  # SPF, DKIM, DMARC
    SPAM = "spam"
    VIRUS = "virus"
    BLOCKED = "blocked"
    POLICY = "policy"
    REJECTED = "rejected"  # the sender's address was
    RELAY = "relay"
    RATE = "rate"
    EXPIRED = "expired"
    NETWORK = "network"
    SYSTEM = "system"
    UNKNOWN = "unknown"


HARD = {Reason.USER_UNKNOWN, Reason.HOST_UNKNOWN, Reason.MOVED, Reason.NO_MAIL}
BLOCK = {
    Reason.AUTH,
    Reason.BLOCKED,
    Reason.POLICY,
    Reason.RATE,
    Reason.REJECTED,
    Reason.RELAY,
    Reason.SPAM,
    Reason.VIRUS,
}

# In order: what is said of the sender outranks what is said of the address, for
# "user unknown" is also the excuse of a server that looked at the sender.
_WORDS: tuple[tuple[Reason, str], ...] = (
    (Reason.HOST_UNKNOWN, r"account or domain may not exist"),
    (Reason.FILTERED, r"recipient preferences"),
    (Reason.NETWORK, r"malformed or unexpected name server|domain is not reachable by"),
    (Reason.VIRUS, r"\bvirus\b|\bmalware|infected|\btrojan"),
    (
        Reason.AUTH,
        r"\bspf\b|\bdkim|\bdmarc|sender policy framework|unauthenticated (?:e?mail|message)"
        r"|authentication (?:checks?|results?|required by)|not pass authentication"
        r"|domainkeys|5\.7\.(?:2[0-9]|30|509|515)\b|lacks? (?:an )?auth",
    ),
    (
        Reason.NO_MAIL,
        r"null ?mx|does ?n[o']t (?:accept|receive) (?:e?-?mail|any mail)|no smtp service"
        r"|does not accept mail|domain .{0,60}not accept mail|not receive e?mail"
        r"|mail receiving disabled|smtp is disabled",
    ),
    (
        Reason.MOVED,
        r"has (?:been )?(?:moved|changed)\b.{0,60}(?:address|please|to)|address changed"
        r"|no longer (?:with|works)|user has moved|has left the (?:company|organi[sz]ation)"
        r"|new (?:e-?mail )?address is|please (?:use|try) .{0,30}new address"
        r"|forwarding address|not local; please try|user not local",
    ),
    (
        Reason.MAILBOX_FULL,
        r"mail(?:box|folder|dir)?(?:'s)?.{0,30}\bfull\b|over ?-?quota|quota (?:is )?exceed"
        r"|exceed\w*.{0,40}(?:quota|storage|mailbox)|out of (?:storage|disk|space)"
        r"|insufficient (?:system )?storage|not enough (?:storage|space|disk)|disk full"
        r"|quota .{0,20}(?:violat|full|reached)|maildir.{0,20}over|mailbox size|mailfolder"
        r"|allocated to this mailbox|mailbox.{0,30}exceed|exceeded the local limit"
        r"|storage limit|disk quota|bo[iî]te .{0,20}pleine|voll\b|no space left|mbox.{0,9}full",
    ),
    (
        Reason.TOO_BIG,
        r"message (?:size|length|too)|too (?:large|big|long)|size (?:exceed|limit)"
        r"|exceeds .{0,40}(?:size|limit)|max(?:imum)? message size|fixed maximum",
    ),
    (
        Reason.RATE,
        r"too many (?:connections|messages|emails|recipients|concurrent|errors|sessions)"
        r"|rate[- ]?limit|throttl|too fast|sending rate|(?:receiving|sent).{0,30}too quickly"
        r"|(?:hourly|daily|message) (?:quota|limit)|exceeded .{0,30}(?:rate|max\w* (?:e?mails|"
        r"messages|defers))|maximum number of|prevents additional messages|unusual rate"
        r"|please reduce|connection (?:rate|limit)|temporarily limited|sent too many",
    ),
    (
        Reason.SPAM,
        r"\bspam(?!haus|cop|trap)|\bjunk\b|unsolicited|\bbulk (?:e?mail|messages)|\buce\b"
        r"|high (?:spam )?score|content (?:rejected|filter)|looks like|spamassassin|cloudmark"
        r"|considered (?:as )?(?:spam|unsolicited)|gm_?rejection|ofr_506|5\.7\.51\d|phish",
    ),
    (
        Reason.RELAY,
        r"relay(?:ing)? (?:access )?(?:denied|not (?:permitted|allowed)|prohibited)|unable to relay"
        r"|not (?:permitted|allowed|authori[sz]ed) to relay|no relaying|relay not|open relay"
        r"|(?:isn't|is not|not) in my list of allowed|rcpthosts|insecure mail relay"
        r"|we do not relay|relaying (?:mail )?(?:to|from|for)|smtp auth(?:entication)? required"
        r"|authentication (?:is )?required|must authenticate|please authenticate",
    ),
    (
        Reason.BLOCKED,
        r"black ?list|block(?:ed|ing| list|list)|\brbl\b|dnsbl|spamhaus|spamcop|barracuda ?central"
        r"|sorbs|\bbanned\b|reputation|reverse (?:dns|lookup|mapping)|\bptr\b|no rdns|\brdns\b"
        r"|(?:cannot|could not|unable to|can't) (?:find|resolve) your|your (?:ip|host|server|mail"
        r" server|network|domain)|client host.{0,40}reject|dynamic.{0,12}\bips?\b|dial-?up|helo"
        r"|host network not allowed|bad dns|access denied.{0,30}ip|connection refused by|abus"
        r"|unverifiable sending|client (?:address )?rejected|your e?mail .{0,40}(?:denied|refused)"
        r"|verify (?:your|the) (?:reverse|host)|hostname (?:lookup|rejected)|ip address",
    ),
    (
        Reason.REJECTED,
        r"sender (?:address )?(?:verif|reject|denied|is (?:not|invalid|on)|domain|not|was rejected"
        r"|unknown|address)|(?:invalid|bad|unknown|unverified) sender|mail from.{0,80}(?:reject"
        r"|denied|invalid|not accepted)|domain of sender|from address|return[- ]path|originator"
        r"|purported responsible|not (?:permitted|allowed|authori[sz]ed) to (?:send|post|submit)"
        r"|permission to (?:post|send)|only (?:members|accept)|envelope.{0,12}(?:blocked|reject)"
        r"|backscatter|fix reverse|send(?:ing)? (?:mail )?as\b|to yourself|sender.{0,40}denied"
        r"|from: domain|valid from\b|unrouteable (?:sender|mail domain)",
    ),
    (
        Reason.SUSPENDED,
        r"suspend|(?:account|user|mailbox|recipient|address).{0,60}(?:disabled|inactive|frozen"
        r"|locked|deactivated|expired|bloqu)|disabled (?:recipient|user|mailbox|account)"
        r"|(?:inactive|disabled|locked|expired) (?:account|user|mailbox|recipient)|not active"
        r"|is not active|temporar\w+ (?:disabled|inactive)|currently suspended|vacation",
    ),
    (
        Reason.HOST_UNKNOWN,
        r"(?:^|[\s<(])(?:[\w-]{1,63}\.){1,5}[a-z]{2,12} does not exist|domain does not exist"
        r"|domain is not reachable|host unknown|nxdomain|domain name not found",
    ),
    (
        Reason.SYSTEM,
        r"(?:couldn't|can't|could not) create|\bprocmail\b|(?:media|mailer) error|\bon hold\b",
    ),
    (
        Reason.USER_UNKNOWN,
        r"(?:user(?:id)?|recipient|mailbox|account|address|addressee|alias|person|member)\W{0,3}"
        r"(?:\S{1,80} )?(?:name )?(?:is )?(?:unknown|not (?:found|exist|known|recogni[sz]ed|"
        r"listed|valid|available here|here|in |our)|does ?n[o']t exist|invalid|non-?exist|not"
        r" our|unavailable|undeliverable|is not a|wasn.t found|couldn.t be found|lookup failed)"
        r"|(?:unknown|invalid|no such|bad|non-?existent|nonexistent|illegal|undefined|"
        r"unrecogni[sz]ed)\W{0,3}(?:local )?(?:\w+ ){0,2}?(?:user|recipient|mailbox|account|address|"
        r"local[- ]?part|alias|person|addressee|destination mailbox)|no (?:mailbox|account|users?|"
        r"one|recipients?|such person|valid recipients?) ?(?:here|by|with|found|known|on|named|at)?"
        r"|not (?:a )?(?:known|valid|existing|listed|local) (?:user|recipient|mailbox|address|in)"
        r"|does ?n[o']t (?:have|exist|know)|user .{1,80}(?:not |does ?n[o']t )(?:listed|exist|found"
        r"|known)|unknown (?:in|to)|unrouteable address|nicht gefunden|unbekannt|inconnu|n.existe"
        r"|desconocid|sconosciut|inesistente|not exist|no existe|adresse .{0,20}invalide"
        r"|no longer (?:available|valid|in use|on)|couldn.t be (?:found|delivered)|wasn.t found"
        r"|possibly incorrect|recipient name is not|there is no one|no such (?:email|id|local)"
        r"|recipient address rejected: access denied|invalid.{0,12}(?:rcpt|to:)|user_?unknown|not a mailbox",
    ),
    (
        Reason.HOST_UNKNOWN,
        r"(?:host|domain)(?: name)?(?: is)?(?: \S{1,80})? ?(?:unknown|not (?:found|exist|known)"
        r"|does ?n[o']t exist|invalid|couldn.t be found|lookup fail)|unknown (?:host|domain|mailer)"
        r"|(?:bad|invalid|illegal|no such) (?:host|domain|destination (?:host|system))|nxdomain"
        r"|name (?:service )?(?:error|or service not known)|no (?:mx|route|dns|a record|mail server)"
        r"|(?:couldn.t|could not|cannot|can't) (?:find|resolve|locate).{0,40}(?:host|domain|mx|dns)"
        r"|unrouteable|unroutable|misformatted (?:domain|address)|mx .{0,40}(?:not found|no )"
        r"|dns (?:error|server).{0,60}(?:not|doesn't|fail)|responded with code nxdomain",
    ),
    (
        Reason.EXPIRED,
        r"expir|too long|time(?:d)? ?-?out|retry (?:time|limit)|giv(?:en|ing) up|not deliver\w+ .{0,30}"
        r"(?:days|hours)|retried|delayed|will (?:be|keep) (?:re)?try|deferred|4\.4\.7|queue",
    ),
    (
        Reason.NETWORK,
        r"connect(?:ion)? .{0,40}(?:refused|reset|lost|dropped|failed|closed|terminat)|no route to"
        r"|unreachable|socket error|(?:unable|failed|could not|couldn.t) to? ?connect|loops? back"
        r"|too many hops|mail (?:loop|is looping)|routing loop|hop count|not respond|lost connection"
        r"|requests to connect|network (?:error|problem)|tls (?:is|required|handshake)|starttls",
    ),
    (
        Reason.POLICY,
        r"polic(?:y|ies)|prohibit|not accept\w*|violat|restrict|not allowed|forbidden|header error"
        r"|rfc ?\d{4}|compliant|denied|administrat|refus|security|disallowed|message rejected"
        r"|reject(?:ed|e)\b|content presents|illegal attachment|not authori[sz]ed",
    ),
    (
        Reason.SYSTEM,
        r"system (?:error|config|problem|not)|internal (?:server )?error|local (?:error|config)|i/o "
        r"error|temporar(?:y|ily)|resources|can't create|couldn't create|misconfig|service"
        r" (?:currently )?(?:unavailable|not available)|transaction failed|mailer error|unexpected"
        r"|try again|insufficient permission|command (?:died|failed|time)|unable to (?:run|open)",
    ),
)
_COMPILED = tuple((reason, re.compile(words, re.IGNORECASE)) for reason, words in _WORDS)
_AT_DATA = re.compile(
    r"in reply to (?:end of )?DATA|after end of data|>>> DATA\s{1,4}<<< 5|SMTP command\s+DATA"
    r"|TEXT command|(?:final|our) DATA",
    re.IGNORECASE,
)
_NO_ACCOUNT = re.compile(r"does ?n[o']t have an? \S{1,80} account", re.IGNORECASE)
_AT_MAIL = re.compile(r"(?:in reply to|after|our) MAIL FROM|\[MAIL_FROM\]", re.IGNORECASE)
_STATUS_REASONS = (
    (re.compile(r"[245]\.1\.[1036]$"), Reason.USER_UNKNOWN),
    (re.compile(r"[245]\.1\.10$"), Reason.USER_UNKNOWN),
    (re.compile(r"5\.(?:1\.2|4\.4)$"), Reason.HOST_UNKNOWN),
    (re.compile(r"[245]\.1\.[78]$"), Reason.REJECTED),
    (re.compile(r"[245]\.2\.1$"), Reason.SUSPENDED),
    (re.compile(r"[245]\.2\.2$"), Reason.MAILBOX_FULL),
    (re.compile(r"[245]\.(?:2\.3|3\.4)$"), Reason.TOO_BIG),
    (re.compile(r"[245]\.4\.[16]$"), Reason.NETWORK),
    (re.compile(r"[245]\.4\.7$"), Reason.EXPIRED),
    (re.compile(r"[245]\.[34]\.\d+$"), Reason.SYSTEM),
    (re.compile(r"[245]\.6\.\d+$"), Reason.POLICY),
    (re.compile(r"[245]\.7\.\d+$"), Reason.POLICY),
)


def reason_of(diagnostic: str, status: str = "", context: str = "") -> Reason:
    """Return why, from what the server said, its status and the report around it."""
    text = " ".join(diagnostic[:4_000].split())
    said = _by_words(text)
    if said in HARD:
        said = _in_doubt(said, status, f"{diagnostic}\n{context}"[:8_000])
    if said in (Reason.UNKNOWN, Reason.SYSTEM, Reason.POLICY):
        said = _by_status(status) or said
    return said


def _in_doubt(said: Reason, status: str, exchange: str) -> Reason:
    """Return what "unknown" means, given its status and when in the dialogue it was said."""
    if _AT_MAIL.search(exchange):
        return Reason.REJECTED  # no recipient had been named yet
    if said is not Reason.USER_UNKNOWN or status.endswith(".1.1"):
        return said
    if _NO_ACCOUNT.search(exchange):
        return said  # big hosts look the recipient up only then, but they do look
    if status.startswith("5.7.") or _AT_DATA.search(exchange):
        # Who knows the recipient only after the content hides a filter behind the words.
        return Reason.FILTERED
    return said


def _by_words(text: str) -> Reason:
    for reason, words in _COMPILED:
        if words.search(text):
            return reason
    return Reason.UNKNOWN


def _by_status(status: str) -> Reason | None:
    for shape, reason in _STATUS_REASONS:
        if shape.match(status):
            return reason
    return None


def type_of(reason: Reason, status: str = "") -> BounceType:
    """Return what follows from the reason; a temporary status never kills an address."""
    if reason in HARD:
        return BounceType.SOFT if status.startswith("4.") else BounceType.HARD
    return BounceType.BLOCK if reason in BLOCK else BounceType.SOFT

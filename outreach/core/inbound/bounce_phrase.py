"""What servers in use say of why a mail did not arrive, in the order in which it counts."""

from __future__ import annotations

from outreach.core.inbound.bounce_tongue import (
    MAILBOX_FULL,
    REJECTED,
    SUSPENDED,
    USER_UNKNOWN,
)
from outreach.core.inbound.meaning import Reason

# Nobody is there: what is said of whom, and whom it is said of. In between stands nothing
# that is said of somebody or something else.
_WHO = (
    r"(?:user(?:id)?|recipient|mailbox|account|address|addressee|alias|person|member"
    r"|customer|local[- ]?part)"
)
_BETWEEN = (
    r"(?:(?!\b(?:message|sender|server|host|domain|network|your|from|ip)\b).){0,60}?"
)
_NOT_THERE = (
    r"(?:found|exist|any\b|known|recogni[sz]ed|listed|valid\b|registered|defined"
    r"|located"
    r"|verified"
    r"|here\b|our\b|on (?:this|our|the)|have an? (?:account|mailbox)|in (?:our|this"
    r"|the|my) "
    r"(?:\w+ ){0,2}?(?:director|database|system|address|domain|organi|list|local"
    r"|recipient"
    r"|user))"
)
_NOBODY = (
    rf"\b{_WHO}(?:s\b|\b){_BETWEEN}\b(?:not|no longer|n.t|isn.t|cannot|can.t|never) "
    rf"(?:be(?:en)? |an? |currently |longer |(?:appear|seem) to be |match )?"
    rf"{_NOT_THERE}"
    rf"|{_WHO}\W{{0,3}}(?:\S{{1,80}} )?(?:name )?(?:is )?(?:unknown|does ?n[o']t exist"
    rf"|invalid"
    r"|non-?exist|unavailable|undeliverable|not (?:exist|valid|in )|is not a"
    r"|lookup failed"
    r"|not available here)"
    r"|(?:unknown|invalid|no such|bad|non-?existent|illegal|undefined|unrecogni[sz]ed)"
    rf"\W{{0,3}}(?:local )?(?:\w+ ){{0,2}}?(?:{_WHO}|destination mailbox)"
    r"|no (?:mailbox|account|users?|one|recipients?|such person|valid recipients?) "
    r"?(?:here|by|with|found|known|on|named|at)?"
    r"|not (?:an? )?(?:known|valid|existing|listed|local|registered) (?:e-?mail )?"
    rf"(?:{_WHO}|in)"
    r"|(?<!message )(?<!header )(?<!record )\bdo(?:es|s)?(?: not|n.?t) (?:exist"
    r"|recogni[sz]e|have (?:an? )?(?:\S{1,80} )?(?:account|mailbox|user))|no longer (?:an? )?"
    r"(?:available|valid|in use|on|exist|accept|active|has an?|have an?|known|at this)"
    rf"|{_WHO}\b.{{0,60}} (?:been|was|is) (?:deleted|removed|closed|terminated"
    rf"|cancell?ed"
    r"|discontinued|retired)"
    r"|\S@\S{1,80} (?:has|have|was|is)(?: been)? (?:deleted|removed|closed|terminated)"
    r"|(?:can ?n[o']t|can't|could ?n[o']t|unable to) (?:find|locate) (?:an? |the "
    r"|any )?"
    rf"{_WHO}\b"
    r"|couldn.t be found|wasn.t found|possibly incorrect"
    r"|recipient name is not"
    r"|there is no one|no such (?:email|id|local)"
    r"|recipient address rejected: access denied"
    r"|invalid.{0,12}(?:rcpt|to:)|user_?unknown|not a mailbox|cannot process address"
    r"|not (?:one"
    rf" of )?our (?:user|client|customer)|{_WHO} verif(?:y|ication) failed"
    rf"|not local or unknown|never heard"
    rf"|\bdo(?:es)?(?: not|n.?t) know (?:who|(?:this |that |the |any |such )?{_WHO})\b"
    r"|unknown (?:in|to)|unrouteable address|not exist"
)

# In order: what is said of the sender outranks what is said of the address, for
# "user unknown" is also the excuse of a server that looked at the sender.
PHRASES: tuple[tuple[Reason, str], ...] = (
    (
        Reason.SUPPRESSED,
        (
            r"(?:on|in) (?:the |our |your )?\S{0,30} ?suppression list|suppressed "
            r"(?:sending|delivery|recipient)|previously (?:bounced|complained"
            r"|unsubscribed) "
            r"address"
        ),
    ),
    (Reason.MAILBOX_FULL, r"mail(?:box|folder) (?:is )?full"),
    (
        Reason.HOST_UNKNOWN,
        (
            r"account or domain may not exist|point to non-?existent hosts"
            r"|couldn.t find (?:a mail exchanger|any host)|bad destination system"
            r"|domain of recipient"
        ),
    ),
    # QQ says one for either, so nobody can tell.
    (Reason.FILTERED, r"recipient preferences|mailbox unavailable or access denied"),
    (Reason.EXPIRED, r"\bgr[ae]y-?list"),
    (
        Reason.EXPIRED,
        (
            r"queue (?:for )?too long|message too old|maximum delivery attempts"
            r"|message (?:has )?expired"
            r"|retry time ?(?:out)? ?.{0,12}(?:exceed|expir)"
        ),
    ),
    (Reason.POLICY, r"content presents|\bbanned(?: (?:name|content)|:)"),
    (Reason.SUSPENDED, r"due to inactivity"),
    (Reason.NETWORK, r"tls (?:is )?(?:currently )?not available|code servfail"),
    (Reason.BLOCKED, r"dns ptr|ptr resource record"),
    (
        Reason.RATE,
        r"frequency limit|unusual sending|unexpected volume|due to user complaints",
    ),
    (Reason.BLOCKED, r"\b(?:block|black) ?list|spamhaus|spamcop"),
    (
        Reason.RATE,
        (
            r"(?:daily|hourly|sending) .{0,20}limit .{0,20}exceed|reached (?:a"
            r"|your) .{0,20}limit"
        ),
    ),
    (
        Reason.REJECTED,
        r"sendernotauthenticated|sender was not authenticated|blocked senders?\b",
    ),
    (Reason.NETWORK, r"malformed or unexpected name server|domain is not reachable by"),
    (Reason.VIRUS, r"\bvirus\b|\bmalware|infected|\btrojan"),
    (
        Reason.AUTH,
        (
            r"\bspf\b|\bdkim|\bdmarc|sender policy framework|unauthenticated (?:e?mail"
            r"|message)|authentication (?:checks?|results?|required by)|not pass "
            r"authentication|domainkeys|5\.7\.(?:2[0-46-9]|30|509|515)\b"
            r"|lacks? (?:an )?auth"
        ),
    ),
    (
        Reason.NO_MAIL,
        (
            r"null ?mx|does ?n[o']t (?:accept|receive) (?:e?-?mail|any mail)(?! from)"
            r"|no smtp "
            r"service|does not accept mail(?! from)"
            r"|domain .{0,60}not accept mail(?! from)"
            r"|not receive e?mail|mail receiving disabled|smtp is disabled"
        ),
    ),
    (
        Reason.MOVED,
        (
            r"has (?:been )?(?:moved|changed)\b.{0,60}(?:address|please|to)|address "
            r"changed|no longer (?:with|works)|user has moved"
            r"|(?<!message )(?<!mail )\bhas left\b(?! no)"
            r"|new (?:e-?mail )?address is|please (?:use|try) .{0,30}new address"
            r"|forwarding address|not local; please try"
            r"|user not local(?! or)"
            r"|(?:mailbox|user|recipient|person) has moved"
        ),
    ),
    (
        Reason.MAILBOX_FULL,
        (
            r"(?:mail(?:box|folder|dir)?|inbox)(?:'s)?.{0,30}\bfull\b|over ?-?quota"
            r"|quota "
            r"(?:is )?exceed|exceed\w*.{0,40}(?:quota|storage|mailbox|disk)"
            r"|out of (?:storage"
            r"|disk|space)|insufficient (?:system )?storage|not enough (?:storage"
            r"|space|disk)"
            r"|disk full|(?:no|full) storage|storage (?:is )?full|space not enough"
            r"|quota .{0,20}(?:violat|full|reached)"
            r"|maildir.{0,20}over|mailbox size|mailfolder|allocated to this mailbox"
            r"|mailbox.{0,30}exceed|exceeded the local limit|storage limit|disk quota"
            r"|no "
            r"space left|mbox.{0,9}full|over (?:the|its|his|her|their) .{0,20}limit"
            r"|maximum "
            r"capacity|too much mail|"
        )
        + MAILBOX_FULL,
    ),
    (
        Reason.TOO_BIG,
        (
            r"message (?:size|length|too)|too (?:large|big|long)|size (?:exceed|limit)"
            r"|exceeds .{0,40}(?:size|limit)|max(?:imum)? message size|fixed maximum"
        ),
    ),
    (
        Reason.RATE,
        (
            r"too many (?:(?:invalid|unknown|bad) )?(?:users|connections|messages"
            r"|emails"
            r"|recipients|concurrent|errors|sessions)|rate[- ]?limit|throttl|too fast"
            r"|sending rate|(?:receiving"
            r"|sent).{0,30}too quickly|(?:hourly|daily|message) (?:quota|limit)"
            r"|exceeded "
            r".{0,30}(?:rate|max\w* (?:e?mails|messages|defers))|maximum number of"
            r"|prevents additional messages|unusual rate|please reduce"
            r"|connection (?:rate"
            r"|limit)|temporarily limited|sent too many"
        ),
    ),
    (
        Reason.SPAM,
        (
            r"\bspam(?!haus|cop|trap)|\bjunk\b|unsolicited|\bbulk (?:e?mail|messages)"
            r"|\buce\b|high (?:spam )?score|content (?:rejected|filter)|looks like"
            r"|spamassassin|cloudmark|considered (?:as )?(?:spam|unsolicited)"
            r"|gm_?rejection|ofr_506|5\.7\.51\d|phish"
        ),
    ),
    (
        Reason.RELAY,
        (
            r"relay(?:ing)? (?:access )?(?:denied|not (?:permitted|allowed)|prohibited)"
            r"|unable to relay|not (?:permitted|allowed|authori[sz]ed) to relay|no "
            r"relaying|relay not|open relay|(?:isn't|is not|not) in my list of allowed"
            r"|rcpthosts|insecure mail relay|we do not relay|relaying (?:mail )?(?:to"
            r"|from|for)|smtp auth(?:entication)? required|authentication (?:is "
            r")?required|must authenticate|please authenticate"
        ),
    ),
    (
        Reason.BLOCKED,
        (
            r"black ?list|block(?:ed|ing| list|list)|\brbl\b|dnsbl|spamhaus|spamcop"
            r"|barracuda ?central|sorbs|\bbanned\b|reputation|reverse (?:dns|lookup"
            r"|mapping)|\bptr\b|no rdns|\brdns\b|(?:cannot|could not|unable to|can't) "
            r"(?:find|resolve) your|your (?:ip|host|server|mail server|network|domain)"
            r"|client host.{0,40}reject|dynamic.{0,12}\bips?\b|dial-?up"
            r"|helo (?:command|name"
            r"|host)|(?:invalid|bad) helo|helo.{0,30}(?:reject|invalid|not )|host "
            r"network not allowed|bad dns|access denied.{0,30}ip|connection refused by"
            r"|abus|allowed to connect|unverifiable sending"
            r"|client (?:address )?rejected|your "
            r"e?mail .{0,40}(?:denied|refused)|verify (?:your|the) (?:reverse|host)"
            r"|hostname "
            r"(?:lookup|rejected)|ip address"
        ),
    ),
    (
        Reason.REJECTED,
        (
            r"verify (?:the )?sender|sender (?:address )?(?:verif|reject|denied"
            r"|is (?:not|invalid|on)|domain|not"
            r"|was rejected|unknown|address)|(?:invalid|bad|unknown|unverified) sender"
            r"|mail from.{0,80}(?:reject|denied|invalid|not accepted)|(?:domain"
            r"|address) of (?:the )?sender"
            r"|from address|return[- ]path|originator|purported responsible|not "
            r"(?:permitted|allowed|authori[sz]ed) to (?:send|post|submit)"
            r"|permission to "
            r"(?:post|send)|only (?:members|subscribers|accept)"
            r"|envelope.{0,12}(?:blocked|reject)"
            r"|backscatter|fix reverse|send(?:ing)? (?:mail )?as\b|to yourself"
            r"|sender.{0,40}denied|from: domain|valid from\b|unrouteable (?:sender"
            r"|mail "
            r"domain)|"
        )
        + REJECTED,
    ),
    (
        Reason.SUSPENDED,
        (
            r"suspend|(?:account|user|mailbox|recipient|address).{0,60}(?:disabled"
            r"|inactive|frozen|locked|deactivated|expired|bloqu)|disabled (?:recipient"
            r"|user|mailbox|account)|(?:inactive|disabled|locked|expired) (?:account"
            r"|user"
            r"|mailbox|recipient)|not active|is not active|temporar\w+ (?:disabled"
            r"|inactive)|currently suspended|vacation|"
        )
        + SUSPENDED,
    ),
    (
        Reason.HOST_UNKNOWN,
        (
            r"(?:^|[\s<(])(?:[\w-]{1,63}\.){1,5}[a-z]{2,12} does not exist|domain does "
            r"not exist|domain is not reachable|host unknown|nxdomain|domain name not "
            r"found|domain.{0,80} not (?:appear to be |seem to be |been )?registered"
        ),
    ),
    (
        Reason.SYSTEM,
        (
            r"(?:couldn't|can't|could not) create|\bprocmail\b|(?:media|mailer) error"
            r"|\bon hold\b"
        ),
    ),
    (Reason.USER_UNKNOWN, f"{_NOBODY}|{USER_UNKNOWN}"),
    (
        Reason.HOST_UNKNOWN,
        (
            r"(?:host|domain)(?: name)?(?: is)?(?: \S{1,80})?(?: is)? ?(?:unknown"
            r"|not (?:found"
            r"|exist|known)|does ?n[o']t exist|invalid|couldn.t be found|lookup fail)"
            r"|unknown (?:host|domain|mailer)|no matches to nameserver"
            r"|(?:bad|invalid|illegal|no such) (?:host|domain|destination (?:host"
            r"|system))|nxdomain|name (?:service )?(?:error"
            r"|or service not known)|no (?:mx|route(?! to host)|dns|a record"
            r"|mail server)"
            r"|(?:couldn.t|could not|cannot|can't) (?:find|resolve"
            r"|locate).{0,40}(?:host|domain|mx"
            r"|dns)|unrouteable|unroutable|misformatted (?:domain|address)|mx "
            r".{0,40}(?:not found|no )|dns (?:error|server).{0,60}(?:not|doesn't|fail)"
            r"|responded with code nxdomain|find (?:any host|an? mx)"
        ),
    ),
    (
        Reason.EXPIRED,
        (
            r"expir|too long|time(?:d)? ?-?out|retry (?:time|limit)|giv(?:en|ing) up"
            r"|not "
            r"deliver\w+ .{0,30}(?:days|hours)|retried|delayed|will (?:be|keep) "
            r"(?:re)?try|deferred|4\.4\.7|queue"
        ),
    ),
    (
        Reason.NETWORK,
        (
            r"connect(?:ion)? .{0,40}(?:refused|reset|lost|dropped|failed|closed"
            r"|terminat)|no route to|unreachable|socket error|(?:unable|failed"
            r"|could not"
            r"|couldn.t) to? ?connect|loops? back|too many hops|mail (?:loop"
            r"|is looping)"
            r"|routing loop|hop count|not respond|lost connection|requests to connect"
            r"|bad connection"
            r"|network (?:error|problem)|tls (?:is|required|handshake)|starttls"
        ),
    ),
    (
        Reason.POLICY,
        (
            r"polic(?:y|ies)|attachment|message-id|header field|\burls?\b"
            r"|subject contains|prohibit|not accept\w*|violat|restrict|not allowed"
            r"|forbidden"
            r"|header error|rfc ?\d{4}|compliant|denied|administrat|refus"
            r"|security (?:polic|reason|violat)"
            r"|disallowed|message rejected|reject(?:ed|e)\b|content presents|illegal "
            r"attachment|not authori[sz]ed"
        ),
    ),
    (
        Reason.SYSTEM,
        (
            r"system (?:error|config|problem|not)|internal (?:server )?error|local "
            r"(?:error|config)|i/o error|input/output error|database|temporar(?:y|ily)"
            r"|resources|can't create"
            r"|couldn't create|misconfig|service (?:currently )?(?:unavailable|not "
            r"available)|transaction failed|mailer error|unexpected|try again"
            r"|insufficient permission|command (?:died|failed|time)|unable to (?:run"
            r"|open)"
        ),
    ),
)

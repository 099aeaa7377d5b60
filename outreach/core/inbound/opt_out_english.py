"""How people ask in English to be left alone."""

from __future__ import annotations

from outreach.core.inbound.opt_out_tongue import tongue

_LIST_EN = (
    r"(?:lists?|mailings?|database|db|campaigns?|sequences?|cadence|newsletters?|records"
    r"|systems?|crm|files?|distribution|outreach|contacts|e-?mails|mail)"
)
_WRITE_EN = (
    r"(?:e-?mail|contact|mail|message|write|send|spam|harass|pester|reach|follow|solicit"
    r"|approach|pitch|disturb|(?:call|text|bother)(?= (?:me|us)(?:\W*$| again| any)))"
)
_MAIL_EN = (
    r"(?:e-?mails?|mails?|mailings?|messages?|letters?|contact|correspondence|outreach"
    r"|newsletters?|communications?|follow-?ups?|sequences?|spam|calls?|crap|shit)"
)
ENGLISH = (
    # English: off the list
    tongue(
        "any more|remov|delet|taking|take|tak|drop|strik|eras|scrub|cross|scratch|exclud"
        "|pull|forget|los|destroy| off|enough|rather|further|object|withdraw|forgotten"
        "|list|unsub|opt|no more|anymore|alone| will be |stop| again|took|legal|lawful",
        r"[,–—-] {0,2}(?:please )?(?:remove|unsubscribe)\W*$|^\W{0,3}(?:please "
        r"|pls )?remove "
        r"from (?:this |your |the |all )?(?:mailing )?lists?\b|\bplease,? no more\W*$"
        r"|(?:please|pls|kindly|[,;:–—-]|and) ?(?:remove|delete"
        r"|take off) from (?:this|your|all) "
        r"(?:\w+ )?lists?\b|\b(?:took|taken) (?:me|us|my \S+|our \S+|this address) "
        r"(?:off|from|out of) .{0,30}\blists?\b|\b(?:no|without (?:any )?"
        r"|lacks? )(?: ?a)? ?(?:legal"
        r"|lawful) (?:basis|grounds?|right) (?:to|for) (?:\w+ ){0,3}(?:process|us"
        r"|stor|keep|hold"
        r"|contact|e-?mail|mail)\w*|\b(?:do"
        r" not|don['’]?t|never) contact (?:our|my|any|anyone)\b.{0,30}\b(?:again"
        r"|any ?more)",
        r"\b(?:remov|delet|tak|drop|strik|eras|scrub|cross|scratch|exclud|pull)(?:e|ing"
        r"|ping|bing)? "
        r"(?:me|us|my|our|this|that|[\w.+-]+@\S+)\b.{0,40}?\b(?:off|from|out of)\b.{0,30}?"
        rf"\b{_LIST_EN}\b",
        r"\b(?:take|taking|get|getting) (?:me|us|my \S+|this (?:e-?mail|address"
        r"|account)) off\b(?! (?:mute|speaker|guard"
        r"|the (?:cc|copy|hook|thread|call|invite|ground|fence|phone|\w+ (?:plan|tier"
        r"|trial)))|-)",
        r"\b(?:please|pls|kindly|just|now|and|,|you|^) ?(?:remove|delete) (?:me|us)\b(?! "
        r"(?:as|from "
        r"(?:the )?(?:cc|bcc|copy|thread|call|meeting|invite)))",
        r"^\W{0,3}remove (?:me|us)\b(?! (?:as|from (?:the )?(?:cc|copy|thread|call"
        r"|meeting)))",
        r"\b(?<!want to )(?:remov|delet|eras|forget|destroy)(?:e|ing|t)? (?:all "
        r")?(?:of )?(?:my|our) (?:\w+ "
        r"){0,2}(?:data|details|e-?mail|address\w*|info\w*|name|number|records?"
        r"|contact\w*)\b"
        r"|\blose my (?:\w+ )?(?:e-?mail|address|name|number|details|info\w*|contact\w*)\b",
        r"\b(?:my|our) (?:\w+ ){0,2}(?:address|e-?mail|name|data|details|info\w*|number"
        r"|company) (?:be )?"
        r"(?:removed|deleted|erased|taken off|scrubbed)\b(?! (?:last|already))"
        r"|\benough (?:\w+ )?(?:with|of) (?:the|these|your) (?:\w+ )?(?:e-?mail|mail"
        r"|messag|spam)"
        r"|\brather not (?:be contacted|hear from|(?:receive|get) (?:\w+ ){0,4}(?:e-?mail"
        r"|mail|message))|\b(?:further|more) (?:e-?mail|message|mail|contact)"
        r"s? will be (?:reported|marked|ignored|treated|blocked)|\b(?:don['’]?t|not) "
        r"(?:get|receive|send|want)"
        r"(?: me| us)? any ?more of (?:these|this|your)",
        r"\bi(?:['’]m| am)(?: hereby)? opting out\b(?! of (?!your|this|these|all|any"
        r"|e-?mail"
        r"|further))"
        r"|\b(?:delet|eras|remov|destroy)\w* (?:all |any |every )?(?:\w+ )?(?:data"
        r"|information|details"
        r"|records?) (?:\w+ ){0,4}(?:on|about|of) (?:me|us)\b|"
        r"erasure of (?:my|our)|right to (?:be forgotten|erasure)|object to (?:the |any "
        r"|your )?(?:processing|use|direct|marketing)|withdraw (?:my|our|any) consent",
        r"\b(?:i|we|i'd|we'd)\b.{0,30} to be (?:removed|taken off|unsubscribed|deleted"
        r"|opted out|left alone)|\b(?:i|we|me|us|my \w+) be (?:removed|taken) (?:from"
        r"|off) (?:your|this|the|all) ",
        r"\b(?:get|getting|go|want|be) (?:me )?(?:off|out of) (?:this|your|the) "
        r"(?:mailing |e-?mail "
        r"|distribution )?list",
        r"\bhow (?:do|can) (?:i|we) (?:(?:unsubscribe|opt[- ]out)(?! (?:(?:my|our|the"
        r"|all|these|some) )?(?:users?|customers?"
        r"|clients?"
        r"|people|contacts?|someone|leads?|recipients?|subscribers?|them|him|her)\b)"
        r"|stop (?:(?:this|these)(?: \w+)?\W*$|(?:these|this|the|your|getting) (?:\w+ ){0,3}?"
        r"(?:e-?mail|mail|messag|newsletter|spam|follow)))",
        r"\b(?:i|we|i'd|we'd|i'm|i've)\b.{0,25} to (?:unsubscribe|opt[- ]out)\b"
        r"|\bunsubscribe (?:me|us"
        r"|my (?:e-?mail|address|account|name)|this (?:e-?mail|address)|(?<=please "
        r"unsubscribe )[\w.+-]+@\S+)\b"
        r"|\b(?:please|pls|kindly)\b.{0,40}\band unsubscribe\b|\bopt (?:me|us) out\b",
    ),
    # English: no more mail
    tongue(
        "stop|cease|quit|discontin|desist|refrain|halt| end |n't|n’t|not | never|no "
        "|dont |didnt |fuck|piss|go away|leave |longer|spam|warning|request",
        r"\b(?:stop|cease|quit|discontinue|desist from|refrain from|halt) (?:(?:all|any"
        r"|constantly|with"
        r"|from|your|this|the|these|further|future) ){0,3}(?:(?:e-?mail|contact|mail"
        r"|messag|writ|send|spam"
        r"|harass|pester|call|text|nagg|pitch|disturb|bother|solicit|follow|reach"
        r"|communicat)\w*ing)\b",
        r"\b(?:stop|cease|quit|discontinue|halt|end) (?:with )?(?:(?:all|any|this|these"
        r"|those|your|further"
        rf"|future|automated) ){{1,3}}(?:\w+ )?{_MAIL_EN}\b",
        r"\bstop (?:it|this|that)\b (?:now|please|immediately)|cease and desist"
        r"|^\W{0,3}(?:fuck off|piss"
        r" off|go away)\b|\b(?:please|just) (?:fuck off|go away)|leave (?:me|us) (?:alone"
        r"|in peace)",
        rf"\b(?:do not|don['’]?t|never|not to|would not"
        rf"|(?:did not|didn['’]?t)(?= want)|(?<!\bi )(?<!\bwe )(?:did not|didn['’]?t)"
        rf"|(?<!did )(?<!have )not) (?:you "
        rf")?(?:ever |please "
        rf"|want you to )?{_WRITE_EN}\w*(?: out| up)?(?: to| with)? (?:me|us|this address"
        rf"|this e-?mail|(?:my|our|this) \w+ (?:again|any ?more|ever|further)"
        r"|again|anymore|further|any ?more|any (?:more |further |such )?(?:e-?mail|mail"
        r"|message)s?"
        r"|anything (?:again|else|more|further))\b(?! (?:at|before|until|till|on|in"
        r"|during|the|a|an|your"
        r"|my|info|details|about)\b)",
        r"\b(?:don['’]?t|do not|no longer|not|never) (?:want|wish|like|care|need|desire"
        r"|agree|consent)"
        r"(?: you)?(?: \w+){0,2}? (?:to )?(?:being (?:contacted|e-?mailed|mailed)"
        r"|be (?:contacted|e-?mailed|mailed|on (?:your|this"
        r"|any|the))"
        r"|receiv\w+|get "
        r"(?:e-?mail|mail|mess|any|these|your (?!hopes|hands|time|view|take)|more"
        r"|further)|hear from you|"
        rf"{_WRITE_EN}\w* (?:me|us))",
        r"\b(?:don['’]?t|do not) want (?:(?:any|your|these|more|further|this|such) "
        r"){1,3}(?:\w+ )?"
        r"(?:e-?mail|mail|messag|spam|contact|newsletter)",
        r"\bno (?:more|further|additional|future) (?:\w+ )?(?:e-?mail|mails|messag"
        r"|contact|correspond"
        r"|communicat|follow|outreach|newsletter|spam|of these)"
        r"|\bplease,? no (?:follow-? ?ups?"
        r"|e-?mails?|mails|calls|contact|spam|newsletters?|messages)\b(?! (?:before|after"
        r"|until|on|this"
        r"|next|at|in))",
        r"\breport(?:ed|ing)? (?:you|this|it) (?:as|for) spam\b|\bmark(?:ed|ing)? (?:you"
        r"|this|it) as spam"
        r"|\b(?:last|final) (?:warning|request).{0,40}(?:spam|mail|contact)",
    ),
)

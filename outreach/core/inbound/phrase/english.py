"""English."""

from __future__ import annotations

from outreach.core.inbound.meaning import Meaning
from outreach.core.inbound.phrase.tongue import Tongue, words

_INTERESTED = r"""
show (?:me|us) (?:yours|what you|the thing|it|how)\b
send (?:someone|somebody|one of your \w+) (?:over|round|out|along|to (?:look|see|measure|quote|us|the))\b
where do we go from here
(?:call|ring|phone|text) (?:me|us)(?= *(?:[.!,:]|$))
(?:would|do)(?:n't|nt| not) mind (?:a|an|having|seeing|hearing|taking|trying|talking)\b
what (?:would|do|will) you need from (?:me|us)\b
(?:can|could|would) (?:someone|somebody|one of you|your \w+) (?:\w+ )?(?:come|call|ring|visit|present|show|pop|quote|measure)\b
(?:come|pop|drop|swing|stop) (?:by|round|over|in)\b(?! (?:again|later|and bother))
(?:happy|willing|ready|prepared|open) to be (?:proved|proven) wrong|prove me wrong
(?:send|post|drop|ship) (?:me |us |over |round |through )*(?:a |an |some |the |your )?(?:\w+ )?(?:samples?|quote|quotation|estimate|brochure|catalogue|catalog|price list|rate card)\b
(?:very |quite |really |definitely |certainly |potentially )?(?:interested|intrigued)\b
(?:curious|keen|eager|excited) (?:to|about|on|for|enough)\b
(?:still|very|really|super|quite) keen\b
(?:whatever|whichever|any|what) (?:day|time|slot|date)s? (?:\w+ ){0,3}(?:suits?|works?|is (?:good|fine|ok)|you (?:like|want|prefer))
(?:fine|good|ok|okay|great) (?:by|with) me\b
(?:willing|happy|prepared|ready) to (?:give|try|listen|spare|have another|invest|spend)
(?:give|spare) (?:it|this|you) (?:\w+ )?(?:five|ten|fifteen|twenty|thirty|half an|an|a few) (?:min\w*|hour)
(?:we|i) (?:do |still |actually )?have (?:the |some |a )?(?:budget|money)(?! (?:freeze|problem|issue|cut|constraint))
who (?:do|should|can|would) (?:i|we) (?:talk|speak|write|turn) to
(?:let (?:me|us) have|please (?:quote|prepare|put together)|(?:put together|prepare|draw up)) (?:for|your|the|an?|some|more|us)\b
(?:this|that|it|all)? ?(?:sounds?|looks?) (?:\w+ )?(?:good|great|fair|reasonable|interesting|perfect|promising|exciting|useful|relevant|fun|cool|awesome|amazing|fantastic|like (?:a plan|something|a (?:good|great) fit))
let'?s (?:talk|chat|speak|meet|do (?:it|this|that|a )|connect|schedule|set|book|find|get|have|hop|jump|go|discuss|explore|try|plan|arrange|catch up)(?! (?:again|later|back|in (?:\w+ )?(?:month|week|quarter|q\d)))
lets (?:talk|chat|speak|meet|do|connect|schedule|set|book|find|go|discuss)
(?:happy|glad|love|would like|'d like|like|open|free|available|good|ready|willing|up|down|game|delighted|pleased) (?:to|for) (?:an? |the )?(?:\w+ )?(?:talk|chat|speak|meet|connect|learn|hear|see|discuss|have (?:a|an)|hop|jump|take (?:a |the )?(?:look|call)|explore|call|demo|conversation|discussion|coffee|intro|meeting|trial|try|give (?:it|this)|set|schedule|more|walk)
(?:i'd|i would|we'd|we would|would) (?:really |definitely |absolutely )?(?:love|like|welcome|appreciate|be (?:interested|up|keen|happy|open|glad|curious|game))\b(?! (?:you )?to (?:stop|be removed|not)| (?:if you|it if|you not)| to know (?:before|whether|if|who)\b)
tell me more(?! (?:about |on )?(?:how|what|where|which|whether|who|why)\b)
(?<=[.!,] )when ?\?
(?:please |pls |could you |can you |feel free to )?(?:send|share|forward|shoot|email|drop|ping) (?:me |us |over |it |them |through |along |across )*(?:some |more |further |the |your |an? |any |additional )*(?:more|info\w*|details?|deck|brochure|material\w*|proposal|invit\w+|link|pricing|price\w*|quote|example\w*|case stud\w+|overview|one[- ]?pager|calendar\w*|availability|times|slots|demo|video|over|through|it)\b
(?:set|book|schedule|arrange|organi[sz]e|put|find|pick|plan) (?:up |in )?(?:(?:a|an|some|the)(?: \w+){0,2} (?:call|meeting|demo|chat|time|times|slot|conversation|session|visit|appointment|date|day)|(?:something|time) (?:in|on|up|for|next|this|with)|something)\b
(?:call|ring|phone|text) me (?:on|at|tomorrow|today|this|any|when|after|before|back)
give me a (?:call|ring|buzz|shout)(?! (?:in|next|after) )
(?:i am|i'm|im|we're|we are|count (?:me|us)) (?:definitely |totally )?in\b(?= *(?:[.!,)]|$|-))
(?:yes|yeah|yep|sure|ok(?:ay)?|absolutely|definitely),? (?:please|why not|let'?s|go (?:on|ahead|for)|happy|that works|works|sounds|i'd|i would|we'd|we would|we could|we can|i can|i'm|send|call|book)
(?:works|suits|is (?:good|fine|great|perfect)|would (?:work|suit)|could work|will work|can work) (?:well )?(?:for|me|us|on (?:my|our))\b
(?:mon|tues|wednes|thurs|fri|satur|sun)day (?:\w+ ){0,3}(?:works|is (?:good|fine|great|ok|perfect)|suits|would work|at \d|\d)
tomorrow (?:\w+ ){0,3}(?:works|is (?:good|fine|great|ok)|suits|would work|at \d)
(?:does|would|could|how about|what about|how's|how is|can (?:we|you) do|could (?:we|you) do) (?=[\w: ,]{0,40}(?:day\b|tomorrow|week|morning|noon|\d ?(?:am|pm|h|o'clock|cet|est|pst|gmt|:\d)|\bat \d|that|a call|the \d))[\w: ,]{2,40}(?:work|suit|\d)(?=[\w ]{0,20}\?)
(?:can|could|shall|should|may) (?:we|you|i) (?:\w+ )?(?:do|talk|chat|meet|speak|jump|hop|schedule|set up|book|have|get|arrange|connect|call|show|walk me|see a demo)\b
(?:i have|i've got|i've|got) (?:\w+ )?(?:time|availability|a slot|an opening|a gap|\d+ min\w*|half an hour|an hour|slots)
(?:i'm|i am|we're|we are|im) (?:free|available|around|flexible|game|open|keen|up for)\b
(?:here(?:'s| is)|heres|see|use|book (?:via|through|with|on|in|here)|grab|pick) (?:\w+ ){0,8}(?:my |time|slot|calend\w+|number|cell|mobile|availability)
my (?:calendar|calendly|number|mobile|cell) (?:is|link|here)
(?:great|good|perfect|excellent|impeccable|well) tim(?:ing|ed)
(?:we(?:'re| are|'ve been| have been| were)|i(?:'m| am|'ve been| was)) (?:just |actually |currently |actively |in fact |also )*(?:looking|searching|shopping|evaluating|discussing|exploring|talking about|in the market|thinking about|hunting)(?! (?:elsewhere|at other|for another job))
when (?:can|could|are|would|is|do|works|shall) (?:we|you|a good|best)
what(?:'s|s| is| are|s) the next step\w*
next steps\?
(?:you've|you have) (?:convinced|sold|persuaded|got|won) (?:me|us)|i'll bite|where do (?:i|we) sign|(?:been|was|were) meaning to (?!unsubscribe|tell you to)
what (?:does|would|do) (?:the )?(?:onboarding|setup|set-up|implementation|pilot|trial|a pilot|a trial|getting started) (?:look|take|involve)
let (?:us|me) know (?:what|which|when|your|some|a few) (?:times?|days?|dates?|slots?|availab\w+|works?|you(?:'re| are)|suits?|is good|would)
(?:what's|what is|send (?:me|over|us)|share) your (?:availability|calendar|schedule|number|rates?|pricing)
(?:book|pencil|put|count|sign|pen|slot) (?:me|us) (?:in|down|on|up)\b
(?:love|liked|loved|(?:i|we|do|really|also|quite) like) (?:it|this|the (?:idea|sound|look|concept|approach)|what (?:you|i))(?! (?:that way|as it is|how it is|the way|just (?:as|how)|fine as|here))
(?:very much |really |totally |i'm |we're )?(?:on board|all for it|up for (?:it|this|that|a))
(?:got|have) (?:a|any) (?:demo|link|deck|calendar|video|trial)[^.!\n]{0,20}\?
(?:let's|lets) (?:get|move|take|arrange|have|start|see|speak|meet|talk|do|keep|go|explore)\b(?! (?:again|this up (?:again|later)|it for now|off))
(?:that|this|it|which) (?:would|might|could|may) (?:actually |really )?(?:solve|help|save|fix|be (?:great|good|ideal|perfect|awesome|fantastic|wonderful|lovely|handy))
(?:got|have) me curious|i'm curious|go on(?= *[.!]?$)|how do (?:i|we) (?:get started|sign up|start|proceed|book)
(?:monday|tuesday|wednesday|thursday|friday|tomorrow|mornings?|afternoons?|next week) (?:is|are|would be|suits?|works?) (?:\w+ )?(?:best|good|great|fine|better|ideal|ok|okay|perfect|free|for me)
sign (?:me|us) up
(?:could|would|might|may|can) (?:definitely |really |actually )?be (?:very |really |quite )?(?:useful|interesting|helpful|relevant|valuable|a (?:good )?fit|of interest|something)
(?:this|that|it)(?:'s| is|s)? (?:actually |very |really |definitely |quite |super |indeed |highly )?(?:relevant|interesting|useful|timely|of interest|exactly what|just what|something we (?:need|are|could|want|have been))
(?:we|i) (?:really |actually |definitely |do |could |might )*(?:need|want|could use) (?:this|that|it|something like|exactly|help)
open to (?:it|this|that|a|an|learning|hearing|exploring|discussing|chat|talk|seeing|ideas|suggestions|new)
worth (?:a |an )?(?:quick |short |further )?(?:chat|call|look|talk|conversation|exploring|discuss\w*|meeting|try)
tell (?:me|us) (?:a bit |a little |some)?(?:more|about)(?! (?:about |on )?(?:how|what|where|which|whether|who|why)\b)
(?:want|like|love|need) to (?:know|hear|learn|understand|see|find out|discuss|try|test|explore) (?!before\b|whether\b|if\b|who\b)(?:a (?:bit|little) )?(?:more|how|what|it|this|a demo)?
looking forward to (?:\w+ )?(?:speaking|talking|meeting|chat\w*|our call|the call|seeing|hearing|it|learning|connecting)
(?:talk|speak|chat|see you) (?:then|soon|on (?:mon|tues|wednes|thurs|fri)day|tomorrow|tuesday|monday|wednesday|thursday|friday)
give (?:it|this|you) (?:a (?:go|try|shot)|\d+ min\w*|\d+ minutes)
(?:let me know|tell me) (?:when|what time|your availab|a (?:good )?time|which (?:day|time)|how to (?:start|proceed|get))
(?:go ahead|go for it|fire away|i'm listening|i'm all ears|all ears|bring it on|why not|you have my attention|got my attention|you've got my|piqued|what have you got|happy to(?! (?:pass|be removed|refer|forward|introduce|connect you|point|put you|look (?:at )?(?:it |this )?again|revisit|reconsider|reconnect)))
(?:please |pls )?(?:call|get in touch|reach out|proceed|go ahead|advise on next)(?= *[.!]?$)
(?:would|could|can) you (?:be able to |please )?(?:quote|visit|present|prepare|pitch|put together|come (?:by|over|in|round|to)|pop (?:by|over|in))\b
(?:to|on|in|for|join|before|at) the (?:call|meeting|demo|session)\b(?=[^.!\n]*\?)
(?<!if )(?:you|this|it) (?:may|might|could|can) (?:well )?(?:be able to )?help (?:us|me)\b
still (?:want|up for|need|like) (?:to|it|this|that)\b
(?:would|could) you (?:be able to |please )?(?:call|show|demo|send|share|walk|meet|do|come)\b
what would (?:switching|onboarding|getting started|a pilot|a trial|implementation) (?:look|take|involve|cost)
(?:start|run|do|try|set up) (?:a |an |with a )(?:small )?(?:pilot|trial|poc|test|demo)
"""

_NOT_INTERESTED = r"""
(?:working|works?|doing|running) (?:just |perfectly )?(?:fine|well|ok|okay) as (?:it )?is\b
(?:nobody|no one|none of (?:us|them)) (?:here |at \w+ )?(?:wants?|needs?|uses?|cares?)\b
(?:completely |totally |entirely |quite |utterly )irrelevant
you (?:lost|had lost) me at\b
solution (?:looking for|in search of) a problem
(?:the )?last thing (?:we|i|anyone)(?: \w+)? (?:needs?|wants?)\b
(?:i(?:'m| am)|we(?:'re| are)) (?:going|gonna|afraid) (?:to |it's a )?(?:have to )?(?:say )?no\b
(?:advised|voted|recommended|ruled|decided) (?:us |me )?against\b
(?:we're|we are|i'm|i am) (?:closing|winding|shutting|selling)\b[^.!?\n]{0,30}(?:no|n't|not)\b
(?:\w+ )?(?:times|more than) (?:what|anything) (?:a|an|we|the|our|any) (?:[\w-]+ ){0,4}(?:can|could|would|will)(?:'d)? (?:ever )?(?:pay|afford|spend)
(?:get|getting|put) (?:it|this|that|them) (?:past|through|by) (?:the|our|my) (?:board|committee|council|owners?|trustees|partners|boss)
(?:won't|will not|not|never) (?:be )?(?:do|doing|go|going|repeat\w*) (?:that|this|it|there|down that road) again
(?:i|we) (?:\w+ )?do (?:my|our|all (?:my|our)) own \w+
(?:can't|cannot|can not|cant|don't|couldn't) see (?:us|me|myself|ourselves|the school|the team|anyone here) (?:ever )?\w+ing\b
(?:we|i)(?:'ll| will|'re| are)? (?:\w+ )?(?:stick|sticking|stay|staying) (?:to|with)\b
we (?:don't|do not|dont) (?:really |actually )?do (?!anything|much|it yet|that yet|business)\w+
(?:tried|used|had|seen|done) (?:it|this|that|one|them)(?: once| before)?,? (?:and )?(?:we )?(?:hated|didn't|did not|wasn't|never|no good|not for)
(?:went|gone|going|go) with (?:the |a |your )?(?:\w+ ){1,3}(?:lot|guys|people|ones?|crowd|firm|company|team|supplier|in the end|instead)\b
(?:nah|nope) (?:you're|you are|we're|we|i'm|i|mate|thanks|ta)\b
(?:this|it|that)(?:'s| is| looks)? (?:more )?(?:made |meant |built |aimed )?(?:for|at) (?:big|bigger|large|larger|smaller|small|other|different) (?:\w+)
(?:get|manage|cope|do) (?:by |along |on )?(?:fine|just fine|perfectly well|very well|well enough|ok|okay) (?:without|as (?:we|it))
(?:it's|it is|that's|that is|is|be) (?:a |an )?(?:hard |firm |definite |big |clear |polite )?(?:pass|no)\b(?= *(?:[.!,;]|$|from|for|here|on))
why (?:on earth |the hell )?(?:would|should|do) (?:i|we|anyone) (?:ever |even )?(?:pay|need|want|switch|bother|change|spend|use|buy|care|trust)\b
(?:too|bit|way too) (?:rich|steep|dear) for|out of our league
(?:doesn't|does not|didn't|won't|wouldn't|don't) (?:do|offer|add|give(?: us)?|bring|get us) (?:anything|much|a thing)\b(?![^.!\n]*\?)
(?:we|i)(?:'re| are|'m| am)? (?:\w+ )?(?:sorted|spoken for|well looked after)\b(?! (?:out )?(?:for|with) (?:a|the) (?:date|day|time))
(?:not|no longer|never|un|isn't|aren't|wasn't|hardly|don't feel|not really|not that) ?(?:at all |very |really |particularly |that |too |overly |super |in the least |the least bit )?(?:interested|keen|curious)(?! only)
(?:no|zero|don't have (?:any )?|not of|isn't of|of no|lack of|any) (?:real |particular |genuine |further |immediate )?interest(?= |\b)
no,? (?:thank|thx|tks|ty\b|ta\b|cheers|sorry|not\b|we\b|i\b(?! (?:do|did|am|was|would love|'d love))|but\b|don't|can't|please|never|way\b|dice|go\b)
no thanks?
nope
not (?:really |quite |exactly |something |anything |one |necessarily )?(?:for|of use to|suitable for|right for|applicable to|of interest|relevant to|useful for|useful to) (?:us|me|our|my|this|the|a|what)\b
(?:we|i)(?:'ll| will|'d| would| am| are|'m|'re| have| must| need| think we)* (?:going to |gonna |have to |need to |to |'ll |rather |respectfully |politely )*(?:pass|decline|sit this (?:one )?out|skip|opt for another|respectfully)\b(?! (?:it |this |your |you )?(?:on |along |over )?to\b)
(?:pass|passing) on this|hard pass|will have to pass|'ll pass\b|easy pass
(?:not|isn't|doesn't seem|don't think|never|hardly)[^.!?\n]{0,40}(?:a (?:good |great |strong |real |right |perfect |natural )?(?:fit|match)|the right (?:fit|solution|tool|product|partner)|right for|relevant|applicable|suitable|appropriate for|what we|our (?:thing|focus|business|priority|cup of tea)|worth|for us|needed|necessary|useful|valuable|our cup)
(?:don't|do not|dont|doesn't|does not|didn't|have no|has no|no|see no|never|not|without|any) (?:really |currently |actually |have an? |see an? |see the |see how |see where |feel the |any |see |have )*(?:need|use case|use(?! (?:the|my|our|this|that) (?:old|former|previous))|requirement|value|benefit|demand|necessity|point|reason(?! not))(?: |\b)(?!s? to know|s? more| to understand| assessment| to (?:see|hear|discuss|talk|check|ask))
(?:don't|do not|dont|doesn't|won't|wouldn't|can't|cannot|can not|will not|would not|not going to|not) (?:be )?(?:need|want|require|use(?! (?:the|my|our|this|that) (?:old|former|previous))|fit|apply|pursue|pursuing|proceed\w*|move forward|moving forward|going ahead|going forward|tak\w+ (?:this|it|you) (?:further|up|forward)|work (?:for us|out)|buy|change|switch|happen|looking (?:to|for)|going with|outsourc\w+|spend|progress\w*|continue)
(?:already|currently|presently|recently|just) (?:have|has|had|use|using|work|working|got|covered|partner\w*|got|signed|chose|chosen|bought|built|went|picked|implemented|rolled|committed|served|sorted|invested|locked|under contract|found someone|set up|taken care|doing|do this|do that|covered)
have (?:\w+ ){0,3}(?:already|in place|covered)
(?:happy|satisfied|content|fine|comfortable|set|sticking|going|staying|stick|stay|pleased|good) with (?:our|what|the|who|them|it|my|current|how|things|that|in-house)
(?:are|we're|were|i'm|am|'re|'m) (?:all |already |pretty |perfectly |totally |quite |well )*(?:set|good|fine|sorted|covered|ok|okay|taken care of|well served|well equipped|stocked)\b(?! (?:to|for (?:a|mon|tues|wed|thu|fri|tom|next)|at |on (?:mon|tues|wed|thu|fri)))
all (?:set|good|sorted|covered)\b(?! (?:for|to) )
(?:declin(?:e|ed|ing)|turn(?:ing)? (?:it|this|you) down|rejected|respectfully decline)
(?:do|does|did|handle|handled|manage|run|build|built|developed|done|have|having|keep)[^.!?\n]{0,25}(?:in[- ]?house|internally|ourselves|by ourselves|own (?:team|tool|system|solution|people))
(?:good|best of) luck(?! (?:to us|me))|all the best with|wish you (?:all the |the |every )?(?:best|success|luck|well)
(?<!if )(?:this|it|that) (?:really |just )?(?:doesn't|does not|won't|wouldn't|isn't going to) (?:really |actually )?(?:solve|address|help|add|bring|change|fit|suit|match|meet|do (?:anything|much|it))\b(?![^.!\n]*\?)
(?:picked|chosen|chose|selected|signed|bought|settled on|gone|went) (?:up |with |for )?(?:another|a different|someone|somebody|something) ?(?:else|tool|vendor|provider|supplier|solution|product|system|partner|platform|company)
(?:\w+n't|not|hardly) (?:\w+ )(?:\S+ ){0,4}your (?:target|ideal|typical|usual|kind of)
we(?:'ve| have)? (?:already |since )?found (?:something|another|an alternative|what we)\b
(?:waste|wasting) (?:of )?(?:my|your|our|more|any|time)
(?:too|way too|far too|over|bit) (?:expensive|pricey|costly|much money)|out of (?:our )?(?:budget|price range|reach)|can(?:'t|not) afford|over(?:ly)?priced
(?:gone|going|went|decided to go|moving|chose|chosen|opted) (?:with|for|in) (?:a |an )?(?:another|different|someone|other|competitor|alternative|someone else)
(?:happy|satisfied|content|fine|pleased) with (?!(?:the (?:time|date|day)|that time|either|any))
(?:outsource|outsourced|outsourcing|subcontract\w*) (?:all|that|this|it|everything|our|those)
(?:decided|chosen|elected|opted|prefer|choose|agreed) (?:not to|against|to pass|it isn't|it's not|we won't|to stay|to stick|to remain|to keep|otherwise)
(?:fail to|don't|can't|cannot|do not) (?:really )?(?:see|understand) (?:the |any |why|how (?:this|it|that) (?:would|could|is|helps)|what (?:we|this) )(?! (?:it )?works)
(?:under contract|locked in|have (?:a|an|our own|someone|somebody|people|another|one)(?: \w+){0,3} (?:vendor|supplier|partner|provider|tool|solution|agency|system|product|contract|team for|person for|who (?:do|does|handle)|that (?:do|does)))
not (?:at this|on our|in our) (?:company|organi[sz]ation|radar|agenda|plans|budget|roadmap|list)
(?:we|i) (?:only|exclusively|never) (?:sell|work|buy|use|do|deal|hire|purchase|respond|engage|take|consider)
(?:unfortunately|sadly|regret\w*),? (?:we|i|this|it|that|not|no)\b[^.!?\n]{0,30}(?:not|n't|no\b|unable|pass|decline)
not (?:buying|shopping|hiring|in the market|looking|selling|convinced|impressed|sold on|considering|pursuing|something we|what we|a priority for us at all)
(?:no|nah|nope)(?= *[.!,]* *(?:$|\n))
(?:don't|do not|doubt|not sure|can't see) (?:really )?(?:think |believe |feel |that )?(?:we'd|we would|this would|this is|this will|it would|it's|it is|that's|that is|i'd|i would|we'll|there's|there is)\b(?! (?:me|my|the right person|mine)[^.!?\n]{0,20})(?=[^.!?\n]{0,60}(?:get|benefit|use|fit|work|need|help|value|interest|for us|worth|make sense|relevant|much))
(?:did not|didn't|doesn't|does not|never|hasn't|won't|wouldn't) (?:really |quite )?(?:work(?:ed)?|make sense|add up|fit|do it|apply|appeal|resonate) ?(?:out )?(?:for|to|with|in) (?:us|me|our|my)
(?:doesn't|does not|wouldn't|won't|not) make (?:\w+ )?sense
not going (?:down|there|to (?:do|go|use|be|buy|spend|need|pursue|proceed|change|switch|add|take))
(?:have|'ve|we) (?:\w+ )?(?:built|build|developed|made|rolled|run|created|got|use|own) (?:our|my) own|(?:our|my) own (?:in-?house |internal )?(?:tool|system|solution|team|platform|software|product)
no[- ](?:go|new[- ]vendors?|plans?|intention|appetite|desire|point|use for)\b(?! (?:at the moment|right now|this|yet|for now|currently))
(?:no|not) (?:plan\w*|intend\w*|look\w*|seek\w*|accept\w*|tak\w+ on|in a position|in need|chang\w+|switch\w+|outsourc\w+|consider\w*|explor\w+|evaluat\w+|interested)\b(?=(?! (?:at|right|this|until|yet|now|currently)))
(?:i'd|i would|we'd|we would|would|i'll|we'll) (?:rather|prefer) (?:not|to (?:stay|stick|keep))\b
(?:stick|sticking|staying|stay|remain|carry on|continue) with (?:our|what|who|the|them|it)
(?:say|saying|said|answer is|answer's|answer remains|is still|that's) (?:\w+ ){0,2}no\b|(?:above|beyond|more than|way over) (?:what|our|anything) (?:we|budget|i)|(?:not|never) (?:doing|trying|buying|falling for) (?:that|this|it)\b|(?:\w+n't|not) (?:\w+ ){0,2}something (?:that )?(?:we|i|my team)\b(?!'ll decide)|(?:don't|do not) do \w+(?: \w+)? at all\b|it'?s a no\b|(?:a|that's|big|firm|polite|hard|definite) no (?:from|for|thanks)|not our (?:thing|cup|style|focus|priority|area of interest)|not for me|get (?:\w+ )?(?:ten|dozens|hundreds|tons|loads|so many|too many) (?:of )?(?:these|such|emails)
sorry,? (?:but )?no\b|thanks,? but no\b|i'm out\b|not in a million|no chance|no way\b|never in|don't bother|lose my|get lost|spam\b
"""

_NOT_NOW = r"""
hold (?:fire|off|on|your horses) (?:till?|until|for now|before)\b
(?:bit|little|far|much|way) (?:too )?(?:soon|early) for\b
(?:frozen|stopped|paused|halted|parked|nothing (?:\w+ ){0,3}(?:gets?|is|will)) [^.!?\n]{0,30}(?:until|till|before)\b
(?:week|month) after next\b
missed the (?:boat|window|cut-?off|deadline)
not (?:this|next) (?:term|semester|season|year|month|quarter|week|time|round)\b
park (?:it|this|that)\b
(?:stop|freeze|ban|hold|halt|embargo) (?:on|to) (?:\w+ )?(?:spend\w*|purchas\w+|buying|hiring|budgets?|investments?|new \w+)
(?:after|afterwards|from then) ?,? (?:that )?(?:sure|fine|ok|happy|gladly|yes)\b
(?:come|get|reach|check|circle|write|call|ring|try|ping|talk|speak|contact|email|ask|catch|find|nudge|bug|chase)(?: (?:back|out|in|up|again|to|with|me|us|this|it))* (?:once|when|as soon as) (?:we|i|our|my|the|things|it|that|this|they)\b
(?:come|get|reach|check|circle|write|try|ping|contact|nudge|chase)(?: (?:back|out|in|up|again|to|with|me|us))* after (?:we|i|our)\b
(?:try|ask|ping|call|ring|email|contact|catch|find|chase|nudge) (?:me|us) (?:again )?(?:then\b|after that)
(?:nothing|no) (?:\w+ ){0,2}(?:doing|happening|new|changes?|purchases|spend\w*) (?:\w+ ){0,3}(?:this|until|till|before) (?:year|quarter|month|season|then|the|q[1-4]|january|february|march|april|may|june|july|august|september|october|november|december)
not (?:right |just |quite )?now\b
(?:not|no|n't|isn't|aren't|without|never|dont)\b[^.!?\n]{0,50}(?:at the moment|at this (?:time|point|moment|stage)|right now|just yet|yet\b|currently|this (?:year|quarter|month|half|season)|at present|for now|presently|for the (?:moment|time being|foreseeable)|these days|today)
(?:currently|at the moment|right now|at this (?:time|point|moment|stage)|at present|presently|for now|for the moment|for the time being)[^.!?\n]{0,50}(?:not|no|n't|too|other|different|busy|focus\w*|tied|flat out|pause\w*|hold|freeze|frozen|full|stretched)\b
not (?:before|until|till|for (?:another|the next|a few|at least|some|a while))
(?:reach(?:ing)? out|check(?:ing)?(?: back)?(?: in)?|get(?:ting)? back|follow(?:ing)? up|circl(?:e|ing) back|contact|ping|poke|nudge|try|touch base|reconnect|re-connect|come back|coming back|write|talk|speak|chat|ask|email|e-mail|revisit|remind|call|catch up|pick (?:this|it|things) (?:back )?up|re-?visit|re-?engage|re-?assess|re-?evaluate|re-?consider|reconvene|resume|look at (?:it|this)|discuss|review|connect|drop me a line|get in touch|do this|do it|take (?:another |a )?look|start(?:ing)?|consider|try again|return|message|approach)(?: with| to| at| me| us| again| then| back| this| it| that| on| out| a (?:line|note|call)| maybe| perhaps| please| about)* ?(?:in|next|after|later|at the (?:end|start|beginning)|once|when|around|early|mid|towards?|come|following|post|nearer|closer|down the|during|q[1-4]|h[12]|early in|some other) ?(?:about |around |roughly |maybe |say |early |late |mid |the |a |an |another |my |our |this |things |we |i |it )*(?:\d+|one|two|three|four|five|six|eight|nine|twelve|couple|few|half|year|month|quarter|week|q[1-4]|h[12]|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|spring|summer|autumn|fall|winter|easter|christmas|xmas|holiday|new|next|budget|time|this|settle|calm|have|hire|more|later|then|on\b|road|line|ramadan|eid|launch|migration|review|close|merger|are|'re|end|start|beginning)
(?:reach out|check back|get back to me|follow up|circle back|try (?:me )?again|touch base|reconnect|come back|pick (?:this|it) up|revisit(?: this)?|talk|ping me) (?:later|then|another time|some other time|again (?:then|later))
(?:bad|wrong|terrible|awful|poor|not (?:the |a )?(?:right|good|great|best|ideal)|worst|n't (?:the |a )?(?:right|good|great|best|ideal)) (?:time|timing|moment|period)|tim(?:e|ing) (?:is|'s|isn't|is not|just isn't|couldn't) (?:\w+ )?(?:bad|off|not|right|wrong|poor|good|ideal|be worse|great)|too (?:early|soon)|bit early|premature
(?:too|really|very|super|crazy|insanely|extremely|quite|so|pretty|incredibly|a bit) (?:busy|swamped|stretched|slammed|hectic|much on|full)|(?:swamped|slammed|snowed under|drowning|flat out|heads[- ]down|overloaded|up to (?:my|our) (?:neck|eyes|ears)|crazy busy|underwater|buried|firefighting|full plate|lots? on (?:my|our) plate|too much on|no bandwidth|no capacity|maxed out)
maybe (?:later|next|in|some|another|once|when|after|down|at some)|perhaps (?:later|next|in|some|another|once|when|after|down|at some)|some ?(?:other )?time (?:later|next|in the)|another time|down the (?:road|line|track)|in the (?:near |not too distant )?future\b|at a later (?:date|stage|point|time)|at some (?:later )?(?:point|stage)|one day
(?:keep|have) (?:you|your (?:details|info\w*|email|name|card)|this|it|them)[^.!?\n]{0,15} ?(?:in mind|on file|for (?:later|future|when|the future)|on (?:my|our) radar|bookmarked|handy|saved)
budgets?[^.!?\n]{0,30}(?:frozen|closed|spent|set|locked|allocated|gone|exhausted|finali[sz]ed|used up|planned|cut|tight|freeze|committed|maxed|fixed|run out)|(?:no|don't have (?:any |the )?|lack(?:ing)? (?:the )?|out of|without|zero) (?:\w+ )?(?:budget|capacity|bandwidth|resources?|headcount)\b|(?:hiring|spending|budget|purchasing|project|procurement|vendor|tooling) (?:is |has been |are )?(?:freeze|frozen|paused|on hold)|new budget|budget (?:cycle|season|round)
(?:putting (?=this (?:on|to|in)|that|it (?:on|to|in))|put|placed?|park\w*|leave|shelve\w*|hold|pause|postpone\w*|defer\w*|delay\w*|push\w*|table|tabled|tabling) (?:this|it|that|all|everything|the \w+|off|on hold|for now)|on hold|on ice|on the back ?burner|postponed|next (?:fiscal|financial|budget) year
(?:later|early|late|end|beginning|start|middle|second half|first half|back half) (?:this|next|of (?:the|this|next)) (?:year|quarter|month|week)?|next (?:quarter|year|summer|spring|autumn|fall|winter|season|half|month|january|february|march|april|june|july|september|october|november|december)\b
(?:not|isn't|aren't|hardly|low|never|no|other|different|bigger|more pressing|more urgent|competing|lower|isn't a)[^.!?\n]{0,25}(?:priorit\w+)
(?:in the middle|in the midst|middle) of (?:a |an |our |the )?(?:\w+ )?(?:migration|merger|move|reorg\w*|restructur\w*|acquisition|launch|audit|fundrais\w*|transition|rebrand\w*|re-?org|raise|round|closing|implementation|project|office move|change)
(?:when|once|after|as soon as|if) (?:things|it|this|that|the \w+|we|i|you|our \w+) (?:\w+ )?(?:settle\w*|calm\w*|slow\w*|ease\w*|change\w*|have (?:more|budget|grown|raised|hired|closed|finished|time)|grow|raise|hire|close|finish\w*|done|over|back|launch\w*|are (?:bigger|ready|back|through|done|further)|quiet\w*|get (?:through|back|closer|funding|bigger))
(?:i'll|we'll|i will|we will|will) (?:reach out|contact you|get back to you|come back to you|be in touch|ping you|circle back|revisit|reconsider|let you know|look at (?:it|this)|think about it)[^.!?\n]{0,25}(?:when|once|after|next|later|in (?:a|the|\w+) (?:few|month|week|quarter|year|future|couple)|if (?:things|that|this|the situation|anything|our) |in q[1-4])
(?:until|till|'til) (?:then|later|after|q[1-4]|next|the (?:new|end|fall|autumn|spring|summer)|january|february|march|april|may|june|july|august|september|october|november|december)
remind me
(?:ask|try|contact|ping|call|write|email|reach out|check)(?: \w+){0,3} again (?:once|when|after|in|next|if|as soon)\b
(?:drop|shoot|send|give|hit) (?:me|us) (?:up |a |an )?(?:note|line|email|message|shout|call|ping|reminder)? ?(?:again )?(?:in|next|after|around|once|when|later|early|mid|towards?)\b
(?:in the middle|in the midst|middle|thick) of (?:[\w-]+ ){0,3}(?:close|season|crunch|rush|budgeting|planning|audit|peak|busy|sprint|release|hiring|recruit\w+|summer|holidays?|exams?|moving)
(?:this|the current) (?:quarter|month|year|week|half) (?:is|isn't|won't|looks|'s)[^.!?\n]{0,20}(?:no|not|n't|crazy|full|bad|packed|tough|tight|busy|out)
(?:maybe|perhaps|possibly|could be|try|try me) (?:in )?(?:q[1-4]|h[12]|january|february|march|april|june|july|august|september|october|november|december|spring|summer|autumn|fall|winter|later)
(?:hold|keep|park|save) (?:that|this|the) (?:thought|idea|offer)[^.!?\n]{0,20}(?:till|until|for|in)
(?:relevant|possible|interesting|an option|something|useful|revisit) (?:once|when|after|later|in (?:q[1-4]|a few|the future)|next)
"""

_REFERRAL = r"""
(?:the )?(?:person|one|man|woman|lady|guy|chap) you(?:'re| are|'d)? ?(?:after|want|need|looking for)[^.!?\n]{0,15}(?: is|'s| would be)\b
(?:please|pls|kindly|you (?:should|could|can|may|might|need to|want to|'ll want to|'d better|would need to|may want to|might want to)|best to|better to|i'?d (?:suggest|recommend|advise)(?: you)?(?: to)?|suggest you|feel free to|try|just|would|to) (?:talk\w*|speak\w*|reach\w* out|contact\w*|get in touch|email|e-mail|write|ask|connect\w*|try|go through|direct|address|send (?:it|this|that|your (?:email|message|proposal|info\w*|request))|forward (?:it|this|your)|refer|redirect|ping|call|check|liaise|touch base|approach|message|follow up|drop)(?: (?:to|with|out|this|it|all|any|your|such|vendor|enquir\w+|inquir\w+|requests?|questions?|proposals?|emails?|directly|instead|a|note|line|further))* (?!me\b|us\b|again|back|in\b|next|you\b|the (?:timing|time)|a (?:call|demo|time|slot|meeting)|on (?:mon|tue|wed|thu|fri))(?:my|our|the|to|with|via|on|through)? ?(?:(?:\w+ )?manager|colleagues?|manager|boss|team|head|director|department|procurement|purchasing|hr\b|marketing|sales|finance|it\b|cto|ceo|cfo|coo|vp|cmo|cro|partner|assistant|co-?founder|founder|office|[\w.+-]+@[\w.-]+|@NAME@)
(?:the )?(?:right|best|correct|proper|appropriate|better|relevant|main) (?:person|contact|one|people|point of contact|team|department|address|place)(?: \w+){0,6} (?:is|would be|'s|are|for (?:this|that) is|will be|might be)(?! (?:me|not)\b)
(?:is|would be|'s|are|will be|might be|could be|as) (?:the |a |your |our )?(?:right|best|better|correct|main|proper) (?:person|contact|one|bet|people|point of contact|go-to|address|place)(?! ?\?)
(?:is|'s|are|be) (?:the )?(?:one|person|guy|lady|woman|man|people) (?:who|to|that|you|in charge|responsible)
(?<!you )(?:i've|i have|ive|have|i'm|i am|i|i'll|i will|will|we've|we have|we'll|let me|just)? ?(?:\+|cc'?e?d|cc'?ing|cc:|copied|copying|looped in|looping in|loop in|adding|added|forwarded|forwarding|forward|passed|passing|sent|introducing|introduced|shared(?! (?:across|among|between|by))|connecting|put|putting|moved|redirecting|redirected) (?:in )?(?:this|it|that|your (?:e?-?mail|message|note|details|info\w*|proposal|request)|you)? ?(?:on |over |along |through |in touch |in contact |across )*(?:to|with|onto)? ?(?:my|our|the|here)? ?(?:colleagues?|manager|boss|team|head|director|procurement|purchasing|hr\b|marketing|sales|finance|it (?:team|department)|cto|ceo|cfo|coo|vp|cmo|cro|partner|@NAME@)
(?:who|he|she|they|that|which|@NAME@|and|team|department|manager) (?:\w+ )?(?:handles?|looks after|owns|leads|runs|manages|takes care of|deals with|heads|oversees|decides|is (?:in charge|responsible|leading|heading|handling|the owner|our (?:head|lead|director|vp))|would (?:know|handle|be (?:the|able|best|better|happy|responsible|an? (?:question|matter|topic|job) for|@NAME@))|could help|can help|is better placed) ?(?:this|that|these|it|all|our|the|such|up|of|for|on)?
(?:he|she|they)(?:'ll| will| can| might| may| would) (?:be (?:able|happy)|take|get|help|reach|contact|know|come back|follow|be in touch|respond|answer|be the)
(?:took|has taken|have taken|taking|takes|taken) over (?:from me|my|this|that|for me|the|sales|as)|my (?:successor|replacement)|replaced me|instead of me
(?:responsible|accountable|in charge|decision[- ]maker) (?:for|of|here|on)? ?(?:this|that|these|such|it)? ?(?:is|are|would be) (?!me\b)
(?:my|our) (?:colleague|boss|manager|cto|ceo|cfo|coo|cmo|head of|vp|director|assistant|team lead|hr manager|co-?founder|business partner|procurement|purchasing|it (?:team|department|manager|director)|marketing (?:team|manager|director)|operations)\b[^.!?\n]{0,60}(?:handle|look|own|deal|decid|respons|charge|best|right|contact|speak|talk|reach|write|email|better|person|at [\w.+-]+@|@|might be|may be|would|take)
(?:drop|give|send) (?:him|her|them) (?:a|an)
(?:copied|cc'?d|added|looped|put) (?:him|her|them) (?:in|here|on)\b
(?:contact|email|write|ask|reach|speak to|talk to|try) (?:him|her|them)\b
(?:his|her|their) (?:e-?mail|address|contact|number|details)
try [\w.+-]+@[\w.-]+
(?:go|goes|run|send|pass|put|take) (?:it |this |that |everything |all )?(?:through|via) (?:our|the|my|your)\b(?! (?:website|site))
@NAME@ (?:\w+ ){0,3}(?:would|might|could|may|can|will|should) (?:know|be (?:able|better|the|happy|more)|help|have|handle|assist|take|decide|want)
(?:better|more) (?:placed|suited|qualified|equipped) (?:to|for|than)
makes (?:these|this|those|that|the|such) (?:calls?|decisions?)
you(?:'ll| will| would|'d) (?:want|need|be better off with) (?:to (?:talk|speak) (?:to|with) )?(?:our|my|@NAME@)
(?:talk|speak|reach out|write|email|contact|ask|go) (?:to |with )?(?:@NAME@|[\w.+-]+@[\w.-]+)
"""

_WRONG_PERSON = r"""
(?:my (?:role|job|work|team|department)|i)(?: has|'ve| have)? (?:got )?nothing to do with\b
(?:i'm|i am|im) (?:just|only|merely) (?:the|a|an|here|covering|filling|temping)\b(?! (?:bit|little|moment|minute|touch|person|fan|one|right|tad|few))
(?:no|not any|any) (?:real )?(?:say|influence|sway|vote) (?:in|over|on|at)\b
(?:that|this|it|those|these|everything|all that)(?:'s| is| are|s| gets?) (?:all )?(?:decided|bought|ordered|handled|signed off|purchased|chosen|managed) (?:centrally|(?:in|at|by|from) (?!house|us\b|me\b))
(?:haven't|have not|not|didn't|never) (?:actually |even )?work(?:ed)? (?:at|for|there|here|in)\b(?! (?:us|me|our)\b)
this is (?:the |a |only the |just the )?(?:\w+ ){0,3}(?:desk|reception|helpdesk|hotline|ward|kitchen|canteen|library|switchboard|lost property)\b
(?:i'm|i am|im) (?:a|an|the) (?:patient|student|pupil|parent|customer|guest|visitor|volunteer|resident|tenant|member|temp|intern)\b
i(?:'m| am) (?:just |only )?(?:an? |the )(?:\w+ ){1,3}?,? ?(?:and |so |but )?i (?:really )?(?:don't|do not|dont|can't|never) (?:buy|decide|choose|purchase|order|handle|deal|pick|sign|get to)\b
i(?:'m| am) (?:just |only )?(?:an? |the )\w+(?: \w+){0,2}[,;.] (?:and |so |but )?i (?:really )?(?:don't|do not|dont|can't|never) (?:buy|decide|choose|purchase|order|handle|deal|pick|sign|get to)\b
i (?:only|just|merely) (?:do|run|teach|drive|cook|work|handle|look after|answer|clean|fix|write|code|serve|man|mind)\b(?! (?:with|from|business|deals|calls|meetings|what|this|that|it)\b)
you(?:'ll| will| would|'d)? ?(?:want|need|'re after|are after|'re looking for|are looking for|should (?:talk|speak|write|ask)(?: to| with)?) (?:somebody|someone|whoever|(?:the |our )?(?:\w+ )?(?:team|department|office|people|lot|facilities|procurement|purchasing|accounts))\b
(?:above|over|beyond|below) my (?:pay ?grade|level|station)
wrong (?:person|contact|address|guy|department|company|number|e-?mail|recipient|team|place|tree|lady|man|one|mailbox|inbox|\w+ (?:smith|jones)|@NAME@)
(?:not|n't|never|hardly) (?:really |actually |exactly |quite |necessarily )?(?:be )?(?:the |a )?(?:right|correct|best|appropriate|relevant|proper) (?:person|contact|one|department|point|address|recipient|team|guy|place|lady|man)
(?:isn't|not|n't|outside|outwith|nothing to do with|beyond|out of) (?:really |actually |something )?(?:of )?(?:my|in my|within my|under my|part of my) (?:area|department|responsibilit\w+|remit|role|job|decision|field|scope|call|domain|purview|competen\w+|line of|team|wheelhouse|control)
(?:isn't|not|ain't) (?:mine\b|my (?:thing|call|job))
(?:don't|do not|no longer|doesn't|not|n't|haven't|never|dont) (?:\w+ )?(?:handle|deal with|manage|work (?:at|for|in|with|here|there|on)(?! (?:us|me|our)\b)|look after|make (?:these|those|this|such|that|purchas\w+|buying|decisions?|the)|oversee|involved (?:in|with)|responsible|in charge|employed|with (?:the|that|this) company|part of|have anything to do|have any (?:say|influence|authority|decision)|have the authority|decide|run|do (?:tooling|purchas\w+|procurement))
something (?:i'd|i would|i'm|i am|that i) (?:be )?(?:responsible|in charge|handle|decide|deal)
no longer (?:with|at|employed|responsible|in (?:this|that|the)|working|a part|there|part of|there|the)
(?:i |have |i've |i'd |since )?(?:left|quit|resigned from|departed|moved on from|parted ways) (?:the |that |my |from )*(?:company|organi[sz]ation|business|firm|role|position|team|job|\w+ (?:in|last|back|a (?:year|month|while)|some|years?|months?))|(?:i|i've|have) (?:since )?(?:left|moved on)\b
(?:changed|moved|switched|moved to a different|moved into a different|moved to another|moved to a new|have a new|in a new|started a new) (?:jobs?|companies|roles?|positions?|departments?|team)
(?:i'm|i am|have|i've|i|since|now|been) retired|retired (?:in|last|from|a|since|years)|(?:in )?retirement
(?:i'm|i am|im) (?:just |only )?(?:in|on the|from|with|part of) (?:the )?(?:legal|engineering|finance|accounting|it\b|hr\b|marketing|sales|support|customer|operations|design|product|research|r&d|logistics|admin|warehouse|facilities|comms|communications)\b
can(?:'t|not) help (?:you|with|here|there)|can't help(?= *[.!]?$)
nothing to do with (?:this|that|it|purchas\w+|sales|procurement|hr|buying|such|these|your|the|any)
(?:just|only) (?:an? )?(?:intern|student|assistant|receptionist|temp|trainee|volunteer|working student|contractor|freelancer|employee|dev|developer|engineer)
(?:meant|intended|looking) for (?:a different|another|someone|somebody|the other|my)
(?:another|a different|different|other) (?:person (?:with|of|by) (?:the|that) (?:same )?name|company (?:with|of|by)|\w+ \w+ (?:with|who)|namesake)|same name|mistaken (?:me|identity)|(?:confused|mixed|mistook|mistaken|mixing|confusing) (?:me|us|up|you're|this)|have (?:me )?(?:me )?(?:confused|mixed up|mistaken)
(?:not sure|no idea|don't know|unsure|wondering) why (?:i|you)(?:'m| am|'re| are|'ve| got| have| was| sent| contacted| received| chose)? ?(?:got|get|getting|receiv\w+|sent|sending|contact\w*|been|on)
(?:there(?:'s| is)|we have) (?:no|nobody|no one) (?:\w+ )?(?:by|of|with|called|named)\b|(?:there(?:'s| is)|we have) (?:nobody|no one|no (?:mr|mrs|ms) \w+) (?:\w+ )?here
you(?:'ve| have)? (?:got|have|reached) the wrong
(?:i|we) (?:have|had|sold|closed|shut|left) (?:\w+ )?(?:no (?:say|influence|authority)|the (?:company|business) (?:last|in|years))
"""

_QUESTION = r"""
(?:(?<=^)|(?<=[.!?,\n] )|(?<=\n))(?:do|does|is|are|can|could|will|have|has) (?:the \w+ |you (?:guys |lot |people |folks |also |actually )?|it |this |there |they |your \w+ )\w+ \w+
how (?:much|does|do|did|can|many|long|would|is|are|come|big|often|old|exactly|will|have)
what(?:'s| is| are| does| do| did| would| kind| exactly| about| sort| type| makes| if| happens| else| was)\b
(?:can|could|do|does|did|would|will|are|is|have|has|may|should|am) (?:you|it|your|this|there|we|i|they|that|the|these)\b[^.!\n]{3,200}\?
(?:who|where|which|why|when) (?:is|are|do|does|did|would|will|have|has|can|exactly|of|else|was|were|not|else|in|your)\b
(?:any|got) (?:idea|chance|examples?|references?|case studies|clients?|pricing|discounts?|plans)\b[^.!\n]{0,60}\?
(?:can|could|would|please|pls|kindly) (?:you )?(?:please )?(?:clarify|explain|elaborate|specify|confirm (?:whether|if|that|how|what)|be more specific)
(?:price|pricing|cost|rates?)\b *\??(?=$|\n)
(?:i'd like|want|need|like|curious) to (?:know|understand|check) (?:whether|if|how|what|who|where|why)
(?:i have|i've|got|have) (?:a|some|a few|one|two|just a|just one) (?:\w+ )?questions?
wonder(?:ing)? (?:if|whether|how|what|who|where)
"""

ENGLISH = Tongue(
    plain={
        Meaning.INTERESTED: _INTERESTED,
        Meaning.NOT_INTERESTED: _NOT_INTERESTED,
        Meaning.NOT_NOW: _NOT_NOW,
        Meaning.REFERRAL: _REFERRAL,
        Meaning.WRONG_PERSON: _WRONG_PERSON,
        Meaning.QUESTION: _QUESTION,
        Meaning.OTHER: r"""
let you know(?! (?:a time|when i|my availability))
(?:will|i'll|we'll|let me|i will|going to|gonna|i'd need to|need to|have to) (?:\w+ )?(?:have a (?:look|think|read)|take a look|look into|look at|think|consider|review|discuss|talk to my|check (?:with|internally)|run (?:it|this) by|read|digest|get back to you|come back to you|be in touch|see|share (?:it|this) (?:with|internally)|bring it up|mull)
(?:received|noted|acknowledged|will do|got it|duly noted)\b
be in touch
""",
    },
    hints={
        Meaning.INTERESTED: r"""
interesting\b
(?:cool|great|perfect|awesome|brilliant|fantastic|excellent|lovely|wonderful|absolutely|definitely|certainly|of course|gladly|totally)\b
(?:mon|tues|wednes|thurs|fri)day\b
(?:yes|yeah|yep|yup|sure)\b
(?:at |around |after |before )?\d{1,2}(?::\d\d)? ?(?:am|pm)\b
\d{1,2}:\d\d\b
(?:quick|short|brief) (?:call|chat|demo|intro)
demo\b
(?:15|20|30) ?min
""",
        Meaning.NOT_INTERESTED: r"""
(?:sorry|unfortunately|regrettably|sadly|no)\b
another (?:ai|tool|platform|saas|vendor|sales|pitch|cold)
(?:appreciate|thanks?|thank you|thx|ta|cheers|kind|lovely|nice)[^.!?\n]{0,40}\bbut\b
""",
        Meaning.NOT_NOW: r"""
later\b
(?:busy|timing)\b
""",
        Meaning.REFERRAL: r"""
(?:cc|cc'd|colleague|forward\w*)\b
""",
    },
    negation=(
        r"not|n't|no|never|none|neither|nothing|isn't|don't|doesn't|can't|cannot"
        r"|won't|wouldn't|didn't|aren't|hardly|least|without|dont|unlikely|nobody"
    ),
    if_so=r"""
(?:if|whether|should|unless|in case|when|until|that if|where) (?:it|this|that|we|i|you|there|he|she|they|anyone|anything|someone|ever)?(?:'s|'re|'m|'d| is| are| am| be| ever| was| were| become| becomes| should)* ?(?:\w+ )?(?:of )?(?:interest\w*|relevant|keen|a fit|useful|worth)
(?:might|may|could|would) (?:\w+ )?be interested
""",
    common=words(
        "the and you we to for is are not this that with have our your it of in i i'm "
        "please thanks thank me my be can on but no at us what how do does"
    ),
)

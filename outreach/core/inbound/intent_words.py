"""What people say when they answer a first mail, by meaning, in a dozen languages.

Only words that mean the same wherever they stand; what depends on tone is left out, for a
person reads what the rules do not.
"""

from __future__ import annotations

import re

NEGATION = (
    r"not|n't|no|never|none|neither|nicht|kein\w*|nie|ohne|pas|jamais|aucun\w*|sans|ninguna?|ningún"
    r"|nunca|non|nessun\w*|mai|não|nenhum\w*|niet|geen|nooit|inte|ikke|ej|ingen|nie|не|нет|isn't|don't"
    r"|doesn't|can't|cannot|won't|wouldn't|didn't|aren't|hardly|least|un(?=interested)"
)


def _compiled(*phrases: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(phrases)})", re.IGNORECASE)


INTERESTED = _compiled(
    # English
    r"interested|interesting|intrigued|curious to|keen (?:to|on)|sounds? (?:good|great|interesting|perfect"
    r"|like (?:a plan|something))|let'?s (?:talk|chat|speak|meet|do (?:it|this|that)|connect|schedule|set|"
    r"book|find)|(?:happy|glad|love|would like|like|open|free|available|good) to (?:talk|chat|speak|meet|"
    r"connect|learn more|hear more|see|discuss|have a (?:call|chat|look)|hop on|jump on)|tell me more|send"
    r" (?:me |us |over |it |them |through |along )*(?:more|the|some|your|a|it|over|details|info)|(?:set|book|"
    r"schedule|arrange) (?:up )?(?:a|an|some|the) (?:\w+ )?(?:call|meeting|demo|chat|time)|call me|give me a"
    r" call|(?:i am|i'm|we're|we are) in\b(?= *[.!]|$)|yes,? please|please (?:call|send|share|book)|works for"
    r" (?:me|us)|(?:does|would|how about|what about) [\w: ]{3,30} work(?= *\?)|count me in|i(?:'m| am) (?:free|available)|my calendar|great timing|perfect timing|when (?:can"
    r"|could|are) (?:we|you)|here(?:'s| is) my (?:calendar|number|cell|mobile|calendly)|would love|sign me up",
    # German
    r"interessiert|interesse|interessant|klingt (?:gut|spannend|interessant|super)|(?:hört|hoert) sich gut an"
    r"|gerne? (?:mehr|telefonieren|ein(?:en)? (?:termin|call)|sprechen|würde)|rufen sie (?:mich )?(?:gerne? )?an"
    r"|schicken sie|senden sie|vereinbaren|passt (?:mir|uns|es)|lassen sie uns|mehr (?:infos?|informationen)"
    r"|(?:ja,? )?sehr gern",
    # French
    r"intéressé\w*|intéressant\w*|m'intéresse|nous intéresse|avec plaisir|volontiers|envoyez[- ](?:moi|nous)"
    r"|appelez[- ]moi|en savoir plus|discutons|parlons|je suis (?:disponible|dispo|partant\w*)|pouvons[- ]nous"
    r"|on peut (?:en parler|s'appeler|échanger)|convient",
    # Spanish
    r"interesad[oa]s?|interesante|me interesa|nos interesa|me (?:gustaría|encantaría)|suena (?:bien|interesante|"
    r"genial)|hablemos|envíe(?:me|nos|n)|mánd[ae](?:me|nos)|envíame|agend(?:ar|emos)|llám[ae]me|cuénteme|"
    r"cuéntame|saber más|con mucho gusto",
    # Italian, Portuguese
    r"interessat[oaie]\b|interessante|mi interessa|ci interessa|volentieri|parliamone|mi (?:mandi|invii|chiami)"
    r"|fissiamo|saperne di più|sentiamoci|tenho interesse|me interessa|gostaria de|podemos (?:falar|conversar|"
    r"marcar)|vamos (?:conversar|falar|marcar)|pode (?:me )?(?:enviar|ligar)|com prazer",
    # Dutch, Swedish, Norwegian, Danish
    r"geïnteresseerd|interessant|interesse|klinkt (?:goed|interessant)|graag (?:meer|een|zou)|bel me|stuur (?:me"
    r"|mij|maar)|intresserad\w*|låter (?:bra|intressant)|gärna|interesseret|lyder (?:godt|interessant|bra)"
    r"|gerne|hører gjerne",
    # Polish, Russian, Turkish, Chinese, Japanese
    r"zainteresowan\w+|brzmi (?:dobrze|ciekawie)|chętnie|proszę (?:o|przesłać|zadzwonić)|интересно|заинтересован"
    r"\w*|давайте|пришлите|позвоните|с удовольствием|ilgileniyor\w*|ilgimi çekti|memnuniyetle|感兴趣|有兴趣"
    r"|興味があ|ぜひ|関心があり|관심이 있|관심 있",
)

NOT_INTERESTED = _compiled(
    r"(?:i'm |we're |i am |we are )?(?:really |just |simply )?(?:not|no longer|un|never) ?(?:at all |very |really |"
    r"currently |particularly )?interested(?! only)|no interest|no,? thank(?:s| you)|no thx|not for (?:us|me)"
    r"|(?:we|i) (?:will |'ll |have to |must )?pass(?: on)?\b|pass on this|not a (?:good )?(?:fit|match|priority)|(?:don't"
    r"|do not|doesn't|have no|no) (?:have a |see a |see the )?need|not (?:something|relevant|needed|looking|what we)"
    r"|not in the market|(?:already|currently) (?:have|use|using|work with|working with|got|covered|partnered)"
    r"|happy with (?:our|what|the)|all set\b|we're (?:good|fine|covered|set)|decline|not going to (?:work|happen)",
    r"kein(?:en|erlei)? (?:interesse|bedarf)|nicht interessiert|nein,? danke|nicht relevant|keine verwendung|haben"
    r" (?:bereits|schon)|kommt (?:für uns )?nicht in frage|passt (?:für uns )?nicht|brauchen wir nicht|benötigen wir nicht",
    r"pas (?:du tout )?intéressé\w*|pas d'intérêt|non,? merci|pas besoin|aucun besoin|ne (?:m'|nous )intéresse pas|ne"
    r" (?:nous |me )?correspond pas|(?:avons|ai) déjà|pas pour nous|sans suite",
    r"no (?:me |nos |estoy |estamos )interesa\w*|no,? gracias|no (?:lo )?necesit\w+|ya (?:tenemos|contamos|trabajamos)"
    r"|no es para nosotros|no tenemos (?:interés|necesidad)|sin interés",
    r"non (?:mi |ci |sono |siamo )interessa\w*|no,? grazie|non (?:ne )?abbiamo bisogno|abbiamo già|non fa per noi|não"
    r" (?:tenho|temos) interesse|não (?:estou|estamos) interessad\w+|não,? obrigad[oa]|já temos|não precisamos|não é"
    r" para nós",
    r"niet geïnteresseerd|geen (?:interesse|behoefte)|nee,? (?:dank|bedankt)|hebben (?:al|reeds)|inte intresserad\w*"
    r"|nej,? tack|ikke interess\w+|nei,? takk|nej,? tak\b|nie jestem zainteresowan\w+|nie jesteśmy zainteresowan\w+|nie,?"
    r" dziękuj\w+|не интересует|не интересно|нет,? спасибо|не нужно|не актуально|не заинтересован\w*|ilgilenmiyor\w*"
    r"|不感兴趣|没有兴趣|不需要|興味がありません|興味はありません|必要ありません|結構です|관심 ?(?:이 )?없",
)

NOT_NOW = _compiled(
    r"not (?:right )?now\b|not (?:interested |looking |ready |needed |a priority |a fit |in the market )*(?:at the moment|at"
    r" this (?:time|point|moment|stage)|right now|just yet|yet\b|currently|this (?:year|quarter|month))|no (?:need|budget|"
    r"plans?|capacity|time|bandwidth|interest)[\w ]{0,30}(?:at the moment|right now|at this (?:time|point)|currently|this (?:"
    r"year|quarter)|until)|(?:reach out|check (?:back|in)|get back (?:to (?:me|us))?|follow up|circle back|contact (?:me|us)|"
    r"ping (?:me|us)|try (?:me|us|again)|touch base|reconnect|come back|write (?:me|us)|talk again|ask me|email me|revisit)(?: with)?"
    r"(?: (?:me|us|again|then|back|this))* (?:in|next|after|later|at the (?:end|start|beginning)|once|when|around|early|mid|"
    r"towards?) |(?:bad|wrong|not (?:the |a )?(?:right|good|great|best)) (?:time|timing|moment)|timing is(?:n't| not)|too busy|"
    r"swamped|maybe (?:later|next|in)|perhaps (?:later|next|in)|some ?(?:other )?time later|down the (?:road|line)|in the future\b|"
    r"not until|budgets? (?:is|are) (?:frozen|closed|spent|set)|put (?:this|it) (?:on hold|off)|later this (?:year|quarter|month)|on"
    r" hold|another time|revisit",
    r"(?:derzeit|momentan|aktuell|zurzeit|im moment|gerade|jetzt|augenblicklich)(?: \w+){0,4} (?:nicht|kein\w*)|(?:nicht|kein\w*)(?:"
    r" \w+){0,2} (?:derzeit|momentan|aktuell|zurzeit|im moment|gerade|jetzt)|(?:später|erst|nochmals?|wieder|noch einmal)(?: \w+){0,3}"
    r" (?:melden|kontaktieren|anfragen|schreiben|anrufen|sprechen)|melden sie sich|(?:kein guter|falscher|ungünstiger) zeitpunkt|erst"
    r" (?:im|in|nach|ab|nächste\w*)",
    r"pas (?:pour le|en ce) moment|pas (?:pour l'instant|actuellement|maintenant|tout de suite)|pour (?:le moment|l'instant)[\w ',]{0,30}"
    r"pas|(?:recontactez|relancez|revenez|rappelez)(?:[- ](?:moi|nous))?(?: vers \w+)?|plus tard|pas le bon moment|pas une priorité|(?:à"
    r" la|pour la) rentrée|l'année prochaine|actuellement pas",
    r"(?:por|de|en este) (?:ahora|momento)(?: \w+){0,2} no|no (?:por ahora|por el momento|en este momento|es (?:un )?(?:buen|el) momento|"
    r"ahora)|ahora (?:mismo )?no|ahora no es|más adelante|más tarde|(?:contácte|escríba|búsque|llám[ae])(?:me|nos)? (?:en|a|el|dentro|"
    r"después)|(?:vuelva|vuelve) a|próximo (?:año|trimestre|mes)",
    r"(?:per ora|al momento|adesso|attualmente|in questo momento) no\w*|non (?:ora|adesso|al momento|in questo momento|è il momento)|più"
    r" avanti|(?:mi|ci) (?:ricontatti|risenta)|risentiamoci|(?:agora|neste momento|no momento|por enquanto) não|não (?:agora|neste momento|no"
    r" momento|é (?:o|um bom) momento)|mais (?:tarde|para (?:a )?frente)|volte a|entre em contato (?:em|no|na|mais)",
    r"(?:nu|momenteel|op dit moment|op het moment)(?: even)? (?:niet|geen)|niet (?:nu|op dit moment|momenteel)|(?:later|volgend\w*)(?: \w+)"
    r"{0,3} (?:contact|terug|weer)|inte (?:just nu|nu|för tillfället|för närvarande)|ikke (?:nå|nu|lige nu|for øyeblikket)|nie teraz|w tej"
    r" chwili nie|не сейчас|пока не|сейчас не|позже|в данный момент|şu an(?:da)? (?:değil|ilgilen)|暂时(?:不|没)|目前(?:不|没)|以后再|今は|"
    r"現時点では|また(?:後|今度)|지금은|나중에",
)

REFERRAL = _compiled(
    r"(?:you (?:should|could|can|need to|may want to|might want to)|please|best to|better to|i'?d suggest you) (?:talk|speak|reach out|"
    r"contact|get in touch|email|write|ask|connect|try)(?: (?:to|with|out))* (?!me\b|us\b|again|back|in\b|next)(?:my|our|the|with|to)? ?(?:"
    r"colleague|[A-Z][a-z]+|team|\S+@|head|manager|department|cto|ceo|cfo|vp)|(?:the )?(?:right|best|correct) (?:person|contact)(?: for this)?"
    r" (?:is|would be|to \w+ (?:to|with) is)|i(?:'ve| have)? (?:cc'?e?d|copied|looped in|added|forwarded|passed)|(?:cc'?ing|copying|looping in|"
    r"adding|forwarding (?:this|it|your)|passing (?:this|it))|(?:is|would be) (?:the|a) (?:right|best|better) (?:person|contact|one)|handles"
    r" (?:this|that|these|it)|in charge of (?:this|that)|responsible for (?:this|that|these)|my colleague",
    r"(?:wenden|richten) sie sich (?:bitte )?an|(?:mein\w*|unser\w*) kolleg\w+|zuständig (?:ist|hierfür|dafür)|(?:richtige|bessere)r? ansprechpartner"
    r"\w* (?:ist|wäre)|(?:habe|leite)\b.{0,40}(?:weitergeleitet|weiter\b)|in (?:den )?cc",
    r"(?:contactez|adressez[- ]vous|voyez|écrivez)(?: plutôt| à| avec)* (?:à |mon|ma|notre|le|la|m\.|mme)|(?:mon|ma|notre) collègue|la bonne personne"
    r" est|je (?:transmets|transfère|mets)|en copie|s'occupe de",
    r"(?:contacte|hable|diríjase|escriba)(?: \w+)? (?:con|a) (?:mi|nuestr|el |la |\w+@)|mi (?:compañer|colega)\w*|la persona (?:indicada|adecuada|"
    r"correcta|responsable) es|(?:le |te )?(?:copio|reenví\w+|remito)|en copia|se encarga de",
    r"(?:contatti|si rivolga|parli|scriva) (?:a|al|alla|con|il|la) |(?:il|la) mi[oa] collega|la persona (?:giusta|corretta) è|in copia|inoltro|se ne"
    r" occupa|(?:fale|entre em contato|contate) com |(?:meu|minha) colega|a pessoa (?:certa|responsável|indicada) é|em cópia|encaminh\w+|responsável por",
    r"(?:neem contact op met|u kunt (?:beter )?terecht bij)|mijn collega|(?:juiste|beste) (?:persoon|contactpersoon) is|in cc|doorgestuurd|min kolle\w+|proszę"
    r" (?:o kontakt|kontaktować się) z|(?:mój|moja) koleg\w*|обратитесь к|мой коллега|моя коллега|перешл\w+|请联系|我的同事|担当者は|転送(?:し|いた)",
)

WRONG_PERSON = _compiled(
    r"wrong (?:person|contact|address|guy|department|company|number|email|[A-Z][a-z]+)|not the (?:right|correct|best|appropriate) (?:person|contact|one|department)|"
    r"(?:isn't|not) (?:my|in my) (?:area|department|responsibilit\w+|remit|role|job|decision)|(?:don't|do not|no longer|doesn't) (?:handle|deal with|manage|work (?:at|for|"
    r"in|with|here|there)|look after|make (?:these|those|this))|no longer (?:with|at|employed|responsible)|(?:i |have |i've )left (?:the )?(?:company|organi[sz]ation|"
    r"business|\w+ (?:in|last))|(?:changed|moved) (?:jobs|companies|roles)|i(?:'m| am) not responsible|retired",
    r"(?:nicht|falsche\w*) (?:der |die |ihr )?(?:richtige\w*|zuständig\w*|ansprechpartner\w*|adresse)|nicht (?:mehr )?(?:dafür|hierfür|dort|bei|zuständig|verantwortlich)"
    r"|falsche\w* (?:person|adresse|ansprechpartner)|arbeite nicht mehr",
    r"pas la bonne personne|mauvaise? (?:personne|interlocut\w+|adresse)|pas (?:le bon|la bonne) (?:interlocut\w+|contact)|ne (?:suis|m'occupe|travaille|gère) (?:pas|plus)"
    r"(?: (?:de|responsable|en charge|chez))|n'est pas de mon ressort",
    r"no soy la persona|persona (?:equivocada|incorrecta)|ya no trabajo|no (?:me encargo|soy (?:el|la) (?:responsable|encargad\w+))|se ha equivocado",
    r"non sono (?:io )?(?:la persona|il referente|il responsabile)|persona sbagliata|non (?:lavoro più|mi occupo)|não sou a pessoa|pessoa errada|já não trabalho|não trabalho"
    r" mais|não sou (?:eu )?(?:o |a )?responsável",
    r"(?:niet|verkeerde) (?:de )?(?:juiste )?(?:persoon|contactpersoon)|werk (?:hier |daar )?niet meer|fel person|inte rätt person|feil person|forkert person|niewłaściwa"
    r" osoba|nie jestem (?:właściwą|odpowiednią)|nie pracuję już|не тот человек|не к тому|больше не работаю|не занимаюсь|找错人|不是(?:我|负责)|担当ではあり|担当者ではあり",
)

QUESTION = _compiled(
    r"how (?:much|does|do|can|many|long|would|is|are)|what (?:is|are|does|do|would|kind|exactly|about)|(?:can|could|do|does|would|will|are|is|have) (?:you|it|your|this|there|we)"
    r"\b[^.!]{3,200}\?|who (?:is|are)|where (?:is|are|do)|which |why |pricing|price\b|was kostet|wie (?:viel|teuer|funktioniert|lange|genau)|was (?:genau|ist|macht)|können sie"
    r"|gibt es|combien|quel(?:le)?s? (?:est|sont)|comment (?:ça|cela|fonctionne)|pouvez[- ]vous|est-ce que|cuánto|qué (?:es|incluye|precio)|cómo (?:funciona|es)|puede[ns]?"
    r" (?:decir|explicar)|quanto (?:costa|custa)|come funziona|qual è|può (?:dirmi|spiegar)|como funciona|qual (?:é|o)|pode (?:explicar|dizer)|hoeveel|hoe werkt|wat kost|kunt u"
    r"|hur mycket|hur fungerar|hvor mye|hvordan|ile kosztuje|jak działa|сколько|как это|какая|можете|多少钱|怎么|什么|いくら|どのよう|教えて|얼마|어떻게|[^\s?]{2,40}[?？](?=\s|$)",
)

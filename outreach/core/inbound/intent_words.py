"""What people say when they answer a first mail, by meaning, in a dozen languages.

Only words that mean the same wherever they stand; what depends on tone is left out, for a
person reads what the rules do not.
"""

from __future__ import annotations

import re

NEGATION = (
    r"not|n't|no|never|none|neither|nicht|kein\w*|nie|ohne|pas|jamais|aucun\w*|sans"
    r"|ninguna?|ningún|nunca|non|nessun\w*|mai|não|nenhum\w*|niet|geen|nooit|inte"
    r"|ikke|ej|ingen|nie|не|нет|isn't|don't|doesn't|can't|cannot|won't|wouldn't"
    r"|didn't|aren't|hardly|least|un(?=interested)|غير|ليس|لست|لسنا|لا(?! بد)"
)


def _compiled(*phrases: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(phrases)})", re.IGNORECASE)


INTERESTED = _compiled(
    # English
    r"interested|interesting|intrigued|curious to|keen (?:to|on)|sounds? (?:good"
    r"|great|interesting|perfect|like (?:a plan|something))|let'?s (?:talk|chat|speak"
    r"|meet|do (?:it|this|that)|connect|schedule|set|book|find)|(?:happy|glad|love"
    r"|would like|like|open|free|available|good) to (?:talk|chat|speak|meet|connect"
    r"|learn more|hear more|see|discuss|have a (?:call|chat|look)|hop on|jump on)"
    r"|tell me more|send (?:me |us |over |it |them |through |along )*(?:more|the|some"
    r"|your|a|it|over|details|info)|(?:set|book|schedule|arrange) (?:up )?(?:a|an"
    r"|some|the) (?:\w+ )?(?:call|meeting|demo|chat|time)|call me|give me a call"
    r"|(?:i am|i'm|we're|we are) in\b(?= *[.!]|$)|yes,? please|please (?:call|send"
    r"|share|book)|works for (?:me|us)|(?:does|would|how about|what about) [\w: "
    r"]{3,30} work(?= *\?)|count me in|i(?:'m| am) (?:free|available)|my calendar"
    r"|great timing|perfect timing|when (?:can|could|are) (?:we|you)|here(?:'s| is) "
    r"my (?:calendar|number|cell|mobile|calendly)|would love|sign me up",
    # German
    r"interessiert|interesse|interessant|klingt (?:gut|spannend|interessant|super)"
    r"|(?:hört|hoert) sich gut an|gerne? (?:mehr|telefonieren|ein(?:en)? (?:termin"
    r"|call)|sprechen|würde)|rufen sie (?:mich )?(?:gerne? )?an|schicken sie|senden "
    r"sie|vereinbaren|passt (?:mir|uns|es)|lassen sie uns|mehr (?:infos?"
    r"|informationen)|(?:ja,? )?sehr gern",
    # French
    r"intéressé\w*|intéressant\w*|m'intéresse|nous intéresse|avec plaisir|volontiers"
    r"|envoyez[- ](?:moi|nous)|appelez[- ]moi|en savoir plus|discutons|parlons|je "
    r"suis (?:disponible|dispo|partant\w*)|pouvons[- ]nous|on peut (?:en parler"
    r"|s'appeler|échanger)|convient",
    # Spanish
    r"interesad[oa]s?|interesante|me interesa|nos interesa|me (?:gustaría|encantaría)"
    r"|suena (?:bien|interesante|genial)|hablemos|envíe(?:me|nos|n)|mánd[ae](?:me"
    r"|nos)|envíame|agend(?:ar|emos)|llám[ae]me|cuénteme|cuéntame|saber más|con "
    r"mucho gusto",
    # Italian, Portuguese
    r"interessat[oaie]\b|interessante|mi interessa|ci interessa|volentieri|parliamone"
    r"|mi (?:mandi|invii|chiami)|fissiamo|saperne di più|sentiamoci|tenho interesse"
    r"|me interessa|gostaria de|podemos (?:falar|conversar|marcar)|vamos (?:conversar"
    r"|falar|marcar)|pode (?:me )?(?:enviar|ligar)|com prazer",
    # Dutch, Swedish, Norwegian, Danish
    r"geïnteresseerd|interessant|interesse|klinkt (?:goed|interessant)|graag (?:meer"
    r"|een|zou)|bel me|stuur (?:me|mij|maar)|intresserad\w*|låter (?:bra|intressant)"
    r"|gärna|interesseret|lyder (?:godt|interessant|bra)|gerne|hører gjerne",
    # Polish, Russian, Turkish, Chinese, Japanese
    r"zainteresowan\w+|brzmi (?:dobrze|ciekawie)|chętnie|proszę (?:o|przesłać"
    r"|zadzwonić)|интересно|заинтересован\w*|давайте|пришлите|позвоните|с "
    r"удовольствием|ilgileniyor\w*|ilgimi çekti|memnuniyetle|感兴趣|有兴趣|興味があ|ぜひ|関心があり"
    r"|관심이 있|관심 있",
    # Arabic, Persian
    r"مهتم\w*|يهمني|يهمنا|مثير للاهتمام|(?:أخبر|أرسل|أعط)\w* (?:\w+ )?المزيد"
    r"|(?:يسعدن|يسرن)[يا]|بكل سرور|لنتحدث|دعنا نتحدث|فكرة جيدة"
    r"|علاقه[ \u200c]?مند(?!\S*\s+ن)|(?:بیشتر|کامل) (?:بگو|توضیح)\w*|اطلاعات (?:بیشتر|کامل)"
    r"|با کمال میل|خوشحال می[ \u200c]?شو\w*|جالب (?:است|بود|به نظر)|صحبت کنیم",
)

NOT_INTERESTED = _compiled(
    r"(?:i'm |we're |i am |we are )?(?:really |just |simply )?(?:not|no longer|un"
    r"|never) ?(?:at all |very |really |currently |particularly )?interested(?! only)"
    r"|no interest|no,? thank(?:s| you)|no thx|not for (?:us|me)|(?:we|i) (?:will "
    r"|'ll |have to |must )?pass(?: on)?\b|pass on this|not a (?:good )?(?:fit|match"
    r"|priority)|(?:don't|do not|doesn't|have no|no) (?:have a |see a |see the )?need"
    r"|not (?:something|relevant|needed|looking|what we)|not in the market|(?:already"
    r"|currently) (?:have|use|using|work with|working with|got|covered|partnered)"
    r"|happy with (?:our|what|the)|all set\b|we're (?:good|fine|covered|set)|decline"
    r"|not going to (?:work|happen)",
    r"kein(?:en|erlei)? (?:interesse|bedarf)|nicht interessiert|nein,? danke|nicht "
    r"relevant|keine verwendung|haben (?:bereits|schon)|kommt (?:für uns )?nicht in "
    r"frage|passt (?:für uns )?nicht|brauchen wir nicht|benötigen wir nicht",
    r"pas (?:du tout )?intéressé\w*|pas d'intérêt|non,? merci|pas besoin|aucun besoin"
    r"|ne (?:m'|nous )intéresse pas|ne (?:nous |me )?correspond pas|(?:avons|ai) déjà"
    r"|pas pour nous|sans suite",
    r"no (?:me |nos |estoy |estamos )interesa\w*|no,? gracias|no (?:lo )?necesit\w+"
    r"|ya (?:tenemos|contamos|trabajamos)|no es para nosotros|no tenemos (?:interés"
    r"|necesidad)|sin interés",
    r"non (?:mi |ci |sono |siamo )interessa\w*|no,? grazie|non (?:ne )?abbiamo "
    r"bisogno|abbiamo già|non fa per noi|não (?:tenho|temos) interesse|não (?:estou"
    r"|estamos) interessad\w+|não,? obrigad[oa]|já temos|não precisamos|não é para "
    r"nós",
    r"niet geïnteresseerd|geen (?:interesse|behoefte)|nee,? (?:dank|bedankt)|hebben "
    r"(?:al|reeds)|inte intresserad\w*|nej,? tack|ikke interess\w+|nei,? takk|nej,? "
    r"tak\b|nie jestem zainteresowan\w+|nie jesteśmy zainteresowan\w+|nie,? "
    r"dziękuj\w+|не интересует|не интересно|нет,? спасибо|не нужно|не актуально|не "
    r"заинтересован\w*|ilgilenmiyor\w*|不感兴趣|没有兴趣|不需要|興味がありません|興味はありません|必要ありません|結構です"
    r"|관심 ?(?:이 )?없",
    r"لا،? شكر[اًا]*|لا (?:نحتاج|أحتاج|يهمن[يا]|أرغب|نرغب)|لسنا بحاجة|لست بحاجة"
    r"|نه،? (?:ممنون|متشکر|مرسی)|نیازی? (?:به \S+ )?ندار\w+|علاقه[ \u200c]?(?:ای |‌ای )?ندار\w+"
    r"|علاقه[ \u200c]?مند نیست\w*",
)

NOT_NOW = _compiled(
    r"not (?:right )?now\b|not (?:interested |looking |ready |needed |a priority |a "
    r"fit |in the market )*(?:at the moment|at this (?:time|point|moment|stage)"
    r"|right now|just yet|yet\b|currently|this (?:year|quarter|month))|no (?:need"
    r"|budget|plans?|capacity|time|bandwidth|interest)[\w ]{0,30}(?:at the moment"
    r"|right now|at this (?:time|point)|currently|this (?:year|quarter)|until)"
    r"|(?:reach out|check (?:back|in)|get back (?:to (?:me|us))?|follow up|circle "
    r"back|contact (?:me|us)|ping (?:me|us)|try (?:me|us|again)|touch base|reconnect"
    r"|come back|write (?:me|us)|talk again|ask me|email me|revisit)(?: with)?(?: "
    r"(?:me|us|again|then|back|this))* (?:in|next|after|later|at the (?:end|start"
    r"|beginning)|once|when|around|early|mid|towards?) |(?:bad|wrong|not (?:the |a "
    r")?(?:right|good|great|best)) (?:time|timing|moment)|timing is(?:n't| not)|too "
    r"busy|swamped|maybe (?:later|next|in)|perhaps (?:later|next|in)|some ?(?:other "
    r")?time later|down the (?:road|line)|in the future\b|not until|budgets? (?:is"
    r"|are) (?:frozen|closed|spent|set)|put (?:this|it) (?:on hold|off)|later this "
    r"(?:year|quarter|month)|on hold|another time|revisit",
    r"(?:derzeit|momentan|aktuell|zurzeit|im moment|gerade|jetzt|augenblicklich)(?: "
    r"\w+){0,4} (?:nicht|kein\w*)|(?:nicht|kein\w*)(?: \w+){0,2} (?:derzeit|momentan"
    r"|aktuell|zurzeit|im moment|gerade|jetzt)|(?:später|erst|nochmals?|wieder|noch "
    r"einmal)(?: \w+){0,3} (?:melden|kontaktieren|anfragen|schreiben|anrufen"
    r"|sprechen)|melden sie sich|(?:kein guter|falscher|ungünstiger) zeitpunkt|erst "
    r"(?:im|in|nach|ab|nächste\w*)",
    r"pas (?:pour le|en ce) moment|pas (?:pour l'instant|actuellement|maintenant"
    r"|tout de suite)|pour (?:le moment|l'instant)[\w ',]{0,30}pas|(?:recontactez"
    r"|relancez|revenez|rappelez)(?:[- ](?:moi|nous))?(?: vers \w+)?|plus tard|pas "
    r"le bon moment|pas une priorité|(?:à la|pour la) rentrée|l'année prochaine"
    r"|actuellement pas",
    r"(?:por|de|en este) (?:ahora|momento)(?: \w+){0,2} no|no (?:por ahora|por el "
    r"momento|en este momento|es (?:un )?(?:buen|el) momento|ahora)|ahora (?:mismo "
    r")?no|ahora no es|más adelante|más tarde|(?:contácte|escríba|búsque"
    r"|llám[ae])(?:me|nos)? (?:en|a|el|dentro|después)|(?:vuelva|vuelve) a|próximo "
    r"(?:año|trimestre|mes)",
    r"(?:per ora|al momento|adesso|attualmente|in questo momento) no\w*|non (?:ora"
    r"|adesso|al momento|in questo momento|è il momento)|più avanti|(?:mi|ci) "
    r"(?:ricontatti|risenta)|risentiamoci|(?:agora|neste momento|no momento|por "
    r"enquanto) não|não (?:agora|neste momento|no momento|é (?:o|um bom) momento)"
    r"|mais (?:tarde|para (?:a )?frente)|volte a|entre em contato (?:em|no|na|mais)",
    r"(?:nu|momenteel|op dit moment|op het moment)(?: even)? (?:niet|geen)|niet (?:nu"
    r"|op dit moment|momenteel)|(?:later|volgend\w*)(?: \w+){0,3} (?:contact|terug"
    r"|weer)|inte (?:just nu|nu|för tillfället|för närvarande)|ikke (?:nå|nu|lige nu"
    r"|for øyeblikket)|nie teraz|w tej chwili nie|не сейчас|пока не|сейчас не|позже"
    r"|в данный момент|şu an(?:da)? (?:değil|ilgilen)|暂时(?:不|没)|目前(?:不|没)|以后再|今は"
    r"|現時点では|また(?:後|今度)|지금은|나중에",
    r"ليس الآن|ليس (?:هذا )?(?:هو )?الوقت|في وقت (?:لاحق|آخر)|لاحق[اًا]+|(?:الشهر|العام|الربع) "
    r"(?:القادم|المقبل)|بعد (?:العيد|رمضان|الصيف)|مشغول\w* (?:حالي|الآن|جد)"
    r"|(?:الان|الآن|فعلا|فعلاً|حالا) نه|(?:الان|الآن) (?:زمان|وقت) \S+ نیست|بعدا|بعداً"
    r"|(?:ماه|سال|فصل) (?:بعد|آینده|دیگر)|بعد از (?:عید|نوروز|تعطیلات)",
)

REFERRAL = _compiled(
    r"(?:you (?:should|could|can|need to|may want to|might want to)|please|best to"
    r"|better to|i'?d suggest you) (?:talk|speak|reach out|contact|get in touch|email"
    r"|write|ask|connect|try)(?: (?:to|with|out))* (?!me\b|us\b|again|back|in\b"
    r"|next)(?:my|our|the|with|to)? ?(?:colleague|[A-Z][a-z]+|team|\S+@|head|manager"
    r"|department|cto|ceo|cfo|vp)|(?:the )?(?:right|best|correct) (?:person"
    r"|contact)(?: for this)? (?:is|would be|to \w+ (?:to|with) is)|i(?:'ve| have)? "
    r"(?:cc'?e?d|copied|looped in|added|forwarded|passed)|(?:cc'?ing|copying|looping "
    r"in|adding|forwarding (?:this|it|your)|passing (?:this|it))|(?:is|would be) "
    r"(?:the|a) (?:right|best|better) (?:person|contact|one)|handles (?:this|that"
    r"|these|it)|in charge of (?:this|that)|responsible for (?:this|that|these)|my "
    r"colleague",
    r"(?:wenden|richten) sie sich (?:bitte )?an|(?:mein\w*|unser\w*) kolleg\w+"
    r"|zuständig (?:ist|hierfür|dafür)|(?:richtige|bessere)r? ansprechpartner\w* "
    r"(?:ist|wäre)|(?:habe|leite)\b.{0,40}(?:weitergeleitet|weiter\b)|in (?:den )?cc",
    r"(?:contactez|adressez[- ]vous|voyez|écrivez)(?: plutôt| à| avec)* (?:à |mon|ma"
    r"|notre|le|la|m\.|mme)|(?:mon|ma|notre) collègue|la bonne personne est|je "
    r"(?:transmets|transfère|mets)|en copie|s'occupe de",
    r"(?:contacte|hable|diríjase|escriba)(?: \w+)? (?:con|a) (?:mi|nuestr|el |la "
    r"|\w+@)|mi (?:compañer|colega)\w*|la persona (?:indicada|adecuada|correcta"
    r"|responsable) es|(?:le |te )?(?:copio|reenví\w+|remito)|en copia|se encarga de",
    r"(?:contatti|si rivolga|parli|scriva) (?:a|al|alla|con|il|la) |(?:il|la) mi[oa] "
    r"collega|la persona (?:giusta|corretta) è|in copia|inoltro|se ne occupa|(?:fale"
    r"|entre em contato|contate) com |(?:meu|minha) colega|a pessoa (?:certa"
    r"|responsável|indicada) é|em cópia|encaminh\w+|responsável por",
    r"(?:neem contact op met|u kunt (?:beter )?terecht bij)|mijn collega|(?:juiste"
    r"|beste) (?:persoon|contactpersoon) is|in cc|doorgestuurd|min kolle\w+|proszę "
    r"(?:o kontakt|kontaktować się) z|(?:mój|moja) koleg\w*|обратитесь к|мой коллега"
    r"|моя коллега|перешл\w+|请联系|我的同事|担当者は|転送(?:し|いた)",
    r"(?:تواصل|راسل)\w* مع|زميل[يت]\w*|همکار(?:م|مان)(?!\w)",
)

WRONG_PERSON = _compiled(
    r"wrong (?:person|contact|address|guy|department|company|number|email"
    r"|[A-Z][a-z]+)|not the (?:right|correct|best|appropriate) (?:person|contact|one"
    r"|department)|(?:isn't|not) (?:my|in my) (?:area|department|responsibilit\w+"
    r"|remit|role|job|decision)|(?:don't|do not|no longer|doesn't) (?:handle|deal "
    r"with|manage|work (?:at|for|in|with|here|there)|look after|make (?:these|those"
    r"|this))|no longer (?:with|at|employed|responsible)|(?:i |have |i've )left "
    r"(?:the )?(?:company|organi[sz]ation|business|\w+ (?:in|last))|(?:changed"
    r"|moved) (?:jobs|companies|roles)|i(?:'m| am) not responsible|retired",
    r"(?:nicht|falsche\w*) (?:der |die |ihr )?(?:richtige\w*|zuständig\w*"
    r"|ansprechpartner\w*|adresse)|nicht (?:mehr )?(?:dafür|hierfür|dort|bei"
    r"|zuständig|verantwortlich)|falsche\w* (?:person|adresse|ansprechpartner)"
    r"|arbeite nicht mehr",
    r"pas la bonne personne|mauvaise? (?:personne|interlocut\w+|adresse)|pas (?:le "
    r"bon|la bonne) (?:interlocut\w+|contact)|ne (?:suis|m'occupe|travaille|gère) "
    r"(?:pas|plus)(?: (?:de|responsable|en charge|chez))|n'est pas de mon ressort",
    r"no soy la persona|persona (?:equivocada|incorrecta)|ya no trabajo|no (?:me "
    r"encargo|soy (?:el|la) (?:responsable|encargad\w+))|se ha equivocado",
    r"non sono (?:io )?(?:la persona|il referente|il responsabile)|persona sbagliata"
    r"|non (?:lavoro più|mi occupo)|não sou a pessoa|pessoa errada|já não trabalho"
    r"|não trabalho mais|não sou (?:eu )?(?:o |a )?responsável",
    r"(?:niet|verkeerde) (?:de )?(?:juiste )?(?:persoon|contactpersoon)|werk (?:hier "
    r"|daar )?niet meer|fel person|inte rätt person|feil person|forkert person"
    r"|niewłaściwa osoba|nie jestem (?:właściwą|odpowiednią)|nie pracuję już|не тот "
    r"человек|не к тому|больше не работаю|не занимаюсь|找错人"
    r"|不是(?:我|负责)|担当ではあり|担当者ではあり",
    r"لست (?:الشخص|المسؤول)|لست أنا|(?:من )?مسئول \S+(?: \S+)? نیستم|شخص مناسب\S*(?: \S+)? نیستم",
)

QUESTION = _compiled(
    r"how (?:much|does|do|can|many|long|would|is|are)|what (?:is|are|does|do|would"
    r"|kind|exactly|about)|(?:can|could|do|does|would|will|are|is|have) (?:you|it"
    r"|your|this|there|we)\b[^.!]{3,200}\?|who (?:is|are)|where (?:is|are|do)|which "
    r"|why |pricing|price\b|was kostet|wie (?:viel|teuer|funktioniert|lange|genau)"
    r"|was (?:genau|ist|macht)|können sie|gibt es|combien|quel(?:le)?s? (?:est|sont)"
    r"|comment (?:ça|cela|fonctionne)|pouvez[- ]vous|est-ce que|cuánto|qué (?:es"
    r"|incluye|precio)|cómo (?:funciona|es)|puede[ns]? (?:decir|explicar)|quanto "
    r"(?:costa|custa)|come funziona|qual è|può (?:dirmi|spiegar)|como funciona|qual "
    r"(?:é|o)|pode (?:explicar|dizer)|hoeveel|hoe werkt|wat kost|kunt u|hur mycket"
    r"|hur fungerar|hvor mye|hvordan|ile kosztuje|jak działa|сколько|как это|какая"
    r"|можете|多少钱|怎么|什么|いくら|どのよう|教えて|얼마|어떻게"
    r"|كم (?:السعر|التكلفة|يكلف|تكلف|سعر)"
    r"|كيف|ما (?:هي|هو|السعر|التكلفة)|چقدر|چطور|چگونه|قیمت|هزینه|[^\s?؟]{2,40}[?？؟](?=\s|$)",
)

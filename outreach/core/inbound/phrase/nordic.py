"""Swedish, Norwegian and Danish, which share most of their words."""

from __future__ import annotations

from outreach.core.inbound.meaning import Meaning
from outreach.core.inbound.phrase.tongue import Tongue, words

NORDIC = Tongue(
    plain={
        Meaning.INTERESTED: r"""
(?:mycket |meget |veldig )?(?:intresserad\w*|intresserat|interesser(?:et|t|te|ede)|interessert)\b
(?:later|lyder|horas|hores|ser) (?:\w+ )?(?:bra|intressant|godt|interessant|spannande|spennende|spae?ndende|fint|ut)
(?:garna|gerne|gjerne)\b(?! (?:igen|senare|senere|tillbaka|tilbake|tilbage))|horer gjerne|med (?:glede|gladje|glade|noje|fornojelse)
(?:skicka|send|sand|ring|mejla|boka|book|kontakta mig) (?:mig|meg|mej|os|oss|over|gärna|gerne|gjerne|mer|in|en|et|ett)(?! (?:inte|ikke))
(?:kan vi|ska vi|skal vi|kan du|kunne vi|lat oss|lad os|la oss) (?:\w+ ){0,3}(?:prata|snakke|snakkes|tala|ringas|ses|traffas|motes|modes|boka|booke|tales|hores|skicka|sende|visa|vise|ta)
(?:passar|passer) (?:bra|mig|meg|fint|godt|oss|os)|(?:vill|vil) (?:\w+ )?(?:veta|vite|vide|hora|hore|se) (?:mer|mere)|mer info\w*|mere info\w*
""",
        Meaning.NOT_INTERESTED: r"""
(?:ikke|inte|ingen|ej) (?:\w+ )?(?:bruk|brug|anvandning|nytta|nytte) (?:for|av|af)
(?:inte|ikke|ej) (?:\w+ )?(?:intresse\w*|interess\w*|aktuell?t?|relevan\w*|for oss|for os|behov|nagot for|noe for|noget for)
(?:nej|nei),? (?:tack|takk|tak)|tack,? men nej|takk,? men nei|tak,? men nej|(?:inget|intet|ingen|inget) (?:intresse|behov|interesse)
(?:har|anvander|bruker|bruger|jobbar|samarbetar|arbejder)[^.!?\n]{0,25}(?:redan|allerede|allerede)|(?:nojda|fornoyde?|tilfredse?) (?:med|meget)|lycka till|lykke til|held og lykke|avstar|takker nei|tackar nej
""",
        Meaning.NOT_NOW: r"""
(?:inte|ikke)\b[^.!?\n]{0,30}(?:just nu|for tillfallet|for oyeblikket|na\b|nu\b|i ar\b|i ar\b|akkurat na|i ojeblikket|lige nu|dette kvartal\w*)
(?:aterkom|hor av|kom tillbaka|kom tilbage|kom tilbake|ta kontakt|tag kontakt|kontakta|kontakt|prov|ring|skriv)\b[^.!?\n]{0,30}(?:igen|senare|senere|etter|efter|om (?:\w+ )?(?:manad\w*|maned\w*|uke\w*|uge\w*|vecko\w*|ar\b)|i (?:januari?|februari?|mars|marts|april|maj|mai|juni|juli|augusti?|september|oktober|november|december|desember|host\w*|var\w*))
nasta (?:ar|kvartal)|neste (?:ar|kvartal)|nae?ste (?:ar|kvartal)|senare|senere|budget\w* (?:ar|er) |(?:for|mycket|meget|veldig) (?:travl\w*|upptagen|opptatt|mye a gjore)
""",
        Meaning.REFERRAL: r"""
(?:min|mitt|var|vores|vores|var) (?:kolleg\w+|chef|sjef|leder)\b
(?:kontakta|kontakt|prata med|snakk med|tal med|vand dig till|ta kontakt med|mejla) (?:@NAME@|[\w.+-]+@[\w.-]+|min|var|vores)
(?:vidarebefordra\w*|videresend\w*|skickat vidare|sendt videre)|(?:ratt|riktig|rette) person (?:ar|er)|ansvarig (?:for|ar)|ansvarlig (?:for|er)
""",
        Meaning.WRONG_PERSON: r"""
(?:jeg er|jag ar) (?:her |har )?(?:bare|bara|kun)\b
(?:fel|feil|forkert) (?:person|adress\w*|bolag|firma)|inte ratt person|ikke (?:rett|riktig|rette) person|(?:jobbar|jobber|arbejder|arbeider) (?:inte|ikke) (?:langre|lenger|lae?ngere|her|har)
""",
        Meaning.QUESTION: r"""
(?:hur|hvor|hvordan|vad|hva|hvad|vilke\w*|hvilke\w*|kan|har|er|ar|finns|finnes)\b[^.!\n]{1,160}\?
""",
        Meaning.OTHER: r"""
(?:tittar pa|ser pa|kigger pa|aterkommer|vender tilbage|kommer tilbake|hor av (?:mig|oss))\b
""",
    },
    hints={
        Meaning.INTERESTED: r"""
(?:ja|bra|fint|perfekt|absolut|interessant|intressant)\b
""",
        Meaning.NOT_INTERESTED: r"""
(?:tyvarr|dessverre|desvaerre|nej|nei)\b
""",
    },
    negation=r"inte|ikke|ej|ingen|aldrig|aldri|inget",
    common=words(
        "och og jag jeg vi inte ikke ar er det att som med for pa tack takk tak hej "
        "hei kan har du om av af men hilsen halsning"
    ),
)

"""Dutch."""

from __future__ import annotations

from outreach.core.inbound.meaning import Meaning
from outreach.core.inbound.phrase.tongue import Tongue, words

DUTCH = Tongue(
    plain={
        Meaning.INTERESTED: r"""
laat (?:maar )?(?:eens |even )?(?:zien|horen|komen)\b
(?:zeer |erg |wel |heel )?geinteresseerd\b
(?:heb|hebben|hebt|wel|zeker|veel) (?:\w+ ){0,3}(?:interesse|belangstelling)
(?:klinkt|lijkt|ziet er|lijkt me|lijkt ons|vind ik|vinden we) (?:\w+ ){0,3}(?:goed|interessant|leuk|prima|mooi|veelbelovend|nuttig|relevant|top|handig)
(?:ja|jazeker|zeker|prima|leuk|top|graag|goed|oke|ok|akkoord|uitstekend),? (?:leuk|graag|doe|doen we|prima|stuur|bel|plan|plannen|hoor|zeker|laten|we|ik|dat|dinsdag|maandag|woensdag|donderdag|vrijdag|wanneer|tot|klinkt|is goed)
(?:stuur|mail|bel|app|plan|zet|schiet|boek) (?:maar|me|mij|ons|even|gerust|het|iets|wat|een|mij maar|dan|eens)(?! (?:\w+ ){0,2}(?:geen|niet|over|na|in (?:januari|maart|april|mei|juni|september)))
(?:graag|zou(?:den)? (?:ik |we |wij )?(?:graag|wel)|wil(?:len)? (?:ik |we |wij )?(?:hier |er |wel |graag )*) ?(?:\w+ ){0,4}(?:meer|een|demo|weten|horen|zien|kennismaken|afspreken|bespreken|sparren|proberen|ontvangen|praten|bellen|inplannen|testen|afspraak|ingaan)
meer (?:info\w*|weten|over|horen|details)|(?:laten we|zullen we|kunnen we|wanneer kunnen we|zou(?:den)? we|kunt u|kun je|kan je|wil je) (?:\w+ ){0,4}(?:bellen|afspreken|praten|inplannen|kennismaken|plannen|afspraak|spreken|sturen|toesturen|demo|doen|mailen|laten zien|zitten|overleggen)
(?:schikt|komt (?:\w+ )?(?:goed uit|mij uit|ons uit|als geroepen|gelegen)|past (?:mij|ons|me|goed|prima)|kan ik wel|kan ik|heb ik (?:wel )?tijd|ben ik (?:wel )?(?:vrij|beschikbaar)|goed moment|goede timing|kom maar op|ik doe mee|waarom niet|zit wel wat in)\b(?! niet)
(?:we|wij|ik) (?:zijn|waren|ben|zoeken|zoek|kijken|orienteren) (?:\w+ ){0,4}(?:mee bezig|op zoek|naar iets|aan het (?:kijken|orienteren|zoeken)|nieuwsgierig|benieuwd|beschikbaar|naar een)|hier net mee bezig|benieuwd naar|staan (?:er )?(?:voor )?open|sta (?:er )?open|(?:zou|is) (?:\w+ )?welkom
(?:wanneer|welke dag|hoe laat) (?:\w+ ){0,3}(?:kun|kunt|tijd|uitkom\w*|schikt|beschikbaar|kunnen|komt)
""",
        Meaning.NOT_INTERESTED: r"""
(?:prima |zeer |heel )?tevreden (?:zo|hiermee|met hoe)\b
(?:dat|het) blijft zo\b|houden het zo\b|doen (?:dit|dat|het) al (?:jaren|lang)
(?:is|was) (?:niks|niets) voor\b|redden ons (?:prima|wel)|(?:doen|zetten|gebruiken) (?:hier )?gewoon\b
(?:geen|nul|weinig|niet|nul komma nul) (?:\w+ ){0,2}(?:interesse|behoefte|belangstelling|noodzaak|meerwaarde|toegevoegde waarde|geinteresseerd|interessant|relevant|nodig|van toepassing|geschikt|passend|zinvol|trek)
nee,? (?:dank|bedankt|dankje|sorry|helaas|hoor|wij|we|ik|liever|hoeft)|(?:bedankt|dank\w*),? maar (?:nee|wij|we|ik|niet|dit|helaas|geen)|hoeft niet|laat maar(?! (?:eens|even|zien|weten|horen|komen))|niet (?:voor ons|voor mij)|past (?:dit )?niet|sluit niet aan
(?:doen|doe) (?:wij |we |ik )?(?:hier |daar |er )?niet aan\b|niets voor (?:ons|mij)|niks voor (?:ons|mij)
(?:hebben|werken|gebruiken|zijn|doen|heb|zitten|maken|beschikken|lopen)[^.!?\n]{0,25}\b(?:al|reeds|zelf|intern|in eigen beheer)\b(?! (?:op zoek|aan het|overwogen|over na))
(?:al|reeds) (?:\w+ ){0,3}(?:partij|leverancier|partner|oplossing|voorzien|tool|systeem|klant|onder contract)
(?:tevreden|blij) (?:over|met|mee)|zijn daar (?:\w+ )?tevreden|veel succes|succes (?:ermee|verder|met|gewenst)|alle succes
(?:zien (?:wij |we |hier |er |ik )*(?:vanaf|van af|geen|niet)|afzien|slaan (?:we|dit|over)|pas(?:sen)? (?:we|ik|hiervoor)|wijzen (?:we|dit) af|besloten (?:\w+ ){0,2}(?:niet|om niet)|kiezen (?:\w+ )?(?:niet|voor een ander)|gekozen voor een ander\w*|gaan (?:\w+ ){0,3}niet (?:op in|mee verder|verder)|ga (?:\w+ ){0,3}niet (?:op in|mee))
(?:te duur|buiten (?:ons )?budget|niet betalen|zonde van (?:je|uw|de) tijd)|doen (?:wij|we|alles|dit) (?:\w+ )?(?:zelf|intern)
(?:helaas|jammer genoeg)[^.!?\n]{0,40}(?:niet|geen)\b
""",
        Meaning.NOT_NOW: r"""
eerst (?:de|het|een|nog|moet|moeten)\b[^.!?\n]{0,50}(?:daarna|dan pas|daarvoor niet)
(?:nu|op dit moment|momenteel|voorlopig|voor nu|vooralsnog|dit jaar|dit kwartaal|deze maand|op het moment|thans|even|nog)[^.!?\n]{0,40}(?:\bniet\b|\bgeen\b|te druk|\bdruk\b|andere prioriteit\w*|slecht|vol|stil|bevroren)
(?:niet|geen)\b[^.!?\n]{0,50}(?:nu\b|op dit moment|momenteel|voorlopig|voor nu|vooralsnog|dit jaar|dit kwartaal|op het moment|voor(?: de)? (?:zomer|september|januari|q[1-4]))
(?:neem|nemen|kom|komen|bel|mail|probeer|benader|spreken|praten|contact|terug|vraag|stuur|opnieuw|nog eens|nogmaals|klop|schrijf|kijken|bekijken|evalueren|oppakken|heroverwegen|contacteer|herinner)\b[^.!?\n]{0,50}(?:over (?:\w+ ){0,2}(?:maand\w*|week|weken|kwartaal|jaar|half)|na (?:de |het )?(?:zomer\w*|vakantie|kerst|pasen|jaarwisseling|bouwvak|q[1-4]|maart|april|mei|juni)|in (?:het |de )?(?:januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december|voorjaar|najaar|herfst|zomer|lente|nieuwe|tweede|derde|vierde|eerste|volgende|q[1-4]|loop)|volgend\w* (?:jaar|kwartaal|maand|seizoen)|later|begin|eind|eens (?:later|over)|wanneer|zodra|als het|vanaf|t\.?z\.?t)
later (?:misschien|nog|wel|terug|dit jaar|eens|opnieuw)|misschien (?:later|volgend|in|over|na|ooit|een andere)|wellicht (?:later|volgend|in|over|na|in de)|een andere keer|ander moment|te zijner tijd|in de toekomst|op termijn|uitgesteld|on hold|in de wacht|in de ijskast|stilgelegd|opgeschort
(?:geen|niet (?:het|een)|verkeerde?|slechte?) (?:\w+ )?(?:goed|juiste|goede|geschikt|handig)? ?(?:moment|timing|tijdstip)|te vroeg|komt (?:nu )?niet uit
budget[^.!?\n]{0,40}(?:vast|op\b|besteed|bevroren|vergeven|verdeeld|dicht|gesloten|toegekend|uitgegeven)|(?:geen|niet|weinig|onvoldoende) (?:\w+ ){0,2}(?:budget|capaciteit|tijd|ruimte|prioriteit|mankracht|bandbreedte)\b|ligt het budget vast
(?:te|erg|heel|super|nogal|zo|ontzettend) druk|\bdruk (?:met|op)|midden in|andere prioriteiten|(?:heeft|is|hoge|lage) (?:\w+ )?(?:geen )?prioriteit
volgend (?:jaar|kwartaal|voorjaar|najaar)|volgende maand|(?:zodra|wanneer|als) (?:\w+ ){1,5}(?:rustiger|afgerond|klaar|voorbij|budget|tijd hebben|duidelijk)
(?:houden|hou|bewaar|bewaren|onthoud\w*) (?:\w+ ){0,3}(?:in gedachten|achterhoofd|gegevens|voor later|in het oog)
""",
        Meaning.REFERRAL: r"""
(?:moet|kun|kan|kunt) (?:je|u|jij) (?:\w+ )?(?:bij|naar|met) (?:@NAME@|mijn|onze|de)\b
(?:neem|nemen|contact op|contacteer|mail|mailen|bel|bellen|spreek|spreken|schrijf|vraag|vragen|benader|benaderen|wenden|richten|stuur|sturen|probeer|overleg|terecht)\b ?(?:hiervoor |best |beter |even |dan |het |dit |maar |contact op |uw |je |bericht |mail |eens |u |zich |direct )*(?:met|naar|aan|tot|bij|via)? ?(?:@NAME@|[\w.+-]+@|mijn |onze |de heer|mevrouw|dhr|mevr|collega|afdeling|inkoop)
(?:mijn|onze) (?:collega|manager|leidinggevende|baas|directeur|afdeling|inkoper|opvolger|hr|it)\b
(?:juiste|beste|goede) (?:persoon|contactpersoon|aanspreekpunt|adres) (?:\w+ ){0,4}is\b(?! (?:ik|niet))
(?:je|u) kunt? (?:het )?(?:beste?|beter) \w+
(?:gaat|is|doet|regelt|beslist|beheert|behandelt|verantwoordelijk|leidt)[^.!?\n]{0,40}(?:over\b|verantwoordelijk|aanspreekpunt|contactpersoon|eindverantwoordelijk|hiervoor)
(?:doorgestuurd|doorgegeven|doorgezet|stuur (?:het|dit|je mail|uw mail|hem) door|zet (?:\w+ ){1,3}in (?:de )?cc|in (?:de )?cc|geef (?:het|dit) door|leg (?:het|dit) neer bij|doorsturen aan|naar @NAME@|overgenomen)
""",
        Meaning.WRONG_PERSON: r"""
(?:sta|ben|zit|werk|help) (?:ik )?(?:hier )?(?:alleen|slechts|enkel) (?:maar )?(?:de|het|een|achter|in|bij|als|aan|mee)\b
ik (?:doe|ben|werk|regel|zit|verzorg) (?:hier )?(?:alleen|slechts|enkel)\b
(?:niet|verkeerde?|fout\w*|niet bij) (?:de |het |een )?(?:\w+ )?(?:juiste )?(?:persoon|contactpersoon|adres|aanspreekpunt|afdeling|bedrijf|mailadres|iemand)
(?:de )?verkeerde (?:voor|te pakken|aan de lijn|\w+)|bij (?:mij|ons) (?:\w+ )?(?:aan het verkeerde|niet goed|verkeerd)|vergist|vergissing|verwar\w+|naamgenoot|persoonsverwisseling
(?:werk|ben|zit|werkzaam)[^.!?\n]{0,30}niet (?:meer|langer)|(?:niet (?:meer|langer)) (?:werkzaam|in dienst|bij|verantwoordelijk|betrokken)|(?:met pensioen|gepensioneerd|uit dienst|van baan (?:veranderd|gewisseld))|heb (?:\w+ )?(?:bedrijf )?verlaten
(?:ga|ben|heb|doe|beslis) (?:ik )?(?:hier |daar |er )?niet (?:over|verantwoordelijk|voor|mee|voor verantwoordelijk|van)|(?:niet|buiten) mijn (?:afdeling|verantwoordelijkheid|gebied|taak|vakgebied|pakkie)|niets (?:mee |hiermee |daarmee )?te maken|ben (?:maar |slechts )?(?:een )?(?:stagiair\w*|student)
""",
        Meaning.QUESTION: r"""
(?:wat|hoe|hoeveel|welke?|waar|wie|waarom|wanneer|waarvoor|waarin|vanaf|hoezo)\b[^.!\n]{1,160}\?
(?:wat kost\w*|hoeveel kost|hoe werkt|hoe kom\w* (?:je|jullie|u) aan)
(?:kan|kunt|kun|heeft|hebben|is|zijn|werkt|werken|bieden|biedt|doen|zit|heb|gaat|mag|geldt|ondersteun\w*|bestaat|en|integre\w+) (?:je|jij|u|jullie|het|dit|er|de|dat|ik|we|deze|daar)\b[^.!\n]{1,160}\?
(?:ik|wij|we) (?:heb|hebben) (?:\w+ ){0,3}vra(?:ag|gen)
(?:kunt u|kun je) (?:\w+ ){0,3}(?:uitleggen|toelichten|vertellen)
""",
        Meaning.OTHER: r"""
(?:bekijk|bekijken|lees|kijk ernaar|kijk er|overleg|bespreek|bespreken|ga (?:het|dit) (?:\w+ )?(?:bekijken|bespreken|lezen)|kom er(?:op)? (?:\w+ )?terug|laat (?:het )?(?:je|u|jullie|nog) ?weten|denk er (?:\w+ )?over na|neem (?:het|dit) mee)\b
(?:ontvangen|genoteerd|ter kennisgeving|bij interesse|mocht)\b
""",
    },
    hints={
        Meaning.INTERESTED: r"""
(?:interessant|leuk|prima|goed|top|perfect|akkoord|graag|zeker|uitstekend|ja|oke)\b
(?:maandag|dinsdag|woensdag|donderdag|vrijdag)\b
(?:om )?\d{1,2}(?:[:.]\d\d)? ?uur\b
(?:demo|afspraak)\b
""",
        Meaning.NOT_INTERESTED: r"""
(?:helaas|nee|sorry)\b
""",
    },
    negation=r"niet|geen|nooit|zonder|noch|nauwelijks|weinig|niets",
    if_so=r"""
(?:als|mocht|indien|wanneer|bij) (?:\w+ ){0,5}(?:interesse|interessant|behoefte|geinteresseerd)
""",
    common=words(
        "de het een en is niet wij we ik je u voor met van op bij dat dit hier maar "
        "bedankt dank graag geen zijn hebben heb naar ook als mijn nee groet jullie ons nu"
    ),
)

"""German."""

from __future__ import annotations

from outreach.core.inbound.meaning import Meaning
from outreach.core.inbound.phrase.tongue import Tongue, words

_INTERESTED = r"""
sie haben (?:\d+|zehn|funf|funfzehn|zwanzig) minuten
(?:machen|mach|erstellen|schreiben) (?:sie |du )?(?:mir|uns) (?:\w+ )?(?:ein angebot|einen vorschlag|einen preis|einen kostenvoranschlag|eine offerte)
kommen'?s? (?:sie )?(?:\w+ )?(?:vorbei|rum|ruber)\b
(?:sehr |grundsatzlich |durchaus |prinzipiell )?interessiert\b
(?:haben?|hatte|hatten|besteht|ist|grose?s?|durchaus|unser|mein|weckt) (?:\w+ ){0,2}interesse\b
(?:klingt|klang|hort sich|hoert sich|liest sich|sieht) (?:\w+ ){0,3}(?:gut|spannend|interessant|super|vielversprechend|toll|klasse|prima|nutzlich|sinnvoll)
(?:spannend|interessant)e? (?:fur uns|idee|thema|ansatz|losung|angebot|produkt|sache|konzept)
(?:sehr |herzlich )?(?<!danach )(?<!spater )gerne?\b(?! (?:geschehen|wieder|noch ?mal|nochmals|spater|in |im |nach|an |ab |ende|anfang))
(?:schicken|senden|schick|sende|mailen|lassen|geben|stellen) (?:sie|ihr|du)? ?(?:mir|uns|einfach|doch|gerne?|bitte|mal|dann|ruhig)(?! (?:\w+ ){0,3}in ruhe| (?:bitte )?(?:keine|nicht))
(?:rufen|ruf|rufe) (?:sie )?(?:mich|uns|mal|bitte|einfach|gerne?|doch)
(?:termin|gesprach|telefonat|demo|vorstellung|call|meeting)\w* (?:\w+ ){0,4}(?:vereinbaren|ausmachen|machen|finden|einrichten|vorschlagen|abstimmen)
(?:konnen|konnten|wollen|sollen|lassen|wann konnen|wann konnten) wir (?:uns |dazu |gerne? |mal |kurz |daruber |das |einen |nachste |am |morgen |diese |woche |\w+ ){0,6}(?:telefonieren|sprechen|treffen|reden|austauschen|zusammensetzen|machen|vereinbaren|starten|ansehen|anschauen|unterhalten|horen|austausch)
(?:passt|past|passe|passend|ware|geht|ginge|wurde) (?:mir|uns|es|gut|perfekt|bei|fur mich|super|wunderbar|passen|(?:am |um )?(?:montag|dienstag|mittwoch|donnerstag|freitag))
(?:wurde|wurden|mochte|mochten|will|wollen|hatte|hatten) (?:ich |wir |mir |uns |das |es |dies |sie |gerne? |mal |mehr |eine? |kurz |da )*(?:ansehen|anschauen|anhoren|testen|ausprobieren|kennenlernen|mehr (?:wissen|erfahren|horen|daruber|dazu|infos?|informationen)|wissen wie|vertiefen|sprechen|telefonieren|austauschen|demo|naher|teilnehmen|interessieren)
(?:mehr|weitere|weiteren|nahere|genauere) (?:infos?|informationen|details|unterlagen|daruber|dazu)
(?:wann|wie) (?:hatten|haben|konnten|konnen|passt|ware|ginge|geht) (?:sie|es|wir|ihnen|dir|du) ?(?:zeit|ihnen|dir|\w+ )?
(?:ich bin|wir sind|bin|sind) (?:\w+ ){0,2}(?:dabei|offen|gespannt|neugierig|verfugbar|erreichbar|auf der suche)
(?:ich |wir )?(?:hatte|habe|hatten|haben) (?:\w+ ){0,3}(?:am |um |morgen|ubermorgen|diese woche|nachste woche|kommende woche)(?:\w+ ){0,3}zeit
(?:beschaftigt|beschaftigen|suchen|diskutieren|uberlegen|evaluieren|brauchen|benotigen) (?:\w+ ){0,4}(?:gerade|aktuell|derzeit|momentan|tatsachlich|genau|dringend|so etwas|sowas)
(?:kommt|kam|trifft|trafe) (?:\w+ ){0,3}(?:gelegen|richtigen zeit\w*|passend|wie gerufen)|guter zeitpunkt|gutes timing|perfektes timing
(?:warum|wieso) nicht\b(?=[?!. ]*$|[?,;:–-])
(?:gute|super|tolle|prima|klasse|spannende) (?:idee|sache)\b
(?:freue|freuen) (?:mich|uns) (?:auf|uber) (?:\w+ )?(?:austausch|gesprach|telefonat|ihren? (?:anruf|ruckmeldung|vorschlag)|termin|unser)
machen wir\b|los geht'?s|her damit|grundsatzlich ja|prinzipiell ja|da bin ich dabei|ja,? (?:bitte|gern|klar|das|wir|ich|passt|sehr|unbedingt|naturlich|klingt)
(?:unterlagen|broschure|prasentation|angebot|infomaterial) (?:\w+ ){0,2}(?:zu)?(?:schicken|senden|zukommen|mailen)
(?:zusammenarbeit|testen|test|pilot|probe) (?:\w+ ){0,3}(?:vorstellbar|starten|machen|vorstellen)|kann (?:ich |wir )?(?:mir |uns )?(?:\w+ )?(?:gut )?vorstellen
"""

_NOT_INTERESTED = r"""
kommt (?:mir|uns) nicht (?:ins haus|in die tute)
da geht (?:so ?was|das|so etwas|es) (?:gar |leider )?nicht\b
lohnt (?:sich )?(?:\w+ ){0,3}(?:nicht|nie|kaum)\b
(?:bleiben|bleibe|bleibt) (?:wir |ich |alles )?(?:bei|beim|dabei)\b(?! (?:ihnen|dem termin))
was sollen? (?:wir|ich) (?:damit|mit)\b|(?:weder|kein\w*) (?:geld|platz|bedarf)\b
brauch\w*'?n? (?:ma|mia|mir|i|wir|ich) (?:\w+ )?(?:ned|net|nit|nicht|nix)\b
(?:uberdimensioniert|zu gros fur|zu gross fur|uberzogen|overkill)\b
(?:andern|andere|wechseln|tauschen) (?:wir|ich|ma) (?:\w+ )?(?:nix|nichts|net|ned)\b
(?:ne|nee|nein|ach|komm),? (?:lass|lassen sie) (?:mal|gut sein|es|stecken)|lass(?:en sie)? (?:mal )?(?:gut sein|stecken)
(?:kein|keinen|keinerlei|keine|null|nullo) (?:\w+ )?(?:interesse|bedarf|bedurfnis|verwendung|mehrwert|nutzen|notwendigkeit|sinn)
(?:nicht|weniger|un|nie) ?(?:\w+ )?(?:interessiert|interessant|relevant|notwendig|notig|erforderlich|brauchbar|geeignet|passend|sinnvoll|gefragt)
(?:interessiert|betrifft) (?:mich|uns) (?:das )?(?:\w+ )?nicht
nein,? (?:danke|vielen|kein|wir|ich|das|leider|besser|lieber)|nee,? danke|ne,? danke|danke,? (?:aber )?nein|danke,? kein|no thanks
(?:brauch\w*|benotig\w*|nutz\w*|verwend\w*|such\w*|will|wollen|mochten?) (?:\w+ ){0,4}(?:nicht|nichts|keine?\w*)\b(?! nur)
(?<!kirchen )(?<!kunden )(?:haben|arbeiten|nutzen|setzen|verwenden|sind|besitzen|verfugen|decken|habe|bin|machen|losen|sind wir|haben wir)[^.!?\n]{0,30}(?:bereits|schon|seit (?:jahren|langem|langerem|\w+ jahren)|eigene\w*|intern\b|selbst\b|inhouse|hauseigen\w*)(?! (?:gefragt|uberlegt|langer (?:nach|auf der suche)))
(?:bereits|schon)[^.!?\n]{0,30}(?:anbieter|dienstleister|partner|losung|tool|system|versorgt|abgedeckt|aufgestellt|eingesetzt|im einsatz|vertrag)
(?:gut|bestens|ausreichend|komplett|hervorragend) (?:\w+ )?(?:aufgestellt|versorgt|bedient|abgedeckt|betreut|ausgestattet)|zufrieden\b
(?:kommt|kommen|passt|eignet|ist|sind|sehen|sehe|trifft|lohnt|rechnet)[^.!?\n]{0,40}(?:nicht in frage|nicht infrage|nicht (?:zu|fur|in|auf)\b|nichts fur|keinen? (?:bedarf|mehrwert|nutzen|sinn|anwendungsfall)|sich nicht)
nichts fur (?:uns|mich)|nix fur (?:uns|mich)
(?:absehen|absagen|absage|verzichten|ablehnen|abgelehnt|lehnen (?:wir|ich)|lehne ich|verzichte)\b
(?:nicht|nie|keine?n?) (?:\w+ ){0,3}(?:andern|wechseln|weiterverfolgen|weiter verfolgen|in anspruch|anderung|wechsel|zusammenarbeit|umsteigen|zusammenkommen|eingehen|annehmen|zuruckkommen)
(?:gegen|fur einen anderen|fur ein anderes|fur eine andere|anderweitig|anders) (?:\w+ ){0,3}entschieden
(?:zu teuer|ausserhalb (?:unseres|des) budget\w*|auserhalb (?:unseres|des) budget\w*|sprengt|nicht leisten)
viel erfolg (?:weiterhin|noch|bei|mit)|weiterhin (?:viel )?erfolg|alles gute (?:weiterhin|fur)
(?:leider|bedauere|bedaure|bedauern)[^.!?\n]{0,40}(?:nicht\b|kein\w*|absag\w*)
machen (?:wir|das) (?:\w+ ){0,3}(?:intern|selbst|selber|inhouse)
sparen sie sich|verschwenden|zeitverschwendung|verschonen
"""

_NOT_NOW = r"""
(?:danach|dann erst|anschliesend|nachher) (?:konnen|kann|konnten|reden|sprechen|telefonieren|melde|melden)\b
(?:kommt|setz\w*|nehm\w*) (?:\w+ )?auf (?:die|unsere|meine) (?:liste|agenda|wiedervorlage)
vor (?:de[nmr] |ende )?\w+ (?:wird|geht|ist|klappt|schaff\w+|mach\w+|lauft)\b[^.!?\n]{0,25}\b(?:nix|nichts|nicht|kein\w*)\b
vorher (?:geht|wird|ist|passiert|konnen|mach\w+)\b[^.!?\n]{0,20}\b(?:nix|nichts|nicht|kein\w*)\b
(?:danach|spater|anschliesend|nachher) (?:wieder |erst |aber )?(?:sehr )?gerne?\b
(?:aber |jedoch )?erst,? (?:wenn|sobald|nachdem|nach)\b
(?:melden|kommen|schreiben|rufen|melde|meld|komm|schreib)\b[^.!?\n]{0,40}\b(?:wenn|sobald|nachdem) (?:wir|ich|unser\w*|der|die|das|alles)\b
(?:im moment|momentan|aktuell|derzeit|zur ?zeit|gerade|augenblicklich|gegenwartig|vorerst|jetzt|zum jetzigen zeitpunkt|zum aktuellen zeitpunkt|heuer|dieses jahr|in diesem jahr|dieses quartal|bis auf weiteres|vorlaufig|noch|fur den moment)[^.!?\n]{0,50}(?:nicht|nichts|kein\w*|andere\w*|zu (?:viel|fruh|klein)|schlecht|ungunstig|ausgelastet|gestoppt|eingefroren|im umbruch)\b(?! (?:mehr )?zufrieden)
(?:nicht|nichts|kein\w*)\b[^.!?\n]{0,50}(?:im moment|momentan|aktuell|derzeit|zur ?zeit|gerade|augenblicklich|gegenwartig|vorerst|jetzt|dieses jahr|in diesem jahr|heuer|dieses quartal|zum jetzigen zeitpunkt)
(?:melden|kontaktieren|kommen|schreiben|rufen|fragen|sprechen|horen|probieren|versuchen|reden|telefonieren|schauen|prufen|melde|schreib|komm|meld|frag|anfragen|nachfragen|nachhaken|nachfassen|zuruckkommen|anklopfen|ansprechen)\b[^.!?\n]{0,60}(?:wieder|noch ?mal|noch einmal|nochmals|erneut|spater|dann|(?:in|nach|ab|im|ende|anfang|mitte|zum|nachstes|nachsten|kommendes|kommenden) (?:\w+ ){0,2}(?:monat\w*|woche\w*|jahr\w*|quartal\w*|sommer\w*|herbst|winter|fruhjahr|fruhling|januar|februar|marz|april|mai|juni|juli|august|september|oktober|november|dezember|urlaub|ferien|ostern|weihnachten|q[1-4]))
(?:wieder|noch ?mal|noch einmal|nochmals|erneut|spater)\b[^.!?\n]{0,40}(?:melden|anfragen|kontaktieren|zuruck|auf mich zu|auf uns zu|sprechen|anschreiben|anrufen|nachfragen|versuchen|aufgreifen|angehen|reden)
(?:fruhestens|erst|nicht vor|vielleicht|evtl\.?|eventuell|moglicherweise) (?:wieder )?(?:im|ab|in|ende|anfang|mitte|nachstes|nachsten|kommendes|nach|zum|spater|q[1-4])\b
(?:keine?|wenig|knappe|fehlen\w*|begrenzte?|nicht die) (?:\w+ )?(?:kapazitat\w*|ressourcen|budget|zeit|mittel|prioritat|prio\b|luft|bandbreite)
(?:budget|etat|mittel)[^.!?\n]{0,40}(?:verplant|ausgeschopft|aufgebraucht|vergeben|eingefroren|erschopft|weg\b|ausgegeben|verteilt|gekurzt|gesperrt|geschlossen|fix)|budgetstopp|einstellungsstopp|investitionsstopp
(?:falsche\w*|schlechte\w*|ungunstige\w*|nicht der richtige|unpassende\w*) (?:zeitpunkt|moment|timing)|zu fruh\b|noch nicht so weit|passt gerade nicht
(?:zu (?:viel|beschaftigt)|viel zu tun|land unter|stecken (?:\w+ ){0,4}(?:mitten|in einer|im|in der)|mitten (?:in|im)|ausgelastet|hochsaison|voll ausgebucht|andere prioritaten|anderes? (?:themen|projekte|baustellen) (?:\w+ )?(?:vorrang|prioritat))
spater (?:vielleicht|wieder|noch|gern|einmal|mal)|ein andermal|ein anderes mal|zu einem spateren zeitpunkt|in zukunft (?:vielleicht|gern|evtl|eventuell|mal)|bei gelegenheit|auf wiedervorlage|wiedervorlage|vorgemerkt|behalten (?:wir |ich )?(?:sie|es|das|ihre?) im (?:hinterkopf|auge)
(?:zuruckgestellt|verschoben|auf eis|pausiert|vertagt|aufgeschoben)
(?:komme|kommen|melde|melden) (?:ich |wir )?(?:mich |uns |dann |gerne? |wieder |darauf )*(?:auf sie zu|zuruck|bei ihnen|wieder),? (?:wenn|sobald|falls|im|in|nach|zu gegebener)
(?:wenn|sobald) (?:\w+ ){1,5}(?:ruhiger|abgeschlossen|fertig|soweit|so weit|budget|zeit haben|vorbei|konkreter|aktuell wird)
(?:nachstes|nachsten|kommendes|kommenden) (?:jahr|quartal|monat|halbjahr)
"""

_REFERRAL = r"""
(?:wenden|richten) sie sich (?:hierzu |dazu |hierfur |dafur |in dieser sache |damit )?(?:bitte |direkt |am besten |besser |doch |gerne? |diesbezuglich |\w+ ){0,3}an
(?:mein\w*|unser\w*|den|der|die) (?:\w+ )?(?:kolleg\w+|vorgesetzt\w+|chef\w*|vertriebsleit\w+|einkaufsleit\w+|it-leit\w+|personalleit\w+|geschaftsfuhr\w+|marketingleit\w+|nachfolger\w*|assisten\w+)\b(?! (?:besprechen|beraten|abstimmen))
(?:zustandig|verantwortlich|ansprechpartner\w*|verantwortung|entscheider\w*|betreut|kummert sich|macht das(?! seit)|macht bei uns|entscheidet|leitet|nimmt sich)(?! bin ich)\b[^.!?\n]{0,40}(?:ist|ware|sind|@NAME@|frau|herr\w*|kolleg\w+|einkauf|abteilung|[\w.+-]+@|darum|daruber|dessen)
(?:ist|ware|sind|liegt|lauft)[^.!?\n]{0,50}@NAME@[^.!?\n]{0,40}(?:zustandig|verantwortlich|ansprechpartner\w*|richtige)
(?:ist|ware) (?:\w+ ){0,2}(?:frau|herr|unsere?|mein\w*|die|der) [^.!?\n]{0,40}(?:zustandig|verantwortlich|ansprechpartner\w*|richtige)
(?:richtige|passende|bessere|zustandige)\w* (?:ansprechpartner\w*|kontakt|person|adresse|stelle|kolleg\w*) (?:fur \w+ |dafur |hierfur |dazu )?(?:ist|ware|sind)
(?:an|zu|mit)? ?(?:@NAME@|herrn|frau|kolleg\w+|unsere\w*|mein\w*|den|die|das)[^.!?\n]{0,40}(?:weitergeleitet|weitergegeben|weitergereicht|weiter geleitet|ubergeben|gesendet|geschickt|in (?:den )?cc|in kopie|dazu geholt|dazugeholt)
(?:weitergeleitet|weitergegeben|leite|gebe|reiche|habe es|setze|nehme)[^.!?\n]{0,50}(?:an|weiter|in (?:den )?cc|in kopie)\b
(?:schreiben|sprechen|fragen|kontaktieren|rufen|mailen|melden|adressieren|schicken|senden|fragen|nehmen)\b (?:sie )?(?:sich )?(?:dazu |bitte |doch |am besten |besser |lieber |direkt |mal |das |es |mit |bei |an |ihre \w+ |alles )*(?:@NAME@|frau|herrn?|mein\w*|unser\w*|[\w.+-]+@[\w.-]+|die \w+abteilung|den \w+leiter)
(?:meldet|melden) sich (?:bei ihnen|dann|,? (?:wenn|falls|sofern))|der meldet sich|die meldet sich
in (?:den |die )?(?:cc|kopie)\b
(?:macht|regelt|entscheidet|betreut|verantwortet|ubernimmt|bearbeitet) (?:bei uns |das |dies |hier |jetzt )*(?:@NAME@|frau|herr|unser\w*|mein\w*|der \w+leiter|die \w+leitung)
"""

_WRONG_PERSON = r"""
ich bin (?:hier )(?:der|die|das|ein|eine|als|fur)\b
(?:bestellt|entscheidet|kauft|regelt|macht|bestimmt) (?:alles )?(?:die|der|unsere?) (?:zentrale|konzern|hauptverwaltung|mutterhaus|hauptsitz)\b
(?:bin|mache|mach|arbeite|leite|betreue) (?:ich )?(?:hier |da |ja |doch )*(?:nur|blos|lediglich) (?!noch|mit|ungern|selten)
(?:kann|hab|habe|darf) ich (?:\w+ )?(?:nix|nichts|nicht) (?:zu )?(?:entscheiden|sagen|melden|bestellen)
(?:nicht|falsche\w*|kein|bin nicht|leider nicht) (?:der |die |ihr |ihre |mein |in meinem |dein )?(?:richtige\w*|zustandig\w*|zustandigkeit\w*|ansprechpartner\w*|adresse|verantwortungsbereich|aufgabenbereich|bereich|thema|fachgebiet|ressort|entscheider\w*)
(?:nicht|nichts|nie|langst nicht) (?:mehr )?(?:\w+ )?(?:dafur|hierfur|dort|bei (?:der|dem|dieser|den|uns)|zustandig|verantwortlich|angestellt|beschaftigt|in der firma|im unternehmen|tatig|damit zu tun)
falsche\w* (?:person|adresse|ansprechpartner\w*|abteilung|empfanger\w*|firma|kontakt|mail\w*|stelle)
(?:bei mir|bei uns|hier) (?:\w+ )?(?:falsch|an der falschen|verkehrt|nicht richtig)|(?:sind|bist|landen) (?:sie|du)? ?(?:da |hier |leider )?(?:bei mir |bei uns )?(?:falsch|verkehrt)
(?:arbeite|bin|war) (?:\w+ ){0,4}(?:nicht mehr|nur (?:praktikant\w*|werkstudent\w*|aushilfe|azubi)|praktikant\w*|werkstudent\w*|in rente|im ruhestand|pensioniert|ausgeschieden)
(?:verwechs\w+|verwahlt|vertan|geirrt|irrtum|versehentlich|namensvetter|gleichen namen|andere\w* (?:firma|person))
(?:habe|hab|hatte) (?:\w+ ){0,4}(?:nichts (?:damit )?zu tun|verlassen|gekundigt|gewechselt|die firma|das unternehmen)|(?:in|im) (?:den )?(?:ruhestand|rente)
(?:das|dies) (?:ist|fallt|gehort|liegt) (?:nicht|auserhalb) (?:in |zu |meine\w* )
"""

_QUESTION = r"""
(?:gibt|geht|ginge|kann|ist)'?s (?:das|die|den|da|es|auch)\b
(?:geht|ginge|lauft|funktioniert|klappt|kann|gibt|ist|sind|haben|habt|macht|machen|bieten|liefern|braucht|passt) (?:das|es|sie|ihr|man|da)\b (?:auch|denn|eigentlich|uberhaupt|nur|schon|noch|dafur|mit|ohne|bei)\b
(?:was|wie ?viel|wieviel) (?:kostet|kosten|wurde|ware|genau|ist|macht|sind|beinhaltet|unterscheidet|bedeutet|heist|passiert|bringt|verstehen)
wie (?:viel|teuer|funktioniert|lange|genau|hoch|sieht|sehen|lauft|ist|sind|kommen|werden|grosz?|schnell|unterscheid\w+|kann|konnen|haben|wird)
(?:konnen|konnten|bieten|haben|gibt|arbeiten|ist|sind|hat|kann|funktioniert|lasst|unterstutz\w+|wurden|durfen|darf|werden|wird|sprechen|machen|integrier\w+) (?:sie|es|das|ihr|die|wir|der|dies|man|ich|sich|du|eine?)\b[^.!\n]{2,200}\?
(?:woher|wer|wo|welche\w*|(?:warum|wieso)(?! nicht)|weshalb|worum|wofur|womit|wozu|inwiefern|worin|wohin|ab wann|bis wann|ab wie) \w+
(?:konnten|konnen) sie (?:\w+ ){0,3}(?:erklaren|erlautern|sagen|konkretisieren|nennen|beschreiben)
(?:preis|preise|kosten|preisliste)\b *\??(?=$|\n)
(?:ich |wir )?(?:habe|hatte|haben|hatten) (?:\w+ ){0,3}(?:frage|fragen)\b
"""

GERMAN = Tongue(
    plain={
        Meaning.INTERESTED: _INTERESTED,
        Meaning.NOT_INTERESTED: _NOT_INTERESTED,
        Meaning.NOT_NOW: _NOT_NOW,
        Meaning.REFERRAL: _REFERRAL,
        Meaning.WRONG_PERSON: _WRONG_PERSON,
        Meaning.QUESTION: _QUESTION,
        Meaning.OTHER: r"""
(?:schaue|schau|sehe|lese|prufe|werde|werden|bespreche|schauen|prufen|besprechen|klare|klaren|uberlege|muss|mussen|melde|melden) (?:\w+ ){0,5}(?:an\b|durch|prufen|ansehen|anschauen|besprechen|intern|melden|uberlegen|durchlesen|abstimmen|gegebenenfalls|ggf|bei ihnen|bei interesse|nachdenken|team|chef\w*)
(?:zur kenntnis|erhalten|eingegangen|angekommen|notiert|verstanden|alles klar|bei interesse|bei bedarf)\b
""",
    },
    hints={
        Meaning.INTERESTED: r"""
(?:interessant|spannend|super|prima|perfekt|klasse|toll|einverstanden|klar|passt|naturlich|selbstverstandlich|unbedingt)\b
(?:montag|dienstag|mittwoch|donnerstag|freitag)\b
ja\b
(?:um )?\d{1,2}(?:[:.]\d\d)? ?uhr\b
(?:demo|termin|telefonat)\b
""",
        Meaning.NOT_INTERESTED: r"""
(?:leider|nein|schade)\b
""",
        Meaning.NOT_NOW: r"""
(?:spater|stress\w*)\b
""",
    },
    negation=r"nicht|kein\w*|nie|niemals|ohne|wenig|weder|kaum|nichts|un(?=interess)",
    if_so=r"""
(?:bei|falls|wenn|sofern|sollte|ob) (?:\w+ ){0,4}(?:interesse|interessant|bedarf|interessiert|relevant|passt)
""",
    common=words(
        "ich wir sie und der die das nicht ist sind bitte danke fur mit bei uns mir "
        "haben habe es ein eine im zu auf nein ja was wie da von kein hab leider gerne gern"
    ),
)

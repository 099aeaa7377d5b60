"""Italian."""

from __future__ import annotations

from outreach.core.inbound.meaning import Meaning
from outreach.core.inbound.phrase.tongue import Tongue, words

ITALIAN = Tongue(
    plain={
        Meaning.INTERESTED: r"""
(?:passi|passa|venga|vieni|passate) (?:pure|da noi|in|a|quando|in studio)\b
(?:molto |davvero )?interessat[oaie]\b
(?:mi|ci) (?:interess(?:a|erebbe|ano)|piac(?:e|erebbe)|incuriosisce|va (?:bene|benissimo)|sembra (?:\w+ )?(?:interessante|utile|buono|ottimo|una buona)|farebbe piacere|torna utile)
(?:la proposta|sembra|pare|e|e molto|argomento|tema|trovo|decisamente|molto|davvero|potrebbe essere) (?:\w+ ){0,2}(?:interessante|utile|valid[ao]|ottim[ao])
volentieri|con (?:molto )?piacere|perche no\b|certo(?: che si|,)|certamente|ci sto\b|va bene,? (?:per|ci|martedi|lunedi|mercoledi|giovedi|venerdi|quando|mandi|mi|allora)|affare fatto|procediamo|ottima idea|si,? (?:grazie|volentieri|certo|mi|ci|perche|possiamo|va bene|certamente|per favore|assolutamente|con piacere)
(?:sentiamoci|parliamone|parliamo|fissiamo|organizziamo|vediamoci|facciamo(?:lo)?|incontriamoci|proviamo|approfondiamo|discutiamone|programmiamo|concordiamo|risentiamoci (?:luned|marted|mercoled|gioved|venerd|doman))\b(?! (?:a settembre|tra|fra|piu avanti|dopo|l'anno|in (?:autunno|primavera)))
(?:mi|ci) (?:mandi|manda|invii|chiami|telefoni|mandate|inviate|chiamate|manda|invia|chiama|faccia|dica di piu|giri|racconti|spieghi meglio|richiami|proponga|proponi|contatti)(?! (?:\w+ ){0,3}(?:tra|fra|a settembre|piu avanti|dopo|l'anno))
(?:mandami|inviami|chiamami|mandatemi|inviatemi|chiamatemi|mandateci|inviateci|mandaci|inviaci|inviarmi|mandarmi|inviarci|mandarci|raccontami)
(?:puo|puoi|potete|potrebbe|potresti|potreste) (?:\w+ )?(?:mandar|inviar|chiamar|mostrar|girar|mandare|inviare|chiamare|fare|presentar)
(?:possiamo|potremmo|quando possiamo|riusciamo a|vogliamo|ci) (?:\w+ ){0,2}(?:sentir(?:ci|e)|parlar(?:ne|e|ci)|veder(?:ci|e|ne)|fissare|organizzare|fare (?:una|due)|incontrar\w+|risentirci|sentiamo (?:luned|marted|mercoled|gioved|venerd|doman)|approfondire)
(?:vorrei|vorremmo|mi piacerebbe|ci piacerebbe|voglio|desidero|desidererei|gradirei) (?:\w+ ){0,2}(?:sapern\w+|saperne|capire (?:meglio|di piu)|vedere|avere|provare|ricevere|approfondire|conoscere|fissare|parlar\w+|organizzare|una demo|un preventivo|piu|maggiori)
saperne di piu|maggiori (?:informazioni|dettagli|info)|piu (?:informazioni|dettagli|info)|(?:fissare|organizzare|prenotare|programmare) (?:\w+ ){0,2}(?:call|demo|incontro|appuntamento|chiamata|videochiamata)
(?:stavamo|stiamo|siamo|stavo|sto) (?:\w+ ){0,2}(?:cercando|valutando|pensando|alla ricerca|guardando|parlando)
(?:sono|siamo|saro|sarei) (?:\w+ )?(?:disponibil\w+|liber[oaie]|apert[oaie]|curios[oaie]|a disposizione)
(?:quando|che giorno|a che ora) (?:\w+ ){0,3}(?:disponibil\w+|le va|ti va|va bene|comodo|possiamo|ci sentiamo|preferisce)
(?:arriva|capita|casca) (?:\w+ )?(?:a proposito|al momento giusto|a fagiolo|nel momento)|ottimo tempismo
""",
        Meaning.NOT_INTERESTED: r"""
lasc(?:i|ia|iate|iamo) (?:stare|perdere)\b|(?:sempre|tutto) (?:fatto )?da soli\b|continu\w+ cosi\b|facciamo da (?:soli|noi)
(?:siamo|sono) (?:gia )?(?:copert|a posto|serviti|sistemat)\w*
(?:non) (?:mi |ci |ne |vi |lo |la |e |sono |si |al |di |del nostro |ho |fa |vedo |rientra |\w+mo )*(?:\w+ )?(?:interess\w+|bisogno|necessita|serve|servono|utilita|fa (?:al caso|per)|per noi|per me|adatt\w+|utile|rilevante|necessari\w+|applica\w*|valore|vantaggio|caso nostro|cambiar\w*|intenzione|procedere|proseguire|rispecchia|in linea|dare seguito|daremo seguito|cerchiamo|cerco|vogliamo|voglio|acquist\w+)
no,? (?:grazie|non|mi dispiace|ma|la ringrazio)|grazie,? (?:ma )?no\b|nessun interesse|nessuna (?:necessita|esigenza)|senza interesse
(?:abbiamo|ho|usiamo|lavoriamo|utilizziamo|disponiamo|siamo|ci affidiamo|collaboriamo)[^.!?\n]{0,20}\bgia\b|gia (?:\w+ ){0,3}(?:fornitore|partner|soluzione|strumento|copert\w+|servit\w+|soddisfatt\w+|un'agenzia)
(?:soddisfatt[iaeo]|content[iaeo]|ci troviamo bene|mi trovo bene) (?:\w+ )?(?:con|del|di|dell|cosi)?
(?:buon lavoro|buona fortuna|in bocca al lupo|buon proseguimento|auguro|auguriamo)
(?:facciamo|gestiamo|gestito|sviluppiamo|fatto|seguiamo)[^.!?\n]{0,20}(?:internamente|in casa|interno|da soli|in-house)
(?:decliniamo|declino|declinare|rifiut\w+|rinunci\w+|passo\b|lasciamo perdere|lasci perdere|preferiamo (?:di no|non)|abbiamo deciso di non|perdita di tempo|perdere tempo)
(?:troppo (?:car[oa]|costos[oa])|fuori (?:budget|dal budget)|(?:scelto|optato per) un altr\w+)
(?:purtroppo|sfortunatamente)[^.!?\n]{0,40}\bnon\b
""",
        Meaning.NOT_NOW: r"""
prima (?:devo|dobbiamo|deve)\b[^.!?\n]{0,40}\bpoi\b
finche non\b|prima (?:deve|devono|dobbiamo)\b[^.!?\n]{0,40}\bpoi\b
(?:al momento|in questo momento|per (?:il momento|ora|adesso)|attualmente|adesso|ora|quest'anno|per quest'anno|questo trimestre|ancora|oggi|in questa fase|in questo periodo)[^.!?\n]{0,40}(?:\bnon?\b|altre priorita|nessun\w*|ferm\w+|impegnat\w+|chius\w+|strapien\w+|troppo|congelat\w+|presi)\b
\bnon?\b[^.!?\n]{0,50}(?:al momento|in questo momento|per (?:il momento|ora|adesso)|attualmente|adesso|quest'anno|questo trimestre|in questa fase|ancora|in questo periodo|prima (?:di|del))
(?:ci (?:ri)?sentiamo|risentiamo\w*|ricontatt\w+|riscriv\w+|richiam\w+|se ne riparla|ne riparliamo|riparliamone|torn\w+|riprov\w+|contatt\w+|scriv\w+|aggiorn\w+|riprend\w+|richied\w+|rivalut\w+|riparl\w+|rifacci\w+|valut\w+|ricord\w+|riconsider\w+)\b[^.!?\n]{0,40}(?:a (?:gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|settembre|ottobre|novembre|dicembre|fine|inizio|meta)|dopo|tra|fra|piu (?:avanti|tardi)|l'anno (?:prossimo|nuovo)|in (?:autunno|primavera|futuro|seguito|estate)|nel (?:secondo|terzo|quarto|primo|prossimo|corso|q[1-4]|nuovo)|il (?:prossimo|mese prossimo)|quando|nei prossimi|prossim\w+|dal|alla fine|verso|entro)
piu avanti|in futuro|un'altra volta|in un altro momento|magari (?:tra|fra|piu|dopo|in|l'anno|nel)|forse (?:tra|fra|piu|dopo|in|l'anno|nel)|in seguito|rimandiamo|rimandat\w+|rinviat\w+|rinviamo|in stand-?by|in pausa|sospes\w+|congelat\w+|posticip\w+
(?:non e|brutto|momento) (?:\w+ )?(?:il momento|momento (?:giusto|adatto|migliore)|sbagliato|buon momento)|troppo presto|prematuro|tempi non sono maturi
(?:budget)[^.!?\n]{0,40}(?:chius\w+|esaurit\w+|allocat\w+|bloccat\w+|gia \w+|definit\w+|finit\w+|impegnat\w+|congelat\w+|speso)|(?:non|senza|nessun\w*|mancan\w*|poc\w*) (?:\w+ ){0,2}(?:budget|tempo|risorse|capacita)\b
(?:troppo|molto|super|davvero|molto) (?:impegnat\w+|pres[oi]|lavoro|occupat\w+)|oberat\w+|sommers\w+|in pien[oa]|nel pieno|nel mezzo|altre priorita|non e (?:\w+ ){0,2}(?:priorit\w+)
(?:il prossimo|prossimo) (?:anno|trimestre|semestre|mese)|(?:l')?anno prossimo|(?:quando|appena|una volta) (?:\w+ ){1,4}(?:calm\w+|tranquill\w+|finit\w+|conclus\w+|tempo|budget|stabilizz\w+)
(?:la|ti|vi) (?:terr\w+|tengo|ricontatt\w+|contatt\w+|riscriv\w+) (?:\w+ ){0,3}(?:present\w+|in considerazione|quando|se|appena|piu avanti|noi)
""",
        Meaning.REFERRAL: r"""
(?:contatt[ia]|si rivolga|rivolgersi|rivolgetevi|rivolgiti|parl[ia]|parlate|scriv[ae]|scrivete|scrivere|chied[ai]|senta|senti|chiam[ai]|contattate|contattare|mand[ai]|inoltr[ia]|invii|mandi|provi|deve (?:parlare|sentire|contattare)|puo (?:parlare|sentire|contattare|scrivere)) ?(?:direttamente |pure |meglio |la mail |la proposta |con )?(?:a|al|alla|all'|con|il|la|lo|ai)? ?(?:@NAME@|[\w.+-]+@|mi[oa] |nostr[oa] |collega|dott\w*|sig\w*|ufficio|responsabile|reparto|direttore|indirizzo)
(?:il|la|un|una)? ?(?:mi[oa]|nostr[oa]|collega) (?:collega|responsabile|capo|direttor\w+|direttrice|soci[oa]|reparto|ufficio)\b
(?:se ne occupa|si occupa|se ne sta occupando|e (?:il|la) (?:responsabile|referente|persona giusta)|gestisc\w+ (?:quest\w+|tutto|la|il)|segue (?:quest\w+|la|il)|decide (?:su )?quest\w+|di (?:questo|cio) si occupa)
(?:la persona (?:giusta|corretta|di riferimento)|il referente|il responsabile|la responsabile) (?:\w+ ){0,4}e\b(?! (?:io|me))
(?:giro|inoltro|inoltrato|girato|passo|passato|trasmetto|trasmesso|inoltrata|girata|metto|ho messo|aggiungo|inserisco|coinvolgo|condivido)\b[^.!?\n]{0,40}(?:\ba\b|\bal\b|\balla\b|in copia|in cc|collega|@NAME@)
in (?:copia|cc)\b|al mio posto
""",
        Meaning.WRONG_PERSON: r"""
(?:io )?(?:qui )?sono (?:solo|soltanto|solamente) (?:il|la|lo|l'|un|una|uno)\b
non sono io (?:a|che|quell[oa])\b
(?:mi occupo|faccio|seguo|gestisco) (?:solo|soltanto|solamente|unicamente)\b
non sono (?:io )?(?:la persona|il referente|il responsabile|la responsabile|quella giusta|quello giusto|chi|piu (?:in|dipendente))
(?:persona|indirizzo|destinatario|azienda|numero|mail|contatto) (?:sbagliat\w+|errat\w+)|ha sbagliato|hai sbagliato|avete sbagliato|sta sbagliando|vi siete sbagliati|errore di (?:persona|destinatario)|mi (?:sta |ha |avete )?(?:confond\w+|scambiat\w+|confuso)|omonim\w+
non (?:lavoro|sono|faccio|collaboro|opero) (?:piu|\w+ piu)|non (?:mi occupo|e (?:di )?mi[oa] (?:competenza|area|compito)|ho (?:nulla|niente|voce|potere)|rientra nelle mie|decido io|seguo io|gestisco io|compete a me|spetta a me|dipende da me)
(?:ho (?:lasciato|cambiato)|sono (?:in pensione|andat\w+ in pensione|uscit\w+ da)|mi sono (?:dimess\w+|licenziat\w+))|sono (?:solo )?(?:uno? )?(?:stagista|tirocinante|studente)
""",
        Meaning.QUESTION: r"""
(?:quanto|quanti|quante|quale|quali|qual|come|dove|da dove|chi|perche|cosa|che cosa|in che|che tipo|a quanto|con quali)\b[^.!\n]{1,160}\?
(?:quanto (?:costa|viene|costerebbe)|come funziona|come (?:ha|avete|hai) (?:avuto|ottenuto|trovato))
(?:puo|puoi|potete|potrebbe|avete|e|siete|si|c'e|ci sono|funziona|esiste|lavorate|offrite|fate|posso|ha|hai|ma|prevede|include)\b[^.!\n]{2,160}\?
(?:ho|avrei|abbiamo|avremmo) (?:\w+ ){0,2}(?:domand[ae]|dubbi\w*)
(?:mi|ci) (?:puo|puoi|potete|potrebbe) (?:spiegare|dire|chiarire)
""",
        Meaning.OTHER: r"""
(?:ne parlo|ne discuto|ne parler\w+|valuter\w+|valuto|valutiamo|dar\w+ un'occhiata|do un'occhiata|guardo|guarder\w+|leggo|legger\w+|ci penso|ci penser\w+|le (?:faccio|far\w+) sapere|ti (?:faccio|far\w+) sapere|vi (?:faccio|far\w+) sapere|mi consulto|approfondir\w+ internamente)
(?:ricevut[oa]|preso nota|presa visione|prendo nota|nel caso|in caso di|se interessat\w+)\b
""",
    },
    hints={
        Meaning.INTERESTED: r"""
(?:interessante|perfetto|ottimo|benissimo|d'accordo|bene|certo|va bene|si|ok)\b
(?:lunedi|martedi|mercoledi|giovedi|venerdi)\b
alle (?:ore )?\d{1,2}
(?:demo|call|appuntamento)\b
""",
        Meaning.NOT_INTERESTED: r"""
(?:purtroppo|mi dispiace|ringrazi\w+[^.!?\n]{0,40}\bma)\b
""",
    },
    negation=r"non|nessun\w*|mai|senza|ne|neanche|niente|poco|no",
    if_so=r"""
(?:se|qualora|nel caso|quando) (?:\w+ ){0,4}(?:interess\w+|bisogno|necessita)
""",
    common=words(
        "il la di che e non un una per con mi ci le lo si del della sono siamo grazie "
        "ma da al alla piu questo buongiorno abbiamo mio ho ne si"
    ),
)

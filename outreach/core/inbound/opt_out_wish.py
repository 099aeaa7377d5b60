"""How people ask to be left alone, tongue by tongue: patterns within one sentence.

Each says whom to leave alone, or what to take off which list. A tongue's patterns are only
tried where one of its stems stands in the words.
"""

from __future__ import annotations

from outreach.core.inbound.opt_out_english import ENGLISH
from outreach.core.inbound.opt_out_nonlatin import NON_LATIN
from outreach.core.inbound.opt_out_tongue import tongue

TONGUES = (
    *ENGLISH,
    # German
    tongue(
        "löschung|austragung|entfernung|verteiler|datenbank|datei|kartei|bestand|stopp"
        "|sparen|kein|nicht| nie |melde"
        "|lösch|entfern|nehm|streich|hör|aufhör|absehen|sehen |unterl| lass|widers|widerr"
        "|mich |uns |meine|unsere|einstell|einzustell|liste| list|raus aus|tragen sie",
        r"\bum (?:die )?(?:sofortige )?(?:löschung|austragung|entfernung) (?:mein|unser"
        r"|aus|der|von)|"
        r"\b(?:mich|uns|mein\w*|unser\w*)\b.{0,40}\b(?:aus|von) (?:\w+ ){0,3}(?:\w*verteiler\w*"
        r"|\w*listen?|datenbank|datei|kartei|system|\w*bestand)\b(?! export)|\baus "
        r"(?:ihr\w+|eur\w+|d\w+) "
        r"(?:\w+ )?(?:\w*verteiler|\w*liste|datenbank) (?:streichen|löschen|entfernen"
        r"|nehmen|austragen|raus)"
        r"|\bkeine\w* (?:\w+ ){0,3}?(?:e-?mail|werbung|akquise|kalt|kontakt|anfrage|nachricht"
        r"|angebot|zusendung|post)\w*(?: \w+){0,3}? (?:wünsch\w+|erwünscht|gewünscht)"
        r"|\btragen sie (?!.{0,40}(?:termin|kalend))(?:\w+ ){0,3}?(?:mich|uns|mein\w*|unser\w*"
        r"|diese?\w*|frau|herrn?|\S+@\S+)\b.{0,40}? aus(?=[,.!]|$| der | dem )"
        r"|\bstopp\w* (?:sie )?(?:bitte )?(?:diese|die|ihre|alle|den|das|mit) "
        r".{0,20}(?:mail|nachricht|werbung"
        r"|newsletter|zusendung|spam|versand)|sparen sie sich|keine weiteren (?:\w+ "
        r")?kontakt\w*|stimme (?:\w+ "
        r"){0,6}nicht zu\b.{0,30}(?:daten|werb)",
        r"(?:nehm|streich|trag|lösch|entfern)\w* (?:sie |bitte )*(?:mich|uns|meine"
        r"|unsere)\b.{0,40}"
        r"(?:\baus\b|\bvon\b|liste|daten|adresse|e-?mail)|(?:mich|uns|meine \w+|unsere "
        r"\w+) (?:bitte "
        r")?(?:aus|von) .{0,40}(?:streichen|löschen|entfernen|nehmen|austragen)",
        r"\bmelden sie mich (?:\w+ ){0,2}ab\b|(?:meine|unsere) (?:\w+ )?(?:daten|adresse"
        r"|e-?mail\S*) "
        r"(?:\w+ ){0,3}(?:löschen|entfernen)|(?:meine|unsere) .{0,60}\bzu (?:löschen"
        r"|entfernen)|verschon\w* (?:sie )?(?:mich|uns)\b|"
        r"(?:schick|send|schreib|mail)\w* (?:sie )?(?:mir|uns) (?:bitte )?nichts (?:mehr"
        r"|weiter)|löschen sie (?:bitte )?meine",
        r"(?<!lese )keine (?:weiteren? |mehr )*(?:e-?mails?|mails?|nachrichten|werbung"
        r"|zusendungen|anfragen"
        r"|kontaktaufnahme\w*|werbe\w+|newsletter)\b.{0,25}(?:mehr|senden|schicken"
        r"|erhalten|bekommen"
        r"|zusenden|wünsch|bitte|$)",
        r"nicht (?:mehr|weiter|wieder|länger|nochmal|erneut) (?:\w+ ){0,2}(?:kontaktier"
        r"|anschreib|anzuschreib|anzumail|angeschr"
        r"|kontakt|zu kontaktieren|zu schreiben|schreiben|mailen|belästig|angemailt)",
        r"(?:kontaktier|schreib|mail|belästig)\w* (?:sie )?(?:mich|mir|uns) (?:bitte "
        r")?(?:nicht|nie) "
        r"(?:mehr|wieder|länger)",
        r"\b(?:hör\w* (?:sie )?(?:bitte |endlich )?auf|aufhören)\b,? .{0,25}(?:schreib"
        r"|mail|kontakt|senden"
        r"|schicken|belästig)|\braus aus (?:ihr|eur|d|all)\w+ (?:\w*verteiler|\w*list"
        r"|datenbank)|(?:absehen|sehen sie|unterlass\w*).{0,40}(?:kontakt|anschreib|mail"
        r"|anfrage|werbung"
        r"|zusendung|nachricht)|(?<!unsere )(?<!unseren )(?:kontakt|mail|anfrage"
        r"|werbung|zusendung|nachricht)\w* .{0,20}(?:absehen"
        r"|zu unterlassen|einstellen|einzustellen)",
        r"\blass(?:t|en sie)? (?:mich|uns) (?:bitte |endlich )?in ruhe|widersprech\w* "
        r"(?:ich )?(?:hiermit "
        r")?(?:der|jeder|einer) .{0,40}(?:nutzung|verarbeitung|werb)|widerrufe "
        r".{0,30}einwilligung",
    ),
    # French
    tongue(
        "retir|enlev|supprim|suppression|ôt|ray|radi|effac|élimin| ne | n'| n’|plus |arrêt"
        "|arret|cess|laissez|oppose|inutile|list|stop|droit|refus|paix",
        r"\bstop (?:aux|à|a) (?:\w+ )?(?:mails?|e-?mails?|messages|spams?|courriels|pubs?)\b"
        r"|droit (?:d['’]opposition|à l['’](?:effacement|oubli))|"
        r"(?:retir|enlev|supprim|ôt|ray|effac|élimin|d[ée]list)(?:ez|er|e)[- ](?:moi|mon|mes|nous"
        r"|notre|nos)\b"
        r"|(?:me|nous|m') ?(?:retirer|enlever|supprimer|ôter|rayer|effacer|radier) (?:de|d')"
        r"|(?:supprimer|effacer|retirer|enlever) (?:mon|mes|notre|nos) (?:adresse|e-?mail"
        r"|mail|coordonn"
        r"|données|contact)",
        r"\bne (?:plus )?(?:me |m['’] ?|nous )?(?:plus )?(?:jamais )?(?:contact|écri|ecri"
        r"|envoy|recontact"
        r"|sollicit|relanc|déranger|mailer|spammer)\w*(?: plus)?\b(?<!ne m'envoyez)",
        r"\bne (?:me|m['’]|nous) ?\w+ plus\b|n['’]\w+ plus (?:de |à )?(?:mail|m['’]|nous)",
        r"plus (?:recevoir|de (?:mails?|messages|courriels|relances)|d['’]e-?mails?|être "
        r"(?:contact"
        r"|sollicit|relanc))|ne (?:souhaite|veux|désire|souhaitons|voulons) (?:plus|pas) "
        r"(?:recevoir"
        r"|être (?:contact|sollicit|relanc|dérang)|que vous)",
        r"(?:arrêt|arret|cess)ez (?:de |d['’]|vos |ces |tout )(?:me |m['’]|nous )?(?:\w+)"
        r"|\bcesser (?:vos|ces|tout|de m|de nous|d['’]envoyer|l['’]envoi|immédiat)"
        r"|(?:laissez[- ](?:moi|nous) tranquille|(?:fich|fout)ez[- ](?:moi|nous) la paix"
        r"|refus\w+ (?:de|d['’]) ?"
        r"(?:recevoir|être (?:contact|sollicit|démarch)))|m['’]oppose à|inutile de (?:me|nous) "
        r"(?:relanc|recontact"
        r"|écri)|(?:effacement|suppression) de mes données|effacer mes données",
    ),
    # Spanish
    tongue(
        " no |ni un |baja|elim|borr|bórr|quit|quít|saq|sáq|remu|retir|retír|supr|dej|ning|déje"
        "|cancela|basta|derecho|opongo",
        r"\b(?:me|nos) (?:elimin|quit|borr|saqu|retir|den de baja|dé de baja)\w* d\w+ "
        r"|\bno insista\w*|\bno (?:me|nos) (?:\w+ )?(?:escrib|contact|envi|env[ií]|mand"
        r"|moleste|llam"
        r"|vuelv)\w*(?! (?:antes|a "
        r"las|el|la|por las?|hasta|durante|en (?:inglés|español)|al (?:móvil|celular"
        r"|tel)|a este|a esta|a ese))\b"
        r"|baja (?:inmediata |definitiva )?(?:de|en) (?:su|la|esta|esa|vuestra) (?:list|base)|"
        r"no (?:quiero|queremos|deseo|deseamos) (?:m[aá]s|ning\w+|sus) (?:\w+ )?(?:corr"
        r"|e-?mail|mail|mensaj"
        r"|public|spam)|basta (?:ya )?de (?:\w+ )?(?:corr"
        r"|e-?mail|mail|mensaj|spam|public)|derecho (?:de|a la) (?:oposici|supresi|cancelaci)"
        r"|me opongo a|no (?:me |nos )?vuelva\w* a (?:escrib|contact"
        r"|envi|mand|poner|llam|dirig|molest)"
        r"|no (?:envíe|envien|envíen|mande|manden|contacte\w*|escriba\w*) (?:más|mas)",
        r"no (?:quiero|deseo|queremos|deseamos) (?:\w+ )?(?:recibir|que me (?:escrib"
        r"|contact|env))"
        r"|(?:no|ningún|ni un) (?:más|mas) (?:correos?|emails?|mensajes?|mails?)",
        r"\b(?:elim[ií]n|b[oó]rr|qu[ií]t|s[aá]qu|remu[eé]v|ret[ií]r"
        r"|supr[ií]m)\w{1,4}(?:me|nos)\b.{0,30}"
        r"(?:lista|base|datos|correos|env[ií]os)|\b(?:elimin|borr|quit|saqu|retir"
        r"|suprim)\w* (?:de su "
        r"\w+ )?(?:mi|nuestro|nuestra|mis) (?:correo|email|e-mail|direcci|contacto|datos|nombre)",
        r"dej(?:e|a|en|ar) (?:ya )?de (?:escrib|envi|contact|mand|molest)\w*(?:me|nos"
        r"|rme)?\b(?! facturas)"
        r"|(?:supresión|eliminación|borrado|cancelación) de mis datos|déje(?:me|nme) en paz",
    ),
    # Italian
    tongue(
        "rimuov|cancell|togl|tolg|elimin|non |smett|basta|lascia|oppongo|revoco|diritto|diffido",
        r"\bmi (?:tolg|rimuov|cancell|elimin)\w* d\w+ .{0,15}(?:list|databas|archivi|mailing)"
        r"|\b(?:rimuov|cancell|toglie|togli|elimin)\w*?(?:mi|temi|rmi|ci|rci"
        r"|teci)\b.{0,30}(?:list|databas"
        r"|archivi|rubric|mailing|newsletter|indirizz)|(?:rimuov|cancell|toglie"
        r"|elimin)\w* (?:il mio|la "
        r"mia|i miei|il nostro|i nostri) (?:indirizz|e-?mail|mail|contatt|dati|nominativ)"
        r"|cancellazione "
        r"(?:dei|dalla|del mio)|cancellatemi\b|rimuovetemi\b",
        r"non (?:voglio|desidero|vogliamo|desideriamo|intendo) (?:più )?(?:ricever"
        r"|essere (?:più )?contattat"
        r"|altre (?:e-?mail|mail|comunic))|non (?:\w+ )?(?:scriv|contatt|invi|mand"
        r"|disturb)\w+ (?:più"
        r"|ulteriori|altre|nuovamente)\b",
        r"diffido (?:dal|a non)|smett\w+ di (?:scriv|mand|invi|contatt|disturb)"
        r"|basta (?:con (?:le|queste) "
        r")?(?:e-?mail|mail"
        r"|messaggi|spam)\b|lasciatemi in pace|diritto (?:di opposizione"
        r"|alla cancellazione|all['’]oblio)|mi oppongo al trattamento|revoco il consenso",
    ),
    # Portuguese
    tongue(
        "remov|retir| tir|-me|-nos|exclu|apag|elimin|não | pare | parem|parar|chega|remoç"
        "|direito|oponho| sair ",
        r"\b(?:remov|retir|tir|exclu|apag|elimin)\w*(?:-me|-nos)\b|\b(?:remov|retir|tir"
        r"|exclu|apag|elimin)"
        r"\w* (?:por favor )?(?:o )?(?:meu|minha|meus|nosso) (?:e-?mail|nome|contato"
        r"|contacto|endereço"
        r"|dados|número)|\bme (?:tir|remov|retir|exclu)\w* d\w+ .{0,20}(?:lista|base"
        r"|mailing|cadastro)",
        r"não (?:quero|desejo|queremos|gostaria de) (?:mais )?(?:receber|ser contat|que "
        r"me)|não (?:me|nos) "
        r"(?:envi|contat|contact|escrev|mand|perturb|incomod)\w*\b(?: mais)?(?! (?:antes"
        r"|ainda|hoje|amanhã|[oa]|uma?)\b)|não "
        r"(?:envi|mand|escrev"
        r"|contat|contact)\w+ mais|par(?:e|em|ar) (?:já )?de (?:me |nos )(?:envi|mand"
        r"|escrev|contat|contact"
        r"|enche|encher)|par(?:e|em|ar) com (?:os|as|ess?[ea]s|est[ea]s) (?:e-?mail|mail"
        r"|mensag|spam|contat)|não entr\w+ "
        r"(?:mais )?em contac?to mais|não entr\w+ mais em contac?to|chega de (?:e-?mail"
        r"|mensage|spam)|(?:quero|queremos|gostaria de|desejo) sair d\w+ (?:\w+ )?(?:list"
        r"|mailing)|direito (?:de oposi|à eliminação"
        r"|ao apagamento|ao esquec)|oponho-me a|"
        r"(?:exclusão|eliminação|remoção"
        r"|apagamento) d\w+ "
        r"meus dados",
    ),
    # Dutch
    tongue(
        "schrijf|schrijv|schrap|haal|halen|verwijder|meld|gooi|geen|niet|niks|nooit| wil "
        "|willen|wens|stop met|laat| wis |bezwaar|recht op",
        r"(?:\bvan (?:uw|jullie)|(?:^\W{0,3}|\b(?:mij|me|ons|graag|adres|e-?mail|gegevens|aub) "
        r"(?:\w+ )?)van de) (?:\w*lijst|mailing\w*) (?:verwijderen|halen|afhalen|schrappen)"
        r"|(?:schrijf|haal|verwijder|meld|gooi) (?:mij|me|ons|mijn \S+|onze \S+) "
        r".{0,20}\b(?:uit|van|af)\b"
        r"|\bverwijder (?:aub |a\.u\.b\. )?(?:mij|me|mijn) ?(?:\S+ )?(?:gegevens|adres"
        r"|e-?mail|mail)?\b"
        r"|(?:mij|me|ons|mijn \S+) (?:\w+ ){0,5}(?:verwijderen|afmelden|schrappen"
        r"|(?<!factuur )(?<!offerte )(?<!rekening )(?<!cheque )uitschrijven)",
        r"geen prijs op (?:verdere |deze |uw )?(?:mail|e-?mail|bericht|contact)|geen "
        r"(?:verdere |nieuwe )?(?:e-?mails?|mails?|berichten|contact|reclame"
        r"|nieuwsbrie\w+) (?:meer"
        r"|sturen|ontvangen)|niet (?:meer|langer|verder) (?:te )?(?:mail|benader|contact"
        r"|e-?mail|stur|lastig)"
        r"|(?:wil|wens|wensen|willen) (?:\w+ ){0,2}(?:geen|niet meer|niet langer) (?:\w+ "
        r"){0,2}(?:mail|e-?mail"
        r"|bericht|contact|ontvang|benader)|stop met (?:mij |ons )?(?:\w+ )?(?:mail|stur"
        r"|e-?mail|schrijv"
        r"|spam)|\bschrap (?:mij|me|ons|mijn)\b|laat (?:mij|me|ons) met rust|\b(?:e-?mail"
        r"|mail|stuur|schrijf|benader"
        r"|contacteer|bel|spam) "
        r"(?:mij|me|ons) (?:\w+ ){0,2}(?:ni(?:ets?|ks) meer|nooit (?:meer|weer)|niet (?:langer"
        r"|weer))\b|bezwaar "
        r"tegen (?:de|het|uw|jullie) (?:\w+ )?(?:verwerk|gebruik)|recht op (?:verwijdering"
        r"|vergetelheid)|wis mijn gegevens",
    ),
    # Polish
    tongue(
        "usun|usuń|wykreś|skreś|wypis| nie|życz|chc|przesta|zgod|prosz|prosi|prośb|sprzeciw"
        "|zapomni",
        r"(?:usu[nń]\w*|wykreśl\w*|skreśl\w*|wypis\w*) (?:proszę )?(?:mnie|nas|mój|moje"
        r"|moich|nasz)\b"
        r"|(?:mnie|mój \w+|moje \w+|nas) (?:\w+ ){0,2}(?:usun|wykreśl|wypis)\w*",
        r"(?:proszę|prosimy|prośba)(?: \w+)? (?:więcej |już )?(?:do mnie |do nas )?(?:nie (?:pisać"
        r"|kontaktować|wysyłać"
        r"|przysyłać|przesyłać|dzwonić|niepokoić)|o nie ?(?:pisanie|kontaktowanie|wysyłanie"
        r"|przysyłanie|przesyłanie))(?! przed)"
        r"|sprzeciw\w* .{0,20}przetwarzan|bycia zapomnian|nie (?:pisz|wysyłaj|przysyłaj"
        r"|kontaktuj)\w* (?:\w+ )?(?:do mnie|do "
        r"nas|mi|nam|więcej"
        r"|się|już)|o (?:usunięcie|wykreślenie|wypisanie) (?:mnie|nas|mojego|mojej|moich"
        r"|naszego|z (?:listy|bazy|newslet))"
        r"|nie (?:zgadzam się|wyrażam zgody) na|nie życz\w+ sobie|nie chc\w+ (?:\w+ "
        r"){0,2}(?:otrzymywać|dostawać)|(?:przesta\w+"
        r"|zaprzesta\w+) .{0,20}(?:pisa|wysyła|przesyła|mail|kontakt|spam)",
    ),
    # Turkish
    tongue(
        "çıkar|çıkmak|sil|rahat b|kaldır|yazma|gönder|geçme|atma|ulaşma|arama|istem|rahats",
        r"(?:beni|bizi|adresimi\w*|e-?posta\w*|mailimi|bilgilerimi|verilerimi\w*|adımı) "
        r".{0,35}(?:çıkar"
        r"|sil(?:in|er|me|iniz)|kaldır)\w*(?<!bilgiden çıkarın)|adresimi silin"
        r"|list\w*den (?:\w+ )?çıkmak ist(?:iyor|er)",
        r"(?:bana|bize|bizimle|benimle|artık|bir daha|daha fazla) .{0,35}(?:yazma(?:yın"
        r"|yınız|y[ıi]n"
        r")|gönderme(?:yin|yiniz)|(?:geçme|atma|ulaşma)(?:yın|yin|yınız|yiniz)|aramayın"
        r"|mail atma)"
        r"|(?:e-?posta|mail|mesaj|ileti)\w* (?:\w+ ){0,2}(?:almak istem|göndermeyi kes"
        r"|göndermeyin"
        r"|istemiyor)\w*|rahatsız etme\w*|rahat bırak|\b(?:mail|e-?posta|mesaj)\w* (?:atma"
        r"|yazma)y[ıi]n|silinmesini (?:talep|ist|rica)",
    ),
    # Scandinavian, Finnish, Czech, Slovak, Hungarian, Romanian, Greek, Hebrew
    tongue(
        "ta bort|slut|stop|inte |inga |ikke|afmeld|fjern|slet|meld| med |hold op|poista|älk"
        "|älä|lopet|odhl|vyř|vyrad|vyma|smaž|odstra|nepi|nepí|nepos|nekont|töröl|vegy|iratk"
        "|írja|irja| ne |șterge|sterge|elimin|scoat|dezab| nu "
        "|διαγ|μη|הסיר|תסיר|הסר|מחק|תמחק|אל |לא "
        "|הפסיק",
        r"ta bort (?:mig|min|oss)|sluta (?:\w+ )?(?:mejla|maila|skicka|kontakta|höra av)"
        r"|(?:inte|inga) (?:ha "
        r"|få )?(?:fler|längre|mer) (?:mejl|mail|e-post)|kontakta mig inte"
        r"|\bikke (?:\w+ )?(?:send|kontakt|skriv|mail|e-?post)\w* (?:til )?(?:mig|meg"
        r"|os|oss)(?: \w+)? (?:flere|mere?|ig[ej]+n|længere|lenger)|\b(?:mig|meg"
        r"|oss?) ikke (?:flere|mere?|ig[ej]+n)\b|(?:afmeld"
        r"|fjern|slet|slett|meld) "
        r"(?:venligst )?(?:mig|meg|min|os)\b|(?:(?:slut|hold op)\w* (?:med )?(?:å"
        r"|at)|stop\w* (?:med at|(?:med )?å)) (?:send|kontakt"
        r"|mail|skriv)\w*|(?:poista|poistakaa) (?:minut|meidät|tieto|osoit)\w*|(?:älkää"
        r"|älä|lopet\w+) .{0,15}"
        r"(?:lähet|kirjoit|ottako|viest)\w*",
        r"(?:odhlas|odhlás|vyřad|vyrad|vymaž|smaž|odstraň)\w* (?:prosím )?(?:mě|mne|nás"
        r"|ma|můj|moj|moje|mou)"
        r"|(?:nepište|neposílejte|nekontaktujte|neposielajte|nepíšte)\b|(?:töröl"
        r"|vegy)\w* .{0,25}(?:list\w+|adat\w+|cím\w+)"
        r"|\b(?:iratk|írja|irja)\w* le\b.{0,25}list[aá]r|ne (?:írj|küldj|keress)\w* (?:többet|több)"
        r"|(?:sterge|șterge"
        r"|eliminați|scoateți|dezabon)\w*.{0,25}(?:list|adres|date)|nu (?:îmi|ne|mă) mai "
        r"(?:trimit|scrie|contact)"
        r"|διαγράψτε (?:με|μας|το)|μην? (?:μου|μας) (?:ξανα)?(?:στ[εέ]λν|γρ[αά]φ)"
        r"|(?:הסירו|תסירו|הסר|מחקו|תמחקו)"
        r" ?(?:נא )?(?:אותי|אותנו|את)|(?:אל|לא) ת(?:שלח|כתב|פנ)\w* (?:לי|אלי)|הפסיק\w* לשלוח",
    ),
    *NON_LATIN,
)

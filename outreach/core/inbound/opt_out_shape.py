"""What speaks for a wish to be left alone, or against it, and is more than a table of words.

All for folded text.
"""

from __future__ import annotations

import re

TURN = re.compile("[,;:،，、]")  # what follows is another thought
ASKS = re.compile(r"[?？؟]\s*$")
OWN_ACT = re.compile(
    r"(?<!\w)(?:i|we|they|he|she|people|customers|clients|companies) (?:\w+ ){0,3}?(?:stop"
    r"|quit|cease)(?!\w)(?! (?:your|these|this))|(?<!\w)(?:we|they|i|to) (?:\w+ )?(?:need"
    r"|want|try|trying|like|have|had|help|able|decided) (?:\w+ )?to (?:stop|quit|cease|end)"
    r"|(?<!\w)(?:nous (?:voulons|devons|aimerions|cherchons)"
    r"|on (?:veut|doit)|je (?:veux|dois)|queremos|quiero|debemos|tenemos que|vogliamo"
    r"|voglio"
    r"|dobbiamo|devo|quero|temos que|precisamos|wir (?:wollen|mochten|mussen)"
    r"|unsere?n? (?:werbung|mailings?|newsletter|kampagnen?|akquise)"
    r"|ich (?:will|muss)"
    r"|we (?:willen|moeten)|ik wil|chcemy|chce|musimy|хотим|хочу|vi vill|vi vil|haluamme) "
)
SENDS = re.compile(
    r"(?<!you )want to (?:send|e-?mail|contact|write|miss|lose|spam|message|approach)"
    r"|(?<!\w)(?:miss|missed|lost) "
)
# "Who wants spam?" is said of all the world's.
BARE_SPAM = re.compile(r"(?<!your )(?<!this )(?<!more )(?<!such )(?<!any )spam\w*$")
PRODUCT = re.compile(
    r"(?:mail|newsletter|marketing|outreach|spam|message|messaging"
    r"|contact)\w*[ -](?:\w+[ -])?"
    r"(?:tools?|software|solution|losung|system|platform|plattform|plateforme"
    r"|provider|anbieter"
    r"|filters?|signatur\w*|programm|client|agency|agentur|service|campagne|budget|strategy|volume|server|problem)"
)
THIS = re.compile(
    r"\W{1,3}(?:this|that|it|sie das|das|dies\w*|damit|ca|cela|esto|eso|questo|isso"
    r"|isto|daarmee"
    r"|hiermee|dat|to|tym|это|bunu|buna|det|detta|dette|tama"
    r"|tama\w*)(?:\W{1,3}(?:bitte|please"
    r"|now|sofort|immediately|at once|svp|por favor|per favore|aub|prosze|пожалуиста"
    r"|lutfen|tack"
    r"|tak|takk|kiitos|jetzt|endlich|nu))?\W{0,5}$"
)
BLOCKED = re.compile(
    r"(?<!\w)you(?:'re| are| have been| will be) (?:\w+ ){0,2}(?:blocked|blacklisted)(?!\w)"
)
DEAL = re.compile(
    r"contract|agreement|(?<!\w)sign|vertrag|contrat|contrato|umow|договор|avtal"
    r"|sopim|sozlesme"
    r"|合同|契約|계약|عقد|قرارداد|สัญญา"
)
WANTS = re.compile(
    r"(?<!\w)(?:want|mochte\w*|will|wollen|veux|voulons|voudrais|quiero|queremos"
    r"|voglio|vorrei|vogliamo"
    r"|quero|queremos|wil|willen|chce\w*|chcia\w+|хо[чт]\w+|vill|vil|haluaisin"
    r"|istem\w+)(?!\w)"
)
WONDERS = re.compile(
    r"(?<!\w)(?:whether|how|where|asks?|asking|wissen|fragt|wie|ob"
    r"|demande(?:nt)? (?:si|comment|ou)"
    r"|comment|pregunta|como|chiede|come|pergunta|vraagt|hoe|pyta|jak|спрашива\w*|как"
    r"|undrar|hur|hvordan"
    r"|miten)(?!\w)"
)
REQUEST = re.compile(
    r"(?:can|could|would|will|kunt|kan|kannst|konnen|konnten|wurden|pouvez|pourriez"
    r"|puede\w*|podria\w*"
    r"|puo|potete|potrebbe|pode\w*|poderia\w*|wilt|moga|moze\w*|можете"
    r"|могли)[ -](?:you|u|je|jullie|sie|du"
    r"|ihr|vous|ustedes|usted|lei|voi|voce\w*|ni|i|dere|panstwo|pan|pani|вы|бы)?"
)
OWN_WORD = re.compile(
    r"(?<!\w)(?:i(?:'m|'ve|'ll|'d)?|we(?:'re|'ve|'ll)?|ich|wir|je|j'\w+|nous|yo"
    r"|nosotros|io|noi|eu|nos"
    r"|ik|wij|we|ja|my|я|мы|jag|vi|jeg|mina|ben|biz) (?:\w+ ){0,2}?(?:do not|don't"
    r"|didn't|did not"
    r"|won't|will|would|remov|delet|took|nicht|ne|no|non|nao|niet|nie|не|inte|ikke)(?!\w)"
    r"|(?<!\w)(?:sorry|want|wanted|mean|meant|like|trying) to (?:bother|disturb|chase"
    r"|pester)"
    r"|(?<!\w)don't bother (?:with|to|about)"
)
OFF = re.compile(
    r"^\W{0,3}rm (?:me|us)\W*$|(?<!\w)(?:scratch|strike|cross|knock|drop)"
    r" (?:me|us|this address) off"
    r"|(?<!\w)(?:m'oublier|oubliez[- ](?:moi|nous)|olvidense de (?:mi|nosotros)"
    r"|dimenticatemi"
    r"|(?:lose|delete|drop|bin|erase|remove|trash|shred) (?:my|our"
    r"|this) (?:\w+ ){0,2}?(?:address|number"
    r"|contact (?:details|info\w*)|(?<=my )e-?mail)(?! to)|(?:i|we)(?:'ve"
    r"| have)? (?:already )?(?:unsub"
    r"scribed|opted out|asked (?:you )?to be removed"
    r"|asked you to stop) .{0,20}(?:times|already|before"
    r"|twice|last)|^\W{0,3}(?:bitte )?(?:lass|lasst|lassen sie"
    r"|unterlassen sie) (?:das|es|dies)(?: bitte"
    r"| sein)?\W*$|^\W{0,3}(?:hou|houd|houdt u) (?:hier|daar|er) ?mee op|(?:nehm|nimm"
    r"|hol|schmei|werf"
    r"|tu)\w* (?:sie )?(?:mich|uns) (?:\w+ ){0,3}(?:raus|heraus|runter|weg)(?!\w)"
    r"|^\W{0,3}(?:por favor"
    r",? )?(?:borr|elimin|quit|saqu)[ea]n?(?:me|nos)(?!\w)"
    r"|(?<!\w)keine (?:weiteren )?(?:erinnerung|follow"
    r"-?up|nachfass|anruf|mail|angebot|anfrage)\w* mehr(?!\w)|(?<!\w)geen (?:verdere"
    r"|nieuwe|andere)"
    r" (?:mail|bericht|contact|e-?mail|aanbieding)\w*|(?:mail|bericht"
    r"|contact)\w* (?:\w+ ){0,2}niet op"
    r" prijs|(?<!\w)ne (?:plus|pas) (?:me |nous |m')(?:re)?(?:contacter|ecrire"
    r"|relancer|solliciter"
    r"|demarcher|deranger|spammer)|vergessen sie mich|forget (?:about )?me|glom mig"
    r"|glem mig|glem meg|забудьте (?:меня|о нас"
    r"|обо мне|про меня|мой))(?!\w)|(?:schreib|mail|kontaktier|meld)\w* (?:\w+ ){0,3}nimmer"
    r"|(?<!\w)(?:me|nos) (?:remov\w+|retir\w+|tir[ae]\w*|exclu\w+|apag\w+|borr\w+|elimin\w+"
    r"|quit[ae]\w*|sa[qc]u?[ae]\w*|supprim\w+|enlev\w+|ot\w+)(?!\w)|tirarem(?: |-me)"
    r"|(?<!\w)list\w*den (?:sil|cikar)\w*|(?<!\w)(?:raus|weg) (?:aus|von) (?:dem|der"
    r"|ihr\w+|eur\w+)"
    r" (?:system|verteiler|liste|datenbank|kartei)|(?<!\w)(?:aus|von) (?:ihr\w+"
    r"|eur\w+) (?:\w+ )?"
    r"(?:verteiler|liste|datenbank|kartei|adressbestand|crm)|(?:dai|dal|dalla|dalle|dagli)"
    r" (?:vostr\w|tuo\w?|suo\w?|tu[ao]i?) (?:\w+ )?(?:archivi\w*|list\w|databas\w"
    r"|elench\w|rubric\w+|mailing)"
)
FORBIDS = re.compile(
    r"(?:^\W{0,5}|(?<!\w)(?:please|pls|kindly|just|and|so|again),? |[,;:-] )(?:do not"
    r"|don't|dont"
    r"|never) (?:ever )?(?:(?:e-?mail|contact|mail|message|write|send"
    r"|approach|reach out|call|text|bother)\w*"
    r" .{0,40}(?:again|any ?more|ever|either|in (?:the )?future)\W{0,5}$|use (?:it"
    r"|them) again"
    r"|(?:write|mail|e-?mail|reply|respond|send)\w* (?:me )?(?:back|to (?:this|my"
    r"|our) (?:\w+ )?(?:mailbox"
    r"|address|inbox|account|e-?mail))|use (?:it|them|this)(?!\w).{0,30} (?:again"
    r"|any ?more)"
    r"|use (?:my|our|this|these|the) (?:\w+ )?(?:e-?mail|address|data|details"
    r"|number|name|contact)\w* (?:\w+ )?(?:for|to) )"
)
NOT_DOING = re.compile(
    r"(?<!\w)(?:mind|appreciate|prefer|please|start|try|consider"
    r"|about) (?:you )?not (?:e-?mailing|mailing"
    r"|contacting|writing|messaging|sending me|sending us|pitching|spamming"
    r"|bothering)(?!\w)"
)
YOU_TO_SPAM = re.compile(
    r"(?<!\w)(?:block(?:ing|ed)? you(?!\w)|you(?:'re| are| have been"
    r"| will be) (?:\w+ ){0,2}"
    r"(?:blocked|blacklisted)|you (?:\w+ ){0,3}(?:to|into|in|on) (?:\w+ ){0,2}"
    r"(?:spam|junk|block)|i(?:'ll| will|'m| am) .{0,20}mark\w* .{0,20}as spam)"
)

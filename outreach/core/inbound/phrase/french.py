"""French."""

from __future__ import annotations

from outreach.core.inbound.meaning import Meaning
from outreach.core.inbound.phrase.tongue import Tongue, words

_INTERESTED = r"""
(?:tres |bien |plutot |fort |potentiellement )?interesse(?:e|s|es)?\b
(?:m'|nous |vous m')(?:interesse(?:rait|nt)?|interpelle|tente|parle|plait|convient|va)\b
(?:c'est|ca (?:semble|a l'air|parait)|semble|parait|me semble|sujet|offre|proposition|solution|approche) (?:\w+ ){0,2}(?:interessant\w*|pertinent\w*|prometteur|top|super|genial|parfait|alléchant|utile)
on s'appelle|on se (?:parle|rappelle|voit|telephone)(?! plus tard)|(?:bonne|excellente|super) idee|avec (?:grand )?(?:plaisir|joie)|volontiers|pourquoi pas|bien volontiers|carrement|bien sur\b
(?:envoyez|envoie|transmettez|adressez|faites|faites-moi|proposez|propose|partagez|fais|transmets)[- ](?:moi|nous|le|la|les)\b
(?:appelez|appelle|rappelez|contactez|telephonez|ecrivez)[- ](?:moi|nous)(?! (?:\w+ ){0,3}(?:en|apres|plus tard|dans|l'annee|septembre|janvier|mars|rentree))
(?:pouvez|pourriez|peux|pourrais)[- ](?:vous|tu) (?:\w+['’ ]){0,3}(?:envoyer|appeler|transmettre|presenter|montrer|proposer|faire|rappeler|adresser|partager)
(?:vous pouvez|tu peux|vous pourriez) (?:\w+['’ ]){0,2}(?:envoyer|appeler|transmettre|presenter|montrer|proposer|rappeler|adresser)
(?:en savoir|savoir|connaitre|decouvrir|voir|entendre|discuter|parler) (?:\w+ )?(?:plus|davantage|votre (?:solution|offre|produit)|une demo|de vive voix)
(?:discutons|parlons|echangeons|organisons|planifions|calons|fixons|voyons|prenons|faisons|programmons|allons)\b(?! (?:plus tard|en (?:septembre|janvier)|(?:l'annee|le mois|le trimestre)))
(?:je suis|nous sommes|on est|suis|serai|serais|serions|serons) (?:\w+ ){0,2}(?:disponibles?|dispos?|partant\w*|preneurs?|preneuse|ouverts?|ouverte|curieux|curieuse|joignables?|libre|interesse\w*)
(?:pouvons|pourrions|peut|pourrait|va|allons)[- ](?:nous|on) (?:\w+ ){0,3}(?:parler|echanger|discuter|appeler|voir|rencontrer|prevoir|organiser|caler|fixer|planifier|telephoner|convenir)
(?:on|nous) (?:peut|pourrait|pouvons|pourrions|se) (?:\w+\b ?'?){0,3}(?:parler|appel\w*|echanger|voir|caler|telephoner|parle|rencontrer|organiser|prevoir|voit)
(?:me|nous) (?:convient|conviendrait|va (?:bien|tres bien|parfaitement)|irait)|ca me va|ca marche(?! comment)|c'est (?:bon|parfait|ok|note) pour (?:moi|nous|mardi|lundi|jeudi|mercredi|vendredi)
(?:etes|seriez|es|serais)[- ](?:vous|tu) (?:\w+ )?(?:disponibles?|dispos?|libre|joignable)
(?:quand|a quel moment|quelles sont vos) (?:\w+[- ]){0,4}(?:disponib\w+|dispo\w*|appeler|parler|voir|echanger|rencontrer|demarrer|creneau\w*|dispos)
(?:ok|d'accord|partant|oui|bon|banco|go) (?:pour|avec plaisir|volontiers|pourquoi pas|bien sur|je|nous|on|ca|c'est|merci de)\b
(?:je|nous|on) (?:veux|voudrais|voudrions|aimerais|aimerions|souhaite|souhaiterais|souhaitons|souhaiterions|voulons|serais|aimerait|souhaiterait)(?:-\w+)? (?:bien |vraiment |beaucoup )?(?:en |une? |avoir |recevoir |voir |tester |essayer |savoir |echanger|discuter|organiser|l'essayer|plus|connaitre|obtenir|vous (?:rencontrer|parler)|prendre|planifier|mieux)
je veux bien|tombe (?:bien|a pic|a point)|bon timing|au bon moment
(?:creneau|rendez-vous|rdv|rencontre|visio|appel|demo|point|entretien) (?:\w+ ){0,4}(?:la semaine|cette semaine|lundi|mardi|mercredi|jeudi|vendredi|demain|avec (?:moi|nous|plaisir)|possible)
(?:nous|on) (?:reflechissons|cherchons|recherchons|cherche|regardons|avons besoin|etudions|reflechit|recherche|a besoin)\b(?! (?:pas|plus))
(?:hate|impatient|ravi|au plaisir) d(?:e|')\s?(?:\w+ )?(?:echanger|discuter|en savoir|decouvrir|vous rencontrer|parler|vous lire)
(?:prenez|reservez|choisissez|mettez|calez|bloquez|trouvez)(?:[- ](?:moi|nous))? (?:\w+ ){0,2}(?:creneau|rendez-vous|rdv|place|date|dans mon agenda)
"""

_NOT_INTERESTED = r"""
perd(?:ez|s) (?:votre|ton) temps
trop (?:petits?|gros|grands?|vieux|compliques?) pour\b
(?:avons|ai|a) (?:deja )?(?:tout )?ce qu'il (?:nous|me) faut
(?:m'|nous |me )(?:emballe|tente|convainc|convient|parle|inspire) pas\b
(?:pas|vraiment pas|rien) (?:fait )?pour (?:une?|des|notre|nos|nous|les) \w+
(?:ne |n')(?:travaillons|prenons|achetons|faisons|travaille|prend) qu(?:e |')
(?:on|nous) (?:se|nous) (?:debrouill\w+|passe\w*|arrange\w*) (?:tres |fort )?bien\b|(?:tres bien|fait) sans\b
(?:pas|plus|aucun\w*|nullement|guere|non|sans) (?:\w+ ){0,2}(?:interesse\w*|d'interet|interet|interessant\w*|concerne\w*|convaincu\w*|besoin|utilite|pertinent\w*|adapte\w*|necessaire|utile|applicable|compatible avec)
non,? (?:merci|desole|pas|nous|je|ca|c'est|sans)|merci,? (?:mais )?non|sans facon|non non|no merci
(?:n'|ne )(?:\w+\b ?'?){1,3}(?:pas|plus|guere|aucun\w*|rien) (?:\w+\b ?'?){0,3}(?:besoin|interesse\w*|correspond\w*|interet|recherche|souhaite|suite|convient|utilite|necessaire|cherch\w+|envisag\w+|change\w*|adapte\w*|pour nous)
(?:ne |n')(?:nous |me |m'|vous )?(?:interesse\w*|correspond\w*|convient|concerne|cherch\w+|recherch\w+|souhait\w+|envisag\w+|donn\w+|voi[st]|voyons|serons|changer\w*|prevoy\w+|pens\w+|rentre|colle|entre|repond) (?:\w+ )?(?:pas|plus|aucun\w*|guere)
(?:avons|ai|a|sommes|disposons|utilisons|travaillons|utilise|travaille|possedons|dispose)[^.!?\n]{0,30}(?:deja|en interne|nous-memes|nos propres|notre propre|equipes?\b)(?! (?:interesse|reflech|pens))
(?:deja)[^.!?\n]{0,30}(?:prestataire|fournisseur|partenaire|outil|solution|equipe\w*|accompagne\w*|client\w*|en place|pris|couvert\w*|contrat)
(?:satisfait|contents?|ravis?|heureux|pleinement satisfait)\w*(?: (?:de|avec|d'))|en sommes (?:tres )?(?:satisfaits|contents)
(?:bonne (?:continuation|chance|route))|(?:vous souhait\w+|beaucoup de|plein de) (?:\w+ ){0,3}(?:succes|reussite|bonne)
pas (?:preneurs?|preneuse|tente\w*|fan|client\w*)\b
pas (?:pour|dans|notre|de|un|une) (?:nous|moi|notre (?:cas|activite|besoin|strategie)|nos (?:besoins|projets|plans|priorites)|mes|cible|besoin|notre|projet|interet)
(?:pas|aucune?) (?:donner(?:ai|ons)? )?suite|donner(?:ai|ons|a)? pas suite|classe[rz]? sans suite|sans suite|decline(?:r|rai|rons|ons)?\b|refuse(?:r|ons)?\b
(?:trop cher|hors (?:de )?budget|pas les moyens|hors de prix|trop onereux)
(?:laisse\w* tomber|on s'en passe\w*|je passe\b|on passe\b|nous passons|passer notre tour|passe mon tour|perte de temps|perdez pas votre temps)
(?:fait|faisons|gere|gerons|realise\w*|traite\w*|internalise\w*|developp\w+)[^.!?\n]{0,20}(?:en interne|nous-memes|interne)
(?:malheureusement|helas|regret\w*)[^.!?\n]{0,40}\bpas\b
(?:choisi|retenu|opte pour|parti\w* sur) (?:\w+ )?(?:un autre|une autre|autre|quelqu'un)
"""

_NOT_NOW = r"""
(?:periode|saison|moment) d(?:es|u|e la) \w+[^.!?\n]{0,30}(?:impossible|pas|occupe\w*)
pas avant\b|(?:tranche|decide|vote|se prononce)\w* (?:qu')?apres\b
(?:rev\w+|recontact\w+|rappel\w+|relanc\w+|contact\w+|ecri\w+|reparl\w+)\b[^.!?\n]{0,40}\b(?:quand|une fois (?:que|qu)|des qu|des que|lorsque|apres que|a ce moment)\b
(?:seulement|uniquement|pas avant|qu'apres|une fois) (?:quand|que|qu'|apres|la|le|les|l'|notre|nos)\b[^.!?\n]{0,40}(?:fini\w*|termin\w+|passe\w*|vote\w*|sign\w+|clotur\w+|livr\w+|bou[cl]\w+)
(?:pas|plus|aucun\w*|rien|ni)\b[^.!?\n]{0,40}(?:pour le moment|pour l'instant|en ce moment|a ce stade|actuellement|maintenant|tout de suite|cette annee|a court terme|dans l'immediat|d'actualite|ce trimestre|a l'heure actuelle|aujourd'hui|encore|a ce jour)
(?:pour le moment|pour l'instant|en ce moment|a ce stade|actuellement|a l'heure actuelle|cette annee|a ce jour|aujourd'hui|dans l'immediat)[^.!?\n]{0,50}(?:pas|plus|aucun\w*|autres? priorites?|trop|sous l'eau|debord\w+|gele\w*|autre chose)\b
(?:revenez|recontactez|relancez|rappelez|reparl\w+|revoy\w+|reprenez|reprenons|recontacter|relancer|revenir|reecrivez|contactez|ecrivez|reprendre|refaire|refaites|rediscut\w+|retentez|reessayez|reviens|relance|recontacte|rappelle|repassez|sollicite\w*|resollicite\w*|on (?:en|se) re\w+|nous en re\w+|appelez|en reparle\w*|refaire un point|revoir (?:ca|cela))\b[^.!?\n]{0,50}(?:en |apres|dans |plus tard|l'annee|debut|fin |a la (?:rentree|fin)|mi-|vers |courant|d'ici|le (?:mois|trimestre|semestre|printemps)|au (?:printemps|second|deuxieme|troisieme|quatrieme|mois|premier|debut|cours)|quand|lorsque|prochain\w*|ulterieurement|l'ete|septembre|janvier|la rentree|a partir|ensuite|alors)
(?:on en|nous en) reparle\w*|a (?:re)?voir plus tard|plus tard (?:peut-etre|dans)|peut-etre (?:plus tard|l'annee|en |dans|apres|un jour|a la)|une prochaine fois|une autre fois|ulterieurement|a l'avenir peut-etre|peut-etre a l'avenir|d'ici quelques|a l'occasion
(?:pas le (?:bon|meilleur) (?:moment|timing)|mauvais (?:moment|timing)|moment (?:est )?(?:mal choisi|peu opportun)|trop tot|premature|timing n'est)
(?:budget\w*|enveloppe\w*)[^.!?\n]{0,40}(?:boucle\w*|clos|ferme\w*|gele\w*|epuise\w*|consomme\w*|alloue\w*|arrete\w*|valide\w*|engage\w*|vote\w*|cloture\w*|depense\w*|serre\w*|fige\w*)|(?:pas|plus|aucun|manque) (?:\w+ )?(?:budget|de budget|le temps|la bande passante|ressources|de temps|les ressources|disponibilite)
(?:sous l'eau|deborde\w*|tres (?:occupe\w*|prise?|charge\w*)|en plein\w*|plein (?:dans|de travail)|la tete sous|rush|surcharge\w*|trop de (?:projets|travail|choses)|periode (?:chargee|intense|compliquee)|autres? (?:priorites?|urgences|chantiers|sujets)|gel des)
pas (?:\w+ )?(?:une|la|notre|prioritaire|ma|dans nos|dans les) ?(?:priorites?|urgence)?\b(?=[^.!?\n]{0,15}(?:priorit|urgent|$))
(?:je|nous|on) (?:reviendr\w+|vous recontacter\w+|garde\w*|conserv\w+|note\w*)[^.!?\n]{0,50}(?:quand|des que|lorsque|si (?:besoin|le besoin)|plus tard|sous le coude|contact|coordonnees|dans|en \w+|moment venu)
(?:reporte\w*|decale\w*|repousse\w*|en attente|en pause|en suspens|mis\w* de cote|suspendu\w*)\b
(?:l'annee prochaine|l'an prochain|le (?:mois|trimestre|semestre) prochain|au (?:second|deuxieme|troisieme|quatrieme|prochain) (?:trimestre|semestre))
"""

_REFERRAL = r"""
(?:contactez|adressez|voyez|ecrivez|contacter|adresser|appelez|rapprochez|vous rapprocher|voir|demandez|parlez|sollicitez|joindre|joignez|envoyez|envoyer|transmettre|vous adresser|parler|echanger|discuter|contacte|ecris)(?:[- ]vous|[- ]en)? ?(?:ca |cela |votre (?:demande|message|proposition|mail|offre) |directement |plutot |de |a |avec |aupres de |aupres du |vers |au |la |l'|le |en |sur )*(?:@NAME@|mon |ma |notre |m\. |mme |monsieur|madame|[\w.+-]+@[\w.-]+|service|la (?:drh|dsi|direction)|le (?:service|responsable|directeur))
(?:mon|ma|notre|nos) (?:collegue|collaborat\w+|directeur|directrice|responsable|associee?|manager|equipe|successeur|service|drh|dsi|chef|assistante?)\b[^.!?\n]{0,50}(?:gere|s'occupe|charge|responsable|pourra|peut|reviendra|contact|copie|@|traite|decide|suit|pilote|prend|repondra|en charge)
(?:la|les|le) (?:bonnes?|bon|meilleure?) (?:personnes?|interlocut\w+|contact) (?:\w+ ){0,3}(?:est|serait|sont|c'est)
(?:je|j'ai|nous|ai|avons) (?:le |la |l'|vous |les )?(?:transmets|transfere|mets|mis|transmis|fais suivre|fait suivre|redirige|passe|passes|mettons|oriente|ajoute|fais passer|communique|transferons|transmettons)\b[^.!?\n]{0,50}(?:a |au |en copie|en cc|mail|message|collegue|@NAME@|aux |vers)
en (?:copie|cc)\b
(?:qui|c'est|@NAME@|il|elle) (?:\w+ )?(?:gere|s'occupe|s'en occupe|est en charge|est responsable|pilote|traite|decide|suit|est en charge|supervise|a repris|se charge)
(?:s'en occupe|s'occupe de (?:ca|cela|ces|ce)|en a la charge|est (?:la|le|mon|notre) (?:personne|responsable|interlocut\w+))
(?:merci de|veuillez|il faut|faut|vous (?:devriez|pouvez|devez)|je vous (?:invite|conseille|suggere)) (?:\w+['’ ]){0,4}(?:adresser|contacter|ecrire|rapprocher|voir|envoyer|parler|passer)(?! (?:\w+ )?(?:en |plus tard|apres))\b[^.!?\n]{0,40}(?:@NAME@|[\w.+-]+@[\w.-]+|mon|ma|notre|service|a la|au)
(?:remplace\w*|m'a succede|mon successeur|ma remplacante)
"""

_WRONG_PERSON = r"""
(?:c'est|n'est|suis) pas moi (?:qui|a)\b
je (?:ne |n')?(?:m'occupe|fais|gere|travaille|suis) (?:ici )?(?:que\b|qu'|seulement|juste|uniquement)
(?:je suis|suis) (?:en )?(?:stagiaire|alternant\w*|apprenti\w*)\b
pas (?:la bonne|le bon|la|votre|le) (?:personne|interlocut\w+|contact|adresse|destinataire|service|societe)
(?:mauvaise?|erreur de|tromp\w+ de) (?:personne|interlocut\w+|adresse|destinataire|service|contact|societe|numero)
(?:ne |n')(?:suis|est|ai|fais|fait|releve) (?:pas|plus|aucun\w*) (?:\w+ )?(?:responsable|en charge|chez|partie|mon|ma|concerne\w*|decideur|decisionnaire|du ressort|de mon ressort|mes|la bonne|le bon|au sein|en poste|dans (?:la|l'|cette))
(?:ne |n')?(?:m'en occupe|m'occupe|travaille|gere|decide) (?:pas|plus)(?! avec)
pas (?:de )?(?:mon|ma|dans mon|mes|dans mes) (?:ressort|domaine|perimetre|service|attributions|competence\w*|departement|role|metier|responsabilite)
(?:ai|suis|avoir|j'ai) (?:quitte|change|parti\w*|(?:a la |en )retraite|pris ma retraite|demissionne)|(?:ne fais|fait) plus partie|plus (?:chez|dans (?:la|l'|cette)|en poste|salarie|a ce poste)
(?:vous (?:vous )?(?:etes|faites|avez) (?:\w+ )?(?:erreur|trompe\w*|confond\w+))|erreur sur la personne|me confond\w+|homonyme|(?:simple|juste) (?:stagiaire|alternant\w*|salarie|etudiant\w*)|rien a voir avec
"""

_QUESTION = r"""
(?:vous|tu|c'est|ca) (?:\w+ ){1,4}(?:ou|combien|comment|quand) ?(?:exactement|precisement|au juste|du coup)?(?= *[.?!]?$)
(?:combien|quel(?:le)?s? (?:est|sont|serait|seraient|type|genre|difference|delai|prix|tarif)|a quel prix|quels?|quelles?) ?\w*
ca marche comment
comment (?:ca|cela|fonctionne|avez|marche|se|vous|votre|est|faire|ca se|puis|obten\w+)
(?:pouvez|pourriez|avez|etes|travaillez|proposez|faites|gerez|utilisez|peux|peut|puis|est|sont|existe|y a)[- ](?:t-)?(?:vous|tu|on|je|il|ce|elle|elles|ils)\b[^.!\n]{2,200}\??
est-ce (?:que|qu'|compatible|possible|payant|gratuit|un|une|bien)\b
(?:ou|d'ou|qui|pourquoi|quand|qu'est-ce|que|quoi) (?:est|sont|avez|etes|venez|vient|se|sort|proposez|que|qui|faites|comprend|inclut|stock\w+|hebergez|sera|peut)\b[^.!\n]{0,120}\?
(?:prix|tarifs?|cout)\b *\??(?=$|\n)
(?:j'ai|nous avons|j'aurais) (?:\w+ ){0,2}questions?
"""

FRENCH = Tongue(
    plain={
        Meaning.INTERESTED: _INTERESTED,
        Meaning.NOT_INTERESTED: _NOT_INTERESTED,
        Meaning.NOT_NOW: _NOT_NOW,
        Meaning.REFERRAL: _REFERRAL,
        Meaning.WRONG_PERSON: _WRONG_PERSON,
        Meaning.QUESTION: _QUESTION,
        Meaning.OTHER: r"""
(?:je|nous|on) (?:vais |allons |va |le |la |les )?(?:regarde|regarder|etudier|etudie|lire|examiner|reflechi\w*|discuter|en discuter|en parler|parler|prends connaissance|prendre|vous dis|vous tiens|reviens|transmet\w*|verrai|verrons|voir|vois|consulte\w*|revenir vers)\b(?! (?:avec vous|vers vous (?:en|dans|apres)|une demo|ca ensemble))
(?:bien recu|bien note|c'est note|recu|note|pris (?:bonne )?note|je vous (?:dis|tiens|redis)|tiens au courant|si besoin|en cas de besoin)
""",
    },
    hints={
        Meaning.INTERESTED: r"""
(?:interessant\w*|parfait|super|genial|top|d'accord|entendu|oui|excellent|evidemment|absolument|pertinent)\b
(?:lundi|mardi|mercredi|jeudi|vendredi)\b
\d{1,2} ?h(?:\d\d)?\b
(?:demo|rdv|rendez-vous|visio|creneau)\b
""",
        Meaning.NOT_INTERESTED: r"""
(?:desole\w*|malheureusement|non|merci mais)\b
""",
        Meaning.NOT_NOW: r"""
(?:plus tard|occupe\w*|rentree)\b
""",
    },
    negation=r"pas|jamais|aucun\w*|sans|ni|guere|nullement|non|plus(?= (?:interess|dispon))|ne|n'\w+",
    if_so=r"""
(?:si|lorsque|quand|au cas ou) (?:\w+['’ ]){0,5}(?:interesse\w*|besoin|pertinent|interet)
""",
    common=words(
        "je nous vous le la les et pas ne est de des pour avec merci bonjour que qui "
        "une un dans sur en mon ma ce ca suis avons oui non du au il on"
    ),
)

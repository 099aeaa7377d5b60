"""Spanish."""

from __future__ import annotations

from outreach.core.inbound.meaning import Meaning
from outreach.core.inbound.phrase.tongue import Tongue, words

_INTERESTED = r"""
pas(?:ate|ese|ad|aos|en|ense) (?:por|a ver|cuando|el|manana)\b
(?:muy |bastante |bien )?interesad[oa]s?\b
(?:me|nos) (?:interes(?:a|aria|an)|encaja|cuadra|viene (?:bien|perfecto|genial|de perlas)|va (?:bien|perfecto|genial)(?! (?:asi|con|como))|parece (?:\w+ )?(?:bien|interesante|buena|genial|perfecto|util)|gust(?:a|o|aria)|encant(?:a|aria|o)|conviene|vendria (?:bien|genial|de \w+)|llama la atencion)\b
(?:suena|pinta|se ve|luce) (?:\w+ )?(?:bien|interesante|genial|perfecto|prometedor\w*|util|muy bien)
(?:hablemos|charlemos|conversemos|veamos(?:lo)?|quedamos|agendemos|coordinemos|reunamonos|probemos|hagamos(?:lo)?|avancemos|adelante|quedemos|hablamos (?:el|manana|luego|pronto|esta|la)|nos vemos|agendamos)\b(?! (?:en (?:\w+ ){0,2}(?:meses|abril|mayo|junio|septiembre|enero)))
(?:envi(?:e|a|ame|eme|enos|anos|en|enme|ar)|mand(?:a|e|ame|eme|enos|anos|en|enme)|compart(?:e|a|eme|ame|anos)|pas(?:ame|eme|a|e)|remit\w+|hag(?:a|an)me|haz(?:me)?) ?(?:me |nos |le |la |por favor |un |una |el |mas |toda )*(?:llegar |favor )?(?:mas|info\w*|detalles?|propuesta|presentacion|brochure|dossier|material\w*|precios?|presupuesto|catalogo|cotizacion|invitacion|convocatoria|enlace|datos|horarios?|demo)
(?:llam[ae](?:me|nos)|marc[ae]me|cont[ae]cteme|contactame|escribeme)(?! (?:\w+ ){0,3}(?:en|despues|mas adelante|dentro|el proximo|septiembre))
(?:me|nos) (?:puede|puedes|pueden|podria|podrias|podrian) (?:enviar|mandar|llamar|pasar|compartir|mostrar|explicar mejor|hacer|presentar)
(?:puede|puedes|pueden|podria|podrias|podrian) (?:enviar|mandar|llamar|pasar|compartir|mostrar|hacer)(?:me|nos)
(?:podemos|podriamos|te parece si|le parece si|que tal si|cuando podemos|cuando podriamos|se puede) (?:\w+ ){0,2}(?:hablar|conversar|reunirnos|vernos|agendar|quedar|coordinar|hacer|ver|llamar|programar|tener|charlar|hablamos|quedamos)
(?:quiero|queremos|quisiera|quisieramos|me gustaria|nos gustaria|deseo|deseamos|querria|querriamos) (?:\w+ ){0,2}(?:saber mas|conocer|ver|probar|agendar|mas|recibir (?:mas|info\w*)|hablar|tener|una demo|informacion|cotizar|entender|aprender|reunirme|contratar|evaluar|profundizar)
(?:cuent[ae](?:me|nos)|saber mas|conocer mas|mas (?:info\w*|detalles)|con (?:mucho )?gusto|encantad[oa]s?\b(?! de (?:saludar|conocer))|claro(?: que si|,)|por supuesto|desde luego|dale\b|va,|vale,? (?:el|la|me|nos|perfecto|genial|cuando|hablamos|pues|manana|quedamos|envia|manda|llam)|si,? (?:me|nos|por favor|claro|adelante|cuando|podemos|gracias|quiero|queremos|el|estoy|perfecto|con gusto|vale|tengo|seria|manda|envia))
(?:estoy|estamos|estaria|estariamos) (?:\w+ ){0,2}(?:disponible\w*|libre\w*|abiert[oa]s?|dispuest[oa]s?|buscando|evaluando|mirando|valorando|de acuerdo|justo|interesad\w+)
justo (?:\w+ ){0,3}(?:buscando|necesit\w+|hablando|pensando|evaluando|mirando|buscamos|lo que)
(?:tengo|tenemos|tendria) (?:\w+ ){0,3}(?:hueco|disponibilidad|tiempo|disponible|interes|libre|espacio)\b
(?:cuando|a que hora|que dia|que horario) (?:\w+ ){0,3}(?:viene bien|va bien|puede\w*|podemos|disponib\w+|conviene|queda|hablamos|parece|podria\w*|tienes|tiene)
(?:buen|perfecto|excelente|justo en el) momento|llega en (?:buen|el) momento|por que no\b|adelante\b|cuenta conmigo|cuente conmigo|me apunto|nos apuntamos
(?:agendar|agenda|reserv\w+|programa\w*|concert\w+|fijar|fijamos|coordinar) (?:\w+ ){0,2}(?:llamada|reunion|demo|cita|hueco|videollamada|call|espacio)
(?:muy |bastante |resulta |es |parece )(?:\w+ )?(?:interesante|util|relevante)\b
"""

_NOT_INTERESTED = r"""
ni falta que (?:me |nos )?hace
(?:lo|la|los|las) (?:llevamos|hacemos|tenemos) con (?:un|una|el|la|los|nuestr\w)
(?:me|nos) (?:apano|apanamos|arreglo|arreglamos)\b|con lo que (?:tengo|tenemos)\b
(?:no quiere|no quieren|ni) (?:\w+ )?(?:oir hablar|saber nada)
(?:seguimos|sigo|seguiremos) con (?:lo de siempre|lo nuestro|lo mismo|los de siempre)
no le (?:veo|vemos|encuentro)\b|que va\b
(?:nos|me) (?:va|esta yendo|funciona) (?:muy )?bien (?:asi|como|con)
(?:no|nunca|tampoco) (?:me |nos |le |lo |la |les |se |te |los |las )*(?:\w+ )?(?:interes\w+|necesit\w+|encaj\w+|aplica\w*|conviene|sirve|vemos|veo|aport\w+|requer\w+|buscamos|busco|queremos|quiero|corresponde|cuadra|compensa|hace falta|deseamos|estamos interesad\w+|ajusta\w*|adapta\w*|vamos a (?:cambiar|seguir|avanzar|contratar|continuar|necesitar)|pensamos cambiar|contrat\w+|trabajamos con (?:terceros|externos)|es (?:para (?:nosotros|mi)|lo que|relevante|de (?:mi|nuestro) interes|de interes|interesante|necesari\w+|util|viable|adecuad\w+|compatible)|es nuestr\w+|tiene sentido|convence|cambiar\w*|seguir adelante)
(?:no|ningun|sin|ninguna?|poco|nulo) (?:tenemos |tengo |hay |existe |vemos |veo )?(?:\w+ )?(?:interes|necesidad|utilidad)\b
no,? (?:muchas )?gracias|gracias,? (?:pero )?no\b|no,? (?:lo siento|pero|nos|mil)
ya (?:lo |la |nos |los |las )?(?:\w+ )?(?:tenemos|tengo|contamos|cuento|trabajamos|trabajo|usamos|uso|disponemos|dispongo|utilizamos|hacemos|esta\w* cubiert\w+|lo hacemos|estamos con|resolvimos|lo tenemos|hemos (?:elegido|contratado|resuelto))(?! (?:interes|una reunion|hora))
(?:satisfech\w+|content\w+|felices|a gusto|conformes|muy bien) con (?:\w+ ){0,2}(?:actual|proveedor|lo que|solucion|herramienta|nuestr\w+|el|la|ellos)
(?:internamente|in-house|con recursos propios|con (?:medios|equipo) propios?|equipo (?:interno|propio)|de forma interna|nosotros mismos)
(?:mucha |buena |mucho )(?:suerte|exito)s?\b|(?:le |te |les |os )?dese\w+ (?:\w+ ){0,3}(?:suerte|exito\w*)|exitos\b
(?:declin\w+|rechaz\w+|descart\w+|desestim\w+|paso\b(?! tu| su| el| la| a )|pasamos de|prefer\w+ no|hemos decidido no|decidimos no|no por ahora ni)
(?:demasiado|muy|muy muy) (?:caro|cara|costos\w+)|fuera de (?:nuestro )?presupuesto|no (?:podemos|puedo) (?:permit|pagar|costear)\w*
(?:otro|otra|distinto) (?:proveedor|empresa|partner|solucion|herramienta|opcion|agencia)
(?:lamentablemente|desafortunadamente|desgraciadamente|por desgracia)[^.!?\n]{0,40}\bno\b
(?:pierda|pierdas|perder|pierde) (?:\w+ )?tiempo
"""

_NOT_NOW = r"""
hasta que (?:no )?(?:\w+ ){1,4}(?:no|ni|nada|imposible)\b
(?:ahora(?: mismo)?|por (?:el momento|ahora)|de momento|en este momento|actualmente|este (?:ano|trimestre|mes|semestre)|hoy por hoy|en estos momentos|todavia|aun|a dia de hoy|por lo pronto)[^.!?\n]{0,40}(?:\bno\b|\bsin\b|otras? prioridad\w*|ocupad\w*|liad\w*|imposible|dificil|complicad\w*|parad\w*|congelad\w*|desbordad\w*|a tope)
\bno\b[^.!?\n]{0,50}(?:ahora(?: mismo)?|por (?:el momento|ahora)|de momento|en este momento|actualmente|este (?:ano|trimestre|mes|semestre)|hoy por hoy|todavia|aun|en estos momentos|hasta (?:\w+ ){0,3}(?:ano|mes|trimestre|abril|mayo|junio|julio|septiembre|octubre|enero|verano|despues))
(?:escri[bv]\w+|contact\w+|llam\w+|habl\w+|vuelv\w+|volv\w+|retom\w+|busc[aqu]\w*me|recontact\w+|reconect\w+|insist\w+|consult\w+|pregunt\w+|revis\w+|intent\w+|vemos|reprogram\w+|recuerd\w+|avis\w+|evalu\w+|valor\w+|consider\w+)\b[^.!?\n]{0,40}(?:despues|mas adelante|mas tarde|dentro de|en (?:\w+ ){0,3}(?:mes\w*|semana\w*|ano|trimestre|enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|otono|primavera|verano|invierno|q[1-4]|futuro)|(?:el |la )?(?:proxim[oa]|siguiente) (?:ano|trimestre|mes|semestre|temporada|ejercicio)|a (?:partir|finales|principios|mediados|la vuelta)|cuando|otro (?:momento|dia)|pasad[oa]s?|tras|el (?:ano|mes) que viene|hacia|luego de|para (?:el|la|\w+bre|enero|abril|mayo))
(?:no es|mal|no seria|no es el|no es un) (?:\w+ )?(?:buen |mejor )?(?:momento|timing)|demasiado pronto|prematuro|aun es pronto|es pronto|mal momento
(?:presupuesto\w*)[^.!?\n]{0,40}(?:cerrad\w*|agotad\w*|asignad\w*|congelad\w*|comprometid\w*|gastad\w*|ejecutad\w*|aprobad\w*|limitad\w*|recortad\w*|definid\w*)|(?:no|sin|ya no|poco|falta de) (?:\w+ )?(?:tenemos |hay |contamos con |tengo |dispongo de |disponemos de )?(?:\w+ )?(?:presupuesto|capacidad|recursos|tiempo|ancho de banda|personal suficiente)\b
(?:muy |bastante |super |demasiado |hasta arriba|a tope|tan )(?:ocupad\w+|liad\w+|saturad\w+|desbordad\w+|justos de tiempo|de trabajo|liados)|mucho trabajo|mucha carga|desbordad\w+|en (?:plen[oa]|medio de|mitad de)|cierre de (?:ano|trimestre|ejercicio)|cerrando el (?:ano|trimestre|mes)
(?:no es|no son|otras?|no esta entre|sin) (?:\w+ ){0,3}(?:prioridad\w*|prioritari\w+)
mas adelante|en (?:el|un) futuro|otra ocasion|en otro momento|otro momento|quizas? (?:mas|en|el|dentro|para|despues|luego)|tal vez (?:mas|en|el|dentro|para|despues|luego)|a lo mejor (?:mas|en|el|dentro|para)|lo (?:dejamos|posponemos|aplazamos|retomamos)|pospuest\w+|aplazad\w+|en pausa|en espera|paralizad\w+|congelad\w+|pospon\w+|aplaz\w+
(?:cuando|en cuanto|una vez) (?:\w+ ){1,5}(?:termin\w+|acab\w+|presupuesto|tiempo|tranquil\w+|pase|cierre\w*|crezc\w+|necesit\w+)
(?:te|le|los|os|les) (?:tendr\w+|tengo|guard\w+|contactar\w+|llamar\w+|avisar\w+|buscar\w+|escribir\w+) (?:\w+ ){0,3}(?:en cuenta|si (?:surge|cambia|necesit\w+)|cuando|mas adelante|para (?:el futuro|mas adelante)|presente)
(?:el |la )?(?:proxim[oa]|siguiente) (?:ano|trimestre|semestre|ejercicio)|(?:ano|trimestre) que viene
"""

_REFERRAL = r"""
(?:contact[aeo]\w*|habl[ae]\w*|dirija\w*|dirigete|escrib[ae]\w*|comuniques?e?|comunicate|pongase en contacto|ponte en contacto|ponerse en contacto|trat[ae]\w*|consult[ae]\w*|preguntele?|preguntale?|llam[ae]|debe\w* (?:hablar|contactar|dirigirse)|puede\w* (?:hablar|contactar|dirigirse|escribir)|envi[ae]\w*|mand[ae]\w*|remit\w+|acud[ae]) ?(?:mejor |directamente |por favor |tu |su |la |el |esto |esta |propuesta |correo |eso |mail |solicitud |a traves |de )*(?:con |a |al )(?:@NAME@|mi |nuestr[oa] |el |la |los |[\w.+-]+@|departamento|area|l departamento)
(?:mi|nuestr[oa]|una?) (?:compane\w+|colega\w*|jef[ea]|director\w*|responsable|soci[oa]|gerente|equipo de|departamento de|sucesor\w*)\b[^.!?\n]{0,50}(?:lleva|encarga|gestiona|responsable|puede|podra|contact|copia|@|decide|ve estos|respond\w+|ocupa|maneja)
(?:la|el) (?:persona|contacto|responsable|encargad[oa]|interlocutor) (?:\w+ ){0,5}(?:es|seria)(?! (?:yo|necesari))
(?:le |te |lo |la |os |les )?(?:copio|copie|reenv\w+|remito|he reenviado|he pasado|paso (?:a|tu|su|el|la)|pongo en copia|transfier\w+|derivo|derive|traslado|he trasladado|paso tu|paso su|comparto|he compartido|pase|incluyo|anado)\b[^.!?\n]{0,50}(?:\ba\b|\bal\b|con|@NAME@|copia|companer\w+|colega|correo)
en copia\b|con copia a
(?:eso|esto|este tema|estos temas|de eso|de esto|de este tema|este asunto|esa area|de ello|lo) (?:\w+ )?(?:lo |la |se )?(?:lleva|encarga|gestiona|ve|maneja|decide|ocupa|coordina)\b
(?:se encarga|es (?:el|la|quien|nuestr[oa]) (?:encargad\w+|responsable|lleva|decide|gestiona|ve|indicad\w+|que lleva)|quien (?:lleva|decide|gestiona|ve|se encarga|maneja|es responsable)|que (?:lleva|gestiona|se encarga) (?:estos|este|de|esto|el|la|las|los))
(?:me (?:sustituy\w+|reemplaz\w+)|mi (?:sustitut\w+|reemplazo))
"""

_WRONG_PERSON = r"""
de eso (?:yo )?no (?:se|entiendo|llevo|decido|me entero)\b
(?:solo|solamente|unicamente|nada mas) (?:llevo|hago|soy|trabajo|me encargo|atiendo|estoy en|cojo)\b
no soy (?:yo )?(?:la|el|quien|una?) ?(?:persona|responsable|encargad[oa]|indicad[oa]|contacto|adecuad[oa]|decide|lleva|gestiona|interlocutor)?
(?:persona|contacto|direccion|correo|empresa|departamento|destinatario) (?:equivocad[oa]|incorrect[oa]|erronea|erroneo)
(?:se ha|te has|se han|creo que se|me parece que se|os habeis) (?:\w+ )?(?:equivocado|confundido|errado)|equivocad[oa] de|(?:me )?(?:confunde\w*|esta\w* confundiendo)|se equivoc\w+|es un error
ya no (?:trabajo|estoy|pertenezco|soy|formo|laboro|llevo|colaboro)|no trabajo (?:ahi|alli|en|para|ya|mas)|(?:deje|he dejado|sali de|me fui de|abandone) (?:la |esa |el |mi )?(?:empresa|compania|puesto|cargo|organizacion|\w+)|(?:estoy|me he|ya) (?:jubilad[oa]|retirad[oa])|me jubile
no (?:me encargo|me ocupo|llevo|gestiono|manejo|es (?:mi|de mi) (?:area|departamento|competencia|responsabilidad|ambito|tema|funcion)|tengo (?:nada que ver|poder de decision)|me corresponde|depende de mi|decido|esta en mi|veo (?:yo )?esos? temas?|tomo (?:esas|esa|estas|las) decisi\w+)
(?:solo soy|soy (?:solo |solamente )?(?:un |una )?)(?:becari[oa]|estudiante|pasante|practicante|asistente|ingenier[oa])
nada que ver con|no se por que (?:me|he)
"""

_QUESTION = r"""
(?:(?<=^)|(?<=[.!?,\n] )|(?<=\n))(?:y |pero |oye,? |hola,? )?(?:cuanto|cuantos|cuantas|a cuanto|como|donde|de donde) (?:cuesta|sale|vale|es|seria|funciona|estan|tarda|cobran|va|son|esta)\b
(?:cuanto|cuantos|cuantas|cuesta|precio|costo|tarifa)s? ?\w*[^.!\n]{0,60}\?
(?:que|cual|cuales) (?:es|son|incluye|precio|coste|costo|diferencia|tipo|hace\w*|ofrece\w*|significa|plazo|garantia\w*|ventaja\w*|seria|tal|exactamente)
como (?:funciona|es|se|puedo|han|ha|consigui\w+|obtuv\w+|lo|son|trabajan|seria|garantiz\w+)
(?:tien\w+|trabaj\w+|ofrec\w+|hay|es|son|esta\w*|funciona|incluye|se (?:integra|puede)|pued\w+|podria\w*|existe|integr\w+|cuent\w+|hac\w+|sirve|necesit\w+|usa\w+|tambien)\b[^.!\n]{2,200}\?
(?:de donde|donde|quien|quienes|por que|para que|desde cuando|a que) \w+
me (?:puede|podria|puedes|podrias) (?:explicar|decir|aclarar|confirmar)
(?:tengo|tendria|tenemos) (?:\w+ ){0,2}(?:duda|pregunta|consulta)s?
"""

SPANISH = Tongue(
    plain={
        Meaning.INTERESTED: _INTERESTED,
        Meaning.NOT_INTERESTED: _NOT_INTERESTED,
        Meaning.NOT_NOW: _NOT_NOW,
        Meaning.REFERRAL: _REFERRAL,
        Meaning.WRONG_PERSON: _WRONG_PERSON,
        Meaning.QUESTION: _QUESTION,
        Meaning.OTHER: r"""
(?:lo|la|los|le|te|les|os) (?:\w+ )?(?:reviso|revisare|revisamos|miro|mirare|consulto|comento|comentare|digo|dire|diremos|leo|leere|vere|veo|analizo|analizare|estudiare|hablo|hablare|estudiamos|valoro|valorare|pienso|pensare|aviso|avisare|confirmo|hare saber)\b
(?:recibid[oa]|anotad[oa]|tomo nota|tomado nota|acuso recibo|si (?:nos|me) interesa|en caso de (?:interes|necesitar))\b
voy a (?:revisar|mirar|consultar|leer|verlo|comentar\w*|pensar\w*|analizar\w*)
""",
    },
    hints={
        Meaning.INTERESTED: r"""
(?:interesante|perfecto|genial|excelente|estupendo|fenomenal|vale|de acuerdo|claro|si|buenisimo|listo|dale|ok)\b
(?:lunes|martes|miercoles|jueves|viernes)\b
a las? \d{1,2}
(?:demo|reunion|videollamada)\b
""",
        Meaning.NOT_INTERESTED: r"""
(?:lamentablemente|lo siento|agradec\w+[^.!?\n]{0,40}\bpero)\b
""",
        Meaning.NOT_NOW: r"""
(?:luego|ocupad\w+)\b
""",
    },
    negation=r"no|nunca|ningun\w*|sin|tampoco|nada|jamas|ni",
    if_so=r"""
(?:si|cuando|en caso de|por si) (?:\w+ ){0,4}(?:interesa\w*|interes|necesit\w+)
""",
    common=words(
        "el la los las de que y en un una por con para no es su me nos le lo se gracias "
        "hola si mas ya mi esta estamos yo pero como del al muy tu te"
    ),
)

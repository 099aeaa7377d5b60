"""Portuguese."""

from __future__ import annotations

from outreach.core.inbound.meaning import Meaning
from outreach.core.inbound.phrase.tongue import Tongue, words

PORTUGUESE = Tongue(
    plain={
        Meaning.INTERESTED: r"""
(?:muito |bastante )?interessad[oa]s?\b
(?:tenho|temos|teria|teriamos|ha|tem) (?:\w+ ){0,2}interesse
(?:me|nos) (?:interess(?:a|ou|aria)|agrad(?:a|ou)|chamou (?:a|muita) atencao)|(?:interessa|interessou|parece|soa|achei|e) ?(?:-?(?:me|nos))? (?:\w+ )?(?:interessante|bem|bom|otim[oa]|legal|util|promissor)
gost(?:ei|amos|o|aria|ariamos) (?:muito )?(?:d[aoe]|muito)\b|faz sentido|com (?:todo o |muito )?prazer|por que nao|porque nao|bora\b|topo\b|pode ser\b|vamos (?:conversar|falar|marcar|agendar|nessa|avancar|la\b|sim|fazer|em frente|testar)|claro(?: que sim|,)|com certeza|certamente|fechado\b|combinado\b|sim,? (?:por favor|claro|pode|podemos|tenho|temos|me|gostaria|vamos|quero|queremos|com|interessa|obrigad\w+|estou)
(?:me |nos )?(?:mand[ae]|envi[ae]|encaminh[ae]|pass[ae]|lig[ae]|cham[ae]|apresent[ae]|compartilh[ae]|mandem|enviem)(?:-?(?:me|nos))? (?:-)?(?:\w+ ){0,3}(?:mais|info\w*|detalhes?|proposta|apresentacao|material\w*|precos?|orcamento|catalogo|amanha|no \d|hoje|convite|link|por favor|segunda|terca|quarta|quinta|sexta|um|uma)
(?:liga|ligue|ligar|telefone|chama)(?:-?(?:me|nos))? (?:\w+ )?(?:amanha|hoje|no|para|segunda|terca|quarta|quinta|sexta|depois das)|me liga\b|me ligue\b|ligue-me
(?:pode|podem|podes|poderia|poderiam|consegue) (?:me |nos )?(?:enviar|mandar|ligar|passar|apresentar|encaminhar|mostrar|compartilhar)
(?:podemos|poderiamos|que tal|quando podemos|conseguimos|da para) (?:\w+ ){0,2}(?:falar|conversar|marcar|agendar|reunir\w*|fazer|encontrar|ver|uma|avancar)
(?:gostaria|gostariamos|quero|queremos|queria|queriamos|adoraria) (?:muito )?(?:de )?(?:\w+ )?(?:saber mais|ver|conhecer|agendar|marcar|entender melhor|receber (?:mais|uma)|conversar|falar|testar|uma|experimentar|mais)
saber mais|mais (?:info\w*|detalhes)|(?:marcar|agendar|marque|agende|reservar) (?:\w+ ){0,2}(?:conversa|reuniao|demo\w*|call|chamada|horario|bate-papo|videochamada)
(?:estou|estamos|estarei) (?:\w+ ){0,2}(?:disponive\w+|livre\w*|abert\w+|procurando|a procura|buscando|avaliando|precisando|a procurar|curios\w+)
(?:justamente|exatamente|mesmo) (?:\w+ ){0,2}(?:procurando|a procura|buscando|precisando|avaliando|o que|isso)
(?:quando|que dia|que horas|qual (?:o melhor|horario)) (?:\w+ ){0,3}(?:pode\w*|disponive\w+|disponibilidade|melhor|horario|conversar|falar|da para)
(?:veio|vem|chegou) (?:\w+ )?(?:em boa hora|a calhar|no momento certo)|otimo timing
""",
        Meaning.NOT_INTERESTED: r"""
nao (?:e|da|serve|funciona) (?:pra|para) (?:nos|mim|a gente|nosso\w*|nossa\w*)
(?:a gente |nos )?(?:se vira|nos viramos|se virando|damos conta|da conta) (?:muito )?(?:bem|sozinh\w+)?
(?:nao|nunca|nem) (?:me |nos |se |lhe |o |a |temos |tenho |ha |estou |estamos |vejo |vemos |e |sou |seria |faz |precis\w+ |vai |vamos )*(?:\w+ )?(?:interess\w+|precis\w+|necessi\w+|aplica\w*|serve|para (?:nos|mim)|adequad\w+|util\w*|relevante|avancar|prosseguir|seguir|pretend\w+|vantagem|valor|encaixa\w*|enquadra\w*|faz sentido|quer\w+|mud\w+|troc\w+|procur\w+|contrat\w+|necessario|atende)
nao,? (?:muito )?obrigad[oa]|obrigad[oa],? mas (?:nao|ja|infelizmente|de momento nao)|obrigad[oa],? nao|nao e (?:\w+ ){0,2}(?:interesse|necessidade)|sem interesse|nenhum interesse|nenhuma (?:necessidade|utilidade)|nao,? (?:lamento|desculpe|valeu)
ja (?:\w+ )?(?:temos|tenho|contamos|trabalhamos|usamos|utilizamos|possuimos|dispomos|somos atendidos|fechamos|contratamos|resolvemos|fazemos)(?! (?:interesse|uma reuniao))
(?:satisfeit[oa]s?|contentes|felizes) (?:\w+ )?(?:com)?|(?:boa sorte|muito sucesso|sucesso (?:ai|com|para|na)|desejo (?:\w+ )?sucesso)
(?:internamente|equipe interna|equipa interna|nos mesmos|in-house|com recursos proprios)
(?:declin\w+|recus\w+|dispens\w+|descart\w+|(?<!proximo )passo\b|decidimos nao|optamos por (?:nao|outr\w+)|prefir\w+ nao|preferimos nao|perca (?:o )?seu tempo|perder tempo)
(?:muito|demasiado|demais) (?:car[oa]|dispendios[oa])|fora do (?:nosso )?orcamento|outr[oa] (?:fornecedor|empresa|parceiro|solucao|ferramenta|opcao)
(?:infelizmente|lamento|lamentamos)[^.!?\n]{0,40}\bnao\b
""",
        Meaning.NOT_NOW: r"""
(?:so|somente|apenas) (?:depois|apos|quando)\b
(?:agora|neste momento|no momento|de momento|por (?:agora|enquanto|ora)|atualmente|este (?:ano|trimestre|mes|semestre)|ainda|hoje|nesta fase|para ja)[^.!?\n]{0,40}(?:\bnao\b|\bsem\b|outras prioridades|ocupad\w+|dificil|complicad\w+|corrid\w+|parad\w+|congelad\w+|impossivel)
\bnao\b[^.!?\n]{0,50}(?:agora|neste momento|no momento|de momento|por (?:agora|enquanto|ora)|atualmente|este (?:ano|trimestre|mes|semestre)|ainda|nesta fase|para ja|antes de|ate)
(?:procur\w+|volt\w+|cham\w+|fal\w+|contat\w+|contact\w+|escrev\w+|retom\w+|lig\w+|retorn\w+|tent\w+|convers\w+|avali\w+|reavali\w+|mand\w+|envi\w+|lembr\w+|revisit\w+|consider\w+|ver\w*|analis\w+)\b[^.!?\n]{0,40}(?:em (?:janeiro|fevereiro|marco|abril|maio|junho|julho|agosto|setembro|outubro|novembro|dezembro|\w+ (?:mes\w*|semana\w*))|depois|daqui a|dentro de|mais (?:tarde|a frente|para a frente|adiante|pra frente)|(?:no|para o|o) (?:proximo|segundo|terceiro|quarto|primeiro|fim|final|inicio|comeco|ano|mes|q[1-4]|futuro)|na proxima|na volta|apos|proxim[oa]|quando|ano que vem|mes que vem|a partir|em breve|la para|em outro|noutra|noutro)
mais (?:tarde|para a frente|pra frente|a frente|adiante)|no futuro|futuramente|outra (?:ocasiao|altura|oportunidade|hora)|outro momento|talvez (?:mais|no|na|em|depois|daqui|para|ano)|quem sabe (?:mais|no|na|em|depois)|adiad\w+|adiamos|adiar|em espera|em pausa|em stand-?by|suspens\w+|congelad\w+|postergad\w+|fica para
(?:nao e|mau|nao seria|pessimo) (?:\w+ ){0,2}(?:momento|altura|hora|timing)|momento (?:ruim|errado|inadequado)|muito cedo|cedo demais|prematuro
(?:orcamento|verba|budget)[^.!?\n]{0,40}(?:fechad\w+|esgotad\w+|comprometid\w+|congelad\w+|definid\w+|gast[oa]\w*|alocad\w+|cortad\w+|acabou|encerrad\w+|aprovad\w+)|(?:nao|sem|falta de|pouc\w+) (?:\w+ ){0,2}(?:orcamento|verba|budget|tempo|capacidade|recursos|braco)\b
(?:muito|super|bem|bastante|tao|extremamente) (?:ocupad\w+|corrid\w+|atarefad\w+|apertad\w+|sobrecarregad\w+)|correria|atolad\w+|em plen[oa]|no meio d[eao]|outras prioridades|nao e (?:\w+ ){0,2}(?:prioridade|prioritari\w+)
(?:no |o |para o )?(?:proximo) (?:ano|trimestre|semestre|mes)|ano que vem|(?:quando|assim que|logo que) (?:\w+ ){1,4}(?:acalm\w+|tempo|orcamento|terminar\w*|passar|conclu\w+|precis\w+)
(?:vou|vamos|fica) (?:guardar|manter|deixar)[^.!?\n]{0,30}(?:contacto|contato|futuro|radar|registad\w+|mente)|(?:entro|entrarei|entraremos) em contato (?:\w+ ){0,3}(?:quando|se|futur\w+|caso)
""",
        Meaning.REFERRAL: r"""
(?:fal[ae]|falar|contat[ae]|contact[ae]|contatar|contactar|entre em contato|entrar em contato|entre em contacto|procur[ae]|escrev[ae]|envi[ae]|encaminh[ae]|mand[ae]|dirija-se|dirigir-se|trat[ae]|convers[ae]|pergunt[ae]|lig[ae]|remet[ae]) ?(?:por favor |diretamente |directamente |melhor |isso |a proposta |o e-?mail |seu e-?mail )*(?:com|para|a|ao|o|pro|pra)? ?(?:a |o |as |os )?(?:@NAME@|[\w.+-]+@|meu |minha |nosso |nossa |colega|setor|departamento|area de|equipe de|equipa de|responsavel)
(?:meu|minha|nosso|nossa) (?:colega|chefe|diretor\w*|director\w*|gerente|responsavel|soci[oa]|gestor\w*|departamento|equipe de|substitut[oa])\b
(?:a|o) (?:pessoa|contato|contacto|responsavel) (?:\w+ ){0,5}(?:e|seria)\b(?! eu)
(?:quem|que|@NAME@|ele|ela) (?:\w+ ){0,2}(?:cuida|trata|gere|decide|responde|e (?:o |a )?(?:responsavel|encarregad\w+)|lida|gerencia|resolve) ?(?:d[aeo]|isso|disso|disto|sobre|com|por|aqui)?\b(?! (?:nao|eu))
responsavel (?:por|pel[ao])|e com (?:o|a) @NAME@
(?:reencaminh\w+|encaminhei|encaminh\w+ (?:para|ao|a|o|seu|sua)|repass\w+|passei|pass\w+ (?:o|a|para|ao|seu)|copio|copiei|coloco|coloquei|incluo|inclui|adiciono|direcion\w+|transmiti|enviei)\b[^.!?\n]{0,40}(?:\bpara\b|\bao?\b|colega|copia|@NAME@|cc)
em (?:copia|cc)\b|no meu lugar|substituiu
""",
        Meaning.WRONG_PERSON: r"""
(?:sou|estou) (?:so|apenas|somente) (?!a favor|a dispor)\w+|nao decido nada
(?:so|apenas|somente) (?:faco|cuido|trabalho|trato|atendo|fico)\b(?! com)
nao sou (?:eu )?(?:a|o|quem) ?(?:pessoa|responsavel|indicad\w+|cert\w+|contato|decide|trata|cuida)?
(?:pessoa|contato|contacto|endereco|e-?mail|empresa|destinatario|numero) errad[oa]|enganou|engano\b|enganad[oa]|enganaram|confundi\w+|equivoc\w+|homonim\w+
(?:ja )?nao (?:trabalho|faco)[^.!?\n]{0,15}(?:mais|nessa|nesta|na|no|la|parte|empresa|para)|ja nao (?:estou|sou|trabalho)|nao estou mais (?:na|no|nessa)|nao trabalho mais|(?:sai|deixei|desliguei-me|me desliguei|fui desligad\w+) (?:da|a|de|dessa|desta|na|empresa)|(?:estou )?(?:aposentad[oa]|reformad[oa])|me aposentei
nao (?:trato|cuido|e (?:comigo|da minha|a minha|meu|minha) ?(?:area|departamento|competencia|responsabilidade|setor|funcao)?|tenho (?:nada a ver|poder de decisao|autonomia)|lido com|decido|passa por mim|depende de mim)
(?:sou|apenas|so) (?:\w+ )?(?:estagiari[oa]|estudante|assistente)\b
""",
        Meaning.QUESTION: r"""
(?:quanto|quantos|quantas|qual|quais|como|onde|de onde|quem|por que|porque|o que|que tipo|em que|para que)\b[^.!\n]{1,160}\?
(?:quanto (?:custa|fica|sai|custaria)|como funciona|como (?:conseguiu|obteve|conseguiram|obtiveram))
(?:voces?|pode|podem|tem|tem|ha|e|sao|funciona|integra\w*|existe|trabalham|oferecem|atendem|da para|esta|possui\w*|a ferramenta|o sistema|faz|inclui|isso|isto)\b[^.!\n]{2,160}\?
(?:tenho|tenho|temos|teria) (?:\w+ ){0,2}(?:duvida|pergunta)s?
(?:pode|poderia|podem) (?:me )?(?:explicar|dizer|esclarecer)
""",
        Meaning.OTHER: r"""
(?:vou|vamos|irei|iremos) (?:ver|analisar|avaliar|olhar|ler|verificar|pensar|conversar|falar|consultar|discutir|estudar|dar uma olhada|levar)\b(?! (?:com voces?|contigo|consigo))
(?:recebid[oa]|anotad[oa]|ciente|tomei nota|te (?:falo|aviso|digo|retorno)|aviso\b|dou (?:retorno|noticias|um retorno)|retorno (?:em breve|se)|caso (?:haja|tenha\w*) (?:interesse|necessidade)|se (?:houver|tiver) interesse)
""",
    },
    hints={
        Meaning.INTERESTED: r"""
(?:interessante|perfeito|otimo|excelente|legal|beleza|sim|claro|de acordo|optimo|certo|ok)\b
(?:segunda|terca|quarta|quinta|sexta)\b
as \d{1,2}(?:h|:)
(?:demo\w*|reuniao|conversa)\b
""",
        Meaning.NOT_INTERESTED: r"""
(?:infelizmente|desculpe|agradec\w+[^.!?\n]{0,40}\bmas)\b
""",
    },
    negation=r"nao|nunca|nenhum\w*|sem|nem|nada|pouco|jamais",
    if_so=r"""
(?:se|caso|quando) (?:\w+ ){0,4}(?:interess\w+|necessidade|precisar\w*)
""",
    common=words(
        "o a os as de que e nao um uma para com por em no na do da me nos se obrigado "
        "ola eu mais sua seu isso isto ja esta estou temos tenho voce mas sim oi"
    ),
)

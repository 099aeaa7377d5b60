"""The bare words for leaving a list, and what a sentence that holds them may be about instead."""

from __future__ import annotations

from outreach.core.inbound.late_pattern import CaselessPattern


def _any(*patterns: str) -> CaselessPattern:
    return CaselessPattern("|".join(patterns))


TERM_STEMS = [
    "subscri",
    "opt",
    "abmeld",
    "abgemeld",
    "abbestell",
    "aus",
    "uitschrij",
    "afmeld",
    "avregistr",
    "avprenum",
    "bonn",
    "désins",
    "desins",
    "baja",
    "suscri",
    "iscri",
    "descadas",
    "inscri",
    "assinat",
    "wypis",
    "rezygn",
    "отпи",
    "відпи",
    "çık",
    "iptal",
    "لغ",
    "اشترا",
    "เลิก",
    "退",
    "取消",
    "停止",
    "解除",
    "中止",
    "거부",
    "구독",
    "odhl",
    "leirat",
    "dezab",
    "להסיר",
    "διαγραφή",
]
TERM = _any(
    # English
    r"(?:^\W{0,5}(?:(?:hi|hello|hey|dear|sir|madam|team)\b[^,]{0,30}, ?)?|\b(?:please|pls"
    r"|plz|kindly) (?:\w+ ){0,2})(?:un-?subscribe"
    r"|opt(?: me| us)?[- ]out)\b(?! (?:rate|page|option|feature|process|mechanism|request|is|are"
    r"|was|link|button|handling|list)s?\b)",
    r"(?:^\W{0,3}|\bplease |\bpls |\bkindly |\bi (?:want|wish|would like) to )cancel (?:my"
    r"|our|this) "
    r"(?:\w+ )?subscription",
    # German, Dutch, Scandinavian
    r"\b(?:bitte|möchte|will|wollen|möchten)(?: \w+){0,2} (?:abmelden|abbestellen|austragen"
    r"|ausgetragen|abgemeldet)\b",
    r"\b(?:graag|wil|willen|aub)(?: \w+){0,3} (?:uitschrijven|afmelden)\b"
    r"|^\W{0,3}(?:uitschrijven|afmelden)\b|avregistrera|avprenumerera",
    # French, Spanish, Italian, Portuguese
    r"désabonn(?:ez|er|e|ement)\b|désinscri(?:re|vez|s|ption)\b",
    r"\b(?:darme|dame|dadme|denme|deme|darnos|denos|dennos|doy|dar) de (?:la )?baja\b"
    r"|desuscri\w+|cancel\w+ (?:mi|la|nuestra) suscripción",
    r"\bdisiscri(?:ve|ver|vete|zion)\w*|annulla\w* (?:la mia )?iscrizione",
    r"\bdescadastr(?:ar|e|em|o)\b|(?:cancelar|cancele) (?:a |minha |a minha )?(?:inscrição"
    r"|assinatura|subscrição)",
    # Polish, Russian, Turkish
    r"\b(?:wypisz|wypisać|wypiszcie|wypisanie)\b|rezygnuję z (?:newslettera|subskrypcji)",
    r"отпишите|отписаться|отписать|відпиш\w+",
    r"abonelik(?:ten|ten) çık|üyelik(?:ten|ten) çık|aboneliği\w* iptal",
    # Persian, Arabic, Thai
    r"لغو (?:عضویت|اشتراک)|(?:إ|ا|أ)?لغ\w{0,2} (?:ال)?اشتراك\w*",
    r"ยกเลิกการรับ|ยกเลิกรับ|ยกเลิกการสมัคร|เลิกรับ",
    # Chinese, Japanese, Korean
    r"退[订訂]|取消[订訂][阅閱]|取消訂閱",
    r"(?:配信|メール|メルマガ|購読|送信)(?:を|の)?(?:停止|解除|中止)|登録(?:を|の)?解除"
    r"|購読(?:を)?解除",
    r"수신\s?거부|구독\s?(?:취소|해지)",
    # Czech, Slovak, Hungarian, Hebrew, Greek
    r"\bodhla(?:s|š)\w*|\bleiratkoz\w*|dezabon\w*|להסיר|διαγραφή",
)

# What the words are about instead; each vetoes the sentence it stands in.
FOOTER = _any(
    r"\bclick\b|\bvisit\b|^\W{0,3}to (?:unsubscribe|opt[- ]?out|be removed|stop receiving|remove)"
    r"|\bif you (?:no longer|do not|don't|wish|want|would (?:like|prefer|rather)|prefer|received)"
    r"|\byou (?:can|may) (?:\w+ )?(?:unsubscribe|opt|stop|change|be removed)|\bat any time\b"
    r"|\byou (?:have been|are|were|will be) (?:\w+ )?(?:receiv|remov|unsubscrib|subscrib|delet)"
    r"|\bjederzeit\b|à tout moment|en cualquier momento|in qualsiasi momento|a qualquer momento"
    r"|op elk moment|w dowolnym momencie|в любой момент|hier klicken|klicken sie|cliquez"
    r"|haga clic|haz clic|clicca|clique aqui|klik hier|kliknij"
    r"|нажмите|tıklayın|کلیک|انقر|คลิก|点击|點擊|クリック|클릭|wenn sie (?:keine|sich)|falls sie"
    r"|si vous ne souhaitez|pour vous (?:dés|ret)|si (?:usted )?no desea|se non desidera|indien u"
    r"|reply (?:with|stop)|antworten sie mit"
    r"|\bplease do not (?:reply|respond)(?: directly)? to this (?:e-?mail|mail|message)\b"
    r"(?=\W*$|\s*[;.]|,? (?:as|because|since|it is|it's|this (?:is|mailbox)|replies|we)\b)",
    # Who says what others may not wish, or want of "our mailings", is the sender of them.
    r"\b(?:any(?:one|body)|those|people|persons|recipients|customers|users) who "
    r"(?:do(?:es)? not|don't|doesn't|no longer) (?:wish|want)|\bwant any(?:one|body) to receive"
    r"|\breceive our (?:\w+ ){0,2}(?:mailings?|e-?mails?|newsletters?|offers?|messages?)\b"
    r"|(?:如果?|若)您?不(?:想|愿|願|希望)",
)
ABOUT = _any(
    # A link, a question how, other people.
    r"\blinks?\b|\bbutton|\blien\b|\benlace\b|\bbouton|\bbotón|\bbotão|\bknop\b|abmelde-?link"
    r"|uitschrijflink|ссылк|bağlantı|لینک|رابط|ลิงก์|链接|連結|鏈接|リンク|링크",
    r"\bhow\b(?! (?:do|can) (?:i|we)\b)|\bwie (?:können|kann man|melden)|\bcomment\b"
    r"|\bcómo\b|\bcomo os\b"
    r"|\bcome (?:si|fanno|posso)\b|\bhoe\b|\bjak\b|\bкак\b|\bnasıl\b|چطور|چگونه|كيف"
    r"|อย่างไร|ยังไง|怎么|怎麼|如何"
    r"|どうやって|どのように|어떻게",
    # What a product can do, or whoever may leave another list.
    r"功能|機能|기능|試用|试用|率|비율|\bfeatures?\b|\bfunktion\b|\bkann man\b|\bpeut[- ]on\b"
    r"|\best-ce qu|\bse puede\b|\bsi può\b|\bpode-se\b|\bcomo (?:funciona|os|as|se)\b|\bkan man\b"
    r"|\bhur\b|\bkan (?:mine|våre|vores|mina)\b|\bklient|\bmożna\b|можно ли|kan(?:nen)? klanten"
    r"|müşteri|العملاء|مشتریان|客户|客戶|顧客|고객",
    r"\b(?:our|your|their|the) (?:customers?|clients?|users?|subscribers?|recipients?"
    r"|people)\b(?! "
    r"(?:list|data))|\b(?:ihre|unsere|die) (?:kunden|empfänger|nutzer)|\bclients se\b"
    r"|\bcannot (?:opt|un)"
    r"|\b(?:if|when) (?:this|i|we|it|they)\b|\bi'?ll un|\b(?:almost|nearly|beinahe"
    r"|presque|casi|quasi)\b"
    r"|\b(?:does|(?<!we )handle|automatically|rates?)\b|\bnever (?:un|opt)|\b(?:don'?t|not|no "
    r"need) (?:want )?(?:to "
    r")?(?:un-?sub|opt)|\bwithout opting|\bwe (?:un|opt)",
)
_NEEDLESS = (
    r"\b(?:need|necessary|hoe[fv]\w*|nötig|müss\w*|brauch\w*|besoin|inutile|nécessaire|falta"
    r"|necesit\w*|serve|bisogno|precis\w*|musi\w*|trzeba|нужно|надо|можете|gerek\w*|behøver|behöver"
    r"|trenger)\b|不用|不必|不需要|必要|不要|필요|لازم|حاجة|ضرور"
)
# What somebody is sure of follows not: "I am convinced this is spam" is a complaint.
_WON = (
    r"(?:\b(?:i['’]m|i am|you['’]ve|you have|you had|consider me) "
    r"(?:(?:me|us|already|quite|fully|totally) )?(?:convinced|sold)|\bwe(?:['’]re| are) convinced"
    r"|\b(?:bin|sind) (?:schon |bereits |voll |völlig )?überzeugt"
    r"|\b(?<!pas )(?:suis|sommes|m['’]avez) (?:déjà |tout à fait )?convaincue?s?"
    r"|(?<!no )\b(?:estoy|estamos|me has|me ha) (?:ya )?convencid[oa]s?"
    r"|(?<!non )\b(?:sono|siamo|mi ha) (?:già )?convint[oaie]"
    r"|(?<!não )\b(?:estou|estamos) (?:já )?convencid[oa]s?|\bben (?:al |nu |helemaal )?overtuigd"
    r"|(?<!nie )\bjeste(?:m|śmy) (?:już )?przekonan\w+"
    r"|\bвы (?:меня |нас )?(?:уже )?(?:меня |нас )?убедили"
    r"|\bikna old(?:um|uk)|\b(?:er|är) (?:allerede |redan |nå |nu )?(?:overbevist|övertygad)"
    r"|(?<!لست )(?<!غیر )\bمقتنع|قانع شد(?:م|یم)|已经?(?:被(?:您|你)说服|决定(?:买|购买))"
    r"|納得(?:しました|いたしました)|설득(?:됐|되었)\S*)"
    r"(?=\W*$|\s*[,.;!،，、。–—](?! ?(?:dass|that|que|che|dat|że|что)\b)"
    r"| (?:and|und|et|y|e|en|i|и|ve|och|og)\b)"
    r"|请(?:您|你)?(?:把|将|发)(?:\w{0,3})合同"
    r"|\b(?:i|we)(?:['’]ll| will)? sign (?:it |this |the \w+ )?(?:today|tomorrow|now|next)\b"
    r"|\bunterschreiben? (?:ich |wir |das |den \w+ )?(?:heute|morgen|gleich|jetzt|nächste|am)\b"
    r"|\b(?:je signe|nous signons|on signe) (?:demain|aujourd|dès|lundi|cette|tout de suite)"
    r"|\bfirm(?:o|amos|aré|iamo|erò) (?:mañana|hoy|ya|domani|oggi|subito)\b"
    r"|\bassin(?:o|amos|arei) (?:amanhã|hoje|já)\b|\bteken(?:en)? (?:ik |we )?(?:morgen|vandaag)\b"
    r"|\b(?:jutro|dziś|dzisiaj) podpis\w+|\bpodpis\w+ (?:jutro|dziś)|(?:завтра|сегодня) подпиш"
    r"|подпиш\w+ (?:завтра|сегодня)|\b(?:yarın|bugün) imzal|(?:明天|今天|马上)就?(?:会)?签"
    r"|(?:明日|本日|今日)(?:に|中に)?(?:サイン|署名|契約)|(?:내일|오늘) (?:바로 )?(?:서명|계약)"
)
OTHER_WISH = _any(
    r"\b(?:b?cc|cc:|kopie|copie|copia|cópia|kopii|dw|копи[ия]|bilgiden)\b|抄送|副本|参照|참조",
    r"hesitat|zögern|hésite|\bduden?\b|\besit[ia]|hesite|aarzel|wahaj|стесня|çekin|تتردد"
    r"|تردد نکن|เกรงใจ",
    r"forget|vergess|oubli|olvid|dimentic|esque[cç]|verge(?:et|ten)|zapomn|забуд|unut|تنس"
    r"|فراموش|ลืม|忘|잊",
    r"(?:before|until|till|after|vor|nach|avant|antes de|prima delle|vóór|voor|przed|до"
    r"|قبل|قبل از ساعت|ก่อน) "
    r"?(?:the |las |les |den |as )?(?:\d|noon|monday|العاشرة)|\d\S{0,8}(?:önce|之前|以前"
    r"|点前|点之前|時前|時以前|시 ?전)"
    r"|十点之前|'dan önce",
    r"\blet(?:['’]?s| us) (?:not|(?:\w+ )?stop)\b|back and forth|\bno deje[ns]? de\b"
    r"|\bnão deixem? de\b"
    r"|\bper post\b|\bby post\b|par la poste|附件|첨부|자료|견적"
    r"|\b(?:can|could|may|might|do|would) (?:they|people|prospects?|customers?|clients?|users?"
    r"|contacts|leads|recipients)\b",
    # Another way to write or to call, or how others leave a list.
    r"\blepiej (?:pis|mail|na)|\blieber (?:per|e-?mail|schreib|anruf|telefon)"
    r"|\bbetter (?:to )?(?:e-?mail|call|write|by)\b|(?:e-?mail|phone|mail) is better"
    r"|\bmejor (?:por|a est[ea]|al)\b|\bmieux par\b|\bmeglio (?:via|per|una)\b"
    r"|\bmelhor por\b|\bbeter (?:via|per)\b|лучше (?:пис|пиш|по|на)|\bhellre (?:på|via)"
    r"|\b(?:verlieren|verpassen|übersehen|perdre|perder|perdere|stracić|przegapić)\b"
    r"|потерять|пропустить|kaçırmak|\bmissa\b|(?:发到|發到|寄到|发给|發給) ?\S+@",
    r"^\W{0,3}(?:come|comment|c[oó]mo|wie|hoe|jak|как|nasıl|hur|hvordan|miten|کیف|كيف|چطور|چگونه"
    r"|آیا|هل)\b(?!.{0,60}\b(?:me|m['’]\w+|mich|mi|uns|mij|mnie|się|меня|beni|mig|meg|minut)\b)"
    r".{0,200}[?？؟]\W*$",
    r"\bsondern\b|\binstead\b|\bplutôt\b|\bsino\b|\brather than\b|\buse \S+@|\bbenutzen sie\b",
    r"\b(?:don['’]?t|not|never|n['’]t|can['’]?t|won['’]?t|cannot|nicht|pas|inte|nie|не) (?:\w+ )?"
    r"(?:stop(?![,;] (?:so |now |please )?(?:do not|don['’]?t|remove|stop))|aufhören|auf\b"
    r"|arrêt|sluta)|sluta inte|hören sie nicht auf",
    r"\b(?:don['’]?t|do not|never|no need to|not) (?:want to |ever )?(?:un-?subscribe"
    r"|opt out|remove me"
    r"|take me off)",
    r"\b(?:when|where|whether) to stop|\bstop \w+ing you\b",
    r"not that (?:we|i) (?:don|do not)|\bif (?:i|we) (?!can|could|may|might)",
    r"\b(?:had|have|has) to stop|(?<!how do )(?<!how can )\b(?:we|they|i) stop|stop by\b|full stop",
    # Leaving somebody else's product, and what is kept of us there.
    r"\b(?:am|are|['’]re|['’]m) leaving (?!you|this|the\b)[^,;]{1,60}\bthere\b"
    r"|\bto (?:stop using|(?:migrate|move|switch)(?: away)? from|leave|quit|drop|cancel|replace)"
    r" (?!you|this|the\b|all\b|me\b|us\b|these|any)[^,;]{1,60}\b(?:there|our accounts?)\b"
    r"|\buns von (?!ihr|eur|dies|all|dem|der|den)\S+ (?:abmelden|trennen|weg)[^,;]{1,60}\bdort\b"
    r"|\b(?:arrêter|quitter|abandonner|résilier) (?!vo|ce|de\b|d['’]|le|la)[^,;]{1,60}"
    r"\b(?:y|là-bas)\b"
    r"|\b(?:dejar de usar|dejar|abandonar|cancelar) (?!su|tu|vuestr|est|de (?!usar))"
    r"[^,;]{1,60}\ballí\b"
    r"|\b(?:smettere di usare|lasciare|abbandonare) (?!vo|ques|il|la)[^,;]{1,60}\b(?:lì|là)\b"
    r"|\b(?:deixar de usar|parar de usar|largar) [^,;]{1,60}\blá\b"
    r"|\bstoppen met (?!jullie|uw|deze|dit|de )[^,;]{1,60}\bdaar\b"
    r"|отказаться от (?!ваш|этой|этих|рассыл)[^,;]{1,60}\bтам\b",
    # What the writer wants to send no more, and how the writer's own readers leave.
    r"\b(?:i|we)(?:['’]d| would)? (?:\w+ )?(?:want|need|like|plan|decided) to (?:stop|quit|cease) "
    r"(?:sending|mailing(?! lists?)|e-?mailing|spamming)\b(?! (?:with|to|you|me|us))"
    r"|\bne (?:voulons|souhaitons|veux|souhaite) plus (?:envoyer|expédier)\b"
    r"|\bno (?:queremos|quiero) (?:más )?(?:enviar|mandar)\b(?!me|nos)"
    r"|\bnon (?:vogliamo|voglio) più (?:inviare|mandare|spedire)\b"
    r"|\bnão (?:queremos|quero) mais (?:enviar|mandar)\b"
    r"|\bgeen .{1,30}meer (?:versturen|verzenden)\b|\bnie chc\w+ (?:już |więcej )*wysyłać\b"
    r"|не хо(?:тим|чу) больше (?:отправлять|рассылать|слать)|göndermek istemiyor"
    r"|\bsilin(?:iyor|ecek|mekte)\w* m[ıiuü]\b"
    r"|(?:ผู้รับ|ลูกค้า|ผู้ใช้).{0,20}ยกเลิก.{1,30}(?:อย่างไร|ยังไง)",
    # Another address to write to: the old one is named, and then the new.
    r"\b(?:to|at|on|using) (?:my|our|the|this|that) (?:old|former|previous) .{1,50}"
    r"(?<!never )(?<!not )(?<!n['’]t )\b(?:use|write (?:me )?(?:to|at|on)|take|reach me (?:at|on))"
    r" (?:this one|the new|my new|this new|my current|this e-?mail from now|\S+@)"
    r"|@\S+ .{0,40}\b(?:and|but) (?:keep|use|take) (?:this one|the new one|my new"
    r"|this address)(?! off| out)"
    r"|\b(?:alte[nrs]?|frühere[nr]?) (?:e-?mail-?|mail-?)?adresse.{1,50}\b(?:nutzen|verwenden"
    r"|benutzen|nehmen) sie (?:bitte )?(?:diese|die neue|meine neue|künftig)"
    r"|\bancienne? (?:adresse|e-?mail|mail|boîte).{1,40}\b(?:utilisez|employez|écrivez|prenez)"
    r"|\b(?:antigu[oa]|viej[oa]|anterior) (?:correo|dirección|e-?mail|cuenta).{1,40}\b(?:us[ae]"
    r"|utili[cz]\w+|emplee) (?:est|la nueva|el nuevo|mi nuev)"
    r"|\bvecchi[oa] (?:indirizzo|e-?mail|mail|casella).{1,40}\b(?:us[ai]|usate|utilizz\w+) (?:ques"
    r"|il nuovo|la nuova)"
    r"|\bantig[oa]\b.{1,40}\b(?:us[ea]|usem|utilize) (?:est|o novo|a nova)"
    r"|\boude (?:e-?mail|mail)?\w*(?: ?adres)?.{1,40}\bgebruik (?:dit|deze|het nieuwe|mijn nieuwe)"
    r"|\bstar(?:y|ego) (?:adres|e-?mail|mail).{1,60}\b(?:tego|nowego|ten|nowy)\b"
    r"|\bстар\w+ (?:адрес|почт|ящик).{1,50}(?:используйте|пишите) (?:этот|новый|на)"
    r"|\beski (?:e-?posta|mail|adres).{1,50}(?:bunu|yeni|bu adres).{0,30}kullan"
    r"|(?:旧|以前的|老)(?:邮箱|地址|邮件地址).{1,20}(?:用|发到|改)(?:这|新)"
    r"|(?:旧|古い|以前の)(?:メール)?アドレス.{1,40}(?:こちら|新しい|新アドレス)"
    r"|(?:예전|이전|옛) ?(?:이?메일|주소).{1,40}(?:이|새) ?(?:이?메일|주소)",
    # Nothing more needs to be written to whom it has won over.
    rf"^(?=.{{0,400}}(?:{_NEEDLESS}))(?=.{{0,400}}(?:{_WON}))",
    # Where data lies, and whether it can be deleted.
    r"เก็บ(?:ไว้|อยู่)*(?:ที่ไหน|ไหน).{1,20}ลบ.{0,15}(?:ไหม|มั้ย|ถ้า|หรือ)"
    r"|(?:存放|存储|储存|保存|儲存)在?(?:哪|什么).{1,20}(?:可以|能|会|能否|是否).{0,12}(?:删|刪)"
    r"|(?:どこに|どちらに)(?:保存|保管|格納).{1,30}(?:でき|可能|いただけ|もらえ|ます)か"
    r"|(?:어디에?) ?(?:저장|보관).{1,30}(?:나요|까요|ㅂ니까|습니까)",
)

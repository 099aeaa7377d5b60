"""How people ask to be left alone, tongue by tongue: patterns within one sentence.

TERM is the bare word for it, which a question or a broken link may hold as well; WISH says
whom to leave alone, or what to take off which list.
"""

from __future__ import annotations

import re


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


TERM = _any(
    # English
    r"(?:^\W{0,5}|\b(?:please|pls|plz|kindly|just|now|and|me|to|you|i'll|,) )(?:un-?subscribe"
    r"|opt(?: me| us)?[- ]out)\b(?! (?:rate|page|option|feature|process|mechanism|request|is|are"
    r"|was|link|button|handling|list)s?\b)",
    r"\bopting[- ]out\b",
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
    r"(?:配信|メール|メルマガ|購読|送信)(?:を|の)?(?:停止|解除|中止)|登録(?:を|の)?解除|購読(?:を)?解除",
    r"수신\s?거부|구독\s?(?:취소|해지)",
    # Czech, Slovak, Hungarian, Hebrew, Greek
    r"\bodhla(?:s|š)\w*|\bleiratkoz\w*|dezabon\w*|להסיר|διαγραφή",
)

_LIST_EN = (
    r"(?:lists?|mailings?|database|db|campaigns?|sequences?|cadence|newsletters?|records"
    r"|systems?|crm|files?|distribution|outreach|contacts|e-?mails|mail)"
)
_MAIL_EN = (
    r"(?:e-?mail|contact|mail|messag|writ|send|spam|bother|harass|pester|call|text|reach"
    r"|follow|solicit|correspond|communicat|outreach|newsletter|nag|pitch|disturb)"
)
WISH = _any(
    # English: off the list
    r"\b(?:remov|delet|tak|drop|strik|eras|scrub|cross|scratch|exclud|pull)(?:e|ing|ping|bing)? "
    r"(?:me|us|my|our|this|that|[\w.+-]+@\S+)\b.{0,40}?\b(?:off|from|out of)\b.{0,30}?"
    rf"\b{_LIST_EN}\b",
    r"\b(?:take|taking|get|getting) (?:me|us|my \S+|this \S+) off\b(?! (?:mute|speaker|guard"
    r"|the (?:cc|copy|hook|thread|call|invite))|-)",
    r"\b(?:please|pls|kindly|just|now|and|,|you|^) ?(?:remove|delete) (?:me|us)\b(?! (?:as|from "
    r"(?:the )?(?:cc|bcc|copy|thread|call|meeting|invite)))",
    r"^\W{0,3}remove (?:me|us)\b(?! (?:as|from (?:the )?(?:cc|copy|thread|call|meeting)))",
    r"\b(?:remov|delet|eras|forget|los|destroy)(?:e|ing|t)? (?:all )?(?:of )?(?:my|our) (?:\w+ "
    r"){0,2}(?:data|details|e-?mail|address\w*|info\w*|name|number|records?|contact\w*)\b",
    r"erasure of (?:my|our)|right to (?:be forgotten|erasure)|object to (?:the |any "
    r"|your )?(?:processing|use|direct|marketing)|withdraw (?:my|our|any) consent",
    r"\b(?:want|like|wish|need|ask\w*|request) to be (?:removed|taken off|unsubscribed|deleted"
    r"|opted out|left alone)|\bbe (?:removed|taken) (?:from|off) (?:your|this|the|all) ",
    r"\b(?:get|getting|go|want|be) (?:me )?(?:off|out of) (?:this|your|the) (?:mailing |e-?mail "
    r"|distribution )?list",
    r"\bhow (?:do|can) (?:i|we) (?:unsubscribe|opt[- ]out|stop (?:these|this|the|your|getting))",
    r"\b(?:want|like|wish|need|trying|tried|asked|ask|request) to (?:unsubscribe|opt[- ]out)\b"
    r"|\bunsubscribe (?:me|us|my|our|this (?:e-?mail|address)|[\w.+-]+@|immediately|from (?:all|this"
    r"|your|these))\b",
    # English: no more mail
    r"\b(?:stop|cease|quit|discontinue|desist from|refrain from|halt|end) (?:(?:all|any|the|this"
    r"|these|those|that|your|further|ever|with|future|automated|sending|constantly|on|to) )"
    rf"{{0,4}}{_MAIL_EN}",
    r"\bstop (?:it|this|that)\b(?=\W*$| now| please| immediately)|cease and desist"
    r"|\bfuck off|\bpiss off|\bgo away\b|leave (?:me|us) (?:alone|in peace)",
    rf"\b(?:do not|don['’]?t|never|not to|did not|didn['’]?t|would not|not) (?:you )?(?:ever |please "
    rf"|want you to )?{_MAIL_EN}\w*(?: out| up| to| with)? (?:me|us|this address|this e-?mail"
    r"|anything|any|more|again|anymore|further)\b(?! (?:at|before|until|till|on|in|during|the|a|an|your"
    r"|my|info|details|about)\b)",
    r"\b(?:don['’]?t|do not|no longer|not|never) (?:want|wish|like|care|need|desire|agree|consent)"
    r"(?: you)?(?: \w+){0,2}? (?:to )?(?:be (?:contacted|e-?mailed|mailed|on your)|receiv\w+|get "
    r"(?:e|m|any|these|your|more|further)|hear from you|"
    rf"{_MAIL_EN}\w* (?:me|us))",
    r"\b(?:don['’]?t|do not) want (?:(?:any|your|these|more|further|this|such) ){1,3}(?:\w+ )?"
    r"(?:e-?mail|mail|messag|spam|contact|newsletter)",
    r"\bno (?:more|further|additional|future) (?:\w+ )?(?:e-?mail|mails|messag|contact|correspond"
    r"|communicat|follow|outreach|newsletter|spam|of these)",
    r"\breport(?:ed|ing)? (?:you|this|it) (?:as|for) spam\b|\bmark(?:ed|ing)? (?:you|this|it) as spam"
    r"|\b(?:last|final) (?:warning|request).{0,40}(?:spam|mail|contact)",
    # German
    r"\baus (?:\w+ ){0,3}(?:\w*verteiler\w*|\w*liste\w*|datenbank|datei|kartei|system)\b",
    r"(?:nehm|streich|trag|lösch|entfern)\w* (?:sie |bitte )*(?:mich|uns|meine|unsere)\b.{0,40}"
    r"(?:\baus\b|\bvon\b|liste|daten|adresse|e-?mail)|(?:mich|uns|meine \w+|unsere \w+) (?:bitte "
    r")?(?:aus|von) .{0,40}(?:streichen|löschen|entfernen|nehmen|austragen)",
    r"\bmelden sie mich (?:\w+ ){0,2}ab\b|(?:meine|unsere) (?:\w+ )?(?:daten|adresse|e-?mail\S*) "
    r"(?:\w+ ){0,3}(?:löschen|entfernen)|löschen sie (?:bitte )?meine",
    r"keine (?:weiteren? |mehr )*(?:e-?mails?|mails?|nachrichten|werbung|zusendungen|anfragen"
    r"|kontaktaufnahme\w*|werbe\w+|newsletter)\b.{0,25}(?:mehr|senden|schicken|erhalten|bekommen"
    r"|zusenden|wünsch|bitte|$)",
    r"nicht (?:mehr|weiter|wieder|länger|nochmal|erneut) (?:\w+ ){0,2}(?:kontaktier|anschreib|angeschr"
    r"|kontakt|zu kontaktieren|zu schreiben|schreiben|mailen|belästig|angemailt)",
    r"(?:kontaktier|schreib|mail|belästig)\w* (?:sie )?(?:mich|mir|uns) (?:bitte )?(?:nicht|nie) "
    r"(?:mehr|wieder|länger)",
    r"\b(?:hör\w* (?:sie )?(?:bitte |endlich )?auf|aufhören)\b,? .{0,25}(?:schreib|mail|kontakt|senden"
    r"|schicken|belästig)|(?:absehen|sehen sie|unterlass\w*).{0,40}(?:kontakt|mail|anfrage|werbung"
    r"|zusendung|nachricht)|(?:kontakt|mail|anfrage|werbung|zusendung|nachricht)\w* .{0,20}(?:absehen"
    r"|zu unterlassen|einstellen|einzustellen)",
    r"\blass(?:t|en sie)? (?:mich|uns) (?:bitte |endlich )?in ruhe|widersprech\w* (?:ich )?(?:hiermit "
    r")?(?:der|jeder|einer) .{0,40}(?:nutzung|verarbeitung|werb)|widerrufe .{0,30}einwilligung",
    # French
    r"(?:retir|enlev|supprim|ôt|ray|effac|élimin)(?:ez|er|e)[- ](?:moi|mon|mes|nous|notre|nos)\b"
    r"|(?:me|nous|m') ?(?:retirer|enlever|supprimer|ôter|rayer|effacer|radier) (?:de|d')"
    r"|(?:supprimer|effacer|retirer|enlever) (?:mon|mes|notre|nos) (?:adresse|e-?mail|mail|coordonn"
    r"|données|contact)",
    r"\bne (?:plus )?(?:me |m['’] ?|nous )?(?:plus )?(?:jamais )?(?:contact|écri|ecri|envoy|recontact"
    r"|sollicit|relanc|déranger|mailer|spammer)\w*(?: plus)?\b(?<!ne m'envoyez)",
    r"\bne (?:me|m['’]|nous) ?\w+ plus\b|n['’]\w+ plus (?:de |à )?(?:mail|m['’]|nous)",
    r"plus (?:recevoir|de (?:mails?|messages|courriels|relances)|d['’]e-?mails?|être (?:contact"
    r"|sollicit|relanc))|ne (?:souhaite|veux|désire|souhaitons|voulons) (?:plus|pas) (?:recevoir"
    r"|être (?:contact|sollicit|relanc|dérang)|que vous)",
    r"(?:arrêt|arret|cess)(?:ez|er) (?:de |d['’]|vos |ces |tout )(?:me |m['’]|nous )?(?:\w+)"
    r"|laissez[- ](?:moi|nous) tranquille|m['’]oppose à|inutile de (?:me|nous) (?:relanc|recontact"
    r"|écri)|(?:effacement|suppression) de mes données|effacer mes données",
    # Spanish
    r"\bno (?:me|nos) (?:\w+ )?(?:escrib|contact|envi|env[ií]|mand|molest|llam|vuelv)\w*(?! (?:antes|a "
    r"las|el|la|a este|a esta|a ese))\b|no (?:me |nos )?vuelva\w* a (?:escrib|contact|envi|mand)"
    r"|no (?:envíe|envien|envíen|mande|manden|contacte\w*|escriba\w*) (?:más|mas)",
    r"no (?:quiero|deseo|queremos|deseamos) (?:\w+ )?(?:recibir|que me (?:escrib|contact|env))"
    r"|(?:no|ningún|ni un) (?:más|mas) (?:correos?|emails?|mensajes?|mails?)",
    r"\b(?:elim[ií]n|b[oó]rr|qu[ií]t|s[aá]qu|remu[eé]v|ret[ií]r|supr[ií]m)\w{1,4}(?:me|nos)\b.{0,30}"
    r"(?:lista|base|datos|correos|env[ií]os)|\b(?:elimin|borr|quit|saqu|retir|suprim)\w* (?:de su "
    r"\w+ )?(?:mi|nuestro|nuestra|mis) (?:correo|email|e-mail|direcci|contacto|datos|nombre)",
    r"dej(?:e|a|en|ar) (?:ya )?de (?:escrib|envi|contact|mand|molest)\w*(?:me|nos|rme)?\b(?! facturas)"
    r"|(?:supresión|eliminación|borrado|cancelación) de mis datos|déje(?:me|nme) en paz",
    # Italian
    r"\b(?:rimuov|cancell|toglie|togli|elimin)\w*?(?:mi|temi|rmi|ci|rci|teci)\b.{0,30}(?:list|databas"
    r"|archivi|rubric|mailing|newsletter|indirizz)|(?:rimuov|cancell|toglie|elimin)\w* (?:il mio|la "
    r"mia|i miei|il nostro|i nostri) (?:indirizz|e-?mail|mail|contatt|dati|nominativ)|cancellazione "
    r"(?:dei|dalla|del mio)|cancellatemi\b|rimuovetemi\b",
    r"non (?:voglio|desidero|vogliamo|desideriamo|intendo) (?:più )?(?:ricever|essere (?:più )?contattat"
    r"|altre (?:e-?mail|mail|comunic))|non (?:\w+ )?(?:scriv|contatt|invi|mand|disturb)\w+ (?:più"
    r"|ulteriori|altre|nuovamente)\b",
    r"smett\w+ di (?:scriv|mand|invi|contatt|disturb)|basta (?:con (?:le|queste) )?(?:e-?mail|mail"
    r"|messaggi|spam)\b|lasciatemi in pace|mi oppongo al trattamento|revoco il consenso",
    # Portuguese
    r"\b(?:remov|retir|tir|exclu|apag|elimin)\w*(?:-me|-nos)\b|\b(?:remov|retir|tir|exclu|apag|elimin)"
    r"\w* (?:por favor )?(?:o )?(?:meu|minha|meus|nosso) (?:e-?mail|nome|contato|contacto|endereço"
    r"|dados|número)|\bme (?:tir|remov|retir|exclu)\w* d\w+ .{0,20}(?:lista|base|mailing|cadastro)",
    r"não (?:quero|desejo|queremos|gostaria de) (?:mais )?(?:receber|ser contat|que me)|não (?:me|nos) "
    r"(?:envi|contat|contact|escrev|mand|perturb|incomod)\w*(?: mais)?(?! antes)|não (?:envi|mand|escrev"
    r"|contat|contact)\w+ mais|par(?:e|em|ar) (?:já )?de (?:me |nos )(?:envi|mand|escrev|contat|contact"
    r"|enche|encher)|chega de (?:e-?mail|mensage|spam)|(?:exclusão|eliminação|remoção|apagamento) d\w+ "
    r"meus dados",
)
WISH_BEYOND = _any(
    # Dutch
    r"(?:schrijf|haal|verwijder|meld|gooi) (?:mij|me|ons|mijn \S+|onze \S+) .{0,20}\b(?:uit|van|af)\b"
    r"|\bverwijder (?:aub |a\.u\.b\. )?(?:mij|me|mijn) ?(?:\S+ )?(?:gegevens|adres|e-?mail|mail)?\b"
    r"|(?:mij|me|ons|mijn \S+) (?:\w+ ){0,5}(?:verwijderen|uitschrijven|afmelden|schrappen)",
    r"geen (?:verdere |nieuwe )?(?:e-?mails?|mails?|berichten|contact|reclame|nieuwsbrie\w+) (?:meer"
    r"|sturen|ontvangen)|niet (?:meer|langer|verder) (?:te )?(?:mail|benader|contact|e-?mail|stur|lastig)"
    r"|(?:wil|wens|wensen|willen) (?:\w+ ){0,2}(?:geen|niet meer|niet langer) (?:\w+ ){0,2}(?:mail|e-?mail"
    r"|bericht|contact|ontvang|benader)|stop met (?:mij |ons )?(?:\w+ )?(?:mail|stur|e-?mail|schrijv"
    r"|spam)|laat (?:mij|me|ons) met rust|wis mijn gegevens",
    # Polish
    r"(?:usun\w*|wykreśl\w*|skreśl\w*|wypis\w*) (?:proszę )?(?:mnie|nas|mój|moje|moich|nasz)\b"
    r"|(?:mnie|mój \w+|moje \w+|nas) (?:\w+ ){0,2}(?:usun|wykreśl|wypis)\w*",
    r"(?:proszę|prosimy|prośba)(?: \w+)? (?:więcej |już )?(?:nie (?:pisać|kontaktować|wysyłać"
    r"|przesyłać|dzwonić|niepokoić)|o nie ?(?:pisanie|kontaktowanie|wysyłanie|przesyłanie))(?! przed)"
    r"|nie (?:pisz|piszcie|wysyłaj|wysyłajcie|kontaktuj)\w* (?:\w+ )?(?:do mnie|do nas|mi|nam|więcej"
    r"|się|już)|nie życz\w+ sobie|nie chc\w+ (?:\w+ ){0,2}(?:otrzymywać|dostawać)|(?:przesta\w+"
    r"|zaprzesta\w+) .{0,20}(?:pisa|wysyła|przesyła|mail|kontakt)",
    # Russian, Ukrainian
    r"(?:удалит\w*|удалить|исключит\w*|убер\w*|убрать|вычеркн\w*|сотрите) .{0,25}(?:из (?:\w+ ){0,3}"
    r"(?:рассыл\w+|списк\w+|баз\w+)|мой (?:адрес|e-?mail|имейл|контакт)|мои (?:\w+ )?данные|мою почту)"
    r"|(?:меня|нас) (?:\w+ ){0,2}из (?:\w+ ){0,2}(?:рассыл|списк|баз)\w+",
    r"(?:больше|впредь|никогда) (?:\w+ ){0,2}не (?:пиш|присыла|беспоко|отправля|слать|шли|звон|писать)\w*"
    r"|не (?:пиш|присыла|беспоко|отправля|шли|слать|писать|тревож)\w* (?:мне |нам |меня |нас )?(?:больше"
    r"|никогда|сюда|впредь|спам)|не (?:пишите|присылайте|шлите|беспокойте|отправляйте) (?:мне|нам|меня"
    r"|нас)|не (?:хочу|желаю|хотим|желаем) (?:больше )?(?:получать|ваш)",
    r"(?:прекратите|прекрати|перестан\w*|хватит|прекращайте|прошу прекратить) (?:\w+ ){0,2}(?:пис|рассыл|присыл|слать|спам|отправ"
    r"|беспоко)\w*|оставьте (?:меня|нас) в покое|відпиш\w+|не пишіть|видаліть (?:мене|мою|мій)",
    # Turkish
    r"(?:beni|bizi|adresimi\w*|e-?posta\w*|mailimi|bilgilerimi|verilerimi\w*|adımı) .{0,35}(?:çıkar"
    r"|sil(?:in|er|me|iniz)|kaldır)\w*(?<!bilgiden çıkarın)|adresimi silin",
    r"(?:bana|bize|bizimle|benimle|artık|bir daha|daha fazla) .{0,35}(?:yazma(?:yın|yınız|y[ıi]n"
    r")|gönderme(?:yin|yiniz)|(?:geçme|atma|ulaşma)(?:yın|yin|yınız|yiniz)|aramayın|mail atma)"
    r"|(?:e-?posta|mail|mesaj|ileti)\w* (?:\w+ ){0,2}(?:almak istem|göndermeyi kes|göndermeyin"
    r"|istemiyor)\w*|rahatsız etme\w*|silinmesini (?:talep|ist|rica)",
    # Persian
    r"(?:مرا|من را|منو|ما را|آدرس (?:من|ما)|ایمیل (?:من|ما)|اطلاعات (?:من|ما)\S*)(?: را)? .{0,40}(?:حذف"
    r"|خارج|پاک)|(?:حذف|پاک) کنید .{0,20}(?:ایمیل|آدرس) من",
    r"(?:دیگر|دیگه|لطفا|لطفاً|هرگز) .{0,30}(?:ایمیل|پیام|نامه|تماس|مزاحم)?.{0,15}(?<!\w)(?:نفرست\w*|نزن\w*"
    r"|ندهید|ننویس\w*|نگیرید|نشوید|نکنید)|(?:ایمیل|پیام|نامه)\S* (?:\S+ ){0,3}(?:نفرستید|نزنید|ندهید"
    r"|نمی\W?خواهم)|نمی\W?خواهم .{0,20}(?:ایمیل|پیام|نامه)|مزاحم (?:من )?نشوید",
    # Arabic
    r"(?:أزيل|ازيل|أزل|احذف|اشطب|إزالت|ازالت|شطب|حذف)\w{0,3}(?:ني|نا|ي)? .{0,25}(?:قائم|قوائم|بريد|عنوان"
    r"|بيانات|اسم|سجلات)\w*|(?:حذف|إزالة|مسح) (?:بياناتي|عنواني|بريدي|اسمي)",
    r"(?:لا|عدم|ألا|بعدم) (?:ت?ت?رسل|ت?راسل|إرسال|ارسال|مراسلت|تواصل|التواصل|الاتصال|تتواصل|تتصل|تبعث"
    r"|تزعج|تكتب)\w*(?! (?:بي|بنا) قبل)|(?:توقف|كف|أوقف|اوقف)\w* (?:عن )?(?:ال)?(?:إرسال|ارسال|مراسل"
    r"|رسائل|إزعاج)|لا (?:أرغب|اريد|أريد|نرغب|نريد) .{0,25}(?:رسائل|استلام|تلقي|بريد|التواصل)",
    # Thai
    r"(?:ลบ|เอา|ถอด|นำ).{0,30}(?:อีเมล|อีเมล์|เมล|ชื่อ|ข้อมูล).{0,30}(?:ออก|ฉัน|ผม|ดิฉัน|เรา)|(?:อย่า|ไม่ต้อง|หยุด|เลิก|งด|กรุณางด)"
    r".{0,6}(?:ส่ง|ติดต่อ|เมล|อีเมล|รบกวน)(?!.{0,8}ใบ)|ไม่(?:ต้องการ|อยาก|ประสงค์).{0,8}(?:รับ|ได้รับ).{0,8}(?:อีเมล|เมล"
    r"|ข้อความ|ข่าว)",
    # Chinese
    r"(?:不要再?|別再?|别再?|请勿再?|請勿再?|勿再|停止|不再|不用再).{0,6}(?:发|發|联系|聯絡|聯繫|寄|打扰|打擾|来信|來信|骚扰)"
    r"|不(?:想|愿|願|希望|需要)再?.{0,4}(?:收到|接收).{0,8}(?:邮件|郵件|信|消息|訊息)|(?:从|從|将|將|把).{0,12}(?:名单|名單"
    r"|列表|清单|清單|邮件组|数据库|資料庫).{0,4}(?:删|刪|移|去掉|剔)|(?:删除|刪除|移除).{0,4}我的?(?:们的?)?.{0,4}(?:邮箱|郵箱"
    r"|地址|信息|資料|资料|数据|電郵|联系)",
    # Japanese
    r"(?:送ら|送信し|配信し|連絡し|メールし|届け)ないで|(?:連絡|メール|ご案内|案内|送付|配信|営業)(?:は|を|等は|も)?.{0,8}(?:不要"
    r"|ご遠慮|遠慮|お控え|控えて|お断り|やめて|止めて|結構です)|(?:リスト|名簿|配信先|宛先リスト|データベース)から.{0,10}(?:削除|外し"
    r"|除外|抹消)|(?:個人情報|メールアドレス|アドレス|連絡先).{0,8}(?:削除|抹消|消去)",
    # Korean
    r"(?:메일|이메일|연락|문자|메시지|광고)\S{0,4} .{0,8}(?:보내지|하지|말아|그만|중단|원하지|원치|사양)|(?:보내지|연락하지) ?(?:마|말"
    r"|않)|(?:리스트|목록|명단|수신자)\S{0,3}에서 .{0,10}(?:삭제|제외|빼)|(?:개인정보|제 정보|이메일 주소|제 메일)\S{0,3} .{0,8}삭제",
    # Scandinavian, Finnish, Czech, Slovak, Hungarian, Romanian, Greek, Hebrew
    r"ta bort (?:mig|min|oss)|sluta (?:\w+ )?(?:mejla|maila|skicka|kontakta|höra av)|(?:inte|inga) (?:ha "
    r"|få )?(?:fler|längre|mer) (?:mejl|mail|e-post)|kontakta mig inte|(?:afmeld|fjern|slet|slett|meld) "
    r"(?:venligst )?(?:mig|meg|min|os)\b|(?:slut|stop|hold op|slutt)\w* (?:med )?(?:å |at )?(?:send|kontakt"
    r"|mail|skriv)\w*|(?:poista|poistakaa) (?:minut|meidät|tieto|osoit)\w*|(?:älkää|älä|lopet\w+) .{0,15}"
    r"(?:lähet|kirjoit|ottako|viest)\w*",
    r"(?:odhlas|odhlás|vyřad|vyrad|vymaž|smaž|odstraň)\w* (?:prosím )?(?:mě|mne|nás|ma|můj|moj|moje|mou)"
    r"|(?:nepište|neposílejte|nekontaktujte|neposielajte|nepíšte)\b|(?:töröl|vegy\w*|ir\w* le)\w* .{0,25}"
    r"(?:list\w+|adat\w+|cím\w+)|ne (?:írj|küldj|keress)\w* (?:többet|több)|(?:ștergeți|sterge\w*|șterge\w*"
    r"|eliminați|scoateți|dezabon)\w*.{0,25}(?:list|adres|date)|nu (?:îmi|ne|mă) mai (?:trimit|scrie|contact)"
    r"|διαγράψτε (?:με|μας|το)|μην? (?:μου|μας) (?:ξανα)?(?:στ[εέ]λν|γρ[αά]φ)|(?:הסירו|תסירו|הסר|מחקו|תמחקו)"
    r" ?(?:נא )?(?:אותי|אותנו|את)|(?:אל|לא) ת(?:שלח|כתב|פנ)\w* (?:לי|אלי)|הפסיק\w* לשלוח",
)

# What the words are about instead; each vetoes the sentence it stands in.
FOOTER = _any(
    r"\bclick\b|\bvisit\b|^\W{0,3}to (?:unsubscribe|opt[- ]?out|be removed|stop receiving|remove)"
    r"|\bif you (?:no longer|do not|don't|wish|want|would (?:like|prefer|rather)|prefer|received)"
    r"|\byou (?:can|may) (?:\w+ )?(?:unsubscribe|opt|stop|change|be removed)|\bat any time\b"
    r"|\byou (?:have been|are|were|will be) (?:\w+ )?(?:receiv|remov|unsubscrib|subscrib|delet)"
    r"|hier klicken|klicken sie|cliquez|haga clic|haz clic|clicca|clique aqui|klik hier|kliknij"
    r"|нажмите|tıklayın|کلیک|انقر|คลิก|点击|點擊|クリック|클릭|wenn sie (?:keine|sich)|falls sie"
    r"|si vous ne souhaitez|pour vous (?:dés|ret)|si (?:usted )?no desea|se non desidera|indien u"
    r"|reply (?:with|stop)|antworten sie mit",
)
ABOUT = _any(
    # A link, a question how, other people.
    r"\blinks?\b|\bbutton|\blien\b|\benlace\b|\bbouton|\bbotón|\bbotão|\bknop\b|abmelde-?link"
    r"|uitschrijflink|ссылк|bağlantı|لینک|رابط|ลิงก์|链接|連結|鏈接|リンク|링크",
    r"\bhow\b(?! (?:do|can) (?:i|we)\b)|\bwie (?:können|kann man|melden)|\bcomment\b|\bcómo\b|\bcomo os\b"
    r"|\bcome (?:si|fanno|posso)\b|\bhoe\b|\bjak\b|\bкак\b|\bnasıl\b|چطور|چگونه|كيف|อย่างไร|ยังไง|怎么|怎麼|如何"
    r"|どうやって|どのように|어떻게",
    r"\b(?:our|your|their|the) (?:customers?|clients?|users?|subscribers?|recipients?|people)\b(?! "
    r"(?:list|data))|\b(?:ihre|unsere|die) (?:kunden|empfänger|nutzer)|\bclients se\b|\bcannot (?:opt|un)"
    r"|\b(?:if|when) (?:this|i|we|it|they)\b|\bi'?ll un|\b(?:almost|nearly|beinahe|presque|casi|quasi)\b"
    r"|\b(?:does|handle|automatically|rates?)\b|\bnever (?:un|opt)|\b(?:don'?t|not|no need) (?:want )?(?:to "
    r")?(?:un-?sub|opt)|\bwithout opting|\bwe (?:un|opt)",
)
OTHER_WISH = _any(
    r"\b(?:b?cc|cc:|kopie|copie|copia|cópia|kopii|dw|копи[ия]|bilgiden)\b|抄送|副本|参照|참조",
    r"hesitat|zögern|hésite|\bduden?\b|\besit[ia]|hesite|aarzel|wahaj|стесня|çekin|تتردد|تردد نکن|เกรงใจ",
    r"forget|vergess|oubli|olvid|dimentic|esque[cç]|verge(?:et|ten)|zapomn|забуд|unut|تنس|فراموش|ลืม|忘|잊",
    r"(?:before|until|till|after|vor|nach|avant|antes de|prima delle|vóór|voor|przed|до|قبل|قبل از ساعت|ก่อน) "
    r"?(?:the |las |les |den |as )?(?:\d|noon|monday|العاشرة)|\d\S{0,8}(?:önce|之前|以前|点前|点之前|時前|時以前|시 ?전)"
    r"|十点之前|'dan önce",
    r"\bsondern\b|\binstead\b|\bplutôt\b|\bsino\b|\brather than\b|\buse \S+@|\bbenutzen sie\b",
    r"\b(?:don['’]?t|not|never|n['’]t|can['’]?t|won['’]?t|cannot|nicht|pas|inte|nie|не) (?:\w+ )?"
    r"(?:stop|aufhören|auf\b|arrêt|sluta)|sluta inte|hören sie nicht auf",
    r"\b(?:had|have|has) to stop|\b(?:we|they|i) stop|stop by\b|full stop",
)

"""Words that machines answer with for somebody who is absent."""

from __future__ import annotations

from outreach.core.inbound.fold import Lexicon, any_of, shape

AUTOMATIC_SUBJECT = shape(
    r"[\W_]{0,3}(?:"
    + any_of("""
automatic reply | automatic response | automated reply | automated response
automatic answer | auto reply | auto-reply | autoreply
auto response | auto-response | autoresponse | autoresponder | auto responder
auto-submitted | vacation reply | vacation response
away message | out of office autoreply | out of office auto-reply | out of office reply
out-of-office reply | vacation message
automatische antwort | automatische rückmeldung | automatische abwesenheit*
abwesenheitsnotiz | abwesenheitsnachricht
abwesenheitsassistent | abwesenheitsmeldung | abwesenheitsbenachrichtigung
abwesenheitsinfo* | autom. antwort | autoantwort | urlaubsnotiz
réponse automatique | réponse automatisée | message d'absence | notification d'absence
avis d'absence | réponse d'absence | message automatique
respuesta automática | contestación automática | autorespuesta | auto-respuesta
autorrespuesta | mensaje automático | mensaje de ausencia
risposta automatica | risponditore automatico | messaggio automatico | avviso di assenza
resposta automática | mensagem automática | aviso de ausência | auto-resposta
automatisch antwoord | automatisch bericht | automatische beantwoording
automatische reactie | afwezigheidsbericht | afwezigheidsmelding
autosvar | automatiskt svar | automatisk svar | frånvaromeddelande | fraværsmeddelelse
fraværsbesked | fraværsmelding
automaattinen vastaus | automaattivastaus | poissaoloilmoitus | poissaoloviesti
odpowiedź automatyczna | automatyczna odpowiedź | autoodpowiedź | autoodp
wiadomość automatyczna
automatická odpověď | automatická odpoveď | automatikus válasz | răspuns automat
automatski odgovor | samodejni odgovor
автоматический ответ | автоответ* | автоматичен отговор | автоматична відповідь
автовідповідь
otomatik yanıt | otomatik cevap | otomatik ileti | αυτόματη απάντηση | תשובה אוטומטית
מענה אוטומטי
رد تلقائي | الرد التلقائي | رد آلي | پاسخ خودکار | ตอบกลับอัตโนมัติ
ข้อความตอบกลับอัตโนมัติ | การตอบกลับอัตโนมัติ | ข้อความอัตโนมัติ
自动回复 | 自动答复 | 自動回覆 | 自動回復 | 自動答覆 | 自动应答 | 自動応答 | 自動返信
自動回答 | 不在通知 | 不在のお知らせ | 不在連絡
자동 회신 | 자동회신 | 자동 응답 | 자동응답 | 자동 답장 | 부재중 자동 | 부재중 메시지
trả lời tự động
balasan otomatis
""")
    + r")(?=\W|$|(?<=[^\x00-\u05ff]))(?!\s{1,3}(?!(?:re|aw|to|from|for|von|vom|an|auf"
    r"|de|a|da|di|from|fra|till|til|do|od|от|на)\b)[a-z]{3})"
)
AWAY_SUBJECT = shape(
    # Notes and others write it as "Lena Park is out of the office".
    r"[\W_]{0,3}(?:[^\W\d_][\w.'-]{0,20} (?:[^\W\d_][\w.'-]{0,20} ){0,3}(?:is|ist|est|esta|e'?|ar"
    r"|er|jest) (?:currently |now |derzeit |zurzeit |actuellement |poza )?"
    r"(?=out of|away|on (?:holiday|vacation|leave)|abwesend|nicht im|im urlaub|absent|ausente|fuera"
    r"|assente|in ferie|afwezig|nieobecn|biurem|borta|bortrest|pa ferie))?"
    + any_of("""
auto: | out of office | out of the office | out-of-office | ooo | on vacation | on leave
on holiday | on holidays | on annual leave | on parental leave
on maternity leave | i am away | i'm away | away from | away until | away till | away
i am on | i'm on | i am out | i'm out | absent | vacation
abwesen* | nicht im büro | nicht im buero | im urlaub | urlaub | ich bin im urlaub
ich bin nicht | ich bin abwesend | außer haus
absence | absent* | en congé* | congé* | en vacances | hors du bureau
absence du bureau | indisponible
fuera de la oficina | fuera de oficina | ausencia | ausente | de vacaciones | vacaciones
estoy de vacaciones | estoy ausente
fuori sede | fuori ufficio | assen* | in ferie | ferie | chiusura
fora do escritório | ausência | ausente | de férias | férias | em férias
afwezig* | niet aanwezig | met vakantie | op vakantie | vakantie | met verlof
niet op kantoor
frånvar* | på semester | semester | ej på kontoret | fravær* | på ferie | ferie
ikke på kontoret | ikke til stede
poissa* | lomalla | loma* | poza biurem | na urlopie | urlop | nieobecn*
jestem na urlopie
вне офиса | в отпуске | отпуск | нет на месте | отсутств* | не в офисе | я в отпуске
у відпустці | відпустка | поза офісом
ofis dışı* | ofiste değil* | izindeyim | yıllık izin* | tatildeyim | nepřítomn*
mimo kancelář | dovolená | na dovolené
szabadság* | házon kívül | irodán kívül | în concediu | concediu | absent | plecat
εκτός γραφείου | σε άδεια | άδεια | απουσία
מחוץ למשרד | בחופשה | חופשה | לא במשרד | خارج المكتب | في إجازة | إجازة | خارج از دفتر
مرخصی | در مرخصی
ไม่อยู่* | ลาพักร้อน | ลาหยุด | ลางาน | 休假 | 外出 | 不在办公室 | 不在辦公室 | 出差
不在 | 休暇 | 休業
夏季休業 | 부재 | 휴가 | 외출 | 출장
i have left | i have moved on | moved on | no longer with | no longer at
""")
)
AWAY = Lexicon("""
out of office | out of the office | out-of-office | ooo | on vacation | on holiday
on holidays | on leave | annual leave | parental leave
maternity leave | paternity leave | sick leave | sabbatical | off sick | i am away
i'm away | am currently away | currently away | be away | i'm off | away from my desk
away from the office | away until | away till
not in the office | i am out | i'm out | will be out | travelling | traveling
on a business trip | at a conference | attending a conference | on pto
office is closed until | office is closed from | offices are closed | be closed from
be closed until | office will be closed | closed for the holidays
out until | out from | am absent | be absent | will not be in | limited access to e-mail
limited access to email | limited access to my e-mail | limited access to my email
no access to email
nicht im büro | nicht im buero | nicht im haus | nicht im hause | im urlaub | urlaub
abwesend | abwesenheit | in elternzeit | elternzeit | mutterschutz
außer haus | ausser haus | auf messe | auf der messe
auf einer messe | nur sporadisch | auf dienstreise | dienstreise | nicht erreichbar
nicht am platz | nicht am arbeitsplatz | krank | krankgeschrieben | bin unterwegs
betriebsferien | betriebsurlaub
bin nicht da | nicht verfügbar | auf geschäftsreise | unser büro ist ~ geschlossen
absent* du bureau | suis absent* | serai absent* | étant absent* | absent* jusqu*
actuellement absent* | en congé* | congés | en vacances | hors du bureau
en déplacement | arrêt maladie
congé maternité | congé parental | congé de maternité | absent* du | absent* pour
mon absence | ne serai pas disponible | ne suis pas disponible | fermeture annuelle
fuera de la oficina | fuera de oficina | de vacaciones | ausente | me encuentro fuera
estoy fuera | estaré fuera | de viaje | de baja | permiso de maternidad | mi ausencia
no estaré disponible | no me encuentro
fuori ufficio | fuori sede | in ferie | assente | in maternità | in viaggio
in trasferta | chiusura estiva | resteranno chiusi | resterà chius* | saremo chiusi
in malattia | non sono in ufficio
de férias | em férias | ausente | fora do escritório | em viagem | licença maternidade
licença médica | licença | minha ausência | encontro-me fora | não estarei disponível
met vakantie | op vakantie | afwezig | niet aanwezig | niet op kantoor | met verlof
zwangerschapsverlof | met zwangerschapsverlof | ben er even niet | ben er niet
op zakenreis | ziek | met pensioen
på semester | har semester | inte på kontoret | föräldraledig | borta | tjänsteresa
sjuk | frånvarande | är ledig | på ferie | holder ferie | har ferie | ikke på kontoret
barsel | barselsorlov | ikke til stede | fraværende | har fri | på reise | er syg
er syk | permisjon
lomalla | kesälomalla | poissa | vuosilomalla | vanhempainvapaalla | työmatkalla
sairauslomalla | en ole paikalla
na urlopie | poza biurem | nieobecn* | na zwolnieniu | w delegacji | urlop macierzyński
urlopie macierzyńskim | nie ma mnie w biurze | urlopu
в отпуске | не в офисе | вне офиса | отсутствую | отсутствовать | в командировке
на больничном | в декрете | в декретном отпуске | не на месте | отпуска
у відпустці | відпустк* | у відрядженні | не в офісі | відсутн*
izindeyim | izinliyim | izinde | yıllık iznim* | ofis dışında* | ofiste değilim
ofiste bulunm* | seyahatte* | tatildeyim | doğum izn* | raporluyum | ofiste olmayaca*
na dovolené | čerpám dovolenou | dovolenou | dovolené | mimo kancelář | nepřítom*
na služební cestě | na mateřské | szabadságon | szabadságomat | házon kívül
irodán kívül | nem vagyok az irodában | nem leszek | külföldön
în concediu | nu sunt la birou | plecat | absent* | delegație | σε άδεια
εκτός γραφείου | απουσιάζω | θα απουσιάζω | απουσία* | άδεια*
בחופשה | מחוץ למשרד | לא במשרד | בחופשת | נעדר* | לא זמין | לא זמינה | בחו"ל | במילואים
في إجازة | خارج المكتب | إجازة | خارج البلاد | في رحلة عمل | في مهمة عمل | غيابي
لست في المكتب | إجازتي
مرخصی | خارج از دفتر | در دفتر نیستم | در سفر | در مأموریت | دسترسی ندارم
در محل کار نیستم | حضور ندارم | دسترسی محدود
ไม่อยู่ | ลาพักร้อน | ลาหยุด | ลางาน | ลาป่วย | ลาคลอด | ระหว่างการลา | อยู่ระหว่างลา
ลากิจ | ไปต่างประเทศ | เดินทาง | วันหยุด
休假 | 年假 | 不在办公室 | 不在辦公室 | 外出 | 出差 | 产假 | 產假 | 病假 | 请假 | 請假
放假 | 不便查看 | 年休
休暇 | 不在 | 休み | 休業 | 出張 | 外出中 | 産休 | 育休 | 育児休業 | お休み
휴가 | 부재 | 출장 | 외근 | 휴직 | 육아휴직 | 자리를 비 | 휴무 | 연차
""")
# Of each kind one is a sign; no person's answer of a line or two has several.
THANKS = Lexicon("""
thank you for your e-mail | thank you for your email | thank you for your message
thank you for your mail | thanks for your e-mail | thanks for your email
thanks for your message | thanks for your mail | thank you for contacting
thanks for contacting | thanks for reaching out | thank you for reaching out
thank you for getting in touch | thanks for getting in touch | thank you for writing
dank für ihre nachricht | dank für ihre e-mail | dank für ihre mail
dank für deine nachricht | dank für deine e-mail | danke für ihre nachricht
danke für ihre e-mail | danke für deine nachricht | dank für ihre anfrage
merci pour votre message | merci de votre message | merci pour votre mail
merci pour votre courriel | merci pour votre e-mail | nous vous remercions
gracias por su mensaje | gracias por tu mensaje | gracias por su correo
gracias por tu correo | gracias por su email | gracias por contactar*
gracias por escribir*
grazie per la sua e-mail | grazie per il suo messaggio | grazie per la tua e-mail
grazie per il tuo messaggio | grazie per la sua mail | grazie per averci contattato
grazie per averci scritto
obrigad* pela sua mensagem | obrigad* pelo seu e-mail | obrigad* pela mensagem
obrigad* pelo contato | agradeço o seu contato | agradeço a sua mensagem
bedankt voor uw | bedankt voor je | dank voor uw | dank u voor uw
dziękuję za wiadomość | dziękujemy za wiadomość | dziękuję za e-mail | dziękuję za maila
dziękuję za kontakt
спасибо за ваше письмо | спасибо за письмо | благодарю за письмо | спасибо за сообщение
благодарим за | спасибо за обращение | дякую за лист | дякую за ваш лист
mesajınız için teşekkür | e-postanız için teşekkür | mailiniz için teşekkür
شكرا لرسالتك | شكرا على رسالتك | شكرا لتواصلك | شكرا لتواصلكم | سپاس از ایمیل
از ایمیل شما سپاسگزارم | با تشکر از ایمیل | از پیام شما
ขอบคุณสำหรับอีเมล | ขอบคุณสำหรับข้อความ | ขอบคุณที่ติดต่อ | 感谢您的来信 | 感谢您的邮件
謝謝您的來信
感謝您的來信 | 謝謝您的郵件 | 来信已收到 | メールをいただ | メールありがとう
ご連絡ありがとう | ご連絡いただ | 메일 감사 | 메일을 보내주셔서
메일 주셔서 | 연락 주셔서
tack för ditt | tack för din | tak for din | takk for din | takk for e-post*
kiitos viestist* | kiitos sähköpost* | děkuji za vaši | děkuji za zprávu | děkuji za váš
köszönöm level* | köszönöm üzenet* | köszönöm a levelét | mulțumesc pentru mesaj*
vă mulțumesc pentru | ευχαριστώ για το | תודה על הודעת* | תודה על פניית* | תודה שפנית
""")
ACCESS = Lexicon("""
limited access to | no access to | without access to | not have access to
sporadic access | intermittent access | occasional access | not be checking
not checking | not be reading | not monitored | not be monitored | not be forwarded
not be read | checking e-mail infrequently | checking email infrequently
checking emails infrequently | check my email only
wird nicht weitergeleitet | werden nicht weitergeleitet | nicht gelesen
eingeschränkten zugriff | eingeschränkt erreichbar | keinen zugriff | nur gelegentlich
nur sporadisch | nicht automatisch weitergeleitet | unregelmäßig
accès limité | pas accès à | ne seront pas lus | ne sera pas lu | ne sera pas transféré*
acceso limitado | sin acceso | acceso restringido | accesso limitato | non avrò accesso
acesso limitado | sem acesso | beperkte toegang | beperkt toegang | geen toegang
niet doorgestuurd | niet gelezen
begränsad tillgång | begrænset adgang | begrenset tilgang | ograniczony dostęp
ограничен* доступ | без доступа | sınırlı erişim | erişimim kısıtlı | omezený přístup
korlátozott* | acces limitat | περιορισμένη πρόσβαση | גישה מוגבלת | وصول محدود
دسترسی محدود | دسترسی ندارم | 无法及时 | 無法及時 | 不便查看 | 確認できない
확인이 어렵 | 확인하지 못
""")
URGENT = Lexicon("""
urgent* | emergenc* | immediate assistance | immediate attention | pressing | dringend*
notfall* | notfällen | eilig* | urgence* | urgencia* | urgente* | urgenz* | urgência*
spoed* | dringende | pilne | pilnych | pilna | срочн* | неотложн* | acil* | عاجل*
العاجلة | فوری | ضروری | ด่วน | 紧急 | 緊急 | 急事 | 急用 | お急ぎ | 急ぎ | 긴급 | 급한
brådskande
akut* | haster | hastende | kiireelli* | naléhav* | neodklad* | sürgős* | επείγ*
επειγ* | דחו* | терміно*
""")
ON_RETURN = Lexicon("""
upon my return | on my return | after my return | when i return | when i am back
when i'm back | when i get back | once i am back | once i'm back | once i return
as soon as i return
nach meiner rückkehr | bei meiner rückkehr | sobald ich zurück | sobald ich wieder
nach meinem urlaub | dès mon retour | à mon retour | a mi vuelta | a mi regreso
al mio rientro | al mio ritorno | no meu regresso | no meu retorno | quando regressar
quando retornar | na mijn terugkomst | bij terugkomst | na terugkomst
bij mijn terugkeer | po powrocie | по возвращении | после возвращения | після повернення
dönüşümde | döndüğümde | dönüşte | عند عودتي | فور عودتي | بعد عودتي | پس از بازگشت
بعد از بازگشت
หลังจากกลับ | เมื่อกลับมา | 回来后 | 返回后 | 回來後 | 返回後 | 戻り次第 | 出社後
休み明け | 복귀 후 | 복귀하는 대로
돌아와서 | när jag är tillbaka | när jag är åter | når jeg er tilbage | når jeg er tilbake
palattuani | po návratu | po svém návratu | visszatérésem | visszaérkez* | la întoarcere
la revenire | με την επιστροφή | όταν επιστρέψω | כשאחזור | עם שובי | בשובי
""")
STAND_IN = Lexicon("""
in my absence | during my absence | while i am away | while i'm away | while i am out
my cover | in meiner abwesenheit | während meiner abwesenheit | vertret*
en mon absence | pendant mon absence | en mi ausencia | durante mi ausencia
in mia assenza | durante la mia assenza | na minha ausência | durante a minha ausência
tijdens mijn afwezigheid | bij mijn afwezigheid | podczas mojej nieobecności
w czasie mojej nieobecności | в мое отсутствие | во время моего отсутствия
під час моєї відсутності | yokluğumda | أثناء غيابي | خلال غيابي | در غیاب من
ในระหว่างนี้ | ระหว่างที่ไม่อยู่ | 期间 | 期間 | 代理人 | 職務代理 | 不在中 | 부재 중
대리인 | 대행
i min frånvaro | under min frånvaro | i mit fravær | under mitt fravær
poissaoloni aikana | sijaise* | v mé nepřítomnosti | zástup* | távollétem* | helyettes*
în absența mea | κατά την απουσία μου | בהיעדרי
""")
MACHINE = Lexicon("""
this is an automat* | this is an auto* | automatically generated | automatic reply
automated reply | automatic response | automated response | automated message
auto-reply | autoreply | auto-response | you will receive this ~ only once
this is the only notification you will receive
automatische antwort | automatisch erstellt* | automatisch generiert*
automatisch erzeugt* | automatische nachricht | réponse automatique
message automatique | généré automatiquement | respuesta automática | mensaje automático
generado automáticamente | risposta automatica | messaggio automatico
generato automaticamente | resposta automática | mensagem automática
gerada automaticamente | automatisch gegenereerd* | automatisch antwoord
automatisch bericht | automatiskt svar | autosvar | automatisk svar
automaattinen vastaus | odpowiedź automatyczna | wiadomość automatyczna
wygenerowan* automatycznie | автоматический ответ | автоматическое сообщение | автоответ
сформировано автоматически | автоматична відповідь | otomatik yanıt | otomatik olarak
otomatik cevap | رد تلقائي | رسالة تلقائية | پاسخ خودکار | ตอบกลับอัตโนมัติ
ข้อความอัตโนมัติ | 自动回复 | 自动答复 | 自動回覆 | 自动发送 | 自動返信 | 自動応答
自動送信 | 자동 회신 | 자동회신 | 자동 응답
자동응답 | automatická odpověď | automatikus | răspuns automat | αυτόματη απάντηση
αυτόματο μήνυμα | תשובה אוטומטית | מענה אוטומטי | הודעה אוטומטית
""")
TALK = Lexicon("""
let's | let us | interested | interesting | sounds good | sounds great | call me | ring me
send me | how about | happy to chat | interessiert | interessant | schicken sie mir
rufen sie mich | lassen sie uns | melden sie sich | intéressé* | intéressant*
appelez-moi | recontactez | interesa | interesante | llámame | hablamos | interessa
interessante | sentiamoci | chiamami | interessado | falamos | geïnteresseerd | bel me
zainteresowan* | интересно | созвонимся | давайте | ilgileniyor* | konuşalım | 有兴趣
有興趣 | 再聊 | 興味 | 관심
""")
ROUTINE = (THANKS, ACCESS, URGENT, ON_RETURN, STAND_IN)

"""Words for somebody who has left for good, and for what has only been received."""

from __future__ import annotations

from outreach.core.inbound.fold import Lexicon

GONE = Lexicon("""
no longer an employee | no longer a member
no longer with | no longer work* | no longer employed | no longer at | no longer part of
has left the company | have left the company | has left the organi*
has left the business | has left us | left the company | i have left | i've left
has moved on | i have moved on | moved on from | last day at | last working day was
has retired | i have retired | mailbox is no longer | address is no longer in use
account is no longer active | address is no longer active | account is no longer in use
account has been closed | account has been deactivated | adresse ist nicht mehr aktiv
postfach ist nicht mehr aktiv | adresse n'est plus active | adresse n'est plus utilisée
boîte n'est plus active | cuenta ya no está activa | dirección ya no está activa
indirizzo non è più attivo | casella non è più attiva | conta não está mais ativa
adres is niet meer actief | adres nie jest już aktywny | skrzynka nie jest już aktywna
адрес больше не используется | ящик больше не используется | 邮箱已停用 | 郵箱已停用
has resigned | has departed | is leaving the company
nicht mehr bei | nicht mehr im unternehmen | nicht mehr in unserem unternehmen
nicht mehr in unserem haus* | nicht mehr für uns tätig | nicht mehr für die ~ tätig
nicht mehr tätig | nicht mehr ~ tätig | nicht mehr in der firma | nicht mehr beschäftigt
nicht mehr in diesem unternehmen | unternehmen verlassen | firma verlassen
unternehmen ~ verlassen | firma ~ verlassen
my last day with | my last day in
aus dem unternehmen ausgeschieden | ausgeschieden | im ruhestand | in den ruhestand
nicht mehr für ~ arbeit* | hat uns verlassen | nicht mehr mitarbeiter*
ne fait plus partie | ne fais plus partie | ne travaille plus chez
ne travaille plus pour | ne travaille plus au sein | ne travaille plus dans
a quitté la société | a quitté l'entreprise | a quitté notre | a quitté ses fonctions
ai quitté la société | ai quitté l'entreprise | ai quitté mes fonctions
n'est plus en poste | n'est plus dans | n'est plus salarié* | ne suis plus en poste
parti* à la retraite | à la retraite
ya no trabaja* | ya no trabajo | ya no forma parte | ya no formo parte
ha dejado la empresa | he dejado la empresa | ha causado baja
dejé de trabajar | he finalizado mi relación | no trabaja más
ya no labora | ya no pertenece | se ha jubilado | dejó de trabajar
non lavora più | non lavoro più | non fa più parte | non faccio più parte
ha lasciato l'azienda | ho lasciato l'azienda | ha lasciato la società
ha terminato la collaborazione | non è più in azienda | non è più dipendente
in pensione
já não trabalh* | não trabalh* mais | não faço mais parte | não faz mais parte
já não faço parte | já não faz parte | deixou a empresa | deixei a empresa
desligou-se da empresa | não pertence mais | aposentou-se | saiu da empresa
saí da empresa
não está mais na empresa
niet meer werkzaam | werkt niet meer | werk niet meer | niet langer werkzaam
niet meer in dienst | uit dienst | bedrijf verlaten | organisatie verlaten
mijn laatste werkdag was | met pensioen | niet meer bij
nie pracuje już | już nie pracuje | nie pracuję już | już nie pracuję
nie jest już pracownik* | nie jestem już pracownik* | nie jestem już zatrudnion*
nie jest już zatrudnion* | zakończył* współpracę | zakończył* pracę | odeszł* z firmy
больше не работает | больше не работаю | уже не работает | уже не работаю | уволил*
покинул* компанию | не является сотрудником | більше не працює | більше не працюю
вже не працює
artık ~ çalışmamakta* | artık ~ çalışmıyor* | görevinden ayrıl* | şirketimizden ayrıl*
şirketten ayrıl* | işten ayrıl* | çalışmamaktadır | çalışmamaktayım
arbetar inte längre | jobbar inte längre | har slutat | slutat på
slutat min anställning | avslutat min anställning
arbejder ikke længere | ikke længere ansat | er stoppet hos | er fratrådt | har sluttet
jobber ikke lenger | ikke lenger ansatt | ei työskentele enää | en työskentele enää
ei ole enää | en ole enää | siirtynyt pois | jäänyt eläkkeelle
již nepracuj* | už nepracuj* | nepracuje již | ukončil* pracovní poměr
již není zaměstnan* | már nem dolgoz* | nem dolgozik már | nem dolgozom már
nu mai lucre* | nu mai lucrez | a părăsit compania | am părăsit compania
δεν εργάζεται πλέον | δεν εργάζομαι πλέον | δεν εργάζεται πια | έχει αποχωρήσει
έχω αποχωρήσει | αποχώρησε | אינו עובד יותר | כבר לא עובד* | לא עובד* יותר
אינה עובדת יותר | סיים את עבודתו | סיימה את עבודתה | סיימתי את עבודתי | עזב את החברה
עזבה את החברה | עזבתי את החברה
لم يعد يعمل | لم تعد تعمل | لم أعد أعمل | لم اعد اعمل | ترك العمل | تركت العمل
غادر الشركة | غادرت الشركة | انتهت خدمت* | لم يعد موظف* | دیگر در این شرکت
دیگر ~ کار نمی‌ | دیگر ~ همکاری ندار* | همکاری ~ پایان | از شرکت رفته | قطع همکاری
ลาออก | พ้นสภาพ | ไม่ได้ทำงานที่ | ไม่ได้ทำงานกับ | เกษียณ | 离职 | 離職 | 已不在本公司
不再任职
不再任職 | 不在本公司 | 退休 | 離開公司 | 离开公司 | 离开本公司 | 退職 | 退社いたし
퇴사 | 퇴직 | 더 이상 근무하지
""")
RECEIVED = Lexicon("""
we have received | we've received | has been received | have received your
just confirming that we | got your request | view request | turn off this request
received your message | received your request | received your email
received your e-mail | received your inquiry | received your enquiry | your ticket
ticket number | ticket id | ticket has been | case number | case id | reference number
request number | support request | support ticket | has been assigned | a new ticket
ticket # | get back to you within | respond to you within | reply within
respond within | answer within | get back to you as soon as possible
get back to you shortly | within 24 hours | within one business day | business days
working days | business hours | office hours | opening hours
eingangsbestätigung | ihre nachricht erhalten | ihre anfrage erhalten
ihre e-mail erhalten | ihre mail erhalten | nachricht ist bei uns eingegangen
bei uns eingegangen | eingegangen | vorgangsnummer | ticketnummer | ticket-nummer
bearbeitungsnummer | fallnummer | schnellstmöglich | so schnell wie möglich
so bald wie möglich | umgehend bearbeite* | in kürze | innerhalb von
avons bien reçu | a bien été reçu* | accusé de réception | dans les meilleurs délais
dans les plus brefs délais | numéro de dossier | numéro de ticket | a été enregistré*
hemos recibido | ha sido recibid* | número de caso | número de ticket | a la brevedad
lo antes posible | a la mayor brevedad | ha sido registrad*
abbiamo ricevuto | presa in carico | preso in carico | il prima possibile
al più presto | è stata ricevuta | numero di ticket | ticket
recebemos | foi recebid* | mais breve possível | número de protocolo | protocolo
o quanto antes | em breve entraremos
ontvangen | ontvangstbevestiging | zo spoedig mogelijk | zo snel mogelijk | ticketnummer
binnen ~ werkdagen
otrzymaliśmy | zgłoszenie | potwierdzenie otrzymania | potwierdzamy | najszybciej jak
jak najszybciej | zarejestrowan*
зарегистрирован* | получили ваше | получили ваш | ваше обращение | обращение принято
заявка принята | ваша заявка | в ближайшее время | номер обращения | отримали ваш*
ваше звернення | зареєстрован* | найближчим часом
talebiniz | talep numara* | tarafımıza ulaş* | mesajınızı aldık | mesajınız alınmış*
en kısa sürede | başvurunuz
har mottagit | har modtaget | har mottatt | så snart som möjligt | hurtigst muligt
så snart som mulig | ärendenummer | sagsnummer | saksnummer | olemme vastaanottaneet
viestisi on vastaanotettu | mahdollisimman pian | tukipyyntö*
obdrželi jsme | přijali jsme | váš požadavek | co nejdříve | megkaptuk
a lehető leghamarabb | am primit | cât mai curând | λάβαμε | το συντομότερο | קיבלנו את
בהקדם
تم استلام | استلمنا | في أقرب وقت | رقم الطلب | رقم التذكرة | دریافت شد | دریافت کردیم
در اسرع وقت | شماره پیگیری | ได้รับข้อความ | ได้รับอีเมล | โดยเร็วที่สุด | หมายเลขเคส
已收到 | 已經收到 | 收到您的 | 尽快 | 盡快 | 儘快 | 工单 | 工單 | 受け付け | 受付 | 受領
営業日以内 | お問い合わせ番号 | 접수
빠른 시일 | 빠른 시간 | 문의 번호
""")

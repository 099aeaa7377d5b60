"""Words that a wish to be left alone is made of, in all tongues at once.

None is a wish alone: opt_out_frame tells which of them, said together, are one.
"""

from __future__ import annotations

from outreach.core.inbound.fold import Lexicon

CEASE = Lexicon("""
stop | stop with | stopping | quit | cease | desist | refrain | discontinue | halt
put an end | an end to | bring an end | knock it off with | enough of | enough with
done with | cut it out with | lay off | no need for you to | no need to keep
nothing more | anything else | anything more | anything further | don't ever
leave it with | nichts mehr | nichts weiter* | rien de plus | plus rien | nada más
nada mais | mais nada | niente più | nient'altro | niets meer | nic więcej
больше ничего | ничего мне | мне ничего | inget mer | intet mere | lad være | la være
låt bli | låta bli | laat na | niemals wieder | nie wieder | hör* auf | hören ~ auf
aufhören | aufzuhören | unterlass* | zu unterlassen | einstellen | einzustellen
stellen sie | stell* ein | verzicht* | absehen | abzusehen | stopp* | untersag*
verbitte* | verbiete* | schluss mit | genug von | sparen sie sich | arrêt* | cess*
mettre fin | mettez fin | assez de | ras le bol | y en a marre | deje de | dejen de
deja de | dejad de | dejar de | pare de | paren de | parad de | basta de | basta ya
cese* | absténgase | abstenerse | harto de | harta de | smett* | basta con | basta email
basta e-mail | basta mail | basta spam | basta messaggi | cessa* | finit* | finisc*
piantat* | stop a | parem de | parar de | pare com | parem com | chega | cessem | cessar
deixem de | deixe de | stoppen | stop met | hou op | houd op | houden op | ophouden
staak | staken | kap met | przesta* | zaprzesta* | dość | dosyć | koniec z | přesta*
dost | skonč* | hagyj* | fejezz* | încet* | opriți* | σταματ* | הפסיק* | תפסיק* | kesin
kesiniz | kes artık | bırakın | bırak artık | son verin | durdur* | yeter | хватит
прекра* | перест* | довольно | завязывайте | прошу прекратить | досить | припин* | sluta
slutar | upphör | nog med | slutt* | slut med | hold op | holde op | opphør | hør op
stans | stopp med | lopetta* | lopeta* | jo riittää | متوقف | بس کن* | تمام کن* | توقف*
کفوا | کف عن | اوقف* | ایقاف | کفى | کفی | หยุด | พอแล้ว | งดส่ง | งดการส่ง | 停止
终止 | 別再 | 别再 | 不要再 | 勿再 | 不用再 | 不必再 | やめて | 止めて | 控えて | お控え
遠慮 | お断り | 中止 | 그만 | 중단 | 중지 | 멈춰 | 멈추 | 사양
""")
MAIL = Lexicon("""
chase | chasing me | chase me | circle back | circling back | ping me | pinging
check in | checking in | touch base | processing | cold outreach | nachfass* | nachhak*
akquise | kaltakquise | akquiri* | behellig* | schick* | zusend* | hören | insist*
embêt* | importun* | dérang* | fastidi* | abord* | assedi* | opdring* | niepoko*
nagab* | тревож* | надоед* | stör* | forstyrr* | häirit* | mainon* | mainost*
markkinoin* | akkvisi* | mail* | e-mail* | email* | emailing | messag* | letter
letters | newsletter* | communication* | communicating | follow-up* | follow up*
following up | contact | contacting | contacts | writing | write | outreach | solicit*
spam* | pitch* | marketing | advert* | promotion* | pester* | bother* | nagging
hounding | chasing | harass* | cold call* | sales calls | of these | of those
of this kind | reaching out | sending | text me | texting | approach* | sequence
cadence | campaign* | nachricht* | schreib* | anschreib* | anzuschreib* | zuschrift*
werbung | werbe* | kontakt* | kontaktier* | belästig* | zuspam* | zuzuspam* | zusendung*
zu senden | zu schicken | zumail* | zumüll* | gemail* | mailerei | anfragen | angebote*
courriel* | relanc* | écri* | sollicit* | démarch* | prospection | publicité* | pubs
m'envoyer | envoi* | envoy* | harcel* | correo* | mensaj* | escrib* | propaganda
publicidad | molest* | envi* | mandar* | mand* | contacta* | scriv* | messagg*
comunicaz* | contatt* | invi* | pubblicità | disturb* | mensag* | escrev* | contat*
contato* | perturb* | incomod* | enche* | bericht* | schrijv* | stuur* | sturen
benader* | reclame | nieuwsbrie* | lastig* | wiadomo* | pisa* | pisz* | wysył*
przysył* | ofert* | reklam* | mejl* | nęka* | psát | pište* | posíl* | nabíd* | zpráv*
obchodní* | obtěž* | üzenet* | levele* | küld* | mesaje* | scrie* | scrieți | μηνύμ*
μειλ | מיילים | מייל | הודעות | לשלוח | לכתוב | e-posta* | eposta* | mesaj* | ileti*
yaz* | gönder* | rahatsız* | taciz | пис* | письм* | рассыл* | сообщен* | слать | спам*
присыл* | шлите | беспоко* | донима* | звон* | лист* | турбу* | надсил* | писа* | mejla*
maila* | e-post* | epost* | utskick* | meddel* | skriv* | send* | skicka* | skick*
kontakta* | mase | masa | maset | henvend* | mails | tjat* | høre fra | höra av | viest*
sähköpost* | lähet* | lähett* | kirjoit* | mainos* | yhteydeno* | yhteydessä | ایمیل*
پیام* | نامه* | تماس* | تبلیغ* | مزاحم* | رسایل* | رساله | مراسل* | برید* | تواصل*
اتصال* | اعلانات* | ارسال* | ازعاج* | ขายของ | โทรมา | بازاریابی | تسویق | ส่ง | อีเมล
ข้อความ | ติดต่อ | ข่าวสาร | โฆษณา | เมล | รบกวน | 邮件 | 郵件 | 来信 | 來信 | 发信 | 发
發 | 联系 | 聯絡 | 聯繫 | 广告 | 廣告 | 推销 | 推銷 | 打扰 | 打擾 | 骚扰 | 騷擾 | 消息
推送 | 营销 | 營銷 | 宣传 | 寄 | 信息 | 郵寄 | 送ら | 送っ | 送信 | 送付 | メール | 連絡
配信 | 案内 | 営業 | 勧誘 | 広告 | 売り込み | セールス | 메일 | 연락 | 문자 | 메시지
광고 | 스팸 | 보내 | 발송 | 영업
""")
LETTER = Lexicon("""
mail | mails | e-mail | e-mails | email | emails | message | messages | newsletter*
spam | spams | offers | follow-up | follow-ups | follow ups | communication* | contact
solicitation* | advert* | promotion* | pitches | correspondence | outreach | marketing
mailings | calls | nachrichten | zuschriften | werbung | werbemail* | kontakt
kontaktaufnahme* | zusendungen | anfragen | angebote | anrufe | erinnerungen | courriel*
publicité* | sollicitation* | relances | prospection | démarchage | correo* | mensaje*
propaganda | publicidad | ofertas | llamadas | messaggi* | comunicazion* | pubblicità
offerte | mensagem | mensagens | contatos | contactos | bericht* | reclame | nieuwsbrie*
aanbieding* | wiadomości | ofert* | reklam* | maili | mejli | nabíd* | zpráv* | e-maily
obchodní* | levele* | üzenet* | mesaje* | mesajlar* | mesaj | iletiler* | ileti
e-posta* | mailler* | письм* | рассыл* | сообщен* | реклам* | предложени* | спам*
листи | мейл* | mejl | meddelande* | utskick* | reklam | erbjudand* | meddelelser
reklamer | henvendelser | tilbud | e-poster | e-post | viestejä | viestiä | mainoksia
mainontaa | sähköposte* | ایمیل* | پیام* | تبلیغ* | تماس | رسایل* | رساله | برید*
اعلانات | تواصل | อีเมล | ข้อความ | ข่าวสาร | โฆษณา | เมล | 邮件 | 郵件 | 信 | 消息
广告 | 廣告 | 推销 | 推銷 | 信息 | メール | 連絡 | 案内 | 営業 | 広告 | 勧誘 | 메일
연락 | 문자 | 광고
""")
RECEIVE = Lexicon("""
receive | receiving | hear from | hearing from | be contacted | be emailed | be e-mailed
be mailed | be approached | be pitched | be solicited | be bothered | being contacted
being emailed | being mailed | being pitched | on your radar | on your list
in your list | in your database | in your crm | in your system | see these | see this
i get from | we get from | i see from | i have to read | erhalten | bekommen | kriegen
zugeschickt | zugesandt | kontaktiert | angeschrieben | angemailt | belästigt | recev*
reçoi* | être contact* | être sollicit* | être démarch* | être relanc* | recib*
que me ~ | ser contactad* | ricev* | essere contattat* | essere disturbat* | receber
ser contatad* | ser incomodad* | ontvang* | krijg* | benaderd | gemaild | otrzymy*
dostaw* | otrzyma* | dostáv* | dostat | almak | alma | получать | få fler | få mer
få mail | få mejl | ha fler | ha mer | have flere | ha flere | motta* | modtage | saada
saan | vastaanot* | دریافت | استلام | تلق* | استقبال | รับ | ได้รับ | 收到 | 接收
受け取 | 받 | get these | get such | getting these | getting such | get any mail*
get any email* | get any e-mail* | get any message* | get more mail* | get more email*
get more e-mail* | get more message* | get your mail* | get your email*
get your e-mail* | get your message* | get any more mail* | get any more email*
get any more e-mail* | get any more message* | getting any mail* | getting any email*
getting any e-mail* | getting any message* | getting more mail* | getting more email*
getting more e-mail* | getting more message* | getting your mail* | getting your email*
getting your e-mail* | getting your message* | getting any more mail*
getting any more email* | getting any more e-mail* | getting any more message*
get mail | get emails
""")
UNWILLING = Lexicon("""
don't want | do not want | dont want | doesn't want | does not want | don't wish
do not wish | does not wish | doesn't wish | no wish | no desire | no longer want
no longer wish | no longer wants | no longer wishes | not wish | don't care
prefer not to | prefer not | rather not | tired of | sick of | fed up with
had enough of | weary of | not consent* | no longer consent | don't consent
möchte* keine* | möchte* nicht | will keine* | will nicht | wollen keine* | wollen nicht
wünsch* keine* | wünsch* nicht | lege keinen wert | legen keinen wert
möchte mit ~ verschont | mag keine | mag nicht | ne souhait* pas | ne souhait* plus
ne veu* pas | ne veu* plus | ne voulons p* | ne désir* pas | ne désir* plus
n'ai pas envie | souhait* ne plus | préfér* ne plus | préfér* ne pas | veux plus
veux pas | souhaite pas | marre de | ne tiens pas à | no quier* | no queremos | no dese*
no me interesa* recib* | prefier* no | preferimos no | non vogli* | non desider*
non intend* | preferi* non | non gradi* | non mi interessa ricev* | não quer*
não desej* | não gostar* | não tenho interesse em receb* | preferi* não | não pretend*
dispenso | wil* geen | wil* niet | wens* geen | wens* niet | geen prijs
zit niet te wachten | zitten niet te wachten | liever niet | liever geen | nie życz*
nie chc* | nie mam ochoty | wol* nie | nepřej* | nechc* | nemám zájem o | nestojím o
nem szeretn* | nem kív* | nem akar* | nu doresc | nu vreau | nu mai doresc
nu mai vreau | δεν θέλ* | δεν επιθυμ* | לא רוצה | לא מעוניי* | istemiyor* | istemem
istemiyom | almak istem* | не хочу | не хотим | не желаю | не желаем | не хотел* бы
надоел* | не нужны ваши | не бажаю | vill inte | vill slippa | önskar inte | önskar inga
vill ej | vill inte längre | ønsker ikke | vil ikke | vil gerne slippe | vil slippe
ønsker ingen | gider ikke | orker ikke | orkar inte | en halua | emme halua | en tahdo
en toivo | emme toivo | نمی خواه* | نمیخواه* | تمایلی | تمایل ندار* | مایل نیست*
علاقه ای ندار* | لا ارید | لا ارغب | لا نرغب | لا نرید | لا اود | لا نود | لست مهتم*
مش عایز | ما ابی | ما ابغى | ไม่ต้องการ | ไม่อยาก | ไม่ประสงค์ | ขอไม่ | ไม่สะดวกรับ
ไม่ขอรับ | 不想 | 不愿 | 不願 | 不希望 | いりません | 要りません | いらない | 要らない
希望しません | 望みません | 欲しくない | ほしくない | 受け取りたくない
受け取りたくありません | 원하지 않 | 원치 않 | 싶지 않 | 받지 않 | 싫
""")
CONSENT = Lexicon("""
my consent | our consent | gave consent | given consent | no consent | any consent
my permission | our permission | consent to | consented | mein einverständnis
meine einwilligung | einverständnis | einwilligung | eingewilligt | zugestimmt
erlaubnis | mon consentement | mon accord | notre accord | consenti | autorisé
mi consentimiento | nuestro consentimiento | autorizo | autorizamos | autorizado
autoricé | mio consenso | nostro consenso | autorizzo | autorizzat* | autorizziamo
meu consentimento | nosso consentimento | autorizei | toestemming | zgody | zgodę
zgadzam | souhlas | souhlasím | nesouhlas* | hozzájárul* | acordul | συγκατάθεσ*
הסכמת* | iznim | onayım | izin vermed* | izni vermed* | izni yok | onay vermed* | rızam
согласия | согласие | соглашал* | разрешал* | разрешения | згоди | samtycke | samtykke
samtykket | suostumus* | lupaa | lupaani | اجازه | رضایت | موافقت* | موافق* | اذن*
ยินยอม | อนุญาต | 同意 | 授权 | 授權 | 許可 | 许可 | 承諾 | 동의 | 허락
""")
NOT = Lexicon("""
not | no | never | without | n't | nor | none | withdraw | revoke | lack | dont | didnt
nicht | kein | keine | keinen | nie | niemals | ohne | weder | widerruf* | pas | jamais
sans | aucun | aucune | retir* | sin | ningún | nunca | jamás | revoco | non | mai
senza | nessun | não | sem | nenhum | niet | geen | nooit | zonder | nigdy | bez
żadnej | ne | nikdy | žádný | nem | nu | fără | δεν | χωρίς | לא | ללא | yok | vermed*
olmadan | değil | не | нет | без | никогда | нікол* | inte | aldrig | utan | inget
ingen | ikke | aldri | uden | uten | intet | en | ei | ilman | نداد* | ندار* | بدون | لم
لا | دون | ไม่ | 没 | 沒 | 未 | 不 | ない | ません | なく | 無断 | 않 | 없 | 안
""")
UNASKED = Lexicon("""
never asked for this | never asked for these | never asked to be | did not ask for
didn't ask for | did not opt in | didn't opt in | never opted in | never heard of you
never gave you | never signed up | nie meine adresse | nie mein einverständnis
did not sign up | didn't sign up | never subscribed | not subscribed to | unsolicited
uninvited | scraped | harvested | without my knowledge | without our knowledge
bought my | is illegal | that's illegal | unlawful | unzulässig | rechtswidrig
gegen das uwg | § 7 uwg | illégal* | ilegal* | no-solicitation | no solicitation
no cold call* | enough is enough | unaufgefordert* | unerwünscht* | unverlangt*
unerlaubt* | nie angefordert | nicht angefordert | jamais demandé* | rien demandé
non sollicité* | non désiré* | nunca he solicitado | no solicitad* | nunca me suscrib*
no he solicitado | non richiest* | mai richiest* | indesiderat* | non sollecitat*
mai iscritt* | não solicitei | nunca solicitei | não solicitad* | nunca me inscrevi
não me inscrevi | ongevraagd* | ongewenst* | nooit gevraagd | niezamówion* | niechcian*
nie zamawia* | nevyžádan* | kéretlen | nesolicitat* | ανεπιθύμητ* | istenmeyen | izinsiz
не подписывал* | не просил* | непрошен* | нежелательн* | не запрашивал* | незапрошен*
aldrig bett | oönskad* | obeställd* | uönsket | uønsket | aldrig bedt | aldri bedt
uopfordret | en ole pyytänyt | ei-toivot* | en ole tilannut | ناخواسته | غیر مرغوب
لم اطلب | لم اشترک | ไม่ได้สมัคร | ไม่เคยสมัคร | ไม่ได้ขอ | 没有订阅 | 没订阅 | 从未订阅
沒有訂閱 | 垃圾邮件 | 垃圾郵件 | 登録した覚え | 申し込んだ覚え | 迷惑メール | 迷惑です
신청한 적 | 가입한 적
""")
FORBID = Lexicon("""
do not | don't | dont | never | no need to | not to | bitte nicht | nicht | nie
nie wieder | ne | n'* | pas | jamais | no | nunca | non | mai | não | niet | nooit
proszę nie | nu | nem | не | inte | aldrig | ikke | aldri | älkää | älä | نکن* | نشو*
لا | عدم | อย่า | ไม่ต้อง | 别 | 別 | 勿 | 不要 | ないで | 지 마 | 지 말 | 말아
""")
BOTHER = Lexicon("""
chase | circle back | check back in | follow up again | keep following up | bother me
bother us | disturb | pester | hassle | insist | harass | nachfass* | nachhak*
belästig* | behellig* | stören sie | nerven | insist* | relanc* | harcel* | importun*
embêt* | molestar* | molesten | moleste | moleste* | disturbar* | disturbate | incomod*
perturb* | lastig vallen | lastigvallen | opdring* | nęka* | niepoko* | nagab* | obtěž*
zaklat* | deranj* | беспоко* | тревож* | надоед* | приста* | турбу* | rahatsız | stör*
forstyrr* | plage* | tjata* | mase på | häirit* | مزاحم* | ازعاج* | تزعج* | รบกวน | 打扰
打擾 | 骚扰 | 邪魔 | 귀찮게 | 괴롭히
""")
PEACE = Lexicon("""
get lost | bugger off | sod off | go to hell | buzz off | drop dead | leave me alone
leave us alone | leave me be | leave us be | leave me in peace | lass* ~ in ruh*
lass* ~ in ruah* | lass* ~ in frieden | in ruhe lassen | verpiss* | verzieh dich
schleich* di* | fich* ~ la paix | fout* ~ la paix | fous ~ la paix | laiss* ~ en paix
laiss* ~ tranquille | dégage* | allez vous faire | va te faire | lâchez-moi
lâchez-nous | foutez le camp | fous le camp | dej* ~ en paz | déj* ~ en paz | vete a la
váyase | váyanse | no me moleste | no me molesten | no me molestes | no nos molesten
no jod* | no me fastid* | lasci* ~ in pace | vaffanculo | non rompe* | non mi scocci*
andate a quel | deix* ~ em paz | vão se | vá se | vai se f* | não me encha* | não encha*
deixem-me em paz | larga* do meu pé | laat ~ met rust | rot op | rot toch op | donder op
flikker op | zwijg maar | daj* ~ spokój | daj* ~ spokoj | spadaj* | odwal* | spierda*
odczep* | dejte mi pokoj | nech* ~ na pokoji | dejte mi svátek | hagy* ~ békén
lăsați-mă în pace | αφήστε ~ ήσυχ* | עזבו אותי | תעזבו אותי | rahat bırak* | defol*
yakamdan düş* | peşimi bırak* | отстан* | отвали* | оставьте ~ в покое | отвяжи*
идите в | иди на | відчеп* | lämna ~ i fred | lämna ~ ifred | låt ~ vara
dra åt helvete | lad ~ være i fred | lad ~ i fred | la ~ være i fred | la ~ i fred
dra til helvete | jätä* ~ rauhaan | راحتم بگذار* | دست از سر* | ولم کن* | مزاحم نش*
مزاحمم نش* | اترکون* | دعون* وشان* | اترکنی وشانی | حل عن* | เลิกยุ่ง | อย่ายุ่ง
อย่ามายุ่ง | 别烦 | 別煩 | 滚开 | 滚蛋 | 滾開 | 别来烦 | 少来烦 | ほっといて
放っておいて | 귀찮게 하지 | 꺼져 | 귀찮게 굴지
""")
OBJECT = Lexicon("""
object to | i object | we object | objection to | oppose | widersprech* | widerspruch
opposition à | m'oppose | nous opposons | m'opposer | me opongo | nos oponemos
oposición a | mi oppongo | ci opponiamo | opposizione | oponho* | oposição | bezwaar
sprzeciw* | wnoszę sprzeciw | námitk* | tiltakoz* | mă opun | αντιτίθεμαι | מתנגד*
itiraz | karşı çık* | возражаю | возражаем | заперечую | invänder | motsätter
modsætter | indsigelse | motsetter | protesterer | vastustan | kiellän | kiellämme
اعتراض | اعترض | مخالف* | คัดค้าน | 反对 | 反對 | 異議 | 반대
""")

"""Words for taking somebody off a list, for laws, threats and whose they are, in all tongues."""

from __future__ import annotations

from outreach.core.inbound.fold import Lexicon

REMOVE = Lexicon("""
remove | removed | removing | removal | suppress | suppressed | delete | deleted
deleting | deletion | erase | erased | erasing | erasure | purge | purged | wipe | wiped
scrub | strike | exclude | excluded | expunge | destroy | take ~ off | taken off
get ~ off | cross ~ off | leave ~ out of | keep ~ out of | leave ~ off | blacklist
do not contact list | get rid of | lösch* | gelöscht | zu löschen | entfern* | streich*
gestrichen | austrag* | ausgetragen | nehmen ~ raus | tilg* | rausnehm* | herausnehm*
raus aus | trag* ~ aus | supprim* | suppression | effac* | effacement | retir* | retrait
enlev* | rayer | rayez | radier | radiez | ôter | ôtez | désinscri* | sortez | elimin*
elimín* | borr* | bórr* | borrado | quit* | quít* | sáqu* | suprim* | supresión
sáquen* | sáqueme | retír* | cancell* | cancellazione | rimuov* | rimozion* | togli*
toglie* | depenn* | remov* | remoção | apag* | exclusão | tire-me | tirem | tirar meu
verwijder* | verwijdering | wis | te wissen | gegevens wissen | gewist | schrap* | haal
halen | haalt | vernietig* | usun* | usuń | usunięci* | skreśl* | wykreśl* | wykas*
skasuj* | wymaż* | smaž* | smazat | vymaž* | vymazat | vyřad* | vyřaď* | odstran*
odstraň* | töröl* | vegy* | șterge* | ștergeți | eliminați | scoate* | διαγρ* | αφαιρέσ*
סיר* | הסיר* | להסיר | תמחק* | מחק* | sil | silin* | silme* | siliniz | silinme*
çıkar* | kaldır* | удал* | убер* | убра* | исключ* | вычеркн* | сотрите | стереть
видал* | приберіть | radera* | ta bort | tag bort | stryk | plocka bort | avregistrer*
borttag* | slet | slette* | sletning | sletting | slett | fjern* | stryg | poista*
poisto* | tuhotka* | حذف* | پاک | خارج | احذف* | امسح* | ازال* | ازل* | ازیل* | شطب*
اشطب* | امح* | مسح | محو | ลบ | เอา ~ ออก | เอาออก | ถอด | นำ ~ ออก | นำออก | 删 | 刪
移除 | 移出 | 去掉 | 剔除 | 清除 | 拿掉 | 除名 | 削除 | 外し | 除外 | 抹消 | 消し | 消去
除い | 삭제 | 제외 | 빼 | 지워 | 제거 | 파기 | nehm* ~ raus | nehm* ~ aus | nehm* ~ von
exclua | exclui* | excluam | exclure | exclus de
""")
WHENCE = Lexicon("""
where ~ get my | where ~ got my | where ~ find my | where ~ found my | how ~ get my
how ~ got my | how ~ find my | how come ~ my e-mail | how come ~ my email
where ~ my email | where ~ my e-mail | where ~ my address | where ~ my contact
where ~ my details | where ~ our address | how ~ obtain | where ~ obtain
who gave you my | who gave you this | who gave you our | who sold you
don't recall giving | do not recall giving | never gave you | not sure how you got
no idea how you got | no idea where you got | how you got my | where you got my
woher haben | woher hast | woher habt | woher stammt | wie kommen sie an
wie kommst du an | wie sind sie an | wo haben sie ~ her | wer hat ihnen | d'où ~ mon
d'où ~ mes | d'où tenez | d'où sort* | comment avez-vous ~ mon | où avez-vous
comment avez-vous obtenu | comment avez-vous eu | qui vous a donné | où avez vous
de dónde han | de dónde ha | de dónde sac* | de dónde tien* | de dónde obtuv*
cómo consigui* | cómo han ~ mi | quién les dio | quién le dio | cómo obtuv* | dónde han
cómo tienen mi | da dove ~ il mio | dove avete | come avete ~ il mio | dove ha preso
come ha avuto | chi vi ha dato | come avete avuto | da chi avete | onde ~ meu
como ~ meu email | como ~ meu e-mail | como ~ meu contato | como conseguiram
como obtiveram | onde conseguiram | quem vos deu | quem passou meu | de onde ~ meu
hoe komt u | hoe kom je aan | hoe komen jullie | waar heeft u | waar hebben jullie
van wie heeft u | waar heb je ~ vandaan | skąd macie | skąd ma pan* | skąd masz
skąd państwo | skąd pan* | kto wam dał | odkud máte | kde jste ~ můj | kde jste vzal*
honnan van | de unde aveți | πού βρήκατε | מאיפה ~ המייל | מאיפה ~ הכתובת
nereden buldu* | nereden aldı* | nereden edin* | nasıl ulaştınız | kimden aldınız
откуда у вас | откуда вы | где вы взяли | кто вам дал | как вы узнали мой | звідки у вас
var har ni | var fick ni | hur har ni fått | hur fick ni | hvor har i | hvor har du
hvor fik i | hvordan har i fået | hvor har dere | hvor fikk dere | hvordan fikk dere
mistä saitte | mistä olette saaneet | از کجا | من این حصلت* | کیف حصلت* | من اعطاک*
من وین | ได้อีเมล ~ จากไหน | ได้ ~ มาจากไหน | เอาอีเมล ~ มาจาก | เอา ~ มาจากไหน | 从哪里
从哪 | 哪里弄 | 哪儿弄 | 哪裡 | 从何处 | 怎么有我 | 怎么拿到 | 怎么知道我 | 如何取得
如何得到 | 怎麼有我 | どこで | どこから | どうやって ~ 知り | どのように入手
なぜ ~ アドレス | 어디서 | 어디에서 | 어떻게 아 | 어떻게 알 | 어떻게 구
""")
MINE = Lexicon("""
me | my | myself | us | our | mine | mich | mir | mein* | uns | unser* | m'* | moi | mon
ma | mes | nous | notre | nos | mi | mis | nuestr* | mío | míos | mio | mia | miei | mie
nostr* | ci | meu | meus | minha | minhas | nosso* | nossa* | mij | mijn | ons | onze
mnie | mój | moj* | moich | moim | nas | nasz* | mě | mne | moje* | můj | mé | mých
náš | naše | nás | меня | мне | мой | мои | мою | моих | моё | моего | нас | наш* | мої
мій | мене | mig | mej | min | mitt | mina | mit | meg | oss | os | vår* | vores | vore
minu* | meidä* | beni | bizi | bana | benim | bizim | verilerim* | bilgilerim*
adresim* | mailim* | e-postam* | مرا | منو | من | ما را | اطلاعاتم | ایمیلم | بیاناتی
بریدی | عنوانی | اسمی | معلوماتی | بیاناتنا | نی | ฉัน | ผม | ดิฉัน | เรา | หนู | 我
本人 | 私 | 弊社 | 当社 | 小生 | こちら | 제 | 저 | 우리 | 저희 | 내 | שלי | אותי | μου
με | μας
""")
PLACE = Lexicon("""
list | lists | mailing list | mailings | mailing | database | db | crm | campaign
campaigns | records | files | cadence | sequence | sequences | distribution | contacts
system | systems | mailing lists | outreach | newsletter* | radar | funnel | verteiler*
liste* | adressliste* | datenbank* | datei* | kartei | kartei* | bestand* | system*
rundmail* | listes | fichier* | base | bases | envois | base de données | répertoire
carnet | lista | listas | listado* | base de datos | contactos | envíos | fichero*
bbdd | liste di | elenco | elenchi | rubrica | archivi* | contatti | cadastro*
base de dados | contatos | diretório | mailinglijst* | lijst* | adressenbestand*
maillijst* | verzendlijst* | bazy | baz | listy | bazie | newslettera | seznamu
databáze | listáról | adatbázis* | listenizden | listeden | listesinden | listenden
veri tabanı* | veritabanı* | рассылки | рассылок | списка | списков | базы | баз
розсилк* | бази | listan | listor | sändlista* | register* | utskick* | listen | listene
liste | jeres lister | rekister* | listaltanne | listalta | postituslista* | لیست*
فهرست* | پایگاه | قایم* | قوایم* | سجلات* | รายชื่อ | ฐานข้อมูล | ลิสต์ | รายการ | 名单
名單 | 列表 | 清单 | 清單 | 数据库 | 資料庫 | 群发 | 通讯录 | リスト | 名簿 | 配信先
データベース | 宛先 | 送付先 | 명단 | 목록 | 리스트 | 데이터베이스 | 수신자
""")
DATA = Lexicon("""
address | addresses | e-mail | email | mail | contact | contact details | data | details
information | info | name | number | file | profile | records | entry | adresse* | daten
mailadresse* | kontaktdaten | angaben | e-mail-adresse* | mail-adresse* | datensatz
données* | coordonnées | courriel | datos | correo | dirección | nombre | dati
indirizzo | nominativo | contatto | contatti | nome | recapit* | dados | endereço
contato | contacto | cadastro | gegevens | adres | mailadres | e-mailadres | naam | dane
danych | adres* | adresu | mejl* | údaje | údajů | adat* | δεδομένα | veri* | bilgi*
kişisel* | e-posta* | mail* | данн* | адрес* | почт* | контакт* | имя | номер | имейл*
дані | adress* | uppgift* | personuppgift* | persondata | oplysning* | opplysning*
tieto* | tiedot | osoit* | اطلاعات* | ادرس* | ایمیل* | مشخصات* | بیانات* | برید*
عنوان* | معلومات* | رقم* | ข้อมูล | อีเมล | ที่อยู่ | เบอร์ | ชื่อ | 邮箱 | 郵箱 | 地址
信息 | 資料 | 资料 | 数据 | 電郵 | 联系方式 | 聯絡方式 | 个人信息 | 個資 | 個人情報
アドレス | 連絡先 | 情報 | データ | 登録 | 개인정보 | 정보 | 이메일 | 메일 | 주소
연락처 | 번호
""")
LAW = Lexicon("""
gdpr | ccpa | cpra | can-spam | canspam | pecr | casl | art. 17 | art 17 | article 17
art. 21 | article 21 | personal data | personal information | subject access
erasure request | data protection | dsgvo | ds-gvo | datenschutz* | personenbezogen*
rgpd | données personnelles | données à caractère | me concernant | datos personales
lopd | lopdgdd | dati personali | lgpd | dados pessoais | persoonsgegevens | avg | rodo
danych osobowych | dane osobowe | osobní údaje | osobních údajů | kvkk | kişisel veri*
персональн* | 152-фз | personuppgift* | persondata | personoplysning*
personopplysning* | henkilötie* | اطلاعات شخصی | بیاناتی الشخصیه | البیانات الشخصیه
ข้อมูลส่วนบุคคล | pdpa | 个人信息 | 個人資料 | 個人情報 | 개인정보
""")
AGAIN = Lexicon("""
again | one more | another | once more | next time | keep | keeps | keep on | continue
continues | goes on | don't stop | further | any more | anymore | noch einmal | nochmal*
noch mal | noch eine | weiter | weitere* | erneut | weiterhin | wieder | nicht aufhör*
encore | à nouveau | de nouveau | continu* | prochain* | une autre | un autre | nouvelle
otra vez | de nuevo | siguen | sigue | vuelv* | un ~ más | una ~ más | otro | otra
continú* | ancora | di nuovo | un'altra | un altro | nuovamente | de novo | mais um
mais uma | outra vez | novamente | outro | outra | nog een | nog één | weer | opnieuw
nogmaals | doorgaat | blijf* | volgende | jeszcze | kolejn* | znowu | ponownie | dalej
ještě | znovu | další | még egy | újra | încă | ξανά | bir daha | tekrar | yine | devam
daha | ещё | еще | снова | опять | продолж* | следующ* | повторн* | ще раз | igen
en till | ännu | fortsätter | en gang til | en til | fortsetter | fortsætter | igjen
endnu | vielä | uudestaan | uudelleen | jatku* | دوباره | یک بار دیگر | باز هم | بازهم
دیگر | مره اخری | مجددا | ثانیه | تکرار | อีก | 再 | 又 | 继续 | 繼續 | 再度 | また | 次
今後 | 또 | 다시 | 한 번 더 | 한번 더 | 계속
""")
THREAT = Lexicon("""
report you | report this | reporting you | reported | be reporting | complaint
complain to | lawyer* | attorney* | our legal team | my solicitor | legal action
legal steps | sue you | take you to court | the ico | the ftc | regulator | anwalt*
rechtsanwalt* | abmahn* | anzeige* | aufsichtsbehörde | datenschutzbehörde
datenschutzbeauftragt* | rechtliche schritte | unterlassungs* | klage* | melde ich
beschwer* | rechtsweg | bundesnetzagentur | verbraucherzentrale | cnil | plainte
avocat* | vous signale* | signal* comme | poursuite* | saisis | saisir* | aepd
denunci* | abogad* | demandar* | reclamación | garante | segnal* | avvocat* | denunc*
querel* | vie legali | anpd | cnpd | procon | advogad* | queixa | processo | denúncia
autoriteit | klacht | advocaat | aangifte | de ap | acm | uodo | uokik | zgłosz*
zgłasza* | skarg* | prawnik* | policj* | stížnost | úřad* | právník* | feljelent*
plângere | anspdcp | καταγγελ* | şikayet* | avukat* | dava | savcılığ* | savcı* | фас
роскомнадзор* | жалоб* | пожалуюсь | пожалуемся | пожаловаться | суд | юрист* | скарг*
anmäl* | imy | advokat* | politianmeld* | datatilsynet | anmeld* | forbrukertilsynet
konsumentverket | tietosuoja* | valitu* | valitan | ilmoitan | شکایت* | گزارش | شکوی
سابلغ | ابلغ | محام* | قانونی* | แจ้งความ | ร้องเรียน | ฟ้อง | 举报 | 舉報 | 檢舉 | 投诉
投訴 | 起诉 | 律师 | 通報 | 法的措置 | 弁護士 | 訴え | 신고 | 고소 | 법적
hosting provider | your isp | your provider | your employer | your boss
""")
LAST = Lexicon("""
last e-mail | last email | last mail | last message | last time | last one | last i hear
final time | letzte mail | letzte e-mail | letzte nachricht | das letzte mal
letzten mal | dernier mail | dernier message | dernière fois | último correo
último mensaje | última vez | ultima mail | ultima e-mail | ultimo messaggio
ultima volta | último e-mail | última mensagem | laatste mail | laatste bericht
laatste keer | ostatni mail | ostatnia wiadomość | ostatni raz | son mail | son e-posta
son mesaj | son kez | son olsun | последнее письмо | последний раз | sista mejlet
sista gången | sidste mail | sidste gang | siste e-post | siste gang | viimeinen viesti
اخرین ایمیل | اخرین بار | اخر رساله | اخر مره | ครั้งสุดท้าย | 最后一封 | 最後一封
最后一次 | 最後に | 마지막
""")
COND = Lexicon("""
if | should you | one more | another | next | or i | or we | or else | otherwise
unless | wenn | falls | sollten | solltest | noch eine | noch ein | noch einmal
nochmal* | andernfalls | sonst | ansonsten | si | encore un | encore une | prochain*
sinon | à défaut | sino | de lo contrario | otro | otra | o los | o le | o te | un ~ más
se | altrimenti | un'altra | un altro | la prossima | mais um | mais uma
caso contrário | senão | próxim* | als | indien | anders | nog één | nog een
de volgende | jeśli | jeżeli | inaczej | w przeciwnym razie | jeszcze | kolejn* | pokud
jestli | jinak | ještě | ha még | dacă | dacă mai | αν | אם | eğer | yoksa | aksi
bir daha | если | иначе | ещё | еще | следующ* | якщо | інакше | ще один | om | annars
en till | hvis | ellers | en til | jos | muuten | vielä | اگر | وگرنه | در غیر
یک بار دیگر | اذا | ان | والا | مره اخری | ถ้า | หาก | ไม่งั้น | มิฉะนั้น | อีก | 如果
若 | 再 | 否则 | 否則 | たら | れば | なら | 場合 | 次 | 면 | 다시 | 또 | 않으면
""")
PLEASE = Lexicon("""
please | pls | plz | kindly | i ask | i want | i demand | i request | we request
requesting | request | i require | i insist | must | asap | immediately | at once
right now | i direct | directing | i would like | i'd like | thanks | thank you
make sure | ensure | like you to | wants you to | want you to | asks you to
asked you to | bitte | fordere | fordern | verlange* | bitten | sofort | umgehend
unverzüglich | danke | dringend | möchte | merci | svp | s'il vous plaît | veuillez
demande* | prie | prière | exige* | immédiatement | je souhaite | por favor | solicit*
exij* | exig* | rueg* | pid* | favor | inmediat* | de inmediato | quiero | agradec*
prego | preg* | chied* | per favore | per piacere | richied* | cortesemente
gentilmente | subito | immediatamente | grazie | peç* | pedimos | obrigad* | imediat*
quero | gostaria | aub | a.u.b. | graag | gelieve | verzoek* | alsjeblieft | alstublieft
direct | onmiddellijk | eis | wil | prosz* | prosim* | żądam | żądamy | prośb*
natychmiast | wnoszę | prosím | žádám* | okamžitě | kérem | kérjük | azonnal | vă rog
rog | παρακαλώ | αμέσως | בבקשה | נא | אבקש | lütfen | talep | rica | istiyor* | derhal
hemen | прошу | просим | пожалуйста | требую | требуем | немедленно | сейчас же
будь ласка | tack | vänligen | snälla | var snäll | kräver | omgående | begär | tak
venligst | vennligst | vær så snill | takk | straks | kræver | krever | kiitos | pyydän
pyydämme | olkaa hyvä | heti | vaadin | لطفا | خواهش | فورا | سریعا | الرجاء | رجاء
ارجو | نرجو | اطلب | نطلب | من فضلک | یرجی | กรุณา | ขอ | โปรด | ช่วย | ด้วย | ทันที
รบกวน | 请 | 請 | 麻烦 | 麻煩 | 立即 | 马上 | 馬上 | 立刻 | 务必 | 要求 | ください
下さい | お願い | 願います | 求めます | 請求 | 直ちに | 至急 | 주세요 | 주십시오
바랍니다 | 부탁 | 요청 | 요구 | 즉시 | 당장
""")
YOURS = Lexicon("""
your | future | further | ihr* | eur* | dein* | vos | votre | tes | su | sus | tu
vuestr* | vostr* | tuo | tua | vosso* | vossa* | sua | suas | seu | seus | uw | jullie
je | wasz* | waszej | państwa | swoj* | vaš* | vaše* | vašeho | vaší | tvé* | ваш*
своей | своих | вашої | er | era | ert | din | deres | jeres | teidän | listaltanne
rekisteristänne | listanızdan | listenizden | شما | خود* | خودتون | σας | שלכם | של
ของคุณ | ของท่าน | 你们 | 你們 | 贵 | 貴 | 您 | 你 | 御社 | 貴社 | そちら | 귀사 | 당신
그쪽 | this | these | all | this thread | dies* | allen | cette | ces | esta | estas
questa | queste | deze | tej | этой | этого | denna | denne
""")
AWAY = Lexicon("""
drop | lose | forget | scratch | rm | strike | get ~ off | take ~ off | off your
out of your | get me out | raus | weg | vergess* | oubli* | sortez | olvid* | sáqu*
dimentic* | togli* | esqueç* | tir* | weghalen | eraf | zapomn* | wykasuj* | забуд*
unut* | glöm* | glem* | unohda* | فراموش | انسو* | ลืม | 忘
""")
LISTED = Lexicon("""
do-not-contact | do not contact list | do-not-mail | do-not-email | as do not contact
blocklist | block list | suppression list | opt-out list | no-contact list | dnc list
dnc | sperrliste | sperrvermerk | robinsonliste | blacklist | schwarze liste
liste noire | liste d'opposition | liste rouge | lista robinson | lista negra
lista nera | lista di opposizione | bel-me-niet | blokkeerlijst | czarn* list*
чёрный список | черный список | kara liste | spärrlista | svartlista | sperreliste
estolista | لیست سیاه | القایمه السوداء | บัญชีดำ | 黑名单 | 黑名單 | ブラックリスト
블랙리스트
""")

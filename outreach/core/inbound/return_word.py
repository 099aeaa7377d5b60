"""The words around a date that tell whether somebody is back then, or away until then."""

from __future__ import annotations

from outreach.core.inbound.fold import Lexicon, any_of, shape

# Before the date: the person is there on it.
BACK = Lexicon("""
back | be back | am back | returning | return | returns | return date | return to work
back at work | back in the office
available again | reachable again | in the office again | resume* | reopen* | re-open*
open again | i'm in | will be in
wieder | zurück | zurueck | rückkehr | rueckkehr | wieder im büro | wieder im haus
wieder da | wieder erreichbar | rückkehr am
de retour | retour | mon retour | reviens | reviendrai | reprendrai | reprends | rentre
rentrerai | serai présent* | réouvr* | rouvr*
de vuelta | de regreso | vuelvo | volveré | vuelva | regreso | regresaré | regresa
reincorpor* | me incorporo | reincorporaré | reabrir* | retomaré
ritorno | rientro | rientrerò | tornerò | torno | rientra | riapr* | di ritorno
sarò di nuovo | sarò nuovamente | sarò in ufficio
de volta | volto | voltarei | regresso | regressarei | retorno | retornarei
estarei de volta | reabr* | de regresso
terug | weer | terugkomst | weer bereikbaar | weer aanwezig | terugkeer
tillbaka | åter | åter på kontoret | tilbage | retur | tilbake | igen | igjen
takaisin | palaan | palaa | tavoitettavissa jälleen
wracam | wrócę | powrót | powracam | wracamy | powrotem | będę dostępn* | dostępna od
dostępny od
вернусь | вернёмся | возвращаюсь | возвращение | выйду | выхожу | вернется | приступлю
буду на месте | буду в офисе | буду доступ*
повернусь | повернуся | повертаюсь | вийду | буду в офісі
zpět | vrátím | vracím | budu zpět | návrat
visszatér* | vissza | újra | ismét
revin | reveni | voi reveni | mă întorc | înapoi | întorc
επιστρέφω | επιστρέψω | επιστροφή | πίσω
חוזר* | אחזור | אשוב | שב | שבה | חזרה
سأعود | أعود | العودة | عودتي | نعود | وسأعود | سوف أعود | سأكون متاحا | سأكون متواجدا
برمی‌گردم | بازگشت | برمیگردم | باز می‌گردم | خواهم بود
กลับมา | กลับเข้า | จะกลับ | กลับ
返回 | 回来 | 回來 | 回到 | 恢复 | 恢復 | 上班 | 复工 | 返岗 | 復職 | 复职 | 回公司 | 回办公室
回辦公室
復帰 | 出社 | 戻り | 営業再開
복귀 | 돌아오 | 출근
""")
# After the date, in the same breath.
THERE = Lexicon("""
back | again | i'm back | i will be back | i'll be back | i return | onwards i
wieder | zurück | zurueck
de retour | à nouveau | de nouveau
de vuelta | de nuevo | nuevamente
di nuovo | nuovamente
de volta | novamente
weer | terug
tillbaka | åter | tilbage | tilbake | igen | igjen
takaisin | jälleen | taas
z powrotem | znów | znowu | ponownie
снова | вернусь | опять | на связи | знову
döneceğim | dönüyorum | dönecek* | ofiste olacağım | geri döneceğim | işe başlay*
başlayacağım | ofisteyim | dönüş yapacağım | iş başı* | ofiste olacak*
zpět | opět | vissza | újra | ismét | înapoi | πίσω | ξανά | שוב
مجددا | من جديد
برمی‌گردم | برمیگردم | باز می‌گردم | بازمی‌گردم | در دفتر خواهم بود | پاسخگو | حضور
باز خواهم گشت | بازگشت
กลับมา | กลับ
返回 | 回来 | 回來 | 回公司 | 回到 | 恢复 | 恢復 | 上班 | 复工 | 返岗 | 復職 | 复职 | 回办公室
回辦公室 | 回复 | 回覆 | 起正常
復帰 | 出社 | 戻り | 営業開始 | 再開 | 順次 | 対応いたし | 返信いたし | 業務を開始
勤務 | 営業いたし
복귀 | 돌아 | 출근 | 정상 | 업무 재개 | 회신
""")
# Right before the date: a beginning; what begins is told elsewhere in the sentence.
SINCE = shape(
    any_of("""
ab | ab dem | ab den | ab der | erst | erst am | erst ab | erst ab dem | only on | only from
dopiero | dopiero od | только | лишь | först | først | vasta
from | as of | starting | as from | à partir du
à partir de | à compter du | dès le | dès
a partir del | a partir de | desde el | desde | dal | a partire dal | dall'
a partir do | a partir da | desde o
vanaf | from the | från | från och med | fr.o.m. | fra | fra og med | alkaen | od
od dnia | с | со | начиная с | з | від
από | από τις | din | începând cu | מ | החל מ | ابتداء من | اعتبارا من | بدءا من | من
منذ | از | از تاریخ | ตั้งแต่ | 从 | 從 | 自 | 于 | 於 | 将于 | 將於
""")
    + r"\s{0,2}$"
)
SINCE_AFTER = shape(
    r"\s{0,2}(?:より|から|以降|부터|itibaren|'?(?:d|t)[ae]n itibaren|-?(?:tol|tól)|起"
    r"|alkaen|lukien)"
)
PRESENT = Lexicon("""
erreichbar | da | im büro | im buero | im haus | im hause | für sie da | verfügbar
zur verfügung | lesen | beantwort* | antwort* | bearbeit*
available | in the office | reachable | reply | respond | answer | at my desk | at work
disponible* | joignable | présent* | répondr* | réponse | bureau
responder* | atender* | oficina | localizable
disponibile | in ufficio | risponder* | reperibile
disponível | escritório | contactável | responderei
bereikbaar | aanwezig | beantwoord* | op kantoor | beschikbaar | reageer
på kontoret | nås | svarar | svare* | træffes | tilgængelig | tilgjengelig | til stede
töissä | tavoitettavissa | vastaan
dostępn* | w biurze | odpowiem | odpowiadać | w pracy
на связи | в офисе | отвечу | доступ* | на работе | в офісі | відповім
k dispozici | zastihnete | v kanceláři | elérhető | disponibil* | διαθέσιμ* | זמין
זמינה
متاح | متواجد | بالرد | سأرد
پاسخگو | در دفتر | پاسخ خواهم | در خدمت
ตอบ | ทำงาน | 回复 | 回覆 | 上班 | 办公 | 辦公 | 対応 | 返信 | 出社 | 勤務 | 営業 | 근무
회신 | 답변 | 출근 | 복귀
""")
NOT = Lexicon("""
not | n't | cannot | no | unable | nicht | kein* | pas | non | no | não | niet | geen
inte | ikke | ei | nie | не | нет
δεν | לא | لن | لا | غير | نیستم | نمی* | ไม่ | 不 | 无法 | 無法 | 休 | 休業 | 不在
휴가 | 휴무 | 부재
limited | eingeschränkt* | vacation | holiday | leave | urlaub | vacances | congé*
ferie | férias | vakantie | semester | отпуск* | izin*
""")
# Right before the date: the absence ends on it, so that this is the day of return.
UNTIL = shape(
    any_of(
        "until | till | 'til | til | before | not before | до | by | avant le "
        "| vor dem | pred | vóór | prior to"
    )
    + r"(?:\s(?:the|about|around|approximately|at least|mindestens|ca\.?|am|on)){0,2}[\s(]{0,2}$"
)
# Right before it: the absence lasts through it.
THROUGH = shape(
    any_of("""
through | thru | until and including | up to and including | up until and including
until end of | through to | inclusive of
bis | bis zum | bis einschließlich | bis einschließlich zum | bis einschl. | bis inkl.
bis inklusive | bis einschliesslich | bis voraussichtlich | bis einschließlich den
jusqu'au | jusqu'à | jusqu'en | jusque | jusqu'au soir du | hasta el | hasta
hasta el día | hasta finales de | fino al | fino a | fino all' | sino al | até | até ao
até o | até dia | até o dia | até ao dia
t/m | tot en met | tot | tot aan | till och med | t.o.m. | t o m | tom | till den | till
til og med | til den | til d. | til | t.o.m | frem til | fram till | fram til
asti | saakka | do | do dnia | do końca | по | по дату | до конца | включительно до
včetně | do konce | do dne
până pe | până la | până în | până la data de | pana | έως | έως τις | έως και
έως και τις | μέχρι | μέχρι τις | μέχρι και | ως τις | ως
עד | עד ה | עד ליום | עד יום | حتى | حتى يوم | حتى تاريخ | لغاية | إلى | الی | لغایه
تا | تا تاریخ | تا روز | الى غاية
จนถึง | ถึง | จนถึงวันที่ | ถึงวันที่ | 至 | 到 | 直到 | 直至 | 截至
""")
    + r"[\s(]{0,2}(?:(?:the|den|dem|el|le|al|dia|o|d\.|der|einschl\.|וכולל|يوم|วันที่"
    r"|tarihi|включно|mit)\s{0,2}){0,2}[\s,(]{0,2}$"
)
# Right after it.
THROUGH_AFTER = shape(
    r"[\s)]{0,2}(?:\([^)\n]{0,6}\)\s?)?(?:まで|为止|為止|止|까지|(?:gunu|tarihi"
    r"|tarihine)?\s?'?[yn]?[ea]\s?kadar|'?\w{0,4}\s?kadar"
    r"|tarihine kadar|gunune kadar|-?ig(?!\w)|asti(?!\w)|saakka(?!\w)|inclu(?:s|ded"
    r"|sive|ido|so)|einschliesslich|dahil"
    r"|включительно|включно|wlacznie|vcetne)"
)
UNTIL_AFTER = shape(
    r"[\s)]{0,2}(?:\([^)\n]{0,6}\)\s?)?(?:之?前|以前|전까지|までには|oncesine kadar|elott)"
)
# Between the ends of a span.
CONNECTOR = shape(
    r"[\s)]{0,2}(?:\([^)\n]{1,8}\)\s?)?(?:[^\W\d_]{2,12}[.,]?\s)?(?:-{1,2}|t/m|"
    + any_of("""
to | through | thru | until | till | and | until and including | bis | bis zum
bis einschließlich | und | zum | au | al | a | ao | e | y | et | tot | en | tot en met
till | til | och | og | do | i | po | по | до | та | и | й | έως | με | ως | μέχρι | και
و | إلى | حتى | لغایت | تا | الی | ile | ve | ja | és | si | și | jusqu'au | hasta el | hasta
ate | até | fino al | pana | până | עד | ו | ถึง | จนถึง | 至 | 到 | 起至 | から | 부터
""")
    + r")[\s,.(]{0,2}(?:(?:the|den|dem|zum|le|el|al|il|dia|o|d\.|der|and|including"
    r"|einschl\.|um|วันที่|تاریخ|يوم|روز)\s){0,2}[\s,.(]{0,2}(?:[^\W\d_]{2,12}[.,]?\s{1,2})?$"
)
EDGE = shape(
    r"(?<=\w{4})\.\s|[!?؟]\s|[。！？]|\n|(?<=[\w)]{3});|(?<=[)\"'\]])\.\s|\.\s(?=\W{0,2}$)"
)
# A time limit, and an end of the absence only in "not before".
LIMIT = shape(r"(?<!\w)(?:by|before|avant le|vor dem|prior to)\s[^\n]{0,12}$")
NORDIC = shape(r"(?<!\w)till?\s{0,2}$")  # "through", where it is no English
ASIDE = shape(
    r"[,;،、(]|\s(?:and|und|et|y|e|en|og|och|i|и|та|ve|و|but|aber|mais|pero|ma|mas"
    r"|maar|men|ale|но)\s"
)

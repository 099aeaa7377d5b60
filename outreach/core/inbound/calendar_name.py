"""Names of months, weekdays and relative days in the languages of the ear."""

from __future__ import annotations

from outreach.core.inbound.fold import fold, words_of

GREGORIAN = """
january jan jan. januar jänner jaenner janvier janv enero ene gennaio gen janeiro
januari stycznia styczeń styczniu января январь январе янв січня січень ocak ledna leden
lednu tammikuu tammikuuta tammikuun tammikuussa január januárban ianuarie ιανουαρίου
ιανουάριο ינואר يناير كانون_الثاني جانفي ژانویه มกราคม ม.ค. sıječnja siječnja januara
janúar

february feb februar febr février fevrier févr fevr febrero febbraio fevereiro fev
februari lutego luty lutym февраля февраль феврале фев лютого лютий şubat února únor
únoru helmikuu helmikuuta helmikuun február februárban februarie φεβρουαρίου φεβρουάριο
פברואר فبراير شباط فيفري فوریه กุมภาพันธ์ ก.พ. veljače februara

march mar märz maerz marz mrz mars marzo março marco maart mrt marca marzec marcu марта
март марте мар березня березень mart března březen březnu maaliskuu maaliskuuta
maaliskuun március márciusban martie μαρτίου μάρτιο מרץ מרס مارس آذار مارچ มีนาคม มี.ค.
ožujka marts

april apr avril avr abril abr aprile kwietnia kwiecień kwietniu апреля апрель апреле апр
квітня квітень nisan dubna duben dubnu huhtikuu huhtikuuta huhtikuun április áprilisban
aprilie απριλίου απρίλιο אפריל أبريل ابريل نيسان أفريل آوریل เมษายน เม.ย. travnja aprila

may mai mayo maggio mag maio mei maj maja maju мая май мае травня травень mayıs května
květen květnu toukokuu toukokuuta toukokuun május májusban μαΐου μάιο מאי مايو أيار ماي
مه พฤษภาคม พ.ค. svibnja

june jun juni juin junio giugno giu junho czerwca czerwiec czerwcu июня июнь июне июн
червня червень haziran června červen červnu kesäkuu kesäkuuta kesäkuun június júniusban
iunie ιουνίου ιούνιο יוני يونيو حزيران جوان ژوئن มิถุนายน มิ.ย. lipnja juna

july jul juli juillet juil julio luglio lug julho lipca lipiec lipcu июля июль июле июл
липня липень temmuz července červenec červenci heinäkuu heinäkuuta heinäkuun július
júliusban iulie ιουλίου ιούλιο יולי يوليو تموز جويلية ژوئیه กรกฎาคม ก.ค. srpnja jula

august aug août aout agosto ago augustus augusti sierpnia sierpień sierpniu августа
август августе авг серпня серпень ağustos srpna srpen srpnu elokuu elokuuta elokuun
augusztus augusztusban αυγούστου αύγουστο אוגוסט أغسطس آب أوت اوت สิงหาคม ส.ค. kolovoza
avgusta

september sep sept septembre septiembre setiembre settembre sett setembro września
wrzesień wrześniu сентября сентябрь сентябре сент сен вересня вересень eylül září
syyskuu syyskuuta syyskuun szeptember szeptemberben septembrie σεπτεμβρίου σεπτέμβριο
ספטמבר سبتمبر أيلول سپتامبر กันยายน ก.ย. rujna septembra

october oct oktober okt octobre octubre ottobre ott outubro out października październik
październiku октября октябрь октябре окт жовтня жовтень ekim října říjen říjnu lokakuu
lokakuuta lokakuun október októberben octombrie οκτωβρίου οκτώβριο אוקטובר أكتوبر
تشرين_الأول اکتبر ตุลาคม ต.ค. oktobra

november nov novembre noviembre novembro listopad listopadzie ноября ноябрь ноябре ноя
нояб листопада листопад kasım listopadu marraskuu marraskuuta marraskuun novemberben
noiembrie νοεμβρίου νοέμβριο נובמבר نوفمبر تشرين_الثاني نوامبر พฤศจิกายน พ.ย. listopada
studenoga novembra

december dec dezember dez décembre decembre déc diciembre dic dicembre dezembro grudnia
grudzień grudniu desember грудня грудень декабря декабрь декабре дек aralık prosince
prosinec prosinci joulukuu joulukuuta joulukuun decemberben decembrie δεκεμβρίου
δεκέμβριο דצמבר ديسمبر كانون_الأول دسامبر ธันวาคม ธ.ค. prosinca decembra
"""
JALALI = """
فروردین

اردیبهشت

خرداد

تیر

مرداد امرداد

شهریور

مهر

آبان

آذر

دی

بهمن

اسفند
"""
HIJRI = """
محرم

صفر

ربيع_الأول

ربيع_الثاني ربيع_الآخر

جمادى_الأولى

جمادى_الآخرة جمادى_الثانية

رجب

شعبان

رمضان

شوال

ذو_القعدة ذي_القعدة

ذو_الحجة ذي_الحجة
"""
WEEKDAY_NAMES = """
monday montag montags lundi lunes lunedì segunda-feira segunda maandag mandag måndag
poniedziałek poniedziałku понедельник понедельника понеділок понеділка pazartesi pondělí
hétfő hétfőn hétfőtől luni δευτέρα maanantaina maanantai maanantaihin شני دوشنبه الاثنين
الإثنين จันทร์ 月曜 月曜日 星期一 周一 週一 월요일

tuesday dienstag mardi martes martedì terça-feira terça dinsdag tirsdag tisdag wtorek
wtorku вторник вторника вівторок вівторка salı úterý kedd kedden marți τρίτη tiistaina
tiistai tiistaihin שלישי سه‌شنبه الثلاثاء อังคาร 火曜 火曜日 星期二 周二 週二 화요일

wednesday mittwoch mercredi miércoles mercoledì quarta-feira quarta woensdag onsdag
środa środę środy среду среда среды середу середа середи çarşamba středa středu středy
szerda szerdán miercuri τετάρτη keskiviikkona keskiviikko keskiviikkoon רביעי چهارشنبه
الأربعاء พุธ 水曜 水曜日 星期三 周三 週三 수요일

thursday donnerstag jeudi jueves giovedì quinta-feira quinta donderdag torsdag czwartek
czwartku четверг четверга четвер четверга perşembe čtvrtek čtvrtka csütörtök csütörtökön
joi πέμπτη torstaina torstai torstaihin חמישי پنجشنبه پنج‌شنبه الخميس พฤหัสบดี พฤหัส 木曜
木曜日 星期四 周四 週四 목요일

friday freitag vendredi viernes venerdì sexta-feira sexta vrijdag fredag piątek piątku
пятницу пятница пятницы п'ятницю п'ятниці cuma pátek pátku péntek pénteken vineri
παρασκευή perjantaina perjantai perjantaihin שישי جمعه الجمعة ศุกร์ 金曜 金曜日 星期五
周五 週五 금요일

saturday samstag sonnabend samedi sábado sabato zaterdag lørdag lördag sobota sobotę
soboty субботу суббота субботы суботу суботи cumartesi sobotu szombat szombaton sâmbătă
σάββατο lauantaina lauantai שבת شنبه السبت เสาร์ 土曜 土曜日 星期六 周六 週六 토요일

sunday sonntag dimanche domingo domenica zondag søndag söndag niedziela niedzielę
niedzieli воскресенье воскресенья неділю неділі pazar neděle neděli vasárnap duminică
κυριακή sunnuntaina sunnuntai ראשון یکشنبه الأحد อาทิตย์ 日曜 日曜日 星期日 星期天 周日 週日 일요일
"""
TOMORROW = """
tomorrow | morgen | demain | mañana | domani | amanhã | завтра | jutro | jutra | imorgon
i morgen | yarın | zítra | holnap | mâine | αύριο | huomenna | huomiseen | מחר | غدا
غداً | فردا | พรุ่งนี้ | 明天 | 明日 | 내일
"""
AFTER_TOMORROW = """
übermorgen | uebermorgen | après-demain | pasado mañana | dopodomani | depois de amanhã
overmorgen | послезавтра | pojutrze | övermorgon | overmorgen | 后天 | 後天 | 明後日
모레
day after tomorrow
"""
TODAY = """
today | heute | aujourd'hui | hoy | oggi | hoje | vandaag | сегодня | dzisiaj | dziś
idag | i dag | bugün | dnes | astăzi | azi | σήμερα | tänään | היום | اليوم | امروز
วันนี้ | 今天 | 今日 | 本日 | 오늘 | 금일 | сьогодні
"""
NEXT_WEEK = """
next week | nächste woche | nächster woche | naechste woche | kommende woche
kommender woche | la semaine prochaine | semaine prochaine | la próxima semana
semana que viene | semana próxima | settimana prossima | prossima settimana
próxima semana | semana que vem | volgende week | komende week | nästa vecka | næste uge
neste uke | przyszłym tygodniu | przyszły tydzień | следующей неделе | следующую неделю
наступного тижня | наступному тижні | gelecek hafta | önümüzdeki hafta | haftaya
příští týden | příštím týdnu | jövő héten | jövő hét | săptămâna viitoare
επόμενη εβδομάδα | ensi viikolla | ensi viikon | השבוע הבא | שבוע הבא | الأسبوع القادم
الأسبوع المقبل | هفته آینده | هفته بعد | هفته‌ی آینده | สัปดาห์หน้า | อาทิตย์หน้า | 下周
下週 | 下星期 | 来週 | 다음 주 | 다음주 | 차주
"""
NEXT = """
next | nächste | nächster | nächsten | nächstem | kommenden | kommende | prochain
próximo | próxima | prossimo | prossima | volgende | komende | nästa | næste | neste
następny | następnego | przyszły | przyszłego | следующий | следующего | следующую
gelecek | önümüzdeki | القادم | المقبل | آینده | หน้า
"""
THIS_WEEK = """
this week | diese woche | dieser woche | cette semaine | esta semana | questa settimana
deze week | denna vecka | den här veckan | denne uge | denne uken | w tym tygodniu
на этой неделе | цього тижня | bu hafta | tento týden | ezen a héten | săptămâna aceasta
αυτή την εβδομάδα | tämän viikon | השבוע | هذا الأسبوع | این هفته | สัปดาห์นี้ | 本周
本週
这周 | 這週 | 今週 | 이번 주 | 이번주 | 금주
"""


def _table(table: str) -> dict[str, int]:
    named = words_of(table)
    return {name.replace("_", " "): at for name, at in named.items()}


MONTHS = _table(GREGORIAN)
SPELLED_MONTHS = {
    name: at
    for at, names in enumerate(GREGORIAN.strip().split("\n\n"), 1)
    for name in names.split()
}
JALALI_MONTHS = _table(JALALI)
HIJRI_MONTHS = _table(HIJRI)
WEEKDAYS = {name: at - 1 for name, at in words_of(WEEKDAY_NAMES).items()}
TWO_WORDS = tuple(fold(name) for name in (*MONTHS, *HIJRI_MONTHS) if " " in name)

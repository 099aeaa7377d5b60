"""How people name a time to come back: spans, quarters, seasons, months, in many languages."""

from __future__ import annotations

import re

SPRING, SUMMER, AUTUMN, WINTER = 3, 6, 9, 12
DECEMBER = 12

_COUNTS = {
    1: "1|an?|one|ein(?:em|er|en)?|une?|uma?|een|jeden|un[ao]?|один|bir|一|한|next",
    2: (
        "2|two|a couple(?: of)?|couple(?: of)?|zwei|deux|dos|due|dois|duas|twee|paar|een paar"
        "|dwa|dwie|два|две|пару|iki|二|两|兩|두|un par de|ein paar"
    ),
    3: (
        "3|three|a few|few|several|some|drei|trois|tres|tre|twee tot drie|drie|trzy|три"
        "|uc|三|세|quelques|einigen?|algunos|unos|alcuni|qualche|alguns|enkele|kilka|несколько"
        "|birkac|几|幾|数|몇|ثلاثه"
    ),
    4: "4|four|vier|quatre|cuatro|quattro|quatro|cztery|четыре|dort|四|네|اربعه",
    5: "5|five|funf|cinq|cinco|cinque|vijf|piec|пять|bes|五|다섯|خمسه",
    6: "6|six|sechs|seis|sei|zes|szesc|шесть|alti|half a|half|六|여섯|سته",
    8: "8|eight|acht|huit|ocho|otto|oito|osiem|восемь|sekiz|八",
    9: "9|nine|neun|neuf|nueve|nove|negen|dziewiec|девять|dokuz|九",
    10: "10|ten|zehn|dix|diez|dieci|dez|tien|десять|on|十",
    12: "12|twelve|zwolf|douze|doce|dodici|doze|twaalf|двенадцать|十二",
}
_UNITS = (
    (
        "day",
        r"days?|tag(?:en|e)?|jours?|dias?|giorn[oi]|dag(?:en|ar)?|dni|дня|дней|gun|日|天|일",
    ),
    (
        "week",
        (
            r"weeks?|wochen?|semaines?|semanas?|settiman[ae]|wek?en|week|vecko?r?|uker?|uger?"
            r"|tygodni\w*|tydzien|недел\w+|hafta|週間?|周|星期|礼拜|주일?|اسبوع\w*|اسابيع"
        ),
    ),
    (
        "month",
        (
            r"months?|monat(?:en|e)?|mois|mes(?:es)?|mesi|mese|maand(?:en)?|manad(?:er)?"
            r"|maneder?|miesiac\w*|miesiec\w*|месяц\w*|ay\b|[かヶカケヵ]月|个?月|個月|개월|달|شهر\w*|اشهر|شهور"
        ),
    ),
    (
        "quarter",
        r"quarters?|quartal(?:e|en)?|trimestres?|trimestri|kwartaal|kwartal\w*|квартал\w*|ceyrek|季度|四半期|분기",
    ),
    (
        "year",
        r"years?|jahr(?:en|e)?|ans?\b|annees?|anos?|ann[oi]|jaar|ar\b|rok\w*|lata|год\w*|лет|yil|sene|年|년|سنه|عام",
    ),
)
_COUNT = "|".join(
    f"(?P<n{number}>{words})" for number, words in sorted(_COUNTS.items(), reverse=True)
)
_UNIT = "|".join(f"(?P<{unit}>{words})" for unit, words in _UNITS)
_BEFORE = (
    r"in|within|nach|after|dans|d'ici|en|dentro de|tra|fra|dopo|em|daqui a|apos|over|na|om|za"
    r"|po|через|after about|for(?: at least)?(?: another)?|next|another|过|過|بعد"
)
SPAN = re.compile(
    rf"(?<!\w)(?:{_BEFORE}) ?(?:about |around |at least |roughly |ca\.? |etwa |environ "
    rf"|unos |circa |cerca de |ongeveer |okolo |около |the |de |le )?(?:{_COUNT})[- ]?"
    rf"(?:more )?(?:{_UNIT})(?!\w)"
)
_THEN = r"(?:之?后|之?後|以后|以後|후|뒤|이후|sonra\w*|from now|later|time)"
THEN = re.compile(_THEN)
SPAN_THEN = re.compile(
    rf"(?<!\d)(?:{_COUNT})[ -]?(?:{_UNIT})(?: ?(?:정도|쯤|程度|くらい|ほど))? ?{_THEN}"
)
PLAIN_COUNTS = (
    (
        re.compile(
            r"half a year|half jaar|meio ano|medio ano|semestre prossimo|halben? jahr|six months|pol roku|полгода|半年|반년|yarim yil|mezz'anno"
        ),
        6,
    ),
    (re.compile(r"بعد شهرين"), 2),
    (re.compile(r"بعد (?:شهر|الشهر)(?!\w)"), 1),
)
QUARTER = re.compile(
    r"(?<!\w)[qt](?P<digit>[1-4])(?!\w)|(?P<ordinal>first|second|third|fourth|1st|2nd|3rd"
    r"|4th|ersten?|zweiten?|dritten?|vierten?|premier|deuxieme|second|troisieme|quatrieme"
    r"|1er|2e|3e|4e|primer|segundo|tercer|cuarto|primo|secondo|terzo|quarto|primeiro"
    r"|terceiro|eerste|tweede|derde|vierde|pierwszym|drugim|trzecim|czwartym|первом"
    r"|втором|третьем|четвертом|birinci|ikinci|ucuncu|dorduncu|[1-4]\.) (?:quarter|quartal"
    r"|trimestre|kwartaal|kwartale|квартале|ceyrek|ceyrekte)\w*|第(?P<han>[一二三四1-4])(?:季度"
    r"|四半期)|(?P<hangul>[1-4]) ?분기|الربع (?P<arab>الاول|الثاني|الثالث|الرابع)"
)
ORDINALS = (
    (
        1,
        "first 1st erst premier 1er primer primo primeiro eerste pierwsz перв birinci 1 一 الاول",
    ),
    (2, "second 2nd zweit deuxieme 2e segundo tweede drug втор ikinci 2 二 الثاني"),
    (
        3,
        "third 3rd dritt troisieme 3e tercer terz terceiro derde trzec трет ucuncu 3 三 الثالث",
    ),
    (
        4,
        "fourth 4th viert quatrieme 4e cuart quart vierde czwart четверт dorduncu 4 四 الرابع",
    ),
)
SECOND_HALF = re.compile(
    r"(?<!\w)h2(?!\w)|(?:second|back|2nd) half|zweite[ns]? (?:jahres)?halfte|zweiten? halbjahr"
    r"|(?:second|deuxieme|2e) semestre|segund[oa] (?:semestre|mitad|metade)|secondo semestre"
    r"|seconda meta|tweede helft|drugi(?:ej polow\w*|m polroczu)|втор\w+ (?:полугоди\w+|половин\w+)"
    r"|ikinci yari\w*|下半年|下半期|下期|하반기|النصف الثاني"
)
_NEXT = (
    (
        "quarter",
        (
            r"(?:next|coming|following|nachste[ns]?|kommende[ns]?|prochain|proximo|prossimo|volgend"
            r"|nasta|neste|nae?ste|kolejnym|nastepnym|przyszlym|следующем) (?:quarter|quartal"
            r"|trimestre|kwartaal|kvartal|kwartale|квартале)|trimestre (?:prochain|que vi?en?e"
            r"|que vem|prossimo)|(?:gelecek|onumuzdeki) ceyrek|下个?季度|来四半期|다음 ?분기|الربع القادم|来期"
        ),
    ),
    (
        "month",
        (
            r"next month|nachste[nm]? monat|kommenden monat|mois prochain|proximo mes|mes que vi?e"
            r"n?e?m?|mese prossimo|prossimo mese|volgende maand|nasta manad|neste maned|przyszlym "
            r"miesiacu|следующем месяце|gelecek ay|onumuzdeki ay|下个?月|来月|다음 ?달|الشهر (?:القادم|المقبل)"
        ),
    ),
    (
        "year",
        (
            r"next (?:fiscal |financial |budget |calendar )?year|new year|(?:nachste[ns]?|kommende[n"
            r"s]?|neue[ns]?) jahr|annee prochaine|an prochain|proximo ano|ano que vi?en?e|ano que "
            r"vem|anno (?:prossimo|nuovo)|prossimo anno|volgend jaar|nieuwe jaar|nasta ar|neste ar"
            r"|nae?ste ar|(?:przyszlym|kolejnym|nastepnym|nowym) roku|(?:следующ|будущ)\w+ году|gelecek yil|seneye"
            r"|onumuzdeki yil|明年|来年|来年度|翌年|내년|العام (?:القادم|المقبل)|السنه (?:القادمه|المقبله)"
        ),
    ),
    (
        "week",
        (
            r"next week|(?:nachste|kommende)n? woche|semaine prochaine|proxima semana|semana que v"
            r"i?en?e|semana que vem|settimana prossima|prossima settimana|volgende week|przyszlym "
            r"tygodniu|следующей неделе|gelecek hafta|下周|来週|다음 ?주|الاسبوع (?:القادم|المقبل)"
        ),
    ),
)
NEXT_SHAPES = tuple(
    (unit, re.compile(rf"(?<![a-z])(?:{words})")) for unit, words in _NEXT
)
_AFTER = (
    r"(?:after|past|post|nach|apres|passe|despues d\w+|luego d\w+|tras|pasado|dopo|depois d\w+"
    r"|apos|na|po|после|etter|efter)(?: (?:the|dem|der|den|l'|la|le|les|el|los|las|o|a|il|de"
    r"|het|this|our))?[ ']?(?:\w+ )?"
)
_SEASONS = (
    (
        SUMMER + 3,
        (
            rf"{_AFTER}(?:summer|sommer\w*|ete\b|verano|estate\b|verao|zomer\w*|vakantie|lecie|wakacj\w+"
            r"|лет[ао]|отпуск\w*|sommar\w*)|rentree|yaz(?:dan)? sonra|yaz tatil\w* sonra|夏(?:天)?(?:以降|过后|之后)|여름 ?(?:이후|휴가 후)|بعد الصيف"
        ),
    ),
    (
        AUTUMN,
        (
            r"autumn|in (?:the )?fall\b|this fall|herbst|automne|otono|autunno|outono|najaar|herfst"
            r"|jesieni\w*|осен\w+|sonbahar\w*|hosten|秋|가을|الخريف"
        ),
    ),
    (
        SPRING,
        (
            r"(?:in|this|next|the|until|im|au|en|la|a|in de|wiosn\w*|весн\w*|bahar\w*) ?(?:the )?(?:spring"
            r"\b|fruhjahr|fruhling|printemps|primavera|voorjaar|lente)|wiosn\w+|весной|ilkbahar\w*|春(?:天|に|頃)|봄에|الربيع"
        ),
    ),
    (
        SUMMER,
        (
            r"(?:in|this|over|until|till|by|bis|bis zum|im|en|cet|d'|este|in de|al|w) ?(?:the )?(?:summer|sommer|ete\b|verano"
            r"|estate\b|zomer)|latem|летом|yazin(?= \w)|夏に|여름에|في الصيف"
        ),
    ),
    (
        DECEMBER,
        (
            r"(?:end of|late|later|towards the end of) (?:the |this )?year|ende (?:des )?jahres|jahresende"
            r"|fin (?:d'annee|de l'annee)|(?:fin|final)(?:ales)? de[l ] ?ano|fine (?:dell')?anno|eind van het"
            r" jaar|koniec roku|koncem roku|конц\w+ года|yil sonu\w*|年底|年末|연말|نهايه العام"
        ),
    ),
)
SEASON_SHAPES = tuple(
    (month, re.compile(rf"(?<![a-z])(?:{words})")) for month, words in _SEASONS
)
EASTER = re.compile(
    rf"(?:{_AFTER}|(?<!\w)(?:around|before|over|at|until|till?|um|an|zu|bis|vers|a|por|rond|om|till) )"
    r"(?:easter|ostern|paques|pascua|semana santa|pasqua|pascoa|pasen|wielkanoc\w*|пасх\w+|pask)"
)
NEW_YEAR = re.compile(
    rf"{_AFTER}(?:christmas|xmas|new year\w*|holidays|festive|weihnachten|feiertage\w*|noel|fetes"
    r"|navidad\w*|fiestas|natale|feste|natal|festas|kerst\w*|feestdagen|swiet\w*|nowym roku|нового года"
    r"|праздник\w*|yilbasi\w*)|年后|연초"
)
_MONTHS = (
    r"januar[yi]?|january|jan\b|janner|janvier|enero|gennaio|janeiro|styczn\w+|январ\w+|ocak\w*|يناير",
    r"februar[yi]?|feb\b|fevrier|febrero|febbraio|fevereiro|lut(?:y|ego|ym)|феврал\w+|subat\w*|فبراير",
    r"march|marz\w*|maerz|mars\b|marzo|marco\b|maart|marc(?:a|u)\b|март\w*|mart(?:in|ta|a)?\b|مارس",
    r"april\w*|avril|abril|aprile|kwie[ct]\w+|апрел\w+|nisan\w*|ابريل",
    r"(?:in|im|en|until|till?|before|by|around|mid|late|early|of|em|w|a|ab|vanaf|fin|mi-|eind|begin|ende|mitte|anfang) (?:mai|may|mei|maj|maju|maja)\b|mayo\b|maggio|maio\b|\bмае\b|\bмая\b|mayis\w*|مايو",
    r"june|juni\b|juin\b|junio|giugno|junho|czerw\w+|июн\w+|haziran\w*|يونيو",
    r"july|juli\b|juillet|julio|luglio|julho|lip(?:iec|ca|cu)|июл\w+|temmuz\w*|يوليو",
    r"august\w*|aout\b|agosto|augusti|sierpn\w+|август\w*|agustos\w*|اغسطس",
    r"sept(?:ember)?\b|septembre|septiembre|setiembre|settembre|setembro|wrzes\w+|сентябр\w+|eylul\w*|سبتمبر",
    r"october|oktober|octobre|octubre|ottobre|outubro|pazdziern\w+|октябр\w+|ekim\w*|اكتوبر",
    r"november|novembre|noviembre|novembro|listopad\w*|ноябр\w+|kasim\w*|نوفمبر",
    r"december|dezember|decembre|diciembre|dicembre|dezembro|desember|grud\w+|декабр\w+|aralik\w*|ديسمبر",
)
MONTH = re.compile(
    "(?<!\\w)(?:"
    + "|".join(f"(?P<m{n}>{words})" for n, words in enumerate(_MONTHS, 1))
    + r")|(?<!\d)(?P<number>1[0-2]|[1-9]) ?(?:月份?|월)(?! ?\d)|(?P<han>十[一二]?|[一二三四五六七八九])月份?"
)
HAN = {name: number for number, name in enumerate("一二三四五六七八九十", 1)}
MID = re.compile(
    r"(?:mid|middle of|mitte|mi|mediados de|meta|meados de|midden|medio|halverwege|polow\w+|середин\w+)[ -]*$"
)
END = re.compile(
    r"(?:end of|late|ende|fin|finales de|fines de|fine|fim de|final de|eind|einde|koniec|koncem|конц\w+|end)(?: of)? *$"
)

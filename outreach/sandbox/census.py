"""Where the sandbox's people live, and what they are called there. A table, no behaviour."""

from __future__ import annotations

from dataclasses import dataclass

# A name as it is written, and as an address spells it; they part at a slash.
Names = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A country's people and firms. `language` is the one they answer in."""

    country: str
    timezone: str
    city: str
    language: str
    phone: str
    first: Names
    last: Names
    firms: Names
    title: str


PLACES = (
    Place(
        "US", "America/New_York", "Boston", "en", "+1617555",
        ("Grace", "Walter", "Maya", "Derek", "Alice"),
        ("Hopper", "Nguyen", "O'Brien/obrien", "Washington", "Stone"),
        ("Harbor Systems", "Bluebird Labs", "Fenway Data", "Oak & Iron/oakiron"),
        "Founder",
    ),
    Place(
        "US", "America/Los_Angeles", "Oakland", "en", "+1510555",
        ("Diego", "Priya", "Noah", "Hannah"),
        ("Reyes", "Kapoor", "Fischer", "Lee"),
        ("Redwood Tools", "Pier Nine", "Golden Hour"),
        "CEO",
    ),
    Place(
        "GB", "Europe/London", "Leeds", "en", "+44113496",
        ("Ada", "Rupert", "Imogen", "Owen"),
        ("Lovelace", "Smythe-Jones/smythejones", "Achebe", "Pryce"),
        ("Analytical Engines", "Kirkgate Works", "Moorland Robotics"),
        "Managing Director",
    ),
    Place(
        "DE", "Europe/Berlin", "Köln", "de", "+4922190",
        ("Jürgen/juergen", "Anneliese", "Kemal", "Sören/soeren"),
        ("Müller/mueller", "Weiß/weiss", "Demirtaş/demirtas", "Großmann/grossmann"),
        ("Rheinblick", "Kölner Werke/koelnerwerke", "Zahnrad"),
        "Geschäftsführerin",
    ),
    Place(
        "FR", "Europe/Paris", "Lyon", "fr", "+3347200",
        ("Zoé/zoe", "Étienne/etienne", "Fatoumata", "Loïc/loic"),
        ("Lefèvre/lefevre", "D'Amboise/damboise", "Traoré/traore", "Garnier"),
        ("Atelier Confluence", "Soierie", "Bouchon & Fils/bouchonfils"),
        "Présidente",
    ),
    Place(
        "ES", "Europe/Madrid", "Málaga", "es", "+3495200",
        ("Núria/nuria", "Íñigo/inigo", "Lucía/lucia"),
        ("Peña/pena", "Ibáñez/ibanez", "Ruiz"),
        ("Olivar", "Costa Luz/costaluz"),
        "Directora",
    ),
    Place(
        "BR", "America/Sao_Paulo", "São Paulo", "pt", "+55113000",
        ("João/joao", "Beatriz", "Caetano"),
        ("Araújo/araujo", "Conceição/conceicao", "Silva"),
        ("Ipê/ipe", "Maré Alta/marealta"),
        "Fundador",
    ),
    Place(
        "IL", "Asia/Jerusalem", "תל אביב", "en", "+9723555",
        ("נועה/noa", "יונתן/yonatan", "תמר/tamar"),
        ("לוי/levi", "מזרחי/mizrahi", "כהן/cohen"),
        ("גשר נתונים/gesher", "רימון/rimon"),
        "מנכ״לית",
    ),
    Place(
        "EG", "Africa/Cairo", "القاهرة", "en", "+2022700",
        ("ليلى/layla", "كريم/karim", "منى/mona"),
        ("حسن/hassan", "النجار/elnaggar", "منصور/mansour"),
        ("نيل سوفت/nilesoft", "مرسى/marsa"),
        "المديرة",
    ),
    Place(
        "JP", "Asia/Tokyo", "東京", "ja", "+8133000",
        ("翔太/shota", "さくら/sakura", "健一/kenichi"),
        ("佐藤/sato", "小林/kobayashi", "渡辺/watanabe"),
        ("朝日ソフト/asahisoft", "青空データ/aozora"),
        "代表取締役",
    ),
    Place(
        "KR", "Asia/Seoul", "서울", "en", "+8225550",
        ("지우/jiwoo", "민준/minjun", "서연/seoyeon"),
        ("김/kim", "박/park", "이/lee"),
        ("한빛/hanbit", "별무리/byeolmuri"),
        "대표",
    ),
    Place(
        "IN", "Asia/Kolkata", "पुणे", "en", "+91206700",
        ("अनन्या/ananya", "Rohan", "Meera"),
        ("शर्मा/sharma", "Iyer", "Deshpande"),
        ("सह्याद्रि/sahyadri", "Monsoon Labs"),
        "Co-founder",
    ),
)  # fmt: skip

"""Machines' notes in 26 languages: who is away, until when, whom to turn to; and people's mail."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.core.inbound import calendar
from outreach.core.inbound.challenge import read_challenge
from outreach.core.inbound.mail import read_mail
from outreach.core.inbound.reading import Kind, classify
from outreach.core.inbound.return_date import FARTHEST_TOLD, return_date
from outreach.core.inbound.stand_in import stand_in
from outreach.core.inbound.written_date import find_date
from tests.core.inbound.absence.note import Case, heard, notes, people, read
from tests.core.inbound.letter import judged, raw_mail

NOTES, PEOPLE = notes(), people()
# Those set aside are counted and not listed, so that nobody writes rules for them.
ENOUGH = 0.93
MONDAY = date(2026, 8, 3)
MONTHS = {
    "I am away and will be back on {day} {month} {year}.": (
        "January February March April May June July August September October November"
        " December"
    ),
    "I will return on {month} {day}, {year}.": (
        "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"
    ),
    "Ich bin ab dem {day}. {month} {year} wieder im Büro.": (
        "Januar Februar März April Mai Juni Juli August September Oktober November"
        " Dezember"
    ),
    "Je serai de retour le {day} {month} {year}.": (
        "janvier février mars avril mai juin juillet août septembre octobre novembre"
        " décembre"
    ),
    "Volveré el {day} de {month} de {year}.": (
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre"
        " diciembre"
    ),
    "Rientrerò il {day} {month} {year}.": (
        "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre"
        " novembre dicembre"
    ),
    "Voltarei no dia {day} de {month} de {year}.": (
        "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro"
        " dezembro"
    ),
    "Ik ben op {day} {month} {year} weer terug.": (
        "januari februari maart april mei juni juli augustus september oktober november"
        " december"
    ),
    "Wracam {day} {month} {year} r.": (
        "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września"
        " października listopada grudnia"
    ),
    "Вернусь {day} {month} {year} года.": (
        "января февраля марта апреля мая июня июля августа сентября октября ноября"
        " декабря"
    ),
    "{day} {month} {year} tarihinde döneceğim.": (
        "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık"
    ),
    "سأعود يوم {day} {month} {year}": (
        "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر"
    ),
    "จะกลับมาวันที่ {day} {month} {thai}": (
        "มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม"
        " พฤศจิกายน ธันวาคม"
    ),
    "{year}年{number}月{day}日に出社いたします。": "x " * 12,
    "令和{reiwa}年{number}月{day}日より出社いたします。": "x " * 12,
    "我將於{year}年{number}月{day}日返回。": "x " * 12,
    "{year}년 {number}월 {day}일에 복귀합니다.": "x " * 12,
    "Back on {year}-{number:02}-{day:02}.": "x " * 12,
    "Bin am {day:02}.{number:02}.{year} wieder da.": "x " * 12,
}


@pytest.mark.parametrize(
    "case", [each for each in NOTES if not each.set_aside], ids=lambda each: each.name
)
def test_a_note_is_read_to_the_letter(case: Case) -> None:
    assert heard(case) == case.told()


def test_so_are_nearly_all_notes_no_rule_was_written_for() -> None:
    aside = [each for each in NOTES if each.set_aside]
    right = [each for each in aside if heard(each) == each.told()]

    assert len(right) >= ENOUGH * len(aside)


@pytest.mark.parametrize("case", PEOPLE, ids=lambda each: each.name)
def test_a_person_who_is_away_has_still_answered(case: Case) -> None:
    assert read(case).kind is Kind.REPLY


@pytest.mark.parametrize("words", MONTHS)
@given(ahead=st.integers(0, 360))
def test_a_whole_date_is_read_in_every_language(words: str, ahead: int) -> None:
    day = MONDAY + timedelta(days=ahead)
    said = words.format(
        day=day.day,
        month=MONTHS[words].split()[day.month - 1],
        number=day.month,
        year=day.year,
        thai=day.year + 543,
        reiwa=day.year - 2018,
    )

    assert return_date(said, MONDAY) == day


@given(st.text(max_size=300), st.dates(date(2000, 1, 1), date(2060, 1, 1)))
def test_a_return_is_never_over_or_years_ahead(text: str, today: date) -> None:
    for said in (text, f"back on {text}", f"bis {text} abwesend"):
        day = return_date(said, today)
        assert day is None or today <= day <= today + FARTHEST_TOLD


@given(
    st.lists(
        st.sampled_from(
            [
                "back",
                "until",
                "bis",
                "3",
                "14",
                "31",
                ".",
                "/",
                "-",
                "2026",
                "august",
                "月",
                "日",
                "ถึง",
                "まで",
                "from",
                "to",
                "(",
            ]
        )
    )
)
def test_no_pile_of_words_and_numbers_confuses_it(words: list[str]) -> None:
    for said in ("".join(words), " ".join(words)):
        day = return_date(said, MONDAY)
        assert day is None or day >= MONDAY
        find_date(said, MONDAY)


@pytest.mark.parametrize(
    ("zone", "address", "expected"),
    [
        ("-0500", "lena@lead.example", date(2027, 2, 1)),
        ("+0100", "lena@lead.example", date(2027, 1, 2)),
        ("+0000", "lena@lead.uk", date(2027, 1, 2)),
    ],
)
def test_the_writers_country_tells_what_comes_first(
    zone: str, address: str, expected: date
) -> None:
    note = judged(
        "I am away and will be back on 02/01/2027.",
        auto_submitted="auto-replied",
        date=f"Tue, 22 Dec 2026 09:00:00 {zone}",
        **{"from": address},
    ).auto_reply

    # Neither is more likely than the other by how near it is.
    assert note is not None
    assert note.return_on == expected


def test_the_writers_day_is_the_one_that_counts() -> None:
    note = judged(
        "I am away today and back tomorrow.",
        auto_submitted="auto-replied",
        date="Wed, 23 Dec 2026 00:30:00 +1300",
    ).auto_reply

    assert note is not None
    assert note.return_on == date(2026, 12, 24)


@pytest.mark.parametrize(
    ("said", "named"),
    [
        ("Please contact Tom at tom@lead.example.", "tom@lead.example"),
        ("Contact:\n\nTom Reed\ntom@lead.example", "tom@lead.example"),
        ("Ask tom (at) lead.example instead.", "tom@lead.example"),
        ("Call Tom: +44 20 7946 0000", ""),
        ("I read anna@acme.example and lena@lead.example only.", ""),
        ("Bye\n\nLead Ltd\n1 High Street\ninfo@lead.example", ""),
        ("In urgent cases write to info@lead.example.", "info@lead.example"),
        ("Sales: a@lead.example. My colleague Tom: b@lead.example", "b@lead.example"),
        ("Write to noreply@lead.example", ""),
    ],
)
def test_who_stands_in_is_named_by_the_sentence(said: str, named: str) -> None:
    known = {"anna@acme.example", "lena@lead.example"}

    assert stand_in(said, known=known) == named


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"auto_submitted": "no"}, Kind.REPLY),
        ({"x_auto_response_suppress": "All"}, Kind.REPLY),
        ({"x_autoreply": "no"}, Kind.REPLY),
        ({"x_acme_autoreply": "yes"}, Kind.AUTO_REPLY),
        ({"x_vacation": "1"}, Kind.AUTO_REPLY),
        ({"auto_submitted": "auto-replied; owner-email=x@y.example"}, Kind.AUTO_REPLY),
        ({"auto_submitted": "auto-generated"}, Kind.SYSTEM),
    ],
)
def test_fields_decide_before_words(fields: dict[str, str], kind: Kind) -> None:
    assert judged("See you on Friday.", **fields).kind is kind


@pytest.mark.parametrize(
    ("said", "gone"),
    [
        ("I have left the office for today.", False),
        ("I no longer work on Fridays, and am back on Monday.", False),
        ("I have left Lead Ltd.", True),
        ("Lena no longer works here.", True),
    ],
)
def test_who_has_gone_home_has_not_gone_for_good(said: str, gone: bool) -> None:  # noqa: FBT001 - a table's
    note = judged(said, auto_submitted="auto-replied").auto_reply

    assert note is not None
    assert note.gone == gone


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("I am away. Need something before 14 August? Ask Tom.", None),
        ("I am away and will not be back before 14 August.", date(2026, 8, 14)),
        ("I am away until 14 August. Please write by 7 August.", date(2026, 8, 14)),
        ("We offer 24/7 support, I am back on 08/10.", date(2026, 8, 10)),
    ],
)
def test_a_time_limit_is_no_return(said: str, expected: date | None) -> None:
    assert return_date(said, MONDAY) == expected


def test_what_a_machine_quotes_is_read_where_there_is_nothing_else() -> None:
    note = judged(
        "> I am away until 4 January.", auto_submitted="auto-replied"
    ).auto_reply

    assert note is not None
    assert note.return_on == date(2027, 1, 4)


def test_a_person_who_asks_to_confirm_something_is_no_machine() -> None:
    asked = read_mail(raw_mail("Please confirm your message by phone."))

    assert read_challenge(asked, asked.text, automatic=False) == ""
    assert read_challenge(asked, asked.text, automatic=True) != ""


@pytest.mark.parametrize(
    ("turn", "year", "month", "day", "expected"),
    [
        (calendar.jalali, 1405, 7, 14, date(2026, 10, 6)),
        (calendar.jalali, 1403, 12, 30, date(2025, 3, 20)),
        (calendar.jalali, 1404, 12, 30, None),
        (calendar.jalali, 1405, 13, 1, None),
        (calendar.hijri, 1447, 9, 1, date(2026, 2, 18)),
        (calendar.hijri, 1447, 0, 1, None),
        (calendar.gregorian, 2026, 2, 30, None),
    ],
)
def test_days_of_other_calendars(
    turn: object, year: int, month: int, day: int, expected: date | None
) -> None:
    assert callable(turn)
    assert turn(year, month, day) == expected


@given(st.dates(date(1950, 1, 1), date(2090, 1, 1)))
def test_every_day_has_one_name_in_the_persian_calendar(day: date) -> None:
    year = day.year - 621
    names = [
        (y, m, d)
        for y in (year - 1, year)
        for m in range(1, 13)
        for d in range(1, 32)
        if calendar.jalali(y, m, d) == day
    ]

    assert len(names) == 1


def test_a_note_is_dated_from_its_receipt_where_it_bears_no_date() -> None:
    note = judged("Back tomorrow, I am away.", auto_submitted="auto-replied").auto_reply

    assert note is not None
    assert note.return_on == date(2026, 12, 23)


@pytest.mark.parametrize(
    "text",
    [
        "I am out of the office through 9999-12-31.",
        "Ich bin bis 31.12.9999 nicht im Büro.",
    ],
)
def test_the_last_day_there_is_confuses_nobody(text: str) -> None:
    assert return_date(text, date(2026, 3, 3)) is None


@pytest.mark.parametrize("year", [1, 9999])
def test_a_clock_that_is_centuries_off_confuses_nobody(year: int) -> None:
    content = (
        b"From: <a@x.example>\r\nSubject: Automatic reply: hello\r\n\r\nBack next week."
    )
    at = datetime(year, 12 if year > 1 else 1, 31, tzinfo=UTC)
    assert classify(read_mail(content), received_at=at).kind is Kind.AUTO_REPLY

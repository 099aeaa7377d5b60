"""What a mail is: absence, opt-out, wish or question, in the words people use."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.core.inbound.meaning import Meaning
from outreach.core.inbound.reading import Kind
from outreach.core.inbound.return_date import return_date
from tests.core.inbound.letter import RECEIVED_AT, judged

TUESDAY = RECEIVED_AT.date()  # 22 December 2026
OPT_OUTS = [
    "Unsubscribe",
    "STOP",
    "Please remove me from your list.",
    "Take me off your mailing list please",
    "I don't want any more emails from you",
    "How did you get my email? Do not contact me again.",
    "Bitte löschen Sie mich aus Ihrem Verteiler.",
    "Bitte kontaktieren Sie mich nicht mehr.",
    "Merci de ne plus me contacter.",
    "Merci de me désinscrire de votre liste",
    "Por favor, denme de baja",
    "No me escriba más",
    "Non contattatemi più",
    "Por favor remova meu email da sua lista",
    "Graag uitschrijven",
    "أزلني من القائمة من فضلك",
    "أرجو إلغاء اشتراكي.",
    "توقفوا عن مراسلتي",
    "لطفاً دیگر به من ایمیل نزنید",
    "مرا از فهرست خود حذف کنید",
    "لغو عضویت",
]


@pytest.mark.parametrize("words", OPT_OUTS)
def test_a_wish_to_be_left_alone_is_an_opt_out(words: str) -> None:
    assert judged(words).kind is Kind.OPT_OUT


@given(st.sampled_from(OPT_OUTS), st.sampled_from(["> {}", "> > {}", ">{}", " > {}"]))
@settings(max_examples=60, deadline=None)
def test_a_quoted_opt_out_is_none(words: str, quote: str) -> None:
    below = "\n".join(quote.format(line) for line in ("Hi", words, "Anna"))
    reading = judged(
        f"Thanks, I will look.\n\nOn 1 Dec 2026 at 10:00, A <a@acme.example> wrote:\n{below}"
    )

    assert reading.kind is Kind.REPLY


@pytest.mark.parametrize(
    "words",
    [
        "To unsubscribe from our newsletter click here. Best, Lena",
        "You can opt out at any time.",
        "Please don't unsubscribe me, I like these.",
        "Do not contact me before 9, I am in meetings.",
    ],
)
def test_talk_of_opting_out_is_no_opt_out(words: str) -> None:
    assert judged(words).kind is Kind.REPLY


def test_a_mailed_unsubscribe_is_an_opt_out_though_a_client_wrote_it() -> None:
    by_subject = judged(
        "", subject="unsubscribe t0k3n-9f2a", auto_submitted="auto-generated"
    )
    by_address = judged("", to="anna+unsubscribe-9f2a@acme.example", subject="x")

    assert (by_subject.kind, by_address.kind) == (Kind.OPT_OUT, Kind.OPT_OUT)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"auto_submitted": "auto-replied; owner-email=x"}, "Away."),
        ({"precedence": "auto_reply"}, "Away."),
        ({"x_autoreply": "yes"}, "Away."),
        ({"subject": "Automatic reply: Your first AE"}, "Away."),
        ({"subject": "Abwesenheitsnotiz: Ihr Angebot"}, "Weg."),
        ({"subject": "Réponse automatique : Bonjour"}, "Absent."),
        ({"subject": "Respuesta automática: Hola"}, "Fuera."),
        (
            {},
            "I am out of the office with no access to email, for urgent matters call.",
        ),
    ],
)
def test_a_note_of_absence_is_no_reply(fields: dict[str, str], words: str) -> None:
    assert judged(words, **fields).kind is Kind.AUTO_REPLY


def test_a_note_names_the_return_and_who_stands_in() -> None:
    note = judged(
        "I am away until 4 January. In urgent cases write to tom@lead.example.",
        auto_submitted="auto-replied",
    ).auto_reply

    assert note is not None
    assert (note.return_on, note.contact) == (date(2027, 1, 4), "tom@lead.example")


def test_an_automatic_note_that_says_unsubscribe_opts_nobody_out() -> None:
    reading = judged("I left. Please remove me from your list.", x_autoreply="yes")

    assert reading.kind is Kind.AUTO_REPLY


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("I will be back on January 5th", date(2027, 1, 5)),
        ("back in the office on Monday", date(2026, 12, 28)),
        ("out from Dec 20 to Jan 3. I'll be back on Jan 4", date(2027, 1, 4)),
        ("out from 12/20 through 1/2", date(2027, 1, 3)),
        ("return on 2027-01-10", date(2027, 1, 10)),
        ("until 1/4/2027", date(2027, 1, 4)),
        ("Away until May 5", date(2027, 5, 5)),
        ("Ich bin bis zum 3. Januar 2027 im Urlaub", date(2027, 1, 4)),
        ("Ich bin ab dem 04.01.2027 wieder erreichbar", date(2027, 1, 4)),
        ("Bin zurück am Mo., 11.01.", date(2027, 1, 11)),
        ("Je suis absent jusqu'au 2 janvier inclus", date(2027, 1, 3)),
        ("de retour le lundi 4 janvier 2027", date(2027, 1, 4)),
        ("Estaré fuera hasta el 7 de enero", date(2027, 1, 8)),
        ("de vuelta el 8 de enero", date(2027, 1, 8)),
        ("tornerò il 7 gennaio", date(2027, 1, 7)),
        ("1月5日まで不在", date(2027, 1, 6)),
        ("I look forward to speaking with you", None),
        ("back on February 31", None),
    ],
)
def test_the_return_date_is_read(words: str, expected: date | None) -> None:
    assert return_date(words, TUESDAY) == expected


@given(st.dates(date(2020, 1, 1), date(2035, 1, 1)), st.integers(0, 300))
def test_a_date_without_a_year_is_the_next_of_its_name(today: date, ahead: int) -> None:
    back = date.fromordinal(today.toordinal() + ahead)
    said = f"I will be back on {back.day} {back:%B}."

    assert return_date(said, today) == back


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Sounds great. Let's talk next week.", Meaning.INTERESTED),
        ("نعم، أخبرني المزيد.", Meaning.INTERESTED),
        ("مرحبًا، أنا مهتمة. لا بد أن نتحدث!", Meaning.INTERESTED),
        ("ليس الآن، شكرًا.", Meaning.NOT_NOW),
        ("لا شكرًا، لسنا مهتمين.", Meaning.NOT_INTERESTED),
        ("كم التكلفة؟", Meaning.QUESTION),
        ("من فضلك تواصل مع زميلتي.", Meaning.REFERRAL),
        ("لست الشخص المناسب.", Meaning.WRONG_PERSON),
        ("بله، لطفاً بیشتر توضیح دهید.", Meaning.INTERESTED),
        ("علاقه‌مندم، پنجشنبه صحبت کنیم.", Meaning.INTERESTED),
        ("الان نه، ممنون.", Meaning.NOT_NOW),
        ("علاقه‌مند نیستم.", Meaning.NOT_INTERESTED),
        ("هزینه‌اش چقدر است؟", Meaning.QUESTION),
        ("لطفاً به همکارم پیام بدهید.", Meaning.REFERRAL),
        ("من مسئول این کار نیستم.", Meaning.WRONG_PERSON),
        ("We are interested, please send a proposal.", Meaning.INTERESTED),
        (
            "Klingt interessant, schicken Sie mir mehr Informationen.",
            Meaning.INTERESTED,
        ),
        ("Ça m'intéresse, pouvons-nous en discuter ?", Meaning.INTERESTED),
        ("Me interesa, ¿podemos hablar el jueves?", Meaning.INTERESTED),
        ("How much does it cost?", Meaning.QUESTION),
        ("Was kostet das?", Meaning.QUESTION),
        ("Thanks but we're not interested.", Meaning.NOT_INTERESTED),
        ("I am not really interested in this.", Meaning.NOT_INTERESTED),
        ("Kein Interesse, danke.", Meaning.NOT_INTERESTED),
        ("Merci mais nous ne sommes pas intéressés.", Meaning.NOT_INTERESTED),
        ("No me interesa, gracias.", Meaning.NOT_INTERESTED),
        ("We're not interested at the moment.", Meaning.NOT_NOW),
        ("Derzeit haben wir keinen Bedarf.", Meaning.NOT_NOW),
        ("Pas pour le moment.", Meaning.NOT_NOW),
        ("Ahora no es buen momento.", Meaning.NOT_NOW),
        ("You should talk to Maria, maria@lead.example.", Meaning.REFERRAL),
        ("I'm not the right person for this.", Meaning.WRONG_PERSON),
        ("Ich bin dafür nicht zuständig.", Meaning.WRONG_PERSON),
        ("Thanks", Meaning.OTHER),
        ("Happy birthday to your team", Meaning.OTHER),
    ],
)
def test_the_meaning_of_an_answer_is_told(words: str, expected: Meaning) -> None:
    intent = judged(words).intent

    assert intent is not None
    assert intent.meaning is expected


def test_a_postponement_says_until_when_and_a_referral_to_whom() -> None:
    later = judged("Timing isn't right. Can you ping me again in 3 months?").intent
    named = judged("I'm not the right person, please ask ben@lead.example").intent

    assert later is not None
    assert (later.meaning, later.ask_again_on) == (Meaning.NOT_NOW, date(2027, 3, 22))
    assert named is not None
    assert (named.meaning, named.refer_to) == (Meaning.REFERRAL, "ben@lead.example")


def test_machines_without_an_answer_are_system() -> None:
    kinds = {
        judged("Weekly digest", subject="News", list_id="<news.lead.example>").kind,
        judged("Your report", subject="Report", auto_submitted="auto-generated").kind,
        judged("Receipt", subject="Receipt", **{"from": "no-reply@shop.example"}).kind,
    }

    assert kinds == {Kind.SYSTEM}


STOP = "Please remove me from your mailing list."
ANSWERS = {"in_reply_to": "<opening@acme.example>"}


@pytest.mark.parametrize(
    "marks",
    [
        {"auto_submitted": "auto-generated"},  # a help desk's, whoever writes there
        {"precedence": "bulk", "list_id": "<sales.lead.example>"},
        {"from": "no-reply@lead.example"},
        {"from": "postmaster@lead.example"},
        {"x_auto_response_suppress": "All"},
    ],
)
@pytest.mark.parametrize("words", [STOP, f"Ticket #48213 was updated.\n\n{STOP}"])
def test_a_stop_is_heard_through_whatever_sends_it(
    marks: dict[str, str], words: str
) -> None:
    assert judged(words, **ANSWERS, **marks).kind is Kind.OPT_OUT


def test_a_stop_by_somebody_on_leave_is_heard() -> None:
    words = "I am out of the office with no access to email, for urgent matters call."

    assert judged(words, **ANSWERS).kind is Kind.AUTO_REPLY
    assert judged(f"{words}\n\n{STOP}", **ANSWERS).kind is Kind.OPT_OUT


@pytest.mark.parametrize(
    "words",
    [
        "Ticket #48213 was opened. To unsubscribe from updates click here.",
        "We have received your request #48213.\n\nIf you no longer want these mails, opt out.",
    ],
)
def test_the_footer_of_a_help_desk_is_no_wish(words: str) -> None:
    kind = judged(words, **ANSWERS, auto_submitted="auto-generated").kind

    assert kind in (Kind.AUTO_REPLY, Kind.SYSTEM)

"""People's mails that speak of stopping, bounces and absences, and machines' that hurt nobody.

Both waves were written and labelled before anybody read the rules, and mended on once.
"""

from __future__ import annotations

import html
from pathlib import Path

import pytest

from outreach.core.inbound.mail import read_mail
from outreach.core.inbound.reading import Kind, Reading, classify
from tests.core.inbound.letter import RECEIVED_AT, raw_mail

DATA = Path(__file__).parents[2] / "data" / "ghost.txt"
PEOPLE, *MACHINES = DATA.read_text("utf-8").split("=== ")
WRONG = 0.02  # of the answers, taken for sure as what they are not
OTHERWISE = 0.1  # of the machines' notes, of another kind that hurts nobody either
OURS = """Hi Mia,

saw that you hire your first AE. Worth a chat?

Anna Lee
Acme Ltd, 1 Main Street
If you do not want to hear from me, reply "stop" or unsubscribe here: https://acme.example/u
You receive this email because of your role. Opt out / Manage preferences"""
QUOTED = "\n".join(f"> {line}" for line in OURS.splitlines())
SIGNED = "\n\n-- \nMia Bauer\nNorthwind GmbH\n"
# What each client puts under the words, and the fields it adds.
BELOW = {
    "g": f"\n\nOn Mon, 16 Nov 2026 at 09:12, Anna Lee <anna@acme.example> wrote:\n\n{QUOTED}",
    "o": (
        "\n\nMia Bauer\nHead of Sales\n\n________________________________\n"
        "From: Anna Lee <anna@acme.example>\nSent: Monday, November 16, 2026 9:12 AM\n"
        f"To: Mia Bauer <mia@northwind.example>\nSubject: Your first AE\n\n{OURS}"
    ),
    "a": (
        "\n\nSent from my iPhone\n\n> On 16. Nov 2026, at 09:12, Anna Lee"
        f" <anna@acme.example> wrote:\n> \n{QUOTED}"
    ),
    "t": f"\n\nAm 16.11.2026 um 09:12 schrieb Anna Lee:\n{QUOTED}{SIGNED}",
    "n": (
        f"{SIGNED}\n-----Original Message-----\nFrom: Anna Lee\nSent: Monday\nTo: Mia Bauer\n"
        f"Subject: Your first AE\n\n{OURS}"
    ),
    "l": (
        f"\n\nOn 16/11/2026 09:12, Anna Lee wrote:\n{QUOTED}\n{'_' * 47}\n"
        "sales mailing list -- sales@northwind.example\n"
        "To unsubscribe send an email to sales-leave@northwind.example\n"
    ),
    "d": f"\n\n{'-' * 32}\nThis email is a service from Northwind Help.",
    "s": (
        f"{SIGNED}Our newsletter: https://northwind.example/news - Unsubscribe:"
        " https://northwind.example/unsub\nThis e-mail is confidential. If you are not the"
        " intended recipient, please delete it and do not forward it.\n"
    ),
    "f": (
        "\n\n---------- Forwarded message ---------\nFrom: Northwind News"
        " <news@northwind.example>\nDate: Mon, 16 Nov 2026\nSubject: Our November news\n"
        "To: Mia Bauer <mia@northwind.example>\n\nNews of the month.\n\n"
        "Don't want to receive these emails? Unsubscribe here or reply STOP.\n"
    ),
}
HELP = "##- Please type your reply above this line -##\n\nMia Bauer (Northwind)\n\n"
FIELDS = {
    "o": {"x-mailer": "Microsoft Outlook 16.0"},
    "h": {"content-type": "text/html; charset=utf-8"},
    "n": {"auto-submitted": "no", "precedence": "normal"},
    "l": {
        "list-id": "<sales.northwind.example>",
        "list-unsubscribe": "<mailto:sales-leave@northwind.example>",
        "precedence": "list",
    },
    "d": {"auto-submitted": "no", "x-mailer": "Zendesk Mailer"},
    "s": {"list-unsubscribe": "<https://northwind.example/unsub/1>"},
    "f": {"subject": "Fwd: Our November news"},
}


def as_page(words: str) -> str:
    said, ours = (html.escape(one).replace("\n", "<br>") for one in (words, OURS))
    return (
        f'<div dir="ltr">{said}</div><br><div class="gmail_quote"><div class="gmail_attr">'
        "On Mon, Nov 16, 2026 at 9:12 AM Anna Lee wrote:<br></div>"
        f'<blockquote class="gmail_quote">{ours}<a href="https://acme.example/u">'
        "unsubscribe</a></blockquote></div>"
    )


def answer(frame: str, words: str) -> Reading:
    """Return the reading of these words as the client of that letter sends them."""
    body = as_page(words) if frame == "h" else words + BELOW[frame]
    raw = raw_mail(
        f"{HELP}{body}" if frame == "d" else body,
        **{"in-reply-to": "<touch@acme.example>", **FIELDS.get(frame, {})},
    )
    return classify(read_mail(raw), received_at=RECEIVED_AT)


def note(content: str) -> Reading:
    """Return the reading of a machine's mail, as it is written there."""
    head, body = content.split("\n\n", 1)
    if "Content-Type" not in head:
        head += "\nContent-Type: text/plain; charset=utf-8"
    raw = f"To: Anna Lee <anna@acme.example>\n{head}\n\n{body}"
    return classify(read_mail(raw.encode()), received_at=RECEIVED_AT)


@pytest.mark.parametrize("wave", ["1", "2"])
def test_no_person_is_heard_as_a_ghost(wave: str) -> None:
    lines = [one for one in PEOPLE.splitlines() if one.startswith(wave)]
    ghosts, wrong = [], []
    for line in lines:
        _, meant, frame, words = line.split(" ", 3)
        reading = answer(frame, words.replace("\\n", "\n"))
        intent = reading.intent
        if reading.kind is not Kind.REPLY:
            ghosts.append((line, reading.kind, reading.why))
        elif intent and intent.sure and intent.meaning.value not in meant.split("/"):
            wrong.append((line, intent.meaning, intent.words))

    assert ghosts == []
    assert len(wrong) <= WRONG * len(lines), wrong


@pytest.mark.parametrize(
    "words",
    [
        "I'm convinced, this is spam; stop emailing me.",
        "I am convinced, and so is my lawyer: stop contacting me.",
        "Please do not reply to this email, just remove me from your list.",
        "I sign today as a reminder: do not contact me again.",
        "Stop sending to my old address, and never use my new one either.",
        "Take me off your list and use this one for your bin: x@y.example",
        "Unsubscribe? Never signed up.",
        "We are leaving your platform, delete our data there.",
        "I decided to quit mailing lists, so take me off.",
        "Ich bin überzeugt, dass das Spam ist, schreiben Sie mir nicht mehr.",
        "Ich möchte mich von Acme abmelden und dass meine Daten dort gelöscht werden.",
        "Nous ne souhaitons plus faire l'objet de sollicitations.",
        "Firmo hoy la queja: no me escriban más.",
        "Ik wil stoppen met Acme, haal mij daar van de lijst.",
        "Jestem przekonany, że to spam, proszę więcej nie pisać.",
        "Вы меня убедили, больше не пишите, удалите мой адрес.",
        "我们的数据保存在哪里？请立即删除，不要再发邮件。",
        "ลูกค้าไม่อยู่แล้ว อย่าส่งอีเมลมาอีกได้ไหม",
    ],
)
def test_a_wish_that_looks_like_a_ghost_is_heard(words: str) -> None:
    assert answer("g", words).kind is Kind.OPT_OUT


def test_no_machine_of_another_errand_hurts_anybody() -> None:
    otherwise = []
    for block in MACHINES:
        title, content = block.split("\n", 1)
        reading = note(content)
        assert reading.kind not in {Kind.OPT_OUT, Kind.COMPLAINT}, title
        named = reading.bounce.recipients if reading.bounce else ()
        assert [one for one in named if one.address] == [], title
        if reading.kind.value not in title.split(" ")[0].split("/"):
            otherwise.append((title, reading.kind, reading.why))

    assert len(otherwise) <= OTHERWISE * len(MACHINES), otherwise

"""The person's words come out of a whole mail, whatever it is wrapped and encoded in."""

from __future__ import annotations

import base64
import quopri

import pytest

from outreach.core.inbound.mail import read_mail
from outreach.core.inbound.replytext import read_reply

HEAD = "From: Sam <sam@client.example>\nSubject: Re: Q\nMIME-Version: 1.0\n"
QUOTE = "On 10/03/2026 09:41, Anna Lee wrote:\n> Hi\n> Unsubscribe\n"
PHONE = "> On Mar 10, 2026, at 09:41, Anna <anna@acme.example> wrote:\n> \n> Hi\n"
FRENCH = "Le mar. 10 mars 2026 à 09:41, Anna <anna@acme.example> a écrit :\n> Salut\n"
CHINESE = '不用。\n\n在 2026-03-10 09:41:12，"Anna" <anna@acme.example> 写道：\n你好'
ARABIC = (
    "لا نحتاج.\n\nمن: Anna <anna@acme.example>\nتاريخ الإرسال: 10/03/2026 09:41\n"
    "إلى: Sam\nالموضوع: سؤال\n\nمرحبا"
)
JAPANESE = (
    "結構です。\n\n2026年3月10日(火) 9:41 Anna <anna@acme.example>:\n\n> こんにちは"
)


def _mail(kind: str, body: bytes, encoding: str = "8bit") -> bytes:
    head = f"{HEAD}Content-Type: {kind}\nContent-Transfer-Encoding: {encoding}\n\n"
    return head.encode() + body


def _parts(kind: str, *parts: str) -> bytes:
    head = f"{HEAD}Content-Type: multipart/{kind}; boundary=b\n"
    return (
        head + "".join(f"\n--b\nContent-Type: {one}\n" for one in parts)
    ).encode() + (b"--b--\n")


FLOWED = "text/plain; charset=utf-8; format=flowed"
MAILS = {
    "flowed": (
        _mail(FLOWED, f"A line that was \nwrapped.\n\n-- \nSam\n\n{QUOTE}".encode()),
        "A line that was wrapped.",
    ),
    "flowed without its spaces": (
        _mail(f"{FLOWED}; delsp=yes", f"Yes, we  \ndo.\n\n{QUOTE}".encode()),
        "Yes, we do.",
    ),
    "flowed and answered within": (
        _mail(
            FLOWED, b"> Do you use \n> a CRM?\n\nYes, \nwe do.\n\n> Which?\n\nZoho.\n"
        ),
        "> Do you use a CRM?\n\nYes, we do.\n\n> Which?\n\nZoho.",
    ),
    "CRLF": (
        _mail("text/plain", f"Sure.\n\n{QUOTE}".replace("\n", "\r\n").encode()),
        "Sure.",
    ),
    "CR": (
        _mail("text/plain", f"Sure.\n\n{QUOTE}".replace("\n", "\r").encode()),
        "Sure.",
    ),
    "base64 of GBK": (
        _mail(
            "text/plain; charset=gbk",
            base64.encodebytes(CHINESE.encode("gbk")),
            "base64",
        ),
        "不用。",
    ),
    "quoted-printable of Latin-1": (
        _mail(
            "text/plain; charset=iso-8859-1",
            quopri.encodestring(f"Noté.\n\n{FRENCH}".encode("latin-1")),
            "quoted-printable",
        ),
        "Noté.",
    ),
    "spaces that do not break": (
        _mail(
            "text/plain; charset=utf-8",
            f"Noté.\n\xa0\n{FRENCH.replace(' ', chr(0xA0))}".encode(),
        ),
        "Noté.",
    ),
    "Windows Arabic": (
        _mail("text/plain; charset=windows-1256", ARABIC.encode("windows-1256")),
        "لا نحتاج.",
    ),
    "JIS": (
        _mail("text/plain; charset=iso-2022-jp", JAPANESE.encode("iso-2022-jp")),
        "結構です。",
    ),
    "plain without marks beside HTML": (
        _parts(
            "alternative",
            "text/plain\n\nFine.\n\n*From:* Anna <anna@acme.example>\n*Sent:* 10 March "
            "2026 09:41\n*To:* Sam\n*Subject:* Q\n\nHi",
            "text/html\n\n<p>Fine.</p>",
        ),
        "Fine.",
    ),
    "a picture amid the words": (
        _parts(
            "mixed",
            "text/plain\n\nSee the picture.",
            "image/png\nContent-Disposition: inline\n\nx",
            f"text/plain\n\nSent from my iPhone\n\n{PHONE}",
        ),
        "See the picture.",
    ),
    "a list's footer as a part": (
        _parts(
            "mixed",
            "text/plain\n\nYes.",
            f"text/plain\n\n{'_' * 47}\nsales mailing list\nsales@client.example",
        ),
        "Yes.",
    ),
    "a mail sent along": (
        _parts(
            "mixed",
            "text/plain\n\nFYI",
            "message/rfc822\n\nFrom: anna@acme.example\n\nUnsubscribe me",
        ),
        "FYI",
    ),
}


@pytest.mark.parametrize("name", MAILS)
def test_the_words_are_read_from_the_whole_mail(name: str) -> None:
    raw, words = MAILS[name]

    assert read_reply(read_mail(raw).text).text == words

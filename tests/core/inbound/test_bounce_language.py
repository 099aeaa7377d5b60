"""Bounces in other languages than English are read whole."""

from __future__ import annotations

import base64
import quopri

import pytest

from outreach.core.inbound.meaning import Reason
from tests.core.inbound.report import (
    HARD,
    LENA,
    SOFT,
    Heard,
    dsn,
    group,
    heard,
    kind_of,
    plain,
    recipients,
)


def encoded(text: str, kind: str = "text/plain", way: str = "base64") -> bytes:
    content = text.encode()
    body = (
        base64.encodebytes(content) if way == "base64" else quopri.encodestring(content)
    ).decode()
    return plain(
        body,
        "postmaster@lead.example",
        "Undeliverable: Your first AE",
        f"Content-Transfer-Encoding: {way}\n",
        f"{kind}; charset=utf-8",
    )


CASES = {
    "german gateway": (
        plain(
            "Ihre Nachricht konnte nicht zugestellt werden.\n\nEmpfänger:\n"
            f"  {LENA}\n\nGrund: Das Postfach ist voll (552 5.2.2)\n",
            "Mailer-Daemon@mx.lead.example",
            "Unzustellbar: Your first AE",
        ),
        [Heard(LENA, SOFT, Reason.MAILBOX_FULL, "5.2.2")],
    ),
    "german, unknown": (
        plain(
            f"Die folgende Adresse konnte nicht erreicht werden:\n\n{LENA}\n    Empfänger "
            "unbekannt\n",
            "postmaster@lead.example",
            "Nachricht konnte nicht zugestellt werden",
        ),
        [Heard(LENA, HARD, Reason.USER_UNKNOWN)],
    ),
    "french": (
        plain(
            "Votre message n'a pas pu être délivré aux destinataires suivants :\n\n"
            f"<{LENA}>\n    Utilisateur inconnu\n",
            "postmaster@lead.example",
            "Échec de la remise : Your first AE",
        ),
        [Heard(LENA, HARD, Reason.USER_UNKNOWN)],
    ),
    "spanish": (
        plain(
            f"No se pudo entregar el mensaje a los siguientes destinatarios:\n\n{LENA}\n"
            "El buzón de correo no existe.\n",
            "postmaster@lead.example",
            "No se pudo entregar: Your first AE",
        ),
        [Heard(LENA, HARD, Reason.USER_UNKNOWN)],
    ),
    "portuguese": (
        plain(
            f"Sua mensagem não pôde ser entregue a:\n\n{LENA}\nCaixa de correio cheia.\n",
            "postmaster@lead.example",
            "Mensagem não entregue",
        ),
        [Heard(LENA, SOFT, Reason.MAILBOX_FULL)],
    ),
    "italian": (
        plain(
            f"Impossibile recapitare il messaggio a:\n\n{LENA}\nUtente sconosciuto\n",
            "postmaster@lead.example",
            "Mancata consegna: Your first AE",
        ),
        [Heard(LENA, HARD, Reason.USER_UNKNOWN)],
    ),
    "russian": (
        plain(
            "Ваше сообщение не может быть доставлено следующим адресатам:\n\n"
            f"<{LENA}>: Пользователь не найден\n",
            "MAILER-DAEMON@mx.lead.example",
            "Недоставленное сообщение",
        ),
        [Heard(LENA, HARD, Reason.USER_UNKNOWN)],
    ),
    "chinese": (
        plain(
            "抱歉,您的邮件被退回来了……\n\n无法投递到以下收件人:\n"
            f"{LENA}\n退信原因:收件人邮箱不存在 (550 5.1.1 User not found)\n",
            "PostMaster@mx.lead.example",
            "系统退信",
        ),
        [Heard(LENA, HARD, Reason.USER_UNKNOWN, "5.1.1")],
    ),
    "japanese": (
        plain(
            "次のあて先へのメッセージはエラーのため送信できませんでした。\n\n"
            f"  <{LENA}>\n\n宛先のメールアドレスは存在しません。\n",
            "MAILER-DAEMON@mx.lead.example",
            "メール配信エラー通知",
        ),
        [Heard(LENA, HARD, Reason.USER_UNKNOWN)],
    ),
    "office 365 in german": (
        dsn(
            f"Ihre Nachricht an {LENA} konnte nicht zugestellt werden.\n\nlena wurde bei "
            "lead.example nicht gefunden.",
            group(
                status="5.1.10",
                said="550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by "
                "SMTP address lookup",
            ),
            "Microsoft Outlook <MicrosoftExchange329e71@acme.example>",
            "Unzustellbar: Your first AE",
        ),
        [Heard(LENA, HARD, Reason.USER_UNKNOWN, "5.1.10")],
    ),
    "netease": (
        plain(
            "抱歉,您的邮件被退回来了……\n原邮件信息:\n时间 2026-11-19\n收件人 "
            f"{LENA}\n退信原因 对方邮箱已满 552 5.2.2 Mailbox full\n",
            "Postmaster@163.example",
            "系统退信/Systems bounce",
        ),
        [Heard(LENA, SOFT, Reason.MAILBOX_FULL, "5.2.2")],
    ),
    "sina": (
        plain(
            f"<{LENA}>:\nThis address no longer accepts mail.\n\n----------\n{{returned}}",
            "MAILER-DAEMON@sina.example",
            "邮件投递失败",
        ),
        [Heard(LENA, HARD, Reason.USER_UNKNOWN)],
    ),
    "html in quoted-printable": (
        encoded(
            "<html><body><p>Die E-Mail an <a href='mailto:lena@lead.example'>"
            f"{LENA}</a> konnte nicht zugestellt werden: Empfänger unbekannt</p></body>"
            "</html>",
            "text/html",
            "quoted-printable",
        ),
        [Heard(LENA, HARD, Reason.USER_UNKNOWN)],
    ),
    "french gateway, full": (
        plain(
            f"Bonjour,\n\nVotre message à {LENA} n'a pas pu être remis : la boîte aux "
            "lettres du destinataire est pleine.\n",
            "Postmaster <postmaster@lead.example>",
            "Message non remis",
        ),
        [Heard(LENA, SOFT, Reason.MAILBOX_FULL)],
    ),
    "spanish, full": (
        plain(
            f"No se ha podido entregar su mensaje a:\n\n{LENA}\n\nEl buzón del "
            "destinatario está lleno.\n",
            "postmaster@lead.example",
            "No entregado: Your first AE",
        ),
        [Heard(LENA, SOFT, Reason.MAILBOX_FULL)],
    ),
    "polish": (
        plain(
            f"Wiadomość nie mogła zostać dostarczona do:\n\n{LENA}\n\nUżytkownik nie "
            "istnieje\n",
            "MAILER-DAEMON@lead.example",
            "Niedostarczona wiadomość",
        ),
        [Heard(LENA, HARD, Reason.USER_UNKNOWN)],
    ),
    "dutch": (
        plain(
            f"Uw bericht kon niet worden bezorgd bij:\n\n{LENA}\n\nDe gebruiker bestaat "
            "niet.\n",
            "postmaster@lead.example",
            "Onbestelbaar: Your first AE",
        ),
        [Heard(LENA, HARD, Reason.USER_UNKNOWN)],
    ),
    "korean": (
        plain(
            f"메일을 배달하지 못했습니다.\n\n받는 사람: {LENA}\n원인: 존재하지 않는 "
            "사용자입니다.\n",
            "MAILER-DAEMON@lead.example",
            "메일이 반송되었습니다",
        ),
        [Heard(LENA, HARD, Reason.USER_UNKNOWN)],
    ),
}


@pytest.mark.parametrize("name", list(CASES))
def test_a_bounce_in_another_language_is_read_whole(name: str) -> None:
    raw, wanted = CASES[name]
    reading = heard(raw)

    assert (reading.kind, recipients(reading)) == (kind_of(wanted), wanted)

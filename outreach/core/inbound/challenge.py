"""Whether a machine holds our mail back until somebody proves to be a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outreach.core.inbound.absence_word import MACHINE
from outreach.core.inbound.fold import Lexicon, fold

if TYPE_CHECKING:
    from outreach.core.inbound.mail import InboundMail

HEAD = 2_500
_HELD = Lexicon("""
message is being held | message has been held | message is held | email is being held
e-mail is being held | email has been held | e-mail has been held | has been quarantined
to release your message | to release your email | to release your e-mail
to deliver your message | to deliver your email | to deliver your e-mail | to deliver your mail
before your message | before your email is delivered | will not be delivered until
has not been delivered yet | message is waiting | zurückgehalten | in quarantäne
noch nicht zugestellt | mis en attente | en quarantaine | est retenu | en cuarentena
ha sido retenido | retenido | in quarantena | trattenut* | em quarentena | retida
vastgehouden | in quarantaine | wstrzyman* | kwarantann* | в карантине | задержано
karantina* | bekletil* | 已被隔离 | 已被拦截 | 隔離 | 保留されて | 격리
""")
_PROVE = Lexicon("""
confirm you are human | confirm you are a human | confirm that you are human
confirm that you are a human | prove you are human | prove that you are human
you are a real person | you are not a spammer | you are not a robot | verify yourself
verify that you are | verify you are | verify your email address to | sender verification
sender address verification | challenge-response | challenge response | challenge/response
please confirm your message | please confirm your email | please confirm your e-mail
not on my approved | not on my guest list | not on my safe list | not on my white list
not on my whitelist | not in my address book | request for authorization | approve yourself
add yourself to | kein spammer | kein roboter | ein mensch sind | absenderbestätigung
absenderprüfung | bestätigung erforderlich | bestätigen sie ihre nachricht
bestätigen sie ihre e-mail | pas un spammeur | pas un robot | confirmer votre envoi
confirmez votre envoi | authentification de l'expéditeur | vous authentifier
que no es spam | que no es un robot | verificación del remitente | confirme su mensaje
di non essere uno spammer | verifica del mittente | confermare il messaggio
que não é spam | não é um robô | confirmação de e-mail | verificação do remetente
geen spammer | geen robot | bevestig uw bericht | nie jesteś spamerem | nie jest spamem
potwierdź nadawcę | вы не робот | не спамер | подтвердите отправку | spam olmadığı*
robot olmadığı* | 您不是垃圾 | 发件人验证 | 寄件人驗證 | 送信者確認 | 발신자 확인
""")
_PRODUCT = Lexicon(
    "boxbe | spam arrest | spamarrest | mailinblack | tmda | antispam uol"
)


def read_challenge(mail: InboundMail, own: str, *, automatic: bool) -> str:
    """Return the words by which a machine asks for proof; "" if none does.

    `automatic` says that other signs tell a machine's mail. Without one, words of two kinds
    are asked for: a person may ask us to confirm something.
    """
    text = fold(f"{mail.subject}\n{own[:HEAD]}")
    found = [
        match.group()
        for kind in (_PRODUCT, _PROVE, _HELD)
        if (match := kind.search(text))
    ]
    if not found:
        return ""
    sure = automatic or len(found) > 1 or MACHINE.search(text)
    return found[0] if sure else ""

"""By what a mail without a standard report is known for one: its sender, subject and words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from outreach.core.inbound.bounce_tongue import UNDELIVERED
from outreach.core.inbound.dsn import REPLY, STATUS
from outreach.core.inbound.late_pattern import CaselessPattern

if TYPE_CHECKING:
    from outreach.core.inbound.bounce_text import Report
    from outreach.core.inbound.mail import InboundMail

MAX_WORDS = 20_000  # characters of a report that are searched
TOP = 600  # in which a receipt says that it is one

_DAEMON = CaselessPattern(
    r"mailer-?daemon|post_?master|mail[._-]?delivery|maildaemon|mdaemon@|double-bounce|(?:mail"
    r"|delivery)[ ._-](?:delivery )?(?:sub)?system\b|system administrator|mailer@"
)
_SUBJECT = CaselessPattern(
    r"undeliver|not delivered|delivery (?:status notification|failure|error|has "
    r"failed|problem|report|incomplete|notification|warning)"
    r"|(?:mail|message|delivery|email)[\w ]{0,20}fail(?:ed|ure)"
    r"|failure (?:notice|delivery)|failed (?:delivery"
    r"|mail)|returned (?:mail|to sender)|returning|mail system error|could not be "
    r"delivered|not been delivered|(?:non|un)[- ]?deliver|nondeliver|error sending"
    r"|warning: (?:message|could not send)|delayed (?:mail|\d)"
    r"|(?:mail|message) (?:delivery )?(?:status|error)|bounce|zustellung"
    r"|échec|devuelto|配信|エラー通知"
    r"|user unknown|unknown user|no such user|automatically rejected mail|loop alert"
    r"|smtp server: errors from|" + UNDELIVERED
)
_FAILED = CaselessPattern(
    r"(?:could ?n[o']t|cannot|can ?not|could not|was not|not be|unable to|wasn't "
    r"able to|were unable to|fail(?:ed|ure)? to|has not yet been|did not|not) (?:be(?:en)? "
    r")?(?:deliver|reach(?!able)|sen[dt]\b|receive this)|undeliver|deliver\w* (?:to "
    r".{0,80})?(?:has )?(?:fail|been delayed|error)|permanent (?:fatal )?error|fatal "
    r"errors?|delivery problems|failed permanently|permanently failed|failure reasons"
    r"|transcript of session|returned to sender|returned because|been postponed"
    r"|encountered an error|error (?:has occurred|message|delivering)"
    r"|(?:following|these) (?:recipients?|address(?:es)?)[\w "
    r"()]{0,40}(?:fail|error|not|reject)|trouble delivering|unknown user|user unknown"
    r"|no such user|invalid user|message not delivered|remote host said|smtp error"
    r"|rcpt to:|failed addresses|mailbox is full|said: [45]\d\d|duplicated message-id"
    r"|konnte nicht|n'a pas pu|n'a pu|n’a pas pu|no se ha podido|no se pudo|no pudo ser "
    r"entregado|não foi possível|não pôde|non è stato possibile|non può essere|kon niet"
    r"|kunde inte|nie można|nie mogła|не удалось|не было доставлено|配信が"
    r"|配送できません|届けることができません|お届けできません|投稿できな|无法|無法|未能"
    r"|被退回|배달하지|is not a (?:valid )?(?:member|group)"
    r"|recipient.{0,40}reject|unspecified error|" + UNDELIVERED
)
# A receipt has the sender and the subject of a report, and nothing that failed.
_DELIVERED = CaselessPattern(
    r"success(?:fully|ful)? (?:been )?(?:deliver|relay|sent)|deliver\w* success|\(success\)"
    r"|(?:has|have|was|were) (?:been )?(?:delivered|relayed) to|erfolgreich zugestellt"
    r"|(?:remis|livré)\w* avec succès|entregad[oa]\w* (?:correctamente|con éxito)"
    r"|consegnat[oa]\w* (?:correttamente|con successo)|entregue com (?:sucesso|êxito)"
    r"|(?:успешно|было) доставлено|已成功(?:传递|送达|投递)|正常に配信"
)
# In whatever language a mailer writes, it quotes the server's answer.
_ANSWERED = re.compile(r"(?<![\d.])[45]\d\d[ -]#?[45]\.\d{1,3}\.\d{1,3}(?![\d.])")
_DELAYED = CaselessPattern(
    r"has(?: been)? (?:been )?delayed|been postponed|delivery .{0,20}delay|not yet "
    r"been delivered|will (?:be )?re-?tr|will continue|delayed \d+ (?:hours|days)"
    r"|\(delay\)|warning message only|still (?:trying|being)|do not need to resend"
    r"|could not send message for past|will keep trying|temporary (?:failure|problem)"
    r"|verzögert|retardé|a été différé|retrasad|ritardata|atrasad|vertraagd|задерж"
    r"|遅延|延迟"
)
_GAVE_UP = CaselessPattern(
    r"permanent|giv(?:en|ing) up|(?:been )?failed|not going to try|final|unable to "
    r"deliver"
)
_TEMPLATE = CaselessPattern(
    r"\W{0,300}(?:(?:your|the) (?:message|mail|e-?mail)|votre (?:message|courriel|mail)"
    r"|ihre (?:nachricht|e-?mail|mail)|(?:su|tu) (?:mensaje|correo)|il (?:suo|tuo) "
    r"messaggio|(?:a )?sua mensagem|uw bericht|ваше (?:сообщение|письмо))\b.{0,80}"
    r"(?:not (?:be )?deliver|undeliver|pu .{0,6}tre (?:d|re)|nicht (?:zugestellt"
    r"|zustell)|no (?:se )?(?:pudo|ha podido)|non (?:è|può|e')|não (?:foi|pôde)|niet "
    r"|не (?:может|было|доставл))"
)
_LISTS = CaselessPattern(
    r"(?:deliver|reach|sen[dt])\w{0,6}(?: to)? the following|not (?:be )?(?:been )?"
    r"delivered to\s{0,3}:|following (?:recipient|address|user)"
)
_RETURNED = {"message/rfc822", "message/global", "text/rfc822-headers"}
_ANSWER = re.compile(r"^(?:re|aw|sv|antw|tr|fwd?|wg)\s*:", re.IGNORECASE)


def is_from_daemon(mail: InboundMail) -> bool:
    """Tell whether the envelope or the sender is one of those only machines use."""
    return mail.return_path == "" or _daemon(mail) is not None


def _daemon(mail: InboundMail) -> re.Match[str] | None:
    if not mail.from_address:  # "Postmaster <>"
        return _DAEMON.search(mail.header("from")[:200])
    return _DAEMON.search(mail.from_address) or _DAEMON.search(mail.from_name)


def tells_of_delivery(mail: InboundMail) -> bool:
    """Tell whether a mailer says that a mail has reached where it was to go."""
    said = f"{mail.subject[:200]}\n{mail.text[:TOP]}"
    return _daemon(mail) is not None and _DELIVERED.search(said) is not None


def sign_of(mail: InboundMail, report: Report) -> str:
    """Return the two signs that make a report of a mail, joined; "" where they are not."""
    sender = _daemon(mail)
    null_path = mail.return_path == "" or _DAEMON.match(mail.return_path or "")
    is_answer = bool(_ANSWER.match(mail.subject)) and not (
        # Some mailers add their verdict to the subject of the mail that bounced.
        _TEMPLATE.match(report.said) and not (mail.in_reply_to or mail.references)
    )
    subject = None if is_answer else _SUBJECT.search(mail.subject)
    if "x-failed-recipients" in mail.headers and (sender or subject or null_path):
        return "x-failed-recipients"
    signs = [sign.group() for sign in (sender, subject) if sign]
    # Notes of absence have the null path too, and people write of bounces.
    suspected = sender or (
        (subject or (null_path and not is_answer)) and _is_sure(mail, report)
    )
    words = report.said[:MAX_WORDS]
    failed = _FAILED.search(words) if suspected else None
    if not failed and _DELIVERED.search(f"{mail.subject[:200]}\n{words[:TOP]}"):
        return ""
    if sender and not failed and not is_answer:
        failed = _ANSWERED.search(words)
    if failed:
        return "; ".join([*signs, failed.group()])[:200]
    return "; ".join(signs) if sender and subject else ""


def _is_sure(mail: InboundMail, report: Report) -> bool:
    """Tell whether it has what only a mailer adds: a code, the mail itself, its phrase."""
    if mail.in_reply_to:
        return False
    words = report.said[:MAX_WORDS]
    return bool(
        report.returned
        or STATUS.search(words)
        or REPLY.search(words)
        or _TEMPLATE.match(words)
        or _LISTS.search(words)
        or any(part.content_type in _RETURNED for part in mail.root.walk())
    )


def is_delay(subject: str, said: str) -> bool:
    """Tell whether the mailer is still trying."""
    if _DELAYED.search(subject):
        return True
    said = said[:MAX_WORDS]
    return bool(_DELAYED.search(said)) and not _GAVE_UP.search(said)

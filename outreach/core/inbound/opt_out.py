"""Whether the person asks to be left alone. Only their own words are read, never a quote."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from outreach.core.inbound.mail import InboundMail

MAX_SENTENCE = 400
LONG = 1_500  # in a longer mail the wish stands at the top or the end, if it is one
TOP, END = 600, 300
SHORT = 200


@dataclass(frozen=True, slots=True)
class OptOut:
    """A wish not to be written to. `why` are the words."""

    confidence: float
    why: str


_SUBJECT = re.compile(
    r"\W*(?:unsubscribe|opt[- ]?out|remove(?: me)?|stop|abmelden|abbestellen"
    r"|désabonn\w+|désinscri\w+|darse de baja|baja|cancelar (?:suscripción|inscrição)"
    r"|disiscri\w+|cancellami|uitschrijven|afmelden|descadastrar|wypisz"
    r"|отписаться)(?:\W*$|[ :=_#-]{1,3}[\w.~:=+/@-]{6,300}\W*$)",
    re.IGNORECASE,
)
_MAILBOX = re.compile(
    r"[^@]{0,200}\+[^@]{0,100}?(?:unsub|opt-?out|stop)|(?:unsub(?:scribe)?"
    r"|opt-?out)(?:[+._-]|@)"
)
_WHOLE = re.compile(
    r"\W{0,5}(?:please |pls |bitte |svp |por favor |per favore |alsjeblieft |graag "
    r")?(?:stop(?: (?:it|now|please|all|this|that|emailing|mailing))?|stopall"
    r"|unsubscribe(?: me| us)?|un-?subscribe|remove(?: me| us)?|delete me|opt[- "
    r"]?(?:me )?out|quit|cancel|no more|end|abmelden|abbestellen|austragen|löschen"
    r"|stopp|aufhören|arrêtez|arretez|désabonnez?[- ]moi|désinscrivez?[- ]moi"
    r"|désinscription|désabonnement|désinscrire|désabonner|baja|dar(?:me)? de baja"
    r"|parar|pare|basta|cancellami|cancellatemi|disiscriv\w+|rimuov(?:imi|etemi|ere)"
    r"|cancelar|remover|descadastr\w+|remova-me|uitschrijven|afmelden|stoppen"
    r"|wypisz(?: mnie)?|wypisać|отписаться|отпишите(?: меня)?|avsluta|avregistrera"
    r"|avmeld|退订|配信停止|取り消し|수신거부"
    r"|توقف(?:وا)?|لغو)(?:,? (?:please|pls|thanks|thank you|bitte|danke"
    r"|merci|svp|gracias|grazie|obrigad[oa]|dank u?))?\W{0,8}$",
    re.IGNORECASE,
)
_PHRASES = re.compile(
    # English
    r"\b(?:please|pls|kindly|just|now|and) unsubscribe\b|unsubscribe (?:me|us|this|my"
    r"|from your)\b|\b(?:remove|take|delete|drop|strike) (?:me|us|my (?:name|e-?mail"
    r"|address|details|data|info\w*)|this (?:e-?mail|address)|our \w+)(?: \w+){0,3} "
    r"(?:from|off|out)\b|\bremove me\b|\btake (?:me|us) off\b|\bget me off\b"
    r"|\bdelete my (?:data|details|e-?mail|address|info\w*)|\bstop (?:e-?mail|contact"
    r"|mail|messag|spamm|bother|harass|pester|send|writ)ing\b|\bstop (?:these|those"
    r"|the|your|all|with (?:the|these)) (?:e-?mails|mails|messages|spam)|\bno (?:more"
    r"|further) (?:e-?mails?|mails?|messages|contact|correspondence|communication)"
    r"|\b(?:do not|don't|don’t|dont|never|not to) (?:ever )?(?:contact|e-?mail|mail"
    r"|message|write(?: to)?|spam|send|call) (?:me|us|anything|any more|to me)\b(?! "
    r"(?:at|before|until|till|on|in|the|a|your|more (?:info|details)))|\b(?:do not"
    r"|don't|don’t|dont|never) (?:contact|e-?mail|mail|write) me again|\bleave me "
    r"alone\b|\bopt(?:ing)?(?: me)?[- ]out\b|\bwant to unsubscribe\b|\bcease (?:and "
    r"desist|all|contact)|\bdo not wish to (?:be contacted|receive)|\b(?:don't|do "
    r"not) want (?:to (?:receive|get|hear)|any|your|these|more) (?:any |more |your "
    r"|these |further |from )*(?:e-?mails?|mails?|messages|spam|you)\b|\breport(?:ed"
    r"|ing)? (?:you|this|it) (?:as|for) spam\b"
    # German
    r"|aus (?:\w+ ){0,3}(?:verteiler|liste|datenbank|mailingliste)|melden sie mich "
    r"(?:\w+ )?ab\b|(?:tragen|nehmen|streichen|löschen|entfernen) sie (?:mich|meine)"
    r"|lösch\w* (?:sie )?(?:bitte )?meine|keine (?:weiteren |mehr )?(?:e-?mails?"
    r"|mails|nachrichten|werbung|zusendungen) (?:mehr)?|nicht (?:mehr|weiter|wieder"
    r"|länger) (?:kontaktier|anschreib|kontakt|zu kontaktieren|schreiben|mailen)"
    r"|(?:kontaktieren|schreiben|mailen) sie (?:mich|mir|uns) (?:bitte )?(?:nicht"
    r"|nie) (?:mehr|wieder|mehr an)|bitte (?:\w+ )?abmelden|(?:will|möchte) (?:mich "
    r")?(?:keine|abmelden)|lassen sie mich in ruhe"
    # French
    r"|(?:retir|enlev|supprim|ôt|ray|effac)(?:ez|er|e)[- ](?:moi|mon|mes|nous"
    r"|notre)\b|désabonne[rz]|désinscri(?:re|vez|s)|ne (?:plus )?(?:me|m'|nous) "
    r"(?:plus )?(?:contact|écri|envoy|recontact|sollicit|relanc)\w*(?: plus)?|ne "
    r"(?:me|m'|nous) \w+ plus|plus (?:recevoir|de mails?|d'e-?mails?|aucun)|ne "
    r"(?:souhaite|veux|désire) plus|arrêtez de|cessez de|laissez[- ]moi tranquille"
    # Spanish
    r"|(?:darme|dame|dadme|denme|deme|doy) de baja|no (?:me )?(?:escriba|contacte"
    r"|envíe|envie|mande|manden|envíen|contacten|escriban)\w*(?: más)?|no (?:quiero"
    r"|deseo) (?:recibir|más)|(?:elimin|borr|quit|saqu|remuev)\w*(?:me|nos| mi "
    r"(?:correo|email|dirección)| mis datos)\b|dej(?:e|a|en) de (?:escrib|envi"
    r"|contact|mand)|no más (?:correos|emails|mensajes)"
    # Italian
    r"|(?:rimuov|cancell|toglie|elimin)\w*(?:mi|temi|rmi| il mio| la mia| i miei)\b"
    r"|non (?:voglio|desidero) (?:più )?(?:ricevere|essere contattat)|non (?:mi "
    r")?(?:scriv|contatt|invi|mand)\w+(?:mi)? più|smett\w+ di|disiscriver\w+|basta "
    r"(?:e-?mail|mail|messaggi)"
    # Portuguese
    r"|(?:remov|retir|tir|exclu|apag)\w*(?:-me|-nos| meu (?:e-?mail|nome|contato)| o "
    r"meu| me d[ae]| meus dados)|não (?:quero|desejo) (?:mais )?receber|não me "
    r"(?:envi|contat|escrev|mand)\w+(?: mais)?|par[ea]m? de (?:me )?(?:envi|mand"
    r"|escrev|contat)\w+|descadastr\w+|cancelar (?:a )?(?:minha )?inscrição"
    # Dutch
    r"|(?:schrijf|haal|verwijder|meld) (?:mij|me|ons|mijn \S+) (?:a\.?u\.?b\.? "
    r")?(?:uit|van|af|alstublieft uit)|(?:mij|me|ons|mijn \S+) (?:\w+ "
    r"){0,4}(?:verwijderen|uitschrijven|afmelden)|geen (?:e-?mails?|mails?|berichten"
    r"|contact) meer|niet meer (?:mailen|benaderen|contacten|e-?mailen)|(?:wil|wens) "
    r"(?:geen|niet meer)|stop met (?:mailen|sturen|e-?mailen)"
    # Arabic, Persian
    r"|(?:أ?لغ|الغ)\w* (?:ال)?اشتراك\w*|(?:أزيل|أزل|احذف|اشطب)(?:ني|وني|نا|ونا|وا)"
    r"|(?:لا|عدم) (?:ت?رسل\w*|ت?راسل\w*|إرسال|مراسلت\w*)|(?:توقف|كف)\w* عن (?:إرسال|مراسل|الإرسال)"
    r"|لغو (?:عضویت|اشتراک)|را از (?:\S+ ){0,2}(?:لیست|فهرست)|(?:ایمیل|پیام|نامه) (?:\S+ )?"
    r"ن(?:دهید|فرستید|زنید)|دیگر (?:\S+ ){0,4}(?:ن(?:زنید|فرستید|دهید|نویسید)|تماس نگیرید)"
    # Polish, Swedish, Russian, Chinese, Japanese
    r"|proszę (?:mnie )?(?:usunąć|wypisać|nie (?:pisać|kontaktować|wysyłać))|nie "
    r"życzę sobie|wypisz mnie|ta bort mig|sluta (?:mejla|maila|skicka|kontakta)|inte "
    r"(?:fler|längre) (?:mejl|mail)|avregistrera mig|отпишите|удалите (?:меня|мой"
    r"|мои)|не (?:пишите|присылайте|беспокойте)|больше не пиш|不要再(?:发|發|联系|聯絡|给我|寄)"
    r"|请(?:删除|取消|退订)|退订|配信(?:を)?停止|送らないで|連絡しないで",
    re.IGNORECASE,
)
# Footers, offers and questions about lists: they speak of opting out, nobody asks for it.
_NOT_ASKED = re.compile(
    r"\bclick\b|\bif i\b|\bthey\b|https?:|\bvisit\b|\bto (?:unsubscribe|opt[- ]?out"
    r"|be removed)\b|\bif you\b|\bunsubscribe (?:link|button|at any time|here|below)"
    r"|\byou (?:can|may|are|have|were|will|could|should|must)\b|hier klicken|klicken "
    r"sie|cliquez|haga clic|wenn sie|falls sie|si vous|si (?:usted|no desea)|pour "
    r"vous|se (?:non desidera|desidera|você)|klik hier|indien u|(?:don't|do not|not"
    r"|never) (?:want to )?(?:unsubscribe|opt[- ]?out|remove me)|\bwithout opting",
    re.IGNORECASE,
)
_SENTENCES = re.compile(r"(?<=[.!?;。！？])\s{1,5}|\n{2,}|(?<=[。！？])")


def read_opt_out(mail: InboundMail, own: str) -> OptOut | None:
    """Return the wish to be left alone; None if nobody expressed it."""
    if found := _SUBJECT.match(mail.subject[:400]):
        return OptOut(0.99, f"subject: {found.group().strip()[:60]}")
    for address in mail.to:
        if _MAILBOX.match(address):
            return OptOut(0.97, f"to: {address[:80]}")
    return opt_out_words(own)


def opt_out_words(own: str) -> OptOut | None:
    """Return the wish that stands in somebody's own words."""
    words = own.strip()
    if len(words) > LONG:
        words = f"{words[:TOP]}\n\n{words[-END:]}"
    first = words.split("\n", 1)[0]
    if _WHOLE.match(first[:120]) and _stands_alone(words):
        return OptOut(0.97, first.strip()[:80])
    for sentence in sentences(words):
        found = _PHRASES.search(sentence)
        if found and not _NOT_ASKED.search(sentence):
            return OptOut(0.9, found.group().strip()[:80])
    return None


def _stands_alone(words: str) -> bool:
    return (len(words) < SHORT or "\n\n" in words[:160]) and "http" not in words[:SHORT]


def sentences(words: str) -> list[str]:
    """Return the sentences with their line breaks undone, each cut at MAX_SENTENCE."""
    parts = (" ".join(part.split()) for part in _SENTENCES.split(words))
    return [part[:MAX_SENTENCE] for part in parts if part]

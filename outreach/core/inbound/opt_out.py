"""Whether the person asks to be left alone. Only their own words are read, never a quote."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from outreach.core.inbound.mail import InboundMail

MAX_WORDS = 4_000
MAX_SENTENCE = 400


@dataclass(frozen=True, slots=True)
class OptOut:
    """A wish not to be written to. `why` are the words."""

    confidence: float
    why: str


_SUBJECT = re.compile(
    r"\W*(?:unsubscribe|opt[- ]?out|remove(?: me)?|stop|abmelden|abbestellen|désabonn\w+|désinscri\w+"
    r"|darse de baja|baja|cancelar (?:suscripción|inscrição)|disiscri\w+|cancellami|uitschrijven"
    r"|afmelden|descadastrar|wypisz|отписаться)"
    r"(?:\W*$|[ :=_#-]{1,3}[\w.~:=+/@-]{6,300}\W*$)",
    re.IGNORECASE,
)
_MAILBOX = re.compile(
    r"[^@]{0,200}\+[^@]{0,100}?(?:unsub|opt-?out|stop)|(?:unsub(?:scribe)?|opt-?out)(?:[+._-]|@)"
)
_WHOLE = re.compile(
    r"\W{0,5}(?:please |pls |bitte |svp |por favor |per favore |alsjeblieft |graag )?"
    r"(?:stop(?: (?:it|now|please|all|this|that|emailing|mailing))?|stopall|unsubscribe(?: me| us)?"
    r"|un-?subscribe|remove(?: me| us)?|delete me|opt[- ]?(?:me )?out|quit|cancel|no more|end"
    r"|abmelden|abbestellen|austragen|löschen|stopp|aufhören|arrêtez|arretez|désabonnez?[- ]moi"
    r"|désinscrivez?[- ]moi|désinscription|désabonnement|désinscrire|désabonner|baja|dar(?:me)? de baja"
    r"|parar|pare|basta|cancellami|cancellatemi|disiscriv\w+|rimuov(?:imi|etemi|ere)|cancelar|remover"
    r"|descadastr\w+|remova-me|uitschrijven|afmelden|stoppen|wypisz(?: mnie)?|wypisać|отписаться"
    r"|отпишите(?: меня)?|avsluta|avregistrera|avmeld|退订|配信停止|取り消し|수신거부)"
    r"(?:,? (?:please|pls|thanks|thank you|bitte|danke|merci|svp|gracias|grazie|obrigad[oa]|dank u?))?"
    r"\W{0,8}$",
    re.IGNORECASE,
)
_PHRASES = re.compile(
    # English
    r"\b(?:please|pls|kindly|just|now|and) unsubscribe\b|unsubscribe (?:me|us|this|my|from your)\b"
    r"|\b(?:remove|take|delete|drop|strike) (?:me|us|my (?:name|e-?mail|address|details|data|info\w*)"
    r"|this (?:e-?mail|address)|our \w+)(?: \w+){0,3} (?:from|off|out)\b|\bremove me\b"
    r"|\btake (?:me|us) off\b|\bget me off\b|\bdelete my (?:data|details|e-?mail|address|info\w*)"
    r"|\bstop (?:e-?mail|contact|mail|messag|spamm|bother|harass|pester|send|writ)ing\b"
    r"|\bstop (?:these|those|the|your|all|with (?:the|these)) (?:e-?mails|mails|messages|spam)"
    r"|\bno (?:more|further) (?:e-?mails?|mails?|messages|contact|correspondence|communication)"
    r"|\b(?:do not|don't|don’t|dont|never|not to) (?:ever )?(?:contact|e-?mail|mail|message|write(?: to)?"
    r"|spam|send|call) (?:me|us|anything|any more|to me)\b(?! (?:at|before|until|till|on|in|the|a|your|more"
    r" (?:info|details)))|\b(?:do not|don't|don’t|dont|never) (?:contact|e-?mail|mail|write) me again"
    r"|\bleave me alone\b|\bopt(?:ing)?(?: me)?[- ]out\b|\bwant to unsubscribe\b|\bcease (?:and desist"
    r"|all|contact)|\bdo not wish to (?:be contacted|receive)|\b(?:don't|do not) want (?:to (?:receive|get|"
    r"hear)|any|your|these|more) (?:any |more |your |these |further |from )*(?:e-?mails?|mails?|messages|"
    r"spam|you)\b|\breport(?:ed|ing)? (?:you|this|it) (?:as|for) spam\b"
    # German
    r"|aus (?:\w+ ){0,3}(?:verteiler|liste|datenbank|mailingliste)|melden sie mich (?:\w+ )?ab\b"
    r"|(?:tragen|nehmen|streichen|löschen|entfernen) sie (?:mich|meine)|lösch\w* (?:sie )?(?:bitte )?meine"
    r"|keine (?:weiteren |mehr )?(?:e-?mails?|mails|nachrichten|werbung|zusendungen) (?:mehr)?"
    r"|nicht (?:mehr|weiter|wieder|länger) (?:kontaktier|anschreib|kontakt|zu kontaktieren|schreiben|mailen)"
    r"|(?:kontaktieren|schreiben|mailen) sie (?:mich|mir|uns) (?:bitte )?(?:nicht|nie) (?:mehr|wieder|mehr an)"
    r"|bitte (?:\w+ )?abmelden|(?:will|möchte) (?:mich )?(?:keine|abmelden)|lassen sie mich in ruhe"
    # French
    r"|(?:retir|enlev|supprim|ôt|ray|effac)(?:ez|er|e)[- ](?:moi|mon|mes|nous|notre)\b|désabonne[rz]"
    r"|désinscri(?:re|vez|s)|ne (?:plus )?(?:me|m'|nous) (?:plus )?(?:contact|écri|envoy|recontact|sollicit|relanc)"
    r"\w*(?: plus)?|ne (?:me|m'|nous) \w+ plus|plus (?:recevoir|de mails?|d'e-?mails?|aucun)"
    r"|ne (?:souhaite|veux|désire) plus|arrêtez de|cessez de|laissez[- ]moi tranquille"
    # Spanish
    r"|(?:darme|dame|dadme|denme|deme|doy) de baja|no (?:me )?(?:escriba|contacte|envíe|envie|mande|manden|"
    r"envíen|contacten|escriban)\w*(?: más)?|no (?:quiero|deseo) (?:recibir|más)|(?:elimin|borr|quit|saqu|remuev)"
    r"\w*(?:me|nos| mi (?:correo|email|dirección)| mis datos)\b|dej(?:e|a|en) de (?:escrib|envi|contact|mand)"
    r"|no más (?:correos|emails|mensajes)"
    # Italian
    r"|(?:rimuov|cancell|toglie|elimin)\w*(?:mi|temi|rmi| il mio| la mia| i miei)\b|non (?:voglio|desidero)"
    r" (?:più )?(?:ricevere|essere contattat)|non (?:mi )?(?:scriv|contatt|invi|mand)\w+(?:mi)? più|smett\w+ di"
    r"|disiscriver\w+|basta (?:e-?mail|mail|messaggi)"
    # Portuguese
    r"|(?:remov|retir|tir|exclu|apag)\w*(?:-me|-nos| meu (?:e-?mail|nome|contato)| o meu| me d[ae]| meus dados)"
    r"|não (?:quero|desejo) (?:mais )?receber|não me (?:envi|contat|escrev|mand)\w+(?: mais)?"
    r"|par[ea]m? de (?:me )?(?:envi|mand|escrev|contat)\w+|descadastr\w+|cancelar (?:a )?(?:minha )?inscrição"
    # Dutch
    r"|(?:schrijf|haal|verwijder|meld) (?:mij|me|ons|mijn \S+) (?:a\.?u\.?b\.? )?(?:uit|van|af|alstublieft uit)"
    r"|(?:mij|me|ons|mijn \S+) (?:\w+ ){0,4}(?:verwijderen|uitschrijven|afmelden)"
    r"|geen (?:e-?mails?|mails?|berichten|contact) meer|niet meer (?:mailen|benaderen|contacten|e-?mailen)"
    r"|(?:wil|wens) (?:geen|niet meer)|stop met (?:mailen|sturen|e-?mailen)"
    # Polish, Swedish, Russian, Chinese, Japanese
    r"|proszę (?:mnie )?(?:usunąć|wypisać|nie (?:pisać|kontaktować|wysyłać))|nie życzę sobie|wypisz mnie"
    r"|ta bort mig|sluta (?:mejla|maila|skicka|kontakta)|inte (?:fler|längre) (?:mejl|mail)|avregistrera mig"
    r"|отпишите|удалите (?:меня|мой|мои)|не (?:пишите|присылайте|беспокойте)|больше не пиш"
    r"|不要再(?:发|發|联系|聯絡|给我|寄)|请(?:删除|取消|退订)|退订|配信(?:を)?停止|送らないで|連絡しないで",
    re.IGNORECASE,
)
# Footers, offers and questions about lists: they speak of opting out, nobody asks for it.
_NOT_ASKED = re.compile(
    r"\bclick\b|https?:|\bvisit\b|\bto (?:unsubscribe|opt[- ]?out|be removed)\b|\bif you\b|\bunsubscribe"
    r" (?:link|button|at any time|here|below)|\byou (?:can|may|are|have|were|will|could|should|must)\b"
    r"|hier klicken|klicken sie|cliquez|haga clic|wenn sie|falls sie|si vous|si (?:usted|no desea)"
    r"|pour vous|se (?:non desidera|desidera|você)|klik hier|indien u|(?:don't|do not|not|never) (?:want to"
    r" )?(?:unsubscribe|opt[- ]?out|remove me)|\bwithout opting",
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
    words = own[:MAX_WORDS].strip()
    if not words:
        return None
    first = words.split("\n", 1)[0]
    if _WHOLE.match(first[:120]) and (len(words) < 200 or "\n\n" in words[:160]):
        return OptOut(0.97, first.strip()[:80])
    for sentence in sentences(words):
        found = _PHRASES.search(sentence)
        if found and not _NOT_ASKED.search(sentence):
            return OptOut(0.9, found.group().strip()[:80])
    return None


def sentences(words: str) -> list[str]:
    """Return the sentences with their line breaks undone, each cut at MAX_SENTENCE."""
    parts = (" ".join(part.split()) for part in _SENTENCES.split(words))
    return [part[:MAX_SENTENCE] for part in parts if part]

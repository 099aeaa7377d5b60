"""What the sandbox's people say, by meaning and language. A table; English where one is missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outreach.core.dice import fraction
from outreach.sandbox.person import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ENGLISH = "en"

SAID: Mapping[Kind, Mapping[str, Sequence[str]]] = {
    Kind.INTERESTED: {
        "en": (
            "Yes, I would like to hear more. Does Thursday at 10 work?",
            "Good timing. I'm interested, please send me some more details.",
            "Sounds good, let's talk next week.",
        ),
        "de": ("Das klingt interessant. Passt Ihnen ein Anruf am Donnerstag?",),
        "fr": ("Merci, cela m'intéresse. Appelez-moi jeudi matin.",),
        "es": ("Gracias, me interesa. Hablemos el jueves.",),
        "pt": ("Obrigado, tenho interesse. Podemos conversar na quinta?",),
        "ja": ("ご連絡ありがとうございます。興味があります。",),
    },
    Kind.QUESTION: {
        "en": (
            "How much does it cost for a team of five?",
            "Which of our tools does it work with, and how long is the setup?",
        ),
        "de": ("Was kostet das für fünf Leute?",),
        "fr": ("Combien cela coûte-t-il pour cinq personnes ?",),
        "es": ("¿Cuánto cuesta para cinco personas?",),
        "pt": ("Quanto custa para cinco pessoas?",),
        "ja": ("料金はいくらですか?",),
    },
    Kind.NOT_NOW: {
        "en": (
            "Not right now, we are in the middle of a move. Check back in a month.",
            "It is a bad time for us. Maybe later in the year.",
        ),
        "de": ("Im Moment leider nicht, melden Sie sich gern in vier Wochen.",),
        "fr": ("Pas pour le moment, merci. Recontactez-moi plus tard.",),
        "es": ("Por ahora no, quizá más adelante.",),
        "pt": ("Agora não, talvez mais tarde.",),
    },
    Kind.PLEASE_STOP: {
        "en": (
            "Please stop emailing me.",
            "Please remove me from your list.",
            "Unsubscribe",
        ),
        "de": ("Bitte schreiben Sie mir nicht mehr.",),
        "fr": ("Merci de ne plus me contacter.",),
        "es": ("Por favor, no me escriba más.",),
        "pt": ("Por favor, não me escreva mais.",),
        "ja": ("配信停止をお願いします。",),
    },
}

ABSENCE: Mapping[str, tuple[str, str]] = {
    "en": (
        "Automatic reply: {subject}",
        (
            "Thank you for your message. I am out of the office and will be back on"
            " {day}. For urgent matters please write to office@{domain}."
        ),
    ),
    "de": (
        "Abwesenheitsnotiz: {subject}",
        (
            "Vielen Dank für Ihre Nachricht. Ich bin derzeit nicht im Büro und ab dem"
            " {day} wieder erreichbar. In dringenden Fällen: office@{domain}."
        ),
    ),
    "fr": (
        "Réponse automatique : {subject}",
        (
            "Je suis absente du bureau et de retour le {day}. En cas d'urgence :"
            " office@{domain}."
        ),
    ),
    "es": (
        "Respuesta automática: {subject}",
        (
            "Estoy fuera de la oficina. Regreso el {day}. Para asuntos urgentes:"
            " office@{domain}."
        ),
    ),
}


def said(kind: Kind, language: str, *dice: str | int) -> str:
    """Return one of the things a person of this kind says."""
    by_language = SAID[kind]
    phrases = by_language.get(language) or by_language[ENGLISH]
    return phrases[int(fraction("phrase", *dice) * len(phrases))]


def absence(language: str) -> tuple[str, str]:
    """Return subject and text of a note of absence, to be filled in."""
    return ABSENCE.get(language) or ABSENCE[ENGLISH]

"""What the opt-out link is called, in the reader's own language."""

from __future__ import annotations

_WORDS = {
    "ar": "إلغاء الاشتراك",
    "cs": "Odhlásit se",
    "da": "Afmeld",
    "de": "Abmelden",
    "el": "Διαγραφή",
    "en": "Unsubscribe",
    "es": "Darse de baja",
    "fa": "لغو عضویت",
    "fi": "Peruuta tilaus",
    "fr": "Se désabonner",
    "he": "הסרה מרשימת התפוצה",
    "hi": "सदस्यता समाप्त करें",
    "hu": "Leiratkozás",
    "id": "Berhenti berlangganan",
    "it": "Annulla iscrizione",
    "ja": "配信停止",
    "ko": "수신 거부",
    "nb": "Avmeld",
    "nl": "Afmelden",
    "no": "Avmeld",
    "pl": "Wypisz się",
    "pt": "Cancelar inscrição",
    "ro": "Dezabonare",
    "ru": "Отписаться",
    "sv": "Avregistrera",
    "th": "ยกเลิกการรับข่าวสาร",
    "tr": "Abonelikten çık",  # noqa: RUF001 - Turkish
    "uk": "Відписатися",
    "vi": "Hủy đăng ký",
    "zh": "退订",
}


def opt_out_word(language: str) -> str:
    """Return the word for a language tag as `pt-BR`; English for one that is not known."""
    primary = language.strip().lower().replace("_", "-").partition("-")[0]
    return _WORDS.get(primary, _WORDS["en"])

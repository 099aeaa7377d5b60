"""The word for the opt-out link."""

from __future__ import annotations

import pytest

from outreach.core.opt_out_word import opt_out_word


@pytest.mark.parametrize(
    ("language", "word"),
    [
        ("fr", "Se désabonner"),
        ("pt-BR", "Cancelar inscrição"),
        ("zh_Hant", "退订"),
        (" FA ", "لغو عضویت"),
        ("", "Unsubscribe"),
        ("tlh", "Unsubscribe"),
    ],
)
def test_the_link_is_called_in_the_readers_language(language: str, word: str) -> None:
    assert opt_out_word(language) == word

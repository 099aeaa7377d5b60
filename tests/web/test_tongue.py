"""Pages speak the reader's language, each of them all of it."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from string import Formatter
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.web.tongue import TONGUES, preferred, tongue
from tests.web.visit import opt_out_path, visited

if TYPE_CHECKING:
    from pathlib import Path

ENGLISH = tongue("en")


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ("", "en"),
        ("*", "en"),
        ("de", "de"),
        ("de-CH,de;q=0.9,en;q=0.8", "de"),
        ("da, en-gb;q=0.8, fr;q=0.9", "fr"),
        ("zh-Hant-TW", "zh"),
        ("PT-br", "pt"),
        ("en;q=0, ja;q=0.1", "ja"),
        ("de;q=0", "en"),
        ("xx-yy, ;;q=, fr;q=2, it ; q=0.5", "it"),
        ("sv,fi;q=0.5", "en"),
    ],
)
def test_the_language_liked_best_is_spoken(said: str, code: str) -> None:
    assert preferred(said) == code


@given(st.text(max_size=2_000))
def test_whatever_a_browser_says_there_is_a_language(said: str) -> None:
    assert preferred(said) in TONGUES


@pytest.mark.parametrize("code", TONGUES)
def test_each_language_says_everything(code: str) -> None:
    words = tongue(code)._words
    assert list(words) == list(ENGLISH._words)
    for name, text in words.items():
        assert _holes(text) == _holes(ENGLISH._words[name]), name
        assert text.strip() == text != "", name


def _holes(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_no_two_languages_say_the_same() -> None:
    heads = [tongue(code).plain("stop_button") for code in TONGUES]
    assert len(set(heads)) == len(TONGUES)


class _Page(HTMLParser):
    """What a reader without eyes or scripts is told of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in {"meta", "input", "hr", "br"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("code", TONGUES)
async def test_every_page_is_in_the_reader_s_language_and_sound(
    tmp_path: Path, sqlite_url: str, code: str
) -> None:
    async with visited(tmp_path, sqlite_url) as (world, client):
        client.headers["Accept-Language"] = f"{code}-XX, en;q=0.1"
        path = opt_out_path(world.deployment.engine)
        answers = [
            await client.get(path),
            await client.get(f"{path}/choices"),
            await client.post(f"{path}/choices"),
            await client.post(f"{path}/choices", content="choice=months"),
            await client.post(f"{path}/choices", content="choice=sequence"),
            await client.post(path),
            await client.get("/u/x"),
        ]
    for answer in answers:
        told = _Page()
        told.feed(answer.text)
        assert told.open == []
        html = next(attributes for tag, attributes in told.tags if tag == "html")
        direction = "rtl" if code in {"ar", "fa"} else "ltr"
        assert (html["lang"], html["dir"]) == (code, direction)
        assert answer.headers["content-language"] == code
        assert answer.headers["vary"] == "accept-language"
        tags = [tag for tag, _ in told.tags]
        assert (tags.count("h1"), tags.count("main"), tags.count("title")) == (1, 1, 1)
        assert not {"script", "img", "link", "iframe"} & set(tags)
        assert not re.search(
            r"https?://|\{|\}", re.sub(r"(?s)<style.*?</style>", "", answer.text)
        )
        assert not any(name.startswith("on") for _, of in told.tags for name in of)

"""Replies of many clients and wishes in many tongues are read as a person reads them."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.core.inbound.mail import read_mail
from outreach.core.inbound.markup import html_to_text
from outreach.core.inbound.opt_out import opt_out_words
from outreach.core.inbound.opt_out_term import ABOUT, FOOTER, OTHER_WISH, TERM
from outreach.core.inbound.opt_out_wish import TONGUES
from outreach.core.inbound.reading import Kind, classify
from outreach.core.inbound.replytext import read_reply
from tests.core.inbound import said
from tests.core.inbound.said import Placed, Said, Wish, placed_wishes, replies, wishes

PLAIN = [one for file in said.PLAIN for one in replies(file)]
PAGES = [one for file in said.PAGES for one in replies(file)]
WISHES = wishes()
PLACED = placed_wishes()
PIECES = st.lists(
    st.sampled_from([one.source for one in PLAIN]) | st.text(max_size=80), max_size=4
)


@pytest.mark.parametrize("reply", PLAIN, ids=[one.name for one in PLAIN])
def test_a_plain_reply_is_read(reply: Said) -> None:
    assert read_reply(reply.source).text.strip() == reply.reads


@pytest.mark.parametrize("page", PAGES, ids=[one.name for one in PAGES])
def test_a_reply_in_html_is_read(page: Said) -> None:
    assert read_reply(html_to_text(page.source)).text.strip() == page.reads


@pytest.mark.parametrize(
    "wish", WISHES, ids=[f"{one.language} {one.words[:40]}" for one in WISHES]
)
def test_only_a_wish_to_be_left_alone_is_heard(wish: Wish) -> None:
    assert (opt_out_words(wish.words) is not None) == wish.asks


def test_no_reply_that_wishes_nothing_is_an_opt_out() -> None:
    texts = [(one.name, one.source) for one in PLAIN]
    texts += [(one.name, html_to_text(one.source)) for one in PAGES]
    heard = [name for name, text in texts if opt_out_words(read_reply(text).own)]

    assert heard == []


@pytest.mark.parametrize(
    "quote",
    [
        "On Mon, Feb 2, 2026 at 4:58 PM Anna <a@acme.example> wrote:\n\n> {}\n",
        "From: Anna <a@acme.example>\nSent: Monday\nTo: Lena\nSubject: Hi\n\n{}\n",
        "-- \nLena\n{}\n",
        "---------- Forwarded message ---------\nFrom: News <n@acme.example>\n\n{}\n",
        "CONFIDENTIALITY NOTICE: if this is not meant for you, delete it. {}\n",
    ],
)
def test_a_wish_that_stands_in_no_words_of_theirs_is_not_heard(quote: str) -> None:
    reply = read_reply("Sounds good.\n\n" + quote.format("Please unsubscribe me."))

    assert (opt_out_words(reply.own), reply.text) == (None, "Sounds good.")


@pytest.mark.parametrize("placed", PLACED, ids=[one.name for one in PLACED])
def test_a_wish_is_heard_where_the_person_put_it_and_no_footer_of_ours(
    placed: Placed,
) -> None:
    reading = classify(
        read_mail(placed.raw), received_at=datetime(2026, 3, 11, tzinfo=UTC)
    )

    assert (reading.kind is Kind.OPT_OUT) == placed.asks


def test_no_pattern_matches_nothing() -> None:
    patterns = [TERM, ABOUT, FOOTER, OTHER_WISH, *(one.wish for one in TONGUES)]

    assert [one.compiled.pattern for one in patterns if one.search("")] == []


def test_each_wish_stands_where_a_stem_of_its_tongue_does() -> None:
    unstemmed = [
        one.words
        for one in WISHES
        for tongue in TONGUES
        if tongue.wish.search(" ".join(one.words.split()))
        and not any(
            stem in f" {' '.join(one.words.lower().split())} " for stem in tongue.stems
        )
    ]

    assert unstemmed == []


@settings(max_examples=60)
@given(PIECES)
def test_what_is_shown_was_written_in_that_order(pieces: list[str]) -> None:
    source = "\n".join(pieces)
    lines = iter([line.rstrip() for line in source.split("\n")])

    assert all(line in lines for line in read_reply(source).text.split("\n") if line)


@settings(max_examples=60)
@given(PIECES)
def test_own_words_quote_nothing(pieces: list[str]) -> None:
    reply = read_reply("\n".join(pieces))

    assert not re.search(r"^\s{0,3}>", reply.own, re.MULTILINE)


@settings(max_examples=40)
@given(st.text(alphabet="<>div styleon:=\"'#f/ab&;!-", max_size=300))
def test_any_markup_becomes_text_without_a_tag_that_was_closed(source: str) -> None:
    assert "<div>" not in html_to_text(source)

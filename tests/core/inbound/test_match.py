"""A mail is matched by what it answers before whom it comes from."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from outreach.core.inbound.mail import read_mail
from outreach.core.inbound.match import (
    How,
    Known,
    LeadRef,
    Match,
    MatchKeys,
    SealRef,
    ThreadRef,
    TouchRef,
    choose,
    keys,
)
from outreach.core.inbound.reading import classify
from outreach.core.model import LeadId, TouchId
from tests.core.inbound.letter import RECEIVED_AT, raw_mail

LENA = LeadRef(LeadId(1), "lena@lead.example")
BEN = LeadRef(LeadId(2), "ben@lead.example")
FIRST = TouchRef(TouchId(10), LeadId(1), "<t1@acme.example>")
SECOND = TouchRef(TouchId(11), LeadId(1), "<t2@acme.example>")
BENS = TouchRef(TouchId(12), LeadId(2), "<t3@acme.example>")


def keys_of(raw: bytes, *, ours: bool = False) -> MatchKeys:
    mail = read_mail(raw)
    return keys(mail, classify(mail, received_at=RECEIVED_AT), ours=ours)


def test_the_nearest_message_is_looked_up_first() -> None:
    found = keys_of(
        raw_mail(
            "Yes",
            in_reply_to="<t2@acme.example>",
            references="<t1@acme.example> <t2@acme.example>",
        )
    )

    assert found == MatchKeys(
        ("<t2@acme.example>", "<t1@acme.example>"),
        ("lena@lead.example",),
        author="lena@lead.example",
    )
    assert choose(found, Known([FIRST, SECOND], [LENA])) == Match(
        LeadId(1), TouchId(11), How.MESSAGE_ID, evidence="<t2@acme.example>"
    )


def test_a_bounce_is_matched_by_its_recipient_not_its_sender() -> None:
    found = keys_of(
        raw_mail(
            "Delivery failed permanently:\n\n  ben@lead.example\n\n550 user unknown\n",
            **{"from": "mailer-daemon@mx.example"},
            subject="Delivery Status Notification (Failure)",
        )
    )

    assert found == MatchKeys((), ("ben@lead.example",))
    assert choose(found, Known([], [LENA, BEN])) == Match(
        LeadId(2), None, How.ADDRESS, evidence="ben@lead.example"
    )


def test_a_colleague_in_the_thread_answers_for_the_lead() -> None:
    found = MatchKeys(("<t1@acme.example>",), ("tom@lead.example",))

    assert choose(found, Known([FIRST], [LENA])) == Match(
        LeadId(1),
        TouchId(10),
        How.MESSAGE_ID,
        other_sender=True,
        evidence="<t1@acme.example>",
    )


def test_a_lead_that_answers_in_anothers_thread_has_answered_for_itself_too() -> None:
    found = MatchKeys(("<t1@acme.example>",), (BEN.address,), author=BEN.address)

    assert choose(found, Known([FIRST], [BEN])) == Match(
        LeadId(1),
        TouchId(10),
        How.MESSAGE_ID,
        other_sender=True,
        evidence="<t1@acme.example>",
        also=(LeadId(2),),
    )


def test_of_several_named_messages_the_authors_own_is_answered() -> None:
    found = MatchKeys(
        ("<t1@acme.example>", "<t3@acme.example>"), (BEN.address,), author=BEN.address
    )

    assert choose(found, Known([FIRST, BENS], [BEN])) == Match(
        LeadId(2), TouchId(12), How.MESSAGE_ID, evidence="<t3@acme.example>"
    )


def test_an_address_of_several_leads_is_that_of_the_one_written_to_last() -> None:
    shared = "info@lead.example"
    found = MatchKeys((), (shared,), author=shared)
    one = LeadRef(LeadId(1), shared, How.ALIAS, under_way=True, latest=4)
    other = LeadRef(LeadId(2), shared, How.ALIAS, under_way=True, latest=9)
    over = LeadRef(LeadId(3), shared, How.ALIAS, latest=20)

    assert choose(found, Known(leads=[one, over, other])) == Match(
        LeadId(2),
        None,
        How.ALIAS,
        other_sender=True,
        evidence=shared,
        also=(LeadId(1), LeadId(3)),
    )


def test_a_leads_own_address_goes_before_somebody_elses_of_a_thread() -> None:
    found = MatchKeys((), ("tom@lead.example", "lena@lead.example"))
    person = LeadRef(LeadId(2), "tom@lead.example", How.PERSON, under_way=True)

    chosen = choose(found, Known(leads=[person, LENA]))
    assert chosen == Match(LeadId(1), None, How.ADDRESS, evidence=LENA.address)


def test_a_stranger_matches_nobody() -> None:
    found = MatchKeys(("<x@other.example>",), ("someone@other.example",))

    assert choose(found, Known([FIRST], [LENA, BEN])) is None


def test_our_own_copy_of_a_touch_is_known_by_its_own_id() -> None:
    raw = raw_mail(
        "Hi", **{"from": "anna@acme.example"}, message_id="<t1@acme.example>"
    )

    assert keys_of(raw).message_ids == ()
    assert keys_of(raw, ours=True).message_ids == ("<t1@acme.example>",)


_IDS = st.sampled_from([f"<{n}@acme.example>" for n in range(6)])
_FOLK = st.sampled_from([f"p{n}@lead.example" for n in range(6)])
_SEALS = st.sampled_from([f"seal{n}" for n in range(4)])
_LEADS = st.integers(1, 4).map(LeadId)
_TOUCHES = st.integers(1, 9).map(TouchId)


def _some(each: st.SearchStrategy[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(each, max_size=3, unique=True).map(tuple)


_KEYS = st.builds(
    MatchKeys, _some(_IDS), _some(_FOLK), _some(_IDS), _some(_SEALS), _some(_SEALS)
).flatmap(
    lambda keys: st.sampled_from(["", *keys.addresses[:1]]).map(
        lambda author: replace(keys, author=author)
    )
)
_SEALED = st.builds(SealRef, _SEALS, _LEADS, st.none() | _TOUCHES)
_KNOWN = st.builds(
    Known,
    st.lists(
        st.builds(TouchRef, _TOUCHES, _LEADS, _IDS),
        max_size=4,
        unique_by=lambda touch: touch.id,
    ),
    st.lists(
        st.builds(
            LeadRef,
            _LEADS,
            _FOLK,
            st.sampled_from([How.ADDRESS, How.ALIAS, How.PERSON]),
            st.booleans(),
            st.integers(0, 9),
        ),
        max_size=4,
    ),
    st.lists(_SEALED, max_size=2, unique_by=lambda ref: ref.seal),
    st.lists(_SEALED, max_size=2, unique_by=lambda ref: ref.seal),
    st.lists(st.builds(ThreadRef, _IDS, _LEADS), max_size=3),
)


def _named(keys: MatchKeys, known: Known) -> set[LeadId]:
    """Return the leads that anything in the mail names."""
    return {
        *(each.lead_id for each in known.touches if each.message_id in keys.all_ids),
        *(each.lead_id for each in known.threads if each.message_id in keys.all_ids),
        *(each.lead_id for each in known.links if each.seal in keys.seals),
        *(each.lead_id for each in known.paths if each.seal in keys.paths),
        *(each.id for each in known.leads if each.address in keys.addresses),
    }


@given(_KEYS, _KNOWN)
def test_somebody_is_found_just_where_something_names_somebody(
    keys: MatchKeys, known: Known
) -> None:
    named, found = _named(keys, known), choose(keys, known)
    assert (found is not None) == bool(named)
    if found is not None:
        assert {found.lead_id, *found.also} <= named
        assert found.lead_id not in found.also


@given(_KEYS, _KNOWN, st.randoms(use_true_random=False))
def test_the_order_of_what_the_store_finds_changes_nothing(
    keys: MatchKeys, known: Known, dice: object
) -> None:
    def mixed(some: list[Any]) -> list[Any]:
        return sorted(some, key=lambda _: dice.random())  # type: ignore[attr-defined] # it is a Random

    other = Known(*(mixed(list(getattr(known, name))) for name in known.__slots__))
    assert choose(keys, other) == choose(keys, known)


@given(_KEYS, _KNOWN)
def test_a_person_of_a_thread_is_no_proof_where_anything_better_is(
    keys: MatchKeys, known: Known
) -> None:
    found = choose(keys, known)
    less = replace(
        known, leads=[each for each in known.leads if each.how is not How.PERSON]
    )
    better = choose(keys, less)
    assert better is None or better == found

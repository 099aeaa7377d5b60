"""Lists as we and others write them say the same: who, why, since when."""

from __future__ import annotations

import csv
import hashlib
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.core.lead_row import Problem
from outreach.core.suppression_row import BARE, Rows, Suppression, layout_of

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
ADA = "ada@navy.example"
SHA256 = hashlib.sha256(ADA.encode()).hexdigest()
SHA1 = hashlib.sha1(ADA.encode(), usedforsecurity=False).hexdigest()
MD5 = hashlib.md5(ADA.encode(), usedforsecurity=False).hexdigest()


def taken(text: str) -> list[Suppression | Problem | None]:
    """Return what becomes of each row of a file after its header."""
    header, *rows = csv.reader(text.splitlines())
    layout = layout_of(header)
    reader = Rows(layout or BARE, "", "list.csv", NOW)
    found: list[Suppression | Problem | None] = []
    for line, row in enumerate(rows, 2):
        entry, problem = reader.read(line, row)
        found += [each for each in (entry, problem) if each is not None] or [None]
    return found


def ada(reason: str, at: datetime = NOW, kind: str = "address") -> Suppression:
    value = {"address": ADA, "sha256": SHA256, "sha1": SHA1, "md5": MD5}[kind]
    return Suppression(kind, value, reason, "list.csv", at)


THEN = datetime(2024, 1, 31, 12, 30, tzinfo=UTC)

LISTS = {
    "mailchimp, unsubscribed": (
        (
            "Email Address,First Name,Address,MEMBER_RATING,UNSUB_TIME,UNSUB_REASON\n"
            f'Ada@Navy.example,Ada,"1 High St",2,2024-01-31 12:30:00,NORMAL: no longer\n'
            f"{ADA},Ada,,2,2024-01-31 12:30:00,\n"
            f"{ADA},Ada,,2,2024-01-31 12:30:00,ABUSE: spam\n"
        ),
        [ada("opt_out", THEN), ada("opt_out", THEN), ada("complaint", THEN)],
    ),
    "mailchimp, no reason": (
        (
            "Email Address,UNSUB_TIME,UNSUB_REASON\n"
            f"{ADA},2024-01-31 12:30:00,N/A\n"
            f"{ADA},2024-01-31 12:30:00,N/A (Unsubscribed by an admin)\n"
            f"{ADA},2024-01-31 12:30:00,NORMAL: N/A\n"
        ),
        [ada("opt_out", THEN)] * 3,
    ),
    "cells that say that nothing is known": (
        (
            "email,reason,source,date\n"
            f"{ADA},n/a,N/A,N/A\n"
            f"{ADA},None,NULL,unknown\n"
            f"{ADA},-, - ,-\n"
            f"{ADA},Not available,#N/A,\n"
        ),
        [ada("manual")] * 4,
    ),
    "mailchimp, cleaned": (
        f"Email Address,First Name,CLEAN_TIME\n{ADA},Ada,2024-01-31 12:30:00\n",
        [ada("bounced", THEN)],
    ),
    "hubspot, contacts": (
        (
            "Record ID,First Name,Email,Phone Number,Unsubscribed from all email\n"
            f"1,Ada,{ADA},+442079460001,true\n"
            "2,Bea,bea@navy.example,,false\n"
            "3,Cat,cat@navy.example,,\n"
        ),
        [ada("opt_out"), None, None],
    ),
    "sendgrid, bounces": (
        f"status,reason,email,created\n5.1.1,550 5.1.1 no such user,{ADA},1706704200\n",
        [ada("bounced: 550 5.1.1 no such user", THEN)],
    ),
    "sendgrid, unsubscribes": (
        f"email,created\n{ADA},2024-01-31T12:30:00Z\n",
        [ada("manual", THEN)],
    ),
    "salesforce": (
        f"Id,Email,HasOptedOutOfEmail\n1,{ADA},1\n2,bea@navy.example,0\n",
        [ada("opt_out"), None],
    ),
    "an address book with a status": (
        (
            f"email,status\n{ADA},unsubscribed\nbea@navy.example,subscribed\n"
            f"{ADA},Hard Bounced\n{ADA},vip\n"
        ),
        [ada("opt_out"), None, ada("bounced"), ada("manual")],
    ),
    "hashes": (
        f"sha256\n{SHA256}\n{SHA256.upper()}\n{SHA1}\n{MD5}\n",
        [
            ada("manual", kind="sha256"),
            ada("manual", kind="sha256"),
            ada("manual", kind="sha1"),
            ada("manual", kind="md5"),
        ],
    ),
    "ours": (
        (
            "kind,value,reason,source,created_at\n"
            f"hash,{SHA256},erased,erased,2024-01-31T12:30:00+00:00\n"
            "domain,'@navy.example,asked,person,2024-01-31T12:30:00+00:00\n"
        ),
        [
            Suppression("hash", SHA256, "erased", "erased", THEN),
            Suppression("domain", "navy.example", "asked", "person", THEN),
        ],
    ),
}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_is_read_as_it_is_meant(name: str) -> None:
    text, meant = LISTS[name]
    assert taken(text) == meant


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (
            "gmail.com,,",
            "many people share this provider: say kind domain to mean them all",
        ),
        (
            "nobody,,",
            (
                "'nobody' names nobody: write an address, a domain, a phone as +442079460001 "
                "or a profile's URL"
            ),
        ),
        (f"{'a' * 63},,", None),
    ],
)
def test_what_names_nobody_or_too_many_is_refused(
    row: str, problem: str | None
) -> None:
    (found,) = taken(f"value,kind,reason\n{row}\n")
    assert isinstance(found, Problem)
    assert (found.line, found.code, found.kept) == (2, "bad-value", False)
    assert problem in (None, found.reason)


def test_a_whole_provider_can_be_meant() -> None:
    (found,) = taken("value,kind\ngmail.com,domain\n")
    assert found == Suppression("domain", "gmail.com", "manual", "list.csv", NOW)


@pytest.mark.parametrize("date", ["01/31/2024", "2999-01-01", "soon", "0"])
def test_a_date_that_is_none_leaves_the_entry(date: str) -> None:
    entry, problem = taken(f"email,date\n{ADA},{date}\n")
    assert entry == ada("manual")
    assert isinstance(problem, Problem)
    assert (problem.code, problem.kept) == ("bad-date", True)


def test_a_row_without_a_title_is_no_header() -> None:
    assert layout_of([ADA, "asked"]) is None
    assert layout_of(["Name", "Company"]) is None


@given(st.lists(st.text(max_size=40), max_size=8), st.lists(st.text(max_size=40)))
def test_no_row_is_too_strange_to_be_answered(
    titles: list[str], cells: list[str]
) -> None:
    layout = layout_of([*titles, "email", "date", "status", "unsubscribed"])
    assert layout is not None
    entry, problem = Rows(layout, "", "x", NOW).read(7, cells)
    assert problem is None or problem.line == 7
    assert entry is None or (entry.value and entry.reason)

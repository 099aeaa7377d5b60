"""What `status` and `senders` tell of senders, and that an empty list says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest

from outreach.cli.lane import print_troubles, state_of
from outreach.cli.output import WIDE, cell, print_table
from outreach.core.breaker import HostFacts
from outreach.services.status import Backlog, LaneStatus, Status

if TYPE_CHECKING:
    from tests.cli.shell import Shell

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
READY = LaneStatus(
    name="anna",
    channel="email",
    known=True,
    paused="",
    rest_until=None,
    rest_reason="",
    sent=0,
    cap=None,
    room_at=NOW,
    hears=True,
    inbox_read_at=NOW,
    inbox_stale=False,
    claimed=0,
    sending=0,
    in_doubt=0,
    in_doubt_since=None,
    backlog=Backlog(),
)
SERVER = HostFacts(
    "smtp.acme.example:25", NOW, 5, "connect: gone", LATER, probing=False
)
FAILING = replace(READY, host=SERVER)


def _troubles(capsys: pytest.CaptureFixture[str], *lanes: LaneStatus) -> list[str]:
    nothing = Backlog()
    print_troubles(Status(NOW, (), {}, [], nothing, lanes, (), 0, (), None))
    return capsys.readouterr().out.splitlines()


@pytest.mark.parametrize(
    ("lane", "state", "trouble"),
    [
        (READY, "ready", ""),
        (
            replace(READY, paused="by kim"),
            "paused",
            "anna is paused until `outreach senders resume`: by kim",
        ),
        (
            replace(READY, rest_until=LATER, rest_reason="421 later"),
            "resting",
            "anna rests until 2026-11-22 10:00 UTC: 421 later",
        ),
        (
            replace(READY, frozen_from=NOW, frozen_until=LATER),
            "frozen",
            "anna is frozen from 2026-11-22 09:00 UTC until 2026-11-22 10:00 UTC",
        ),
        (
            replace(READY, frozen_from=LATER, frozen_until=LATER),
            "ready",
            "anna will be frozen from 2026-11-22 10:00 UTC until 2026-11-22 10:00 UTC",
        ),
        (
            replace(READY, inbox_read_at=None, inbox_stale=True),
            "inbox stale",
            "anna sends no follow-ups: its inbox was never read",
        ),
        (
            replace(READY, known=False),
            "gone",
            "anna is not in outreach.yaml: put it back, or `outreach senders reassign`",
        ),
    ],
)
def test_a_sender_is_told_in_a_word_and_at_length(
    capsys: pytest.CaptureFixture[str], lane: LaneStatus, state: str, trouble: str
) -> None:
    assert state_of(lane, NOW) == state
    assert _troubles(capsys, lane) == (["", trouble] if trouble else [])


def test_a_server_that_fails_is_told_once(capsys: pytest.CaptureFixture[str]) -> None:
    assert state_of(FAILING, NOW) == "server fails"
    lanes = [replace(FAILING, name=f"s{number}") for number in range(7)]
    at = "at 2026-11-22 10:00 UTC"
    assert _troubles(capsys, *lanes) == [
        "",
        f"{SERVER.told}; one touch tries it {at}, for s0, s1, s2, s3, s4, 2 more",
    ]


def test_the_head_of_a_column_names_its_clock(
    capsys: pytest.CaptureFixture[str],
) -> None:
    away = NOW.astimezone(timezone(timedelta(hours=9)))
    print_table(("what", "at"), [("a", None), ("b", away)])
    head, _, line = capsys.readouterr().out.splitlines()
    assert (head.split(), line.split()) == (
        ["what", "at", "(UTC)"],
        ["b", "2026-11-22", "09:00"],
    )
    assert cell({"at": away, "of": ["a", 2]}) == "at=2026-11-22 09:00 UTC, of=a, 2"


def test_what_would_fold_into_towers_is_told_as_lines(
    capsys: pytest.CaptureFixture[str],
) -> None:
    long = "x" * 900
    print_table(("id", "what", "none"), [(1, long, ""), (2, long, "")])
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines if line[:1].isalpha()] == [
        *("id", "what", "id", "what")
    ]
    assert "".join(line.split()[-1] for line in lines if line).count("x") == 1800
    assert max(map(len, lines)) <= WIDE
    assert lines.count("") == 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("leads", "to-check"), "nothing needs a person"),
        (("tasks", "list"), "no task is to be done"),
        (("suppress", "list"), "nobody is on the list"),
        (("crm", "status"), "no CRM is in outreach.yaml"),
        (("touches", "list"), "no touch is in doubt"),
        (("apply", "--history"), "nothing was ever applied"),
    ],
)
def test_an_empty_list_says_so(
    outreach: Shell, words: tuple[str, ...], told: str
) -> None:
    assert outreach.tell(*words) == [told]
    assert outreach.jsons(*words) == []


def test_nobody_enrolled_is_said_in_words(outreach: Shell) -> None:
    told = outreach.tell("status")
    assert told[told.index("enrollments") + 1].startswith("none: `outreach enroll")


def test_a_freeze_is_told_on_the_clock_it_was_given_on(outreach: Shell) -> None:
    settings = outreach.folder / "outreach.yaml"
    text = settings.read_text().replace("timezone: UTC", "timezone: Europe/Paris")
    settings.write_text(text)
    words = ("senders", "freeze", "me", "--from", "2030-01-01", "--until", "2030-01-05")
    assert outreach.tell(*words) == [
        "me is frozen from 2030-01-01 00:00 until 2030-01-05 00:00 in Europe/Paris"
    ]
    assert outreach.json(*words) == {
        "sender": "me",
        "from": "2029-12-31T23:00:00+00:00",
        "until": "2030-01-04T23:00:00+00:00",
        "enrollments": 0,
    }
    (me,) = [
        each for each in outreach.jsons("senders", "list") if each["sender"] == "me"
    ]
    assert (me["state"], me["frozen_until"]) == (
        "inbox stale",
        "2030-01-04T23:00:00+00:00",
    )
    assert outreach.tell("senders", "unfreeze", "me") == ["me is unfrozen"]


def test_a_paused_sender_is_to_be_looked_at_with_what_resumes_it(
    outreach: Shell,
) -> None:
    outreach.tell("senders", "pause", "me", "--reason", "on leave", "--by", "kim")
    (found,) = outreach.jsons("leads", "to-check")
    assert (found["what"], found["reason"], found["remedy"]) == (
        *("sender", "on leave (by kim)"),
        "mend what the reason says, then outreach senders resume me",
    )
    assert outreach.tell("senders", "resume", "me") == ["me is resumed"]
    assert outreach.tell("leads", "to-check") == ["nothing needs a person"]

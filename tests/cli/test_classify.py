"""`classify`: one JSON line a message, from files, folders, Maildirs and mbox files."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.shell import typing
from tests.house.tree import ROOT

if TYPE_CHECKING:
    from pathlib import Path

CORPORA = ROOT.parent / "shared" / "corpora"

REPLY = """\
From: Ada <ada@lovelace.example>
To: ann@hello.example
Subject: Re: A question
Date: Mon, 23 Nov 2026 10:00:00 +0000
Message-ID: <answer@lovelace.example>
In-Reply-To: <two@hello.example>
References: <one@hello.example> <two@hello.example>

Sounds great, let us talk on Tuesday.

> A question
"""
AWAY = """\
From: Ada <ada@lovelace.example>
Subject: Automatic reply: A question
Date: Mon, 23 Nov 2026 10:00:00 +0000
Auto-Submitted: auto-replied
In-Reply-To: <one@hello.example>

I am out of office until 30 November 2026. Please write to grace@hopper.example meanwhile.
"""
BOUNCE = """\
From: MAILER-DAEMON@mx.example
Subject: Undelivered Mail Returned to Sender
Date: Mon, 23 Nov 2026 10:00:00 +0000
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

It could not be delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; ada@lovelace.example
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such user
--b
Content-Type: message/rfc822

Message-ID: <one@hello.example>
Subject: A question

--b--
"""


def _told(*words: str | Path) -> list[dict[str, Any]]:
    answer = typing("classify", *map(str, words))
    assert (answer.status, answer.err) == (0, "")
    return [json.loads(line) for line in answer.out.splitlines()]


def _write(folder: Path, **mails: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, mail in mails.items():
        (folder / f"{name}.eml").write_text(mail, newline="\r\n")
    return folder


def test_a_reply_is_told_with_all_it_says(tmp_path: Path) -> None:
    (found,) = _told(_write(tmp_path, reply=REPLY) / "reply.eml")
    assert found.pop("confidence") > 0.9
    assert found.pop("text").startswith("Sounds great, let us talk on Tuesday.")
    meant = found.pop("intent_detail")
    assert meant.pop("confidence") >= 0.6
    assert meant.pop("words")
    assert set(meant.values()) == {None}
    assert found == {
        "file": f"{tmp_path}/reply.eml",
        "kind": "reply",
        "why": "in reply to a message",
        "bounce": None,
        "auto_reply": None,
        "intent": "interested",
        "from": "ada@lovelace.example",
        "subject": "Re: A question",
        "message_id": "<answer@lovelace.example>",
        "in_reply_to": ["<two@hello.example>"],
        "references": ["<one@hello.example>", "<two@hello.example>"],
        "our_message_id": "<two@hello.example>",
    }


def test_a_bounce_and_a_note_of_absence_are_told(tmp_path: Path) -> None:
    away, bounce = _told(_write(tmp_path / "box", away=AWAY, bounce=BOUNCE))
    assert (away["kind"], away["intent"]) == ("auto_reply", None)
    assert away["auto_reply"] == {
        "return_on": "2026-11-30",
        "contact": "grace@hopper.example",
    }
    (recipient,) = bounce["bounce"]["recipients"]
    assert bounce["kind"] == "bounce"
    assert bounce["our_message_id"] == "<one@hello.example>"
    assert {name: recipient[name] for name in ("address", "type", "status")} == {
        "address": "ada@lovelace.example",
        "type": "hard",
        "status": "5.1.1",
    }
    assert {"reason", "diagnostic"} <= recipient.keys()


def test_an_mbox_is_told_message_by_message(tmp_path: Path) -> None:
    file = tmp_path / "mbox"
    start = "From MAILER-DAEMON Mon Nov 23 10:00:00 2026\n"
    file.write_text(f"{start}{REPLY}\n{start}{AWAY}\n")
    assert [(each["file"], each["kind"]) for each in _told(file)] == [
        (f"{file}#1", "reply"),
        (f"{file}#2", "auto_reply"),
    ]


def test_a_file_of_one_message_is_one_however_it_begins(tmp_path: Path) -> None:
    start = "From MAILER-DAEMON Mon Nov 23 10:00:00 2026\n"
    mail = f"{start}{REPLY}\n{start}More.\n"
    file = _write(tmp_path, one=mail) / "one.eml"
    assert [(each["file"], each["kind"]) for each in _told(file)] == [
        (str(file), "reply")
    ]


def _piped(mail: str, *words: str) -> list[tuple[str, str]]:
    command = [sys.executable, "-m", "outreach", "classify", *words]
    done = subprocess.run(command, input=mail.encode(), capture_output=True, check=True)
    found = [json.loads(line) for line in done.stdout.splitlines()]
    return [(each["file"], each["kind"]) for each in found]


def test_standard_input_holds_a_message_or_an_mbox() -> None:
    start = "From MAILER-DAEMON Mon Nov 23 10:00:00 2026\n"
    box = f"{start}{REPLY}\n{start}{AWAY}\n"
    assert _piped(REPLY, "-") == [("-", "reply")]
    assert _piped(box, "-") == [("-#1", "reply"), ("-#2", "auto_reply")]


def test_a_file_named_as_standard_input_is_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "-").write_text(REPLY)
    monkeypatch.chdir(tmp_path)
    assert [(each["file"], each["kind"]) for each in _told(".")] == [("-", "reply")]


def test_a_letter_that_says_from_is_not_split(tmp_path: Path) -> None:
    file = tmp_path / "mbox"
    start = "From MAILER-DAEMON Mon Nov 23 10:00:00 2026\n"
    file.write_text(f"{start}{REPLY}\nFrom here on it is easy.\n")
    assert [(each["file"], each["kind"]) for each in _told(file)] == [
        (str(file), "reply")
    ]


UNDATED = """\
From: Ada <ada@lovelace.example>
Subject: Re: A question
In-Reply-To: <two@hello.example>

Ask me again in March.
"""


@pytest.mark.parametrize(
    ("name", "before", "until"),
    [
        ("1780000000.M1P2.mx", "", "2027-03-01"),
        ("a", "Received: by mx.example; Mon, 5 Jan 2026 9:00:00 +0000\n", "2026-03-01"),
        ("mbox", "From ada@lovelace.example Mon Jan  8 09:00:00 2024\n", "2024-03-01"),
        ("saved", "", "2021-03-01"),
    ],
)
def test_dates_in_undated_mail_are_read_from_the_day_it_came(
    tmp_path: Path, name: str, before: str, until: str
) -> None:
    file = tmp_path / name
    file.write_text(before + UNDATED)
    saved_at = datetime(2020, 6, 1, tzinfo=UTC).timestamp()
    os.utime(file, (saved_at, saved_at))
    (found,) = _told(file)
    assert (found["intent"], found["intent_detail"]["until"]) == ("not_now", until)


def test_a_maildir_is_told_without_what_is_not_delivered(tmp_path: Path) -> None:
    _write(tmp_path / "new", a=REPLY)
    _write(tmp_path / "cur", b=BOUNCE)
    _write(tmp_path / "tmp", c=AWAY)
    assert [each["kind"] for each in _told(tmp_path)] == ["bounce", "reply"]


def test_a_maildir_is_told_with_its_folders_and_without_its_servers_files(
    tmp_path: Path,
) -> None:
    for name in ("cur", "new", ".Junk/cur", ".Junk/new"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "dovecot-uidlist").write_text("3 V1795355724 N1 G6b02\n")
    (tmp_path / ".Junk" / "maildirfolder").touch()
    (tmp_path / ".Junk" / "new" / "a").write_text(AWAY)
    (tmp_path / "new" / "b").write_text(REPLY)
    assert [each["kind"] for each in _told(tmp_path)] == ["auto_reply", "reply"]


def test_packed_files_are_told_as_what_they_hold(tmp_path: Path) -> None:
    one, many = tmp_path / "one.eml.gz", tmp_path / "two.mbox.gz"
    one.write_bytes(gzip.compress(REPLY.encode()))
    line = "From ada@lovelace.example Mon Nov 23 10:00:00 2026\n"
    many.write_bytes(gzip.compress(f"{line}{AWAY}\n{line}{BOUNCE}".encode()))
    told = [(each["file"], each["kind"]) for each in _told(tmp_path)]
    assert told == [
        (one.as_posix(), "reply"),
        (f"{many.as_posix()}#1", "auto_reply"),
        (f"{many.as_posix()}#2", "bounce"),
    ]


def test_a_packed_file_that_was_cut_is_an_error(tmp_path: Path) -> None:
    file = tmp_path / "cut.mbox.gz"
    file.write_bytes(gzip.compress(REPLY.encode())[:60])
    status, out, err = typing("classify", str(file))
    assert (status, out) == (2, "")
    assert err.startswith(f"error: {file} cannot be unpacked: ")


def test_a_person_of_our_own_is_no_lead(tmp_path: Path) -> None:
    mail = _write(tmp_path, reply=REPLY) / "reply.eml"
    (found,) = _told(mail, "--own-domain", "Lovelace.example")
    assert found["kind"] == "other"


def test_any_bytes_are_some_message(tmp_path: Path) -> None:
    file = tmp_path / "noise"
    file.write_bytes(bytes(range(256)) * 40)
    (found,) = _told(file)
    assert found["kind"] == "other"


def test_a_path_that_leads_nowhere_is_wrong_use(tmp_path: Path) -> None:
    missing = tmp_path / "none"
    answer = typing("classify", str(missing))
    assert answer == (2, "", f"error: no file or folder {missing}\n")


def test_an_empty_folder_holds_no_message(tmp_path: Path) -> None:
    assert typing("classify", str(tmp_path)) == (0, "", "no message found\n")


@pytest.mark.skipif(not CORPORA.is_dir(), reason="no corpora beside")
def test_real_bounces_are_told_a_line_each() -> None:
    files = [path for path in (CORPORA / "bounce").rglob("*") if path.is_file()][:40]
    assert len(_told(*files)) >= len(files)

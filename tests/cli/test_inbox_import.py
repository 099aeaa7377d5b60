"""Stored mail is imported, and what cannot be read is tried again, by command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.cli.shell import typing

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.shell import Shell

REPLY = (
    b"From: <ada@lovelace.example>\r\nTo: <anna@acme.example>\r\n"
    b"Message-ID: <7@lovelace.example>\r\nSubject: Hello\r\n\r\nYes, call me.\r\n"
)
STRANGER = REPLY.replace(b"ada@lovelace", b"x\x1b[31m@nowhere").replace(b"<7", b"<8")

SECOND = """\
senders:
  zoe:
    channel: email
    address: zoe@hello.example
    smtp: {host: 127.0.0.1, port: 2525, security: none}
"""


def _stored(folder: Path) -> Path:
    box = folder / "Maildir"
    for name in ("cur", "new", "tmp"):
        (box / name).mkdir(parents=True)
    (box / "cur" / "1700000000.M1.host:2,S").write_bytes(REPLY)
    (box / "new" / "1700000001.M2.host").write_bytes(STRANGER)
    return box


def test_a_maildir_is_counted_then_imported_then_known(
    enrolled: Shell, tmp_path: Path
) -> None:
    box = _stored(tmp_path / "old")
    dry = enrolled("inbox", "import", "--dry-run", "--sender", "me", box)
    assert dry.status == 0
    assert "2 messages: 2 would be new, 0 known already" in dry.out
    assert enrolled.tell("inbox", "list") == ["nothing came in"]
    (first,) = enrolled.jsons("inbox", "import", "--json", "--sender", "me", box)
    assert (first["new"], first["leads"] + first["strangers"], first["left"]) == (
        2,
        2,
        0,
    )
    (again,) = enrolled.jsons("inbox", "import", "--json", "--sender", "me", box)
    assert (again["new"], again["known"], again["kinds"]) == (0, 2, {})
    assert enrolled.tell("inbox", "list", "--unread") == ["all that came in is read"]
    assert "\x1b" not in enrolled("inbox", "list").out


def test_a_path_that_is_not_there_and_a_sender_that_is_none_are_told(
    enrolled: Shell, tmp_path: Path
) -> None:
    words = ("-w", str(enrolled.folder), "inbox", "import")
    missing = typing(*words, str(tmp_path / "nowhere"))
    assert missing.status == 2
    assert "no file or folder" in missing.err
    stranger = typing(*words, "--sender", "carl", str(tmp_path))
    assert stranger.status == 1
    assert 'no email sender "carl"' in stranger.err


def test_with_nothing_set_aside_there_is_nothing_to_try(enrolled: Shell) -> None:
    assert enrolled.tell("inbox", "retry") == [
        "0 mails tried again, 0 cannot be read yet"
    ]


def test_a_number_that_is_not_set_aside_is_said_to_be_none(enrolled: Shell) -> None:
    answer = enrolled("inbox", "retry", "7", "5")
    assert answer.status == 1
    assert answer.err == "not set aside: 5, 7; `inbox list --unread` has what is\n"


def test_of_several_mailboxes_one_must_be_named(
    enrolled: Shell, tmp_path: Path
) -> None:
    mail = tmp_path / "mail.eml"
    mail.write_bytes(REPLY)
    (only,) = enrolled.jsons("inbox", "import", mail)
    assert (only["sender"], only["new"]) == ("me", 1)
    settings = enrolled.folder / "outreach.yaml"
    written = settings.read_text("utf-8")
    settings.write_text(written.replace("senders:\n", SECOND, 1), "utf-8")
    answer = typing("-w", str(enrolled.folder), "inbox", "import", str(mail))
    assert (answer.status, answer.out, answer.err) == (
        2,
        "",
        "error: say whose mailbox it was: --sender NAME, of zoe, me\n",
    )

"""Stored mail is heard as if it had come in: raw first, once, and as of the day it came."""

from __future__ import annotations

import gzip
import mailbox
import tracemalloc
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.adapters.mail_file import stored_mail
from outreach.core.inbound.arrival import arrived_at
from outreach.core.inbound.mark import fingerprint_of
from outreach.errors import InputError, NotFound
from outreach.services.import_mail import import_mail
from tests.services import ear
from tests.services.arena import arena

if TYPE_CHECKING:
    from pathlib import Path

    from tests.services.arena import Arena

LEA = "lead0@co0.example"
HOPS = (
    b"Received: by last;\r\n Mon, 2 Mar 2026 09:30:00 +0100\r\n"
    b"Received: by first; Sun, 1 Mar 2026 09:30:00 +0000\r\n"
    b"Date: Sat, 28 Feb 2026 09:30:00 +0000\r\n\r\n"
)


def _dated(content: bytes, at: datetime) -> bytes:
    hop = (
        f"Received: from mx.example by in.example; {at:%a, %d %b %Y %H:%M:%S} +0000\r\n"
    )
    return hop.encode() + content


def _write(folder: Path, *contents: bytes) -> Path:
    folder.mkdir(exist_ok=True)
    for number, content in enumerate(contents):
        (folder / f"{number}.eml").write_bytes(content)
    return folder


async def _import(it: Arena, path: Path, *, dry_run: bool = False) -> dict[str, int]:
    done = await import_mail(it.engine, stored_mail([path]), "anna", dry_run=dry_run)
    names = ("messages", "new", "known", "own", "empty", "leads", "strangers")
    found = {name: getattr(done, name) for name in names}
    return {name: count for name, count in found.items() if count} | dict(done.kinds)


async def test_an_answer_is_heard_once_however_often_it_is_imported(
    database_url: str, tmp_path: Path
) -> None:
    async with arena(database_url) as it:
        await it.enroll(2)
        await it.run()
        at = it.clock.now() + timedelta(hours=1)
        it.clock.forward(timedelta(hours=2))
        content = _dated(ear.mail(LEA), at)
        folder = _write(
            tmp_path / "mail",
            content,
            ear.mail("nobody@else.example"),
            ear.mail("anna@acme.example", "Ours."),
            b"\r\n",
        )
        told = {"messages": 4, "new": 2, "own": 1, "empty": 1, "reply": 2}
        assert await _import(it, folder, dry_run=True) == told
        assert await it.rows("inbound") == []
        first = await _import(it, folder)
        assert first == told | {"leads": 1, "strangers": 1}
        again = await _import(it, folder)
        assert again == {"messages": 4, "known": 2, "own": 1, "empty": 1}
        rows = {row["content"]: row["received_at"] for row in await it.rows("inbound")}
        assert rows[content] == at
        assert ("finished", "replied") in await it.states()
        # The same mail in the mailbox itself, as its server has it.
        await ear.keep(it, b"Return-Path: <x@y.example>\r\n" + content)
        states = sorted(row["state"] for row in await it.rows("inbound"))
        assert states == ["duplicate", "read", "unmatched"]


async def test_an_old_note_of_absence_pauses_nobody_today(
    database_url: str, tmp_path: Path
) -> None:
    async with arena(database_url) as it:
        await it.enroll(1)
        await it.run()
        away = ear.mail(LEA, "I am out of office.", Auto_Submitted="auto-replied")
        content = _dated(away, it.clock.now() - timedelta(days=90))
        await _import(it, _write(tmp_path / "mail", content))
        assert [state for state, _ in await it.states()] == ["active"]


async def test_a_note_whose_absence_is_over_by_now_pauses_nobody(
    database_url: str, tmp_path: Path
) -> None:
    async with arena(database_url) as it:
        await it.enroll(1)
        await it.run()
        away = ear.mail(LEA, "I am out of office.", Auto_Submitted="auto-replied")
        content = _dated(away, it.clock.now() + timedelta(hours=1))
        it.clock.forward(timedelta(days=30))
        await _import(it, _write(tmp_path / "mail", content))
        assert [state for state, _ in await it.states()] == ["active"]
        assert len(await ear.events(it, "auto_reply")) == 1


async def test_whose_mailbox_it_was_must_be_known(sqlite_url: str) -> None:
    async with arena(sqlite_url) as it:
        with pytest.raises(InputError, match="--sender NAME, of anna, ben"):
            await import_mail(it.engine, [])
        with pytest.raises(NotFound, match="there are anna, ben"):
            await import_mail(it.engine, [], "carl")


def test_a_maildir_with_its_folders_is_read_as_it_was_delivered(tmp_path: Path) -> None:
    box = mailbox.Maildir(str(tmp_path / "box"))
    box.add(b"Subject: one\n\nOne.\n")
    box.add_folder("Archive.2025").add(b"Subject: two\n\nTwo.\n")
    (tmp_path / "box" / "dovecot.index").write_bytes(b"no mail")
    (tmp_path / "box" / "tmp" / "half").write_bytes(b"no mail yet")
    found = list(stored_mail([tmp_path / "box"]))
    assert sorted(each.content for each in found) == [
        b"Subject: one\n\nOne.\n",
        b"Subject: two\n\nTwo.\n",
    ]
    assert all(each.received_at is not None for each in found)
    assert found[-1].read == found[-1].size > 0


def test_an_mbox_gives_back_what_was_put_in(tmp_path: Path) -> None:
    path = tmp_path / "box"
    path.write_bytes(
        b"From a@b.example Mon Mar  2 09:30:00 2026\n"
        b"Subject: one\n\nFrom here on\n>From: x\n>From the first\n\n"
        b"From c@d.example Tue Mar 03 10:00:00 2026\nSubject: two\n\nTwo.\n"
    )
    one, two = stored_mail([path])
    assert one.content == b"Subject: one\n\nFrom here on\n>From: x\nFrom the first\n"
    assert one.received_at == datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
    assert two.content == b"Subject: two\n\nTwo.\n"
    assert two.received_at == datetime(2026, 3, 3, 10, tzinfo=UTC)
    assert (one.name, two.name) == (f"{path}#1", f"{path}#2")


def test_what_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no file or folder"):
        list(stored_mail([tmp_path / "nowhere"]))


@pytest.mark.parametrize(
    ("content", "named", "line", "at"),
    [
        (
            HOPS,
            "1700000000.M1.host",
            b"",
            datetime(2026, 3, 2, 8, 30, tzinfo=UTC),
        ),
        (b"Subject: x\n\n", "1700000000.M1.host", b"", 1700000000),
        (b"Date: Sat, 28 Feb 2026 09:30 +0000\n\n", "", b"", 1772271000),
        (b"Date: Thu, 1 Jan 1970 00:00 +0000\n\n", "", b"", None),
        (b"\n\nDate: Sat, 28 Feb 2026 09:30 +0000\n", "", b"", None),
    ],
)
def test_a_message_tells_when_it_came(
    content: bytes, named: str, line: bytes, at: datetime | int | None
) -> None:
    wanted = datetime.fromtimestamp(at, UTC) if isinstance(at, int) else at
    assert arrived_at(content, file_name=named, from_line=line) == wanted


@given(st.binary(max_size=300), st.text(max_size=30), st.binary(max_size=80))
def test_anything_tells_when_it_came_or_nothing(
    content: bytes, named: str, line: bytes
) -> None:
    at = arrived_at(content, file_name=named, from_line=line)
    assert at is None or at.tzinfo is not None


@given(st.binary(max_size=200), st.binary(max_size=200))
def test_a_fingerprint_outlives_added_fields_and_line_ends(
    body: bytes, field: bytes
) -> None:
    added = b"X-Filed: " + bytes(set(field) - set(b"\r\n"))
    plain = body.replace(b"\r", b"")
    lines = b"Message-ID: <a@b.example>\nSubject: x\n"
    one = fingerprint_of(lines + b"\n" + plain)
    other = (lines + added + b"\n\n" + plain).replace(b"\n", b"\r\n")
    assert one == fingerprint_of(other) != ""
    assert one != fingerprint_of(lines + b"\n" + plain + b"more")
    assert one != fingerprint_of(b"From: b@c.example\n" + lines + b"\n" + plain)


def test_packed_mail_is_read_as_it_was_before(tmp_path: Path) -> None:
    box = tmp_path / "cur"
    box.mkdir()
    (tmp_path / "new").mkdir()
    content = b"Subject: one\n\nOne.\n"
    (box / "1700000000.M1.host:2,S").write_bytes(gzip.compress(content))
    start = b"From a@x.example Mon Jan  5 10:00:00 2026\n"
    (tmp_path / "two.mbox.gz").write_bytes(gzip.compress(2 * (start + content + b"\n")))
    (tmp_path / "one.eml.gz").write_bytes(gzip.compress(start + content + start))
    found = [each.content for each in stored_mail([tmp_path])]
    assert found == [content]  # a Maildir, in which nothing lies beside the folders
    mbox = [*stored_mail([tmp_path / "two.mbox.gz"])]
    assert [each.content for each in mbox] == [content, content]
    assert mbox[-1].read == mbox[-1].size
    (one,) = stored_mail([tmp_path / "one.eml.gz"])
    assert one.content == content + start


@pytest.mark.parametrize("cut", [5, -5])
def test_what_cannot_be_unpacked_is_named(tmp_path: Path, cut: int) -> None:
    packed = tmp_path / "mail.eml.gz"
    packed.write_bytes(gzip.compress(b"Subject: one\n\nOne.\n" * 99)[:cut])
    with pytest.raises(InputError, match=r"mail\.eml\.gz cannot be unpacked"):
        [*stored_mail([packed])]


def test_a_small_packed_file_of_many_lines_takes_no_memory_for_each(
    tmp_path: Path,
) -> None:
    start, lines = b"From a@x.example Mon Jan  5 10:00:00 2026\n", b"a\n" * 300_000
    packed = tmp_path / "mail.mbox.gz"
    packed.write_bytes(gzip.compress(start + lines + b"\n"))
    tracemalloc.start()
    try:
        (one,) = stored_mail([packed])
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert one.content == lines
    assert most < 8 * len(lines)


def test_a_path_that_no_system_takes_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="xxx cannot be read: File name too long"):
        [*stored_mail([tmp_path / ("x" * 300)])]

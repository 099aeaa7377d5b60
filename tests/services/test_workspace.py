"""A workspace's folder: which files are read, and which are refused."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from outreach.config import FILE, inspect, load
from outreach.errors import CheckFailed
from outreach.store.database import parse_url


def workspace(folder: Path, text: str = "name: acme\n") -> Path:
    """Make a workspace of one template and one sequence."""
    (folder / "sequences").mkdir(parents=True)
    (folder / "templates").mkdir()
    (folder / FILE).write_text(text)
    (folder / "sequences" / "x.yaml").write_text("name: first\nsteps: []\n")
    (folder / "templates" / "a.md").write_text("Hi")
    return folder


def test_a_folder_without_settings_is_no_workspace(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "gone", tmp_path / "a\nb"):
        with pytest.raises(
            CheckFailed, match=r"^outreach\.yaml:1:1: missing-file: .*\Z"
        ):
            load(folder, {})


def test_a_workspace_with_wrong_settings_says_all_that_is_wrong(tmp_path: Path) -> None:
    folder = workspace(tmp_path / "w", "nam: a\nlisten: x\n")
    (folder / "templates" / "b.md").symlink_to("/etc/passwd")
    with pytest.raises(CheckFailed) as raised:
        load(folder, {})
    lines = str(raised.value).splitlines()
    assert [line.split(": ")[:2] for line in lines] == [
        ["outreach.yaml:1:1", "unknown-key"],
        ["outreach.yaml:2:9", "bad-value"],
        ["templates/b.md:1:1", "outside-workspace"],
    ]


def test_files_are_read_by_name(tmp_path: Path) -> None:
    folder = workspace(tmp_path / "w")
    (folder / "sequences" / "y.yml").write_text("steps: []")
    (folder / "sequences" / "broken.yaml").write_text("a: [")
    (folder / "sequences" / "schema.json").write_text("{}")
    (folder / "templates" / "deep" / "er").mkdir(parents=True)
    (folder / "templates" / "deep" / "er" / "x.pdf").write_bytes(b"\xff")
    (folder / "templates" / ".hidden").write_text("x")
    found = load(folder, {})
    assert found.sequence_names() == {"first", "y", "broken"}
    assert sorted(found.sequences) == [
        "sequences/broken.yaml",
        "sequences/x.yaml",
        "sequences/y.yml",
    ]
    assert found.templates == {"a.md": b"Hi", "deep/er/x.pdf": b"\xff"}
    assert found.complaints == ()


def test_what_lies_outside_or_is_no_file_is_not_read(tmp_path: Path) -> None:
    folder = workspace(tmp_path / "w")
    templates = folder / "templates"
    (tmp_path / "secret").write_text("secret")
    (templates / "b.md").symlink_to(tmp_path / "secret")
    (templates / "c").symlink_to(tmp_path)
    (templates / "d.md").symlink_to("gone.md")
    (templates / "e.md").symlink_to("e.md")
    (templates / "f").symlink_to(".")
    (templates / "g.md").symlink_to("a.md")
    os.mkfifo(templates / "h.md")
    with (templates / "i.md").open("wb") as large:
        large.truncate(11 * 2**20)
    (templates / "j\nk.md").write_text("x")
    (Path(os.fsdecode(os.fsencode(templates) + b"/l\xff.md"))).write_text("x")
    found, complaints = inspect(folder, {})
    assert found is not None
    assert found.templates == {"a.md": b"Hi", "g.md": b"Hi"}
    assert [(each.path, each.code) for each in complaints] == [
        ("templates/b.md", "outside-workspace"),
        ("templates/c", "outside-workspace"),
        ("templates/d.md", "unreadable-file"),
        ("templates/e.md", "unreadable-file"),
        ("templates/f", "outside-workspace"),
        ("templates/h.md", "not-a-file"),
        ("templates/i.md", "too-large"),
        ("templates/j\\nk.md", "bad-name"),
        ("templates/l\\udcff.md", "bad-name"),
    ]


def test_settings_that_are_no_file_are_refused(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()
    with pytest.raises(CheckFailed, match="not-a-file"):
        load(tmp_path, {})


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("sqlite:///outreach.db", "sqlite:///{}/outreach.db"),
        ("sqlite+aiosqlite:///a/b.db?x=1", "sqlite+aiosqlite:///{}/a/b.db?x=1"),
        ("sqlite:////var/x.db", "sqlite:////var/x.db"),
        ("sqlite:///:memory:", "sqlite:///:memory:"),
        ("sqlite://", "sqlite://"),
        ("postgresql://db/x", "postgresql://db/x"),
    ],
)
def test_a_relative_database_is_in_the_workspace(
    tmp_path: Path, written: str, expected: str
) -> None:
    folder = workspace(tmp_path / "w", f"database: '{written}'\n")
    assert load(folder, {}).database_url == expected.format(folder)


def test_a_database_is_found_in_a_folder_of_any_name(tmp_path: Path) -> None:
    folder = workspace(tmp_path / "50%20 ?a=b #c")
    assert parse_url(load(folder, {}).database_url).database == f"{folder}/outreach.db"

"""The demo's folder is made anew, and nobody else's is touched."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from outreach.bootstrap import complaints_of, load_workspace
from outreach.errors import InputError
from outreach.sandbox.folder import MARK, Place, claim, configure, furnish
from outreach.sandbox.person import people

if TYPE_CHECKING:
    from pathlib import Path

PLACE = Place(2525, 1143, "http://127.0.0.1:8000")


def test_an_earlier_demos_folder_is_made_anew(tmp_path: Path) -> None:
    folder = tmp_path / "some" / "demo"
    claim(folder)
    (folder / "outreach.db").write_bytes(b"old")
    claim(folder)
    assert [path.name for path in folder.iterdir()] == [MARK]


def test_an_empty_folder_is_taken(tmp_path: Path) -> None:
    claim(tmp_path)
    assert (tmp_path / MARK).is_file()


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(InputError, match="no demo made"):
        claim(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_what_is_no_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    (tmp_path / "link").symlink_to(tmp_path)
    for name in ("file", "link"):
        with pytest.raises(InputError, match="is no folder"):
            claim(tmp_path / name)


def test_what_is_left_is_a_workspace_without_complaints(tmp_path: Path) -> None:
    claim(tmp_path)
    furnish(tmp_path, people(5, 1))
    configure(tmp_path, PLACE, crm="")
    workspace = load_workspace(tmp_path)
    assert workspace.complaints == ()
    assert complaints_of(workspace, workspace.sequences) == []

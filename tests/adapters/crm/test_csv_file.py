"""The spreadsheet as a CRM: what it holds, and what people may do to it."""

from __future__ import annotations

import csv
import os
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.adapters.crm import csv_file
from outreach.adapters.crm.csv_file import CsvFile
from outreach.core.formula import FORMULA, is_formula, plain
from outreach.errors import Unavailable
from outreach.ports import CrmChange, Pushed, PushLater, PushRefused
from tests.adapters.crm.world import START, lead, note

if TYPE_CHECKING:
    from pathlib import Path

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "leads.csv"


@pytest.fixture
def crm(path: Path) -> CsvFile:
    return CsvFile(path)


def _edit(path: Path, old: str, new: str) -> None:
    """Change the file as a person does."""
    before = path.read_text(encoding="utf-8-sig")
    assert old in before
    path.write_text(before.replace(old, new), encoding="utf-8-sig", newline="")
    os.utime(path, (START.timestamp(), START.timestamp()))


def _save(path: Path, text: str | bytes) -> None:
    """Replace the file as another program does."""
    path.write_bytes(text.encode() if isinstance(text, str) else text)


def _saved(path: Path) -> bytes:
    return path.read_bytes()


def _lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8-sig").splitlines()


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


async def test_a_lead_is_a_row_that_no_spreadsheet_runs(
    crm: CsvFile, path: Path
) -> None:
    outcome = await crm.push_lead(lead(company="=1+1", phone="+33 1 23", title=""))
    assert isinstance(outcome, Pushed)
    assert outcome.written == {"stage": "contacted"}
    assert _rows(path) == [
        {
            "id": outcome.external_id,
            "email": "ada@north.example",
            "first_name": "Ada",
            "last_name": "Byron",
            "company": "'=1+1",
            "title": "",
            "phone": "+33 1 23",
            "stage": "contacted",
            "outreach_stage": "contacted",
        }
    ]


async def test_a_stage_that_a_person_set_is_told_once(crm: CsvFile, path: Path) -> None:
    pushed = await crm.push_lead(lead())
    assert isinstance(pushed, Pushed)
    _, cursor = await crm.pull("")
    _edit(path, ",contacted,", ", lost ,")
    told = CrmChange(pushed.external_id, "ada@north.example", "stage", "lost", START)
    changes, cursor = await crm.pull(cursor)
    assert changes == [told]
    assert await crm.pull(cursor) == ((), cursor)


async def test_a_push_leaves_a_stage_alone_that_nobody_has_read_back(
    crm: CsvFile, path: Path
) -> None:
    await crm.push_lead(lead())
    _edit(path, ",contacted,", ",lost,")
    outcome = await crm.push_lead(lead(stage="qualified", first_name="Augusta"))
    assert isinstance(outcome, Pushed)
    assert (outcome.written, outcome.kept) == ({}, {"stage": "lost"})
    (row,) = _rows(path)
    assert (row["stage"], row["first_name"]) == ("lost", "Augusta")


async def test_a_stage_that_was_taken_over_is_ours_again(
    crm: CsvFile, path: Path
) -> None:
    await crm.push_lead(lead())
    _edit(path, ",contacted,", ",meeting,")
    await crm.push_lead(lead(stage="meeting"))
    changes, _ = await crm.pull("")
    assert changes == []
    await crm.push_lead(lead(stage="proposal"))
    assert _rows(path)[0]["stage"] == "proposal"


async def test_columns_and_separator_of_a_person_are_kept(
    crm: CsvFile, path: Path
) -> None:
    await crm.push_lead(lead())
    table = [line.replace(",", ";") for line in _lines(path)]
    _save(path, f"{table[0]};owner\n{table[1]};Zoë\n")
    await crm.push_lead(lead(stage="qualified"))
    header, row = _lines(path)
    assert header.endswith(";outreach_stage;owner")
    assert row.endswith(";qualified;qualified;Zoë")


async def test_a_row_that_a_person_removed_is_written_anew(
    crm: CsvFile, path: Path
) -> None:
    pushed = await crm.push_lead(lead())
    assert isinstance(pushed, Pushed)
    _save(path, ",".join(csv_file.COLUMNS))
    assert isinstance(await crm.push_note(pushed.external_id, note()), PushRefused)
    assert await crm.push_lead(lead(external_id=pushed.external_id)) == pushed


async def test_a_row_is_found_by_address_where_the_id_is_unknown(
    crm: CsvFile, path: Path
) -> None:
    columns = ",".join(csv_file.COLUMNS)
    _save(path, f"{columns}\n7,Ada@North.example,,,,,,,\n")
    outcome = await crm.push_lead(lead())
    assert isinstance(outcome, Pushed)
    assert outcome.external_id == "7"
    assert len(_rows(path)) == 1


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"id,email\n", "lacks the column 'first_name'"),
        ("é".encode("latin-1"), "not UTF-8 at byte 0: save it as CSV UTF-8"),
        ("id,email".encode("utf-16"), "not UTF-8"),
        (b"\0\0\0", "lacks the column 'id'"),
        (",".join([*csv_file.COLUMNS, "id"]).encode(), "names a column twice"),
        (",".join(csv_file.COLUMNS).encode() + b"\n" + b"1," * 20, "more cells than"),
        (b'"' + b"x" * 200_000, "field larger than field limit"),
    ],
)
async def test_a_file_that_is_no_such_table_is_left_as_it_is(
    crm: CsvFile, path: Path, content: bytes, reason: str
) -> None:
    _save(path, content)
    outcome = await crm.push_lead(lead())
    assert isinstance(outcome, PushLater)
    assert reason in outcome.detail
    with pytest.raises(Unavailable, match=reason):
        await crm.pull("")
    assert _saved(path) == content


async def test_a_folder_in_the_place_of_the_file_is_waited_for(tmp_path: Path) -> None:
    crm = CsvFile(tmp_path)
    assert isinstance(await crm.push_lead(lead()), PushLater)


async def test_what_a_person_saved_meanwhile_is_not_overwritten(
    crm: CsvFile, path: Path
) -> None:
    await crm.push_lead(lead())
    sheet = csv_file._read(path, csv_file.COLUMNS)
    _edit(path, ",contacted,", ",lost,")
    saved = _saved(path)
    with pytest.raises(ValueError, match="saved it meanwhile"):
        csv_file._write(path, sheet, extra=())
    assert _saved(path) == saved


async def test_a_note_is_a_row_of_its_own(crm: CsvFile, path: Path) -> None:
    pushed = await crm.push_lead(lead())
    assert isinstance(pushed, Pushed)
    await crm.push_note(pushed.external_id, note("touch:1", "Hi,\n" + "x" * 90_000))
    (row,) = _rows(path.with_name("leads-notes.csv"))
    assert row == {
        "key": "touch:1",
        "id": pushed.external_id,
        "at": START.isoformat(),
        "title": "Sent: intro",
        "body": ("Hi,\n" + "x" * 90_000)[: csv_file.CELL_LIMIT],
    }


async def test_pushing_what_is_there_leaves_the_file_untouched(
    crm: CsvFile, path: Path
) -> None:
    await crm.push_lead(lead())
    _edit(path, "contacted", "contacted")  # only its date
    await crm.push_lead(lead())
    assert csv_file._modified_at(path) == START


@given(TEXT)
def test_a_cell_is_no_formula_and_reads_back_as_it_was(text: str) -> None:
    cell = csv_file._cell(text)
    assert not is_formula(cell)
    assert plain(cell) == text


@given(st.sampled_from(["'", "''", ""]), st.sampled_from(FORMULA), TEXT)
def test_a_formula_is_quoted_whatever_stands_before_it(
    quotes: str, start: str, rest: str
) -> None:
    cell = csv_file._cell(quotes + start + rest)
    assert not is_formula(cell)
    assert plain(cell) == quotes + start + rest

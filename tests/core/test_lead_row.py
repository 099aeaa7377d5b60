"""Rows of a list: what they say of a lead, and why some are none."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.adapters import contact
from outreach.core.block import key_of
from outreach.core.country import code_of
from outreach.core.formula import FORMULA, is_formula, neutral, plain
from outreach.core.header_row import Header, Ignored, read_header
from outreach.core.lead_row import Judges, Problem, Row, RowReader
from outreach.core.model import Lead, LeadId
from outreach.core.record import Broken, Records, sniff
from outreach.errors import InputError

JUDGES = Judges(contact.address, contact.phone)
STAGES = ("prospect", "contacted", "won")


def read(**cells: str) -> Row | Problem | None:
    reader = RowReader(Header(tuple(cells)), ("city",), STAGES, JUDGES)
    return reader.read(2, list(cells.values()))


def given_by(**cells: str) -> dict[str, object]:
    row = read(**cells)
    assert isinstance(row, Row), row
    return dict(row.given)


def code_for(**cells: str) -> str:
    problem = read(**cells)
    assert isinstance(problem, Problem), problem
    return problem.code


def test_a_row_says_only_what_it_gives() -> None:
    row = read(
        email=" ADA@Lovelace.example ", first_name="", company="L\nE", city="London"
    )
    assert row == Row(
        2,
        "email:ada@lovelace.example",
        {"email": "ada@lovelace.example", "company": "L E"},
        fields={"city": "London"},
    )


@pytest.mark.parametrize(
    ("cells", "identity"),
    [
        ({"email": "a@b.example", "phone": "+442079460001"}, "email:a@b.example"),
        ({"phone": "+44 (20) 7946-0001"}, "phone:+442079460001"),
        ({"phone": "+44 (0)20 7946 0001"}, "phone:+442079460001"),
        ({"phone": "0044 20 7946 0001"}, "phone:+442079460001"),
        ({"phone": "020 7946 0001", "country": "gb"}, "phone:+442079460001"),
        ({"phone": "(202) 555-0143", "country": "USA"}, "phone:+12025550143"),
        (
            {"linkedin": "http://de.LinkedIn.com/in/Ada-L/?x=1"},
            "linkedin:https://www.linkedin.com/in/ada-l",
        ),
        ({"linkedin": "in/ada-l"}, "linkedin:https://www.linkedin.com/in/ada-l"),
        ({"email": "jürgen@x.example", "phone": "+442079460001"}, None),
        ({"email": "a@bücher.example"}, "email:a@xn--bcher-kva.example"),
    ],
)
def test_a_lead_is_known_by_its_first_handle(
    cells: dict[str, str], identity: str | None
) -> None:
    row = read(**cells)
    assert (row.identity if isinstance(row, Row) else None) == identity


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"email": "=cmd|' /C calc'!A0"}, "bad-address"),
        ({"email": "not-an-address"}, "bad-address"),
        ({"email": "a@b.example, c@d.example"}, "bad-address"),
        ({"email": "a@b.example\nBcc: c@d.example"}, "bad-address"),
        ({"email": "a@" + "b" * 300 + ".example"}, "bad-address"),
        ({"email": "a@b.example", "timezone": "Mars/Olympus"}, "bad-timezone"),
        ({"email": "a@b.example", "timezone": "../../etc/passwd"}, "bad-timezone"),
        ({"email": "a@b.example", "country": "Atlantis"}, "bad-country"),
        ({"email": "a@b.example", "score": "nan"}, "bad-score"),
        ({"email": "a@b.example", "score": "many"}, "bad-score"),
        ({"email": "a@b.example", "stage": "prospct"}, "bad-stage"),
        ({"email": "", "phone": "", "first_name": "Ada"}, "no-handle"),
        ({"email": "", "phone": "none"}, "bad-phone"),
        ({"linkedin": "https://x.example/ada"}, "bad-linkedin"),
    ],
)
def test_a_row_that_is_no_lead_says_why(cells: dict[str, str], code: str) -> None:
    assert code_for(**cells) == code


def test_a_formula_in_a_name_is_text() -> None:
    assert given_by(email="a@b.example", first_name="=1+1", title="'=1+1") == {
        "email": "a@b.example",
        "first_name": "=1+1",
        "title": "=1+1",
    }


def test_a_phone_that_cannot_be_read_is_left_out_and_told() -> None:
    row = read(email="a@b.example", phone="ask her", first_name="Ada")
    assert isinstance(row, Row)
    assert row.given == {"email": "a@b.example", "first_name": "Ada"}
    assert [(note.code, note.value, note.kept) for note in row.notes] == [
        ("bad-phone", "ask her", True)
    ]


def test_codes_and_names_of_places_are_spelled_in_one_way() -> None:
    assert given_by(
        email="a@b.example", country="Côte d’Ivoire", timezone="europe/paris"
    ) == {"email": "a@b.example", "country": "CI", "timezone": "Europe/Paris"}
    names = ("uk", "United States of America", "Deutschland", "XX", "")
    assert [code_of(name) for name in names] == ["GB", "US", "DE", "", ""]


def test_a_blank_row_is_none() -> None:
    assert read(email="", first_name="  ") is None


def test_a_later_row_adds_and_erases_nothing() -> None:
    first = read(email="a@b.example", title="CEO", tags="x; y", city="Cork")
    second = read(email="A@b.example", title="MD", tags="y, z", city="")
    assert isinstance(first, Row)
    assert isinstance(second, Row)
    both = second.over(first)
    assert both.given == {"email": "a@b.example", "title": "MD"}
    assert (both.tags, both.fields) == (("x", "y", "z"), {"city": "Cork"})


TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)
CELLS = st.fixed_dictionaries(
    dict.fromkeys(("first_name", "title", "tags", "city", "score", "phone"), TEXT)
)


@given(CELLS)
def test_what_a_row_changes_it_does_not_change_again(cells: dict[str, str]) -> None:
    row = read(email="a@b.example", **cells)
    if not isinstance(row, Row):
        assert row is not None
        assert row.code == "bad-score"
        return
    lead = Lead(LeadId(1), "a@b.example")
    once = replace(lead, **row.changes(lead))  # type: ignore[arg-type] # columns
    assert row.changes(once) == {}


@given(st.lists(st.text(), min_size=1, max_size=6))
def test_no_row_raises(cells: list[str]) -> None:
    names = ("email", "phone", "country", "timezone", "linkedin", "score")
    reader = RowReader(Header(names), (), STAGES, JUDGES)
    reader.read(1, cells)


@given(st.text())
def test_a_neutral_cell_runs_nowhere_and_comes_back_the_same(text: str) -> None:
    cell = neutral(text)
    assert not is_formula(cell)
    assert plain(cell) == text


@given(st.sampled_from(FORMULA), st.text(st.characters(categories=["L"]), min_size=1))
def test_what_begins_as_a_formula_is_quoted(mark: str, text: str) -> None:
    assert neutral(mark + text) == f"'{mark}{text}"


def test_a_number_with_a_sign_is_no_formula() -> None:
    numbers = ["+49 30 1234567", "+442079460001", "-3.5"]
    assert [neutral(number) for number in numbers] == numbers


def test_titles_are_matched_without_case_spaces_and_dashes() -> None:
    header = read_header(
        ["E-Mail Address", "First Name", "LASTNAME", "Job_Title", "CITY", "State"],
        ("city",),
    )
    assert header == Header(("email", "first_name", "last_name", "title", "city", ""))


def test_a_column_that_nothing_is_read_from_is_told_with_a_hint() -> None:
    header = read_header(["email", "Work email", "fist_name", ""], ())
    remedy = "declare it under `fields` in outreach.yaml to keep it"
    assert header == Header(
        ("email", "", "", ""),
        (
            Ignored("Work email", "email is read from another column"),
            Ignored("fist_name", f'did you mean "first_name"? {remedy}'),
        ),
    )


def test_a_mapping_goes_before_titles() -> None:
    mapping = {"work mail": "email", "City": "", "Where": "city"}
    titles = ["Email", "Work Mail", "City", "Where"]
    header = read_header(titles, ("city",), mapping)
    assert header.fields == ("", "email", "", "city")
    assert [each.column for each in header.ignored] == ["Email"]


@pytest.mark.parametrize(
    ("titles", "mapping", "told"),
    [
        (["name", "city"], {}, "no column gives email, phone or linkedin"),
        (["email"], {"emial": "email"}, 'did you mean "email"'),
        (["email"], {"email": "e-mial"}, 'did you mean "email"'),
    ],
)
def test_a_header_that_cannot_be_used_is_refused(
    titles: list[str], mapping: dict[str, str], told: str
) -> None:
    with pytest.raises(InputError, match=told):
        read_header(titles, (), mapping)


def rows_of(text: str, width: int | None = None) -> list[object]:
    lines = text.splitlines(keepends=True)
    delimiter, skipped = sniff(lines)
    records = Records(lines[skipped:], delimiter, skipped)
    records.width = width
    return [
        (each.line, each.code) if isinstance(each, Broken) else each for each in records
    ]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_separators_are_found(mark: str) -> None:
    assert rows_of(f"a{mark}b\n1{mark}2\n") == [(1, ["a", "b"]), (2, ["1", "2"])]


def test_the_separator_that_a_spreadsheet_names_is_taken() -> None:
    assert rows_of("sep=;\na;b,c\n") == [(2, ["a", "b,c"])]


def test_a_row_is_told_by_the_line_it_starts_in() -> None:
    assert rows_of('a,b\r\n"x\r\ny",2\r\n\r\n3,4\r\n') == [
        (1, ["a", "b"]),
        (2, ["x\r\ny", "2"]),
        (4, []),
        (5, ["3", "4"]),
    ]


def test_a_stray_quote_costs_one_line() -> None:
    text = 'a,b\n"open,1\nc,2\n"fine, and so on",3\nd,4\n'
    assert rows_of(text, 2) == [
        (1, ["a", "b"]),
        (2, "bad-quotes"),
        (3, ["c", "2"]),
        (4, ["fine, and so on", "3"]),
        (5, ["d", "4"]),
    ]


def test_a_quote_left_open_to_the_end_costs_one_line() -> None:
    assert rows_of('a,b\n"open,1\nc,2\nd,3') == [
        (1, ["a", "b"]),
        (2, "bad-quotes"),
        (3, ["c", "2"]),
        (4, ["d", "3"]),
    ]


def test_a_cell_without_end_costs_one_line() -> None:
    text = 'a,b\n"' + "x" * 140_000 + "\nc,2\n"
    assert rows_of(text)[1:] == [(2, "too-long"), (3, ["c", "2"])]


def test_a_row_with_cells_to_spare_is_refused_and_empty_ones_are_not() -> None:
    assert rows_of("a,b\n1,2,3\n4,5,,\n", 2)[1:] == [
        (2, "too-many-cells"),
        (3, ["4", "5", "", ""]),
    ]


def test_what_is_no_csv_is_given_up() -> None:
    text = "a,b\n" + 'x","\n' * 2_000
    lines = text.splitlines(keepends=True)
    with pytest.raises(InputError, match="is this a CSV file"):
        list(Records(lines, ","))


@given(st.lists(st.lists(TEXT.map(str.strip), min_size=2, max_size=2), max_size=5))
def test_rows_that_were_written_are_read(rows: list[list[str]]) -> None:
    file = io.StringIO()
    csv.writer(file, quoting=csv.QUOTE_ALL).writerows(rows)
    file.seek(0)
    records = Records(file, ",")
    assert [each[1] for each in records if not isinstance(each, Broken)] == rows


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Ada@X.example", ("address", "ada@x.example")),
        ("@X.example", ("domain", "x.example")),
        ("x.example.", ("domain", "x.example")),
        ("+44 20 7946 0001", ("handle", "+442079460001")),
        (
            "linkedin.com/in/Ada",
            ("handle", "https://www.linkedin.com/in/ada"),
        ),
        ("0" * 64, ("sha256", "0" * 64)),
    ],
)
def test_a_suppression_is_what_it_looks_like(text: str, key: tuple[str, str]) -> None:
    assert key_of(text) == key


@pytest.mark.parametrize(
    ("text", "kind"), [("", ""), ("com", ""), ("a@b@", ""), ("x", "adress"), ("*", "")]
)
def test_what_names_nobody_is_not_suppressed(text: str, kind: str) -> None:
    with pytest.raises(InputError, match=r"names nobody|no kind"):
        key_of(text, kind)

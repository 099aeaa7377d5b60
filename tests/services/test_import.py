"""Lists of leads: imported, repeated, refused; over both databases."""

from __future__ import annotations

import asyncio
import csv
import io
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.core.header_row import GIVEN, Header, Ignored
from outreach.core.lead_row import Row, RowReader
from outreach.core.model import Lead, LeadId
from outreach.core.record import Broken, Records
from outreach.errors import InputError
from outreach.services import export_leads as exporting
from outreach.services.enroll_where import enroll_where
from outreach.services.export_leads import export_leads
from outreach.services.import_leads import Imported, import_leads
from outreach.store import enrollment as enrollments
from outreach.store import lead_bulk
from tests.services.deployment import (
    FIELDS,
    JUDGES,
    STAGES,
    Clock,
    engine,
    keep,
    write_csv,
)

if TYPE_CHECKING:
    from outreach.services.engine import Engine
    from outreach.store.database import Row as TableRow

ACME = Path(__file__).resolve().parents[3] / "shared" / "examples" / "acme"
HEADER = "email,first_name,city\n"


async def take(it: Engine, path: Path, **options: object) -> Imported:
    return await import_leads(
        it,
        path,
        declared=FIELDS,
        judges=JUDGES,
        **options,  # type: ignore[arg-type] # as given
    )


async def every(it: Engine) -> list[Lead]:
    async with it.database.reading() as connection:
        return await lead_bulk.after(connection, 0, 10_000)  # type: ignore[arg-type] # from the start


def counts(done: Imported) -> tuple[int, int, int, int]:
    return done.created, done.updated, done.unchanged, done.refused


@pytest.mark.skipif(
    not ACME.exists(), reason="the examples are not beside the checkout"
)
async def test_acme_has_twelve_leads_of_sixteen_rows(database_url: str) -> None:
    async with engine(database_url) as it:
        done = await take(it, ACME / "leads.csv")
        again = await take(it, ACME / "leads.csv")
        titles = {lead.email: lead.title for lead in await every(it)}
    assert counts(done) == (12, 1, 0, 3)
    assert [(each.line, each.code) for each in done.problems] == [
        (13, "bad-address"),
        (14, "bad-address"),
        (17, "bad-timezone"),
    ]
    assert counts(again) == (0, 0, 13, 3)
    assert titles["ada@lovelace.example"] == "CEO & Founder"


async def test_a_blank_erases_nothing_and_a_change_is_an_update(
    database_url: str, tmp_path: Path
) -> None:
    async with engine(database_url) as it:
        await take(it, write_csv(tmp_path, HEADER + "a@b.example,Ada,Cork\n"))
        done = await take(it, write_csv(tmp_path, HEADER + "A@B.example,,London\n"))
        (lead,) = await every(it)
    assert counts(done) == (0, 1, 0, 0)
    assert (lead.first_name, lead.fields) == ("Ada", {"city": "London"})


async def test_a_new_lead_stands_in_the_first_stage_or_in_that_of_its_row(
    database_url: str, tmp_path: Path
) -> None:
    path = write_csv(tmp_path, "email,stage\na@b.example,\nb@b.example,won\n")
    async with engine(database_url) as it:
        await take(it, path)
        moved = write_csv(tmp_path, "email,stage\na@b.example,won\nb@b.example,lost\n")
        done = await take(it, moved)
        stages = [lead.stage for lead in await every(it)]
    assert stages == ["prospect", "won"]
    assert counts(done) == (0, 0, 2, 0)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"]
)
async def test_encodings_with_a_mark_are_read(
    sqlite_url: str, tmp_path: Path, encoding: str
) -> None:
    content = (HEADER + "a@b.example,Siobhán,กรุงเทพ\n").encode(encoding)
    marks = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}
    async with engine(sqlite_url) as it:
        await take(it, write_csv(tmp_path, marks.get(encoding, b"") + content))
        (lead,) = await every(it)
    assert (lead.first_name, lead.fields) == ("Siobhán", {"city": "กรุงเทพ"})


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "the file is empty"),
        (b"\n\n", "the file is empty"),
        (b"name\nAda\n", "no column gives email"),
        ("email\na@b.example\nJos\xe9@b.example\n".encode("latin-1"), "line 3, byte 4"),
        (b"email\r\na@b.example\r\n\x00\r\n", "line 3, byte 1: a NUL byte"),
        (b"\xef\xbb\xbfemail\na\x00\n", "line 2, byte 2: a NUL byte.* CSV UTF-8$"),
        (b"email\n" + b"x" * 3_000_000, "a line of over a million.* close the quote"),
        (b"email\na@b.example\n\xc3", "line 3, byte 1: byte 0xc3 is not UTF-8"),
        (b'"email\n', "the header"),
    ],
)
async def test_a_file_that_cannot_be_read_leaves_nothing_behind(
    sqlite_url: str, tmp_path: Path, content: bytes, told: str
) -> None:
    async with engine(sqlite_url) as it:
        with pytest.raises(InputError, match=told):
            await take(it, write_csv(tmp_path, content))
        assert await every(it) == []


async def test_bytes_that_are_no_text_are_found_far_into_a_file(
    sqlite_url: str, tmp_path: Path
) -> None:
    rows = b"".join(b"lead%06d@b.example,Ada,Cork\n" % n for n in range(60_000))
    content = HEADER.encode() + rows + b"x@b.example,Jos\xe9,\n"
    async with engine(sqlite_url) as it:
        with pytest.raises(InputError, match="line 60002, byte 16: byte 0xe9"):
            await take(it, write_csv(tmp_path, content))


async def test_a_missing_file_and_a_folder_are_refused(
    sqlite_url: str, tmp_path: Path
) -> None:
    async with engine(sqlite_url) as it:
        with pytest.raises(InputError, match="does not exist"):
            await take(it, tmp_path / "none.csv")
        with pytest.raises(InputError, match="is no file"):
            await take(it, tmp_path)


async def test_bad_rows_are_told_by_line_and_good_ones_kept(
    database_url: str, tmp_path: Path
) -> None:
    rows = 'a@b.example,"Ada\nL",Cork\nnobody,,\n"open,,\nc@b.example,=1+1,"x, ""y"""\n,,\n'
    report = tmp_path / "report.csv"
    async with engine(database_url) as it:
        done = await take(it, write_csv(tmp_path, HEADER + rows), report=report)
        known = [(lead.email, lead.first_name, lead.fields) for lead in await every(it)]
    assert [(each.line, each.code) for each in done.problems] == [
        (4, "bad-address"),
        (5, "bad-quotes"),
    ]
    assert known == [
        ("a@b.example", "Ada L", {"city": "Cork"}),
        ("c@b.example", "=1+1", {"city": 'x, "y"'}),
    ]
    lines = report.read_text().splitlines()
    assert lines[1] == (
        "4,bad-address,email,nobody,"
        "no mail address: write it as name@company.example,refused"
    )
    assert len(lines) == 3


async def test_a_column_that_is_not_declared_is_told_once(
    sqlite_url: str, tmp_path: Path
) -> None:
    path = write_csv(tmp_path, "email,citty\na@b.example,Cork\nb@b.example,Cork\n")
    async with engine(sqlite_url) as it:
        done = await take(it, path)
        mapped = await take(it, path, mapping={"citty": "city"})
    remedy = "declare it under `fields` in outreach.yaml to keep it"
    assert done.ignored == (Ignored("citty", f'did you mean "city"? {remedy}'),)
    assert (mapped.updated, mapped.ignored) == (2, ())


async def test_progress_comes_to_the_end(sqlite_url: str, tmp_path: Path) -> None:
    rows = "".join(f"lead{n}@b.example,Ada,\n" for n in range(25))
    path = write_csv(tmp_path, HEADER + rows)
    seen: list[tuple[int, int, int]] = []
    async with engine(sqlite_url) as it:
        await take(
            it,
            path,
            progress=lambda p: seen.append((p.rows, p.done, p.total)),
            batch=10,
        )
    size = path.stat().st_size
    assert seen == [(10, size, size), (20, size, size), (25, size, size)]


async def test_a_batch_that_repeats_earlier_ones_adds_nothing(
    database_url: str, tmp_path: Path
) -> None:
    rows = "".join(f"lead{n % 5}@b.example,Ada,\n" for n in range(20))
    async with engine(database_url) as it:
        done = await take(it, write_csv(tmp_path, HEADER + rows), batch=3)
        assert len(await every(it)) == 5
    assert counts(done) == (5, 0, 15, 0)


async def test_two_imports_at_once_make_each_lead_once(
    database_url: str, tmp_path: Path
) -> None:
    rows = [f"lead{n}@b.example,Ada,Cork\n" for n in range(3_000)]
    one = write_csv(tmp_path, HEADER + "".join(rows), "one.csv")
    two = write_csv(tmp_path, HEADER + "".join(reversed(rows)), "two.csv")
    async with engine(database_url) as it, engine(database_url) as other:
        both = await asyncio.gather(take(it, one), take(other, two))
        assert len(await every(it)) == 3_000
    assert sum(done.created for done in both) == 3_000
    assert sum(done.unchanged for done in both) == 3_000


async def standing(it: Engine) -> TableRow:
    async with it.database.reading() as connection:
        (lead,) = await lead_bulk.after(connection, 0, 2)  # type: ignore[arg-type] # from the start
        (row,) = await enrollments.open_of(connection, [lead.id])
    return row


async def test_a_lead_that_moves_is_looked_for_under_its_new_window(
    database_url: str, tmp_path: Path
) -> None:
    header = "email,first_name,country,timezone\n"
    async with engine(database_url) as it:
        await keep(it)
        here = write_csv(tmp_path, header + "a@b.example,Ada,FR,Europe/Paris\n")
        await take(it, here)
        await enroll_where(it, "hello")
        before = await standing(it)
        there = write_csv(tmp_path, header + "a@b.example,Ada,TH,Asia/Bangkok\n")
        await take(it, there)
        after = await standing(it)
    assert "Europe/Paris" in before["window_key"]
    assert "Asia/Bangkok" in after["window_key"]
    assert {**after, "window_key": ""} == {**before, "window_key": ""}


VALUE = st.text(
    st.one_of(
        st.sampled_from("=+-@'\"\n\t,; \u200b"),
        st.characters(exclude_categories=["Cs", "Cc"]),
    ),
    max_size=8,
)


@given(
    VALUE, VALUE, st.floats(-100, 100), st.lists(st.sampled_from("abc"), unique=True)
)
def test_what_is_exported_says_what_the_lead_says(
    name: str, city: str, score: float, tags: list[str]
) -> None:
    lead = Lead(
        LeadId(1),
        "a@b.example",
        first_name=" ".join(name.split()),
        score=score,
        tags=tuple(tags),
        fields={"city": city.strip()},
    )
    columns = [*GIVEN, *FIELDS]
    file = io.StringIO(newline="")
    csv.writer(file).writerow(exporting._row(lead, columns, ""))
    file.seek(0)
    ((line, cells),) = [r for r in Records(file, ",") if not isinstance(r, Broken)]
    row = RowReader(Header(tuple(columns)), FIELDS, STAGES, JUDGES).read(line, cells)
    assert isinstance(row, Row)
    assert row.changes(lead) == {}


async def test_what_is_exported_comes_back_the_same(
    database_url: str, tmp_path: Path
) -> None:
    header = "email,first_name,phone,tags,score,linkedin,country,notes\n"
    rows = (
        'a@b.example,\'=1+1,+49 30 1234567,x; y,-2.5,in/ada,gb,"two\nlines"\n'
        "+b@b.example,@Bea,,,,,,''=x\n"
    )
    out = tmp_path / "out.csv"
    async with engine(database_url) as it:
        await take(it, write_csv(tmp_path, header + rows))
        await export_leads(it, out, declared=FIELDS)
        before = await every(it)
    async with engine(f"sqlite:///{tmp_path / 'two.db'}") as it:
        done = await take(it, out)
        after = await every(it)
    assert after == before
    assert (counts(done), done.ignored) == ((2, 0, 0, 0), ())
    assert [(lead.first_name, lead.fields) for lead in after] == [
        ("=1+1", {"notes": "two\nlines"}),
        ("@Bea", {"notes": "'=x"}),
    ]


async def test_an_export_is_written_whole_or_not_at_all(
    database_url: str, tmp_path: Path
) -> None:
    out = tmp_path / "out.csv"
    out.write_text("as it was")
    part = out.with_name(".out.csv.part")

    def fails(_lead: Lead) -> bool:
        raise InputError("no")

    async with engine(database_url) as it:
        await take(it, write_csv(tmp_path, HEADER + "a@b.example,'=1+1,\n"))
        with pytest.raises(InputError):
            await export_leads(it, out, declared=FIELDS, where=fails)
        kept = out.read_text()
        done = await export_leads(it, out, declared=("city",))
    assert kept == "as it was"
    assert not part.exists()
    assert done.leads == 1
    assert out.read_text().splitlines()[1] == (
        "a@b.example,'=1+1,,,,,,,,,,prospect,,,,"
    )


async def test_an_export_has_the_leads_asked_for_and_where_they_stand(
    database_url: str, tmp_path: Path
) -> None:
    out = tmp_path / "out.csv"
    async with engine(database_url, clock=Clock()) as it:
        await keep(it)
        rows = "a@b.example,Ada,\nb@b.example,Bea,\n"
        await take(it, write_csv(tmp_path, HEADER + rows))
        await enroll_where(it, "hello", emails=["b@b.example"])
        await export_leads(
            it, out, declared=(), where=lambda lead: lead.first_name == "Bea"
        )
    lines = out.read_text().splitlines()
    assert [line.split(",")[0] for line in lines[1:]] == ["b@b.example"]
    assert lines[1].endswith(",hello: active")

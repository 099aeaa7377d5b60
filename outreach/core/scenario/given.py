"""Who a scenario is about: leads, read by the rules of an import."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outreach.core.header_row import GIVEN, HANDLES, Header
from outreach.core.language.reader import is_scalar
from outreach.core.lead_row import Problem, Row, RowReader
from outreach.core.scenario.model import Person

if TYPE_CHECKING:
    from collections.abc import Mapping

    from outreach.core.language.reader import Reader
    from outreach.core.lead_row import Judges
    from outreach.core.source import Node

NOBODY = "lead@client.example"
MOST_COLLEAGUES = 50

Cells = dict[str, tuple["Node", str]]
"""What is given of a lead: by field, where it stands and what it says."""


def read_cells(reader: Reader, node: Node | None, what: str = "given") -> Cells:
    """Return the fields of a lead, unjudged."""
    known = (*GIVEN, *reader.settings.fields)
    if node is None or not reader.mapping(node, what, known):
        return {}
    cells: Cells = {}
    for key, value in node.pairs:
        if key.value not in known or value.is_null:
            continue
        if key.value == "tags" and value.kind == "sequence":
            cells[key.value] = (value, ", ".join(item.value for item in value.items))
        elif is_scalar(value):
            cells[key.value] = (value, value.value)
        else:
            message = f"{key} is {value}: write its value"
            reader.complain(value, "bad-value", message)
    return cells


def read_row(
    reader: Reader, judges: Judges, cells: Mapping[str, tuple[Node, str]], at: Node
) -> Row | None:
    """Return what an import makes of these fields; what it refuses is complained of."""
    names = tuple(cells)
    rows = RowReader(
        Header(names), reader.settings.fields, reader.settings.stages, judges
    )
    row = rows.read(at.line, [text for _, text in cells.values()])
    if row is None:
        reader.complain(at, "bad-value", "nothing is given: name a field")
        return None
    problems = (row,) if isinstance(row, Problem) else row.notes
    for problem in problems:
        node = cells[problem.column][0] if problem.column in cells else at
        message = f"{problem.column or 'the lead'}: {problem.reason}"
        reader.complain(node, "bad-value", message)
    return row if isinstance(row, Row) else None


def read_people(
    reader: Reader,
    judges: Judges,
    cells: Cells,
    colleagues: Node | None,
    at: Node,
) -> tuple[Person, ...]:
    """Return the lead, and its colleagues in order."""
    if not any(name in cells for name in HANDLES):
        cells = {**cells, "email": (at, NOBODY)}
    row = read_row(reader, judges, cells, at)
    people = [] if row is None else [Person("", row)]
    if colleagues is None:
        return tuple(people)
    if colleagues.kind != "mapping" or len(colleagues.pairs) > MOST_COLLEAGUES:
        message = f"colleagues is {colleagues}: write `ben: {{first_name: Ben}}`"
        reader.complain(colleagues, "bad-value", message)
        return tuple(people)
    for key, value in colleagues.pairs:
        person = _colleague(reader, judges, cells, key, value)
        if person is not None:
            people.append(person)
    _refuse_doubles(reader, people, colleagues)
    return tuple(people)


def _colleague(
    reader: Reader, judges: Judges, lead: Cells, key: Node, value: Node
) -> Person | None:
    who = reader.name(key, "a colleague's name")
    own = {} if value.is_null else read_cells(reader, value, f"colleague {key}")
    shared = {
        name: cell
        for name, cell in lead.items()
        if name not in (*HANDLES, "first_name")
    }
    cells = {**shared, **own}
    if "email" not in cells:
        domain = lead["email"][1].rpartition("@")[2] if "email" in lead else ""
        cells["email"] = (key, f"{key.value}@{domain or 'client.example'}".lower())
    row = read_row(reader, judges, cells, key)
    return Person(who, row) if who and row else None


def _refuse_doubles(reader: Reader, people: list[Person], node: Node) -> None:
    identities = [person.row.identity for person in people]
    for person in people:
        if identities.count(person.row.identity) > 1 and person.who:
            message = f"{person.who} has the address of another: give each its own"
            reader.complain(node.key(person.who) or node, "bad-value", message)

"""Many rows at once: inserted and their ids told, written, or asked for in bounded statements."""

from __future__ import annotations

import json
from operator import itemgetter
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import ARRAY, Text, TypeDecorator, bindparam, insert
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import NullType

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence

    from sqlalchemy import BindParameter, ColumnElement, Dialect, Table
    from sqlalchemy.ext.asyncio import AsyncConnection
    from sqlalchemy.sql.base import Executable
    from sqlalchemy.sql.compiler import SQLCompiler
    from sqlalchemy.types import TypeEngine

T = TypeVar("T")

# Of 32,766 parameters that SQLite takes in a statement; PostgreSQL takes 65,535.
BATCH = 5_000


def batched(several: Sequence[T]) -> Iterator[Sequence[T]]:
    """Yield them in order, no more at once than one statement may ask for."""
    for start in range(0, len(several), BATCH):
        yield several[start : start + BATCH]


class Several(TypeDecorator[Any]):
    """Many values in one parameter: an array, or JSON where there are none."""

    impl = Text
    cache_ok = True

    def __init__(self, item: TypeEngine[Any]) -> None:
        super().__init__()
        self.item = item

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Pick the parameter's type."""
        is_array = dialect.name == "postgresql"
        return dialect.type_descriptor(ARRAY(self.item) if is_array else Text())

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        """Write it."""
        return value if dialect.name == "postgresql" else json.dumps(value)


class _Among(FunctionElement[bool]):
    inherit_cache = True
    # Of no type: as a boolean it would be compared with 1 on SQLite, which then reads every
    # row of the table.
    type = NullType()  # type: ignore[assignment] # see above


def among(column: ColumnElement[Any], name: str) -> _Among:
    """Return that the column is one of the values in the parameter of this name, a list.

    The statement is the same for any number of them, so it is made ready once.
    """
    return _Among(column, bindparam(name, type_=Several(column.type)))


@compiles(_Among, "sqlite")
def _among_sqlite(element: _Among, compiler: SQLCompiler, **options: Any) -> str:
    column, values = (compiler.process(each, **options) for each in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({values}))"  # noqa: S608 - both are compiled, not text from outside


@compiles(_Among, "postgresql")
def _among_postgresql(element: _Among, compiler: SQLCompiler, **options: Any) -> str:
    column, values = (compiler.process(each, **options) for each in element.clauses)
    return f"{column} = ANY ({values})"


class Prepared:
    """A statement that writes many rows, gone through once and not again for each of them."""

    def __init__(self, statement: Executable) -> None:
        self._statement = statement
        self._ready: dict[str, tuple[str, Callable[[Mapping[str, Any]], Any]]] = {}

    async def run(
        self, connection: AsyncConnection, rows: Collection[Mapping[str, Any]]
    ) -> int:
        """Run it for each row of parameters, by their names; return how many rows it wrote."""
        if not rows:
            return 0
        dialect = connection.dialect
        if dialect.name not in self._ready:
            self._ready[dialect.name] = _made_ready(self._statement, dialect)
        written, bound = self._ready[dialect.name]
        done = await connection.exec_driver_sql(
            written, [bound(row) for row in rows], {"preserve_rowcount": True}
        )
        return done.rowcount


def _made_ready(
    statement: Any, dialect: Dialect
) -> tuple[str, Callable[[Mapping[str, Any]], Any]]:
    """Return the statement's text and what makes a driver's parameters of a row."""
    compiled = statement.compile(dialect=dialect)
    names = compiled.positiontup or list(compiled.binds)
    values = [_value(compiled.binds[name], dialect) for name in names]

    def in_order(row: Mapping[str, Any]) -> Any:
        return tuple([value(row) for value in values])

    def by_name(row: Mapping[str, Any]) -> Any:
        return {name: value(row) for name, value in zip(names, values, strict=True)}

    return str(compiled), in_order if compiled.positional else by_name


def _value(bind: BindParameter[Any], dialect: Dialect) -> Callable[[Any], Any]:
    """Return what takes a parameter's value from a row, as the driver wants it."""
    write = bind.type.dialect_impl(dialect).bind_processor(dialect)
    if not bind.required:
        constant = bind.value if write is None else write(bind.value)
        return lambda _: constant
    taken = itemgetter(bind.key)
    if write is None:
        return taken
    return lambda row: write(taken(row))


async def insert_many(
    connection: AsyncConnection, table: Table, rows: Sequence[Mapping[str, Any]]
) -> list[int]:
    """Insert rows into a table with an `id`, in a few statements; return the ids in order."""
    if not rows:
        return []
    ordered = connection.dialect.name == "postgresql"
    # SQLite numbers a statement's rows as they stand in it, though it may return them
    # otherwise; asked for them in order, SQLAlchemy would insert them there one by one.
    statement = insert(table).returning(table.c.id, sort_by_parameter_order=ordered)
    result = await connection.execute(statement, list(rows))
    ids = [row.id for row in result]
    return ids if ordered else sorted(ids)

"""Sequence versions, with the bytes of everything they resolve to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from outreach.core.language.settings import Settings
from outreach.core.model import VersionHash
from outreach.core.version import Bundle, hash_of
from outreach.errors import NotFound
from outreach.store.lane import insert_for
from outreach.store.schema import sequences, version_files, versions

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.ext.asyncio import AsyncConnection


async def keep(
    connection: AsyncConnection, bundle: Bundle, now: datetime
) -> VersionHash:
    """Store a version unless it is there, and make it the one new leads get."""
    version = hash_of(bundle)
    known = await connection.execute(
        select(versions.c.hash).where(versions.c.hash == version)
    )
    if known.first() is None:
        await _insert(connection, bundle, version, now)
    await connection.execute(
        insert_for(connection, sequences)
        .values(name=bundle.name, version=version)
        .on_conflict_do_update(index_elements=["name"], set_={"version": version})
    )
    return version


async def all_current(connection: AsyncConnection) -> list[VersionHash]:
    """Return the version of each sequence that new leads get, by the sequences' names."""
    found = await connection.execute(
        select(sequences.c.version).order_by(sequences.c.name)
    )
    return [VersionHash(each) for each in found.scalars()]


async def names(connection: AsyncConnection) -> list[str]:
    """Return the name of each sequence that anybody was ever enrolled in."""
    return list((await connection.execute(select(sequences.c.name))).scalars())


async def _insert(
    connection: AsyncConnection, bundle: Bundle, version: VersionHash, now: datetime
) -> None:
    await connection.execute(
        insert_for(connection, versions)
        .values(
            hash=version,
            sequence=bundle.name,
            source=bundle.source,
            settings=bundle.settings.to_json(),
            created_at=now,
        )
        .on_conflict_do_nothing()
    )
    if bundle.files:
        await connection.execute(
            insert_for(connection, version_files).on_conflict_do_nothing(),
            [
                {"hash": version, "name": name, "content": content}
                for name, content in sorted(bundle.files.items())
            ],
        )


async def load(connection: AsyncConnection, version: VersionHash) -> Bundle:
    """Return what a version was made of. Raises NotFound."""
    rows = await connection.execute(select(versions).where(versions.c.hash == version))
    row = rows.mappings().one_or_none()
    if row is None:
        raise NotFound(f"no sequence version {version} in this database")
    files = await connection.execute(
        select(version_files.c.name, version_files.c.content).where(
            version_files.c.hash == version
        )
    )
    return Bundle(
        name=row["sequence"],
        source=row["source"],
        settings=Settings.from_json(row["settings"]),
        files={row.name: row.content for row in files},
    )


async def current(connection: AsyncConnection, sequence: str) -> VersionHash | None:
    """Return the version that new leads of a sequence get."""
    found = await connection.execute(
        select(sequences.c.version).where(sequences.c.name == sequence)
    )
    version = found.scalar_one_or_none()
    return None if version is None else VersionHash(version)

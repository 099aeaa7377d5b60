"""Writes the suppression list to a file: as it is, or as hashes that can be handed on."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING

from outreach.core.formula import neutral
from outreach.services.target import writing
from outreach.store import suppression as suppressions

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from outreach.services.engine import Engine

COLUMNS = ("kind", "value", "reason", "source", "created_at")
HASHED = ("sha256", "reason", "created_at")


@dataclass(frozen=True, slots=True)
class Exported:
    """How many entries were written, and how many of each kind could not be."""

    entries: int
    left_out: Mapping[str, int] = field(default_factory=dict)


async def export_suppressions(
    engine: Engine, path: Path, *, hashes: bool = False
) -> Exported:
    """Write the list to a CSV file. Raises InputError.

    With `hashes`, addresses go out as SHA-256 (of the address, trimmed, in lower case, as hex),
    which others can compare with theirs. A domain or handle would be guessed from its hash,
    and a hash that is here already may be keyed with our own secret: they are left out.
    """
    written, left = 0, Counter[str]()
    with writing(path) as file:
        rows = csv.writer(file)
        rows.writerow(HASHED if hashes else COLUMNS)
        async with engine.database.reading() as connection:
            async for row in suppressions.each(connection):
                at = row["created_at"].isoformat()
                if not hashes:
                    texts = (row[name] for name in COLUMNS[:-1])
                    rows.writerow((*map(neutral, texts), at))
                elif row["kind"] == "address":
                    digest = sha256(row["value"].encode("utf-8", "surrogatepass"))
                    rows.writerow((digest.hexdigest(), neutral(row["reason"]), at))
                else:
                    left[row["kind"]] += 1
                    continue
                written += 1
    return Exported(written, dict(left))

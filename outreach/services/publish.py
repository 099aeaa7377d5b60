"""Makes sequences known to the database, with all that they lead into."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outreach.core.sequence import Enroll
from outreach.services.recount import settle_sequence
from outreach.store import version as versions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from outreach.core.model import VersionHash
    from outreach.core.sequence import Sequence
    from outreach.core.version import Bundle
    from outreach.services.engine import Engine, Release


def reached(
    name: str, bundle: Callable[[str], Bundle], read: Callable[[Bundle], Release]
) -> list[Bundle]:
    """Return a sequence and every one it enrolls leads in, each once, the named one first.

    Raises what `bundle` raises: a sequence that leads into a faulty one cannot be run.
    """
    found: dict[str, Bundle] = {}
    waiting = [name]
    while waiting:
        one = bundle(waiting.pop(0))
        if one.name not in found:
            found[one.name] = one
            waiting += _enrolls_in(read(one).sequence)
    return list(found.values())


async def publish(engine: Engine, bundles: Iterable[Bundle]) -> dict[str, VersionHash]:
    """Keep these versions, as what new leads get from now on."""
    found: dict[str, VersionHash] = {}
    async with engine.database.writing() as connection:
        for bundle in bundles:
            before = await versions.current(connection, bundle.name)
            version = await versions.keep(connection, bundle, engine.now())
            if version != before:
                await settle_sequence(engine, connection, version)
            found[bundle.name] = version
    return found


def _enrolls_in(sequence: Sequence) -> Iterator[str]:
    actions = [step.action for step in sequence.steps.values()]
    for following in sequence.reactions.values():
        actions += following
    for action in actions:
        if isinstance(action, Enroll):
            yield action.sequence

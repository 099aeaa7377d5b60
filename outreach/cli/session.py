"""Opens what a command works with, runs it on a loop of its own, and closes it again."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from outreach.cli.place import find

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
    from pathlib import Path

    from outreach.bootstrap import Deployment

T = TypeVar("T")


def run(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run to its end on a loop of its own."""
    import asyncio

    return asyncio.run(coroutine)


def with_deployment(
    place: Path | None,
    use: Callable[[Deployment], Awaitable[T]],
    *,
    armed: bool = False,
) -> T:
    """Do something with the workspace's deployment, and return what came of it.

    Who is `armed` talks to the world outside, so no secret may be missing.
    """

    async def opened() -> T:
        async with deployment(place, armed=armed) as found:
            return await use(found)

    return run(opened())


@asynccontextmanager
async def deployment(
    place: Path | None, *, armed: bool = False
) -> AsyncIterator[Deployment]:
    """Open the workspace's deployment on the running loop."""
    from outreach.bootstrap import load_workspace, open_engine

    workspace = load_workspace(find(place), unarmed=not armed)
    async with open_engine(workspace) as found:
        yield found

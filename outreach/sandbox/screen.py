"""Shows how a demo goes on: bars to a person at a terminal, a line now and then elsewhere."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from rich.console import Console
from rich.live import Live
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime
    from typing import TextIO

    from outreach.sandbox.story import Scene

WIDTH = 30
A_LINE_EACH = timedelta(days=3)  # of the demo's own time
FRAMES = 8  # a second


def bar(share: float) -> str:
    """Return a bar for a share of the whole, 0 to 1."""
    return "█" * max(round(share * WIDTH), 1 if share else 0)


@contextmanager
def watched(stream: TextIO) -> Iterator[Callable[[Scene], None]]:
    """Show each scene that it is called with."""
    if not stream.isatty():
        yield _lines(stream)
        return
    with Live(
        console=Console(file=stream), refresh_per_second=FRAMES, transient=True
    ) as live:
        yield lambda scene: live.update(_picture(scene))


def _lines(stream: TextIO) -> Callable[[Scene], None]:
    told_at: datetime | None = None

    def tell(scene: Scene) -> None:
        nonlocal told_at
        if (
            told_at is not None
            and scene.now < told_at + A_LINE_EACH
            and scene.share < 1
        ):
            return
        told_at = scene.now
        stages = ", ".join(f"{count} {stage}" for stage, count in scene.stages.items())
        stream.write(
            f"{scene.now:%a %d %b %Y}: {scene.sent} mails, {scene.answers} answers; "
            f"{stages}\n"
        )
        stream.flush()

    return tell


def _picture(scene: Scene) -> Table:
    table = Table.grid(padding=(0, 2))
    table.add_row(f"{scene.now:%a %d %b %Y %H:%M} UTC", bar(scene.share), "")
    table.add_row("mails sent", "", str(scene.sent))
    table.add_row("answers heard", "", str(scene.answers))
    whole = sum(scene.stages.values()) or 1
    for stage, count in scene.stages.items():
        table.add_row(stage, bar(count / whole), str(count))
    return table

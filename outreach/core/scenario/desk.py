"""What every part of a scenario file is read with: a reader, the sequences, the clock it is on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from outreach.core.language.reader import is_scalar

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from outreach.core.language.reader import Reader
    from outreach.core.lead_row import Judges
    from outreach.core.scenario.moment import Origin, Spot
    from outreach.core.sequence import Sequence, Step
    from outreach.core.source import Node


@dataclass(frozen=True, slots=True)
class Known:
    """What scenarios may speak of: sequences that have no faults, and who judges leads.

    `zone` is the workspace's.
    """

    sequences: Mapping[str, Sequence]
    judges: Judges
    zone: str


@dataclass(frozen=True, slots=True)
class Desk:
    """Where one scenario is read."""

    reader: Reader
    known: Known
    sequence: str
    origin: Origin
    who: Collection[str] = ()  # its colleagues

    def spot(self, node: Node) -> Spot | None:
        """Return a moment, a bare number being a day; one before the start is complained of."""
        spot = self.reader.made(node, "moment", self._read)
        start_on = self.origin.start_on
        if spot is not None and spot.on is not None and start_on and spot.on < start_on:
            self.past(node)
        return spot

    def _read(self, text: str) -> Spot:
        return self.origin.read(f"day {text}" if text.strip().isdecimal() else text)

    def past(self, node: Node) -> None:
        """Complain of a moment before the scenario begins."""
        message = f"{node} is before the start: choose a later moment, or start earlier"
        self.reader.complain(node, "bad-moment", message)

    def choice(
        self, node: Node, what: str, among: Collection[str], code: str
    ) -> str | None:
        """Return one of the known names."""
        return self.reader.choice(node, what, among, code)

    def steps(self, sequence: str = "") -> Mapping[str, Step] | None:
        """Return a sequence's steps by id; None where it cannot be read."""
        found = self.known.sequences.get(sequence or self.sequence)
        return (
            None if found is None else {str(key): s for key, s in found.steps.items()}
        )

    def step(
        self, node: Node, kinds: Collection[type], sequence: str = ""
    ) -> str | None:
        """Return the id of a step that does one of these things; () is any."""
        if not is_scalar(node):
            self.reader.complain(node, "bad-value", f"{node} is no step: write its id")
            return None
        steps = self.steps(sequence)
        if steps is None:
            return node.value
        fitting = [
            key
            for key, step in steps.items()
            if not kinds or type(step.action) in kinds
        ]
        return self.reader.choice(node, "step", fitting, "unknown-step")

    def person(self, node: Node | None) -> str:
        """Return which colleague is meant; "" is the lead itself."""
        if node is None:
            return ""
        return self.reader.choice(node, "colleague", self.who) or ""

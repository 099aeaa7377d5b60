"""A file of scenarios, from the root of its YAML: what it says, or every complaint about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from outreach.core import duration, zone
from outreach.core.language.reader import Reader
from outreach.core.scenario.desk import Desk
from outreach.core.scenario.draw import read_senders, read_variants
from outreach.core.scenario.given import Cells, read_cells, read_people
from outreach.core.scenario.model import Happening, Scenario, ScenarioFile
from outreach.core.scenario.moment import Origin, Spot
from outreach.core.scenario.then import read_then
from outreach.core.scenario.when import MOMENTS, read_when

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from outreach.core.language.settings import Settings
    from outreach.core.scenario.desk import Known
    from outreach.core.source import Complaint, Node

ENDINGS = (".test.yaml", ".test.yml")
SHARED = ("start", "timezone", "given", "limits")
FILE_KEYS = ("sequence", "description", *SHARED, "scenarios")
KEYS = ("name", *SHARED, "variants", "senders", "colleagues", "when", "then", "until")
LIMITS = ("kept", "none")
START = "2026-03-02 09:00"  # a Monday
NINE = datetime.strptime("09:00", "%H:%M").time()  # noqa: DTZ007 - a time of day
MOST = 1_000


@dataclass(frozen=True, slots=True)
class Reading:
    """The scenarios of a file, unless it has complaints that are no warnings."""

    file: ScenarioFile | None
    complaints: tuple[Complaint, ...]


@dataclass(frozen=True, slots=True)
class _Shared:
    """What a scenario takes over from its file."""

    start: Node | None
    zone: ZoneInfo
    cells: Cells
    limits: bool


def stem_of(path: str) -> str:
    """Return what stands before `.test.yaml` in a file's name."""
    name = path.rpartition("/")[2]
    return next((name.removesuffix(end) for end in ENDINGS if name.endswith(end)), name)


def sequence_of(root: Node) -> str:
    """Return the name of the sequence that a file tests: it says so, else its own name does."""
    named = root.get("sequence")
    return named.value if named is not None and named.value else stem_of(root.path)


def read_scenarios(root: Node, settings: Settings, known: Known) -> Reading:
    """Read a file's root; complains of everything at once, never raises."""
    reader = Reader(settings)
    file = _read(reader, root, known)
    complaints = tuple(sorted(reader.complaints))
    fine = all(complaint.warning for complaint in complaints)
    return Reading(file if fine else None, complaints)


def _read(reader: Reader, root: Node, known: Known) -> ScenarioFile | None:
    if not reader.mapping(root, "a scenario file", FILE_KEYS, required=("scenarios",)):
        return None
    sequence = _sequence(reader, root)
    shared = _shared(
        reader, root, _Shared(None, zone.load(known.zone), {}, limits=True)
    )
    nodes = root.get("scenarios")
    items = reader.some(nodes, "scenarios") if nodes else ()
    if nodes is not None and len(items) > MOST:
        message = f"{len(items)} scenarios are too many: split the file"
        reader.complain(nodes, "too-large", message)
        return None
    taken: set[str] = set()
    found = [_scenario(reader, item, known, sequence, shared, taken) for item in items]
    scenarios = tuple(one for one in found if one is not None)
    return ScenarioFile(root.path, sequence, scenarios)


def _sequence(reader: Reader, root: Node) -> str:
    node, name = root.get("sequence"), sequence_of(root)
    if node is not None:
        known = reader.settings.sequences
        reader.choice(node, "sequence", known, "unknown-sequence")
    elif name not in reader.settings.sequences:
        hint = reader.nearest(name, reader.settings.sequences)
        message = f'no sequence "{name}"{hint}: name the one it tests, as `sequence: x`'
        reader.complain(root, "unknown-sequence", message)
    return name


def _shared(reader: Reader, node: Node, above: _Shared) -> _Shared:
    start, place, given, limits = map(node.get, SHARED)
    named = reader.made(place, "time zone", duration.read_timezone) if place else None
    kept = reader.choice(limits, "limits", LIMITS) if limits else None
    return _Shared(
        start or above.start,
        zone.load(named) if named else above.zone,
        {**above.cells, **read_cells(reader, given)},
        above.limits if kept is None else kept == "kept",
    )


def _scenario(
    reader: Reader,
    node: Node,
    known: Known,
    sequence: str,
    above: _Shared,
    taken: set[str],
) -> Scenario | None:
    if not reader.mapping(node, "a scenario", KEYS, required=("name",)):
        return None
    name = _name(reader, node, taken)
    shared = _shared(reader, node, above)
    start = _start(reader, shared)
    origin = Origin(shared.zone, start.astimezone(shared.zone).date())
    colleagues = node.get("colleagues")
    people = read_people(reader, known.judges, shared.cells, colleagues, node)
    who = [person.who for person in people if person.who]
    desk = Desk(reader, known, sequence, origin, who)
    happenings = _happenings(desk, node, start)
    then_node, until = node.get("then"), node.get("until")
    if then_node is None and not node.partial:
        _warn(reader, node)
    last = desk.spot(until) if until else None
    return Scenario(
        name=name,
        sequence=sequence,
        start=start,
        zone=shared.zone,
        people=people,
        happenings=happenings,
        then=read_then(desk, then_node),
        until=_end(desk, until, last) if until and last else None,
        limits=shared.limits,
        line=node.line,
        then_line=_line_of(node, "then"),
        variants=read_variants(desk, node.get("variants")),
        senders=read_senders(desk, node.get("senders")),
    )


def _happenings(desk: Desk, node: Node, start: datetime) -> tuple[Happening, ...]:
    happenings = read_when(desk, node.get("when"))
    for happening in happenings:
        if happening.when.at is not None and happening.when.at < start:
            _complain_of_past(desk, node, happening.line)
    return happenings


def _name(reader: Reader, node: Node, taken: set[str]) -> str:
    named = node.get("name")
    name = (reader.line(named, "name") if named else None) or ""
    if named is not None and name in taken:
        message = f"another scenario is called {named}: choose a name of its own"
        reader.complain(named, "duplicate-name", message)
    taken.add(name)
    return name


def _start(reader: Reader, shared: _Shared) -> datetime:
    origin = Origin(shared.zone)
    usual = origin.read(START).at(NINE)
    if shared.start is None:
        return usual
    read = reader.made(shared.start, "moment", lambda text: origin.read(text).at(NINE))
    return usual if read is None else read.astimezone(UTC)


def _complain_of_past(desk: Desk, node: Node, line: int) -> None:
    items = (node.get("when") or node).items
    found = next(item for item in items if item.line == line)
    value = next(filter(None, map(found.get, MOMENTS)), found)
    # A day before the start has been complained of already.
    if not any(
        c.line == value.line and c.code == "bad-moment" for c in desk.reader.complaints
    ):
        desk.past(value)


def _end(desk: Desk, node: Node, spot: Spot) -> datetime | None:
    return desk.reader.made(node, "moment", lambda _: spot.at())


def _warn(reader: Reader, node: Node) -> None:
    remedy = "write `then`, or let `outreach test --update` write it"
    message = f"nothing is expected: {remedy}"
    reader.complain(node, "missing-key", message, warning=True)


def _line_of(node: Node, key: str) -> int | None:
    found = node.key(key)
    return None if found is None else found.line

"""Reads the scenarios of a workspace's folder, with the sequences that they test."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from outreach.adapters import contact, source
from outreach.bootstrap.folder import bundle
from outreach.core.lead_row import Judges
from outreach.core.scenario.desk import Known
from outreach.core.scenario.read import read_scenarios, sequence_of
from outreach.core.sequence import Enroll
from outreach.core.source import Complaint
from outreach.core.version import sequence_of as sequence_of_bundle
from outreach.errors import CheckFailed, NotFound
from outreach.setting.folder import Folder

if TYPE_CHECKING:
    from collections.abc import Mapping

    from outreach.config import Workspace
    from outreach.core.scenario.model import ScenarioFile
    from outreach.core.sequence import Sequence
    from outreach.core.version import Bundle

BROKEN = "broken-sequence"


@dataclass(frozen=True, slots=True)
class ScriptFile:
    """One file of scenarios: what it says, unless it or its sequence has complaints."""

    path: str
    text: bytes
    file: ScenarioFile | None
    complaints: tuple[Complaint, ...]
    bundles: Mapping[str, Bundle]
    sequence: Sequence | None = None


def read_scripts(workspace: Workspace) -> list[ScriptFile]:
    """Read every file of scenarios, each with what is wrong with it or its sequence."""
    files = Folder(workspace.folder)
    found = files.scenarios()
    cache = _Bundles(workspace)
    scripts = [_script(workspace, cache, path, text) for path, text in found.items()]
    broken = [
        ScriptFile(each.path, b"", None, (each,), {}) for each in files.complaints
    ]
    return [*scripts, *broken]


@dataclass(slots=True)
class _Bundles:
    """Sequences of the workspace with all that they enroll in, each read once."""

    workspace: Workspace
    known: dict[str, tuple[Bundle, Sequence]]

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self.known = {}

    def of(self, name: str) -> dict[str, Bundle]:
        """Return a sequence and those it leads to. Raises NotFound, CheckFailed."""
        found: dict[str, Bundle] = {}
        waiting = [name]
        while waiting:
            each = waiting.pop()
            if each not in found:
                found[each], sequence = self._one(each)
                waiting += _enrolled_in(sequence)
        return found

    def sequences(self) -> dict[str, Sequence]:
        """Return what could be read so far."""
        return {name: sequence for name, (_, sequence) in self.known.items()}

    def _one(self, name: str) -> tuple[Bundle, Sequence]:
        if name not in self.known:
            read = bundle(self.workspace, name)
            self.known[name] = (read, sequence_of_bundle(read, source.read))
        return self.known[name]


def _enrolled_in(sequence: Sequence) -> list[str]:
    actions = [step.action for step in sequence.steps.values()]
    actions += [action for each in sequence.reactions.values() for action in each]
    return [action.sequence for action in actions if isinstance(action, Enroll)]


def _script(
    workspace: Workspace, cache: _Bundles, path: str, text: bytes
) -> ScriptFile:
    root, complaints = source.read(text, path)
    if root is None:
        return ScriptFile(path, text, None, tuple(complaints), {})
    bundles: dict[str, Bundle] = {}
    faults: tuple[Complaint, ...] = ()
    try:
        bundles = cache.of(sequence_of(root))
    except NotFound:
        pass  # the reading complains of it, with its place
    except CheckFailed as error:
        faults = (_of_sequence(path, str(error)),)
    known = Known(
        cache.sequences(),
        Judges(address=contact.address, phone=contact.phone),
        workspace.config.timezone,
    )
    reading = read_scenarios(root, workspace.settings(), known)
    every = (*complaints, *reading.complaints, *faults)
    fine = all(complaint.warning for complaint in every)
    sequence = cache.sequences().get(sequence_of(root))
    file = reading.file if fine else None
    return ScriptFile(path, text, file, every, bundles, sequence)


def _of_sequence(path: str, told: str) -> Complaint:
    first = told.splitlines()[0]
    return Complaint(path, 1, 1, BROKEN, f"its sequence has faults: {first}")


def scenario_complaints(workspace: Workspace) -> list[Complaint]:
    """Return every complaint about the files of scenarios, but none about their sequences."""
    return [
        complaint
        for script in read_scripts(workspace)
        for complaint in script.complaints
        if complaint.code != BROKEN
    ]

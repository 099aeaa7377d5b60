"""A sequence version: the bytes of everything it resolves to, and the hash that names it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING

from outreach.core.language import read_sequence
from outreach.core.model import VersionHash
from outreach.errors import CheckFailed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from outreach.core.language import Settings
    from outreach.core.sequence import Sequence
    from outreach.core.source import Complaint, Node

    Read = Callable[[bytes, str], tuple[Node | None, list[Complaint]]]

_FORMAT = "outreach sequence version 1"
_HASH_LENGTH = 32  # 16 bytes in hex


@dataclass(frozen=True, slots=True)
class Bundle:
    """What one sequence version resolves to, so that a worker needs no folder.

    `settings` are those the sequence was read with, so that it can be read again when the
    workspace has changed; `files` are its templates, their includes and its attachments, by
    their names under templates/.
    """

    name: str
    source: bytes
    settings: Settings
    files: Mapping[str, bytes] = field(default_factory=dict)


def hash_of(bundle: Bundle) -> VersionHash:
    """Return the version's name: half a SHA-256, in hex, of all that it resolves to."""
    parts = {
        "format": _FORMAT,
        "name": bundle.name,
        "source": sha256(bundle.source).hexdigest(),
        "settings": bundle.settings.for_version(),
        "files": {
            name: sha256(content).hexdigest() for name, content in bundle.files.items()
        },
    }
    canonical = json.dumps(parts, sort_keys=True, separators=(",", ":"))
    return VersionHash(sha256(canonical.encode()).hexdigest()[:_HASH_LENGTH])


def sequence_of(bundle: Bundle, read: Read) -> Sequence:
    """Return the sequence that a bundle holds. Raises CheckFailed if it does not hold one."""
    root, complaints = read(bundle.source, f"sequences/{bundle.name}.yaml")
    sequence = None
    if root is not None:
        sequence, found = read_sequence(root, bundle.settings, kept=True)
        complaints = [*complaints, *found]
    if sequence is None or any(not complaint.warning for complaint in complaints):
        raise CheckFailed("\n".join(map(str, complaints)))
    return sequence

"""Checks sequences and the templates they reach, and bundles what a version is made of.

Pure over its inputs: bytes in, complaints out. Nothing here raises for what a file holds.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, assert_never

from outreach.core import language as sequences
from outreach.core.language import Role
from outreach.core.language.cycle import enroll_cycles
from outreach.core.language.email import file_named
from outreach.core.source import Complaint, nearest, place
from outreach.core.version import Bundle
from outreach.errors import CheckFailed, NotFound
from outreach.services.lack import Script, lack
from outreach.services.lint import bodies, lint, lint_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from collections.abc import Sequence as Several

    from outreach.core.language import Settings, Text
    from outreach.core.sequence import Sequence
    from outreach.core.source import Node
    from outreach.ports import TemplateProblem, Templates
    from outreach.services.lack import Each

    Read = Callable[[bytes, str], tuple[Node | None, list[Complaint]]]

_TEMPLATES = "templates/"


def check(
    sources: Mapping[str, bytes],
    templates: Mapping[str, bytes],
    settings: Settings,
    *,
    read: Read,
    language: Templates,
    each: Each | None = None,
) -> list[Complaint]:
    """Return every complaint about the sequences and all they reach, in order of place.

    `sources` are by path, `templates` by their name under templates/, which `language`
    knows too. Sequences may enroll in each other and in those that `settings` name.
    `each` calls back with every known lead, to tell what they lack.
    """
    roots = {path: read(content, path) for path, content in sources.items()}
    names = {sequences.name_of(root) for root, _ in roots.values() if root is not None}
    settings = replace(settings, sequences=settings.sequences | names)
    checker = _Checker(settings, templates, language)
    complaints = []
    for root, found in roots.values():
        complaints += found
        if root is not None:
            complaints += checker.sequence(root).complaints
    complaints += checker.files()
    complaints += _duplicates(root for root, _ in roots.values() if root is not None)
    complaints += enroll_cycles(
        (sequences.name_of(root), root)
        for root, _ in roots.values()
        if root is not None
    )
    if each is not None:
        complaints += lack(checker.scripts, templates, language, each)
    return sorted(set(complaints))


def bundle_of(
    name: str,
    sources: Mapping[str, bytes],
    templates: Mapping[str, bytes],
    settings: Settings,
    *,
    read: Read,
    language: Templates,
) -> Bundle:
    """Return all that a sequence, given by its name or path, resolves to.

    Raises NotFound for one that is not among `sources`, and CheckFailed with every
    complaint about it or what it reaches that is no warning.
    """
    path = _path_of(name, sources, read)
    root, complaints = read(sources[path], path)
    checker = _Checker(settings, templates, language)
    if root is not None:
        seen = checker.sequence(root)
        complaints += [*seen.complaints, *checker.files()]
        if seen.sequence is not None and not _faults(complaints):
            return Bundle(
                seen.sequence.name,
                sources[path],
                settings,
                {name: templates[name] for name in sorted(checker.reached)},
            )
    raise CheckFailed("\n".join(map(str, sorted(_faults(complaints)))))


@dataclass(frozen=True, slots=True)
class _Seen:
    """What came of one file: its sequence, unless it has faults of its own."""

    sequence: Sequence | None
    complaints: list[Complaint]


@dataclass(slots=True)
class _Checker:
    """Checks files one by one; notes which templates and attachments they reach."""

    settings: Settings
    templates: Mapping[str, bytes]
    language: Templates
    reached: set[str] = field(default_factory=set)
    scripts: list[Script] = field(default_factory=list)  # those without faults
    _written: set[str] = field(default_factory=set)  # reached to be rendered
    _bodies: set[str] = field(default_factory=set)  # those that are a mail's whole body

    def sequence(self, root: Node) -> _Seen:
        """Check a sequence's file, but not the files that it reaches."""
        reading = sequences.read(root, self.settings)
        complaints = list(reading.complaints)
        for text in reading.texts:
            complaints += self._text(text)
        if reading.sequence is not None and not _faults(complaints):
            self.scripts.append(Script(root, reading.sequence, reading.texts))
        self._bodies.update(bodies(root))
        complaints += lint(root, self.templates, self.settings, self.language)
        return _Seen(reading.sequence, complaints)

    def files(self) -> list[Complaint]:
        """Check every template reached so far, each once."""
        return [
            complaint
            for name in sorted(self._written)
            for complaint in self._file(name)
        ]

    def _text(self, text: Text) -> Several[Complaint]:
        match text.kind:
            case Role.BODY if name := file_named(text.value):
                return self._named(text.node, name, "template")
            case Role.BODY | Role.SUBJECT | Role.TEXT:
                self._reach(self.language.includes(text.value))
                return _placed(text.node, self.language.problems(text.value))
            case Role.EXPRESSION:
                problems = self.language.expression_problems(text.value)
                return _placed(text.node, problems)
            case Role.ATTACHMENT:
                return self._named(text.node, text.value, "attachment")
            case _:
                assert_never(text.kind)

    def _named(self, node: Node, name: str, what: str) -> Several[Complaint]:
        if name not in self.templates:
            hint = nearest(name, self.templates)
            remedy = f"add {_TEMPLATES}{name}, or correct the name"
            message = f"no {what} {node}{hint}: {remedy}"
            return [_at(node, "missing-template", message)]
        if what == "attachment":
            self.reached.add(name)
        else:
            self._reach([name, *self._included(name)])
        return []

    def _reach(self, names: Iterable[str]) -> None:
        found = {name for name in names if name in self.templates}
        self.reached |= found
        self._written |= found

    def _included(self, name: str) -> Several[str]:
        text = _decoded(self.templates[name])
        return () if text is None else self.language.includes(text)

    def _file(self, name: str) -> list[Complaint]:
        path, text = f"{_TEMPLATES}{name}", _decoded(self.templates[name])
        if text is None:
            message = "the template is not UTF-8: save it as UTF-8"
            return [Complaint(path, 1, 1, "bad-template", message)]
        problems = self.language.problems(text, html=name.endswith(".html"))
        told = [
            Complaint(path, found.line, found.column, found.code, found.message)
            for found in problems
        ]
        return told or lint_file(name, text, whole=name in self._bodies)


def _placed(node: Node, problems: Iterable[TemplateProblem]) -> list[Complaint]:
    """Return problems of a scalar's text as complaints at their place in the file."""
    return [
        Complaint(
            node.path, *place(node, found.line, found.column), found.code, found.message
        )
        for found in problems
    ]


def _at(node: Node, code: str, message: str) -> Complaint:
    return Complaint(node.path, node.line, node.column, code, message)


def _decoded(content: bytes) -> str | None:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None


def _duplicates(roots: Iterable[Node]) -> list[Complaint]:
    """Complain of each file but the first, by path, that has a name taken already."""
    by_name = defaultdict(list)
    for root in sorted(roots, key=lambda root: root.path):
        by_name[sequences.name_of(root)].append(root)
    return [
        _at(
            root.get("name") or root,
            "duplicate-name",
            f'"{name}" is the sequence in {first.path} already: rename one of the two',
        )
        for name, (first, *others) in by_name.items()
        for root in others
    ]


def _path_of(name: str, sources: Mapping[str, bytes], read: Read) -> str:
    if name in sources:
        return name
    known = {}
    for path in sorted(sources, reverse=True):
        root, _ = read(sources[path], path)
        known[_name_of(root, path)] = path
    if name not in known:
        hint = nearest(name, known)
        raise NotFound(f'no sequence "{name}"{hint}: it has no file under sequences/')
    return known[name]


def _name_of(root: Node | None, path: str) -> str:
    if root is not None:
        return sequences.name_of(root)
    return path.rpartition("/")[2].rpartition(".")[0]


def _faults(complaints: Iterable[Complaint]) -> list[Complaint]:
    return [complaint for complaint in complaints if not complaint.warning]

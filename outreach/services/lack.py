"""Tells what the known leads lack for what is written: who would pause where, and why.

The template language itself decides, once for each kind of lead that a text tells apart.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from outreach.core.language import Role
from outreach.core.language.email import file_named
from outreach.core.lint.crowd import Crowd, Kind, is_full, masked
from outreach.core.lint.tree import spots
from outreach.core.source import Complaint, place
from outreach.errors import MissingData, RenderError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from collections.abc import Sequence as Several

    from outreach.core.language import Text
    from outreach.core.lint.tree import Guard, Spot
    from outreach.core.model import Lead
    from outreach.core.sequence import Sequence
    from outreach.core.source import Node
    from outreach.ports import Templates, Uses

    Each = Callable[[Callable[[Lead], None]], None]
    """Calls back with every known lead."""

_TEMPLATES = "templates/"
MOST_KINDS = 20_000  # looked at for one text
_TAG = re.compile(r"\{[{%].*?[%}]\}", re.DOTALL)
_SENDER = {"name": "Sender", "address": "sender@sender.example"}


@dataclass(frozen=True, slots=True)
class Script:
    """A sequence without faults, with its file and the texts in it."""

    root: Node
    sequence: Sequence
    texts: Several[Text]


@dataclass(frozen=True, slots=True)
class _Demand:
    """A text as it is to be written, or an expression; who comes to it; what both name."""

    node: Node
    text: str
    file: str  # under templates/; "" for what stands in the sequence
    is_expression: bool
    guards: tuple[Guard, ...]
    uses: Uses
    fields: tuple[str, ...]  # of the guards, too


def lack(
    scripts: Several[Script],
    templates: Mapping[str, bytes],
    language: Templates,
    each: Each,
) -> list[Complaint]:
    """Return a warning for each field that a text needs and known leads do not have."""
    lacks = _Lacks(templates, language)
    demands = [(script, list(lacks.demands(script))) for script in scripts]
    crowd = _crowd(demands)
    each(crowd.add)
    if not crowd.count:
        return []
    return [
        complaint
        for script, some in demands
        for complaint in lacks.complaints(script, some, crowd)
    ]


def _crowd(demands: list[tuple[Script, list[_Demand]]]) -> Crowd:
    present, valued = {"email"}, set[str]()
    for script, some in demands:
        present.update(script.sequence.require)
        for demand in some:
            present |= demand.uses.present
            valued |= demand.uses.valued
    return Crowd(tuple(sorted(present - valued)), tuple(sorted(valued)))


@dataclass(frozen=True, slots=True)
class _Lacks:
    templates: Mapping[str, bytes]
    language: Templates

    def demands(self, script: Script) -> Iterator[_Demand]:
        """Yield what a sequence asks of its leads, but for what asks nothing."""
        passed = _passed(script.root)
        for text in script.texts:
            if text.kind is Role.ATTACHMENT:
                continue
            guards = passed.get((text.node.line, text.node.column), ())
            demand = self._demand(text, guards)
            if demand.uses.present or demand.uses.valued:
                yield demand

    def _demand(self, text: Text, guards: tuple[Guard, ...]) -> _Demand:
        is_expression = text.kind is Role.EXPRESSION
        file = (file_named(text.value) or "") if text.kind is Role.BODY else ""
        written = self._file(file) if file else text.value
        # What depends on events or the time may hold of anybody.
        known = [
            (guard, uses)
            for guard in guards
            if not (
                uses := self.language.uses(guard.expression, expression=True)
            ).beyond
        ]
        own = self.language.uses(written, expression=is_expression)
        uses = type(own)(
            own.present.union(*(each.present for _, each in known)),
            own.valued.union(*(each.valued for _, each in known)),
            own.beyond,
        )
        return _Demand(
            text.node,
            written,
            file,
            is_expression,
            tuple(guard for guard, _ in known),
            uses,
            tuple(sorted(uses.present | uses.valued)),
        )

    def _file(self, name: str) -> str:
        return self.templates.get(name, b"").decode("utf-8-sig", "replace")

    def complaints(
        self, script: Script, demands: list[_Demand], crowd: Crowd
    ) -> Iterator[Complaint]:
        """Yield what the leads that may be enrolled lack for these texts."""
        sequence = script.sequence
        mails = any(step.channel == "email" for step in sequence.steps.values())
        required = {*sequence.require, *(("email",) if mails else ())}
        empty = [name for name in sequence.require if not crowd.is_filled(name)]
        if empty:
            yield from _unmet(script.root, empty)
            return
        able = list(crowd.having(required))
        for demand in demands:
            yield from self._judged(script, demand, able, crowd)

    def _judged(
        self, script: Script, demand: _Demand, able: list[Kind], crowd: Crowd
    ) -> Iterator[Complaint]:
        if demand.uses.beyond and demand.is_expression:
            return
        comers, missing = 0, defaultdict[str, list[Kind]](list)
        for kinds in _alike(able, demand)[:MOST_KINDS]:
            lacked = self._lacked(script, demand, kinds[0].first)
            if lacked is None:
                continue
            comers += sum(kind.count for kind in kinds)
            if lacked:
                missing[lacked] += kinds
        for name, kinds in sorted(missing.items()):
            count = sum(kind.count for kind in kinds)
            first = masked(min(kinds, key=lambda kind: kind.first.id).first)
            if not crowd.is_filled(name):
                message = f"no known lead has a `{name}`: {_REMEDY}"
                yield self._at(demand, name, "unfilled-field", message)
                continue
            have = "has" if count == 1 else "have"
            told = f"{count} of {comers} leads {have} no `{name}` (first: {first})"
            message = f"{told} and would pause here: {_REMEDY}"
            yield self._at(demand, name, "missing-data", message)

    def _lacked(self, script: Script, demand: _Demand, lead: Lead) -> str | None:
        """Return the field that a lead lacks, "" for none; None if it does not come by."""
        values = {
            "lead": lead,
            "sender": _SENDER,
            "sequence": {"name": script.sequence.name},
            "step": {"id": "step"},
            "unsubscribe_url": "https://stop.example/",
            "events": (),
        }
        try:
            for guard in demand.guards:
                if self.language.holds(guard.expression, values) != guard.wanted:
                    return None
            if demand.is_expression:
                self.language.holds(demand.text, values)
            else:
                self.language.render(demand.text, values, dice="")
        except MissingData as error:
            return error.field
        except RenderError:
            return None
        return ""

    def _at(self, demand: _Demand, name: str, code: str, message: str) -> Complaint:
        """Return a warning at the field's own word, in the text or what it includes."""
        if not demand.file:
            found = _place_of(name, demand.text, whole=demand.is_expression)
            where = place(demand.node, *found) if found else _here(demand.node)
            return Complaint(demand.node.path, *where, code, message, warning=True)
        for file in (demand.file, *self.language.includes(demand.text)):
            found = _place_of(name, self._file(file))
            if found:
                path = f"{_TEMPLATES}{file}"
                return Complaint(path, *found, code, message, warning=True)
        where = _here(demand.node)
        return Complaint(demand.node.path, *where, code, message, warning=True)


_REMEDY = "fill it in, ask for it first, or give it a default"


def _passed(root: Node) -> dict[tuple[int, int], tuple[Guard, ...]]:
    """Return, by the place of each scalar of a step, what has to hold to come to it."""
    found: dict[tuple[int, int], tuple[Guard, ...]] = {}
    for spot in spots(root):
        for node in _scalars(spot):
            found[node.line, node.column] = spot.guards
        condition = spot.node.get("if")
        if condition is not None:
            # It is asked of those who come, whatever it answers.
            found[condition.line, condition.column] = spot.guards[:-1]
    return found


def _scalars(spot: Spot) -> Iterator[Node]:
    waiting = [value for key, value in spot.node.pairs if key.value == spot.kind]
    while waiting:
        node = waiting.pop()
        if node.kind == "scalar":
            yield node
        waiting += [*node.items, *(value for _, value in node.pairs)]


def _alike(able: list[Kind], demand: _Demand) -> list[list[Kind]]:
    """Return the kinds that this text does not tell apart, together."""
    groups: dict[tuple[object, ...], list[Kind]] = {}
    for kind in able:
        values = kind.first.values()
        key = tuple(
            (
                name in demand.uses.valued and values.get(name, ""),
                is_full(values.get(name)),
            )
            for name in demand.fields
        )
        groups.setdefault(key, []).append(kind)
    return list(groups.values())


def _place_of(name: str, text: str, *, whole: bool = False) -> tuple[int, int] | None:
    """Return line and column of a field's name in the tags of a text, or all of it."""
    word = re.compile(rf"(?<![\w\"'-]){re.escape(name)}(?![\w\"'-])")
    parts = (
        [(0, text)] if whole else [(m.start(), m.group()) for m in _TAG.finditer(text)]
    )
    for start, part in parts:
        match = word.search(part)
        if match:
            before = text[: start + match.start()]
            return before.count("\n") + 1, len(before) - before.rfind("\n")
    return None


def _here(node: Node) -> tuple[int, int]:
    return node.line, node.column


def _unmet(root: Node, empty: list[str]) -> Iterator[Complaint]:
    node = root.get("require")
    for item in node.items if node is not None else ():
        if item.value in empty:
            message = (
                f"no known lead has a `{item.value}`, so nobody can be enrolled: "
                "import it, or do not require it"
            )
            place_of = (item.path, *_here(item))
            yield Complaint(*place_of, "unfilled-field", message, warning=True)

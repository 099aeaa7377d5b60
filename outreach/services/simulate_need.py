"""Tells whether a touch can be written, by writing one for all leads that are alike to it.

Alike are leads that lack the same of the fields which its texts print, and that have the
same in those on which they turn: then what is missing for one is missing for the others.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields, is_dataclass
from typing import TYPE_CHECKING

from outreach.core.language.email import file_named
from outreach.core.model import BUILT_IN_FIELDS
from outreach.core.sequence import Email
from outreach.errors import RenderError
from outreach.services.write import Occasion, variant_of, write

if TYPE_CHECKING:
    from collections.abc import Iterator

    from outreach.core.forecast.world import Letter
    from outreach.core.model import Lead
    from outreach.core.sequence import Step
    from outreach.services.engine import Engine, Release

MOST_KEPT = 100_000  # answers of one step
# A field that is printed as it is, or through filters that only blanks upset.
_PRINTED = re.compile(
    r"\{\{-?\s*(?:lead\.)?(?P<name>\w+)\s*"
    r"(?P<filters>(?:\|\s*(?:default|title|capitalize|upper|lower|trim)\s*"
    r"(?:\([^(){}]*\))?\s*)*)-?\}\}"
)
_CODE = re.compile(r"\{[{%].*?[%}]\}", re.DOTALL)
_NAME = re.compile(r"[A-Za-z_]\w*")
_DICE = "spin"
_BUILT_IN = frozenset(BUILT_IN_FIELDS)


@dataclass(frozen=True, slots=True)
class _Need:
    """What the texts of a step depend on: fields to have, fields to turn on, dice."""

    printed: tuple[str, ...]
    turned_on: tuple[str, ...]
    by_dice: bool


class Needs:
    """The touches of one version."""

    def __init__(self, engine: Engine, release: Release) -> None:
        self._engine = engine
        self._release = release
        self._needs: dict[str, _Need] = {}
        self._known: dict[str, dict[object, str]] = {}

    def missing(self, letter: Letter) -> str:
        """Return why the touch cannot be written for this lead; "" if it can."""
        key = letter.step.key
        need = self._needs.get(key)
        if need is None:
            need = self._needs[key] = self._need(letter.step)
            self._known[key] = {}
        known = self._known[key]
        about = self._about(need, letter)
        found = known.get(about)
        if found is None:
            found = self._written(letter)
            if len(known) < MOST_KEPT and not need.by_dice:
                known[about] = found
        return found

    def _about(self, need: _Need, letter: Letter) -> object:
        lead, action, variant, threaded = letter.lead, letter.step.action, "", False
        if isinstance(action, Email):
            if len(action.variants) > 1:
                occasion = self._occasion(letter)
                variant = variant_of(occasion, letter.step.key, action).name
            threaded = action.thread in letter.sent
        return (
            variant,
            threaded,
            *[_trace(value_of(lead, name)) for name in need.printed],
            *[value_of(lead, name) for name in need.turned_on],
        )

    def _written(self, letter: Letter) -> str:
        try:
            write(self._occasion(letter), letter.step)
        except RenderError as error:
            return str(error) or "it cannot be written"
        return ""

    def _occasion(self, letter: Letter) -> Occasion:
        channel = letter.step.channel or ""
        return Occasion(
            self._engine,
            self._release,
            letter.lead,
            letter.ordinal,
            self._engine.sender(letter.lane, channel),
            sent=letter.sent,
        )

    def _need(self, step: Step) -> _Need:
        printed: dict[str, None] = {}
        turned_on: dict[str, None] = {}
        for text in self._texts(step):
            for match in _PRINTED.finditer(text):
                printed |= dict.fromkeys(_NAME.findall(match.group()[2:-2]))
            for code in _CODE.findall(_PRINTED.sub("", text)):
                turned_on |= dict.fromkeys(_NAME.findall(code))
        return _Need(
            tuple(name for name in printed if name not in turned_on),
            tuple(turned_on),
            _DICE in turned_on,
        )

    def _texts(self, step: Step) -> Iterator[str]:
        """Yield every template the step is written from, those it includes too."""
        release = self._release
        actions, action = [step.action], step.action
        while isinstance(action, Email) and action.thread is not None:
            action = release.sequence.steps[action.thread].action
            if action in actions:
                break
            actions.append(action)
        waiting = [text for each in actions for text in _strings(each)]
        for text in waiting:
            name = file_named(text)
            whole = text if name is None else self._file(name)
            yield whole
            for included in release.templates.includes(whole):
                yield self._file(included)

    def _file(self, name: str) -> str:
        return self._release.files.get(name, b"").decode("utf-8", "replace")


def _strings(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for each in value.values():
                yield from _strings(each)
        case list() | tuple():
            for each in value:
                yield from _strings(each)
        case _ if is_dataclass(value):
            for each in fields(value):
                yield from _strings(getattr(value, each.name))


def value_of(lead: Lead, name: str) -> object:
    """Return what a text finds in a lead under a name; "" for what is not there."""
    if name in _BUILT_IN:
        return getattr(lead, name)
    return lead.fields.get(name, "")


def _trace(value: object) -> object:
    """Return what of a printed value decides: whether it is blank, as templates see it."""
    if isinstance(value, str):
        text = value.strip()
        return bool(text) if text.isprintable() else text
    return value

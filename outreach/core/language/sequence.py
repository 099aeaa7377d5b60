"""A whole sequence: its top keys, its steps, its reactions, from the root of a file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from outreach.core import expression
from outreach.core.language.action import ACTIONS, REACTIONS
from outreach.core.language.event import DEFAULT_EXITS
from outreach.core.language.migrate import read_migrate
from outreach.core.language.opened import refuse_stages_on_open
from outreach.core.language.reader import Reader, is_scalar
from outreach.core.language.settings import Settings
from outreach.core.language.step import KINDS, SENDING, Steps
from outreach.core.language.window import read_window
from outreach.core.sequence import CompanyRule, Sequence

if TYPE_CHECKING:
    from outreach.core.language.reader import Text
    from outreach.core.sequence import Action
    from outreach.core.source import Complaint, Node

KEYS = (
    "name",
    "description",
    "senders",
    "window",
    "require",
    "exit_on",
    "company",
    "max_new_per_day",
    "steps",
    "on",
    "migrate",
)
# What leaves through nothing but a sender; the others have an open lane.
POOLED = ("email", "sms", "whatsapp")
COMPANY_KEYS = ("on_reply", "max_active")
ON_REPLY = ("nothing", "pause", "stop")
MOST_ACTIVE = 100_000
MOST_NEW = 1_000_000

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}\Z")
_NAME_REMEDY = "give it a `name` of a-z, 0-9, _ and -, up to 64"


@dataclass(frozen=True, slots=True)
class Reading:
    """A sequence, unless it has complaints that are no warnings, and the texts in it."""

    name: str
    sequence: Sequence | None
    complaints: tuple[Complaint, ...]
    texts: tuple[Text, ...]


def read(root: Node, settings: Settings, *, kept: bool = False) -> Reading:
    """Read the root of a sequence's file; complains of everything at once, never raises.

    Templates and expressions are gathered as texts, for another to check. `kept` says that
    it is a version of the database's: what is complained of since only warns.
    """
    reader = Reader(settings, kept=kept)
    name = name_of(root)
    sequence = _Top(reader, root).read(name)
    refuse_stages_on_open(reader, root)
    complaints = tuple(sorted(reader.complaints))
    fine = all(complaint.warning for complaint in complaints)
    return Reading(name, sequence if fine else None, complaints, tuple(reader.texts))


def read_sequence(
    node: Node, settings: Settings, *, kept: bool = False
) -> tuple[Sequence | None, list[Complaint]]:
    """Return the sequence, or None where one of the complaints is no warning."""
    reading = read(node, settings, kept=kept)
    return reading.sequence, list(reading.complaints)


def read_texts(node: Node) -> list[Text]:
    """Return every template, expression and file name of a sequence, with its node.

    A file with complaints gives those that can be told.
    """
    return list(read(node, Settings()).texts)


def name_of(root: Node) -> str:
    """Return what a sequence is called: its `name`, else its file's stem."""
    named = root.get("name")
    if named is not None and is_scalar(named):
        return named.value
    file = root.path.rpartition("/")[2]
    return file.rpartition(".")[0] or file


class _Top:
    """Reads the top keys of one file."""

    def __init__(self, reader: Reader, root: Node) -> None:
        self._reader = reader
        self._root = root

    def read(self, name: str) -> Sequence | None:
        root, reader = self._root, self._reader
        if root.is_null:
            message = "the file is empty: write a sequence with `steps`"
            reader.complain(root, "missing-key", message)
            return None
        if not reader.mapping(root, "a sequence", KEYS, required=("steps",)):
            return None
        self._check_name(name)
        inherited = reader.settings.window
        window_node = root.get("window")
        window = (
            read_window(reader, window_node, inherited) if window_node else inherited
        )
        steps = Steps(reader, window)
        steps_node = root.get("steps")
        first = steps.read(steps_node) if steps_node else None
        return Sequence(
            name=name,
            description=self._description(),
            senders=self._senders(steps),
            window=window,
            require=self._require(),
            exit_on=self._exit_on(),
            company=self._company(),
            steps=steps.table(),
            first=first,
            reactions=self._reactions(),
            migrate=read_migrate(reader, root.get("migrate"), steps.steps),
            max_new_per_day=self._max_new(),
        )

    def _check_name(self, name: str) -> None:
        named = self._root.get("name")
        if named is not None:
            text = self._reader.text(named, "name")
            if text is not None and not _NAME.match(text):
                message = f"{named} cannot be a sequence's name: {_NAME_REMEDY}"
                self._reader.complain(named, "bad-value", message)
        elif not _NAME.match(name):
            message = f"the file's name cannot be the sequence's: {_NAME_REMEDY}"
            self._reader.complain(self._root, "bad-value", message)

    def _description(self) -> str:
        node = self._root.get("description")
        return (self._reader.text(node, "description") if node else None) or ""

    def _senders(self, steps: Steps) -> dict[str, tuple[str, ...]]:
        node = self._root.get("senders")
        pools: dict[str, tuple[str, ...]] = {}
        if node is not None and node.kind != "mapping":
            message = f"senders is {node}: write pools by channel, as {{email: [anna]}}"
            self._reader.complain(node, "bad-value", message)
        for channel, pool in node.pairs if node else ():
            if self._is_channel(channel):
                pools[channel.value] = self._pool(channel.value, pool)
        for channel_name, sender in steps.senders:
            self._sender(channel_name, sender)
        self._check_aid(node, steps, pools)
        return pools

    def _is_channel(self, node: Node) -> bool:
        return (
            self._reader.choice(node, "channel", SENDING, "unknown-channel") is not None
        )

    def _pool(self, channel: str, node: Node) -> tuple[str, ...]:
        names: list[str] = []
        for item in self._reader.some(node, f"the pool of {channel} senders"):
            name = self._sender(channel, item)
            if name is not None and name in names:
                message = f"{item} is in this list already: take one out"
                self._reader.complain(item, "bad-value", message)
            elif name is not None:
                names.append(name)
        return tuple(names)

    def _sender(self, channel: str, node: Node) -> str | None:
        senders = self._reader.settings.senders
        # A task leaves through no sender, but may be somebody's.
        fitting = [name for name, kind in senders.items() if channel in (kind, "task")]
        return self._reader.choice(node, f"{channel} sender", fitting, "unknown-sender")

    def _check_aid(
        self, node: Node | None, steps: Steps, pools: dict[str, tuple[str, ...]]
    ) -> None:
        """See that each step that needs a sender of a pool has one to choose from."""
        lacking = [
            channel
            for channel in POOLED
            if channel in steps.unaided and channel not in pools
        ]
        if not lacking:
            return
        if node is None:
            does = "mails" if "email" in lacking else f"sends {lacking[0]}"
            self._reader.lacks(
                self._root, f"a sequence that {does}", ("senders",), KEYS
            )
        elif node.kind == "mapping":
            self._reader.lacks(node, "senders", lacking, SENDING)

    def _require(self) -> tuple[str, ...]:
        node = self._root.get("require")
        declared = self._reader.settings.fields
        found = []
        for item in self._reader.items(node, "require") if node else ():
            name = self._reader.text(item, "a required field")
            if name is not None and (
                missing := expression.missing_field(name, declared)
            ):
                self._reader.complain(item, "undefined-variable", missing)
            elif name is not None:
                found.append(name)
        return tuple(dict.fromkeys(found))

    def _exit_on(self) -> frozenset[str]:
        node = self._root.get("exit_on")
        if node is None:
            return DEFAULT_EXITS
        read = [
            self._reader.event(item) for item in self._reader.items(node, "exit_on")
        ]
        return frozenset(kind for kind in read if kind is not None)

    def _company(self) -> CompanyRule:
        node, reader = self._root.get("company"), self._reader
        if node is None or not reader.mapping(node, "company", COMPANY_KEYS):
            return CompanyRule()
        on_reply, most = node.get("on_reply"), node.get("max_active")
        says = (
            reader.choice(on_reply, "answer to a reply", ON_REPLY) if on_reply else None
        )
        limit = reader.number(most, "max_active", 1, MOST_ACTIVE) if most else None
        return CompanyRule(says or "nothing", limit)

    def _max_new(self) -> int | None:
        node = self._root.get("max_new_per_day")
        if node is None:
            return None
        return self._reader.number(node, "max_new_per_day", 1, MOST_NEW)

    def _reactions(self) -> dict[str, tuple[Action, ...]]:
        node, reader = self._root.get("on"), self._reader
        if node is None or node.is_null:
            return {}
        if node.kind != "mapping":
            message = f"on is {node}: write events and what to do, as {{reply: [...]}}"
            reader.complain(node, "bad-value", message)
        found = {}
        for event, actions in node.pairs:
            kind = reader.event(event)
            items = reader.items(actions, f"on {event}")
            read = [self._reaction(item) for item in items]
            found[kind or ""] = tuple(action for action in read if action is not None)
        return found

    def _reaction(self, node: Node) -> Action | None:
        if node.kind != "mapping":
            message = f"a reaction is {node}: write what it does, as `tag: nurture`"
            self._reader.complain(node, "bad-value", message)
            return None
        if not node.pairs and not node.partial:
            message = (
                f"this reaction does nothing: give it one of {', '.join(REACTIONS)}"
            )
            self._reader.complain(node, "missing-key", message)
        for key, _ in node.pairs:
            self._check_reaction(key)
        doing = [(key, value) for key, value in node.pairs if key.value in KINDS]
        for key, _ in doing[1:]:
            message = (
                f"{key} beside {doing[0][0]}: a reaction does one thing, so make it two"
            )
            self._reader.complain(key, "two-actions", message)
        read = [
            ACTIONS[key.value](self._reader, value)
            for key, value in doing
            if key.value in REACTIONS and not value.refused
        ]
        return read[0] if read else None

    def _check_reaction(self, key: Node) -> None:
        if key.value in REACTIONS:
            return
        known = f"it does one of {', '.join(REACTIONS)}"
        if key.value in KINDS:
            message = (
                f"{key} is no reaction: {known}, or enroll in a sequence that does"
            )
            self._reader.complain(key, "bad-value", message)
        else:
            hint = self._reader.nearest(key.value, REACTIONS)
            message = f"a reaction has no {key}{hint}: {known}"
            self._reader.complain(key, "unknown-key", message)

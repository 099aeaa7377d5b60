"""Whatever is edited with leads at whatever step: what `plan` told is what comes to pass."""

from __future__ import annotations

import asyncio
import shutil
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from outreach.core.window import Place, next_open
from outreach.services.steer import pause_lead, stop_lead
from tests.services.edit import ANY_TIME, DAY, Editor, editing, mail

if TYPE_CHECKING:
    from pathlib import Path

    from outreach.services.plan_change import ChangePlan
    from outreach.store.database import Row

LEADS = 7
NIGHT = 'window: {days: [mon, wed, sun], hours: "22:00-23:00"}\n'


@dataclass(frozen=True, slots=True)
class Piece:
    """A step as an author sees it; `origin` stays whatever becomes of its id."""

    kind: str  # mail | wait | task | branch | wait_for
    origin: str
    step: str
    days: int = 1
    version: int = 1
    sender: str = ""
    then: tuple[Piece, ...] = ()
    otherwise: tuple[Piece, ...] = ()

    def lines(self) -> str:
        match self.kind:
            case "mail":
                text = mail(
                    self.step,
                    after=f"{self.days} days",
                    origin=self.origin,
                    version=self.version,
                )
                return text + (f"    sender: {self.sender}\n" if self.sender else "")
            case "wait":
                return f"  - wait: {self.days} days\n"
            case "task":
                return f'  - task: {{kind: call, title: "{self.origin}"}}\n'
            case "branch":
                return (
                    f"  - id: {self.step}\n    branch: lead.score > 0\n{self._ways()}"
                )
            case _:
                wait = f"{{event: task.done, within: {self.days} days}}"
                return f"  - id: {self.step}\n    wait_for: {wait}\n{self._ways()}"

    def _ways(self) -> str:
        return _way("then", self.then) + _way("else", self.otherwise)


def _all(pieces: tuple[Piece, ...]) -> list[Piece]:
    return [
        each
        for piece in pieces
        for each in (piece, *_all(piece.then), *_all(piece.otherwise))
    ]


def _way(name: str, pieces: tuple[Piece, ...]) -> str:
    inner = "".join(piece.lines() for piece in pieces)
    return f"    {name}:\n" + "".join(f"    {line}\n" for line in inner.splitlines())


@dataclass(frozen=True, slots=True)
class File:
    """A sequence's file, and the moves of an author."""

    pieces: tuple[Piece, ...]
    head: str = ANY_TIME
    migrate: tuple[tuple[str, str], ...] = ()

    def text(self) -> str:
        steps = "".join(piece.lines() for piece in self.pieces)
        told = ", ".join(f'"{old}": {new}' for old, new in self.told().items())
        senders = "senders: {email: [anna, ben]}\n"
        return f"{self.head}{senders}steps:\n{steps}migrate: {{{told}}}\n"

    def told(self) -> dict[str, str]:
        """Return where old ids lead in the end, as far as that is there."""
        moves = dict(self.migrate)
        there = {*(each.step for each in _all(self.pieces)), "stop", "pin"}
        found = {}
        for old, first in moves.items():
            new = first
            while new not in there and new in moves:
                new = moves[new]
            if new in there:
                found[old] = new
        return found

    def at(self, number: int, piece: Piece) -> File:
        number %= len(self.pieces)
        pieces = (*self.pieces[:number], piece, *self.pieces[number + 1 :])
        return replace(self, pieces=pieces)

    def edited(self, what: str, number: int) -> File:
        here = number % len(self.pieces)
        piece = self.pieces[here]
        match what:
            case "text":
                return self.at(here, replace(piece, version=piece.version + 1))
            case "delay":
                return self.at(here, replace(piece, days=1 + number % 9))
            case "sender":
                return self.at(here, replace(piece, sender="ben"))
            case "window":
                return replace(self, head=NIGHT)
            case "add":
                new = Piece("mail", f"n{number}", f"n{number}", 1 + number % 4)
                return replace(
                    self, pieces=(*self.pieces[:here], new, *self.pieces[here:])
                )
            case "remove" if len(self.pieces) > 1:
                return replace(
                    self, pieces=(*self.pieces[:here], *self.pieces[here + 1 :])
                )
            case "move":
                rest = (*self.pieces[:here], *self.pieces[here + 1 :])
                to = (number // 7) % (len(rest) + 1)
                return replace(self, pieces=(*rest[:to], piece, *rest[to:]))
            case "rename" if piece.kind not in ("wait", "task"):
                name = f"{piece.step}x"
                file = self.at(here, replace(piece, step=name))
                return replace(file, migrate=(*self.migrate, (piece.step, name)))
            case "wrap":
                fork = Piece("branch", f"w{number}", f"w{number}", then=(piece,))
                return self.at(here, replace(fork, otherwise=(self._new(number),)))
            case _:
                return self

    def _new(self, number: int) -> Piece:
        return Piece("mail", f"e{number}", f"e{number}", 2)


KINDS = ("mail", "mail", "mail", "wait", "task", "branch", "wait_for")
EDITS = ("text", "delay", "sender", "window", "add", "remove", "move", "rename", "wrap")


@st.composite
def files(draw: st.DrawFn) -> File:
    pieces = []
    for number, kind in enumerate(
        draw(st.lists(st.sampled_from(KINDS), min_size=2, max_size=5))
    ):
        name = f"s{number}"
        days = draw(st.integers(1, 4))
        inner = tuple(
            Piece("mail", f"{name}{way}", f"{name}{way}", days) for way in "ab"
        )
        pieces.append(
            Piece(kind, name, name, days, then=inner[:1], otherwise=inner[1:])
        )
    return File(tuple(pieces))


EDITING = st.lists(
    st.tuples(st.sampled_from(EDITS), st.integers(0, 400)),
    min_size=1,
    max_size=3,
    unique_by=lambda edit: edit[1],
)


async def play(
    url: str, file: File, edits: list[tuple[str, int]], word: str, dice: int
) -> None:
    async with editing(url, file.text()) as editor:
        await people(editor, dice)
        new = file
        for what, number in edits:
            new = new.edited(what, number)
        plan = await editor.plan(new.text())
        if not plan.is_clear:
            asked = plan.sequences[0].migrate
            gone = plan.sequences[0].gone
            told = {old: word or to if old in gone else to for old, to in asked.items()}
            new = replace(new, migrate=tuple(told.items()))
            plan = await editor.plan(new.text())
        assert plan.is_clear
        before = await editor.rows()
        await editor.apply(new.text(), plan)
        check(plan, before, await editor.rows(), editor)
        await coming(editor, dice)


async def people(editor: Editor, dice: int) -> None:
    """Enroll one lead a day, every second with a score; pause one and stop one."""
    for number in range(LEADS):
        await editor.until(editor.it.clock.now() + DAY)
        await editor.it.enroll(1, first=number, score=float(number % 2))
        await editor.it.run()
    rows = await editor.rows()
    live = [
        f"lead{n}@co{n}.example" for n, r in enumerate(rows) if r["state"] == "active"
    ]
    engine = editor.it.engine
    if live:
        until = editor.it.clock.now() + 2 * DAY
        await pause_lead(engine, live[dice % len(live)], by="test", until=until)
    if len(live) > 3:
        await stop_lead(engine, live[(dice + 1) % len(live)], by="test")


def check(
    plan: ChangePlan, before: list[Row], after: list[Row], editor: Editor
) -> None:
    """See that each enrollment stands where the plan told."""
    told = {each.enrollment_id: each for each in plan.sequences[0].leads}
    now, version = editor.it.clock.now(), plan.sequences[0].version
    for was, is_ in zip(before, after, strict=True):
        lead = told.get(was["id"])
        if was["state"] == "finished" or was["version"] == version:
            assert is_ == was
        elif lead is None:
            assert is_["version"] == version
            assert (is_["due_at"], is_["state"]) == (was["due_at"], was["state"])
        elif lead.verdict == "moves":
            assert (is_["version"], is_["step"] or "") == (version, lead.step)
            if is_["state"] == "active":
                assert is_["due_at"] == (lead.due_at and max(lead.due_at, now))
        elif lead.verdict == "stopped":
            assert (is_["state"], is_["reason"]) == ("finished", "stopped")
        else:
            assert is_ == was


async def coming(editor: Editor, dice: int) -> None:
    """Let it come to its end; see what each lead gets next, and that none gets a step twice."""
    rows, sent = await editor.rows(), len(editor.tape.carried)
    now = editor.it.clock.now()
    await editor.until(now + DAY)
    stopped = await one_stopped(editor, dice)
    await editor.end()
    for number, row in enumerate(rows):
        address = f"lead{number}@co{number}.example"
        later = [each for each in editor.tape.carried[sent:] if each[0] == address]
        if row["state"] == "finished":
            assert later == []
        elif row["state"] == "active" and row["lane"] and address not in stopped:
            await is_next(editor, row, later[0])
    twice = Counter((to, mark.split()[0]) for to, mark, _ in editor.tape.carried)
    assert {each for each, count in twice.items() if count > 1} == set()
    titles = Counter((t["lead_id"], t["title"]) for t in await editor.it.rows("tasks"))
    assert {each for each, count in titles.items() if count > 1} == set()
    assert {state for state, _ in await editor.it.states()} == {"finished"}


async def one_stopped(editor: Editor, dice: int) -> dict[str, int]:
    """Stop one lead that is still under way; nothing may reach it from then on."""
    rows = await editor.rows()
    live = [n for n, row in enumerate(rows) if row["state"] == "active"]
    if not live:
        return {}
    number = live[dice % len(live)]
    address = f"lead{number}@co{number}.example"
    await stop_lead(editor.it.engine, address, by="test")
    count = len(editor.tape.of(number))
    await editor.end()
    assert len(editor.tape.of(number)) == count
    return {address: count}


async def is_next(editor: Editor, row: Row, carried: tuple[str, str, object]) -> None:
    """See that the next mail is of the step it stands at, in its version's words and time."""
    engine = editor.it.engine
    async with engine.database.reading() as connection:
        release = await engine.catalogue.get(connection, row["version"])
    step = release.sequence.steps[row["step"]]
    body = step.action.variants[0].body  # type: ignore[union-attr] # it mails
    assert f"<<{carried[1]}>>" in body
    window = step.window or release.sequence.window
    opens_at = next_open(window, Place(("UTC",), ""), row["due_at"], engine.calendar)
    assert carried[2] == opens_at


# A failing example is small as it is, and takes a second.
@settings(max_examples=6, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(
    file=files(),
    edits=EDITING,
    word=st.sampled_from(("", "stop", "pin")),
    dice=st.integers(0, 100),
)
def test_whatever_is_edited_each_lead_goes_where_the_plan_told(
    made_database: Path, file: File, edits: list[tuple[str, int]], word: str, dice: int
) -> None:
    path = made_database.with_name("play.db")
    for old in path.parent.glob("play.db*"):
        old.unlink()
    shutil.copy(made_database, path)
    asyncio.run(play(f"sqlite:///{path}", file, edits, word, dice))

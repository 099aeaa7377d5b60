"""What people do with their mail: they read it, in their own time, and some of them act."""

from __future__ import annotations

import heapq
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Protocol
from zoneinfo import ZoneInfo

from outreach.core.dice import fraction
from outreach.sandbox import answer
from outreach.sandbox.letter import read_letter
from outreach.sandbox.person import Kind
from outreach.sandbox.phrase import said

if TYPE_CHECKING:
    from collections.abc import Iterable

    from outreach.sandbox.answer import Answer
    from outreach.sandbox.clock import VirtualClock
    from outreach.sandbox.judge import Taken
    from outreach.sandbox.letter import Letter
    from outreach.sandbox.person import Person

# Within so long, and not before so long, a person has come to a mail.
SOONEST, LATEST = timedelta(minutes=12), timedelta(hours=40)
MACHINE = timedelta(seconds=40)  # a mail server's own answer
DAYS_AWAY = (5, 12)
NOT_NOW_FOR = timedelta(days=30)  # what the sequence makes of "not now"
REFUSAL = "550 5.1.1 <{address}>: no such user here"


class Outside(Protocol):
    """The ways by which a person reaches us."""

    async def answer(
        self,
        person: Person,
        deed: str,
        answer: Answer,
        letter: Letter,
        until: datetime | None,
    ) -> None:
        """Put a mail into the sender's mailbox; `until` when its writer is back."""
        ...

    async def one_click(self, person: Person, url: str) -> None:
        """Press the mail program's own unsubscribe button."""
        ...

    async def follow(self, person: Person, url: str) -> None:
        """Follow a link."""
        ...


@dataclass(slots=True)
class Diary:
    """What one person got and did."""

    letters: list[Letter] = field(default_factory=list)
    did: Counter[str] = field(default_factory=Counter)
    refused: int = 0
    away_until: datetime | None = None
    unreadable: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, order=True)
class _Intent:
    """Something a person is going to do with a mail. `turn` keeps the order of equals."""

    at: datetime
    turn: int
    number: int = field(compare=False)
    letter: Letter = field(compare=False)
    deed: str = field(compare=False)


class Crowd:
    """Everybody, and what they are about to do."""

    def __init__(
        self,
        everyone: Iterable[Person],
        clock: VirtualClock,
        outside: Outside,
        *,
        seed: int,
    ) -> None:
        self.people = {person.email: person for person in everyone}
        self.diaries = {address: Diary() for address in self.people}
        self._by_number = {person.number: person for person in self.people.values()}
        self._clock = clock
        self._outside = outside
        self._seed = seed
        self._intents: list[_Intent] = []

    def refuse(self, address: str) -> str | None:
        """Return the line by which a dead mailbox is refused, None for a living one."""
        person = self.people.get(address)
        if person is not None and person.kind is not Kind.DEAD:
            return None
        if person is not None:
            self.diaries[address].refused += 1
        return REFUSAL.format(address=address)

    def arrived(self, taken: Taken) -> None:
        """Let a person find a mail in its mailbox."""
        person = self.people[taken.rcpt_to.lower()]
        diary = self.diaries[person.email]
        try:
            letter = read_letter(taken.content)
        except ValueError as error:
            diary.unreadable.append(str(error))
            return
        diary.letters.append(letter)
        self._consider(person, diary, letter)

    def next_at(self) -> datetime | None:
        """Return when somebody acts next, None if nobody will."""
        return self._intents[0].at if self._intents else None

    async def act(self) -> int:
        """Let everybody act whose time has come; return how many did."""
        done = 0
        while self._intents and self._intents[0].at <= self._clock.now():
            await self._do(heapq.heappop(self._intents))
            done += 1
        return done

    def _consider(self, person: Person, diary: Diary, letter: Letter) -> None:
        """Decide what this mail moves its reader to do, and when."""
        number = len(diary.letters)
        acts = number == person.acts_on
        match person.kind:
            case Kind.GONE:
                self._plan(person, letter, "bounce", self._after(person))
            case Kind.AWAY | Kind.AWAY_THEN_KEEN if number == 1:
                self._plan(person, letter, "away", self._clock.now() + MACHINE)
            case Kind.AWAY_THEN_KEEN if acts:
                self._plan(person, letter, "interested", self._after(person))
            case Kind.INTERESTED if acts:
                self._plan(person, letter, "interested", self._after(person))
            case Kind.QUESTION if acts:
                self._plan(person, letter, "question", self._after(person))
            case Kind.NOT_NOW if acts:
                self._plan(person, letter, "not now", self._after(person))
            case Kind.PLEASE_STOP if acts:
                self._plan(person, letter, "please stop", self._after(person))
            case Kind.ONE_CLICK if acts:
                self._plan(person, letter, "one click", self._after(person))
            case Kind.CURIOUS if acts:
                self._plan(person, letter, "click", self._after(person))
            case _:
                pass

    def _after(self, person: Person) -> datetime:
        """Return when this person comes to its newest mail; most do within hours."""
        count = len(self.diaries[person.email].letters)
        drawn = fraction("reads", self._seed, person.number, count)
        return self._clock.now() + SOONEST + (LATEST - SOONEST) * drawn**3

    def _plan(self, person: Person, letter: Letter, deed: str, at: datetime) -> None:
        turn = self._clock.moment().turn
        intent = _Intent(at, turn, person.number, letter, deed)
        heapq.heappush(self._intents, intent)

    async def _do(self, intent: _Intent) -> None:
        person, letter = self._by_number[intent.number], intent.letter
        diary = self.diaries[person.email]
        if diary.did[intent.deed]:
            return
        match intent.deed:
            case "click":
                await self._click(person, letter)
            case "one click":
                await self._outside.one_click(person, letter.one_click)
            case deed:
                told = self._answer(person, diary, letter, deed)
                until = diary.away_until if deed == "away" else None
                await self._outside.answer(person, deed, told, letter, until)
        diary.did[intent.deed] += 1

    async def _click(self, person: Person, letter: Letter) -> None:
        """Follow the first link that does not unsubscribe."""
        link = next(one for one in letter.links if one != letter.one_click)
        await self._outside.follow(person, link)

    def _answer(
        self, person: Person, diary: Diary, letter: Letter, deed: str
    ) -> Answer:
        now = self._clock.now()
        match deed:
            case "bounce":
                return answer.bounce(person, letter, now)
            case "away":
                back = self._back(person, now)
                diary.away_until = back
                return answer.away(person, letter, back.date(), now)
            case _:
                kind = WORDS[deed]
                words = said(kind, person.place.language, self._seed, person.number)
                return answer.reply(person, letter, words, now, seed=self._seed)

    def _back(self, person: Person, now: datetime) -> datetime:
        """Return the first morning a person is there again, on its own clock."""
        least, most = DAYS_AWAY
        drawn = fraction("away", self._seed, person.number)
        home = ZoneInfo(person.place.timezone)
        day = now.astimezone(home).date() + timedelta(
            days=least + int(drawn * (most - least + 1))
        )
        return datetime.combine(day, time.min, home)


WORDS = {
    "interested": Kind.INTERESTED,
    "question": Kind.QUESTION,
    "not now": Kind.NOT_NOW,
    "please stop": Kind.PLEASE_STOP,
}

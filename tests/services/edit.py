"""Edits of live sequences: what is to be sent, how it is written, and a wire that keeps it."""

from __future__ import annotations

import re
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from outreach.core.model import Outcome, Sent
from outreach.core.version import Bundle
from outreach.ports import Mail, Parcel
from outreach.services.apply_change import Shown, apply_change
from outreach.services.deliver import Courier
from outreach.services.plan_change import ChangePlan, Target, plan_change
from outreach.services.wakeup import next_instant
from tests.services import deployment
from tests.services.arena import Arena, arena

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping
    from datetime import datetime

    from outreach.core.model import EnrollmentId
    from outreach.store.database import Row

ANY_TIME = 'window: {days: [mon, tue, wed, thu, fri, sat, sun], hours: "00:00-24:00"}\n'
MARK = re.compile(rb"<<([a-z0-9-]+) v(\d+)>>")


@dataclass(slots=True)
class Tape:
    """A wire that keeps whom it carried what, and when."""

    clock: deployment.Clock
    carried: list[tuple[str, str, datetime]] = field(default_factory=list)
    letters: list[bytes] = field(default_factory=list)
    says: list[Outcome] = field(default_factory=list)

    async def send(self, parcel: Parcel) -> Outcome:
        if not isinstance(parcel, Mail):
            raise TypeError(parcel)
        found = MARK.search(parcel.content)
        mark = b" v".join(found.groups()).decode() if found else ""
        self.carried.append((parcel.rcpt_to, mark, self.clock.now()))
        self.letters.append(parcel.content)
        return self.says.pop(0) if self.says else Sent()

    async def close(self) -> None:
        """Let go of nothing."""

    def of(self, number: int) -> list[str]:
        """Return what a lead was sent, in order."""
        return [mark for to, mark, _ in self.carried if to.startswith(f"lead{number}@")]


@dataclass(slots=True)
class Editor:
    """One process of a deployment, and an author who edits its sequence."""

    it: Arena
    tape: Tape

    def target(self, text: str, files: Mapping[str, bytes] | None = None) -> Target:
        return target(text, files)

    async def plan(self, text: str, **more: Any) -> ChangePlan:
        return await plan_change(self.it.engine, [target(text, **more)], details=True)

    async def apply(
        self, text: str, shown: ChangePlan | None = None, **more: Any
    ) -> ChangePlan:
        return await apply_change(
            self.it.engine,
            [target(text, **more)],
            by="ann@desk",
            shown=None if shown is None else shown_of(shown),
        )

    async def enroll(self, *, after: timedelta = timedelta(0)) -> EnrollmentId:
        """Enroll one more lead once so much time has passed, and do what is due."""
        await self.until(self.it.clock.now() + after)
        count = len(await self.it.rows("enrollments"))
        await self.it.enroll(1, first=count)
        await self.it.run()
        return (await self.it.rows("enrollments"))[-1]["id"]  # type: ignore[no-any-return] # a column's

    async def until(self, at: datetime) -> None:
        """Let time pass, event by event."""
        for _ in range(1000):
            await self.it.run()
            coming = await next_instant(self.it.engine)
            if coming is None or coming > at:
                self.it.clock.at = max(at, self.it.clock.at)
                return
            self.it.clock.at = coming
        raise AssertionError("time does not pass")

    async def end(self) -> None:
        """Let all come to its end."""
        await self.until(self.it.clock.now() + timedelta(days=400))

    async def rows(self) -> list[Row]:
        return await self.it.rows("enrollments")

    async def steps(self) -> list[str | None]:
        return [row["step"] for row in await self.rows()]


def target(text: str, files: Mapping[str, bytes] | None = None) -> Target:
    """Return a sequence as a file would have it."""
    source = f"name: hello\n{text}".encode()
    bundle = Bundle("hello", source, deployment.SETTINGS, files or {})
    return Target(bundle, deployment.read_release(bundle))


def shown_of(plan: ChangePlan) -> Shown:
    """Return what a person has seen of a plan."""
    return Shown(
        plan.digest,
        {each.sequence: each.version for each in plan.sequences},
        {each.sequence: each.counts for each in plan.sequences},
    )


def mail(step: str, *, after: str = "", origin: str = "", version: int = 1) -> str:
    """Return a step that mails; `origin` says what it is under whatever id."""
    delay = f"\n    after: {after}" if after else ""
    mark = f"<<{origin or step} v{version}>>"
    text = (
        f'{{subject: "S {origin or step}", body: "Hi {{{{ first_name }}}}, {mark}."}}'
    )
    return f"  - id: {step}{delay}\n    email: {text}\n"


def written(*steps: str, head: str = ANY_TIME, tail: str = "") -> str:
    """Return a sequence's file."""
    senders = "senders: {email: [anna, ben]}\n"
    return f"{head}{senders}steps:\n{''.join(steps)}{tail}"


@asynccontextmanager
async def editing(url: str, text: str, **more: Any) -> AsyncIterator[Editor]:
    """Open a deployment with a sequence that is going to be edited."""
    async with arena(url, steps=text, **more) as opened:
        tape = Tape(opened.clock)
        courier = Courier(opened.engine, {"email": tape})
        yield Editor(replace(opened, courier=courier), tape)


DAY = timedelta(days=1)
INTRO = mail("intro")
BUMP = mail("bump", after="3 days")
BYE = mail("bye", after="3 days")
OLD = written(INTRO, BUMP, BYE)


async def at_every_step(editor: Editor) -> None:
    """Enroll leads so that one has had two mails, one has had one, and one is new."""
    await editor.enroll()
    await editor.enroll(after=4 * DAY)
    # On its first step still: its lane is not ticked again.
    await editor.it.enroll(1, first=2)


def counts(plan: ChangePlan) -> dict[str, int]:
    return plan.sequences[0].counts


def noticed(plan: ChangePlan) -> dict[str, tuple[Any, ...]]:
    return {
        each.lead.partition("@")[0]: (each.verdict, *each.effects)
        for each in plan.sequences[0].leads
    }


def changes(plan: ChangePlan) -> list[tuple[str, str, str, str]]:
    (standing,) = plan.sequences[0].standing
    return [(each.what, each.step, each.was, each.now) for each in standing.changes]

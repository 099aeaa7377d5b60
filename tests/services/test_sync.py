"""A CRM is kept in step: what people set there first, then each fact once."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from outreach.adapters.crm.hubspot import HubSpot
from outreach.adapters.http import http_client
from outreach.ports import CrmChange, Pushed, PushLater, PushRefused
from outreach.sandbox.hubspot_server import HubSpotServer
from outreach.services.engine import CrmProfile
from outreach.services.sync import sync
from outreach.services.to_check import to_check
from outreach.store import outbox
from tests.services import ear
from tests.services.arena import arena

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Sequence

    from outreach.ports import CrmLead, CrmNote, CrmOutcome
    from tests.services.arena import Arena

LEA, LEO = "lead0@co0.example", "lead1@co1.example"
STAGES = {
    "contacted": "ATTEMPTED_TO_CONTACT",
    "replied": "CONNECTED",
    "qualified": "OPEN_DEAL",
}
STOP = "UNQUALIFIED"
PROFILES = {
    "hubspot": CrmProfile(
        "hubspot", frozenset({STOP}), {value: name for name, value in STAGES.items()}
    )
}
MINUTE = timedelta(minutes=1)


@dataclass
class Desk:
    """The engine, a HubSpot, and the sales people at it."""

    it: Arena
    hubspot: HubSpotServer
    crm: HubSpot

    async def sync(self) -> int:
        """Tell all that may be told, a moment later."""
        self.it.clock.forward(timedelta(seconds=10))
        return await sync(self.it.engine, {"hubspot": self.crm}, "hubspot")

    def statuses(self) -> dict[str, str]:
        held = (each.properties for each in self.hubspot.account.contacts.values())
        return {each["email"]: each.get("hs_lead_status", "") for each in held}

    def id_of(self, email: str) -> str:
        record = self.hubspot.account.by_email(email)
        assert record is not None
        return record.id

    def set(self, email: str, status: str) -> None:
        """Set a status as a person does."""
        self.hubspot.account.edit(self.id_of(email), "hs_lead_status", status)

    def notes(self, email: str) -> list[str]:
        """Return the first line of each note of a contact."""
        texts = self.hubspot.account.notes_of(self.id_of(email))
        return [text.partition("</")[0].rpartition(">")[2] for text in texts]


@asynccontextmanager
async def _desk(url: str) -> AsyncIterator[Desk]:
    async with arena(url, crms=PROFILES) as it, HubSpotServer(it.clock) as hubspot:
        crm = _adapter(it, hubspot)
        yield Desk(it, hubspot, crm)
        await crm.close()


def _adapter(it: Arena, hubspot: HubSpotServer) -> HubSpot:
    return HubSpot(
        http_client(),
        token=hubspot.token,
        clock=it.clock,
        stages=STAGES,
        hold=[STOP],
        url=hubspot.url,
    )


async def _outbox(it: Arena) -> list[tuple[str, str]]:
    """Return each row's kind and state."""
    return [(row["kind"], row["state"]) for row in await it.rows("crm_outbox")]


async def _stages(it: Arena) -> list[str]:
    return [row["stage"] for row in await it.rows("leads")]


async def test_the_statuses_are_in_step_after_the_funnel(database_url: str) -> None:
    async with _desk(database_url) as desk:
        it = desk.it
        await it.enroll(2)
        await it.run()
        assert await desk.sync() == 4
        assert desk.statuses() == dict.fromkeys((LEA, LEO), STAGES["contacted"])
        await ear.hear(it, ear.mail(LEA, "Sounds interesting, let's talk."))
        assert await desk.sync() == 2
        assert desk.statuses()[LEA] == STAGES["qualified"]
        assert len(desk.notes(LEA)) == 2
        assert len(desk.notes(LEO)) == 1
        assert await desk.sync() == 0
        assert {state for _, state in await _outbox(it)} == {"done"}
        assert await _stages(it) == ["qualified", "contacted"]


async def test_a_lead_is_one_row_and_a_note_one_a_fact(database_url: str) -> None:
    async with _desk(database_url) as desk:
        it = desk.it
        await it.enroll(1)
        await it.run()
        await ear.hear(it, ear.mail(LEA, "Sounds interesting, let's talk."))
        keys = [row["key"] for row in await it.rows("crm_outbox")]
        assert len(keys) == len(set(keys)) == 3
        assert sorted(kind for kind, _ in await _outbox(it)) == ["lead", "note", "note"]
        await desk.sync()
        assert desk.statuses() == {LEA: STAGES["qualified"]}


async def test_a_status_that_a_person_sets_moves_the_stage_over_an_older_push(
    database_url: str,
) -> None:
    async with _desk(database_url) as desk:
        it = desk.it
        await it.enroll(1)
        await it.run()
        await desk.sync()
        await ear.hear(it, ear.mail(LEA))
        assert await _stages(it) == ["replied"]
        it.clock.forward(MINUTE)
        desk.set(LEA, STAGES["qualified"])
        await desk.sync()
        assert await _stages(it) == ["qualified"]
        assert desk.statuses() == {LEA: STAGES["qualified"]}


async def test_a_status_that_stops_is_obeyed_and_stands(database_url: str) -> None:
    async with _desk(database_url) as desk:
        it = desk.it
        await it.enroll(2)
        await it.run()
        await desk.sync()
        it.clock.forward(MINUTE)
        desk.set(LEA, STOP)
        await it.write("crm_outbox", 1, state="pending", not_before=None)
        await desk.sync()
        assert await it.states() == [("finished", "stopped"), ("active", "")]
        assert desk.statuses()[LEA] == STOP
        it.clock.forward(timedelta(days=3))
        await it.run()
        assert it.wire.counts == {LEA: 1, LEO: 2}


async def test_nothing_goes_over_a_status_that_could_not_be_read(
    sqlite_url: str,
) -> None:
    async with _desk(sqlite_url) as desk:
        it = desk.it
        await it.enroll(1)
        await it.run()
        await desk.sync()
        it.clock.forward(MINUTE)
        desk.set(LEA, STAGES["qualified"])
        await ear.hear(it, ear.mail(LEA))
        desk.hubspot.fail(503, path="/search")
        assert await desk.sync() == 0
        assert desk.statuses() == {LEA: STAGES["qualified"]}
        it.clock.forward(2 * MINUTE)
        assert await desk.sync() == 2
        assert desk.statuses() == {LEA: STAGES["qualified"]}
        assert await _stages(it) == ["qualified"]


async def test_a_stop_is_obeyed_though_no_change_has_told_it(sqlite_url: str) -> None:
    async with _desk(sqlite_url) as desk:
        it = desk.it
        await it.enroll(1)
        await it.run()
        await desk.sync()
        it.clock.forward(MINUTE)
        desk.hubspot.account.search_lag = timedelta(days=1)
        desk.set(LEA, STOP)
        await it.write("crm_outbox", 1, state="pending", not_before=None)
        await desk.sync()
        assert await it.states() == [("finished", "stopped")]
        assert desk.statuses() == {LEA: STOP}


async def test_our_own_writing_is_no_change(database_url: str) -> None:
    async with _desk(database_url) as desk:
        it = desk.it
        await it.enroll(1)
        await it.run()
        await desk.sync()
        before = await it.kinds()
        for _ in range(3):
            it.clock.forward(MINUTE)
            assert await desk.sync() == 0
        other = Desk(it, desk.hubspot, _adapter(it, desk.hubspot))
        assert await other.sync() == 0
        await other.crm.close()
        assert await it.kinds() == before


async def test_two_at_once_tell_each_fact_once(database_url: str) -> None:
    async with _desk(database_url) as desk:
        it = desk.it
        await it.enroll(4)
        await it.run()
        other = _adapter(it, desk.hubspot)
        for _ in range(3):
            it.clock.forward(2 * MINUTE)
            await asyncio.gather(
                sync(it.engine, {"hubspot": desk.crm}, "hubspot"),
                sync(it.engine, {"hubspot": other}, "hubspot"),
            )
        await other.close()
        assert {state for _, state in await _outbox(it)} == {"done"}
        assert len(desk.hubspot.account.contacts) == 4
        assert len(desk.hubspot.account.notes) == 4


async def test_a_lost_answer_makes_no_second_record_or_note(database_url: str) -> None:
    async with _desk(database_url) as desk:
        it = desk.it
        await it.enroll(1)
        await it.run()
        for _ in range(2):
            desk.hubspot.lose_answers()
            await desk.sync()
            it.clock.forward(2 * MINUTE)
        await desk.sync()
        assert {state for _, state in await _outbox(it)} == {"done"}
        assert len(desk.hubspot.account.contacts) == 1
        assert len(desk.notes(LEA)) == 1


@dataclass
class Told:
    """A CRM that answers as it is told, by address or key, and remembers."""

    says: dict[str, list[CrmOutcome]] = field(default_factory=dict)
    heard: list[str] = field(default_factory=list)
    meanwhile: Callable[[], None] | None = None
    changes: list[CrmChange] = field(default_factory=list)

    async def push_lead(self, lead: CrmLead) -> CrmOutcome:
        return self._answer(lead.email, lead.email)

    async def push_note(self, external_id: str, note: CrmNote) -> CrmOutcome:
        return self._answer(note.key, external_id)

    async def pull(self, cursor: str) -> tuple[Sequence[CrmChange], str]:
        return self.changes, "beyond" if self.changes else cursor

    async def close(self) -> None:
        """Let go of nothing."""

    def _answer(self, name: str, external_id: str) -> CrmOutcome:
        self.heard.append(name)
        if self.meanwhile is not None:
            self.meanwhile()
        answers = self.says.get(name)
        return answers.pop(0) if answers else Pushed(external_id)


async def _sync(it: Arena, crm: Told) -> int:
    return await sync(it.engine, {"hubspot": crm}, "hubspot")


async def test_silence_costs_an_attempt_and_backs_off(sqlite_url: str) -> None:
    async with arena(sqlite_url, crms=PROFILES) as it:
        await it.enroll(1)
        await it.run()
        crm = Told({LEA: [PushLater("no answer")] * 2})
        waits = []
        for _ in range(2):
            assert await _sync(it, crm) == 0
            row = (await it.rows("crm_outbox"))[0]
            waits.append((row["attempts"], row["not_before"] - it.clock.now()))
            it.clock.at = row["not_before"]
        assert [attempts for attempts, _ in waits] == [1, 2]
        assert timedelta() < waits[0][1] < waits[1][1]
        it.clock.forward(MINUTE)
        assert await _sync(it, crm) == 2
        assert crm.heard[:3] == [LEA] * 3
        assert [key.partition(":")[0] for key in crm.heard[3:]] == ["note"]


async def test_a_throttle_costs_no_attempt(sqlite_url: str) -> None:
    async with arena(sqlite_url, crms=PROFILES) as it:
        await it.enroll(5)
        await it.run()
        later = it.clock.now() + MINUTE
        busy = PushLater("throttled", later)
        crm = Told({f"lead{n}@co{n}.example": [busy] for n in range(5)})
        assert await _sync(it, crm) == 0
        rows = await it.rows("crm_outbox")
        assert {(row["attempts"], row["not_before"]) for row in rows} == {(0, later)}
        assert len(crm.heard) < 5
        it.clock.at = later
        crm.says.clear()
        assert await _sync(it, crm) == 10


async def test_a_refused_record_stops_no_other_and_is_listed(sqlite_url: str) -> None:
    async with arena(sqlite_url, crms=PROFILES) as it:
        await it.enroll(3)
        await it.run()
        crm = Told({LEA: [PushRefused("no such option")]})
        assert await _sync(it, crm) == 4
        listed = await to_check(it.engine)
        assert [(each.what, each.lead) for each in listed] == [("refused", LEA)] * 2


async def test_a_record_that_is_always_late_holds_up_no_other(sqlite_url: str) -> None:
    async with arena(sqlite_url, crms=PROFILES) as it:
        await it.enroll(3)
        await it.run()
        crm = Told({LEA: [PushLater("500", it.clock.now() + MINUTE)]})
        assert await _sync(it, crm) == 4
        states = {row["lead_id"]: row["state"] for row in await it.rows("crm_outbox")}
        assert states == {1: "pending", 2: "done", 3: "done"}


async def test_what_is_no_longer_leased_is_left_to_another(sqlite_url: str) -> None:
    async with arena(sqlite_url, crms=PROFILES) as it:
        await it.enroll(3)
        await it.run()
        slow, quick = Told(), Told()
        slow.meanwhile = lambda: it.clock.forward(outbox.LEASE)
        assert await _sync(it, slow) == 1
        assert await _sync(it, quick) == 5
        assert not set(slow.heard) & set(quick.heard)


async def test_a_change_that_cannot_be_obeyed_stops_no_other(postgres_url: str) -> None:
    async with arena(postgres_url, crms=PROFILES) as it:
        await it.enroll(2)
        at = it.clock.now()
        # No text of PostgreSQL's holds a NUL.
        wrong = CrmChange("7", "a\0b@c.example", "hs_lead_status", STOP, at)
        crm = Told(changes=[wrong, replace(wrong, external_id="8", email=LEO)])
        assert await _sync(it, crm) == 0
        assert await it.states() == [("active", ""), ("finished", "stopped")]
        assert [row["cursor"] for row in await it.rows("crm_cursors")] == []
        crm.changes.pop(0)
        await _sync(it, crm)
        assert [row["cursor"] for row in await it.rows("crm_cursors")] == ["beyond"]

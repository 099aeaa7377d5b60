"""What an answer means: unsure ones go to a person, and a model may only choose a label."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from outreach.core.inbound.meaning import Meaning
from outreach.ports import Opinion
from outreach.services.ingest import interpret
from tests.services import ear
from tests.services.arena import arena

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.services.arena import Arena

LEA = "lead0@co0.example"


class Oracle:
    """A reader with one opinion, which keeps what it was asked."""

    def __init__(self, opinion: Opinion | None) -> None:
        self.asked: list[str] = []
        self._opinion = opinion

    async def read(self, text: str) -> Opinion | None:
        self.asked.append(text)
        return self._opinion


def says(meaning: Meaning, confidence: float = 0.95) -> Oracle:
    return Oracle(Opinion(meaning, confidence, "small-1"))


@asynccontextmanager
async def answered(
    database_url: str, words: str, reader: Oracle | None = None
) -> AsyncIterator[Arena]:
    """Let one lead answer so."""
    async with arena(database_url) as it:
        (named,) = await ear.sent(it, 1)
        it.engine = replace(it.engine, reader=reader)
        await ear.hear(it, ear.mail(LEA, words, In_Reply_To=named))
        yield it


async def test_an_unsure_answer_is_a_guess_and_a_persons_task(
    database_url: str,
) -> None:
    async with answered(database_url, "Purple elephants dance at noon.") as it:
        (said,) = await ear.events(it, "reply.other")
        assert said["confidence"] < 0.6
        (task,) = await it.rows("tasks")
        assert task["title"].startswith("Read what ")
        (told,) = await ear.events(it, "task.created")
        assert told["task"] == task["id"]
        assert await it.states() == [("finished", "replied")]


async def test_a_sure_answer_asks_nobody(database_url: str) -> None:
    async with answered(database_url, "Not now, come back in March please.") as it:
        (said,) = await ear.events(it, "reply.not_now")
        assert said["until"][5:] == "03-01"
        assert said["words"]
        assert await it.rows("tasks") == []


async def test_a_model_is_asked_once_and_its_label_stands(database_url: str) -> None:
    oracle = says(Meaning.NOT_INTERESTED)
    words = "Wow, one more tool that does it all."
    async with answered(database_url, words, oracle) as it:
        (said,) = await ear.events(it, "reply.not_interested")
        assert said["read_by"] == "small-1"
        assert oracle.asked == [words]
        assert await interpret(it.engine) == 0
        assert len(oracle.asked) == 1


async def test_without_an_opinion_the_rules_decide(database_url: str) -> None:
    oracle = Oracle(None)
    async with answered(database_url, "Sure, Tuesday works.", oracle) as it:
        (said,) = await ear.events(it, "reply.interested")
        assert "read_by" not in said
        assert len(oracle.asked) == 1


async def test_a_model_that_doubts_leaves_it_to_a_person(database_url: str) -> None:
    oracle = says(Meaning.INTERESTED, 0.3)
    async with answered(database_url, "Purple elephants.", oracle) as it:
        (said,) = await ear.events(it, "reply.other")
        assert said["guess"] == "interested"
        assert len(await it.rows("tasks")) == 1


async def test_no_model_is_asked_of_a_wish_to_be_left_alone(database_url: str) -> None:
    oracle = says(Meaning.INTERESTED)
    async with answered(database_url, "Please unsubscribe me.", oracle) as it:
        assert oracle.asked == []
        assert await it.states() == [("finished", "opted_out")]


async def test_what_may_have_ended_a_process_is_not_read_for_the_model(
    sqlite_url: str,
) -> None:
    oracle = says(Meaning.INTERESTED)
    async with arena(sqlite_url) as it:
        (named,) = await ear.sent(it, 1)
        it.engine = replace(it.engine, reader=oracle)
        await ear.keep(it, ear.mail(LEA, "Purple.", In_Reply_To=named))
        await it.write("inbound", 1, tries=1)
        assert await interpret(it.engine) == 0
        assert oracle.asked == []
        assert [row["tries"] for row in await it.rows("inbound")] == [2]

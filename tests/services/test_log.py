"""Log lines reach standard error, in one form, and name nobody."""

from __future__ import annotations

import errno
import io
import json
import logging
from contextlib import contextmanager, redirect_stderr
from typing import TYPE_CHECKING, Any, NoReturn

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from outreach import log
from outreach.core.model import Blame, Rejected, Unknown
from tests.services.arena import arena
from tests.services.running import opened, write

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def told(**settings: Any) -> Iterator[io.StringIO]:
    """Catch what is logged; afterwards nothing is, as before."""
    root = logging.getLogger()
    handlers, level, before = root.handlers[:], root.level, structlog.get_config()
    lines = io.StringIO()
    try:
        with redirect_stderr(lines):
            log.configure(**settings)
            yield lines
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        structlog.configure(**before)
        log.know()


def test_a_line_is_written_to_the_standard_error_of_the_moment() -> None:
    first, second = io.StringIO(), io.StringIO()
    logger = log.get_logger("part")
    with told():
        with redirect_stderr(first):
            logger.info("one")
        first.close()
        with redirect_stderr(second):
            logger.info("two")
    assert "two" in second.getvalue()


class Full(io.StringIO):
    """What standard error is on a disk that is full, or when nobody reads it any more."""

    def write(self, _text: str) -> int:
        raise OSError(errno.ENOSPC, "no space left on device")


async def test_an_outcome_is_recorded_though_no_line_can_be_written(
    sqlite_url: str,
) -> None:
    async with arena(sqlite_url) as it:
        await it.enroll(2)
        it.wire.says["lead0@co0.example"] = [Rejected(Blame.SENDER, "no", "5.7.1")]
        with told(), redirect_stderr(Full()):
            await it.deliver((await it.tick()).claimed)
        assert await it.ledger() == [("deferred", 1), ("sent", 1)]


def test_libraries_lines_come_in_the_same_form() -> None:
    with told(json=True) as lines:
        log.know(role="worker", worker="w1")
        log.get_logger("ours").info("one", lead=7)
        logging.getLogger("theirs").error("no %s for %s", "way", "ada@x.example")
    ours, theirs = map(json.loads, lines.getvalue().splitlines())
    assert ours.pop("timestamp") <= theirs.pop("timestamp")
    process = {"role": "worker", "worker": "w1"}
    assert ours == {
        "part": "ours",
        "event": "one",
        "lead": 7,
        "level": "info",
        **process,
    }
    assert theirs == {
        "part": "theirs",
        "event": "no way for ***",
        "level": "error",
        **process,
    }


def test_levels_below_the_one_asked_for_are_not_told() -> None:
    with told(level="error") as lines:
        log.get_logger("ours").warning("one")
        logging.getLogger("theirs").warning("two")
        log.get_logger("ours").error("three")
    assert "three" in lines.getvalue()
    assert "one" not in lines.getvalue()
    assert "two" not in lines.getvalue()


def fail(message: str) -> NoReturn:
    raise ValueError(message)


def test_a_library_s_trace_is_told_and_names_nobody() -> None:
    with told() as lines:
        try:
            fail("ada@lovelace.example")
        except ValueError:
            logging.getLogger("theirs").exception("it failed")
            log.get_logger("ours").exception("so it did")
    assert lines.getvalue().count("Traceback") == 2
    assert "lovelace" not in lines.getvalue()


locals_ = st.from_regex(r"[a-z][a-z0-9.+'-]{5,20}", fullmatch=True)


@pytest.mark.parametrize("as_json", [True, False])
@given(local=locals_, where=st.sampled_from(["event", "value", "error", "library"]))
def test_no_address_stands_in_a_line(as_json: bool, local: str, where: str) -> None:  # noqa: FBT001 - a case
    address = f"{local}@lovelace.example"
    with told(json=as_json) as lines:
        ours = log.get_logger("ours")
        match where:
            case "event":
                ours.info(f"to {address}")
            case "value":
                ours.info("sent", to=[{"rcpt": address}], error=repr(KeyError(address)))
            case "error":
                try:
                    fail(f"550 <{address}>")
                except ValueError:
                    ours.exception("failed")
            case _:
                logging.getLogger("theirs").error("to %r", address, stack_info=False)
    assert lines.getvalue()
    assert "lovelace" not in lines.getvalue()
    assert local not in lines.getvalue()


def test_addresses_are_told_where_that_is_asked() -> None:
    with told(addresses=True) as lines:
        log.get_logger("ours").info("sent", to="ada@x.example", token="hush")
    assert "ada@x.example" in lines.getvalue()
    assert "hush" not in lines.getvalue()


class Babbler:
    """A channel whose far side says whom it will not have."""

    def __init__(self) -> None:
        self.turn = 0

    async def send(self, parcel: Any) -> Rejected | Unknown:
        self.turn += 1
        said = f"{parcel.rcpt_to} (Lead 0) will not have it"
        match self.turn:
            case 1:
                raise OSError(said)
            case 2:
                return Unknown(said)
            case _:
                return Rejected(Blame.ADDRESS, said, "5.1.1")

    async def close(self) -> None:
        pass


@pytest.mark.parametrize("addresses", [True, False])
async def test_a_run_logs_what_became_of_each_touch_and_names_no_lead(
    tmp_path: Path, sqlite_url: str, *, addresses: bool
) -> None:
    with told(json=True, level="debug", addresses=addresses) as lines:
        async with opened(write(tmp_path, sqlite_url)) as world:
            world.deployment.courier.channels = {"email": Babbler()}
            await world.enroll(3)
            await world.run()
            leads = [row["email"] for row in await world.rows("leads")]
    found = [json.loads(line) for line in lines.getvalue().splitlines()]
    outcomes = [each["outcome"] for each in found if each["event"] == "touch.settled"]
    assert outcomes == ["in_doubt", "in_doubt", "rejected_address"]
    assert any(lead in lines.getvalue() for lead in leads) is addresses

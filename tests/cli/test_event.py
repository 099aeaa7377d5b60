"""A person tells of an event: what waits for it goes on, and told again it counts once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.cli.shell import typing

if TYPE_CHECKING:
    from tests.cli.shell import Shell


def _lead(shell: Shell) -> str:
    line = (shell.folder / "leads.csv").read_text("utf-8").splitlines()[1]
    return next(each for each in line.split(",") if "@" in each)


def test_an_event_is_recorded_once_an_id(peopled: Shell) -> None:
    lead = _lead(peopled)
    words = ("leads", "event", lead, "custom.webinar", "--data", "title=Q4=x", "--id")
    first, again = peopled.json(*words, "w1"), peopled.json(*words, "w1")
    plain = peopled.tell("leads", "event", lead, "custom.webinar")
    assert (first["recorded"], again["recorded"]) == (True, False)
    assert first | {"lead_id": 0} == {
        "lead_id": 0,
        "email": lead,
        "event": "custom.webinar",
        "recorded": True,
    }
    assert plain == [f"{lead}: custom.webinar recorded"]


def test_what_cannot_be_recorded_is_told(peopled: Shell) -> None:
    lead, words = _lead(peopled), ("-w", str(peopled.folder), "leads", "event")
    kind = typing(*words, lead, "reply.interested")
    pair = typing(*words, lead, "custom.x", "--data", "title")
    nobody = typing(*words, "nobody@x.example", "custom.x")
    assert (kind.status, pair.status, nobody.status) == (2, 2, 1)
    assert "name it as custom.webinar" in kind.err
    assert "write it as KEY=VALUE" in pair.err

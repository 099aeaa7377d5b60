"""What happens in a scenario: its `when`, read."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from outreach.core import duration
from outreach.core.duration import UnreadableError
from outreach.core.inbound.meaning import Meaning
from outreach.core.language import event
from outreach.core.language.reader import is_scalar
from outreach.core.scenario import model
from outreach.core.scenario.given import read_cells, read_row
from outreach.core.scenario.model import Deed, Happening, When
from outreach.core.sequence import CHANNEL_OF, Email, LinkedIn, Sms, Task, WhatsApp

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from outreach.core.scenario.desk import Desk
    from outreach.core.source import Node

MOMENTS = ("at", "on", "day", "after")
# What a tracker tells; what else happens has a word of its own, or is `custom.*`.
OUTER = ("link.clicked", "mail.opened")
BOUNCES = ("hard", "soft", "block")
OPT_OUTS = ("link", "reply")
REPLY_KEYS = ("intent", "text")
ANSWERED = (Email, Sms, WhatsApp)
WAYS = tuple(CHANNEL_OF[kind] for kind in ANSWERED)
MOST = 500
# What a reply of a meaning says where only the meaning is asked for; a test reads each back.
SAID = {
    Meaning.INTERESTED: "Sounds good, let's talk. Tell me more, please.",
    Meaning.QUESTION: "How much does it cost for a team of five?",
    Meaning.NOT_NOW: "Not right now, it is a bad time for us. Check back in a few months.",
    Meaning.NOT_INTERESTED: "No thanks, we are not interested.",
    Meaning.REFERRAL: "Please contact my colleague, who decides about this.",
    Meaning.WRONG_PERSON: "I am not the right person for this.",
    Meaning.OTHER: "Hm.",
}

_UNTIL = re.compile(r"until\s+", re.IGNORECASE)


def read_when(desk: Desk, node: Node | None) -> tuple[Happening, ...]:
    """Return what happens, in the file's order."""
    if node is None or node.is_null:
        return ()
    items = desk.reader.items(node, "when")
    if len(items) > MOST:
        message = f"{len(items)} happenings are too many: keep {MOST}"
        desk.reader.complain(node, "bad-value", message)
        return ()
    found = [_happening(desk, item) for item in items]
    return tuple(happening for happening in found if happening is not None)


def _happening(desk: Desk, node: Node) -> Happening | None:
    reader = desk.reader
    if node.kind != "mapping":
        message = (
            f"{node} is nothing that happens: write `{{after: 2 days, reply: Yes}}`"
        )
        reader.complain(node, "bad-value", message)
        return None
    reader.mapping(node, "a happening", KEYS)
    doing = [(key, value) for key, value in node.pairs if key.value in DEEDS]
    strange = [key for key, _ in node.pairs if key.value not in KEYS]
    if not doing and not strange and not node.partial:
        message = f"nothing happens here: name one of {', '.join(DEEDS)}"
        reader.complain(node, "missing-key", message)
    for key, _ in doing[1:]:
        message = (
            f"{key} beside {doing[0][0]}: one thing happens at a time, make it two"
        )
        reader.complain(key, "two-actions", message)
    when = _moment(desk, node)
    who = desk.person(node.get("who"))
    step = _answered(desk, node, replying=[key.value for key, _ in doing] == ["reply"])
    deeds = [DEEDS[key.value](desk, value, step) for key, value in doing]
    if when is None or not deeds or deeds[0] is None:
        return None
    if isinstance(deeds[0], model.Reply):
        deeds[0] = _by(desk, node, deeds[0])
    said = f"{doing[0][0].value} {_short(doing[0][1])}".strip()
    return Happening(deeds[0], when, who, said, node.line)


def _answered(desk: Desk, node: Node, *, replying: bool) -> str:
    """Return the step whose message is answered; "" is the last one."""
    to, by = node.get("to"), node.get("by")
    if by is not None and not replying:
        desk.reader.complain(by, "bad-value", "by belongs to `reply`: take it out")
    return (desk.step(to, ANSWERED if replying else (Email,)) or "") if to else ""


def _by(desk: Desk, node: Node, reply: model.Reply) -> model.Reply:
    """Return the reply with the channel it comes by: as said, or that of what it answers."""
    by, step = node.get("by"), (desk.steps() or {}).get(reply.step)
    own = "email" if step is None else CHANNEL_OF[type(step.action)]
    if by is None:
        return replace(reply, by=own)
    way = desk.choice(by, "channel of a reply", WAYS, "unknown-channel") or own
    if step is not None and way != own:
        message = f"{reply.step} goes by {own}: leave `by` out, or `to`"
        desk.reader.complain(by, "bad-value", message)
    return replace(reply, by=way)


def _short(node: Node) -> str:
    return "" if node.is_null or node.kind != "scalar" else str(node)


def _moment(desk: Desk, node: Node) -> When | None:
    named = [key for key, _ in node.pairs if key.value in MOMENTS]
    if not named:
        if not node.partial:
            message = (
                "it has no moment: write `after: 2 days`, `on: day 2` or `at: ...`"
            )
            desk.reader.complain(node, "missing-key", message)
        return None
    for key in named[1:]:
        message = f"{key} beside {named[0]}: one of them says when, take the other out"
        desk.reader.complain(key, "two-actions", message)
    since, value = node.get("since"), node.get(named[0].value)
    step = desk.step(since, ()) if since else ""
    if value is None:
        return None
    if named[0].value == "after":
        return _after(desk, value, step or "")
    if since is not None:
        message = "since belongs to `after`: take it out"
        desk.reader.complain(since, "bad-value", message)
    spot = desk.spot(value)
    if spot is None:
        return None
    at = desk.reader.made(value, "moment", lambda _: spot.at())
    return None if at is None else When(at=at)


def _after(desk: Desk, node: Node, since: str) -> When | None:
    """Read a delay, or a step: a minute after it."""
    steps = desk.steps() or {}
    if is_scalar(node) and not since and node.value in steps:
        return When(after=duration.read_delay("1 minute"), since=node.value)
    delay = desk.reader.made(node, "duration", duration.read_delay)
    return None if delay is None else When(after=delay, since=since)


def _reply(desk: Desk, node: Node, step: str) -> Deed | None:
    if is_scalar(node):
        text = SAID[Meaning(node.value)] if node.value in list(Meaning) else node.value
        return model.Reply(text, step)
    if not desk.reader.mapping(node, "reply", REPLY_KEYS):
        return None
    text_node, intent = node.get("text"), node.get("intent")
    if text_node is not None:
        words = desk.reader.text(text_node, "text")
        return None if words is None else model.Reply(words, step)
    if intent is None:
        desk.reader.lacks(node, "reply", ("text",), REPLY_KEYS)
        return None
    meaning = desk.choice(intent, "intent", list(Meaning), "bad-value")
    return None if meaning is None else model.Reply(SAID[Meaning(meaning)], step)


def _out_of_office(desk: Desk, node: Node, step: str) -> Deed | None:
    if node.is_null:
        return model.OutOfOffice(None, step=step)
    if is_scalar(node) and node.value == "gone":
        return model.OutOfOffice(None, gone=True, step=step)
    back_on = desk.reader.made(node, "day", lambda text: _day(desk, text))
    return None if back_on is None else model.OutOfOffice(back_on, step=step)


def _day(desk: Desk, text: str) -> date:
    spot = desk.origin.read(_UNTIL.sub("", text.strip(), count=1))
    if spot.on is None:
        remedy = "write the day they are back, as `until 3 March`"
        raise UnreadableError("bad-moment", "a time is no day", remedy)
    return spot.on


def _bounce(desk: Desk, node: Node, step: str) -> Deed | None:
    kind = desk.choice(node, "bounce", BOUNCES, "bad-value")
    return None if kind is None else model.Bounce(kind, step)


def _complaint(desk: Desk, node: Node, step: str) -> Deed | None:
    return _plain(model.Complain(step))(desk, node, step)


def _click(desk: Desk, node: Node, _step: str) -> Deed | None:
    step = desk.step(node, (Email,))
    return None if step is None else model.Click(step)


def _opt_out(desk: Desk, node: Node, _step: str) -> Deed | None:
    if node.is_null:
        return model.OptOut("link")
    by = desk.choice(node, "way to opt out", OPT_OUTS, "bad-value")
    return None if by is None else model.OptOut(by)


def _task_done(desk: Desk, node: Node, _step: str) -> Deed | None:
    task = _task(desk, node, "", (Task, LinkedIn))
    return None if task is None else model.TaskDone(task)


def read_task_name(desk: Desk, node: Node, sequence: str = "") -> str | None:
    """Return the id of a task's step; of a task that a reaction makes, its title."""
    return _task(desk, node, sequence, (Task,))


def _task(desk: Desk, node: Node, sequence: str, kinds: tuple[type, ...]) -> str | None:
    found = desk.known.sequences.get(sequence or desk.sequence)
    reacting = found is not None and any(
        isinstance(action, Task)
        for actions in found.reactions.values()
        for action in actions
    )
    if reacting:
        return desk.reader.line(node, "the task")
    return desk.step(node, kinds, sequence)


def _occur(desk: Desk, node: Node, _step: str) -> Deed | None:
    if is_scalar(node) and event.is_custom(node.value):
        return model.Occur(node.value)
    if is_scalar(node) and node.value.partition(".")[0] in DEEDS:
        message = (
            f"{node} has a word of its own: write `{node.value.partition('.')[0]}:`"
        )
        desk.reader.complain(node, "unknown-event", message)
        return None
    kind = desk.choice(node, "event", OUTER, "unknown-event")
    return None if kind is None else model.Occur(kind)


def _plain(deed: Deed) -> Callable[[Desk, Node, str], Deed | None]:
    def read(desk: Desk, node: Node, _step: str) -> Deed | None:
        if node.is_null or node.plain() is True:
            return deed
        desk.reader.complain(node, "bad-value", f"{node} is too much: leave it out")
        return None

    return read


def _pause(desk: Desk, node: Node, _step: str) -> Deed | None:
    if node.is_null:
        return model.PauseLead(None)
    until = desk.reader.made(
        node,
        "moment",
        lambda text: desk.origin.read(_UNTIL.sub("", text.strip(), count=1)).at(),
    )
    return None if until is None else model.PauseLead(until)


def _set(desk: Desk, node: Node, _step: str) -> Deed | None:
    cells = read_cells(desk.reader, node, "set")
    if not cells:
        return None
    marked = (
        {**cells} if "email" in cells else {**cells, "email": (node, "a@b.example")}
    )
    row = read_row(desk.reader, desk.known.judges, marked, node)
    if row is None:
        return None
    given = {name: value for name, value in row.given.items() if name in cells}
    return model.SetLead(replace(row, given=given))


def _stage(desk: Desk, node: Node, _step: str) -> Deed | None:
    stages = desk.reader.settings.stages
    stage = desk.choice(node, "stage", stages, "unknown-stage")
    return None if stage is None else model.MoveLead(stage)


DEEDS: dict[str, Callable[[Desk, Node, str], Deed | None]] = {
    "reply": _reply,
    "out_of_office": _out_of_office,
    "bounce": _bounce,
    "complaint": _complaint,
    "click": _click,
    "opt_out": _opt_out,
    "task_done": _task_done,
    "event": _occur,
    "stop": _plain(model.StopLead()),
    "pause": _pause,
    "resume": _plain(model.ResumeLead()),
    "set": _set,
    "stage": _stage,
}
KEYS = (*MOMENTS, "since", "who", "to", "by", *DEEDS)

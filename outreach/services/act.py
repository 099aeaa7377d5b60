"""Does one action of a sequence that asks nothing of the outside: a stage, a tag, a task."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from outreach.core.consequence import consequence
from outreach.core.model import (
    EnrollmentId,
    EnrollmentState,
    Event,
    Finish,
)
from outreach.core.preference import outlasts
from outreach.core.sequence import (
    Enroll,
    Goal,
    Notify,
    Pause,
    SetFields,
    SetStage,
    Stop,
    Tag,
    Task,
)
from outreach.core.window import add, place_of
from outreach.services.enroll import enroll_leads
from outreach.services.finish import finish, pause
from outreach.store import enrollment as enrollments
from outreach.store import lead as leads
from outreach.store import task as tasks

if TYPE_CHECKING:
    from datetime import datetime

    from outreach.core.model import Lead
    from outreach.core.sequence import Action, Delay
    from outreach.services.engine import Engine, Release
    from outreach.store.database import Connection, Row


@dataclass(frozen=True, slots=True)
class Scene:
    """Where an action happens: a locked lead, one of its enrollments, the event that called.

    `step` is the one that does it, "" where it is a reaction.
    """

    engine: Engine
    connection: Connection
    lead: Lead
    row: Row
    event: Event | None = None
    step: str = ""


@dataclass(frozen=True, slots=True)
class Acted:
    """What it did: the lead as it now is, facts to record, the enrollment's new state."""

    lead: Lead
    events: list[Event] = field(default_factory=list)
    state: EnrollmentState | None = None


async def do(scene: Scene, action: Action) -> Acted:
    """Do one action. What only a step can do (a mail, a wait) does nothing here."""
    match action:
        case SetStage() | Tag() | SetFields():
            return await _change(scene, action)
        case Task():
            return await _task(scene, action)
        case Notify(text=text):
            return await _task(scene, Task("notify", text))
        case Enroll(sequence=sequence):
            return await _enroll(scene, sequence)
        case Pause(delay=delay):
            return await _pause(scene, delay)
        case Goal(name=name):
            goal = Event(f"goal.{name}", scene.engine.now(), scene.lead.id, _id(scene))
            ended = await finish(
                scene.engine, scene.connection, [scene.row], Finish.GOAL
            )
            return Acted(scene.lead, [goal, *ended], EnrollmentState.FINISHED)
        case Stop():
            ended = await finish(
                scene.engine, scene.connection, [scene.row], Finish.STOPPED
            )
            return Acted(scene.lead, ended, EnrollmentState.FINISHED)
        case _:
            return Acted(scene.lead)


def _id(scene: Scene) -> EnrollmentId:
    return EnrollmentId(scene.row["id"])


async def _change(scene: Scene, action: Action) -> Acted:
    """Write what the planner foresaw: a stage, a tag, fields."""
    engine, lead, now = scene.engine, scene.lead, scene.engine.now()
    release = await engine.catalogue.get(scene.connection, scene.row["version"])
    fill = partial(engine.filled, release)
    change = consequence(action, lead, engine.pipeline, fill)
    if not change.kind:
        return Acted(lead)
    columns = dict(change.columns)
    if "stage" in columns:
        columns["stage_by"] = "sequence"
    if "tags" in columns:
        columns["tags"] = list(change.lead.tags)
    await leads.change(scene.connection, lead.id, now, **columns)
    event = Event(change.kind, now, lead.id, _id(scene), data=change.data)
    return Acted(change.lead, [event])


async def _task(scene: Scene, task: Task) -> Acted:
    now = scene.engine.now()
    release = await scene.engine.catalogue.get(scene.connection, scene.row["version"])
    due = None if task.due is None else _later(scene, release, task.due, now)
    title = scene.engine.filled(release, task.title, scene.lead)
    task_id = await tasks.add(
        scene.connection,
        lead_id=scene.lead.id,
        enrollment_id=_id(scene),
        kind=task.kind,
        title=title,
        note=scene.engine.filled(release, task.note, scene.lead),
        due_at=due,
        created_at=now,
    )
    data: dict[str, object] = {"task": task_id, "kind": task.kind, "title": title}
    if scene.step:
        data["step"] = scene.step
    event = Event("task.created", now, scene.lead.id, _id(scene), data=data)
    return Acted(scene.lead, [event])


async def _enroll(scene: Scene, sequence: str) -> Acted:
    enrolled = await enroll_leads(
        scene.engine, scene.connection, sequence, [scene.lead], by="sequence"
    )
    refused = [
        Event("enroll.refused", scene.engine.now(), scene.lead.id, data=refusal.data())
        for refusal in enrolled.refused
    ]
    return Acted(scene.lead, [*enrolled.facts, *refused])


async def _pause(scene: Scene, delay: Delay | None) -> Acted:
    now = scene.engine.now()
    release = await scene.engine.catalogue.get(scene.connection, scene.row["version"])
    until = None if delay is None else _later(scene, release, delay, now)
    fresh = (await enrollments.get(scene.connection, [_id(scene)]))[_id(scene)]
    if fresh["state"] == EnrollmentState.PAUSED and outlasts(
        fresh["reason"], fresh["due_at"], until
    ):
        return Acted(scene.lead, state=EnrollmentState.PAUSED)
    facts = await pause(scene.engine, scene.connection, [fresh], "sequence", until)
    return Acted(scene.lead, facts, EnrollmentState.PAUSED if facts else None)


def _later(scene: Scene, release: Release, delay: Delay, now: datetime) -> datetime:
    window = release.sequence.window
    place = place_of(scene.lead, window, scene.engine.house.zone)
    return add(delay, now, window, place, scene.engine.calendar)

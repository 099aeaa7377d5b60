"""Does one action of a sequence that asks nothing of the outside: a stage, a tag, a task."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from outreach.core import pipeline
from outreach.core.model import (
    BUILT_IN_FIELDS,
    EnrollmentId,
    EnrollmentState,
    Event,
    Finish,
)
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
from outreach.errors import RenderError
from outreach.services.enroll import enroll_leads
from outreach.services.finish import finish, pause
from outreach.services.values import values_of
from outreach.store import enrollment as enrollments
from outreach.store import lead as leads
from outreach.store import task as tasks

if TYPE_CHECKING:
    from datetime import datetime

    from outreach.core.model import Lead
    from outreach.core.sequence import Action, Delay
    from outreach.services.engine import Engine, Release
    from outreach.store.database import Connection, Row

WRITABLE = frozenset(BUILT_IN_FIELDS) - {"email", "name", "domain", "tags", "stage"}


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
    by_person: bool = (
        False  # what an answer means is a person's word, over the machine's
    )
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
        case SetStage(stage=stage):
            return await _set_stage(scene, stage)
        case Tag(tag=tag):
            return await _tag(scene, tag)
        case Task():
            return await _task(scene, action)
        case SetFields():
            return await _set(scene, action)
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


async def _set_stage(scene: Scene, stage: str) -> Acted:
    lead, now = scene.lead, scene.engine.now()
    to = pipeline.forward(scene.engine.pipeline, lead.stage, stage)
    if to == lead.stage:
        return Acted(lead)
    await leads.change(scene.connection, lead.id, now, stage=to, stage_by="sequence")
    data = {"from": lead.stage, "by": "sequence"}
    event = Event(f"stage.{to}", now, lead.id, _id(scene), data=data)
    return Acted(replace(lead, stage=to), [event])


async def _tag(scene: Scene, tag: str) -> Acted:
    lead, now = scene.lead, scene.engine.now()
    if tag in lead.tags:
        return Acted(lead)
    tags = (*lead.tags, tag)
    await leads.change(scene.connection, lead.id, now, tags=list(tags))
    event = Event("tagged", now, lead.id, _id(scene), data={"tag": tag})
    return Acted(replace(lead, tags=tags), [event])


async def _task(scene: Scene, task: Task) -> Acted:
    now = scene.engine.now()
    release = await scene.engine.catalogue.get(scene.connection, scene.row["version"])
    due = None if task.due is None else _later(scene, release, task.due, now)
    title = _rendered(scene, release, task.title)
    task_id = await tasks.add(
        scene.connection,
        lead_id=scene.lead.id,
        enrollment_id=_id(scene),
        kind=task.kind,
        title=title,
        note=_rendered(scene, release, task.note),
        due_at=due,
        created_at=now,
    )
    data: dict[str, object] = {"task": task_id, "kind": task.kind, "title": title}
    if scene.step:
        data["step"] = scene.step
    event = Event("task.created", now, scene.lead.id, _id(scene), data=data)
    return Acted(scene.lead, [event])


def _rendered(scene: Scene, release: Release, text: str) -> str:
    """Fill in a text that only colleagues read; what cannot be is shown as it is written."""
    if not text:
        return ""
    values = values_of(scene.engine, release, scene.lead, None, step="")
    try:
        return release.templates.render(text, values, dice=str(scene.lead.id))
    except RenderError:
        return text


async def _set(scene: Scene, action: SetFields) -> Acted:
    lead, now = scene.lead, scene.engine.now()
    release = await scene.engine.catalogue.get(scene.connection, scene.row["version"])
    new = {
        name: _rendered(scene, release, value) for name, value in action.values.items()
    }
    own = {name: value for name, value in new.items() if name not in BUILT_IN_FIELDS}
    columns: dict[str, object] = {
        name: float(value) if name == "score" else value
        for name, value in new.items()
        if name in WRITABLE
    }
    fields = {**lead.fields, **own}
    await leads.change(scene.connection, lead.id, now, **columns, fields=fields)
    event = Event("fields.set", now, lead.id, _id(scene), data=dict(new))
    changed = (await leads.get(scene.connection, [lead.id]))[lead.id]
    return Acted(changed, [event])


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
    if scene.by_person and fresh["reason"] == Finish.REPLIED:
        # The answer that ended it does not, after all.
        reopened = {"state": EnrollmentState.PAUSED, "finished_at": None}
        await enrollments.write(scene.connection, _id(scene), **reopened)
    elif fresh["state"] == EnrollmentState.PAUSED and fresh["due_at"] is None:
        # Only a person ends such a pause, so it must not turn into one that ends by itself.
        return Acted(scene.lead, state=EnrollmentState.PAUSED)
    facts = await pause(scene.engine, scene.connection, [fresh], "sequence", until)
    return Acted(scene.lead, facts, EnrollmentState.PAUSED if facts else None)


def _later(scene: Scene, release: Release, delay: Delay, now: datetime) -> datetime:
    window = release.sequence.window
    place = place_of(scene.lead, window, scene.engine.house.zone)
    return add(delay, now, window, place, scene.engine.calendar)

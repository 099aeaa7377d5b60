"""What a campaign must have kept, whatever was killed: each promise, and what broke it."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from tests.system.crash_stage import CAPS, GAP_SECONDS, ROOM
from tests.system.crash_stop import ENDS
from tests.system.crash_trail import OUT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from tests.saboteur.http import Heard
    from tests.system.crash_judge import Passage
    from tests.system.crash_stop import Stopped

DAY = timedelta(hours=24)
ALL_STEPS = ({"intro", "call", "bump", "bye"}, {"intro", "call", "bump", "demo"})
# DESIGN section 4; an attempt that is put back is the one before it again.
MOVES = {
    (None, "claimed"): 0,
    (None, "sent"): 0,  # a task is done as soon as it is asked
    ("claimed", None): 0,
    ("claimed", "deferred"): -1,
    ("claimed", "skipped"): 0,
    ("claimed", "sending"): 0,
    ("sending", "sent"): 0,
    ("sending", "deferred"): 0,
    ("sending", "skipped"): 0,
    ("sending", "in_doubt"): 0,
    ("in_doubt", "sent"): 0,
    ("in_doubt", "deferred"): 0,
    ("in_doubt", "skipped"): 0,
    ("deferred", "claimed"): 1,
    ("deferred", "skipped"): 0,
}
# A claim's lease ends, so somebody takes it up.
ACCOUNTED = ("sent", "in_doubt", "skipped", "deferred", "claimed")
Row = Any


@dataclass(frozen=True, slots=True)
class Broken:
    """A promise that was not kept, and by what it shows."""

    promise: str
    detail: str


@dataclass(frozen=True, slots=True)
class Facts:
    """All that is known in the end, or before what is in doubt is settled."""

    tables: Mapping[str, Sequence[Row]]
    moves: Sequence[Row]
    passages: Sequence[Passage]
    stops: Sequence[Stopped]
    uncertain: frozenset[int]  # leads whose stop was not confirmed
    wire: frozenset[tuple[int, int]]  # touch and attempt, marked by whom was killed
    heard: Sequence[Heard]  # by the CRM

    @property
    def mails(self) -> list[Row]:
        return [row for row in self.tables["touches"] if row["channel"] == "email"]


def judge_ledger(facts: Facts) -> list[Broken]:
    """Return what must hold at any time when nothing is under way."""
    return [
        Broken(promise, detail)
        for promise, check in (
            ("never twice", _twice),
            ("nothing lost", _ledger),
            ("never after a stop", _after_stop),
            ("in doubt is what was on the wire", _doubt),
            ("moves of the ledger", _moves),
            ("events agree", _events),
            ("events agree", _finished),
            ("stages agree", _stages),
            ("CRM outbox agrees", _outbox),
        )
        for detail in check(facts)
    ]


def judge_caps(facts: Facts) -> list[Broken]:
    """Return which lanes sent more than their limits allow."""
    return [Broken("never over a cap", detail) for detail in _caps(facts)]


def judge_end(facts: Facts) -> list[Broken]:
    """Return what must hold besides when all is done."""
    return [
        Broken(promise, detail)
        for promise, check in (("nothing lost", _ends), ("CRM told", _told))
        for detail in check(facts)
    ]


def _twice(facts: Facts) -> Iterator[str]:
    taken = Counter(
        each.message_id for each in facts.passages if each.taken_at is not None
    )
    for name, times in taken.items():
        if times > 1 or not name:
            yield f"{name} was taken {times} times"


def _ledger(facts: Facts) -> Iterator[str]:
    by_id = {row["message_id"]: row for row in facts.mails if row["message_id"]}
    email = {row["id"]: row["email"] for row in facts.tables["leads"]}
    taken = {each.message_id: each for each in facts.passages if each.taken_at}
    for name, passage in taken.items():
        row = by_id.get(name)
        if row is None or row["state"] not in ("sent", "in_doubt"):
            state = row and row["state"]
            yield f"{name} was taken, and its touch is {state}"
        elif email.get(row["lead_id"]) != passage.rcpt:
            yield f"{name} went to {passage.rcpt}"
        elif passage.begun_at < row["sending_at"]:
            yield f"{name} was on the wire before it was marked"
    for row in facts.mails:
        if row["state"] == "sent" and row["message_id"] not in taken:
            yield f"touch {row['id']} is sent, and was never taken"
        if row["state"] not in ACCOUNTED:
            yield f"touch {row['id']} is {row['state']} and nobody is at it"
        if row["state"] == "deferred" and not row["not_before"]:
            yield f"touch {row['id']} is deferred until never"


def _after_stop(facts: Facts) -> Iterator[str]:
    of_lead = defaultdict(list)
    for row in facts.mails:
        of_lead[row["lead_id"]].append(row)
    for stop in facts.stops:
        for row in of_lead[stop.lead_id]:
            before = stop.gone_out.get(row["id"])
            if row["state"] in OUT and before != row["attempt"]:
                yield (
                    f"touch {row['id']} attempt {row['attempt']} was marked after "
                    f"{stop.kind} of lead {stop.lead_id} (before it: {stop.gone_out})"
                )


def _doubt(facts: Facts) -> Iterator[str]:
    for row in facts.mails:
        if row["state"] == "in_doubt" and (row["id"], row["attempt"]) not in facts.wire:
            yield f"touch {row['id']} is in doubt ({row['detail']}) and no kill met it"


def _caps(facts: Facts) -> Iterator[str]:
    of_lane = defaultdict(list)
    for row in facts.mails:
        if row["state"] in OUT:
            of_lane[row["lane"]].append(row["sending_at"])
    for lane, cap in CAPS.items():
        marked = sorted(of_lane[lane])
        for place, at in enumerate(marked):
            # Half open: what is exactly a day old is out of the window.
            many = place + 1 - bisect_right(marked, at - DAY)
            if many > cap:
                yield f"{lane} had {many} of {cap} in the day before {at}"
                break
    for lane, gap in GAP_SECONDS.items():
        for one, other in pairwise(sorted(of_lane[lane])):
            if other - one < timedelta(seconds=gap):
                yield f"{lane} sent at {one} and at {other}"


def _moves(facts: Facts) -> Iterator[str]:
    for move in facts.moves:
        step = MOVES.get((move["was"], move["to"]))
        was, now = move["was_attempt"], move["attempt"]
        by = (now - was) if was is not None and now is not None else 0
        if step is None or by != step:
            yield f"touch {move['touch_id']}: {move['was']} {was} -> {move['to']} {now}"


def _events(facts: Facts) -> Iterator[str]:
    events = facts.tables["events"]
    sent, doubts = (
        Counter(event["touch_id"] for event in events if event["kind"] == kind)
        for kind in ("sent", "in_doubt")
    )
    for row in facts.mails:
        if sent.pop(row["id"], 0) != (row["state"] == "sent"):
            yield f"touch {row['id']} is {row['state']}, against its events"
        if row["state"] == "in_doubt" and not doubts[row["id"]]:
            yield f"touch {row['id']} is in doubt without an event"
    for touch_id in sent:
        yield f"touch {touch_id} has a sent event and is not there"


def _finished(facts: Facts) -> Iterator[str]:
    ends: dict[int, list[str]] = defaultdict(list)
    for event in facts.tables["events"]:
        if event["kind"].startswith("finished."):
            ends[event["enrollment_id"]].append(event["kind"].partition(".")[2])
    for row in facts.tables["enrollments"]:
        said = [row["reason"]] if row["state"] == "finished" else []
        if ends.get(row["id"], []) != said:
            yield f"enrollment {row['id']} ended {said}, its events {ends[row['id']]}"


def _stages(facts: Facts) -> Iterator[str]:
    touched = {row["lead_id"] for row in facts.mails if row["state"] == "sent"}
    stands = {row["id"]: "prospect" for row in facts.tables["leads"]}
    for event in facts.tables["events"]:
        if event["kind"].startswith("stage."):
            lead_id, stage = event["lead_id"], event["kind"].partition(".")[2]
            if event["data"]["from"] != stands[lead_id]:
                yield f"lead {lead_id} was {stands[lead_id]} before {event['data']}"
            stands[lead_id] = stage
    for row in facts.tables["leads"]:
        if row["stage"] != stands[row["id"]]:
            yield f"lead {row['id']} is {row['stage']}, by its events {stands[row['id']]}"
        if row["id"] in touched and row["stage"] == "prospect":
            yield f"lead {row['id']} was written to and is a prospect"


def _outbox(facts: Facts) -> Iterator[str]:
    keys = Counter(row["key"] for row in facts.tables["crm_outbox"])
    wanted = Counter[str]()
    for event in facts.tables["events"]:
        kind = event["kind"].partition(".")[0]
        if kind in ("sent", "reply", "opt_out"):
            wanted[f"note:{event['id']}"] = 1
        if kind in ("sent", "reply", "opt_out", "stage"):
            wanted[f"lead:{event['lead_id']}"] = 1
    for key in keys - wanted:
        yield f"{key} is in the outbox for no event"
    for key in wanted - keys:
        yield f"{key} is not in the outbox"
    for row in facts.tables["crm_outbox"]:
        if row["state"] == "refused":
            yield f"{row['key']} was refused: {row['detail']}"


def _told(facts: Facts) -> Iterator[str]:
    for row in facts.tables["crm_outbox"]:
        if row["state"] != "done":
            yield f"{row['key']} is {row['state']}"
    stage = {row["email"]: row["stage"] for row in facts.tables["leads"]}
    last = {}
    for told in (json.loads(each.content) for each in facts.heard):
        if told["type"] == "lead.upserted":
            last[told["data"]["email"]] = told["data"]["stage"]
    for email, said in last.items():
        if stage[email] != said:
            yield f"{email} is {stage[email]}, and the CRM was told {said} last"


def _ends(facts: Facts) -> Iterator[str]:
    steps: dict[int, set[str]] = defaultdict(set)
    paused = {
        row["id"] for row in facts.tables["enrollments"] if row["state"] == "paused"
    }
    for row in facts.tables["touches"]:
        if row["state"] == "sent":
            steps[row["enrollment_id"]].add(row["step"])
        elif row["state"] == "deferred" and row["enrollment_id"] in paused:
            pass  # until a person resumes it
        elif row["state"] != "skipped":
            yield f"touch {row['id']} is {row['state']} in the end"
    stops = {stop.lead_id: stop.kind for stop in facts.stops}
    held = _held_up(facts.tables["enrollments"])
    for row in facts.tables["enrollments"]:
        ended = (row["state"], row["reason"])
        kind = stops.get(row["lead_id"])
        if row["lead_id"] in facts.uncertain or row["id"] in held:
            continue
        if kind is not None and ended == ENDS[kind]:
            continue  # else it was over when somebody wanted to stop it
        if ended != ("finished", "no_reply"):
            yield f"enrollment {row['id']} is {ended}, due {row['due_at']}"
        elif steps[row["id"]] not in ALL_STEPS:
            yield f"enrollment {row['id']} is done with {sorted(steps[row['id']])}"


def _held_up(rows: Iterable[Row]) -> set[int]:
    """Return the enrollments that rightly wait: paused leads keep their company full."""
    full = Counter(
        row["company_key"]
        for row in rows
        if row["state"] == "paused" and row["touched"]
    )
    return {
        row["id"]
        for row in rows
        if row["waits_for"] == "company" and full[row["company_key"]] >= ROOM
    }

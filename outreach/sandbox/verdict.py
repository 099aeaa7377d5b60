"""What came of a demo: its figures, and all that is not as it should be."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from outreach.sandbox.folder import STAGES
from outreach.sandbox.person import Kind

if TYPE_CHECKING:
    from collections.abc import Mapping

    from outreach.sandbox.crowd import Diary
    from outreach.sandbox.hubspot_account import HubSpotAccount, Record
    from outreach.sandbox.judge import Judge
    from outreach.sandbox.ledger import Standing
    from outreach.sandbox.person import Person
    from outreach.sandbox.world import World

REPLIES = ("interested", "question", "not now")
OPT_OUTS = ("one click", "please stop")
# After these a person is through with us: nothing of it may still be going on.
FINAL = ("interested", "question", "bounce", *OPT_OUTS)
TOUR, BYE = "/tour", "/bye"


@dataclass(frozen=True, slots=True)
class KindSummary:
    """What became of the people of one kind."""

    kind: Kind
    people: int
    mails: int
    stages: Mapping[str, int]
    enrollments: Mapping[str, int]


@dataclass(slots=True)
class Verdict:
    """The figures of a demo, as its witnesses saw it, and every complaint."""

    leads: int
    touches_sent: int
    accepted_by_server: int
    duplicates: list[str]
    sent_after_stop: list[str]
    replies: int
    auto_replies: int
    bounces: int
    opt_outs: int
    stages: Mapping[str, int]
    enrollments: Mapping[str, int]
    in_step: int
    behind: list[str]
    notes: int
    contacts: Mapping[str, int]  # by lead status
    kinds: list[KindSummary]
    example: str  # a lead with a story
    astray: list[str] = field(default_factory=list)

    @property
    def complaints(self) -> list[str]:
        """Everything that is not as it should be."""
        return [*self.duplicates, *self.sent_after_stop, *self.behind, *self.astray]


def judge(world: World) -> Verdict:
    """Ask every witness: the SMTP server, the people, the database, the CRM."""
    ledger, people = world.ledger, world.everyone
    standings, steps = ledger.standings(), ledger.steps()
    deeds = Counter[str]()
    for diary in world.crowd.diaries.values():
        deeds += diary.did
    behind, in_step = _crm(world.hubspot.account, standings)
    refused = sum(diary.refused > 0 for diary in world.crowd.diaries.values())
    verdict = Verdict(
        leads=len(standings),
        touches_sent=ledger.sent(),
        accepted_by_server=len(world.judge.taken),
        duplicates=world.judge.duplicates(steps),
        sent_after_stop=world.judge.sent_after_stop(),
        replies=sum(deeds[deed] for deed in REPLIES),
        auto_replies=deeds["away"],
        bounces=deeds["bounce"] + refused,
        opt_outs=sum(deeds[deed] for deed in OPT_OUTS),
        stages=ledger.stages(world.stages),
        enrollments=ledger.enrollments(),
        in_step=in_step,
        behind=behind,
        notes=len(world.hubspot.account.notes),
        contacts=_statuses(world.hubspot.account),
        kinds=[_summary(kind, world, standings) for kind in Kind],
        example=_example(world),
    )
    for person in people:
        found = standings.get(person.email)
        if found is None:
            verdict.astray.append(f"{person.email} is no lead")
        else:
            diary = world.crowd.diaries[person.email]
            verdict.astray += _astray(person, diary, found, world.judge, steps)
    verdict.astray += _disagreements(world, verdict, steps)
    return verdict


def _example(world: World) -> str:
    """Return the address of whom most happened to."""
    diaries = world.crowd.diaries
    return max(
        diaries, key=lambda one: (diaries[one].did.total(), len(diaries[one].letters))
    )


def called_for(diary: Diary) -> str:
    """Return the stage that what a person got and did calls for."""
    if diary.did["interested"]:
        return "qualified"
    if diary.did["question"] or diary.did["not now"]:
        return "replied"
    return "contacted" if diary.letters else "prospect"


def _astray(
    person: Person,
    diary: Diary,
    found: Standing,
    judge: Judge,
    steps: Mapping[str, str],
) -> list[str]:
    """Return what is wrong about where one person stands."""
    who = f"{person.email} ({person.kind})"
    told = [f"{who} got a mail nobody can read: {why}" for why in diary.unreadable]
    wanted = called_for(diary)
    if found.stage != wanted:
        told.append(f"{who} is in stage {found.stage}, not {wanted}")
    if not diary.letters and not diary.refused and not _stopped(person, judge):
        told.append(f"{who} was never written to")
    open_ones = [each for each in found.enrollments if "finished" not in each]
    if open_ones and (diary.refused or any(diary.did[deed] for deed in FINAL)):
        told.append(f"{who} is through with us, but: {', '.join(open_ones)}")
    got = [steps.get(letter.message_id, "") for letter in diary.letters]
    if diary.did["click"] and any(step.endswith(BYE) for step in got):
        told.append(f"{who} clicked and was said good-bye")
    if not diary.did["click"] and any(step.endswith(TOUR) for step in got):
        told.append(f"{who} never clicked and was asked about the tour")
    return told


def _stopped(person: Person, judge: Judge) -> bool:
    return any(stop.address == person.email for stop in judge.stops)


def _disagreements(
    world: World, verdict: Verdict, steps: Mapping[str, str]
) -> list[str]:
    """Return where the program's books and the witnesses part."""
    told = list(world.street.failed)
    unknown = [m.message_id for m in world.judge.taken if m.message_id not in steps]
    told += [
        f"the server took {one}, which the program does not know" for one in unknown
    ]
    if verdict.touches_sent != verdict.accepted_by_server:
        told.append(
            f"{verdict.touches_sent} touches are sent, but the server took "
            f"{verdict.accepted_by_server}"
        )
    if world.street.waiting:
        told.append(f"{world.street.waiting} answers were never read")
    if world.ledger.unread():
        told.append(f"{world.ledger.unread()} mails were kept and never interpreted")
    return told


def _crm(
    account: HubSpotAccount, standings: Mapping[str, Standing]
) -> tuple[list[str], int]:
    """Compare the CRM with the leads it should hold; return who is behind, and how many not."""
    held = {
        record.properties.get("email", "").lower(): record
        for record in account.contacts.values()
    }
    behind: list[str] = []
    in_step = 0
    for address, standing in standings.items():
        if not standing.notes:
            continue
        why = _behind(account, held.get(address.lower()), standing)
        if why:
            behind.append(f"the CRM is behind on {address}: {why}")
        else:
            in_step += 1
    return behind, in_step


def _behind(account: HubSpotAccount, record: Record | None, standing: Standing) -> str:
    if record is None:
        return "it has no such contact"
    status = record.properties.get("hs_lead_status", "")
    wanted = STAGES.get(standing.stage, "")
    if status != wanted:
        return f"its status is {status or 'none'}, not {wanted or 'none'}"
    notes = len(account.links.get(record.id, ()))
    if notes != standing.notes:
        return f"it has {notes} notes of {standing.notes}"
    return ""


def _statuses(account: HubSpotAccount) -> dict[str, int]:
    counted = Counter(
        record.properties.get("hs_lead_status") or "no status"
        for record in account.contacts.values()
    )
    return dict(sorted(counted.items()))


def _summary(
    kind: Kind, world: World, standings: Mapping[str, Standing]
) -> KindSummary:
    some = [person for person in world.everyone if person.kind is kind]
    found = [standings[one.email] for one in some if one.email in standings]
    return KindSummary(
        kind=kind,
        people=len(some),
        mails=sum(len(world.crowd.diaries[person.email].letters) for person in some),
        stages=dict(Counter(one.stage for one in found)),
        enrollments=dict(Counter(each for one in found for each in one.enrollments)),
    )

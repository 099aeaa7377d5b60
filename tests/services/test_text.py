"""Texts go out once, and every word that comes back is heeded as one by mail is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from outreach.bootstrap import open_queue
from outreach.bootstrap.doctor import doctors_tools
from outreach.core.model import EnrollmentState
from outreach.services.diagnose import Health, diagnose
from outreach.services.reap import reap
from outreach.services.settle import Result, settle
from outreach.services.tasks import finish_task, list_tasks
from tests.services.running import make
from tests.services.texting import ADA, HOOK, TEXTS, marked_text, phone, reach

if TYPE_CHECKING:
    from pathlib import Path


async def test_a_text_goes_out_once_and_its_follow_up_after_it(
    tmp_path: Path, database_url: str
) -> None:
    async with phone(tmp_path, database_url) as there:
        await reach(there)
        there.world.clock.forward(days=1)
        await there.world.run()
        taken = [(m["To"], m["From"], m["Body"]) for m in there.twilio.messages]
        touches = await there.world.rows("touches")
        standing = await there.standing()
    assert taken == [
        (ADA, "+15550100", "Hi Ada, Anna of Acme here. Reply STOP to end."),
        (ADA, "+15550100", "Still there, Ada?"),
    ]
    assert [row["state"] for row in touches] == ["sent", "sent"]
    assert [row["detail"] for row in touches] == [
        message["sid"] for message in there.twilio.messages
    ]
    assert standing == [("finished", "no_reply")]


async def test_a_lead_without_a_phone_stops_before_its_text(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with phone(tmp_path, sqlite_url) as there:
        await reach(there, phone="")
        touches = [row["reason"] for row in await there.world.rows("touches")]
        standing = await there.standing()
    assert (there.twilio.messages, touches) == ([], ["missing_data"])
    assert standing == [("paused", "missing_data")]


@pytest.mark.parametrize("limit", [("500", 500), ("lost", 0)])
async def test_what_twilio_may_have_taken_in_is_never_sent_again(
    tmp_path: Path, sqlite_url: str, limit: tuple[str, int]
) -> None:
    async with phone(tmp_path, sqlite_url) as there:
        if limit[1]:
            there.twilio.fail(limit[1])
        else:
            there.twilio.lose_answers()
        await reach(there)
        there.world.clock.forward(days=30)
        await there.world.run()
        states = await there.world.states()
    assert states[0][0] == "in_doubt"
    assert len(there.twilio.requests) == 1


async def test_a_status_is_evidence_that_a_text_went_out(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with phone(tmp_path, sqlite_url) as there:
        there.twilio.lose_answers()
        await reach(there)
        await there.post(there.twilio.report(there.twilio.messages[0], "delivered"))
        states = await there.world.states()
    assert states == [("sent", "")]


async def test_a_status_that_comes_before_anybody_doubts_is_evidence_too(
    tmp_path: Path, database_url: str
) -> None:
    async with phone(tmp_path, database_url) as there:
        marked = await marked_text(there)
        # Twilio takes it in, and the worker is killed before it can say so.
        sent = await there.world.deployment.channels["sms"].send(marked.draft.parcel)
        await there.post(there.twilio.report(there.twilio.messages[0], "delivered"))
        there.world.clock.forward(minutes=1)
        await reap(there.world.deployment.engine)
        states = await there.world.states()
        # Or it was only slow, and says so now.
        engine = there.world.deployment.engine
        async with engine.database.writing() as connection:
            result = Result(marked.touch_id, marked.attempt, sent)
            await settle(engine, connection, [result])
        (touch,) = await there.world.rows("touches")
        kinds = await there.kinds()
    assert states == [("sent", "")]
    assert touch["detail"] == there.twilio.messages[0]["sid"]
    assert (kinds.count("sent"), kinds.count("in_doubt")) == (1, 0)


async def test_a_throttle_rests_the_lane_and_costs_no_attempt(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with phone(tmp_path, sqlite_url) as there:
        there.twilio.fail(429, 20429, headers={"Retry-After": "30"})
        await reach(there)
        first = await there.world.states()
        there.world.clock.forward(hours=1)
        await there.world.run()
        (touch,) = await there.world.rows("touches")
    assert first == [("deferred", "")]
    assert (touch["state"], touch["failures"]) == ("sent", 0)


async def test_a_refused_number_stops_the_lead_and_spares_its_address(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with phone(tmp_path, sqlite_url) as there:
        there.twilio.fail(400, 21614)
        await reach(there)
        suppressed = await there.suppressed()
        standing = await there.standing()
    assert suppressed == [("handle", ADA, "bounced")]
    assert standing == [("finished", "bounced")]


async def test_a_person_who_told_twilio_to_stop_has_opted_out(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with phone(tmp_path, sqlite_url) as there:
        there.twilio.opted_out.add(ADA)
        await reach(there)
        suppressed = await there.suppressed()
        standing = await there.standing()
        kinds = await there.kinds()
    assert suppressed == [("handle", ADA, "opt_out")]
    assert standing == [("finished", "opted_out")]
    assert "opt_out" in kinds


async def test_a_wrong_token_pauses_the_sender_and_not_the_lead(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with phone(tmp_path, sqlite_url, env={"TOKEN": "other"}) as there:
        await reach(there)
        lanes = {row["name"]: row["paused"] for row in await there.world.rows("lanes")}
        standing = await there.standing()
    assert lanes["desk"] == "20003 20003 Authenticate"
    assert standing == [("active", "")]


@pytest.mark.parametrize("word", ["STOP", "Stop texting me"])
async def test_a_stop_ends_everything_and_is_for_ever(
    tmp_path: Path, sqlite_url: str, word: str
) -> None:
    async with phone(tmp_path, sqlite_url) as there:
        await reach(there)
        answer = await there.text(word)
        there.world.clock.forward(days=3)
        await there.world.run()
        suppressed, standing = await there.suppressed(), await there.standing()
    assert (answer.status_code, answer.text) == (
        200,
        '<?xml version="1.0" encoding="UTF-8"?><Response/>',
    )
    assert suppressed == [("handle", ADA, "opt_out")]
    assert standing == [("finished", "opted_out")]
    assert len(there.twilio.messages) == 1


async def test_a_reply_is_one_with_what_it_means(
    tmp_path: Path, database_url: str
) -> None:
    async with phone(tmp_path, database_url) as there:
        await reach(there)
        await there.text("Sounds great, let's talk on Thursday!")
        [said] = await there.events("reply.interested")
        (lead,) = await there.world.rows("leads")
        (heard,) = await there.world.rows("inbound")
        (touch,) = await there.world.rows("touches")
        standing = await there.standing()
    assert (said["channel"], said["sender"], said["from"]) == ("sms", "desk", ADA)
    assert said["text"] == "Sounds great, let's talk on Thursday!"
    assert (heard["state"], heard["kind"], heard["touch_id"]) == (
        "read",
        "reply",
        touch["id"],
    )
    assert (standing, lead["stage"]) == ([("finished", "replied")], "qualified")


async def test_a_call_that_comes_again_says_nothing_new(
    tmp_path: Path, database_url: str
) -> None:
    async with phone(tmp_path, database_url) as there:
        await reach(there)
        call = there.twilio.text(HOOK, ADA, "Who is this?")
        codes = [(await there.post(call)).status_code for _ in range(3)]
        kinds = await there.kinds()
        kept = await there.world.rows("inbound")
    assert codes == [200, 200, 200]
    assert [kind for kind in kinds if kind.startswith("reply")] == ["reply.question"]
    assert len(kept) == 1


async def test_a_call_that_twilio_did_not_sign_is_not_believed(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with phone(tmp_path, sqlite_url) as there:
        await reach(there)
        call = there.twilio.text(HOOK, ADA, "STOP")
        forged = replace(call, content=call.content.replace(b"STOP", b"HALT"))
        unsigned = replace(call, headers={})
        strange = replace(call, headers={"X-Twilio-Signature": "=" * 9_000})
        moved = replace(call, url=f"{HOOK}?touch=x")
        other = replace(call, url=HOOK.replace("desk", "anna"))
        codes = [
            (await there.post(each)).status_code
            for each in (forged, unsigned, strange, moved, other)
        ]
        kept = await there.world.rows("inbound")
    assert codes == [403, 403, 403, 403, 404]
    assert kept == []


async def test_a_call_signed_for_a_named_port_is_believed(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with phone(tmp_path, sqlite_url) as there:
        call = there.twilio.text(HOOK.replace("example/", "example:443/"), ADA, "Hi")
        answer = await there.post(replace(call, url=HOOK))
    assert answer.status_code == 200


async def test_without_a_public_url_nothing_is_believed(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with phone(tmp_path, sqlite_url, public="") as there:
        await reach(there)
        answer = await there.text("STOP")
    assert answer.status_code == 403
    assert "StatusCallback" not in there.twilio.messages[0]


async def test_whatever_is_posted_is_answered(tmp_path: Path, sqlite_url: str) -> None:
    bodies = [b"", b"\xff\x00=%zz&&&", b"a=1&" * 5_000, b"From=", b"x" * 70_000]
    async with phone(tmp_path, sqlite_url) as there:
        call = there.twilio.signed(HOOK, {})
        posts = [replace(call, content=body) for body in bodies]
        codes = [(await there.post(each)).status_code for each in posts]
        assert await there.world.rows("events") == []
    # Of more parameters than it ever sends none is read: a signature of none is not theirs.
    assert codes == [200, 403, 403, 403, 413]


async def test_what_is_signed_and_says_nothing_is_kept_and_passed_over(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with phone(tmp_path, sqlite_url) as there:
        said: list[dict[str, str]] = [
            {},
            {"From": "nobody", "Body": "STOP", "SmsStatus": "received"},
            {"MessageStatus": "failed", "ErrorCode": "9" * 5000, "MessageSid": "SM1"},
            {"From": "+447700900999", "Body": "\x00\ud83d", "MessageSid": "SM2"},
        ]
        codes = [
            (await there.post(there.twilio.signed(HOOK, each))).status_code
            for each in said[:3]
        ]
        kept = [row["state"] for row in await there.world.rows("inbound")]
    assert codes == [200, 200, 200]
    assert kept == ["unmatched"] * 3


async def test_a_stranger_s_stop_is_kept_for_the_day_we_meet(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with phone(tmp_path, sqlite_url) as there:
        await there.text("STOP")
        done = await there.world.enroll(1, phone=ADA)
    assert [each.code for each in done.refused] == ["suppressed"]


@pytest.mark.parametrize(
    ("code", "kind", "standing", "suppressed"),
    [
        (30005, "bounce.hard", ("finished", "bounced"), [("handle", ADA, "bounced")]),
        (30007, "bounce.block", ("paused", "bounced_block"), []),
        (21610, "opt_out", ("finished", "opted_out"), [("handle", ADA, "opt_out")]),
    ],
)
async def test_what_did_not_arrive_is_a_bounce(
    tmp_path: Path,
    sqlite_url: str,
    code: int,
    kind: str,
    standing: tuple[str, str],
    suppressed: list[tuple[str, str, str]],
) -> None:
    async with phone(tmp_path, sqlite_url) as there:
        await reach(there)
        sent = there.twilio.messages[0]
        await there.post(there.twilio.report(sent, "sent"))
        await there.post(there.twilio.report(sent, "undelivered", code))
        await there.post(there.twilio.report(sent, "undelivered", code))
        kinds = await there.kinds()
        stood, listed = await there.standing(), await there.suppressed()
    assert kinds.count(kind) == 1
    assert (stood, listed) == ([standing], suppressed)


async def test_a_link_in_a_text_stops_its_number_too(
    tmp_path: Path, sqlite_url: str
) -> None:
    steps = TEXTS.replace("Reply STOP to end.", "Stop: {{ unsubscribe_url }}")
    async with phone(tmp_path, sqlite_url, steps=steps) as there:
        await reach(there)
        link = there.twilio.messages[0]["Body"].rpartition(" ")[2]
        answer = await there.client.post(link)
        suppressed = await there.suppressed()
    assert answer.status_code == 200
    assert suppressed == [
        ("address", "lead0@co0.example", "opt_out"),
        ("handle", ADA, "opt_out"),
    ]


async def test_a_start_asks_a_person_and_lifts_nothing_itself(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with phone(tmp_path, sqlite_url) as there:
        await reach(there)
        await there.text("STOP")
        await there.text("START")
        await there.text("unstop")
        suppressed = await there.suppressed()
        engine = there.world.deployment.engine
        [task] = await list_tasks(engine)
        await finish_task(engine, task.id)
        await there.text("START")
        [again] = await list_tasks(engine)
    assert suppressed == [("handle", ADA, "opt_out")]
    assert (task.kind, task.title) == ("opt_in", "Ada wants to hear from us again")
    assert again.id != task.id


@pytest.mark.parametrize("lost", [0, 1])
async def test_of_two_leads_with_one_phone_the_one_we_wrote_to_answers(
    tmp_path: Path, sqlite_url: str, lost: int
) -> None:
    async with phone(tmp_path, sqlite_url) as there:
        there.twilio.lose_answers(lost)
        more = {"phone": ADA, "identity": "email:first@co.example"}
        await make(there.world.deployment, 1, **more)
        await reach(there)
        await there.text("Tell me more")
        (heard,) = await there.world.rows("inbound")
    assert heard["lead_id"] == 2


async def test_a_number_in_america_is_texted_by_day(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with phone(tmp_path, sqlite_url) as there:
        # It is 10:00 in London and five in the morning in New York.
        await reach(there, phone="+12025550123", timezone="America/New_York")
        (waiting,) = await there.world.rows("enrollments")
        there.world.clock.at = datetime(2026, 11, 23, 12, 59, tzinfo=UTC)
        await there.world.run()
        early = list(there.twilio.messages)
        there.world.clock.at = datetime(2026, 11, 23, 13, 0, tzinfo=UTC)
        await there.world.run()
    assert waiting["state"] == EnrollmentState.ACTIVE
    assert (early, len(there.twilio.messages)) == ([], 1)


async def test_the_doctor_tries_the_account_and_sends_nothing(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with phone(tmp_path, sqlite_url) as there:
        deployment = there.world.deployment
        tools = doctors_tools(deployment, open_queue(deployment.workspace))
        found = [each async for each in diagnose(deployment.engine, tools)]
    health = {each.what: each.health for each in found}
    assert (health["sms desk"], health["whatsapp chat"]) == (Health.OK, Health.OK)
    assert "linkedin seat" not in health
    assert there.twilio.messages == []

"""The planner's laws: in order, each step once, never early, and it always decides."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from outreach.core.model import Event, Finish, Lead, LeadId, StepKey
from outreach.core.planner import (
    Do,
    Due,
    End,
    Hold,
    Position,
    Send,
    Situation,
    Skip,
    plan,
)
from outreach.core.sequence import (
    Action,
    Branch,
    CompanyRule,
    Delay,
    Email,
    Goal,
    Pause,
    Sequence,
    Step,
    Tag,
    Task,
    Variant,
    Wait,
    WaitFor,
    Window,
)
from outreach.errors import RenderError

if TYPE_CHECKING:
    from collections.abc import Sequence as Several
    from datetime import date

START = datetime(2026, 3, 2, 9, tzinfo=UTC)
ALWAYS = Window(frozenset(range(7)), ((time.min, time.min),), "UTC", "none")
HOUR = timedelta(hours=1)


class PlainCalendar:
    """Monday to Friday, no holidays."""

    def working_days(self, country: str) -> frozenset[int]:
        del country
        return frozenset(range(5))

    def is_holiday(self, country: str, on: date) -> bool:
        del country, on
        return False


def mail(text: str = "Hi") -> Email:
    return Email((Variant("", 1, "Hello", text),))


def hours(count: int) -> Delay:
    return Delay(HOUR * count)


def chain(*steps: tuple[str, Action, dict[str, object]]) -> Sequence:
    keys = [StepKey(key) for key, _, _ in steps]
    followers: list[StepKey | None] = [*keys[1:], None]
    table = {
        key: Step(key=key, action=action, next=after, **more)  # type: ignore[arg-type] # each test's own
        for key, after, (_, action, more) in zip(keys, followers, steps, strict=True)
    }
    return sequence(table)


def sequence(table: dict[StepKey, Step]) -> Sequence:
    return Sequence(
        name="s",
        description="",
        senders={"email": ("anna",)},
        window=ALWAYS,
        require=(),
        exit_on=frozenset({"reply"}),
        company=CompanyRule(),
        steps=MappingProxyType(table),
        first=next(iter(table), None),
        reactions={},
    )


def situation(what: Sequence, *events: Event, holds: bool = True) -> Situation:
    def answer(
        _expression: str, _lead: Lead, _events: Several[Event], _now: datetime
    ) -> bool:
        return holds

    return Situation(
        what, Lead(LeadId(1)), events, START, "UTC", PlainCalendar(), answer
    )


def happened(kind: str, after: timedelta) -> Event:
    return Event(kind, START + after, LeadId(1))


def at_start(what: Sequence) -> Position:
    return Position(what.first, START)


def test_a_step_is_sent_when_its_delay_has_passed_and_not_before() -> None:
    what = chain(("a", mail(), {"after": hours(3)}))
    early = plan(
        situation(what), at_start(what), START + HOUR * 3 - timedelta.resolution
    )
    late = plan(situation(what), at_start(what), START + HOUR * 3)
    assert early.decision == Due(START + HOUR * 3)
    assert late.decision == Send(what.steps[StepKey("a")])


def test_deciding_again_at_the_same_place_decides_the_same() -> None:
    what = chain(("a", mail(), {"after": hours(3)}))
    first = plan(situation(what), at_start(what), START + HOUR * 4)
    assert plan(situation(what), first.position, START + HOUR * 4) == first


def test_a_step_whose_condition_fails_is_skipped_and_the_clock_starts_anew() -> None:
    what = chain(
        ("a", mail(), {"condition": "no"}), ("b", Tag("x"), {"after": hours(2)})
    )
    now = START + HOUR
    result = plan(situation(what, holds=False), at_start(what), now)
    assert result.effects == (Skip(what.steps[StepKey("a")]),)
    assert result.decision == Due(now + HOUR * 2)


def test_a_step_passed_over_at_nine_does_not_make_it_too_late_for_nine() -> None:
    nine: dict[str, object] = {"at": time(9)}
    what = chain(("a", mail(), {"condition": "no", **nine}), ("b", mail(), nine))
    tick = START + timedelta(seconds=1)
    result = plan(situation(what, holds=False), at_start(what), tick)
    assert result.decision == Send(what.steps[StepKey("b")])


def test_a_condition_is_read_only_after_its_delay() -> None:
    def explode(*_: object) -> bool:
        raise AssertionError

    what = chain(("a", mail(), {"condition": "x", "after": hours(2)}))
    scene = Situation(what, Lead(LeadId(1)), (), START, "UTC", PlainCalendar(), explode)
    assert plan(scene, at_start(what), START + HOUR).decision == Due(START + HOUR * 2)


def test_a_condition_that_cannot_be_read_holds_the_enrollment() -> None:
    def broken(*_: object) -> bool:
        raise RenderError("no such filter")

    what = chain(("a", mail(), {"condition": "x"}))
    scene = Situation(what, Lead(LeadId(1)), (), START, "UTC", PlainCalendar(), broken)
    assert plan(scene, at_start(what), START).decision == Hold("bad_expression", None)


def test_a_task_does_not_block_and_the_next_delay_counts_from_its_making() -> None:
    what = chain(("t", Task("call", "Call"), {}), ("b", mail(), {"after": hours(1)}))
    result = plan(situation(what), at_start(what), START + HOUR * 5)
    assert isinstance(result.effects[0], Do)
    assert result.decision == Due(START + HOUR * 6)


def waiting() -> Sequence:
    keys = [StepKey(key) for key in ("w", "yes", "no", "end")]
    w, yes, no, end = keys
    return sequence(
        {
            w: Step(w, WaitFor("link.clicked", hours(10), yes, no), end),
            yes: Step(yes, mail("yes"), end, after=hours(1)),
            no: Step(no, mail("no"), end),
            end: Step(end, Goal("done"), None),
        }
    )


def test_a_wait_goes_on_from_the_event_when_it_comes_in_time() -> None:
    what = waiting()
    scene = situation(what, happened("link.clicked", HOUR * 4))
    assert plan(scene, at_start(what), START + HOUR * 4).decision == Due(
        START + HOUR * 5
    )


def test_an_event_exactly_at_the_deadline_counts_and_one_after_does_not() -> None:
    what = waiting()
    just = situation(what, happened("link.clicked", HOUR * 10))
    late = situation(what, happened("link.clicked", HOUR * 10 + timedelta.resolution))
    now = START + HOUR * 12
    assert plan(just, at_start(what), now).decision == Send(what.steps[StepKey("yes")])
    assert plan(late, at_start(what), now).decision == Send(what.steps[StepKey("no")])


def test_an_event_before_the_wait_counts_but_turns_no_clock_back() -> None:
    what = waiting()
    scene = situation(what, happened("link.clicked", HOUR))
    position = Position(what.first, START + HOUR * 3)
    assert plan(scene, position, START + HOUR * 3).decision == Due(START + HOUR * 4)


def test_an_event_that_is_still_to_come_decides_nothing() -> None:
    what = waiting()
    scene = situation(what, happened("link.clicked", HOUR * 4))
    now = START + HOUR * 4 - timedelta.resolution
    assert plan(scene, at_start(what), now).decision == Due(
        START + HOUR * 10, "link.clicked"
    )


def test_a_wait_names_what_it_waits_for() -> None:
    what = waiting()
    decision = plan(situation(what), at_start(what), START + HOUR).decision
    assert decision == Due(START + HOUR * 10, "link.clicked")


def test_a_pause_holds_until_its_end_and_goes_on_behind_itself() -> None:
    what = chain(("p", Pause(hours(5)), {}), ("b", mail(), {}))
    result = plan(situation(what), at_start(what), START)
    assert result.decision == Hold("sequence", START + HOUR * 5)
    assert result.position == Position(StepKey("b"), START + HOUR * 5)


def test_an_empty_branch_goes_on_behind_it() -> None:
    b, end = StepKey("b"), StepKey("end")
    what = sequence(
        {b: Step(b, Branch("x", None, None), end), end: Step(end, mail(), None)}
    )
    assert plan(situation(what), at_start(what), START).decision == Send(
        what.steps[end]
    )


def test_the_end_of_the_steps_is_the_end_without_a_reply() -> None:
    what = chain(("t", Tag("x"), {}))
    assert plan(situation(what), at_start(what), START).decision == End(Finish.NO_REPLY)


actions = st.one_of(
    st.builds(mail),
    st.builds(Tag, st.sampled_from(["x", "y"])),
    st.builds(Wait, st.integers(0, 30).map(hours)),
    st.builds(Task, st.just("call"), st.just("Call")),
    st.builds(Pause, st.one_of(st.none(), st.integers(0, 9).map(hours))),
    st.builds(
        WaitFor,
        st.sampled_from(["link.clicked", "reply"]),
        st.integers(0, 40).map(hours),
        st.none(),
        st.none(),
    ),
    st.builds(Goal, st.just("g")),
)
steps = st.tuples(
    actions,
    st.fixed_dictionaries(
        {
            "after": st.one_of(st.none(), st.integers(0, 50).map(hours)),
            "condition": st.sampled_from([None, "x"]),
        }
    ),
)
histories = st.lists(
    st.tuples(
        st.sampled_from(["link.clicked", "reply.interested"]), st.integers(0, 100)
    ).map(lambda pair: happened(pair[0], HOUR * pair[1])),
    max_size=4,
).map(lambda found: sorted(found, key=lambda event: event.at))


@given(
    drawn=st.lists(steps, min_size=1, max_size=8),
    events=histories,
    holds=st.booleans(),
)
def test_every_walk_goes_forward_once_and_ends_or_says_what_it_waits_for(
    *, drawn: list[tuple[Action, dict[str, object]]], events: list[Event], holds: bool
) -> None:
    what = chain(*[(f"s{i}", action, more) for i, (action, more) in enumerate(drawn)])
    order = [*what.steps, None]
    position, now = at_start(what), START
    scene = situation(what, *events, holds=holds)
    done: list[str] = []
    for _ in range(100):
        result = plan(scene, position, now)
        done += [effect.step.key for effect in result.effects]
        assert order.index(result.position.step) >= order.index(position.step)
        position = result.position
        match result.decision:
            case End():
                break
            case Send(step=step):
                done.append(step.key)
                position = Position(step.next, now)
            case Due(at=at):
                assert at > now
                now = at
            case Hold(until=until):
                now = max(now, until or now)
    else:
        raise AssertionError("it never ends")
    assert len(done) == len(set(done))


@given(st.lists(steps, min_size=1, max_size=6), histories, st.integers(0, 200))
def test_the_same_history_decides_the_same(
    drawn: list[tuple[Action, dict[str, object]]], events: list[Event], later: int
) -> None:
    what = chain(*[(f"s{i}", action, more) for i, (action, more) in enumerate(drawn)])
    now = START + HOUR * later
    scene = situation(what, *events)
    assert plan(scene, at_start(what), now) == plan(scene, at_start(what), now)

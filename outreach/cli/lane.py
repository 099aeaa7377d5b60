"""How a sender is told: its state in two words, and at length what is the matter with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outreach.cli.output import cell, print_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from outreach.services.status import LaneStatus, Status


_NAMED = 5  # senders that one line names


def state_of(lane: LaneStatus, now: datetime) -> str:
    """Return what keeps a sender from sending, in a word or two; else `ready`."""
    if not lane.known:
        return "gone"
    if lane.paused:
        return "paused"
    if lane.host is not None:
        return "server fails"
    if _is_frozen(lane, now):
        return "frozen"
    if lane.rest_until is not None:
        return "resting"
    return "inbox stale" if lane.inbox_stale else "ready"


def print_troubles(found: Status) -> None:
    """Print a line for each sender that does not send, or soon will not: why, until when.

    A server that fails is told once, however many leave through it.
    """
    told = [*_of_servers(found.lanes), *_of_senders(found)]
    if told:
        print_line("")
    for line in told:
        print_line(line)


def _of_servers(lanes: Iterable[LaneStatus]) -> Iterator[str]:
    behind: dict[str, list[LaneStatus]] = {}
    for lane in lanes:
        if lane.host is not None:
            behind.setdefault(lane.host.name, []).append(lane)
    for those in behind.values():
        host = those[0].host
        if host is not None:
            at = "now" if host.probing else f"at {cell(host.tries_at)}"
            names = _listed(those)
            yield f"{host.told}; one touch tries it {at}, for {names}"


def _listed(lanes: Sequence[LaneStatus]) -> str:
    names = [lane.name for lane in lanes[:_NAMED]]
    rest = len(lanes) - len(names)
    return ", ".join([*names, f"{rest} more"] if rest else names)


def _of_senders(found: Status) -> Iterator[str]:
    for lane in found.lanes:
        trouble = _trouble(lane, found.at)
        if trouble:
            yield f"{lane.name} {trouble}"


def _is_frozen(lane: LaneStatus, now: datetime) -> bool:
    return lane.frozen_from is not None and lane.frozen_from <= now


def _trouble(lane: LaneStatus, now: datetime) -> str:
    if not lane.known:
        return "is not in outreach.yaml: put it back, or `outreach senders reassign`"
    if lane.paused:
        return f"is paused until `outreach senders resume`: {lane.paused}"
    if lane.frozen_until is not None:
        told = "is" if _is_frozen(lane, now) else "will be"
        since, until = cell(lane.frozen_from), cell(lane.frozen_until)
        return f"{told} frozen from {since} until {until}"
    if lane.rest_until is not None:
        why = f": {lane.rest_reason}" if lane.rest_reason else ""
        return f"rests until {cell(lane.rest_until)}{why}"
    if lane.inbox_stale:
        read = lane.inbox_read_at
        since = "never read" if read is None else f"last read at {cell(read)}"
        return f"sends no follow-ups: its inbox was {since}"
    return ""

"""Judges what the SMTP server took: nothing twice, and nothing after a stop.

It knows the mails and the people, and nothing of the program that is judged.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from outreach.sandbox.clock import Moment


@dataclass(frozen=True, slots=True)
class Taken:
    """A mail that the server took responsibility for."""

    message_id: str
    mail_from: str
    rcpt_to: str
    content: bytes
    moment: Moment


@dataclass(frozen=True, slots=True)
class Stop:
    """From here on a person must get nothing; `until` is set where it was but a pause."""

    address: str
    moment: Moment
    why: str
    until: datetime | None = None

    def forbids(self, taken: Taken) -> bool:
        """Tell whether this mail should not have been sent."""
        if taken.rcpt_to.lower() != self.address.lower() or taken.moment < self.moment:
            return False
        return self.until is None or taken.moment.at < self.until


@dataclass(slots=True)
class Judge:
    """The record: every mail that was taken and every stop that was committed."""

    taken: list[Taken] = field(default_factory=list)
    stops: list[Stop] = field(default_factory=list)

    def duplicates(self, steps: Mapping[str, str]) -> list[str]:
        """Return what was taken twice: one Message-ID, or one step by one recipient.

        `steps` names the step of each Message-ID that the program admits to; a mail of
        another id stands for a step of its own.
        """
        ids = Counter(mail.message_id for mail in self.taken)
        same = Counter(
            (mail.rcpt_to.lower(), steps.get(mail.message_id, mail.message_id))
            for mail in self.taken
        )
        twice = [
            f"{name} taken {count} times" for name, count in ids.items() if count > 1
        ]
        for (address, step), count in same.items():
            known = {
                mail.message_id
                for mail in self.taken
                if mail.rcpt_to.lower() == address
                and steps.get(mail.message_id, mail.message_id) == step
            }
            if count > 1 and len(known) > 1:
                twice.append(f"{address} got step {step} {count} times")
        return twice

    def sent_after_stop(self) -> list[str]:
        """Return the mails that were taken although their recipient had been stopped."""
        stops: dict[str, list[Stop]] = {}
        for stop in self.stops:
            stops.setdefault(stop.address.lower(), []).append(stop)
        return [
            f"{mail.rcpt_to} got {mail.message_id} after: {stop.why}"
            for mail in self.taken
            for stop in stops.get(mail.rcpt_to.lower(), ())
            if stop.forbids(mail)
        ]

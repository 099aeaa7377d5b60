"""LinkedIn without a robot: a person does it by hand, or a provider by its own means.

LinkedIn's user agreement forbids automated access, so nothing here opens a page of theirs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from outreach.ports import Call, Errand

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from outreach.core.model import Outcome
    from outreach.ports import Channel


class LinkedInChannel:
    """A Channel of Errand, which `hand_over` gives to a person, and of a provider's Call."""

    def __init__(
        self, hand_over: Callable[[Errand], Awaitable[Outcome]], provider: Channel[Call]
    ) -> None:
        self._hand_over = hand_over
        self._provider = provider

    async def send(self, parcel: Errand | Call) -> Outcome:
        """Hand it over, once, and say what came of it."""
        match parcel:
            case Errand():
                return await self._hand_over(parcel)
            case Call():
                return await self._provider.send(parcel)
            case _:
                assert_never(parcel)

    async def close(self) -> None:
        """Let go of the provider's connections."""
        await self._provider.close()

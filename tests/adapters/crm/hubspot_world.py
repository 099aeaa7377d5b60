"""What the tests of HubSpot share: an adapter, its server and the clock of both."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from outreach.adapters.crm.hubspot import HubSpot
from outreach.adapters.http import http_client
from outreach.ports import Pushed
from outreach.sandbox.hubspot_server import HubSpotServer
from tests.adapters.crm.world import SetClock, lead

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

STAGES = {
    "contacted": "ATTEMPTED_TO_CONTACT",
    "qualified": "OPEN_DEAL",
    "lost": "NO_SUCH_STATUS",
}
LIFECYCLE = {"contacted": "lead", "qualified": "salesqualifiedlead", "won": "champion"}
SECOND = timedelta(seconds=1)


@dataclass
class World:
    """An adapter, the server it talks to, the clock of both."""

    crm: HubSpot
    server: HubSpotServer
    clock: SetClock

    def held(self, contact_id: str) -> dict[str, str]:
        """Return what the contact says, its dates and id left out."""
        properties = self.server.account.contacts[contact_id].properties
        unsaid = {"hs_object_id", "createdate", "lastmodifieddate"}
        return {name: text for name, text in properties.items() if name not in unsaid}

    def adapter(self, **settings: Any) -> HubSpot:
        """Return another adapter of the same account, as after a restart."""
        return adapter(self.server, self.clock, **settings)


def adapter(server: HubSpotServer, clock: SetClock, **settings: Any) -> HubSpot:
    """Return an adapter of the server's account."""
    given: dict[str, Any] = {
        "token": server.token,
        "clock": clock,
        "stages": STAGES,
        "lifecycle": LIFECYCLE,
        "properties": {"city": "city"},
        "hold": ["UNQUALIFIED"],
        "url": server.url,
    }
    return HubSpot(http_client(), **{**given, **settings})


@asynccontextmanager
async def opened() -> AsyncIterator[World]:
    """Give an adapter and its server, both on a clock that stands."""
    clock = SetClock()
    async with HubSpotServer(clock) as server:
        made = World(adapter(server, clock), server, clock)
        yield made
        await made.crm.close()


async def pushed(world: World, email: str = "ada@north.example") -> str:
    """Push a lead of the address; return the contact's id."""
    outcome = await world.crm.push_lead(lead(email))
    assert isinstance(outcome, Pushed)
    return outcome.external_id

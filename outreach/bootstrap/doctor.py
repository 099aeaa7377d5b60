"""Makes what `doctor` tries the world with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outreach.adapters.browser import HttpBrowser
from outreach.adapters.clock import SystemClock
from outreach.adapters.resolver import DnsResolver
from outreach.services.diagnose import Tools

if TYPE_CHECKING:
    from outreach.bootstrap.deployment import Deployment, ServedQueue


def doctors_tools(deployment: Deployment, queue: ServedQueue) -> Tools:
    """Return what `doctor` tries the world with."""
    server = deployment.workspace.config.name_server
    return Tools(
        channels=deployment.channels,
        inboxes=deployment.inboxes,
        broker_answers=queue.idle,
        broker=queue,
        resolver=DnsResolver(None if server is None else (server.host, server.port)),
        browser=HttpBrowser(),
        clock=SystemClock(),
        asks=server is not None,
    )

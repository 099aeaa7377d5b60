"""Asks DNS, by dnspython: the machine's resolver or one that is named, and briefly."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import dns.asyncresolver
import dns.exception
import dns.name
import dns.resolver

from outreach.errors import Unavailable

PATIENCE = timedelta(seconds=3)  # for one question, all tries together


class DnsResolver:
    """A Resolver. `server` is a host and a port; without it the machine's own is asked."""

    def __init__(
        self, server: tuple[str, int] | None = None, *, patience: timedelta = PATIENCE
    ) -> None:
        self._server, self._patience = server, patience

    async def texts(self, name: str) -> list[str]:
        """Return the TXT records of a name, the parts of each joined."""
        found = await self._ask(name, "TXT")
        return [b"".join(each.strings).decode("utf-8", "replace") for each in found]

    async def exchangers(self, name: str) -> list[str]:
        """Return the mail servers of a name, the first to be tried first; "." for none at all."""
        found = sorted(await self._ask(name, "MX"), key=lambda each: each.preference)
        hosts = [each.exchange.to_text() for each in found]
        return [host if host == "." else host.rstrip(".") for host in hosts]

    async def _ask(self, name: str, kind: str) -> list[Any]:
        try:
            answer = await self._resolver().resolve(
                name, kind, lifetime=self._patience.total_seconds(), search=False
            )
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return []
        except (dns.exception.DNSException, OSError, ValueError) as error:
            raise Unavailable(f"DNS does not answer for {name}: {error}") from error
        return list(answer)

    def _resolver(self) -> dns.asyncresolver.Resolver:
        if self._server is None:
            return dns.asyncresolver.Resolver()
        resolver = dns.asyncresolver.Resolver(configure=False)
        resolver.nameservers = [self._server[0]]
        resolver.port = self._server[1]
        return resolver

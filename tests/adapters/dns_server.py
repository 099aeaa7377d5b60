"""A name server on the loopback, with what a test writes into it."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, cast

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.rrset

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence

    Zone = Mapping[str, Sequence[str]]  # "TXT acme.example" -> the records' texts


class _Server(asyncio.DatagramProtocol):
    def __init__(self, zone: Zone, *, mute: bool) -> None:
        self.zone, self.mute = zone, mute
        self.asked: list[str] = []
        self.port = 0
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        query = dns.message.from_wire(data)
        question = query.question[0]
        name = question.name.to_text(omit_final_dot=True)
        self.asked.append(name)
        if self.mute or self._transport is None:
            return
        answer = dns.message.make_response(query)
        answer.flags |= dns.flags.RA
        kind = dns.rdatatype.to_text(question.rdtype)
        records = self.zone.get(f"{kind} {name}", ())
        if records:
            answer.answer.append(
                dns.rrset.from_text(question.name, 60, "IN", kind, *records)
            )
        elif not any(known.endswith(f" {name}") for known in self.zone):
            answer.set_rcode(dns.rcode.NXDOMAIN)
        self._transport.sendto(answer.to_wire(), addr)


@asynccontextmanager
async def name_server(zone: Zone, *, mute: bool = False) -> AsyncIterator[_Server]:
    """Serve a zone; `port` is where."""
    loop = asyncio.get_running_loop()
    transport, server = await loop.create_datagram_endpoint(
        lambda: _Server(zone, mute=mute), local_addr=("127.0.0.1", 0)
    )
    server.port = transport.get_extra_info("sockname")[1]
    try:
        yield server
    finally:
        transport.close()

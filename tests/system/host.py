"""Machines of a test's own: network namespaces with a loopback each, and nothing else to reach."""

from __future__ import annotations

import asyncio
import ctypes
import os
import socket
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from tests.services_fixtures.needed import need_program

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

NEW_NETWORK = 0x40000000  # CLONE_NEWNET
SETUP = "hostname {name} && ip link set lo up && echo up && exec cat"


@dataclass(frozen=True, slots=True)
class Host:
    """One machine, for as long as the process with this number lives."""

    pid: int

    @property
    def within(self) -> tuple[str, ...]:
        """The command that runs another on it."""
        return ("nsenter", "--target", str(self.pid), "--net", "--uts")

    async def listener(self, port: int) -> socket.socket:
        """Return a socket of this process that listens on that machine's loopback."""
        return await asyncio.to_thread(self._listen, port)

    def _listen(self, port: int) -> socket.socket:
        # A thread may stand in another namespace than its process; it ends there.
        own = os.open("/proc/thread-self/ns/net", os.O_RDONLY)
        other = os.open(f"/proc/{self.pid}/ns/net", os.O_RDONLY)
        libc = ctypes.CDLL(None, use_errno=True)
        try:
            if libc.setns(other, NEW_NETWORK):
                raise OSError(ctypes.get_errno(), "setns")
            return socket.create_server(("127.0.0.1", port))
        finally:
            libc.setns(own, NEW_NETWORK)
            os.close(other)
            os.close(own)


TOOLS = {
    "unshare": "util-linux",
    "nsenter": "util-linux",
    "ip": "iproute2",
    "hostname": "hostname",
}


@asynccontextmanager
async def host(name: str) -> AsyncIterator[Host]:
    """Yield a machine; skip the test where the kernel permits none: nobody can install that."""
    for tool, package in TOOLS.items():
        need_program(tool, package=package)
    process = await asyncio.create_subprocess_exec(
        *("unshare", "--net", "--uts", "sh", "-c", SETUP.format(name=name)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        if process.stdout is None or await process.stdout.readline() != b"up\n":
            pytest.skip("this machine permits no network namespaces")
        yield Host(process.pid)
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()

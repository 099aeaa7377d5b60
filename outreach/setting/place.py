"""Where a host is: on this machine, or somewhere that secrets would cross a network to."""

from __future__ import annotations

from ipaddress import ip_address


def is_loopback(host: str) -> bool:
    """Tell whether a host is this machine: `127.acme.example` is none, `127.0.0.2` is."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False

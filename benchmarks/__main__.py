"""Runs every benchmark, each in a process of its own."""

from __future__ import annotations

import subprocess
import sys

ALL = (
    "import_leads",
    "drain",
    "peer",
    "latency",
    "scaled",
    "tick",
    "opening",
    "soak",
    "memory",
    "mailbox",
    "attacks",
    "check",
    "hearing_text",
    "intent",
    "hearing",
    "slow_pattern",
)


def main() -> None:
    """Run those named as arguments, else all."""
    for name in sys.argv[1:] or ALL:
        print(f"== {name}", flush=True)
        command = [sys.executable, "-m", f"benchmarks.{name}"]
        subprocess.run(command, check=True)


if __name__ == "__main__":
    main()

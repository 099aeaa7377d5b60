"""How soon each attack of the templates' tests is stopped, beside the rendering of a letter."""

from __future__ import annotations

import resource
import subprocess
import sys
import time

from outreach.errors import OutreachError
from tests.adapters.templates.attack import ATTACKS, BENIGN, Attack

AIM = 100.0  # ms
PATIENCE = 20  # seconds for one attack, a new process included
ROOM = 1_500_000_000  # bytes of address space


def take(attack: Attack) -> tuple[float, str]:
    """Return how many ms the best of three tries took, and what stopped it.

    Of `check` and of a rendering the slower one counts, in time of the processor: others
    may be at work here.
    """
    times, verdict = [], "not stopped"
    for _ in range(3):
        start = time.process_time()
        attack.check()
        checked = time.process_time()
        try:
            attack.run()
        except OutreachError as error:
            verdict = type(error).__name__
        ended = time.process_time()
        times.append(max(checked - start, ended - checked) * 1000)
    return min(times), verdict


def apart(number: int) -> tuple[float, str]:
    """Do so in a process of its own, which can take neither the memory nor the day."""
    command = [sys.executable, "-m", "benchmarks.attacks", str(number)]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired:
        return PATIENCE * 1000.0, "HANGS"
    if done.returncode:
        return 0.0, "DIES: " + (done.stderr.splitlines() or ["?"])[-1][:60]
    ms, verdict = done.stdout.split(maxsplit=1)
    return float(ms), verdict.strip()


def main() -> None:
    """Print a line for each, and how many came through."""
    if len(sys.argv) > 1:
        resource.setrlimit(resource.RLIMIT_AS, (ROOM, ROOM))
        take(BENIGN)  # what is loaded once counts for nobody
        print(*take(ATTACKS[int(sys.argv[1])]))
        return
    take(BENIGN)
    letter, _ = take(BENIGN)
    print(f"{'a letter, read and rendered':45} {letter:8.2f} ms")
    late = 0
    for number, attack in enumerate(ATTACKS):
        ms, verdict = apart(number)
        good = verdict == attack.error.__name__ and ms <= AIM
        late += not good
        mark = "" if good else "  <-- not within bounds"
        print(
            f"{attack.name:45} {ms:8.2f} ms {ms / letter:7.1f} letters  {verdict}{mark}"
        )
    print(f"{len(ATTACKS)} attacks, {len(ATTACKS) - late} stopped within {AIM:g} ms")


if __name__ == "__main__":
    main()

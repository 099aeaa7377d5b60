"""A large mailbox at first sight, on Dovecot: `python -m benchmarks.mailbox [N]`.

Its sender wrote days ago: what came before cannot concern us, what came since is fetched whole.
Then the mailbox is rebuilt under another UIDVALIDITY. Prints time, bytes and memory.
"""

from __future__ import annotations

import asyncio
import resource
import sys
import tempfile
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from time import perf_counter, process_time
from typing import TYPE_CHECKING

from outreach.adapters.inbox.imap import ImapInbox
from outreach.services.poll import poll
from tests.adapters.inbox.dovecot import Dovecot, running_dovecot
from tests.services import deployment, ear
from tests.services.arena import arena

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from outreach.ports import RawMessage
    from tests.services.arena import Arena

MAILS = 50_000
SHARE = 100  # of so many one came since the first touch
WEIGHT = 4_000  # octets of a mail, on average
GROWS = 48  # MB that memory may
ALONE = deployment.SEQUENCE.replace("[anna, ben]", "[anna]")
ANNA = replace(deployment.sender("anna"), hears=True, folders=("INBOX",))


@dataclass
class Counted:
    """What was fetched whole."""

    mails: int = 0
    octets: int = 0


class Counting(ImapInbox):
    """Counts what it fetches whole."""

    counted = Counted()

    async def take(
        self, folder: str, uidvalidity: int, uids: Sequence[int]
    ) -> Sequence[RawMessage]:
        """Return these messages whole."""
        found = await super().take(folder, uidvalidity, uids)
        self.counted.mails += len(found)
        self.counted.octets += sum(len(each.content) for each in found)
        return found


def mails(count: int, now: datetime) -> Iterator[tuple[bytes, datetime]]:
    """Yield other people's mail of two years, with an answer among so many."""
    for number in range(count):
        if number % SHARE:
            text = "word " * (WEIGHT // 5 * (1 + number % 3) // 2)
            content = ear.mail(f"p{number}@else.example", text)
            yield content, now - timedelta(days=2 + number % 700, seconds=number)
        else:
            yield ear.mail("lead0@co0.example", f"Answer {number}."), now


async def first_sight(it: Arena, server: Dovecot, count: int) -> None:
    """Read the whole mailbox for the first time, again, and rebuilt."""
    await it.enroll(1)
    await it.run()
    print(f"filling a Maildir with {count:,} mails", flush=True)
    await asyncio.to_thread(server.fill, "anna", mails(count, it.clock.now()))
    wanted = len(range(0, count, SHARE))
    for what, new in (
        ("first sight", wanted),
        ("again", 0),
        ("rebuilt: another UIDVALIDITY", 0),
    ):
        if what.startswith("rebuilt"):
            for path in (server.folder / "mail" / "anna").glob("dovecot*"):
                path.unlink()
        inbox = Counting(server.account("anna"))
        Counting.counted = Counted()
        before, began, worked = _peak(), perf_counter(), process_time()
        kept = await poll(it.engine, {"anna": inbox}, "anna")
        took, work = perf_counter() - began, process_time() - worked
        await inbox.close()
        counted = Counting.counted
        print(
            f"{what}: {took:.2f} s ({work:.2f} s of this process), {kept} new, "
            f"{counted.mails} fetched whole ({counted.octets / 2**20:.1f} MB), "
            f"memory +{_peak() - before:.0f} MB to {_peak():.0f} MB",
            flush=True,
        )
        if kept != new or _peak() - before > GROWS:
            raise SystemExit(f"{what}: {kept} new instead of {new}, or too much memory")
    heard = (await it.kinds()).count("reply.other")
    if heard != wanted:
        raise SystemExit(f"{heard} answers heard instead of {wanted}")
    print(f"{heard} answers heard, each once")


def _peak() -> float:
    """Return the most memory this process ever had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


async def run(count: int) -> None:
    """Run it in a scratch folder."""
    with tempfile.TemporaryDirectory() as folder, running_dovecot() as server:
        url = f"sqlite:///{Path(folder) / 'outreach.db'}"
        async with arena(url, steps=ALONE, senders={"anna": ANNA}) as it:
            await first_sight(it, server, count)


def main() -> None:
    """Run it with as many mails as are asked for."""
    asyncio.run(run(int(sys.argv[1]) if len(sys.argv) > 1 else MAILS))


if __name__ == "__main__":
    main()

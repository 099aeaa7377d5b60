"""How far a folder may be counted as read, whatever its server answers.

UIDs are 32-bit, never zero, and ascend as messages arrive (RFC 9051 2.3.1.1). A server
that says otherwise costs a complaint or a second reading, never an unread message.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

HIGHEST_UID = 2**32 - 1


def begin(seen: tuple[int, int] | None, *, uidvalidity: int) -> int:
    """Return the UID to read on from: that of `seen`, or 0 under another UIDVALIDITY.

    `seen` is the (UIDVALIDITY, UID) kept from the last reading.
    """
    match seen:
        case (validity, uid) if validity == uidvalidity:
            return uid
        case _:
            return 0


def from_now_on(last: int, *, uidnext: int | None) -> int:
    """Return the UID after which mail is new, for a folder first seen now.

    The lower of what UIDNEXT and the `last` message say: a UIDNEXT that is too high
    would make the folder deaf, one that is too low shows an old mail again.
    """
    return last if uidnext is None else min(last, max(uidnext - 1, 0))


def unread(listed: Iterable[int], *, after: int, until: int = HIGHEST_UID) -> list[int]:
    """Return the UIDs past `after` and up to `until`, ascending, each once.

    `n:*` always names the last message, even one below n (RFC 9051 6.4.9).
    """
    return sorted({uid for uid in listed if after < uid <= until})


def readable(
    wanted: Sequence[int], *, got: Collection[int], gone: Collection[int]
) -> list[int]:
    """Return those of `wanted` that came, up to the first that neither came nor is gone.

    What lies behind a message that is there and did not come must wait for it: a
    cursor past it would lose it.
    """
    read: list[int] = []
    for uid in wanted:
        if uid in got:
            read.append(uid)
        elif uid not in gone:
            break
    return read


def advance(at: int, returned: Iterable[int]) -> int:
    """Return the cursor's UID after these messages: never back, never past them."""
    return max(at, max(returned, default=at))


def went_back(at: int, *, uidnext: int | None) -> bool:
    """Say whether the server forgot UIDs it had given out without saying so."""
    return uidnext is not None and uidnext <= at

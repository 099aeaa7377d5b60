"""What a text message costs: the segments it is sent in. Knows no channel and no vendor."""

from __future__ import annotations

# 3GPP TS 23.038, 6.2.1: one septet each, and two for those of the extension table.
_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENSION = frozenset("^{}\\[~]|€\f")

# One message alone has no header of 6 octets that puts parts together (TS 23.040, 9.2.3.24).
_GSM_ALONE, _GSM_PART = 160, 153
_UCS2_ALONE, _UCS2_PART = 70, 67


def is_gsm(text: str) -> bool:
    """Tell whether every character is in GSM's 7-bit alphabet."""
    return all(char in _BASIC or char in _EXTENSION for char in text)


def segments(text: str) -> int:
    """Return how many segments a text is sent, and paid for, in; at least one."""
    if is_gsm(text):
        costs = [2 if char in _EXTENSION else 1 for char in text]
        return _parts(costs, _GSM_ALONE, _GSM_PART)
    # Outside the basic plane a character is two units, which one part holds together.
    costs = [2 if ord(char) > 0xFFFF else 1 for char in text]  # noqa: PLR2004 - its end
    return _parts(costs, _UCS2_ALONE, _UCS2_PART)


def _parts(costs: list[int], alone: int, part: int) -> int:
    if sum(costs) <= alone:
        return 1
    count, used = 1, 0
    for cost in costs:
        if used + cost > part:
            count, used = count + 1, 0
        used += cost
    return count

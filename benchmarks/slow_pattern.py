"""Attacks each regular expression of the ear with strings made from its own parts.

    python -m benchmarks.slow_pattern [--size 1200] [--rounds 3]

From a pattern's tree a text is drawn that it takes up to a repeat, the repeat is pumped up,
and the end is spoiled; also whole beginnings are said over and over. Told is each pattern
that takes more than its share of processor time, worst first: callers cut their text, so a
slow one matters at the length that reaches it. The exit code is 1 where a pattern explodes.
"""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import random  # noqa: TID251 - seeded, and the same at each run
import re
import re._compiler as compiler  # type: ignore[import-not-found]
import re._constants as sre  # type: ignore[import-not-found]
import re._parser as tree  # type: ignore[import-not-found]
import signal
import sys
from dataclasses import fields, is_dataclass
from time import process_time
from typing import TYPE_CHECKING, Any

import outreach.core.inbound
from outreach.core.inbound.late_pattern import CaselessPattern, LatePattern
from outreach.core.inbound.phrase.tongue import Tongue

if TYPE_CHECKING:
    from collections.abc import Iterator

LIMIT = 0.02  # seconds of processor time for one text
HANG = 1.0  # no pattern is waited for longer
CUT = {  # characters that the caller lets through, where it is less
    ".turns": 60,
    "quoted_header._RULED": 300,
    "bounce_text._RETURNED": 300,
    "opt_out._SUBJECT": 400,
    "opt_out.TONGUES": 400,
}
SPOILS = ("\x01", "\n", "", " !", "a", ":")
REPEATS = (sre.MAX_REPEAT, sre.MIN_REPEAT, getattr(sre, "POSSESSIVE_REPEAT", None))
CATEGORY = {
    sre.CATEGORY_DIGIT: "0123456789",
    sre.CATEGORY_SPACE: " \t",
    sre.CATEGORY_WORD: "abcxyz09_",
    sre.CATEGORY_NOT_DIGIT: "a .",
    sre.CATEGORY_NOT_SPACE: "a0.",
    sre.CATEGORY_NOT_WORD: " .,",
}
ANY = "ab0 .@:<>-"


class Slow(BaseException):
    """The pattern did not end."""


def patterns() -> dict[str, re.Pattern[Any]]:
    """Return every pattern the ear compiles, by where it stands."""
    found: dict[str, re.Pattern[Any]] = {}
    for place in pkgutil.walk_packages(
        outreach.core.inbound.__path__, "outreach.core.inbound."
    ):
        module = importlib.import_module(place.name)
        for name, value in vars(module).items():
            for inner, pattern in _within(value, name):
                found.setdefault(pattern.pattern, pattern)
                NAMES.setdefault(pattern.pattern, f"{place.name[22:]}.{inner}")
    return found


NAMES: dict[Any, str] = {}


def _within(value: object, name: str) -> Iterator[tuple[str, re.Pattern[Any]]]:
    match value:
        case re.Pattern():
            yield name, value
        case LatePattern() | CaselessPattern():
            yield name, value.compiled
        case Tongue():
            yield from _of_tongue(value, name)
        case dict():
            for key, each in value.items():
                yield from _within(each, f"{name}[{key}]")
        case tuple() | list() | frozenset() | set():
            for number, each in enumerate(value):
                yield from _within(each, f"{name}[{number}]")
        case _ if is_dataclass(value):
            for one in fields(value):
                yield from _within(getattr(value, one.name), f"{name}.{one.name}")


def _of_tongue(tongue: Tongue, name: str) -> Iterator[tuple[str, re.Pattern[str]]]:
    """Yield its phrases one by one: a text for one of many rarely meets the others."""
    yield f"{name}.turns", tongue.turns()
    for kind, table in (("plain", tongue.plain), ("hints", tongue.hints)):
        for meaning, phrases in table.items():
            for line in filter(None, map(str.strip, phrases.splitlines())):
                shape = line.replace("@NAME@", "\ue000[\\w'-]+")
                yield f"{name}.{kind}.{meaning}", re.compile(shape)


class Draw:
    """Draws texts that a tree takes, from seeded dice."""

    def __init__(self, dice: random.Random) -> None:
        self.dice = dice
        self.groups: dict[int, str] = {}

    def whole(self, items: Any) -> str:
        """Return a text for these nodes in turn."""
        return "".join(self.one(op, given) for op, given in items)

    def one(self, op: Any, given: Any) -> str:
        """Return a text for one node."""
        if op is sre.LITERAL:
            return chr(given)
        if op is sre.NOT_LITERAL:
            return self.dice.choice([one for one in ANY if ord(one) != given])
        if op is sre.ANY:
            return self.dice.choice(ANY)
        if op is sre.IN:
            return self.member(given)
        if op is sre.BRANCH:
            return self.whole(self.dice.choice(given[1]))
        if op is sre.SUBPATTERN:
            self.groups[given[0]] = text = self.whole(given[3])
            return text
        if op in REPEATS:
            low, high = int(given[0]), min(int(given[1]), int(given[0]) + 2)
            times = self.dice.randint(low, max(low, high))
            return "".join(self.whole(given[2]) for _ in range(times))
        if op is sre.GROUPREF:
            return self.groups.get(given, "")
        if getattr(sre, "ATOMIC_GROUP", None) is op:
            return self.whole(given)
        return ""

    def member(self, given: Any) -> str:
        """Return a character of a class."""
        if given[0][0] is sre.NEGATE:
            free = [one for one in ANY if not any(_takes(each, one) for each in given)]
            return self.dice.choice(free or ["é"])
        op, value = self.dice.choice(given)
        if op is sre.LITERAL:
            return chr(value)
        if op is sre.RANGE:
            return chr(self.dice.randint(*value))
        return self.dice.choice(CATEGORY[value])


def _takes(each: tuple[Any, Any], one: str) -> bool:
    op, value = each
    if op is sre.LITERAL:
        return bool(ord(one) == value)
    if op is sre.RANGE:
        return bool(value[0] <= ord(one) <= value[1])
    return op is sre.CATEGORY and one in CATEGORY[value]


def attacks(pattern: re.Pattern[Any], size: int, rounds: int) -> Iterator[str]:
    """Yield texts of about that size that start well and end badly."""
    parsed = tree.parse(pattern.pattern, pattern.flags & ~re.DEBUG)
    for number in range(rounds):
        draw = Draw(random.Random(number))  # noqa: S311 - told, to repeat
        for before, body in _repeats(list(parsed), []):
            head, pump = draw.whole(before), "".join(draw.whole(body) for _ in "12")
            times = size // max(1, len(pump))
            yield head + pump * times + draw.dice.choice(SPOILS)
            start = head + pump
            yield start * (size // max(1, len(start))) + draw.dice.choice(SPOILS)


def _repeats(
    items: list[Any], before: list[Any], least: int = len("pump")
) -> Iterator[tuple[list[Any], Any]]:
    """Yield what stands before each repeat of a tree, and what it repeats."""
    for index, (op, given) in enumerate(items):
        above = before + items[:index]
        if op in REPEATS:
            if given[1] > least:
                yield above, given[2]
            yield from _repeats(list(given[2]), above, least)
        elif op is sre.SUBPATTERN:
            yield from _repeats(list(given[3]), above, least)
        elif op is sre.BRANCH:
            for each in given[1]:
                yield from _repeats(list(each), above, least)
        elif op in (sre.ASSERT, sre.ASSERT_NOT):
            yield from _repeats(list(given[1]), above, least)


def ambiguous(pattern: re.Pattern[Any], draws: int = 3) -> set[str]:
    """Return texts that an endless repeat takes in two ways: enough of them never end."""
    found: set[str] = set()
    parsed = tree.parse(pattern.pattern, pattern.flags)
    for _, body in _repeats(list(parsed), [], least=100):
        whole, ways = _compiled(body, parsed), _ways(body) or [body]
        each = [_compiled(way, parsed) for way in ways]
        for number in range(draws):
            draw = Draw(random.Random(number))  # noqa: S311 - the same at each run
            texts = [text for text in map(draw.whole, ways) if text]
            pairs = (f"{one}{two}" for one in texts for two in texts)
            found.update(filter(whole.fullmatch, pairs))
            found.update(
                one
                for one in texts
                if sum(bool(way.fullmatch(one)) for way in each) > 1
            )
    return found


def _compiled(items: Any, parsed: Any) -> re.Pattern[str]:
    made: re.Pattern[str] = compiler.compile(tree.SubPattern(parsed.state, list(items)))
    return made


def _ways(body: Any) -> list[Any]:
    op, given = body[0]
    if len(body) == 1 and op is sre.SUBPATTERN:
        return _ways(given[3])
    return list(given[1]) if len(body) == 1 and op is sre.BRANCH else []


def worst(pattern: re.Pattern[Any], size: int, rounds: int) -> tuple[float, str]:
    """Return the longest that a search of an attack takes, and the attack."""
    most, shown = 0.0, ""
    is_bytes = isinstance(pattern.pattern, bytes)
    for text in attacks(pattern, size, rounds):
        taken = _taken(pattern, text.encode("latin-1", "replace") if is_bytes else text)
        if taken > most:
            most, shown = taken, text
        if most >= HANG:
            break
    return most, shown


def _taken(pattern: re.Pattern[Any], text: Any) -> float:
    signal.setitimer(signal.ITIMER_PROF, HANG)
    began = process_time()
    try:
        for _ in pattern.finditer(text):
            pass
    except Slow:
        return HANG
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    return process_time() - began


def _stop(_signal: int, _frame: object) -> None:
    raise Slow


def main(size: int, rounds: int) -> int:
    """Print the slow patterns; return 1 if one does not end."""
    signal.signal(signal.SIGPROF, _stop)
    every = patterns()
    found = []
    for pattern in every.values():
        name = NAMES[pattern.pattern]
        cuts = (most for part, most in CUT.items() if part in name)
        taken, text = worst(pattern, min(size, *cuts, size), rounds)
        if taken > LIMIT:
            found.append((taken, name, pattern.pattern, text))
    for taken, name, source, text in sorted(found, reverse=True, key=lambda x: x[0]):
        print(f"{taken:6.2f} s {name}: {str(source)[:150]!r}\n    {text[:80]!r}")
    print(f"{len(every)} patterns, {len(found)} over {LIMIT} s at {size} characters")
    return int(any(one[0] >= HANG for one in found))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--size", type=int, default=1_200)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    sys.exit(main(given.size, given.rounds))

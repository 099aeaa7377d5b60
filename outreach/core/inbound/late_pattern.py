"""A pattern that is compiled when it is first sought: a run seeks few of all there are."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class LatePattern:
    """Seeks like the `re.Pattern` of what `write` returns, which is called once at most."""

    def __init__(
        self, write: Callable[[], str], flags: re.RegexFlag = re.NOFLAG
    ) -> None:
        """Keep how to write the pattern, for text, with these flags."""
        self._write = write
        self._flags = flags

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The pattern itself."""
        return re.compile(self._write(), self._flags)

    @cached_property
    def search(self) -> Callable[..., re.Match[str] | None]:
        """As `re.Pattern.search`."""
        return self.compiled.search

    @cached_property
    def match(self) -> Callable[..., re.Match[str] | None]:
        """As `re.Pattern.match`."""
        return self.compiled.match

    @cached_property
    def finditer(self) -> Callable[..., Iterator[re.Match[str]]]:
        """As `re.Pattern.finditer`."""
        return self.compiled.finditer

    @cached_property
    def sub(self) -> Callable[..., str]:
        """As `re.Pattern.sub`."""
        return self.compiled.sub

    @cached_property
    def split(self) -> Callable[..., list[str]]:
        """As `re.Pattern.split`."""
        return self.compiled.split


class CaselessPattern:
    """Seeks a pattern in small letters whatever the case of the text; compiled late.

    To ignore the case costs thrice the time. So a text of ASCII alone is first sought
    through in lower case, where nearly all searches end.
    """

    def __init__(self, source: str) -> None:
        """Keep a pattern that holds no capital."""
        self._source = source

    @cached_property
    def compiled(self) -> re.Pattern[str]:
        """The pattern itself, which ignores the case."""
        return re.compile(self._source, re.IGNORECASE)

    @cached_property
    def _lower(self) -> re.Pattern[str]:
        # Where the case is ignored, the Turkish letter is an i as well.
        return re.compile(self._source.replace("ı", "i"))

    def search(self, text: str) -> re.Match[str] | None:
        """As `re.Pattern.search`."""
        if not text.isascii():
            return self.compiled.search(text)
        found = self._lower.search(text.lower())
        return found and self.compiled.match(text, found.start())

    def match(self, text: str) -> re.Match[str] | None:
        """As `re.Pattern.match`."""
        return self.compiled.match(text)

"""Reads back what was noted of a reading, as JSON holds it, of whichever version of the rules."""

from __future__ import annotations

import types
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin, get_type_hints

from outreach.core.inbound.bounce_reason import Reason
from outreach.core.inbound.meaning import BounceType, Meaning
from outreach.core.inbound.reading import Reading

if TYPE_CHECKING:
    from collections.abc import Mapping

# What the parts of a reading name without importing it.
_NAMES = {each.__name__: each for each in (date, datetime, BounceType, Reason, Meaning)}


def recall(noted: Mapping[str, Any]) -> Reading | None:
    """Return the reading that was noted; None for what cannot be read so any more.

    What a later version notes besides is left out, what an older one did not is as if absent.
    """
    try:
        read = _built(Reading, noted)
    except (TypeError, ValueError, KeyError, AttributeError, NameError):
        return None
    return read if isinstance(read, Reading) else None


def _built(kind: Any, value: Any) -> Any:
    origin, parts = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        some = [each for each in parts if each is not type(None)]
        return None if value is None else _built(some[0], value)
    if origin in (tuple, list):
        return origin(_built(parts[0], each) for each in value)
    if isinstance(kind, type) and is_dataclass(kind):
        hints = _hints(kind)
        known = {each.name for each in fields(kind)} & set(value)
        return kind(**{name: _built(hints[name], value[name]) for name in known})
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(value)
    if kind in (date, datetime):
        return kind.fromisoformat(value)
    return value


@cache
def _hints(kind: type) -> Mapping[str, Any]:
    return get_type_hints(kind, localns=_NAMES)

"""HubSpot's contact search: its filters, its limits, its lagging index."""

from __future__ import annotations

from datetime import datetime
from operator import eq, ge, gt, le, lt, ne
from typing import TYPE_CHECKING, Any

from outreach.sandbox.hubspot_account import HubSpotAccount, Record, Refusal, shown

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

GROUPS = 5
FILTERS_EACH = 6
FILTERS = 18
PAGE = 200
WINDOW = 10_000
DATES = frozenset({"createdate", "lastmodifieddate"})
NUMBERS = frozenset({"hs_object_id"})
Values = dict[str, str]

OPERATORS: Mapping[str, Callable[[Any, Any], bool]] = {
    "EQ": eq,
    "NEQ": ne,
    "GT": gt,
    "GTE": ge,
    "LT": lt,
    "LTE": le,
}


def search(
    account: HubSpotAccount, request: Mapping[str, object], now: datetime
) -> dict[str, object]:
    """Answer a search as of the index's own time, which lags `now`."""
    names = account.properties | DATES | NUMBERS
    groups = _groups(request, names)
    sort, descending = _sort(request, names)
    limit = _number(request.get("limit", 10), 1, PAGE, "limit")
    start = _number(request.get("after") or 0, 0, WINDOW, "after")
    if start + limit > WINDOW:
        raise _bad(f"paging past {WINDOW} results is not possible")
    known = [
        (record, values)
        for record in account.contacts.values()
        if (values := record.as_of(now - account.search_lag)) is not None
    ]
    found = [
        (record, values)
        for record, values in known
        if not groups or any(_matches(values, group) for group in groups)
    ]
    # Equals come newest id first, for their order is open.
    found.sort(key=lambda pair: int(pair[0].id), reverse=True)
    found.sort(key=lambda pair: _rank(pair[1], sort), reverse=descending)
    return _page(found, request, start, limit)


def _page(
    found: list[tuple[Record, Values]],
    request: Mapping[str, object],
    start: int,
    limit: int,
) -> dict[str, object]:
    asked = request.get("properties")
    names = [str(name) for name in asked] if isinstance(asked, list) else ["email"]
    page: dict[str, object] = {
        "total": len(found),
        "results": [
            shown(record, names, values)
            for record, values in found[start : start + limit]
        ],
    }
    if start + limit < len(found):
        page["paging"] = {"next": {"after": str(start + limit)}}
    return page


def _groups(
    request: Mapping[str, object], names: set[str]
) -> list[list[Mapping[str, str]]]:
    given = request.get("filterGroups", [])
    if not isinstance(given, list) or len(given) > GROUPS:
        raise _bad(f"at most {GROUPS} filterGroups")
    groups = [group.get("filters", []) for group in given if isinstance(group, dict)]
    if any(len(group) > FILTERS_EACH for group in groups):
        raise _bad(f"at most {FILTERS_EACH} filters in a group")
    if sum(map(len, groups)) > FILTERS:
        raise _bad(f"at most {FILTERS} filters in all")
    for one in (one for group in groups for one in group):
        _known(one.get("propertyName"), names)
        if one.get("operator") not in {*OPERATORS, "HAS_PROPERTY"}:
            raise _bad(f"{one.get('operator')} is not a supported operator")
    return groups


def _known(name: object, names: set[str]) -> str:
    if not isinstance(name, str) or name not in names:
        raise _bad(f"There was a problem with the property {name}")
    return name


def _matches(values: Values, group: list[Mapping[str, str]]) -> bool:
    return all(_holds(values, one) for one in group)


def _holds(values: Values, one: Mapping[str, str]) -> bool:
    name = one["propertyName"]
    held = values.get(name, "")
    if one["operator"] == "HAS_PROPERTY":
        return bool(held)
    if not held:
        return False
    return OPERATORS[one["operator"]](_value(name, held), _value(name, one["value"]))


def _value(name: str, text: str) -> object:
    """Return what is compared: text without case, a number, milliseconds."""
    if name not in DATES | NUMBERS:
        return text.lower()
    if text.isdigit():
        return int(text)
    try:
        return round(datetime.fromisoformat(text).timestamp() * 1000)
    except ValueError as error:
        raise _bad(f"{text} is not a valid value of {name}") from error


def _sort(request: Mapping[str, object], names: set[str]) -> tuple[str, bool]:
    """Return the one property to sort by, and whether downwards."""
    sorts = request.get("sorts") or [{"propertyName": "createdate"}]
    if not isinstance(sorts, list) or len(sorts) > 1 or not isinstance(sorts[0], dict):
        raise _bad("at most one sort")
    name = _known(sorts[0].get("propertyName"), names)
    return name, sorts[0].get("direction") == "DESCENDING"


def _rank(values: Values, name: str) -> tuple[bool, object]:
    text = values.get(name, "")
    return not text, _value(name, text) if text else 0


def _number(value: object, low: int, high: int, name: str) -> int:
    text = str(value)
    if not text.isdigit() or not low <= int(text) <= high:
        raise _bad(f"{name} must be between {low} and {high}")
    return int(text)


def _bad(message: str) -> Refusal:
    return Refusal(400, f"There was a problem with the request. {message}")

"""What a sequence inherits from its workspace and is checked against; kept with its version."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import time
from typing import TYPE_CHECKING, Any

from outreach.core import duration
from outreach.core.sequence import Window

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFAULT_WINDOW = Window(
    days=None, hours=((time(9), time(17, 30)),), timezone="lead", holidays="lead"
)
DEFAULT_STAGES = (
    "prospect",
    "contacted",
    "replied",
    "qualified",
    "meeting",
    "proposal",
    "won",
    "lost",
)


@dataclass(frozen=True, slots=True)
class Settings:
    """The workspace as the sequence language sees it.

    `timezone` is for leads whose own is unknown; `senders` gives each one's channel;
    `fields` are a lead's own beside the built-in ones; `templates` are the names of the
    files under templates/.
    """

    window: Window = DEFAULT_WINDOW
    timezone: str = "UTC"
    senders: Mapping[str, str] = field(default_factory=dict)
    stages: tuple[str, ...] = DEFAULT_STAGES
    closed: frozenset[str] = frozenset({"won", "lost"})
    fields: tuple[str, ...] = ()
    sequences: frozenset[str] = frozenset()
    templates: frozenset[str] = frozenset()
    public_url: str = ""
    postal_address: str = ""
    track_clicks: bool = False
    track_opens: bool = False

    def to_json(self) -> dict[str, Any]:
        """Return plain data that `from_json` makes the same settings of."""
        return {
            **self.for_version(),
            "senders": dict(sorted(self.senders.items())),
            "stages": list(self.stages),
            "closed": sorted(self.closed),
            "fields": list(self.fields),
            "sequences": sorted(self.sequences),
            "templates": sorted(self.templates),
            "public_url": self.public_url,
        }

    def for_version(self) -> dict[str, Any]:
        """Return what a version inherits, so that its hash changes with these alone.

        A new sender, stage, field or sequence only changes what a file may name, and is
        no new version. A link is made for the day on which it goes out, so `public_url`
        is the running workspace's.
        """
        inherited = {
            "window": window_to_json(self.window),
            "timezone": self.timezone,
            "postal_address": self.postal_address,
            "track_clicks": self.track_clicks,
        }
        # Versions from before there were opens keep their hash.
        return {**inherited, "track_opens": True} if self.track_opens else inherited

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Settings:
        """Return the settings that `to_json` wrote. Raises KeyError on other data."""
        return cls(
            window=window_from_json(data["window"]),
            timezone=data["timezone"],
            senders=dict(data["senders"]),
            stages=tuple(data["stages"]),
            closed=frozenset(data["closed"]),
            fields=tuple(data["fields"]),
            sequences=frozenset(data["sequences"]),
            templates=frozenset(data["templates"]),
            public_url=data["public_url"],
            postal_address=data["postal_address"],
            track_clicks=data["track_clicks"],
            track_opens=data.get("track_opens", False),
        )


def window_to_json(window: Window) -> dict[str, Any]:
    """Return a window as plain data."""
    return {
        "days": None if window.days is None else sorted(window.days),
        "hours": [duration.hours_words(pair) for pair in window.hours],
        "timezone": window.timezone,
        "holidays": window.holidays,
    }


def window_from_json(data: Mapping[str, Any]) -> Window:
    """Return the window that `window_to_json` wrote."""
    return Window(
        days=None if data["days"] is None else frozenset(data["days"]),
        hours=tuple(duration.read_hours(text) for text in data["hours"]),
        timezone=data["timezone"],
        holidays=data["holidays"],
    )

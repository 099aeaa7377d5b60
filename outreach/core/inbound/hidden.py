"""What HTML hides from the eye: such text was not said, whoever put it there."""

from __future__ import annotations

import re

_STYLE = re.compile(
    r"style\s{0,5}=\s{0,5}(?:\"([^\"]{0,4000})\"|'([^']{0,4000})')", re.IGNORECASE
)
_UNSEEN = re.compile(
    r"display:none|visibility:(?:hidden|collapse)|mso-hide:all|opacity:0(?:\.0+)?(?:;|$)"
    r"|font-size:0(?:\.0+)?(?:px|pt|em|%)?(?:!|;|$)|(?:max-height|max-width):0(?:px)?(?:!|;|$)"
    r"|text-indent:-\d{3,}|(?:left|top):-\d{3,}px"
)
_HIDDEN = re.compile(r"(?:^|\s)hidden(?:\s|=|/|$)", re.IGNORECASE)
_COLOR = re.compile(r"(?:^|;)color:([^;!]{1,40})")
_GROUND = re.compile(r"(?:^|;)background(?:-color)?:([^;!]{1,60})")
_FONT_COLOR = re.compile(
    r"(?:^|\s)color\s{0,3}=\s{0,3}[\"']?([#\w]{3,20})", re.IGNORECASE
)
_BGCOLOR = re.compile(r"(?:^|\s)(?:bgcolor|background)\s{0,3}=", re.IGNORECASE)
_WHITE = {"white", "#fff", "#ffffff", "rgb(255,255,255)"}


def hides(attributes: str, *, shaded: bool) -> bool:
    """Tell whether an element with these attributes shows nothing.

    `shaded` says that it stands on a ground with a colour of its own, which white shows on.
    """
    if "=" not in attributes and "hidden" not in attributes.lower():
        return False
    style = _style(attributes)
    if _HIDDEN.search(attributes) or (style and _UNSEEN.search(style)):
        return True
    ink = _COLOR.search(style) or _FONT_COLOR.search(attributes)
    if ink is None:
        return False
    colour = ink[1].lower()
    ground = _GROUND.search(style)
    if ground is not None:
        return _same(ground[1], colour)
    return colour in _WHITE and not shaded and not _BGCOLOR.search(attributes)


def shades(attributes: str) -> bool:
    """Tell whether the element gives its ground a colour or a picture."""
    style = _style(attributes)
    ground = _GROUND.search(style)
    coloured = ground is not None and ground[1] not in (*_WHITE, "transparent", "none")
    return coloured or bool(_BGCOLOR.search(attributes))


def _same(ground: str, ink: str) -> bool:
    return ground == ink or (ground in _WHITE and ink in _WHITE)


def _style(attributes: str) -> str:
    found = _STYLE.search(attributes)
    if found is None:
        return ""
    return re.sub(r"\s+", "", (found[1] or found[2] or "").lower())

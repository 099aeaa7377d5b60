"""A file within a file: put in place, found missing, and never in a circle."""

from __future__ import annotations

import pytest

from outreach.adapters.templates import JinjaTemplates
from outreach.errors import BoundExceeded, RenderError
from outreach.ports import TemplateProblem
from tests.adapters.templates.world import VALUES, codes

FILES = {
    "sign.md": b"\xef\xbb\xbf-- {{ sender.name }}",
    "outer.md": b"{% include 'sign.md' %}!",
    "self.md": b"{% include 'self.md' %}",
    "ping.md": b"{% include 'pong.md' %}",
    "pong.md": b"{% include 'ping.md' %}",
    "latin.md": b"caf\xe9",
    "wrong.md": b"{{ nosuch }}",
    "lost.md": b"{% include 'gone.md' %}",
    "b0.md": b"x",
    **{f"b{n}.md": b"{%% include 'b%d.md' %%}" % (n - 1) * 12 for n in range(1, 8)},
}
INCLUDING = JinjaTemplates(FILES, ["city"])


def test_includes_are_put_in_place() -> None:
    text = "{% if city %}{% include 'outer.md' %}{% endif %} {% include 'sign.md' %}"
    assert INCLUDING.render(text, VALUES, dice="") == "-- Anna Lee! -- Anna Lee"
    assert (INCLUDING.includes(text), codes(text, INCLUDING)) == (
        ["outer.md", "sign.md"],
        [],
    )


def test_includes_names_missing_files_and_ends_in_a_circle() -> None:
    assert INCLUDING.includes("{% include 'ping.md' %}{% include 'gone.md' %}") == [
        "ping.md",
        "gone.md",
        "pong.md",
    ]


@pytest.mark.parametrize("name", ["self.md", "ping.md", "b7.md"])
def test_includes_without_end_are_refused(name: str) -> None:
    text = f"{{% include '{name}' %}}"
    assert codes(text, INCLUDING) == ["bad-template"]
    with pytest.raises(BoundExceeded):
        INCLUDING.render(text, VALUES, dice="")


def test_a_missing_include_is_found_where_it_is_named() -> None:
    text = "Hi\n  {% include 'gone.md' %}"
    message = 'there is no template "gone.md": add the file or correct its name'
    assert INCLUDING.problems(text) == [
        TemplateProblem(2, 15, "missing-template", message)
    ]


@pytest.mark.parametrize("name", ["latin.md", "wrong.md", "lost.md", "gone.md"])
def test_an_include_that_cannot_be_used_renders_nothing(name: str) -> None:
    with pytest.raises(RenderError):
        INCLUDING.render(f"{{% include '{name}' %}}", VALUES, dice="")

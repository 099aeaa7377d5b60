"""The quick reader: whatever it reads, it reads as the full one does."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from outreach.adapters.source import read_fully
from outreach.core.plain_yaml import read_plain
from outreach.core.source import Node

SHIPPED = Path(__file__).resolve().parents[2] / "sequences" / "founders.yaml"
FOUNDERS = SHIPPED.read_text("utf-8")
PIECES = (
    *("a", "b", "- ", "-", ": ", ":", " ", "  ", "\n", "\n  ", "\n# c\n", " # c", "#"),
    *("{", "}", "[", "]", ", ", ",", "'", "''", '"', "|", "|-", "|\n  ", ">", "?", "!"),
    *("&a ", "*a", "%", "@", "`", "<<: ", "=", "~", "null: ", "---", "...", "\t", "\\"),
    *("é", "\xa0", "\u2028", "\u200b", "{{ a }}", "1", ".", "key: ", "\n\n", "\n    "),
)


def is_the_same(text: str) -> bool:
    """Tell whether the quick reader reads a text; it must be as the full one does."""
    quick = read_plain(text, "x.yaml")
    if quick is None:
        return False
    assert (quick, []) == read_fully(text, "x.yaml")
    return True


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
@example("a: |\n  b\n\n    c\n\n# d\ne: |-\n  f\n")
@example("- a: b\n  c:\n  - d\n  -  - e\n     - 'it''s'\nf: {g: [h, i?], j: k:l}\n")
def test_pieces_of_yaml_are_read_alike(text: str) -> None:
    is_the_same(text)
    is_the_same(f"key: {text}")


@st.composite
def edited(draw: st.DrawFn) -> str:
    """Draw a real sequence with a few slips of the pen."""
    text = FOUNDERS
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(text)))
        cut = draw(st.integers(0, 3))
        text = text[:at] + draw(st.sampled_from(("", *PIECES))) + text[at + cut :]
    return text


@given(edited())
def test_a_sequence_with_slips_is_read_alike(text: str) -> None:
    is_the_same(text)


def test_a_sequence_as_it_is_shipped_is_read() -> None:
    assert is_the_same(FOUNDERS)


@pytest.mark.parametrize(
    "text",
    [
        "a: 1\na: 2\n",
        "a: &x 1\nb: *x\n",
        "<<: {a: 1}\n",
        "a: {{ b }}\n",
        "a: b\n  c\n",
        "a:\n\t- b\n",
        "--- \na: b\n",
        "a: 'b\n",
        "a: [b\n",
        'a: "\\ud800"\n',
        "~: b\n",
        f"a: {'[' * 21}{']' * 21}\n",
        f"{'a' * 1_001}: b\n",
        "",
    ],
)
def test_what_is_wrong_or_rare_is_left_to_the_full_reader(text: str) -> None:
    assert read_plain(text, "x.yaml") is None


def test_a_text_over_lines_keeps_its_lines() -> None:
    root = read_plain("body: |\n  Hi,\n\n    you\n\nnext: 1\n", "x.yaml")
    assert root is not None
    body = Node(
        kind="scalar",
        value="Hi,\n\n  you\n",
        quoted=True,
        path="x.yaml",
        line=1,
        column=7,
        raw="|\n  Hi,\n\n    you\n\n",
    )
    assert root.get("body") == body

"""YAML into nodes: typed, placed, and refused where it says more than it shows."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.adapters.source import MAX_BYTES, MAX_DEPTH, MAX_LINE, peek, read
from outreach.core.source import Complaint, Node


def root_of(text: str) -> Node:
    root, complaints = read(text.encode(), "x.yaml")
    assert complaints == []
    assert root is not None
    return root


def found(text: str | bytes) -> list[tuple[int, int, str]]:
    """Return line, column and code of every complaint."""
    _, complaints = read(text.encode() if isinstance(text, str) else text, "x.yaml")
    return [(each.line, each.column, each.code) for each in complaints]


def test_a_file_is_read_as_the_core_schema_of_yaml_1_2_types_it() -> None:
    text = (
        "words: [on, yes, no, NO, true, False, null, ~, '', plain]\n"
        "numbers: [1, -2, 0o17, 0x1F, 1.5, .5, 1e3, -.inf, 09:30, 1_000, 007]\n"
        "quoted: ['1', \"true\", '~']\n"
        "empty:\n"
        "1: key\n"
    )
    assert root_of(text).plain() == {
        "words": ["on", "yes", "no", "NO", True, False, None, None, "", "plain"],
        "numbers": [
            1,
            -2,
            15,
            31,
            1.5,
            0.5,
            1000.0,
            -float("inf"),
            "09:30",
            "1_000",
            7,
        ],
        "quoted": ["1", "true", "~"],
        "empty": None,
        "1": "key",
    }


def test_a_number_too_long_to_be_one_stays_text() -> None:
    digits = "9" * 5_000
    assert root_of(f"[{digits}, 1{digits}.0]").plain() == [digits, f"1{digits}.0"]


def test_every_value_knows_where_it_begins() -> None:
    root = root_of('a: 1\n"b":\n  - x\n  - {c: "y"}\nd: |\n  text\n')
    b, d = root.get("b"), root.get("d")
    assert b is not None
    assert d is not None
    key, c = root.key("b"), b.items[1].get("c")
    assert key is not None
    assert c is not None
    places = [(node.line, node.column) for node in (root, key, b, *b.items, c, d)]
    assert places == [(1, 1), (2, 1), (3, 3), (3, 5), (4, 5), (4, 9), (5, 4)]


def test_a_value_that_is_left_out_stands_where_its_key_does() -> None:
    left_out = root_of("a: 1\nb:\n\n\nc: 2\n").get("b")
    assert left_out is not None
    assert (left_out.line, left_out.column, left_out.is_null) == (2, 1, True)


def test_line_ends_of_other_machines_move_no_place() -> None:
    for end in ("\n", "\r\n", "\r"):
        last = root_of(f"\ufeffa: 1{end}b: [x,{end}  y]{end}").get("b")
        assert last is not None
        assert [(node.line, node.column) for node in last.items] == [(2, 5), (3, 3)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [(1, 1, "yaml-syntax")]),
        ("# nothing\n\n", [(1, 1, "yaml-syntax")]),
        ("~\n", [(1, 1, "yaml-syntax")]),
        ("a: 1\n\tb: 2\n", [(2, 1, "yaml-syntax")]),
        ("a:\n\t- x\n", [(2, 1, "yaml-syntax")]),
        ("a: 'x\nb: 1\n", [(1, 4, "yaml-syntax")]),
        ("a: [1,\nb: 2\n", [(1, 4, "yaml-syntax")]),
        ("a: b: c\n", [(1, 5, "yaml-syntax")]),
        ("a: @x\n", [(1, 4, "yaml-syntax")]),
        ("a: &x 1\n", [(1, 4, "yaml-syntax")]),
        ("a: 1\nb: *x\n", [(2, 4, "yaml-syntax")]),
        ("a: !!python/object:os.system x\n", [(1, 4, "yaml-syntax")]),
        ("a: 1\n<<: {b: 2}\n", [(2, 1, "yaml-syntax")]),
        ("a: 1\n---\nb: 2\n", [(2, 1, "yaml-syntax")]),
        ("%YAML 1.1\n---\na: 1\n", [(2, 1, "yaml-syntax")]),
        ("? [a]\n: b\n", [(1, 3, "yaml-syntax")]),
        (
            "a: 1\nb: 2\n'a': 3\n\"b\": 4\n",
            [(3, 1, "duplicate-key"), (4, 1, "duplicate-key")],
        ),
        ("a: {b: 1, c: 2, b: 3}\n", [(1, 17, "duplicate-key")]),
        (b"a: 1\nb: caf\xe9\n", [(2, 7, "yaml-syntax")]),
        (b"\xff\xfea\x00:\x00", [(1, 1, "yaml-syntax")]),
        ("a: 1\nb: \x00\n", [(2, 4, "yaml-syntax")]),
        ("a: \x1b[31m\n", [(1, 4, "yaml-syntax")]),
        ('a: "\\ud83d\\ude00"\n', [(1, 4, "yaml-syntax")]),
        ('a: "\\0"\n', [(1, 4, "yaml-syntax")]),
        ("[" * 51, [(1, 51, "too-deep")]),
        ("- " * 5_000, [(1, 101, "too-deep")]),
        ("a: " + "x" * MAX_LINE, [(1, 1, "too-large")]),
        (b"#" * MAX_BYTES + b"\n", [(1, 1, "too-large")]),
    ],
)
def test_what_cannot_be_read_is_complained_of_where_it_stands(
    text: str | bytes, expected: list[tuple[int, int, str]]
) -> None:
    assert found(text) == expected


def test_the_deepest_nesting_allowed_is_read() -> None:
    node = root_of("[" * MAX_DEPTH + "]" * MAX_DEPTH)
    depth = 1
    while node.items:
        node, depth = node.items[0], depth + 1
    assert depth == MAX_DEPTH


def test_of_two_equal_keys_the_first_counts() -> None:
    root, complaints = read(b"a: 1\na: 2\n", "x.yaml")
    assert root is not None
    assert root.plain() == {"a": 1}
    assert complaints == [
        Complaint(
            "x.yaml",
            2,
            1,
            "duplicate-key",
            '"a" is there already, in line 1: keep one of the two',
        )
    ]


def test_everything_refused_in_a_file_is_said_at_once() -> None:
    text = "a: &x 1\nb: *x\nc: !t 2\nc: 3\n"
    assert found(text) == [
        (1, 4, "yaml-syntax"),
        (2, 4, "yaml-syntax"),
        (3, 4, "yaml-syntax"),
        (4, 1, "duplicate-key"),
    ]


def test_a_bomb_of_aliases_is_never_expanded() -> None:
    lines = ["a0: &a0 [x, x]"]
    lines += [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 200)]
    root, complaints = read("\n".join(lines).encode(), "x.yaml")
    assert root is not None
    assert len(complaints) == 200 + 2 * 199
    assert all(len(value.items) == 2 for _, value in root.pairs)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**17), 10**17)
    | st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.from_regex(r"[a-z]{1,8}", fullmatch=True), inner, max_size=4
        )
    ),
    max_leaves=12,
).filter(lambda value: value is not None)


@given(JSON)
def test_json_is_read_as_what_it_says(value: object) -> None:
    root, complaints = read(json.dumps(value, ensure_ascii=False).encode(), "x.yaml")
    assert complaints == []
    assert root is not None
    assert root.plain() == value


PIECES = st.sampled_from(
    [
        *(
            "a",
            "b:",
            "-",
            "?",
            ":",
            ",",
            "[",
            "]",
            "{",
            "}",
            "|",
            ">",
            "'",
            '"',
            "%",
            "@",
        ),
        *("&a", "*a", "!!x", "<<", "---", "...", "#", "~", "\n", "\t", "\r\n", "\\u"),
        *("\\ud800", "é", "\ufeff", "\x85", "\u2028", "\0"),
    ]
)


@given(JSON, st.sampled_from("abc"))
def test_a_peek_sees_what_a_whole_reading_does(value: object, key: str) -> None:
    text = json.dumps(value, ensure_ascii=False).encode()
    root, _ = read(text, "x.yaml")
    assert root is not None
    assert peek(text, "x.yaml", key) == root.get(key)


def test_a_peek_reads_no_further_than_it_has_to() -> None:
    found = peek(b"# first\nname: here\nname: there\nwrong: [", "x.yaml", "name")
    assert found is not None
    assert (found.value, found.line, found.column) == ("here", 2, 7)
    for text in (
        b"a: [\nname: x",
        b"a: {name: x}",
        b"- name: x",
        b"",
        b"\xff",
        b"x: \0",
    ):
        assert peek(text, "x.yaml", "name") is None


@given(
    st.binary(max_size=80) | st.lists(PIECES, max_size=30).map(" ".join).map(str.encode)
)
def test_a_peek_never_raises(text: bytes) -> None:
    found = peek(text, "x.yaml", "a")
    assert found is None or found.path == "x.yaml"


@given(
    st.binary(max_size=80) | st.lists(PIECES, max_size=30).map(" ".join).map(str.encode)
)
def test_no_bytes_make_it_raise_and_what_is_not_read_is_complained_of(
    text: bytes,
) -> None:
    root, complaints = read(text, "x.yaml")
    assert root is not None or complaints
    lines = text.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
    for each in complaints:
        assert 1 <= each.line <= lines.count("\n") + 1
        assert each.column >= 1
        assert str(each).isprintable()

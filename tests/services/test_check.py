"""Sequences with the templates they reach: every complaint at once, each at its place."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.adapters.source import read
from outreach.adapters.templates import JinjaTemplates
from outreach.config import load
from outreach.core.language import Settings
from outreach.core.version import Bundle, hash_of, sequence_of
from outreach.errors import CheckFailed, NotFound
from outreach.services import check as checking

if TYPE_CHECKING:
    from collections.abc import Mapping

    from outreach.core.source import Complaint

EXAMPLES = Path(__file__).resolve().parents[3] / "shared" / "examples"
BROKEN = sorted((EXAMPLES / "broken").glob("*.yaml"))
EXPECTED = re.compile(r"^# expect: (\d+) (\S+)$", re.MULTILINE)

TEMPLATES = {
    "hi.md": b"Hi {{ first_name }}",
    "bye.txt": b"Bye",
    "parts/top.md": b"Top {% include 'parts/sign.md' %}",
    "parts/sign.md": b"-- {{ sender.name }}",
    "wrong.md": b"Hi\n{{ frist_name }} {{ lead.x }}",
    "lost.md": b"Hi\n{% include 'gone.md' %}",
    "latin.txt": b"\xe9",
    "around.md": b"{% include 'wrong.md' %}{% include 'lost.md' %}",
    "plan.pdf": b"%PDF \xff {{",
}
SETTINGS = Settings(
    senders={"anna": "email"}, fields=("city",), sequences=frozenset({"other"})
)
HEAD = "senders: {email: [anna]}\nsteps:\n"


def check(
    sources: Mapping[str, str], templates: Mapping[str, bytes] = TEMPLATES
) -> list[Complaint]:
    """Check sources in a workspace with one mailbox and a few templates."""
    return checking.check(
        {path: text.encode() for path, text in sources.items()},
        templates,
        SETTINGS,
        read=read,
        language=JinjaTemplates(templates, SETTINGS.fields),
    )


def bundle_of(name: str, sources: Mapping[str, str]) -> Bundle:
    """Bundle one of the sources in the same workspace."""
    return checking.bundle_of(
        name,
        {path: text.encode() for path, text in sources.items()},
        TEMPLATES,
        SETTINGS,
        read=read,
        language=JinjaTemplates(TEMPLATES, SETTINGS.fields),
    )


def codes(complaints: list[Complaint]) -> list[str]:
    """Return complaints without their words."""
    return [f"{c.path}:{c.line}:{c.column} {c.code}" for c in complaints]


@pytest.mark.skipif(not EXAMPLES.is_dir(), reason="the shared examples are not here")
def test_the_example_workspace_is_clean() -> None:
    acme = load(EXAMPLES / "acme", {})
    language = JinjaTemplates(acme.templates, acme.config.fields)
    found = checking.check(
        acme.sequences, acme.templates, acme.settings(), read=read, language=language
    )
    assert [*acme.complaints, *found] == []


@pytest.mark.skipif(not EXAMPLES.is_dir(), reason="the shared examples are not here")
@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_a_broken_example_gets_what_it_expects_and_nothing_else(path: Path) -> None:
    acme = load(EXAMPLES / "acme", {})
    language = JinjaTemplates(acme.templates, acme.config.fields)
    found = checking.check(
        {path.name: path.read_bytes()},
        acme.templates,
        acme.settings(),
        read=read,
        language=language,
    )
    expected = [(int(line), code) for line, code in EXPECTED.findall(path.read_text())]
    assert expected != []
    assert [(c.line, c.code) for c in found] == expected
    assert all(str(c).startswith(f"{path.name}:{c.line}:{c.column}: ") for c in found)


WRONG = {
    "a body that is not there": (
        "  - {id: a, email: {subject: Hi, body: hii.md}}",
        ["x.yaml:3:40 missing-template"],
    ),
    "a body out of the folder": (
        "  - {id: a, email: {subject: Hi, body: ../hi.md}}",
        ["x.yaml:3:40 missing-template"],
    ),
    "an attachment that is not there": (
        "  - {id: a, email: {subject: Hi, body: hi.md, attachments: [plan.pdf, p.pdf]}}",
        ["x.yaml:3:61 first-attachment", "x.yaml:3:71 missing-template"],
    ),
    "a subject": (
        '  - {id: a, email: {subject: "Hi {{ compny }} {{ citi }}", body: hi.md}}',
        ["x.yaml:3:37 undefined-variable", "x.yaml:3:50 undefined-variable"],
    ),
    "a subject that cannot be read": (
        '  - id: a\n    email: {subject: "Hi {{ company", body: hi.md}',
        ["x.yaml:4:23 bad-template"],
    ),
    "a block of text": (
        (
            "  - id: a\n    email:\n      subject: Hi\n      body: |\n"
            "        Hi {{ first_name }},\n\n        {{ sendr.name }}\n        {{ lead.citi }}"
        ),
        ["x.yaml:9:12 undefined-variable", "x.yaml:10:17 undefined-variable"],
    ),
    "folded text": (
        (
            "  - id: a\n    email:\n      subject: Hi\n      body: >-\n"
            "        Hi\n        you {{ frist_name }}\n"
        ),
        ["x.yaml:8:16 undefined-variable"],
    ),
    "an include that is not there": (
        "  - id: a\n    email: {subject: Hi, body: \"Hi {% include 'gone.md' %}!\"}",
        ["x.yaml:4:48 missing-template"],
    ),
    "texts of a task, a webhook and a reaction": (
        (
            '  - {id: a, task: {kind: call, title: "{{ x1 }}", note: "{{ x2 }}"}}\n'
            '  - {id: b, webhook: {url: "https://h.example/{{ x3 }}", json: {a: ["{{ x4 }}"]}}}\n'
            '  - {set: {city: "{{ x5 }}"}}\n'
            'on:\n  reply: [{notify: "{{ x6 }}"}]'
        ),
        [
            "x.yaml:3:43 undefined-variable",
            "x.yaml:3:61 undefined-variable",
            "x.yaml:4:50 undefined-variable",
            "x.yaml:4:73 undefined-variable",
            "x.yaml:5:22 undefined-variable",
            "x.yaml:7:24 undefined-variable",
        ],
    ),
    "expressions": (
        (
            '  - {wait: 1 day, if: "lead.citi"}\n  - {wait: 1 day, if: "1 +"}\n'
            "  - branch: leed.phone\n    then: [{tag: x}]"
        ),
        [
            "x.yaml:3:29 undefined-variable",
            "x.yaml:4:24 bad-expression",
            "x.yaml:5:13 undefined-variable",
        ],
    ),
    "bounds": (
        '  - {id: a, email: {subject: "{{ 2 ** 9 }}", body: "{% macro x() %}{% endmacro %}"}}',
        ["x.yaml:3:36 bad-template", "x.yaml:3:56 bad-template"],
    ),
    "a file's own faults": (
        (
            "  - {id: a, email: {subject: Hi, body: wrong.md}}\n"
            "  - {id: b, email: {subject: Hi, body: wrong.md}}"
        ),
        [
            "templates/wrong.md:2:4 undefined-variable",
            "templates/wrong.md:2:26 undefined-variable",
        ],
    ),
    "an included file's faults": (
        "  - {id: a, email: {subject: Hi, body: around.md}}",
        [
            "templates/lost.md:2:13 missing-template",
            "templates/wrong.md:2:4 undefined-variable",
            "templates/wrong.md:2:26 undefined-variable",
        ],
    ),
    "a file that is no text": (
        "  - {id: a, email: {subject: Hi, body: latin.txt}}",
        ["templates/latin.txt:1:1 bad-template"],
    ),
    "the sequence's own faults among them": (
        '  - {id: a, email: {subject: "{{ x }}", body: no.md}}\n  - {emial: x}\n  - {wait: 3 dayz}',
        [
            "x.yaml:3:34 undefined-variable",
            "x.yaml:3:47 missing-template",
            "x.yaml:4:6 unknown-key",
            "x.yaml:5:12 bad-duration",
        ],
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_told_with_its_place_and_code(name: str) -> None:
    steps, expected = WRONG[name]
    assert codes(check({"x.yaml": HEAD + steps})) == expected


def test_what_is_reached_rightly_is_fine() -> None:
    steps = (
        '  - {id: a, email: {subject: "Hi {{ city }}", body: parts/top.md}}\n'
        "  - {id: b, email: {thread: a, body: bye.txt, attachments: [plan.pdf, latin.txt]}}\n"
        "  - {id: c, email: {thread: a, body: \"Hi {% include 'hi.md' %}\"}}\n"
        "  - {enroll: y}\n  - {enroll: other}"
    )
    assert check({"x.yaml": HEAD + steps, "y.yaml": "steps: [{tag: x}]"}) == []


def test_the_name_that_was_meant_is_told() -> None:
    (found,) = check(
        {"x.yaml": f"{HEAD}  - {{id: a, email: {{subject: Hi, body: hy.md}}}}"}
    )
    assert found.message == (
        'no template "hy.md" (did you mean "hi.md"?): '
        "add templates/hy.md, or correct the name"
    )


def test_a_name_belongs_to_one_file() -> None:
    steps = "steps: [{tag: x}]"
    sources = {
        "sequences/b.yaml": f"name: a\n{steps}",
        "sequences/a.yaml": steps,
        "sequences/c.yaml": f"# third\n\n{steps}\nname: a",
        "sequences/d.yaml": steps,
        "sequences/deep/d.yaml": f"# same stem\n{steps}",
    }
    found = check(sources)
    assert codes(found) == [
        "sequences/b.yaml:1:7 duplicate-name",
        "sequences/c.yaml:4:7 duplicate-name",
        "sequences/deep/d.yaml:2:1 duplicate-name",
    ]
    assert "sequences/a.yaml" in found[0].message


def test_a_file_that_is_no_yaml_spoils_no_other() -> None:
    sources = {"a.yaml": "steps: [", "b.yaml": "steps: [{tag: }]", "c.yaml": "- x"}
    assert [line.partition(":")[0] for line in codes(check(sources))] == [
        "a.yaml",
        "b.yaml",
        "c.yaml",
    ]


def test_complaints_are_in_order_and_each_once() -> None:
    text = HEAD + "".join(
        f"  - {{id: s{n}, email: {{subject: Hi, body: wrong.md}}}}\n" for n in range(12)
    )
    found = check({"z.yaml": text, "a.yaml": text + "  - {tag: [x]}\n"})
    assert found == sorted(set(found))
    assert [line.rpartition(":")[0] for line in codes(found)] == [
        "a.yaml:15",
        "templates/wrong.md:2",
        "templates/wrong.md:2",
    ]


@given(
    st.dictionaries(
        st.sampled_from(["a.yaml", "b.yaml"]),
        st.lists(
            st.sampled_from([*(steps for steps, _ in WRONG.values()), "name: a", "x"])
            | st.text(max_size=30)
        ).map("\n".join),
    )
)
def test_whatever_the_files_hold_the_complaints_have_places(
    sources: Mapping[str, str],
) -> None:
    lines = {path: text.count("\n") + 3 for path, text in sources.items()}
    found = checking.check(
        {
            path: (HEAD + text).encode("utf-8", "replace")
            for path, text in sources.items()
        },
        TEMPLATES,
        SETTINGS,
        read=read,
        language=JinjaTemplates(TEMPLATES, SETTINGS.fields),
    )
    for each in found:
        assert 1 <= each.line <= lines.get(each.path, 3) + 1
        assert each.column >= 1
        assert "\n" not in str(each)


SEQUENCE = f"""name: first
{HEAD}  - {{id: a, email: {{subject: Hi, body: parts/top.md, attachments: [plan.pdf]}}}}
  - {{id: b, email: {{thread: a, body: "{{% include 'hi.md' %}}"}}}}
"""


def test_a_bundle_holds_what_the_sequence_reaches_and_nothing_else() -> None:
    sources = {"sequences/x.yaml": SEQUENCE, "sequences/y.yaml": "steps: [{tag: x}]"}
    reached = ("hi.md", "parts/sign.md", "parts/top.md", "plan.pdf")
    expected = Bundle(
        "first",
        SEQUENCE.encode(),
        SETTINGS,
        {name: TEMPLATES[name] for name in reached},
    )
    assert bundle_of("first", sources) == expected
    assert bundle_of("sequences/x.yaml", sources) == expected
    assert bundle_of("y", sources).files == {}


def test_a_bundle_alone_makes_the_sequence_again() -> None:
    bundle = bundle_of("first", {"x.yaml": SEQUENCE})
    assert sequence_of(bundle, read).name == "first"
    language = JinjaTemplates(bundle.files, bundle.settings.fields)
    source = {"x.yaml": bundle.source}
    again = checking.bundle_of(
        "first", source, bundle.files, bundle.settings, read=read, language=language
    )
    assert hash_of(again) == hash_of(bundle)


def test_no_bundle_is_made_of_what_has_complaints() -> None:
    steps, _ = WRONG["an included file's faults"]
    sources = {"x.yaml": HEAD + steps, "y.yaml": "steps: ["}
    with pytest.raises(
        CheckFailed, match=r"^templates/lost\.md:2:13: missing-template"
    ):
        bundle_of("x", sources)
    with pytest.raises(CheckFailed, match=r"^y\.yaml:1:\d+: yaml-syntax"):
        bundle_of("y", sources)


def test_there_is_no_bundle_of_an_unknown_name() -> None:
    with pytest.raises(
        NotFound, match=r'no sequence "frist" \(did you mean "first"\?\)'
    ):
        bundle_of("frist", {"x.yaml": SEQUENCE})

"""The schema of sequences says what the reader says, as far as a schema can."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import fastjsonschema
import pytest

from outreach.adapters.source import read
from outreach.core.language.action import ACTIONS
from outreach.core.language.event import kinds
from outreach.core.language.sequence import KEYS
from outreach.core.language.step import KINDS, MODIFIERS, WAYS
from outreach.core.schema import scenario_schema, sequence_schema
from outreach.core.schema.word import WORDS
from tests.core.language import fault_action, fault_file, fault_step
from tests.core.language.reading import complaints_of
from tests.house.tree import ROOT
from tests.services.language_example import BROKEN, VALID
from tests.services.stranger_example import RIGHT

if TYPE_CHECKING:
    from collections.abc import Iterator

SCHEMA = sequence_schema()
VALIDATE = fastjsonschema.compile(SCHEMA)
EXAMPLES = ROOT.parent / "shared" / "examples"
FILES = sorted(
    path
    for folder in (ROOT / "sequences", ROOT / "outreach/cli/start", EXAMPLES / "acme")
    for path in folder.rglob("*.yaml")
    if path.name != "outreach.yaml" and not path.name.endswith(".test.yaml")
)
# What these codes are for is in the shape of a file, and not in what names what.
SHAPE = {
    *("unknown-key", "missing-key", "two-actions", "missing-id"),
    *("bad-duration", "unknown-channel", "unknown-event"),
}


def fits(text: str) -> str:
    """Return "" for a file that fits the schema, else why it does not."""
    root, _ = read(text.encode(), "x.yaml")
    assert root is not None
    try:
        VALIDATE(root.plain())
    except fastjsonschema.JsonSchemaException as error:
        return str(error)
    return ""


def test_the_schema_of_the_repository_is_of_today() -> None:
    written = json.loads((ROOT / "sequences" / "schema.json").read_text("utf-8"))
    assert written == SCHEMA, "run `outreach schema --write`"


def test_the_schema_of_scenarios_is_of_today_and_the_shipped_ones_fit() -> None:
    place = ROOT / "sequences" / "test.schema.json"
    assert json.loads(place.read_text("utf-8")) == scenario_schema(), (
        "run `outreach schema scenario --write`"
    )
    validate = fastjsonschema.compile(scenario_schema())
    shipped = sorted((ROOT / "sequences").glob("*.test.yaml"))
    assert shipped != []
    for path in shipped:
        root, _ = read(path.read_bytes(), path.name)
        assert root is not None
        validate(root.plain())


@pytest.mark.parametrize(
    "scenario",
    [
        {"name": "x", "thn": []},
        {"when": []},
        {"name": "x", "when": [{"after": "1 day"}]},
        {"name": "x", "when": [{"reply": "Hi"}]},
        {"name": "x", "when": [{"after": "1 day", "reply": "Hi", "bounce": "hard"}]},
        {"name": "x", "when": [{"after": "1 day", "bounce": "loud"}]},
        {"name": "x", "then": [{"finish": "repleid"}]},
        {"name": "x", "then": {"include": []}},
    ],
)
def test_a_scenario_that_cannot_be_does_not_fit(scenario: dict[str, object]) -> None:
    validate = fastjsonschema.compile(scenario_schema())
    with pytest.raises(fastjsonschema.JsonSchemaException):
        validate({"scenarios": [scenario]})


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_shipped_sequence_fits(path: object) -> None:
    assert fits((ROOT / str(path)).read_text("utf-8")) == ""


@pytest.mark.parametrize("name", VALID)
def test_every_right_sequence_fits(name: str) -> None:
    assert fits(VALID[name]) == ""


@pytest.mark.parametrize("name", RIGHT)
def test_every_strangers_right_sequence_fits(name: str) -> None:
    assert fits(RIGHT[name]) == ""


def _faults() -> Iterator[tuple[str, str, set[str]]]:
    for module in (fault_action, fault_file, fault_step):
        for table in vars(module).values():
            if isinstance(table, dict) and "__name__" not in table:
                for name, text in table.items():
                    root, _ = read(text.encode(), "x.yaml")
                    told = complaints_of(text)
                    codes = {each.code for each in told if not each.warning}
                    if root is not None:
                        yield name, text, codes
    for name, old, new, expected in BROKEN:
        text = VALID[name].replace(old, new, 1)
        root, complaints = read(text.encode(), "x.yaml")
        if root is not None and not complaints:
            yield f"{name}: {new}", text, set(expected.split()[1::2])


FAULTS = list(_faults())
# A schema does not see whether a step needs a sender.
BEYOND = {
    "no senders for mail",
    "no pool for mail",
    "two mails: ",
    "four channels: fax: [desk]",
}


@pytest.mark.parametrize(
    ("name", "text", "codes"),
    [fault for fault in FAULTS if fault[2] & SHAPE and fault[0] not in BEYOND],
    ids=lambda each: each[:40] if isinstance(each, str) and "\n" not in each else "",
)
def test_a_file_of_another_shape_does_not_fit(
    name: str, text: str, codes: set[str]
) -> None:
    assert fits(text) != "", (name, codes)


def test_what_does_not_fit_is_complained_of() -> None:
    refused = {name: codes for name, text, codes in FAULTS if fits(text)}
    assert len(refused) > 50
    assert {name for name, codes in refused.items() if not codes} == set()


def test_every_key_of_the_language_is_in_the_schema_with_words() -> None:
    step = SCHEMA["definitions"]["step"]["properties"]
    assert set(SCHEMA["properties"]) == set(KEYS) == set(WORDS["sequence"])
    assert set(step) == {*MODIFIERS, *KINDS, *WAYS} == set(WORDS["step"])
    assert set(ACTIONS) <= set(step)
    described = [*SCHEMA["properties"].values(), *step.values()]
    assert all(each["description"] for each in described)
    assert set(SCHEMA["definitions"]["event"]["anyOf"][0]["enum"]) == kinds(())


def test_an_object_takes_no_key_that_the_reader_refuses() -> None:
    loose = [
        where
        for where, shape in _objects(SCHEMA, "")
        if "additionalProperties" not in shape
    ]
    assert loose == []


def _objects(shape: object, where: str) -> Iterator[tuple[str, dict[str, object]]]:
    if isinstance(shape, dict):
        if shape.get("type") == "object":
            yield where, shape
        for key, inner in shape.items():
            yield from _objects(inner, f"{where}/{key}")
    elif isinstance(shape, list):
        for index, inner in enumerate(shape):
            yield from _objects(inner, f"{where}/{index}")

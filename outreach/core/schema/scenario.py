"""The shape of a file of scenarios: the keys are those the reader itself goes by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from outreach.core.header_row import GIVEN
from outreach.core.model import Finish
from outreach.core.scenario import read, then, when
from outreach.core.schema import scenario_word as words
from outreach.core.schema import value
from outreach.core.schema.value import LINE, NAME, SEQUENCE_NAME, TEXT, Shape

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# A day, a time and a delay are written in words; only the reader can tell one from another.
MOMENT: Shape = {"type": ["string", "integer"]}
NOTHING: Shape = {"enum": [None, True]}
FIELDS: Shape = {
    "type": "object",
    "properties": {name: {} for name in GIVEN},
}


def scenario_schema() -> dict[str, Any]:
    """Return the schema of a scenario file, as plain data for JSON."""
    return {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "Scenarios of Outreach",
        "description": "What a sequence is to do, as `outreach test` plays it.",
        **_object(read.FILE_KEYS, _file(), words.FILE, required=("scenarios",)),
        "definitions": {
            "scenario": _object(read.KEYS, _scenario(), words.SCENARIO, ("name",)),
            "happening": _happening(),
            "entry": _object(then.KEYS, _entry(), words.THEN),
        },
    }


def _object(
    keys: Iterable[str],
    shapes: Mapping[str, Shape],
    told: Mapping[str, str],
    required: tuple[str, ...] = (),
) -> Shape:
    """Return an object of just these keys. Raises KeyError for one without a shape."""
    named = {key: {"description": told[key], **shapes[key]} for key in keys}
    shape: Shape = {
        "type": "object",
        "properties": named,
        "additionalProperties": False,
    }
    return {**shape, "required": list(required)} if required else shape


def _many(name: str) -> Shape:
    return {"type": "array", "items": {"$ref": f"#/definitions/{name}"}}


def _either(*shapes: Shape) -> Shape:
    return {"anyOf": list(shapes)}


def _shared() -> dict[str, Shape]:
    return {
        "start": MOMENT,
        "timezone": {"type": "string"},
        "given": FIELDS,
        "limits": {"enum": list(read.LIMITS)},
    }


def _file() -> dict[str, Shape]:
    return {
        "sequence": SEQUENCE_NAME,
        "description": TEXT,
        **_shared(),
        "scenarios": {**_many("scenario"), "minItems": 1},
    }


def _scenario() -> dict[str, Shape]:
    names: Shape = {"type": "object", "additionalProperties": NAME}
    several = _either({"type": "null"}, _many("entry"))
    part: Shape = {
        "type": "object",
        "properties": dict.fromkeys(then.THEN_KEYS, several),
        "additionalProperties": False,
    }
    return {
        "name": LINE,
        **_shared(),
        "variants": names,
        "senders": names,
        "colleagues": {
            "type": "object",
            "additionalProperties": _either({"type": "null"}, FIELDS),
        },
        "when": _either({"type": "null"}, _many("happening")),
        "then": _either({"enum": [None, then.TO_WRITE]}, _many("entry"), part),
        "until": MOMENT,
    }


def _happening() -> Shape:
    intents = {"enum": [meaning.value for meaning in when.SAID]}
    reply: Shape = {
        "type": "object",
        "properties": {"intent": intents, "text": TEXT},
        "additionalProperties": False,
        "minProperties": 1,
    }
    custom: Shape = {"type": "string", "pattern": r"^(?:custom|goal)\."}
    shapes: dict[str, Shape] = {
        **dict.fromkeys(when.MOMENTS, MOMENT),
        "since": NAME,
        "who": NAME,
        "to": NAME,
        "by": {"enum": list(when.WAYS)},
        "reply": _either(intents, TEXT, reply),
        "out_of_office": {"type": ["string", "null"]},
        "bounce": {"enum": list(when.BOUNCES)},
        "complaint": NOTHING,
        "click": NAME,
        "opt_out": {"enum": [None, *when.OPT_OUTS]},
        "task_done": TEXT,
        "event": _either({"enum": list(when.OUTER)}, custom),
        "stop": NOTHING,
        "pause": {"type": ["string", "null"]},
        "resume": NOTHING,
        "set": FIELDS,
        "stage": LINE,
    }
    doing = [{"required": [deed]} for deed in when.DEEDS]
    told = [{"required": [moment]} for moment in when.MOMENTS]
    return {
        **_object(when.KEYS, shapes, words.WHEN),
        "allOf": [{"oneOf": told}, {"oneOf": doing}],
    }


def _entry() -> dict[str, Shape]:
    loose: Shape = {"type": ["string", "number", "boolean", "null"]}
    texts = _either(TEXT, {"type": "array", "items": TEXT})
    return {
        **dict.fromkeys(then.KINDS, loose),
        "send": NAME,
        "skip": NAME,
        "enroll": SEQUENCE_NAME,
        "finish": {"enum": [how.value for how in Finish]},
        "heard": value.event(),
        **dict.fromkeys(then.MOMENTS, MOMENT),
        "who": NAME,
        "in": SEQUENCE_NAME,
        "until": MOMENT,
        **dict.fromkeys(then.DETAILS, LINE),
        **dict.fromkeys(then.TEXTS, texts),
    }

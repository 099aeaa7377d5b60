"""The shape of a sequence's file: each table of the reader's as an object of the schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from outreach.core.language import action, email, event, message, migrate, window
from outreach.core.language import sequence as top
from outreach.core.language import step as steps
from outreach.core.schema import value
from outreach.core.schema.value import LINE, NAME, TEXT, Shape
from outreach.core.schema.word import WORDS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

DRAFT = "http://json-schema.org/draft-07/schema#"


def sequence_schema() -> dict[str, Any]:
    """Return the schema of a sequence's file, as plain data for JSON."""
    return {
        "$schema": DRAFT,
        "title": "A sequence of Outreach",
        "description": "Who is reached, when, through whom and with what.",
        **_object("sequence", top.KEYS, _top(), required=("steps",)),
        "definitions": {
            "duration": value.span(),
            "event": value.event(),
            "window": _object("window", window.KEYS, _window()),
            "task": _object("task", action.TASK_KEYS, _task(), action.TASK_REQUIRED),
            "steps": {"type": "array", "items": _ref("step")},
            "step": _step(),
            "reaction": _reaction(),
            **{name: make() for name, make in _CHANNELS.items()},
        },
    }


def _ref(name: str) -> Shape:
    return {"$ref": f"#/definitions/{name}"}


def _object(
    what: str,
    keys: Collection[str],
    shapes: Mapping[str, Shape],
    required: Collection[str] = (),
) -> Shape:
    """Return an object of just these keys. Raises KeyError for one without a shape."""
    described = {key: _described(shapes[key], WORDS[what][key]) for key in keys}
    shape: Shape = {
        "type": "object",
        "properties": described,
        "additionalProperties": False,
    }
    return {**shape, "required": list(required)} if required else shape


def _described(shape: Shape, words: str) -> Shape:
    # What stands beside a $ref is not read in draft 7.
    inner = {"allOf": [shape]} if "$ref" in shape else shape
    return {"description": words, **inner}


def _list(items: Shape, *, least: int = 0) -> Shape:
    return {"type": "array", "items": items, **({"minItems": least} if least else {})}


def _either(*shapes: Shape) -> Shape:
    return {"anyOf": list(shapes)}


def _top() -> dict[str, Shape]:
    company: dict[str, Shape] = {
        "on_reply": {"enum": list(top.ON_REPLY)},
        "max_active": {"type": "integer", "minimum": 1, "maximum": top.MOST_ACTIVE},
    }
    return {
        "name": value.SEQUENCE_NAME,
        "description": TEXT,
        "senders": {
            "type": "object",
            "properties": {
                channel: {**_list(LINE, least=1), "uniqueItems": True}
                for channel in steps.SENDING
            },
            "additionalProperties": False,
        },
        "window": _ref("window"),
        "require": _list(NAME),
        "exit_on": {
            **_list(_ref("event")),
            "default": sorted(event.DEFAULT_EXITS),
        },
        "company": _object("company", top.COMPANY_KEYS, company),
        "max_new_per_day": {"type": "integer", "minimum": 1, "maximum": top.MOST_NEW},
        "steps": {"allOf": [_ref("steps")], "minItems": 1},
        "on": _reactions(),
        "migrate": _either(
            {"type": "null"},
            {
                "type": "object",
                "additionalProperties": _either({"enum": list(migrate.WORDS)}, NAME),
            },
        ),
    }


def _window() -> dict[str, Shape]:
    return {
        "days": _either({"enum": ["working"]}, _list(value.weekday(), least=1)),
        "hours": _either(value.hours(), _list(value.hours(), least=1)),
        "timezone": value.ZONE,
        "holidays": _either({"enum": ["lead", "none"]}, _list(value.COUNTRY, least=1)),
    }


def _task() -> dict[str, Shape]:
    return {"kind": NAME, "title": LINE, "due": _ref("duration"), "note": TEXT}


def _actions() -> dict[str, Shape]:
    """Return the shape of what stands under each kind of step."""
    plain = {
        "wait": _ref("duration"),
        "wait_for": _object(
            "wait_for",
            steps.WAIT_KEYS,
            {"event": _ref("event"), "within": _ref("duration")},
            steps.WAIT_KEYS,
        ),
        "branch": value.EXPRESSION,
        "task": _ref("task"),
        "stage": LINE,
        "tag": LINE,
        "set": {
            "type": "object",
            "minProperties": 1,
            "propertyNames": {"not": {"enum": sorted(action.FIXED)}},
            "additionalProperties": TEXT,
        },
        "enroll": value.SEQUENCE_NAME,
        "notify": TEXT,
        "pause": _either({"type": "null"}, _ref("duration")),
        "goal": LINE,
        "stop": _either({"type": "null"}, LINE),
    }
    return {**plain, **{name: _ref(name) for name in _CHANNELS}}


def _step() -> Shape:
    modifiers: dict[str, Shape] = {
        "id": NAME,
        "after": _ref("duration"),
        "if": value.EXPRESSION,
        "at": value.CLOCK,
        "window": _ref("window"),
        "sender": LINE,
        "then": _ref("steps"),
        "else": _ref("steps"),
    }
    known = (*steps.MODIFIERS, *steps.KINDS, *steps.WAYS)
    return {
        **_object("step", known, {**modifiers, **_actions()}),
        "oneOf": [{"required": [kind]} for kind in steps.KINDS],
        "allOf": [
            _where(_any(steps.SENDING), {"required": ["id"]}),
            _where({"required": ["sender"]}, _any(steps.CHANNELS)),
            _where(_any(steps.WAYS), _any(steps.FORKS)),
            _where({"required": ["branch"]}, _any(steps.WAYS)),
        ],
    }


def _any(keys: Collection[str]) -> Shape:
    return {"anyOf": [{"required": [key]} for key in keys]}


def _where(condition: Shape, then: Shape) -> Shape:
    return {"if": condition, "then": then}


def _reaction() -> Shape:
    actions = _actions()
    return {
        **_object("step", action.REACTIONS, actions),
        "minProperties": 1,
        "maxProperties": 1,
    }


def _reactions() -> Shape:
    several = _list(_ref("reaction"))
    return _either(
        {"type": "null"},
        {
            "type": "object",
            "properties": dict.fromkeys(sorted(event.kinds(())), several),
            "patternProperties": {value.NAMED_EVENT: several},
            "additionalProperties": False,
        },
    )


def _email() -> Shape:
    variant = _object(
        "variant",
        email.VARIANT_KEYS,
        {
            "weight": {"type": "integer", "minimum": 0, "maximum": email.HEAVIEST},
            "subject": LINE,
            "body": TEXT,
        },
        ("weight",),
    )
    shapes: dict[str, Shape] = {
        "subject": LINE,
        "body": TEXT,
        "thread": TEXT,
        "variants": {
            "type": "object",
            "minProperties": 1,
            "maxProperties": email.MOST_VARIANTS,
            "propertyNames": {"pattern": NAME["pattern"]},
            "additionalProperties": variant,
        },
        "attachments": _list(LINE),
        "headers": _headers(),
    }
    ways = [["variants"], ["subject", "body"], ["thread", "body"]]
    return {
        **_object("email", email.KEYS, shapes),
        "anyOf": [{"required": way} for way in ways],
    }


def _headers() -> Shape:
    return {
        "type": "object",
        "propertyNames": {"pattern": "^[!-9;-~]{1,64}$"},
        "additionalProperties": LINE,
    }


def _webhook() -> Shape:
    shapes: dict[str, Shape] = {
        "url": {"type": "string", "pattern": r"^https?://[^\s/{}@?#]+"},
        "method": {"enum": list(action.METHODS)},
        "headers": _headers(),
        "json": {},
    }
    return _object("webhook", action.WEBHOOK_KEYS, shapes, ("url",))


def _sms() -> Shape:
    shape = _object("sms", message.SMS_KEYS, {"body": TEXT}, ("body",))
    return _either(TEXT, shape)


def _whatsapp() -> Shape:
    shapes: dict[str, Shape] = {
        "template": {"type": "string", "pattern": "^HX[0-9a-fA-F]{32}$"},
        "variables": {
            "type": "object",
            "propertyNames": {"pattern": "^[A-Za-z0-9_]{1,64}$"},
            "additionalProperties": LINE,
        },
        "body": TEXT,
    }
    told = _object("whatsapp", message.WHATSAPP_KEYS, shapes)
    chosen = {"oneOf": [{"required": ["template"]}, {"required": ["body"]}]}
    return _either(TEXT, {**told, **chosen})


def _linkedin() -> Shape:
    shapes: dict[str, Shape] = {
        "visit": {"enum": [True]},
        "invite": _either({"enum": [True]}, TEXT),
        "message": TEXT,
    }
    return {
        **_object("linkedin", message.LINKEDIN_KEYS, shapes),
        "minProperties": 1,
        "maxProperties": 1,
    }


_CHANNELS = {
    "email": _email,
    "webhook": _webhook,
    "sms": _sms,
    "whatsapp": _whatsapp,
    "linkedin": _linkedin,
}

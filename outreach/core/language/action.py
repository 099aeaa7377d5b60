"""What a step or a reaction may do, but for what decides between ways on."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from outreach.core import duration, expression
from outreach.core.language.email import read_email, read_headers
from outreach.core.language.message import read_linkedin, read_sms, read_whatsapp
from outreach.core.sequence import (
    Action,
    Enroll,
    Goal,
    Notify,
    Pause,
    SetFields,
    SetStage,
    Stop,
    Tag,
    Task,
    Wait,
    Webhook,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from outreach.core.language.reader import Reader
    from outreach.core.sequence import Delay
    from outreach.core.source import Node

TASK_KEYS = ("kind", "title", "due", "note")
TASK_REQUIRED = ("kind", "title")
WEBHOOK_KEYS = ("url", "method", "headers", "json")
METHODS = ("POST", "PUT", "PATCH", "GET", "DELETE")

# The host is literal, so that no lead's data decides where a request goes.
_URL = re.compile(
    r"https?://[^\s/{}@?#]+(?:[/?#](?:[^\s{]|\{[^\s{%#]|\{[{%].*?[}%]\})*)?\Z"
)
_SECRET_HEADER = re.compile(
    r"authorization|cookie|.*(?:token|secret|api-?key).*", re.IGNORECASE
)
FIXED = frozenset({"email", "name", "domain", "tags", "stage"})
_REMEDY_OF_FIXED = {"stage": "use `stage:`", "tags": "use `tag:`"}


def read_wait(reader: Reader, node: Node) -> Wait | None:
    """Return a `wait`."""
    delay = reader.made(node, "duration", duration.read_delay)
    return Wait(delay) if delay else None


def read_task(reader: Reader, node: Node) -> Task | None:
    """Return a `task` for a person."""
    if not reader.mapping(node, "task", TASK_KEYS, required=TASK_REQUIRED):
        return None
    kind, title, due, note = map(node.get, TASK_KEYS)
    return Task(
        kind=(reader.name(kind, "a kind of task") if kind else None) or "",
        title=(reader.template(title, "title") if title else None) or "",
        due=reader.made(due, "duration", duration.read_delay) if due else None,
        note=(reader.prose(note, "note") if note else None) or "",
    )


def read_webhook(reader: Reader, node: Node) -> Webhook | None:
    """Return a `webhook`."""
    if not reader.mapping(node, "webhook", WEBHOOK_KEYS, required=("url",)):
        return None
    url, method, headers, json = map(node.get, WEBHOOK_KEYS)
    return Webhook(
        url=(_url(reader, url) if url else None) or "",
        method=(reader.choice(method, "method", METHODS) if method else None) or "POST",
        headers=_call_headers(reader, headers) if headers else {},
        json=_json(reader, json) if json else None,
    )


def _url(reader: Reader, node: Node) -> str | None:
    text = reader.template(node, "url")
    if text is not None and not _URL.match(text):
        message = f"{node} is no address to call: write it as https://host/path"
        reader.complain(node, "bad-value", message)
    return text


def _call_headers(reader: Reader, node: Node) -> dict[str, str]:
    for name, value in node.pairs:
        if _SECRET_HEADER.match(name.value):
            remedy = "give the sender this header in outreach.yaml, from ${NAME}"
            message = f"{name} would stand in the file for all to read: {remedy}"
            reader.complain(value, "literal-secret", message)
    return read_headers(reader, node)


def _json(reader: Reader, node: Node) -> object:
    match node.kind:
        case "mapping":
            return {key.value: _json(reader, value) for key, value in node.pairs}
        case "sequence":
            return [_json(reader, item) for item in node.items]
        case "scalar":
            return _json_scalar(reader, node)


def _json_scalar(reader: Reader, node: Node) -> object:
    match node.plain():
        case str() if node.value.strip() and not node.refused:
            return reader.prose(node, "text")
        case float() as number if not math.isfinite(number):
            reader.complain(node, "bad-value", f"{node} is not in JSON: quote it")
            return None
        case value:
            return value


def read_stage(reader: Reader, node: Node) -> SetStage | None:
    """Return a `stage`."""
    stage = reader.choice(node, "stage", reader.settings.stages, "unknown-stage")
    return SetStage(stage) if stage else None


def read_tag(reader: Reader, node: Node) -> Tag | None:
    """Return a `tag`."""
    tag = reader.line(node, "tag")
    return Tag(tag.strip()) if tag else None


def read_set(reader: Reader, node: Node) -> SetFields | None:
    """Return a `set` of fields."""
    if node.kind != "mapping" or not node.pairs:
        message = f"set is {node}: write fields and values, as {{city: Lyon}}"
        reader.complain(node, "bad-value", message)
        return None
    values = {}
    for key, value in node.pairs:
        if missing := expression.missing_field(key.value, reader.settings.fields):
            reader.complain(key, "undefined-variable", missing)
        elif key.value in FIXED:
            remedy = _REMEDY_OF_FIXED.get(key.value, "leave it to the import")
            message = f"{key} is not set by a sequence: {remedy}"
            reader.complain(key, "bad-value", message)
        values[key.value] = reader.prose(value, f"{key}") or ""
    return SetFields(values)


def read_enroll(reader: Reader, node: Node) -> Enroll | None:
    """Return an `enroll`."""
    known = reader.settings.sequences
    name = reader.choice(node, "sequence", known, "unknown-sequence")
    return Enroll(name) if name else None


def read_notify(reader: Reader, node: Node) -> Notify | None:
    """Return a `notify`."""
    text = reader.prose(node, "notify")
    return Notify(text) if text else None


def read_pause(reader: Reader, node: Node) -> Pause | None:
    """Return a `pause`: for a while, or with nothing after it until a person resumes."""
    if node.is_null:
        return Pause(None)
    delay: Delay | None = reader.made(node, "duration", duration.read_delay)
    return Pause(delay) if delay else None


def read_goal(reader: Reader, node: Node) -> Goal | None:
    """Return a `goal`."""
    name = reader.line(node, "goal")
    return Goal(name) if name else None


def read_stop(reader: Reader, node: Node) -> Stop | None:
    """Return a `stop`, whose reason may be left out."""
    if node.is_null:
        return Stop()
    reason = reader.line(node, "the reason to stop")
    return Stop(reason) if reason else None


ACTIONS: dict[str, Callable[[Reader, Node], Action | None]] = {
    "email": read_email,
    "webhook": read_webhook,
    "sms": read_sms,
    "whatsapp": read_whatsapp,
    "linkedin": read_linkedin,
    "task": read_task,
    "wait": read_wait,
    "stage": read_stage,
    "tag": read_tag,
    "set": read_set,
    "enroll": read_enroll,
    "notify": read_notify,
    "pause": read_pause,
    "goal": read_goal,
    "stop": read_stop,
}
# A touch belongs to a step, so what sends or waits is no reaction.
REACTIONS = ("stage", "tag", "set", "enroll", "notify", "pause", "goal", "stop", "task")

"""What the pages show in the language is read by the language, and complained of as told."""

from __future__ import annotations

import re
from textwrap import dedent
from typing import TYPE_CHECKING, NamedTuple

import pytest
from ruamel.yaml import YAML

from outreach import config
from outreach.adapters import source
from outreach.adapters.templates import JinjaTemplates
from outreach.core.language import Settings
from outreach.core.source import Complaint
from outreach.services.check import check
from tests.house.tree import files, name_of

if TYPE_CHECKING:
    from collections.abc import Iterator

BLOCK = re.compile(
    r"^ *```(?P<language>yaml|jinja)(?: (?P<kind>[\w-]+))?\n(?P<text>.*?)^ *```$",
    re.MULTILINE | re.DOTALL,
)
MARK = re.compile(r"# <- (?P<codes>[a-z -]+)$")
KINDS = {"sequence", "steps", "settings", "template", "prometheus"}
METRIC = re.compile(r"outreach_[a-z_]+")
SERIES = re.compile(r"_(bucket|count|sum)$")  # of a histogram
SETTINGS = Settings(
    senders={
        "anna": "email",
        "ben": "email",
        "shop": "webhook",
        "desk": "sms",
        "chat": "whatsapp",
        "seat": "linkedin",
    },
    fields=("city",),
    sequences=frozenset({"nurture"}),
)
TEMPLATES = {
    f"founders-q4/{name}": b"Hi {{ first_name }}"
    for name in ("intro.md", "bump.md", "demo.md", "bye.md", "tour.pdf")
}
ENVIRONMENT = dict.fromkeys(
    (
        "ANNA_PASSWORD",
        "BEN_PASSWORD",
        "HUBSPOT_TOKEN",
        "SHOP_TOKEN",
        "CRM_SECRET",
        "TWILIO_TOKEN",
        "PROVIDER_SECRET",
        "EVENTS_SECRET",
        "INTENT_API_KEY",
        "INBOUND_SECRET",
        "MAILGUN_SIGNING_KEY",
        "GOOGLE_SECRET",
        "ANNA_REFRESH",
        "BEN_REFRESH",
    ),
    "x",
) | dict.fromkeys(("POSTMARK_LOGIN", "SENDGRID_LOGIN"), "us:a-long-password")
STEPS = "senders: {email: [anna]}\nsteps:\n"


class Example(NamedTuple):
    """A block of a page: what it is of, and its text."""

    place: str
    kind: str
    text: str


def examples() -> Iterator[Example]:
    for page in (path for path in files() if path.suffix == ".md"):
        text = page.read_text("utf-8")
        for block in BLOCK.finditer(text):
            line = text[: block.start()].count("\n") + 2
            kind = block["kind"] or ""
            yield Example(f"{name_of(page)}:{line}", kind, dedent(block["text"]))


EXAMPLES = list(examples())


def _found(example: Example) -> list[Complaint]:
    language = JinjaTemplates(TEMPLATES, SETTINGS.fields)
    match example.kind:
        case "settings":
            _, complaints = config.read_config(example.text.encode(), ENVIRONMENT)
            return complaints
        case "template":
            found = language.problems(example.text)
            problems = ((one.line, one.column, one.code, one.message) for one in found)
            return [Complaint("x", *problem) for problem in problems]
        case "prometheus":
            return _strangers(example.text)
        case _:
            sources = {"sequences/x.yaml": example.text.encode()}
            return check(
                sources, TEMPLATES, SETTINGS, read=source.read, language=language
            )


def _strangers(text: str) -> list[Complaint]:
    """Complain of each metric that is not on its page, and of what is no YAML."""
    (page,) = (path for path in files() if name_of(path) == "docs/reference/metrics.md")
    told = set(METRIC.findall(page.read_text("utf-8")))
    asked = {SERIES.sub("", name) for name in METRIC.findall(str(YAML().load(text)))}
    return [Complaint("x", 1, 1, "unknown", name) for name in sorted(asked - told)]


def _wrapped(example: Example) -> Example:
    if example.kind != "steps":
        return example
    return example._replace(text=STEPS + example.text)


def _expected(text: str) -> list[tuple[int, str]]:
    return sorted(
        (number, code)
        for number, line in enumerate(text.split("\n"), start=1)
        if (mark := MARK.search(line))
        for code in mark["codes"].split()
    )


def test_there_are_examples_of_each_kind() -> None:
    assert {example.kind for example in EXAMPLES} == KINDS


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: str(example.place))
def test_an_example_is_read_as_the_page_says(example: Example) -> None:
    whole = _wrapped(example)
    told = [one for one in _found(whole) if not one.warning or "# <-" in whole.text]
    found = sorted((one.line, one.code) for one in told)
    assert found == _expected(whole.text), told

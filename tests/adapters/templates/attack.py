"""Templates written to hang, to fill memory or to reach Python: each with how it is stopped."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from outreach.adapters.templates import JinjaTemplates
from outreach.core.model import Lead, LeadId
from outreach.errors import BoundExceeded, MissingData, OutreachError, RenderError

if TYPE_CHECKING:
    from collections.abc import Mapping

TEN = "[0,1,2,3,4,5,6,7,8,9]"
X50 = "{% set a = '" + "x" * 50 + "' %}"
X6400 = X50 + "{% set a = a ~ a %}" * 7
LEAD = Lead(
    LeadId(7),
    email="ada@lovelace.example",
    first_name="Ada",
    company="Lovelace " * 5_000,
    title="ΐŉß" * 3_000,
    tags=("vip", "uk"),
)
VALUES = {"lead": LEAD, "sender": {"name": "Anna", "address": "anna@acme.example"}}


@dataclass(frozen=True, slots=True)
class Attack:
    """One of them: a body's text or file, or an expression, and the error that stops it."""

    name: str
    text: str
    error: type[OutreachError] = BoundExceeded
    files: Mapping[str, bytes] = field(default_factory=dict)
    is_expression: bool = False

    def run(self) -> None:
        """Let it try. Raises its error, and nothing else if all is well."""
        templates = JinjaTemplates(self.files, ["city"])
        if self.is_expression:
            templates.holds(self.text, {"lead": LEAD, "events": [], "now": None})
        else:
            templates.body(self.text, VALUES, dice="")

    def check(self) -> None:
        """Let `check` read it, which must end too."""
        templates = JinjaTemplates(self.files, ["city"])
        if self.is_expression:
            templates.expression_problems(self.text)
        else:
            templates.problems(self.text)
            templates.includes(self.text)


def _nested(depth: int, inner: str, before: str = TEN) -> str:
    return f"{{% for a in {before} %}}" * depth + inner + "{% endfor %}" * depth


_LAUGHS = {
    "b0.md": b"x",
    **{f"b{n}.md": b"{%% include 'b%d.md' %%}" % (n - 1) * 12 for n in range(1, 8)},
}
_CIRCLE = {"ping.md": b"{% include 'pong.md' %}", "pong.md": b"{% include 'ping.md' %}"}

HANG = [
    Attack("nested loops", _nested(8, "x")),
    Attack("nested loops that write nothing", _nested(8, "")),
    Attack("loops over a filtered list", _nested(7, _nested(1, "", f"{TEN} if a"))),
    Attack("loop.length in loops", _nested(6, "{{ loop.length }}")),
    Attack(
        "a recursive loop", _nested(1, "{{ loop(a) }}", "tags recursive"), RenderError
    ),
    Attack("range", "{% for a in range(10**9) %}{% endfor %}", RenderError),
    Attack("cycler", "{{ cycler('a').next() }}", RenderError),
    Attack("namespace", "{% set n = namespace(a=1) %}{{ n.a }}", RenderError),
    Attack("joiner", "{{ joiner()() }}", RenderError),
    Attack(
        "a macro that calls itself",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        RenderError,
    ),
    Attack("a call block", "{% call(x) m() %}{% endcall %}", RenderError),
    Attack("self", "{% block b %}{{ self.b() }}{% endblock %}", RenderError),
    Attack("a file that includes itself", "{% include 'ping.md' %}", files=_CIRCLE),
    Attack("inheritance in a circle", "{% extends 'ping.md' %}", RenderError, _CIRCLE),
    Attack("an import", "{% import 'ping.md' as p %}", RenderError, _CIRCLE),
    Attack(
        "a filter that wants a function",
        "{{ tags | map('upper') | list }}",
        RenderError,
    ),
    Attack(
        "sorting long texts again and again",
        "{% set a = '"
        + "x" * 9_000
        + "' %}{% set l = ["
        + "a ~ 'b'," * 50
        + "] %}"
        + "{% set m = l | sort %}" * 300,
    ),
    Attack(
        "title of a long text again and again", X6400 + "{% set b = a | title %}" * 300
    ),
    Attack("urlencode again and again", X6400 + "{% set b = a | urlencode %}" * 300),
    Attack(
        "search in long texts",
        X6400 + _nested(3, "{% if a ~ 'y' in a ~ 'z' %}{% endif %}"),
    ),
    Attack(
        "equal lists of lists",
        "{% set a = [1] %}" + "{% set a = [a, a] %}" * 40 + "{{ a == a }}",
        RenderError,
    ),
    Attack("a long field in loops", _nested(4, "{{ company }}")),
    Attack(
        "an expression that loops through powers",
        "2 ** 2 ** 2 ** 99",
        RenderError,
        is_expression=True,
    ),
    Attack("10 ** 10 ** 10", "{{ 10 ** 10 ** 10 }}", RenderError),
    Attack("async for", "{% async for a in tags %}{% endfor %}", RenderError),
    Attack("while", "{% while true %}{% endwhile %}", RenderError),
]
MEMORY = [
    Attack("'x' * 10**9", "{{ 'x' * 1000000000 }}", RenderError),
    Attack("a list * 10**9", "{{ tags * 1000000000 }}", RenderError),
    Attack("format", "{{ '{:>1000000000}'.format(1) }}", RenderError),
    Attack("format_map", "{{ '{a:>1000000000}'.format_map(lead) }}", RenderError),
    Attack("| format", "{{ '%1000000000d' | format(1) }}", RenderError),
    Attack("a width of %", "{{ '%1000000000d' % 1 }}", RenderError),
    Attack("a width of % in data", "{{ first_name % 1 }}", RenderError),
    Attack("center", "{{ first_name.center(1000000000) }}", RenderError),
    Attack("| center", "{{ first_name | center(1000000000) }}", RenderError),
    Attack("ljust", "{{ first_name.ljust(1000000000) }}", RenderError),
    Attack("zfill", "{{ first_name.zfill(1000000000) }}", RenderError),
    Attack("expandtabs", "{{ first_name.expandtabs(1000000000) }}", RenderError),
    Attack("| indent", "{{ first_name | indent(1000000000) }}", RenderError),
    Attack("lipsum", "{{ lipsum(n=1000000) }}", RenderError),
    Attack("| batch", "{{ tags | batch(1000000000, 'x') }}", RenderError),
    Attack("| slice", "{{ tags | slice(1000000000) }}", RenderError),
    Attack("| tojson", "{{ lead | tojson }}", RenderError),
    Attack("| pprint", "{{ lead | pprint }}", RenderError),
    Attack("| wordwrap", "{{ company | wordwrap(1) }}", RenderError),
    Attack("doubling by ~", X50 + "{% set a = a ~ a %}" * 60 + "{{ a }}"),
    Attack("doubling by +", X50 + "{% set a = a + a %}" * 60 + "{{ a }}"),
    Attack(
        "doubling by replace",
        X50 + "{% set a = a | replace('x', a) %}" * 20 + "{{ a }}",
    ),
    Attack(
        "doubling by join", X50 + "{% set a = [a, a, a] | join(a) %}" * 20 + "{{ a }}"
    ),
    Attack(
        "doubling by urlencode",
        "{% set a = '%' %}"
        + "{% set a = a | urlencode %}{% set a = a ~ a %}" * 20
        + "{{ a }}",
    ),
    Attack(
        "doubling by a set block",
        "{% set a %}{{ a }}{{ a }}{% endset %}" * 40,
        RenderError,
    ),
    Attack(
        "letters that grow in upper case", "{% set a = title ~ 'x' %}{{ a | upper }}"
    ),
    Attack(
        "squaring a number",
        "{% set a = 99999 %}" + "{% set a = a * a %}" * 30 + "{{ a }}",
    ),
    Attack(
        "squaring a fraction",
        "{% set a = 99999.5 %}" + "{% set a = a * a %}" * 30 + "{{ a }}",
    ),
    Attack("a number of 60,000 digits", "{{ " + "9" * 60_000 + " }}", RenderError),
    Attack(
        "a hexadecimal number of 60,000 digits",
        "{{ 0x" + "f" * 60_000 + " }}",
        RenderError,
    ),
    Attack("a text of 20,000 digits to a number", "{{ '" + "9" * 20_000 + "' | int }}"),
    Attack("splitting into many", X6400 + "{% set b = a.split('x') %}"),
    Attack("a long list", "{% set a = [" + "1," * 1_200 + "] %}"),
    Attack("much output", X6400 + "{{ a }}" * 20),
    Attack("much output of a field", "{{ company }}" * 4),
    Attack("output in loops", _nested(3, "x" * 60_000)),
    Attack("billion laughs of includes", "{% include 'b7.md' %}", files=_LAUGHS),
    Attack(
        "a large file included often",
        "{% include 'a.md' %}" * 400,
        files={"a.md": b"x" * 60_000},
    ),
    Attack(
        "comments included often",
        "{% include 'a.md' %}" * 400,
        files={"a.md": b"{##}" * 16_000},
    ),
    Attack(
        "spin over much in loops", _nested(2, "{{ spin(" + "'x'," * 900 + "'y') }}")
    ),
]
ESCAPE = [
    Attack(
        "''.__class__", "{{ ''.__class__.__mro__[1].__subclasses__() }}", RenderError
    ),
    Attack("['__class__']", "{{ lead['__class__'] }}", RenderError),
    Attack("| attr", "{{ '' | attr('__class__') }}", RenderError),
    Attack(
        "| map(attribute=...)",
        "{{ tags | map(attribute='__class__') | list }}",
        RenderError,
    ),
    Attack("a name made of pieces", "{{ first_name['__cla' ~ 'ss__'] }}", RenderError),
    Attack(
        "format reaching attributes", "{{ '{0.__class__}'.format(lead) }}", RenderError
    ),
    Attack(
        "the loop's own insides",
        "{% for a in tags %}{{ loop._iterable }}{% endfor %}",
        RenderError,
    ),
    Attack(
        "the environment by self", "{{ self._TemplateReference__context }}", RenderError
    ),
    Attack("a filter's globals", "{{ lipsum.__globals__ }}", RenderError),
    Attack(
        "an undefined name's insides", "{{ nosuch.__init__.__globals__ }}", RenderError
    ),
    Attack("a file outside", "{% include '../outreach.yaml' %}", RenderError),
    Attack("the machine's files", "{% include '/etc/passwd' %}", RenderError),
    Attack("a file that data names", "{% include company %}", RenderError),
    Attack("the program's own filters", "{{ [1] | %flat }}", RenderError),
    Attack("marks of the program", "\ue0007\ue001", RenderError),
    Attack("do", "{% do tags.append(1) %}", RenderError),
    Attack("debug", "{% debug %}", RenderError),
    Attack(
        "an expression that ends itself",
        "lead.city }}{{ lead",
        RenderError,
        is_expression=True,
    ),
    Attack("a blank by a way around", "{{ [lead.last_name] | join }}", MissingData),
]
SOURCE = [
    Attack(
        "parentheses, 30,000 deep", "{{ " + "(" * 30_000 + "1" + ")" * 30_000 + " }}"
    ),
    Attack("brackets, 20,000 deep", "{{ tags" + "[0]" * 20_000 + " }}"),
    Attack("not, 15,000 times", "{{ " + "not " * 15_000 + "1 }}"),
    Attack("minus, 30,000 times", "{{ " + "- " * 30_000 + "1 }}"),
    Attack("comparisons, 12,000 in a chain", "{{ 1" + " < 2" * 12_000 + " }}"),
    Attack("filters, 9,000 in a chain", "{{ first_name" + " | d" * 9_000 + " }}"),
    Attack(
        "else if, 4,000 times", "{% if 0 %}a" + "{% elif 0 %}b" * 4_000 + "{% endif %}"
    ),
    Attack("ifs, 3,000 deep", "{% if 1 %}" * 3_000 + "{% endif %}" * 3_000),
    Attack("9,000 values", "{{1}}" * 9_000),
    Attack("4,000 variables", "{% set b = 1 %}" * 4_000),
    Attack("16,000 comments", "{##}" * 16_000),
    Attack(
        "900 names that are not known",
        "".join(f"{{{{ u{n} }}}}" for n in range(900)),
        RenderError,
    ),
    Attack("a name of 65,000 letters", "{{ " + "a" * 65_000 + " }}", RenderError),
    Attack("70,000 characters", "x" * 70_000),
    Attack("braces that never close", "{{" * 30_000),
    Attack("tags that never close", "{%" * 30_000, RenderError),
    Attack("an expression, 3,000 deep", "(" * 3_000, is_expression=True),
    Attack("60,000 brackets of Markdown", "[" * 60_000),
    Attack("20,000 images of Markdown", "![a" * 20_000),
    Attack("emphasis within emphasis", "*_" * 30_000 + "a"),
    Attack("quotes within quotes", (">" * 90 + "a\n") * 600),
    Attack("lists within lists", "- " * 30_000),
    Attack("a list of 13,000", "1. a\n" * 13_000),
    Attack("brackets of Markdown in loops", _nested(3, "[" * 95)),
    Attack(
        "Markdown that comes out of spin",
        _nested(3, "{{ spin('[[[[[[[[[[', '[[[[[[[[[[') }}"),
    ),
]
ATTACKS = [*HANG, *MEMORY, *ESCAPE, *SOURCE]
BENIGN = Attack(
    "a letter",
    "{{ spin('Hi', 'Hello') }} {{ first_name }},\n\n**we** are in "
    "{% if lead.city %}{{ city }}{% else %}your town{% endif %} "
    "[soon](https://acme.example/?c={{ email | urlencode }}).\n\n{{ sender.name }}\n",
)

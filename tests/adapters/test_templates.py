"""Templates: what they show, what they refuse, and that no text makes them work without end."""

from __future__ import annotations

import tracemalloc
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.adapters.templates import JinjaTemplates
from outreach.core.body import Body
from outreach.core.model import Event, Lead, LeadId
from outreach.errors import BoundExceeded, MissingData, RenderError
from outreach.ports import TemplateProblem, Templates

EXAMPLES = Path(__file__).parents[2].parent / "shared/examples/acme/templates"

LEAD = Lead(
    LeadId(7),
    email="ada@lovelace.example",
    first_name="Ada",
    company="Lovelace Engines",
    country="GB",
    phone="  ",
    tags=("vip", "uk"),
    score=80.0,
    fields={"city": "London", "note": ""},
)
VALUES = {
    "lead": LEAD,
    "sender": {"name": "Anna Lee", "address": "anna@acme.example"},
    "sequence": {"name": "founders"},
    "step": {"id": "intro"},
    "unsubscribe_url": "https://go.acme.example/u/x",
}
TEMPLATES = JinjaTemplates({}, ["city", "note"])


def render(text: str, *, html: bool = False, dice: str = "7:founders:1:intro") -> str:
    return TEMPLATES.render(text, VALUES, dice=dice, html=html)


def with_company(company: str) -> dict[str, object]:
    return {**VALUES, "lead": {"first_name": "Ada", "company": company}}


def codes(text: str, templates: JinjaTemplates = TEMPLATES) -> list[str]:
    return [problem.code for problem in templates.problems(text)]


def test_it_is_the_templates_port() -> None:
    port: Templates = TEMPLATES
    assert port.problems("Hi") == []


def test_a_declared_field_that_a_lead_has_no_value_for_is_blank() -> None:
    values = {**VALUES, "lead": Lead(LeadId(8), email="b@babbage.example")}
    text = "{% if lead.city %}in {{ city }}{% else %}somewhere{% endif %}"
    assert TEMPLATES.render(text, values, dice="") == "somewhere"
    assert not TEMPLATES.holds("lead.city", values)
    with pytest.raises(MissingData, match="city"):
        TEMPLATES.render("{{ city }}", values, dice="")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Hi {{ first_name }}", "Hi Ada"),
        ("{{ lead.city }}, {{ lead['city'] }}", "London, London"),
        ("{{ sender.name }} <{{ sender.address }}>", "Anna Lee <anna@acme.example>"),
        ("{{ sequence.name }}/{{ step.id }}", "founders/intro"),
        ("{{ unsubscribe_url }}", "https://go.acme.example/u/x"),
        ("{{ score }}", "80"),
        ("{% for tag in tags %}{{ loop.index }}{{ tag }} {% endfor %}", "1vip 2uk "),
        ("{{ tags | join(', ') | upper }}", "VIP, UK"),
        ("{{ tags[0] }} {{ tags | last }} {{ tags | length }}", "vip uk 2"),
        ("{% set n = first_name ~ '!' %}{{ n }}", "Ada!"),
        ("{% with a = 1 + 2 * 3 - 4 %}{{ a }}{% endwith %}", "3"),
        ("{{ email.split('@')[1] }}", "lovelace.example"),
        ("{{ company[:8] }}", "Lovelace"),
        ("{{ company | urlencode }}", "Lovelace%20Engines"),
        ("{{ company | replace('Engines', 'Co') | truncate(10) }}", "Lovelace…"),
        ("{{ 'o\\'connor ltd' | title }}", "O'connor Ltd"),
        ("{{ 'x' if 'vip' in tags and 'z' not in tags }}", "x"),
        ("{{ '12' | int + 1 }}", "13"),
        ("{% raw %}{{ x }}{% endraw %}{# no #}", "{{ x }}"),
    ],
)
def test_a_template_shows_what_it_names(text: str, shown: str) -> None:
    assert (render(text), codes(text)) == (shown, [])


@pytest.mark.parametrize(
    "text",
    [
        "{{ last_name }}",
        "{{ phone }}",
        "{{ note }}",
        "{{ lead.last_name }}",
        "{{ lead['last_name'] }}",
        "{{ last_name ~ '' }}",
        "{{ last_name + 'x' }}",
        "{{ last_name | upper }}",
        "{{ last_name | trim | title }}",
        "{{ last_name | length }}",
        "{{ last_name | urlencode }}",
        "{{ last_name | int }}",
        "{{ [last_name] | join }}",
        "{{ [first_name, last_name] | join(' ') }}",
        "{{ tags | join(last_name) }}",
        "{{ company | replace('Engines', last_name) }}",
        "{{ last_name.lower() }}",
        "{{ last_name[:1] }}",
        "{{ last_name[0] }}",
        "{{ last_name.x }}",
        "{{ last_name < 'a' }}",
        "{{ -last_name }}",
        "{{ last_name or phone }}",
        "{{ last_name if last_name == '' else 'x' }}",
        "{% set x = last_name %}{{ x }}",
        "{% for x in [last_name] %}{{ x }}{% endfor %}",
        "{{ spin(last_name, last_name) }}",
        "{{ spin(last_name ~ '!', 'x') }}",
        "{{ last_name | default(phone) }}",
        "{{ company | replace('Lovelace Engines', '') }}",
        "{{ company[99:] }}",
        "{{ first_name.strip('Ada') }}",
        "{{ [] | first }}",
        "{{ none }}",
    ],
)
@pytest.mark.parametrize("html", [False, True])
def test_a_blank_is_never_shown(text: str, *, html: bool) -> None:
    assert codes(text) == []
    with pytest.raises((MissingData, RenderError)):
        render(text, html=html)


def test_missing_data_names_the_field() -> None:
    with pytest.raises(MissingData, match=r"^last_name is empty"):
        render("Dear {{ lead.last_name }}")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("{% if phone %}a{% else %}b{% endif %}", "b"),
        ("{% if not lead.note and city %}a{% endif %}", "a"),
        ("{{ last_name or 'you' }}", "you"),
        ("{{ last_name | default('you') }}", "you"),
        ("{{ last_name | default('you', true) }}", "you"),
        ("{{ last_name | d('') }}", ""),
        ("{{ 'a' if last_name == '' }}{{ 'b' if last_name != '' else '' }}", "a"),
        ("{{ 'a' if last_name in ['', 'x'] }}", "a"),
        ("{{ 'a' if last_name in 'xyz' else 'b' }}", "b"),
        ("{{ 'a' if 'x' in last_name else 'b' }}", "b"),
        ("{{ 'a' if last_name is defined else 'b' }}", "b"),
        ("{{ 'a' if last_name | lower == 'x' else 'b' }}", "b"),
        ("{{ 'a' if last_name.startswith('x') else 'b' }}", "b"),
        ("{{ last_name | upper | default('z') }}", "z"),
        ("{{ 'a' if phone == note else 'b' }}", "a"),
    ],
)
def test_a_blank_may_be_asked_about(text: str, shown: str) -> None:
    assert (render(text), codes(text)) == (shown, [])


def test_html_is_escaped_whatever_the_value_went_through() -> None:
    values = with_company("""<b> & "co" 'x'""")
    text = "<p>{{ company }}{{ company ~ '<i>' }}{% set a = company %}{{ a }}</p>"
    once = "&lt;b&gt; &amp; &quot;co&quot; &#x27;x&#x27;"
    assert TEMPLATES.render(text, values, dice="", html=True) == (
        f"<p>{once}{once}&lt;i&gt;{once}</p>"
    )


def test_spin_is_a_function_of_its_key_place_and_words() -> None:
    text = "{{ spin('a', 'b', 'c') }}{{ spin('a', 'b', 'c') }}"
    shown = {dice: render(text, dice=str(dice)) for dice in range(200)}
    assert shown == {dice: render(text, dice=str(dice)) for dice in range(200)}
    assert set(shown.values()) == {a + b for a in "abc" for b in "abc"}


def test_subject_and_body_agree_on_a_spin_only_by_its_words() -> None:
    one, two = "{{ spin('a', 'b') }}", "{{ spin('a', 'c') }}"
    pairs = {(render(one, dice=str(n)), render(two, dice=str(n))) for n in range(99)}
    assert pairs == {("a", "a"), ("a", "c"), ("b", "a"), ("b", "c")}


def test_problems_have_a_place_a_code_and_a_hint() -> None:
    text = (
        "Hi {{ first_name }}\n{{ frist_name }} {{ lead.ctiy }} {{ frist_name }}\n"
        "{{ sender.nme }}"
    )
    hint = 'nothing is called "frist_name" (did you mean "first_name"?): correct or declare it'
    assert TEMPLATES.problems(text) == [
        TemplateProblem(2, 4, "undefined-variable", hint),
        TemplateProblem(
            2,
            26,
            "undefined-variable",
            'lead has no "ctiy" (did you mean "city"?): use or declare another field',
        ),
        TemplateProblem(2, 37, "undefined-variable", hint),
        TemplateProblem(
            3,
            11,
            "undefined-variable",
            'sender has no "nme" (did you mean "name"?): use or declare another field',
        ),
    ]


DEEP = 3_000
REFUSED = [
    "{% macro m() %}{% endmacro %}",
    "{% import 'x' as x %}",
    "{% from 'x' import y %}",
    "{% extends 'x' %}",
    "{% block b %}{% endblock %}",
    "{% call x() %}{% endcall %}",
    "{% filter upper %}{% endfilter %}",
    "{% autoescape false %}{{ company }}{% endautoescape %}",
    "{% set x %}body{% endset %}",
    "{% set lead = 1 %}",
    "{% set first_name = 'x' %}",
    "{% for lead in tags %}{% endfor %}",
    "{% for x in tags recursive %}{{ loop(tags) }}{% endfor %}",
    "{% include company %}",
    "{% include ['a', 'b'] %}",
    "{% include 'a' ignore missing %}",
    "{% do x %}",
    "{% debug %}",
    "{{ {'a': 1} }}",
    "{{ 2 ** 9 }}",
    "{{ 10**10**10 }}",
    "{{ 1e999 }}",
    "{{ " + "9" * 20 + " }}",
    "{{ " + "9" * 5_000 + " }}",
    "{{ range(10) }}",
    "{{ lipsum() }}",
    "{{ cycler('a') }}",
    "{{ namespace() }}",
    "{{ spin() }}",
    "{{ spin(*tags) }}",
    "{{ spin(a='b') }}",
    "{{ 'a'.format() }}",
    "{{ 'a'.center(9) }}",
    "{{ 'a'.replace('', 'b') }}",
    "{{ 'a'.join(tags) }}",
    "{{ 'a'.encode() }}",
    "{{ 'a'.__class__() }}",
    "{{ (first_name)() }}",
    "{{ tags.append(1) }}",
    "{{ company | safe }}",
    "{{ company | center(9) }}",
    "{{ company | attr('x') }}",
    "{{ company | map('upper') }}",
    "{{ company | urlize }}",
    "{{ company | nosuch }}",
    "{{ company is nosuch }}",
    "{{ 1 in tags in tags }}",
    "{{ first_name",
    "{% if %}",
    "{% endif %}",
    "{% for %}",
    "{{ '\\ud800' | nosuch }}",
    "\ue000",
    "{{ " + "(" * DEEP + "1" + ")" * DEEP + " }}",
    "{{ " + "[" * DEEP + "]" * DEEP + " }}",
    "{{ " + "not " * DEEP + "1 }}",
    "{{ " + "- " * DEEP + "1 }}",
    "{{ " + "1 + " * DEEP + "1 }}",
    "{{ " + "1 or " * DEEP + "1 }}",
    "{{ " + "1 if 1 else " * DEEP + "1 }}",
    "{{ first_name" + "|upper" * DEEP + " }}",
    "{{ first_name" + ".upper()" * DEEP + " }}",
    "{{ first_name" + "[0]" * DEEP + " }}",
    "{% if 1 %}" * DEEP + "{% endif %}" * DEEP,
    "{% for x in tags %}" * 30 + "{% endfor %}" * 30,
    "x" * 70_000,
    "{{1}}" * 12_000,
    "{{" * 30_000,
    "{%" * 30_000,
    "{% raw %}" * 7_000,
    "{#" * 30_000,
]


@pytest.mark.parametrize("text", REFUSED, ids=lambda text: text[:40])
def test_what_is_not_in_the_language_is_found_and_never_rendered(text: str) -> None:
    assert "bad-template" in codes(text)
    with pytest.raises(RenderError):
        render(text)


@pytest.mark.parametrize(
    "text",
    [
        "{{ lead.__class__ }}",
        "{{ lead['__class__'] }}",
        "{{ lead.values }}",
        "{{ lead._values }}",
        "{{ nosuch }}",
        "{{ nosuch is defined }}",
        "{{ nosuch | default('x') }}",
        "{{ self }}",
        "{{ loop }}",
        "{{ events }}",
        "{% if first_name %}{{ nosuch }}{% endif %}",
        "{% for x in tags %}{% endfor %}{{ x }}",
    ],
)
def test_a_name_that_does_not_exist_is_found(text: str) -> None:
    assert set(codes(text)) == {"undefined-variable"}
    with pytest.raises(RenderError):
        render(text)


@pytest.mark.parametrize(
    "text",
    [
        "{{ first_name.__class__ }}",
        "{{ first_name['__class__'] }}",
        "{{ first_name.upper }}",
        "{{ tags.append }}",
        "{{ tags['__class__'] }}",
        "{{ tags[9] }}",
        "{{ tags }}",
        "{{ lead }}",
        "{{ ''.mro }}",
        "{% for x in tags %}{{ loop.__init__ }}{% endfor %}",
        "{% for x in tags %}{{ loop._iterable }}{% endfor %}",
        "{% for x in first_name %}{% endfor %}",
        "{% for x in lead %}{% endfor %}",
        "{% for a, b in tags %}{% endfor %}",
        "{{ '%s' % first_name }}",
        "{{ 'x' * 9 }}",
        "{{ tags * 9 }}",
        "{{ 1 / 0 }}",
        "{{ 1 % 0 }}",
        "{{ first_name < 1 }}",
        "{{ first_name | round }}",
        "{{ first_name | truncate('x') }}",
        "{{ first_name | upper(1) }}",
        "{{ 1 | replace('', 'x') }}",
        "{{ tags[::0] }}",
        "{{ 'a' if [tags] == [tags] }}",
        "{% set a, b = [1], (1, [2]) %}",
    ],
)
def test_nothing_of_python_shows_through(text: str) -> None:
    with pytest.raises(RenderError):
        render(text)


TEN = "[0,1,2,3,4,5,6,7,8,9]"
BIG = "{% set a = 'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx' %}"
BOMBS = {
    "nested loops": f"{{% for a in {TEN} %}}" * 8 + "x" + "{% endfor %}" * 8,
    "empty nested loops": f"{{% for a in {TEN} %}}" * 8 + "{% endfor %}" * 8,
    "filtered loops": f"{{% for a in {TEN} if a < 0 %}}{{% endfor %}}" * 3
    + f"{{% for a in {TEN} %}}" * 7
    + f"{{% for b in {TEN} if b %}}{{% endfor %}}"
    + "{% endfor %}" * 7,
    "doubling by ~": BIG + "{% set a = a ~ a %}" * 60 + "{{ a }}",
    "doubling by +": BIG + "{% set a = a + a %}" * 60 + "{{ a }}",
    "wide ~": BIG + "{% set a = a ~ a %}" * 7 + "{{ a" + " ~ a" * 5_000 + " }}",
    "doubling by replace": BIG + "{% set a = a | replace('x', a) %}" * 20 + "{{ a }}",
    "doubling by join": BIG + "{% set a = [a, a, a] | join(a) %}" * 20 + "{{ a }}",
    "squaring": "{% set a = 99999 %}" + "{% set a = a * a %}" * 30 + "{{ a }}",
    "squaring floats": "{% set a = 99999.5 %}" + "{% set a = a * a %}" * 30 + "{{ a }}",
    "much output": BIG + "{% set a = a ~ a %}" * 7 + "{{ a }}" * 100,
    "output in loops": f"{{% for a in {TEN} %}}" * 3
    + "x" * 60_000
    + "{% endfor %}" * 3,
    "a long list": "{% set a = [" + "1," * 3_000 + "] %}{{ a == a }}",
    "work on long texts": BIG
    + "{% set a = a ~ a %}" * 7
    + f"{{% for b in {TEN} %}}" * 3
    + "{% if a | urlencode | title | replace('x', 'y') == '' %}{% endif %}"
    + "{% endfor %}" * 3,
    "search in long texts": BIG
    + "{% set a = a ~ a %}" * 7
    + f"{{% for b in {TEN} %}}" * 3
    + "{% if a ~ 'y' in a or 'y' in a.split('x') %}{% endif %}"
    + "{% endfor %}" * 3,
    "loop length": f"{{% for a in {TEN} %}}{{{{ loop.length }}}}" * 6
    + "{% endfor %}" * 6,
}


@pytest.mark.parametrize("text", BOMBS.values(), ids=BOMBS.keys())
def test_a_bomb_is_defused_in_bounded_memory(text: str) -> None:
    templates = JinjaTemplates({}, [])
    tracemalloc.start()
    try:
        with pytest.raises(BoundExceeded):
            templates.render(text, VALUES, dice="")
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 40_000_000


def test_a_long_field_is_shown_but_not_worked_on_for_ever() -> None:
    values = with_company("x" * 50_000)
    assert len(TEMPLATES.render("{{ company }}", values, dice="")) == 50_000
    for text in (
        "{{ company }}" * 3,
        "{{ company ~ company }}",
        "{{ company | upper }}",
    ):
        with pytest.raises(BoundExceeded):
            TEMPLATES.render(text, values, dice="")


def test_many_templates_do_not_fill_the_memory() -> None:
    for number in range(600):
        assert render(f"{{{{ first_name }}}} {number}") == f"Ada {number}"
    assert TEMPLATES._template.cache_info().currsize <= 512


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


AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
EVENTS = [
    Event("sent", AT, LeadId(7)),
    Event("reply.interested", AT, LeadId(7), data={"intent": "interested"}),
]


@pytest.mark.parametrize(
    ("expression", "holds"),
    [
        ("lead.city and lead.country == 'GB'", True),
        ("lead.phone and lead.country == 'GB'", False),
        ("not lead.phone", True),
        ("'reply' in events", True),
        ("'reply.interested' in events and 'bounced' not in events", True),
        ("'rep' in events", False),
        ("events | length > 1", True),
        ("events[1].kind == 'reply.interested'", True),
        ("events[-1].data.intent == 'interested'", True),
        ("(events | last).kind.startswith('reply')", True),
        ("now.weekday() == 0 and now.hour < 10", True),
        ("(now - events[0].at).days == 0", True),
        ("'vip' in lead.tags", True),
        ("lead.score >= 50", True),
        ("lead.email.endswith('.example')", True),
        ("lead.phone.endswith('1')", False),
        ("lead.note in ['x']", False),
    ],
)
def test_an_expression_holds_or_does_not(expression: str, *, holds: bool) -> None:
    values = {"lead": LEAD, "events": EVENTS, "now": AT}
    assert TEMPLATES.expression_problems(expression) == []
    assert TEMPLATES.holds(expression, values) is holds


@pytest.mark.parametrize(
    ("expression", "code"),
    [
        ("lead.country == ", "bad-expression"),
        ("", "bad-expression"),
        ("lead.city lead.city", "bad-expression"),
        ("lead.city }}{{ lead.city", "bad-expression"),
        ("spin('a')", "bad-expression"),
        ("lead.city()", "bad-expression"),
        ("2 ** 9", "bad-expression"),
        ("(" * 3_000, "bad-expression"),
        ("lead.nosuch", "undefined-variable"),
        ("lead['nosuch']", "undefined-variable"),
        ("first_name", "undefined-variable"),
        ("sender.name", "undefined-variable"),
    ],
)
def test_an_expression_that_cannot_be_read_is_found(expression: str, code: str) -> None:
    assert [p.code for p in TEMPLATES.expression_problems(expression)] == [code]
    with pytest.raises(RenderError):
        TEMPLATES.holds(expression, {"lead": LEAD, "events": [], "now": AT})


def test_a_comparison_that_makes_no_sense_is_an_error_not_an_answer() -> None:
    with pytest.raises(RenderError):
        TEMPLATES.holds("lead.city > 5", {"lead": LEAD})
    with pytest.raises(MissingData):
        TEMPLATES.holds("lead.note > 'a'", {"lead": LEAD})


def test_markdown_makes_two_parts() -> None:
    body = (
        "# Hi {{ first_name }}\n\n"
        "see **our** [tour](https://acme.example/?c={{ company | urlencode }}),\n"
        "or `x`:\n\n- one\n- two\n  - *deep*\n\n3. three\n4. four\n\n> said\n>\n> so\n\n"
        "<https://acme.example>\n\n---\n\n    code\n"
    )
    assert TEMPLATES.body(body, VALUES, dice="").text == (
        "Hi Ada\n\n"
        "see our tour (https://acme.example/?c=Lovelace%20Engines),\nor x:\n\n"
        "- one\n- two\n  - deep\n\n3. three\n4. four\n\n> said\n>\n> so\n\n"
        "https://acme.example\n\n---\n\ncode\n"
    )


HOSTILE = [
    "*Evil* [x](http://evil.example) <script>alert(1)</script>",
    "a\n\n# b\n- c",
    "](http://evil.example)",
    "`x` ![i](http://evil.example/i.png)",
    "<http://evil.example>",
    '" onmouseover="x',
    "\ue0000\ue001 \ue0021\ue001",
    "&amp; \\* {{ lead }} {% raw %}",
]


@pytest.mark.parametrize("company", HOSTILE)
def test_data_is_never_markup(company: str) -> None:
    template = (
        "{{ company }}, **{{ company }}!** `{{ company }}` "
        "[{{ company }}](https://a.example/{{ company }})"
    )
    harmless = TEMPLATES.body(template, with_company("Acme"), dice="").html or ""
    hostile = TEMPLATES.body(template, with_company(company), dice="").html or ""
    for mark in (
        "<a ",
        "<em",
        "<strong",
        "<code",
        "<img",
        "<script",
        "<h1",
        "<li",
        "<p",
    ):
        assert (mark, hostile.count(mark)) == (mark, harmless.count(mark))
    assert hostile.count('"') == harmless.count('"')
    assert (
        company in TEMPLATES.body("{{ company }}", with_company(company), dice="").text
    )


@given(st.text())
def test_the_markup_does_not_depend_on_the_data(company: str) -> None:
    name = "{{ company or 'x' }}"
    template = f"{name} **{name}**[{name}](/{name})"
    body = TEMPLATES.body(template, with_company(company), dice="")
    html = body.html or ""
    assert [html.count(mark) for mark in ("<p", "<strong", "<a", "</a", '"')] == [
        1,
        1,
        1,
        1,
        4,
    ]


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", " JaVascript:x"]
)
def test_a_link_from_the_data_goes_to_the_web_or_nowhere(url: str) -> None:
    template = "[x]({{ company }})"
    evil = TEMPLATES.body(template, with_company(url), dice="")
    good = TEMPLATES.body(template, with_company("https://a.example/?a=1&b=é"), dice="")
    assert evil.html == '<p dir="auto"><a href="#">x</a></p>\n'
    assert good == Body(
        "x (https://a.example/?a=1&b=%C3%A9)\n",
        '<p dir="auto"><a href="https://a.example/?a=1&amp;b=%C3%A9">x</a></p>\n',
    )


def test_what_the_author_wrote_in_a_spin_is_markdown() -> None:
    body = TEMPLATES.body("{{ spin('**Hi**', '**Hi**') }} you", VALUES, dice="")
    assert body == Body("Hi you\n", '<p dir="auto"><strong>Hi</strong> you</p>\n')


def test_html_of_the_author_in_markdown_is_shown_not_run() -> None:
    html = TEMPLATES.body("<script>x</script>\n\nHi", VALUES, dice="").html
    assert (
        html
        == '<p dir="auto">&lt;script&gt;x&lt;/script&gt;</p>\n<p dir="auto">Hi</p>\n'
    )


def test_a_body_is_a_file_by_its_name_and_markdown_otherwise() -> None:
    files = {
        "a.md": b"*Hi*",
        "a.txt": b"*Hi* <b>",
        "a.html": b"<p>Hi <b>{{ company }}</b></p><p><a href='https://a.example'>x</a></p>",
    }
    templates = JinjaTemplates(files, [])
    values = with_company("A & B")
    made = {name: templates.body(name, values, dice="") for name in [*files, "*Hi*\n"]}
    assert made == {
        "a.md": Body("Hi\n", '<p dir="auto"><em>Hi</em></p>\n'),
        "a.txt": Body("*Hi* <b>"),
        "a.html": Body(
            "Hi A & B\n\nx (https://a.example)\n",
            "<p>Hi <b>A &amp; B</b></p><p><a href='https://a.example'>x</a></p>",
        ),
        "*Hi*\n": Body("Hi\n", '<p dir="auto"><em>Hi</em></p>\n'),
    }
    with pytest.raises(RenderError, match=r'no template "b\.md"'):
        templates.body("b.md", values, dice="")


@pytest.mark.parametrize("body", ["", " \n", "{% if phone %}Hi{% endif %}", "> "])
def test_a_body_that_says_nothing_is_refused(body: str) -> None:
    with pytest.raises(RenderError, match="comes out empty"):
        TEMPLATES.body(body, VALUES, dice="")


def test_a_blank_in_markdown_is_missing_data_too() -> None:
    with pytest.raises(MissingData):
        TEMPLATES.body("Hi [{{ note }}](https://a.example)", VALUES, dice="")


@pytest.mark.skipif(not EXAMPLES.is_dir(), reason="the shared examples are not here")
def test_the_example_templates_are_fine() -> None:
    files = {
        str(path.relative_to(EXAMPLES)): path.read_bytes()
        for path in EXAMPLES.rglob("*.md")
    }
    templates = JinjaTemplates(files, ["city"])
    assert {name: codes(text.decode(), templates) for name, text in files.items()} == {
        name: [] for name in files
    }
    body = templates.body("founders/intro.md", VALUES, dice="x")
    assert (
        "two-minute tour (https://acme.example/tour?c=Lovelace%20Engines)" in body.text
    )

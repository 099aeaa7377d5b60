"""What a template shows of a lead, and that it never shows a blank."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from outreach.core.model import Lead, LeadId
from outreach.errors import MissingData, RenderError
from tests.adapters.templates.world import (
    TEMPLATES,
    VALUES,
    codes,
    render,
    with_company,
)

if TYPE_CHECKING:
    from outreach.ports import Templates


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

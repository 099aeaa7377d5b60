"""No template makes the renderer work without end or fill the memory."""

from __future__ import annotations

import tracemalloc

import pytest

from outreach.adapters.templates import JinjaTemplates
from outreach.errors import BoundExceeded
from tests.adapters.templates.world import TEMPLATES, VALUES, render, with_company

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

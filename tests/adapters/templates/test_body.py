"""The parts that a body makes of Markdown, text and HTML."""

from __future__ import annotations

import pytest

from outreach.adapters.templates import JinjaTemplates
from outreach.core.body import Body
from outreach.errors import MissingData, RenderError
from tests.adapters.templates.world import TEMPLATES, VALUES, with_company


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

"""The shared examples pass, and read as they should."""

from __future__ import annotations

from pathlib import Path

import pytest

from outreach.adapters.templates import JinjaTemplates
from tests.adapters.templates.world import VALUES, codes

EXAMPLES = Path(__file__).parents[3].parent / "shared/examples/acme/templates"


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

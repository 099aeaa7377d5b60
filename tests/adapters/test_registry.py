"""Every name of the registry leads to an adapter, and other packages may add theirs."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from outreach.adapters.registry import ADAPTERS, GROUP, adapter
from outreach.errors import ConfigError

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("name", ADAPTERS)
def test_a_name_leads_to_its_class(name: str) -> None:
    assert adapter(name).__qualname__ == ADAPTERS[name].partition(":")[2]


def test_a_name_nobody_brings_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"no adapter 'crm\.none'"):
        adapter("crm.none")


def test_another_package_adds_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "other_crm.py").write_text("class Other:\n    pass\n")
    info = tmp_path / "other-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: other\nVersion: 1\n")
    (info / "entry_points.txt").write_text(f"[{GROUP}]\ncrm.other = other_crm:Other\n")
    monkeypatch.syspath_prepend(tmp_path)
    try:
        assert adapter("crm.other").__qualname__ == "Other"
    finally:
        sys.modules.pop("other_crm", None)

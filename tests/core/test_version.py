"""A version is named by what it resolves to, and read again whatever became of the workspace."""

from __future__ import annotations

from dataclasses import replace
from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.adapters.source import read
from outreach.core.language import Settings
from outreach.core.sequence import Window
from outreach.core.version import Bundle, hash_of, sequence_of
from outreach.errors import CheckFailed

SOURCE = b"""\
senders: {email: [anna]}
steps: [{id: a, email: {subject: Hi, body: x/a.md}}]
"""
SETTINGS = Settings(
    timezone="Europe/Paris",
    senders={"anna": "email"},
    fields=("city",),
    sequences=frozenset({"x"}),
    templates=frozenset({"x/a.md"}),
    public_url="https://go.acme.example",
    postal_address="Acme SAS, Paris",
)
BUNDLE = Bundle("x", SOURCE, SETTINGS, {"x/a.md": b"Hi"})
WINDOW = Window(frozenset({0}), ((time(9), time.min),), "UTC", "FR,DE")


def test_a_hash_is_sixteen_bytes_in_hex_and_stays_what_it_is() -> None:
    assert hash_of(BUNDLE) == hash_of(replace(BUNDLE, files=dict(BUNDLE.files)))
    assert len(bytes.fromhex(hash_of(BUNDLE))) == 16


@pytest.mark.parametrize(
    "other",
    [
        replace(BUNDLE, name="y"),
        replace(BUNDLE, source=SOURCE + b"\n"),
        replace(BUNDLE, files={}),
        replace(BUNDLE, files={"x/a.md": b"Hello"}),
        replace(BUNDLE, files={"x/b.md": b"Hi"}),
        replace(BUNDLE, settings=replace(SETTINGS, timezone="UTC")),
        replace(BUNDLE, settings=replace(SETTINGS, window=WINDOW)),
        replace(BUNDLE, settings=replace(SETTINGS, postal_address="")),
        replace(BUNDLE, settings=replace(SETTINGS, track_clicks=True)),
    ],
)
def test_whatever_a_version_resolves_to_changes_its_hash(other: Bundle) -> None:
    assert hash_of(other) != hash_of(BUNDLE)


@pytest.mark.parametrize(
    "settings",
    [
        replace(SETTINGS, senders={"anna": "email", "ben": "email"}),
        replace(SETTINGS, senders={}),
        replace(SETTINGS, sequences=frozenset({"x", "y"})),
        replace(SETTINGS, stages=("one", "two")),
        replace(SETTINGS, closed=frozenset()),
        replace(SETTINGS, fields=()),
        replace(SETTINGS, templates=frozenset()),
        replace(SETTINGS, public_url="https://other.example"),
    ],
)
def test_what_a_file_is_only_checked_against_changes_no_hash(
    settings: Settings,
) -> None:
    assert hash_of(replace(BUNDLE, settings=settings)) == hash_of(BUNDLE)


NAMES = st.text(st.sampled_from("ab/."), max_size=3)
FILES = st.dictionaries(NAMES, st.binary(max_size=3), max_size=3)


@given(NAMES, st.binary(max_size=3), FILES, NAMES, st.binary(max_size=3), FILES)
def test_two_versions_share_a_hash_only_if_they_are_alike(
    name: str,
    source: bytes,
    files: dict[str, bytes],
    other_name: str,
    other_source: bytes,
    other_files: dict[str, bytes],
) -> None:
    one = Bundle(name, source, SETTINGS, files)
    other = Bundle(other_name, other_source, SETTINGS, other_files)
    assert (hash_of(one) == hash_of(other)) == (one == other)


@pytest.mark.parametrize(
    "settings", [Settings(), SETTINGS, replace(SETTINGS, window=WINDOW)]
)
def test_settings_come_back_as_they_were_stored(settings: Settings) -> None:
    assert Settings.from_json(settings.to_json()) == settings


def test_a_stored_version_is_read_with_the_settings_it_was_made_with() -> None:
    stored = replace(BUNDLE, settings=Settings.from_json(SETTINGS.to_json()))
    sequence = sequence_of(stored, read)
    assert sequence == sequence_of(BUNDLE, read)
    assert (sequence.name, sequence.senders) == ("x", {"email": ("anna",)})


def test_a_bundle_that_holds_no_sequence_is_refused() -> None:
    with pytest.raises(CheckFailed, match="unknown-sender"):
        sequence_of(replace(BUNDLE, settings=Settings()), read)
    with pytest.raises(CheckFailed, match="yaml-syntax"):
        sequence_of(replace(BUNDLE, source=b"\xff"), read)

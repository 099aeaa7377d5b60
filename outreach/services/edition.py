"""What each step of a version says, text by text, so that two versions can be compared."""

from __future__ import annotations

import json
from dataclasses import fields
from hashlib import sha256
from typing import TYPE_CHECKING

from outreach.core.difference import THREAD, Edition
from outreach.core.language.email import file_named
from outreach.core.sequence import Branch, Email, Wait, WaitFor

if TYPE_CHECKING:
    from outreach.core.difference import Texts
    from outreach.core.sequence import Action, Variant
    from outreach.services.engine import Release


def edition_of(release: Release) -> Edition:
    """Return a version with all that its steps say, the files they reach read in."""
    texts = {
        key: _texts(release, step.action)
        for key, step in release.sequence.steps.items()
    }
    return Edition(release.sequence, texts)


def _texts(release: Release, action: Action) -> Texts:
    match action:
        case Email():
            return _mail(release, action)
        case Wait() | WaitFor() | Branch():
            return {}  # these are about when and where, not what
        case _:
            found: Texts = {}
            for each in fields(action):
                value = getattr(action, each.name)
                found |= _text(release, each.name, _said(value))
            return found


def _said(value: object) -> str:
    if isinstance(value, str) or value is None:
        return value or ""
    return json.dumps(value, default=str, ensure_ascii=False, indent=1, sort_keys=True)


def _mail(release: Release, email: Email) -> Texts:
    found: Texts = {}
    for variant in email.variants:
        found |= _variant(release, variant, several=len(email.variants) > 1)
    if email.thread:
        found[THREAD] = email.thread
    found |= {f"header {name}": value for name, value in email.headers.items()}
    for name in email.attachments:
        found[name] = sha256(release.files.get(name, b"")).hexdigest()
    return found


def _variant(release: Release, variant: Variant, *, several: bool) -> Texts:
    lead = f"{variant.name} " if several else ""
    found: Texts = {}
    if several:
        found[f"{lead}weight"] = str(variant.weight)
    if variant.subject is not None:
        found |= _text(release, f"{lead}subject", variant.subject)
    return found | _text(release, f"{lead}body", variant.body)


def _text(release: Release, name: str, text: str) -> Texts:
    """Return a text under its name, or the file it names, and what either includes."""
    if not text:
        return {}
    file = file_named(text)
    found: Texts = {name: text}
    if file is not None:
        found |= {file: _content(release, file)}
        text = found[file]
    for other in release.templates.includes(text):
        found[other] = _content(release, other)
    return found


def _content(release: Release, file: str) -> str:
    return release.files.get(file, b"").decode("utf-8", "replace")

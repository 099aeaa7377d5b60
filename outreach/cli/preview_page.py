"""A page that shows previews as a mail program would: one file, no script, nothing loaded."""

from __future__ import annotations

import re
from html import escape
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from outreach.cli.preview_text import headers_of, read_mail, standing
from outreach.core.source import visible
from outreach.ports import Mail

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from outreach.services.preview import Message, Preview
    from outreach.services.preview import Path as Way

# Nothing is fetched, run or sent, and no link of a mail is followed: it would be the lead's.
POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-src 'none'; "
    "base-uri 'none'; form-action 'none'"
)
_STYLE = Path(__file__).with_name("preview.css")
_JOINERS = re.compile("([\u200c-\u200f])")
_LINE = 26  # pixels of a line of a mail, as a guess
_LOWEST, _HIGHEST = 240, 1400
_CHARACTERS_A_LINE = 75
# What mail programs show a mail in that says nothing itself.
_PAPER = (
    "<style>html{background:#fff;color:#1f2328;color-scheme:light}"
    "body{margin:18px;font:15px/1.6 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif;"
    "overflow-wrap:anywhere}img{max-width:100%}a{color:#3b5bdb}</style>"
)
_VERDICTS = {
    "sends": ("ok", "will be sent"),
    "sent": ("ok", "sent"),
    "in_doubt": ("warn", "may have been sent"),
    "skipped": ("warn", "skipped"),
    "stops": ("bad", "cannot be written"),
}


def page(shown: Sequence[tuple[Preview, list[Message]]]) -> str:
    """Return the whole page; of each lead the messages that are given, on all its paths."""
    sheets = [_Lead(f"l{n}", found, some) for n, (found, some) in enumerate(shown, 1)]
    name = shown[0][0].sequence if shown else ""
    bad = sum(any(m.verdict == "stops" for m in some) for _, some in shown)
    leads = "one lead" if len(shown) == 1 else f"{len(shown)} leads"
    trouble = f", of whom {bad} cannot be sent all of it" if bad else ""
    rules = "".join(rule for sheet in sheets for rule in sheet.rules())
    bodies = "".join(sheet.html(is_open=at == 0) for at, sheet in enumerate(sheets))
    text = (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="robots" content="noindex">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{_text(name)}: what will be sent</title>\n"
        f"<style>{_STYLE.read_text('utf-8')}{rules}</style>\n</head>\n<body>\n<main>\n"
        f"<h1>{_text(name)}</h1>\n"
        f'<p class="lede">What will be sent to {leads}{trouble}. Times are the earliest, '
        "on the lead's clock. Links lead nowhere here.</p>\n"
        f"{bodies}</main>\n</body>\n</html>\n"
    )
    return text.encode("utf-8", "replace").decode()


def _text(value: str) -> str:
    # Persian and Indic words are written with these: spelled out, no reader knows them.
    parts = _JOINERS.split(value)
    return escape("".join(p if _JOINERS.match(p) else visible(p) for p in parts))


def _lines(text: str) -> str:
    return "\n".join(_text(line) for line in text.splitlines())


class _Lead:
    """One lead's mailbox. `key` begins every id in it."""

    def __init__(self, key: str, found: Preview, some: list[Message]) -> None:
        self._key = key
        self._found = found
        places = [at for at, each in enumerate(found.messages) if each in some]
        self._places = {at: f"{key}m{number}" for number, at in enumerate(places, 1)}

    def rules(self) -> Iterator[str]:
        """Yield what shows the path and the message that are picked."""
        for number in range(1, len(self._found.paths) + 1):
            key = f"{self._key}p{number}"
            yield f"#{key}:checked~.box .{key}{{display:block}}"
            yield (
                f"#{key}:checked~.paths [for={key}]"
                "{background:var(--accent);border-color:var(--accent);color:var(--card)}"
            )
            yield f"#{key}:focus-visible~.paths [for={key}]{{outline:2px solid var(--ink)}}"
        for key in self._places.values():
            yield f"#{key}:checked~.box .{key}{{display:block}}"
            yield (
                f"#{key}:checked~.box [for={key}]"
                "{background:var(--tint);border-inline-start-color:var(--accent)}"
            )
            yield (
                f"#{key}:focus-visible~.box [for={key}]"
                "{outline:2px solid var(--accent);outline-offset:-2px}"
            )

    def html(self, *, is_open: bool) -> str:
        """Return the lead's part of the page."""
        found = self._found
        radios = [
            self._radio("p", number, f"{self._key}p{number}")
            for number in range(1, len(found.paths) + 1)
        ]
        radios += [
            self._radio("m", number, key)
            for number, key in enumerate(self._places.values(), 1)
        ]
        lists = "".join(
            self._list(number, path) for number, path in enumerate(found.paths, 1)
        )
        panes = "".join(
            self._pane(found.messages[at], key) for at, key in self._places.items()
        )
        return (
            f'<details class="lead"{" open" if is_open else ""}>{self._summary()}\n'
            f'<div>{"".join(radios)}{self._chips()}<div class="box">{lists}'
            f"<div>{panes}</div></div></div></details>\n"
        )

    def _radio(self, kind: str, number: int, key: str) -> str:
        checked = " checked" if number == 1 else ""
        name = f"{self._key}{kind}"
        return f'<input class="pick" type="radio" name="{name}" id="{key}"{checked}>'

    def _summary(self) -> str:
        lead, found = self._found.lead, self._found
        about = [lead.title, lead.company, lead.country, lead.language]
        told = " · ".join(_text(each) for each in about if each)
        address = lead.email or f"#{lead.id}"
        chips = f'<span class="chip{" bad long" if found.refused else ""}">'
        chips += f"{_text(standing(found))}</span>"
        if found.stops:
            chips += '<span class="chip bad">stops</span>'
        return (
            f'<summary><span class="who"><bdi>{_text(lead.name or address)}</bdi> '
            f"<small><bdi>{_text(address)}</bdi>{' · ' if told else ''}{told}</small>"
            f"</span>{chips}</summary>"
        )

    def _chips(self) -> str:
        paths = self._found.paths
        if len(paths) < 2:  # noqa: PLR2004 - one path is no choice
            return ""
        labels = "".join(
            f'<label for="{self._key}p{number}">'
            f"{_text(', '.join(path.on)) or f'path {number}'}</label>"
            for number, path in enumerate(paths, 1)
        )
        more = '<span class="chip">and more paths</span>' if self._found.more else ""
        return f'<div class="paths">{labels}{more}</div>'

    def _list(self, number: int, path: Way) -> str:
        rows = []
        for entry in path.entries:
            if entry.message is None:
                rows.append(
                    f'<li class="deed"><b>{_text(entry.what)}</b> '
                    f"<bdi>{_text(entry.detail)}</bdi></li>"
                )
            elif entry.message in self._places:
                key = self._places[entry.message]
                message = self._found.messages[entry.message]
                at = entry.at.astimezone(ZoneInfo(message.zone))
                rows.append(f"<li>{_row(message, key, f'{at:%d %b}')}</li>")
        return (
            f'<div class="list {self._key}p{number}"><ol>{"".join(rows)}</ol>'
            f'<div class="end">ends: {_text(path.ends)}</div></div>'
        )

    def _pane(self, message: Message, key: str) -> str:
        tone, verdict = _VERDICTS.get(message.verdict, ("", message.verdict))
        marks = [f'<span class="chip {tone}">{_text(verdict)}</span>']
        draft = message.draft
        told = [f"step {message.step}", message.on]
        told.append(f"variant {draft.variant}" if draft and draft.variant else "")
        marks += [f'<span class="chip">{_text(each)}</span>' for each in told if each]
        why = f'<p class="why">{_text(message.why)}</p>' if message.why else ""
        return (
            f'<article class="pane {key}">'
            f'<h2 dir="auto">{_text(_subject(message))}</h2>{_from(message)}'
            f'<div class="marks">{"".join(marks)}</div>{why}{_tabs(message, key)}'
            "</article>"
        )


def _subject(message: Message) -> str:
    if message.draft is None:
        return f"({message.step})"
    return message.draft.subject or f"({message.channel})"


def _row(message: Message, key: str, at: str) -> str:
    tone, verdict = _VERDICTS.get(message.verdict, ("", message.verdict))
    snippet = message.why or (message.draft.text if message.draft else "")
    chip = "" if tone == "ok" else f'<span class="chip {tone}">{_text(verdict)}</span>'
    return (
        f'<label class="row" for="{key}"><span class="top">'
        f"<bdi>{_text(_sender(message)[0])}</bdi><span>{chip} {_text(at)}</span></span>"
        f'<span class="subject" dir="auto">{_text(_subject(message))}</span>'
        f'<span class="snippet" dir="auto">{_text(" ".join(snippet.split())[:140])}</span>'
        "</label>"
    )


def _sender(message: Message) -> tuple[str, str]:
    """Return the name and the address it comes from."""
    if message.draft is None or not isinstance(message.draft.parcel, Mail):
        return message.sender, message.channel
    addresses = read_mail(message.draft.parcel.content)["From"].addresses
    first = addresses[0]
    return first.display_name or first.addr_spec, first.addr_spec


def _from(message: Message) -> str:
    name, address = _sender(message)
    to = ""
    if message.draft is not None:
        told = dict(headers_of(message.draft.parcel)).get("To", "")
        to = f"<small>to <bdi>{_text(told)}</bdi></small>" if told else ""
    at = message.local_at
    when = "" if at is None else f"{at:%a %d %b %Y, %H:%M}<br>{_text(message.zone)}"
    return (
        f'<div class="from"><span class="face" aria-hidden="true">{_text(name[:1])}</span>'
        f"<div><b><bdi>{_text(name)}</bdi></b> <small><bdi>{_text(address)}</bdi></small>"
        f"{to}</div><time>{when}</time></div>"
    )


def _tabs(message: Message, key: str) -> str:
    if message.draft is None:
        return ""
    ids = count(1)
    tabs = "".join(
        f'<input class="pick" type="radio" name="{key}t" id="{key}t{number}"'
        f"{' checked' if number == 1 else ''}>"
        f'<label for="{key}t{number}">{title}</label><div class="sheet">{sheet}</div>'
        for (title, sheet), number in zip(_sheets(message), ids, strict=False)
    )
    return f'<div class="tabs">{tabs}</div>'


def _sheets(message: Message) -> Iterator[tuple[str, str]]:
    draft = message.draft
    if draft is None:
        return
    parcel = draft.parcel
    html, text, attached = draft.html, draft.text, []
    if isinstance(parcel, Mail):
        mail = read_mail(parcel.content)
        html, text = _part(mail, "html"), _part(mail, "plain") or ""
        attached = list(mail.iter_attachments()) if mail.is_multipart() else []
    if html is not None:
        yield "As shown", _frame(html) + _attachments(attached)
    shown = text or parcel.content.decode("utf-8", "replace")
    yield "Plain text", f'<pre class="text" dir="auto">{_lines(shown)}</pre>'
    fields = "".join(
        f"<dt>{_text(name)}</dt><dd><bdi>{_text(value)}</bdi></dd>"
        for name, value in headers_of(parcel)
    )
    yield "Headers", f"<dl>{fields}</dl>"
    source = parcel.content.decode("utf-8", "replace")
    yield "Source", f"<pre>{_lines(source)}</pre>"


def _part(mail: Any, kind: str) -> str | None:
    part = mail.get_body(preferencelist=(kind,))
    return None if part is None else str(part.get_content())


def _frame(html: str) -> str:
    lines = html.count("<p") + html.count("<br") + html.count("<li") + html.count("<tr")
    lines += len(html) // _CHARACTERS_A_LINE
    height = min(_HIGHEST, max(_LOWEST, lines * _LINE))
    outside = 'src="http' in html.lower() or "src='http" in html.lower()
    note = '<p class="note">Images from elsewhere are not loaded.</p>'
    return (
        f'<iframe sandbox="" title="The mail as it is shown" style="height:{height}px" '
        f'srcdoc="{escape(_PAPER + html)}"></iframe>{note if outside else ""}'
    )


def _attachments(parts: Sequence[Any]) -> str:
    if not parts:
        return ""
    chips = "".join(
        f'<span class="chip long">{_text(str(part.get_filename() or "attachment"))} '
        f"({len(part.get_payload(decode=True) or b''):,} bytes)</span> "
        for part in parts
    )
    return f'<p class="note">{chips}</p>'

"""Answers the link by which a person stops our messages, or chooses among them.

A GET asks and does nothing: filters and previews come here too. A POST acts, and answers
without a redirect.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

from fastapi import Request, Response
from fastapi.responses import PlainTextResponse

from outreach.core.preference import LONGEST_PAUSE, months_after
from outreach.log import get_logger
from outreach.services.challenge import answer_of
from outreach.services.click import ASKED, Hit
from outreach.services.opt_out import ONE_CLICK, PAGE, opt_out, read_opt_out
from outreach.services.prefer import held_of, leave, wait
from outreach.web.body import body_of
from outreach.web.page import page
from outreach.web.visitor import machine

if TYPE_CHECKING:
    from fastapi import FastAPI

    from outreach.services.engine import Engine
    from outreach.services.opt_out import Trace
    from outreach.web.hit import Hits
    from outreach.web.wish import Wishes

MONTHS = 3
STOP = (("confirm", "stop"),)
MOST_FIELDS = 20

log = get_logger(__name__)


class Choice(NamedTuple):
    """What a person chose on the page of choices, and what is wrong with it."""

    what: str = ""
    until: str = ""
    fault: str = ""


def add_opt_out(app: FastAPI, engine: Engine, wishes: Wishes, hits: Hits) -> None:
    """Answer `/u/TOKEN` and `/u/TOKEN/choices`."""
    _add_stop(app, engine, wishes, hits)
    _add_choices(app, engine, wishes, hits)

    @app.options("/u/{token}")
    @app.options("/u/{token}/choices")
    async def offer(token: str) -> Response:
        del token
        return Response(status_code=204, headers={"Allow": "GET, HEAD, OPTIONS, POST"})


def _add_stop(app: FastAPI, engine: Engine, wishes: Wishes, hits: Hits) -> None:
    house = engine.house.name

    @app.api_route("/u/{token}", methods=["GET", "HEAD"])
    async def ask(token: str, request: Request) -> Response:
        """Ask, and do nothing."""
        known = answer_of(engine, token)
        if known is not None:
            return PlainTextResponse(known)
        trace = read_opt_out(engine, token)
        if trace is None:
            return page(request, "missing", house, status=404)
        await _note(engine, hits, trace, request)
        return page(request, "confirm", house, choices=f"{token}/choices")

    @app.post("/u/{token}")
    async def stop(token: str, request: Request) -> Response:
        """Stop, whoever posts: a mail program's button (RFC 8058) or the page's own."""
        trace = read_opt_out(engine, token)
        if trace is None:
            return page(request, "missing", house, status=404)
        body = await body_of(request)
        if body is None:
            return Response(status_code=413)
        source = ONE_CLICK if _is_one_click(body) else PAGE
        act = partial(opt_out, engine, trace, source=source)
        if not await wishes.fulfil(trace.lead_id, act):
            return _later(request, house, "post", STOP)
        return page(request, "done", house)


async def _note(engine: Engine, hits: Hits, trace: Trace, request: Request) -> None:
    """Remember that it was looked at: who follows other links beside it is a machine."""
    if engine.house.track_clicks or engine.house.track_opens:
        why = machine(request.method, request.headers)
        await hits.take(Hit(trace, engine.now(), why, ASKED))


def _is_one_click(body: bytes) -> bool:
    """Tell a mail program's button from the page's: as a form or as multipart alike.

    It decides what is told of the stop, not whether there is one: who posts means it.
    """
    said = body.lower()
    return b"list-unsubscribe" in said and b"one-click" in said


def _later(
    request: Request, house: str, method: str, fields: tuple[tuple[str, str], ...]
) -> Response:
    return page(request, "later", house, status=503, method=method, fields=fields)


def _add_choices(app: FastAPI, engine: Engine, wishes: Wishes, hits: Hits) -> None:
    house = engine.house.name

    @app.api_route("/u/{token}/choices", methods=["GET", "HEAD"])
    async def choose(token: str, request: Request) -> Response:
        """Show what there is to choose, and what we hold; do nothing."""
        trace = read_opt_out(engine, token)
        if trace is None:
            return page(request, "missing", house, status=404)
        await _note(engine, hits, trace, request)
        return await _choices(engine, request, trace, Choice())

    @app.post("/u/{token}/choices")
    async def chosen(token: str, request: Request) -> Response:
        """Do what was chosen."""
        trace = read_opt_out(engine, token)
        if trace is None:
            return page(request, "missing", house, status=404)
        body = await body_of(request)
        if body is None:
            return Response(status_code=413)
        return await _chosen(engine, wishes, request, trace, body)


async def _chosen(
    engine: Engine, wishes: Wishes, request: Request, trace: Trace, body: bytes
) -> Response:
    house = engine.house.name
    choice = _read(body)
    match choice.what:
        case "sequence":
            act, answer = partial(leave, engine, trace), partial(page, request, "left")
        case "stop":
            act = partial(opt_out, engine, trace, source=PAGE)
            answer = partial(page, request, "done")
        case "months" | "date":
            day = _day(engine, choice)
            if day is None:
                faulty = choice._replace(fault="bad_date")
                return await _choices(engine, request, trace, faulty)
            act = partial(wait, engine, trace, _midnight(engine, day))
            answer = partial(page, request, "paused", date=day.isoformat())
        case _:
            faulty = Choice(until=choice.until, fault="bad_choice")
            return await _choices(engine, request, trace, faulty)
    if not await wishes.fulfil((trace.lead_id, choice.what), act):
        return _later(request, house, "post", _fields(choice))
    return answer(house)


def _read(body: bytes) -> Choice:
    try:
        said = dict(parse_qsl(body.decode("latin-1"), max_num_fields=MOST_FIELDS))
    except ValueError:
        return Choice()
    return Choice(said.get("choice", "")[:20], said.get("until", "")[:20])


def _fields(choice: Choice) -> tuple[tuple[str, str], ...]:
    return (("choice", choice.what), ("until", choice.until))


def _today(engine: Engine) -> date:
    return engine.now().astimezone(ZoneInfo(engine.house.zone)).date()


def _day(engine: Engine, choice: Choice) -> date | None:
    """Return until which day, None for one that is none, past or too far away."""
    today = _today(engine)
    if choice.what == "months":
        return months_after(today, MONTHS)
    try:
        day = date.fromisoformat(choice.until)
    except ValueError:
        return None
    return day if today < day <= today + LONGEST_PAUSE else None


def _midnight(engine: Engine, day: date) -> datetime:
    begins = datetime.combine(day, time.min, ZoneInfo(engine.house.zone))
    return begins.astimezone(UTC)


async def _choices(
    engine: Engine, request: Request, trace: Trace, choice: Choice
) -> Response:
    house, today = engine.house, _today(engine)
    try:
        things = await held_of(engine, trace)
    except Exception:
        # A person who wants to choose is asked to come back, whatever went wrong.
        log.exception("choices.failed")
        return _later(request, house.name, "get", ())
    return page(
        request,
        "choices",
        house.name,
        status=422 if choice.fault else 200,
        chosen=choice.what,
        until=choice.until,
        fault=choice.fault,
        first=(today + timedelta(days=1)).isoformat(),
        last=(today + LONGEST_PAUSE).isoformat(),
        things=things,
        postal=house.postal_address,
    )

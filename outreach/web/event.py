"""Takes events that another system reports, signed as Standard Webhooks says."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import TYPE_CHECKING, NoReturn

from fastapi import Request, Response
from fastapi.responses import JSONResponse

from outreach.errors import InputError, NotFound, Refused
from outreach.log import get_logger
from outreach.services.record_event import Told, record_event
from outreach.web.body import body_of
from outreach.web.page import page
from outreach.web.signature import unsigned

if TYPE_CHECKING:
    from fastapi import FastAPI

    from outreach.services.engine import Engine

RECORD_WITHIN = timedelta(seconds=20)
KEYS = ("lead", "event", "data", "id")
LONGEST_NAME = 320  # of a lead: an address, RFC 5321 4.5.3.1

log = get_logger(__name__)


def add_events(app: FastAPI, engine: Engine) -> None:
    """Answer `POST /events`; without a secret in outreach.yaml there is no such page."""

    @app.post("/events")
    async def report(request: Request) -> Response:
        """Record what is reported, once a `webhook-id`, be it told ever so often."""
        secret = engine.house.events_secret
        if not secret:
            return page(request, "missing", engine.house.name, status=404)
        body = await body_of(request)
        if body is None:
            return _refused(413, "too_large", "the body is too long, or never came")
        doubt = unsigned(secret, request.headers, body, engine.now())
        if doubt:
            return _refused(401, "not_signed", doubt)
        try:
            told = _told(body, request.headers["webhook-id"])
            async with asyncio.timeout(RECORD_WITHIN.total_seconds()):
                done = await record_event(engine, told)
        except InputError as error:
            return _refused(422, "bad_event", str(error))
        except NotFound as error:
            return _refused(404, "not_found", str(error))
        except Refused as error:
            return _refused(409, error.code, str(error))
        except Exception:
            log.exception("event.not_recorded")
            return _refused(503, "later", "it could not be recorded: report it again")
        answer = {"lead": done.lead_id, "event": done.event, "recorded": done.recorded}
        return JSONResponse(answer)


def _refused(status: int, code: str, message: str) -> Response:
    return JSONResponse({"error": code, "message": message}, status)


def _told(body: bytes, key: str) -> Told:
    try:
        said = json.loads(body, parse_constant=_no_number)
    except (ValueError, RecursionError) as error:
        raise InputError("the body is no JSON in UTF-8") from error
    if not isinstance(said, dict):
        raise InputError(f"the body is an object with {', '.join(KEYS)}")
    for name in said:
        if name not in KEYS:
            raise InputError(f"it has {', '.join(KEYS)} and nothing else")
    lead, event = said.get("lead"), said.get("event")
    if not isinstance(lead, str) or not 0 < len(lead.strip()) <= LONGEST_NAME:
        raise InputError("`lead` is the lead's address, as text")
    if not isinstance(event, str):
        raise InputError("`event` is its kind, as custom.webinar")
    data, own = said.get("data") or {}, said.get("id") or key
    if not isinstance(data, dict) or not isinstance(own, str):
        raise InputError("`data` is an object and `id` text, where they are given")
    return Told(lead, event, data, "webhook", own)


def _no_number(_text: str) -> NoReturn:
    raise ValueError("JSON has no such number")

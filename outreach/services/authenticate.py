"""Looks up whether a sender's domain lets its mails through: MX, SPF, DKIM, DMARC."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from outreach.core.mail_domain import (
    MOST_LOOKUPS,
    SELECTORS,
    Grade,
    Judgement,
    dmarc_of,
    is_reserved,
    judge_dkim,
    judge_dmarc,
    judge_mx,
    judge_spf,
    parents,
    spf_follows,
    spf_of,
    spf_terms,
)
from outreach.errors import Unavailable
from outreach.services.finding import Finding, Health

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from outreach.ports import Resolver

HEALTH = {Grade.GOOD: Health.OK, Grade.WEAK: Health.WARN, Grade.BAD: Health.FAIL}


async def authenticate(
    resolver: Resolver, domain: str, selector: str | None, *, named: bool
) -> AsyncGenerator[Finding, None]:
    """Yield what DNS says of a domain that mails are sent from.

    `named` says that the name server was chosen, so that reserved domains are asked for too.
    """
    if is_reserved(domain) and not named:
        detail = "nobody's domain (RFC 2606): DNS has nothing on it"
        yield Finding(f"dns {domain}", Health.WARN, detail)
        return
    try:
        mx = judge_mx(await resolver.exchangers(domain), domain)
        yield _finding("mx", domain, mx)
        spf = await _spf(resolver, domain)
        dkim = await _dkim(resolver, domain, selector)
        if spf.grade is Grade.BAD and not selector and dkim.grade is Grade.WEAK:
            fact = f"{dkim.fact}; with no valid SPF either, large receivers refuse it"
            dkim = Judgement(Grade.BAD, fact, dkim.remedy)
        yield _finding("spf", domain, spf)
        yield _finding("dkim", domain, dkim)
        yield _finding("dmarc", domain, await _dmarc(resolver, domain))
    except Unavailable as error:
        remedy = "look at this machine's resolver, or name one as `name_server`"
        yield Finding(f"dns {domain}", Health.WARN, str(error), remedy)


def _finding(what: str, domain: str, judged: Judgement) -> Finding:
    health = HEALTH[judged.grade]
    return Finding(f"{what} {domain}", health, judged.fact, judged.remedy)


@dataclass(slots=True)
class _Walk:
    """What following an SPF record has found so far."""

    lookups: int = 0
    missing: list[str] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)


async def _spf(resolver: Resolver, domain: str) -> Judgement:
    records = spf_of(await resolver.texts(domain))
    walk = _Walk(seen={domain.lower()})
    if len(records) == 1:
        await _follow(resolver, records[0], walk)
    return judge_spf(records, walk.lookups, walk.missing)


async def _follow(resolver: Resolver, record: str, walk: _Walk) -> None:
    """Count what a record costs, what it includes too; a loop or a forest ends it."""
    for term in spf_terms(record):
        walk.lookups += 1
        if walk.lookups > MOST_LOOKUPS:
            return
        into = spf_follows(term)
        if not into or into.lower() in walk.seen:
            continue
        walk.seen.add(into.lower())
        there = spf_of(await resolver.texts(into))
        if not there:
            walk.missing.append(into)
        else:
            await _follow(resolver, there[0], walk)


async def _dkim(resolver: Resolver, domain: str, selector: str | None) -> Judgement:
    for name in (selector,) if selector else SELECTORS:
        texts = await resolver.texts(f"{name}._domainkey.{domain}")
        keys = [text for text in texts if "p=" in text]
        if keys:
            judged = judge_dkim(keys[0])
            return Judgement(judged.grade, f"{name}: {judged.fact}", judged.remedy)
    if selector:
        fact = f"there is no key at {selector}._domainkey.{domain}"
        return Judgement(Grade.BAD, fact, "publish the provider's record there")
    fact = "no key under the usual selectors; they cannot be listed"
    remedy = "name the one that signs as `dkim_selector`, or let the provider sign"
    return Judgement(Grade.WEAK, fact, remedy)


async def _dmarc(resolver: Resolver, domain: str) -> Judgement:
    for name in parents(domain):
        records = dmarc_of(await resolver.texts(f"_dmarc.{name}"))
        if records:
            return judge_dmarc(records, domain)
    return judge_dmarc([], domain)

"""Every code, in several spellings and places; a mark `# <- code` tells where it is due."""

from __future__ import annotations

import pytest

from tests.core.language.reading import complaints_of, expected, found

HEAD = "senders: {email: [anna]}\n"
MAIL = "email: {subject: Hi, body: a.md}"

YAML = {
    "a key twice in a block": """
name: x
name: y  # <- duplicate-key
steps: [{wait: 1 day}]
""",
    "a key twice in a flow mapping": """
steps:
  - {wait: 1 day, if: lead.phone,
     if: lead.city}  # <- duplicate-key
""",
    "a key twice, once quoted": """
steps:
  - wait: 1 day
    "wait": 2 days  # <- duplicate-key
""",
    "an anchor and its alias": """
steps:
  - wait: &long 3 days  # <- yaml-syntax
  - wait: *long  # <- yaml-syntax
""",
    "a merge key": """
steps:
  - &base  # <- yaml-syntax
    wait: 1 day
  - <<: *base  # <- yaml-syntax
""",
    "a tag": """
steps:
  - wait: !!str 3 days  # <- yaml-syntax
""",
    "a tab": """
steps:
  - id: a
\twait: 3 days  # <- yaml-syntax
""",
    "a second document": """
steps: [{wait: 1 day}]
---  # <- yaml-syntax
steps: [{wait: 1 day}]
""",
    "an item that is not lined up": """
steps:
  - wait: 1 day
 - wait: 2 days  # <- yaml-syntax
""",
    "a colon too many": """
description: one: two  # <- yaml-syntax
steps: [{wait: 1 day}]
""",
    "a quote that is never closed": """
description: "one  # <- yaml-syntax
steps: [{wait: 1 day}]
""",
    "a key that is a list": """
steps:
  - wait: 1 day
? [a]  # <- yaml-syntax
: 1
""",
}

TOP = {
    "no steps": """
name: x  # <- missing-key
""",
    "misspelt steps are not missing too": """
stepps: [{wait: 1 day}]  # <- unknown-key
""",
    "no step in steps": """
steps: []  # <- bad-value
""",
    "steps without a value": """
steps:  # <- bad-value
""",
    "steps that are a mapping": """
steps: {wait: 1 day}  # <- bad-value
""",
    "a step that is text": """
steps: [wait]  # <- bad-value
""",
    "a key of no sequence": """
owner: anna  # <- unknown-key
steps: [{wait: 1 day}]
""",
    "no senders for mail": """
steps:  # <- missing-key
  - {id: a, email: {subject: Hi, body: a.md}}
""",
    "no pool for mail": """
senders: {webhook: [hook]}  # <- missing-key
steps: [{id: a, email: {subject: Hi, body: a.md}}]
""",
    "senders that are a list": """
senders: [anna]  # <- bad-value
steps: [{id: a, email: {subject: Hi, body: a.md}}]
""",
    "a channel that is to come": """
senders:
  email: [anna]
  linkedin: [anna]  # <- unknown-channel
steps: [{wait: 1 day}]
""",
    "a channel misspelt": """
senders: {emial: [anna]}  # <- unknown-channel
steps: [{id: a, email: {subject: Hi, body: a.md}}]
""",
    "a pool that is empty": """
senders: {email: []}  # <- bad-value
steps: [{id: a, email: {subject: Hi, body: a.md}}]
""",
    "a pool in a block": """
senders:
  email:
    - anna
    - "bne"  # <- unknown-sender
    - ben
    - anna  # <- bad-value
steps: [{wait: 1 day}]
""",
    "a sender of another channel": """
senders: {email: [hook]}  # <- unknown-sender
steps: [{wait: 1 day}]
""",
    "a required field nobody declares": """
require: [first_name, town]  # <- undefined-variable
steps: [{wait: 1 day}]
""",
    "an exit on no event": """
exit_on: [reply, bounced]  # <- unknown-event
steps: [{wait: 1 day}]
""",
    "a company rule": """
company:
  on_reply: ignore  # <- bad-value
  max_active: 0  # <- bad-value
  most: 2  # <- unknown-key
steps: [{wait: 1 day}]
""",
    "a name with a space": """
name: my sequence  # <- bad-value
steps: [{wait: 1 day}]
""",
    "a description without text": """
description: []  # <- bad-value
steps: [{wait: 1 day}]
""",
}

WINDOW = {
    "days": """
window: {days: [mon, thurs, 3]}  # <- bad-value bad-value
steps: [{wait: 1 day}]
""",
    "a day that is no list": """
window: {days: mon}  # <- bad-value
steps: [{wait: 1 day}]
""",
    "working misspelt": """
window: {days: workdays}  # <- bad-value
steps: [{wait: 1 day}]
""",
    "no days": """
window: {days: []}  # <- bad-value
steps: [{wait: 1 day}]
""",
    "hours": """
window:
  hours:
    - "09:00-12:00"
    - "11:59-14:00"  # <- bad-hours
    - "17:00-16:00"  # <- bad-hours
    - 9-17  # <- bad-hours
    - "09:00-25:00"  # <- bad-hours
    - 7  # <- bad-hours
    - "09:60-10:00"  # <- bad-hours
    - "22:00-06:00"  # <- bad-hours
    - "22:00-24:00"
steps: [{wait: 1 day}]
""",
    "no hours": """
window: {hours: []}  # <- bad-hours
steps: [{wait: 1 day}]
""",
    "hours without a value": """
window:
  hours:  # <- bad-hours
steps: [{wait: 1 day}]
""",
    "a zone": """
window:
  timezone: europe/paris  # <- bad-timezone
steps: [{wait: 1 day}]
""",
    "a zone that is a path": """
window: {timezone: ../../etc/passwd}  # <- bad-timezone
steps: [{wait: 1 day}]
""",
    "a zone that is a list": """
window: {timezone: [Europe/Paris]}  # <- bad-timezone
steps: [{wait: 1 day}]
""",
    "holidays": """
window: {holidays: [FR, UK]}  # <- bad-value
steps: [{wait: 1 day}]
""",
    "holidays of one": """
window: {holidays: FR}  # <- bad-value
steps: [{wait: 1 day}]
""",
    "a window's key": """
window: {hour: "09:00-12:00"}  # <- unknown-key
steps: [{wait: 1 day}]
""",
    "a window that is text": """
window: working  # <- bad-value
steps: [{wait: 1 day}]
""",
    "a step's own": """
steps:
  - wait: 1 day
    window: {hours: "9 to 5"}  # <- bad-hours
""",
}

STEP = {
    "no id": f"""
{HEAD}
steps:
  - {MAIL}  # <- missing-id
  - {{webhook: {{url: "https://x.example/"}}}}  # <- missing-id
  - task: {{kind: call, title: Call}}
""",
    "no id deep inside": f"""
{HEAD}
steps:
  - branch: lead.phone
    then:
      - wait: 1 day
      - branch: lead.city
        else:
          - {MAIL}  # <- missing-id
""",
    "an id misspelt": f"""
{HEAD}
steps:
  - ID: a  # <- unknown-key
    {MAIL}
""",
    "an id twice, once inside": f"""
{HEAD}
steps:
  - id: a
    {MAIL}
  - branch: lead.phone
    then:
      - id: b
        {MAIL}
    else:
      - id: b  # <- duplicate-id
        wait: 1 day
  - {{wait: 1 day, id: "a"}}  # <- duplicate-id
""",
    "ids that cannot be": f"""
{HEAD}
steps:
  - id: 7  # <- bad-value
    {MAIL}
  - id: a.b  # <- bad-value
    wait: 1 day
  - id:  # <- bad-value
    wait: 1 day
  - id: ""  # <- bad-value
    wait: 1 day
  - id: [a]  # <- bad-value
    wait: 1 day
""",
    "nothing to do": """
steps:
  - id: a  # <- missing-key
  - after: 3 days  # <- missing-key
  - {}  # <- missing-key
""",
    "a key of no step": f"""
{HEAD}
steps:
  - id: a
    {MAIL}
    delay: 3 days  # <- unknown-key
  - wiat: 3 days  # <- unknown-key
""",
    "channels that are to come": """
steps:
  - linkedin: {invite: yes}  # <- unknown-channel
  - {id: b, sms: {text: Hi}}  # <- unknown-channel
  - id: c
    whatsapp: Hi  # <- unknown-channel
""",
    "two actions": f"""
{HEAD}
steps:
  - {{id: a, {MAIL}, wait: 1 day}}  # <- two-actions
  - wait: 1 day
    tag: x  # <- two-actions
    goal: y  # <- two-actions
  - stage: won
    sms: Hi  # <- unknown-channel two-actions
  - branch: lead.phone
    wait_for: {{event: reply, within: 1 day}}  # <- two-actions
    then: []
""",
    "ways without a fork": """
steps:
  - wait: 1 day
    then:  # <- unknown-key
      - wait: 2 dais  # <- bad-duration
  - tag: x
    else: []  # <- unknown-key
""",
    "a branch that leads nowhere": """
steps:
  - branch: lead.phone  # <- missing-key
""",
    "ways that are no lists": """
steps:
  - branch: lead.phone
    then: {wait: 1 day}  # <- bad-value
    else: stop  # <- bad-value
""",
    "a wait for nothing": """
steps:
  - wait_for: {within: 1 day}  # <- missing-key
  - wait_for: {event: reply}  # <- missing-key
  - wait_for: reply  # <- bad-value
  - wait_for: {event: link.click, within: 1 day}  # <- unknown-event
  - wait_for:
      event: reply.interest  # <- unknown-event
      within: soon  # <- bad-duration
      until: friday  # <- unknown-key
""",
    "durations": """
steps:
  - wait: 3  # <- bad-duration
  - wait: 3 months  # <- bad-duration
  - wait: -1 day  # <- bad-duration
  - wait: 1.5 days  # <- bad-duration
  - wait:  # <- bad-duration
  - wait: [1 day]  # <- bad-duration
  - wait: 3 years  # <- bad-duration
  - wait: 9999999999 days  # <- bad-duration
  - wait: working days  # <- bad-duration
  - {wait: "1 day", after: "tomorrow"}  # <- bad-duration
  - pause: a while  # <- bad-duration
  - task: {kind: call, title: Call, due: friday}  # <- bad-duration
""",
    "times of day": """
steps:
  - {wait: 1 day, at: noon}  # <- bad-hours
  - {wait: 1 day, at: "24:00"}  # <- bad-hours
  - {wait: 1 day, at: 9}  # <- bad-hours
  - {wait: 1 day, at: 9:30}
""",
    "conditions that are none": """
steps:
  - {wait: 1 day, if: ""}  # <- bad-expression
  - {wait: 1 day, if: [lead.phone]}  # <- bad-expression
  - branch:  # <- bad-expression
    then: []
""",
    "senders of a step": f"""
{HEAD}
steps:
  - {{id: a, {MAIL}, sender: anne}}  # <- unknown-sender
  - {{id: b, {MAIL}, sender: hook}}  # <- unknown-sender
  - {{wait: 1 day, sender: anna}}  # <- bad-value
""",
}

EMAIL = {
    "no body": f"""
{HEAD}
steps:
  - {{id: a, email: {{subject: Hi}}}}  # <- missing-key
  - id: b
    email:
      thread: a  # <- missing-key
""",
    "no subject": f"""
{HEAD}
steps:
  - {{id: a, email: {{body: a.md}}}}  # <- missing-key
""",
    "a body misspelt": f"""
{HEAD}
steps:
  - {{id: a, email: {{subject: Hi, bdoy: a.md}}}}  # <- unknown-key
""",
    "an email that is text": f"""
{HEAD}
steps:
  - {{id: a, email: Hi}}  # <- bad-value
  - id: b
    email:  # <- bad-value
""",
    "empty texts": f"""
{HEAD}
steps:
  - {{id: a, email: {{subject: "", body: a.md}}}}  # <- bad-value
  - {{id: b, email: {{subject: Hi, body: }}}}  # <- bad-value
  - {{id: c, email: {{subject: [Hi], body: "  "}}}}  # <- bad-value bad-value
""",
    "a subject of two lines": f"""
{HEAD}
steps:
  - id: a
    email:
      body: a.md
      subject: "Hi\\r\\nBcc: x@y.example"  # <- bad-value
""",
    "threads": f"""
{HEAD}
steps:
  - {{id: a, email: {{thread: a, body: a.md}}}}  # <- thread-before
  - {{id: b, email: {{thread: d, body: a.md}}}}  # <- thread-before
  - {{id: c, email: {{thread: bb, body: a.md}}}}  # <- unknown-step
  - {{id: d, email: {{thread: e, body: a.md}}}}  # <- unknown-step
  - {{id: e, wait: 1 day}}
  - {{id: f, email: {{thread: [a], body: a.md}}}}  # <- bad-value
  - {{id: g, email: {{thread: a, body: a.md}}}}
""",
    "a thread over the ways of a fork": f"""
{HEAD}
steps:
  - branch: lead.phone
    then:
      - {{id: a, {MAIL}}}
      - {{id: b, email: {{thread: c, body: a.md}}}}  # <- thread-before
    else:
      - {{id: c, email: {{thread: a, body: a.md}}}}  # <- thread-before
  - {{id: d, email: {{thread: a, body: a.md}}}}
""",
    "variants": f"""
{HEAD}
steps:
  - id: a
    email:
      variants:
        one: {{weight: -1, subject: Hi, body: a.md}}  # <- bad-value
        two: {{weight: many, subject: Hi, body: a.md}}  # <- bad-value
        three: {{subject: Hi}}  # <- missing-key
        four: {{body: a.md}}  # <- missing-key
        five: Hi  # <- bad-value
        six: {{subject: Hi, body: a.md, wieght: 2}}  # <- unknown-key
        "se ven": {{subject: Hi, body: a.md}}  # <- bad-value
""",
    "variants that are none": f"""
{HEAD}
steps:
  - {{id: a, email: {{variants: []}}}}  # <- bad-value
  - {{id: b, email: {{variants: {{}}}}}}  # <- bad-value
  - id: c
    email:
      subject: Hi
      variants: {{x: {{weight: 0, body: a.md}}}}  # <- bad-value
""",
    "headers": f"""
{HEAD}
steps:
  - id: a
    email:
      subject: Hi
      body: a.md
      headers:
        X-Team: growth
        Bcc: x@y.example  # <- bad-value
        list-unsubscribe: no  # <- bad-value
        "X-A: b": c  # <- bad-value
        X-B: "a\\nBcc: x"  # <- bad-value
        X-C: [a]  # <- bad-value
""",
    "attachments": f"""
{HEAD}
steps:
  - {{id: a, email: {{subject: Hi, body: a.md, attachments: price.pdf}}}}  # <- bad-value
""",
}

ACTION = {
    "a task": """
steps:
  - task: {kind: call}  # <- missing-key
  - task: {title: Call}  # <- missing-key
  - task: {kind: a call, title: Call}  # <- bad-value
  - task: Call  # <- bad-value
  - task: {kind: call, titel: Call}  # <- unknown-key
""",
    "a webhook": """
steps:
  - {id: a, webhook: {}}  # <- missing-key
  - {id: b, webhook: {url: ftp://x.example/}}  # <- bad-value
  - {id: c, webhook: {url: "https://{{ company }}/"}}  # <- bad-value
  - {id: d, webhook: {url: "https://x.example/", method: SEND}}  # <- bad-value
  - {id: e, webhook: {url: "https://x.example/", json: {a: .nan}}}  # <- bad-value
  - id: f
    webhook:
      url: https://x.example/{{ email | urlencode }}
      headers:
        Authorization: Bearer abc  # <- literal-secret
        "X Y": z  # <- bad-value
""",
    "a stage": """
steps:
  - stage: qualifed  # <- unknown-stage
  - stage: [won]  # <- bad-value
  - {stage: Won}  # <- unknown-stage
""",
    "fields": """
steps:
  - set: {town: Lyon}  # <- undefined-variable
  - set: {stage: won}  # <- bad-value
  - set: {city: }  # <- bad-value
  - set: city  # <- bad-value
""",
    "what is said in a word": """
steps:
  - tag:  # <- bad-value
  - tag: [a, b]  # <- bad-value
  - notify: ""  # <- bad-value
  - goal:  # <- bad-value
  - stop: {reason: x}  # <- bad-value
""",
    "a sequence": """
steps:
  - enroll: founder  # <- unknown-sequence
  - {enroll: {sequence: founders}}  # <- bad-value
""",
}

REACTION = {
    "an event": """
steps: [{wait: 1 day}]
on:
  reply.intrested: []  # <- unknown-event
  "finished.never": [{tag: x}]  # <- unknown-event
  stage.golden: [{tag: x}]  # <- unknown-event
""",
    "what is not listed": """
steps: [{wait: 1 day}]
on:
  reply: {tag: x}  # <- bad-value
  bounce: tag  # <- bad-value
  opt_out: [tag]  # <- bad-value
""",
    "no events": """
steps: [{wait: 1 day}]
on: [reply]  # <- bad-value
""",
    "what they do": """
steps: [{wait: 1 day}]
on:
  reply.interested:
    - stage: qualifed  # <- unknown-stage
    - {pause: 60 dys}  # <- bad-duration
    - enroll: nurtur  # <- unknown-sequence
    - wait: 1 day  # <- bad-value
    - email: {subject: Hi, body: a.md}  # <- bad-value
    - tagg: x  # <- unknown-key
    - tag: x
      if: lead.phone  # <- unknown-key
    - tag: x
      stage: won  # <- two-actions
    - linkedin: x  # <- unknown-channel
    - task: {kind: call}  # <- missing-key
    - {}  # <- missing-key
""",
}

CASES = {
    f"{group}: {name}": text.lstrip("\n")
    for group, cases in {
        "yaml": YAML,
        "top": TOP,
        "window": WINDOW,
        "step": STEP,
        "email": EMAIL,
        "action": ACTION,
        "reaction": REACTION,
    }.items()
    for name, text in cases.items()
}


@pytest.mark.parametrize("text", CASES.values(), ids=CASES.keys())
def test_a_fault_is_reported_where_it_stands_and_nothing_else_is(text: str) -> None:
    assert found(text) == expected(text)


def test_a_complaint_names_its_place_code_fact_and_remedy() -> None:
    text = "senders: {email: [anna, bne]}\nsteps: [{wait: 1 day}]\n"
    assert [str(complaint) for complaint in complaints_of(text)] == [
        (
            'sequences/x.yaml:1:25: unknown-sender: no email sender "bne" '
            '(did you mean "ben"?): there are anna, ben'
        )
    ]


def test_an_empty_file_is_one_complaint() -> None:
    assert len(found("")) == len(found("# nothing\n")) == 1


def test_complaints_stay_on_one_line_each() -> None:
    text = 'steps: [{stage: "a\\nb\\x1b[31m"}, {"x\\ny": 1}, {wait: "1\\ndax"}]'
    complaints = complaints_of(text)
    assert len(complaints) == 3
    assert all(str(complaint).isprintable() for complaint in complaints)

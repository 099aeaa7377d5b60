"""Faults of a file and its top keys: a mark `# <- code` tells where a complaint is due."""

from __future__ import annotations

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
    "a sender of another channel, and no channel": """
senders:
  email: [anna]
  linkedin: [anna]  # <- unknown-sender
  fax: [anna]  # <- unknown-channel
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
    "a migration": """
steps:
  - {id: intro, wait: 1 day}
  - {id: stop, wait: 1 day}
  - wait: 1 day
migrate:
  old: intor  # <- unknown-step
  "9": "3"
  gone: pin
  call: stop  # <- bad-value
  talk: [intro]  # <- bad-value
  intro: pim  # <- unknown-step
""",
    "a migration that is a list": """
steps: [{wait: 1 day}]
migrate: [old]  # <- bad-value
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

"""Faults of mails, actions and reactions: a mark `# <- code` tells where a complaint is due."""

from __future__ import annotations

HEAD = "senders: {email: [anna]}\n"
MAIL = "email: {subject: Hi, body: a.md}"

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
        three: {{weight: 1, subject: Hi}}  # <- missing-key
        four: {{weight: 1, body: a.md}}  # <- missing-key
        five: Hi  # <- bad-value
        six: {{subject: Hi, body: a.md, wieght: 2}}  # <- unknown-key
        "se ven": {{weight: 1, subject: Hi, body: a.md}}  # <- bad-value
""",
    "a variant without a weight": f"""
{HEAD}
steps:
  - id: a
    email:
      variants:
        one: {{weight: 1, subject: Hi, body: a.md}}
        two: {{subject: Hi, body: a.md}}  # <- missing-key
        three: {{wieght: 1, subject: Hi, body: a.md}}  # <- unknown-key
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
    "a stage for an open": """
steps: [{wait: 1 day}]
on:
  mail.opened:
    - tag: reader
    - {stage: qualified}  # <- stage-on-open
  reply: [{stage: qualified}]
""",
    "a machine's doing": """
steps: [{wait: 1 day}]
on:
  link.scanned: [{tag: x}]  # <- unknown-event
  mail.prefetched: [{tag: x}]  # <- unknown-event
  bounce.hrad: [{tag: x}]  # <- unknown-event
  custom.Webinar: [{tag: x}]  # <- unknown-event
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
    - linkedin: {visit: true}  # <- bad-value
    - task: {kind: call}  # <- missing-key
    - {}  # <- missing-key
""",
}

"""Faults of steps and forks: a mark `# <- code` tells where a complaint is due."""

from __future__ import annotations

HEAD = "senders: {email: [anna]}\n"
MAIL = "email: {subject: Hi, body: a.md}"

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
    "channels with nobody to send": """
steps:  # <- missing-key
  - linkedin: {invite: true}  # <- missing-id
  - {id: b, sms: Hi}
  - id: c
    whatsapp: Hi
""",
    "two actions": f"""
{HEAD}
steps:
  - {{id: a, {MAIL}, wait: 1 day}}  # <- two-actions
  - wait: 1 day
    tag: x  # <- two-actions
    goal: y  # <- two-actions
  - id: see
    stage: won
    linkedin: {{visit: true}}  # <- two-actions
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
  - {{task: {{kind: call, title: Call}}, sender: anne}}  # <- unknown-sender
  - {{task: {{kind: call, title: Call}}, sender: anna}}
""",
    "a time of day outside the window": f"""
{HEAD}
window: {{hours: ["09:00-12:00", "14:00-18:00"]}}
steps:
  - {{id: a, {MAIL}, at: "13:00"}}  # <- at-outside-window
  - {{id: b, {MAIL}, at: "14:00"}}
  - {{id: c, {MAIL}, at: "18:00"}}  # <- at-outside-window
  - {{id: d, {MAIL}, at: "18:00", window: {{hours: "17:00-19:00"}}}}
  - {{task: {{kind: call, title: Call}}, at: "07:00"}}
  - {{id: e, webhook: {{url: "https://x.example/"}}, at: "23:00"}}
""",
    "a stage where an open leads": """
steps:
  - wait_for: {event: mail.opened, within: 3 days}
    then:
      - tag: reader
      - branch: lead.phone
        then: [{stage: qualified}]  # <- stage-on-open
    else:
      - stage: contacted
  - branch: '"mail.opened" in events'
    then:
      - tag: reader
    else:
      - stage: lost  # <- stage-on-open
  - {stage: qualified, if: '"mail.opened" in events'}  # <- stage-on-open
  - stage: contacted
""",
}

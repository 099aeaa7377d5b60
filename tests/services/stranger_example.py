"""Sequences as people from elsewhere write them, right ones and broken ones.

In a broken one `<!code!>` stands before the very character that is complained of.
"""

from __future__ import annotations

HEAD = """\
senders: {email: [anna]}
steps:
  - id: a
    email: {subject: Hi, body: hi.md}
"""

RIGHT = {
    "of Outreach.io": """\
senders: {email: [anna, ben], linkedin: [seat]}
steps:
  - id: day-1-auto-email
    email:
      subject: "Quick question, {{ first_name }}"
      body: |
        Hi {{ first_name }},

        saw that {{ company }} is hiring.

        {{ sender.name }}
  - id: day-1-view
    linkedin: {visit: true}
  - id: day-3-call
    after: 2 days
    task: {kind: call, title: "Call {{ first_name }} ({{ title }})", due: 1 day, note: Ask}
  - id: day-6-reply
    after: 3 days
    email: {thread: day-1-auto-email, body: "Any thoughts, {{ first_name }}?"}
on:
  reply.interested:
    - stage: qualified
    - notify: "{{ first_name }} of {{ company }} is interested"
""",
    "of lemlist": """\
senders:
  email:
  - anna
steps:
- id: step1
  email:
    variants:
      A:
        weight: 50
        subject: '{{ company }} + Acme'
        body: |-
          Hey {{first_name}},

          {{city}}?
      B: {weight: 50, subject: 'idea for {{company}}', body: hi.md}
- id: looked
  wait_for: {event: custom.seen, within: 2 days}
  else:
  - id: cold
    after: 2 days
    email: {thread: step1, body: bump.md}
""",
    "all quoted": """\
'name': "all-quoted"
"senders": {'email': ["anna"]}
"steps":
  - "id": 'a'
    'email': {"subject": 'It''s', "body": "Say \\"hi\\" \\u00e9 \\t tab\\nnew line"}
  - 'id': "b"
    "after": '3 days'
    "if": 'lead.company != ""'
    "email": {"thread": 'a', "body": '{{ "quoted" }}'}
""",
    "words that are no text elsewhere": """\
senders: {email: [anna]}
description: yes
steps:
  - id: no
    email: {subject: 2024-01-01, body: 12:30}
  - id: on
    after: 1 day
    at: 10:30
    email: {thread: no, body: off}
""",
    "in one line": (
        '{senders: {email: [anna]}, steps: [{id: a, email: {subject: "Hi", body: "Hello"}}, '
        "{id: b, after: 3 days, email: {thread: a, body: Again}}]}\n"
    ),
    "comments everywhere": """\
# a comment
---
senders: # pools
  email: # mail
    # deep
    - anna # first
steps: # the steps
  # before
  - id: a # id
    # in between
    email: # mail
      subject: "a # no comment"
      body: "text#nothing"
...
""",
    "every way to fold": """\
senders: {email: [anna]}
steps:
  - id: a
    email:
      subject: >-
        A folded
        subject for {{ first_name }}
      body: |2
          indented

        text
  - id: b
    after: 1 day
    email:
      thread: a
      body: >+
        kept

""",
    "nested five deep": """\
senders: {email: [anna]}
exit_on: [bounce]
steps:
  - id: l0
    email: {subject: Hi, body: hi.md}
  - branch: lead.country == "US"
    then:
      - branch: lead.title in ["CEO", "Founder"]
        then:
          - wait_for: {event: reply, within: 3 days}
            then:
              - branch: lead.score > 10
                then:
                  - branch: '"vip" in lead.tags'
                    then:
                      - id: deep
                        email: {thread: l0, body: deep}
                    else: [{tag: not-vip}]
            else: []
    else:
      - id: l1
        after: 2 days
        email: {thread: l0, body: One}
  - goal: done
""",
    "expressions": """\
steps:
  - if: lead.first_name and not lead.last_name
    tag: a
  - if: "'vip' in lead.tags or lead.score >= 10"
    tag: b
  - if: lead.email.endswith("@example.com") or now.weekday() < 5
    tag: c
  - branch: (lead.city | int if lead.city else 0) > 3 and lead.company | lower == "acme"
    then: [{tag: d}]
  - if: '"link.clicked" in events and "custom.demo" not in events and events | length > 2'
    tag: e
  - if: events[0].kind == "sent" and now.hour > 12 and lead["city"] != "3"
    tag: f
""",
    "hours round the clock": """\
window: {days: [Mon, WED, fri], hours: ["00:00-06:30", "20:00-24:00"], holidays: [FR, US]}
senders: {email: [zoë]}
steps:
  - id: a
    sender: zoë
    window: {hours: "00:00-24:00"}
    email: {subject: Hi, body: hi.md}
""",
}

BROKEN = {
    "an unquoted tag": """\
senders: {email: [anna]}
steps:
  - id: a
    email:
      subject: <!yaml-syntax!>{{ company }}
      body: hi.md
  - id: b
    after: <!bad-duration!>soon
    email: {subject: <!yaml-syntax!>{{ company }}, body: hi.md}
""",
    "an unquoted tag before text": """\
senders: {email: [anna]}
steps:
  - id: a
    email:
      subject: <!yaml-syntax!>{{ company }} and you
      body: hi.md
""",
    "a sign that begins no text": """\
senders: {email: [anna]}
steps:
  - id: a
    email: {subject: <!yaml-syntax!>%off, body: hi.md}
""",
    "a tag of YAML": "description: <!yaml-syntax!>!!python/object/apply:os.system ['id']\n"
    + HEAD,
    "an alias": """\
senders: <!yaml-syntax!>&pool {email: [anna]}
steps:
  - id: a
    email: {subject: Hi, body: hi.md}
  - id: b
    email: <!yaml-syntax!>*pool
""",
    "a tab": "senders: {email: [anna]}\nsteps:\n  - id: a\n<!yaml-syntax!>\temail: {}\n",
    "a bracket left open": "senders: {email: [anna]\n<!yaml-syntax!>steps:\n  - tag: a\n",
    "no text but a list": "<!bad-value!>- id: a\n  email: {subject: Hi, body: hi.md}\n",
    "no steps": "<!missing-key!>senders: {email: [anna]}\n",
    "a key of another's": "<!unknown-key!>exit-on: [reply]\n" + HEAD,
    "an expression in braces": HEAD
    + """\
  - if: <!bad-expression!>"{{ lead.phone }}"
    tag: x
  - branch: <!bad-expression!>"{% if lead.phone %}"
    then: [{tag: x}]
""",
    "an unknown event in an expression": HEAD
    + """\
  - if: '"<!unknown-event!>link.click" in events'
    tag: x
  - branch: lead.phone and 'reply' in events and '<!unknown-event!>replied' not in events
    then: [{tag: x}]
""",
    "events are no mapping": HEAD
    + """\
  - if: events.<!undefined-variable!>link.clicked
    tag: x
  - if: events["<!undefined-variable!>link.clicked"]
    tag: x
  - if: now.<!undefined-variable!>our > 3
    tag: x
""",
    "a text as a number": HEAD
    + """\
  - if: lead.<!bad-expression!>city > 3
    tag: x
  - if: lead.<!bad-expression!>score >= "5"
    tag: x
  - if: 50 < lead.<!bad-expression!>phone
    tag: x
  - if: lead.<!bad-expression!>city == 3
    tag: x
  - id: b
    email:
      thread: a
      body: |
        Hi,
        {% if <!bad-template!>city > 3 %}many{% endif %}
""",
    "a field without lead": HEAD + "  - if: <!undefined-variable!>phone\n    tag: x\n",
    "signs of other languages": HEAD
    + """\
  - if: lead.phone <!bad-expression!>&& lead.email
    tag: x
  - if: "<!bad-expression!>!lead.phone"
    tag: x
  - if: lead.phone <!bad-expression!>|| lead.email
    tag: x
""",
    "ways inside the wait": HEAD
    + """\
  - wait_for: {event: custom.seen, within: 1 day, <!unknown-key!>then: [{tag: x}]}
""",
    "a weight below nothing": HEAD
    + "  - id: b\n    email: {thread: a, variants: {p: {weight: <!bad-value!>-1, body: x}}}\n",
    "channels of another shape": """\
senders: {linkedin: [seat], whatsapp: [chat]}
steps:
  - id: a
    linkedin: {<!unknown-key!>kind: visit}
  - id: b
    whatsapp: {<!unknown-key!>content: HX0123456789abcdef0123456789abcdef}
  - id: c
    whatsapp: <!missing-key!>{}
""",
    "names of other vendors": HEAD
    + """\
  - id: b
    email:
      subject: "{{<!undefined-variable!>firstName}}"
      body: At {{<!undefined-variable!>companyName}}
""",
    "a thread in the other way": HEAD
    + """\
  - branch: lead.phone
    then:
      - id: b
        email: {subject: x, body: y}
    else:
      - id: c
        email: {thread: <!thread-before!>b, body: y}
""",
    "a thread on a call": HEAD
    + """\
  - id: t
    task: {kind: call, title: x}
  - id: b
    email: {thread: <!unknown-step!>t, body: y}
""",
    "an id twice, once deep down": HEAD
    + """\
  - branch: lead.phone
    then:
      - id: <!duplicate-id!>a
        email: {subject: x, body: y}
""",
    "no id, deep down": HEAD
    + "  - branch: lead.phone\n    then:\n      - <!missing-id!>after: 2 days\n"
    + "        email: {thread: a, body: x}\n",
    "faults of four kinds": HEAD
    + """\
  - id: b
    after: <!bad-duration!>2 months
    if: <!bad-expression!>(
    email: {thread: <!unknown-step!>q, body: <!missing-template!>zz.md}
""",
    "after the end": HEAD
    + "  - stop: x\n  - <!unreachable-step!>id: b\n    email: {thread: a, body: y}\n",
    "an attachment from elsewhere": HEAD
    + "  - id: b\n    email: {thread: a, body: x, attachments: [<!missing-template!>../hi.md]}\n",
    "a second header": HEAD
    + '  - id: b\n    email: {thread: a, body: x, headers: {X-Y: <!bad-value!>"b\\r\\nBcc: x"}}\n',
    "an hour too many": 'window: {hours: ["09:00-12:00", <!bad-hours!>"11:00-24:01"]}\n'
    + HEAD,
    "a reaction that sends": HEAD
    + "on:\n  reply: [{<!bad-value!>email: {subject: x, body: y}}]\n",
}

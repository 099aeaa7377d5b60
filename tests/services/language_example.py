"""Sequences as authors write them, each with constructs of its own, and ways to break them."""

from __future__ import annotations

VALID = {
    "two mails": """\
# yaml-language-server: $schema=./schema.json
name: two-mails
senders: {email: [anna, ben]}
require: [first_name]
steps:
  - id: intro
    email: {subject: "A question about {{ company }}", body: hi.md}
  - id: bump
    after: 3 working days
    email: {thread: intro, body: bump.md}
""",
    "four channels": """\
senders: {email: [anna], sms: [desk], whatsapp: [chat], linkedin: [seat]}
steps:
  - id: visit
    linkedin: {visit: true}
  - id: invite
    after: 1 day
    linkedin: {invite: "Hello {{ first_name }}, we both work on follow-ups."}
  - id: mail
    after: 2 days
    email: {subject: "{{ company }}", body: hi.md}
  - id: text
    if: lead.phone and lead.country == "US"
    at: "10:30"
    sms: {body: "{{ first_name }}, did my mail reach you? {{ sender.name }}"}
  - id: chat
    whatsapp:
      template: HX0123456789abcdef0123456789abcdef
      variables: {"1": "{{ first_name }}"}
""",
    "variants with weights": """\
senders: {email: [anna]}
steps:
  - id: intro
    email:
      variants:
        short: {weight: 3, subject: "{{ company }} and its first AE", body: hi.md}
        long:
          weight: 1
          subject: "Who follows up at {{ company }}?"
          body: |
            Hi {{ first_name | default("there") }},

            who answers your leads on a Friday evening?

            {{ sender.name }}
""",
    "click or not": """\
senders: {email: [anna]}
steps:
  - id: intro
    email:
      subject: A tour
      body: "See [the tour](https://acme.example/tour), {{ first_name }}."
  - id: looked
    wait_for: {event: link.clicked, within: 4 days}
    then:
      - id: demo
        email: {thread: intro, body: bump.md}
    else:
      - id: bye
        after: 1 week
        email: {thread: intro, body: bump.md}
  - goal: told
""",
    "nested branches": """\
senders: {email: [anna]}
steps:
  - branch: lead.country == "US"
    then:
      - branch: lead.phone
        then:
          - id: call
            task: {kind: call, title: "Call {{ first_name }}", due: 4 hours}
        else:
          - id: us-mail
            email: {subject: Hello from over here, body: hi.md}
    else:
      - id: eu-mail
        window: {days: [tue, wed, thu], hours: ["09:00-12:00", "14:00-16:00"]}
        email: {subject: Hello, body: hi.md}
  - tag: reached
""",
    "windows of every kind": """\
window: {days: working, hours: ["08:00-12:00", "13:00-24:00"], timezone: lead, holidays: none}
senders: {email: [anna]}
steps:
  - id: night
    window: {days: [sat, SUN], hours: "00:00-06:30", timezone: Asia/Tehran, holidays: [IR, FR]}
    email: {subject: Hello, body: hi.md}
  - id: office
    at: 13:15
    sender: ben
    email: {subject: Hello again, body: hi.md}
""",
    "actions": """\
steps:
  - stage: contacted
  - tag: spring
  - set: {city: "{{ city | default('Lyon') }}", title: CEO}
  - notify: "{{ first_name | default('somebody') }} is through"
  - pause: 30 days
  - wait: 2 weeks
  - enroll: nurture
  - pause:
  - id: end
    if: lead.score > 50
    goal: warm
  - stop: nothing more to say
""",
    "reactions": """\
senders: {email: [anna]}
exit_on: [reply, bounce, opt_out, goal, custom.bought]
company: {on_reply: stop, max_active: 1}
steps:
  - id: intro
    email: {subject: Hello, body: hi.md}
on:
  reply.interested: [{stage: qualified}, {task: {kind: custom, title: Answer today, due: 4 hours}}]
  reply.not_now: [{pause: 60 days}]
  reply.question: [{notify: "A question of {{ first_name | default('somebody') }}"}]
  bounce: [{tag: bounced}]
  opt_out: [{tag: gone}]
  custom.webinar.came: [{goal: came}]
  stage.won: [{stop: customer}]
  finished.no_reply: [{tag: nurture}, {enroll: nurture}]
""",
    "a webhook with a tree": """\
steps:
  - id: gift
    webhook:
      url: "https://gifts.example/orders?city={{ city | default('none') | urlencode }}"
      method: PUT
      headers: {X-Source: outreach}
      json: {name: "{{ name | default('') }}", lines: [{sku: 7, n: 1.5}, null, true], note: ""}
""",
    "events waited for": """\
senders: {email: [anna]}
exit_on: [bounce, opt_out]
steps:
  - id: ask
    email: {subject: A date?, body: hi.md}
  - id: answered
    wait_for: {event: reply, within: 10 working days}
    then:
      - id: call
        task: {kind: call, title: Call}
      - id: called
        wait_for: {event: task.done, within: 2 weeks}
        else:
          - notify: Nobody called
  - id: came
    wait_for: {event: custom.webinar, within: 30 days}
    then: [{goal: came}]
""",
    "right to left": """\
name: farsi
description: نامه‌ای کوتاه
senders: {email: [anna]}
steps:
  - id: intro
    email:
      subject: "{{ company | default('شرکت شما') }}"
      body: |
        سلام {{ first_name | default("دوست گرامی") }}،

        یک پرسش کوتاه دارم.

        {{ sender.name }}
""",
    "a choice by language": """\
senders: {email: [anna]}
steps:
  - id: intro
    email:
      subject: "{% if language == 'de' %}Eine Frage{% else %}A question{% endif %}"
      body: "{% if language == 'de' %}Guten Tag{% else %}Hello{% endif %}. {% include 'sign.md' %}"
""",
    "where leads of removed steps go": """\
steps:
  - id: intro
    task: {kind: call, title: Call}
  - id: last
    after: 1 week
    task: {kind: call, title: Call again}
migrate: {bump: last, survey: stop, gift: pin}
""",
    "spun and looped": """\
senders: {email: [anna]}
steps:
  - id: intro
    email:
      subject: "{{ spin('A note', 'One idea') }}"
      headers: {X-Campaign: "{{ sequence.name }}"}
      body: >-
        {% for tag in lead.tags %}{{ tag }}{% if not loop.last %}, {% endif %}{% endfor %}
        {% set n = 2 %}{{ n }} lines of {{ (company | default("you")).split(" ") | first }}.
""",
    "events in expressions": """\
senders: {email: [anna]}
steps:
  - id: intro
    email: {subject: Hello, body: hi.md}
  - id: bump
    after: 5 days
    if: not ("reply" in events or "link.clicked" in events) and now.weekday() < 4
    email: {thread: intro, body: bump.md}
  - id: papers
    after: 1 day
    email: {thread: intro, body: bump.md, attachments: [plan.pdf]}
""",
    "comments, quotes and flow": """\
# comment
"name": quoted   # the name
'senders': {"email": ['anna',"ben"]}
steps: [
  {id: a, email: {subject: 'It''s here', body: "Hi\\tthere {{ first_name }}"}},
  {id: b, after: '90s', email: {thread: a, body: bump.md}}, # last
]
""",
}

# Of which sequence, what is written instead of what, and what is complained of then.
BROKEN = (
    ("two mails", "name: two-mails", "name: Two Mails", "2 bad-value"),
    ("two mails", "[anna, ben]", "[anna, bne]", "3 unknown-sender"),
    ("two mails", "[first_name]", "[frist_name]", "4 undefined-variable"),
    ("two mails", "  - id: bump\n", "  - id: intro\n", "8 duplicate-id"),
    ("two mails", "3 working days", "3 working dais", "9 bad-duration"),
    ("two mails", "3 working days", "0.5 days", "9 bad-duration"),
    ("two mails", "thread: intro", "thread: bump", "10 thread-before"),
    ("two mails", "thread: intro", "thread: into", "10 unknown-step"),
    ("two mails", "body: bump.md", "body: bumb.md", "10 missing-template"),
    ("two mails", "body: bump.md", "bodi: bump.md", "10 unknown-key"),
    ("two mails", "{{ company }}", "{{ compani }}", "7 undefined-variable"),
    ("two mails", "{{ company }}", "{{ company", "7 bad-template"),
    ("two mails", "{{ company }}", "{{ company | uper }}", "7 bad-template"),
    ("two mails", "steps:\n", "step:\n", "5 unknown-key"),
    ("two mails", "senders: {email: [anna, ben]}\n", "", "2 missing-key"),
    ("two mails", "    after: 3", "\tafter: 3", "9 yaml-syntax"),
    ("two mails", "  - id: bump\n    after", "  - after", "8 missing-id"),
    (
        "two mails",
        "  - id: intro\n",
        "  - goal: x\n  - id: intro\n",
        "7 unreachable-step",
    ),
    ("four channels", "visit: true", "vist: true", "4 unknown-key"),
    ("four channels", "sms: [desk]", "sms: [anna]", "1 unknown-sender"),
    ("four channels", "sms: [desk]", "fax: [desk]", "1 missing-key 1 unknown-channel"),
    ("four channels", 'at: "10:30"', 'at: "25:30"', "13 bad-hours"),
    (
        "four channels",
        'lead.country == "US"',
        'lead.contry == "US"',
        "12 undefined-variable",
    ),
    (
        "four channels",
        'lead.country == "US"',
        'lead.country = "US"',
        "12 bad-expression",
    ),
    ("four channels", "HX0123", "XX0123", "17 bad-value"),
    ("variants with weights", "weight: 3, ", "", "6 missing-key"),
    ("variants with weights", "weight: 1", "weight: heavy", "8 bad-value"),
    (
        "variants with weights",
        '          subject: "Who follows',
        '          body: hi.md\n          subject: "Who follows',
        "11 duplicate-key",
    ),
    ("click or not", "link.clicked", "link.click", "8 unknown-event"),
    ("click or not", ", within: 4 days", "", "8 missing-key"),
    (
        "click or not",
        "  - goal: told",
        "  - stop:\n  - goal: told",
        "17 unreachable-step",
    ),
    (
        "nested branches",
        "    else:\n      - id: eu-mail",
        "    els:\n      - id: eu-mail",
        "12 unknown-key",
    ),
    ("nested branches", "tag: reached", "{tag: reached, stage: won}", "16 two-actions"),
    (
        "nested branches",
        "branch: lead.phone",
        "branch: lead.phone and",
        "5 bad-expression",
    ),
    ("windows of every kind", "Asia/Tehran", "Asia/Teheran", "5 bad-timezone"),
    ("windows of every kind", "[IR, FR]", "[IR, XX]", "5 bad-value"),
    ("windows of every kind", '"08:00-12:00"', '"12:00-08:00"', "1 bad-hours"),
    ("nested branches", '"14:00-16:00"', '"11:00-16:00"', "14 bad-hours"),
    ("windows of every kind", "[sat, SUN]", "[sat, sundy]", "5 bad-value"),
    ("actions", "stage: contacted", "stage: contcted", "2 unknown-stage"),
    ("actions", "title: CEO", "email: x", "4 bad-value"),
    ("actions", "enroll: nurture", "enroll: nurtrue", "8 unknown-sequence"),
    ("actions", "    if: lead.score > 50\n", "", "12 unreachable-step"),
    ("reactions", "on_reply: stop", "on_reply: stopp", "3 bad-value"),
    ("reactions", "max_active: 1", "max_active: 0", "3 bad-value"),
    ("reactions", "reply.interested:", "reply.intrested:", "8 unknown-event"),
    ("reactions", "[{tag: bounced}]", "[{wait: 1 day}]", "11 bad-value"),
    ("reactions", "goal, custom.bought", "goal, bought", "2 unknown-event"),
    (
        "a webhook with a tree",
        "https://gifts.example/",
        "https://{{ city }}/",
        "4 bad-value",
    ),
    ("a webhook with a tree", "method: PUT", "method: PUTT", "5 bad-value"),
    (
        "a webhook with a tree",
        "X-Source: outreach",
        "Authorization: secret",
        "6 literal-secret",
    ),
    ("events waited for", "event: reply,", "event: replied,", "7 unknown-event"),
    ("where leads of removed steps go", "bump: last", "bump: lst", "7 unknown-step"),
    ("where leads of removed steps go", "migrate: {", "migrat: {", "7 unknown-key"),
    ("spun and looped", "{% endfor %}", "", "8 bad-template"),
    ("spun and looped", "X-Campaign", "Reply-To", "6 bad-value"),
    ("a choice by language", "'sign.md'", "'sing.md'", "6 missing-template"),
    ("events in expressions", "[plan.pdf]", "[plan.pfd]", "11 missing-template"),
    ("events in expressions", "now.weekday()", "now.weekdy()", "7 undefined-variable"),
    ("comments, quotes and flow", '"ben"', "&b ben", "3 yaml-syntax"),
    ("comments, quotes and flow", '"ben"]}', '"ben"}', "3 yaml-syntax"),
    ("comments, quotes and flow", "It''s", "It's", "5 yaml-syntax"),
    ("comments, quotes and flow", "'90s'", "'90 s s'", "6 bad-duration"),
)

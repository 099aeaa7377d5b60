"""Faults of texts, WhatsApp messages and LinkedIn steps."""

from __future__ import annotations

HEAD = "senders: {sms: [desk], whatsapp: [chat], linkedin: [seat]}"
SID = "HX" + "0123456789abcdef" * 2

MESSAGE = {
    "a step without an id": f"""
{HEAD}
steps:
  - sms: Hi  # <- missing-id
  - whatsapp: {{body: Hi}}  # <- missing-id
  - linkedin: {{visit: true}}  # <- missing-id
""",
    "senders that do not fit": """
senders:
  sms: [dekk]  # <- unknown-sender
  whatsapp: [desk]  # <- unknown-sender
  linkedin: [anna]  # <- unknown-sender
steps:
  - {id: a, sms: Hi, sender: chat}  # <- unknown-sender
  - {id: b, linkedin: {visit: true}, sender: seat}
""",
    "no pool to send through": """
senders: {email: [anna]}  # <- missing-key missing-key
steps:
  - {id: a, sms: Hi}
  - {id: b, whatsapp: Hi}
  - {id: c, linkedin: {visit: true}}
""",
    "a text that is none": f"""
{HEAD}
steps:
  - {{id: a, sms: ""}}  # <- bad-value
  - {{id: b, sms: [Hi]}}  # <- bad-value
  - {{id: c, sms: }}  # <- bad-value
  - {{id: d, sms: {{}}}}  # <- missing-key
  - {{id: e, sms: {{bodi: Hi}}}}  # <- unknown-key
  - {{id: f, sms: {{text: Hi}}}}  # <- missing-key unknown-key
  - {{id: g, sms: {{body: "  "}}}}  # <- bad-value
  - {{id: h, sms: intro.md}}  # <- bad-value
  - {{id: i, sms: {{body: a/intro.html}}}}  # <- bad-value
  - {{id: j, sms: {{body: a/intro.txt}}}}
""",
    "a text that is long": f"""
{HEAD}
steps:
  - {{id: a, sms: "{"a" * 459}"}}
  - {{id: b, sms: "{"a" * 460}"}}  # <- long-text
  - {{id: c, sms: "{"é" * 459} {{{{ first_name }}}}"}}
  - {{id: d, sms: "{"ж" * 201}"}}
  - {{id: e, sms: "{"ж" * 202}"}}  # <- long-text
  - {{id: f, sms: "{"a" * 1601}"}}  # <- bad-value long-text
  - {{id: g, whatsapp: "{"a" * 1600}"}}
  - {{id: h, whatsapp: "{"a" * 1601}"}}  # <- bad-value
""",
    "a whatsapp that says nothing, or too much": f"""
{HEAD}
steps:
  - {{id: a, whatsapp: {{}}}}  # <- missing-key
  - {{id: b, whatsapp: {{body: Hi, template: {SID}}}}}  # <- two-actions
  - {{id: c, whatsapp: {{template: welcome}}}}  # <- bad-value
  - {{id: d, whatsapp: {{body: Hi, variables: {{"1": x}}}}}}  # <- bad-value
  - {{id: e, whatsapp: {{template: {SID}, variables: [x]}}}}  # <- bad-value
  - {{id: f, whatsapp: {{template: {SID}, variables: {{"a b": x}}}}}}  # <- bad-value
  - {{id: g, whatsapp: {{template: {SID}, variables: {{"1": [x]}}}}}}  # <- bad-value
  - {{id: h, whatsapp: {{templat: {SID}}}}}  # <- unknown-key
  - {{id: i, whatsapp: {{template: {SID}, variables: {{"1": "{{{{ company }}}}"}}}}}}
""",
    "a linkedin that does nothing, or too much": f"""
{HEAD}
steps:
  - {{id: a, linkedin: visit}}  # <- bad-value
  - {{id: b, linkedin: {{}}}}  # <- missing-key
  - {{id: c, linkedin: {{visit: false}}}}  # <- bad-value
  - {{id: d, linkedin: {{visit: true, invite: Hi}}}}  # <- two-actions
  - {{id: e, linkedin: {{invit: Hi}}}}  # <- unknown-key
  - {{id: f, linkedin: {{connect: true}}}}  # <- unknown-key
  - {{id: g, linkedin: {{message: }}}}  # <- bad-value
  - {{id: h, linkedin: {{message: note.html}}}}  # <- bad-value
  - {{id: i, linkedin: {{invite: }}}}  # <- bad-value
""",
    "an invitation's note that is long": f"""
{HEAD}
steps:
  - {{id: a, linkedin: {{invite: "{"a" * 200}"}}}}
  - {{id: b, linkedin: {{invite: "{"a" * 201}"}}}}  # <- long-text
  - {{id: c, linkedin: {{invite: "{"a" * 300}{{{{ company }}}}"}}}}  # <- long-text
  - {{id: d, linkedin: {{invite: "{"a" * 301}"}}}}  # <- bad-value
  - {{id: e, linkedin: {{message: "{"a" * 1000}"}}}}
""",
}

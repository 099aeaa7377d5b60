"""What is wrong in the settings of a number or a seat is told where it stands, no secret shown."""

from __future__ import annotations

from outreach.config import read_config

SID = "AC" + "0" * 32
TEXT = f"""\
public_url: https://go.acme.example
senders:
  a: {{channel: sms, twilio: {{account_sid: AC1, auth_token: hunter2}}}}
  b: {{channel: whatsapp, twilio: {{account_sid: {SID}, auth_token: "${{T}}", from: a}}}}
  c: {{channel: sms}}
  d: {{channel: linkedin, by: robot}}
  e: {{channel: linkedin, webhook: {{url: nowhere, secret: "${{T}}"}}}}
  f: {{channel: sms, twilio: {{account_sid: {SID}, auth_token: "${{T}}"}}}}
  g: {{channel: linkedin, by: person, webhook: {{url: "https://x.example", secret: "${{T}}"}}}}
"""


def test_each_fault_is_told_where_it_stands() -> None:
    config, found = read_config(TEXT.encode(), {"T": "shh"})
    assert config is None
    assert [(each.line, each.code) for each in found] == [
        (3, "bad-value"),
        (3, "literal-secret"),
        (5, "missing-key"),
        (6, "bad-value"),
        (7, "bad-value"),
        (8, "missing-key"),
        (9, "bad-value"),
    ]
    assert not any("hunter2" in str(each) or "shh" in str(each) for each in found)


def test_a_number_that_nobody_hears_is_warned_of() -> None:
    one = f'twilio: {{account_sid: {SID}, auth_token: "${{T}}", from: "+15550100"}}'
    text = f"senders:\n  desk: {{channel: sms, {one}}}\n"
    config, found = read_config(text.encode(), {"T": "shh"})
    assert config is not None
    assert [str(each) for each in found] == [
        (
            "outreach.yaml:2:3: warning(no-inbox): answers to desk are not heard, STOP among "
            "them: add a public_url and name its /hooks/twilio/ in Twilio"
        )
    ]
    assert "shh" not in repr(config)

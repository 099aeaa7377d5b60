"""outreach.yaml: secrets are never shown, and needed only where they are used."""

from __future__ import annotations

from outreach.config import read_config
from tests.services.outreach_yaml import ENV


def test_no_complaint_shows_a_secret() -> None:
    text = (
        'database: "my${PW}://x"\nbroker: ${PW}\npublic_url: ${PW}\n'
        'crm: {webhook: {url: "${PW}", secret: "whsec_${PW}!"}}'
    )
    _, complaints = read_config(text.encode(), ENV)
    assert [each.line for each in complaints] == [1, 2, 3, 4, 4, 4]
    assert "hunter2" not in "\n".join(map(str, complaints))


def test_a_missing_secret_is_but_a_warning_to_who_only_looks() -> None:
    text = (
        b"senders:\n  anna:\n    channel: email\n    address: anna@acme.example\n"
        b"    smtp: {host: mx.acme.example, username: anna, password: '${ANNA_PW}'}\n"
        b"name: ${ACME_NAME}\n"
    )
    _, strict = read_config(text, {})
    config, loose = read_config(text, {"ACME_NAME": "acme"}, unarmed=True)
    assert [(c.line, c.code, c.warning) for c in strict] == [
        (5, "missing-variable", False),
        (6, "missing-variable", False),
    ]
    assert config is not None
    assert [(c.line, c.code) for c in loose if c.code == "missing-variable"] == [
        (5, "missing-variable")
    ]
    assert all(complaint.warning for complaint in loose)


def test_who_only_looks_needs_no_secret_of_those_who_push_mail() -> None:
    text = b"inbound: {secret: '${A}', mailgun: '${B}', postmark: '${C}', sendgrid: '${D}'}"
    _, loose = read_config(text, {}, unarmed=True)
    assert [(c.code, c.warning) for c in loose if c.line == 1] == [
        ("missing-variable", True)
    ] * 4

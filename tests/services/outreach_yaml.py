"""Texts of outreach.yaml that tests share, and the environment they are read in."""

from __future__ import annotations

ENV = {"PW": "hunter2", "TOKEN": "pat-eu1-x", "EMPTY": "", "NAME": "Zoë", "PORT": "26"}
SIGNING = "whsec_" + "c2VjcmV0IG9mIGFjbWU="

SENDER = """\
postal_address: Acme, 1 rue X, Paris
public_url: https://go.acme.example
senders:
  anna:
    channel: email
    address: Anna Lee <anna@acme.example>
    smtp: {host: smtp.acme.example}
"""

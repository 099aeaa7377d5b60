"""Reports that are wrapped, lost, cut off or encoded on their way are read whole."""

from __future__ import annotations

import pytest

from outreach.core.inbound.meaning import Reason
from tests.core.inbound.report import (
    HARD,
    LENA,
    OURS,
    POSTFIX,
    SOFT,
    Heard,
    dsn,
    group,
    heard,
    kind_of,
    plain,
    recipients,
)

CASES = {
    "the fields came as an attachment": (
        dsn(
            POSTFIX,
            group(said="550 5.1.1 User unknown"),
            part="Content-Type: application/octet-stream; name=details.txt\n"
            "Content-Disposition: attachment; filename=details.txt",
            kind="multipart/mixed",
        ),
        [Heard(LENA, HARD, Reason.USER_UNKNOWN, "5.1.1")],
    ),
    "the fields are base64": (
        dsn(
            POSTFIX,
            "",
            part="Content-Type: message/delivery-status\n"
            "Content-Transfer-Encoding: base64\n\n"
            "UmVwb3J0aW5nLU1UQTogZG5zOyBteC5leGFtcGxlCgpGaW5hbC1SZWNpcGllbnQ6IHJmYzgyMjsg\n"
            "bGVuYUBsZWFkLmV4YW1wbGUKQWN0aW9uOiBmYWlsZWQKU3RhdHVzOiA1LjEuMQo=\n--b\n"
            "Content-Type: text/plain",
        ),
        [Heard(LENA, HARD, Reason.USER_UNKNOWN, "5.1.1")],
    ),
    "the report lost its mime header": (
        dsn(POSTFIX, group(said="550 5.1.1 User unknown"), kind="text/plain"),
        [Heard(LENA, HARD, Reason.USER_UNKNOWN, "5.1.1")],
    ),
    "the report is cut off": (
        dsn(POSTFIX, group(said="550 5.1.1 User unknown")).partition(
            b"--b\r\nContent-Type: message/rfc822"
        )[0],
        [Heard(LENA, HARD, Reason.USER_UNKNOWN, "5.1.1")],
    ),
    "a relay wrapped the report": (
        plain(
            "--o\nContent-Type: text/plain\n\nScanned by the gateway.\n--o\n"
            "Content-Type: message/rfc822\n\n"
            + dsn(POSTFIX, group(said="550 5.1.1 User unknown"))
            .decode()
            .replace("\r\n", "\n")
            + "\n--o--\n",
            kind='multipart/mixed; boundary="o"',
        ),
        [Heard(LENA, HARD, Reason.USER_UNKNOWN, "5.1.1")],
    ),
    "xtext that was not undone": (
        dsn(
            POSTFIX,
            group(
                "l@private.example",
                more="Original-Recipient: rfc822; lena+2Bwork@lead.example\n",
            ),
        ),
        [
            Heard(
                "lena+work@lead.example",
                HARD,
                Reason.USER_UNKNOWN,
                "5.1.1",
                final="l@private.example",
            )
        ],
    ),
    "an address beyond ascii": (
        dsn(
            POSTFIX,
            "Original-Recipient: utf-8; j\\x{FC}rgen@lead.example\nFinal-Recipient: utf-8;"
            " jürgen@lead.example\nAction: failed\nStatus: 5.1.1\n",
            part="Content-Type: message/global-delivery-status",
        ),
        [Heard("jürgen@lead.example", HARD, Reason.USER_UNKNOWN, "5.1.1")],
    ),
    "brackets and capitals around the address": (
        dsn(
            POSTFIX,
            "Final-Recipient: RFC822;<Lena@LEAD.example>\nAction: Failed\n"
            "Status: 5.1.1 (bad destination mailbox address)\n",
        ),
        [Heard(LENA, HARD, Reason.USER_UNKNOWN, "5.1.1")],
    ),
    "the fields name no address, the words do": (
        dsn(
            f"{POSTFIX}<{LENA}>: unknown user",
            "Final-Recipient: LOCAL;<>\nAction: failed\nStatus: 5.1.1\n",
        ),
        [Heard(LENA, HARD, Reason.USER_UNKNOWN, "5.1.1")],
    ),
    "a mailbox refused it after it was taken": (
        dsn(
            f"Your message to <{LENA}> was automatically rejected:\nQuota exceeded "
            "(mailbox for user is full)",
            f"Original-Message-ID: {OURS}\nFinal-Recipient: rfc822; {LENA}\nDisposition: "
            "automatic-action/MDN-sent-automatically; deleted",
            "Mail Delivery Subsystem <postmaster@lead.example>",
            "Automatically rejected mail",
            "Auto-Submitted: auto-replied (rejected)\n",
            "Content-Type: message/disposition-notification\n\nReporting-UA: dovecot",
            kind="multipart/report; report-type=disposition-notification",
        ),
        [Heard(LENA, SOFT, Reason.MAILBOX_FULL)],
    ),
}


@pytest.mark.parametrize("name", list(CASES))
def test_a_mangled_report_is_read_whole(name: str) -> None:
    raw, wanted = CASES[name]
    reading = heard(raw)

    assert (reading.kind, recipients(reading)) == (kind_of(wanted), wanted)

"""No line names a person unless that is asked, and none tells a secret."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from outreach.core.redaction import Redaction, codes_of

HIDE, SHOW = Redaction(), Redaction(addresses=True)

atoms = st.text(
    st.characters(
        categories=("Ll", "Lu", "Nd"),
        include_characters="!#$%&'*+-/=?^_`{|}~.",
    ),
    min_size=1,
    max_size=30,
)
words = st.text(st.characters(categories=("Ll", "Nd")), min_size=1, max_size=20)
addresses = st.builds(lambda local, name: f"{local}@{name}.example", atoms, words)
AROUND = """\
{}
<{}>
550 5.1.1 <{}>: unknown
mailto:{}
('{}',)
"{}"
x={}
{};{}
Ada Lovelace <{}> said no
https://go.example/?to={}
[{}]
"""
around = st.sampled_from(AROUND.splitlines())
texts = st.builds(lambda form, one: form.replace("{}", one), around, addresses)


@given(addresses, around, st.text(max_size=30))
@example("o'brien+a=b@x.example", "<{}>", "")
def test_no_address_stands_in_a_text(address: str, form: str, more: str) -> None:
    text = form.replace("{}", address)
    told = HIDE.text(f"{more} {text}")
    assert address not in told
    # Nor the part that names the person, where it could not be some other word.
    local = address.partition("@")[0]
    assert len(local) < 6 or local not in told.replace(more, "")


@given(texts, st.text("abcdefgh", min_size=1, max_size=8))
def test_no_address_stands_in_an_event_however_deep(text: str, key: str) -> None:
    event = {key: {"a": [text, (text,), {text: 1}]}, "error": ValueError(text)}
    told = str(HIDE.event(event))
    assert ".example" not in told or "@" not in told


@given(
    st.from_regex(r"\+[1-9]\d{8,14}", fullmatch=True),
    st.sampled_from(["{}", "to {}", "whatsapp:{}", "tel:{}.", "({})"]),
)
def test_no_phone_number_stands_in_a_text(number: str, form: str) -> None:
    told = HIDE.text(form.replace("{}", number))
    assert number.removeprefix("+") not in told


def test_numbers_as_people_write_them_are_hidden() -> None:
    for written in ("06 12 34 56 78", "+1 (555) 010-0000", "0033.612.345.678"):
        assert HIDE.text(f"call {written} now") == "call *** now"


def test_what_is_nobody_s_stays() -> None:
    for text in (
        "2026-11-22 06:20:22 and 2026-11-22T06:20:22.123456+00:00",
        "192.168.100.200:8080",
        "touch 12345678 of worker host-1234-abcdef01",
        "sqlite:///outreach.db",
    ):
        assert HIDE.text(text) == text


def test_a_name_before_an_address_goes_with_it() -> None:
    assert HIDE.text('550 "Lovelace, Ada" <ada@x.example>') == "550 ***"
    assert HIDE.text("to Ada King Lovelace <ada@x.example>.") == "to ***."


def test_a_profile_is_hidden() -> None:
    assert HIDE.text("https://www.linkedin.com/in/ada-l?x") == (
        "https://www.linkedin.com/in/***?***"
    )


def test_secrets_are_never_told_though_addresses_are() -> None:
    for text, told in {
        "redis://:hush@h:6379/0": "redis://h:6379/0",
        "postgresql://u:hush@db/x?password=hush": "postgresql://db/x?***",
        "Authorization: Bearer hushhush": "Authorization: *** ***",
        "{'smtp_password': 'hush'}": "{'smtp_password': ***}",
        "GET https://go.acme.example/u/hushhushhushhush": (
            "GET https://go.acme.example/u/***"
        ),
        "token=hush, ada@x.example": "token=***, ada@x.example",
    }.items():
        assert SHOW.text(text) == told
    assert SHOW.event({"password": "hush", "detail": "550 ada@x.example"}) == {
        "password": "***",
        "detail": "550 ada@x.example",
    }


def test_of_what_a_server_said_the_codes_alone_are_told() -> None:
    assert codes_of("550 5.1.1 Ada Lovelace has left us") == "550 5.1.1 ***"
    assert codes_of("550-5.1.1 two\nlines") == "550-5.1.1 ***"
    assert codes_of("Ada has left") == "***"
    assert codes_of("") == ""
    assert codes_of("rcpt: 550 5.1.1 Ada has left") == "rcpt: 550 5.1.1 ***"
    assert codes_of("rcpt: Ada says [Errno 5]") == "rcpt: [Errno 5] ***"
    assert codes_of("Ada: 550 5.1.1") == "***"


def test_what_the_network_said_is_told() -> None:
    refused = "connect: Error connecting to 127.0.0.1 on port 25: [Errno 111] Refused"
    assert codes_of(refused) == "connect: [Errno 111] ***"
    late = "dot: no answer in the time allowed"
    assert codes_of(late) == "dot: no answer in the time allowed ***"


def test_a_line_hides_what_else_was_said() -> None:
    assert HIDE.event({"said": b"421 Ada", "n": 3, "ok": True, "_record": "a@b"}) == {
        "said": "421 ***",
        "n": 3,
        "ok": True,
        "_record": "a@b",
    }


@given(st.text())
def test_any_text_is_told_without_an_error(text: str) -> None:
    assert isinstance(HIDE.text(text), str)
    assert isinstance(SHOW.text(text), str)


def test_a_long_text_is_cut() -> None:
    assert len(str(HIDE.event({"error": "e " * 100_000})["error"])) < 9000

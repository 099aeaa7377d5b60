"""The hands that bend a mail, and the shapes nobody sends but an attacker."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable, Iterator
from random import Random  # noqa: TID251 - seeded, and the seed is told

Hand = Callable[[Random, bytes, bytes], bytes]

LONG = 200_000
_END = re.compile(rb"\r?\n\r?\n")
_CHARSET = re.compile(rb"(charset\s*=\s*\"?)[\w.:-]+", re.IGNORECASE)
_ENCODING = re.compile(rb"(content-transfer-encoding:[ \t]*)[\w-]+", re.IGNORECASE)
_TYPE = re.compile(rb"(content-type:[ \t]*)[\w./+-]+", re.IGNORECASE)
_CHARSETS = (
    b"utf-7 utf-16 utf-32 utf-8 us-ascii latin-1 cp1252 koi8-r iso-2022-jp hz gb18030 "
    b"big5 shift_jis euc-kr iso-2022-kr idna punycode unicode_escape raw_unicode_escape "
    b"rot13 base64 zlib bz2 hex undefined mbcs x-none utf_8_sig cp037 utf-16-le uu"
).split()
_TYPES = (
    b"text/plain text/html multipart/mixed multipart/alternative multipart/report "
    b"multipart/digest message/rfc822 message/delivery-status message/feedback-report "
    b"message/partial text/rfc822-headers text/calendar application/octet-stream x/ /"
).split()
_NASTY = (
    b"\0",
    b"\xed\xa0\x80",  # half a character, spelled out
    b"\xff\xfe",
    b"\xc2\x85",
    b"\xe2\x80\xa8",
    b"\r",
    b"\x0b\x0c\x1c",
    b"=00=\r\n",
    b"&#0;&#xD800;&#x110000;&#99999999999999999999;",
    b"=?utf-8?b?AAAA7aCA?=",
    b"=?utf-16?q?=D8=00=D8=00?=",
    b"=?utf-7?q?+AAA-+2AA-?=",
    b"=?x-none?x?x?=",
    b"charset*0*=utf-16''%00%d8; charset*1*=%00",
    b"filename*=utf-7''+2AA-",
    b"\xd9\xa1\xd9\xa2\xe2\x82\x82\xc2\xb2\xe0\xa5\xa7",  # digits of other scripts
    b"99999999999999999999999999",
    b"Date: Mon, 99 Foo 0000 99:99:99 +9999\r\n",
    b"Date: Fri, 31 Dec 9999 23:59:59 -2359\r\n",
    b"Date: Sat, 01 Jan 0001 00:00:00 +2359\r\n",
    b"I am back on 31.12.9999, until 29 February 9999, in 9999999999 years.",
    b"out of office until 30/02, back the 99th, for 99999999999 weeks",
    b"Final-Recipient: rfc822;\r\nAction: failed\r\nStatus: 5.999999.99999\r\n",
    b"Arrival-Date: 99 99 99\r\n",
    b'From: <@:;,"\\>\r\n',
    b'From: a:b:c:d;,<<<<>>>>,""@""\r\n',
    b"Auto-Submitted: auto-replied\r\n",
    b'Content-Type: multipart/mixed; boundary=""\r\n',
    b'Content-Type: multipart/mixed; boundary="a\\"b"\r\n',
)


def flip(dice: Random, raw: bytes, _: bytes) -> bytes:
    """Change single bytes."""
    bent = bytearray(raw)
    for _number in range(dice.randint(1, 40) if bent else 0):
        bent[dice.randrange(len(bent))] = dice.randrange(256)
    return bytes(bent)


def splice(dice: Random, raw: bytes, other: bytes) -> bytes:
    """Go on with another mail in the middle."""
    return raw[: _at(dice, raw)] + other[_at(dice, other) :]


def behead(_: Random, raw: bytes, other: bytes) -> bytes:
    """Put another mail's header over the body."""
    return _halves(other)[0] + _halves(raw)[1]


def add_header(_: Random, raw: bytes, other: bytes) -> bytes:
    """Put another mail's header before its own."""
    return _halves(other)[0].rstrip(b"\r\n") + b"\r\n" + raw


def truncate(dice: Random, raw: bytes, _: bytes) -> bytes:
    """Cut it off."""
    return raw[: _at(dice, raw)]


def insert(dice: Random, raw: bytes, _: bytes) -> bytes:
    """Put in what no reader likes, up to many times."""
    at = _at(dice, raw)
    times = dice.choice((1, 1, 2, 50, 5_000))
    return raw[:at] + dice.choice(_NASTY) * times + raw[at:]


def repeat(dice: Random, raw: bytes, _: bytes) -> bytes:
    """Say a piece of it over and over."""
    start = _at(dice, raw)
    piece = raw[start : start + dice.choice((1, 2, 5, 20, 100, 2_000))]
    times = min(dice.choice((10, 1_000, 100_000)), LONG // max(1, len(piece)))
    return raw[:start] + piece * times + raw[start:]


def repeat_line(dice: Random, raw: bytes, _: bytes) -> bytes:
    """Say one of its lines over and over, with or without its end."""
    lines = raw.splitlines(keepends=True) or [b""]
    index = dice.randrange(len(lines))
    line = lines[index] if dice.random() < 0.7 else lines[index].rstrip(b"\r\n")
    times = min(dice.choice((10, 1_000, 20_000)), LONG // max(1, len(line)))
    return b"".join([*lines[:index], line * times, *lines[index:]])


def join_lines(dice: Random, raw: bytes, _: bytes) -> bytes:
    """Make one line of the body, or of all."""
    head, body = _halves(raw)
    if dice.random() < 0.1:
        return raw.replace(b"\n", b" ")
    return head + body.replace(b"\n", dice.choice((b" ", b"", b"\r", b"\t")))


def nest(dice: Random, raw: bytes, _: bytes) -> bytes:
    """Wrap it in parts, some deep."""
    for level in range(dice.choice((1, 2, 5, 40))):
        mark = b"b%d" % (level if dice.random() < 0.8 else 0)
        kind = dice.choice(_TYPES)
        head = b'Content-Type: %s; boundary="%s"\r\n\r\n--%s\r\n' % (kind, mark, mark)
        raw = head + raw + b"\r\n--%s--\r\n" % mark
    return raw


def swap_charset(dice: Random, raw: bytes, _: bytes) -> bytes:
    """Name other charsets, encodings and types."""
    for pattern, names in (
        (_CHARSET, _CHARSETS),
        (_ENCODING, (b"base64", b"quoted-printable", b"8bit", b"x-uuencode", b"\0")),
        (_TYPE, _TYPES),
    ):
        if dice.random() < 0.6:
            name = dice.choice(names)
            raw = pattern.sub(lambda found, name=name: found[1] + name, raw)  # type: ignore[misc]
    return raw


def encode(dice: Random, raw: bytes, _: bytes) -> bytes:
    """Give the body in base64 of some charset."""
    body = _halves(raw)[1].decode("utf-8", "replace")
    charset = dice.choice(("utf-8", "utf-16", "utf-7", "utf-32", "gb18030"))
    head = (
        f"From: a@b.example\r\nContent-Type: text/plain; charset={charset}\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\n"
    )
    return head.encode() + b64encode(body.encode(charset, "replace"))


def shuffle(dice: Random, raw: bytes, _: bytes) -> bytes:
    """Put its lines in another order."""
    lines = raw.splitlines(keepends=True)
    dice.shuffle(lines)
    return b"".join(lines)


HANDS: tuple[Hand, ...] = (
    flip, splice, behead, add_header, truncate, insert, repeat, repeat_line,
    join_lines, nest, swap_charset, encode, shuffle,
)  # fmt: skip


def _at(dice: Random, raw: bytes) -> int:
    return dice.randint(0, len(raw))


def _halves(raw: bytes) -> tuple[bytes, bytes]:
    end = _END.search(raw)
    return (raw[: end.end()], raw[end.end() :]) if end else (raw, b"")


def shapes() -> Iterator[bytes]:
    """Yield big mails of one thing said over and over, where readers are slow."""
    head = b"From: a@b.example\r\nTo: c@d.example\r\nSubject: Re: x\r\n"
    html = head + b"Content-Type: text/html\r\n\r\n"
    many = b'Content-Type: multipart/mixed; boundary="a"\r\n\r\n'
    deep = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n)
        for n in range(10_000)
    )
    pieces = [
        b"a", b" ", b"\t", b"\n", b"\r\n", b">", b"> ", b">\n", b"<", b"<a", b"<div>",
        b"</p>", b"<!--", b"&", b"&#", b"&lt;", b"=", b"=\n", b"=?", b"=?utf-8?q?", b'"',
        b"(", b"\\", b",", b";", b":", b"@", b"a@", b"a@b.c ", b"-", b"--\n", b"-\n",
        b"_", b"*", b".", b"1", b"1.", b"1/", b"12:", b"5.", b"5.1.", b"550 ", b"http://",
        b"On ", b"On a wrote:\n", b"From: ", b"From: a\n", b"wrote:", b"not ", b"stop ",
        b"please remove ", b"unsubscribe ", b"I am out ", b"until ", b"back on 1 ",
        b"<style>", b"<blockquote>", b"a:", b"a=", b"|", b"[", b"{", b"\0", b"\xe4\xbd\xa0",
        b"\xd0\xb0", b"\xd9\x84", b"\xed\xa0\x80", b"\xff", b"\xc2\xa0", b"\xe2\x80\x8b",
        b"Final-Recipient: rfc822; a@b\n", b"Final-Recipient: rfc822; a@b\n\n",
        b"<a@b.example>: 550 no such user\n", b"x\xcc\x81", b"user unknown ",
    ]  # fmt: skip
    for piece in pieces:
        yield head + b"\r\n" + piece * (1_000_000 // len(piece))
        yield html + piece * (400_000 // len(piece))
        for name in (b"From", b"Subject", b"References", b"Content-Type", b"Date"):
            value = piece * (250_000 // len(piece))
            yield name + b": " + value + b"\r\n\r\nx"
    yield from (many + b"--a\r\n\r\nx\r\n" * 100_000, deep, many + b"--a\r\n" * 200_000)

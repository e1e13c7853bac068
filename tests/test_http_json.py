"""Ten thousand broken answers, and not one of them a traceback or an invented figure."""

from __future__ import annotations

import json
import random
import time
from typing import Any

import pytest

from sources.answer import EXCERPT_BYTES, LARGEST_INTEGER, Answer, Headers, safe_excerpt
from sources.errors import NotUnderstood
from sources.redact import hide


def answer(body: bytes, content_type: str = "application/json") -> Answer:
    return Answer(200, Headers([("Content-Type", content_type)]), body, "https://api.example/x?key=secret")


@pytest.mark.parametrize(
    ("body", "value"),
    [
        (b"{}", {}),
        (b' [1, -1, 1.5, 1e3, true, false, null, "x"]\n', [1, -1, 1.5, 1000.0, True, False, None, "x"]),
        (b'\xef\xbb\xbf{"n": 1}', {"n": 1}),
        (str(LARGEST_INTEGER).encode(), LARGEST_INTEGER),
        (str(-LARGEST_INTEGER).encode(), -LARGEST_INTEGER),
        ('"é 😀"'.encode(), "é 😀"),
        (b'"\\ud83d\\ude00"', "😀"),
        (b'"cut \\ud83d"', "cut \ufffd"),
        (b'"\\ude00\\ud83d x \\ud83d\\ud83d\\ude00"', "\ufffd\ufffd x \ufffd😀"),
        (b'"\\\\ud83d"', "\\ud83d"),
        (b'"\\\\\\ud83d"', "\\\ufffd"),
        (b"[" * 199 + b"]" * 199, None),
        (b'"' + b"[" * 5000 + b'"', "[" * 5000),
        (b'["\\"' + b"[" * 5000 + b'"]', ['"' + "[" * 5000]),
    ],
)
def test_valid_json_is_read(body: bytes, value: Any) -> None:
    read = answer(body).json()
    if value is not None:
        assert read == value
    json.dumps(read).encode()


@pytest.mark.parametrize(
    "body",
    [
        b"", b" ", b"{", b'{"a": 1', b'{"a": 1,}', b"[1,]", b"{'a': 1}", b"nul", b"<html>not you</html>", b"{} {}",
        b"NaN", b'{"likes": NaN}', b"Infinity", b"-Infinity", b"1e999", b"-1e999", b"1" + b"0" * 30, b"9" * 5000,
        b"-" + b"9" * 5000, b"9223372036854775808", b"01", b"+1", b".5", b"0x10", b"1_000",
        b"[" * 201 + b"]" * 201, b"[" * 200_000, b'{"a":' * 200_000, b"[" * 4_000_000, b"[" * 900 + b"]" * 900,
        b'{"likes": 1, "likes": 2}', b'{"a": {"b": 1, "b": 1}}',
        b'"\xff\xfe"', b"\xff\xfe{\x00}\x00", b'"\xed\xa0\x80"', b'"tab\there"', b'"nul\x00"', b"\x00", b'"\\x"',
        b'"\\u12"', "“n”".encode(),
    ],
)  # fmt: skip
def test_anything_else_is_not_understood(body: bytes) -> None:
    with pytest.raises(NotUnderstood) as caught:
        answer(body).json()
    error = caught.value
    assert (error.params["host"], error.params["status"]) == ("api.example", 200)
    assert error.__cause__ is error.__context__ is None
    assert "secret" not in repr(error.params)
    assert len(str(error.params["excerpt"]).encode()) <= 2048


def sample() -> dict[str, Any]:
    return {
        "cursor": "abc",
        "feed": [
            {
                "post": {
                    "uri": f"at://did:plc:x/app.bsky.feed.post/{number}",
                    "record": {"text": f"Post {number} “é” 😀 <b>", "createdAt": "2026-11-02T10:00:00.000Z"},
                    "likeCount": number * 17,
                    "ratio": number / 7,
                    "labels": [],
                    "viewer": None,
                    "pinned": False,
                }
            }
            for number in range(6)
        ],
    }


INSERTS = [
    b"NaN", b"Infinity", b"1e999", b"1" + b"0" * 30, b"[" * 300, b'{"a":' * 300, b"\xef\xbb\xbf", b"\x00", b"\\", b'"',
    b"\\ud83d", b"\\u", b"\xff", b"<html>", b"}", b"]", b",", b":", b"-", b"\xe2\x80\xae", b"'", b"//", b"\n",
]  # fmt: skip


def mutated(body: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(body) + 1)
        kind = chance.randrange(6)
        if kind == 0:
            body = body[:at]
        elif kind == 1:
            body = body[:at] + chance.choice(INSERTS) + body[at:]
        elif kind == 2:
            body = body[:at] + bytes([chance.randrange(256)]) + body[at + 1 :]
        elif kind == 3:
            body = body[:at] + body[at + chance.randint(1, 40) :]
        elif kind == 4:
            end = at + chance.randint(1, 80)
            body = body[:end] + body[at:end] + body[end:]
        else:
            body = body.replace(chance.choice([b"true", b"null", b"0", b"17", b"[]", b"false"]), chance.choice(INSERTS))
    return body


def test_ten_thousand_mutated_answers_are_read_or_not_understood() -> None:
    chance = random.Random(20261102)
    seed = json.dumps(sample()).encode()
    plain = json.dumps(sample(), ensure_ascii=False).encode()
    read = 0
    began = time.thread_time()
    for number in range(10_000):
        body = mutated(seed if number % 2 else plain, chance)
        try:
            value = answer(body).json()
        except NotUnderstood as error:
            excerpt = str(error.params["excerpt"])
            assert len(excerpt.encode()) <= EXCERPT_BYTES
            assert excerpt.isprintable()
        else:
            read += 1
            json.dumps(value, allow_nan=False, ensure_ascii=False).encode()
    assert 500 < read < 9500
    assert time.thread_time() - began < 15


def test_eight_megabytes_are_read_in_seconds() -> None:
    body = json.dumps([{"id": str(number), "likes": number, "text": "x" * 40} for number in range(90_000)]).encode()
    began = time.thread_time()
    assert len(answer(body).json()) == 90_000
    assert time.thread_time() - began < 3


def test_an_excerpt_is_short_printable_and_without_secrets() -> None:
    hide(["excerpt-s3cret"])
    body = "\ufeff<b>key excerpt-s3cret</b>\r\n\x1b[31m\u202eevil\u200b \x00".encode() + "é".encode() * 3000 + b"\xff"
    excerpt = safe_excerpt(body)
    assert excerpt.startswith("<b>key •••</b> [31m evil é")
    assert excerpt.isprintable()
    assert 2000 < len(excerpt.encode()) <= 2048


def test_a_secret_cut_by_the_end_of_an_excerpt_does_not_show_in_part() -> None:
    hide(["cut-in-the-m1ddle"])
    excerpt = safe_excerpt(b"x" * (EXCERPT_BYTES - 8) + b"cut-in-the-m1ddle" + b"y" * 10_000)
    assert "cut-in" not in excerpt


@pytest.mark.parametrize(
    ("body", "content_type", "text"),
    [
        ("é".encode(), "text/html", "é"),
        ("é".encode("latin-1"), "text/html; charset=ISO-8859-1", "é"),
        ("é".encode("utf-16"), 'text/html; charset="utf-16"', "é"),
        ("\ufeffé".encode(), "", "é"),
        (b"\xff", "text/html", "\ufffd"),
        ("é".encode(), "text/html; charset=no-such-thing", "é"),
        (b"QUJD", "text/html; charset=base64", "QUJD"),
    ],
)
def test_text_is_read_by_its_charset_and_never_fails(body: bytes, content_type: str, text: str) -> None:
    assert answer(body, content_type).text() == text

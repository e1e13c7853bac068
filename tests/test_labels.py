"""Texts from outside are plain text on every surface."""

from __future__ import annotations

import html
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmark.charts.labels import cell, file_part, markdown_text, plain, plotly_text

hostile = st.one_of(
    st.text(max_size=200),
    st.text(alphabet="<>&\"'%{}$[]()!*_`:@w.\\\u202e\u200b\u2066\x00\n\t=+-# a", max_size=80),
)


@given(hostile)
def test_plain_is_one_visible_line_within_its_cap(text: str) -> None:
    shown = plain(text, 40)
    assert len(shown) <= 40
    assert not {unicodedata.category(c) for c in shown} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert shown == shown.strip()


@given(hostile)
def test_plain_is_idempotent(text: str) -> None:
    assert plain(plain(text)) == plain(text)


@given(hostile)
def test_plotly_text_shows_exactly_the_plain_text_and_holds_no_markup(text: str) -> None:
    escaped = plotly_text(text)
    assert not set(escaped) & set("<>{$\"'")
    assert html.unescape(escaped) == plain(text)


def test_plotly_is_given_only_entities_that_it_reads() -> None:
    shown = plotly_text("\"a\" & 'b' <c> {d} $e$")
    assert set(re.findall(r"&(\w+);", shown)) == {"amp", "lt", "gt"}
    assert html.unescape(shown) == "\"a\" & 'b' <c> {d} $e$"


@given(hostile)
def test_markdown_text_leaves_no_active_sign(text: str) -> None:
    escaped = markdown_text(text)
    assert re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", escaped).replace("\u200b", "") == plain(text, 400)
    assert not re.search(r"(?<!\\)(?:\\\\)*[$*_\[\]<>!`]", escaped)
    for sign in (":", "@", "www"):
        assert all(escaped[m.end() : m.end() + 1] == "\u200b" for m in re.finditer(sign, escaped, re.IGNORECASE))


@given(hostile)
def test_file_part_is_ascii_and_cannot_leave_a_folder(text: str) -> None:
    assert re.fullmatch(r"[a-z0-9]?(?:[a-z0-9-]*[a-z0-9])?", file_part(text))


def test_file_part_keeps_what_is_readable() -> None:
    assert file_part("../../etc/Échappée Belle") == "etc-echappee-belle"
    assert not file_part("日本")


def test_bidi_and_zero_width_signs_go() -> None:
    assert plain("a\u202eb\u200bc\u2066d\ufeffe\u200d") == "abcde"


def test_long_text_ends_with_an_ellipsis() -> None:
    assert plain("x" * 1000, 10) == "x" * 9 + "…"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1"])
def test_text_that_would_run_gets_an_apostrophe(text: str) -> None:
    assert cell(text) == "'" + text


@pytest.mark.parametrize("value", [-1, -1.5, 0, None, True])
def test_numbers_and_unknowns_stay_what_they_are(value: object) -> None:
    assert cell(value) is value

"""Field readers: absence stays absence, nonsense becomes absence, ids are not optional."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sources.errors import NotUnderstood
from sources.html_text import plain_text
from sources.parsing import count, hashtags, identifier, language, mapping, mappings, not_understood, text, web_url
from sources.times import parse_time

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@pytest.mark.parametrize(("value", "read"), [(0, 0), (7, 7), ("1230000", 1_230_000), (2**53, 2**53)])
def test_counts_are_whole_numbers_also_as_digits(value: object, read: int) -> None:
    assert count(value) == read


@pytest.mark.parametrize("value", [None, -1, 2**53 + 1, True, 1.0, "", "1.2K", "-3", "٣", "9" * 40, [], {}])
def test_anything_else_is_no_count(value: object) -> None:
    assert count(value) is None


@given(ANYTHING)
def test_readers_never_fail_on_any_value(value: object) -> None:
    assert count(value) is None or count(value) >= 0  # type: ignore[operator]
    for reader in (text, web_url, language, parse_time):
        assert reader(value) is None or not isinstance(value, int)
    assert isinstance(mapping(value), dict)
    assert all(isinstance(item, dict) for item in mappings(value))
    assert len(str(not_understood(value).params["excerpt"]).encode()) <= 2000


@pytest.mark.parametrize("value", [None, "", 12, True, "a b", "a\n", "x" * 513, ["id"], {"id": 1}])
def test_an_id_of_another_form_is_not_understood(value: object) -> None:
    with pytest.raises(NotUnderstood):
        identifier(value)


def test_text_loses_controls_and_half_surrogates_and_is_cut() -> None:
    assert text(" a\x00b\u200b\r\nc ") == "ab\u200b\nc"
    assert text("x\ud800y") == "x?y"
    assert text("abcdef", 3) == "abc"
    assert text("  ") is None


@pytest.mark.parametrize(
    "value", ["javascript:alert(1)", "data:text/html,x", "/path", "https://", "http://[", "x y", "ftp://a.example"]
)
def test_only_web_addresses_are_links(value: str) -> None:
    assert web_url(value) is None


def test_hashtags_are_lower_case_once_and_not_fragments_or_numbers() -> None:
    written = "#Anvil #anvil https://a.example/#part #2026 (#forge) &#39; ##double #Été2026"
    assert hashtags(written, ["Forge", 3, None, "#steel"]) == ("forge", "steel", "anvil", "été2026")


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("2026-01-31T08:00:00Z", datetime(2026, 1, 31, 8)),
        ("2026-01-31T08:00:00.123456789Z", datetime(2026, 1, 31, 8, 0, 0, 123456)),
        ("2026-01-31T08:00:00.5+0530", datetime(2026, 1, 31, 2, 30, 0, 500000)),
        ("2026-01-31t08:00:00-03:00", datetime(2026, 1, 31, 11)),
        ("2026-01-31 08:00:00", datetime(2026, 1, 31, 8)),
        ("2016-12-31T23:59:60Z", datetime(2016, 12, 31, 23, 59, 59)),
    ],
)
def test_times_are_read_into_utc(written: str, moment: datetime) -> None:
    assert parse_time(written) == moment


@pytest.mark.parametrize(
    "written", ["", "2026-01-31", "2026-02-30T00:00:00Z", "0001-01-01T00:00:00+09:00", "2026-W01-1", "soon", None, 5]
)
def test_other_texts_are_no_times(written: object) -> None:
    assert parse_time(written) is None


def test_html_becomes_the_text_a_reader_sees() -> None:
    html = (
        '<p>Hot &amp; heavy<br />second&nbsp;line</p><script>alert(1)</script><p><a href="https://anvil.example/x">'
        '<span class="invisible">https://</span><span>anvil.example/</span><span class="invisible">x</span></a> '
        '<a class="hashtag">#<span>forge</span></a></p><ul><li>one<li>two</ul>'
    )
    assert plain_text(html) == "Hot & heavy\nsecond line\n\nhttps://anvil.example/x #forge\n\none\ntwo"


@given(st.text(alphabet="<>/&;apbr#x0 \n!-'\"", max_size=200))
def test_any_markup_is_read_without_error(html: str) -> None:
    assert isinstance(plain_text(html), str)


def test_deep_and_unclosed_markup_is_read() -> None:
    assert plain_text("<div>" * 30_000 + "deep") == "deep"
    assert plain_text("a <script>b") == "a"

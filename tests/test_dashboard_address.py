"""Filters as texts in the address: readable, stable over renaming, tolerant of what nobody knows."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from benchmark.view import fields

NAMES = {"k3x2p7abcdef": "Anvil Works", "q5x2p7abcdef": "Hammer & Söhne", "z7x2p7abcdef": "鉄床"}
TODAY = date(2026, 11, 21)


def test_a_brand_is_named_by_its_name_and_the_beginning_of_its_id() -> None:
    assert fields.named(NAMES, "q5x2p7abcdef") == "hammer-sohne.q5x2p7"


def test_a_name_without_latin_letters_is_named_by_its_id_alone() -> None:
    assert fields.find(NAMES, fields.named(NAMES, "z7x2p7abcdef")).keys == ("z7x2p7abcdef",)


def test_a_renamed_brand_is_found_by_its_id() -> None:
    assert fields.find(NAMES, "old-name.k3x2p7").keys == ("k3x2p7abcdef",)


def test_a_typed_name_is_found_whole_or_by_its_beginning() -> None:
    assert fields.find(NAMES, "anvil-works,hammer").keys == ("k3x2p7abcdef", "q5x2p7abcdef")


def test_what_nobody_knows_is_counted_and_the_rest_is_kept() -> None:
    found = fields.find(NAMES, "gone.aaaaaa anvil-works.k3x2p7")
    assert found == fields.Chosen(("k3x2p7abcdef",), 1)


def test_networks_are_plain_names() -> None:
    found = fields.known(["bluesky", "mastodon"], "Mastodon myspace mastodon")
    assert found == fields.Chosen(("mastodon",), 1)


def test_own_dates_are_put_in_order_and_end_today() -> None:
    assert fields.days("2026-12-30..2026-10-01", TODAY) == (date(2026, 10, 1), TODAY)


def test_dates_that_are_none_are_no_period() -> None:
    for text in ("28d", "2026-13-01..2026-11-01", "..", "2027-01-01..2027-02-01", "1066-01-01..1066-02-01"):
        assert fields.days(text, TODAY) is None


@given(st.text(max_size=200))
def test_no_text_breaks_the_address(text: str) -> None:
    fields.find(NAMES, text)
    fields.known(["bluesky"], text)
    fields.days(text, TODAY)


@given(
    st.dictionaries(
        st.text("abcdefghijklmnopqrstuvwxyz234567", min_size=12, max_size=12), st.text(min_size=1), max_size=5
    )
)
def test_what_is_written_is_found_again(names: dict[str, str]) -> None:
    if len({key[:6] for key in names}) == len(names):
        text = " ".join(fields.named(names, key) for key in names)
        assert set(fields.find(names, text).keys) == set(names)

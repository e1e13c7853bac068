"""The Data page's import and figures by hand: what is shown before anything is stored, and what is said after."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from importing import add, csv, import_only_networks
from page_opening import open_page
from streamlit.testing.v1 import AppTest

from benchmark import owner
from benchmark.clock import utcnow
from benchmark.store import Store

HEAD = ["Date", "Brand", "Abonnés"]


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[AppTest]:
    """The Data page on its Import tab, with one brand."""
    monkeypatch.setenv("BENCHMARK_DB", str(tmp_path / "benchmark.duckdb"))
    monkeypatch.setenv("BENCHMARK_SCHEDULE", "off")
    import_only_networks(monkeypatch)
    owner.close()
    add(owner.current().store, "Anvil")
    yield open_page("data", tab="Import")
    owner.close()


def upload(page: AppTest, content: str | bytes, name: str = "history.csv") -> AppTest:
    page.file_uploader[0].set_value((name, content.encode() if isinstance(content, str) else content, "text/csv")).run()
    assert not page.exception
    return page


def store() -> Store:
    return owner.current().store


def listed(page: AppTest) -> str:
    """Everything in the page's own lists."""
    return " ".join(str(each.proto.body) for each in page.get("html"))


def column(page: AppTest, place: int) -> object:
    return next(
        box for box in page.selectbox if box.key and box.key.endswith(f"-{place}") and "import-column-" in box.key
    )


def test_a_file_is_shown_then_imported_then_said(page: AppTest) -> None:
    upload(page, csv(HEAD, ["2026-01-03", "Anvil", "12 400"], ["2026-01-04", "Anvil", "12,5 k"]))
    assert [column(page, place).value for place in range(3)] == ["date", "brand", "followers"]  # type: ignore[attr-defined]
    assert "It would be: 2 new rows, 0 changed, 0 unchanged." in [each.value for each in page.markdown]
    assert store().value("SELECT count(*) FROM profile_snapshots") == 0
    button = page.button(key="import-now")
    assert (button.label, button.disabled) == ("Import 2 rows", False)
    button.click().run()
    assert not page.exception
    assert store().rows("SELECT followers, origin FROM profile_snapshots ORDER BY ALL") == [
        (12400, "import"),
        (12500, "import"),
    ]
    assert store().value("SELECT actor FROM core.audit WHERE action = 'import'") == "dashboard"
    assert "is imported: 2 new rows" in page.toast[0].value.replace("\\", "").replace("\u200b", "")
    upload(page, csv(HEAD, ["2026-01-03", "Anvil", "12 400"]))
    assert (page.button(key="import-now").label, page.button(key="import-now").disabled) == ("Nothing to import", True)


def test_what_stands_against_a_file_is_listed_and_the_button_rests(page: AppTest) -> None:
    upload(page, csv(HEAD, ["2026-01-03", "Anvil", "-5"], ["2026-01-04", "<b>Nobody</b>", "5"]))
    said = listed(page)
    assert "Row 2, Abonnés: -5 is negative" in said
    assert "&lt;b&gt;Nobody&lt;/b&gt;" in said
    assert "<b>Nobody" not in said
    assert page.button(key="import-now").disabled


def test_days_that_can_be_read_in_two_ways_are_decided_in_a_box(page: AppTest) -> None:
    upload(page, csv(HEAD, ["03/04/2026", "Anvil", "5"]))
    assert page.button(key="import-now").disabled
    column(page, 0).set_value("date:mdy").run()  # type: ignore[attr-defined]
    assert not page.exception
    page.button(key="import-now").click().run()
    assert store().value("SELECT observed_at::DATE FROM profile_snapshots") == date(2026, 3, 4)


def test_a_field_given_to_one_column_is_taken_from_the_other(page: AppTest) -> None:
    upload(page, csv(["Date", "Brand", "Followers", "Fans2"], ["2026-01-03", "Anvil", "5", "6"]))
    column(page, 3).set_value("followers").run()  # type: ignore[attr-defined]
    assert column(page, 2).value == "-"  # type: ignore[attr-defined]
    page.button(key="import-now").click().run()
    assert store().value("SELECT followers FROM profile_snapshots") == 6


def test_the_whole_file_can_be_a_brands_on_a_network_of_its_own(page: AppTest) -> None:
    upload(page, csv(["Date", "Followers"], ["2026-01-03", "5"]))
    brand = next(box for box in page.selectbox if box.key and box.key.startswith("import-brand-"))
    network = next(box for box in page.selectbox if box.key and box.key.startswith("import-network-"))
    brand.set_value("Anvil")
    network.set_value("tiktok").run()
    assert not page.exception
    assert "gets an account on TikTok" in listed(page)
    page.button(key="import-now").click().run()
    assert store().value("SELECT status FROM accounts WHERE source = 'tiktok'") == "import_only"


def test_a_file_without_days_is_given_its_day(page: AppTest) -> None:
    upload(page, csv(["Brand", "Followers"], ["Anvil", "5"]))
    box = next(each for each in page.date_input if each.key and each.key.startswith("import-day-"))
    box.set_value(date(2026, 1, 3)).run()
    page.button(key="import-now").click().run()
    assert store().value("SELECT observed_at::DATE FROM profile_snapshots") == date(2026, 1, 3)


@pytest.mark.parametrize(
    ("content", "name", "part"),
    [(b"%PDF-1.4", "x.csv", "is a PDF"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "x.xls", "old format"), (b"a,b\nx,y\n", "x.csv", "No column")],
)  # fmt: skip
def test_what_is_no_table_of_figures_is_said(page: AppTest, content: bytes, name: str, part: str) -> None:
    upload(page, content, name)
    assert part in page.error[0].value


def test_markup_and_formulas_in_headers_and_cells_are_plain_text(page: AppTest) -> None:
    upload(
        page,
        csv(
            ["Date", "Brand", "Followers", "![x](http://e.example/p.png) $a$"],
            ["2026-01-03", "Anvil", "5", "=1+1\u202e"],
        ),
    )
    label = column(page, 3).label  # type: ignore[attr-defined]
    assert "![x](http" not in label
    assert "$a$" not in label
    frames = " ".join(str(each.value) for each in page.dataframe)
    assert "\u202e" not in frames


def test_a_figure_is_entered_by_hand_replaced_and_taken_back(page: AppTest) -> None:
    account = store().value("SELECT account_id FROM accounts")

    def save(followers: str) -> None:
        page.selectbox(key="enter-account").set_value(account)
        page.text_input(key="enter-followers").set_value(followers)
        next(button for button in page.button if button.label == "Save").click().run()
        assert not page.exception

    save("12,4 k")
    assert store().rows("SELECT followers, followers_step, origin FROM profile_snapshots") == [(12400, 100, "manual")]
    save("12 500")
    assert store().rows("SELECT followers, origin FROM profile_snapshots") == [(12500, "manual")]
    save("-5")
    assert "negative" in page.error[0].value
    save("")
    assert store().value("SELECT count(*) FROM profile_snapshots") == 0
    save("")
    assert "Nothing was entered" in page.error[0].value
    assert store().value("SELECT count(*) FROM core.audit WHERE action = 'enter'") == 3


def test_an_entry_without_account_is_told(page: AppTest) -> None:
    next(button for button in page.button if button.label == "Save").click().run()
    assert "Choose the account" in page.error[0].value


def test_a_future_day_cannot_be_chosen(page: AppTest) -> None:
    assert page.date_input(key="enter-day").max <= (utcnow() + timedelta(days=1)).date()

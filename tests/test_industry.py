"""Industry figures: read from a file that anyone may edit, drawn only beside what means the same."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from card_views import view
from figures import Figures, days
from page_opening import open_page

from benchmark import brands, owner
from benchmark.cards import industry as cards
from benchmark.cards.context import Context
from benchmark.metrics import industry as figures_of
from benchmark.metrics.industry import FIELDS, PATH, beside, industry
from benchmark.store import Store
from sources.base import Identity, Profile

RATE = "engagement_rate_followers_pct"
LINE = {
    "source": "Yearly report", "url": "https://report.example/2025", "edition": "2025", "data_year": "2024",
    "network": "instagram", "industry": "Retail", "metric": RATE, "statistic": "median", "unit_of_median": "",
    "n_companies": "150", "size_range": "over 5k", "age": "not stated", "value": "0.16", "posts_per_week": "5.56", "note": "",
}  # fmt: skip


def written(folder: Path, *lines: dict[str, str], header: tuple[str, ...] = FIELDS) -> Path:
    path = folder / "industry.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header, extrasaction="ignore")
        writer.writeheader()
        writer.writerows({**LINE, **line} for line in lines)
    return path


@pytest.fixture
def figures(store: Store) -> Figures:
    return Figures(store)


def posted(figures: Figures, network: str = "instagram", brands: int = 5) -> Context:
    for number, brand in enumerate(("Anvil", "Bolt", "Cog", "Dowel", "Ember")[:brands]):
        key = figures.account(brand, network)
        figures.read(key, "2026-06-14", "2026-04-01")
        rows = [{"at": day, "likes": 10 * (number + 1), "followers": 1000} for day in days("2026-05-01", "2026-05-20")]
        figures.posts(key, rows)
    return view(figures.store, figures.scope("2026-05-01", "2026-05-28"), network, own="Anvil")


def use(monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    monkeypatch.setattr(cards, "industry", lambda: figures_of.industry(path))


def test_the_file_that_comes_with_it_is_whole() -> None:
    known = industry()
    assert known.faults == ()
    assert len(known.figures) == len(PATH.read_text(encoding="utf-8").splitlines()) - 1
    assert {figure.metric for figure in known.figures} <= set(figures_of.OURS.values())
    assert all(figure.url.startswith("https://") and figure.source for figure in known.figures)


def test_x_figures_of_accounts_that_hardly_post_are_hidden_and_named() -> None:
    known = industry()
    retail = beside(known, "x", "Retail", RATE)
    assert retail.drawn == ()
    assert [figure.posts_per_week for figure in retail.inactive] == [0.33]
    assert len(beside(known, "x", "Media", RATE).drawn) == 1
    # Nothing is said of the pace behind the figure over all industries.
    assert beside(known, "x", "All", RATE).drawn[0].posts_per_week is None


def test_a_figure_stands_beside_the_same_numerator_and_denominator_only() -> None:
    known = industry()
    assert len(beside(known, "instagram", "Retail", RATE).drawn) == 1
    for metric in (
        "engagement_rate_mean_followers_pct",
        "engagement_rate_end_followers_pct",
        "engagement_rate_views_pct",
    ):
        found = beside(known, "instagram", "Retail", metric)
        assert found.drawn == ()
        assert found.others == (RATE,)


def test_empty_values_are_named_not_drawn(tmp_path: Path) -> None:
    found = beside(industry(written(tmp_path, {"value": ""})), "instagram", "Retail", RATE)
    assert (len(found.drawn), len(found.empty)) == (0, 1)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("value", "much"), ("value", "-1"), ("value", "nan"), ("posts_per_week", "daily"), ("network", "myspace"),
        ("metric", "likes"), ("statistic", "mode"), ("data_year", "last"), ("n_companies", "1.5"),
        ("url", "javascript:alert(1)"), ("source", ""), ("industry", ""),
    ],
)  # fmt: skip
def test_a_wrong_field_is_named_with_its_line_and_the_others_hold(tmp_path: Path, field: str, value: str) -> None:
    known = industry(written(tmp_path, {}, {field: value}, {"industry": "Media"}))
    assert [figure.industry for figure in known.figures] == ["Retail", "Media"]
    (fault,) = known.faults
    assert (fault.line, fault.field, fault.value) == (3, field, value)
    assert fault.sentence == f"industry.csv, line 3: the field {field} cannot be “{value}”."


def test_a_line_with_too_many_cells_is_a_fault(tmp_path: Path) -> None:
    path = written(tmp_path, {})
    path.write_text(path.read_text(encoding="utf-8") + ",".join(["x"] * 20) + "\n", encoding="utf-8")
    assert [(fault.line, fault.kind) for fault in industry(path).faults] == [(3, "field")]


def test_a_missing_column_and_a_file_that_is_none_are_said(tmp_path: Path) -> None:
    lacking = written(tmp_path, {}, header=FIELDS[:-2])
    assert [fault.sentence for fault in industry(lacking).faults] == ["industry.csv lacks the column posts_per_week."]
    broken = tmp_path / "broken.csv"
    broken.write_bytes(b"source,url\n\xff\xfe\x00")
    assert [fault.kind for fault in industry(broken).faults] == ["unreadable"]
    assert industry(tmp_path / "none.csv") == figures_of.Industry()


def test_a_changed_file_is_read_anew(tmp_path: Path) -> None:
    path = written(tmp_path, {})
    before = figures_of.version(path)
    assert len(industry(path).figures) == 1
    written(tmp_path, {}, {"industry": "Media"})
    assert len(industry(path).figures) == 2
    assert figures_of.version(path) != before


def test_the_card_shows_own_brand_median_and_industry(figures: Figures) -> None:
    context = posted(figures).with_options(industry="retail")
    card = cards.engagement_beside(context)
    assert card.table is not None
    rows = card.table.set_index("Figure")["Engagement rate by followers, %"]
    # 10 likes over 1000; the four others 2, 3, 4 and 5 %: 3.5
    assert rows.to_dict() == {"Anvil": 1.0, "Peer median": 3.5, "Retail, 2024": 0.16}
    assert card.finding.replace("\u202f", "") == "Anvil 1.0%, Retail 0.16%"
    assert "their posts' age: not stated; ours: 7 days" in card.definition
    assert "followers at publication" in card.definition
    for words in (
        "edition 2025",
        "data of 2024",
        "150 companies",
        "the source does not say",
        "https://www.rivaliq.com/",
    ):
        assert words in card.footer, words
    assert card.table["Median over"].dropna().tolist() == ["the source does not say"]


def test_of_two_competitors_no_median_is_made(figures: Figures) -> None:
    card = cards.engagement_beside(posted(figures, brands=3).with_options(industry="retail"))
    assert card.table is not None
    assert card.table["Figure"].tolist() == ["Anvil", "Bolt", "Cog", "Retail, 2024"]


def test_another_denominator_says_which_would_fit(figures: Figures) -> None:
    context = replace(posted(figures), over="mean")
    card = cards.engagement_beside(context)
    assert card.state == "empty"
    assert "Engagement rate by followers" in card.message
    assert "Instagram" in card.message
    assert cards.engagement_beside(replace(context, over="publication")).state == "ok"


def test_a_network_without_figures_has_no_card(figures: Figures) -> None:
    context = posted(figures, "mastodon")
    assert not cards.there(context)
    assert "no industry figure for Mastodon" in cards.engagement_beside(context).message


def test_a_broken_file_is_said_on_the_card(figures: Figures, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, written(tmp_path, {}, {"value": "much"}))
    context = posted(figures)
    card = cards.engagement_beside(context)
    assert "line 3: the field value cannot be “much”" in card.footer
    use(monkeypatch, written(tmp_path, {"value": "much"}))
    assert cards.there(context)
    assert "line 2: the field value cannot be “much”" in cards.engagement_beside(context).message


def test_texts_of_the_file_are_data(figures: Figures, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    use(
        monkeypatch,
        written(tmp_path, {"source": "<b>x</b>\u202e[a](http://b)", "industry": "<i>All</i>", "note": "=1+1"}),
    )
    card = cards.engagement_beside(posted(figures))
    shown: Any = card.figure.to_plotly_json()  # type: ignore[union-attr]
    assert "<i>All" not in str(shown["layout"]["yaxis"]["ticktext"])
    assert "\u202e" not in card.footer


def test_posts_a_week_stand_beside_the_industry_s(figures: Figures) -> None:
    context = posted(figures).with_options(industry="retail")
    assert cards.there(context, pace=True)
    card = cards.pace_beside(context)
    assert card.table is not None
    rows = card.table.set_index("Figure")["Posts per week"]
    # 20 posts in 28 days: 5 a week, for all.
    assert rows.to_dict() == {"Anvil": 5.0, "Peer median": 5.0, "Retail, 2024": 5.56}
    assert "age" not in card.definition


def test_the_industry_is_chosen_on_the_page_and_stands_in_the_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BENCHMARK_DB", str(tmp_path / "benchmark.duckdb"))
    monkeypatch.setenv("BENCHMARK_SCHEDULE", "off")
    owner.close()
    try:
        identity = Identity("instagram", "17841400000000001", "https://www.instagram.com/anvil/", needs_network=False)
        brands.add(
            owner.current().store,
            "Anvil",
            identity,
            Profile("17841400000000001", handle="anvil"),
            own=True,
            actor="test",
        )
        page = open_page("engagement", industry="food-beverage")
        assert page.selectbox(key="choose-industry").value == "Food & Beverage"
        page.selectbox(key="choose-industry").set_value("Retail").run()
        assert not page.exception
        assert page.session_state["industry"] == "retail"
        page.selectbox(key="choose-industry").set_value("All").run()
        assert page.session_state["industry"] == ""
    finally:
        owner.close()

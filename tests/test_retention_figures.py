"""A figure that needs what was removed says so, with the days and the setting, instead of being wrong or silently gone."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from card_views import CARDS, view
from figures import Figures, days

from benchmark.cards import overview, standing
from benchmark.cards.context import Context
from benchmark.metrics import compute, note_text
from benchmark.store import Store, announcing, retention

NETWORK = "youtube"
NOW = datetime(2026, 6, 30, 9)
SENTENCE = "YouTube statistics are kept 30 days, older ones were removed (BENCHMARK_RETENTION_DAYS_YOUTUBE)."


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Figures, Figures]:
    """Two channels with all there was and after the removal, written once; the files are closed, to be copied."""
    folder = tmp_path_factory.mktemp("channels")
    with Store.open(folder / "whole.duckdb") as store:
        whole = Figures(store)
        two_channels(whole)
    with Store.open(shutil.copy(whole.store.path, folder / "removed.duckdb")) as store:
        less = again(whole, store)
        remove(less)
    return whole, less


def again(written: Figures, store: Store) -> Figures:
    made = Figures(store)
    made.accounts += written.accounts
    made._brands = dict(written._brands)
    made._posts, made._runs = written._posts, written._runs
    return made


@pytest.fixture
def figures(tmp_path: Path, written: tuple[Figures, Figures]) -> Iterator[Figures]:
    """All that there was."""
    with Store.open(shutil.copy(written[0].store.path, tmp_path / "benchmark.duckdb")) as store:
        yield again(written[0], store)


@pytest.fixture
def kept(tmp_path: Path, written: tuple[Figures, Figures]) -> Iterator[Figures]:
    """What is left after the removal."""
    with Store.open(shutil.copy(written[1].store.path, tmp_path / "benchmark.duckdb")) as store:
        yield again(written[1], store)


def two_channels(figures: Figures) -> None:
    """April to June: followers every day, a video every day, read each day for 20 days."""
    for brand, more in (("Anvil", 0), ("Barrow", 500)):
        key = figures.account(brand, NETWORK)
        figures.followers(key, {day: 1000 + more + place for place, day in enumerate(days("2026-04-01", "2026-06-29"))})
        figures.followers(key, {"2026-06-30 08:00": 1100 + more})
        figures.read(key, "2026-06-30 08:00", "2026-04-01")
        figures.posts(
            key,
            [
                {"at": day, "likes": 10 + more, "views": 1000, "basis": "observed"}
                for day in days("2026-04-01", "2026-06-10")
            ],
        )
        with figures.store.transaction() as tx:
            tx.execute(
                "INSERT INTO core.post_snapshot SELECT post_key, published_at + INTERVAL 1 DAY, likes, comments AS comments, shares,"
                " quotes, views, hidden, 1, NULL FROM core.post WHERE account_key = $key",
                {"key": key},
            )
            tx.execute(
                "INSERT INTO core.post_detail SELECT post_key, account_key, post_key::VARCHAR, 'text', NULL, NULL, NULL, NULL, NULL,"
                " published_at FROM core.post WHERE account_key = $key",
                {"key": key},
            )


def remove(figures: Figures) -> None:
    announcing.announce(figures.store, {NETWORK: 30}, datetime(2026, 5, 1), actor="test")
    assert retention.enforce(figures.store, {NETWORK: 30}, NOW, actor="test")


def june(figures: Figures, start: str = "2026-06-03", end: str = "2026-06-30") -> Context:
    return view(figures.store, figures.scope(start, end, now=NOW), NETWORK, own="Anvil")


def notes(figures: Figures, metric: str, start: str, end: str = "2026-06-30") -> set[str]:
    frame = compute(figures.store, metric, figures.scope(start, end, now=NOW))
    return {note_text(row) for row in frame.to_dict("records")}


def test_growth_over_more_than_is_kept_says_why_there_is_none(figures: Figures) -> None:
    assert notes(figures, "follower_growth_pct", "2026-04-02") == {""}
    remove(figures)
    assert notes(figures, "follower_growth_pct", "2026-04-02") == {"Kept 30 days only: older figures were removed"}
    assert notes(figures, "follower_growth_pct", "2026-06-03") == {""}, "what is kept is told as ever"


def test_a_brand_that_was_added_later_lacks_nothing_that_was_removed(kept: Figures) -> None:
    key = kept.account("Late", NETWORK)
    with kept.store.transaction() as tx:
        tx.execute("UPDATE core.account SET added_at = TIMESTAMP '2026-06-29' WHERE account_key = $key", {"key": key})
    kept.followers(key, {"2026-06-29": 5})
    frame = compute(kept.store, "follower_growth_pct", kept.scope("2026-04-02", "2026-06-30", now=NOW))
    assert dict(zip(frame["brand_id"], frame["note"], strict=True)) == {
        "Anvil": "kept:30",
        "Barrow": "kept:30",
        "Late": "one_observation",
    }


def test_a_sum_over_posts_whose_counts_are_gone_is_no_sum(figures: Figures) -> None:
    whole = compute(figures.store, "interactions_total", figures.scope("2026-05-01", "2026-05-31", now=NOW))
    assert whole["value"].tolist() == [31 * 10, 31 * 510]
    remove(figures)
    for metric in ("interactions_total", "views_total", "share_of_engagement_pct"):
        frame = compute(figures.store, metric, figures.scope("2026-05-01", "2026-05-31", now=NOW))
        assert frame["value"].isna().all(), metric
        assert set(frame["note"]) == {"kept:30"}
    weeks = compute(figures.store, "interactions_by_week", figures.scope("2026-05-01", "2026-05-31", now=NOW))
    assert weeks.loc[weeks["value"].notna(), "week"].min() >= datetime(2026, 5, 11), (
        "whole weeks after the counts that went"
    )
    pace = compute(figures.store, "posts_per_week", figures.scope("2026-05-01", "2026-05-31", now=NOW))
    assert pace["value"].tolist() == [7.0, 7.0], "that posts were published is kept"


def test_a_median_over_none_but_removed_counts_says_so(kept: Figures) -> None:
    for metric in ("interactions_per_post", "engagement_rate_views_pct"):
        assert notes(kept, metric, "2026-04-05", "2026-04-30") == {"Kept 30 days only: older figures were removed"}


def test_the_tiles_say_that_there_is_no_comparison_and_why(figures: Figures) -> None:
    before = june(figures, "2026-05-13", "2026-06-10")
    assert "kept" not in standing.tile(before, standing.TOTAL).change
    remove(figures)
    context = june(figures, "2026-05-13", "2026-06-10")
    for figure in (standing.TOTAL, standing.rate_of(context)):
        found = standing.tile(context, figure)
        assert found.change == "kept 30 days: comparison unavailable", figure.metric
        assert found.tone == ""
    assert SENTENCE in overview.own_figures(context).footer
    assert "against" in standing.tile(context, standing.PACE).change, "the pace is compared as ever"


@pytest.mark.parametrize(
    "key", ["followers-over-time", "follower-growth", "net-followers-by-week", "engagement-rate-views"]
)
def test_a_card_that_looks_further_back_than_is_kept_says_so(figures: Figures, key: str) -> None:
    assert "kept" not in CARDS[key](june(figures, "2026-04-02")).footer
    remove(figures)
    built = CARDS[key](june(figures, "2026-04-02"))
    assert (built.footer + built.message).count(SENTENCE) == 1
    assert "kept" not in CARDS[key](replace(june(figures), before=None)).footer


def test_growth_says_why_there_is_none_of_the_period_before(kept: Figures) -> None:
    card = CARDS["follower-growth"](june(kept))
    assert card.footer.count(SENTENCE) == 1
    assert "Before:" not in card.footer


def test_every_card_draws_where_nothing_is_kept(kept: Figures) -> None:
    context = june(kept, "2026-04-02", "2026-04-30")
    for key, build in CARDS.items():
        built = build(context)
        assert built.finding, key
        assert key not in {"posts-per-week", "longest-silence"} or "kept" not in built.footer


def test_other_networks_say_nothing_of_it(figures: Figures) -> None:
    key = figures.account("Anvil", "mastodon")
    figures.followers(key, {"2026-04-10": 5, "2026-06-30": 8})
    remove(figures)
    context = view(figures.store, figures.scope("2026-04-02", "2026-06-30", now=NOW), "mastodon", own="Anvil")
    assert "kept" not in CARDS["followers-over-time"](context).footer


def test_the_reason_is_one_query_for_all_metrics_of_a_view(kept: Figures, monkeypatch: pytest.MonkeyPatch) -> None:
    from benchmark.metrics import compute_many

    asked: list[str] = []
    query = kept.store.query
    monkeypatch.setattr(kept.store, "query", lambda sql, params=None: asked.append(sql) or query(sql, params))  # type: ignore[func-returns-value]
    names = ["follower_growth_pct", "net_followers", "interactions_total", "coverage"]
    compute_many(kept.store, names, kept.scope("2026-04-02", "2026-05-20", now=NOW + timedelta(0)))
    assert sum("core.retention" in sql for sql in asked) == 1

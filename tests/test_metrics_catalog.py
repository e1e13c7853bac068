"""What holds for all metrics: declarations, columns, empty stores, scopes and notes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pytest
from figures import Figures

import benchmark.metrics
from benchmark.metrics import METRICS, NOTES, Scope, compute, compute_many, note_text, queries
from benchmark.metrics.frames import columns
from benchmark.store import Store
from benchmark.store.vocabulary import KINDS

SQL = Path(benchmark.metrics.__file__).parent / "sql"
EMPTY = Scope((), date(2026, 5, 1), date(2026, 5, 28), "Europe/Paris", datetime(2026, 6, 1))


@pytest.fixture(scope="module")
def nothing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with Store.open(tmp_path_factory.mktemp("nothing") / "benchmark.duckdb") as opened:
        yield opened


@pytest.fixture(scope="module")
def unseen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Figures]:
    """One account that was never observed."""
    with Store.open(tmp_path_factory.mktemp("unseen") / "benchmark.duckdb") as opened:
        figures = Figures(opened)
        figures.account("Anvil")
        yield figures


UNKNOWN = Scope((1, 2), EMPTY.start, EMPTY.end, EMPTY.timezone, EMPTY.now)


@pytest.fixture(scope="module")
def of_nobody(nothing: Store, unseen: Figures) -> tuple[dict[str, pd.DataFrame], ...]:
    """All metrics at once, which is what each gives alone (see below): without accounts, of unknown ones, of an unseen one."""
    return tuple(
        compute_many(store, METRICS, scope)
        for store, scope in ((nothing, EMPTY), (nothing, UNKNOWN), (unseen.store, UNKNOWN))
    )


@pytest.mark.parametrize("name", METRICS)
def test_an_empty_store_gives_an_empty_frame_of_the_same_shape(
    of_nobody: tuple[dict[str, pd.DataFrame], ...], name: str
) -> None:
    empty, nobody, named = (frames[name] for frames in of_nobody)
    assert list(empty.columns) == list(nobody.columns) == list(named.columns) == columns(METRICS[name])
    assert len(empty) == len(nobody) == 0
    assert empty.dtypes.equals(nobody.dtypes)
    assert empty.dtypes.equals(named.dtypes)
    # Nothing was observed: that much is known of the coverage.
    assert (named["value"] == 0).all() if name == "coverage" else named["value"].isna().all()
    assert all(note_text(row) for _, row in named.iterrows())


@pytest.mark.parametrize("name", METRICS)
def test_metrics_are_declared_in_full(name: str) -> None:
    metric = METRICS[name]
    assert re.fullmatch(r"[a-z][a-z0-9_]+", name)
    assert metric.label
    assert metric.source
    assert metric.description.endswith(".")
    assert metric.unit != "pct" or "pct" in name or "by_week" in name


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Figures]:
    with Store.open(tmp_path_factory.mktemp("followed") / "benchmark.duckdb") as opened:
        figures = Figures(opened)
        figures.followers(figures.account("Anvil"), {"2026-05-01": 100})
        yield figures


def test_a_period_in_the_future_is_empty_of_figures(followed: Figures) -> None:
    scope = followed.scope("2026-07-01", "2026-07-28", now="2026-05-02")
    for name, frame in compute_many(followed.store, METRICS, scope).items():
        assert name in {"presence", "freshness", "coverage"} or frame["value"].isna().all(), name


@pytest.fixture(scope="module")
def several(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Figures]:
    """Brands and networks in no order."""
    with Store.open(tmp_path_factory.mktemp("several") / "benchmark.duckdb") as opened:
        figures = Figures(opened)
        for brand, source in (
            ("Clamp", "mastodon"),
            ("Anvil", "youtube"),
            ("Bolt", "mastodon"),
            ("Anvil", "bluesky"),
            ("Clamp", "mastodon"),
        ):
            account = figures.account(brand, source)
            figures.read(account, "2026-06-01", "2026-04-01")
            figures.followers(account, {"2026-05-20": 110, "2026-05-01": 100, "2026-05-28": 120})
            for day, kind in (("2026-05-20", "video"), ("2026-05-02", "text"), ("2026-05-03", "image")):
                figures.post(account, day, kind=kind, likes=4, views=100)
        yield figures


@pytest.fixture(scope="module")
def of_several(several: Figures) -> dict[str, pd.DataFrame]:
    return compute_many(several.store, METRICS, several.scope("2026-05-01", "2026-05-28"))


@pytest.mark.parametrize("name", METRICS)
def test_results_are_in_order(of_several: dict[str, pd.DataFrame], name: str) -> None:
    frame = of_several[name]
    key = ["brand_id", "source", *METRICS[name].grain]
    ordered = frame.assign(kind=[KINDS.index(kind) for kind in frame["kind"]]) if "kind" in frame else frame
    assert ordered[key].to_numpy().tolist() == ordered.sort_values(key)[key].to_numpy().tolist()
    assert not frame.duplicated(key).any()
    assert len(set(zip(frame["brand_id"], frame["source"], strict=True))) == (9 if name == "presence" else 4)


def test_metrics_computed_together_are_those_computed_alone(
    several: Figures, of_several: dict[str, pd.DataFrame]
) -> None:
    assert list(of_several) == list(METRICS)
    scope = several.scope("2026-05-01", "2026-05-28")
    for name, frame in of_several.items():
        pd.testing.assert_frame_equal(frame, compute(several.store, name, scope))


def test_an_unknown_metric_is_an_error(nothing: Store) -> None:
    with pytest.raises(KeyError):
        compute(nothing, "likes_squared", EMPTY)


@pytest.mark.parametrize("path", sorted(SQL.glob("*.sql")), ids=lambda path: path.stem)
def test_queries_bind_only_what_scopes_give(path: Path) -> None:
    text = queries.text(path.stem)
    assert "{" not in text
    assert set(re.findall(r"\$(\w+)", text)) <= set(queries.bound(EMPTY))


def test_every_part_of_the_sql_is_used() -> None:
    used = {part for path in SQL.rglob("*.sql") for part in re.findall(r"\{(\w+)\}", path.read_text())}
    assert used == {path.stem for path in (SQL / "parts").glob("*.sql")}


def test_every_note_is_a_sentence() -> None:
    row = {"first_day": pd.Timestamp("2026-05-10"), "last_day": pd.Timestamp("2026-05-20"), "accounts_used": 2, "accounts": 3,
           "days_observed": 13.6, "days": 28}  # fmt: skip
    sentences = [note_text(row | {"note": code}) for code in NOTES]
    assert all(sentences)
    assert note_text(row | {"note": "partly_covered"}) == "Posts were read for 14 of 28 days"
    assert note_text(row | {"note": None}) == ""


@pytest.mark.parametrize(
    ("zone", "start", "end", "expected"),
    [
        # 1 March at UTC+1, 1 April at UTC+2
        ("Europe/Paris", "2026-03-01", "2026-03-31", ("2026-02-28 23:00", "2026-03-31 22:00")),
        # 1 November is still UTC-4 at midnight, 2 November UTC-5
        ("America/New_York", "2026-11-01", "2026-11-01", ("2026-11-01 04:00", "2026-11-02 05:00")),
        ("Asia/Kolkata", "2026-05-01", "2026-05-01", ("2026-04-30 18:30", "2026-05-01 18:30")),
    ],
)
def test_a_scope_spans_local_midnights(zone: str, start: str, end: str, expected: tuple[str, str]) -> None:
    scope = Scope((1,), date.fromisoformat(start), date.fromisoformat(end), zone, datetime(2026, 12, 1))
    assert scope.instants == tuple(datetime.fromisoformat(text) for text in expected)


def test_comparison_periods_meet_without_overlap() -> None:
    scope = Scope((1,), date(2026, 5, 1), date(2026, 5, 28), "UTC", datetime(2026, 6, 1))
    assert (scope.previous().start, scope.previous().end) == (date(2026, 4, 3), date(2026, 4, 30))
    # 364 days earlier fall on the same weekday.
    assert scope.year_before().start == date(2025, 5, 2)
    assert scope.year_before().start.weekday() == scope.start.weekday()
    with pytest.raises(ValueError, match="ends"):
        scope.with_period(date(2026, 5, 2), date(2026, 5, 1))

"""Every figure in the charts of a deck is the metric's: the workbooks behind them against `compute`, brand by brand, day by day."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import pandas as pd
import pytest
from deck_checks import Chart, charts
from deck_samples import document, sheet
from worlds import World, build

from benchmark.cards import wording
from benchmark.cards.registry import ALL
from benchmark.metrics import METRICS, compute
from benchmark.reports.deck import deck

Key = tuple[Any, ...]
Points = dict[Key, float]
BRAND: Final = re.compile(r"Brand \d+(?! \w)")
BESIDE: Final = re.compile(r"^([+\u2212n]|competitors' median.*)$|: (from|to)$")
"""Columns of intervals, of the level to compare with, and of how many were counted."""


@dataclass(frozen=True)
class Shown:
    """Which metric a card's chart shows, and how."""

    metric: str
    network: str = "youtube"
    reduced: Callable[[pd.DataFrame], pd.DataFrame] = lambda frame: frame
    """From the metric's rows to those that are drawn."""
    some: bool = False
    """Weeks cut short or too young are left out, and one without a post has nothing: 0."""


def last_day(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.sort_values("day").groupby("name", as_index=False).last().drop(columns="day")


def whole_weeks(frame: pd.DataFrame) -> pd.DataFrame:
    """Sums of the weeks of which every day is told."""
    monday = frame["day"].map(lambda day: day - timedelta(days=day.weekday()))
    weeks = frame.assign(week=monday).groupby(["name", "week"])["value"].agg(["sum", "count"]).reset_index()
    return weeks[weeks["count"] == 7].rename(columns={"sum": "value"})


CHECKED: Final = {
    "audience-share": Shown("audience_share_pct", reduced=last_day),
    "brand-followers": Shown("followers"),
    "brand-formats": Shown("post_mix_pct"),
    "brand-posts-by-week": Shown("posts_weekly"),
    "engagement-by-week": Shown("engagement_by_week_views", some=True),
    "engagement-distribution": Shown("engagement_rate_views_pct"),
    "engagement-rate": Shown("engagement_rate_followers_pct", "bluesky"),
    "engagement-rate-views": Shown("engagement_rate_views_pct"),
    "follower-growth": Shown("follower_growth_pct"),
    "follower-index": Shown("follower_index"),
    "followers-over-time": Shown("followers", "bluesky"),
    "interactions-by-week": Shown("interactions_by_week", some=True),
    "interactions-per-post": Shown("interactions_per_post"),
    "interactions-total": Shown("interactions_total"),
    "longest-silence": Shown("longest_silence_days"),
    "mentions-by-week": Shown("mentions", "gdelt", whole_weeks),
    "net-followers-by-week": Shown("net_followers_weekly"),
    "page-views-by-week": Shown("page_views", "wikipedia", whole_weeks),
    "post-mix": Shown("post_mix_pct"),
    "posts-by-week": Shown("posts_weekly"),
    "posts-per-week": Shown("posts_per_week"),
    "share-of-engagement": Shown("share_of_engagement_pct"),
    "share-of-posts": Shown("share_of_posts_pct"),
}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    made = build(tmp_path_factory.mktemp("metrics") / "world.duckdb", 6, ("youtube", "bluesky", "wikipedia", "gdelt"))
    with made.store.transaction() as tx:
        tx.execute("UPDATE core.brand SET name = 'Brand ' || brand_key")
    yield made
    made.store.close()


def drawn(made: list[Chart]) -> Points:
    """What the charts hold: by brand, and by what stands across or what its part is called."""
    found: Points = {}
    for chart in made:
        (_, across), *columns = chart.columns
        for heading, values in columns:
            for place, value in zip(across, values, strict=True):
                days = hasattr(place, "date")
                brand = BRAND.match(heading if days else str(place))
                if brand is None or value is None or BESIDE.search(heading):
                    continue
                key: Key = (brand[0], place.date()) if days else (brand[0],)
                key += (heading,) if chart.kind == "barChart" and len(chart.xml.findall(".//{*}ser")) > 1 else ()
                assert found.setdefault(key, value) == value
    return found


def computed(world: World, shown: Shown) -> Points:
    context = world.context(shown.network)
    frame = context.named(compute(world.store, shown.metric, context.narrowed(context.scope)))
    for column in {"day", "week"} & set(METRICS[shown.metric].grain):
        frame[column] = frame[column].dt.date
    frame = shown.reduced(frame.dropna(subset="value"))
    if "kind" in frame:
        frame = frame.assign(kind=frame["kind"].map(wording.kind_label))
    keys = [column for column in ("name", "day", "week", "kind") if column in frame]
    return {tuple(row[key] for key in keys): row["value"] for row in frame.to_dict("records")}


OTHERS: Final = {
    *(
        "brand-beside",
        "brand-figures",
        "brand-objectives",
        "brand-profile-changes",
        "brand-profiles",
        "catch-up",
        "equal-mix",
    ),
    *("event-window", "flop-posts", "hashtags", "own-figures", "pillars", "presence", "scoreboard", "since-last-visit"),
    *("takeaways", "top-posts", "audience-by-network"),  # tables, tiles and sentences
    *("best-time-competitors", "best-time-own", "posting-days-competitors", "posting-days-own"),  # grids: tables too
    *("posting-hours-competitors", "posting-hours-own"),
    *(
        "against-own",
        "lift",
        "lift-own",
        "why-ahead",
        "engagement-curve",
    ),  # ratios and pooled posts, no figure of one brand
    *(
        "positioning",  # held below
        "industry-engagement",
        "industry-pace",
        "share-of-voice",
    ),  # several metrics; nothing in this world
    *("followers-forecast", "own-forecast"),
}


def test_every_card_is_held_against_its_metric_or_named_as_another_kind() -> None:
    assert set(CHECKED) | OTHERS == set(ALL)
    assert not set(CHECKED) & OTHERS


@pytest.mark.parametrize("key", CHECKED)
def test_a_chart_holds_the_metric_s_figures_and_no_others(world: World, key: str) -> None:
    shown = CHECKED[key]
    card = ALL[key](world.context(shown.network))
    found, wanted = drawn(charts(deck(document(sheet(card))))), computed(world, shown)
    brands, days = {point[0] for point in found}, [point[1] for point in found if isinstance(point[-1], date)]
    if days:
        wanted = {point: value for point, value in wanted.items() if min(days) <= point[1] <= max(days)}
    if key.startswith("brand-"):
        wanted = {point: value for point, value in wanted.items() if point[0] in brands}
    if shown.some:
        found = {point: value for point, value in found.items() if value or point in wanted}
        assert len(found) > len(wanted) / 2
        wanted = {point: value for point, value in wanted.items() if point in found}
    assert len(brands) > 1
    assert found == pytest.approx(wanted, rel=1e-14)


def test_the_map_of_brands_holds_three_metrics(world: World) -> None:
    context = world.context("bluesky")
    (chart,) = charts(deck(document(sheet(ALL["positioning"](context)))))
    (_, names), *columns = chart.columns
    values = dict(columns)
    placed = {
        "posts a week": "posts_per_week",
        "% of followers": "engagement_rate_followers_pct",
        "followers": "followers",
    }
    for heading, metric in placed.items():
        frame = context.named(compute(world.store, metric, context.narrowed(context.scope))).dropna(subset="value")
        known = frame.groupby("name")["value"].last()
        assert len(names) > 1
        assert dict(zip(names, values[heading], strict=True)) == pytest.approx(
            {name: known[name] for name in names}, rel=1e-14
        )

"""The spread of single posts: quantiles of the same posts as the medians, zeros on a shelf of their own."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest
from card_views import view
from figures import Figures, days

from benchmark.cards.distribution import engagement_distribution
from benchmark.charts.boxes import boxes
from benchmark.charts.measure import Measure
from benchmark.charts.theme import LIGHT
from benchmark.metrics import compute
from benchmark.store import Store

MAY = days("2026-05-01", "2026-05-28")


@pytest.fixture
def figures(store: Store) -> Figures:
    return Figures(store)


def brand(figures: Figures, name: str, likes: list[int], **more: object) -> int:
    account = figures.account(name, str(more.pop("source", "mastodon")), followers=1000)
    figures.read(account, "2026-05-29 12:00", "2026-03-01")
    figures.posts(account, [{"at": MAY[place], "likes": count, **more} for place, count in enumerate(likes)])
    return account


def measured(figures: Figures) -> pd.DataFrame:
    return compute(figures.store, "engagement_distribution_pct", figures.scope("2026-05-01", "2026-05-28")).set_index(
        "brand_id"
    )


def test_quantiles_are_of_the_posts_behind_the_median(figures: Figures) -> None:
    account = brand(figures, "Anvil", [10, 20, 30, 40, 50, 60, 70, 80, 90])
    figures.posts(account, [{"at": MAY[20], "hidden": ["likes"]}, {"at": MAY[21], "likes": 999, "age": "young"}])
    row = measured(figures).loc["Anvil"]
    # Of 9 posts, over 1000 followers: 1 to 9 %. Places 0.8, 2, 6 and 7.2 from 0: 1.8, 3, 7 and 8.2 %.
    assert [row[name] for name in ("p10", "p25", "p75", "p90")] == pytest.approx([1.8, 3, 7, 8.2])
    assert row["value"] == pytest.approx(5.0)
    assert (row["n"], row["too_young"], row["left_out"]) == (9, 1, 1)
    rate = compute(figures.store, "engagement_rate_followers_pct", figures.scope("2026-05-01", "2026-05-28")).iloc[0]
    assert (row["value"], row["low"], row["high"]) == (rate["value"], rate["low"], rate["high"])


def test_posts_without_interactions_are_counted_and_named(figures: Figures) -> None:
    brand(figures, "Anvil", [0, 0, 0, 40, 50, 60, 70, 80])
    assert measured(figures).loc["Anvil", "zeros"] == 3
    card = engagement_distribution(
        view(figures.store, figures.scope("2026-05-01", "2026-05-28"), "mastodon", own="Anvil")
    )
    # 3 of 8
    assert "Posts without any interaction, at 0: Anvil 38\u202f%." in card.footer
    assert card.finding == "How the engagement of single posts spreads"


def test_the_title_is_the_own_brands_spread(figures: Figures) -> None:
    brand(figures, "Anvil", [10, 20, 30, 40, 50, 60, 70, 80, 90])
    card = engagement_distribution(
        view(figures.store, figures.scope("2026-05-01", "2026-05-28"), "mastodon", own="Anvil")
    )
    # 7 % over 3 %
    assert card.finding == "The middle half of Anvil's posts spans a factor of 2.3"


def test_over_todays_followers_it_is_said(figures: Figures) -> None:
    brand(figures, "Anvil", [10] * 7, basis="current")
    assert measured(figures).loc["Anvil", "basis"] == "current"
    card = engagement_distribution(
        view(figures.store, figures.scope("2026-05-01", "2026-05-28"), "mastodon", own="Anvil")
    )
    assert "Over today's followers" in card.footer


def test_hidden_brands_are_named_and_one_without_posts_too(figures: Figures) -> None:
    brand(figures, "Anvil", [10] * 7)
    hidden = brand(figures, "Bolt", [])
    figures.posts(hidden, [{"at": day, "hidden": ["likes"]} for day in MAY[:7]])
    frame = measured(figures)
    assert math.isnan(float(frame["p25"]["Bolt"]))
    assert frame.loc["Bolt", "note"] == "hidden"
    card = engagement_distribution(
        view(figures.store, figures.scope("2026-05-01", "2026-05-28"), "mastodon", own="Anvil")
    )
    assert "Bolt (withheld by the network)" in card.footer


def test_a_network_without_views_spreads_the_rate_by_followers_and_one_without_followers_the_counts(
    figures: Figures,
) -> None:
    brand(figures, "Anvil", [10, 20, 30, 40, 50, 60], source="discourse")
    card = engagement_distribution(
        view(figures.store, figures.scope("2026-05-01", "2026-05-28"), "discourse", own="Anvil")
    )
    assert card.state == "ok"


def frame(**more: object) -> pd.DataFrame:
    whole = {"brand_id": ["a", "b"], "name": ["<b>A</b>", "B"], "colour": [0, 1], "own": [True, False], "value": [2.0, None],
             "p10": [0.5, None], "p25": [1.0, None], "p75": [4.0, None], "p90": [8.0, None], "low": [1.5, None], "high": [3.0, None],
             "n": [40, 0]}  # fmt: skip
    return pd.DataFrame(whole | more)


def bars(figure: go.Figure) -> list[tuple[float, float]]:
    return [tuple(trace.x) for trace in figure.data if trace.mode == "lines"]


def test_boxes_show_the_middle_and_the_interval_and_words_where_nothing_is_known() -> None:
    figure = boxes(frame(), theme=LIGHT, measure=Measure("%", "percent"))
    assert bars(figure) == [(0.5, 8.0), (1.0, 4.0), (1.5, 3.0)]
    texts = [note.text for note in figure.layout.annotations]
    assert any("not available" in text for text in texts)
    assert "&lt;b&gt;A&lt;/b&gt;" in figure.layout.yaxis.ticktext[0]


def test_zeros_stand_on_a_shelf_left_of_every_other_value() -> None:
    figure = boxes(frame(p10=[0.0, None], p25=[0.0, None]), theme=LIGHT, measure=Measure("%", "percent"))
    places = dict(zip(figure.layout.xaxis.ticktext, figure.layout.xaxis.tickvals, strict=True))
    shelf = next(place for text, place in places.items() if text.startswith("0\u202f") or text == "0")
    assert bars(figure)[0] == (shelf, 8.0)
    assert shelf < min(place for place in places.values() if place != shelf)
    assert 10 ** figure.layout.xaxis.range[0] < shelf < 1.5
    assert np.isfinite(figure.layout.xaxis.range).all()


def test_without_zeros_there_is_no_shelf() -> None:
    figure = boxes(frame(), theme=LIGHT, measure=Measure("%", "percent"))
    assert not any(text in {"0", "0\u202f%"} for text in figure.layout.xaxis.ticktext)


def test_a_brand_whose_posts_all_have_nothing_is_drawn_at_zero() -> None:
    nothing = {name: [0.0, None] for name in ("value", "p10", "p25", "p75", "p90", "low", "high")}
    figure = boxes(frame(**nothing), theme=LIGHT, measure=Measure("%", "percent"))
    low, high = figure.layout.xaxis.range
    assert all(low <= math.log10(x) <= high for pair in bars(figure) for x in pair)

"""The positioning map: three metrics side by side, names that never meet, and what is not known named."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from card_views import view
from figures import Figures, days

from benchmark.cards.positioning import positioning
from benchmark.charts.measure import Measure
from benchmark.charts.placing import NARROWEST, Place, Point, place_names
from benchmark.charts.scatter import Medians, bubbles
from benchmark.charts.theme import LIGHT
from benchmark.metrics import compute
from benchmark.store import Store

MAY = days("2026-05-01", "2026-05-28")


@pytest.fixture
def figures(store: Store) -> Figures:
    return Figures(store)


def brand(
    figures: Figures, name: str, likes: list[int], *, source: str = "mastodon", followers: int | None = 1000
) -> int:
    """A brand read throughout May whose posts got these likes, one a day from the 1st on."""
    account = figures.account(name, source)
    figures.read(account, "2026-05-29 12:00", "2026-04-01")
    if followers is not None:
        figures.followers(account, dict.fromkeys(MAY, followers))
    figures.posts(
        account, [{"at": MAY[place], "likes": count, "followers": followers} for place, count in enumerate(likes)]
    )
    return account


def test_positioning_puts_pace_rate_and_followers_side_by_side(figures: Figures) -> None:
    brand(figures, "Anvil", [10, 20, 30, 40, 50, 60, 70, 80], followers=2000)
    frame = compute(figures.store, "positioning", figures.scope("2026-05-01", "2026-05-28"))
    row = frame.iloc[0]
    # 8 posts in 28 days are 2 a week. The median of 10 to 80 likes is 45; 45 / 2000 = 2.25 %.
    assert row["value"] == pytest.approx(2.0)
    assert row["rate"] == pytest.approx(2.25)
    assert row["followers"] == 2000
    assert (row["n"], row["posts_rated"]) == (8, 8)
    assert row["low"] < 2.25 < row["high"]


def test_positioning_keeps_what_is_not_known_apart(figures: Figures) -> None:
    brand(figures, "Anvil", [10] * 8)
    hidden = brand(figures, "Bolt", [])
    figures.posts(hidden, [{"at": day, "hidden": ["likes"], "comments": 1} for day in MAY[:8]])
    figures.account("Clamp")
    frame = compute(figures.store, "positioning", figures.scope("2026-05-01", "2026-05-28")).set_index("brand_id")
    assert frame.loc["Bolt", "value"] == pytest.approx(2.0)
    assert frame["rate"].isna()["Bolt"]
    assert frame.loc["Bolt", "note"] == "hidden"
    assert frame["value"].isna()["Clamp"]
    assert frame.loc["Clamp", "note"] == "not_covered"


def test_the_card_names_who_is_not_on_the_map(figures: Figures) -> None:
    brand(figures, "Anvil", [10, 12, 14, 16, 18, 20, 22, 24])
    brand(figures, "Bolt", [30] * 8)
    figures.account("Clamp")
    card = positioning(view(figures.store, figures.scope("2026-05-01", "2026-05-28"), "mastodon", own="Anvil"))
    assert card.state == "ok"
    # 8 posts in 4 weeks; median 17 of 1000 followers
    assert card.finding.replace("\u202f", " ") == "Anvil: 2.0 posts a week, engagement rate 1.7 %"
    assert "Without a figure: Clamp" in card.footer
    assert "bars: 95" in card.definition


def test_a_network_without_followers_compares_interactions_per_post(figures: Figures) -> None:
    brand(figures, "Anvil", [10] * 8, source="wordpress", followers=None)
    context = view(figures.store, figures.scope("2026-05-01", "2026-05-28"), "wordpress", own="Anvil")
    assert "followers" not in positioning(context).definition


def test_one_brand_alone_has_a_map_without_medians(figures: Figures) -> None:
    brand(figures, "Anvil", [10] * 8)
    card = positioning(view(figures.store, figures.scope("2026-05-01", "2026-05-28"), "mastodon", own="Anvil"))
    assert card.figure is not None
    assert "median " not in str(card.figure.layout.annotations)


def test_nothing_read_leads_to_the_next_step(figures: Figures) -> None:
    figures.account("Anvil")
    card = positioning(view(figures.store, figures.scope("2026-05-01", "2026-05-28"), "mastodon", own="Anvil"))
    assert (card.state, card.figure) == ("empty", None)
    assert "collect" in card.message.lower()


def points(count: int, seed: int) -> list[Point]:
    rng = np.random.default_rng(seed)
    return [
        Point(float(x), float(y), float(r), float(width))
        for x, y, r, width in zip(
            rng.uniform(30, NARROWEST - 30, count), rng.uniform(30, 330, count), rng.uniform(4, 22, count), rng.uniform(30, 128, count),
            strict=True,
        )
    ]  # fmt: skip


def rectangle(point: Point, place: Place, stretch: float) -> tuple[float, float, float, float]:
    x, y = point.x * stretch + place.dx, point.y + place.dy
    left = {"left": x, "right": x - point.width, "center": x - point.width / 2}[place.side]
    return left, left + point.width, y - 7.5, y + 7.5


@pytest.mark.parametrize("count", [1, 2, 6, 10, 40])
@pytest.mark.parametrize("stretch", [1.0, 1.7, 4.5])
def test_names_meet_neither_each_other_nor_bubbles_at_any_width(count: int, stretch: float) -> None:
    for seed in range(20):
        marks = points(count, seed)
        placed = [
            (point, place) for point, place in zip(marks, place_names(marks, 368), strict=True) if place is not None
        ]
        assert placed
        boxes = [rectangle(point, place, stretch) for point, place in placed]
        for a, b in combinations(boxes, 2):
            assert a[1] <= b[0] + 1e-6 or b[1] <= a[0] + 1e-6 or a[3] <= b[2] or b[3] <= a[2]
        for (point, _), box in zip(placed, boxes, strict=True):
            assert box[0] >= -1e-6
            assert box[1] <= NARROWEST * stretch + 1e-6
            for other in marks:
                x, y, r = other.x * stretch, other.y, other.radius
                if other is not point:
                    assert x + r <= box[0] + 1e-6 or box[1] <= x - r + 1e-6 or y + r <= box[2] or box[3] <= y - r


def test_up_to_six_brands_far_apart_are_all_named() -> None:
    marks = [Point(40 + 34 * place, 40 + 55 * place, 12, 90) for place in range(6)]
    assert all(place is not None for place in place_names(marks, 368))


def frame(**more: object) -> pd.DataFrame:
    whole = {"brand_id": ["a", "b", "c"], "name": ["<b>A</b>", "B", "C"], "colour": [0, 1, 2], "own": [True, False, False],
             "x": [2.0, 4.0, 3.0], "value": [1.0, 2.0, None], "size": [100.0, 400.0, 50.0]}  # fmt: skip
    return pd.DataFrame(whole | more)


def test_areas_stand_to_each_other_as_sizes_and_unknown_rates_are_not_drawn() -> None:
    figure = bubbles(frame(), theme=LIGHT, x=Measure("posts a week", "decimal"), y=Measure("%", "percent"))
    sizes = {trace.x[0]: trace.marker.size for trace in figure.data if trace.mode == "markers"}
    # a quarter of the followers is a quarter of the area, so half the width
    assert sizes[2.0] == pytest.approx(sizes[4.0] / 2)
    assert 3.0 not in sizes


def test_a_brand_whose_followers_are_unknown_is_a_ring() -> None:
    figure = bubbles(frame(size=[None, 400.0, 50.0]), theme=LIGHT, x=Measure(), y=Measure("%", "percent"))
    rings = [trace for trace in figure.data if trace.mode == "markers" and trace.marker.color == LIGHT.surface]
    assert [trace.x[0] for trace in rings] == [2.0]


def test_names_are_text_and_the_median_lines_are_labelled() -> None:
    figure = bubbles(
        frame(), theme=LIGHT, x=Measure("posts a week", "decimal"), y=Measure("%", "percent"), medians=Medians(3.0, 1.5)
    )
    texts = [note.text for note in figure.layout.annotations]
    assert "<b>&lt;b&gt;A&lt;/b&gt;</b>" in texts
    assert sum("median" in text for text in texts) == 2


def test_figures_far_apart_are_on_a_logarithmic_axis() -> None:
    figure = bubbles(
        frame(value=[0.1, 9.0, 1.0]), theme=LIGHT, x=Measure(), y=Measure("%", "percent"), medians=Medians(3.0, 1.0)
    )
    assert figure.layout.yaxis.type == "log"
    assert figure.layout.xaxis.type == "linear"
    assert [note.y for note in figure.layout.annotations if "median" in note.text][1] == pytest.approx(0.0)

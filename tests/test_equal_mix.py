"""Engagement at equal format mix: within kinds, weighted by the panel's mix, with an interval that holds."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pytest
from card_views import view
from figures import Figures, days

from benchmark.cards.mix import equal_mix
from benchmark.metrics import compute
from benchmark.metrics.equal_mix import Side, compared
from benchmark.store import Store

MAY = days("2026-05-01", "2026-05-28")
FOLLOWERS = 10_000


@pytest.fixture
def figures(store: Store) -> Figures:
    return Figures(store)


def posted(figures: Figures, brand: str, likes: dict[str, Sequence[int]], **more: object) -> int:
    account = figures.account(brand, followers=FOLLOWERS)
    figures.read(account, "2026-05-29 12:00", "2026-03-01")
    rows = [{"at": MAY[place % 28], "kind": kind, "likes": count, "followers": FOLLOWERS, **more}
            for kind, counts in likes.items() for place, count in enumerate(counts)]  # fmt: skip
    figures.posts(account, rows)
    return account


def measured(figures: Figures, brand: str) -> dict[str, object]:
    frame = compute(figures.store, "equal_mix", figures.scope("2026-05-01", "2026-05-28"))
    return {str(name): value for name, value in frame.set_index("brand_id").loc[brand].items()}


def test_a_lead_that_comes_of_the_kinds_posted_goes_at_equal_mix(figures: Figures) -> None:
    # Videos get 400 and images 100, whoever posts them; Anvil posts 12 videos and 6 images, Bolt the other way round.
    posted(figures, "Anvil", {"video": [400] * 12, "image": [100] * 6})
    posted(figures, "Bolt", {"video": [400] * 6, "image": [100] * 12})
    row = measured(figures, "Anvil")
    # Over all posts the medians are 400 and 100: (400.5 / 100.5) = x3.99.
    assert row["plain"] == pytest.approx(400.5 / 100.5)
    assert row["value"] == pytest.approx(1.0)
    assert (row["kinds"], row["covered_pct"], row["peers_n"]) == (2, 100, 18)
    assert (row["low"], row["high"]) == (pytest.approx(1.0), pytest.approx(1.0))


def test_kinds_weigh_as_in_the_panel(figures: Figures) -> None:
    # Anvil's images get x2 (200.5 / 100.0 ...), its videos the same as Bolt's. Images are 20 of 40 posts, videos 20 of 40.
    posted(figures, "Anvil", {"image": [200] * 10, "video": [100] * 10})
    posted(figures, "Bolt", {"image": [100] * 10, "video": [100] * 10})
    # ln ratio = 0.5 x ln(200.5 / 100.5) + 0.5 x 0
    assert measured(figures, "Anvil")["value"] == pytest.approx(math.sqrt(200.5 / 100.5))
    posted(figures, "Clamp", {"image": [100] * 40})
    # Now images are 60 of 80 posts.
    assert measured(figures, "Anvil")["value"] == pytest.approx((200.5 / 100.5) ** 0.75)


def test_kinds_that_cover_under_four_fifths_of_a_side_are_no_mix(figures: Figures) -> None:
    posted(figures, "Anvil", {"image": [200] * 7, "video": [100] * 3})
    posted(figures, "Bolt", {"image": [100] * 20, "video": [100] * 5})
    row = measured(figures, "Anvil")
    # Anvil has 3 videos: only its images count, 7 of its 10 posts.
    assert row["note"] == "few_of_kind"
    assert math.isnan(float(str(row["value"])))
    assert row["covered_pct"] == pytest.approx(70.0)


def test_five_posts_of_a_kind_give_a_ratio_without_an_interval(figures: Figures) -> None:
    posted(figures, "Anvil", {"image": [200] * 5})
    posted(figures, "Bolt", {"image": [100] * 20})
    row = measured(figures, "Anvil")
    assert row["value"] == pytest.approx(200.5 / 100.5)
    assert math.isnan(float(str(row["low"])))
    assert row["note"] == "no_interval"
    context = view(figures.store, figures.scope("2026-05-01", "2026-05-28"), "mastodon", own="Anvil")
    # One kind on both sides: its mix explains nothing, and the card says so.
    assert "all of one kind (Image)" in equal_mix(context).message
    figures.posts(1, [{"at": day, "kind": "video", "likes": 300, "followers": FOLLOWERS} for day in MAY[:5]])
    figures.posts(2, [{"at": day, "kind": "video", "likes": 100, "followers": FOLLOWERS} for day in MAY[:20]])
    card = equal_mix(
        view(figures.store, figures.scope("2026-05-01", "2026-05-28", now="2026-06-28"), "mastodon", own="Anvil")
    )
    assert card.finding == "At equal format mix: no clear difference between Anvil and its competitors"
    assert "A kind has too few posts or interactions for an interval." in card.footer


def test_few_interactions_give_no_interval(figures: Figures) -> None:
    posted(figures, "Anvil", {"image": [4] * 20})
    posted(figures, "Bolt", {"image": [0] * 20})
    row = measured(figures, "Anvil")
    assert math.isnan(float(str(row["low"])))
    assert row["note"] == "no_interval"


def test_hidden_young_and_late_posts(figures: Figures) -> None:
    anvil = posted(figures, "Anvil", {"image": [200] * 10})
    figures.posts(anvil, [{"at": day, "kind": "image", "hidden": ["likes"]} for day in MAY[:5]])
    figures.posts(anvil, [{"at": day, "kind": "image", "likes": 9, "age": "young"} for day in MAY[20:]])
    posted(figures, "Bolt", {"image": [100] * 10})
    row = measured(figures, "Anvil")
    assert (row["n"], row["value"]) == (10, pytest.approx(200.5 / 100.5))
    # Nine more counted late are 47 % of Anvil's against none of Bolt's: no interval.
    figures.posts(
        anvil, [{"at": day, "kind": "image", "likes": 200, "followers": FOLLOWERS, "age": "late"} for day in MAY[:9]]
    )
    row = measured(figures, "Anvil")
    assert row["note"] == "late_shares"
    assert math.isnan(float(str(row["low"])))


def test_over_todays_followers_and_alone_there_is_no_comparison(figures: Figures) -> None:
    posted(figures, "Anvil", {"image": [200] * 10}, basis="current")
    assert measured(figures, "Anvil")["note"] == "current_followers"
    assert measured(figures, "Anvil")["kinds"] == 0
    posted(figures, "Bolt", {"image": [100] * 10})
    assert measured(figures, "Bolt")["note"] == "few_of_kind"  # nobody else's rate is known


def test_a_brand_alone_has_nobody_to_compare_with(figures: Figures) -> None:
    posted(figures, "Anvil", {"image": [200] * 10})
    assert measured(figures, "Anvil")["note"] == "no_peers"
    card = equal_mix(view(figures.store, figures.scope("2026-05-01", "2026-05-28"), "mastodon", own="Anvil"))
    assert card.state == "empty"
    assert "Add a competitor" in card.message


def test_the_title_says_what_is_left_of_a_lead(figures: Figures) -> None:
    rng = np.random.default_rng(4)
    videos, images = (
        (400 * rng.lognormal(0, 0.3, (2, 40))).astype(int),
        (100 * rng.lognormal(0, 0.3, (2, 40))).astype(int),
    )
    posted(figures, "Anvil", {"video": (2 * videos[0]).tolist(), "image": (2 * images[0, :10]).tolist()})
    posted(figures, "Bolt", {"video": videos[1, :10].tolist(), "image": images[1].tolist()})
    context = view(figures.store, figures.scope("2026-05-01", "2026-05-28"), "mastodon", own="Anvil")
    card = equal_mix(context)
    assert card.finding.startswith("At equal format mix Anvil is at ×")
    assert card.table is not None
    table = card.table.set_index("Posts compared")
    assert table.loc["At equal mix", "Remark"] == "clearly higher"
    # The plain ratio holds the kinds' difference of x4 too.
    assert float(table["Ratio"]["All posts"]) > 4
    assert 1.5 < float(table["Ratio"]["At equal mix"]) < 3
    assert table["Weight, %"][["Video", "Image"]].tolist() == [50, 50]
    assert "single kinds are shown, not judged" in card.footer


def test_without_an_own_brand_levels_are_shown_and_nothing_is_claimed(figures: Figures) -> None:
    posted(figures, "Anvil", {"image": [200] * 10})
    posted(figures, "Bolt", {"image": [100] * 10})
    card = equal_mix(view(figures.store, figures.scope("2026-05-01", "2026-05-28"), "mastodon"))
    assert card.finding == "Engagement at equal format mix"
    assert card.table is not None
    assert len(card.table) == 2


def side(rng: np.random.Generator, mix: Sequence[int], factor: float = 1.0) -> Side:
    """Posts of three kinds whose medians are 60, 120 and 240; sd of logs 0.9."""
    kind = np.repeat(np.arange(3.0), mix)
    x = np.round(factor * 60 * 2**kind * np.exp(0.9 * rng.normal(size=kind.size)))
    return Side(kind, x, np.full(kind.size, 1000.0), np.zeros(kind.size))


@pytest.mark.parametrize("factor", [0.5, 1.0, 3.0])
def test_with_the_panels_own_mix_the_ratio_is_the_plain_one(factor: float) -> None:
    rng = np.random.default_rng(7)
    peers = side(rng, (60, 30, 30))
    # The brand posts the very same, times a factor: every kind and the whole differ by it.
    own = Side(peers.kind, (peers.interactions + 0.5) * factor - 0.5, peers.base, peers.late)
    found = compared("a", "x", own, peers)
    assert found.equal.ratio == pytest.approx(factor)
    assert found.plain.ratio == pytest.approx(factor)
    # Another sample at the same mix agrees within its noise.
    other = compared("a", "x", side(rng, (400, 200, 200), factor), side(rng, (400, 200, 200)))
    assert math.log(other.equal.ratio / other.plain.ratio) == pytest.approx(0, abs=0.2)


@pytest.mark.parametrize(("mine", "theirs"), [((12, 6, 12), (40, 40, 10)), ((30, 20, 10), (60, 30, 90))])
def test_the_interval_holds_the_true_ratio_about_as_often_as_it_says(
    mine: tuple[int, ...], theirs: tuple[int, ...]
) -> None:
    rng = np.random.default_rng(11)
    found = [compared("a", "x", side(rng, mine), side(rng, theirs)).equal for _ in range(600)]
    held = np.mean([each.low <= 1 <= each.high for each in found])
    clear = np.mean([each.p < 0.05 for each in found])
    # 95 % of 600 have a standard error of 0.9 points.
    assert held > 0.93
    assert clear < 0.07
    assert held < 0.995  # it is not just wide

"""Page views, mentions and share of voice, each against an example computed by hand."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import pytest
from figures import Figures, days

from benchmark.metrics import compute, note_text
from benchmark.store import Store

WEEK = ("2026-05-04", "2026-05-10")


@pytest.fixture
def figures(store: Store) -> Figures:
    return Figures(store)


def told(figures: Figures, name: str, first: str, values: list[int | None], **more: str) -> pd.DataFrame:
    """The metric over one week in which Anvil has these values from a day on."""
    figures.daily(figures.account("Anvil", "hackernews"), first, values, **more)
    return compute(figures.store, name, figures.scope(*WEEK))


def values(frame: pd.DataFrame, key: str = "day") -> Mapping[str, float | None]:
    return {
        f"{day:%d}": None if pd.isna(value) else value for day, value in zip(frame[key], frame["value"], strict=True)
    }


def test_days_begin_with_the_first_that_is_known_and_gaps_stay_gaps(figures: Figures) -> None:
    frame = told(figures, "mentions", "2026-05-05", [3, None, 0, 4])
    assert values(frame) == {"05": 3, "06": None, "07": 0, "08": 4, "09": None, "10": None}
    assert frame["note"].tolist() == [None, "no_observation", None, None, "no_observation", "no_observation"]
    assert frame["n"].tolist() == [1, 0, 1, 1, 0, 0]


def test_a_total_is_the_sum_of_the_days_that_are_known(figures: Figures) -> None:
    frame = told(figures, "mentions_total", "2026-05-05", [3, None, 0, 4])
    # 3 + 0 + 4 on 3 of the 7 days, 5 to 8 May
    row = frame.iloc[0]
    assert (row["value"], row["n"], row["days_observed"], row["days"]) == (7, 3, 3, 7)
    assert (row["first_day"].day, row["last_day"].day) == (5, 8)
    assert note_text(row) == "Known for 3 of 7 days"


def test_a_total_of_known_zeros_is_zero_and_one_of_nothing_is_unknown(figures: Figures) -> None:
    figures.daily(figures.account("Anvil", "hackernews"), WEEK[0], [0] * 7)
    figures.daily(figures.account("Bolt", "hackernews"), "2026-04-01", [5])
    frame = compute(figures.store, "mentions_total", figures.scope(*WEEK)).set_index("brand_id")
    assert (frame["value"]["Anvil"], frame["note"]["Anvil"]) == (0, None)
    assert pd.isna(frame["value"]["Bolt"])
    assert frame["note"]["Bolt"] == "no_observation"


def test_the_present_day_is_not_over(figures: Figures) -> None:
    anvil = figures.account("Anvil", "wikipedia")
    figures.daily(anvil, WEEK[0], [10, 20, 30], measure="page_views")
    scope = figures.scope(*WEEK, now="2026-05-06 23:00")
    row = compute(figures.store, "page_views_total", scope).iloc[0]
    assert (row["value"], row["days_observed"], row["days"], row["note"]) == (30, 2, 2, None)
    assert values(compute(figures.store, "page_views", scope)) == {"04": 10, "05": 20}


def test_articles_of_a_brand_add_up_on_days_that_all_are_known(figures: Figures) -> None:
    english, french = (figures.account("Anvil", "wikipedia") for _ in range(2))
    figures.daily(english, WEEK[0], [10, 20, 30], measure="page_views")
    figures.daily(french, "2026-05-05", [1, 2], measure="page_views")
    frame = compute(figures.store, "page_views", figures.scope("2026-05-04", "2026-05-06"))
    assert values(frame) == {"04": None, "05": 21, "06": 32}
    assert note_text(frame.iloc[0]) == "1 of 2 accounts"
    assert compute(figures.store, "page_views_total", figures.scope("2026-05-04", "2026-05-06"))["value"][0] == 53


def test_measures_are_not_mixed(figures: Figures) -> None:
    figures.daily(figures.account("Anvil", "wikipedia"), WEEK[0], [10] * 7, measure="page_views")
    figures.daily(figures.account("Anvil", "gdelt"), WEEK[0], [2] * 7)
    scope = figures.scope(*WEEK)
    views = compute(figures.store, "page_views_total", scope).set_index("source")["value"]
    mentions = compute(figures.store, "mentions_total", scope).set_index("source")["value"]
    assert (views["wikipedia"], mentions["gdelt"]) == (70, 14)
    assert views[["gdelt"]].isna().all()
    assert mentions[["wikipedia"]].isna().all()


def test_of_one_day_manual_wins_then_fetched_then_imported(figures: Figures) -> None:
    anvil = figures.account("Anvil", "hackernews")
    for origin, number in (("import", 9), ("api", 5), ("manual", 7)):
        figures.daily(anvil, "2026-05-04", [number], origin=origin)
    figures.daily(anvil, "2026-05-05", [1], origin="import")
    figures.daily(anvil, "2026-05-05", [2], origin="feed")
    assert values(compute(figures.store, "mentions", figures.scope("2026-05-04", "2026-05-05"))) == {"04": 7, "05": 2}


def test_share_of_voice_counts_only_days_known_of_all_brands(figures: Figures) -> None:
    figures.daily(figures.account("Anvil", "hackernews"), WEEK[0], [6, 2, 4, 100])
    figures.daily(figures.account("Bolt", "hackernews"), WEEK[0], [1, None, 3])
    frame = compute(figures.store, "share_of_voice_pct", figures.scope(*WEEK)).set_index("brand_id")
    # Known of both on 4 and 6 May: 6 + 4 against 1 + 3, of 14 in all.
    assert frame["value"].round(4).to_dict() == {"Anvil": 71.4286, "Bolt": 28.5714}
    assert frame["mentions"].to_dict() == {"Anvil": 10, "Bolt": 4}
    assert frame["total"].tolist() == [14, 14]
    assert frame["days_observed"].tolist() == [2, 2]
    assert frame["days"].tolist() == [7, 7]
    assert frame["value"].sum() == pytest.approx(100)


def test_share_of_voice_stays_within_a_source(figures: Figures) -> None:
    for source, mine, theirs in (("hackernews", 3, 1), ("gdelt", 10, 30)):
        figures.daily(figures.account("Anvil", source), WEEK[0], [mine] * 7)
        figures.daily(figures.account("Bolt", source), WEEK[0], [theirs] * 7)
    frame = compute(figures.store, "share_of_voice_pct", figures.scope(*WEEK))
    shares = {(row["brand_id"], row["source"]): row["value"] for row in frame.to_dict("records")}
    assert shares == {
        ("Anvil", "gdelt"): 25, ("Anvil", "hackernews"): 75, ("Bolt", "gdelt"): 75, ("Bolt", "hackernews"): 25,
    }  # fmt: skip


def test_a_brand_that_was_never_read_is_named_and_takes_no_share(figures: Figures) -> None:
    figures.daily(figures.account("Anvil", "hackernews"), WEEK[0], [1] * 7)
    figures.daily(figures.account("Bolt", "hackernews"), WEEK[0], [3] * 7)
    figures.account("Clamp", "hackernews")
    frame = compute(figures.store, "share_of_voice_pct", figures.scope(*WEEK)).set_index("brand_id")
    assert frame["value"].to_dict() == pytest.approx({"Anvil": 25, "Bolt": 75, "Clamp": float("nan")}, nan_ok=True)
    assert frame["note"]["Clamp"] == "no_observation"


def test_no_share_without_a_common_day_or_any_mention(figures: Figures) -> None:
    figures.daily(figures.account("Anvil", "hackernews"), "2026-05-04", [1])
    figures.daily(figures.account("Bolt", "hackernews"), "2026-05-05", [3])
    for brand in ("Anvil", "Bolt"):
        figures.daily(figures.account(brand, "gdelt"), WEEK[0], [0] * 7)
    frame = compute(figures.store, "share_of_voice_pct", figures.scope(*WEEK))
    assert frame["value"].isna().all()
    notes = {(row["brand_id"], row["source"]): row["note"] for row in frame.to_dict("records")}
    assert set(notes.values()) == {"no_common_day", "no_mentions"}
    assert notes["Anvil", "gdelt"] == "no_mentions"


def test_likes_of_own_posts_and_followers_are_no_mentions(figures: Figures) -> None:
    anvil = figures.account("Anvil", "bluesky")
    figures.read(anvil, "2026-06-01", "2026-04-01")
    figures.followers(anvil, dict.fromkeys(days(*WEEK), 100))
    figures.post(anvil, "2026-05-05", likes=50)
    for name in ("mentions", "mentions_total", "share_of_voice_pct", "page_views", "page_views_total"):
        frame = compute(figures.store, name, figures.scope(*WEEK))
        assert frame["value"].isna().all()
        assert frame["note"].tolist() == ["no_observation"]


def test_presence_is_told_of_networks_on_which_a_brand_can_be(figures: Figures) -> None:
    figures.account("Anvil", "bluesky")
    for brand in ("Anvil", "Bolt"):
        for source in ("wikipedia", "hackernews", "gdelt"):
            figures.read(figures.account(brand, source), "2026-05-10", None)
    frame = compute(figures.store, "presence", figures.scope(*WEEK))
    assert dict(zip(zip(frame["brand_id"], frame["source"], strict=True), frame["status"], strict=True)) == {
        ("Anvil", "bluesky"): "unknown",
        ("Bolt", "bluesky"): "absent",
    }


def test_posts_and_followers_of_articles_and_phrases_are_unknown_never_zero(figures: Figures) -> None:
    for source in ("wikipedia", "hackernews"):
        account = figures.account("Anvil", source)
        figures.read(account, "2026-05-10", None)
        figures.daily(account, WEEK[0], [1] * 7, measure="page_views" if source == "wikipedia" else "mentions")
    for name in ("posts", "posts_per_week", "posts_weekly", "interactions_total", "views_total", "followers",
                 "longest_silence_days", "share_of_posts_pct", "follower_growth_pct", "interactions_per_post"):  # fmt: skip
        assert compute(figures.store, name, figures.scope(*WEEK))["value"].isna().all(), name

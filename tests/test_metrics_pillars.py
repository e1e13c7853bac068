"""Shares of posts and of interactions by content pillar, worked out by hand."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import pytest
from figures import Figures

from benchmark.metrics import METRICS, Scope, compute, note_text
from benchmark.planning import tags
from benchmark.planning.tags import Rule
from benchmark.store import Store

MAY = ("2026-05-01", "2026-05-28")


@pytest.fixture
def figures(store: Store) -> Figures:
    return Figures(store)


def pillar(store: Store, name: str) -> str:
    return tags.make_tag(store, name, "pillar", Rule(), actor="test").id


def carry(store: Store, tag: str, *posts: int) -> None:
    """Give posts a tag: rows as an action by hand writes them."""
    with store.transaction() as tx:
        for post in posts:
            tx.execute(
                "INSERT INTO core.post_tag SELECT $post, tag_key, 2 FROM core.tag WHERE tag_id = $tag AND removed_at IS NULL",
                {"post": post, "tag": tag},
            )


def shares(store: Store, name: str, scope: Scope) -> dict[tuple[str, str], float]:
    frame = compute(store, f"pillar_{name}_pct", scope)
    return {(row["brand_id"], row["pillar"] or "none"): row["value"] for row in frame.to_dict("records")}


def brand(figures: Figures, name: str, likes: Sequence[int | None], **more: object) -> int:
    """A brand that was read throughout May and posted every second day with these likes."""
    account = figures.account(name)
    figures.read(account, "2026-05-29", "2026-04-01")
    for place, count in enumerate(likes):
        hidden = ("likes",) if count is None else ()
        figures.post(account, f"2026-05-{2 + 2 * place:02}", likes=count, hidden=hidden)
    return account


def test_posts_of_several_pillars_count_to_each_and_those_of_none_are_a_row(figures: Figures) -> None:
    store = figures.store
    brand(figures, "Anvil", [10, 20, 30, 40, 100])  # posts 1 to 5
    repair, places = pillar(store, "Repair"), pillar(store, "Places")
    carry(store, repair, 1, 2)
    carry(store, places, 2, 3)
    scope = figures.scope(*MAY)
    # 2 of 5 each, post 2 in both; posts 4 and 5 in none
    assert shares(store, "posts", scope) == {("Anvil", "Repair"): 40, ("Anvil", "Places"): 40, ("Anvil", "none"): 40}
    # of 200: 10 + 20; 20 + 30; 40 + 100
    assert shares(store, "interactions", scope) == {
        ("Anvil", "Repair"): 15, ("Anvil", "Places"): 25, ("Anvil", "none"): 70,
    }  # fmt: skip
    frame = compute(store, "pillar_posts_pct", scope)
    assert set(frame["tag"]) == {repair, places, "none"}
    assert frame["n"].tolist() == [2, 2, 2]
    assert frame["total"].tolist() == [5, 5, 5]


def test_each_brand_has_each_pillar_and_nothing_posted_is_zero(figures: Figures) -> None:
    store = figures.store
    brand(figures, "Anvil", [10])
    brand(figures, "Bellows", [10, 30])
    carry(store, pillar(store, "Repair"), 2)
    scope = figures.scope(*MAY)
    assert shares(store, "posts", scope) == {
        ("Anvil", "Repair"): 0, ("Anvil", "none"): 100, ("Bellows", "Repair"): 50, ("Bellows", "none"): 50,
    }  # fmt: skip
    assert shares(store, "interactions", scope)["Bellows", "Repair"] == 25  # 10 of 40


def test_tags_taken_away_and_other_purposes_are_no_pillars(figures: Figures) -> None:
    store = figures.store
    brand(figures, "Anvil", [10, 20])
    repair = pillar(store, "Repair")
    label = tags.make_tag(store, "Label", "label", Rule(), actor="test").id
    carry(store, repair, 1)
    carry(store, label, 1, 2)
    carry(store, "contest", 2)
    with store.transaction() as tx:
        tx.execute("UPDATE core.post_tag SET origin = 3 WHERE post_key = 1 AND origin = 2")
    assert shares(store, "posts", figures.scope(*MAY)) == {("Anvil", "Repair"): 0, ("Anvil", "none"): 100}


@pytest.mark.parametrize(("withheld", "value"), [(1, 10 / 60 * 100), (2, None)])
def test_over_a_fifth_withheld_leaves_a_brand_out_by_name(figures: Figures, withheld: int, value: float | None) -> None:
    store = figures.store
    counts: list[int | None] = [
        10,
        20,
        30,
        *([0] * (2 - withheld)),
        *([None] * withheld),
    ]  # 1 of 5 is not over 20 %, 2 are
    brand(figures, "Anvil", counts)
    carry(store, pillar(store, "Repair"), 1)
    frame = compute(store, "pillar_interactions_pct", figures.scope(*MAY))
    row = frame[frame["pillar"] == "Repair"].iloc[0]
    assert (row["left_out"], row["hidden_pct"]) == (withheld, withheld * 20)
    if value is None:
        assert pd.isna(row["value"])
        assert note_text(row) == "Withheld by the network"
    else:
        assert row["value"] == pytest.approx(value)
    assert shares(store, "posts", figures.scope(*MAY))["Anvil", "Repair"] == 20


def test_what_has_no_share_says_why(figures: Figures) -> None:
    store = figures.store
    brand(figures, "Anvil", [0, 0])
    brand(figures, "Bellows", [])
    figures.account("Crucible")
    scope = figures.scope(*MAY)
    before = compute(store, "pillar_posts_pct", scope)
    assert before["note"].tolist() == ["no_pillars"] * 3
    assert before["value"].isna().all()
    pillar(store, "Repair")
    notes = {
        name: compute(store, f"pillar_{name}_pct", scope).groupby("brand_id")["note"].first()
        for name in ("posts", "interactions")
    }
    assert notes["posts"].to_dict() == {"Anvil": None, "Bellows": "no_posts", "Crucible": "not_covered"}
    assert notes["interactions"].to_dict() == {
        "Anvil": "no_interactions",
        "Bellows": "no_posts",
        "Crucible": "not_covered",
    }


def test_contests_can_be_left_out(figures: Figures) -> None:
    from dataclasses import replace

    store = figures.store
    brand(figures, "Anvil", [10, 30, 60])
    carry(store, pillar(store, "Repair"), 1, 3)
    carry(store, "contest", 3)
    without = replace(figures.scope(*MAY), without=("contest",))
    assert shares(store, "posts", without)["Anvil", "Repair"] == 50  # 1 of 2
    assert shares(store, "interactions", without)["Anvil", "Repair"] == 25  # 10 of 40


def test_the_definitions_say_that_a_post_may_count_twice_and_at_which_age() -> None:
    assert all("several" in METRICS[f"pillar_{name}_pct"].description for name in ("posts", "interactions"))
    assert "latest counts" in METRICS["pillar_interactions_pct"].description

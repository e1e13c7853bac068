"""The list of posts: ranked at equal age by the database, filtered by what the reader chose, nothing typed becomes SQL."""

from __future__ import annotations

from typing import Any

import pytest
from figures import Figures

from benchmark.metrics import Scope, post_list
from benchmark.metrics.post_list import Counts, Wanted
from benchmark.store import Store

MAY = ("2026-05-01", "2026-05-28")


@pytest.fixture
def figures(store: Store) -> Figures:
    return Figures(store)


def posted(
    figures: Figures, account: int, at: str, text: str | None = None, *, hashtags: tuple[str, ...] = (), **fields: Any
) -> int:
    """Add a post with its text; returns its key."""
    figures.post(account, at, **fields)
    key = int(figures.store.value("SELECT max(post_key) FROM core.post"))
    with figures.store.transaction() as tx:
        tx.execute(
            "INSERT INTO core.post_detail VALUES ($key, $account, $native, $text, $url, NULL, 'en', $hashtags, NULL, $at)",
            {"key": key, "account": account, "native": f"n{key}", "text": text, "url": f"https://social.example/{key}",
             "hashtags": list(hashtags), "at": "2026-05-01"},
        )  # fmt: skip
    return key


def keys(figures: Figures, scope: Scope, limit: int = 50, offset: int = 0, **wanted: Any) -> list[int]:
    return [int(key) for key in post_list.page(figures.store, scope, Wanted(**wanted), limit, offset)["post_key"]]


def test_posts_are_ranked_by_their_rate_at_equal_age(figures: Figures) -> None:
    anvil, bolt = figures.account("Anvil"), figures.account("Bolt")
    low = posted(figures, anvil, "2026-05-02", likes=10, followers=1000)  # 1 %
    # 500 by now, 30 at 7 days over 1000: 3 %
    middle = posted(figures, bolt, "2026-05-03", likes=500, at_age=30, followers=1000)
    high = posted(figures, anvil, "2026-05-04", likes=40, followers=800)  # 5 %
    scope = figures.scope(*MAY)
    assert keys(figures, scope) == [high, middle, low]
    assert keys(figures, scope, flop=True) == [low, middle, high]
    frame = post_list.page(figures.store, scope, Wanted(), 50)
    assert frame["rate"].tolist() == pytest.approx([5, 3, 1])
    assert frame["brand"].tolist() == ["Anvil", "Bolt", "Anvil"]
    assert keys(figures, scope, sort="newest") == [high, middle, low]
    assert keys(figures, scope, sort="interactions") == [high, middle, low]


def test_young_hidden_and_uncounted_posts_are_told_and_not_ranked(figures: Figures) -> None:
    anvil = figures.account("Anvil")
    ranked = posted(figures, anvil, "2026-05-02", likes=10)
    late = posted(figures, anvil, "2026-05-03", likes=5, age="late")
    posted(figures, anvil, "2026-05-27", likes=900, age="young")
    posted(figures, anvil, "2026-05-05", comments=50, hidden=("likes",))
    posted(figures, anvil, "2026-05-06")
    posted(figures, anvil, "2026-05-07", likes=70, followers=None, basis="current")  # no followers known at all
    scope = figures.scope(*MAY, now="2026-05-29")
    assert keys(figures, scope) == [ranked, late]
    counts = post_list.counts(figures.store, scope, Wanted())
    assert counts == Counts(found=6, ranked=2, young=1, hidden=1, unknown=2, late=1)
    assert len(keys(figures, scope, sort="newest")) == 6
    # The post with hidden likes shows its comments.
    by_comments = post_list.page(figures.store, scope, Wanted(sort="comments"), 9)
    assert by_comments["comments"].tolist() == [50]


def test_a_post_too_young_with_hidden_likes_is_young(figures: Figures) -> None:
    posted(figures, figures.account("Anvil"), "2026-05-27", comments=50, hidden=("likes",))
    counts = post_list.counts(figures.store, figures.scope(*MAY, now="2026-05-29"), Wanted(sort="comments"))
    assert (counts.young, counts.hidden, counts.ranked) == (1, 0, 0)


def test_a_rate_is_told_as_a_multiple_of_the_brand_s_median(figures: Figures) -> None:
    anvil, bolt = figures.account("Anvil"), figures.account("Bolt")
    for day, likes in enumerate((10, 20, 30, 40, 50, 120), 1):
        posted(figures, anvil, f"2026-05-{day:02}", likes=likes)
    posted(figures, bolt, "2026-05-09", likes=1000)
    frame = post_list.page(figures.store, figures.scope(*MAY), Wanted(), 50).set_index("post_key")
    # Rates 1 2 3 4 5 12 %: median 3.5; 12 ÷ 3.5 = 3.43. One post of Bolt has no median.
    assert frame["times_usual"].iloc[1] == pytest.approx(12 / 3.5)
    assert frame["times_usual"].isna().sum() == 1


def test_rates_over_today_s_followers_are_marked_and_not_put_over_others(figures: Figures) -> None:
    anvil = figures.account("Anvil", followers=2000)
    for day in range(1, 7):
        posted(figures, anvil, f"2026-05-{day:02}", likes=10)
    old = posted(figures, anvil, "2026-05-09", likes=100, basis="current")
    frame = post_list.page(figures.store, figures.scope(*MAY), Wanted(), 50).set_index("post_key")
    assert frame["rate"][old] == pytest.approx(5)  # 100 ÷ 2000
    assert frame["current"][old]
    assert str(frame["times_usual"][old]) == "nan"
    assert post_list.counts(figures.store, figures.scope(*MAY), Wanted()).current == 1


def test_other_denominators(figures: Figures) -> None:
    anvil = figures.account("Anvil")
    figures.followers(anvil, {f"2026-05-{day:02}": 1000 if day < 15 else 3000 for day in range(1, 29)})
    key = posted(figures, anvil, "2026-05-10", likes=60, views=600, followers=500)
    rates = {
        over: post_list.page(figures.store, figures.scope(*MAY), Wanted(over=over), 9).set_index("post_key")["rate"][
            key
        ]
        for over in ("publication", "mean", "end", "views", "nothing")
    }
    # 60 of 500; mean (14 * 1000 + 14 * 3000) / 28 = 2000; end 3000; 600 views
    assert rates == pytest.approx({"publication": 12, "mean": 3, "end": 2, "views": 10, "nothing": 60})


def test_pages_follow_each_other_without_overlap(figures: Figures) -> None:
    anvil = figures.account("Anvil")
    for day in range(1, 26):
        posted(figures, anvil, f"2026-05-{day:02}", likes=day % 5)
    scope = figures.scope(*MAY)
    whole = keys(figures, scope)
    assert [*keys(figures, scope, 10), *keys(figures, scope, 10, 10), *keys(figures, scope, 10, 20)] == whole
    assert len(set(whole)) == 25


def test_search_finds_all_words_whatever_case_and_accents(figures: Figures) -> None:
    anvil = figures.account("Anvil")
    both = posted(figures, anvil, "2026-05-02", "L'ÉTÉ commence à la Forge", likes=1)
    posted(figures, anvil, "2026-05-03", "l'été est fini", likes=1)
    decomposed = posted(figures, anvil, "2026-05-04", "forge, e\u0301te\u0301", likes=1)
    posted(figures, anvil, "2026-05-05", None, likes=1)
    scope = figures.scope(*MAY)
    assert sorted(keys(figures, scope, search="ete FORGE")) == [both, decomposed]
    assert sorted(keys(figures, scope, search="été forgé")) == [both, decomposed]
    assert keys(figures, scope, search="nothing") == []
    assert post_list.counts(figures.store, scope, Wanted(search="ete")).found == 3


@pytest.mark.parametrize(
    "search", ["' OR 1=1 --", "%", "_", "$1", "{published}", "\\", "\x00", "a" * 10_000, "; DROP TABLE core.post"]
)
def test_what_is_typed_is_searched_for_and_never_run(figures: Figures, search: str) -> None:
    posted(figures, figures.account("Anvil"), "2026-05-02", "plain words", likes=1)
    assert keys(figures, figures.scope(*MAY), search=search) == []
    assert figures.store.value("SELECT count(*) FROM core.post") == 1


def test_kinds_and_tags_filter(figures: Figures) -> None:
    anvil = figures.account("Anvil")
    video = posted(figures, anvil, "2026-05-02", kind="video", likes=1)
    image = posted(figures, anvil, "2026-05-03", kind="image", likes=2)
    taken = posted(figures, anvil, "2026-05-04", kind="image", likes=3)
    with figures.store.transaction() as tx:
        tx.execute(_TAG, {"key": 71, "id": "repair"})
        tx.execute(_TAG, {"key": 72, "id": "people"})
        for row in ((video, 71, 1), (image, 72, 2), (taken, 71, 3)):
            tx.execute(
                "INSERT INTO core.post_tag VALUES ($post, $tag, $origin)",
                dict(zip(("post", "tag", "origin"), row, strict=True)),
            )
    scope = figures.scope(*MAY)
    assert keys(figures, scope, kinds=("video",)) == [video]
    assert keys(figures, scope, tags=("repair",)) == [video]
    assert keys(figures, scope, tags=("repair", "people")) == [image, video]
    assert keys(figures, scope, tags=("gone",)) == []
    assert post_list.page(figures.store, scope, Wanted(kinds=("video",)), 1)["tags"].tolist() == [["repair"]]
    assert post_list.kinds_there(figures.store, scope) == ("image", "video")


_TAG = """
INSERT INTO core.tag (tag_key, tag_id, name, purpose, words, hashtags, created_at)
VALUES ($key, $id, $id, 'pillar', [], [], TIMESTAMP '2026-01-01')
"""


def test_nothing_followed_has_no_posts(store: Store) -> None:
    scope = Figures(store).scope(*MAY)
    assert post_list.page(store, scope, Wanted(), 10).empty
    assert post_list.counts(store, scope, Wanted()) == Counts()
    assert post_list.kept(store, ()).empty

"""Which posts carry a tag is true after whatever happened: readings, imports, changed rules, decisions by hand, removals."""

from __future__ import annotations

from datetime import timedelta

import keeping
import pytest
from importing import add, bring, csv
from tagged import T0, brand, carried, keys, post, read, texts

from benchmark.metrics import Scope, compute, post_list, queries
from benchmark.planning import tags
from benchmark.planning.tags import Rule, rule_of
from benchmark.refusals import Refusal
from benchmark.store import Store, backups, restoring, retention

DAY = timedelta(days=1)


@pytest.fixture
def shop(store: Store) -> Store:
    """One brand."""
    brand(store)
    return store


def make(
    store: Store, name: str = "Summer", *words: str, hashtags: tuple[str, ...] = (), purpose: str = "pillar"
) -> str:
    return tags.make_tag(store, name, purpose, rule_of(words, hashtags), actor="test").id


def test_new_posts_get_the_tags_of_their_text_and_hashtags(shop: Store) -> None:
    tag = make(shop, "Summer", "été", hashtags=("#Plage",))
    read(shop, post(1, "Bel ETE à tous"), post(2, "Etendard"), post(3, "x", "plage"), post(4, None))
    assert carried(shop, tag) == {"p1", "p3"}


def test_a_changed_text_loses_and_gains_tags(shop: Store) -> None:
    tag = make(shop, "Summer", "summer")
    read(shop, post(1, "Summer"), post(2, "Winter"))
    read(shop, post(1, "Spring"), post(2, "Late summer", likes=7), at=T0 + DAY)
    assert carried(shop, tag) == {"p2"}


def test_changed_counts_alone_leave_tags_as_they_are(shop: Store) -> None:
    tag = make(shop, "Summer", "summer")
    read(shop, post(1, "Summer"))
    read(shop, post(1, "Summer", likes=50), at=T0 + DAY)
    assert shop.rows("SELECT count(*) FROM core.post_tag") == [(1,)]
    assert carried(shop, tag) == {"p1"}


def test_a_new_tag_and_a_changed_rule_look_through_all_posts(shop: Store) -> None:
    texts(shop, "Summer sale", "Winter sale", "Autumn")
    tag = make(shop, "Season", "summer")
    assert carried(shop, tag) == {"p0"}
    tags.change_rule(shop, tag, rule_of(["winter", "autumn"]), actor="test")
    assert carried(shop, tag) == {"p1", "p2"}


def test_what_was_decided_by_hand_beats_every_rule(shop: Store) -> None:
    texts(shop, "Summer sale", "Summer dress", "Snow")
    tag = make(shop, "Season", "summer")
    tags.put_on(shop, tag, keys(shop, "p2"), actor="test")
    tags.take_off(shop, tag, keys(shop, "p0"), actor="test")
    assert carried(shop, tag) == {"p1", "p2"}
    tags.change_rule(shop, tag, rule_of(["sale"]), actor="test")
    assert carried(shop, tag) == {"p2"}
    read(shop, post(0, "Summer sale again"), post(2, "Ice"), at=T0 + DAY)
    assert carried(shop, tag) == {"p2"}
    tags.leave_to_rule(shop, tag, keys(shop, "p0", "p2"), actor="test")
    assert carried(shop, tag) == {"p0"}


def test_a_removed_tag_is_gone_and_comes_back_with_what_was_decided(shop: Store) -> None:
    texts(shop, "Summer sale", "Snow")
    tag = make(shop, "Season", "summer")
    tags.put_on(shop, tag, keys(shop, "p1"), actor="test")
    tags.remove_tag(shop, tag, actor="test")
    assert carried(shop, tag) == set()
    assert tag not in {each.id for each in tags.tags_in(shop)}
    read(shop, post(0, "Summer sale"), post(1, "Snow"), post(5, "summer"), at=T0 + DAY)
    tags.restore_tag(shop, tag, actor="test")
    assert carried(shop, tag) == {"p0", "p1", "p5"}


def test_nothing_of_what_a_tag_was_is_overwritten(shop: Store) -> None:
    tag = make(shop, "Season", "summer")
    tags.rename_tag(shop, tag, "Seasons", actor="test")
    tags.change_rule(shop, tag, rule_of(["winter"]), actor="test")
    told = shop.rows(
        "SELECT name, words, removed_at IS NULL FROM tags WHERE tag_id = $tag ORDER BY created_at", {"tag": tag}
    )
    assert told == [("Season", ["summer"], False), ("Seasons", ["summer"], False), ("Seasons", ["winter"], True)]
    actions = [action for (action,) in shop.rows("SELECT action FROM core.audit ORDER BY happened_at")]
    assert actions == ["tag.new", "tag.rename", "tag.rule"]


@pytest.mark.parametrize("name", ["season", "SEASON", "Ｓeason", " Season "])
def test_two_tags_have_not_one_name(shop: Store, name: str) -> None:
    make(shop, "Season")
    with pytest.raises(Refusal, match="name_taken"):
        make(shop, name)


def test_what_cannot_be_is_refused(shop: Store) -> None:
    for act, code in (
        (lambda: make(shop, "\u200b"), "bad_name"),
        (lambda: make(shop, "Contests"), "name_taken"),
        (lambda: make(shop, "x", purpose="automatic"), "bad_purpose"),
        (lambda: rule_of(["..."]), "bad_word"),
        (lambda: rule_of(["x" * 61]), "bad_word"),
        (lambda: rule_of([], ["two words"]), "bad_word"),
        (lambda: rule_of([f"w{n}" for n in range(201)]), "many_words"),
        (lambda: tags.remove_tag(shop, "nothing", actor="test"), "unknown_tag"),
        (lambda: tags.put_on(shop, "contest", [99], actor="test"), "unknown_post"),
    ):
        with pytest.raises(Refusal) as refused:
            act()
        assert refused.value.code == code
    assert shop.value("SELECT count(*) FROM core.audit") == 0


def test_a_rule_holds_each_word_once_and_hashtags_among_words_become_hashtags() -> None:
    assert rule_of(["Été", "ETE", " ", "#Ad", "jeu  concours", "jeu-concours"], ["#AD", "Mode"]) == Rule(
        ("Été", "jeu concours"), ("ad", "mode")
    )


def test_a_rule_can_be_tried_without_storing_anything(shop: Store) -> None:
    texts(shop, "Summer sale", "Snow", "Late summer")
    before = shop.version
    tried = tags.try_rule(shop, rule_of(["summer"]))
    assert (tried.found, tried.posts, set(tried.examples)) == (2, 3, {"Summer sale", "Late summer"})
    assert tags.try_rule(shop, rule_of([])).found == 0
    assert shop.version == before


def test_posts_of_before_an_update_are_looked_through_when_it_is_opened(shop: Store) -> None:
    texts(shop, "Grand jeu-concours")
    with shop.transaction() as tx:  # as a database looks that has just got the tables
        tx.execute("DELETE FROM core.post_tag")
        tx.execute("UPDATE core.tag SET looked_for = 0")
    shop.close()
    with Store.open(shop.path) as again:
        assert carried(again, "contest") == {"p0"}
        version = again.version
    with Store.open(shop.path) as again:
        assert again.version < version  # once is enough


def test_an_import_tags_what_it_brings_and_corrects(store: Store) -> None:
    add(store, "Anvil")
    tag = make(store, "Season", "summer")
    head = ["Published", "Brand", "Post ID", "Text", "Likes"]
    bring(
        store, csv(head, ["2026-10-02", "Anvil", "p1", "Summer", "5"], ["2026-10-03", "Anvil", "p2", "Snow #ad", "5"])
    )
    assert (carried(store, tag), carried(store, "partnership")) == ({"p1"}, {"p2"})
    tags.put_on(store, tag, keys(store, "p2"), actor="test")
    bring(store, csv(head, ["2026-10-02", "Anvil", "p1", "Autumn", "5"], ["2026-10-03", "Anvil", "p2", "Rain", "6"]))
    assert (carried(store, tag), carried(store, "partnership")) == (
        {"p2"},
        {"p2"},
    )  # an empty list of hashtags corrects none


def test_what_rules_found_in_a_text_goes_with_the_text(store: Store) -> None:
    keeping.fill(store)
    tag = make(store, "Channel", "video")
    tagged = "SELECT post_key FROM core.post_tag JOIN core.tag USING (tag_key) WHERE tag_id = $tag AND post_key IN (SELECT post_key FROM "
    blanked, whole = (f"{tagged} core.post_detail WHERE text IS {each} NULL)" for each in ("", "NOT"))
    before = store.rows(whole, {"tag": tag})
    (kept,) = store.rows(f"SELECT min(post_key) FROM core.post_detail WHERE account_key = {keeping.GONE}")
    tags.put_on(store, tag, kept, actor="test")
    keeping.announced(store)
    retention.enforce(store, keeping.DAYS, keeping.NOW, actor="test")
    assert store.rows(blanked, {"tag": tag}) == [kept]
    assert 0 < len(store.rows(whole, {"tag": tag})) < len(before)


def test_a_removal_in_a_database_without_tags_is_carried_out(store: Store) -> None:
    keeping.fill(store)
    with store.transaction() as tx:
        tx.execute("DROP VIEW post_tags; DROP TABLE core.post_tag")
        assert retention.remove(tx, "youtube", 30, keeping.NOW).total > 0


def test_a_backup_holds_tags_and_brings_them_back(shop: Store) -> None:
    texts(shop, "Summer sale", "Snow")
    tag = make(shop, "Season", "summer")
    tags.put_on(shop, tag, keys(shop, "p1"), actor="test")
    made = backups.rotate_in(shop)
    tags.take_off(shop, tag, keys(shop, "p0", "p1"), actor="test")
    assert carried(shop, tag) == set()
    shop.replaced(lambda: restoring.restore(made, shop.path))
    assert carried(shop, tag) == {"p0", "p1"}


def scope(*without: str) -> Scope:
    return Scope((1,), T0.date() - 6 * DAY, T0.date(), "UTC", T0 + 30 * DAY, without)


def test_posts_with_a_tag_are_left_out_of_figures_on_posts(shop: Store) -> None:
    read(
        shop,
        post(1, "Giveaway!", likes=90),
        post(2, "Plain", likes=10),
        post(30, "Raffle", likes=50),
        post(50, "x", "ad", likes=1),
    )
    assert compute(shop, "posts", scope())["value"].tolist() == [4]
    assert compute(shop, "posts", scope("contest"))["value"].tolist() == [2]
    assert compute(shop, "posts", scope("contest", "partnership"))["value"].tolist() == [1]
    assert compute(shop, "interactions_total", scope("contest"))["value"].tolist() == [11]  # 10 + 1
    assert compute(shop, "post_mix_pct", scope("contest"))["n"].tolist() == [2]
    tags.take_off(shop, "contest", keys(shop, "p1"), actor="test")
    assert compute(shop, "interactions_total", scope("contest"))["value"].tolist() == [101]  # 90 + 10 + 1
    assert compute(shop, "posts", scope("no such tag"))["value"].tolist() == [4]
    listed = post_list.page(shop, scope("contest"), post_list.Wanted(sort="newest"), 10)
    assert listed["native_id"].tolist() == ["p1", "p2", "p50"]
    assert post_list.counts(shop, scope("contest"), post_list.Wanted(sort="newest")).found == 3
    tags.remove_tag(shop, "contest", actor="test")
    assert compute(shop, "posts", scope("contest"))["value"].tolist() == [4]


def test_a_contest_that_is_left_out_ends_a_silence_all_the_same(shop: Store) -> None:
    read(shop, post(24, "Giveaway!"), post(72, "Plain"))
    told, left_out = (compute(shop, "longest_silence_days", scope(*without)) for without in ((), ("contest",)))
    assert told["value"].tolist() == left_out["value"].tolist()
    assert compute(shop, "presence", scope("contest"))["last_post_at"].tolist() == [T0 - timedelta(hours=25)]


def test_nothing_is_asked_of_tags_when_none_is_left_out() -> None:
    assert "post_tag" not in queries.text("posts")
    assert "post_tag" in queries.text("posts", without=True)

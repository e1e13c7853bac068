"""Posts kept as inspiration: kept, noted, removed and brought back, never changed in place; what was done stands in the audit."""

from __future__ import annotations

import pytest
from figures import Figures

from benchmark.metrics import post_list
from benchmark.planning.inspiration import LONGEST_NOTE, keep_post, note_of, remove_kept, restore_kept
from benchmark.refusals import Refusal
from benchmark.store import Store


@pytest.fixture
def post(store: Store) -> int:
    figures = Figures(store)
    figures.post(figures.account("Anvil"), "2026-05-02", likes=10)
    with store.transaction() as tx:
        tx.execute(
            "INSERT INTO core.post_detail VALUES (1, 1, 'n1', 'Forged', NULL, NULL, 'en', [], NULL, TIMESTAMP '2026-05-02')"
        )
    return 1


def kept(store: Store) -> list[tuple[int, str | None]]:
    frame = post_list.kept(store, (1,))
    return list(zip(frame["post_key"].tolist(), frame["note"].tolist(), strict=True))


def actions(store: Store) -> list[str]:
    return [action for (action,) in store.rows("SELECT action FROM core.audit ORDER BY happened_at, rowid")]


def test_a_kept_post_is_noted_removed_and_brought_back_with_its_note(store: Store, post: int) -> None:
    keep_post(store, post, "Good light", actor="ann")
    assert kept(store) == [(1, "Good light")]
    keep_post(store, post, "Good light, short text", actor="ann")
    assert kept(store) == [(1, "Good light, short text")]
    remove_kept(store, post, actor="ann")
    assert kept(store) == []
    restore_kept(store, post, actor="ann")
    assert kept(store) == [(1, "Good light, short text")]
    assert note_of(store, post) == "Good light, short text"
    assert actions(store) == ["inspiration.keep", "inspiration.note", "inspiration.remove", "inspiration.restore"]
    assert store.value("SELECT count(*) FROM saved_posts") == 3  # append only: each entry but the last has an end
    assert store.value("SELECT count(*) FROM saved_posts WHERE removed_at IS NULL") == 1


def test_doing_the_same_again_changes_nothing(store: Store, post: int) -> None:
    keep_post(store, post, "x", actor="ann")
    version = store.value("SELECT count(*) FROM core.audit")
    keep_post(store, post, "x", actor="ann")
    restore_kept(store, post, actor="ann")
    remove_kept(store, post, actor="ann")
    remove_kept(store, post, actor="ann")
    assert store.value("SELECT count(*) FROM core.audit") == version + 1


def test_a_note_is_one_line_of_visible_characters(store: Store, post: int) -> None:
    keep_post(store, post, "  a\u202eb\nc \x00 ", actor="ann")
    assert kept(store) == [(1, "ab c")]
    keep_post(store, post, " ", actor="ann")
    assert kept(store) == [(1, None)]
    with pytest.raises(Refusal) as refusal:
        keep_post(store, post, "x" * (LONGEST_NOTE + 1), actor="ann")
    assert refusal.value.code == "bad_note"


def test_an_unknown_post_or_one_never_kept_is_refused(store: Store, post: int) -> None:
    for deed, key in ((remove_kept, 99), (restore_kept, 99), (restore_kept, post), (keep_post, 99)):
        with pytest.raises(Refusal) as refusal:
            deed(store, key, actor="ann")
        assert refusal.value.code == "unknown_post"
    assert actions(store) == []


def test_kept_posts_of_other_accounts_are_not_listed(store: Store, post: int) -> None:
    keep_post(store, post, actor="ann")
    assert post_list.kept(store, (2,)).empty

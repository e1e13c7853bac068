"""Posts with texts, for tests of tags: written by a reading as the collector writes them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from benchmark.store import Store
from benchmark.store.record import Reading, record
from sources.base import Post, Profile

T0 = datetime(2026, 5, 1, 8)


def brand(store: Store, key: int = 1, source: str = "bluesky") -> None:
    """Add a brand with one account of the same key."""
    bound = {"key": key, "id": f"b{key}", "name": f"Brand {key}", "at": T0}
    with store.transaction() as tx:
        tx.execute("INSERT INTO core.brand VALUES ($key, $id, $name, '0', $at, NULL)", bound)
        tx.execute(
            "INSERT INTO core.account (account_key, account_id, brand_key, source, native_id, handle, role, status, status_at,"
            " added_at, added_by) VALUES ($key, $source || ':' || $key, $key, $source, $key, 'h', 'main', 'ok', $at, $at, 'test')",
            {"key": key, "source": source, "at": T0},
        )


def read(store: Store, *posts: Post, key: int = 1, at: datetime = T0) -> None:
    """Record a reading of these posts."""
    record(store, 1, Reading(key, at, at, Profile(str(key), handle="h", followers=100), posts, at - timedelta(days=90)))


def post(number: int, text: str | None, *hashtags: str, likes: int = 5) -> Post:
    """A post of some hours before the reading."""
    return Post(
        f"p{number}", T0 - timedelta(hours=number + 1), "image", text=text, likes=likes, hashtags=tuple(hashtags)
    )


def texts(store: Store, *written: str, key: int = 1) -> None:
    """Record one post for each text."""
    read(store, *(post(number, text) for number, text in enumerate(written)), key=key)


def carried(store: Store, tag_id: str) -> set[str]:
    """Native ids of the posts that carry a tag."""
    rows = store.rows("SELECT native_id FROM post_tags WHERE tag_id = $tag AND origin <> 'taken_away'", {"tag": tag_id})
    return {native_id for (native_id,) in rows}


def keys(store: Store, *natives: str) -> Sequence[int]:
    """Keys of posts by their native ids."""
    return [
        store.value("SELECT post_key FROM core.post_detail WHERE native_id = $id", {"id": each}) for each in natives
    ]

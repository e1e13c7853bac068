"""Tags, and which posts carry them: kept true in the transaction that changes a post's text, a rule, or what may be kept.

``core.post_tag`` holds what the rules find and what somebody decided by hand; the latter wins and outlives every rule. What is
found comes from the texts alone: a post whose text had to be removed carries only what it was given by hand.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from benchmark.store.post_compare import key_list
from benchmark.store.tag_rules import ALL_POSTS, SPELLED, Tag, carried, conditions
from benchmark.store.tag_words import VERSION

if TYPE_CHECKING:
    from benchmark.store.database import Store, Transaction
    from benchmark.store.directory import Reader

BY_RULE, BY_HAND, TAKEN_AWAY = 1, 2, 3


def all_tags(reader: Reader) -> list[Tag]:
    """Return the tags that hold, in the order they were first made."""
    rows = reader.rows(
        "SELECT tag_key, tag_id, name, purpose, words, hashtags FROM core.tag WHERE removed_at IS NULL ORDER BY tag_key"
    )
    return [Tag(key, id_, name, purpose, tuple(words), tuple(tags)) for key, id_, name, purpose, words, tags in rows]


def last_entries(reader: Reader) -> list[Tag]:
    """Return every tag as it is or last was, removed ones too."""
    rows = reader.rows(
        """
        SELECT tag_key, tag_id, name, purpose, words, hashtags FROM core.tag
        QUALIFY row_number() OVER (PARTITION BY tag_key ORDER BY removed_at DESC NULLS FIRST, created_at DESC) = 1 ORDER BY tag_key
        """
    )
    return [Tag(key, id_, name, purpose, tuple(words), tuple(tags)) for key, id_, name, purpose, words, tags in rows]


def next_key(reader: Reader) -> int:
    """Return the key of a tag to be made."""
    return int(reader.rows("SELECT coalesce(max(tag_key), 0) + 1 FROM core.tag")[0][0])


def begin(tx: Transaction, tag: Tag, at: datetime) -> None:
    """Let a tag hold from now on, in place of what it was before, and find the posts that carry it by its rule."""
    before = next((each for each in all_tags(tx) if each.key == tag.key), None)
    _end(tx, tag.key, at)
    tx.execute(
        "INSERT INTO core.tag VALUES ($key, $id, $name, $purpose, $words, $hashtags, $version, $at, NULL)",
        {**vars(tag), "words": list(tag.words), "hashtags": list(tag.hashtags), "version": VERSION, "at": at},
    )
    if before is None or (before.words, before.hashtags) != (tag.words, tag.hashtags):
        look_again(tx, [tag])


def end(tx: Transaction, tag: Tag, at: datetime) -> None:
    """End a tag. What its rule found is forgotten, as it can be found again; what was decided by hand stays."""
    _end(tx, tag.key, at)
    _forget_found(tx, [tag], "true")


def _end(tx: Transaction, key: int, at: datetime) -> None:
    tx.execute(
        "UPDATE core.tag SET removed_at = $at WHERE tag_key = $key AND removed_at IS NULL", {"key": key, "at": at}
    )


def look_again(tx: Transaction, tags: Sequence[Tag]) -> None:
    """Find anew which of all posts carry these tags by their rules."""
    _forget_found(tx, tags, "true")
    if tx.rows(f"SELECT 1 FROM {ALL_POSTS} LIMIT 1"):  # a new database is spared the long question
        _find(tx, tags, ALL_POSTS)


def look_through(tx: Transaction, posts: Sequence[Mapping[str, Any]], known: Container[int]) -> None:
    """Find which of a few posts carry a tag by its rule: new ones, and those of which text or hashtags changed.

    Args:
        tx: where.
        posts: with ``post_key``, ``text`` and ``hashtags``.
        known: the keys of posts that were there before.
    """
    tags = [tag for tag in all_tags(tx) if tag.has_rule] if posts else []
    found = [(post["post_key"], tag.key) for post in posts for tag in carried(post, tags)]
    before = key_list(post["post_key"] for post in posts if post["post_key"] in known)
    if before != "NULL":
        tx.execute(f"DELETE FROM core.post_tag WHERE origin = {BY_RULE} AND post_key IN ({before})")
        decided = set(tx.rows(f"SELECT post_key, tag_key FROM core.post_tag WHERE post_key IN ({before})"))
        found = [pair for pair in found if pair not in decided]
    if found:
        posts_found, tags_found = zip(*found, strict=True)
        tx.execute(
            f"INSERT INTO core.post_tag SELECT unnest($posts::INTEGER[]), unnest($tags::INTEGER[]), {BY_RULE}",
            {"posts": list(posts_found), "tags": list(tags_found)},
        )


def look_through_those(tx: Transaction, posts: str) -> None:
    """As `look_through`, for many posts: a table or query in brackets with ``post_key``, ``text`` and ``hashtags``."""
    tags = all_tags(tx)
    _forget_found(tx, tags, f"post_key IN (SELECT post_key FROM {posts})")
    _find(tx, tags, posts)


def decide(tx: Transaction, key: int, posts: Iterable[int], origin: int | None) -> None:
    """Give a tag to posts by hand, take it away (`TAKEN_AWAY`), or leave them to its rule again (None)."""
    tx.frame("decided_posts", pa.table({"post_key": pa.array(sorted(set(posts)), pa.int32())}))
    tx.execute(
        "DELETE FROM core.post_tag WHERE tag_key = $key AND post_key IN (SELECT post_key FROM decided_posts)",
        {"key": key},
    )
    if origin is None:
        tags = [tag for tag in all_tags(tx) if tag.key == key]
        _find(tx, tags, "(SELECT * FROM core.post_detail WHERE post_key IN (SELECT post_key FROM decided_posts))")
    else:
        tx.execute(
            "INSERT INTO core.post_tag SELECT post_key, $key, $origin FROM decided_posts",
            {"key": key, "origin": origin},
        )


def named(reader: Reader, posts: Sequence[int]) -> list[tuple[str, str]]:
    """Return account id and native id of the posts that there are of these."""
    return [
        (account_id, native_id)
        for account_id, native_id in reader.rows(
            "SELECT a.account_id, d.native_id FROM core.post_detail AS d JOIN core.account AS a USING (account_key) "
            f"WHERE d.post_key IN ({key_list(posts)}) ORDER BY d.post_key"
        )
    ]


def forget_blanked(tx: Transaction, posts: str) -> None:
    """Forget what rules found in posts whose texts were removed, in a database of any schema; ``posts`` selects their keys."""
    known = tx.rows(
        "SELECT 1 FROM duckdb_tables() WHERE schema_name = 'core' AND table_name = 'post_tag' "
        "AND database_name = current_database()"
    )
    if known:
        tx.execute(f"DELETE FROM core.post_tag WHERE origin = {BY_RULE} AND post_key IN ({posts})")


def catch_up(store: Store) -> None:
    """Look for what was not looked for by the rules of this version: the tags that came with a migration, and after an update."""
    late = {
        key
        for (key,) in store.rows(f"SELECT tag_key FROM core.tag WHERE removed_at IS NULL AND looked_for < {VERSION}")
    }
    if late:
        with store.transaction() as tx:
            look_again(tx, [tag for tag in all_tags(tx) if tag.key in late])
            tx.execute(f"UPDATE core.tag SET looked_for = {VERSION} WHERE looked_for < {VERSION}")


def counts(reader: Reader) -> dict[str, tuple[int, int]]:
    """Return by tag id how many posts carry it, and how many of them by hand. Removed accounts are left out."""
    rows = reader.rows(
        f"""
        SELECT g.tag_id, count(*), count(*) FILTER (t.origin = {BY_HAND})
        FROM core.post_tag AS t JOIN core.tag AS g ON g.tag_key = t.tag_key AND g.removed_at IS NULL
        JOIN core.post AS p ON p.post_key = t.post_key JOIN core.account AS a ON a.account_key = p.account_key
        WHERE t.origin < {TAKEN_AWAY} AND a.removed_at IS NULL GROUP BY ALL
        """
    )
    return {tag_id: (posts, by_hand) for tag_id, posts, by_hand in rows}


def _forget_found(tx: Transaction, tags: Sequence[Tag], where: str) -> None:
    tx.execute(f"DELETE FROM core.post_tag WHERE origin = {BY_RULE} AND tag_key IN ({_keys(tags)}) AND {where}")


def _find(tx: Transaction, tags: Sequence[Tag], posts: str) -> None:
    """Write down which of the posts carry which of the tags by rule, where no row says otherwise."""
    tags = [tag for tag in tags if tag.has_rule]
    if not tags:
        return
    asked, bound = conditions(tags)
    found = ", ".join(f"CASE WHEN {each} THEN {tag.key} END" for tag, each in zip(tags, asked, strict=True))
    tx.execute(
        f"""
        INSERT INTO core.post_tag
        SELECT f.post_key, f.tag_key, {BY_RULE}
        FROM (SELECT post_key, unnest(list_filter([{found}], lambda tag: tag IS NOT NULL)) AS tag_key
              FROM (SELECT post_key, {SPELLED} AS spelled, hashtags FROM {posts})) AS f
        ANTI JOIN core.post_tag AS t ON t.post_key = f.post_key AND t.tag_key = f.tag_key
        ORDER BY f.tag_key, f.post_key
        """,
        bound,
    )


def _keys(tags: Sequence[Tag]) -> str:
    return ", ".join(str(tag.key) for tag in tags) or "NULL"

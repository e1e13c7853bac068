"""The posts of a plan: compared with those that are there, then written.

A post that the network itself has counted stays as the network told it. One that it named without counts, as a feed does, keeps
what is known and gains the counts. Counts with a day of their own become readings of that day; the latest are the current ones.
"""

from __future__ import annotations

from datetime import datetime

import pyarrow as pa

from benchmark.imports.sql import text
from benchmark.store import Transaction, tagging
from benchmark.store.vocabulary import ORIGINS, code, interactions_sql

IMPORT = code(ORIGINS, "import")

_WRITE = (
    "DELETE FROM core.post WHERE post_key IN (SELECT post_key FROM written_posts WHERE NOT fresh AND NOT same)",
    "DELETE FROM core.post_detail WHERE post_key IN (SELECT post_key FROM written_posts WHERE NOT fresh AND NOT same)",
    f"""
    INSERT INTO core.post
    SELECT post_key, account_key, published_at, kind, likes, comments, shares, quotes, views, hidden, {interactions_sql("w.")},
           metrics_at, NULL, NULL, NULL, NULL, origin, deleted_at
    FROM written_posts AS w WHERE NOT same ORDER BY account_key, published_at, post_key
    """,
    """
    INSERT INTO core.post_detail
    SELECT post_key, account_key, native_id, text, url, thumbnail_url, lang, hashtags, reactions, first_seen_at
    FROM written_posts WHERE NOT same ORDER BY account_key, published_at, post_key
    """,
    """
    DELETE FROM core.post_snapshot AS s
    USING (SELECT w.post_key, r.observed_at FROM coming_readings AS r JOIN written_posts AS w USING (account_key, native_id)
           WHERE r.there) AS x
    WHERE s.post_key = x.post_key AND s.observed_at = x.observed_at AND s.origin = 3
    """,
    """
    INSERT INTO core.post_snapshot
    SELECT w.post_key, r.observed_at, r.likes, r.comments, r.shares, r.quotes, r.views, 0, 3, NULL
    FROM coming_readings AS r JOIN written_posts AS w USING (account_key, native_id) ORDER BY w.post_key, r.observed_at
    """,
)


def compare(tx: Transaction, posts: pa.Table, now: datetime) -> list[tuple[str, int]]:
    """Compare the posts that come with those that are there; return how many rows are new, changed, unchanged and kept."""
    if not posts.num_rows:
        return []
    tx.frame("import_posts", posts)
    tx.execute(text("compare_posts"), {"origin": IMPORT, "now": now})
    tx.execute(text("compare_readings"), {"origin": IMPORT})
    return [(str(state), int(count)) for state, count in tx.rows(text("count_posts"))]


def write(tx: Transaction) -> None:
    """Write what `compare` has found to be new or changed."""
    tx.execute(text("place_posts"))
    for statement in _WRITE:
        tx.execute(statement)
    tagging.look_through_those(tx, "(SELECT * FROM written_posts WHERE NOT same)")

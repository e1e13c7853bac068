"""Posts of one account: merge what a reading brought into the rows that are there, and write those that changed.

All of it is worked out in Python between a few reads and a few writes: a reading has some hundred posts, and planning
cleverer SQL for them takes longer than the work.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from benchmark.store import tagging
from benchmark.store.post_compare import REACH, Merge, Readings, Row, compare, key_list
from benchmark.store.vocabulary import KINDS, ORIGINS, POST_COUNTS, code, interactions_of, mask
from sources.base import Post

if TYPE_CHECKING:
    from benchmark.store.database import Transaction
    from benchmark.store.record import Reading

_BIG, _SMALL, _AT = pa.int64(), pa.uint8(), pa.timestamp("us")
_POST = pa.schema(
    [
        ("post_key", pa.int32()), ("account_key", pa.int32()), ("published_at", _AT), ("kind", _SMALL),
        *((name, _BIG) for name in POST_COUNTS), ("hidden", _SMALL), ("interactions", _BIG), ("metrics_at", _AT),
        ("followers_at_publication", _BIG), ("followers_basis", _SMALL), ("interactions_at_age", pa.float64()),
        ("age_basis", _SMALL), ("origin", _SMALL), ("deleted_at", _AT),
    ]
)  # fmt: skip
_TEXTS = ("text", "url", "thumbnail_url", "lang", "hashtags", "reactions")
_DETAIL = pa.schema(
    [
        ("post_key", pa.int32()), ("account_key", pa.int32()), ("native_id", pa.string()), ("text", pa.string()),
        ("url", pa.string()), ("thumbnail_url", pa.string()), ("lang", pa.string()), ("hashtags", pa.list_(pa.string())),
        ("reactions", pa.map_(pa.string(), _BIG)), ("first_seen_at", _AT),
    ]
)  # fmt: skip
_SNAPSHOT = pa.schema(
    [
        ("post_key", pa.int32()), ("observed_at", _AT), *((name, _BIG) for name in POST_COUNTS), ("hidden", _SMALL),
        ("origin", _SMALL), ("run_key", pa.int32()),
    ]
)  # fmt: skip
_DERIVED = ("followers_at_publication", "followers_basis", "interactions_at_age", "age_basis")
_COMPARED = (*POST_COUNTS, "hidden", "origin")
_BY_NETWORK = (1, 2)
"""Origins of posts whose absence from a reading means that they were deleted: api and feed."""


def store(tx: Transaction, run_key: int | None, reading: Reading) -> None:
    """Append changed counts, replace current rows, mark what has gone, and bring up to date what posts are compared by."""
    posts = list({post.native_id: post for post in reversed(reading.posts)}.values())
    earlier = Readings.of_late(tx, reading.account_key, reading.observed_at)
    known = _covered(tx, reading, earlier)
    details = _details(tx, reading.account_key, posts, known)
    known |= _by_key(tx, reading.account_key, [detail["post_key"] for detail in details.values()], known)
    merge = Merge(known, dict(known))
    seen = _take_in(tx, run_key, reading, posts, details, merge)
    if reading.window_from is not None:
        _mark_deleted(reading, reading.window_from, seen, merge)
    compare(tx, reading, earlier, merge)
    _write(tx, reading.account_key, merge)
    tagging.look_through(tx, merge.to_tag, merge.known)


def _covered(tx: Transaction, reading: Reading, earlier: Readings) -> dict[int, Row]:
    """The rows that this reading can change: those of its time, and those whose age has come since the last one."""
    at = reading.observed_at
    oldest = min((post.published_at for post in reading.posts), default=at)
    last = earlier.last_before(at)
    reach = min(at - REACH, (last or at) - timedelta(days=2 * reading.age_days), reading.window_from or at, oldest)
    where = "published_at >= $reach" if last else "(published_at >= $reach OR age_basis = 3)"
    return _rows(tx, f"account_key = $account AND {where}", {"account": reading.account_key, "reach": reach})


def _by_key(tx: Transaction, account: int, keys: Iterable[int], known: Mapping[int, Row]) -> dict[int, Row]:
    """The rows of posts that are there under another time of publication than the network tells now."""
    missing = [key for key in keys if key not in known]
    return (
        _rows(tx, f"account_key = $account AND post_key IN ({key_list(missing)})", {"account": account})
        if missing
        else {}
    )


def _rows(tx: Transaction, where: str, bound: Mapping[str, Any]) -> dict[int, Row]:
    found = tx.rows(f"SELECT {', '.join(_POST.names)} FROM core.post WHERE {where}", bound)
    return {row[0]: dict(zip(_POST.names, row, strict=True)) for row in found}


def _details(tx: Transaction, account: int, posts: Sequence[Post], known: Mapping[int, Row]) -> dict[str, Row]:
    """Ids and texts of the posts that are there, by native id: first among the rows at hand, then among all others."""
    if not posts:
        return {}
    select = f"SELECT {', '.join(_DETAIL.names)} FROM core.post_detail WHERE account_key = $account AND "
    rows = tx.rows(f"{select} post_key IN ({key_list(known)})", {"account": account}) if known else []
    at_hand = {row[2] for row in rows}
    missing = [post.native_id for post in posts if post.native_id not in at_hand]
    if missing:
        rows += tx.rows(f"{select} native_id IN (SELECT unnest($ids))", {"account": account, "ids": missing})
    return {row[2]: dict(zip(_DETAIL.names, row, strict=True)) for row in rows}


def _take_in(  # noqa: PLR0917  one step of `store`
    tx: Transaction,
    run_key: int | None,
    reading: Reading,
    posts: Sequence[Post],
    details: dict[str, Row],
    merge: Merge,
) -> set[int]:
    """Merge the posts that were read; return their keys."""
    fresh = any(post.native_id not in details for post in posts)
    last = int(tx.value("SELECT coalesce(max(post_key), 0) FROM core.post_detail")) if fresh else 0
    seen = set()
    for post in sorted(posts, key=lambda each: (each.published_at, each.native_id)):
        detail = details.get(post.native_id)
        texts = _texts(post)
        if detail is None:
            last += 1
            detail = {"post_key": last, "account_key": reading.account_key, "native_id": post.native_id}
            merge.details.append(detail | texts | {"first_seen_at": reading.observed_at})
            merge.to_tag.append(merge.details[-1])
        elif any(detail[name] != texts[name] for name in _TEXTS):
            merge.details.append(detail | texts)
            if any(detail[name] != texts[name] for name in ("text", "hashtags")):
                merge.to_tag.append(merge.details[-1])
        before = merge.known.get(detail["post_key"])
        row = _row(reading, post, detail["post_key"], before)
        seen.add(row["post_key"])
        merge.rows[row["post_key"]] = row
        if _to_be_kept(reading, row, before):
            counts = {name: row[name] for name in (*_COMPARED, "post_key")}
            merge.snapshots.append(counts | {"observed_at": reading.observed_at, "run_key": run_key})
    return seen


def _texts(post: Post) -> Row:
    return {
        "text": post.text,
        "url": post.url,
        "thumbnail_url": post.thumbnail_url,
        "lang": post.lang,
        "hashtags": list(post.hashtags),
        "reactions": None if post.reactions is None else dict(post.reactions),
    }


def _row(reading: Reading, post: Post, key: int, before: Row | None) -> Row:
    """The current row of a post. A reading without counts (by a feed) tells nothing of them: the known ones stay."""
    row: Row = {
        "post_key": key,
        "account_key": reading.account_key,
        "published_at": post.published_at,
        "kind": code(KINDS, post.kind),
        "likes": post.likes,
        "comments": post.comments,
        "shares": post.shares,
        "quotes": post.quotes,
        "views": post.views,
        "hidden": mask(POST_COUNTS, post.hidden) if post.hidden else 0,
        "origin": code(ORIGINS, reading.origin or post.origin),
        "metrics_at": reading.observed_at,
        "deleted_at": None,
    }
    if _tells_no_counts(row):
        row["metrics_at"] = None
        if before is not None:
            row |= {name: before[name] for name in (*POST_COUNTS, "hidden")}
        if before is not None and before["metrics_at"] is not None:
            row |= {name: before[name] for name in ("metrics_at", "kind", "origin")}
    row["interactions"] = interactions_of(row)
    same_time = before is not None and before["published_at"] == post.published_at
    for name in _DERIVED:
        row[name] = before[name] if before is not None and same_time else None
    return row


def _tells_no_counts(row: Mapping[str, Any]) -> bool:
    return row["hidden"] == 0 and all(row[name] is None for name in POST_COUNTS)


def _to_be_kept(reading: Reading, row: Row, before: Row | None) -> bool:
    """Whether this reading's counts are new."""
    if row["metrics_at"] != reading.observed_at or _tells_no_counts(row):
        return False
    if before is None or before["metrics_at"] is None:
        return True
    changed = any(row[name] != before[name] for name in _COMPARED)
    return changed and before["metrics_at"] < reading.observed_at


def _mark_deleted(reading: Reading, start: datetime, seen: set[int], merge: Merge) -> None:
    for key, row in merge.known.items():
        inside = start < row["published_at"] < reading.observed_at
        if inside and key not in seen and row["deleted_at"] is None and row["origin"] in _BY_NETWORK:
            merge.rows[key] = row | {"deleted_at": reading.observed_at}


def _write(tx: Transaction, account: int, merge: Merge) -> None:
    changed = merge.changed()
    for table, rows, schema in (
        ("core.post", changed, _POST),
        ("core.post_detail", merge.details, _DETAIL),
        ("core.post_snapshot", sorted(merge.snapshots, key=lambda row: row["post_key"]), _SNAPSHOT),
    ):
        if not rows:
            continue
        old = [row["post_key"] for row in rows if row["post_key"] in merge.known]
        if old and schema is not _SNAPSHOT:
            tx.execute(
                f"DELETE FROM {table} WHERE account_key = $account AND post_key IN ({key_list(old)})",
                {"account": account},
            )
        tx.frame("rows_to_write", pa.table({name: [row[name] for row in rows] for name in schema.names}, schema))
        tx.execute(f"INSERT INTO {table} SELECT * FROM rows_to_write")

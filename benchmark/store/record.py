"""Record what one reading of an account brought: all of it, in one transaction, whatever it was.

Snapshots are appended only when something changed (a profile at least once a day, UTC); a post's current row is replaced, so
that ``metrics_at`` tells when it was last read; the outcome stands in ``run_account`` either way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pyarrow as pa

from benchmark.store import derive
from benchmark.store.database import Store, Transaction
from benchmark.store.vocabulary import KINDS, ORIGINS, POST_COUNTS, PROFILE_COUNTS, code, interactions_sql, mask
from sources.base import Day, Post, Profile

_FIELDS = ("handle", "display_name", "bio", "link", "url", "status")
_POSTS = pa.schema(
    [
        ("native_id", pa.string()), ("published_at", pa.timestamp("us")), ("kind", pa.uint8()), ("text", pa.string()),
        ("url", pa.string()), ("thumbnail_url", pa.string()), ("lang", pa.string()), ("hashtags", pa.list_(pa.string())),
        *((name, pa.int64()) for name in POST_COUNTS),
        ("reactions", pa.map_(pa.string(), pa.int64())), ("hidden", pa.uint8()), ("origin", pa.uint8()),
    ]
)  # fmt: skip


@dataclass(frozen=True)
class Outcome:
    """How the reading of an account ended. ``status``: ok, partial (some of it was read), failed."""

    status: str = "ok"
    error: str | None = None
    message: str | None = None
    params: str | None = None


@dataclass(frozen=True)
class Reading:
    """Everything one reading of an account brought. ``observed_at`` dates all of it."""

    account_key: int
    observed_at: datetime
    finished_at: datetime
    profile: Profile | None = None
    posts: Sequence[Post] = ()
    window_from: datetime | None = None
    """How far back the posts were read in full; None when they were not."""
    days: Sequence[Day] = ()
    requests: int = 0
    state: Mapping[str, str] = field(default_factory=dict)
    outcome: Outcome = field(default_factory=Outcome)
    origin: str | None = None
    """Overrides the origin of all that was read, for the demo and imports."""
    age_days: int = derive.DEFAULT_AGE_DAYS
    status: str | None = None
    """What the network says of the account when it shows no profile: gone, private, suspended, moved."""


def record(
    store: Store, run_key: int | None, reading: Reading, *, first: Callable[[Transaction], object] | None = None
) -> None:
    """Store a reading and its outcome in one transaction, in which ``first`` is called first."""
    with store.transaction() as tx:
        if first is not None:
            first(tx)
        if reading.profile is not None:
            _profile(tx, run_key, reading, reading.profile)
        elif reading.status is not None:
            _changes(tx, reading, {"status": reading.status})
        if reading.posts or reading.window_from is not None:
            _posts(tx, run_key, reading)
        if reading.days:
            _days(tx, run_key, reading)
        _state(tx, reading)
        _outcome(tx, run_key, reading)
        oldest = min((post.published_at for post in reading.posts), default=reading.observed_at)
        derive.recompute(
            tx,
            [reading.account_key],
            reading.observed_at,
            ages={reading.account_key: reading.age_days},
            # A post may still become "late" until half its age past due, without being read again.
            since=min(oldest, reading.observed_at - timedelta(days=2 * reading.age_days)),
        )


def _profile(tx: Transaction, run_key: int | None, reading: Reading, profile: Profile) -> None:
    tx.execute(
        """
        INSERT INTO core.profile_snapshot
        SELECT n.* FROM (SELECT $account::INTEGER AS account_key, $at::TIMESTAMP AS observed_at, $followers::BIGINT AS followers,
                         $step::BIGINT AS followers_step, $hidden::UTINYINT AS hidden, $following::BIGINT AS following,
                         $posts_total::BIGINT AS posts_total, $views_total::BIGINT AS views_total, $origin::UTINYINT AS origin,
                         $run::INTEGER AS run_key) AS n
        LEFT JOIN (SELECT * FROM core.profile_snapshot WHERE account_key = $account AND origin = $origin
                   ORDER BY observed_at DESC LIMIT 1) AS l ON true
        WHERE l.observed_at IS NULL OR l.observed_at::DATE < n.observed_at::DATE OR (l.observed_at < n.observed_at AND
              (l.followers, l.followers_step, l.hidden, l.following, l.posts_total, l.views_total) IS DISTINCT FROM
              (n.followers, n.followers_step, n.hidden, n.following, n.posts_total, n.views_total))
        """,
        {
            "account": reading.account_key,
            "at": reading.observed_at,
            "step": profile.followers_step,
            "hidden": mask(PROFILE_COUNTS, profile.hidden),
            "origin": code(ORIGINS, reading.origin or profile.origin),
            "run": run_key,
            **{name: getattr(profile, name) for name in PROFILE_COUNTS},
        },
    )
    _changes(tx, reading, {name: getattr(profile, name) for name in _FIELDS})


def _changes(tx: Transaction, reading: Reading, after: Mapping[str, str | None]) -> None:
    """Keep what is new about the account itself, and what it was before."""
    select = f"SELECT {', '.join(after)} FROM core.account WHERE account_key = $account"
    before = dict(zip(after, tx.rows(select, {"account": reading.account_key})[0], strict=True))
    changed = {name: value for name, value in after.items() if value is not None and value != before[name]}
    for name, value in changed.items():
        at = ", status_at = $at" if name == "status" else ""
        bound = {"account": reading.account_key, "value": value}
        tx.execute(
            f"UPDATE core.account SET {name} = $value{at} WHERE account_key = $account",
            bound | ({"at": reading.observed_at} if at else {}),
        )
        if before[name] is not None:
            tx.execute(
                "INSERT INTO core.profile_change VALUES ($account, $at, $field, $before, $value)",
                bound | {"at": reading.observed_at, "field": name, "before": before[name]},
            )


def _posts(tx: Transaction, run_key: int | None, reading: Reading) -> None:
    """Append changed counts, replace current rows, mark what has gone from a part that was read in full."""
    tx.frame("incoming", _frame(reading))
    # A reading by a poorer route (a feed without counts) tells nothing of the counts: the known ones stay.
    kept = ", ".join(f"CASE WHEN i.unread THEN p.{name} ELSE i.{name} END AS {name}" for name in POST_COUNTS)
    kept += ", CASE WHEN i.unread THEN coalesce(p.hidden, 0) ELSE i.hidden END AS hidden"
    kept += ", CASE WHEN i.unread AND p.metrics_at IS NOT NULL THEN p.kind ELSE i.kind END AS kind"
    kept += ", CASE WHEN i.unread AND p.metrics_at IS NOT NULL THEN p.origin ELSE i.origin END AS origin"
    counts = ", ".join(POST_COUNTS)
    bound = {"account": reading.account_key, "at": reading.observed_at}
    tx.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE seen AS
        SELECT coalesce(d.post_key,
                        (SELECT coalesce(max(post_key), 0) FROM core.post_detail)
                        + row_number() OVER (PARTITION BY d.post_key IS NULL ORDER BY i.published_at, i.native_id))::INTEGER
                   AS post_key,
               d.post_key IS NULL AS fresh, i.* REPLACE ({kept}),
               coalesce(i.unread AND p.metrics_at IS NOT NULL, false) AS carried,
               p.metrics_at AS counted_at
        FROM (SELECT DISTINCT ON (native_id) *, hidden = 0 AND coalesce({counts}) IS NULL AS unread FROM incoming) AS i
        LEFT JOIN core.post_detail AS d ON d.account_key = $account AND d.native_id = i.native_id
        LEFT JOIN core.post AS p ON p.account_key = $account AND p.post_key = d.post_key
        """,
        {"account": reading.account_key},
    )
    tx.execute(
        """
        INSERT INTO core.post_snapshot
        SELECT s.post_key, $at, s.likes, s.comments, s.shares, s.quotes, s.views, s.hidden, s.origin, $run
        FROM seen AS s LEFT JOIN core.post AS p ON p.post_key = s.post_key AND p.account_key = $account
        WHERE NOT s.carried AND (s.fresh OR s.counted_at IS NULL OR s.counted_at < $at)
          AND (s.fresh OR s.counted_at IS NULL OR
               (s.likes, s.comments, s.shares, s.quotes, s.views, s.hidden, s.origin) IS DISTINCT FROM
                          (p.likes, p.comments, p.shares, p.quotes, p.views, p.hidden, p.origin))
          AND (s.hidden > 0 OR coalesce(s.likes, s.comments, s.shares, s.quotes, s.views) IS NOT NULL)
        ORDER BY s.post_key
        """,
        bound | {"run": run_key},
    )
    tx.execute("DELETE FROM core.post WHERE account_key = $account AND post_key IN (SELECT post_key FROM seen)",
               {"account": reading.account_key})  # fmt: skip
    tx.execute(
        f"""
        INSERT INTO core.post
        SELECT post_key, $account, published_at, kind, likes, comments, shares, quotes, views, hidden, {interactions_sql()},
               CASE WHEN carried THEN counted_at WHEN unread THEN NULL ELSE $at END, NULL, NULL, NULL, NULL, origin, NULL
        FROM seen ORDER BY published_at
        """,
        bound,
    )
    _details(tx, bound)
    if reading.window_from is not None:
        tx.execute(
            """
            UPDATE core.post SET deleted_at = $at
            WHERE account_key = $account AND published_at > $from AND published_at < $at AND deleted_at IS NULL
              AND origin IN (1, 2) AND post_key NOT IN (SELECT post_key FROM seen)
            """,
            bound | {"from": reading.window_from},
        )


def _details(tx: Transaction, bound: Mapping[str, object]) -> None:
    tx.execute(
        """
        CREATE OR REPLACE TEMP TABLE changed AS
        SELECT s.*, coalesce(d.first_seen_at, $at) AS first_seen_at
        FROM seen AS s LEFT JOIN core.post_detail AS d ON d.account_key = $account AND d.post_key = s.post_key
        WHERE s.fresh OR (s.text, s.url, s.thumbnail_url, s.lang, s.hashtags, s.reactions) IS DISTINCT FROM
                         (d.text, d.url, d.thumbnail_url, d.lang, d.hashtags, d.reactions)
        """,
        dict(bound),
    )
    account = {"account": bound["account"]}
    tx.execute("DELETE FROM core.post_detail WHERE account_key = $account AND post_key IN (SELECT post_key FROM changed)",
               account)  # fmt: skip
    tx.execute(
        """
        INSERT INTO core.post_detail
        SELECT post_key, $account, native_id, text, url, thumbnail_url, lang, hashtags, reactions, first_seen_at
        FROM changed ORDER BY published_at
        """,
        account,
    )


def _days(tx: Transaction, run_key: int | None, reading: Reading) -> None:
    columns = {
        "day": [day.day for day in reading.days],
        "measure": [day.measure for day in reading.days],
        "value": pa.array([day.value for day in reading.days], pa.int64()),
    }
    tx.frame("incoming_days", pa.table(columns))
    account = {"account": reading.account_key}
    tx.execute(
        """
        DELETE FROM core.account_daily WHERE account_key = $account
        AND (day, measure) IN (SELECT (day, measure) FROM incoming_days)
        """,
        account,
    )
    tx.execute(
        "INSERT INTO core.account_daily SELECT $account, day, measure, value, $at, $origin, $run FROM incoming_days",
        account | {"at": reading.observed_at, "origin": code(ORIGINS, reading.origin or "api"), "run": run_key},
    )


def _state(tx: Transaction, reading: Reading) -> None:
    account = {"account": reading.account_key}
    stored = dict(tx.rows("SELECT name, value FROM core.account_state WHERE account_key = $account", account))
    if stored == dict(reading.state):
        return
    tx.execute("DELETE FROM core.account_state WHERE account_key = $account", account)
    for name, value in reading.state.items():
        tx.execute("INSERT INTO core.account_state VALUES ($account, $name, $value)",
                   account | {"name": name, "value": value})  # fmt: skip


def _outcome(tx: Transaction, run_key: int | None, reading: Reading) -> None:
    if run_key is None:
        return
    tx.execute(
        """
        INSERT INTO core.run_account
        VALUES ($run, $account, $status, $error, $message, $params, $requests, $posts_seen, $window_from, $started, $finished)
        """,
        {
            "run": run_key,
            "account": reading.account_key,
            "status": reading.outcome.status,
            "error": reading.outcome.error,
            "message": reading.outcome.message,
            "params": reading.outcome.params,
            "requests": reading.requests,
            "posts_seen": len(reading.posts),
            "window_from": reading.window_from,
            "started": reading.observed_at,
            "finished": reading.finished_at,
        },
    )


def _frame(reading: Reading) -> pa.Table:
    rows = [
        {
            "native_id": post.native_id,
            "published_at": post.published_at,
            "kind": code(KINDS, post.kind),
            "text": post.text,
            "url": post.url,
            "thumbnail_url": post.thumbnail_url,
            "lang": post.lang,
            "hashtags": list(post.hashtags),
            **{name: getattr(post, name) for name in POST_COUNTS},
            "reactions": None if post.reactions is None else list(post.reactions.items()),
            "hidden": mask(POST_COUNTS, post.hidden),
            "origin": code(ORIGINS, reading.origin or post.origin),
        }
        for post in reading.posts
    ]
    return pa.Table.from_pylist(rows, schema=_POSTS)

"""Recompute what a post's comparison rests on: followers at publication and interactions at equal age.

They are stored on the post because deriving them from the snapshots makes a page many times slower, and recomputed for an
account in the same transaction by whatever changes their ground: a reading, an import, a manual entry, retention.

**Followers at publication.** On each day (UTC) an observation typed in by hand counts before those of the network, and these before
an imported one. The last observation at or before publication if at most 7 days old (basis ``observed``); else interpolated between
the observations around it if these are at most 31 days apart (``interpolated``); else ``current``: the
account's latest figure, which stays on the account.

**Interactions at age A.** A count holds at a time only when a successful reading covered the post then: the times are those of
its snapshots and of the readings whose window reached back to it. Inside [A / 1.5, 1.5 A] the value is interpolated between the
readings around A, linearly in log(1 + interactions); one reading inside the window counts as it is (``at_age``). A post
younger than A is ``young`` and has no value; one older than 1.5 A without such a reading uses its latest count (``late``).
A reading after the post's counts were last read did not see it: it was deleted, or told no counts. A count that was last read
before A / 1.5 is that of a young post however old the post is by now, and it stays ``young``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from benchmark.store.database import Transaction
from benchmark.store.vocabulary import interactions_sql

DEFAULT_AGE_DAYS = 7

_FOLLOWERS = """
CREATE OR REPLACE TEMP TABLE derived_followers AS
WITH wanted AS (
    SELECT post_key, account_key, published_at FROM core.post
    WHERE account_key = $account AND published_at >= $since
), seen AS (
    SELECT account_key, observed_at, min(followers) AS followers
    FROM (SELECT account_key, observed_at, followers, CASE origin WHEN 4 THEN 0 WHEN 3 THEN 2 ELSE 1 END AS rank
          FROM core.profile_snapshot WHERE account_key = $account AND followers IS NOT NULL
          QUALIFY rank = min(rank) OVER (PARTITION BY observed_at::DATE))
    GROUP BY account_key, observed_at
), around AS (
    SELECT w.post_key, w.published_at, b.followers AS f0, b.observed_at AS t0
    FROM wanted AS w ASOF LEFT JOIN seen AS b ON b.account_key = w.account_key AND b.observed_at <= w.published_at
), both_sides AS (
    SELECT r.*, n.followers AS f1, n.observed_at AS t1
    FROM (SELECT *, $account AS account_key FROM around) AS r
    ASOF LEFT JOIN seen AS n ON n.account_key = r.account_key AND n.observed_at > r.published_at
)
SELECT post_key,
       CASE WHEN published_at - t0 <= INTERVAL 7 DAY THEN 1 WHEN t1 - t0 <= INTERVAL 31 DAY THEN 2 ELSE 3 END AS basis,
       CASE basis WHEN 1 THEN f0
            WHEN 2 THEN round(f0 + (f1 - f0) * (epoch_us(published_at) - epoch_us(t0)) / (epoch_us(t1) - epoch_us(t0)))
       END::BIGINT AS followers
FROM both_sides
"""

_AT_AGE = f"""
CREATE OR REPLACE TEMP TABLE derived_age AS
WITH wanted AS (
    SELECT post_key, published_at, interactions, metrics_at, published_at + $age AS due, published_at + $age * 2 / 3 AS opens,
           published_at + $age * 3 / 2 AS closes
    FROM core.post WHERE account_key = $account AND published_at >= $since
), snapshots AS (
    SELECT s.post_key, s.observed_at, {interactions_sql("s.")} AS interactions
    FROM core.post_snapshot AS s JOIN wanted AS w ON w.post_key = s.post_key
    WHERE s.observed_at <= w.closes
), readings AS (
    SELECT started_at AS read_at, window_from FROM core.run_account
    WHERE account_key = $account AND status = 'ok' AND window_from IS NOT NULL AND started_at >= $since
), times AS (
    SELECT post_key, observed_at AS read_at FROM snapshots
    UNION
    SELECT w.post_key, r.read_at FROM wanted AS w JOIN readings AS r
        ON r.window_from <= w.published_at AND r.read_at BETWEEN w.opens AND least(w.closes, coalesce(w.metrics_at, w.closes))
), counted AS (
    SELECT i.post_key, i.read_at, s.interactions
    FROM times AS i ASOF JOIN snapshots AS s ON s.post_key = i.post_key AND s.observed_at <= i.read_at
), inside AS (
    SELECT w.post_key,
           max(c.read_at) FILTER (c.read_at <= w.due) AS t0, arg_max(c.interactions, c.read_at) FILTER (c.read_at <= w.due) AS x0,
           min(c.read_at) FILTER (c.read_at > w.due) AS t1, arg_min(c.interactions, c.read_at) FILTER (c.read_at > w.due) AS x1,
           any_value(w.due) AS due
    FROM wanted AS w JOIN counted AS c ON c.post_key = w.post_key
    WHERE c.read_at BETWEEN w.opens AND w.closes AND c.interactions IS NOT NULL
    GROUP BY w.post_key
)
SELECT w.post_key,
       CASE WHEN w.interactions IS NULL THEN NULL WHEN $now < w.due THEN 3
            WHEN coalesce(i.x0, i.x1) IS NOT NULL THEN 1
            WHEN $now > w.closes AND coalesce(w.metrics_at >= w.opens, true) THEN 2 ELSE 3 END AS basis,
       CASE basis
            WHEN 1 THEN CASE WHEN i.x0 IS NULL THEN i.x1 WHEN i.x1 IS NULL THEN i.x0
                ELSE exp(ln(1 + i.x0) + (ln(1 + i.x1) - ln(1 + i.x0))
                     * (epoch_us(i.due) - epoch_us(i.t0)) / (epoch_us(i.t1) - epoch_us(i.t0))) - 1 END
            WHEN 2 THEN w.interactions END::DOUBLE AS at_age
FROM wanted AS w LEFT JOIN inside AS i USING (post_key)
"""

_APPLY_FOLLOWERS = """
UPDATE core.post AS p SET followers_at_publication = f.followers, followers_basis = f.basis
FROM derived_followers AS f
WHERE p.post_key = f.post_key AND p.account_key = $account AND p.published_at >= $since
  AND (p.followers_at_publication IS DISTINCT FROM f.followers OR p.followers_basis IS DISTINCT FROM f.basis)
"""
_APPLY_AGE = """
UPDATE core.post AS p SET interactions_at_age = g.at_age, age_basis = g.basis
FROM derived_age AS g
WHERE p.post_key = g.post_key AND p.account_key = $account AND p.published_at >= $since
  AND (p.interactions_at_age IS DISTINCT FROM g.at_age OR p.age_basis IS DISTINCT FROM g.basis)
"""

_LATEST = """
UPDATE core.account AS a
SET followers = s.followers, followers_at = s.observed_at
FROM (SELECT 1) LEFT JOIN (
    SELECT followers, observed_at FROM core.profile_snapshot WHERE account_key = $account AND followers IS NOT NULL
    ORDER BY observed_at::DATE DESC, CASE origin WHEN 4 THEN 0 WHEN 3 THEN 2 ELSE 1 END, observed_at DESC LIMIT 1
) AS s ON true
WHERE a.account_key = $account AND (a.followers IS DISTINCT FROM s.followers OR a.followers_at IS DISTINCT FROM s.observed_at)
"""


def latest(tx: Transaction, account_key: int, observed: tuple[datetime, int | None] | None = None) -> None:
    """Bring up to date which observation of followers an account shows as its latest.

    Args:
        tx: the transaction that changed its observations.
        account_key: the account.
        observed: the observation that is new, if it is one only.
    """
    if observed is not None and observed[1] is not None:
        bound = {"account": account_key, "at": observed[0]}
        at = tx.value("SELECT followers_at FROM core.account WHERE account_key = $account", {"account": account_key})
        if at is None or (at < observed[0] and not (at.date() == observed[0].date() and _by_hand(tx, account_key, at))):
            sets = "followers = $followers, followers_at = $at"
            tx.execute(
                f"UPDATE core.account SET {sets} WHERE account_key = $account", bound | {"followers": observed[1]}
            )
            return
    tx.execute(_LATEST, {"account": account_key})


def _by_hand(tx: Transaction, account_key: int, at: datetime) -> bool:
    """Tell whether somebody typed in the followers of that day: the network's own do not come before these."""
    day = datetime(at.year, at.month, at.day)
    bound = {"account": account_key, "start": day, "end": day + timedelta(days=1)}
    return bool(
        tx.value(
            "SELECT count(*) FROM core.profile_snapshot WHERE account_key = $account AND origin = 4 AND followers IS NOT NULL "
            "AND observed_at >= $start AND observed_at < $end",
            bound,
        )
    )


def recompute(
    tx: Transaction,
    account_keys: Sequence[int],
    now: datetime,
    *,
    ages: Mapping[int, int] | None = None,
    since: datetime | None = None,
    counted_since: datetime | None = None,
) -> None:
    """Bring the derived columns of these accounts' posts up to date.

    Args:
        tx: the transaction that changed their ground.
        account_keys: private keys of the accounts.
        now: the present, UTC.
        ages: age A in days by account key, default 7.
        since: only posts published from then on; a reading need not touch what it cannot have changed.
        counted_since: interactions at age only of posts published from then on, default ``since``.
    """
    since = since or datetime(1970, 1, 1)
    for account in account_keys:
        age = timedelta(days=(ages or {}).get(account, DEFAULT_AGE_DAYS))
        bound, counted = {"account": account, "since": since}, {"account": account, "since": counted_since or since}
        latest(tx, account)
        tx.execute(_FOLLOWERS, bound)
        tx.execute(_APPLY_FOLLOWERS, bound)
        tx.execute(_AT_AGE, counted | {"now": now, "age": age})
        tx.execute(_APPLY_AGE, counted)

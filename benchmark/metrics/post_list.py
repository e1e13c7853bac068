"""Posts of a period one by one: filtered, ranked by the database, a page at a time.

A ranking compares posts at equal age. Posts that are too young, or whose counts are withheld or not known, are not in it; how many
they are is told beside it. Only the list of the newest posts holds them all.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

import pandas as pd

from benchmark.metrics import queries
from benchmark.metrics.scope import Scope
from benchmark.store import Store
from benchmark.store.derive import DEFAULT_AGE_DAYS
from benchmark.store.vocabulary import KINDS, code
from sources import SOURCES

Sort = Literal["rate", "interactions", "comments", "shares", "views", "newest"]
Over = Literal["publication", "mean", "end", "views", "nothing"]

MOST_WORDS: Final = 8
MOST_ROWS: Final = 50_000
"""Rows of an exported list."""
_PARAMETER: Final = re.compile(r"\$([a-z_0-9]+)")
AT_AGE, LATE, YOUNG, WITHHELD, NO_COUNTS, REMOVED = 1, 2, 3, 4, 5, 6

_KEYS: Final[dict[Sort, str]] = {
    "rate": "rate",
    "interactions": "counted",
    "comments": "CASE WHEN state <> 3 THEN comments END",
    "shares": "CASE WHEN state <> 3 THEN shares END",
    "views": "CASE WHEN state <> 3 THEN views END",
    "newest": "epoch_us(published_at)",
}
"""What posts are ranked by; unknown ones are not ranked."""
_BITS: Final[dict[Sort, int]] = {"rate": 15, "interactions": 15, "comments": 2, "shares": 4, "views": 16, "newest": 0}
"""The withheld counts that keep a post out of a ranking."""
_KIND_FILTER: Final = "kind IN (SELECT unnest($kinds::UTINYINT[]))"
_TAG_FILTER: Final = """post_key IN (
    SELECT t.post_key FROM core.post_tag AS t JOIN core.tag AS g USING (tag_key)
    WHERE g.tag_id IN (SELECT unnest($tags::VARCHAR[])) AND g.removed_at IS NULL AND t.origin < 3)"""
_WORD: Final = "contains(folded, $word_{number})"
_TEXT_FILTER: Final = "post_key IN (SELECT post_key FROM found)"
_FOUND: Final = """, texts AS (
    SELECT d.post_key, d.text FROM core.post_detail AS d SEMI JOIN published AS p ON p.post_key = d.post_key LIMIT 1_000_000_000
), found AS (
    SELECT post_key
    FROM (SELECT post_key, CASE WHEN strlen(text) = length(text) THEN lower(text) ELSE strip_accents(lower(text)) END AS folded
          FROM texts)
    WHERE {words}
)"""
"""The posts whose text holds the words. The limit keeps the words from being looked for in the texts of all times first."""


@dataclass(frozen=True)
class Wanted:
    """What a reader wants to see: tags by id, any of them; all the words of a search, wherever they stand in the text."""

    sort: Sort = "rate"
    flop: bool = False
    kinds: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    search: str = ""
    over: Over = "publication"
    """What a rate divides by; ``nothing``: it is the interactions themselves."""

    @property
    def words(self) -> tuple[str, ...]:
        """The words searched for, small and without accents."""
        return tuple(dict.fromkeys(_folded(self.search).split()))[:MOST_WORDS]


@dataclass(frozen=True)
class Counts:
    """How many posts match, and why some of them are not ranked."""

    found: int = 0
    ranked: int = 0
    young: int = 0
    hidden: int = 0
    unknown: int = 0
    """Neither young nor withheld: without counts, or without what they are divided by."""
    late: int = 0
    """Ranked, counted at a later age."""
    current: int = 0
    """Ranked over today's followers."""


def page(store: Store, scope: Scope, wanted: Wanted, limit: int, offset: int = 0) -> pd.DataFrame:
    """Return some posts in their order: what they are, their counts, rate and times_usual (over the brand's median rate)."""
    direction = "ASC" if wanted.flop and wanted.sort != "newest" else "DESC"
    order = f"ranked_by {direction}, published_at DESC, post_key"
    chosen = f"""
        chosen AS MATERIALIZED (
            SELECT * FROM (SELECT *, {_KEYS[wanted.sort]} AS ranked_by FROM rated WHERE {_filters(wanted)})
            WHERE ranked_by IS NOT NULL ORDER BY {order} LIMIT $limit OFFSET $offset
        )"""
    sql = f"WITH {_rated(scope, wanted)}, {chosen}, {_text('page', scope)} ORDER BY {order}"
    known = _bound(store, scope, wanted) | {"limit": min(limit, MOST_ROWS), "offset": offset}
    return _kinds(_ask(store, sql, known))


def counts(store: Store, scope: Scope, wanted: Wanted) -> Counts:
    """Return how many posts match, and how many of them are in no ranking and why."""
    key, bits = _KEYS[wanted.sort], _BITS[wanted.sort]
    sql = f"""
        WITH {_rated(scope, wanted)}, matching AS (
            SELECT *, {key} AS ranked_by FROM rated WHERE {_filters(wanted)}
        )
        SELECT count(*) AS found, count(ranked_by) AS ranked,
               count(*) FILTER (ranked_by IS NULL AND state = 3) AS young,
               count(*) FILTER (ranked_by IS NULL AND state <> 3 AND hidden & {bits} > 0) AS hidden,
               count(*) FILTER (ranked_by IS NULL AND state <> 3 AND hidden & {bits} = 0) AS unknown,
               count(*) FILTER (ranked_by IS NOT NULL AND state = 2) AS late,
               count(*) FILTER (ranked_by IS NOT NULL AND current) AS current
        FROM matching
    """
    row = _ask(store, sql, _bound(store, scope, wanted)).iloc[0]
    return Counts(**{str(name): int(value) for name, value in row.items()})


def kept(store: Store, accounts: tuple[int, ...]) -> pd.DataFrame:
    """Return the posts kept as inspiration, with their note."""
    return _kinds(store.query(queries.text("posts/kept"), {"accounts": list(accounts)}))


def kinds_there(store: Store, scope: Scope) -> tuple[str, ...]:
    """Return the kinds of the posts of a scope, in the order of the vocabulary."""
    sql = f"WITH {_published(scope)} SELECT DISTINCT kind FROM published ORDER BY kind"
    found = _ask(store, sql, queries.bound(scope))
    return tuple(KINDS[int(kind) - 1] for kind in found["kind"])


def _text(name: str, scope: Scope) -> str:
    return queries.text(f"posts/{name}", without=bool(scope.without))


def _published(scope: Scope) -> str:
    return queries.text("parts/published", without=bool(scope.without))


def _folded(text: str) -> str:
    """Return a text as ``strip_accents(lower(...))`` of the database does."""
    parts = unicodedata.normalize("NFD", text.lower())
    return unicodedata.normalize("NFC", "".join(sign for sign in parts if not unicodedata.combining(sign)))


def _rated(scope: Scope, wanted: Wanted) -> str:
    """Return the posts of the period and, where words are searched for, those that hold them."""
    words = " AND ".join(_WORD.format(number=number) for number in range(len(wanted.words)))
    return _text("rated", scope) + (_FOUND.format(words=words) if words else "")


def _filters(wanted: Wanted) -> str:
    """Return the conditions; whatever the reader typed is bound."""
    chosen = [
        _KIND_FILTER if wanted.kinds else "",
        _TAG_FILTER if wanted.tags else "",
        _TEXT_FILTER if wanted.words else "",
    ]
    return " AND ".join(part for part in chosen if part) or "true"


def _bound(store: Store, scope: Scope, wanted: Wanted) -> dict[str, Any]:
    keys, ages, bases = _accounts(store, scope, wanted)
    return {
        **queries.bound(scope),
        **{f"word_{number}": word for number, word in enumerate(wanted.words)},
        "keys": keys,
        "ages": ages,
        "bases": bases,
        "over": "account" if wanted.over in {"mean", "end"} else wanted.over,
        "kinds": [code(KINDS, kind) for kind in wanted.kinds],
        "tags": list(wanted.tags),
    }


def _ask(store: Store, sql: str, known: Mapping[str, Any]) -> pd.DataFrame:
    """Bind what a query names, of what is known. Never through `queries.Shared`, which knows no filters."""
    return store.query(sql, {name: known[name] for name in _PARAMETER.findall(sql)})


def _accounts(store: Store, scope: Scope, wanted: Wanted) -> tuple[list[int], list[int], list[float | None]]:
    """Return the accounts with the age at which their posts are compared, and their own base where there is one."""
    places = store.query(queries.text("places"), {"accounts": list(scope.accounts)})
    keys = [int(key) for key in places["account_key"]]
    ages = [SOURCES[name].age_days if name in SOURCES else DEFAULT_AGE_DAYS for name in places["source"]]
    if wanted.over not in {"mean", "end"} or not keys:
        return keys, ages, [None] * len(keys)
    period = queries.run(store, "account_followers", scope).set_index("account_key")[f"{wanted.over}_followers"]
    return keys, ages, [None if pd.isna(value) else float(value) for value in period.reindex(keys)]


def _kinds(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(
        kind=pd.Series([KINDS[int(kind) - 1] for kind in frame["kind"]], index=frame.index, dtype=object)
    )

"""The promised tables, page by page, narrowed by panel, brand, account, network, days and words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

import pyarrow as pa

from benchmark.api import paging
from benchmark.api.operation import Asked, Page, Schema, row_schema
from benchmark.api.parameters import Day, OneOf, Parameter, Text
from benchmark.api.problem import Problem
from benchmark.brands import lookup, panels
from benchmark.commands.extract import TABLES, Extract, Narrowed, Span, default_zone, table
from benchmark.store import Store
from benchmark.store.directory import Panel
from benchmark.store.vocabulary import KINDS
from benchmark.text import t, words
from sources import SOURCES

PANEL: Final = Parameter(
    "panel", Text(), words("Id or name of a panel: only what it compares; days begin in its zone.")
)
BRAND: Final = Parameter("brand", Text(), words("Id or name of a brand."))
ACCOUNT: Final = Parameter("account", Text(500), words("An account: its id, link or handle."))
SOURCE: Final = Parameter("source", OneOf(tuple(SOURCES)), words("A network."))
FROM: Final = Parameter("from", Day(), words("First day, in the panel's zone."))
TO: Final = Parameter("to", Day(), words("Last day, included."))
KIND: Final = Parameter("kind", OneOf(KINDS), words("What the posts are."))
SEARCH: Final = Parameter(
    "q", Text(), words("Words that the text holds, all of them, wherever they stand; case and accents do not count.")
)
RUN: Final = Parameter("run", Text(40), words("Id of a run."))
OF: Final = Parameter(
    "of",
    OneOf(("profiles", "posts")),
    words("Whether accounts' profiles or their posts were observed."),
    default="profiles",
)

_ACCOUNTS_OF: Final = "account_id IN (SELECT account_id FROM accounts WHERE {} = ${})"
_SNAPSHOTS: Final = {"profiles": "profile_snapshots", "posts": "post_snapshots"}


def page(name: str) -> Callable[[Asked], Page]:
    """Return the answer of an operation that pages through a table."""
    return lambda asked: _page(asked, name, name)


def snapshots(asked: Asked) -> Page:
    """Return a page of the snapshots of profiles or posts."""
    return _page(asked, "snapshots", _SNAPSHOTS[asked.values["of"]])


def rows(*names: str) -> Callable[[Store], list[Schema]]:
    """Return what tells the JSON schemas of the rows of tables."""
    return lambda store: [row_schema(_schema(store, name)) for name in names]


def check_days(values: Mapping[str, Any]) -> None:
    """Refuse days in the wrong order.

    Raises:
        Problem: ``bad_days``.
    """
    if values.get("from") and values.get("to") and values["from"] > values["to"]:
        raise Problem(422, "bad_days", t("The parameter from lies after to. Swap them."))


def _page(asked: Asked, operation: str, name: str) -> Page:
    values, store = asked.values, asked.store
    check_days(values)
    panel = panels.find(store, values["panel"]) if values.get("panel") else None
    zone = panel.timezone if panel else default_zone(store, asked.session.settings)
    span = Span(values.get("from"), values.get("to"), zone)
    whose, which = _of_accounts(store, values), _of_rows(values)
    key = TABLES[name].order.split(", ")
    after = paging.key_of(operation, values, len(key))
    if after is not None:
        bound = {f"k{place}": value for place, value in enumerate(_typed(_schema(store, name), key, after))}
        which = _both(which, Narrowed((_beyond(key),), bound))
    limit = values["limit"]
    if key[0] == "account_id":
        whole = _by_account(store, name, span, panel, whose, which, limit + 1)
    else:
        whole = table(store, name, span, panel, replace(_both(whose, which), most=limit + 1))
    taken = whole.rows.slice(0, limit)
    following = None
    if whole.rows.num_rows > limit:
        following = paging.cursor(operation, values, [taken.column(column)[-1].as_py() for column in key])
    return Page(Extract(name, taken, whole.about), following)


def _by_account(  # noqa: PLR0917  what a page is made of
    store: Store, name: str, span: Span, panel: Panel | None, whose: Narrowed, which: Narrowed, most: int
) -> Extract:
    """Return the first rows of a table that is ordered by account, read account by account: a page is mostly of one or two.

    Where few rows are found, more accounts are taken at a time: many posts are then looked through in few queries.
    """
    first = "k0" in which.bound
    of_panel = (TABLES["accounts"].panel,) if panel else ()
    conditions = " AND ".join(("true", *whose.conditions, *of_panel, *(("account_id >= $k0",) if first else ())))
    bound = {**whose.bound, **({"panel": panel.id} if panel else {}), **({"k0": which.bound["k0"]} if first else {})}
    ids = [
        row[0] for row in store.rows(f"SELECT account_id FROM accounts WHERE {conditions} ORDER BY account_id", bound)
    ]
    found = table(store, name, span, panel, replace(which, most=0))
    rows, at, step = found.rows, 0, 1
    while at < len(ids) and rows.num_rows < most:
        taken = {f"a{place}": account for place, account in enumerate(ids[at : at + step])}
        among = Narrowed((f"account_id IN ({', '.join(f'${place}' for place in taken)})",), taken)
        part = table(store, name, span, None, replace(_both(which, among), most=most - rows.num_rows))
        rows = pa.concat_tables([rows, part.rows])
        at, step = at + step, step * 2
    return replace(found, rows=rows)


def _of_accounts(store: Store, values: Mapping[str, Any]) -> Narrowed:
    """What is said of the accounts themselves."""
    conditions: list[str] = []
    bound: dict[str, Any] = {}
    if values.get("account"):
        conditions.append("account_id = $account")
        bound["account"] = lookup.account(store, values["account"]).id
    if values.get("brand"):
        conditions.append(_ACCOUNTS_OF.format("brand_id", "brand"))
        bound["brand"] = lookup.brand(store, values["brand"]).id
    if values.get("source"):
        conditions.append(_ACCOUNTS_OF.format("source", "source"))
        bound["source"] = values["source"]
    return Narrowed(tuple(conditions), bound)


def _of_rows(values: Mapping[str, Any]) -> Narrowed:
    """What is said of the rows."""
    conditions: list[str] = []
    bound: dict[str, Any] = {}
    for name, column in (("kind", "kind"), ("run", "run_id")):
        if values.get(name):
            conditions.append(f"{column} = ${name}")
            bound[name] = values[name]
    for place, word in enumerate((values.get("q") or "").split()):
        conditions.append(f"contains(lower(strip_accents(text)), lower(strip_accents($q{place})))")
        bound[f"q{place}"] = word
    return Narrowed(tuple(conditions), bound)


def _both(one: Narrowed, other: Narrowed) -> Narrowed:
    return Narrowed((*one.conditions, *other.conditions), {**one.bound, **other.bound})


def _beyond(key: Sequence[str]) -> str:
    """The condition for rows after a key."""
    steps = []
    for place, column in enumerate(key):
        same = [f"{before} = $k{number}" for number, before in enumerate(key[:place])]
        steps.append(" AND ".join([*same, f"{column} > $k{place}"]))
    return f"(({') OR ('.join(steps)}))"


def _typed(schema: pa.Schema, names: Sequence[str], key: paging.Key) -> list[Any]:
    """Return a cursor's values as the columns have them.

    Raises:
        Problem: they are none of these columns.
    """
    values: list[Any] = []
    for name, value in zip(names, key, strict=True):
        try:
            value.encode()
            is_time = pa.types.is_timestamp(schema.field(name).type)
            values.append(_instant(value) if is_time else value)
        except (AttributeError, ValueError) as error:
            raise paging.wrong_cursor() from error
    return values


def _instant(text: str) -> datetime:
    instant = datetime.fromisoformat(text.removesuffix("Z"))
    if instant.tzinfo is not None:
        raise ValueError(text)
    return instant


@lru_cache(maxsize=64)
def _schema(store: Store, name: str) -> pa.Schema:
    return store.arrow(f"SELECT * FROM {name} LIMIT 0").schema

"""The metrics: what there is, and their figures for a panel."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

import pyarrow as pa
import pyarrow.compute as pc

from benchmark.api import paging
from benchmark.api.operation import Asked, Page, Schema, row_schema
from benchmark.api.parameters import Many, OneOf, Parameter, Text
from benchmark.api.problem import Problem
from benchmark.api.tables import FROM, PANEL, SOURCE, TO, check_days
from benchmark.brands import lookup, panels
from benchmark.commands.extract import Extract, default_span, metric
from benchmark.metrics import METRICS
from benchmark.metrics.frames import columns
from benchmark.planning.tags import find_tag
from benchmark.store import Store
from benchmark.text import t, words

NAME: Final = Parameter("name", OneOf(tuple(METRICS)), words("Name of a metric."), required=True)
BRAND: Final = Parameter(
    "brand", Text(), words("Id or name of a brand: only its rows. Shares and ranks still count the whole panel.")
)
WITHOUT: Final = Parameter(
    "without",
    Many(Text(), 20),
    words("Id or name of a tag whose posts are left out, such as contest; may be repeated."),
)
FILTERS: Final = (PANEL, FROM, TO, BRAND, SOURCE, WITHOUT)
MOST_DAYS: Final = 3660
_ALWAYS: Final = ("brand_id", "brand", "source", "value", "first_day", "last_day", "n", "note", "metric", "unit")
"""Columns of every metric's rows."""
_TYPES: Final = {"value": pa.float64(), "n": pa.int64(), "first_day": pa.date32(), "last_day": pa.date32()}


def catalogue(asked: Asked) -> Page:
    """Return a page of the declared metrics."""
    taken, more = paging.part(_catalogue(), ["name"], paging.key_of("metrics", asked.values, 1), asked.values["limit"])
    following = paging.cursor("metrics", asked.values, more) if more else None
    return Page(Extract("metrics", taken), following)


def figures(asked: Asked) -> Page:
    """Return a page of the figures of a metric, in the order of their keys."""
    values, store, name = dict(asked.values), asked.store, asked.values["name"]
    panel = panels.find(store, values["panel"])
    key = ["brand_id", "source", *METRICS[name].grain]
    check_days(values)
    given = paging.key_of("figures", values, len(key) + 2)
    first, last = (values["from"], values["to"]) if given is None else _days(given[:2])
    span = default_span(panel, first, last, asked.now)
    check_days({"from": span.first, "to": span.last})
    if span.first and span.last and (span.last - span.first) > timedelta(days=MOST_DAYS):
        raise Problem(422, "long_period", t("A metric spans at most {most} days. Choose fewer.", most=MOST_DAYS))
    whole = metric(store, name, span, panel, asked.now, without=_tags(store, values["without"] or ()))
    taken, more = paging.part(_of(store, whole.rows, values), key, given[2:] if given else None, values["limit"])
    following = paging.cursor("figures", values, [span.first, span.last, *more]) if more else None
    about = {name: whole.about[name] for name in ("label", "definition", "unit", "panel", "from", "to", "timezone")}
    return Page(Extract(name, taken, whole.about), following, about)


def catalogue_rows(_store: Store) -> list[Schema]:
    """Return the JSON schema of a declared metric."""
    return [row_schema(_catalogue().schema)]


def figure_rows(_store: Store) -> list[Schema]:
    """Return the JSON schema of a figure: what all metrics have; each adds columns of its own, see the catalogue."""
    return [row_schema(pa.schema([(name, _TYPES.get(name, pa.string())) for name in _ALWAYS]), closed=False)]


def _catalogue() -> pa.Table:
    rows: list[dict[str, Any]] = [
        {
            "name": declared.name,
            "label": t(declared.label),
            "unit": declared.unit,
            "description": t(declared.description),
            "source": t(declared.source),
            "higher_is_better": declared.higher_is_better,
            "grain": list(declared.grain),
            "columns": columns(declared),
            "parameters": [parameter.name for parameter in FILTERS],
        }
        for declared in METRICS.values()
    ]
    return pa.Table.from_pylist(rows)


def _of(store: Store, rows: pa.Table, values: dict[str, Any]) -> pa.Table:
    if values["brand"]:
        rows = rows.filter(pc.equal(rows["brand_id"].cast(pa.string()), lookup.brand(store, values["brand"]).id))
    if values["source"]:
        rows = rows.filter(pc.equal(rows["source"].cast(pa.string()), values["source"]))
    return rows


def _tags(store: Store, wanted: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted({find_tag(store, text).id for text in wanted}))


def _days(texts: list[Any]) -> tuple[date, date]:
    try:
        first, last = (date.fromisoformat(text) for text in texts)
    except (TypeError, ValueError) as error:
        raise paging.wrong_cursor() from error
    return first, last

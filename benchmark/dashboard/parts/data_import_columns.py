"""What the reader says of a file's columns: a box for each, beginning with what was guessed, and a day for the whole file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from benchmark.charts.labels import markdown_text, plain
from benchmark.imports import columns as columns_
from benchmark.imports.columns import FIELDS, IGNORED, VARIANTS, Column
from benchmark.text import t

SHOWN = 60
"""Boxes; further columns are read as they were guessed."""
_IN_A_ROW = 4


def said(key: str) -> tuple[tuple[str, ...], date | None]:
    """Return what the reader has said of the columns, and of the day, so far."""
    columns: Sequence[Column] = st.session_state.get(f"import-columns-{key}", ())
    wishes = []
    for column in columns[:SHOWN]:
        chosen = st.session_state.get(_box(key, column))
        if chosen is not None and chosen != (column.field or IGNORED):
            wishes.append(f"{columns_.name_of(columns, column)}={chosen}")
    day = st.session_state.get(f"import-day-{key}")
    return tuple(wishes), day if isinstance(day, date) else None


def draw(columns: Sequence[Column], examples: Sequence[str], key: str) -> None:
    """Draw the boxes, each with the column's header and its first value."""
    st.session_state[f"import-columns-{key}"] = tuple(columns)
    with st.expander(t("How the columns are read"), expanded=True, key=f"import-boxes-{key}"):
        shown = list(zip(columns, examples, strict=True))[:SHOWN]
        for start in range(0, len(shown), _IN_A_ROW):
            row = shown[start : start + _IN_A_ROW]
            for place, (column, example) in zip(st.columns(_IN_A_ROW, gap="small"), row, strict=False):
                with place:
                    st.selectbox(
                        markdown_text(plain(column.label, 60)),
                        _options(column),
                        index=_options(column).index(column.field or IGNORED),
                        format_func=_named,
                        key=_box(key, column),
                        on_change=_only_one,
                        args=(key, column.place),
                        help=markdown_text(t("First value: {value}", value=plain(example, 80))) if example else None,
                    )
        if len(columns) > SHOWN:
            st.caption(t("Further columns are not shown."))


def draw_day(key: str) -> None:
    """Draw the box for the day of the whole file."""
    st.date_input(t("Day of the whole file"), value=None, key=f"import-day-{key}", format="YYYY-MM-DD")


def _options(column: Column) -> list[str]:
    variants = [f"{field}:{variant}" for field in _varied(column) for variant in VARIANTS.get(field, ())]
    return [IGNORED, *FIELDS, *variants]


def _varied(column: Column) -> list[str]:
    """The fields whose variants are offered: times everywhere, counts where one was guessed."""
    return [*columns_.TIMES, *([column.field] if column.field in columns_.COUNTS else [])]


def _named(option: str) -> str:
    field, _, variant = option.partition(":")
    if field == IGNORED:
        return t("not used")
    name = t(FIELDS[field])
    return {
        "": name,
        "dmy": t("{field}, day before month", field=name),
        "mdy": t("{field}, month before day", field=name),
        "comma": t("{field}, with decimal comma", field=name),
        "point": t("{field}, with decimal point", field=name),
    }[variant]


def _only_one(key: str, place: int) -> None:
    """A field that is given to one column is taken from the other."""
    columns: Sequence[Column] = st.session_state.get(f"import-columns-{key}", ())
    mine = next(column for column in columns if column.place == place)
    field = str(st.session_state[_box(key, mine)]).partition(":")[0]
    for column in columns[:SHOWN]:
        other = st.session_state.get(_box(key, column))
        if column.place != place and field != IGNORED and str(other).partition(":")[0] == field:
            st.session_state[_box(key, column)] = IGNORED


def _box(key: str, column: Column) -> str:
    return f"import-column-{key}-{column.place}"

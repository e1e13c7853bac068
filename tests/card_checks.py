"""What every card keeps whatever it is made from: whole texts, a labelled table, files that open, nothing of an outside name run."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import plotly.graph_objects as go

from benchmark.charts import export_tables
from benchmark.charts.card import Card
from benchmark.charts.labels import cell, plain

NO_WORD = re.compile(r"\b(nan|NaT|None|inf)\b|<NA>")
_EMPTY_CELL = re.compile(r"(^|[,;\n])(nan|NaT|None|inf|<NA>)([,;\n]|$)")
_TAG = re.compile(r"<(?!/?(?:b|i|br|span|extra|sup)\b)|javascript:", re.IGNORECASE)
"""Markup that the charts do not write themselves."""
OF_FACTS = {"brand-profiles", "brand-profile-changes"}
"""Cards that compute nothing: what they list is said in their definition line."""
_HEIGHT, _MOST_ROW, _LEAST_ROW = 900, 90, 14
"""A figure without rows has at most so many pixels; a row of one has between so many."""


def texts_of(part: object) -> Iterator[str]:
    """Every text of a figure, however deep."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        for name, value in part.items():
            if name not in ("hoverinfo", "bdata"):
                yield from texts_of(value)
    elif isinstance(part, list | tuple | np.ndarray):
        for value in part:
            yield from texts_of(value)


def check(card: Card, *, book: bool = True) -> None:
    """Hold what is true of every card in every state. ``book``: look at its workbook too, which is dear."""
    for text in (card.finding, card.definition, card.footer, card.message, card.method):
        assert not re.search(r"\bnan\b|NaT|None|\{|\binf\b|\b0 of 0\b", without_names(text)), text
    assert card.finding
    assert card.definition
    assert bool(card.message) == (card.state != "ok")
    if card.state == "empty":
        assert (card.figure, card.html, card.table) == (None, "", None)
        assert card.message.endswith(".")
        return
    assert card.footer
    assert card.method or card.key in OF_FACTS
    assert (card.figure is None) == bool(card.html), "a card shows either a figure or HTML"
    if card.figure is not None:
        assert isinstance(card.figure, go.Figure)
    drawn = [card.html] if card.figure is None else texts_of(card.figure.to_plotly_json())
    assert not NO_WORD.search(without_names(" ".join(drawn)))
    check_table(card, book=book)


def without_names(text: str) -> str:
    """A text without what hostile brands of these tests bring into it."""
    return text.replace("%{y} {name}", "")


def check_table(card: Card, *, book: bool) -> None:
    """The table is labelled for people, and both files hold all of it."""
    table = card.table
    assert isinstance(table, pd.DataFrame)
    assert len(table)
    titles = list(table.columns)
    assert len(set(titles)) == len(titles)
    assert not [title for title in titles if not title or "_" in title or title != title.strip()], titles
    written = export_tables.csv(card).decode("utf-8-sig")
    assert not _EMPTY_CELL.search(written)
    header, *rows = list(csv.reader(io.StringIO(written), delimiter=";" if ";" in written.split("\r\n")[0] else ","))
    assert header[: len(titles)] == [cell(plain(title, 255)) for title in titles]
    assert len(rows) == len(table)
    assert not [value for row in rows for value in row if value[:1] in tuple("=@\t")], "would run as a formula"
    if not book:
        return
    sheet = openpyxl.load_workbook(io.BytesIO(export_tables.xlsx(card)), read_only=True).worksheets[0]
    assert sum(1 for _ in sheet.iter_rows(values_only=True)) == len(table) + 1


def check_names(card: Card, unread: str | None) -> None:
    """Nothing of an outside name is markup, and a brand without any figure is neither drawn nor in the finding."""
    if card.html:
        _check_html(card.html)
    if unread is not None:
        assert unread not in card.finding
        assert plain(unread) not in card.finding
    if card.figure is None:
        return
    drawn = card.figure.to_plotly_json()
    found = [text for text in texts_of(drawn) if _TAG.search(text) or "$x$" in text or "Quench %{y}" in text]
    assert not found, found[:3]
    if unread is not None:
        marks = [trace.name for trace in card.figure.data if _draws(trace.to_plotly_json(), unread)]
        assert not marks, f"{unread} has no figure and is drawn: {marks}"


class _Tags(HTMLParser):
    """Which tags there are, and which attributes of theirs run something."""

    def __init__(self) -> None:
        super().__init__()
        self.bad: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "iframe", "object", "embed", "link", "style", "base", "form"):
            self.bad.append(tag)
        self.bad += [f"{tag} {name}" for name, _ in attrs if name.startswith("on")]
        values = [(name, value or "") for name, value in attrs if name in ("src", "href")]
        self.bad += [f"{tag} {value[:40]}" for name, value in values if name == "src" and not value.startswith("data:")]
        self.bad += [f"{tag} {value[:40]}" for _, value in values if value.lower().startswith("javascript")]


def _check_html(html: str) -> None:
    parser = _Tags()
    parser.feed(html)
    assert not parser.bad, parser.bad[:3]
    assert "$x$" not in html or "<" in html  # MathJax runs nowhere but in figures


def _draws(trace: dict[str, Any], name: str) -> bool:
    """Whether a trace has a mark of this brand: by its own name, or at the points whose text names it."""
    along = "x" if trace.get("orientation") == "h" else "z" if "z" in trace else "y"
    values = _numbers(trace.get(along))
    wanted = plain(name)[:12]
    if wanted in unescape(str(trace.get("name", ""))):
        return bool(np.isfinite(values).any())
    for field in ("hovertemplate", "hovertext", "text"):
        texts = trace.get(field)
        if isinstance(texts, str) and wanted in unescape(texts):
            return bool(np.isfinite(values).any())
        if isinstance(texts, list | tuple | np.ndarray) and len(texts) == len(values) and values.ndim == 1:
            named = np.array([wanted in unescape(str(text)) for text in texts])
            horizontal = trace.get("type") == "scatter" and _by_row(trace)
            shown = _numbers(trace.get("x")) if horizontal else values
            if (named & np.isfinite(shown)).any():
                return True
    return False


def _by_row(trace: dict[str, Any]) -> bool:
    """Whether a scatter stands for rows: its y are the places of the brands."""
    return list(_numbers(trace.get("y"))) == list(range(len(_numbers(trace.get("y")))))


def _numbers(values: Any) -> np.ndarray:
    """A trace's figures, unknown ones as NaN."""
    whole = np.asarray([] if values is None else values, dtype=object)
    flat = [np.nan if value is None else float(value) for value in whole.ravel()]
    return np.array(flat).reshape(whole.shape)


def check_reach(card: Card) -> None:
    """Nothing lies outside of its axis, where it would be cut off unseen."""
    if card.figure is None:
        return
    for trace in card.figure.data:
        for along in ("x", "y"):
            axis = card.figure.layout[f"{along}axis{str(trace[f'{along}axis'] or along).removeprefix(along)}"]
            values = trace[along]
            if axis.range is None or axis.type == "date" or values is None or isinstance(axis.range[0], str):
                continue
            drawn, across = _numbers(values), trace["x" if along == "y" else "y"]
            if across is not None and len(across) == len(drawn):
                drawn = np.where(pd.isna(pd.Series(list(across), dtype=object)), np.nan, drawn)
            if trace.type == "bar" and trace.base is not None and along == ("x" if trace.orientation == "h" else "y"):
                drawn = np.concatenate([drawn + _numbers(trace.base), _numbers(trace.base)])
            drawn = drawn[np.isfinite(drawn)]
            drawn = np.log10(drawn[drawn > 0]) if axis.type == "log" else drawn
            low, high = sorted(map(float, axis.range))
            slack = (high - low) * 1e-6
            assert not len(drawn) or (drawn.min() >= low - slack and drawn.max() <= high + slack), (trace.type, along)


def check_size(card: Card, brands: int) -> None:
    """A figure grows with its rows and no faster."""
    if card.figure is None:
        return
    height = card.figure.layout.height
    assert height is not None
    rows = max([_rows(axis) for axis in card.figure.select_yaxes()] or [0])
    assert height >= _LEAST_ROW * rows, (height, rows)
    assert height <= _HEIGHT + _MOST_ROW * brands, (height, brands)


def _rows(axis: Any) -> int:
    texts = [text for text in axis.ticktext or () if "<span" in str(text)]
    return len(texts)

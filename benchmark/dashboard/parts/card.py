"""The chart card on a page: finding, definition, chart or table, footer, and the actions."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from benchmark.cards import Builder, Context
from benchmark.charts import export, export_tables, labels
from benchmark.charts.card import Card
from benchmark.charts.theme import LIGHT, plotly_config
from benchmark.text import t

_MIME = {
    "png": "image/png",
    "svg": "image/svg+xml",
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def show(context: Context, builder: Builder) -> None:
    """Draw one card with all its states."""
    card = builder(context)
    with st.container(border=True, key=f"card-{card.key}"):
        st.markdown(f"#### {labels.markdown_text(card.finding)}", anchor=False) if False else st.markdown(
            f"**{labels.markdown_text(card.finding)}**"
        )
        st.caption(labels.markdown_text(card.definition))
        if card.state in ("stale", "failed") and card.message:
            st.warning(labels.markdown_text(card.message))
        if card.state == "empty" or card.figure is None:
            st.info(labels.markdown_text(card.message))
        else:
            _body(card)
        if card.footer:
            st.caption(labels.markdown_text(card.footer))
        if card.table is not None and card.figure is not None:
            _actions(context, builder, card)


def _body(card: Card) -> None:
    if st.session_state.get(f"table-{card.key}"):
        st.dataframe(card.table, hide_index=True, key=f"frame-{card.key}")
    else:
        st.plotly_chart(card.figure, theme=None, config=plotly_config(card), key=f"chart-{card.key}")


def _actions(context: Context, builder: Builder, card: Card) -> None:
    with st.container(horizontal=True, key=f"actions-{card.key}"):
        st.toggle(t("Table"), key=f"table-{card.key}")
        with st.popover(t("Download"), key=f"download-{card.key}"):
            if export.browser_available():
                _download(card, "png", t("PNG image"), lambda: export.png(builder(context.themed(LIGHT)), LIGHT))
                _download(card, "svg", t("SVG image"), lambda: export.svg(builder(context.themed(LIGHT)), LIGHT))
            else:
                st.caption(export.no_browser_sentence())
            _download(card, "csv", t("CSV figures"), lambda: export_tables.csv(card))
            _download(card, "xlsx", t("Excel workbook"), lambda: export_tables.xlsx(card))
        if card.method:
            with st.popover(t("How it is computed"), key=f"method-{card.key}"):
                st.markdown(labels.markdown_text(card.method, cap=4000))


def _download(card: Card, extension: str, label: str, data: Callable[[], bytes]) -> None:
    st.download_button(
        label,
        data=data,
        file_name=export.file_name(card, extension),
        mime=_MIME[extension],
        on_click="ignore",
        key=f"{extension}-{card.key}",
        type="tertiary",
    )

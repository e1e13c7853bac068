"""The chart card on a page: finding, definition, chart or table, footer, and the actions.

A card is drawn in a fragment of its own, so that switching to its table reruns nothing else. Built cards are kept by what
they show and the version of the data: a page that is drawn again costs no query.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from urllib.parse import quote

import streamlit as st

from benchmark.cards import Builder, Context
from benchmark.charts import export, export_tables, labels
from benchmark.charts.card import Card
from benchmark.charts.layout import plotly_config
from benchmark.charts.theme import LIGHT
from benchmark.dashboard.parts import card_basket
from benchmark.store.data_version import present_version
from benchmark.text import t
from benchmark.text.format import UNKNOWN
from benchmark.text.language import language

_MIME = {
    "png": "image/png",
    "svg": "image/svg+xml",
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def show(context: Context, builder: Builder, body: Callable[[], None] | None = None) -> None:
    """Draw one card with all its states; ``body`` draws its content where Streamlit can do more than HTML."""
    built = card_of(context, builder)

    @st.fragment
    def draw() -> None:
        with st.container(border=True, key=f"card-{built.key}"):
            st.html(_head(built))
            if built.state in ("stale", "failed") and built.message:
                st.html(f'<p class="cb-state {built.state}" role="status">{labels.html_text(built.message)}</p>')
            _body(built, body)
            if built.footer:
                st.html(f'<p class="cb-footer">{labels.html_text(built.footer)}</p>')
            if built.table is not None and built.state != "empty":
                _actions(context, builder, built)

    draw()


def card_of(context: Context, builder: Builder) -> Card:
    """Return a card, built once for what it shows."""
    return _built(_Key(context, builder, language.get()))


def dated(context: Context, card: Card) -> Card:
    """Return a card for a file: with the state of the data that it shows."""
    return replace(card, version=present_version(context.store).id)


class _Key:
    """Context and builder under a hash of what decides the card's content."""

    def __init__(self, context: Context, builder: Builder, code: str) -> None:
        self.context = context
        self.builder = builder
        self._identity = (context.fingerprint, builder, code)

    def __hash__(self) -> int:
        return hash(self._identity)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and self._identity == other._identity


@lru_cache(maxsize=256)
def _built(key: _Key) -> Card:
    return key.builder(key.context)


def forget() -> None:
    """Drop the built cards, for measurements."""
    _built.cache_clear()


def _head(card: Card) -> str:
    finding, definition = labels.html_text(card.finding), labels.html_text(card.definition)
    return f'<h3 class="cb-finding" id="{card.key}">{finding}</h3><p class="cb-definition">{definition}</p>'


def _body(card: Card, drawn: Callable[[], None] | None) -> None:
    if card.state == "empty":
        st.html(f'<p class="cb-empty">{labels.html_text(card.message)}</p>')
    elif st.session_state.get(f"table-{card.key}") and card.table is not None:
        grouped = {
            name: st.column_config.NumberColumn(format="localized")
            for name in card.table.select_dtypes("number").columns
        }
        st.dataframe(
            card.table,
            hide_index=True,
            key=f"frame-{card.key}",
            placeholder=UNKNOWN,
            column_config=grouped,
            alt=card.finding,
        )
    elif drawn is not None:
        drawn()
    elif card.html:
        st.html(card.html)
    else:
        st.plotly_chart(card.figure, theme=None, config=plotly_config(card), key=f"chart-{card.key}", alt=card.finding)


def _actions(context: Context, builder: Builder, card: Card) -> None:
    with st.container(horizontal=True, key=f"actions-{card.key}", gap="small"):
        st.toggle(t("Table"), key=f"table-{card.key}")
        with st.popover(t("Download"), key=f"download-{card.key}", type="tertiary"):
            if card.figure is not None:
                _images(context, builder, card)
            _download(card, "csv", t("CSV figures"), lambda: export_tables.csv(dated(context, card)))
            _download(card, "xlsx", t("Excel workbook"), lambda: export_tables.xlsx(dated(context, card)))
        card_basket.offer(context, builder, card.key)
        with st.popover(t("Copy link"), key=f"link-{card.key}", type="tertiary"):
            st.code(_link(card), language=None)
        if card.method:
            with st.popover(t("How it is computed"), key=f"method-{card.key}", type="tertiary"):
                st.markdown("\n\n".join(labels.markdown_text(part, cap=2000) for part in card.method.split("\n\n")))


def _link(card: Card) -> str:
    """The address of exactly this view; every filter stands in it."""
    chosen = "&".join(f"{quote(name)}={quote(value)}" for name, value in st.query_params.items() if value)
    return f"{st.context.url or ''}{'?' if chosen else ''}{chosen}#{card.key}"


def _images(context: Context, builder: Builder, card: Card) -> None:
    """Images are made in the light theme, for slides. Without a browser on the server the reader's own makes the PNG."""
    if export.browser_available():
        light = context.themed(LIGHT)
        _download(card, "png", t("PNG image"), lambda: export.png(dated(light, card_of(light, builder)), LIGHT))
        _download(card, "svg", t("SVG image"), lambda: export.svg(dated(light, card_of(light, builder)), LIGHT))
        return
    if st.button(t("PNG image"), key=f"png-{card.key}", type="tertiary"):
        _own_png(dated(context, card_of(context.themed(LIGHT), builder)))
    st.button(t("SVG image"), key=f"svg-{card.key}", type="tertiary", disabled=True)
    st.caption(labels.markdown_text(export.no_browser_sentence()))


def _own_png(card: Card) -> None:
    @st.dialog(t("PNG image"), width="large")
    def dialog() -> None:
        st.caption(t("Choose the camera at the top right of the chart: your browser saves the image."))
        camera = {"displayModeBar": True, "modeBarButtons": [["toImage"]]}
        st.plotly_chart(
            export.client_figure(card, LIGHT),
            theme=None,
            config=plotly_config(card) | camera,
            key=f"own-png-{card.key}",
            alt=card.finding,
        )

    dialog()


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

"""Add to report: puts a card, exactly as it stands, at the end of a report that there is or that is begun with it."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import urlencode

import streamlit as st

from benchmark.cards import Builder, Context
from benchmark.cards.registry import key_of
from benchmark.charts.labels import markdown_text
from benchmark.dashboard import address
from benchmark.dashboard.parts.data_account_deeds import ACTOR
from benchmark.problems import sentence, store_sentence
from benchmark.refusals import Refusal, folded
from benchmark.reports import basket
from benchmark.store import Store, StoreError
from benchmark.store.reports import Item
from benchmark.text import t

_LAST = "last-report"


def offer(context: Context, builder: Builder, key: str) -> None:
    """Draw the button on a card. To be called in the card's fragment."""
    name = key_of(builder)
    if name is None:
        return
    with st.popover(t("Add to report"), key=f"basket-{key}", type="tertiary"):
        if context.demo:
            st.caption(t("In the demo nothing can be changed. Its ready-made reports stand on the Report page."))
            return
        names = _names(context.store, context.store.version)
        last = st.session_state.get(_LAST)
        with st.form(key=f"basket-form-{key}", border=False):
            chosen = st.selectbox(
                t("Report, or a new name"),
                names,
                index=names.index(last) if last in names else 0 if names else None,
                accept_new_options=True,
                placeholder=t("Choose one or type a new name"),
                key=f"basket-report-{key}",
            )
            added = st.form_submit_button(t("Add"), type="primary")
        if added:
            _add(context, name, str(chosen or ""))


def item_of(context: Context, key: str) -> Item:
    """Return a card as it stands in this view."""
    said = urlencode([(field, value) for field, value in address.said().items() if value and field != "report"])
    return Item("", key, said, context.network, context.options)


def _add(context: Context, key: str, wanted: str) -> None:
    store, item = context.store, item_of(context, key)
    try:
        there = next((each for each in basket.all_reports(store) if folded(each.name) == folded(wanted)), None)
        if there is None:
            report = basket.new_report(store, wanted, actor=ACTOR, items=[item])
        else:
            report = basket.add(store, there.id, item, actor=ACTOR)
    except Refusal as refusal:
        st.error(markdown_text(sentence(refusal)))
        return
    except StoreError as error:
        st.error(markdown_text(store_sentence(error)))
        return
    st.session_state[_LAST] = report.name
    said = t(
        "Added to {name}: it has {n} page.",
        "Added to {name}: it has {n} pages.",
        n=len(report.items),
        name=report.name,
    )
    st.toast(markdown_text(said))


@lru_cache(maxsize=4)
def _names(store: Store, version: int) -> list[str]:  # noqa: ARG001  version is the key
    return [each.name for each in basket.all_reports(store)]

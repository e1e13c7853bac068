"""What the reader wants to see of the posts: ranking, kinds, tags, words. Every choice lives in the address."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from benchmark.cards import post_words, traits, wording
from benchmark.cards.context import Context
from benchmark.charts.labels import plain
from benchmark.dashboard import address
from benchmark.metrics import post_list
from benchmark.metrics.post_list import Sort, Wanted
from benchmark.text import t
from benchmark.view import fields

_FLOP = "flop"
_LONGEST = 200
"""Characters of a search."""


def wanted(context: Context) -> Wanted:
    """Return what the address says; what it says and nobody knows is left aside."""
    sorts = post_words.sorts(context)
    said = address.text("sort").lower().split()
    chosen: Sort = next((sort for sort in sorts if sort in said), sorts[0])
    tags = fields.find(traits.tag_names(context.store), address.text("tags"))
    return Wanted(
        sort=chosen,
        flop=_FLOP in said and chosen != "newest",
        kinds=fields.known(wording.KINDS, address.text("kinds")).keys,
        tags=tags.keys,
        search=plain(address.text("search"), _LONGEST),
        over=post_words.over(context),
    )


def draw(context: Context, chosen: Wanted) -> None:
    """Draw the filters in a row."""
    sorts = post_words.sorts(context)
    with st.container(horizontal=True, vertical_alignment="bottom", key="post-filters"):
        _search(chosen)
        _sort(sorts, chosen)
        there = post_list.kinds_there(context.store, context.narrowed(context.scope))
        kinds = {kind: wording.kind_label(kind) for kind in wording.KINDS if kind in {*there, *chosen.kinds}}
        _several("kinds", t("Kinds"), kinds, chosen.kinds, t("All kinds"), " ".join)
        names = traits.tag_names(context.store)
        if names:
            tags = {key: plain(name, 40) for key, name in names.items()}
            _several(
                "tags", t("Tags"), tags, chosen.tags, t("All tags"),
                lambda keys: " ".join(fields.named(names, key) for key in keys),
            )  # fmt: skip


def clear() -> None:
    """Empty the filters, not the ranking."""
    address.clear("kinds", "tags", "search")


def _search(chosen: Wanted) -> None:
    def write() -> None:
        address.put("search", plain(st.session_state["post-search"], _LONGEST))

    _show("post-search", chosen.search)
    st.text_input(
        t("Search in the texts"), key="post-search", on_change=write, placeholder=t("all words"), max_chars=_LONGEST
    )


def _sort(sorts: Sequence[Sort], chosen: Wanted) -> None:
    def write() -> None:
        sort, side = st.session_state["post-sort"], st.session_state.get("post-side")
        words = ["" if sort == sorts[0] else sort, _FLOP if side == _FLOP and sort != "newest" else ""]
        address.put("sort", " ".join(word for word in words if word))

    _show("post-sort", chosen.sort)
    st.selectbox(
        t("Sort by"), list(sorts), format_func=lambda sort: t(post_words.SORTS[sort]), key="post-sort", on_change=write
    )
    if chosen.sort == "newest":
        return
    _show("post-side", _FLOP if chosen.flop else "top")
    st.segmented_control(
        t("Which end"),
        ["top", _FLOP],
        format_func=lambda side: t("Flop") if side == _FLOP else t("Top"),
        key="post-side",
        on_change=write,
        required=True,
        label_visibility="collapsed",
    )


def _several(  # noqa: PLR0917  one place draws both
    field: str,
    label: str,
    names: Mapping[str, str],
    chosen: Sequence[str],
    empty: str,
    said: Callable[[list[str]], str],
) -> None:
    key = f"post-{field}"

    def write() -> None:
        address.put(field, said(st.session_state[key]))

    _show(key, list(chosen))
    st.multiselect(
        label, list(names), format_func=lambda each: names.get(each, each), key=key, on_change=write, placeholder=empty
    )


def _show(key: str, value: object) -> None:
    """Let a filter show what the address says. Only where it differs, so that a click under way is not undone."""
    if st.session_state.get(key) != value:
        st.session_state[key] = value

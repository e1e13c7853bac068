"""The posts of the page: the list with its filters, and those kept as inspiration beside it."""

from __future__ import annotations

import html
from collections.abc import Callable
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from benchmark.cards import post_table, post_words, traits
from benchmark.cards.context import Context
from benchmark.charts import export, export_tables
from benchmark.charts.card import Card
from benchmark.charts.labels import markdown_text, plain
from benchmark.dashboard.parts import content_deeds, content_filters
from benchmark.dashboard.parts.card import dated
from benchmark.dashboard.parts.content_post import Look, post_html
from benchmark.metrics import post_list
from benchmark.metrics.post_list import Wanted
from benchmark.text import t

if TYPE_CHECKING:
    from benchmark.dashboard.frame import Frame

PAGE = 6
"""Posts shown at first, and more at each wish."""
_COLUMNS = 3
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def render(frame: Frame, context: Context) -> None:
    """Draw the list and the inspiration in two tabs."""
    content_deeds.offer_undo(frame)
    posts, inspiration = st.tabs([t("Posts"), t("Inspiration")], key="content-tab", on_change="rerun")
    if posts.open:
        with posts:
            _posts(frame, context)
    if inspiration.open:
        with inspiration:
            accounts = tuple(int(key) for key in frame.panel.accounts["account_key"])
            _kept(frame, context, post_list.kept(context.store, accounts))


def look(context: Context) -> Look:
    """Return what the posts of a view have in common."""
    brands = context.brands
    colours = {
        str(brand): (int(colour), bool(own))
        for brand, colour, own in zip(brands["brand_id"], brands["colour"], brands["own"], strict=True)
    }
    return Look(
        context.theme, context.scope.timezone, colours, traits.tag_names(context.store), post_words.denominator(context)
    )


def _posts(frame: Frame, context: Context) -> None:
    if context.network is None:
        st.caption(t("No account with posts is followed in this view. Add a competitor in the sidebar."))
        return
    wanted = content_filters.wanted(context)
    content_filters.draw(context, wanted)
    scope = context.narrowed(context.scope)
    counts = post_list.counts(context.store, scope, wanted)
    definition, left = post_words.definition(context, wanted, counts), post_words.left_out(context, wanted, counts)
    st.html(
        f'<h3 class="cb-finding" id="posts">{html.escape(plain(post_words.ranking(wanted)))}</h3>'
        f'<p class="cb-definition">{html.escape(plain(definition, 600))}</p>'
        + (f'<p class="cb-definition">{html.escape(plain(left, 600))}</p>' if left else "")
    )
    if not counts.ranked:
        _nothing(context, wanted, found=counts.found)
        return

    @st.fragment
    def listed() -> None:
        size = _shown((context.network, wanted, context.scope.start, context.scope.end))
        rows = post_list.page(context.store, scope, wanted, size)
        _grid(frame, rows, look(context))
        with st.container(horizontal=True, vertical_alignment="center", key="posts-more"):
            if counts.ranked > size:
                st.button(t("Show more"), key="more-posts", on_click=_more)
            st.caption(t("{shown} of {n} shown", shown=min(size, counts.ranked), n=counts.ranked))
            _downloads(
                "posts", lambda: dated(context, post_table.listed(context, wanted, counts, _all(context, wanted)))
            )

    listed()


def _all(context: Context, wanted: Wanted) -> pd.DataFrame:
    return post_list.page(context.store, context.narrowed(context.scope), wanted, post_list.MOST_ROWS)


def _nothing(context: Context, wanted: Wanted, *, found: int) -> None:
    """Say what to do when there is no post to show."""
    if found:
        message = t("No post of this choice can be ranked this way. Sort by newest to see them.")
    elif wanted.kinds or wanted.tags or wanted.search:
        message = t("No post of this period matches these filters.")
    else:
        message = t(
            "No post of this period is known on {network}. Choose a longer period, or collect now.",
            network=context.network_label,
        )
    st.html(f'<p class="cb-empty">{html.escape(message)}</p>')
    if wanted.kinds or wanted.tags or wanted.search:
        st.button(t("Clear the filters"), key="clear-post-filters", on_click=content_filters.clear)


def _grid(frame: Frame, rows: pd.DataFrame, look: Look) -> None:
    posts = rows.to_dict("records")
    for start in range(0, len(posts), _COLUMNS):
        places = st.columns(_COLUMNS, gap="small")
        for place, post in zip(places, posts[start : start + _COLUMNS], strict=False):
            with place, st.container(border=True, key=f"card-post-{post['post_key']}"):
                st.html(post_html(post, look))
                if not frame.demo:
                    content_deeds.deeds(frame, post)


def _kept(frame: Frame, context: Context, kept: pd.DataFrame) -> None:
    if kept.empty:
        st.html(
            f'<p class="cb-empty">{html.escape(t("No post is kept yet. Choose “Keep” below a post to find it here again."))}</p>'
        )
        return
    _grid(frame, kept, look(context))
    with st.container(horizontal=True, vertical_alignment="center", key="kept-more"):
        st.caption(markdown_text(t("{n} post kept", "{n} posts kept", n=len(kept))))
        _downloads("inspiration", lambda: dated(context, post_table.kept(context, kept)))


def _downloads(name: str, card: Callable[[], Card]) -> None:
    """Offer the posts as files, made when they are asked for."""
    made = {"csv": ("text/csv", t("CSV"), export_tables.csv), "xlsx": (_XLSX, t("Excel"), export_tables.xlsx)}
    for extension, (mime, label, write) in made.items():
        st.download_button(
            label,
            data=lambda write=write: write(card()),  # type: ignore[misc]
            file_name=export.file_name(Card(name, "", "", ""), extension),
            mime=mime,
            on_click="ignore",
            key=f"{extension}-{name}",
            type="tertiary",
        )


def _shown(choice: object) -> int:
    """Return how many posts are shown: a new choice begins with few."""
    if st.session_state.get("posts-choice") != choice:
        st.session_state["posts-choice"] = choice
        st.session_state["posts-shown"] = PAGE
    return int(st.session_state["posts-shown"])


def _more() -> None:
    st.session_state["posts-shown"] += 2 * PAGE

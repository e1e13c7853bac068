"""The card of content pillars: what each brand posts about, and the share of its interactions that comes back for it."""

from __future__ import annotations

from typing import Final

import pandas as pd

from benchmark.cards import conditions, wording
from benchmark.cards.context import Context
from benchmark.charts.card import Card
from benchmark.charts.cells import cells
from benchmark.charts.labels import plain
from benchmark.charts.measure import Measure
from benchmark.metrics import lift_posts
from benchmark.metrics.pillars import NO_PILLARS, NONE
from benchmark.text import t
from benchmark.text.format import percent

_DRAWN: Final = 6
"""Pillars of the chart; all stand in the table."""
_NAME: Final = 40


def pillars(context: Context) -> Card:
    """Return the shares of posts and of interactions by brand and pillar."""
    title = t("Content pillars")
    posts = context.of_network("pillar_posts_pct")
    if posts["value"].isna().all():
        return wording.empty(context, "pillars", title, _why_empty(posts))
    returns = context.of_network("pillar_interactions_pct")
    frame = _together(posts, returns)
    order = _order(frame)
    drawn = [*order[:_DRAWN], *([NONE] if (frame.loc[frame["tag"] == NONE, "posts_pct"] > 0).any() else [])]
    shown = pd.concat([frame[frame["tag"] == tag] for tag in drawn], ignore_index=True)
    shown = context.named(shown.drop(columns=["name", "colour", "own"]))
    return wording.card(
        context,
        "pillars",
        _finding(context, frame) or t("Content pillars: share of interactions and of posts"),
        "pillar_interactions_pct",
        figure=cells(
            shown.assign(part=shown["tag"], value=shown["interactions_pct"], second=shown["posts_pct"]),
            theme=context.theme,
            measure=Measure("%", "percent"),
            said=(t("share of interactions"), t("share of posts")),
            legend=t("Bold: share of interactions. Below: share of posts."),
        ),
        table=_table(frame),
        coverage=wording.post_coverage(context),
        left_out=[
            conditions.without_figure(returns.drop_duplicates("brand_id")),
            _withheld(returns),
            _rest(len(order) - _DRAWN),
            t("A post can carry several pillars."),
        ],
        also=["pillar_posts_pct"],
        what=t("Share of interactions and share of posts, by content pillar"),
    )


def pillar_name(tag: str, name: str | None) -> str:
    """Return what a pillar, or the posts of none, are called."""
    return t("No pillar") if tag == NONE else plain(name or "", _NAME)


def _why_empty(posts: pd.DataFrame) -> str:
    notes = set(posts["note"].dropna())
    if NO_PILLARS in notes or posts.empty:
        return t(
            "There is no content pillar yet. Make one on the Data page under Tags: a name, and the words and hashtags by which "
            "posts are known."
        )
    return wording.no_posts() if "no_posts" in notes else wording.nothing_read()


def _together(posts: pd.DataFrame, returns: pd.DataFrame) -> pd.DataFrame:
    """Return one row a brand and pillar with both shares, what they are of, and why one is missing."""
    mine = posts.rename(columns={"value": "posts_pct", "n": "posts", "total": "all_posts"})
    theirs = returns.rename(columns={"value": "interactions_pct", "total": "all_interactions", "note": "why"})
    keys = ["brand_id", "source", "tag"]
    frame = mine.merge(theirs[[*keys, "interactions_pct", "interactions", "all_interactions", "why"]], on=keys)
    labels = [pillar_name(tag, name) for tag, name in zip(frame["tag"], frame["pillar"], strict=True)]
    return frame.assign(label=pd.Series(labels, index=frame.index, dtype=object))


def _order(frame: pd.DataFrame) -> list[str]:
    """Return the pillars, the most posted about first."""
    named = frame[frame["tag"] != NONE]
    return list(named.groupby("tag")["posts"].sum().sort_values(ascending=False, kind="stable").index)


def _finding(context: Context, frame: pd.DataFrame) -> str | None:
    """Return what stands out clearly for the own brand: a pillar whose posts go with more interactions than its others."""
    if context.own is None:
        return None
    scope = context.narrowed(context.scope)
    lifts = lift_posts.brand_lifts(context.readings(scope), scope)
    clear = lifts[(lifts["brand_id"] == context.own) & lifts["associated"].astype(bool) & (lifts["ratio"] > 1)]
    ratios = dict(zip(clear["trait"].astype(str).str.removeprefix("tag:"), clear["ratio"], strict=True))
    own = frame[(frame["brand_id"] == context.own) & frame["tag"].isin(list(ratios))]
    own = own[own["interactions_pct"] > own["posts_pct"]]
    if own.empty:
        return None
    best = max(own.to_dict("records"), key=lambda row: ratios[row["tag"]])
    return t(
        "{pillar} is {posts} of {brand}'s posts and {interactions} of its interactions",
        pillar=best["label"],
        posts=percent(float(best["posts_pct"])),
        brand=context.name(context.own),
        interactions=percent(float(best["interactions_pct"])),
    )


def _withheld(returns: pd.DataFrame) -> str:
    named = returns.drop_duplicates("brand_id")
    left_out = int(named.loc[named["value"].notna(), "left_out"].sum())
    if not left_out:
        return ""
    return t(
        "{n} post with withheld counts is not in the interactions.",
        "{n} posts with withheld counts are not in the interactions.",
        n=left_out,
    )


def _rest(more: int) -> str:
    return t("{n} more pillar is in the table.", "{n} more pillars are in the table.", n=more) if more > 0 else ""


def _table(frame: pd.DataFrame) -> pd.DataFrame:
    told = frame.assign(note=frame["note"].fillna(frame["why"]))
    told = wording.noted(told.assign(n=told["posts"])).round({"posts_pct": 1, "interactions_pct": 1})
    columns = [
        "name",
        "label",
        "posts_pct",
        "posts",
        "all_posts",
        "interactions_pct",
        "interactions",
        "all_interactions",
        "note",
    ]
    return wording.titled(
        told[columns],
        label=t("Content pillar"),
        posts_pct=t("Share of posts, %"),
        posts=t("Posts"),
        all_posts=t("Posts in all"),
        interactions_pct=t("Share of interactions, %"),
        interactions=t("Interactions"),
        all_interactions=t("Interactions in all"),
        note=t("Note"),
    )

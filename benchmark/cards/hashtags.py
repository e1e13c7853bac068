"""The card of hashtags: who uses which, how often, and what they are associated with."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go

from benchmark.cards import conditions, wording
from benchmark.cards.context import Context
from benchmark.charts.card import Card
from benchmark.charts.html_table import Cell, Column, Row, html_table
from benchmark.charts.labels import plain
from benchmark.charts.theme import brand_colour
from benchmark.metrics import lift_posts
from benchmark.text import t
from benchmark.text.format import number, percent, ratio

_SHOWN: Final = 12
_NAME: Final = 32


def hashtags(context: Context) -> Card:
    """Return the hashtags of the network by use: own brand, competitors, and the lift over the panel."""
    frame = context.of_network("hashtags")
    known = frame.dropna(subset="value")
    if known.empty:
        return wording.empty(context, "hashtags", t("Hashtags"), _why_empty(context, frame))
    lifts = _panel_lifts(context)
    tags = _summed(known, lifts)
    posts = int(frame.drop_duplicates("brand_id")["total"].sum())
    coverage = t(
        "{n} post of {brands} brands", "{n} posts of {brands} brands", n=posts, brands=frame["brand_id"].nunique()
    )
    rows = [_row(context, tag) for tag in tags.head(_SHOWN).to_dict("records")]
    whole = wording.card(
        context,
        "hashtags",
        _finding(tags, frame),
        "hashtags",
        figure=go.Figure(),
        table=_table(known, lifts),
        coverage=coverage,
        left_out=[conditions.without_figure(frame), _rest(tags), t("An association is no cause.")],
        also=["trait_lift"],
    )
    return replace(whole, figure=None, html=html_table(_columns(context), rows, t("Hashtags")))


def _why_empty(context: Context, frame: pd.DataFrame) -> str:
    notes = set(frame["note"].dropna())
    if "no_hashtags" in notes:
        return t("No post of this period on {network} has a hashtag. Choose another network or a longer period.",
                 network=context.network_label)  # fmt: skip
    return wording.no_posts() if "no_posts" in notes else wording.nothing_read()


def _panel_lifts(context: Context) -> pd.DataFrame:
    scope = context.narrowed(context.scope)
    reading = context.readings(scope)
    found = lift_posts.panel_lifts(lift_posts.read(reading, scope))
    found = found[found["trait"].astype(str).str.startswith("hashtag:")]
    return found.assign(hashtag=found["trait"].astype(str).str.removeprefix("hashtag:"))[
        ["hashtag", "ratio", "low", "high", "associated"]
    ]


def _summed(known: pd.DataFrame, lifts: pd.DataFrame) -> pd.DataFrame:
    """Return one row a hashtag: posts in all, of the own brand, of the others, and how many brands use it."""
    own = known[known["own"]]
    tags = known.groupby("hashtag", as_index=False).agg(posts=("n", "sum"), brands=("brand_id", "nunique"))
    tags = tags.merge(
        own[["hashtag", "n", "share_pct"]].rename(columns={"n": "own", "share_pct": "own_pct"}), how="left"
    )
    top = known.sort_values(["n", "name"], ascending=[False, True]).drop_duplicates("hashtag")
    tags = tags.merge(
        top[["hashtag", "name", "colour", "own", "share_pct"]].rename(
            columns={"name": "most", "colour": "most_colour", "own": "most_own", "share_pct": "most_pct"}
        )
    )
    tags = tags.merge(lifts, on="hashtag", how="left")
    return tags.sort_values(["posts", "hashtag"], ascending=[False, True], ignore_index=True)


def _columns(context: Context) -> list[Column]:
    own = (
        [Column(plain(context.name(context.own), _NAME), hint=t("Posts with the hashtag and their share"))]
        if context.own
        else []
    )
    return [
        Column(t("Hashtag"), figures=False),
        Column(t("Posts")),
        Column(t("Brands")),
        *own,
        Column(t("Used most by"), figures=False),
        Column(t("Associated with"), hint=t("Interactions of posts with it over those without it; 95 % interval")),
    ]


def _row(context: Context, tag: dict[Any, Any]) -> Row:
    total = context.of_network("hashtags")["brand_id"].nunique()
    mine = Cell("–", tone="muted")
    if wording.known(tag["own"]):
        mine = Cell(number(float(tag["own"]), 0), sub=percent(float(tag["own_pct"])))
    dot = brand_colour(context.theme, int(tag["most_colour"]), own=bool(tag["most_own"]))
    return Row(
        [
            Cell(f"#{tag['hashtag']}"),
            Cell(number(float(tag["posts"]), 0)),
            Cell(t("{n} of {total}", n=int(tag["brands"]), total=total)),
            *([mine] if context.own else []),
            Cell(
                plain(tag["most"], _NAME),
                sub=t("in {share} of its posts", share=percent(float(tag["most_pct"]))),
                dot=dot,
            ),
            _lift(tag),
        ]
    )


def _lift(tag: dict[Any, Any]) -> Cell:
    if not wording.known(tag["ratio"]):
        return Cell("–", tone="muted", hint=t("Under 8 comparable posts a side in 3 accounts"))
    value, low, high = (float(tag[name]) for name in ("ratio", "low", "high"))
    between = t("{low} to {high}", low=ratio(low), high=ratio(high))
    if not tag["associated"]:
        return Cell(t("not clear"), sub=between, tone="muted")
    return Cell(ratio(value), sub=between, tone="better" if value > 1 else "worse", strong=True)


def _finding(tags: pd.DataFrame, frame: pd.DataFrame) -> str:
    shared = tags.sort_values(["brands", "posts"], ascending=False, kind="stable").iloc[0]
    name, total = plain(f"#{shared['hashtag']}", _NAME), frame["brand_id"].nunique()
    if shared["brands"] > 1:
        return t(
            "{hashtag} is the hashtag that most brands use: {n} of {total}",
            n=int(shared["brands"]),
            total=total,
            hashtag=name,
        )
    most = tags.iloc[0]
    return t(
        "{hashtag} is the most used hashtag, by {brand} alone",
        hashtag=plain(f"#{most['hashtag']}", _NAME),
        brand=most["most"],
    )


def _rest(tags: pd.DataFrame) -> str:
    more = len(tags) - _SHOWN
    return t("{n} more hashtag is in the table.", "{n} more hashtags are in the table.", n=more) if more > 0 else ""


def _table(known: pd.DataFrame, lifts: pd.DataFrame) -> pd.DataFrame:
    panel = lifts.rename(columns={"ratio": "panel", "associated": "panel_clear"})[["hashtag", "panel", "panel_clear"]]
    table = known.merge(panel, on="hashtag", how="left")
    said = {True: t("yes"), False: t("not clear")}
    table["clear"] = table["associated"].map(said).where(table["lift"].notna(), None)
    table["panel_clear"] = table["panel_clear"].map(said).where(table["panel"].notna(), None)
    table = table.round({"share_pct": 2, "lift": 3, "lift_low": 3, "lift_high": 3, "panel": 3})
    columns = ["name", "hashtag", "n", "share_pct", "lift", "lift_low", "lift_high", "clear", "panel", "panel_clear"]
    return wording.titled(
        table[columns],
        hashtag=t("Hashtag"),
        n=t("Posts with it"),
        share_pct=t("Share of the brand's posts, %"),
        lift=t("Ratio within the brand"),
        lift_low=t("From (95 %)"),
        lift_high=t("To (95 %)"),
        clear=t("Associated"),
        panel=t("Ratio over the panel"),
        panel_clear=t("Associated over the panel"),
    )

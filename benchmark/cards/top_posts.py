"""The network's best and weakest posts as a short table, ranked as the list of the Content page ranks them at first."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

import pandas as pd

from benchmark.cards import changes, conditions, post_words, rates, wording
from benchmark.cards.context import Builder, Context
from benchmark.charts.card import Card
from benchmark.charts.html_table import Cell, Column, Row, html_table
from benchmark.charts.labels import plain
from benchmark.charts.theme import brand_colour
from benchmark.metrics import post_list
from benchmark.metrics.post_list import Counts, Wanted
from benchmark.text import t
from benchmark.text.format import compact, day, percent, ratio

SHOWN: Final = 8
"""Posts of the table."""
_TEXT, _CELL_TEXT, _NAME, _ADDRESS = 280, 110, 40, 500


def top_posts(context: Context, *, flop: bool = False) -> Card:
    """Return the posts that did best at equal age; with ``flop`` those that did worst."""
    key, title = ("flop-posts", t("Flop posts")) if flop else ("top-posts", t("Top posts"))
    if context.network is None:
        return wording.empty(context, key, title, wording.nothing_read())
    wanted = Wanted(post_words.sorts(context)[0], flop=flop, over=post_words.over(context))
    if wanted.sort == "newest":
        message = t("{network} shows no counts of posts, so none is ranked.", network=context.network_label)
        return wording.empty(context, key, title, message)
    scope = context.narrowed(context.scope)
    counts = post_list.counts(context.store, scope, wanted)
    posts = context.named(post_list.page(context.store, scope, wanted, SHOWN).drop(columns="brand"))
    if posts.empty:
        return wording.empty(context, key, title, _why_empty(context, wanted, counts))
    posts = posts.sort_values("ranked_by", ascending=flop, kind="stable", ignore_index=True)
    state, message = conditions.health(context)
    metric = rates.default_rate(context)
    return Card(
        key,
        _finding(posts.iloc[0].to_dict(), wanted),
        wording.join([title, post_words.definition(context, wanted, counts)]),
        wording.footer(
            context,
            conditions.kept(context, context.scope),
            changes.sentence(context, metric),
            post_words.left_out(context, wanted, counts),
            _rest(counts),
        ),
        html=_html(context, wanted, posts),
        table=_table(context, posts),
        state=state,
        message=message,
        method="\n\n".join([_method(), wording.method(metric)]),
        subject=context.panel,
        period=(context.scope.start, context.scope.end),
    )


def _why_empty(context: Context, wanted: Wanted, counts: Counts) -> str:
    if not counts.found:
        return t(
            "No post of this period is known on {network}. Choose a longer period, or collect now.",
            network=context.network_label,
        )
    why = post_words.left_out(context, wanted, counts)
    return " ".join([why, t("No post of this period can be ranked. Choose another period or network.")])


def _method() -> str:
    return t(
        "Top posts: each post with its interactions at equal age, ranked over all brands of the view. Beside it stands how many "
        "times its brand's own median that is, from 6 posts on. Posts that are too young, or whose counts are withheld, are not "
        "ranked."
    )


def _finding(best: dict[Any, Any], wanted: Wanted) -> str:
    """Return whose post leads and by how much its brand's own median; neutral for flops, ties at nothing and plain counts."""
    if wanted.flop or wanted.sort not in {"rate", "interactions"} or not best["ranked_by"]:
        return post_words.ranking(wanted)
    brand = plain(best["name"], _NAME)
    times = float(best["times_usual"]) if wording.known(best["times_usual"]) else None
    if wanted.sort == "rate":
        rate = percent(float(best["rate"]))
        if times is None:
            return t("{brand} has the top post: an engagement rate of {rate}", brand=brand, rate=rate)
        return t(
            "{brand} has the top post: an engagement rate of {rate}, {ratio} of its median",
            brand=brand, rate=rate, ratio=ratio(times),
        )  # fmt: skip
    count = _whole(float(best["counted"]))
    if times is None:
        return t("{brand} has the top post: {count} interactions", brand=brand, count=count)
    return t(
        "{brand} has the top post: {count} interactions, {ratio} of its median",
        brand=brand, count=count, ratio=ratio(times),
    )  # fmt: skip


def _rest(counts: Counts) -> str:
    more = counts.ranked - SHOWN
    if more <= 0:
        return ""
    return t("{n} more ranked post is not shown.", "{n} more ranked posts are not shown.", n=more)


def _html(context: Context, wanted: Wanted, posts: pd.DataFrame) -> str:
    figures = _figures(context, wanted, posts)
    columns = [
        Column(t("Brand"), figures=False),
        Column(t("Post"), figures=False, wraps=True),
        *(column for column, _ in figures),
    ]
    rows = [
        Row([*_words(context, post), *(_figure(texts[place]) for _, texts in figures)], own=bool(post["own"]))
        for place, post in enumerate(posts.to_dict("records"))
    ]
    return html_table(columns, rows, post_words.ranking(wanted))


def _figures(context: Context, wanted: Wanted, posts: pd.DataFrame) -> list[tuple[Column, list[str]]]:
    """Return the columns of figures with their texts: what is ranked by, and what else is known of any post."""
    usual = t("Over the brand's own median of the period, from 6 posts on")
    by_part = wanted.sort not in {"rate", "interactions"}
    shown = [
        (Column(t(post_words.SORTS[wanted.sort])), "ranked_by", compact, by_part),
        (Column(t("Interactions"), hint=post_words.counted_at(context)), "counted", _whole, True),
        (Column(t("Engagement rate"), hint=post_words.denominator(context)), "rate", percent, wanted.sort == "rate"),
        (Column(t("Against its median"), hint=usual), "times_usual", ratio, True),
    ]
    return [
        (column, [say(float(value)) if wording.known(value) else "" for value in posts[name]])
        for column, name, say, wished in shown
        if wished and posts[name].notna().any()
    ]


def _words(context: Context, post: dict[Any, Any]) -> list[Cell]:
    """Return whose post it is with its day, and its text with what is to be said of it."""
    colour = brand_colour(context.theme, int(post["colour"]), own=bool(post["own"]))
    published = day(_local(context, post["published_at"]).date())
    text = plain(post["text"], _CELL_TEXT) if isinstance(post["text"], str) else ""
    beside = wording.join([wording.kind_label(post["kind"]), post_words.state_text(post)])
    return [
        Cell(plain(post["name"], _NAME), sub=published, dot=colour),
        Cell(text, beside, hint=plain(post["text"], _TEXT)) if text else Cell(t("No text"), beside, "muted"),
    ]


def _whole(value: float) -> str:
    return compact(round(value))


def _figure(text: str) -> Cell:
    return Cell(text) if text else Cell("–", tone="muted")


def _local(context: Context, at: Any) -> pd.Timestamp:
    """Return a UTC time in the panel's zone, without naming it."""
    return pd.Timestamp(at, tz="UTC").tz_convert(context.scope.timezone).tz_localize(None)


def _table(context: Context, posts: pd.DataFrame) -> pd.DataFrame:
    rows, over, latest = posts.to_dict("records"), post_words.over(context), t("Interactions, latest count")
    table = pd.DataFrame(
        {
            t("Brand"): [plain(post["name"]) for post in rows],
            t("Post"): [plain(post["text"], _TEXT) or None if isinstance(post["text"], str) else None for post in rows],
            t("Published ({zone})", zone=context.scope.timezone): [
                _local(context, post["published_at"]) for post in rows
            ],
            latest if over == "views" else t("Interactions at equal age"): posts["counted"].round(1),
            t("Engagement rate, %"): posts["rate"].round(4),
            t("Times the brand's median"): posts["times_usual"].round(2),
            t("Views"): posts["views"],
            t("Kind"): [wording.kind_label(post["kind"]) for post in rows],
            t("State"): [post_words.state_text(post) or None for post in rows],
            t("Address"): [plain(post["url"], _ADDRESS) or None if post["url"] else None for post in rows],
        }
    )
    if over == "nothing":
        table = table.drop(columns=t("Engagement rate, %"))
    return table if table[t("Views")].notna().any() else table.drop(columns=t("Views"))


CARDS: dict[str, Builder] = {"top-posts": top_posts, "flop-posts": partial(top_posts, flop=True)}

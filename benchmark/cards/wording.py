"""Texts that many cards share: the definition line, the footer, what was left out, the method.

A definition line is a list of whole items joined by a middle dot: what, when, where, how well covered, how many.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any

import pandas as pd
import plotly.graph_objects as go
from babel import dates

from benchmark.cards import changes, conditions, leaving_out, marks, places
from benchmark.cards.context import Context, network_label
from benchmark.charts.card import Card
from benchmark.charts.layout import Reference
from benchmark.metrics import METRICS, Scope, comparison, note_text
from benchmark.metrics.metric import PUBLIC_POSTS
from benchmark.text import t, words
from benchmark.text.format import day_range
from benchmark.text.language import language
from sources import SOURCES

_SEPARATOR = " · "

KINDS = {
    "image": words("Image"),
    "album": words("Album"),
    "video": words("Video"),
    "short_video": words("Short video"),
    "text": words("Text"),
    "link": words("Link"),
    "live": words("Live"),
    "poll": words("Poll"),
    "article": words("Article"),
}


def join(items: Iterable[str]) -> str:
    """Return whole items as one line."""
    return _SEPARATOR.join(item for item in items if item)


def definition(context: Context, what: str, *more: str, clock: str | None = None, metric: str = "") -> str:
    """Return a definition line: what is shown, the network, the period, the time zone, which accounts and posts, and more items."""
    return join(
        [
            *_where(context, what, clock),
            places.like_for_like(context, metric),
            *leaving_out.said(context, metric),
            *more,
        ]
    )


def _where(context: Context, what: str, clock: str | None = None) -> list[str]:
    network = context.network_label if context.network else ""
    zone = clock or t("days in {zone}", zone=context.scope.timezone)
    return [what, network, period(context.scope), zone, *places.mixed(context)]


def period(scope: Scope) -> str:
    """Return the days of a scope."""
    return day_range(scope.start, scope.end)


def coverage(context: Context) -> str:
    """Return how many days of the period were observed, over the brands of this network."""
    frame = context.of_network("coverage")
    days = frame["days"].max() if len(frame) else 0
    if not days or pd.isna(days):
        return t("not observed in this period")
    least, most = frame["value"].fillna(0).min(), frame["value"].fillna(0).max()
    if least == most:
        return t("{seen} of {n} day observed", "{seen} of {n} days observed", seen=int(most), n=int(days))
    return t(
        "{least} to {most} of {n} day observed", "{least} to {most} of {n} days observed",
        least=int(least), most=int(most), n=int(days),
    )  # fmt: skip


def post_coverage(context: Context) -> str:
    """Return how many days of the period the posts were read for, over the brands of this network."""
    frame = context.of_network("coverage")
    days = frame["days"].max() if len(frame) else 0
    if not days or pd.isna(days):
        return t("posts not read for this period")
    least, most = (round(edge(frame["post_days"].fillna(0))) for edge in (min, max))
    if least == most:
        return t("posts of {seen} of {n} day read", "posts of {seen} of {n} days read", seen=most, n=int(days))
    return t(
        "posts of {least} to {most} of {n} day read", "posts of {least} to {most} of {n} days read",
        least=least, most=most, n=int(days),
    )  # fmt: skip


def footer(context: Context, *left_out: str) -> str:
    """Return the footer: sources, when they were last read, and what was left out."""
    networks = [context.network] if context.network else list(context.networks)
    labels = ", ".join(network_label(network) for network in networks)
    frame = context.measured("freshness")
    reads = frame.loc[frame["source"].isin(networks), "read_at"].dropna()
    if len(reads):
        collected = t("Source: {networks}, read {moment} (UTC).", networks=labels, moment=reads.max().to_pydatetime())
    elif all(network in SOURCES and SOURCES[network].import_only for network in networks):
        collected = t("Source: {networks}, imported or entered by hand.", networks=labels)
    else:
        collected = t("Source: {networks}, not read yet.", networks=labels)
    demo = t("Invented demo data.") if context.demo else ""
    failed = conditions.failing(context) if context.network else ""
    return " ".join(item for item in (demo, collected, failed, *left_out, marks.outages(context)) if item)


def _counts_followers(metric: str) -> bool:
    return "follower" in metric or metric == "audience_share_pct"


def audience_word(network: str | None) -> str:
    """Return what "followers" stands for where a network calls its audience otherwise, as a sentence; else nothing."""
    source = SOURCES.get(network or "")
    if source is None or source.followers_are == "followers":
        return ""
    if source.followers_are == "members":
        return t("On {network} the followers are its members.", network=source.label)
    return t("On {network} the followers are its subscribers.", network=source.label)


def method(*names: str) -> str:
    """Return the definitions of metrics, each a paragraph."""
    return "\n\n".join(_paragraph(name) for name in names)


def _paragraph(name: str) -> str:
    return t("{name}: {definition}", name=t(METRICS[name].label), definition=t(METRICS[name].description))


def defined(paragraph: str) -> tuple[str, str]:
    """Return the name of the metric that a paragraph of a method defines, and its definition; of others no name and the whole."""
    return _defined(language.get()).get(paragraph, ("", paragraph))


@lru_cache(maxsize=8)
def _defined(code: str) -> dict[str, tuple[str, str]]:  # noqa: ARG001  the language is the key
    return {_paragraph(name): (t(metric.label), t(metric.description)) for name, metric in METRICS.items()}


def names(context: Context, brand_ids: Iterable[str], most: int = 4) -> str:
    """Return the names of brands as a list for a sentence, cut after a few."""
    return conditions.listed((context.name(brand_id) for brand_id in brand_ids), most)


def label(metric: str) -> str:
    """Return a metric's name for people."""
    return t(METRICS[metric].label)


def gives_followers(network: str | None) -> bool:
    """Return whether a network shows how many follow an account."""
    return network in SOURCES and "followers" in SOURCES[network].may_have


def known(value: Any) -> bool:
    """Return whether a single figure or time of a frame is known."""
    return not pd.isna(value)


def kind_label(kind: str) -> str:
    """Return the name of a kind of post for people."""
    return t(KINDS.get(kind, kind))


def weekday(number: int) -> str:
    """Return the name of a weekday; 0 is Monday."""
    return dates.format_date(date(2024, 1, 1 + int(number)), "EEEE", locale=language.get())


def card(
    context: Context,
    key: str,
    finding: str,
    metric: str,
    *,
    figure: go.Figure,
    table: pd.DataFrame,
    coverage: str,
    left_out: Iterable[str] = (),
    also: Iterable[str] = (),
    what: str | None = None,
    clock: str | None = None,
    explained: str = "",
) -> Card:
    """Return a whole card of one metric: its conditions are put together the same way everywhere.

    When the network is not read at present, the card says so above its chart.

    Args:
        context: the view.
        key: the card's key.
        finding: its title.
        metric: the metric that it shows.
        figure: the chart.
        table: the figures behind it.
        coverage: the last item of the definition line.
        left_out: sentences for the footer.
        also: further metrics whose definition belongs to the method.
        what: the first item of the definition line, default the metric's name.
        clock: what days and hours are meant, default the panel's time zone.
        explained: a further paragraph of the method.
    """
    state, message = conditions.health(context)
    # That posts were published is kept in any case.
    limited = conditions.kept(context, context.scope) if METRICS[metric].source != PUBLIC_POSTS else ""
    return Card(
        key=key,
        finding=finding,
        definition=definition(context, what or label(metric), coverage, clock=clock, metric=metric),
        footer=footer(
            context,
            limited,
            changes.sentence(context, metric),
            places.not_alike(context, metric),
            *left_out,
            audience_word(context.network) if _counts_followers(metric) else "",
        ),
        figure=figure,
        table=table,
        state=state,
        message=message,
        method="\n\n".join(item for item in (method(metric, *also), explained) if item),
        subject=context.panel,
        period=(context.scope.start, context.scope.end),
    )


def empty(context: Context, key: str, title: str, message: str) -> Card:
    """Return a card that has nothing to show, with the next step."""
    if context.network is None and context.attention:
        message = t("No account with followers or posts is followed in this view. Add one in the sidebar.")
    elif context.network is None:
        message = t("No account is followed yet. Add a competitor in the sidebar.")
    else:
        message = " ".join(item for item in (conditions.failing(context), message) if item)
    return Card(key, title, join(_where(context, title)), "", state="empty", message=message)


def nothing_read() -> str:
    """Return what to do when no post was read in the period."""
    return t("No posts were read for this period. Choose another period, or collect now.")


def no_posts() -> str:
    """Return what to do when nobody posted in the period."""
    return t("No brand posted in this period, as far as it was read. Choose a longer one.")


def noted(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a metric's frame with its notes as sentences."""
    return frame.assign(note=[note_text(row) for row in frame.to_dict("records")])


def titled(frame: pd.DataFrame, **titles: str) -> pd.DataFrame:
    """Return a table with column names for people."""
    return frame.rename(columns={"name": t("Brand"), **titles})


def peers(context: Context, frame: pd.DataFrame) -> Reference | None:
    """Return the competitors' median without the own brand as a line; with two there is nothing to take a median of."""
    if context.own is None:
        return None
    median = comparison.peer_median(frame, context.own)
    if median.used <= 2 or pd.isna(median.value):
        return None
    if median.used < median.total:
        text = t("competitors' median (of {used} of {total})", used=median.used, total=median.total)
        return Reference(median.value, text)
    return Reference(median.value, t("competitors' median"))

"""Cards of attention and mentions: how often brands are looked up and talked about, and their share of the mentions.

Each card is about one source; its days are whole UTC days.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from benchmark.cards import conditions, wording
from benchmark.cards.context import Builder, Context
from benchmark.cards.marks import marks
from benchmark.charts.bars import bars
from benchmark.charts.card import Card
from benchmark.charts.columns import columns_over_time
from benchmark.charts.measure import Measure
from benchmark.text import t
from benchmark.text.format import compact, number, percent
from sources import SOURCES


@dataclass(frozen=True)
class _Weekly:
    """What the two weekly cards tell apart."""

    key: str
    metric: str
    title: str
    unit: str


def sources_of(context: Context, measure: str) -> tuple[str, ...]:
    """Return the view's sources that tell of a measure: page_views or mentions."""
    return tuple(name for name in context.attention if name in SOURCES and measure in SOURCES[name].gives)


def page_views_by_week(context: Context) -> Card:
    """Return the views of each brand's article, week by week; the finding is about the whole period."""
    said = _Weekly("page-views-by-week", "page_views", t("Page views by week"), t("page views"))
    return _by_week(context, said, _views_finding(context))


def mentions_by_week(context: Context) -> Card:
    """Return the mentions of each brand, week by week; the finding is about the whole period."""
    said = _Weekly("mentions-by-week", "mentions", t("Mentions by week"), t("mentions"))
    return _by_week(context, said, _mentions_finding(context))


def share_of_voice(context: Context) -> Card:
    """Return each brand's share of the mentions of all brands shown."""
    metric, key, title = "share_of_voice_pct", "share-of-voice", t("Share of voice")
    frame = context.of_network(metric)
    known = frame.dropna(subset="value").sort_values("value", ascending=False)
    if known.empty:
        return wording.empty(context, key, title, _why_empty(context, frame))
    common = int(known["days_observed"].max())
    return wording.card(
        context,
        key,
        _share_finding(known, len(frame)) or title,
        metric,
        figure=bars(conditions.brief(frame), theme=context.theme, measure=Measure("%", "percent")),
        table=wording.titled(
            wording.noted(frame)[["name", "value", "mentions", "total", "note"]].round({"value": 2}),
            value=t("Share of mentions, %"),
            mentions=t("Mentions"),
            total=t("Mentions of all brands"),
            note=t("Remark"),
        ),
        coverage=t(
            "{seen} of {n} day known of all with a figure", "{seen} of {n} days known of all with a figure",
            seen=common, n=int(known["days"].max()),
        ),
        left_out=[conditions.without_figure(frame)],
        clock=_utc(),
    )  # fmt: skip


CARDS: dict[str, Builder] = {
    "page-views-by-week": page_views_by_week,
    "mentions-by-week": mentions_by_week,
    "share-of-voice": share_of_voice,
}


def _by_week(context: Context, said: _Weekly, finding: str | None) -> Card:
    total = context.of_network(f"{said.metric}_total")
    if total["value"].isna().all():
        return wording.empty(context, said.key, said.title, _why_empty(context, total))
    weeks = _weeks(context, said.metric)
    shown, cut = conditions.whole_weeks(context, weeks)
    whole = shown.assign(day=shown["week"], value=shown["value"].where(shown["known"] == shown["days"]))
    table = weeks.assign(week=weeks["week"].dt.date)[["name", "week", "value", "known", "days"]]
    return wording.card(
        context,
        said.key,
        finding or said.title,
        said.metric,
        figure=columns_over_time(
            whole, theme=context.theme, measure=Measure(said.unit), events=marks(context, said.metric)
        ),
        table=wording.titled(
            table,
            week=t("Week from"),
            value=said.unit[:1].upper() + said.unit[1:],
            known=t("Days known"),
            days=t("Days of the week in the period"),
        ),
        coverage=_coverage(total),
        left_out=[cut, _partly_known(whole), conditions.without_figure(total), _fewer_days(total)],
        clock=_utc(),
    )


def _weeks(context: Context, metric: str) -> pd.DataFrame:
    """Return every week of every brand: the sum of its known days, how many these are, and how many it has so far."""
    frame = context.of_network(metric)
    total = context.of_network(f"{metric}_total")
    over = int(total["days"].max())
    days = pd.date_range(context.scope.start, periods=over, freq="D").to_series(name="day")
    weeks = (days - pd.to_timedelta(days.dt.weekday, unit="D")).rename("week")
    calendar = pd.DataFrame({"day": days.to_numpy(), "week": weeks.to_numpy()})
    every = total[["brand_id", "name", "colour", "own"]].merge(calendar, how="cross")
    told = every.merge(frame[["brand_id", "day", "value"]], on=["brand_id", "day"], how="left")
    return told.groupby(["brand_id", "name", "colour", "own", "week"], as_index=False, sort=False).agg(
        value=("value", lambda values: values.sum(min_count=1)), known=("value", "count"), days=("day", "count")
    )


def _views_finding(context: Context) -> str | None:
    frame = context.of_network("page_views_total")
    known = frame.dropna(subset="value").sort_values("value", ascending=False)
    if len(known) == 1 and len(frame) == 1:
        first = known.iloc[0]
        return t("{brand}: {views} page views", brand=first["name"], views=compact(first["value"]))
    if not _surely_first(known):
        return None
    first = known.iloc[0]
    figures = {"brand": str(first["name"]), "views": compact(first["value"])}
    if len(known) == len(frame):
        return t("{brand}'s article is opened most: {views} page views", **figures)
    return t("Of the brands with a figure, {brand}'s article is opened most: {views} page views", **figures)


def _mentions_finding(context: Context) -> str | None:
    frame = context.of_network("mentions_total")
    known = frame.dropna(subset="value").sort_values("value", ascending=False)
    if len(known) == 1 and len(frame) == 1:
        first = known.iloc[0]
        return t("{brand}: {n} mention", "{brand}: {n} mentions", brand=first["name"], n=int(first["value"]))
    if len(known) and (known["value"] == 0).all():
        return t("Nobody was mentioned on the days that are known")
    if not _surely_first(known):
        return None
    first = known.iloc[0]
    figures: dict[str, Any] = {"brand": first["name"], "n": int(first["value"])}
    if len(known) == len(frame):
        return t("{brand} is mentioned most: {n} time", "{brand} is mentioned most: {n} times", **figures)
    return t(
        "Of the brands with a figure, {brand} is mentioned most: {n} time",
        "Of the brands with a figure, {brand} is mentioned most: {n} times",
        **figures,
    )


def _surely_first(known: pd.DataFrame) -> bool:
    """Whether the first of sums, largest first, stays ahead in print even if the others' unknown days are like the rest."""
    if len(known) < 2:
        return False
    first, others = float(known["value"].iloc[0]), known.iloc[1:]
    whole = others["value"] * others["days"] / others["days_observed"].where(others["days_observed"] > 0)
    return first > float(whole.max()) and compact(first) != compact(float(others["value"].max()))


def _share_finding(known: pd.DataFrame, brands: int) -> str | None:
    first = known.iloc[0]
    if len(known) < 2 or number(first["value"], 0) == number(known.iloc[1]["value"], 0):
        return None
    if len(known) == brands:
        return t("{brand} has {share} of the mentions", brand=first["name"], share=percent(first["value"], 0))
    return t(
        "{brand} has {share} of the mentions of {n} brand",
        "{brand} has {share} of the mentions of {n} brands",
        brand=first["name"],
        share=percent(first["value"], 0),
        n=len(known),
    )


def _why_empty(context: Context, frame: pd.DataFrame) -> str:
    if set(frame["note"].dropna()) - {"no_observation"}:
        return " ".join([t("There is no figure for this period yet."), conditions.without_figure(frame)])
    return t(
        "{network} has told of no day in this period. Choose another period, or collect now.",
        network=context.network_label,
    )


def _coverage(total: pd.DataFrame) -> str:
    days, least, most = (int(edge) for edge in (total["days"].max(), total["n"].min(), total["n"].max()))
    if least == most:
        return t("{seen} of {n} day known", "{seen} of {n} days known", seen=most, n=days)
    return t(
        "{least} to {most} of {n} day known", "{least} to {most} of {n} days known", least=least, most=most, n=days
    )


def _partly_known(weeks: pd.DataFrame) -> str:
    """The sentence on weeks that have a figure in the table only, as a day of them is not known."""
    hidden = int((weeks["value"].isna() & (weeks["known"] > 0)).sum())
    if not hidden:
        return ""
    return t(
        "{n} week with a day that is not known is in the table only.",
        "{n} weeks with a day that is not known are in the table only.",
        n=hidden,
    )


def _fewer_days(total: pd.DataFrame) -> str:
    rows = total[(total["n"] > 0) & (total["n"] < conditions.FULLY_READ * total["days"])]
    items = [
        t("{name} ({seen} of {total} days)", name=row["name"], seen=int(row["n"]), total=int(row["days"]))
        for row in rows.to_dict("records")
    ]
    return t("Not known throughout: {names}.", names=conditions.listed(items, 8)) if items else ""


def _utc() -> str:
    return t("days in {zone}", zone="UTC")

"""Cards of the Audience page: levels, growth and shares of followers on one network."""

from __future__ import annotations

import pandas as pd

from benchmark.cards import audience_parts, conditions, growth, wording
from benchmark.cards.audience_levels import follower_index, followers_over_time
from benchmark.cards.audience_networks import audience_by_network
from benchmark.cards.catching_up import catch_up
from benchmark.cards.context import Builder, Context
from benchmark.cards.forecast import followers_forecast, own_forecast
from benchmark.cards.marks import marks
from benchmark.charts.bars import bars
from benchmark.charts.card import Card
from benchmark.charts.columns import columns_over_time
from benchmark.charts.measure import Measure
from benchmark.text import t
from benchmark.text.format import percent


def follower_growth(context: Context) -> Card:
    """Return how much each brand grew, ranked, with the band that rounding leaves."""
    frame = context.of_network("follower_growth_pct")
    key, known = "follower-growth", frame.dropna(subset="value")
    if known.empty:
        return audience_parts.empty(context, key, t("Follower growth"), frame)
    return audience_parts.card(
        context,
        key,
        growth.finding(frame, context.scope.days),
        "follower_growth_pct",
        frame=frame,
        table=_growth_table(context, wording.noted(frame)),
        figure=bars(
            _beside(context, frame),
            theme=context.theme,
            measure=Measure("%", "percent", signed=True),
            reference=wording.peers(context, frame),
        ),
        left_out=[_compared(context), growth.indistinct(frame), growth.spans(frame, context.scope.days)],
        also=["net_followers", "avg_weekly_growth_pct"],
    )


def net_followers_weekly(context: Context) -> Card:
    """Return the net new followers of each week; the finding is about the whole period."""
    frame = context.of_network("net_followers_weekly")
    key, known = "net-followers-by-week", frame.dropna(subset="value")
    if known.empty:
        return audience_parts.empty(context, key, t("Net new followers by week"), frame)
    shown, cut = conditions.whole_weeks(context, frame)
    table = frame.assign(week=frame["week"].dt.date, days=frame["days"])[
        ["name", "week", "value", "low", "high", "days"]
    ]
    return audience_parts.card(
        context,
        key,
        growth.net_finding(context.of_network("net_followers")),
        "net_followers_weekly",
        frame=frame,
        table=wording.titled(
            table,
            week=t("Week from"),
            value=t("Net new followers"),
            low=t("Lowest"),
            high=t("Highest"),
            days=t("Days of the week in the period"),
        ),
        figure=columns_over_time(
            shown.assign(day=shown["week"]),
            theme=context.theme,
            measure=Measure(t("net new followers"), signed=True),
            events=marks(context, "net_followers_weekly"),
        ),
        left_out=[cut, growth.indistinct_weeks(shown)],
    )


def audience_share(context: Context) -> Card:
    """Return each brand's share of all followers of the brands shown, on the last day that has them all."""
    frame = context.of_network("audience_share_pct")
    key, known = "audience-share", frame.dropna(subset="value")
    if known.empty:
        return audience_parts.empty(context, key, t("Audience share"), frame)
    last = known["day"].max()
    frame = pd.concat([known[known["day"] == last], frame[frame["value"].isna()]], ignore_index=True)
    return audience_parts.card(
        context,
        key,
        _share_finding(frame),
        "audience_share_pct",
        frame=frame,
        table=wording.titled(
            wording.noted(frame)[["name", "value", "followers", "note"]].round({"value": 2, "followers": 0}),
            value=t("Share of followers, %"),
            followers=t("Followers"),
            note=t("Remark"),
        ),
        figure=bars(conditions.brief(frame), theme=context.theme, measure=Measure("%", "percent")),
        coverage=t("as of {day}", day=last.date()),
    )


def _share_finding(frame: pd.DataFrame) -> str:
    known = frame.dropna(subset="value").sort_values("value", ascending=False)
    top = known.iloc[0]
    if len(known) < 2:
        return t("Audience share")
    if len(known) == len(frame):
        return t("{brand} has {share} of this audience", brand=top["name"], share=percent(top["value"], 0))
    return t(
        "{brand} has {share} of the audience of {n} brand",
        "{brand} has {share} of the audience of {n} brands",
        brand=top["name"],
        share=percent(top["value"], 0),
        n=len(known),
    )


def _growth_table(context: Context, frame: pd.DataFrame) -> pd.DataFrame:
    net = context.of_network("net_followers")[["brand_id", "value", "opening", "closing"]].rename(
        columns={"value": "net"}
    )
    weekly = context.of_network("avg_weekly_growth_pct")[["brand_id", "value"]].rename(columns={"value": "weekly"})
    table = frame.merge(net, on="brand_id", suffixes=("", "_net")).merge(weekly, on="brand_id")
    table["first_day"], table["last_day"] = table["first_day"].dt.date, table["last_day"].dt.date
    columns = ["name", "opening", "closing", "net", "value", "low", "high", "weekly"]
    before = _before(context)
    if before is not None:
        table = table.merge(before, how="left", on="brand_id")
        columns.append("before")
    shown = table[[*columns, "first_day", "last_day", "note"]]
    return wording.titled(
        shown,
        opening=t("Opening"),
        closing=t("Closing"),
        net=t("Net"),
        value=t("Growth, %"),
        low=t("Lowest growth, %"),
        high=t("Highest growth, %"),
        weekly=t("A week, %"),
        before=t("Growth before, %"),
        first_day=t("From"),
        last_day=t("To"),
        note=t("Remark"),
    )


def _compared(context: Context) -> str:
    """The sentence on what "before" means beside the bars."""
    before = _before(context)
    if context.before is None or before is None:
        return ""
    if before["before"].notna().any():
        return t("Before: {days}.", days=wording.period(context.before))
    return "" if conditions.kept(context, context.scope) else conditions.kept(context, context.before)


def _before(context: Context) -> pd.DataFrame | None:
    """Return the growth of the period compared with, of brands whose same accounts were observed in both."""
    if context.before is None:
        return None
    now, before = context.of_network("follower_growth_pct"), context.of_network("follower_growth_pct", context.before)
    both = before.merge(now[["brand_id", "accounts_used"]], on="brand_id", suffixes=("", "_now"))
    alike = both["accounts_used"] == both["accounts_used_now"]
    return both[alike][["brand_id", "value"]].rename(columns={"value": "before"})


def _beside(context: Context, frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame for bars with the growth of the period compared with as the remark, where there is no other."""
    frame, before = conditions.brief(frame), _before(context)
    if before is None:
        return frame
    earlier = frame[["brand_id"]].merge(before, how="left", on="brand_id")["before"].to_numpy()
    said = [
        note if note or not wording.known(value) else t("before: {growth}", growth=percent(value, signed=True))
        for note, value in zip(frame["note"], earlier, strict=True)
    ]
    return frame.assign(note=pd.Series(said, index=frame.index, dtype=object))


CARDS: dict[str, Builder] = {
    "followers-over-time": followers_over_time,
    "follower-index": follower_index,
    "follower-growth": follower_growth,
    "net-followers-by-week": net_followers_weekly,
    "audience-share": audience_share,
    "catch-up": catch_up,
    "own-forecast": own_forecast,
    "followers-forecast": followers_forecast,
    "audience-by-network": audience_by_network,
}

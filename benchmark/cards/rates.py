"""What the cards of engagement per post share: the sets behind a metric, its definition line, its finding, what was left out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pandas as pd

from benchmark.cards import conditions, denominators, rate_words, wording
from benchmark.cards.context import Context
from benchmark.charts.layout import Reference
from benchmark.metrics import comparison
from benchmark.metrics.samples import PARTS, SampleSet
from benchmark.text import t, words
from benchmark.text.format import number, percent
from sources import SOURCES

FOLLOWERS_RATE: Final = denominators.FOLLOWERS_RATE
VIEWS_RATE: Final = denominators.VIEWS_RATE
PER_POST: Final = denominators.PER_POST
REASONS: Final = rate_words.REASONS

_UNOBSERVED: Final = {
    "no_observation": words("No follower count is known for these posts, so there is no rate. Collect now."),
    "no_mean_followers": words(
        "No follower count was observed in this period, so there is nothing to divide by. Divide by the followers at publication, "
        "or choose another period."
    ),
    "no_end_followers": words(
        "No follower count was observed at the end of this period, so there is nothing to divide by. Divide by the mean of the "
        "period, or choose another one."
    ),
}
"""Why there is no rate when nothing but the followers is missing, by note."""
_ADVISED_DAYS: Final = 91
_FEW: Final = 30
"""Posts a brand under which a longer period is advised."""


def sets_of(context: Context, metric: str) -> Mapping[str, SampleSet]:
    """Return the comparable posts of each brand shown on the context's network."""
    found = context.samples(metric)
    shown = set(context.brands["brand_id"])
    return {brand: item for brand, item in found.items() if brand in shown}


def default_rate(context: Context) -> str:
    """Return the metric by which brands are compared on the context's network: the reader's choice, else the usual one there."""
    return denominators.rate_over(context.network, context.over)


def gives_views(network: str | None) -> bool:
    """Return whether a network shows how often a post was seen."""
    return network in SOURCES and "views" in SOURCES[network].may_have


def gives_interactions(network: str | None) -> bool:
    """Return whether a network shows any reaction to a post."""
    return network in SOURCES and bool(SOURCES[network].may_have & set(PARTS))


def age(network: str | None) -> int:
    """Return the age in days at which a network's posts are compared."""
    return SOURCES[network].age_days if network in SOURCES else 7


def shown(metric: str, value: float) -> str:
    """Return a figure of one of the three metrics as it stands in sentences."""
    if metric == PER_POST:
        return number(value, 0 if value >= 10 else 1)
    return percent(value)


def parts(frame: pd.DataFrame) -> str:
    """Return what counts as an interaction here, over the brands that have a figure."""
    known = frame.dropna(subset="value")["parts"].dropna()
    named = {part for text in known for part in str(text).split(", ")}
    return ", ".join(t(rate_words.PART_NAMES[part]) for part in PARTS if part in named)


def defined(context: Context, metric: str, frame: pd.DataFrame) -> str:
    """Return numerator, age and denominator of a metric as the first item of the definition line."""
    counted, days = parts(frame) or t("interactions"), age(context.network)
    if metric == VIEWS_RATE:
        return t("Median rate: {parts} ÷ views, posts from {days} days of age", parts=counted, days=days)
    if metric == PER_POST:
        return t("Median of {parts} per post at {days} days", parts=counted, days=days)
    if metric == denominators.MEAN_RATE:
        return t("Median rate: {parts} at {days} days ÷ mean followers of the period", parts=counted, days=days)
    if metric == denominators.END_RATE:
        return t("Median rate: {parts} at {days} days ÷ followers at the period's end", parts=counted, days=days)
    current = frame.dropna(subset="value")["basis"] == "current"
    if len(current) and current.all():
        return t("Median rate: {parts} at {days} days ÷ today's followers", parts=counted, days=days)
    return t("Median rate: {parts} at {days} days ÷ followers at publication", parts=counted, days=days)


def counted(frame: pd.DataFrame) -> str:
    """Return how many posts of how many brands are in the figures."""
    known = frame.dropna(subset="value")
    posts, brands = int(known["n"].sum()), len(known)
    if brands == 1:
        return t("{n} post", "{n} posts", n=posts)
    return t("{n} post of {brands} brands", "{n} posts of {brands} brands", n=posts, brands=brands)


def finding(context: Context, metric: str, frame: pd.DataFrame) -> str:
    """Return the title: only a clear first against the second leads, and only when nobody unranked stands above."""
    texts, known = rate_words.FINDINGS[metric], frame.dropna(subset="value").sort_values("value")
    if len(known) == 1:
        return t(texts.alone, brand=known.iloc[0]["name"], value=shown(metric, known.iloc[0]["value"]))
    if "basis" in known and (known["basis"] == "current").all():
        return t("Engagement rate over today's followers: levels only, no ranking yet")
    if comparison.leader(sets_of(context, metric)) is None:
        return t(texts.few)
    top = known.iloc[-1]
    if leading(context, metric, frame) == top["brand_id"]:
        return t(texts.leads, brand=top["name"], value=shown(metric, top["value"]))
    return t(texts.unclear)


def leading(context: Context, metric: str, frame: pd.DataFrame) -> str | None:
    """Return the brand that leads: clearly first against the second, with nobody unranked above it."""
    first = comparison.leader(sets_of(context, metric))
    known = frame.dropna(subset="value").sort_values("value")
    if first is None or first.verdict.sign != 1 or known.empty or known.iloc[-1]["brand_id"] != first.brand_id:
        return None
    return first.brand_id


def left_out(context: Context, frame: pd.DataFrame) -> list[str]:
    """Return the sentences of the footer: who and what is not in the figures, and what they rest on."""
    days, young, hidden = age(context.network), int(frame["too_young"].sum()), int(frame["left_out"].sum())
    items = [conditions.without_figure(frame)]
    if young:
        items.append(
            t(
                "{n} post was last read under {days} days of age and is not counted.",
                "{n} posts were last read under {days} days of age and are not counted.",
                n=young,
                days=days,
            )
        )
    if hidden:
        items.append(
            t("{n} post with hidden counts is left out.", "{n} posts with hidden counts are left out.", n=hidden)
        )
    items += [_over_today(frame), _followers_unknown(frame), _late(frame, days), few(context, frame)]
    return [item for item in items if item]


def why_empty(context: Context, frame: pd.DataFrame, metric: str = "") -> str:
    """Return why no brand has a figure, and what to do."""
    notes = set(frame["note"].dropna())
    if lacking := denominators.lacking(context.network, metric):
        return lacking
    if not gives_interactions(context.network) or notes == {"no_counts"}:
        return t(
            "{network} shows no reactions to these posts, so there is no engagement to compare. Choose another network.",
            network=context.network_label,
        )
    if not notes or notes <= {"no_posts", "not_covered"}:
        return wording.no_posts() if "no_posts" in notes else wording.nothing_read()
    if "too_young" in notes:
        return t(
            "All posts are younger than {days} days, too young to be compared. Choose a longer period, or come back later.",
            days=age(context.network),
        )
    if notes <= _UNOBSERVED.keys():
        return t(_UNOBSERVED[min(notes)])
    reasons = " ".join(filter(None, [conditions.without_figure(frame), conditions.kept(context, context.scope)]))
    return t("No brand has a figure. {reasons}", reasons=reasons)


def why_no_weeks(context: Context, rated: pd.DataFrame, metric: str = FOLLOWERS_RATE) -> str:
    """Return why no week has a rate, and what to do."""
    if "basis" in rated and (rated.loc[rated["value"].notna(), "basis"] == "current").any():
        return t(
            "The followers at the time of these posts are not known, and over today's followers a trend would mislead. "
            "The weeks fill up as readings go on."
        )
    return why_empty(context, rated, metric)


def still_growing(context: Context) -> str:
    """Return the sentence on the latest posts, when the period holds some that still gather interactions."""
    days = age(context.network)
    if (context.scope.today - context.scope.end).days > days:
        return ""
    return t("Latest counts: posts of the last {days} days still gather interactions.", days=days)


def few(context: Context, frame: pd.DataFrame) -> str:
    """Return the advice to choose a longer period when there are few posts."""
    known = frame.dropna(subset="value").sort_values("n", kind="stable")
    if context.scope.days >= _ADVISED_DAYS or known.empty or known.iloc[0]["n"] >= _FEW:
        return ""
    return t(
        "{brand} has {n} post only: 13 weeks are advised. A true difference of ×2 is seen 28 % of the time with 12 posts a "
        "side, 86 % with 50.",
        "{brand} has {n} posts only: 13 weeks are advised. A true difference of ×2 is seen 28 % of the time with 12 posts a "
        "side, 86 % with 50.",
        brand=known.iloc[0]["name"],
        n=int(known.iloc[0]["n"]),
    )


def reference(context: Context, frame: pd.DataFrame) -> Reference | None:
    """Return the competitors' median; rates over today's followers are not mixed into it."""
    if "basis" not in frame:
        return wording.peers(context, frame)
    comparable = frame.assign(value=frame["value"].where(frame["basis"] != "current"))
    return wording.peers(context, comparable)


def _over_today(frame: pd.DataFrame) -> str:
    if "basis" not in frame:
        return ""
    rows = frame[(frame["basis"] == "current") & frame["value"].notna()]
    if rows.empty:
        return ""
    return t(
        "Over today's followers, because the count at publication is not known, so without rank or verdict: {names}.",
        names=conditions.listed(rows["name"]),
    )


def _followers_unknown(frame: pd.DataFrame) -> str:
    """The sentence on rates over the period's followers where these are known in part only."""
    if "followers_days" not in frame:
        return ""
    known = frame.dropna(subset="value")
    part = [
        t("{name} ({seen} of {total} days)", name=row["name"], seen=int(row["followers_days"]), total=int(row["days"]))
        for row in known[known["followers_days"] < known["days"]].to_dict("records")
    ]
    lost = [
        t("{name} ({n} post)", "{name} ({n} posts)", name=row["name"], n=int(row["unknown_left_out"]))
        for row in known[known["unknown_left_out"] > 0].to_dict("records")
    ]
    sentences = [
        t("Followers known on a part of the days: {names}.", names=conditions.listed(part, 8)) if part else "",
        t("Posts of accounts without a follower count left out: {names}.", names=conditions.listed(lost))
        if lost
        else "",
    ]
    return " ".join(filter(None, sentences))


def _late(frame: pd.DataFrame, days: int) -> str:
    if "late_pct" not in frame:
        return ""
    rows = frame[frame["late_pct"] >= 0.5]
    items = [
        t("{name} {share}", name=row["name"], share=percent(row["late_pct"], 0)) for row in rows.to_dict("records")
    ]
    if not items:
        return ""
    return t(
        "Counted at a later age than {days} days: {names} of the posts.", days=days, names=conditions.listed(items, 8)
    )

"""Why one brand is ahead: its interactions over each other brand's, taken apart into audience, pace and engagement."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

import numpy as np
import pandas as pd

from benchmark.cards import conditions, rates, wording
from benchmark.cards.context import Builder, Context
from benchmark.charts.card import Card
from benchmark.charts.factors import Factor, waterfalls
from benchmark.metrics import Scope, note_text
from benchmark.metrics.decomposition import READ_THROUGHOUT, Factors, factors
from benchmark.text import t
from benchmark.text.format import day_range, ratio

KEY: Final = "why-ahead"
_METRIC: Final = "decomposition"
_SHORTEST: Final = 7
"""Days that must be left of a period without its youngest posts to compare it with another."""


def why_ahead(context: Context) -> Card:
    """Return the own brand against each competitor and against itself before; without one, the first brand against the others."""
    frame, title = context.of_network(_METRIC), wording.label(_METRIC)
    known = frame.dropna(subset="value").sort_values("value", ascending=False)
    if known.empty:
        return wording.empty(context, KEY, title, _why_empty(context, frame))
    own = context.own if context.own in set(frame["brand_id"]) else None
    return taken_apart(context, own or str(known.iloc[0]["brand_id"]))


def taken_apart(context: Context, brand_id: str) -> Card:
    """Return one brand's interactions over each other brand's, and over its own before, with their three factors."""
    frame, title = context.of_network(_METRIC), wording.label(_METRIC)
    mine = {str(row["brand_id"]): row for row in frame.to_dict("records")}.get(brand_id)
    if mine is None or not wording.known(mine["value"]):
        return wording.empty(context, KEY, title, _unknown(context, brand_id, mine))
    rows = [_row(row["name"], mine, row) for row in frame.to_dict("records") if row["brand_id"] != brand_id]
    rows.sort(key=lambda row: (np.isnan(row["value"]), row["value"]))
    before = _before(context, brand_id)
    rows += [before] if before else []
    if not rows or all(np.isnan(row["value"]) for row in rows):
        reasons = " ".join(t("{name}: {reason}.", name=row["name"], reason=row["note"]) for row in rows)
        return wording.empty(
            context, KEY, title, reasons or t("There is nobody to compare with. Add a competitor in the sidebar.")
        )
    drawn, name = pd.DataFrame(rows), context.name(brand_id)
    return wording.card(
        context,
        KEY,
        _finding(frame, brand_id),
        _METRIC,
        what=t("Interactions of {brand} ÷ each = audience × pace × engagement", brand=name),
        figure=waterfalls(drawn, _parts(), theme=context.theme),
        table=_table(drawn),
        coverage=wording.post_coverage(context),
        left_out=_left_out(context, frame),
        explained=t(
            "Counted figures: no interval. Audience: mean followers. Pace: posts whose counts are shown. Engagement: interactions "
            "per post and follower, of sums; one post that spreads far can lift it."
        ),
    )


def _parts() -> tuple[Factor, Factor, Factor]:
    return Factor("audience", t("audience")), Factor("pace", t("pace")), Factor("engagement", t("engagement"))


def _row(name: str, one: dict[Any, Any], other: dict[Any, Any]) -> dict[str, Any]:
    found = factors(one, other)
    return {
        "name": name,
        "own": False,
        **_columns(found),
        "note": "" if found.known else note_text(other) or t("not available"),
    }


def _columns(found: Factors) -> dict[str, float]:
    return {"value": found.ratio, "audience": found.audience, "pace": found.pace, "engagement": found.engagement}


def _before(context: Context, brand_id: str) -> dict[str, Any] | None:
    """Return the brand over itself in the period compared with, without the days whose posts still gather interactions."""
    scopes = _settled(context)
    if scopes is None:
        return None
    now, before = (
        {str(row["brand_id"]): row for row in context.of_network(_METRIC, scope).to_dict("records")} for scope in scopes
    )
    if brand_id not in now or brand_id not in before:
        return None
    label = t("Itself a year before") if context.compared == "year" else t("Itself, period before")
    row = _row(label, now[brand_id], before[brand_id])
    if np.isnan(row["value"]):
        row["note"] = note_text(before[brand_id]) or note_text(now[brand_id]) or t("not available")
    return row


def _settled(context: Context) -> tuple[Scope, Scope] | None:
    """Return both periods, cut alike so that every post is past the age at which counts are compared."""
    if context.before is None:
        return None
    scope, before = context.scope, context.before
    last = min(scope.end, scope.today - timedelta(days=rates.age(context.network) + 1))
    days = min((last - scope.start).days + 1, before.days)
    if days < _SHORTEST:
        return None
    length = timedelta(days=days - 1)
    return scope.with_period(scope.start, scope.start + length), before.with_period(before.start, before.start + length)


def _finding(frame: pd.DataFrame, brand_id: str) -> str:
    """Return how the brand stands to the one with the most interactions beside it."""
    known = frame.dropna(subset="value").sort_values("value", ascending=False)
    others = known[known["brand_id"] != brand_id]
    if others.empty:
        return wording.label(_METRIC)
    mine, other = known[known["brand_id"] == brand_id].iloc[0], others.iloc[0]
    found = factors(mine.to_dict(), other.to_dict())
    return t(
        "{brand} draws {ratio} the interactions of {other}: {audience} audience, {pace} pace, {engagement} engagement",
        brand=mine["name"], other=other["name"], ratio=ratio(found.ratio), audience=ratio(found.audience),
        pace=ratio(found.pace), engagement=ratio(found.engagement),
    )  # fmt: skip


def _table(drawn: pd.DataFrame) -> pd.DataFrame:
    # The product of rounded factors would not be the rounded ratio: four figures let it be checked.
    table = drawn[["name", "value", "audience", "pace", "engagement", "note"]].round(4)
    return table.rename(
        columns={
            "name": t("Against"), "value": t("Interactions, ratio"), "audience": t("Audience, ratio"), "pace": t("Pace, ratio"),
            "engagement": t("Engagement, ratio"), "note": t("Remark"),
        }
    )  # fmt: skip


def _left_out(context: Context, frame: pd.DataFrame) -> list[str]:
    thin = frame[frame["value"].notna() & (frame["follower_days"] < READ_THROUGHOUT * frame["days"])]
    items = [
        t("{name} ({seen} of {total} days)", name=row["name"], seen=int(row["follower_days"]), total=int(row["days"]))
        for row in thin.to_dict("records")
    ]
    known = t("Followers known for part of the period: {names}.", names=conditions.listed(items, 8)) if items else ""
    hidden = frame[(frame["left_out"] > 0) & frame["value"].notna()]
    items = [t("{name} {n}", name=row["name"], n=int(row["left_out"])) for row in hidden.to_dict("records")]
    named = t("Posts with hidden counts left out: {names}.", names=conditions.listed(items, 8)) if items else ""
    scopes = _settled(context)
    cut = ""
    if scopes is not None and scopes[0].end < min(context.scope.end, context.scope.today):
        cut = t("Younger posts still gather interactions and are not in it.")
    days = [day_range(each.start, each.end) for each in scopes or ()]
    itself = t("Against itself: {days} over {before}.", days=days[0], before=days[1]) if days else ""
    return [conditions.without_figure(frame), known, named, itself, cut, rates.still_growing(context)]


def _unknown(context: Context, brand_id: str, row: dict[Any, Any] | None) -> str:
    reason = note_text(row) if row else ""
    return t(
        "{brand} cannot be taken apart here: {reason}.", brand=context.name(brand_id), reason=reason or t("no account")
    )


def _why_empty(context: Context, frame: pd.DataFrame) -> str:
    if not wording.gives_followers(context.network):
        return t(
            "{network} shows no follower counts, so interactions cannot be taken apart. Compare totals and posts.",
            network=context.network_label,
        )
    notes = set(frame["note"].dropna())
    if notes == {"no_observation"}:
        return t("No follower count is known for this period. Collect now.")
    if notes <= {"not_covered", "partly_covered", "some_accounts"}:
        return t("Posts were not read throughout this period, so sums cannot be compared. Choose a shorter one.")
    return rates.why_empty(context, frame)


CARDS: dict[str, Builder] = {KEY: why_ahead}

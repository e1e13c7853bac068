"""Cards of when posts get more interactions than usual: for the own brand, and for the competitors; or that none is shown."""

from __future__ import annotations

import numpy as np
import pandas as pd

from benchmark.cards import rates, told, traits, wording
from benchmark.cards.context import Context
from benchmark.charts.card import Card
from benchmark.charts.measure import Measure
from benchmark.charts.week_parts import week_parts
from benchmark.metrics import best_time_posts, lift_posts
from benchmark.metrics.best_time import LEAST_WEEKS, PARTS, SMALLEST_CELL
from benchmark.text import t
from benchmark.text.format import ratio


def best_time_own(context: Context) -> Card:
    """Return whether some time of the week goes with more interactions for the own brand."""
    title = t("Best time to post for your brand")
    if context.own is None:
        message = t("No brand of this panel is marked as your own. Mark one on the Data page to see its times.")
        return wording.empty(context, "best-time-own", title, message)
    brand = context.name(context.own)
    title = t("Best time to post for {brand}", brand=brand)
    return _card(context, "best-time-own", title, brand, own=True)


def best_time_peers(context: Context) -> Card:
    """Return the same for the competitors, taken together."""
    title = t("Best time to post for the competitors") if context.own else t("Best time to post")
    return _card(context, "best-time-competitors", title, "", own=False)


def _card(context: Context, key: str, title: str, brand: str, *, own: bool) -> Card:
    scope = context.narrowed(context.scope)
    reading = context.readings(scope)
    posts = lift_posts.read(reading, scope)
    of_own = [unit for unit, (brand_id, _) in posts.places.items() if brand_id == context.own]
    chosen = posts.part(np.isin(posts.units, of_own, invert=not own))
    cells = best_time_posts.of_posts(chosen)
    cells = cells.assign(clear=cells["p"] <= told.LEVEL)
    known = cells.dropna(subset="p")
    if known.empty:
        few = t(
            "{n} comparable post in this period. A part of the week needs at least {posts} posts from at least {weeks} weeks, and "
            "there is nothing to compare with fewer than two such parts. Choose a longer period.",
            "{n} comparable posts in this period. A part of the week needs at least {posts} posts from at least {weeks} weeks, and "
            "there is nothing to compare with fewer than two such parts. Choose a longer period.",
            n=len(chosen.values),
            posts=SMALLEST_CELL,
            weeks=LEAST_WEEKS,
        )
        return wording.empty(context, key, title, few)
    accounts = len(np.unique(chosen.accounts))
    posted = t("{n} post", "{n} posts", n=len(chosen.values))
    counted = posted if own else t("{posts} of {n} account", "{posts} of {n} accounts", posts=posted, n=accounts)
    clear = cells[cells["clear"]].sort_values("ratio", ascending=False)
    drawn = cells.assign(row=cells["weekend"], column=cells["daypart"], value=cells["ratio"])
    return wording.card(
        context,
        key,
        _finding(clear, brand, own=own),
        "best_time",
        what=t(
            "Interactions at {days} days ÷ the account's usual post of the kind and month",
            days=rates.age(context.network),
        ),
        figure=week_parts(
            drawn[["row", "column", "value", "n", "clear"]],
            theme=context.theme,
            measure=Measure("", "ratio"),
            rows=[t("Mon–Fri"), t("Sat–Sun")],
            columns=[str(first) + "–" + str(last) for first, last in PARTS],
            tell=len(clear) > 0,
        ),
        table=_table(cells),
        coverage=counted,
        clock=t("hours in each account's own time zone"),
        left_out=_left_out(cells, told=len(clear) > 0),
    )


def _finding(clear: pd.DataFrame, brand: str, *, own: bool) -> str:
    if clear.empty and own:
        return t("No best time shown for {brand}: no time of the week clearly stands out", brand=brand)
    if clear.empty:
        return t("No best time shown: no time of the week clearly stands out")
    best = clear.iloc[0]
    hours, times = traits.hours(int(best["daypart"])), ratio(best["ratio"])
    if own and best["weekend"]:
        return t(
            "Weekends {hours} are associated with {ratio} {brand}'s usual interactions",
            hours=hours,
            ratio=times,
            brand=brand,
        )
    if own:
        return t(
            "Weekdays {hours} are associated with {ratio} {brand}'s usual interactions",
            hours=hours,
            ratio=times,
            brand=brand,
        )
    if best["weekend"]:
        return t("Weekends {hours} are associated with {ratio} the usual interactions", hours=hours, ratio=times)
    return t("Weekdays {hours} are associated with {ratio} the usual interactions", hours=hours, ratio=times)


def _left_out(cells: pd.DataFrame, *, told: bool) -> list[str]:
    few = int(cells["p"].isna().sum())
    left = t(
        "{n} part of the week has under {posts} posts, or posts from under {weeks} weeks.",
        "{n} parts of the week have under {posts} posts, or posts from under {weeks} weeks.",
        n=few,
        posts=SMALLEST_CELL,
        weeks=LEAST_WEEKS,
    )
    grey = "" if told else t("The ratios stand in the table; what they show may be chance.")
    return [left if few else "", grey, t("Framed parts stand out; the others may be chance.") if told else ""]


def _table(cells: pd.DataFrame) -> pd.DataFrame:
    days = {0: t("Monday to Friday"), 1: t("Saturday and Sunday")}
    table = cells.assign(
        days=cells["weekend"].map(days),
        hours=[traits.hours(int(part)) for part in cells["daypart"]],
        told=[t("yes") if clear else t("not clear") if known else t("too few posts")
              for clear, known in zip(cells["clear"], cells["p"].notna(), strict=True)],
    ).round({"ratio": 3, "p": 3})  # fmt: skip
    return table[["days", "hours", "ratio", "n", "weeks", "p", "told"]].rename(
        columns={
            "days": t("Days"),
            "hours": t("Hours"),
            "ratio": t("Ratio to the usual post"),
            "n": t("Posts"),
            "weeks": t("Weeks"),
            "p": t("p of the best of all parts"),
            "told": t("Stands out"),
        }
    )

"""What changed against the period compared with: claimed where both were read alike and, for medians, the data can tell.

Sums of periods of different lengths, as calendar months are, are compared as daily rates.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from benchmark.cards import claims, conditions, denominators, rate_words, rates, wording
from benchmark.cards.context import Context
from benchmark.cards.figures import TOTAL, Figure, Record, by_brand
from benchmark.charts.tiles import Change
from benchmark.metrics import METRICS, comparison
from benchmark.text import t
from benchmark.text.format import number, percent, ratio

FEWEST_PEERS: Final = 3
"""Of two peers there is nothing to take a median of."""


@dataclass(frozen=True)
class Moved:
    """How one brand's figure stands to that of the period compared with."""

    text: str = ""
    """In full: the change, or why there is none."""
    short: str = ""
    """The change alone, for a table; empty when there is none."""
    tone: Change = ""
    now: float = math.nan
    before: float = math.nan
    """Both figures where they can be held against each other; a day's share of sums over different lengths."""


def moves(context: Context, figure: Figure) -> Mapping[str, Moved]:
    """Return the change of each brand's figure on the context's network; nothing when no period is compared with."""
    if context.before is None:
        return {}
    if denominators.lacking(context.network, figure.metric):
        return {}
    return _sampled(context, figure) if figure.sampled else _counted(context, figure)


def daily(context: Context) -> bool:
    """Whether the two periods differ in length, so that sums are compared as daily rates."""
    return context.before is not None and context.before.days != context.scope.days


def compared(context: Context) -> str:
    """Return the period compared with, as an item of a definition line."""
    if context.before is None:
        return ""
    days = wording.period(context.before)
    return t("compared with {days}, sums by day", days=days) if daily(context) else t("compared with {days}", days=days)


def peers(context: Context, moved: Mapping[str, Moved]) -> comparison.PeerMedian | None:
    """Return the median of the competitors whose two figures can be compared, in both periods; None with fewer than three."""
    brands = list(moved)
    now, before = (
        pd.DataFrame({"brand_id": brands, "value": [getattr(moved[brand], end) for brand in brands]})
        for end in ("now", "before")
    )
    found = comparison.peer_median(now, context.own or "", before)
    return found if found.used >= FEWEST_PEERS else None


def net_before(context: Context) -> str:
    """Return the own brand's net change of the period compared with, or why it is not told; a day's where lengths differ."""
    if context.before is None or context.own is None:
        return ""
    now, before = (
        by_brand(context, "net_followers", scope).get(context.own) for scope in (context.scope, context.before)
    )
    if now is None or before is None or not wording.known(now["value"]):
        return ""
    if not wording.known(before["value"]):
        return conditions.not_kept(context) or t("no net change known for the period compared with")
    if before["accounts_used"] < before["accounts"]:
        return t(
            "before: {used} of {total} account only", "before: {used} of {total} accounts only",
            used=int(before["accounts_used"]), total=int(before["accounts"]), n=int(before["accounts"]),
        )  # fmt: skip
    if daily(context):
        a_day = [number(float(row["value"]) / max(int(row["days"]), 1), 1, signed=True) for row in (now, before)]
        return t("{now} a day, {before} a day before", now=a_day[0], before=a_day[1])
    return t("{net} in the period compared with", net=number(float(before["value"]), signed=True))


def _counted(context: Context, figure: Figure) -> dict[str, Moved]:
    then = by_brand(context, figure.metric, context.before)
    return {
        brand: _counted_change(context, figure, now, then.get(brand))
        for brand, now in by_brand(context, figure.metric).items()
    }


def _counted_change(context: Context, figure: Figure, now: Record, before: Record | None) -> Moved:
    if not wording.known(now["value"]):
        return Moved()
    if before is None or not wording.known(before["value"]):
        return Moved(conditions.not_kept(context) or t("no figure for the period compared with"))
    if unfair := _unlike(context, figure, now, before):
        return Moved(unfair)
    per_day = figure is TOTAL and now["days"] != before["days"]
    new, old = (float(row["value"]) / (float(row["days"]) if per_day else 1) for row in (now, before))
    if old == 0:
        return Moved(t("{before} in the period compared with", before=figure.text(0.0)), now=new, before=old)
    share = (new / old - 1) * 100
    tone: Change = ""
    if METRICS[figure.metric].higher_is_better and share:
        tone = "better" if share > 0 else "worse"
    change, was = percent(share, signed=True), figure.text(old)
    text = (
        t("{change} a day against {before} a day", change=change, before=was)
        if per_day
        else t("{change} against {before}", change=change, before=was)
    )
    return Moved(text, change, tone, new, old)


def _unlike(context: Context, figure: Figure, now: Record, before: Record) -> str:
    """Why a counted figure cannot be held against that of the other period, or nothing.

    A sum also needs all posts, and old ones: it grows with their number and with their age.
    """
    both = (now, before)
    throughout = all(conditions.read_throughout(row) for row in both)
    if not throughout or (figure is TOTAL and any(pd.notna(row["note"]) for row in both)):
        return _not_throughout(context, str(now["brand_id"]))
    if figure is not TOTAL:
        return ""
    if context.scope.end > context.scope.today:
        return t("not compared yet: the period still lasts")
    if any(row["n"] < row["posts"] for row in both):
        return t("not compared: not all posts show their counts")
    if (context.scope.today - context.scope.end).days <= rates.age(context.network):
        return t("not compared yet: the latest posts still gather interactions")
    return ""


def _not_throughout(context: Context, brand: str) -> str:
    """Not read throughout; where only some of the brand's accounts were not, how to compare the others."""
    found = None if context.like else context.alike()
    if found is not None:
        accounts = found.accounts
        rows = accounts[(accounts["brand_id"] == brand) & (accounts["source"] == context.network)]
        used, total = int(rows["posts"].sum()), len(rows)
        if 0 < used < total:
            return t(
                "not compared: {used} of {total} accounts were read throughout in both periods; choose like for like",
                used=used,
                total=total,
            )
    return t("not compared: posts were not read throughout in both periods")


def _sampled(context: Context, figure: Figure) -> dict[str, Moved]:
    """Medians: a change is claimed when it is clear, also after the correction for all that the view tests (see `claims`)."""
    now, before = (context.samples(figure.metric, scope) for scope in (context.scope, context.before))
    network = context.network or ""
    frame = comparison.changes({network: now}, {network: before})
    sure = claims.changes(context, figure.metric)
    found = {
        str(row["brand_id"]): _sampled_change(
            context, row, now[row["brand_id"]].value, before[row["brand_id"]].value, sure=row["brand_id"] in sure
        )
        for row in frame.to_dict("records")
    }
    nothing = Moved(conditions.not_kept(context) or t("no figure for the period compared with"))
    return {brand: found.get(brand, nothing) for brand, item in now.items() if item.n} | {
        brand: Moved() for brand, item in now.items() if not item.n
    }


def _sampled_change(context: Context, row: Mapping[Any, Any], now: float, before: float, *, sure: bool) -> Moved:
    if isinstance(row["reason"], str):
        why = conditions.not_kept(context)
        reason = rate_words.REASONS.get(row["reason"], "")
        return Moved(why or (t("no verdict: {reason}", reason=t(reason)) if reason else t("no clear change")))
    if row["grade"] == "clear" and sure:
        change = ratio(row["ratio"])
        tone: Change = "better" if row["ratio"] > 1 else "worse"
        return Moved(t("{ratio} against the period compared with", ratio=change), change, tone, now, before)
    return Moved(t("no clear change"), "", "", now, before)

"""How posts gather interactions with age: the own brand's against the competitors', or every brand's."""

from __future__ import annotations

from typing import Final

import pandas as pd

from benchmark.cards import conditions, rates, told, wording
from benchmark.cards.context import Builder, Context
from benchmark.charts.card import Card
from benchmark.charts.curve import age_text, age_words, curves
from benchmark.charts.measure import Measure
from benchmark.metrics import comparison
from benchmark.metrics.curve import AGES, Aged, aged_posts, brand_rows
from benchmark.metrics.verdicts import Verdict
from benchmark.text import t
from benchmark.text.format import percent, ratio

KEY: Final = "engagement-curve"
_METRIC: Final = "engagement_curve"
_PEERS: Final = ""
"""Stands for a brand id where the competitors' posts are drawn together."""


def engagement_curve(context: Context) -> Card:
    """Return the median interactions of posts by age."""
    title, aged = wording.label(_METRIC), _aged(context)
    own = context.own if aged and context.own in aged.sets else None
    # The own brand's card needs no other brand's curve.
    frame = context.of_network(_METRIC) if aged is None or own is None else context.named(brand_rows(aged, own))
    if frame["value"].isna().all():
        return wording.empty(context, KEY, title, _why_empty(context, frame))
    drawn, verdict, at = (frame, None, 0) if aged is None or own is None else _against(context, aged, frame)
    if drawn["value"].isna().all():
        return wording.empty(
            context, KEY, title, t("There is no age at which both sides were read for 6 posts. Collect daily.")
        )
    return wording.card(
        context,
        KEY,
        _finding(context, own, verdict, at),
        _METRIC,
        what=t(
            "Median of {parts} per post by its age",
            parts=rates.parts(context.of_network(rates.PER_POST)) or t("interactions"),
        ),
        figure=curves(
            drawn.rename(columns={"age_hours": "hours"}), theme=context.theme, measure=Measure(t("interactions a post"))
        ),
        table=_table(drawn),
        coverage=wording.join([_counted(drawn), t("band: 95 % interval") if own else ""]),
        left_out=_left_out(drawn, own),
        explained=_explained(),
    )


def _aged(context: Context) -> Aged | None:
    narrow = context.narrowed(context.scope)
    return aged_posts(context.readings(narrow), narrow).get(context.network or "")


def _against(context: Context, aged: Aged, frame: pd.DataFrame) -> tuple[pd.DataFrame, Verdict | None, int]:
    """Return the own brand's curve and that of its competitors' posts from the first age known of both, and who is ahead."""
    mine, own = frame.assign(marked=True), str(frame["brand_id"].iloc[0])
    peers = mine.assign(
        brand_id=_PEERS, name=t("competitors' posts"), colour=None, own=False, marked=False, value=mine["peers"], n=mine["peers_n"],
        low=float("nan"), high=float("nan"),
    )  # fmt: skip
    both = mine["value"].notna() & mine["peers"].notna()
    if not both.any():
        # Nobody to compare with: the own curve stands alone.
        return mine, None, 0
    first = mine.loc[both, "age_hours"].min()
    drawn = pd.concat([mine, peers], ignore_index=True)
    drawn = drawn[drawn["age_hours"] >= first].reset_index(drop=True)
    at = _judged_at(context, mine[both])
    return drawn, comparison.difference(aged.sample(at, own), aged.sample(at, own, peers=True)), at


def _judged_at(context: Context, both: pd.DataFrame) -> int:
    """Return the age at which the two are compared: the network's age A, else the last known of both."""
    wanted = rates.age(context.network) * 24
    return wanted if wanted in set(both["age_hours"]) else int(both["age_hours"].max())


def _finding(context: Context, own: str | None, verdict: Verdict | None, at: int) -> str:
    if own is None or verdict is None:
        return t("How posts gather interactions")
    age = age_words(at)
    if verdict.sign == 0 or verdict.p > told.LEVEL:
        return t(
            "Interactions after {age}: no clear difference between {brand} and its competitors",
            age=age,
            brand=context.name(own),
        )
    return t(
        "After {age}, {brand}'s posts have {ratio} the interactions of its competitors' posts",
        age=age, brand=context.name(own), ratio=ratio(verdict.ratio),
    )  # fmt: skip


def _counted(drawn: pd.DataFrame) -> str:
    known = drawn.dropna(subset="value")
    least, most = int(known["n"].min()), int(known["n"].max())
    return t("{least} to {most} posts an age", least=least, most=most)


def _table(drawn: pd.DataFrame) -> pd.DataFrame:
    table = drawn.assign(age=[age_text(hours) for hours in drawn["age_hours"]])
    noted = wording.noted(table.assign(note=table["note"].where(table["value"].isna())))
    return wording.titled(
        noted[["name", "age", "value", "low", "high", "n", "note"]].round({"value": 1, "low": 1, "high": 1}),
        age=t("Age"), value=t("Median interactions"), low=t("From (95 %)"), high=t("To (95 %)"), n=t("Posts known at this age"),
        note=t("Remark"),
    )  # fmt: skip


def _left_out(drawn: pd.DataFrame, own: str | None) -> list[str]:
    known = drawn.dropna(subset="value")
    first = age_words(known["age_hours"].min())
    late = (
        t("Before {age} too few posts were read on both sides of an age.", age=first)
        if known["age_hours"].min() > AGES[0]
        else ""
    )
    linked = t("Ages are linked over the posts known at both, so that posts that join or leave do not bend the curve.")
    without = conditions.without_figure(drawn) if own is None else ""
    return [linked, late, without]


def _why_empty(context: Context, frame: pd.DataFrame) -> str:
    notes = set(frame["note"].dropna())
    if "few_reads" in notes:
        return t(
            "No brand has 6 posts that were read on both sides of an age, from 6 hours to 28 days. Daily collections fill this "
            "from the third day of a post on."
        )
    return rates.why_empty(context, context.of_network(rates.PER_POST))


def _explained() -> str:
    return t(
        "The competitors' curve is that of all their posts together. The title compares the posts of both sides known at the age "
        "named: it tells of a difference only where chance makes one so large in at most {chance} of the cases, as several titles "
        "of a page are read together. The band is the interval of the median of the posts known at each age.",
        chance=percent(told.LEVEL * 100, 2),
    )


CARDS: dict[str, Builder] = {KEY: engagement_curve}

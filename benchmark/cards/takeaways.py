"""At most three sentences on a view: what the data support of all that might be said, the own brand first."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

import pandas as pd

from benchmark.cards import wording
from benchmark.cards.claims import Claim, tested
from benchmark.cards.context import Context, network_label
from benchmark.cards.counted import counted
from benchmark.cards.sentences import SUBJECTS, said
from benchmark.charts.card import Card
from benchmark.text import t

KEY: Final = "takeaways"
MOST: Final = 3

_ORDER: Final = tuple(SUBJECTS)
PLACES: Final = {
    "leads": "engagement", "above": "engagement", "below": "engagement", "changed": "overview", "grew_fastest": "audience",
    "lost": "audience", "grew_more": "audience", "grew_less": "audience", "share": "engagement", "posts_most": "publishing",
    "posts_more": "publishing", "posts_less": "publishing", "pace_changed": "overview",
}  # fmt: skip
"""The page that shows a claim's figures."""


@dataclass(frozen=True)
class Sentence:
    """A supported sentence and the page that shows what it rests on."""

    text: str
    claim: Claim

    @property
    def page(self) -> str:
        """The path of the page that shows the figures."""
        return PLACES[self.claim.topic]


def claims(context: Context) -> list[Claim]:
    """Return everything that the data support, over all networks of the view, the most important first."""
    return sorted([*tested(context), *counted(context)], key=partial(_importance, context))


def sentences(context: Context, most: int = MOST) -> list[Sentence]:
    """Return the most important supported sentences; of what says the same of the same subject, one."""
    return [Sentence(said(context, claim), claim) for claim in chosen(claims(context), context.own, most)]


def chosen(supported: Sequence[Claim], own: str | None, most: int = MOST) -> list[Claim]:
    """Return the first claims of different subjects, then the next best; one place is for the competitors."""
    subjects: set[tuple[str, bool]] = set()
    first: list[Claim] = []
    for claim in supported:
        subject = (SUBJECTS[claim.topic], claim.brand_id == own)
        if subject not in subjects:
            first.append(claim)
        subjects.add(subject)
    mine = [claim for claim in first if claim.brand_id == own]
    theirs = [claim for claim in first if claim.brand_id != own and SUBJECTS[claim.topic] in ("engagement", "growth")]
    order = [*mine[: most - 1], *theirs[:1], *mine[most - 1 :], *theirs[1:], *first, *supported]
    kept = {id(claim) for claim in list({id(claim): claim for claim in order}.values())[:most]}
    return [claim for claim in supported if id(claim) in kept]


def _importance(context: Context, claim: Claim) -> tuple[bool, int, float, int]:
    order = _ORDER.index(claim.topic), -claim.strength, context.networks.index(claim.source)
    return (claim.brand_id != context.own, *order)


def takeaways(context: Context) -> Card:
    """Return the sentences as a card: a list, and their figures as a table."""
    found = sentences(context)
    title = t("What stands out")
    definition = wording.definition(context.about(None), t("All networks in view"))
    if not found:
        return Card(
            KEY, t("No clear difference in this period"), definition, "", state="empty", message=_what_helps(context)
        )
    items = "".join(f"<li>{html.escape(each.text)}</li>" for each in found)
    return Card(
        key=KEY,
        finding=title,
        definition=definition,
        footer=wording.footer(context.about(None), _left_out(context, found)),
        html=f'<ul class="cb-sentences">{items}</ul>',
        sentences=tuple(each.text for each in found),
        table=_table(context, found),
        method=_method(found),
        subject=context.panel,
        period=(context.scope.start, context.scope.end),
    )


CARDS = {KEY: takeaways}


def _table(context: Context, found: Iterable[Sentence]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {
                t("Sentence"): each.text,
                t("Brand"): context.name(each.claim.brand_id),
                t("Network"): network_label(each.claim.source),
                t("Metric"): wording.label(each.claim.metric),
                t("Value"): round(each.claim.value, 3),
                t("Held against"): None if pd.isna(each.claim.against) else round(each.claim.against, 3),
                t("Posts or days"): each.claim.n,
                t("p, corrected"): None if each.claim.p is None else round(each.claim.p, 4),
            }
            for each in found
        ]
    )


def _left_out(context: Context, found: Sequence[Sentence]) -> str:
    if context.own is None or any(each.claim.brand_id == context.own for each in found):
        return ""
    return t("On {brand} itself the data support no sentence.", brand=context.name(context.own))


def _what_helps(context: Context) -> str:
    if context.scope.days < 91:
        return t(
            "Nothing can be said for sure of these brands in {n} day. A longer period helps: 13 weeks hold more posts to compare.",
            "Nothing can be said for sure of these brands in {n} days. A longer period helps: 13 weeks hold more posts to compare.",
            n=context.scope.days,
        )
    return t(
        "Nothing can be said for sure of these brands yet. More posts help: differences show from some dozens a brand on, and "
        "growth from two readings on."
    )


def _method(found: Iterable[Sentence]) -> str:
    explained = t(
        "Of all that might be said of the view only what the data support is said. Engagement per post: the difference is clear "
        "(95 %) and survives the correction for everything that was tested in the view (Benjamini and Hochberg, 5 %). Growth: "
        "beyond rounding, and day for day. Posts and interactions: counted over days that were read, and apart by a quarter at "
        "least."
    )
    return "\n\n".join([explained, wording.method(*dict.fromkeys(each.claim.metric for each in found))])

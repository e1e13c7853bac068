"""A claim in words: one template a kind of claim, with the figures as they are printed everywhere."""

from __future__ import annotations

from typing import Final

from benchmark.cards import rates, wording
from benchmark.cards.claims import Claim
from benchmark.cards.conditions import listed
from benchmark.cards.context import Context, network_label
from benchmark.charts.labels import plain
from benchmark.text import t
from benchmark.text.format import day_range, number, percent, ratio

SUBJECTS: Final = {
    "leads": "engagement", "above": "engagement", "below": "engagement", "changed": "change", "grew_fastest": "growth",
    "lost": "growth", "grew_more": "growth", "grew_less": "growth", "share": "share", "posts_most": "pace",
    "posts_more": "pace", "posts_less": "pace", "pace_changed": "pace",
}  # fmt: skip
"""What a claim is about. Its order is that of importance: engagement and growth before pace."""


def said(context: Context, claim: Claim) -> str:
    """Return a claim as a sentence."""
    network, brand = network_label(claim.source), plain(context.name(claim.brand_id), 40)
    if SUBJECTS[claim.topic] in ("engagement", "change"):
        return _engaged(context, claim, brand, network)
    if SUBJECTS[claim.topic] == "growth":
        return _grown(claim, brand, network)
    if claim.topic == "share":
        return t(
            "{brand} draws {share} of the interactions on {network} with {part} of the posts",
            brand=brand, network=network, share=percent(claim.value, 0), part=percent(claim.against, 0),
        )  # fmt: skip
    return _paced(claim, brand, network)


def _engaged(context: Context, claim: Claim, brand: str, network: str) -> str:
    value, against = rates.shown(claim.metric, claim.value), rates.shown(claim.metric, claim.against)
    figure = wording.label(claim.metric).lower()
    others = listed(plain(context.name(other), 40) for other in claim.others)
    if claim.topic == "changed" and claim.period:
        return t(
            "{brand} on {network}: {figure} {value}, {ratio} that of {days}",
            brand=brand, network=network, figure=figure, value=value, ratio=ratio(claim.ratio),
            days=day_range(*claim.period),
        )  # fmt: skip
    if claim.topic == "leads" and not claim.whole:
        return t("Of the brands with a figure on {network}, {brand} has the highest {figure}: {value}, {against} the second",
                 brand=brand, network=network, figure=figure, value=value, against=against)  # fmt: skip
    if claim.topic == "leads":
        return t("{brand} has the highest {figure} on {network}: {value}, {against} the second",
                 brand=brand, network=network, figure=figure, value=value, against=against)  # fmt: skip
    if claim.topic == "above":
        return t("{brand} on {network}: {figure} {value}, clearly higher than that of {others}",
                 brand=brand, network=network, figure=figure, value=value, others=others)  # fmt: skip
    return t("{brand} on {network}: {figure} {value}, clearly lower than that of {others}",
             brand=brand, network=network, figure=figure, value=value, others=others)  # fmt: skip


def _grown(claim: Claim, brand: str, network: str) -> str:
    growth, median = percent(claim.value, signed=True), percent(claim.against, signed=True)
    if claim.topic == "grew_fastest" and not claim.whole:
        return t("Of the brands with a figure on {network}, {brand} grew fastest: {growth} in {n} day",
                 "Of the brands with a figure on {network}, {brand} grew fastest: {growth} in {n} days",
                 brand=brand, network=network, growth=growth, n=claim.days)  # fmt: skip
    if claim.topic == "grew_fastest":
        return t("{brand} grew fastest on {network}: {growth} in {n} day",
                 "{brand} grew fastest on {network}: {growth} in {n} days",
                 brand=brand, network=network, growth=growth, n=claim.days)  # fmt: skip
    if claim.topic == "lost":
        return t("{brand} lost followers on {network}: {growth} in {n} day",
                 "{brand} lost followers on {network}: {growth} in {n} days",
                 brand=brand, network=network, growth=growth, n=claim.days)  # fmt: skip
    if claim.topic == "grew_more":
        return t("{brand} grew faster on {network} than the median of {n} competitor: {growth} against {median}",
                 "{brand} grew faster on {network} than the median of {n} competitors: {growth} against {median}",
                 brand=brand, network=network, growth=growth, median=median, n=len(claim.others))  # fmt: skip
    return t("{brand} grew more slowly on {network} than the median of {n} competitor: {growth} against {median}",
             "{brand} grew more slowly on {network} than the median of {n} competitors: {growth} against {median}",
             brand=brand, network=network, growth=growth, median=median, n=len(claim.others))  # fmt: skip


def _paced(claim: Claim, brand: str, network: str) -> str:
    pace, other = number(claim.value, 1), number(claim.against, 1)
    if claim.topic == "pace_changed" and claim.period:
        return t("{brand} published {pace} posts a week on {network}, {before} in {days}",
                 brand=brand, network=network, pace=pace, before=other, days=day_range(*claim.period))  # fmt: skip
    if claim.topic == "posts_most" and not claim.whole:
        return t("Of the brands with a figure on {network}, {brand} posts most: {pace} a week, {second} the second",
                 brand=brand, network=network, pace=pace, second=other)  # fmt: skip
    if claim.topic == "posts_most":
        return t("{brand} posts most on {network}: {pace} a week, {second} the second",
                 brand=brand, network=network, pace=pace, second=other)  # fmt: skip
    if claim.topic == "posts_more":
        return t("{brand} posts more on {network} than the median of {n} competitor: {pace} against {median} a week",
                 "{brand} posts more on {network} than the median of {n} competitors: {pace} against {median} a week",
                 brand=brand, network=network, pace=pace, median=other, n=len(claim.others))  # fmt: skip
    return t("{brand} posts less on {network} than the median of {n} competitor: {pace} against {median} a week",
             "{brand} posts less on {network} than the median of {n} competitors: {pace} against {median} a week",
             brand=brand, network=network, pace=pace, median=other, n=len(claim.others))  # fmt: skip

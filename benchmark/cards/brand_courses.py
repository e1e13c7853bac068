"""Cards of the Brand page on one network: followers, posts by week and formats of the brand and the one beside it."""

from __future__ import annotations

from dataclasses import replace

from benchmark.cards import publishing
from benchmark.cards.audience_levels import followers_over_time
from benchmark.cards.brand_view import beside_of, both, brand_of, networks_of
from benchmark.cards.context import Context
from benchmark.charts.card import Card
from benchmark.text import t


def followers(context: Context) -> Card:
    """Return the followers of both by day."""
    names, absent = _names(context)
    two = t("Followers of {brand} and {other}", brand=names[0], other=names[-1])
    one = t("Followers of {brand}", brand=names[0])
    card = followers_over_time(both(context))
    return _told(card, "brand-followers", two if len(names) > 1 else one, absent)


def posts_by_week(context: Context) -> Card:
    """Return the posts of both, week by week."""
    names, absent = _names(context)
    two = t("Posts by week: {brand} and {other}", brand=names[0], other=names[-1])
    one = t("Posts by week: {brand}", brand=names[0])
    card = publishing.posts_by_week(both(context))
    return _told(card, "brand-posts-by-week", two if len(names) > 1 else one, absent)


def formats(context: Context) -> Card:
    """Return the mix of formats of both."""
    card = publishing.post_mix(both(context))
    return _told(card, "brand-formats", card.finding, _names(context)[1])


def _told(card: Card, key: str, finding: str, absent: str) -> Card:
    return replace(card, key=key, finding=finding, footer=" ".join(filter(None, [card.footer, absent])))


def _names(context: Context) -> tuple[list[str], str]:
    """The names of those of both that are on the network, and the sentence on who is not."""
    brands = [each for each in (brand_of(context), beside_of(context)) if each]
    there = {each: context.network in networks_of(context, each) for each in brands}
    names = [context.name(each) for each in brands if there[each]]
    absent = [context.name(each) for each in brands if not there[each]]
    said = t("{brand} has no account on {network}.", brand=", ".join(absent), network=context.network_label)
    return names or [context.name(each) for each in brands[:1]] or [""], said if absent else ""

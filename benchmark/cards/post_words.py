"""The words of a list of posts: what it is ranked by, what a rate divides by, what is in no ranking, how a post was counted."""

from __future__ import annotations

from typing import Any, Final

from benchmark.cards import denominators, rates, wording
from benchmark.cards.context import Context
from benchmark.cards.rate_words import PART_NAMES
from benchmark.metrics.post_list import LATE, YOUNG, Counts, Over, Sort, Wanted
from benchmark.store.vocabulary import POST_COUNTS
from benchmark.text import t, words
from benchmark.text.format import compact, percent
from sources import SOURCES

COUNT_NAMES: Final = {**PART_NAMES, "views": words("views")}
SORTS: Final[dict[Sort, str]] = {
    "rate": words("Engagement rate"),
    "interactions": words("Interactions at equal age"),
    "comments": words("Comments"),
    "shares": words("Shares"),
    "views": words("Views"),
    "newest": words("Newest"),
}
_OVER: Final[dict[str, Over]] = {
    denominators.FOLLOWERS_RATE: "publication",
    denominators.MEAN_RATE: "mean",
    denominators.END_RATE: "end",
    denominators.VIEWS_RATE: "views",
    denominators.PER_POST: "nothing",
}
_HIDDEN: Final[dict[Sort, str]] = {"comments": words("comments"), "shares": words("shares"), "views": words("views")}


def over(context: Context) -> Over:
    """Return what rates on the context's network divide by."""
    return _OVER.get(rates.default_rate(context), "publication")


def sorts(context: Context) -> list[Sort]:
    """Return what posts of the context's network can be ranked by, the usual one first."""
    gives = SOURCES[context.network].may_have if context.network in SOURCES else frozenset(POST_COUNTS)
    found: list[Sort] = []
    if rates.gives_interactions(context.network) or context.network not in SOURCES:
        found = ["interactions"] if over(context) == "nothing" else ["rate", "interactions"]
    parts: tuple[Sort, ...] = ("comments", "shares", "views")
    return [*found, *(part for part in parts if part in gives), "newest"]


def ranking(wanted: Wanted) -> str:
    """Return what a list is, as its title."""
    named = {
        "rate": (words("Top posts by engagement rate"), words("Flop posts by engagement rate")),
        "interactions": (words("Top posts by interactions"), words("Flop posts by interactions")),
        "comments": (words("Posts with the most comments"), words("Posts with the fewest comments")),
        "shares": (words("Most shared posts"), words("Least shared posts")),
        "views": (words("Most viewed posts"), words("Least viewed posts")),
        "newest": (words("Newest posts"), words("Newest posts")),
    }[wanted.sort]
    return t(named[wanted.flop])


def definition(context: Context, wanted: Wanted, counts: Counts) -> str:
    """Return the definition line of a list."""
    days = rates.age(context.network)
    by = {
        "rate": wording.join([counted_at(context), denominator(context)]),
        "interactions": t("interactions at {days} days", days=days),
        "newest": t("all posts, latest first"),
    }.get(wanted.sort, t("latest counts of posts from {days} days of age", days=days))
    found = t("{n} post", "{n} posts", n=counts.found)
    return wording.definition(context, by, found)


def counted_at(context: Context) -> str:
    """Return at which age the interactions of a rate are counted; over views both are the latest counts."""
    days = rates.age(context.network)
    if over(context) == "views":
        return t("latest counts of posts from {days} days of age", days=days)
    return t("interactions at {days} days", days=days)


def denominator(context: Context) -> str:
    """Return what rates divide by, as an item of a line."""
    if over(context) == "views":
        return t("latest interactions ÷ views")
    return denominators.denominator(rates.default_rate(context))


def left_out(context: Context, wanted: Wanted, counts: Counts) -> str:
    """Return how many posts are not ranked and why, and how the ranked ones were counted."""
    if wanted.sort == "newest":
        return ""
    kept_hidden = t(_HIDDEN[wanted.sort]) if wanted.sort in _HIDDEN else t("counts")
    days = rates.age(context.network)
    reasons = [
        t("too young (under {days} days): {n}", n=counts.young, days=days) if counts.young else "",
        t("hidden {counts}: {n}", n=counts.hidden, counts=kept_hidden) if counts.hidden else "",
        t("without counts or followers: {n}", n=counts.unknown) if counts.unknown else "",
    ]
    unranked = ", ".join(reason for reason in reasons if reason)
    notes = [
        t("Not ranked: {reasons}.", reasons=unranked) if unranked else "",
        t("{n} post was counted late.", "{n} posts were counted late.", n=counts.late) if counts.late else "",
        t("{n} post is over today's followers.", "{n} posts are over today's followers.", n=counts.current)
        if counts.current and wanted.sort == "rate"
        else "",
    ]
    return " ".join(note for note in notes if note)


def shown_counts(network: str | None, row: dict[Any, Any]) -> list[tuple[str, str]]:
    """Return the counts of a post by name: a figure, "hidden" where the network withholds it, a dash where it is not known."""
    gives = SOURCES[network].may_have if network in SOURCES else frozenset(POST_COUNTS)
    found = []
    for place, name in enumerate(POST_COUNTS):
        hidden, value = int(row["hidden"]) >> place & 1, row[name]
        if hidden:
            found.append((t(COUNT_NAMES[name]), t("hidden")))
        elif wording.known(value):
            found.append((t(COUNT_NAMES[name]), compact(float(value))))
        elif name in gives:
            found.append((t(COUNT_NAMES[name]), compact(None)))
    return found


def rate_text(row: dict[Any, Any]) -> str:
    """Return a post's rate."""
    return percent(float(row["rate"])) if wording.known(row.get("rate")) else ""


def state_text(row: dict[Any, Any]) -> str:
    """Return how a post's counts were read where that matters: too young, late, over today's followers, deleted."""
    marks = [
        t("too young to be ranked") if row["state"] == YOUNG else "",
        t("counted late") if row["state"] == LATE else "",
        t("over today's followers") if row.get("current") and wording.known(row.get("rate")) else "",
        t("deleted") if wording.known(row["deleted_at"]) else "",
    ]
    return wording.join(marks)

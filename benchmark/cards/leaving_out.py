"""Posts that the reader leaves out by their tags: which tags that are, and the words for it on every card on posts."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from benchmark.cards.context import Context
from benchmark.charts.labels import plain
from benchmark.metrics import METRICS
from benchmark.metrics.metric import PUBLIC_COUNTS, PUBLIC_POSTS
from benchmark.planning.tags import CONTEST, PARTNERSHIP, shown_name, tags_in
from benchmark.store import Store
from benchmark.store.tag_rules import Tag
from benchmark.text import t

WHATEVER_TAGS: Final = frozenset({"longest_silence_days"})
"""Metrics on posts that count all of them: who played a contest was not silent."""


def known(store: Store) -> tuple[Tag, ...]:
    """Return the tags that hold."""
    return _known(store, store.version)


def said(context: Context, metric: str = "") -> list[str]:
    """Return the item of a definition line that says what is left out; none where a metric knows nothing of it."""
    if not context.scope.without or (metric and not concerned(metric)):
        return []
    return [named([tag for tag in known(context.store) if tag.id in context.scope.without])]


def concerned(metric: str) -> bool:
    """Return whether a metric changes when posts are left out."""
    return metric not in WHATEVER_TAGS and METRICS[metric].source in {PUBLIC_POSTS, PUBLIC_COUNTS}


def named(tags: Sequence[Tag]) -> str:
    """Return what is left out in words."""
    ids = {tag.id for tag in tags}
    if ids == {CONTEST}:
        return t("without contests")
    if ids == {PARTNERSHIP}:
        return t("without partnerships")
    if ids == {CONTEST, PARTNERSHIP}:
        return t("without contests and partnerships")
    return (
        t("without posts tagged {names}", names=", ".join(plain(shown_name(tag), 40) for tag in tags)) if tags else ""
    )


@lru_cache(maxsize=8)
def _known(store: Store, version: int) -> tuple[Tag, ...]:  # noqa: ARG001  version is the key
    return tuple(tags_in(store))

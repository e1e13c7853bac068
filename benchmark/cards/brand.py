"""Cards of the Brand page: one brand in depth across its networks, next to any other."""

from __future__ import annotations

from benchmark.cards.brand_accounts import accounts, profile_changes
from benchmark.cards.brand_beside import beside
from benchmark.cards.brand_courses import followers, formats, posts_by_week
from benchmark.cards.brand_figures import figures
from benchmark.cards.context import Builder
from benchmark.cards.events import event_window
from benchmark.cards.objectives import objectives

CARDS: dict[str, Builder] = {
    "brand-profiles": accounts,
    "brand-figures": figures,
    "brand-beside": beside,
    "brand-objectives": objectives,
    "event-window": event_window,
    "brand-followers": followers,
    "brand-posts-by-week": posts_by_week,
    "brand-formats": formats,
    "brand-profile-changes": profile_changes,
}

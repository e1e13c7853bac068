"""Cards of the Content page: what was posted, what worked, and what it has in common."""

from __future__ import annotations

from benchmark.cards.best_times import best_time_own, best_time_peers
from benchmark.cards.context import Builder
from benchmark.cards.hashtags import hashtags
from benchmark.cards.lift import lift, lift_own
from benchmark.cards.pillars import pillars

CARDS: dict[str, Builder] = {
    "lift": lift,
    "lift-own": lift_own,
    "hashtags": hashtags,
    "pillars": pillars,
    "best-time-own": best_time_own,
    "best-time-competitors": best_time_peers,
}

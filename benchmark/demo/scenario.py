"""Who is in the demo and what happens to them. Every brand, person and address is invented."""

from __future__ import annotations

from dataclasses import dataclass, field

NETWORKS = ("bluesky", "mastodon", "youtube", "wordpress", "feed")

KINDS: dict[str, dict[str, float]] = {
    "bluesky": {"image": 0.42, "text": 0.26, "link": 0.2, "video": 0.12},
    "mastodon": {"image": 0.45, "text": 0.3, "link": 0.17, "poll": 0.08},
    "youtube": {"video": 0.62, "short_video": 0.33, "live": 0.05},
    "wordpress": {"article": 1.0},
    "feed": {"article": 1.0},
}
"""Which kinds are posted, by network."""

KIND_EFFECT = {
    "image": 1.15,
    "video": 1.5,
    "short_video": 1.3,
    "text": 0.8,
    "link": 0.6,
    "live": 0.9,
    "poll": 1.1,
    "article": 1.0,
}
"""How a kind multiplies interactions."""

SPLIT: dict[str, dict[str, float]] = {
    "bluesky": {"likes": 0.78, "comments": 0.08, "shares": 0.11, "quotes": 0.03},
    "mastodon": {"likes": 0.68, "comments": 0.09, "shares": 0.23},
    "youtube": {"likes": 0.93, "comments": 0.07},
    "wordpress": {"comments": 1.0},
    "feed": {},
}
"""How interactions divide into the counts a network gives."""

RATE = {"bluesky": 0.012, "mastodon": 0.014, "youtube": 0.021, "wordpress": 0.0, "feed": 0.0}
"""Interactions a post and follower, before the brand's own factor."""

HOURS = (
    *(0.2, 0.1, 0.1, 0.1, 0.1, 0.3, 0.8, 2.2, 3.6, 3.9, 3.4, 3.0),
    *(3.4, 2.8, 2.4, 2.6, 3.2, 3.8, 3.3, 2.3, 1.6, 1.1, 0.6, 0.3),
)
"""When posts go out, by local hour."""
WEEKDAYS = (1.15, 1.2, 1.15, 1.2, 1.0, 0.45, 0.4)
"""How a weekday (Monday first) multiplies the pace."""


@dataclass(frozen=True)
class Place:
    """A brand's account on a network: followers on the first day, posts a week."""

    network: str
    followers: int
    pace: float
    role: str = "main"
    market: str | None = None


@dataclass(frozen=True)
class Brand:
    """One invented brand. ``growth`` is the yearly growth of followers, ``appeal`` multiplies the rate of interactions."""

    name: str
    handle: str
    growth: float
    appeal: float
    places: tuple[Place, ...] = field(default=())
    bio: str = ""
    subjects: tuple[float, float, float, float] = (1.0, 1.0, 1.0, 1.0)
    """How much it speaks of each pillar, in the order of `PILLARS`."""


BRANDS = (
    Brand("Northpeak", "northpeak", 0.34, 1.15, bio="Gear for cold mornings.", subjects=(1.6, 0.5, 1.6, 0.8), places=(
        Place("bluesky", 8_400, 5.5), Place("mastodon", 3_150, 4.0), Place("youtube", 21_600, 1.4), Place("wordpress", 0, 1.6),
        Place("bluesky", 1_120, 3.0, role="service"))),
    Brand("Alderwild", "alderwild", 0.22, 1.0, bio="Clothing that outlasts fashion.", subjects=(0.8, 2.2, 0.7, 1.0), places=(
        Place("bluesky", 14_900, 8.0), Place("mastodon", 5_600, 5.0), Place("youtube", 64_200, 2.2), Place("wordpress", 0, 2.2),
        Place("bluesky", 860, 1.2, role="employer"))),
    Brand("Cairnstone", "cairnstone", 0.1, 0.7, bio="Boots since 1931.", subjects=(2.4, 0.4, 0.8, 0.6), places=(
        Place("bluesky", 22_300, 12.0), Place("youtube", 118_000, 3.1), Place("feed", 0, 3.4),
        Place("bluesky", 4_700, 4.0, role="sub-brand"))),
    Brand("Fjordlys", "fjordlys", 0.62, 2.3, bio="Lamps and stoves, håndlaget.", subjects=(0.9, 1, 1.1, 1.6), places=(
        Place("bluesky", 3_300, 3.2), Place("mastodon", 2_400, 3.0), Place("youtube", 9_350, 0.9), Place("feed", 0, 0.9))),
    Brand("Tarn & Talus", "tarntalus", 0.16, 1.05, bio="Packs, ropes, tents.", subjects=(1.2, 0.6, 1.9, 0.7), places=(
        Place("bluesky", 6_900, 4.4), Place("mastodon", 1_900, 2.0), Place("wordpress", 0, 1.0))),
    Brand("Ridgeway Goods", "ridgeway", 0.05, 0.85, bio="Outdoor kitchen.", subjects=(1.8, 0.2, 0.7, 1.4), places=(
        Place("bluesky", 5_200, 1.1), Place("youtube", 33_900, 0.6), Place("feed", 0, 0.7),
        Place("bluesky", 2_050, 2.5, role="service"))),
)  # fmt: skip


@dataclass(frozen=True)
class Pillar:
    """What brands speak of: how it reads, by which words and hashtags it is known, how it multiplies interactions."""

    name: str
    subjects: tuple[str, ...]
    words: tuple[str, ...]
    hashtags: tuple[str, ...]
    effect: float


PILLARS = (
    Pillar(
        "Products",
        ("the new trail pack", "the winter range", "our lightest tent", "a stove for two"),
        ("trail pack", "winter range", "tent", "stove"),
        ("gear", "newin"),
        0.85,
    ),
    Pillar(
        "Repair",
        ("our repair workshop", "a jacket after ten years", "how to mend a zip", "a resoled boot"),
        ("repair workshop", "after ten years", "mend", "resoled"),
        ("repair", "madetolast"),
        1.5,
    ),
    Pillar(
        "Places",
        ("a night at 2,400 m", "the river crossing", "the first snow", "a hut above the lake"),
        ("2,400 m", "river crossing", "first snow", "hut"),
        ("trail", "hiking", "camp"),
        1.15,
    ),
    Pillar(
        "People",
        ("your summer photos", "our wool supplier", "the team at the mill", "a guide's packing list"),
        ("summer photos", "supplier", "the team", "packing list"),
        ("wool", "community"),
        0.95,
    ),
)
OPENINGS = (
    "Meet",
    "Behind the scenes:",
    "Today we show",
    "A closer look at",
    "Questions about",
    "Three facts about",
    "Back from",
)
EVENING = (18, 22, 1.3)
"""From one hour to another posts get so many times the interactions."""

# Days are counted from the first day of the demo.
CAMPAIGNS = (
    ("Northpeak", 396, 21, 2.2, 1.6, "Summer range"),
    ("Northpeak", 492, 18, 2.4, 1.9, "Winter range"),
    ("Tarn & Talus", 466, 14, 2.0, 1.2, "Rope week"),
)
"""Brand, first day, days, times the pace, times the interactions, title."""
MOMENT = (518, 3, "Outdoor fair")
"""A key moment of the whole sector: first day, days, title."""
CONTESTS = {"Cairnstone": 0.05, "Ridgeway Goods": 0.12, "Northpeak": 0.03}
"""Share of a brand's posts that draw a winner: such posts gather many comments."""
CONTEST_COMMENTS = 9.0
PARTNERSHIPS = {"Fjordlys": 0.08, "Alderwild": 0.03}
"""Share of a brand's posts made with a paid partner."""
TARGETS = (
    ("bluesky", "posts_per_week", 7.0),
    ("bluesky", "engagement_rate_followers_pct", 1.5),
    ("mastodon", "avg_weekly_growth_pct", 0.4),
)
"""The own brand's objectives: network, metric, target."""
KEPT = (
    ("Fjordlys", "bluesky", "Plain light, one product, no text in the picture."),
    ("Alderwild", "bluesky", "Before and after."),
)
"""The best recent post of a brand on a network is kept as inspiration, with a note."""
PURCHASE = ("Cairnstone", "bluesky", 300, 0.09, 338, 0.065)
"""Brand, network, day of the jump and its size, day of the purge and its size."""
BACKLASH = ("Alderwild", "bluesky", 512, 20.0)
"""Brand, network, day and how many times the usual comments one post drew."""
HIDDEN_LIKES = ("Ridgeway Goods", "youtube", 240)
"""From this day on the brand hides its likes."""
OUTAGE = ("mastodon", 470, 10)
"""Network, first day and days without an answer."""
RENAME = ("Tarn & Talus", "bluesky", 420, "tarntalus.example")
"""Brand, network, day and the new handle."""
DELETED = ("Alderwild", "bluesky", 520)
"""The backlash post is gone from this day on."""

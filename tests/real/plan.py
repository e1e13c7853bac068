"""What is written into the real servers, as literal figures: the tests compare the product's tables with these.

Brands on Bluesky differ in every figure. The traps stand beside the plain cases: a brand without posts, own replies, own
reposts (a fresh one of an old post too), reposts of others, posts dated back, one dated into the future, more posts than
a page holds, a brand that asks not to be shown to people who are not signed in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from real.wordpress import Article

FANS = 15
"""People of the audience; nothing is followed or liked by more."""


@dataclass(frozen=True)
class Message:
    """A planned post: its text names it, ``days`` is its age at the start (0: dated when it is written, negative: later)."""

    text: str
    days: float
    likes: int = 0
    replies: int = 0
    reposts: int = 0
    quotes: int = 0
    kind: str = "text"
    tags: tuple[str, ...] = ()
    lang: str = "en"


def tagged(message: Message) -> tuple[str, list[dict[str, Any]]]:
    """The text with its hashtags, and the facets that mark them (byte positions)."""
    text, facets = message.text, []
    for tag in message.tags:
        text += f" #{tag}"
        end = len(text.encode())
        feature = {"$type": "app.bsky.richtext.facet#tag", "tag": tag}
        place = {"byteStart": end - len(tag) - 1, "byteEnd": end}
        facets.append({"index": place, "features": [feature]})
    return text, facets


@dataclass(frozen=True)
class Brand:
    """A planned account. ``own_replies`` and ``own_reposts`` name posts of its own, ``boosts`` posts of other brands."""

    name: str
    handle: str
    bio: str
    followers: int
    follows: int = 0
    posts: tuple[Message, ...] = ()
    own_replies: tuple[str, ...] = ()
    own_reposts: tuple[str, ...] = ()
    boosts: tuple[str, ...] = ()
    signed_in_only: bool = False

    @property
    def written(self) -> int:
        """Posts as the network counts them: replies too, reposts not."""
        return len(self.posts) + len(self.own_replies)


NEWEST, ALBUM, OLD, ANCIENT = "Our lightest anvil", "Six hammers in pictures", "Forty days old", "Before the backfill"
REVIVED, FUTURE = "Shown again today", "Dated into the future"

ANVIL = Brand(
    "Anvil Works",
    "anvilworks.test",
    "Anvils since 1887 & no nonsense",
    followers=12,
    follows=3,
    posts=(
        # One reply and one repost of this one are the brand's own: the network counts them, so do we.
        Message(NEWEST, 0.25, likes=9, replies=4, reposts=3, quotes=2, tags=("anvils", "steel")),
        Message("Wie ein Amboss entsteht", 2, likes=5, reposts=1, kind="image", lang="de"),
        Message(ALBUM, 6, likes=7, replies=1, kind="album"),
        Message("Read our story", 20, likes=1, kind="link"),
        Message(OLD, 40, likes=9, replies=2),
        Message("A picture on another's word", 70, likes=2, kind="image"),
        Message(REVIVED, 400, likes=11, reposts=1),
        Message(ANCIENT, 800, likes=15),
        Message(FUTURE, -3, likes=3),
    ),
    own_replies=(NEWEST,),
    own_reposts=(NEWEST, REVIVED),
    boosts=("Hammer 0",),
)
HAMMER = Brand(
    "Hammer & Co",
    "hammerco.test",
    "",
    followers=5,
    follows=1,
    posts=tuple(
        Message(
            f"Hammer {n}",
            0.5 + 1.5 * n,
            likes=n % 5,
            replies=1 if n % 10 == 3 else 0,
            reposts=1 if n == 0 else 0,
            quotes=1 if n == 1 else 0,
        )
        for n in range(130)
    ),
)
QUIET = Brand("Quiet Forge", "quietforge.test", "We listen", followers=2, follows=1)
BELLOWS = Brand(
    "Bellows Bros", "bellows.test", "", followers=3, posts=(Message("Puff", 1, likes=2), Message("Paff", 9))
)
TONGS = Brand("Tongs Ltd", "tongsltd.test", "", followers=1, posts=(Message("Grip", 3, likes=1),))
RASP = Brand("Rasp & File", "raspfile.test", "", followers=6, posts=(Message("Scratch", 2, likes=4),))
SHY = Brand("Shy Smith", "shysmith.test", "Members only", followers=4, posts=(Message("Psst", 1),), signed_in_only=True)
BRANDS = (ANVIL, HAMMER, QUIET, BELLOWS, TONGS, RASP, SHY)
OWN = ANVIL

QUOTING = {"A picture on another's word": "Hammer 1"}
"""Posts that quote a post of another brand beside what they show."""

RENAMED = "quietforge-now.test"

ADDED = Message("Written between two readings", 0, likes=2, replies=1)
ADDED_ARTICLE = "Between two readings"
ANVIL_LATER = replace(
    ANVIL,
    followers=14,
    posts=(
        ADDED,
        # 9 and two more and one fewer. The post of forty days ago got a tenth like, but was not read again.
        replace(ANVIL.posts[0], likes=10),
        *(message for message in ANVIL.posts[1:] if message.text != ALBUM),
    ),
)
QUIET_LATER = replace(QUIET, followers=3, handle=RENAMED)

ARTICLES = 123
PROTECTED_ARTICLE, TRASHED_ARTICLE, DISCUSSED_ARTICLE, HUSHED_ARTICLE = 4, 6, 2, 3
"""Places in `articles`: protected by a password; trashed, given two comments, bereft of one before the second reading."""


def articles(now: datetime) -> list[Article]:
    """A journal's public posts, newest first: more than a page holds, each with a known number of public comments."""
    return [
        Article(
            f"Anvils & hammers – “No. {n}” <em>tested</em>",
            # The steps are no whole days, so that the hours differ; the end of summer time lies between them.
            now - timedelta(hours=2 + 37 * n),
            approved=(0, 2, 1, 5)[n % 4],
            pending=1 if n % 3 == 0 else 0,
            spam=1 if n == 1 else 0,
            pingbacks=1 if n == 2 else 0,
            password="planted-password" if n == PROTECTED_ARTICLE else "",
        )
        for n in range(ARTICLES)
    ]


def article_text(n: int) -> str:
    """What a reader is shown of the n-th article: its title and how it begins."""
    title = f"Anvils & hammers – “No. {n}” tested"
    return title if n == PROTECTED_ARTICLE else f"{title}\n\nForged today."


def unpublished(now: datetime) -> Sequence[Article]:
    """What no stranger may see: it must not appear."""
    return (
        Article("Draft", now, status="draft"),
        Article("Scheduled", now + timedelta(days=3), status="future"),
        Article("Private", now, status="private"),
        Article("A page, not a post", now, type="page"),
    )

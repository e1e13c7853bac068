"""What the product's tables must hold after a reading, made from the plan and from what the servers answered at writing."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from real.plan import FUTURE, PROTECTED_ARTICLE, Brand, article_text, tagged
from real.seed import Written
from real.wordpress import Journal
from sources.base import Post

Row = dict[str, Any]
BACKFILL = timedelta(days=730)


def bluesky_rows(brand: Written, plan: Brand, since: datetime) -> dict[str, Row]:
    """A row by the post's number, for each planned post published at or after ``since``.

    A date in the future is the author's fancy: such a post counts as published when the network read it.
    """
    rows = {}
    for message in plan.posts:
        ref, at = brand.posts[message.text], brand.dated[message.text]
        if at >= since:
            rows[ref.rkey] = {
                "published_at": None if message.text == FUTURE else at,
                "kind": message.kind,
                "text": tagged(message)[0],
                "url": f"https://bsky.app/profile/{brand.person.did}/post/{ref.rkey}",
                "lang": message.lang,
                "hashtags": list(message.tags),
                "likes": message.likes,
                "comments": message.replies,
                "shares": message.reposts,
                "quotes": message.quotes,
                "views": None,
                "hidden": [],
                "origin": "api",
            }
    return rows


def article_rows(journal: Journal) -> dict[str, Row]:
    """A row by the article's number, for each planned article."""
    return {
        str(number): {
            "published_at": article.at,
            "kind": "article",
            "text": article_text(n),
            "comments": None if n == PROTECTED_ARTICLE else article.approved,
            **dict.fromkeys(("likes", "shares", "quotes", "views")),
            "origin": "api",
        }
        for n, (number, article) in enumerate(zip(journal.ids, journal.articles, strict=True))
    }


def derived(row: Row, at: datetime, parts: tuple[str, ...]) -> tuple[str | None, float | None]:
    """Age basis and interactions at age A = 7 days of a post that was read at ``at`` only.

    Read between A and 1.5 A the count holds as it is, later it is the latest count, before A there is none yet.
    """
    counts = [row[part] for part in parts]
    if any(value is None for value in counts):
        return None, None
    age = (at - row["published_at"]) / timedelta(days=7)
    if age < 1:
        return "young", None
    return "at_age" if age <= 1.5 else "late", float(sum(counts))


def as_rows(posts: list[Post]) -> dict[str, Row]:
    """The same shape from what a source yields."""
    fields = ("published_at", "kind", "text", "url", "lang", "likes", "comments", "shares", "quotes", "views", "origin")
    return {
        post.native_id: {
            **{name: getattr(post, name) for name in fields},
            "hashtags": list(post.hashtags),
            "hidden": sorted(post.hidden),
        }
        for post in posts
    }

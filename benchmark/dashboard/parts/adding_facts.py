"""What a network said of a looked-up account, as HTML of escaped text: handle, followers, the latest posts."""

from __future__ import annotations

import html

from benchmark.brands.previewing import Preview
from benchmark.charts.labels import plain
from benchmark.metrics.attention import is_about_brands
from benchmark.problems import sentence
from benchmark.text import t
from benchmark.text.format import day
from sources import SOURCES
from sources.base import Post, Source

POSTS = 3
"""Latest posts shown of an account."""


def facts(found: Preview, *, posts: bool) -> str:
    """Return handle and followers and, if wanted, the latest posts or why there are none."""
    profile = found.profile
    parts = [plain(text, 80) for text in ((profile.handle if profile else None), _followers(found)) if text]
    head = f'<p class="cb-facts">{html.escape(" · ".join(parts))}</p>'
    source = SOURCES[found.identity.source] if found.identity else None
    if source is not None and is_about_brands(source.name):
        return f'<p class="cb-facts">{html.escape(_by_day(source))}</p>'
    rows = "".join(_post(post) for post in found.posts[:POSTS]) if posts else ""
    if rows or not posts:
        return f'{head}<ul class="cb-posts">{rows}</ul>' if rows else head
    why = (
        sentence(found.posts_error, source.name if source else None)
        if found.posts_error
        else t("No post in the last twelve months.")
    )
    return f'{head}<p class="cb-facts">{html.escape(why)}</p>'


def _by_day(source: Source) -> str:
    """What is read of an article or a phrase, as there is no profile to show."""
    if "page_views" in source.gives:
        return t("How often the article is opened each day is read with the next collection.")
    return t("How often the phrase is mentioned each day is read with the next collection.")


def brief(found: Preview) -> str:
    """Return one line: the name, the followers, when it posted last and what."""
    profile = found.profile
    source = SOURCES[found.identity.source] if found.identity else None
    if source is not None and is_about_brands(source.name):
        return f'<p class="cb-who">{html.escape(_by_day(source))}</p>'
    has_followers = source is not None and "followers" in source.gives
    told = ((profile.display_name if profile else None), _followers(found) if has_followers else None)
    parts = [plain(text, 80) for text in told if text]
    if found.posts:
        latest = found.posts[0]
        parts.append(t("last post {day}", day=latest.published_at.date()))
    why = f'<p class="cb-facts">{html.escape(sentence(found.posts_error, source))}</p>' if found.posts_error else ""
    quoted = plain((found.posts[0].text or "").split("\n", 1)[0], 90) if found.posts else ""
    said = f'<p class="cb-latest">{html.escape(quoted)}</p>' if quoted else ""
    return f'<p class="cb-who">{html.escape(" · ".join(parts))}</p>{said}{why}'


def _followers(found: Preview) -> str:
    profile, source = found.profile, SOURCES[found.identity.source] if found.identity else None
    if profile is None or source is None:
        return ""
    if profile.followers is not None:
        noun = {
            "followers": t("{n} follower", "{n} followers", n=profile.followers),
            "subscribers": t("{n} subscriber", "{n} subscribers", n=profile.followers),
            "members": t("{n} member", "{n} members", n=profile.followers),
        }[source.followers_are]
        return t("at least {count}", count=noun) if profile.followers_step > 1 else noun
    if "followers" in profile.hidden:
        return t("followers hidden by the account")
    if "followers" not in source.gives:
        return t("followers not shown by this network")
    return t("followers not told")


def _post(post: Post) -> str:
    counts = [
        t("{n} like", "{n} likes", n=post.likes) if post.likes is not None else "",
        t("{n} comment", "{n} comments", n=post.comments) if post.comments is not None else "",
        t("{n} share", "{n} shares", n=post.shares) if post.shares is not None else "",
        t("{n} view", "{n} views", n=post.views) if post.views is not None else "",
    ]
    told = " · ".join(filter(None, counts)) or t("no counts shown")
    text = plain(post.text or "", 90) or t("(no text)")
    return (
        f'<li><span class="when">{html.escape(day(post.published_at.date()))}</span>'
        f'<span class="what">{html.escape(text)}</span><span class="counts">{html.escape(told)}</span></li>'
    )

"""LinkedIn pages of companies, schools and showcases, through the Community Management API.

Docs: https://learn.microsoft.com/en-us/linkedin/marketing/community-management/organizations/organization-lookup-api,
    …/organizations/share-statistics, …/shares/posts-api, …/shared/api-guide/concepts/error-handling.
Gives: followers of any page; of pages that the token's member administers also posts with reactions, comments, reposts
    and views.
Lacks: posts of other pages: LinkedIn refuses them to everybody else (status 403), which is no failure here. It is
    remembered and tried again after 30 days. Statistics go back 12 months and leave out what was paid for; older posts,
    and those that nobody has seen yet, come without counts. The text about a page is told to its administrators only.
Auth: a member's token of an app that LinkedIn has reviewed, sent as a header. It ends after 60 days; LinkedIn tells when
    only to who has the app's secret, so there is no warning before.
Limits: 500 calls a day for an app and 100 for a member while the app is in the development tier; the limits of others
    are shown to the app's owner only. Renewed at midnight UTC. An account takes one call a run and one a day for its
    name; an own one two more for each 50 posts.
Rounding: none, counts are exact.
Retention: LinkedIn's rules of storage, as others sum them up, let figures of pages be kept for a year and their posts for
    six months; the shorter holds unless the setting says otherwise.

The id of an account is its organization's number; names change. That schools and showcases are asked under the same
name as companies, and the body of a refusal, are as others report them. Posts are asked for by the time they were
created; that the newest come first is not documented, so reading ends after a page that holds only older ones.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sources import linkedin_api, parsing
from sources.base import Account, Credential, CutShort, Identity, Link, Pace, Post, Profile, Source, words
from sources.linkedin_api import SETTING
from sources.linkedin_parse import WEB, counted, organization, parse_post, parse_profile
from sources.paging import pages
from sources.times import parse_time

if TYPE_CHECKING:
    from sources.http import Client

TRY_AGAIN = timedelta(days=30)
"""After this time the posts of a page that was refused are asked for again: its administrator may have changed."""

_HOST = re.compile(r"(?:[a-z]{2}\.|m\.|touch\.)?linkedin\.com")
_PAGES = frozenset({"company", "company-beta", "school", "showcase"})
_BEFORE = frozenset({"mwlite", "organization-guest"})
"""Segments that stand before the others on some of LinkedIn's addresses."""
_NO_NAMES = frozenset({"home", "setup", "unavailable"})
_NAME = re.compile(r"\w[\w.&'’+-]{0,99}")
_NUMBER = re.compile(r"[0-9]{1,19}")


def profile(client: Client, account: Account) -> Profile:
    """Look a page up by its number or ``@name``."""
    if account.native_id.startswith("@"):
        page = linkedin_api.page_named(client, account.native_id[1:])
        number = organization(page.get("id"))
        followers = linkedin_api.followers(client, number)
    else:
        number = account.native_id
        followers = linkedin_api.followers(client, number)
        page = _page(client, number)
    return parse_profile(number, page, followers)


def posts(client: Client, account: Account, since: datetime) -> Iterator[Post | CutShort]:
    """Yield the posts of a page that the token's member administers; of any other nothing but that it is cut short."""
    refused = parse_time(client.state.get("posts_refused"))
    if refused is not None and client.now() - refused < TRY_AGAIN:
        yield CutShort(None)
        return

    def fetch(cursor: str | None) -> tuple[list[Mapping[str, Any]] | None, str | None]:
        return linkedin_api.posts(client, account.native_id, cursor or "0") or (None, None)

    for page in pages(fetch):
        if page is None:
            client.state["posts_refused"] = client.now().isoformat(timespec="seconds")
            yield CutShort(None)
            return
        listed = [post for item in page if (post := parse_post(item))]
        recent = [post for post in listed if post.published_at >= since]
        if listed and not recent:
            break
        names = [post.native_id for post in recent]
        counts = linkedin_api.statistics(client, account.native_id, names) if names else {}
        for post in sorted(recent, key=lambda each: each.published_at, reverse=True):
            yield counted(post, counts.get(post.native_id, {}))
    client.state.pop("posts_refused", None)


def _page(client: Client, number: str) -> Mapping[str, Any]:
    """What a page is called, asked once a day: calls are few."""
    today = client.now().date().isoformat()
    if client.state.get("page_on") == today:
        try:
            return parsing.mapping(json.loads(client.state.get("page", "")))
        except ValueError:
            pass
    page = linkedin_api.page_numbered(client, number)
    kept = {name: page.get(name) for name in ("vanityName", "localizedName", "localizedWebsite")}
    client.state |= {"page_on": today, "page": json.dumps(kept)}
    return page


def identify(link: Link) -> Identity | None:
    """``linkedin.com/company/<name or number>``, ``/school/…``, ``/showcase/…``, on any of its languages' hosts."""
    path = link.path[1:] if link.path and link.path[0] in _BEFORE else link.path
    if not _HOST.fullmatch(link.host) or len(path) < 2:
        return None
    return identify_handle(f"{path[0].lower()}/{path[1]}")


def identify_handle(text: str) -> Identity | None:
    """``@name``, ``company/name``, ``company/number``; also ``school`` and ``showcase``."""
    kind, _, name = text.partition("/")
    if text.startswith("@"):
        kind, name = "company", text[1:]
    name = name.lower()
    if kind not in _PAGES or name in _NO_NAMES or not _NAME.fullmatch(name):
        return None
    if not _NUMBER.fullmatch(name):
        return Identity("linkedin", f"@{name}", f"{WEB}/{'company' if kind == 'company-beta' else kind}/{name}")
    if text.startswith("@"):
        return None  # a number is no name, and says too little by itself
    return Identity("linkedin", name, f"{WEB}/company/{name}", needs_network=False)


SOURCE = Source(
    name="linkedin",
    label="LinkedIn",
    docs="https://learn.microsoft.com/en-us/linkedin/marketing/community-management/organizations/organization-lookup-api",
    gives=frozenset({"followers", "posts", "likes", "comments", "shares", "views", "history"}),
    lacks=words(
        "LinkedIn gives followers of any page, but posts and their counts only of pages that the token's member administers; "
        "competitors' posts come by importing the competitor analytics that LinkedIn exports to page administrators."
    ),
    pace=Pace(per_second=1.0, burst=5, parallel=2),
    roots={"api": "https://api.linkedin.com"},
    own_only=frozenset({"posts", "likes", "comments", "shares", "views", "history"}),
    route=words("official API after review"),
    cost=words("free"),
    profile=profile,
    posts=posts,
    identify=identify,
    identify_handle=identify_handle,
    credentials=(
        Credential(
            setting=SETTING,
            unlocks=words("Followers of any page on LinkedIn, and the posts of pages that you administer."),
            steps=(
                words("Make sure that you are a super admin of your company's page on LinkedIn."),
                words("Open linkedin.com/developers/apps, create an app and link it to that page."),
                words("Verify the app as the page's admin, with the link that the app's settings give you."),
                words(
                    "Under “Products”, request “Community Management API” and fill in the form; LinkedIn reviews it."
                ),
                words(
                    "Once it is granted, open linkedin.com/developers/tools/oauth/token-generator and choose the app."
                ),
                words("Tick “r_organization_social” and “rw_organization_admin”, and request the token."),
                words("Copy the token into the setting BENCHMARK_LINKEDIN_ACCESS_TOKEN and restart the dashboard."),
                words("Make a new token every 60 days: the old one ends then."),
            ),
            url="https://www.linkedin.com/developers/apps",
            required=True,
        ),
    ),
    retention_days=180,
    interaction_parts=("likes", "comments", "shares"),
)

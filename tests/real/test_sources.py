"""The sources alone against real servers: what they return equals what was seeded."""

from __future__ import annotations

from datetime import timedelta

import pytest

from real.bluesky import utcnow
from real.expected import BACKFILL, article_rows, as_rows, bluesky_rows
from real.plan import ANVIL, BRANDS, FUTURE, HAMMER, QUIET, SHY, Brand
from real.seed import World
from real.wordpress import MOTTO, NAME, Journal
from sources import bluesky, discover, links, wordpress
from sources.base import Account, CutShort, Post, Source
from sources.errors import AccountGone, AccountPrivate
from sources.http import Client, Http, HttpConfig

pytestmark = pytest.mark.real

OPEN = [brand for brand in BRANDS if not brand.signed_in_only]


def reader(world: World | None = None, journal: Journal | None = None) -> Http:
    """What the product reads with, set up for these servers."""
    roots = {"bluesky.api": world.network.appview} if world else {}
    hosts = frozenset({journal.site.host}) if journal else frozenset()
    return Http(HttpConfig("competitor-benchmark/test", roots=roots, allow_hosts=hosts))


def read_posts(source: Source, client: Client, account: Account, days: float) -> list[Post]:
    assert source.posts is not None
    found = list(source.posts(client, account, utcnow() - timedelta(days=days)))
    posts = [post for post in found if not isinstance(post, CutShort)]
    assert len(posts) == len(found), "the reading was cut short"
    assert len({post.native_id for post in posts}) == len(posts)
    return posts


@pytest.mark.parametrize("brand", BRANDS, ids=lambda brand: brand.name)
def test_the_network_itself_counts_what_was_written(world: World, brand: Brand) -> None:
    seen = world.network.read("app.bsky.actor.getProfile", actor=world.of(brand).person.did)
    counted = (seen["followersCount"], seen["followsCount"], seen["postsCount"])
    assert counted == (brand.followers, brand.follows, brand.written)


@pytest.mark.parametrize("brand", OPEN, ids=lambda brand: brand.name)
@pytest.mark.parametrize("named", ["handle", "did"])
def test_a_profile_is_read_by_handle_and_by_did(world: World, brand: Brand, named: str) -> None:
    person = world.of(brand).person
    client = reader(world).client(bluesky.SOURCE)
    hint = f"@{person.handle}" if named == "handle" else person.did
    profile = bluesky.SOURCE.profile(client, Account(hint))
    assert (profile.native_id, profile.handle, profile.display_name) == (person.did, person.handle, brand.name)
    assert (profile.bio or "", profile.status, profile.hidden) == (brand.bio, "ok", frozenset())
    counts = (profile.followers, profile.followers_step, profile.following, profile.posts_total, profile.views_total)
    assert counts == (brand.followers, 1, brand.follows, brand.written, None)
    assert client.requests == 1


@pytest.mark.parametrize("brand", OPEN, ids=lambda brand: brand.name)
@pytest.mark.parametrize("days", [730, 30])
def test_posts_are_read_in_full_back_to_the_day_asked_for(world: World, brand: Brand, days: int) -> None:
    written = world.of(brand)
    found = as_rows(read_posts(bluesky.SOURCE, reader(world).client(bluesky.SOURCE), Account(written.person.did), days))
    future = found.get(written.posts[FUTURE].rkey) if FUTURE in written.posts else None
    if future:
        assert world.now - timedelta(seconds=1) <= future["published_at"] <= utcnow()
        future["published_at"] = None
    assert found == bluesky_rows(written, brand, utcnow() - timedelta(days=days))


def test_a_brand_that_wants_no_strangers_is_private_and_shows_no_figure(world: World) -> None:
    client = reader(world).client(bluesky.SOURCE)
    profile = bluesky.SOURCE.profile(client, Account(f"@{SHY.handle}"))
    assert (profile.status, profile.followers, profile.following, profile.posts_total) == ("private", None, None, None)
    assert profile.hidden == {"followers", "following", "posts_total"}
    with pytest.raises(AccountPrivate):
        read_posts(bluesky.SOURCE, client, Account(profile.native_id), 730)


def test_nobody_is_gone(world: World) -> None:
    with pytest.raises(AccountGone) as gone:
        bluesky.SOURCE.profile(reader(world).client(bluesky.SOURCE), Account("@nobody-at-all.test"))
    assert gone.value.code == "not_found"


@pytest.mark.parametrize(
    "pasted", ["https://bsky.app/profile/{handle}", "bluesky:{handle}", "bsky.app/profile/{did}", "{did}"]
)
def test_pasted_forms_of_a_real_account_name_it(world: World, pasted: str) -> None:
    person = world.of(QUIET).person
    resolved = links.resolve(pasted.format(handle=person.handle, did=person.did))
    assert (resolved.source, resolved.error) == ("bluesky", None)
    assert resolved.identity is not None
    profile = bluesky.SOURCE.profile(reader(world).client(bluesky.SOURCE), Account(resolved.identity))
    assert profile.native_id == person.did


def test_a_page_after_the_first_hundred_posts_is_asked_for(world: World) -> None:
    client = reader(world).client(bluesky.SOURCE)
    assert len(read_posts(bluesky.SOURCE, client, Account(world.of(HAMMER).person.did), 730)) == 130
    assert client.requests in (2, 3)
    assert len(ANVIL.posts) < 100


@pytest.mark.parametrize("pasted", ["{url}", "{url}/", "{host}", "wordpress:{url}", "{url}/wp-json/", "{url}/feed/"])
def test_a_pasted_address_of_the_journal_finds_its_wordpress(journal: Journal, pasted: str) -> None:
    resolved = links.resolve(pasted.format(url=journal.site.url, host=journal.site.host))
    found = discover.find(reader(journal=journal), resolved)
    assert (found.source, found.native_id) == ("wordpress", journal.site.url)


def test_articles_are_read_with_public_comments_only(journal: Journal) -> None:
    client = reader(journal=journal).client(wordpress.SOURCE)
    account = Account(journal.site.url)
    profile = wordpress.SOURCE.profile(client, account)
    assert (profile.native_id, profile.display_name, profile.bio) == (journal.site.url, NAME, MOTTO)
    assert (profile.followers, profile.following, profile.status) == (None, None, "ok")
    found = as_rows(read_posts(wordpress.SOURCE, client, account, BACKFILL.days))
    wanted = article_rows(journal)
    assert {number: {name: row[name] for name in wanted.get(number, row)} for number, row in found.items()} == wanted
    assert all(row["url"].startswith(journal.site.url) for row in found.values())
    assert client.requests <= 12


def test_where_the_api_was_closed_the_feed_names_the_same_posts(journal: Journal) -> None:
    http, account = reader(journal=journal), Account(journal.site.url)
    before = http.client(wordpress.SOURCE)
    wordpress.SOURCE.profile(before, account)
    read_posts(wordpress.SOURCE, before, account, BACKFILL.days)
    with journal.site.closed_api():
        client = http.client(wordpress.SOURCE, dict(before.state))
        profile = wordpress.SOURCE.profile(client, account)
        assert wordpress.SOURCE.posts is not None
        found = list(wordpress.SOURCE.posts(client, account, utcnow() - BACKFILL))
    assert (profile.native_id, profile.display_name, profile.origin) == (journal.site.url, NAME, "feed")
    posts = [item for item in found if isinstance(item, Post)]
    # A feed shows the ten latest: the reading is full back to the oldest of them and says so.
    assert [post.native_id for post in posts] == [str(number) for number in journal.ids[:10]]
    assert [post.published_at for post in posts] == [article.at for article in journal.articles[:10]]
    assert found[10:] == [CutShort(journal.articles[9].at)]
    # Its count of comments takes in the pings of other sites.
    assert [post.comments for post in posts] == [a.approved + a.pingbacks for a in journal.articles[:10]]
    assert {post.origin for post in posts} == {"feed"}

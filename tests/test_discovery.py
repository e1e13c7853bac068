"""A brand's accounts from its website: what counts, what does not, and how the site is treated."""

from __future__ import annotations

import itertools
import json
import time

import pytest
from brand_site import NETWORKS, Site, brand_page, link
from loopback import Loopback, Reply
from simulate import Clockwork

from sources import SOURCES, discovery
from sources.answer import Answer
from sources.discovery import further, mentions, naming, page, platforms, robots
from sources.discovery.ranking import Ranking
from sources.discovery.visitor import MOST_REQUESTS, same_site
from sources.errors import AccountGone, AccountPrivate, LimitReached, LinkNotUnderstood, Refused, RetryLater, Stopped
from sources.http import Http, HttpConfig
from sources.links import resolve

RSS = '<?xml version="1.0"?><rss version="2.0"><channel><title>T</title><item><guid>1</guid></item></channel></rss>'
FEED = '<link rel="alternate" type="application/rss+xml" href="{}">'
BLUESKY = NETWORKS["bluesky"]
YOUTUBE = NETWORKS["youtube"]


@pytest.fixture
def site(loopback: Loopback) -> Site:
    return Site(loopback)


@pytest.fixture
def clock() -> Clockwork:
    return Clockwork()


@pytest.fixture
def http(loopback: Loopback, clock: Clockwork) -> Http:
    config = HttpConfig("competitor-benchmark/0.1 (tests)", allow_hosts=frozenset({loopback.host}), retries=0)
    return Http(config, monotonic=clock.monotonic, sleep=clock.sleep, utcnow=clock.utcnow, random=lambda: 0.5)


def visit(http: Http, pasted: str) -> discovery.Site:
    return discovery.accounts(http, resolve(pasted))


def sure(found: discovery.Site) -> dict[str, str]:
    """By network the sure account."""
    return {each.identity.source: each.identity.native_id for each in found.sure}


def perhaps(found: discovery.Site) -> list[tuple[str, str]]:
    return [(each.identity.source, each.identity.native_id) for each in found.found if not each.sure]


def places(html: str) -> dict[str, mentions.Where]:
    """By address where a page mentions it."""
    answer = Answer(200, {"Content-Type": "text/html"}, html.encode(), "https://brand.example/")
    return {mention.url: mention.where for mention in reversed(page.read(answer).mentions)}


# A whole site


def test_one_paste_brings_every_network_of_the_footer(site: Site, http: Http) -> None:
    head, body = brand_page(**NETWORKS)
    site.put("/", body, head + FEED.format("/news.xml"))
    site.raw("/news.xml", RSS)
    found = visit(http, site.url)
    expected = {network for network in NETWORKS if network in SOURCES} | {"feed"}
    assert set(sure(found)) == expected
    assert {each.network for each in found.unsupported} == set(NETWORKS) - expected
    for network in expected - {"feed"}:
        assert sure(found)[network] == resolve(NETWORKS[network]).identity
    assert found.title == "Anvil Works"
    assert {each.where for each in found.sure if each.identity.source != "feed"} == {"footer"}
    assert len(site.asked) == found.requests <= MOST_REQUESTS


def test_other_pages_of_the_site_are_read_too(site: Site, http: Http) -> None:
    site.put("/", link("/en/about-us", "Who we are") + link("/kontakt", "Kontakt") + link("/p/1", "Anvil 1"))
    site.put("/kontakt", link(BLUESKY, "Bluesky"))
    site.put("/en/about-us", f"<nav>{link(YOUTUBE)}</nav>")
    found = visit(http, site.url)
    assert {(each.identity.source, each.where, each.sure) for each in found.found} == {
        ("bluesky", "contact", False),
        ("youtube", "navigation", True),
    }
    assert next(each.page for each in found.found if each.sure) == f"{site.url}/en/about-us"
    assert "/p/1" not in site.asked


def test_pasted_page_leads_to_the_home_page(site: Site, http: Http) -> None:
    site.put("/products/anvil", "<main>An anvil</main>")
    site.put("/", f"<footer>{link(BLUESKY)}</footer>")
    assert sure(visit(http, f"{site.url}/products/anvil")) == {"bluesky": "@anvil.bsky.social"}


def test_at_most_six_pages_and_twelve_calls(site: Site, http: Http) -> None:
    paths = [
        f"/{word}" for word in ("contact", "about", "imprint", "blog", "forum", "press", "community", "news", "legal")
    ]
    for path in ("/shop/", "/", *paths):
        site.put(path, "".join(link(each, each.strip("/")) for each in paths) + f"<footer>{link(BLUESKY)}</footer>")
    visit(http, f"{site.url}/shop/")
    assert len(site.asked) <= MOST_REQUESTS
    assert len({path for path in site.asked if path in (*paths, "/", "/shop/")}) <= 6


def test_wordpress_and_its_feed_are_one_account(site: Site, http: Http) -> None:
    site.put("/", "", FEED.format("/feed/"), {"Link": f'<{site.url}/wp-json/>; rel="https://api.w.org/"'})
    site.raw("/wp-json/", json.dumps({"name": "A", "home": site.url, "namespaces": ["wp/v2"]}))
    found = visit(http, site.url)
    assert [(each.identity.source, each.where) for each in found.found] == [("wordpress", "announced")]


def test_feed_that_only_the_blog_announces_is_found(site: Site, http: Http) -> None:
    site.put("/", link("/blog/", "Blog"))
    site.put("/blog/", "", FEED.format("/blog/atom.xml"))
    site.raw("/blog/atom.xml", RSS)
    found = visit(http, site.url)
    assert sure(found) == {"feed": f"{site.url}/blog/atom.xml"}
    assert found.sure[0].page == f"{site.url}/blog/"


def test_feed_that_is_only_linked_is_found(site: Site, http: Http) -> None:
    site.put("/", f"<footer>{link('/news/feed.xml', 'RSS')}{link(BLUESKY)}</footer>")
    site.raw("/news/feed.xml", RSS)
    assert sure(visit(http, site.url))["feed"] == f"{site.url}/news/feed.xml"


def test_usual_places_of_feeds_are_not_tried_where_accounts_were_found(site: Site, http: Http) -> None:
    site.put("/", f"<footer>{link(BLUESKY)}</footer>")
    visit(http, site.url)
    assert site.asked == ["/robots.txt", "/", "/.well-known/atproto-did"]


def test_further_feeds_are_listed_and_not_fetched(site: Site, http: Http) -> None:
    site.put("/", "", FEED.format("/all.xml") + FEED.format("/tools.xml"))
    site.raw("/all.xml", RSS)
    found = visit(http, site.url)
    assert sure(found) == {"feed": f"{site.url}/all.xml"}
    assert perhaps(found) == [("feed", f"{site.url}/tools.xml")]
    assert "/tools.xml" not in site.asked


def test_pasted_feed_is_found_with_the_accounts_of_its_site(site: Site, http: Http) -> None:
    site.raw("/anything", RSS)
    site.put("/", f"<footer>{link(BLUESKY)}</footer>")
    assert sure(visit(http, f"{site.url}/anything")) == {
        "bluesky": "@anvil.bsky.social",
        "feed": f"{site.url}/anything",
    }


@pytest.mark.skipif("discourse" not in SOURCES, reason="no such source yet")
def test_forum_is_told_by_what_made_it(site: Site, http: Http) -> None:
    site.put("/", link("/forum/", "Forum"))
    site.put(
        "/forum/", "", '<meta name="generator" content="Discourse 3.4.0 - https://github.com/discourse/discourse">'
    )
    assert sure(visit(http, site.url)) == {"discourse": f"{site.url}/forum"}


def test_name_of_a_domain_is_a_bluesky_account_by_its_well_known_file(site: Site, http: Http) -> None:
    site.put("/", "Hello")
    site.raw("/.well-known/atproto-did", "did:plc:ewvi7nxzyoun6zhxrhs64oiz\n")
    (found,) = visit(http, site.url).found
    assert (found.identity.native_id, found.where, found.sure) == (
        "did:plc:ewvi7nxzyoun6zhxrhs64oiz",
        "well_known",
        True,
    )


@pytest.mark.parametrize("body", ["<html>not found</html>", "did:plc:", "", "anvil.bsky.social", "x" * 100_000])
def test_well_known_file_that_holds_no_did_is_nothing(site: Site, http: Http, body: str) -> None:
    site.put("/", f"<footer>{link(YOUTUBE)}</footer>")
    site.raw("/.well-known/atproto-did", body)
    assert sure(visit(http, site.url)) == {"youtube": "@anvil"}


# What counts, and how much


@pytest.mark.parametrize(
    ("html", "where"),
    [
        ("<header>{}</header>", "header"),
        ("<footer><nav>{}</nav></footer>", "footer"),
        ('<div class="SiteFooter_root__x1"><ul><li>{}</li></ul></div>', "footer"),
        ('<div id="footer"><div class="card">{}</div></div>', "footer"),
        ('<div role="contentinfo">{}</div>', "footer"),
        ('<div class="container article"><div class="site-footer">{}</div></div>', "footer"),
        ('<nav class="x">{}</nav>', "navigation"),
        ('<main><div class="social-links">{}</div></main>', "social"),
        ("<main><p>{}</p></main>", "page"),
        ("{}", "page"),
        ("<article><footer>{}</footer></article>", "content"),
        ('<div class="post"><div class="post-footer">{}</div></div>', "content"),
        ('<div class="author-box"><div class="social">{}</div></div>', "content"),
        ("<blockquote class='twitter-tweet'>{}</blockquote>", "content"),
        ("<footer><article>{}</article></footer>", "content"),
        ("<div><div></div></p></section><footer></nav>{}", "footer"),
        ("<footer></footer>{}", "page"),
        ("<header><div></header><main>{}</main>", "page"),
    ],
)
def test_place_of_a_link_is_told_by_the_parts_around_it(html: str, where: str) -> None:
    assert places(html.format(link(BLUESKY))) == {BLUESKY: where}


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<link rel="me" href="https://social.example/@anvil">', ("https://social.example/@anvil", "rel_me")),
        ('<a rel="nofollow ME" href="https://social.example/@anvil">', ("https://social.example/@anvil", "rel_me")),
        ('<meta name="twitter:site" content="@anvil">', ("https://x.com/anvil", "site_handle")),
        ('<meta property="twitter:site" content="https://x.com/anvil"/>', ("https://x.com/anvil", "site_handle")),
        ('<meta name="twitter:creator" content="@smith">', ("https://x.com/smith", "creator")),
        ('<meta name="fediverse:creator" content="@a@social.example">', ("https://social.example/@a", "creator")),
        (
            '<meta property="article:publisher" content="https://www.facebook.com/anvil">',
            ("https://www.facebook.com/anvil", "publisher"),
        ),
        ('<meta property="og:see_also" content="https://x.com/anvil">', ("https://x.com/anvil", "publisher")),
        (
            '<a itemprop="sameAs" href="//bsky.app/profile/a.example">',
            ("https://bsky.app/profile/a.example", "same_as"),
        ),
    ],
)
def test_elements_made_for_it_say_whose_account_it_is(html: str, expected: tuple[str, str]) -> None:
    assert expected in places(html).items()


@pytest.mark.parametrize(
    "attributes",
    ['name="twitter:site" content=""', 'name="twitter:site" content="@a b"', 'name="twitter:site"', 'content="@anvil"'],
)
def test_meta_elements_that_name_nobody_are_nothing(attributes: str) -> None:
    assert places(f"<meta {attributes}>") == {}


def ld(data: object) -> str:
    return f'<script type="application/ld+json">{data if isinstance(data, str) else json.dumps(data)}</script>'


ORGANIZATION = {"@type": "Organization", "name": "Anvil Works", "sameAs": [BLUESKY, YOUTUBE]}


@pytest.mark.parametrize(
    "data",
    [
        ORGANIZATION,
        [ORGANIZATION],
        {"@context": "https://schema.org", "@graph": [{"@type": "WebPage"}, ORGANIZATION]},
        {"@graph": [{"@type": "WebSite", "publisher": {"@graph": [ORGANIZATION]}}]},
        {"@type": "WebPage", "mainEntity": {"@type": "WebPage", "about": [[ORGANIZATION]]}},
        {**ORGANIZATION, "@type": ["LocalBusiness", "Thing"]},
        {**ORGANIZATION, "@type": "https://schema.org/NewsMediaOrganization"},
        {"@type": "schema:Brand", "schema:sameAs": [{"@id": BLUESKY}, {"@value": YOUTUBE}]},
        {"sameAs": [BLUESKY, YOUTUBE, None, 7, ["x"], ""]},
        "<!-- " + json.dumps(ORGANIZATION) + " -->",
        "//<![CDATA[\n" + json.dumps(ORGANIZATION) + "\n//]]>",
        json.dumps(ORGANIZATION).replace("Anvil Works", "Anvil\nWorks"),
    ],
)
def test_structured_data_of_the_owner_is_sure_in_any_form(data: object) -> None:
    found = places(ld(data))
    assert found == {BLUESKY: "same_as", YOUTUBE: "same_as"}


@pytest.mark.parametrize(
    "data",
    [
        {"@type": "Person", "name": "Ann", "sameAs": [BLUESKY]},
        {"@type": "Article", "author": {"@type": "Organization", "sameAs": BLUESKY}},
        {"@type": "Event", "organizer": {"@type": "Organization", "sameAs": [BLUESKY]}},
        {"@type": "Product", "review": [{"author": {"sameAs": BLUESKY}}]},
        {"@type": "Product", "sameAs": BLUESKY},
    ],
)
def test_structured_data_of_somebody_else_is_not(data: object) -> None:
    assert places(ld(data)) == {BLUESKY: "content"}


@pytest.mark.parametrize(
    "text", ["{", "", "[" * 100_000, '{"a":' * 50_000, "null", '"sameAs"', "[1e999]", "{'a': 1}", "x" * 600_000]
)
def test_broken_structured_data_is_passed_over(text: str) -> None:
    assert places(ld(text) + f"<footer>{link(BLUESKY)}</footer>") == {BLUESKY: "footer"}


@pytest.mark.parametrize(
    "url",
    [
        "https://www.facebook.com/sharer/sharer.php?u=https://brand.example",
        "https://www.facebook.com/sharer.php?u=x",
        "https://www.facebook.com/share.php?u=x",
        "https://www.facebook.com/dialog/share?app_id=1",
        "https://www.facebook.com/plugins/like.php?href=x",
        "https://www.facebook.com/tr?id=1&ev=PageView",
        "https://twitter.com/intent/tweet?text=x",
        "https://twitter.com/share?url=x",
        "https://x.com/intent/post?text=x",
        "https://x.com/home?status=x",
        "https://x.com/hashtag/anvils",
        "https://t.me/share/url?url=x",
        "https://www.linkedin.com/shareArticle?mini=true&url=x",
        "https://www.linkedin.com/sharing/share-offsite/?url=x",
        "https://pinterest.com/pin/create/button/?url=x",
        "https://www.pinterest.com/pin/create/link/?url=x",
        "https://www.reddit.com/submit?url=x",
        "https://bsky.app/intent/compose?text=x",
        "https://www.threads.net/intent/post?text=x",
        "https://social.example/share?text=x",
        "https://www.youtube.com/embed/abcdefghijk",
        "https://www.instagram.com/accounts/login/",
        "javascript:window.open('https://x.com/anvil')",
        "data:text/html,https://x.com/anvil",
        "mailto:anvil@brand.example",
        "tel:+331234",
        "whatsapp://send?text=x",
        "https://x.com@evil.example/anvil",
        "https://facebook.com.evil.example/anvil",
        "https://fасebook.com/anvil",
        "http://[",
    ],
)
def test_share_links_and_links_that_are_none_never_count(site: Site, http: Http, url: str) -> None:
    site.put("/", f"<footer>{link(url, 'Share')}</footer>")
    with pytest.raises(AccountGone) as caught:
        visit(http, site.url)
    assert caught.value.code == "nothing_found"


@pytest.mark.parametrize(
    "url",
    [
        "http://10.0.0.1/@anvil",
        "http://localhost/@anvil",
        "http://[::1]/@anvil",
        "http://127.0.0.1:3000/users/anvil",
        "http://wiki/@a",
    ],
)
def test_public_page_says_nothing_of_internal_hosts(url: str) -> None:
    found = Ranking("brand.example")
    found.read(mentions.Page("https://brand.example/", (mentions.Mention(url, "rel_me"),)))
    assert found.listed("Brand") == ()


def test_links_in_articles_are_perhaps_and_rank_below(site: Site, http: Http) -> None:
    others = "".join(link(f"https://bsky.app/profile/rival{n}.bsky.social") for n in range(9))
    site.put("/", f"<article>{others}</article><footer>{link(BLUESKY)}</footer>")
    found = visit(http, site.url)
    assert sure(found) == {"bluesky": "@anvil.bsky.social"}
    assert found.found[0].sure
    assert len(perhaps(found)) == 5
    assert found.left_out == 4


def test_only_the_surest_of_a_network_is_sure(site: Site, http: Http) -> None:
    support, agency = "https://bsky.app/profile/anvil-help.bsky.social", "https://bsky.app/profile/pixels.example"
    site.put("/", f"<footer>{link(agency)}{link(support)}</footer>", ld({**ORGANIZATION, "sameAs": [BLUESKY]}))
    found = visit(http, site.url)
    assert sure(found) == {"bluesky": "@anvil.bsky.social"}
    assert {native for _, native in perhaps(found)} == {"@anvil-help.bsky.social", "@pixels.example"}


def test_of_two_in_the_footer_the_one_that_is_called_like_the_brand_is_surer(site: Site, http: Http) -> None:
    agency = "https://bsky.app/profile/pixels.example"
    site.put("/", f"<footer>{link(agency)}{link(BLUESKY)}</footer>", "<title>Anvil Works</title>")
    assert sure(visit(http, site.url)) == {"bluesky": "@anvil.bsky.social"}


def test_post_in_the_footer_is_no_account_of_the_site(site: Site, http: Http) -> None:
    site.put("/", f"<footer>{link(BLUESKY + '/post/3k')}{link('https://youtu.be/abcdefghijk')}</footer>")
    found = visit(http, site.url)
    assert sure(found) == {}
    assert perhaps(found) == [("bluesky", "@anvil.bsky.social")]


def test_tabs_of_a_channel_are_the_channel(site: Site, http: Http) -> None:
    site.put("/", f"<footer>{link(YOUTUBE + '/videos')}{link(YOUTUBE + '?sub_confirmation=1')}</footer>")
    found = visit(http, site.url)
    assert (sure(found), perhaps(found)) == ({"youtube": "@anvil"}, [])


# Robots, politeness


def test_disallowed_pages_are_never_asked_for_and_said(site: Site, http: Http) -> None:
    site.raw(
        "/robots.txt",
        "User-agent: *\nDisallow: /contact\nDisallow: /.well-known/\nDisallow: /*.xml$\nDisallow: /wp-json",
    )
    site.put(
        "/", link("/contact", "Contact") + link("/about", "About") + FEED.format("/news.xml"), FEED.format("/news.xml")
    )
    site.put("/about", f"<footer>{link(BLUESKY)}</footer>")
    site.put("/contact", f"<footer>{link(YOUTUBE)}</footer>")
    found = visit(http, site.url)
    assert sure(found)["bluesky"] == "@anvil.bsky.social"
    assert not {"/contact", "/.well-known/atproto-did", "/news.xml", "/wp-json"} & set(site.asked)
    assert site.asked[0] == "/robots.txt"
    assert site.asked.count("/robots.txt") == 1
    assert [(note.error.code, note.url) for note in found.refused] == [("robots", f"{site.url}/contact")]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("User-agent: competitor-benchmark\nDisallow: /", 200),
        ("User-agent: other\nAllow: /\n\nUser-agent: *\nDisallow: /", 200),
        ("", 401),
        ("", 403),
    ],
)
def test_site_that_wants_no_programs_is_left_alone(site: Site, http: Http, text: str, status: int) -> None:
    site.raw("/robots.txt", text, status)
    site.put("/", f"<footer>{link(BLUESKY)}</footer>")
    with pytest.raises(Refused) as caught:
        visit(http, site.url)
    assert (caught.value.code, caught.value.params["host"]) == ("robots", "127.0.0.1")
    assert set(site.asked) == {"/robots.txt"}


def test_rules_for_others_are_not_ours(site: Site, http: Http) -> None:
    site.raw(
        "/robots.txt",
        "User-agent: BadBot\nDisallow: /\n\nUser-agent: Competitor-Benchmark\nAllow: /\nUser-agent: *\nDisallow: /",
    )
    site.put("/", f"<footer>{link(BLUESKY)}</footer>")
    assert sure(visit(http, site.url)) == {"bluesky": "@anvil.bsky.social"}


@pytest.mark.parametrize(("asked_for", "kept"), [("2", 2.0), ("600", 5.0)])
def test_crawl_delay_is_kept_up_to_a_cap(site: Site, http: Http, clock: Clockwork, asked_for: str, kept: float) -> None:
    times: list[float] = []
    site.raw("/robots.txt", f"User-agent: *\nCrawl-delay: {asked_for}")
    site.put("/", link("/contact", "Contact") + link("/about", "About") + f"<footer>{link(BLUESKY)}</footer>")
    original = site.server._routes["*"]

    def answer(request: object) -> Reply:
        times.append(clock.seconds)
        return original(request)  # type: ignore[arg-type]

    site.server.answer("*", answer)
    visit(http, site.url)
    assert len(times) > 2
    assert all(later - sooner >= kept - 0.01 for sooner, later in itertools.pairwise(times[1:]))
    assert times[-1] - times[0] <= 30


@pytest.mark.parametrize(
    ("rules", "path", "allowed"),
    [
        ("Disallow: /a", "/abc", False),
        ("Disallow: /a\nAllow: /ab", "/abc", True),
        ("Allow: /\nDisallow: /private", "/private/x", False),
        ("Disallow:", "/", True),
        ("Disallow: /*.pdf$", "/x/y.pdf", False),
        ("Disallow: /*.pdf$", "/x/y.pdf?z", True),
        ("Disallow: /*/secret/*x", "/a/secret/bbx", False),
        ("Disallow: /$", "/", False),
        ("Disallow: /$", "/a", True),
        ("Disallow: /%7Ejoe", "/~joe/", False),
        ("Disallow: /*?", "/a?b=c", False),
        ("Disallow: /caf\u00e9", "/caf%C3%A9", False),
        ("Disallow: /a # comment", "/a", False),
        ("disallow : /A", "/a", True),
        ("Disallow: http://[", "/", True),
        ("Disallow: /" + "*" * 1000 + "x", "/yyyx", True),
        ("nonsense\nDisallow /a", "/a", True),
    ],
)
def test_rules_of_robots_are_read_as_they_are_meant(rules: str, path: str, allowed: bool) -> None:
    read = robots.read(f"\ufeffUser-agent: *\r\n{rules}\n".encode(), 200, "competitor-benchmark/0.1")
    assert read.allows(path) is allowed


@pytest.mark.parametrize("body", [b"", b"\xff\x00" * 1000, b"Disallow: /", b"Crawl-delay: 99999999999", b":" * 600_000])
def test_robots_of_any_bytes_are_survived(body: bytes) -> None:
    assert robots.read(body, 200, "competitor-benchmark/0.1").allows("/")


def test_stop_ends_the_visit(site: Site, http: Http) -> None:
    site.put("/", link("/contact", "Contact"))
    with pytest.raises(Stopped):
        discovery.accounts(http, resolve(site.url), stopped=lambda: len(site.asked) >= 2)
    assert len(site.asked) == 2


# Hostile and broken sites


def test_pages_of_other_sites_are_never_fetched(site: Site, http: Http) -> None:
    with Loopback() as other:
        http.gate._allowed |= {("127.0.0.1", int(other.host.rpartition(":")[2]))}  # reachable, but not of this site
        other.on("*", f"<footer>{link(BLUESKY)}</footer>")
        site.put(
            "/", link(f"{other.url}/contact", "Contact") + link("/about", "About") + f"<footer>{link(YOUTUBE)}</footer>"
        )
        site.raw("/about", "", 302, {"Location": f"{other.url}/about"})
        found = visit(http, site.url)
        assert sure(found) == {"youtube": "@anvil"}
        assert [(note.error.code, note.error.params["place"]) for note in found.refused] == [
            ("other_site", f"{other.url}/about")
        ]
        site.raw("/", "", 301, {"Location": f"{other.url}/"})
        with pytest.raises(Refused) as caught:
            visit(http, site.url)
        assert (caught.value.code, caught.value.params["place"]) == ("other_site", f"{other.url}/")
        assert other.requests == []


def test_redirects_within_the_site_are_followed(site: Site, http: Http) -> None:
    site.raw("/", "", 302, {"Location": "/fr/"})
    site.put("/fr/", f"<footer>{link(BLUESKY)}</footer>")
    found = visit(http, site.url)
    assert (sure(found), found.url) == ({"bluesky": "@anvil.bsky.social"}, f"{site.url}/fr/")


def test_redirect_to_what_robots_disallow_is_not_followed(site: Site, http: Http) -> None:
    site.raw("/robots.txt", "User-agent: *\nDisallow: /private")
    site.raw("/", "", 302, {"Location": "/private"})
    with pytest.raises(Refused) as caught:
        visit(http, site.url)
    assert caught.value.code == "robots"
    assert "/private" not in site.asked


@pytest.mark.parametrize(
    "pasted", ["http://127.0.0.1:1", "https://10.0.0.5/", "http://[::ffff:127.0.0.1]/", "http://localhost:9/"]
)
def test_internal_hosts_are_refused_without_a_connection(site: Site, http: Http, pasted: str) -> None:
    with pytest.raises(Refused):
        visit(http, pasted)
    assert site.asked == []


def test_ten_thousand_links_are_read_in_time_and_capped(site: Site, http: Http) -> None:
    many = "".join(link(f"https://h{n}.example/@u{n}") for n in range(10_000))
    site.put("/", f"<main>{many}</main><footer>{link(BLUESKY)}</footer>")
    began = time.perf_counter()
    found = visit(http, site.url)
    assert time.perf_counter() - began < 10
    assert sure(found) == {"bluesky": "@anvil.bsky.social"}
    assert len(found.found) <= 7


def test_footer_of_a_very_long_page_counts(site: Site, http: Http) -> None:
    site.put("/", f"<main>{'<p>anvil</p>' * 200_000}</main><footer>{link(BLUESKY)}</footer>")
    assert sure(visit(http, site.url)) == {"bluesky": "@anvil.bsky.social"}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff" * 5000,
        b"<a href=" * 50_000,
        b"<" * 100_000,
        b"<div>" * 100_000,
        b"<!--" * 10_000,
        b"<a href='http://['>",
    ],
)
def test_page_of_any_bytes_is_survived(site: Site, http: Http, body: bytes) -> None:
    site.raw("/", body, 200, {"Content-Type": "text/html; charset=nonsense"})
    with pytest.raises(AccountGone):
        visit(http, site.url)


def test_page_beyond_the_cap_is_refused(site: Site, http: Http) -> None:
    site.raw("/", b"x" * (8 * 2**20 + 1))
    with pytest.raises(LimitReached):
        visit(http, site.url)


def test_site_that_lets_no_program_in_says_so(site: Site, http: Http) -> None:
    site.raw("/", "no", 403)
    with pytest.raises(AccountPrivate) as caught:
        visit(http, site.url)
    assert caught.value.code == "closed_site"


def test_missing_page_of_a_site_with_accounts_brings_them_and_says_so(site: Site, http: Http) -> None:
    site.put("/", f"<footer>{link(BLUESKY)}</footer>")
    found = visit(http, f"{site.url}/gone")
    assert sure(found) == {"bluesky": "@anvil.bsky.social"}
    assert [note.error.code for note in found.refused] == ["not_found"]


def test_site_that_is_down_is_told_at_once(site: Site, http: Http) -> None:
    site.server.answer("*", lambda _request: Reply("busy", 429, {"Retry-After": "3600"}))
    with pytest.raises(RetryLater):
        visit(http, site.url)
    assert len(site.asked) == 1


def test_text_that_names_nothing_keeps_its_error(http: Http) -> None:
    with pytest.raises(LinkNotUnderstood) as caught:
        visit(http, "https://facebook.com.evil.test")
    assert caught.value.code == "look_alike"


@pytest.mark.parametrize(
    ("charset", "declared"),
    [
        ("iso-8859-1", '<meta charset="iso-8859-1">'),
        ("utf-8", ""),
        ("windows-1252", "<META content='text/html; charset=windows-1252'>"),
    ],
)
def test_name_is_read_in_the_pages_own_charset(site: Site, http: Http, charset: str, declared: str) -> None:
    html = f"<head>{declared}<title>Café Anvil</title></head><footer>{link(BLUESKY)}</footer>"
    site.raw("/", html.encode(charset), 200, {"Content-Type": "text/html"})
    assert visit(http, site.url).title == "Café Anvil"


def test_page_of_a_platform_speaks_for_itself_only() -> None:
    for host, where in (("linktr.ee", "social"), ("github.com", "page")):
        answer = Answer(
            200, {}, f"<a href={BLUESKY}>x</a><footer>{link(YOUTUBE)}</footer>".encode(), f"https://{host}/anvil"
        )
        found = Ranking(host)
        found.read(page.read(answer))
        assert {each.identity.source: (each.where, each.sure) for each in found.listed("Anvil")} == {
            "bluesky": (where, where == "social"),
            "youtube": ("content", False),
        }


def test_home_of_a_platform_is_not_the_owners(site: Site, http: Http, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platforms, "LINK_PAGES", frozenset({site.server.host}))
    site.put("/", f"<footer>{link(YOUTUBE)}</footer>")
    site.put("/anvil", link(BLUESKY) + link("/contact", "Contact"), "<title>Anvil Works | Links</title>")
    found = visit(http, f"{site.url}/anvil")
    assert (sure(found), found.title) == ({"bluesky": "@anvil.bsky.social"}, "Anvil Works")
    assert site.asked == ["/robots.txt", "/anvil"]


def test_refused_further_page_is_said_in_a_sites_words(site: Site, http: Http) -> None:
    site.put("/", f"{link('/contact', 'Contact')}<footer>{link(BLUESKY)}</footer>")
    site.raw("/contact", "no", 403)
    assert [note.error.code for note in visit(http, site.url).refused] == ["closed_site"]


# Small rules


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("brand.example", "www.brand.example", True),
        ("brand.example", "BLOG.brand.example", True),
        ("blog.brand.example", "brand.example", True),
        ("brand.example", "brand.example.evil.test", False),
        ("brand.example", "notbrand.example", False),
        ("forum.brand.example", "shop.brand.example", False),
        ("brand.co.uk", "other.co.uk", False),
        ("brand.co.uk", "co.uk", False),
        ("brand.github.io", "github.io", False),
        ("brand.example", "example", False),
        ("127.0.0.1:80", "127.0.0.1:81", False),
        ("127.0.0.1:80", "127.0.0.1:80", True),
        ("1.127.0.0.1", "127.0.0.1", False),
    ],
)
def test_same_site_is_the_same_host_or_below_it(one: str, other: str, same: bool) -> None:
    assert same_site(one, other) is same
    assert same_site(other, one) is same


@pytest.mark.parametrize(
    ("names", "title", "host", "name"),
    [
        (["Anvil Works"], "x", "anvil.example", "Anvil Works"),
        ([], "Tools that last | Anvil Works", "www.anvilworks.co.uk", "Anvil Works"),
        ([], "Anvil – Tools", "anvil.example", "Anvil"),
        ([], "Home", "anvil-works.example", "Anvil-works"),
        ([], "", "127.0.0.1:9", "127.0.0.1:9"),
        (["Home"], "Welcome", "anvil.example", "Anvil"),
        (
            ["Anvil Works - The Tools of the Trade since Eighteen Hundred and Eighty-Four"],
            "",
            "anvil.example",
            "Anvil Works",
        ),
        (["Forge Group"], "Welcome", "anvil.example", "Forge Group"),
    ],
)
def test_name_of_the_brand_is_guessed(names: list[str], title: str, host: str, name: str) -> None:
    assert naming.name([mentions.Page("https://x.example", names=tuple(names), title=title)], host) == name


def test_further_pages_are_told_by_words_and_paths() -> None:
    anchors = [
        mentions.Anchor(f"https://brand.example{path}", words)
        for path, words in [
            ("/produits/contact-lens-cleaner-with-a-long-name", "Lenses"),
            ("/fr/nous-contacter.html", ""),
            ("/x1", "Über  uns"),
            ("/mentions-legales/", ""),
            ("/blog/2026/11/a-post", "A post"),
            ("/blog/", "Blog"),
            ("/contact?ref=1", "Contact"),
        ]
    ]
    anchors.append(mentions.Anchor("https://forum.brand.example/", "Fans"))
    anchors.append(mentions.Anchor("https://other.example/contact", "Contact"))
    found = further.pages(anchors, "brand.example", ["https://www.brand.example/"])
    assert [(each.kind, each.url) for each in found] == [
        ("contact", "https://brand.example/fr/nous-contacter.html"),
        ("about", "https://brand.example/x1"),
        ("imprint", "https://brand.example/mentions-legales/"),
        ("forum", "https://forum.brand.example/"),
        ("blog", "https://brand.example/blog/"),
    ]

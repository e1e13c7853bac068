"""What stands behind a pasted website: WordPress, a feed, or nothing, found in few calls."""

from __future__ import annotations

import pytest
from loopback import Loopback, Reply
from simulate import Brand, Clockwork, brand_with_posts
from simulate_wordpress import Simulator

from sources.base import Identity
from sources.discover import find
from sources.errors import AccountGone, FixCredentials, LinkNotUnderstood, Refused, RetryLater
from sources.http import Http, HttpConfig
from sources.links import resolve

RSS = '<?xml version="1.0"?><rss version="2.0"><channel><title>T</title>{}<item><guid>1</guid></item></channel></rss>'
PAGE = "<!doctype html><html><head>{}</head><body>Hello</body></html>"
ALTERNATE = '<link rel="alternate" type="application/rss+xml" title="News" href="{}">'


@pytest.fixture
def http(loopback: Loopback) -> Http:
    clock = Clockwork()
    return Http(
        HttpConfig("tests", allow_hosts=frozenset({loopback.host}), retries=0),
        monotonic=clock.monotonic,
        sleep=clock.sleep,
        utcnow=clock.utcnow,
        random=lambda: 0.5,
    )


@pytest.fixture
def site(loopback: Loopback) -> Simulator:
    made = Simulator(brand_with_posts())
    made.serve(loopback)
    return made


def brand(site: Simulator) -> Brand:
    return site.brands[0]


def html(loopback: Loopback, path: str, head: str, headers: dict[str, str] | None = None) -> None:
    loopback.on(path, PAGE.format(head), 200, {"Content-Type": "text/html; charset=utf-8", **(headers or {})})


def found(http: Http, pasted: str) -> tuple[str, str]:
    identity = find(http, resolve(pasted))
    assert not identity.needs_network
    return identity.source, identity.native_id


# WordPress


@pytest.mark.parametrize("pasted", ["{home}", "{home}/", "{home}/wp-json/", "wordpress:{home}", "{home}/feed/"])
def test_any_address_of_a_wordpress_leads_to_its_root(site: Simulator, http: Http, pasted: str) -> None:
    assert found(http, pasted.format(home=site.home(brand(site)))) == ("wordpress", site.home(brand(site)))


def test_wordpress_is_found_by_its_announcement_in_two_calls(site: Simulator, http: Http) -> None:
    found(http, site.home(brand(site)))
    assert len(site.requests) == 2


def test_wordpress_is_found_by_the_link_in_its_head(site: Simulator, http: Http, loopback: Loopback) -> None:
    html(loopback, "/", f'<link rel="https://api.w.org/" href="{site.home(brand(site))}/wp-json/">')
    assert found(http, loopback.url) == ("wordpress", site.home(brand(site)))


def test_page_of_a_wordpress_in_a_folder_leads_to_its_root(site: Simulator, http: Http, loopback: Loopback) -> None:
    home = site.home(brand(site))
    html(loopback, "/1/2026/11/hello", "", {"Link": f'<{home}/wp-json/>; rel="https://api.w.org/"'})
    assert found(http, f"{home}/2026/11/hello") == ("wordpress", home)


def test_wordpress_without_pretty_addresses_is_found(site: Simulator, http: Http) -> None:
    site.pretty = False
    assert found(http, site.home(brand(site))) == ("wordpress", site.home(brand(site)))


def test_unannounced_wordpress_at_the_root_is_found(http: Http, loopback: Loopback) -> None:
    html(loopback, "/", "")
    loopback.on("/wp-json/", {"name": "A", "home": loopback.url, "namespaces": ["wp/v2"]})
    assert found(http, loopback.url) == ("wordpress", loopback.url)


def test_wordpress_whose_front_page_refuses_robots_is_found(http: Http, loopback: Loopback) -> None:
    loopback.on("/", "no", 403)
    loopback.on("/wp-json/", {"name": "A", "home": loopback.url, "namespaces": ["wp/v2"]})
    assert found(http, loopback.url) == ("wordpress", loopback.url)


def test_closed_wordpress_is_its_feed(site: Simulator, http: Http) -> None:
    site.closed = True
    home = site.home(brand(site))
    assert found(http, home) == ("feed", f"{home}/feed/")
    assert found(http, f"wordpress:{home}") == ("wordpress", home)


# Feeds


def test_announced_feed_is_found_in_few_calls(http: Http, loopback: Loopback) -> None:
    html(loopback, "/news", ALTERNATE.format("/news/rss.xml"))
    loopback.on("/news/rss.xml", RSS.format(""))
    assert found(http, f"{loopback.url}/news") == ("feed", f"{loopback.url}/news/rss.xml")
    assert len(loopback.requests) == 2


def test_feed_of_comments_is_not_the_blog(http: Http, loopback: Loopback) -> None:
    html(loopback, "/", ALTERNATE.format("/comments/feed/") + ALTERNATE.format("/posts.atom"))
    loopback.on("/comments/feed/", RSS.format(""))
    loopback.on("/posts.atom", RSS.format(""))
    assert found(http, loopback.url) == ("feed", f"{loopback.url}/posts.atom")


def test_announced_feed_that_is_broken_gives_way_to_the_next(http: Http, loopback: Loopback) -> None:
    html(loopback, "/", ALTERNATE.format("/gone.xml") + ALTERNATE.format("/ok.xml"))
    loopback.on("/ok.xml", RSS.format(""))
    assert found(http, loopback.url) == ("feed", f"{loopback.url}/ok.xml")


def test_base_of_the_page_counts_for_its_links(http: Http, loopback: Loopback) -> None:
    html(loopback, "/", '<base href="/blog/">' + ALTERNATE.format("feed.xml"))
    loopback.on("/blog/feed.xml", RSS.format(""))
    assert found(http, loopback.url) == ("feed", f"{loopback.url}/blog/feed.xml")


@pytest.mark.parametrize("path", ["/feed/", "/rss.xml", "/feed.xml", "/atom.xml", "/index.xml", "/rss"])
def test_unannounced_feed_at_a_usual_place_is_found(http: Http, loopback: Loopback, path: str) -> None:
    html(loopback, "/", "")
    loopback.on(path, RSS.format(""))
    assert found(http, loopback.url) == ("feed", f"{loopback.url}{path}")
    assert len(loopback.requests) <= 10


def test_pasted_feed_is_itself_whatever_its_address(http: Http, loopback: Loopback) -> None:
    loopback.on("/anything", RSS.format(""))
    assert found(http, f"{loopback.url}/anything") == ("feed", f"{loopback.url}/anything")
    assert found(http, f"feed:{loopback.url}/anything") == ("feed", f"{loopback.url}/anything")


def test_feed_that_says_wordpress_is_a_feed_when_the_api_does_not_answer(http: Http, loopback: Loopback) -> None:
    head = f"<link>{loopback.url}/</link><generator>https://wordpress.org/?v=6.8</generator>"
    loopback.on("/feed/", RSS.format(head))
    assert found(http, f"{loopback.url}/feed/") == ("feed", f"{loopback.url}/feed/")


def test_feed_that_names_another_site_as_its_own_does_not_lead_there(http: Http, loopback: Loopback) -> None:
    head = "<link>https://elsewhere.example/</link><generator>https://wordpress.org/?v=6.8</generator>"
    loopback.on("/feed/", RSS.format(head))
    assert found(http, f"{loopback.url}/feed/") == ("feed", f"{loopback.url}/feed/")


# Nothing, refused, unreachable


def test_page_with_nothing_to_follow_says_so(http: Http, loopback: Loopback) -> None:
    html(loopback, "/", "")
    with pytest.raises(AccountGone) as caught:
        find(http, resolve(loopback.url))
    assert caught.value.code == "nothing_found"
    assert caught.value.params["host"] == loopback.host
    assert len(loopback.requests) <= 12


def test_missing_page_is_not_found(http: Http, loopback: Loopback) -> None:
    with pytest.raises(AccountGone) as caught:
        find(http, resolve(f"{loopback.url}/nowhere"))
    assert caught.value.code == "not_found"


def test_refusing_page_says_so(http: Http, loopback: Loopback) -> None:
    loopback.answer("*", lambda _request: Reply("no", 403))
    with pytest.raises(FixCredentials):
        find(http, resolve(loopback.url))


def test_site_that_is_down_is_unreachable_at_once(http: Http, loopback: Loopback) -> None:
    loopback.answer("*", lambda _request: Reply("busy", 429, {"Retry-After": "3600"}))
    with pytest.raises(RetryLater):
        find(http, resolve(loopback.url))
    assert len(loopback.requests) == 1


def test_internal_host_is_refused_without_a_connection(http: Http, loopback: Loopback) -> None:
    for pasted in ("http://127.0.0.1:1", "http://10.0.0.5/", "http://[::ffff:127.0.0.1]/", "http://localhost:9/"):
        with pytest.raises(Refused):
            find(http, resolve(pasted))
    assert loopback.requests == []


def test_text_that_names_nothing_keeps_its_error(http: Http) -> None:
    with pytest.raises(LinkNotUnderstood) as caught:
        find(http, resolve("https://facebook.com.evil.test"))
    assert caught.value.code == "look_alike"


def test_other_networks_need_no_looking(http: Http, loopback: Loopback) -> None:
    assert find(http, resolve("youtube:@anvil")) == Identity("youtube", "@anvil", "https://www.youtube.com/@anvil")
    assert loopback.requests == []


def test_page_of_any_bytes_is_survived(http: Http, loopback: Loopback) -> None:
    for body in (b"", b"\xff" * 5000, b"<link rel=" * 5000, b"<" * 100_000, b'<link rel="alternate" href="http://[">'):
        loopback.on("/", body, 200, {"Content-Type": "text/html; charset=nonsense", "Link": "<http://[>; rel=x, <"})
        with pytest.raises(AccountGone):
            find(http, resolve(loopback.url))

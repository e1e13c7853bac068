"""Feeds of every kind, what is wrong with them in the wild, and how far back they say they reach."""

from __future__ import annotations

import json
import random
from datetime import datetime, timedelta

import pytest
from fixture_files import FOLDER, fixture, mutations
from loopback import Loopback, Reply
from simulate import NOW, Brand, Written, brand_with_posts, http_for
from simulate_feed import Simulator

from sources import SOURCES
from sources.base import Account, CutShort, Post
from sources.errors import AccountGone, NotUnderstood
from sources.feed import SOURCE, posts, profile
from sources.feed_parse import Feed, parse_feed
from sources.http import Client

URL = "https://brand.example/feed"
LONG_AGO = NOW - timedelta(days=3650)


@pytest.fixture
def brand() -> Brand:
    return brand_with_posts()


@pytest.fixture
def simulated(brand: Brand, loopback: Loopback) -> Simulator:
    made = Simulator(brand)
    made.serve(loopback)
    return made


def client(simulated: Simulator, state: dict[str, str] | None = None) -> Client:
    return http_for(simulated).client(SOURCE, state)


def read(name: str, content_type: str = "") -> Feed:
    return parse_feed((FOLDER / "feed" / name).read_bytes(), URL, NOW, content_type)


def of(*items: str, head: str = "") -> bytes:
    return f'<?xml version="1.0"?>{head}<rss version="2.0"><channel><title>T</title>{"".join(items)}</channel></rss>'.encode()


def only(body: bytes, content_type: str = "") -> Post:
    (entry,) = parse_feed(body, URL, NOW, content_type).entries
    return entry.post


# Kinds


def test_atom_is_read() -> None:
    feed = read("atom.xml")
    assert (feed.title, feed.description, feed.link) == ("Anvil & Sons", "From the forge", "https://brand.example/")
    assert feed.older == "https://brand.example/feed.atom?before=2026-10"
    first, second = (entry.post for entry in feed.entries)
    assert first.native_id == "urn:uuid:1225c695-cfb8-4ebb-aaaa-80da344efa6a"
    assert first.published_at == datetime(2026, 11, 3, 18, 30, 2)
    assert (first.text, first.hashtags) == ("Atom-powered anvils\n\nThey ring & sing #anvils", ("anvils",))
    assert (first.url, first.kind, first.origin) == ("https://brand.example/2026/11/anvils", "article", "feed")
    assert (second.native_id, second.published_at) == ("https://brand.example/2026/11/updated", datetime(2026, 11, 1))


def test_rdf_in_latin_1_is_read() -> None:
    feed = read("rdf.xml", "application/rdf+xml")
    assert feed.title == "Forge française"
    (post,) = (entry.post for entry in feed.entries)
    assert (post.text, post.published_at, post.comments) == ("L'été des enclumes", datetime(2026, 7, 1, 8), 4)


def test_json_feed_is_read() -> None:
    feed = read("feed.json", "application/feed+json")
    assert (feed.title, feed.link) == ("Anvil notes", "https://brand.example/")
    first, second = (entry.post for entry in feed.entries)
    assert (first.native_id, first.published_at) == ("2", datetime(2026, 11, 5, 9))
    assert (first.text, first.thumbnail_url) == ("Second\n\nHello & welcome #anvils", "https://brand.example/a.png")
    assert (second.native_id, second.text, second.comments) == ("1", "First", None)


def test_charset_of_the_header_is_honoured() -> None:
    body = "<rss version='2.0'><channel><title>Été</title><item><guid>1</guid></item></channel></rss>".encode("latin-1")
    assert parse_feed(body, URL, NOW, "application/rss+xml; charset=iso-8859-1").title == "Été"


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b"\n  ", b"\xef\xbb\xbf\n"])
def test_byte_order_mark_and_blanks_before_the_feed_are_harmless(mark: bytes) -> None:
    assert only(mark + of("<item><guid>1</guid></item>")).native_id == "1"
    utf16 = (
        '<?xml version="1.0" encoding="utf-16"?><rss version="2.0"><channel><item><guid>1</guid></item></channel></rss>'
    )
    assert only(utf16.encode("utf-16")).native_id == "1"


# Single fields


def test_comments_are_unknown_unless_the_feed_counts_them() -> None:
    assert only(of("<item><guid>1</guid></item>")).comments is None
    slash = '<item xmlns:slash="http://purl.org/rss/1.0/modules/slash/"><guid>1</guid><slash:comments>{}</slash:comments></item>'
    assert only(of(slash.format("0"))).comments == 0
    assert only(of(slash.format("12"))).comments == 12
    for odd in ("-1", "many", "", "1e3"):
        assert only(of(slash.format(odd))).comments is None


def test_entry_without_guid_is_named_by_its_link_and_without_both_by_what_it_says() -> None:
    assert only(of("<item><link>/a</link></item>")).native_id == "https://brand.example/a"
    one = only(of("<item><title>Anvil</title></item>")).native_id
    assert one.startswith("sha256:")
    assert one == only(of("<item><title>Anvil</title></item>")).native_id
    assert one != only(of("<item><title>Tongs</title></item>")).native_id


def test_endless_guid_is_cut_to_a_digest() -> None:
    assert only(of(f"<item><guid>{'a' * 5000}</guid></item>")).native_id.startswith("sha256:")


def test_date_in_the_future_counts_as_now() -> None:
    assert only(of("<item><guid>1</guid><pubDate>Fri, 01 Jan 2038 00:00:00 GMT</pubDate></item>")).published_at == NOW


def test_video_enclosure_makes_a_video_and_a_picture_a_thumbnail() -> None:
    post = only(of('<item><guid>1</guid><enclosure url="/a.mp4" type="video/mp4" length="1"/></item>'))
    assert (post.kind, post.thumbnail_url) == ("video", None)
    post = only(of('<item><guid>1</guid><enclosure url="/a.jpg" type="image/jpeg" length="1"/></item>'))
    assert (post.kind, post.thumbnail_url) == ("article", "https://brand.example/a.jpg")


def test_dangerous_link_is_dropped() -> None:
    assert only(of("<item><guid>1</guid><link>javascript:alert(1)</link></item>")).url is None


# Broken and hostile feeds


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<!doctype html><html><body>Hello</body></html>",
        b'{"a": 1}',
        b'{"version": "https://jsonfeed.org/version/1.1", "items": null}',
        b"<rss version='2.0'><channel><item><title>Cut",
        of("<item><guid>1</guid></item>")[:-20],
        b"<feed xmlns='http://www.w3.org/2005/Atom'><entry><id>1</id></entry>",
        b"\x00" * 1000,
        b"\xff\xfe<rss",
    ],
)
def test_what_is_no_whole_feed_is_refused(body: bytes) -> None:
    with pytest.raises(NotUnderstood) as caught:
        parse_feed(body, URL, NOW, "text/html")
    assert len(str(caught.value.params["excerpt"]).encode()) <= 2048


def test_entities_and_document_types_are_harmless() -> None:
    head = '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    post = only(of("<item><guid>1</guid><title>&x;&b;&b;</title></item>", head=head))
    assert "root:" not in (post.text or "")
    assert len(post.text or "") < 100


def test_fifty_thousand_levels_are_harmless() -> None:
    levels = 50_000
    feed = parse_feed(of("<a>" * levels + "</a>" * levels, "<item><guid>1</guid></item>"), URL, NOW)
    assert len(feed.entries) <= 1


def test_feed_whose_bytes_are_damaged_raises_nothing_else() -> None:
    chance = random.Random(5)
    whole = (FOLDER / "feed" / "atom.xml").read_bytes()
    for _ in range(400):
        at, cut = chance.randrange(len(whole)), chance.choice([0, 1, 8])
        odd = chance.choice([b"", b"\x00", b"<", b"&", b"<![CDATA[", b"\xff", b"xml:base='http://['", b"</entry>"])
        try:
            feed = parse_feed(whole[:at] + odd + whole[at + cut :], URL, NOW, "text/xml")
        except NotUnderstood:
            continue
        assert all(entry.post.published_at <= NOW for entry in feed.entries)


def test_each_broken_field_of_a_json_feed_leaves_the_others() -> None:
    for path, changed in mutations(fixture("feed/feed.json")):
        try:
            feed = parse_feed(json.dumps(changed).encode(), URL, NOW, "application/feed+json")
        except NotUnderstood:
            assert path[0] in ("version", "items"), path
            continue
        if path[:2] != ("items", 1) and path != ("items",):
            assert any(entry.post.text == "First" for entry in feed.entries), path


# Reading


def test_feed_of_the_latest_entries_is_cut_short_at_its_oldest(simulated: Simulator, brand: Brand) -> None:
    simulated.paging = False
    got = list(posts(client(simulated), simulated.account(brand), LONG_AGO))
    assert [item.native_id for item in got if isinstance(item, Post)] == [simulated.post_id(p) for p in brand.posts[:3]]
    assert got[-1] == CutShort(brand.posts[2].published_at)


def test_paged_feed_is_read_to_its_end(simulated: Simulator, brand: Brand) -> None:
    got = list(posts(client(simulated), simulated.account(brand), LONG_AGO))
    assert len(got) == len(brand.posts)
    assert not any(isinstance(item, CutShort) for item in got)


def test_unchanged_feed_costs_an_empty_answer_and_is_read_since_the_last_time(
    simulated: Simulator, brand: Brand
) -> None:
    simulated.paging = False
    state: dict[str, str] = {}
    first_client = client(simulated, state)
    list(posts(first_client, simulated.account(brand), LONG_AGO))
    read_at = first_client.now()
    assert list(posts(client(simulated, state), simulated.account(brand), LONG_AGO)) == [CutShort(read_at)]
    assert simulated.requests[-1].headers["if-none-match"]
    brand.posts.insert(0, Written("fresh", NOW - timedelta(minutes=1), "Fresh anvils"))
    got = list(posts(client(simulated, state), simulated.account(brand), LONG_AGO))
    assert isinstance(got[0], Post)
    assert got[0].native_id == simulated.post_id(brand.posts[0])


def test_unchanged_feed_is_read_anew_when_more_history_is_wanted(simulated: Simulator, brand: Brand) -> None:
    state: dict[str, str] = {}
    list(posts(client(simulated, state), simulated.account(brand), brand.posts[0].published_at))
    got = list(posts(client(simulated, state), simulated.account(brand), LONG_AGO))
    assert len(got) == len(brand.posts)


def test_history_is_followed_on_the_own_host_only(loopback: Loopback) -> None:
    link = '<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="next" href="https://elsewhere.example/feed"/>'
    loopback.on("/feed.xml", of(link, "<item><guid>1</guid><pubDate>Mon, 02 Nov 2026 10:00:00 GMT</pubDate></item>"))
    made = Simulator()
    made.loopback = loopback
    got = list(posts(client(made), Account(f"{loopback.url}/feed.xml"), LONG_AGO))
    assert got[-1] == CutShort(datetime(2026, 11, 2, 10))
    assert len(loopback.requests) == 1


def test_entry_without_a_date_in_a_dated_feed_is_left_out(loopback: Loopback) -> None:
    dated = "<item><guid>1</guid><pubDate>Mon, 02 Nov 2026 10:00:00 GMT</pubDate></item>"
    loopback.on("/feed.xml", of(dated, "<item><guid>2</guid></item>"))
    made = Simulator()
    made.loopback = loopback
    got = list(posts(client(made), Account(f"{loopback.url}/feed.xml"), LONG_AGO))
    assert [item.native_id for item in got if isinstance(item, Post)] == ["1"]


def test_feed_without_any_date_tells_only_what_is_new_since_the_first_reading(loopback: Loopback) -> None:
    made = Simulator()
    made.loopback = loopback
    account, state = Account(f"{loopback.url}/feed.xml"), dict[str, str]()
    loopback.on("/feed.xml", of("<item><guid>1</guid></item>"))
    first = client(made, state)
    assert list(posts(first, account, LONG_AGO)) == [CutShort(first.now())]
    loopback.on("/feed.xml", of("<item><guid>2</guid></item>", "<item><guid>1</guid></item>"))
    second = client(made, state)
    seen_at = second.now()
    for _ in range(2):
        got = list(posts(client(made, state), account, LONG_AGO))
        assert [(item.native_id, item.published_at) for item in got if isinstance(item, Post)] == [("2", seen_at)]


def test_moved_feed_keeps_its_id(loopback: Loopback) -> None:
    made = Simulator(brand_with_posts())
    made.serve(loopback)
    loopback.on("/old.xml", b"", 301, {"Location": "/1/feed.xml"})
    found = profile(client(made), Account(f"{loopback.url}/old.xml"))
    assert (found.native_id, found.display_name) == (f"{loopback.url}/old.xml", "Anvil Works")


def test_configured_root_stands_in_for_every_host(simulated: Simulator, brand: Brand) -> None:
    http = http_for(simulated, roots={"feed.api": simulated.server.url})
    found = profile(http.client(SOURCE), Account("https://anvil.example/1/feed.xml"))
    assert (found.native_id, found.display_name) == ("https://anvil.example/1/feed.xml", "Anvil Works")
    with pytest.raises(AccountGone):
        profile(http.client(SOURCE), Account("https://anvil.example/2/feed.xml"))


def test_server_that_says_html_but_sends_a_feed_is_read(loopback: Loopback) -> None:
    made = Simulator()
    made.loopback = loopback
    loopback.answer(
        "/feed.xml", lambda _request: Reply(of("<item><guid>1</guid></item>"), 200, {"Content-Type": "text/html"})
    )
    assert profile(client(made), Account(f"{loopback.url}/feed.xml")).display_name == "T"


def test_source_is_registered() -> None:
    assert SOURCES["feed"] is SOURCE

"""Telegram: pages read element by element, rounding, names that change hands, and a token that stands in an address."""

from __future__ import annotations

import logging
import random
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from commanding import run
from end_to_end import connect
from fixture_files import FOLDER
from loopback import Loopback, Reply
from simulate import NOW, Brand, Written, brand_with_posts, http_for
from simulate_telegram import FORWARDED, REPLY, TOKEN, Simulator, chat_id, with_bot

from benchmark.clock import utcnow
from benchmark.store import Store
from sources.base import Account, Post
from sources.errors import AccountGone, AccountPrivate, FixCredentials, NotUnderstood, SourceError
from sources.html_tree import tree
from sources.http import Client
from sources.redact import redact
from sources.telegram import SETTING, SOURCE, posts, profile
from sources.telegram_page import PAID, Shown, parse_card, parse_channel, parse_count

LONG_AGO = NOW - timedelta(days=3650)
PAGE = (FOLDER / "telegram" / "channel.html").read_text()


@pytest.fixture
def brand() -> Brand:
    return brand_with_posts()


@pytest.fixture
def simulated(brand: Brand, loopback: Loopback) -> Simulator:
    made = Simulator(brand)
    made.serve(loopback)
    return made


@pytest.fixture
def botted(simulated: Simulator) -> Simulator:
    return with_bot(simulated)


def client(simulated: Simulator) -> Client:
    return http_for(simulated).client(SOURCE)


def read(simulated: Simulator, brand: Brand, since: datetime = LONG_AGO) -> list[Post]:
    given = posts(client(simulated), simulated.account(brand), since)
    return [item for item in given if isinstance(item, Post)]


def paths(simulated: Simulator) -> list[str]:
    return [request.path for request in simulated.requests]


# Pages


def test_head_of_a_preview_is_read() -> None:
    found = parse_channel(PAGE, "anvilnews", "t.me")
    assert (found.name, found.title) == ("anvilnews", "Anvil & News")
    assert (found.description, found.members) == ("All about anvils.\nanvil.example", Shown(12_300, 100))
    assert found.chat == -1001492664793


def test_post_is_read_and_notices_and_posts_of_others_are_not() -> None:
    messages = parse_channel(PAGE, "anvilnews", "t.me").messages
    assert [(message.number, message.post is None) for message in messages] == [(517, True), (518, False), (519, True)]
    post = messages[1].post
    assert post is not None
    assert (post.native_id, post.published_at, post.kind) == ("518", datetime(2026, 11, 2, 9, 30, 5), "video")
    assert (post.text, post.hashtags) == ("First line\nHow we cast it 🔥 #Casting", ("casting",))
    assert (post.url, post.thumbnail_url) == ("https://t.me/anvilnews/518", "https://cdn4.example/thumb.jpg")
    assert (post.views, post.likes, post.comments, post.shares, post.quotes) == (15_400, 1240, None, None, None)
    assert post.reactions == {PAID: 500, "👍": 1200, "❤‍🔥": 36, "5368324170671202286": 4}


def test_messages_of_another_channel_are_not_its_own() -> None:
    assert parse_channel(PAGE, "other", "t.me").messages == ()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("0", Shown(0)),
        ("987", Shown(987)),
        ("12 345", Shown(12_345)),
        ("10 612 280", Shown(10_612_280)),
        ("12,345", Shown(12_345)),
        ("1204", Shown(1204)),
        ("3.4K", Shown(3400, 100)),
        ("4.62K", Shown(4620, 10)),
        ("12K", Shown(12_000, 1000)),
        ("1.25M", Shown(1_250_000, 10_000)),
        ("2M", Shown(2_000_000, 1_000_000)),
        ("1.1B", Shown(1_100_000_000, 100_000_000)),
        *((text, None) for text in ("", "many", "3.4", "K", "3.4KK", "-5", "1e9", "12.3456K", "1 2 3", "٣", "9" * 40)),
    ],
)
def test_counts_are_read_as_far_as_they_are_shown(text: str, shown: Shown | None) -> None:
    assert parse_count(text) == shown


@pytest.mark.parametrize(
    ("extra", "members"),
    [
        ("10 612 280 subscribers", 10_612_280),
        ("1 subscriber", 1),
        ("12 345 members, 67 online", 12_345),
        ("@anvil", None),
        ("1 234 monthly users", None),
        ("", None),
    ],
)
def test_card_tells_the_exact_number(extra: str, members: int | None) -> None:
    assert parse_card(f'<div class="tgme_page"><div class="tgme_page_extra">{extra}</div></div>') == members


@pytest.mark.parametrize(
    ("view", "told"),
    [
        ("eyJjIjotMTQ5MjY2NDc5MywicCI6NTE4LCJ0IjoxLCJoIjoiYSJ9", -1001492664793),
        ("", None),
        ("x", None),
        ("%%%", None),
        ("W10", None),
        ("eyJjIjp0cnVlfQ", None),
        ("eyJjIjoxMn0", None),
        ("eyJjIjoiLTUifQ", None),
    ],
)
def test_number_of_the_channel_stands_in_its_messages(view: str, told: int | None) -> None:
    page = PAGE.replace("eyJjIjotMTQ5MjY2NDc5MywicCI6NTE4LCJ0IjoxLCJoIjoiYSJ9", view)
    assert parse_channel(page, "anvilnews", "t.me").messages[1].chat == told


@pytest.mark.parametrize(
    ("card", "error"),
    [
        ('<div class="tgme_page_icon"></div><div class="tgme_page_description">you can contact @x</div>', AccountGone),
        ('<div class="tgme_page_title">Ann</div><a class="tgme_action_button_new">Send Message</a>', AccountGone),
        ('<div class="tgme_page_title">Bot</div><a class="tgme_action_button_new">Start Bot</a>', AccountGone),
        ('<div class="tgme_page_title">G</div><div class="tgme_page_extra">9 members</div>', AccountPrivate),
        ('<div class="tgme_page_title">G</div><a class="tgme_action_button_new">Join Group</a>', AccountPrivate),
    ],
)
def test_card_in_place_of_a_preview_says_who_it_is(card: str, error: type[SourceError]) -> None:
    with pytest.raises(error):
        parse_channel(f'<div class="tgme_page">{card}</div>', "anvil", "t.me")


def test_post_without_a_date_is_not_understood() -> None:
    with pytest.raises(NotUnderstood):
        parse_channel(PAGE.replace('datetime="2026-11-02T09:30:05+00:00"', ""), "anvilnews", "t.me")


def test_damaged_pages_raise_nothing_else() -> None:
    chance = random.Random(5)
    for _ in range(300):
        at, cut = chance.randrange(len(PAGE)), chance.choice([1, 5, 60, 2000])
        page = PAGE[:at] + chance.choice(["", "<", '"', "</div>", "<div>", "\x00"]) + PAGE[at + cut :]
        with suppress(SourceError):
            parse_channel(page, "anvilnews", "t.me")


def test_tree_survives_depth_and_nonsense() -> None:
    deep = tree("<div>" * 50_000 + "x")
    assert deep.text() == "x"
    assert tree("</p></div><b class=a>t<br>u</b>").all("a")[0].text() == "t\nu"
    assert tree("<script>var a = '<b>no</b>'</script>yes").text() == "yes"


# Members


def test_small_channel_is_exact_in_one_call(simulated: Simulator, brand: Brand) -> None:
    brand.followers = 992
    found = profile(client(simulated), simulated.account(brand))
    assert (found.followers, found.followers_step) == (992, 1)
    assert paths(simulated) == ["/s/anvil"]


def test_card_makes_a_rounded_number_exact(simulated: Simulator, brand: Brand) -> None:
    brand.followers = 12_345
    found = profile(client(simulated), simulated.hint(brand))
    assert (found.followers, found.followers_step) == (12_345, 1)
    assert (found.native_id, found.handle, found.display_name) == (str(chat_id(brand)), "anvil", "Anvil Works")
    assert (found.bio, found.url) == ("We make anvils.\nSince 1890", "https://t.me/anvil")
    assert paths(simulated) == ["/s/anvil", "/anvil"]


@pytest.mark.parametrize("down", [True, False])
@pytest.mark.parametrize("members", [1000, 1049, 1050, 1099, 3449, 3450, 99_949, 1_250_000, 10_612_280])
def test_true_number_lies_within_the_step_whichever_way_it_was_rounded(
    simulated: Simulator, brand: Brand, members: int, down: bool
) -> None:
    simulated.card, simulated.down = False, down
    brand.followers = members
    found = profile(client(simulated), simulated.account(brand))
    assert found.followers is not None
    assert found.followers <= members < found.followers + found.followers_step


def test_card_that_speaks_of_another_number_is_not_believed(
    simulated: Simulator, brand: Brand, loopback: Loopback
) -> None:
    brand.followers = 3400
    card = '<div class="tgme_page"><div class="tgme_page_extra">88 888 subscribers</div></div>'
    loopback.on("/anvil", card)
    found = profile(client(simulated), simulated.account(brand))
    assert (found.followers, found.followers_step) == (3300, 200)


# Names and numbers


def test_channel_without_posts_is_known_by_its_name_until_its_first(simulated: Simulator, brand: Brand) -> None:
    written, brand.posts = brand.posts, []
    assert profile(client(simulated), simulated.hint(brand)).native_id == "@anvil"
    brand.posts = written
    assert profile(client(simulated), simulated.hint(brand)).native_id == str(chat_id(brand))


def test_followed_channel_is_not_taken_on_trust_without_its_number(simulated: Simulator, brand: Brand) -> None:
    simulated.identified = False
    with pytest.raises(NotUnderstood) as caught:
        profile(client(simulated), simulated.account(brand))
    assert caught.value.params["reason"] == "no_id"


def test_posts_of_whoever_took_the_name_are_not_read(simulated: Simulator, brand: Brand) -> None:
    account = simulated.account(brand)
    brand.number = 2
    with pytest.raises(NotUnderstood) as caught:
        list(posts(client(simulated), account, LONG_AGO))
    assert caught.value.params["reason"] == "other_account"


def test_name_is_found_in_the_address_when_no_handle_is_kept(simulated: Simulator, brand: Brand) -> None:
    account = Account(str(chat_id(brand)), url="https://t.me/anvil")
    assert profile(client(simulated), account).handle == "anvil"
    with pytest.raises(AccountGone):
        profile(client(simulated), Account(str(chat_id(brand))))


def test_channel_without_a_preview_is_private(simulated: Simulator, brand: Brand) -> None:
    simulated.preview = False
    for ask in (lambda: profile(client(simulated), simulated.account(brand)), lambda: read(simulated, brand)):
        with pytest.raises(AccountPrivate) as caught:
            ask()
        assert caught.value.params["host"]


# Posts


def test_pages_follow_the_oldest_number_seen(simulated: Simulator, brand: Brand) -> None:
    simulated.page_size = 3
    found = read(simulated, brand)
    assert [post.native_id for post in found] == [simulated.post_id(post) for post in brand.posts]
    asked = [request.query.get("before") for request in simulated.requests]
    assert asked == [None, "23", "14", "11"]


def test_notices_do_not_end_the_list_and_reading_ends_at_since(simulated: Simulator, brand: Brand) -> None:
    simulated.page_size = 3
    for post in brand.posts[:3]:
        post.extra = {"service": True}
    assert len(read(simulated, brand)) == 4
    before = len(simulated.requests)
    assert len(read(simulated, brand, brand.posts[3].published_at)) == 1
    assert len(simulated.requests) - before == 2


def test_posts_of_others_that_were_passed_on_are_left_out_and_own_ones_are_not(
    simulated: Simulator, brand: Brand
) -> None:
    brand.posts[0].extra = {"before": FORWARDED.format("somebody")}
    brand.posts[1].extra = {"before": FORWARDED.format("Anvil")}
    brand.posts[2].extra = {"before": '<div class="tgme_widget_message_forwarded_from">Forwarded from Ann</div>'}
    assert [post.native_id for post in read(simulated, brand)] == [
        simulated.post_id(brand.posts[place]) for place in (1, 3, 4, 5, 6)
    ]


def test_quoted_text_is_not_the_posts_own(simulated: Simulator, brand: Brand) -> None:
    brand.posts[0].extra = {"before": REPLY}
    post = read(simulated, brand)[0]
    assert (post.text, post.hashtags) == ("Anvil no 0 #anvils", ("anvils",))


@pytest.mark.parametrize("kind", ["image", "album", "video", "poll", "link", "text"])
def test_kinds_are_told_apart(simulated: Simulator, brand: Brand, kind: Any) -> None:
    brand.posts[0].kind = kind
    assert read(simulated, brand)[0].kind == kind


def test_question_of_a_poll_is_its_text(simulated: Simulator, brand: Brand) -> None:
    brand.posts = [Written("poll", NOW - timedelta(hours=1), kind="poll")]
    assert read(simulated, brand)[0].text == "Hot or cold?"


def test_stars_are_no_likes_and_no_reactions_are_no_zero(simulated: Simulator, brand: Brand) -> None:
    paid = '<span class="tgme_reaction tgme_reaction_paid"><i class="icon"></i>90</span>'
    brand.posts[0].extra = {"reactions": [("👍", "3"), ("🔥", "1.1K")], "paid": paid}
    brand.posts[1].likes = 0
    first, second = read(simulated, brand)[:2]
    assert (first.likes, first.reactions) == (1103, {"👍": 3, "🔥": 1100, PAID: 90})
    assert (second.likes, second.reactions) == (None, None)


def test_large_views_are_as_they_are_shown(simulated: Simulator, brand: Brand) -> None:
    brand.posts[0].views = 15_449
    assert read(simulated, brand)[0].views == 15_400


# With a bot


def test_bot_tells_exact_members_of_a_channel_without_preview(botted: Simulator, brand: Brand) -> None:
    botted.preview = False
    brand.followers = 12_345
    found = profile(client(botted), botted.hint(brand))
    assert (found.native_id, found.followers, found.followers_step) == (str(chat_id(brand)), 12_345, 1)
    assert (found.handle, found.display_name, found.bio) == ("anvil", "Anvil Works", "We make anvils.")
    assert paths(botted) == [f"/api/bot{TOKEN}/getChat", f"/api/bot{TOKEN}/getChatMemberCount"]
    assert [request.query["chat_id"] for request in botted.requests] == ["@anvil", str(chat_id(brand))]
    with pytest.raises(AccountPrivate):
        read(botted, brand)


def test_posts_are_read_from_the_preview_with_a_bot_too(botted: Simulator, brand: Brand) -> None:
    assert len(read(botted, brand)) == len(brand.posts)
    assert all(path.startswith("/s/") for path in paths(botted))


def test_bot_follows_a_renamed_channel_by_its_number(botted: Simulator, brand: Brand) -> None:
    account = botted.account(brand)
    brand.handle = "newname"
    assert profile(client(botted), account).handle == "newname"
    botted.brands.append(brand_with_posts("anvil", number=2))
    found = profile(client(botted), account)
    assert (found.native_id, found.handle) == (account.native_id, "newname")


def test_bot_knows_no_such_channel(botted: Simulator, brand: Brand) -> None:
    with pytest.raises(AccountGone):
        profile(client(botted), botted.unknown)
    brand.extra = {"type": "private"}
    with pytest.raises(AccountGone):
        profile(client(botted), botted.hint(brand))


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (401, {"ok": False, "error_code": 401, "description": "Unauthorized"}, FixCredentials),
        (404, {"ok": False, "error_code": 404, "description": "Not Found"}, FixCredentials),
        (403, {"ok": False, "error_code": 403, "description": "Forbidden: bot was kicked"}, AccountPrivate),
        (400, {"ok": False, "error_code": 400, "description": "Bad Request: chat not found"}, AccountGone),
        (400, {"ok": False, "error_code": 400, "description": "Bad Request: something"}, NotUnderstood),
        (200, {"ok": False}, NotUnderstood),
        (200, {"ok": True, "result": {"id": True}}, NotUnderstood),
        (200, {"ok": True, "result": 5}, NotUnderstood),
    ],
)
def test_each_refusal_of_the_bot_api_says_what_to_do(
    botted: Simulator, brand: Brand, status: int, body: Any, error: type[SourceError]
) -> None:
    botted.fault = Reply(body, status)
    with pytest.raises(error) as caught:
        profile(client(botted), botted.hint(brand))
    if error is FixCredentials:
        assert (caught.value.code, caught.value.params["setting"]) == ("key_rejected", SETTING)


@pytest.mark.parametrize("token", ["secret", "1:x", "12345:../../x" + "a" * 30, "123456789:abc def" + "a" * 30])
def test_what_cannot_be_a_token_is_sent_nowhere(simulated: Simulator, brand: Brand, token: str) -> None:
    simulated.secrets = {SETTING: token}
    with pytest.raises(FixCredentials):
        profile(client(simulated), simulated.hint(brand))
    assert simulated.requests == []


def test_token_in_the_address_stands_in_no_error_log_or_excerpt(
    botted: Simulator, brand: Brand, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    asked: list[Callable[[], object]] = [lambda: profile(client(botted), botted.hint(brand))]
    for reply in (
        Reply({"ok": False, "description": f"bot{TOKEN} is odd"}, 400),
        Reply(f"<html>/bot{TOKEN}/getChat</html>"),
        Reply(b"", 500),
        Reply(b"", 429, {"Retry-After": "9999"}),
        Reply(b"", 302, {"Location": "ftp://x/"}),
        Reply(b"", 302, {"Location": f"/api/bot{TOKEN}/getChat"}),
    ):
        botted.fault = reply
        for ask in asked:
            with pytest.raises(SourceError) as caught:
                ask()
            said = f"{caught.value!s}{caught.value!r}{caught.value.__context__!r}{caught.value.__cause__!r}"
            assert TOKEN not in said
            assert "getChat" not in str(caught.value.params.get("url", ""))
    assert TOKEN not in caplog.text
    assert TOKEN not in redact(f"https://api.telegram.org/bot{TOKEN}/getChat")


# From the command line to the tables


@pytest.mark.parametrize("bot", [False, True])
def test_channel_is_added_and_collected(
    loopback: Loopback, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bot: bool
) -> None:
    brand = brand_with_posts(newest=utcnow())
    brand.followers = 12_345
    made = Simulator(brand)
    made.secrets = {SETTING: TOKEN} if bot else {}
    database = connect(made, loopback, tmp_path, monkeypatch)
    added = run("add", "Anvil", "https://t.me/s/Anvil")
    assert added.code == 0
    collected = run("collect")
    assert collected.code == 0
    account = f"telegram:{chat_id(brand)}"
    with Store.open(database) as store:
        assert store.rows("SELECT account_id, followers, followers_step FROM profile_snapshots") == [
            (account, 12_345, 1)
        ]
        told = store.rows("SELECT native_id, kind, likes, comments, views FROM posts ORDER BY published_at DESC")
        assert told == [(made.post_id(post), "text", post.likes, None, post.views) for post in brand.posts]
    said = added.out + added.err + collected.out + collected.err
    assert TOKEN not in said
    assert TOKEN.encode() not in b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())

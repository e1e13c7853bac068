"""Telegram channels: posts by their public preview, members by a bot or by the same public pages.

Docs: https://core.telegram.org/bots/api#getchat, …#getchatmembercount. The preview (``https://t.me/s/name``) and the card
    (``https://t.me/name``) are pages for browsers; their form is not documented and was read off such pages.
Gives: members, posts back to the first one with reactions (as likes) and views.
Lacks: comments and shares: the preview shows neither. Posts that were only passed on from others are left out.
Auth: none. With a bot (``BENCHMARK_TELEGRAM_BOT_TOKEN``) the members are asked of the Bot API; the bot need not join. Its token
    stands in the path of the address, as the API wants it; addresses stand in no error, and logs blot it out.
Limits: unpublished; about 20 posts a page, one page a second.
Rounding: members are exact by a bot or by the card; where only the preview tells them (``3.4K``) the direction is not known, so
    the true number lies within a unit either way: the lower end is given, with a step of two units. Views and reactions from
    1 000 on are rounded as shown, to a unit of 10 to 100 in 1 000.
Retention: the terms set no limit; deleted posts are seen as gone.

The id of an account is the chat's number as the Bot API has it (``-100…``); the preview tells the same number with each post
(``data-view``). Names change and are taken over: a channel is asked by its name, and the number says whether it is still
the same one. A channel without any post is known by its name alone until its first. A post without any reaction tells no likes,
as the page does not say whether reactions are allowed. An album is one post. Of groups, and of channels without a preview,
a bot tells the members; their posts are not public.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from sources import parsing as read
from sources.base import Account, Credential, CutShort, Identity, Link, Pace, Post, Profile, Source, words
from sources.errors import AccountGone, AccountPrivate, FixCredentials, NotUnderstood
from sources.paging import pages
from sources.telegram_page import WEB, Channel, parse_card, parse_channel

if TYPE_CHECKING:
    from sources.http import Client

SETTING = "BENCHMARK_TELEGRAM_BOT_TOKEN"
_TOKEN = re.compile(r"[0-9]{3,20}:[A-Za-z0-9_-]{20,100}")
_NAME = re.compile(r"[a-z][a-z0-9_]{3,31}")
_CHAT = re.compile(r"-[0-9]{1,18}")
_HOSTS = ("t.me", "telegram.me", "telegram.dog")
_NO_NAMES = frozenset(
    {
        "joinchat", "addstickers", "addemoji", "addtheme", "addlist", "share", "proxy", "socks", "setlanguage", "confirmphone",
        "login", "invoice", "giftcode", "contact", "boost",
    }
)  # fmt: skip
"""First segments of addresses that name no channel."""


def profile(client: Client, account: Account) -> Profile:
    """Look a channel up by its name; by a bot where there is one."""
    if token := client.secret(SETTING):
        return _by_bot(client, token, account)
    name = _name(account)
    channel = _preview(client, name)
    chat = channel.chat
    if chat is None and _CHAT.fullmatch(account.native_id):
        # The name may be somebody else's by now: without its number this is not shown to be the channel that is followed.
        raise NotUnderstood(host=urlsplit(client.root("web")).hostname, reason="no_id")
    members, step = _members(client, name, channel)
    name = channel.name or name
    return Profile(
        str(chat) if chat is not None else f"@{name}",
        handle=name,
        display_name=channel.title or name,
        bio=channel.description,
        url=WEB + name,
        followers=members,
        followers_step=step,
    )


def posts(client: Client, account: Account, since: datetime) -> Iterator[Post | CutShort]:
    """Yield the channel's own posts, newest first."""
    name = _name(account)

    def fetch(cursor: str | None) -> tuple[Channel, str | None]:
        page = _preview(client, name, cursor)
        oldest = min((message.number for message in page.messages), default=1)
        return page, str(oldest) if oldest > 1 else None

    seen: set[int] = set()
    for page in pages(fetch):
        if page.chat is not None and _CHAT.fullmatch(account.native_id) and str(page.chat) != account.native_id:
            raise NotUnderstood(host=urlsplit(client.root("web")).hostname, reason="other_account")
        for message in sorted(page.messages, key=lambda each: each.number, reverse=True):
            if message.post is None or message.number in seen:
                continue
            if message.post.published_at < since:
                return
            seen.add(message.number)
            yield message.post


def identify(link: Link) -> Identity | None:
    """``t.me/name``, ``t.me/s/name``, ``t.me/name/17``, ``name.t.me``; invitations and private chats name nobody."""
    if link.host.endswith(".t.me") and link.host.count(".") == 2:
        return _identity(link.host.partition(".")[0])
    if link.host not in _HOSTS:
        return None
    path = link.path[1:] if link.path[:1] == ("s",) else link.path
    return _identity(path[0]) if path else None


def identify_handle(text: str) -> Identity | None:
    """``@name``, if it was meant for Telegram."""
    return _identity(text[1:]) if text.startswith("@") else None


def _identity(text: str) -> Identity | None:
    name = text.lower()
    if not _NAME.fullmatch(name) or name in _NO_NAMES:
        return None
    return Identity("telegram", f"@{name}", WEB + name)


def _name(account: Account) -> str:
    """The name under which the channel was last seen."""
    path = urlsplit(account.url or "").path.strip("/").split("/")
    for text in (account.native_id, account.handle, path[-1]):
        name = (text or "").removeprefix("@").lower()
        if _NAME.fullmatch(name):
            return name
    raise AccountGone("not_found", host=urlsplit(WEB).hostname)


def _preview(client: Client, name: str, before: str | None = None) -> Channel:
    answer = client.get(
        f"{client.root('web')}/s/{name}",
        params={"before": before} if before else None,
        headers={"Accept": "text/html", "Accept-Language": "en"},
    )
    return parse_channel(answer.text(), name, answer.host)


def _members(client: Client, name: str, channel: Channel) -> tuple[int | None, int]:
    """How many they are, and the step: exact by the card, unless that speaks of another number than the preview."""
    shown = channel.members
    if shown is not None and shown.unit == 1:
        return shown.value, 1
    try:
        answer = client.get(f"{client.root('web')}/{name}", headers={"Accept": "text/html", "Accept-Language": "en"})
        exact = parse_card(answer.text())
    except AccountGone:
        exact = None
    if shown is None:
        return exact, 1
    if exact is not None and abs(exact - shown.value) <= shown.unit:
        return exact, 1
    return max(0, shown.value - shown.unit), 2 * shown.unit


def _by_bot(client: Client, token: str, account: Account) -> Profile:
    """Ask the Bot API by name; by number where the name is nobody's or somebody else's, which works for chats the bot knows."""
    known = account.native_id if _CHAT.fullmatch(account.native_id) else None
    try:
        chat = _chat(client, token, f"@{_name(account)}")
        number = str(chat["id"])
    except AccountGone:
        if known is None:
            raise
        number = ""
    if known is not None and number != known:
        chat = _chat(client, token, known)
    members = read.count(_call(client, token, "getChatMemberCount", str(chat["id"])))
    name = read.text(chat.get("username"), 64)
    handle = name.lower() if name and _NAME.fullmatch(name.lower()) else None
    return Profile(
        str(chat["id"]),
        handle=handle,
        display_name=read.text(chat.get("title"), 200) or handle,
        bio=read.text(chat.get("description")),
        url=WEB + handle if handle else account.url,
        followers=members,
    )


def _chat(client: Client, token: str, chat: str) -> dict[str, Any]:
    """``getChat``; a person is no channel."""
    found = _call(client, token, "getChat", chat)
    number = read.mapping(found).get("id")
    if not isinstance(found, dict) or not isinstance(number, int) or isinstance(number, bool):
        raise read.not_understood(found)
    if found.get("type") == "private":
        raise AccountGone("not_found", host=urlsplit(client.root()).hostname)
    return found


def _call(client: Client, token: str, method: str, chat: str) -> Any:
    """The ``result`` of a method of the Bot API.

    Raises:
        FixCredentials: ``key_rejected``.
        AccountGone, AccountPrivate: there is no such chat; the bot was shut out of it.
    """
    host = urlsplit(client.root()).hostname
    if not _TOKEN.fullmatch(token):
        raise FixCredentials("key_rejected", host=host, setting=SETTING)
    answer = client.get(f"{client.root()}/bot{token}/{method}", params={"chat_id": chat}, ok=(200, 400, 401, 403, 404))
    if answer.status in (401, 404):  # a token that is none leads nowhere: 404
        raise FixCredentials("key_rejected", host=host, setting=SETTING)
    body = answer.json()
    told = read.mapping(body)
    if answer.status == 200 and told.get("ok") is True:
        return told.get("result")
    if answer.status == 403:
        raise AccountPrivate(host=host)
    if "not found" in str(told.get("description")).lower():
        raise AccountGone("not_found", host=host)
    raise read.not_understood(body)


SOURCE = Source(
    name="telegram",
    label="Telegram",
    docs="https://core.telegram.org/bots/api",
    gives=frozenset({"followers", "posts", "likes", "views", "history"}),
    lacks=words(
        "Telegram's public pages show neither comments nor shares, round views and reactions from 1 000 on, and hide closed groups."
    ),
    pace=Pace(per_second=1.0, burst=2, parallel=1),
    roots={"api": "https://api.telegram.org", "web": "https://t.me"},
    route=words("public preview, members also by a bot"),
    cost=words("free"),
    profile=profile,
    posts=posts,
    identify=identify,
    identify_handle=identify_handle,
    credentials=(
        Credential(
            SETTING,
            unlocks=words("The exact number of members, also of groups and of channels without a public preview."),
            steps=(
                words("Open the chat with @BotFather in Telegram."),
                words("Send /newbot and choose a name and a user name for the bot."),
                words("Copy the token that BotFather answers with."),
                words("Set it as BENCHMARK_TELEGRAM_BOT_TOKEN and restart."),
            ),
            url="https://t.me/BotFather",
            required=False,
        ),
    ),
    followers_are="subscribers",
    interaction_parts=("likes",),
)

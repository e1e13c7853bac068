"""Telegram's public pages: the preview of a channel (``t.me/s/name``) and its card (``t.me/name``), read element by element.

They are HTML made for browsers and not documented; the names of classes are those seen in such pages. What is not found
becomes None. See `sources.telegram`.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from dataclasses import dataclass
from typing import Final

from sources import parsing as read
from sources.base import Kind, Post
from sources.errors import AccountGone, AccountPrivate, NotUnderstood
from sources.html_tree import Node, tree
from sources.times import parse_time

WEB: Final = "https://t.me/"
PAID: Final = "paid"
"""The reaction that is bought with Stars: its count is of Stars, not of people."""

_SHORT: Final = re.compile(r"(\d{1,4})(?:[.,](\d{1,3}))?\s?([KMB])")
_WHOLE: Final = re.compile(r"\d{1,3}(?:[ ,.\u202f]\d{3})+|\d{1,15}")
_TIMES: Final = {"K": 1_000, "M": 1_000_000, "B": 1_000_000_000}
_COUNTED: Final = re.compile(r"([\d ,.\u202f]+) (?:subscriber|member)s?\b")
_POST: Final = re.compile(r"([A-Za-z0-9_]{1,64})/(\d{1,15})")
_LINKED: Final = re.compile(r"https?://(?:t|telegram)\.me/(?:s/)?([A-Za-z0-9_]{1,64})", re.IGNORECASE)
_PICTURE: Final = re.compile(r"background-image:\s*url\(['\"]?([^'\")]+)")
_CHANNELS: Final = -(10**12)
"""The Bot API numbers channels downwards from here; pages number the same channels downwards from 0."""
_MEDIA: Final[tuple[tuple[str, Kind], ...]] = (
    ("tgme_widget_message_poll", "poll"),
    ("tgme_widget_message_grouped_wrap", "album"),
    ("tgme_widget_message_video_player", "video"),
    ("tgme_widget_message_roundvideo_player", "video"),
    ("tgme_widget_message_photo_wrap", "image"),
    ("tgme_widget_message_sticker_wrap", "image"),
    ("tgme_widget_message_link_preview", "link"),
)
_NOT_READABLE: Final = ("send message", "start bot", "contact")
"""What the button of a person's or a bot's card says."""


@dataclass(frozen=True)
class Shown:
    """A count as it is shown: ``value`` is off by less than ``unit``; 1 is exact."""

    value: int
    unit: int = 1


@dataclass(frozen=True)
class Message:
    """A message of a preview. ``post`` is None for what is no post of the channel: notices, and posts of others."""

    number: int
    chat: int | None
    """The chat's id as the Bot API has it, None when the page does not tell."""
    post: Post | None


@dataclass(frozen=True)
class Channel:
    """A preview: what stands in its head, and its messages as they stand there, oldest first."""

    name: str | None
    title: str | None
    description: str | None
    members: Shown | None
    messages: tuple[Message, ...]

    @property
    def chat(self) -> int | None:
        """The channel's id, as most of its messages tell it."""
        told = [message.chat for message in self.messages if message.chat is not None]
        return max(set(told), key=told.count, default=None)


def parse_channel(page: str, name: str, host: str) -> Channel:
    """Read a preview of the channel of this name.

    Raises:
        AccountPrivate: there is such a channel or group, but no preview of it.
        AccountGone: ``not_found``, there is none, or it is a person or a bot.
        NotUnderstood: this is no page of Telegram's.
    """
    root = tree(page)
    head, history = root.first("tgme_channel_info"), root.first("tgme_channel_history")
    if head is None and history is None:
        raise _refusal(root, host)
    counters = head.all("tgme_channel_info_counter") if head else []
    return Channel(
        name=_handle(head),
        title=_text(head, "tgme_channel_info_header_title", 200),
        description=_text(head, "tgme_channel_info_description"),
        members=next(filter(None, map(_members, counters)), None),
        messages=tuple(found for node in root.all("tgme_widget_message") if (found := _message(node, name))),
    )


def parse_card(page: str) -> int | None:
    """The exact number of subscribers or members that a card tells."""
    extra = tree(page).first("tgme_page_extra")
    found = _COUNTED.match(extra.text()) if extra else None
    shown = parse_count(found[1]) if found else None
    return shown.value if shown else None


def parse_count(text: str) -> Shown | None:
    """Read ``987``, ``12 345``, ``3.4K`` or ``1.25M``; None for anything else."""
    text = " ".join(text.split())
    if _WHOLE.fullmatch(text):
        value = read.count(re.sub(r"\D", "", text))
        return None if value is None else Shown(value)
    short = _SHORT.fullmatch(text)
    if short is None:
        return None
    whole, decimals, letter = short[1], short[2] or "", short[3]
    unit = _TIMES[letter] // 10 ** len(decimals)
    return Shown(int(whole + decimals) * unit, unit)


def _message(node: Node, name: str) -> Message | None:
    """A message, None when it is of another channel."""
    place = _POST.fullmatch(node.attributes.get("data-post", ""))
    if place is None or place[1].lower() != name:
        return None
    number = int(place[2])
    own = "service_message" not in node.classes and not _is_of_others(node, name)
    return Message(number, _chat(node.attributes.get("data-view", "")), _post(node, number, name) if own else None)


def _post(node: Node, number: int, name: str) -> Post:
    date = node.first("tgme_widget_message_date")
    stamps = [part.attributes.get("datetime") for part in (date or node).walk() if isinstance(part, Node)]
    published = next((found for stamp in stamps if (found := parse_time(stamp))), None)
    if published is None:
        raise read.not_understood(node.attributes.get("data-post"))
    written = _text(node, "js-message_text") or _text(node, "tgme_widget_message_poll_question")
    views = node.first("tgme_widget_message_views")
    shown = parse_count(views.text()) if views else None
    reactions = _reactions(node)
    return Post(
        str(number),
        published_at=published,
        kind=next((kind for mark, kind in _MEDIA if node.first(mark)), "text"),
        text=written,
        url=f"{WEB}{name}/{number}",
        thumbnail_url=_picture(node),
        hashtags=read.hashtags(written),
        likes=sum(count for kind, count in reactions.items() if kind != PAID) if reactions else None,
        views=shown.value if shown else None,
        reactions=reactions or None,
    )


def _reactions(node: Node) -> dict[str, int]:
    """Counts by emoji as shown; custom emoji by their id. A post without any shows none, also where they are switched off."""
    found: dict[str, int] = {}
    for reaction in node.all("tgme_reaction"):
        shown = parse_count(reaction.own_text())
        if shown is None:
            continue
        emoji, custom = reaction.first("emoji"), [part for part in reaction.walk() if isinstance(part, Node)]
        number = next((part.attributes["emoji-id"] for part in custom if part.attributes.get("emoji-id")), None)
        kind = PAID if "tgme_reaction_paid" in reaction.classes else (emoji.text() if emoji else None) or number or "?"
        found[kind[:64]] = found.get(kind[:64], 0) + shown.value
    return found


def _is_of_others(node: Node, name: str) -> bool:
    """Whether the channel only passed on what somebody else wrote; its views are then those of the original."""
    if node.first("tgme_widget_message_forwarded_from") is None:
        return False
    named = node.first("tgme_widget_message_forwarded_from_name")
    link = _LINKED.match(named.attributes.get("href", "")) if named else None
    return link is None or link[1].lower() != name


def _chat(view: str) -> int | None:
    """The chat's id out of ``data-view``: JSON in base64, of which ``c`` is the channel."""
    try:
        told = json.loads(base64.urlsafe_b64decode(view[:500] + "=" * (-len(view[:500]) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        return None
    channel = read.mapping(told).get("c")
    if not isinstance(channel, int) or isinstance(channel, bool) or not _CHANNELS < channel < 0:
        return None
    return _CHANNELS + channel


def _members(counter: Node) -> Shown | None:
    kind, value = counter.first("counter_type"), counter.first("counter_value")
    if kind is None or value is None or not re.fullmatch(r"(subscriber|member)s?", kind.text().lower()):
        return None
    return parse_count(value.text())


def _refusal(root: Node, host: str) -> AccountGone | AccountPrivate | NotUnderstood:
    """What a card says that comes in place of a preview."""
    if root.first("tgme_page") is None:
        return NotUnderstood(host=host, excerpt=root.text()[:500])
    button = root.first("tgme_action_button_new")
    said = button.text().lower() if button else ""
    if root.first("tgme_page_title") is None or said.startswith(_NOT_READABLE):
        return AccountGone("not_found", host=host)
    return AccountPrivate(host=host)


def _handle(head: Node | None) -> str | None:
    named = (_text(head, "tgme_channel_info_header_username", 64) or "").removeprefix("@").lower()
    return named if re.fullmatch(r"[a-z0-9_]{1,64}", named) else None


def _text(node: Node | None, name: str, limit: int = read.TEXT_LIMIT) -> str | None:
    found = node.first(name) if node else None
    return read.text(found.text(), limit) if found else None


def _picture(node: Node) -> str | None:
    for part in node.walk():
        if isinstance(part, Node) and part.classes & {
            "tgme_widget_message_photo_wrap",
            "tgme_widget_message_video_thumb",
        }:
            found = _PICTURE.search(part.attributes.get("style", ""))
            if found:
                return read.web_url(found[1])
    return None

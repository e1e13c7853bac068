"""Telegram: previews and cards of channels as pages, and the Bot API's two methods. See `simulate`."""

from __future__ import annotations

import base64
import html
import json
from collections.abc import Mapping
from typing import Any, ClassVar

from loopback import Loopback, Reply, Request
from simulate import Brand, Simulation, Written

from sources.base import Account
from sources.telegram import SETTING

TOKEN = "123456789:AAbbCCddEEffGGhhIIjjKKllMMnnOOppQQr"
BUBBLE = {
    "image": "<a class=\"tgme_widget_message_photo_wrap\" style=\"width:800px;background-image:url('https://cdn4.example/p.jpg')\"></a>",
    "album": '<div class="tgme_widget_message_grouped_wrap js-message_grouped_wrap">'
    "<a class=\"tgme_widget_message_photo_wrap grouped_media_wrap\" style=\"background-image:url('https://cdn4.example/1.jpg')\"></a>"
    "<a class=\"tgme_widget_message_photo_wrap grouped_media_wrap\" style=\"background-image:url('https://cdn4.example/2.jpg')\"></a></div>",
    "video": '<a class="tgme_widget_message_video_player js-message_video_player"><i class="tgme_widget_message_video_thumb" '
    "style=\"background-image:url('https://cdn4.example/v.jpg')\"></i><time class=\"message_video_duration\">0:42</time></a>",
    "poll": '<div class="tgme_widget_message_poll js-poll"><div class="tgme_widget_message_poll_question">Hot or cold?</div></div>',
    "link": '<a class="tgme_widget_message_link_preview" href="https://anvil.example">'
    '<div class="link_preview_title">Anvils</div></a>',
}  # fmt: skip
FORWARDED = (
    '<div class="tgme_widget_message_forwarded_from accent_color">Forwarded from '
    '<a class="tgme_widget_message_forwarded_from_name" href="https://t.me/{}/7">Somebody</a></div>'
)
REPLY = (
    '<a class="tgme_widget_message_reply user-color-3" href="https://t.me/x/1"><div class="tgme_widget_message_author">X</div>'
    '<div class="tgme_widget_message_metatext js-message_reply_text">Quoted #other</div></a>'
)


def chat_id(brand: Brand) -> int:
    """The number of a channel as the Bot API has it."""
    return -(10**12) - 1_400_000_000 - brand.number


class Simulator(Simulation):
    """Channels and their messages; a message's number counts up from the brand's oldest post, from 11 on in steps of 3.

    ``preview`` False switches previews off; ``card`` False leaves the number out of cards; ``down`` False rounds to the nearest
    instead of down. ``extra`` of a post: ``before`` and ``after`` are HTML around its text, ``service`` makes it a notice,
    ``reactions`` are pairs of emoji and count in place of its likes.
    """

    source: ClassVar[str] = "telegram"
    follows_ids: ClassVar[bool] = False

    def __init__(self, *brands: Brand) -> None:
        super().__init__(*brands)
        self.preview = True
        self.card = True
        self.down = True
        self.identified = True

    @property
    def unknown(self) -> Account:
        return Account("@nobody")

    def roots(self) -> dict[str, str]:
        return {"telegram.api": f"{self.server.url}/api", "telegram.web": self.server.url}

    def serve(self, loopback: Loopback) -> None:
        super().serve(loopback)
        loopback.answer("*", self.answering(self._answer))

    def link(self, brand: Brand) -> str:
        return f"https://t.me/{brand.handle}"

    def hint(self, brand: Brand) -> Account:
        return Account(f"@{brand.handle}")

    def account(self, brand: Brand) -> Account:
        return Account(str(chat_id(brand)), handle=brand.handle, url=f"https://t.me/{brand.handle}")

    def post_id(self, post: Written) -> str:
        owner = next(brand for brand in self.brands if any(each is post for each in brand.posts))
        return str(self.numbers(owner)[post.name])

    def numbers(self, brand: Brand) -> Mapping[str, int]:
        """The numbers of a brand's messages, which only grow."""
        in_order = sorted(brand.posts, key=lambda post: post.published_at)
        return {post.name: 11 + 3 * place for place, post in enumerate(in_order)}

    def _answer(self, request: Request) -> Reply:
        path = request.path.strip("/").split("/")
        if path[0] == "api":
            return self._bot(path[1], path[2], request.query.get("chat_id", ""))
        name = path[-1].lower()
        brand = next((brand for brand in self.brands if brand.handle == name and brand.state != "gone"), None)
        if path[0] == "s" and brand is not None and self.preview and brand.state != "private":
            return _html(self._channel(brand, request.query.get("before")))
        if path[0] == "s":
            return Reply(b"", 302, {"Location": f"/{path[-1]}"})
        return _html(self._card(brand, name))

    def _bot(self, token: str, method: str, chat: str) -> Reply:
        if token != f"bot{TOKEN}" or self.expired:
            return Reply({"ok": False, "error_code": 401, "description": "Unauthorized"}, 401)
        brand = next(
            (
                brand
                for brand in self.brands
                if brand.state != "gone" and chat.lower() in (f"@{brand.handle}", str(chat_id(brand)))
            ),
            None,
        )
        if brand is None:
            return Reply({"ok": False, "error_code": 400, "description": "Bad Request: chat not found"}, 400)
        if method == "getChatMemberCount":
            return Reply({"ok": True, "result": brand.followers})
        told = {"title": brand.name, "username": brand.handle.title(), "description": brand.bio, **brand.extra}
        return Reply({"ok": True, "result": {"id": chat_id(brand), "type": "channel", **told}})

    def shown(self, count: int) -> str:
        """A count as previews write it."""
        for least, letter in ((1_000_000, "M"), (1000, "K")):
            if count >= least:
                tenths = count * 10 // least if self.down else round(count * 10 / least)
                return f"{tenths // 10}.{tenths % 10}{letter}".replace(".0", "")
        return str(count)

    def _card(self, brand: Brand | None, name: str) -> str:
        if brand is None:
            told = '<div class="tgme_page_icon"><i class="tgme_icon_user"></i></div><div class="tgme_page_description">'
            return f'<div class="tgme_page">{told}If you have Telegram, you can contact <a>@{name}</a> right away.</div></div>'
        number = "" if brand.followers is None else f"{brand.followers:,} subscribers".replace(",", " ")
        return (
            f'<div class="tgme_page"><div class="tgme_page_title"><span>{html.escape(brand.name)}</span></div>'
            f'<div class="tgme_page_extra">{number if self.card else "@" + brand.handle}</div>'
            '<div class="tgme_page_action"><a class="tgme_action_button_new shine">View in Telegram</a></div></div>'
        )

    def _channel(self, brand: Brand, before: str | None) -> str:
        numbers = self.numbers(brand)
        older = [post for post in brand.posts if before is None or self.stuck or numbers[post.name] < int(before)]
        page = sorted(older, key=lambda post: numbers[post.name])[-self.page_size :]
        counter = '<div class="tgme_channel_info_counter"><span class="counter_value">{}</span> <span class="counter_type">{}</span></div>'
        members = "" if brand.followers is None else counter.format(self.shown(brand.followers), "subscribers")
        return (
            '<div class="tgme_channel_info"><div class="tgme_channel_info_header">'
            f'<div class="tgme_channel_info_header_title"><span dir="auto">{html.escape(brand.name)}</span></div>'
            f'<div class="tgme_channel_info_header_username"><a href="https://t.me/{brand.handle}">@{brand.handle.title()}</a></div>'
            f'</div><div class="tgme_channel_info_counters">{members}{counter.format("4.1K", "photos")}</div>'
            f'<div class="tgme_channel_info_description">{html.escape(brand.bio)}<br/>Since 1890</div></div>'
            '<section class="tgme_channel_history js-message_history">'
            + "".join(self._message(brand, post, numbers[post.name]) for post in page)
            + "</section>"
        )

    def _message(self, brand: Brand, post: Written, number: int) -> str:
        extra: dict[str, Any] = post.extra
        told = json.dumps({"c": chat_id(brand) + 10**12, "p": number, "t": 1763640000, "h": "e1"}).encode()
        view = base64.urlsafe_b64encode(told).decode().rstrip("=") if self.identified else ""
        reactions = extra.get("reactions", [("👍", self.shown(post.likes))] if post.likes else [])
        cells = "".join(
            f'<span class="tgme_reaction"><i class="emoji" style="background-image:url(x)"><b>{emoji}</b></i>{count}</span>'
            for emoji, count in reactions
        )
        box = f'<div class="tgme_widget_message_reactions js-message_reactions">{cells}{extra.get("paid", "")}</div>'
        views = "" if post.views is None else f'<span class="tgme_widget_message_views">{self.shown(post.views)}</span>'
        text = html.escape(post.text).replace("\n", "<br/>")
        service = " service_message" if extra.get("service") else ""
        return (
            f'<div class="tgme_widget_message_wrap"><div class="tgme_widget_message text_not_supported_wrap{service} '
            f'js-widget_message" data-post="{brand.handle.title()}/{number}" data-view="{view}">'
            f'<div class="tgme_widget_message_bubble">{extra.get("before", "")}{BUBBLE.get(post.kind, "")}'
            f'<div class="tgme_widget_message_text js-message_text" dir="auto">{text}</div>{extra.get("after", "")}{box}'
            f'<div class="tgme_widget_message_footer"><div class="tgme_widget_message_info">{views}'
            f'<a class="tgme_widget_message_date" href="https://t.me/{brand.handle}/{number}">'
            f'<time datetime="{post.published_at.isoformat(timespec="seconds")}+00:00" class="time">12:00</time></a>'
            "</div></div></div></div></div>"
        )


def with_bot(simulated: Simulator) -> Simulator:
    """The same network, asked by a bot."""
    simulated.secrets = {SETTING: TOKEN}
    return simulated


def _html(body: str) -> Reply:
    page = f'<!DOCTYPE html><html><head><meta charset="utf-8"></head><body class="tgme_body">{body}</body></html>'
    return Reply(page, 200, {"Content-Type": "text/html; charset=utf-8"})

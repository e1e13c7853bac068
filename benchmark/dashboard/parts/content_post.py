"""One post as HTML: who, when, what, how it did. Its text and address are data from outside; no picture is loaded."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

import numpy as np

from benchmark.cards import post_words, wording
from benchmark.cards.context import network_label
from benchmark.charts.labels import plain
from benchmark.charts.theme import Theme, brand_colour
from benchmark.text import t
from benchmark.text.format import compact, moment, ratio

SHORT: Final = 280
LONGEST: Final = 10_000
_NAME: Final = 60


@dataclass(frozen=True)
class Look:
    """What all posts of a list have in common."""

    theme: Theme
    timezone: str
    colours: Mapping[str, tuple[int, bool]]
    """Colour and own of each brand."""
    tags: Mapping[str, str]
    denominator: str = ""
    """What a rate divides by."""


def post_html(row: Mapping[Any, Any], look: Look) -> str:
    """Return a post for the page; every text in it is escaped."""
    note = row.get("note")
    parts = [
        _head(row, look),
        _words(row["text"]),
        _figures(row, look),
        _counts(row),
        f'<p class="note">{_text(note, 600)}</p>' if isinstance(note, str) and note else "",
        _foot(row, look),
    ]
    return f'<article class="cb-post">{"".join(parts)}</article>'


def safe_address(url: object) -> str | None:
    """Return a web address that may be linked to, or None: only http and https, with a host, in one visible piece."""
    if not isinstance(url, str) or url != plain(url, 2000) or any(sign.isspace() for sign in url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return url if parts.scheme.lower() in {"http", "https"} and parts.hostname and "@" not in parts.netloc else None


def _head(row: Mapping[Any, Any], look: Look) -> str:
    colour, own = look.colours.get(str(row["brand_id"]), (0, False))
    dot = f'<span class="dot" style="background:{html.escape(brand_colour(look.theme, colour, own=own), quote=True)}"></span>'
    items = [network_label(row["source"]), moment(row["published_at"], look.timezone), wording.kind_label(row["kind"])]
    return (
        f'<p class="who">{dot}<bdi><b>{_text(row["brand"], _NAME)}</b></bdi></p>'
        f'<p class="when">{_text(wording.join(items), 200)}</p>'
    )


def _words(text: object) -> str:
    if not isinstance(text, str) or not plain(text, LONGEST):
        return f'<p class="text none">{html.escape(t("No text"))}</p>'
    whole, short = plain(text, LONGEST), plain(text, SHORT)
    if whole == short:
        return f'<p class="text" dir="auto">{html.escape(whole)}</p>'
    return (
        f'<details class="text"><summary dir="auto"><span>{html.escape(short)}</span> '
        f"<i>{html.escape(t('Whole text'))}</i></summary>"
        f'<p dir="auto">{html.escape(whole)}</p></details>'
    )


def _figures(row: Mapping[Any, Any], look: Look) -> str:
    rate, state = post_words.rate_text(dict(row)), post_words.state_text(dict(row))
    main = rate if look.denominator and rate else ""
    said = look.denominator
    if not main and wording.known(row["counted"]):
        main, said = compact(round(float(row["counted"]))), t("interactions at equal age")
    times = row.get("times_usual")
    usual = t("{ratio} of its median", ratio=ratio(float(times))) if times is not None and wording.known(times) else ""
    figure = f"<b>{html.escape(main)}</b> <span>{html.escape(said)}</span>" if main else ""
    beside = f'<span class="usual">{html.escape(usual)}</span>' if usual else ""
    marks = f'<span class="state">{html.escape(state)}</span>' if state else ""
    return f'<p class="rate">{figure}{beside}{marks}</p>' if figure or beside or marks else ""


def _counts(row: Mapping[Any, Any]) -> str:
    found = post_words.shown_counts(str(row["source"]), dict(row))
    items = "".join(f"<div><dt>{html.escape(name)}</dt><dd>{html.escape(figure)}</dd></div>" for name, figure in found)
    return f'<dl class="counts">{items}</dl>' if items else ""


def _foot(row: Mapping[Any, Any], look: Look) -> str:
    ids = row["tags"] if isinstance(row["tags"], list | np.ndarray) else []
    tags = "".join(f'<span class="tag">{_text(look.tags.get(str(tag), str(tag)), 40)}</span>' for tag in ids)
    url = safe_address(row["url"])
    words = html.escape(t("Open on {network}", network=network_label(row["source"])))
    link = (
        f'<a href="{html.escape(url, quote=True)}" target="_blank" rel="noopener noreferrer">{words}</a>' if url else ""
    )
    return f'<p class="foot">{tags}{link}</p>' if tags or link else ""


def _text(text: object, cap: int) -> str:
    return html.escape(plain(text, cap))

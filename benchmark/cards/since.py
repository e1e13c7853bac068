"""What happened since the reader's last visit, in a few lines: who grew, what was posted, what needs a look."""

from __future__ import annotations

import html
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

import pandas as pd

from benchmark.cards import wording
from benchmark.cards.conditions import listed
from benchmark.cards.context import Context, network_label
from benchmark.charts.card import Card
from benchmark.charts.labels import plain
from benchmark.metrics import since as happened
from benchmark.text import t, words
from benchmark.text.format import compact, moment, number

KEY: Final = "since-last-visit"
OPTION: Final = "since"
"""The option of a view that holds the end of the visit before, as ISO time in UTC."""
_SHOWN: Final = 4
"""Brands named in a line."""

FIELDS: Final = {
    "handle": words("handle"),
    "display_name": words("name"),
    "bio": words("description"),
    "link": words("link"),
    "url": words("address"),
    "status": words("state"),
}


def since_last_visit(context: Context) -> Card:
    """Return what happened since the moment of the option ``since``."""
    said, title = context.option(OPTION), t("Since your last visit")
    if not said or not context.networks:
        first = t("This is the first visit. At the next one, what has happened since stands here.")
        return wording.empty(context.about(None), KEY, title, first)
    at = datetime.fromisoformat(said)
    frame = happened.since(context.store, context.scope, at)
    frame = context.named(frame[frame["source"].isin(context.networks)])
    changes = context.named(happened.net(frame))
    lines = list(_lines(context, frame, changes))
    return Card(
        key=KEY,
        finding=title,
        definition=wording.join([moment(at, context.scope.timezone), context.scope.timezone]),
        footer=wording.footer(context.about(None)),
        html=f'<ul class="cb-lines">{"".join(f"<li>{line}</li>" for line in lines)}</ul>',
        table=_table(frame, changes),
        method=_method(),
        subject=context.panel,
        period=(context.scope.start, context.scope.end),
    )


CARDS = {KEY: since_last_visit}


def _lines(context: Context, frame: pd.DataFrame, changes: pd.DataFrame) -> Iterator[str]:
    """Yield the lines as HTML."""
    yield html.escape(_followers(context, changes))
    yield html.escape(_posts(frame))
    if best := _best(frame, context.scope.timezone):
        yield best
    failed = [_place(row) for row in frame[frame["failed"]].to_dict("records")]
    if failed:
        yield html.escape(
            t(
                "{n} account could not be read: {names}",
                "{n} accounts could not be read: {names}",
                n=len(failed),
                names=listed(failed, _SHOWN),
            )
        )
    changed = [row for row in frame.to_dict("records") if row["changes"] and not row["added"]]
    if changed:
        items = [
            t("{place} ({fields})", place=_place(row), fields=", ".join(t(FIELDS.get(f, f)) for f in row["changes"]))
            for row in changed
        ]
        yield html.escape(t("Profile changed: {names}", names=listed(items, _SHOWN)))
    added = [_place(row) for row in frame[frame["added"]].to_dict("records")]
    if added:
        yield html.escape(
            t("Account added: {names}", "Accounts added: {names}", n=len(added), names=listed(added, _SHOWN))
        )


def _followers(context: Context, changes: pd.DataFrame) -> str:
    """Who gained and lost most, the own brand first; what rounding hides is not said to have changed."""
    known = changes.dropna(subset="value")
    if known.empty:
        shown = any(wording.gives_followers(network) for network in context.networks)
        return t("Followers: not read since") if shown else t("Followers: not shown by these networks")
    sure = known[(known["low"] > 0) | (known["high"] < 0)]
    if sure.empty:
        return t("Followers: no change that can be told")
    size = (sure["value"].abs() / sure["opening"].clip(lower=1)).rename("size")
    ordered = sure.join(size).sort_values(["own", "size"], ascending=False, kind="stable")
    items = [
        t("{brand} {net} on {network}", brand=plain(row["name"], 40), net=number(row["value"], 0, signed=True),
          network=network_label(row["source"]))
        for row in ordered.to_dict("records")
    ]  # fmt: skip
    return t("Followers: {changes}", changes=listed(items, _SHOWN))


def _posts(frame: pd.DataFrame) -> str:
    known = frame.dropna(subset="posts")
    if known.empty:
        return t("Posts: not read since")
    by_brand = known.groupby(["name", "own"], sort=False)["posts"].sum().reset_index()
    some = by_brand[by_brand["posts"] > 0].sort_values(["own", "posts"], ascending=False, kind="stable")
    if some.empty:
        return t("No new post by anybody who was read")
    items = [t("{brand} {n}", brand=plain(row["name"], 40), n=int(row["posts"])) for row in some.to_dict("records")]
    total = int(some["posts"].sum())
    return t("{n} new post: {brands}", "{n} new posts: {brands}", n=total, brands=listed(items, _SHOWN))


def _best(frame: pd.DataFrame, timezone: str) -> str:
    """The new post with the most interactions so far, with its link, as HTML."""
    liked = frame[frame["most"] > 0].sort_values("most", ascending=False, kind="stable")
    if liked.empty or (len(liked) > 1 and liked.iloc[0]["most"] == liked.iloc[1]["most"]):
        return ""
    row: Any = liked.iloc[0]
    place = _place(row)
    sentence = t(
        "Most interactions so far: {count}, {place}, {moment}",
        count=compact(float(row["most"])),
        place=place,
        moment=moment(row["published_at"].to_pydatetime(), timezone),
    )
    text = plain(str(row["text"]), 90) if isinstance(row["text"], str) and row["text"].strip() else t("open the post")
    url = row["url"] if isinstance(row["url"], str) and row["url"].startswith(("https://", "http://")) else ""
    if not url:
        return html.escape(sentence)
    link = f'<a href="{html.escape(url, quote=True)}" target="_blank" rel="noopener noreferrer nofollow">{html.escape(text)}</a>'
    return f"{html.escape(sentence)}<span>{link}</span>"


def _place(row: Any) -> str:
    return t("{brand} on {network}", brand=plain(row["name"], 40), network=network_label(row["source"]))


def _table(frame: pd.DataFrame, changes: pd.DataFrame) -> pd.DataFrame:
    posts = frame.groupby(["brand_id", "source"], sort=False)["posts"].sum(min_count=1).reset_index()
    table = changes.merge(posts, on=["brand_id", "source"], how="left")
    table = table.assign(network=table["source"].map(network_label))
    # Ends of a band are not reached; exact counts have none.
    return wording.titled(
        table[["name", "network", "opening", "closing", "value", "low", "high", "posts"]],
        network=t("Network"), opening=t("Followers then"), closing=t("Followers now"), value=t("Net"),
        low=t("Above"), high=t("Below"), posts=t("New posts"),
    )  # fmt: skip


def _method() -> str:
    return t(
        "A visit begins half an hour after the last activity of the one before. Followers: the last count up to then against the "
        "latest, each at most 3 days old. New posts: published since their account was last read before that moment. Posts still "
        "gather interactions: “so far”."
    )

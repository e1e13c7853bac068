"""A pasted website as a tick list: the accounts that it links to, where each was found, who they are."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from benchmark.brands import Preview, SitePreview, lookup, unread_sentences, where_sentence
from benchmark.charts.labels import markdown_text, plain
from benchmark.dashboard.parts import adding_facts, adding_line, adding_lookup
from benchmark.dashboard.parts.adding_line import Place, Wish
from benchmark.dashboard.parts.adding_lookup import Line
from benchmark.problems import sentence
from benchmark.text import t
from sources import SOURCES

Refresh = Callable[[], None]
"""Draws anew what an account's network has said by now."""


@dataclass(frozen=True)
class Row:
    """A ticked account of the list, whose network may still have to answer."""

    account: Line
    place: Place
    brand: str
    role: str
    market: str
    said: DeltaGenerator
    pending: bool = False
    """Whether it was drawn before its network had answered."""

    def wish(self) -> Wish | None:
        """What is to be added; None while the network has not answered, and when it knows no such account."""
        offer, found = self.account.offer, self.account.result
        if offer is None or not self.brand:
            return None
        brand = (found.known_brand if found else None) or offer.known_brand or self.brand
        if offer.waits is not None or (found is not None and found.import_only):
            identity, told = offer.found.identity, None
        elif found is None or found.identity is None or found.profile is None or found.profile.status != "ok":
            return None
        else:
            identity, told = found.identity, found.profile
        return Wish(identity, told, brand, self.market, self.role, self.account.own, import_only=told is None)

    def refresh(self) -> None:
        """Show what the network has said."""
        self.said.html(_said(self.account, self.place.timezone))


def draw(place: Place, line: Line, repeated: Sequence[bool], suggested: str, brands: Sequence[str]) -> list[Row]:
    """Draw a website that has its answer; ``repeated`` tells of each account whether an earlier line has it."""
    seen = line.site
    with st.container(border=True, key=place.key("line")):
        if seen is None or seen.site is None:
            _nothing(place, line, seen)
            return []
        sure = [number for number, account in enumerate(line.accounts) if account.offer and account.offer.found.sure]
        perhaps = [number for number in range(len(line.accounts)) if number not in sure]
        _head(seen, len(sure))
        brand = adding_line.brand_choice(place, suggested, brands)
        rows = _rows(place, line, sure, repeated, brand)
        if perhaps:
            with _perhaps(place, len(perhaps), alone=not sure):
                rows += _rows(place, line, perhaps, repeated, brand)
        _unread(seen)
        role, market = adding_line.role_and_market(place)
        return [replace(row, role=role, market=market) for row in rows]


def _nothing(place: Place, line: Line, seen: SitePreview | None) -> None:
    adding_line.heading(line.text)
    error = seen.error if seen else None
    adding_line.problem(sentence(error, timezone=place.timezone) if error else sentence("unknown_link"))


def _head(seen: SitePreview, sure: int) -> None:
    assert seen.site is not None  # noqa: S101  draw() has seen to it
    shown = urlsplit(seen.site.url)
    name = plain(f"{shown.netloc.removeprefix('www.')}{shown.path.rstrip('/')}", 80)
    told = (
        t("{n} account that is surely its own", "{n} accounts that are surely its own", n=sure)
        if sure
        else t("no account that is surely its own")
    )
    st.html(f'<div class="cb-site"><b>{html.escape(name)}</b> <span>{html.escape(told)}</span></div>')


def _perhaps(place: Place, count: int, *, alone: bool) -> DeltaGenerator:
    title = t("{n} further link, perhaps to somebody else", "{n} further links, perhaps to somebody else", n=count)
    return st.expander(title, expanded=alone, key=place.key("perhaps"))


def _rows(place: Place, line: Line, numbers: Sequence[int], repeated: Sequence[bool], brand: str) -> list[Row]:
    rows = []
    for number in numbers:
        account = line.accounts[number]
        here = replace(place, number=f"{place.number}-{number}", repeated=repeated[number])
        with st.container(key=here.key("account")):
            row = _row(here, account, brand)
        if row is not None:
            rows.append(row)
    return rows


def _row(place: Place, account: Line, brand: str) -> Row | None:
    offer = account.offer
    assert offer is not None  # noqa: S101  a website's lines all have one
    found = account.result
    identity = found.identity if found and found.identity else offer.found.identity
    stored, there = adding_line.known(place, identity, found.profile if found else None)
    barred = there or place.repeated or _unknown(account)
    wanted = st.checkbox(
        f"**{markdown_text(SOURCES[identity.source].label)}** · {markdown_text(_handle(account), 60)}",
        value=offer.ticked and not barred,
        disabled=barred,
        key=place.key("barred" if barred else "wanted"),
    )
    st.html(_why(account))
    said = st.empty()
    if there and stored is not None:
        name = lookup.brand_of(place.store, stored).name
        said.caption(t("Already followed, as an account of {brand}.", brand=markdown_text(name)))
        return None
    if place.repeated:
        said.caption(t("The same account as a line above."))
        return None
    if wanted and offer.waits is None:
        adding_lookup.begin(place.batch, account)
    pending = account.waiting
    said.html(_said(account, place.timezone))
    if stored is not None:
        st.caption(adding_line.known_sentence(stored, lookup.brand_of(place.store, stored).name))
    return Row(account, place, brand, "main", "", said, pending) if wanted and not barred else None


def _unknown(account: Line) -> bool:
    """Whether its network was asked and gave no account that can be followed."""
    found = account.result
    if found is None or found.import_only:
        return bool(account.failed)
    return found.profile is None or found.profile.status != "ok"


def _handle(account: Line) -> str:
    """The account's name as its link has it: it must not change while it is looked up, or the tick would be lost."""
    assert account.offer is not None  # noqa: S101  as above
    identity = account.offer.found.identity
    if "://" in identity.native_id:
        return identity.native_id.partition("://")[2].removeprefix("www.").rstrip("/")
    return identity.native_id.removeprefix("@")


def _why(account: Line) -> str:
    assert account.offer is not None  # noqa: S101  as above
    found = account.offer.found
    link = found.identity.url.partition("://")[2].removeprefix("www.").rstrip("/")
    why = where_sentence(found)
    return f'<p class="cb-why">{html.escape(why)} <span>{html.escape(plain(link, 120))}</span></p>'


def _said(account: Line, timezone: str) -> str:
    """What its network says of it by now, as HTML."""
    offer, found = account.offer, account.result
    if offer is not None and offer.waits is not None:
        waiting = sentence(offer.waits, offer.found.identity.source, timezone=timezone)
        return _waits(t("It waits: {problem}", problem=waiting))
    if account.failed:
        return _problem(
            t("This account could not be looked up ({fault}). Paste its link on its own.", fault=account.failed)
        )
    if found is None:
        pending = f'<p class="cb-latest">{html.escape(t("Being looked up…"))}</p>'
        return pending if account.begun else "<p></p>"
    if found.import_only:
        return _waits(t("Nothing is fetched for it: its figures come by import and by hand."))
    problem = _trouble(found, timezone)
    return _problem(problem) if problem else adding_facts.brief(found)


def _trouble(found: Preview, timezone: str) -> str:
    """Why an account that was looked up cannot be followed; empty when it can."""
    if found.error is not None:
        return sentence(found.error, found.source, timezone=timezone)
    if found.profile is None or found.profile.status == "ok":
        return ""
    code = "not_found" if found.profile.status == "gone" else found.profile.status
    return sentence(code, found.source, {"moved_to": found.profile.moved_to}, timezone=timezone)


def _waits(text: str) -> str:
    return f'<p class="cb-waits">{html.escape(plain(text, 600))}</p>'


def _problem(text: str) -> str:
    return f'<p class="cb-problem">{html.escape(plain(text, 600))}</p>'


def _unread(seen: SitePreview) -> None:
    assert seen.site is not None  # noqa: S101  draw() has seen to it
    if seen.site.unsupported:
        names = ", ".join(plain(each.network.capitalize(), 40) for each in seen.site.unsupported)
        st.caption(markdown_text(t("Also linked, but not supported yet: {networks}.", networks=names)))
    if seen.site.left_out:
        st.caption(
            t(
                "{n} further account is linked; pages that link to so many mostly speak of others.",
                "{n} further accounts are linked; pages that link to so many mostly speak of others.",
                n=seen.site.left_out,
            )
        )
    for text in unread_sentences(seen.site)[:3]:
        st.caption(markdown_text(text, 300))

"""One looked-up line: who it is, the latest posts, the brand to file it under; or why not, and what to do."""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from benchmark.brands import lookup
from benchmark.brands.previewing import Preview
from benchmark.charts.labels import markdown_text, plain
from benchmark.dashboard.parts import adding_facts
from benchmark.dashboard.parts.adding_lookup import Batch, Line, Look, again
from benchmark.problems import sentence
from benchmark.refusals import ROLES
from benchmark.store import Store
from benchmark.store.directory import AccountRow
from benchmark.text import t
from sources import SOURCES
from sources.base import Identity, Profile
from sources.errors import FixCredentials


@dataclass(frozen=True)
class Wish:
    """What the reader wants of one line."""

    identity: Identity
    profile: Profile | None
    brand: str
    market: str
    role: str
    own: bool
    """Pasted as the own brand's."""
    import_only: bool = False
    """Nothing is fetched for it: its figures come by import."""


@dataclass(frozen=True)
class Place:
    """Where a line stands: its batch, its number, and what there is already."""

    store: Store
    batch: Batch
    number: str
    timezone: str
    members: frozenset[str]
    """account_id of the accounts in the panel."""
    repeated: bool = False
    """Whether an earlier line names the same account."""

    def key(self, name: str) -> str:
        """Return a widget's key."""
        return f"add-{self.batch.number}-{self.number}-{name}"


def draw(place: Place, line: Line, look: Look, suggested: str, brands: Sequence[str]) -> Wish | None:
    """Draw a line that has its answer. Returns what is to be added, None when nothing is."""
    found = line.result
    with st.container(border=True, key=place.key("line")):
        if found is None:
            heading(line.text)
            problem(t("This line could not be looked up ({fault}). Try it again on its own.", fault=line.failed))
            return None
        if (found.error is not None or found.identity is None) and not _problem(place, line, found, look):
            return None
        if place.repeated:
            heading(line.text)
            st.caption(t("The same account as a line above."))
            return None
        return _account(place, line, found, suggested, brands)


def _account(place: Place, line: Line, found: Preview, suggested: str, brands: Sequence[str]) -> Wish | None:
    identity, profile = found.identity, found.profile
    assert identity is not None  # noqa: S101  draw() has seen to it
    stored, there = known(place, identity, profile)
    wanted = st.checkbox(
        f"**{markdown_text(_name(found), 80)}** · {SOURCES[identity.source].label}",
        value=not there,
        disabled=there,
        key=place.key("wanted"),
    )
    by_import = profile is None
    if by_import:
        st.caption(t("Nothing is fetched for it: its figures come by import and by hand."))
    else:
        st.html(adding_facts.facts(found, posts=not there))
    if there:
        st.caption(t("Already followed, as an account of {brand}.", brand=markdown_text(found.known_brand)))
        return None
    if stored is not None:
        st.caption(known_sentence(stored, str(found.known_brand)))
    brand = found.known_brand or brand_choice(place, suggested, brands)
    role, market = role_and_market(place)
    return Wish(identity, profile, brand, market, role, line.own, by_import) if wanted and brand else None


def known(place: Place, identity: Identity, profile: Profile | None) -> tuple[AccountRow | None, bool]:
    """Return the stored account if there is one, and whether it is followed in this panel."""
    native_id = profile.native_id if profile else identity.native_id
    stored = lookup.account_of(place.store, identity.source, native_id, identity.url)
    there = stored is not None and stored.removed_at is None and stored.paused_at is None and stored.id in place.members
    return stored, there


def role_and_market(place: Place) -> tuple[str, str]:
    """Draw what only the reader can tell of an account."""
    with st.expander(t("Role and market"), key=place.key("more")):
        role = st.selectbox(t("Role"), ROLES, format_func=_role, key=place.key("role"))
        market = st.text_input(t("Market, such as FR"), key=place.key("market"), max_chars=40)
    return role, market


def brand_choice(place: Place, suggested: str, brands: Sequence[str]) -> str:
    """Draw whose account it is: a brand that is there, or a new name."""
    options = list(dict.fromkeys([*([suggested] if suggested else []), *brands]))
    chosen = st.selectbox(
        t("Brand"),
        options,
        index=0 if suggested else None,
        accept_new_options=True,
        placeholder=t("Choose a brand or type a new name"),
        key=place.key("brand"),
    )
    return str(chosen or "").strip()


def _problem(place: Place, line: Line, found: Preview, look: Look) -> bool:
    """Draw why a line cannot be added. Returns whether it is to be added all the same, for import."""
    heading(line.text)
    if found.error is None:
        problem(sentence("unknown_link"))
        return False
    candidates = found.resolved.candidates if found.error.code == "ambiguous" else ()
    if candidates:
        _meanings(place, line, candidates, look)
        return False
    problem(sentence(found.error, found.source, timezone=place.timezone))
    source = SOURCES.get(found.source or "")
    if isinstance(found.error, FixCredentials) and source is not None:
        for credential in source.credentials:
            steps(credential.steps, credential.url)
    return found.lacks_key and st.checkbox(t("Add it anyway, I import its figures"), key=place.key("anyway"))


def _meanings(place: Place, line: Line, candidates: Sequence[Identity], look: Look) -> None:
    names = {f"{each.source}:{each.native_id}": each for each in candidates}

    def choose() -> None:
        again(look, place.batch, line, st.session_state[place.key("meaning")])

    st.radio(
        t("This may be several accounts. Which one is meant?"),
        list(names),
        format_func=lambda name: markdown_text(f"{SOURCES[names[name].source].label}: {names[name].native_id}"),
        key=place.key("meaning"),
    )
    st.button(t("Look it up"), key=place.key("again"), on_click=choose)


def steps(texts: Sequence[str], url: str) -> None:
    """Draw numbered steps and the address where they begin, as text."""
    rows = "".join(f"<li>{html.escape(t(step))}</li>" for step in texts)
    st.html(f'<ol class="cb-steps">{rows}</ol><p class="cb-url">{html.escape(url)}</p>')


def heading(text: str) -> None:
    """Draw what a group of lines is about."""
    st.markdown(f"**{markdown_text(text, 120)}**")


def _name(found: Preview) -> str:
    profile = found.profile
    return (profile.display_name or profile.handle if profile else None) or (
        found.identity.url if found.identity else ""
    )


def known_sentence(stored: AccountRow, brand: str) -> str:
    """Return what adding does to an account that is stored already."""
    name = markdown_text(brand)
    if stored.removed_at is not None:
        return t("It was removed from {brand}. Adding brings it back with its history.", brand=name)
    if stored.paused_at is not None:
        return t("It is paused, as an account of {brand}. Adding collects it again.", brand=name)
    return t("It is followed in another panel, as an account of {brand}. Adding puts it into this one too.", brand=name)


def _role(role: str) -> str:
    return {
        "main": t("Main account"),
        "service": t("Customer service"),
        "employer": t("Employer brand"),
        "sub-brand": t("Sub-brand"),
    }.get(role, role)


def problem(text: str) -> None:
    """Draw what is the matter and the next step."""
    st.html(f'<p class="cb-problem">{html.escape(plain(text, 1000))}</p>')

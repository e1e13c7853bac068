"""Add a competitor: paste anything, see who it is, say whose it is, and its first collection begins at once.

The same flow serves the dialog of the sidebar and the welcome page. What was looked up stays in the session until it is
added, so that nothing is lost when the dialog is closed by mistake.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING

import streamlit as st

from benchmark import brands as directory
from benchmark.brands import Added, Refusal
from benchmark.cards import conditions
from benchmark.charts.labels import markdown_text, plain
from benchmark.collect.collector import RunGoing
from benchmark.dashboard import collecting
from benchmark.dashboard.parts import adding_line, adding_lookup, adding_site, adding_suggest
from benchmark.dashboard.parts.adding_line import Place, Wish
from benchmark.dashboard.parts.adding_lookup import Batch
from benchmark.owner import Owner
from benchmark.problems import sentence, store_sentence
from benchmark.store import StoreError
from benchmark.text import t
from benchmark.view import panels
from sources.base import Identity

if TYPE_CHECKING:
    from benchmark.dashboard.frame import Frame

ACTOR = "dashboard"
_BATCH = "adding"


def button(frame: Frame) -> None:
    """Draw the button that opens the dialog."""
    wanted = st.button(
        t("Add a competitor"), type="primary", width="stretch", key="add-competitor", disabled=frame.demo
    )
    if wanted:
        st.session_state.pop(_BATCH, None)
        st.dialog(t("Add a competitor"), width="large")(_dialog)(frame.owner, frame.panel)


def _dialog(owner: Owner, panel: panels.Panel) -> None:
    with st.form("look-up", border=False):
        text = st.text_area(
            t("Links, handles or websites, one per line"),
            height=112,
            placeholder="bsky.app/profile/brand.example\n@brand@social.example\nbrand.example",
            key="pasted",
        )
        if st.form_submit_button(t("Look up"), type="primary"):
            begin(owner, (text, False))
    results(owner, panel)


def begin(owner: Owner, *groups: tuple[str, bool]) -> None:
    """Look up what was pasted, each text with whether it is the own brand's."""
    look_at = partial(_look_at, owner)
    st.session_state[_BATCH] = adding_lookup.start(_look(owner), *groups, look_at=look_at)


def results(owner: Owner, panel: panels.Panel | None) -> None:
    """Draw what was found and the button that adds it; nothing before something was looked up."""
    batch: Batch | None = st.session_state.get(_BATCH)
    if batch is None:
        return
    if not batch.lines:
        st.caption(t("Paste at least one link, handle or website."))
        return
    _wait(batch)
    zone = panel.timezone if panel else owner.settings.timezone
    if batch.left_out:
        st.caption(
            t(
                "{n} line was left out: {most} are looked up at once.",
                "{n} lines were left out: {most} are looked up at once.",
                n=batch.left_out,
                most=adding_lookup.MOST_LINES,
            )
        )
    wishes, rows = _lines(owner, panel, batch, zone)
    _wait_for_accounts(batch, rows)
    chosen = [row.wish() for row in rows]
    _confirm(owner, panel, [wish for wish in (*wishes, *chosen) if wish is not None])


def _lines(
    owner: Owner, panel: panels.Panel | None, batch: Batch, zone: str
) -> tuple[list[Wish], list[adding_site.Row]]:
    """Draw every line. Returns what is wished for, and the ticked accounts of websites, which may still be looked up."""
    members = frozenset(panel.accounts["account_id"]) if panel else frozenset[str]()
    everything = adding_lookup.every(batch.lines)
    repeated = {id(everything[place]) for place in adding_lookup.repeats(everything)}
    existing = [str(name) for name in directory.brands(owner.store).query("removed_at.isna()")["name"]]
    suggested = adding_suggest.suggest(batch.lines, existing)
    options = list(dict.fromkeys([*filter(None, suggested), *existing]))
    wishes: list[Wish] = []
    rows: list[adding_site.Row] = []
    for number, line in enumerate(batch.lines):
        place = Place(owner.store, batch, str(number), zone, members, id(line) in repeated)
        if line.site is not None:
            known = [id(account) in repeated for account in line.accounts]
            rows += adding_site.draw(place, line, known, suggested[number], options)
        elif (wish := adding_line.draw(place, line, _look(owner), suggested[number], options)) is not None:
            wishes.append(wish)
    return wishes, rows


def _look(owner: Owner) -> adding_lookup.Look:
    return partial(directory.look, owner.http, store=owner.store)


def _look_at(owner: Owner, identity: Identity) -> directory.Preview:
    return directory.look_at(owner.http, identity, owner.store)


def _wait(batch: Batch) -> None:
    """Show how far the look-up is until it is done. Any click takes over at the next step; the answers are kept."""
    if not batch.waiting:
        return
    place = st.empty()
    started = time.monotonic()
    while waiting := batch.waiting:
        done = len(batch.lines) - len(waiting)
        text = t("Looking up: {done} of {total} answered", done=done, total=len(batch.lines))
        place.progress(done / len(batch.lines), f"{text} · {markdown_text(waiting[0].text, 60)}")
        batch.wait(0.25 if time.monotonic() - started < 5 else 0.5)
    place.empty()


def _wait_for_accounts(batch: Batch, rows: Sequence[adding_site.Row]) -> None:
    """Let the answers of networks appear in their rows as they come; any click takes over meanwhile."""
    waiting = [row for row in rows if row.pending]
    place = st.empty()
    while waiting:
        text = t("Looking up: {done} of {total} answered", done=len(rows) - len(waiting), total=len(rows))
        place.progress((len(rows) - len(waiting)) / len(rows), text)
        if all(row.account.waiting for row in waiting):
            batch.wait(0.25)
        still = []
        for row in waiting:
            if row.account.waiting:
                still.append(row)
            else:
                row.refresh()
        waiting = still
    place.empty()


def _confirm(owner: Owner, panel: panels.Panel | None, wishes: Sequence[Wish]) -> None:
    own = _own_brand(panel, wishes)
    label = t("Add {n} account", "Add {n} accounts", n=len(wishes)) if wishes else t("Nothing to add")
    if not st.button(label, type="primary", disabled=not wishes, key="confirm-adding"):
        return
    added, problems = _add(owner, panel, wishes, own)
    if added:
        _collect(owner, panel, added)
    if problems:
        for problem in problems:
            adding_line.problem(problem)
        return
    st.session_state.pop(_BATCH, None)
    st.rerun()


def _own_brand(panel: panels.Panel | None, wishes: Sequence[Wish]) -> str | None:
    """Ask which brand is the own one while the panel has none; on the welcome page it is said already."""
    pasted = next((wish.brand for wish in wishes if wish.own), None)
    if pasted or not wishes or (panel is not None and panel.own_brand):
        return pasted
    names = list(dict.fromkeys(wish.brand for wish in wishes))
    if len(names) == 1:
        toggled = st.toggle(t("{brand} is our own brand", brand=markdown_text(names[0])), key="own-brand")
        return names[0] if toggled else None
    return st.selectbox(t("Our own brand"), names, index=None, placeholder=t("None of these"), key="own-brands")


def _add(
    owner: Owner, panel: panels.Panel | None, wishes: Sequence[Wish], own: str | None
) -> tuple[list[Added], list[str]]:
    added: list[Added] = []
    problems: list[str] = []
    for (brand, market, role), group in groupby(wishes, lambda wish: (wish.brand, wish.market, wish.role)):
        done = directory.add_found(
            owner.store,
            brand,
            [(wish.identity, wish.profile) for wish in group],
            own=brand == own,
            panel=panel.panel_id if panel else None,
            market=market or None,
            role=role,
            actor=ACTOR,
        )
        added.extend(each for each in done if isinstance(each, Added))
        problems.extend(sentence(each) for each in done if isinstance(each, Refusal))
        problems.extend(store_sentence(each) for each in done if isinstance(each, StoreError))
    return added, problems


def _collect(owner: Owner, panel: panels.Panel | None, added: Sequence[Added]) -> None:
    """Read what was added at once: the first figures, and the posts as far back as the network gives them."""
    zone = panel.timezone if panel else owner.settings.timezone
    names = conditions.listed((plain(each.brand, 40) for each in added), 3)
    lines = [t("{brands} added.", brands=names)]
    fetched = [each.account_key for each in added if not each.import_only]
    if len(fetched) < len(added):
        n = len(added) - len(fetched)
        lines.append(
            t("The figures of {n} account come by import.", "The figures of {n} accounts come by import.", n=n)
        )
    if fetched:
        _begin(owner, fetched, lines, zone)
    st.session_state["flash"] = " ".join(lines)


def _begin(owner: Owner, keys: Sequence[int], lines: list[str], zone: str) -> None:
    """Begin to read accounts, and say when their growth shows."""
    lines.append(collecting.growth_sentence(owner, zone))
    try:
        run = owner.collector.start(trigger="manual", account_keys=keys)
        if run.status == "queued":
            lines.insert(1, t("It is read as soon as the present run ends."))
    except RunGoing:
        lines.insert(1, t("It is read by the next run."))
    except StoreError as error:
        lines.insert(1, store_sentence(error))

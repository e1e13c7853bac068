"""The Data page's import: a file, how its columns are read, what would be stored, what stands against it, and the deed."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from benchmark import brands
from benchmark.cards.context import network_label
from benchmark.charts.labels import markdown_text, plain
from benchmark.clock import utcnow
from benchmark.dashboard.parts import data_entry, data_import_columns
from benchmark.dashboard.parts.data_account_deeds import ACTOR
from benchmark.imports import planning, reading, storing
from benchmark.imports.columns import Column
from benchmark.imports.layouts import LAYOUTS
from benchmark.imports.messages import Message
from benchmark.imports.people import Target
from benchmark.imports.planning import Ask, Plan
from benchmark.imports.sheet import Sheet
from benchmark.imports.storing import Counts
from benchmark.problems import sentence, store_sentence
from benchmark.refusals import LONGEST_NAME, Refusal
from benchmark.store import StoreError
from benchmark.text import t
from sources import SOURCES

if TYPE_CHECKING:
    from benchmark.dashboard.frame import Frame

_TURN = "import-turn"
"""Counts the files of this session, so that each one gets fresh widgets."""
_SHEET, _PLAN = "import-sheet", "import-plan"
ENDINGS = ["csv", "tsv", "txt", "xlsx", "xls", "xlsm"]


@st.fragment
def render(frame: Frame) -> None:
    """Draw the part."""
    if frame.demo:
        st.caption(t("In the demo nothing can be changed."))
        return
    st.caption(
        t(
            "Histories, posts and LinkedIn's competitor analytics, as CSV or XLSX. You see what would be stored before it is; "
            "importing a file again changes nothing."
        )
    )
    turn = int(st.session_state.get(_TURN, 0))
    file = st.file_uploader(t("File"), type=ENDINGS, key=f"import-file-{turn}", label_visibility="collapsed")
    if file is None:
        return
    try:
        sheet = _sheet(str(file.file_id), file)
        _read(frame, sheet, f"{turn}-{file.file_id}")
    except Refusal as refusal:
        st.error(markdown_text(sentence(refusal), 1000))
    except StoreError as error:
        st.error(markdown_text(store_sentence(error), 1000))


def _sheet(file_id: str, file: Any) -> Sheet:
    """Read the file once; only the latest one is kept."""
    known: tuple[str, Sheet] | None = st.session_state.get(_SHEET)
    if known is None or known[0] != file_id:
        known = (file_id, reading.read(file.getvalue(), str(file.name)))
        st.session_state[_SHEET] = known
    return known[1]


def _read(frame: Frame, sheet: Sheet, key: str) -> None:
    target = _target(frame, key)
    data_import_columns.draw(*_guessed(frame, sheet, key), key)
    wishes, day = data_import_columns.said(key)
    plan, counts = _plan(frame, sheet, Ask(target, wishes, day), key)
    if day is not None or any(message.code == "no_date_column" for message in plan.errors):
        data_import_columns.draw_day(key)
    _preview(plan)
    _messages(plan)
    _confirm(frame, plan, counts)


def _target(frame: Frame, key: str) -> Target:
    """Ask whom the file is about, where it does not say so itself."""
    found = brands.accounts(frame.store)
    found = found[found["removed_at"].isna()]
    accounts = {str(row["account_id"]): data_entry.who(row) for row in found.to_dict("records")}
    by_account, by_brand, by_network = st.columns(3, gap="medium")
    with by_account:
        account = st.selectbox(
            t("All of it is about"), list(accounts), index=None, format_func=lambda each: accounts[each],
            placeholder=t("As the file says"), key=f"import-account-{key}",
        )  # fmt: skip
    with by_brand:
        brand = st.selectbox(
            t("or about the brand"), list(dict.fromkeys(found["brand"].astype(str))), index=None, accept_new_options=True,
            placeholder=t("As the file says"), key=f"import-brand-{key}", disabled=account is not None,
        )  # fmt: skip
    with by_network:
        network = st.selectbox(
            t("on the network"), list(SOURCES), index=None, format_func=network_label,
            placeholder=t("As the file says"), key=f"import-network-{key}", disabled=account is not None,
        )  # fmt: skip
    if account is not None:
        return Target(account=account)
    return Target(brand=str(brand)[:LONGEST_NAME] if brand else None, source=network)


def _plan(frame: Frame, sheet: Sheet, ask: Ask, key: str) -> tuple[Plan, Counts | None]:
    """Plan once for the same file, words and data."""
    store = frame.store
    state = (key, ask, store.version, frame.panel.timezone)
    known = st.session_state.get(_PLAN)
    if known is None or known[0] != state:
        plan = planning.plan(store, sheet, ask, utcnow(), frame.panel.timezone)
        counts = None if plan.error_count else storing.look(store, plan)
        known = (state, plan, counts)
        st.session_state[_PLAN] = known
    return known[1], known[2]


def _guessed(frame: Frame, sheet: Sheet, key: str) -> tuple[Sequence[Column], Sequence[str]]:
    """How the columns are read when the user says nothing of them, and their first values: where the boxes begin."""
    name = f"import-guessed-{key}"
    if name not in st.session_state:
        st.session_state[name] = planning.guessed(frame.store, sheet, utcnow())
    found: tuple[Sequence[Column], Sequence[str]] = st.session_state[name]
    return found


def _preview(plan: Plan) -> None:
    layout = t(LAYOUTS[plan.layout])
    st.markdown(t("Understood as {layout}: {n} row.", "Understood as {layout}: {n} rows.", layout=layout, n=plan.rows))
    with st.expander(t("The first rows as they stand in the file"), key="import-sample"):
        headers = [f"{column.letter} · {plain(column.header, 40)}" for column in plan.columns]
        rows = [[plain(cell, 80) for cell in (*row, *[""] * len(headers))[: len(headers)]] for row in plan.sample]
        st.dataframe(pd.DataFrame(rows, columns=headers), hide_index=True)
    shares = plan.shares()
    if shares:
        st.dataframe(
            pd.DataFrame(
                {
                    t("Brand"): [plain(share.who.brand, 60) for share in shares],
                    t("Network"): [network_label(share.who.source) for share in shares],
                    t("Account"): [
                        plain(share.who.account, 80) + ("" if share.who.key is not None else t(" (new)"))
                        for share in shares
                    ],
                    t("Days"): [share.observations for share in shares],
                    t("Posts"): [share.posts for share in shares],
                    t("From"): [share.first for share in shares],
                    t("To"): [share.last for share in shares],
                    t("Followers"): pd.array([share.followers for share in shares], dtype="Int64"),
                }
            ),
            hide_index=True,
            placeholder="–",
            column_config={t("Followers"): st.column_config.NumberColumn(format="localized")},
        )


def _messages(plan: Plan) -> None:
    """Say what stands against the file, then what is to know about it."""
    if plan.error_count:
        with st.container(border=True, key="import-errors"):
            st.markdown(f"**{t('{n} thing stands against it', '{n} things stand against it', n=plan.error_count)}**")
            _list(plan.errors)
            more = plan.error_count - len(plan.errors)
            if more:
                st.caption(t("… and {n} more like these.", "… and {n} more like these.", n=more))
    if plan.notes:
        with st.container(key="import-notes"):
            _list(plan.notes)


def _list(messages: Sequence[Message]) -> None:
    items = "".join(f"<li>{html.escape(plain(message.sentence, 1000))}</li>" for message in messages)
    st.html(f'<ul class="cb-troubles">{items}</ul>')


def _confirm(frame: Frame, plan: Plan, counts: Counts | None) -> None:
    """Draw the button that stores it."""
    rows = plan.figures.rows
    if counts is not None:
        st.markdown(t("It would be: {counts}.", counts=counts.told))
    useful = counts is not None and counts.new + counts.changed > 0
    label = t("Import {n} row", "Import {n} rows", n=rows) if useful else t("Nothing to import")
    if st.button(label, type="primary", key="import-now", disabled=not useful):
        done = storing.store_plan(frame.store, plan, actor=ACTOR, now=utcnow())
        st.session_state["flash"] = t("{file} is imported: {counts}.", file=plain(plan.file, 100), counts=done.told)
        for name in (_SHEET, _PLAN):
            st.session_state.pop(name, None)
        st.session_state[_TURN] = int(st.session_state.get(_TURN, 0)) + 1
        st.rerun()

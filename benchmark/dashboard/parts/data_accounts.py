"""The Data page's accounts: how each one stands, what to do where it failed, and what can be done with it."""

from __future__ import annotations

import html
from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd
import streamlit as st

from benchmark.cards import places
from benchmark.cards.account_state import account_state
from benchmark.cards.context import network_label
from benchmark.charts.labels import plain
from benchmark.clock import utcnow
from benchmark.dashboard.parts import data_account_deeds, undoing
from benchmark.problems import stored_sentence
from benchmark.store import Store
from benchmark.text import t
from benchmark.text.format import duration
from sources import SOURCES

if TYPE_CHECKING:
    from benchmark.dashboard.frame import Frame

TROUBLES = 12
"""Troubles that are told in full."""
NAMED = 8
"""Accounts named with one trouble."""
_STATUS_CODES = {"gone": "not_found", "private": "private", "suspended": "suspended", "moved": "moved"}


@st.fragment
def render(frame: Frame) -> None:
    """Draw troubles, the table of all accounts, and the deeds on the chosen one."""
    undoing.offer(frame.store)
    everything = accounts(frame.store)
    shown = everything[everything["removed_at"].isna()].reset_index(drop=True)
    if not frame.demo:
        _troubles(shown, frame.panel.timezone)
    st.caption(
        t("All accounts of all panels, whatever the filters say. Choose a row to pause, move, describe or remove it.")
    )
    event = st.dataframe(
        table(shown),
        hide_index=True,
        key=f"accounts-{frame.store.version}",
        on_select="rerun",
        selection_mode="single-row",
        height=min(36 * (len(shown) + 1) + 3, 580),
        row_height=36,
        placeholder="–",
        column_config={
            t("Followers"): st.column_config.NumberColumn(format="localized"),
            t("Posts"): st.column_config.NumberColumn(format="localized"),
            t("First post"): st.column_config.DateColumn(format="YYYY-MM-DD"),
        },
    )
    chosen = [place for place in event.selection["rows"] if place < len(shown)]
    if chosen:
        data_account_deeds.draw(frame, shown.iloc[chosen[0]])
    removed = everything[everything["removed_at"].notna()]
    if not removed.empty and not frame.demo:
        data_account_deeds.removed(frame, removed)


def accounts(store: Store) -> pd.DataFrame:
    """Return every account with its last tries: tried_at, status of the try, error, params; read_at, posts, first_post."""
    return store.query(
        """
        WITH tried AS (
            SELECT account_key, max(started_at) AS tried_at, arg_max(status, started_at) AS tried,
                   arg_max(coalesce(error, ''), started_at) AS error, arg_max(coalesce(params, ''), started_at) AS params,
                   max(started_at) FILTER (status = 'ok') AS read_at
            FROM core.run_account GROUP BY account_key
        ), written AS (
            SELECT account_key, count(*) AS posts, min(published_at)::DATE AS first_post FROM core.post
            WHERE deleted_at IS NULL GROUP BY account_key
        )
        SELECT a.account_key, a.account_id, b.brand_id, b.name AS brand, a.source,
               coalesce(a.handle, a.native_id) AS handle, a.followers,
               a.followers_at, a.market, a.role, a.timezone,
               a.status, a.paused_at, a.removed_at, x.tried_at, coalesce(x.tried, '') AS tried,
               coalesce(x.error, '') AS error, coalesce(x.params, '') AS params,
               coalesce(x.read_at, a.followers_at) AS read_at, coalesce(w.posts, 0) AS posts, w.first_post
        FROM core.account AS a JOIN core.brand AS b USING (brand_key)
        LEFT JOIN tried AS x USING (account_key) LEFT JOIN written AS w USING (account_key)
        ORDER BY b.brand_key, a.account_key
        """
    )


def table(shown: pd.DataFrame) -> pd.DataFrame:
    """Return what the reader sees: one row an account, texts plain, figures as figures."""
    now = utcnow()
    return pd.DataFrame(
        {
            t("Brand"): shown["brand"].map(plain),
            t("Network"): shown["source"].map(network_label),
            t("Account"): shown["handle"].map(plain),
            t("State"): [account_state(row) for row in shown.to_dict("records")],
            t("Last read"): [
                t("never") if pd.isna(at) else t("{time} ago", time=duration((now - at).total_seconds()))
                for at in shown["read_at"]
            ],
            t("Followers"): shown["followers"].astype("Int64"),
            t("Posts"): _posts(shown),
            t("First post"): shown["first_post"],
            **_told(shown),
        }
    )


def _told(shown: pd.DataFrame) -> dict[str, list[str | None]]:
    """Market, role and time zone of the accounts, each only where one of them was said otherwise than by default."""
    columns: dict[str, list[str | None]] = {}
    if shown["market"].notna().any():
        columns[t("Market")] = [
            plain(places.market_label(market)) if market else None for market in _texts(shown["market"])
        ]
    if (shown["role"] != "main").any():
        columns[t("Role")] = [places.role_label(str(role)) for role in shown["role"]]
    if shown["timezone"].notna().any():
        columns[t("Time zone")] = _texts(shown["timezone"])
    return columns


def _texts(column: pd.Series) -> list[str | None]:
    return [None if pd.isna(value) else str(value) for value in column]


def _posts(shown: pd.DataFrame) -> pd.Series:
    """Posts known of each account; none is a figure only where the network has posts at all."""
    has = shown["source"].map(lambda name: name not in SOURCES or "posts" in SOURCES[name].may_have).astype(bool)
    return shown["posts"].astype("Int64").where(has | (shown["posts"] > 0))


def trouble(row: Mapping[Hashable, Any], zone: str) -> str:
    """Return what is the matter with an account and the next step; empty when nothing is."""
    if pd.notna(row["paused_at"]):
        return ""
    code = str(row["error"] or "") if row["tried"] in ("failed", "partial") else ""
    code = code or _STATUS_CODES.get(str(row["status"]), "")
    return stored_sentence(code, str(row["source"]), str(row["params"] or "") or None, timezone=zone) if code else ""


def _troubles(shown: pd.DataFrame, zone: str) -> None:
    """Say what is the matter, each sentence once with the accounts that it is about."""
    told: dict[str, list[str]] = {}
    for row in shown.to_dict("records"):
        if sentence := trouble(row, zone):
            told.setdefault(sentence, []).append(_who(row))
    if not told:
        return
    count = sum(map(len, told.values()))
    with st.container(border=True, key="troubles"):
        st.markdown(f"**{t('{n} account needs attention', '{n} accounts need attention', n=count)}**")
        rows = "".join(
            f"<li>{html.escape(plain(sentence, 1000))}<span>{html.escape(_several(names))}</span></li>"
            for sentence, names in list(told.items())[:TROUBLES]
        )
        st.html(f'<ul class="cb-troubles">{rows}</ul>')
        if len(told) > TROUBLES:
            st.caption(t("More are marked in the table."))


def _who(row: Mapping[Hashable, Any]) -> str:
    return f"{plain(row['brand'], 60)} · {network_label(row['source'])} · {plain(row['handle'], 60)}"


def _several(names: list[str]) -> str:
    shown = ", ".join(names[:NAMED])
    return t("{names} and {n} more", names=shown, n=len(names) - NAMED) if len(names) > NAMED else shown

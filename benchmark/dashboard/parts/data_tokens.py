"""The Data page's tokens of the HTTP API: whom there are, a new one that is shown once, and the end of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from benchmark import clock, tokens
from benchmark.charts.html_table import Cell, Column, Row, html_table
from benchmark.charts.labels import plain
from benchmark.dashboard.parts.data_account_deeds import ACTOR, carry_out
from benchmark.refusals import LONGEST_NAME, TOKEN_DAYS, TOKEN_ROLES
from benchmark.store import api_tokens
from benchmark.store.api_tokens import ApiToken
from benchmark.text import t
from benchmark.text.format import moment

if TYPE_CHECKING:
    from benchmark.dashboard.frame import Frame

_SHOWN = "new-token"
"""Where a new token waits for the one drawing that shows it."""


def render(frame: Frame) -> None:
    """Draw the part."""
    st.caption(
        t("Programs read figures and rows at {path}, each with a token of its own. {document} says what there is.",
          path="/api/v1", document="/api/v1/openapi.json")
    )  # fmt: skip
    if frame.demo:
        st.caption(t("The demo is not served to programs."))
        return
    if made := st.session_state.pop(_SHOWN, None):
        st.success(t("This token is shown only now. Keep it where passwords are kept."))
        st.code(made, language=None)
    found, zone = api_tokens.all_tokens(frame.store), frame.panel.timezone
    if found:
        columns = [Column(text, figures=False) for text in (t("Name"), t("May"), t("State"), t("Ends"), t("Last used"))]
        with st.container(border=True, key="tokens-table"):
            st.html(html_table(columns, [_row(token, zone) for token in found], t("Tokens")))
    _new(frame)
    holding = {token.id: token.name for token in found if token.holds(clock.utcnow())}
    if holding:
        _revoke(frame, holding)


def _new(frame: Frame) -> None:
    with st.form(key="token-new", clear_on_submit=True):
        name = st.text_input(t("What uses it"), max_chars=LONGEST_NAME)
        role = st.selectbox(t("It may"), TOKEN_ROLES, format_func=_may)
        days = st.number_input(t("Days until it ends"), 1, tokens.MOST_DAYS, TOKEN_DAYS)
        if st.form_submit_button(t("Make the token")):
            carry_out(lambda: _make(frame, name, role, int(days)))


def _make(frame: Frame, name: str, role: str, days: int) -> None:
    st.session_state[_SHOWN] = tokens.make(frame.store, name, role=role, days=days, actor=ACTOR).shown


def _revoke(frame: Frame, holding: dict[str, str]) -> None:
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom"):
        chosen = st.selectbox(t("End a token"), list(holding), format_func=lambda each: plain(holding[each], 60))
        if st.button(t("End it now"), key="token-revoke"):
            carry_out(lambda: tokens.revoke(frame.store, chosen, actor=ACTOR))


def _row(token: ApiToken, zone: str) -> Row:
    last = moment(token.last_used_at, zone) if token.last_used_at else "–"
    return Row(
        [Cell(token.name), Cell(_may(token.role)), _state(token), Cell(moment(token.expires_at, zone)), Cell(last)]
    )


def _state(token: ApiToken) -> Cell:
    if token.revoked_at is not None:
        return Cell(t("revoked"), tone="muted")
    return Cell(t("holds")) if token.holds(clock.utcnow()) else Cell(t("expired"), tone="muted")


def _may(role: str) -> str:
    return t("read, add accounts, start runs") if role == "editor" else t("read")

"""Data: what is collected, how fresh it is, what needs attention, and what the figures mean."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import streamlit as st

from benchmark.dashboard.parts import (
    data_accounts,
    data_annotations,
    data_backups,
    data_entry,
    data_import,
    data_metrics,
    data_panels,
    data_retention,
    data_runs,
    data_sources,
    data_tags,
    data_tokens,
)
from benchmark.text import t

if TYPE_CHECKING:
    from benchmark.dashboard.frame import Frame


def render(frame: Frame) -> None:
    """Draw the page."""
    data_runs.state(frame)
    contents: dict[str, list[Callable[[Frame], None]]] = {
        t("Accounts"): [data_accounts.render],
        t("Panels"): [data_panels.render],
        t("Annotations"): [data_annotations.render],
        t("Tags"): [data_tags.render],
        t("Sources"): [data_sources.render, data_retention.render],
        t("Import"): [data_import.render, data_entry.render],
        t("Runs and backups"): [data_runs.history, data_backups.render],
        t("HTTP API"): [data_tokens.render],
        t("Metrics"): [lambda _frame: data_metrics.render()],
    }
    drawn = st.tabs(list(contents), key="data-tab", on_change="rerun")
    for tab, parts in zip(drawn, contents.values(), strict=True):
        if tab.open:
            with tab:
                for part in parts:
                    part(frame)

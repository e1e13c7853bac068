"""Data: what is collected, how fresh it is, what needs attention, and what the figures mean."""

from __future__ import annotations

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
)
from benchmark.text import t

if TYPE_CHECKING:
    from benchmark.dashboard.frame import Frame


def render(frame: Frame) -> None:
    """Draw the page."""
    data_runs.state(frame)
    accounts, panels, annotations, sources, imports, runs, metrics = st.tabs(
        [t("Accounts"), t("Panels"), t("Annotations"), t("Sources"), t("Import"), t("Runs and backups"), t("Metrics")],
        key="data-tab",
        on_change="rerun",
    )
    if accounts.open:
        with accounts:
            data_accounts.render(frame)
    if panels.open:
        with panels:
            data_panels.render(frame)
    if annotations.open:
        with annotations:
            data_annotations.render(frame)
    if sources.open:
        with sources:
            data_sources.render(frame)
            data_retention.render(frame)
    if imports.open:
        with imports:
            data_import.render(frame)
            data_entry.render(frame)
    if runs.open:
        with runs:
            data_runs.history(frame)
            data_backups.render(frame)
    if metrics.open:
        with metrics:
            data_metrics.render()

"""The Data page's dictionary: every metric with its unit, how it is counted and from what."""

from __future__ import annotations

import html

import streamlit as st

from benchmark.metrics import METRICS, Metric
from benchmark.refusals import folded
from benchmark.text import t


@st.fragment
def render() -> None:
    """Draw the dictionary with its search."""
    wanted = st.text_input(t("Find a metric"), key="find-metric", placeholder=t("engagement, share, week …"))
    found = [metric for metric in METRICS.values() if _matches(metric, wanted)]
    if not found:
        st.caption(t("No metric matches. There are {n}.", n=len(METRICS)))
        return
    st.html(f'<dl class="cb-dictionary">{"".join(map(_entry, found))}</dl>')


def _matches(metric: Metric, wanted: str) -> bool:
    text = folded(f"{metric.name} {t(metric.label)} {t(metric.description)}")
    return all(word in text for word in folded(wanted).split())


def _entry(metric: Metric) -> str:
    return (
        f"<dt>{html.escape(t(metric.label))} <span>{html.escape(_unit(metric))}</span><code>{metric.name}</code></dt>"
        f"<dd>{html.escape(t(metric.description))}"
        f'<span class="from">{html.escape(t("From: {source}.", source=t(metric.source)))}</span></dd>'
    )


def _unit(metric: Metric) -> str:
    return {
        "count": t("count"),
        "pct": t("%"),
        "per_week": t("per week"),
        "days": t("days"),
        "index": t("index, start = 100"),
        "hours": t("hours"),
        "ratio": t("ratio"),
    }[metric.unit]

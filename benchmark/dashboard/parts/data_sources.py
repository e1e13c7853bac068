"""The Data page's sources: what each network gives and lacks, what it needs, how long its figures are kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from benchmark.charts.labels import markdown_text
from benchmark.dashboard.parts import adding_line
from benchmark.settings import Settings
from benchmark.text import t
from benchmark.text.format import duration
from sources import SOURCES
from sources.base import GIVES, Source

if TYPE_CHECKING:
    from benchmark.dashboard.frame import Frame


def render(frame: Frame) -> None:
    """Draw every source, those in use first."""
    counted = dict(
        frame.store.rows("SELECT source, count(*) FROM core.account WHERE removed_at IS NULL GROUP BY source")
    )
    st.caption(t("Nothing leaves this machine but the calls to the networks that your accounts are on."))
    for source in sorted(SOURCES.values(), key=lambda each: -counted.get(each.name, 0)):
        _source(source, int(counted.get(source.name, 0)), frame.owner.settings)


def _source(source: Source, accounts: int, settings: Settings) -> None:
    missing = [key for key in source.credentials if key.setting not in settings.secrets]
    used = t("{n} account", "{n} accounts", n=accounts) if accounts else t("not used")
    with st.expander(f"**{source.label}** · {_state(source, settings)} · {used}", key=f"source-{source.name}"):
        st.markdown(t("Gives: {what}.", what=_gives(source)))
        st.markdown(markdown_text(t(source.lacks)))
        _retention(source, settings)
        st.caption(
            t(
                "At most {rate} calls a second to a host, {n} at a time. Posts are compared at the age of {days} days.",
                rate=source.pace.per_second,
                n=source.pace.parallel,
                days=source.age_days,
            )
        )
        for key in missing:
            st.markdown(
                t(
                    "**{setting}** is not set. It unlocks: {what}",
                    setting=markdown_text(key.setting),
                    what=t(key.unlocks),
                )
            )
            adding_line.steps(key.steps, key.url)


def _state(source: Source, settings: Settings) -> str:
    missing = [key for key in source.credentials if key.setting not in settings.secrets]
    if any(key.required for key in missing):
        return t("needs a key")
    return t("ready, more with a key") if missing else t("ready")


def _gives(source: Source) -> str:
    names = {
        "followers": _audience(source),
        "following": t("accounts followed"),
        "posts": t("posts"),
        "likes": t("likes"),
        "comments": t("comments"),
        "shares": t("shares"),
        "quotes": t("quotes"),
        "views": t("views"),
        "history": t("posts of the past"),
    }
    return ", ".join(names[each] for each in GIVES if each in source.gives)


def _audience(source: Source) -> str:
    return {"followers": t("followers"), "subscribers": t("subscribers"), "members": t("members")}[source.followers_are]


def _retention(source: Source, settings: Settings) -> None:
    """Say what the terms ask for and what this version does: it deletes nothing yet."""
    if source.retention_days is None:
        return
    setting = f"BENCHMARK_RETENTION_DAYS_{source.name.upper()}"
    kept = settings.retention_days(source.name) or source.retention_days
    st.markdown(
        markdown_text(
            t(
                "By {network}'s terms, statistics of accounts that have not authorised you are kept for {days} days. "
                "{setting} stands at {kept}; raise it only if you have accepted the terms that allow it. "
                "This version does not delete older statistics by itself yet.",
                network=source.label,
                days=source.retention_days,
                setting=setting,
                kept=duration(kept * 86400),
            ),
            1000,
        )
    )

"""The Data page's sources: what each network gives and lacks, what it needs, how long its figures are kept."""

from __future__ import annotations

import html
from datetime import datetime
from typing import TYPE_CHECKING

import streamlit as st

from benchmark.charts.labels import markdown_text, plain
from benchmark.clock import utcnow
from benchmark.collect.standing import Standing, failures, standings
from benchmark.dashboard.parts import adding_line
from benchmark.settings import Settings
from benchmark.text import t
from benchmark.text.format import duration
from sources.base import GIVES, Source

if TYPE_CHECKING:
    from benchmark.dashboard.frame import Frame


def render(frame: Frame) -> None:
    """Draw every source, those in use first."""
    st.caption(t("Nothing leaves this machine but the calls to the networks that your accounts are on."))
    now = utcnow()
    with st.container(key="sources"):
        for standing in standings(frame.store, frame.owner.settings, frame.owner.http.ledger, now):
            _source(standing, frame, now)


def warnings(frame: Frame) -> list[str]:
    """Return what will stop a network soon: tokens that end."""
    now = utcnow()
    found = standings(frame.store, frame.owner.settings, frame.owner.http.ledger, now)
    return [sentence for standing in found if standing.accounts for sentence in standing.warnings(now)]


def _source(standing: Standing, frame: Frame, now: datetime) -> None:
    source, settings = standing.source, frame.owner.settings
    with st.expander(_title(standing, now), key=f"source-{source.name}"):
        rows = [(t("Gives"), _gives(source)), (t("Lacks"), t(source.lacks)), (t("Route"), t(source.route)),
                (t("Price"), t(source.cost))]  # fmt: skip
        if not source.import_only:
            rows.append((t("Limits"), _limits(source)))
            rows.append((t("Today"), standing.used_sentence()))
            rows.append((t("Kept"), _retention(source, settings)))
        rows += [(t("Token"), sentence) for sentence in standing.token_sentences(now)]
        rows += [(t("Key"), t("{setting} is set.", setting=key.setting)) for key in source.credentials
                 if key not in standing.missing]  # fmt: skip
        told = "".join(f"<dt>{html.escape(name)}</dt><dd>{html.escape(plain(text, 600))}</dd>" for name, text in rows)
        st.html(f'<dl class="cb-facts">{told}</dl>')
        for sentence, brands in failures(standing, frame.panel.timezone):
            names = ", ".join(plain(name, 40) for name in dict.fromkeys(brands))
            adding_line.problem(t("{names}: {sentence}", names=names, sentence=sentence))
        for key in standing.missing:
            st.markdown(
                t(
                    "**{setting}** is not set. It unlocks: {what}",
                    setting=markdown_text(key.setting),
                    what=t(key.unlocks),
                )
            )
            adding_line.steps(key.steps, key.url)


def _title(standing: Standing, now: datetime) -> str:
    parts = [f"**{standing.source.label}**", _state(standing)]
    if standing.accounts:
        parts.append(t("{n} account", "{n} accounts", n=standing.accounts))
        if standing.success_at is not None:
            parts.append(t("read {time} ago", time=duration((now - standing.success_at).total_seconds())))
        if standing.failing:
            parts.append(t("{n} failing", "{n} failing", n=len(standing.failing)))
    else:
        parts.append(t("not used"))
    return " · ".join(parts)


def _state(standing: Standing) -> str:
    return {
        "ready": t("ready"),
        "more": t("ready, more with a key"),
        "needs_key": t("needs a key"),
        "import_only": t("by import only"),
    }[standing.ready]


def _limits(source: Source) -> str:
    if "posts" not in source.gives:
        return t(
            "At most {rate} calls a second to a host, {n} at a time.",
            rate=source.pace.per_second,
            n=source.pace.parallel,
        )
    return t(
        "Calls to a host: at most {rate} a second, {n} at the same time. Posts are compared at the age of {age}.",
        rate=source.pace.per_second,
        n=source.pace.parallel,
        age=duration(source.age_days * 86400),
    )


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
        "history": t("the past"),
        "page_views": t("page views"),
        "mentions": t("mentions"),
    }
    given = ", ".join(names[each] for each in GIVES if each in source.gives - source.own_only) or t("nothing by itself")
    if not source.own_only:
        return given
    own = ", ".join(names[each] for each in GIVES if each in source.own_only)
    return t("{given}; of your own accounts also {own}", given=given, own=own)


def _audience(source: Source) -> str:
    return {"followers": t("followers"), "subscribers": t("subscribers"), "members": t("members")}[source.followers_are]


def _retention(source: Source, settings: Settings) -> str:
    """Return what the terms ask for, and what the setting says."""
    kept = settings.retention_days(source.name)
    if source.retention_days is None:
        return t("As long as you like.") if kept is None else t("{time}, as you set it.", time=duration(kept * 86400))
    return t(
        "By {network}'s terms, statistics of accounts that have not authorised you are kept for {allowed}. "
        "{setting} stands at {kept}; raise it only if you have accepted the terms that allow it.",
        network=source.label,
        allowed=duration(source.retention_days * 86400),
        setting=f"BENCHMARK_RETENTION_DAYS_{source.name.upper()}",
        kept=duration((kept or source.retention_days) * 86400),
    )

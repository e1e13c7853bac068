"""Under which conditions a card's figures hold: who has none and why, whose last reading failed, which weeks are whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, Final

import pandas as pd

from benchmark.cards.context import Context, network_label
from benchmark.charts.card import State
from benchmark.charts.labels import plain
from benchmark.metrics import Scope, alike, note_text
from benchmark.metrics.kept import limits
from benchmark.text import t
from benchmark.text.format import duration
from sources import SOURCES

STALE_HOURS: Final = 48
"""A period that runs to today is shown as stale when the network's latest reading is older."""
FULLY_READ: Final = alike.FULLY_READ
"""Share of the period's days from which a brand's posts count as read throughout."""
_PARTLY: Final = ("some_accounts", "not_covered")
"""Notes of figures that miss posts."""
_NAME: Final = 40
"""Characters of a brand's name in a list of names."""
_SHORT: Final = 26
"""Characters of a remark that fit beside a bar."""


def listed(names: Iterable[str], most: int = 4) -> str:
    """Return names as a list for a sentence, cut after a few."""
    known = list(dict.fromkeys(names))
    if len(known) <= most:
        return ", ".join(known)
    return t("{names} and {n} more", "{names} and {n} more", names=", ".join(known[:most]), n=len(known) - most)


def reasons(frame: pd.DataFrame) -> dict[str, str]:
    """Return for each brand without any figure why it has none, in the frame's order."""
    known = set(frame.dropna(subset="value")["brand_id"])
    missing = frame[~frame["brand_id"].isin(known)].drop_duplicates("brand_id")
    return {str(row["name"]): note_text(row) for row in missing.to_dict("records")}


def without_figure(frame: pd.DataFrame) -> str:
    """Return the sentence that names the brands without a figure, those of one reason together."""
    together: dict[str, list[str]] = {}
    for name, why in reasons(frame).items():
        together.setdefault(why, []).append(plain(name, _NAME))
    if not together:
        return ""
    items = [
        t("{name} ({reason})", name=listed(names, 5), reason=_small(why)) if why else listed(names, 5)
        for why, names in together.items()
    ]
    return t("Without a figure: {names}.", names="; ".join(items))


def brief(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame for a chart: beside its marks stand only short remarks, the others stand in footer and table."""
    texts = [note_text(row) for row in frame.to_dict("records")]
    short = [_small(text) if 0 < len(text) <= _SHORT else None for text in texts]
    return frame.assign(note=pd.Series(short, index=frame.index, dtype=object))


def read_throughout(row: Mapping[Any, Any]) -> bool:
    """Return whether the posts of one row were read throughout; see `partly_read`."""
    days = row["days"]
    return bool(days > 0 and row["days_observed"] / days >= FULLY_READ) and row["note"] not in _PARTLY


def partly_read(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of brands whose posts were not read throughout, of a metric with days_observed and days."""
    share = frame["days_observed"] / frame["days"].where(frame["days"] > 0)
    return frame[~(share >= FULLY_READ) | frame["note"].isin(_PARTLY)]


def fewer_days(frame: pd.DataFrame) -> str:
    """Return the sentence that names the brands whose posts were read for fewer days."""
    rows = partly_read(frame).dropna(subset="value")
    items = [
        t("{name} ({seen} of {total} days)", name=row["name"], seen=round(row["days_observed"]), total=int(row["days"]))
        for row in rows.to_dict("records")
    ]
    return t("Posts not read throughout: {names}.", names=listed(items, 8)) if items else ""


def rounded(context: Context) -> str:
    """Return the sentence on counts that the network rounds, or nothing when they are exact."""
    steps = context.of_network("followers")["step"].dropna()
    if steps.empty or steps.max() <= 1:
        return ""
    return t(
        "{network} rounds its counts: a figure stands for the band in which the true one lies.",
        network=context.network_label,
    )


def kept(context: Context, *scopes: Scope | None) -> str:
    """Return the sentence on figures of the network that were removed, when one of the periods needs them; with the setting."""
    limit = limits(context.store).get(context.network or "")
    if limit is None or not any(scope.instants[0] < limit.until for scope in scopes if scope is not None):
        return ""
    return t(
        "{network} statistics are kept {age}, older ones were removed ({setting}).",
        network=context.network_label,
        age=duration(limit.days * 86400),
        setting=f"BENCHMARK_RETENTION_DAYS_{(context.network or '').upper()}",
    )


def not_kept(context: Context) -> str:
    """Return why there is no comparison when what it needs was removed, or nothing."""
    if not kept(context, context.before):
        return ""
    return t("kept {days} days: comparison unavailable", days=limits(context.store)[context.network or ""].days)


def whole_weeks(context: Context, frame: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """Return the rows of weeks that lie in the period and the past as a whole, and a sentence on the others.

    A week cut short looks like a drop. With fewer than two whole weeks all rows stay.
    """
    today = context.scope.today
    first, last = context.scope.start, min(context.scope.end, today - timedelta(days=1))
    monday = frame["week"].dt.date
    whole = (monday >= first) & (monday + timedelta(days=6) <= last)
    if monday[whole].nunique() < 2:
        return frame, t("Weeks run from Monday to Sunday; the outer ones are cut to the period.")
    if whole.all():
        return frame, ""
    return frame[whole].reset_index(drop=True), t("Weeks that are not whole are in the table only.")


def failing(context: Context) -> str:
    """Return the sentence that names the brands whose last reading of this network failed."""
    rows = context.of_network("freshness")
    names = rows.loc[rows["failing"] > 0, "name"]
    return (
        t("The last reading failed: {names}.", names=listed(plain(name, _NAME) for name in names)) if len(names) else ""
    )


def health(context: Context) -> tuple[State, str]:
    """Return whether the network is read at present, and what to do when it is not."""
    rows = context.of_network("freshness")
    reads = rows["read_at"].dropna()
    if rows.empty or reads.empty:
        return "ok", ""
    network, moment = network_label(context.network), reads.max().to_pydatetime()
    if (rows["failing"] > 0).all():
        return "failed", t(
            "{network} could not be read. What is shown was read until {moment} (UTC). The Data page says what to do.",
            network=network,
            moment=moment,
        )
    present = context.scope.end >= context.scope.today
    if present and context.scope.now - moment > timedelta(hours=STALE_HOURS):
        if context.network in SOURCES and SOURCES[context.network].import_only:
            return "stale", t(
                "The latest figures of {network} are of {moment} (UTC). Import newer ones on the Data page.",
                network=network,
                moment=moment,
            )
        return "stale", t(
            "{network} was last read on {moment} (UTC). Collect now to bring it up to date.",
            network=network,
            moment=moment,
        )
    return "ok", ""


def days_between(first: pd.Timestamp, last: pd.Timestamp) -> int:
    """Return the days between two readings, 0 when one is unknown."""
    return 0 if pd.isna(first) or pd.isna(last) else (last - first).days


def table_days(values: pd.Series) -> pd.Series:
    """Return days for a table: plain dates, empty where unknown."""
    days = [None if pd.isna(value) else value.date() for value in values]
    return pd.Series(days, index=values.index, dtype=object)


def _small(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]

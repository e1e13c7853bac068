"""What the cards of industry figures say of them: where they come from, what their source does not tell, who is not shown."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd

from benchmark.cards import conditions, rates, wording
from benchmark.cards.context import Context
from benchmark.charts.labels import plain
from benchmark.metrics.industry import PACE, Beside, Figure
from benchmark.text import t
from benchmark.text.format import number, percent

ALL: Final = "All"
"""What the file calls the figure over all industries."""


def label(name: str) -> str:
    """Return an industry's name for people."""
    return t("All industries") if name == ALL else plain(name, 60)


def companies(figure: Figure) -> str:
    kind = t("median") if figure.statistic == "median" else t("mean")
    if figure.n_companies is None:
        return kind
    return t("{kind}, {n} company", "{kind}, {n} companies", kind=kind, n=figure.n_companies)


def shown(metric: str, value: float) -> str:
    return number(value, 1) if metric == PACE else percent(value)


def ages(context: Context, metric: str, found: Beside) -> list[str]:
    if metric == PACE:
        return []
    said = conditions.listed(dict.fromkeys(_age(figure) for figure in found.drawn))
    return [t("their posts' age: {age}; ours: {days} days", age=said, days=rates.age(context.network))]


def _age(figure: Figure) -> str:
    return t("not stated") if figure.age in {"", "not stated"} else plain(figure.age, 40)


def sources(found: Beside) -> str:
    """Who published the figures, of when and whom, with the address as text."""
    said = []
    for figure in found.drawn:
        parts = [
            plain(figure.source, 120),
            t("edition {edition}", edition=plain(figure.edition, 20)) if figure.edition else "",
            t("data of {year}", year=str(figure.data_year)) if figure.data_year else "",
            companies(figure),
            t("median over: {unit}", unit=plain(figure.unit_of_median, 60) or t("the source does not say")),
            t("sizes: {sizes}", sizes=plain(figure.size_range, 80)) if figure.size_range else "",
            plain(figure.url, 200),
            plain(figure.note, 160),
        ]
        said.append(", ".join(part for part in parts if part))
    return t("Industry: {sources}.", sources="; ".join(dict.fromkeys(said)))


def named(found: Beside) -> list[str]:
    """Name the figures that are not drawn."""
    paces = [number(figure.posts_per_week, 2) for figure in found.inactive]
    inactive = t(
        "Not shown: {industry} on X, where the accounts post {pace} times a week and so are mostly inactive.",
        industry=label(found.inactive[0].industry) if found.inactive else "",
        pace=", ".join(paces),
    )
    empty = t(
        "No figure in the file: {names}.",
        names=", ".join(f"{label(figure.industry)} ({plain(figure.source, 60)})" for figure in found.empty),
    )
    return [inactive if found.inactive else "", empty if found.empty else ""]


def table(metric: str, rows: pd.DataFrame) -> pd.DataFrame:
    figures = rows["figure"].tolist()

    def of(name: str) -> list[Any]:
        return [getattr(figure, name) or None if isinstance(figure, Figure) else None for figure in figures]

    unsaid = t("the source does not say")
    units = [(figure.unit_of_median or unsaid) if isinstance(figure, Figure) else None for figure in figures]
    value = wording.label(metric) if metric == PACE else f"{wording.label(metric)}, %"
    return pd.DataFrame(
        {
            t("Figure"): rows["name"],
            value: rows["value"].round(3),
            t("From (95 %)"): pd.to_numeric(rows["low"], errors="coerce").round(3),
            t("To (95 %)"): pd.to_numeric(rows["high"], errors="coerce").round(3),
            t("Remark"): rows["note"],
            t("Companies"): of("n_companies"),
            t("Median over"): units,
            t("Sizes"): of("size_range"),
            t("Age of the posts"): [_age(figure) if isinstance(figure, Figure) else None for figure in figures],
            t("Data of"): [str(year) if year else None for year in of("data_year")],
            t("Edition"): of("edition"),
            t("Source"): of("source"),
            t("Address"): of("url"),
            t("Said of it"): of("note"),
        }
    )  # fmt: skip


def explained() -> str:
    return t(
        "Industry figures stand in data/industry.csv, which anyone can extend: a line a figure, with its source. One is shown "
        "beside the metric with the same numerator and denominator only. No verdict is given, as the age of their posts, the "
        "unit behind their median and the size of their accounts are mostly not said. Figures of X over accounts that post "
        "less than once a week are not shown."
    )

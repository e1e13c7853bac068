"""Two brands' figures on one network, each with what can be said of their difference and the competitors' median."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from benchmark.cards import conditions, rates, wording
from benchmark.cards.against import GRADES
from benchmark.cards.brand_view import Across
from benchmark.cards.context import network_label
from benchmark.cards.standing import PACE, Figure, comparable, levels, rate_of
from benchmark.metrics import comparison, note_text
from benchmark.metrics.comparison import Verdict
from benchmark.metrics.verdicts import ALPHA
from benchmark.text import t
from benchmark.text.format import UNKNOWN, compact, number, percent, ratio

Record = Mapping[Any, Any]


@dataclass(frozen=True)
class Line:
    """One figure on one network: of the brand, of the one beside it, the verdict, the competitors' median."""

    network: str
    label: str
    first: str
    second: str
    verdict: str
    median: str
    value: float = float("nan")
    other: float = float("nan")
    sign: int = 0
    """1 when the brand is surely higher, -1 when surely lower."""
    hints: tuple[str, str] = ("", "")
    judged: Verdict | None = None


def lines_of(seen: Across, brand: str, other: str) -> list[Line]:
    """Return the figures of two brands on the view's network."""
    found = []
    if wording.gives_followers(seen.network):
        found += [_followers(seen, brand, other), _growth(seen, brand, other)]
    found.append(_pace(seen, brand, other))
    if rates.gives_interactions(seen.network):
        found.append(_rate(seen, brand, other))
    return found


def _followers(seen: Across, brand: str, other: str) -> Line:
    frame = levels(seen)
    one, two = _rows(frame, brand, other)
    line = _line(seen, t("Followers"), frame, (one, two), compact)
    if np.isnan(line.value) or np.isnan(line.other):
        return line
    same = (
        one["low"] < two["high"] and two["low"] < one["high"] and (one["low"] < one["high"] or two["low"] < two["high"])
    )
    return _ratioed(line, t("can't tell: rounded counts")) if same else _ratioed(line)


def _growth(seen: Across, brand: str, other: str) -> Line:
    frame = seen.of_network("follower_growth_pct")
    one, two = _rows(frame, brand, other)
    line = _line(
        seen, wording.label("follower_growth_pct"), frame, (one, two), lambda value: percent(value, signed=True)
    )
    if np.isnan(line.value) or np.isnan(line.other):
        return line
    exact = one["low"] == one["high"] and two["low"] == two["high"]
    higher = one["value"] > two["value"] if exact else one["low"] >= two["high"]
    lower = one["value"] < two["value"] if exact else two["low"] >= one["high"]
    points = number(line.value - line.other, 1, signed=True)
    told = t("{points} points", points=points) if higher or lower else t("can't tell")
    return replace(line, verdict=told, sign=int(higher) - int(lower))


def _pace(seen: Across, brand: str, other: str) -> Line:
    frame = seen.of_network(PACE.metric)
    one, two = _rows(frame, brand, other)
    line = _line(seen, wording.label(PACE.metric), frame, (one, two), PACE.text)
    both = [row for row in (one, two) if row]
    if len(both) == 2 and len(conditions.partly_read(pd.DataFrame(both))):
        return replace(line, verdict=t("not read throughout"))
    return _ratioed(line)


def _rate(seen: Across, brand: str, other: str) -> Line:
    figure: Figure = rate_of(seen)
    frame, sets = seen.of_network(figure.metric), rates.sets_of(seen, figure.metric)
    line = _line(seen, wording.label(figure.metric), frame, _rows(frame, brand, other), figure.text)
    if brand not in sets or other not in sets:
        return line
    return replace(line, judged=comparison.difference(sets[brand], sets[other]))


def _line(seen: Across, label: str, frame: pd.DataFrame, rows: tuple[Record, Record], text: Any) -> Line:
    one, two = (float(row["value"]) if row else float("nan") for row in rows)
    shown = [text(value) if not np.isnan(value) else UNKNOWN for value in (one, two)]
    hints = tuple(note_text(row) if row else t("no account") for row in rows)
    return Line(
        network_label(seen.network), label, shown[0], shown[1], UNKNOWN, _median(seen, comparable(frame), text), one, two,
        hints=(hints[0], hints[1]),
    )  # fmt: skip


def _ratioed(line: Line, instead: str = "") -> Line:
    """A counted figure over the other: no interval, it is what it is."""
    if np.isnan(line.value) or np.isnan(line.other) or not line.other:
        return line
    if instead:
        return replace(line, verdict=instead)
    alike = line.first == line.second  # what prints alike is not told apart by its weight either
    return replace(
        line, verdict=ratio(line.value / line.other), sign=0 if alike else int(np.sign(line.value - line.other))
    )


def corrected(lines: list[Line]) -> list[Line]:
    """Put the verdicts of engagement to their lines: several networks are several chances to be wrong."""
    judged = [line.judged for line in lines if line.judged is not None and line.judged.reason is None]
    adjusted = iter(comparison.holm(np.array([each.p for each in judged])).tolist())
    found = []
    for line in lines:
        verdict = line.judged
        if verdict is None:
            found.append(line)
        elif verdict.reason is not None:
            found.append(replace(line, verdict=t(rates.REASONS.get(verdict.reason, rates.REASONS["few_posts"]))))
        else:
            clear = next(adjusted) < ALPHA
            grade = "clear" if clear else "cannot_tell" if verdict.grade == "cannot_tell" else "leans"
            words = t("{ratio}, {verdict}", ratio=ratio(verdict.ratio), verdict=t(GRADES[grade, verdict.ratio > 1]))
            sign = (1 if verdict.ratio > 1 else -1) if clear else 0
            found.append(replace(line, verdict=words, sign=sign))
    return found


def _median(seen: Across, frame: pd.DataFrame, text: Any) -> str:
    median = comparison.peer_median(frame, seen.own or "")
    if median.used == 0:
        return UNKNOWN
    if median.used <= 2:
        rows = median.peers.to_dict("records")
        return ", ".join(
            t("{name} {value}", name=seen.name(str(row["brand_id"])), value=text(row["value"])) for row in rows
        )
    if median.used < median.total:
        return t("{value} (of {used} of {total})", value=text(median.value), used=median.used, total=median.total)
    return str(text(median.value))


def _rows(frame: pd.DataFrame, brand: str, other: str) -> tuple[Record, Record]:
    found = {str(row["brand_id"]): row for row in frame.to_dict("records")}
    return found.get(brand, {}), found.get(other, {})

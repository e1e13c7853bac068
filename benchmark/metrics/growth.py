"""Growth of followers between the two readings at a period's ends, with the band that rounded counts leave.

A rounded count F with step s says that the true one lies in [F, F + s). Growth from F to L then lies strictly between
(L / (F + s_F) - 1) and ((L + s_L) / F - 1). When 0 lies inside, growth cannot be told from no change.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pandas as pd

from benchmark.metrics import queries
from benchmark.metrics.queries import Reads
from benchmark.metrics.scope import Scope

SHORTEST_SPAN: Final = 14
"""Days between the readings from which an average weekly growth is told."""

Change = Callable[[pd.Series, pd.Series], pd.Series]


def net(store: Reads, scope: Scope) -> pd.DataFrame:
    """Return closing minus opening."""
    return _with_band(queries.run(store, "growth", scope), _difference)


def net_weekly(store: Reads, scope: Scope) -> pd.DataFrame:
    """Return closing minus opening of each local week of the period."""
    bound = queries.bound(scope)
    weeks = {"period_starts": bound["week_starts"], "period_ends": bound["week_ends"]}
    frame = _with_band(queries.run(store, "growth", scope, weeks), _difference)
    return frame.assign(week=frame["week"] - pd.to_timedelta(frame["week"].dt.weekday, unit="D"))


def growth_pct(store: Reads, scope: Scope) -> pd.DataFrame:
    """Return the change over the opening count, in percent."""
    return _with_band(queries.run(store, "growth", scope), _percent)


def weekly_pct(store: Reads, scope: Scope) -> pd.DataFrame:
    """Return the constant weekly growth, in percent, between two readings at least 14 days apart."""
    frame = queries.run(store, "growth", scope)
    span = frame["span"].astype("float64")
    weeks = span.where(span >= SHORTEST_SPAN) / 7

    def weekly(closing: pd.Series, opening: pd.Series) -> pd.Series:
        # 1 to the power of nothing is 1 to pandas, here it is nothing.
        return (((closing / opening.where(opening > 0)) ** (1 / weeks) - 1) * 100).where(weeks.notna())

    result = _with_band(frame, weekly)
    return result.assign(note=result["note"].mask((span < SHORTEST_SPAN) & (frame["opening"] > 0), "too_short"))


def _difference(closing: pd.Series, opening: pd.Series) -> pd.Series:
    return closing - opening


def _percent(closing: pd.Series, opening: pd.Series) -> pd.Series:
    return (closing / opening.where(opening > 0) - 1) * 100


def _with_band(frame: pd.DataFrame, change: Change) -> pd.DataFrame:
    opening, closing = frame["opening"].astype("float64"), frame["closing"].astype("float64")
    opening_step, closing_step = frame["opening_step"].astype("float64"), frame["closing_step"].astype("float64")
    value = change(closing, opening)
    low, high = change(closing, opening + opening_step), change(closing + closing_step, opening)
    # An end that comes of a rounded count is not reached, one that comes of an exact count is.
    from_below = (low < 0) | ((low == 0) & (opening_step == 0))
    from_above = (high > 0) | ((high == 0) & (closing_step == 0))
    indistinct = (opening_step + closing_step > 0) & from_below & from_above & value.notna()
    note = frame["note"].mask(indistinct, "indistinct").mask(value.isna() & opening.eq(0), "zero_base")
    return frame.assign(
        value=value,
        low=low.where(value.notna()),
        high=high.where(value.notna()),
        distinguishable=value.notna() & ~indistinct,
        note=note,
    )

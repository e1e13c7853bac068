"""The longest time without a post, only where readings cover it throughout."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from benchmark.metrics import queries
from benchmark.metrics.queries import Reads
from benchmark.metrics.scope import Scope

Times = npt.NDArray[np.int64]
_DAY = 86_400_000_000


def longest_silence(store: Reads, scope: Scope) -> pd.DataFrame:
    """Return the longest silence of each brand on each network, edges of what was read included.

    A post that is left out elsewhere by its tag was published all the same: it ends a silence here too.
    """
    scope = replace(scope, without=())
    frame = queries.run(store, "longest_silence_days", scope)
    times = _by_unit(queries.run(store, "post_times", scope))
    stretches = dict(iter(queries.run(store, "read_stretches", scope).groupby("unit")))
    nothing = np.array([], np.int64)
    found = [_longest(times.get(unit, nothing), stretches.get(unit)) for unit in frame["unit"]]
    zone = scope.timezone
    last = _days([until for _, until, _ in found], zone)
    end = pd.Timestamp(scope.end)
    # The midnight that ends the period belongs to its last day.
    ends = {"first_day": _days([at for at, _, _ in found], zone), "last_day": last.mask(last > end, end)}
    silences = [None if at is None or until is None else (until - at) / _DAY for at, until, _ in found]
    value = pd.Series(silences, index=frame.index, dtype="float64")
    return frame.assign(
        value=value,
        n=[len(times.get(unit, nothing)) for unit in frame["unit"]],
        ongoing=[lasts for _, _, lasts in found],
        note=frame["note"].mask(value.isna() & frame["note"].isna(), "not_covered"),
        **ends,
    )


def _by_unit(posts: pd.DataFrame) -> dict[int, Times]:
    unit = posts["unit"].to_numpy(np.int64)
    times = _microseconds(posts["published_at"])
    ordered = ((unit[1:] > unit[:-1]) | ((unit[1:] == unit[:-1]) & (times[1:] >= times[:-1]))).all()
    if not ordered:
        order = np.lexsort((times, unit))
        unit, times = unit[order], times[order]
    units, starts = np.unique(unit, return_index=True)
    return dict(zip(units.tolist(), np.split(times, starts[1:]), strict=False))


def _longest(times: Times, stretches: pd.DataFrame | None) -> tuple[int | None, int | None, bool]:
    """Return start and end of the longest silence within the stretches, and whether it reaches the end of the last."""
    best: tuple[int | None, int | None, bool] = (None, None, False)
    if stretches is None:
        return best
    longest = 0
    opens, closes = _microseconds(stretches["opens"]), _microseconds(stretches["closes"])
    for place, (start, end) in enumerate(zip(opens.tolist(), closes.tolist(), strict=True)):
        inside = times[np.searchsorted(times, start) : np.searchsorted(times, end, side="right")]
        edges = np.concatenate(([start], inside, [end]))
        gaps = np.diff(edges)
        widest = int(gaps.argmax())
        if gaps[widest] > longest:
            longest = int(gaps[widest])
            lasts = widest == gaps.size - 1 and place == opens.size - 1
            best = (int(edges[widest]), int(edges[widest + 1]), lasts)
    return best


def _microseconds(moments: pd.Series) -> Times:
    return moments.to_numpy("datetime64[us]").astype(np.int64)


def _days(moments: list[int | None], zone: str) -> pd.Series:
    known = pd.to_datetime(pd.Series(moments, dtype="Int64").astype("float64"), unit="us", utc=True)
    return known.dt.tz_convert(zone).dt.tz_localize(None).dt.normalize()

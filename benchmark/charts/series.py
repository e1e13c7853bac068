"""Brands as series on a regular calendar: a period without a row is a gap, never a straight line across."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

Every = Literal["day", "week", "month"]
Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]

DAY_MS = 86_400_000


@dataclass(frozen=True)
class Series:
    """One brand's values, one a period from ``first`` on; NaN where nothing is known."""

    brand_id: str
    name: str
    colour: int | str | None
    own: bool
    first: date
    every: Every
    y: Floats
    low: Floats
    high: Floats
    carried: Mask
    forecast: Mask

    @property
    def last_index(self) -> int:
        """Place of the last known value, -1 without any."""
        known = np.flatnonzero(~np.isnan(self.y))
        return int(known[-1]) if len(known) else -1

    @property
    def last_value(self) -> float:
        """The last known value, NaN without any."""
        return float(self.y[self.last_index]) if self.last_index >= 0 else float("nan")

    def day(self, index: int) -> date:
        """Return the day a place stands for."""
        return day_at(self.first, index, self.every)

    def x(self) -> dict[str, Any]:
        """Return plotly's x: start and step where the periods are equally long, which spares sending each day."""
        if self.every == "month":
            stamps = [self.day(index) for index in range(len(self.y))]
            return {"x": np.array(stamps, dtype="datetime64[ms]").astype(np.int64).astype(np.float64)}
        start = np.datetime64(self.first, "ms").astype(np.int64)
        return {"x0": int(start), "dx": DAY_MS * (7 if self.every == "week" else 1)}

    def x_at(self, indices: npt.NDArray[np.intp]) -> Floats:
        """Return plotly's x of some places."""
        stamps = [self.day(int(index)) for index in indices]
        return np.array(stamps, dtype="datetime64[ms]").astype(np.int64).astype(np.float64)


def day_at(first: date, index: int, every: Every) -> date:
    """Return the first day of the period ``index`` places after the one that starts at ``first``."""
    if every == "month":
        months = first.year * 12 + first.month - 1 + index
        return date(months // 12, months % 12 + 1, 1)
    return first + timedelta(days=index * (7 if every == "week" else 1))


def series_of(frame: pd.DataFrame, every: Every = "day") -> list[Series]:
    """Return a frame's brands in order of appearance.

    Raises:
        ValueError: a brand has two rows for one period, or a day that starts no period.
    """
    if frame.empty:
        return []
    days = pd.to_datetime(frame["day"]).to_numpy("datetime64[D]")
    places, first = _places(days, every)
    built = []
    for brand_id, rows in frame.groupby("brand_id", sort=False).indices.items():
        built.append(_one(frame.iloc[np.asarray(rows)], str(brand_id), places[np.asarray(rows)], first, every))
    return built


def exact(values: Floats) -> npt.NDArray[np.floating[Any]]:
    """Return values in half the bytes where that changes no printed figure: whole numbers above 2**24 keep 64 bits."""
    short = values.astype(np.float32)
    known = values[~np.isnan(values)]
    return values if len(known) and np.abs(known).max() > 2**24 else short


def _places(days: npt.NDArray[np.datetime64], every: Every) -> tuple[npt.NDArray[np.int64], date]:
    start = days.min()
    if every == "month":
        months = days.astype("datetime64[M]")
        return (months - months.min()).astype(np.int64), months.min().astype("datetime64[D]").astype(object)
    offsets = (days - start).astype(np.int64)
    step = 7 if every == "week" else 1
    if (offsets % step).any():
        raise ValueError("weeks of one chart start on one weekday")
    return offsets // step, start.astype(object)


def _one(rows: pd.DataFrame, brand_id: str, places: npt.NDArray[np.int64], first: date, every: Every) -> Series:
    if len(np.unique(places)) != len(places):
        raise ValueError(f"brand {brand_id} has two rows for one {every}")
    begin = int(places.min())
    size = int(places.max()) - begin + 1

    def column(name: str) -> Floats:
        filled = np.full(size, np.nan)
        if name in rows:
            filled[places - begin] = pd.to_numeric(rows[name]).to_numpy(np.float64, na_value=np.nan)
        return filled

    def mask(name: str) -> Mask:
        filled = np.zeros(size, dtype=bool)
        if name in rows:
            filled[places - begin] = rows[name].eq(other=True).fillna(value=False).to_numpy(bool)
        return filled

    values = column("value")
    values[~np.isfinite(values)] = np.nan
    row = rows.iloc[0]
    return Series(
        brand_id=brand_id, name=str(row["name"]), colour=row["colour"], own=bool(row["own"]),
        first=day_at(first, begin, every), every=every, y=values, low=column("low"), high=column("high"),
        carried=mask("carried"), forecast=mask("forecast"),
    )  # fmt: skip

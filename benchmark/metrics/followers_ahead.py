"""The metric of followers 30 days ahead: what `benchmark.metrics.forecast` is given, and why there is none.

The errors are pooled over all accounts of the network that this installation has followed, in the panel or not, removed or not:
how well a network's counts can be foretold does not depend on who is compared. Of each account up to two years are read. What
lies before a change of what the network counts does not belong to its history.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from benchmark.metrics import breaks, forecast, queries
from benchmark.metrics.forecast import HISTORIES, HORIZON, WINDOW, Floats
from benchmark.metrics.queries import Reads
from benchmark.metrics.scope import Scope

DAYS: Final = 730
"""Days before the forecast that are read."""
CARRIED: Final = 3
"""Days over which a count is carried without a reading."""
_SOURCES: Final = """
SELECT DISTINCT source FROM core.account WHERE account_key IN (SELECT unnest($accounts::INTEGER[])) ORDER BY source
"""
_EVERYONE: Final = """
SELECT a.account_key, b.brand_id, a.source
FROM core.account AS a JOIN core.brand AS b USING (brand_key)
WHERE a.source IN (SELECT unnest($sources::VARCHAR[])) ORDER BY a.source, a.account_key
"""


@dataclass(frozen=True)
class _Network:
    """The accounts of one network: levels and rounding steps, days by accounts."""

    levels: Floats
    steps: Floats


def followers_forecast(store: Reads, scope: Scope) -> pd.DataFrame:
    """Return each brand's followers on each of the 30 days after the period (after today, when it lasts), or why there are none."""
    origin = min(scope.end, scope.today)
    sources = store.query(_SOURCES, {"accounts": list(scope.accounts)})["source"].tolist()
    accounts = store.query(_EVERYONE, {"sources": sources})
    if accounts.empty:
        return accounts
    everyone = replace(scope, accounts=tuple(accounts["account_key"].tolist())).with_period(
        origin - timedelta(days=DAYS - 1), origin
    )
    observed = queries.run(store, "follower_history", everyone)
    shown = accounts[accounts["account_key"].isin(scope.accounts)]
    frames = []
    for source in sources:
        keys = accounts.loc[accounts["source"] == source, "account_key"].to_numpy()
        network = _network(observed, keys, origin, breaks.latest(source, "followers", origin))
        mine = shown[shown["source"] == source]
        frames.append(_rows(network, keys, mine, source, origin))
    return pd.concat(frames, ignore_index=True).sort_values(["brand_id", "source", "day"], ignore_index=True)


def _network(observed: pd.DataFrame, keys: npt.NDArray[Any], origin: date, since: date | None) -> _Network:
    """Return the accounts' levels at the end of each day up to the origin; a count is carried, one withheld is not."""
    size = DAYS + CARRIED
    rows = observed[observed["account_key"].isin(keys)]
    first = np.datetime64(origin - timedelta(days=size - 1), "D")
    day = (rows["day"].to_numpy().astype("datetime64[D]") - first).astype(int)
    inside = (day >= 0) & (day < size)
    place = np.searchsorted(keys, rows["account_key"].to_numpy())
    seen = np.zeros((size, len(keys)), dtype=bool)
    levels, steps = np.full(seen.shape, np.nan), np.zeros(len(keys))
    seen[day[inside], place[inside]] = True
    levels[day[inside], place[inside]] = rows["followers"].to_numpy(np.float64, na_value=np.nan)[inside]
    recent = inside & (day >= size - WINDOW - 1 - CARRIED)
    np.fmax.at(steps, place[recent], rows["step"].to_numpy(np.float64, na_value=np.nan)[recent])
    if since is not None:
        old = np.arange(size) < (np.datetime64(since, "D") - first).astype(int)
        seen[old], levels[old] = False, np.nan
    alone = levels.copy()
    for _ in range(CARRIED):
        levels[1:] = np.where(seen[1:], alone[1:], levels[:-1])
    return _Network(levels[CARRIED:], steps)


def _rows(network: _Network, keys: npt.NDArray[Any], brands: pd.DataFrame, source: str, origin: date) -> pd.DataFrame:
    """Return the forecast of each brand: of the sum of its accounts on the days that have them all."""
    names = brands["brand_id"].unique()
    places = [np.searchsorted(keys, brands.loc[brands["brand_id"] == name, "account_key"].to_numpy()) for name in names]
    levels = np.column_stack([network.levels[:, place].sum(axis=1) for place in places])
    steps = np.array([np.where(network.steps[place] > 1, network.steps[place], 0).sum() for place in places])
    middle, low, high = forecast.forecast(levels, steps=steps, pool=network.levels, pool_steps=network.steps)
    needed, having = forecast.enough(network.levels)
    days = pd.to_datetime([origin + timedelta(days=ahead) for ahead in range(1, HORIZON + 1)])
    frames = []
    for number, name in enumerate(names):
        own = levels[:, number]
        about = _about(network, own, origin) | {"brand_id": name, "source": source, "n": having}
        if np.isnan(middle[-1, number]):
            about["note"] = _why_not(levels[:, [number]], steps[[number]], needed)
            frames.append(pd.DataFrame([about | {"day": pd.NaT}]))
        else:
            weekly = (middle[-1, number] - own[-1]) / HORIZON * 7
            figures = {"day": days, "value": middle[:, number], "low": low[:, number], "high": high[:, number]}
            frames.append(pd.DataFrame(figures).assign(**about, weekly=weekly))
    return pd.concat(frames, ignore_index=True)


def _about(network: _Network, own: Floats, origin: date) -> dict[str, Any]:
    """Return on what a brand's forecast rests: its days of history, how many it needs, and since when enough if there is not."""
    known = np.flatnonzero(~np.isnan(own))
    needed, _ = forecast.enough(network.levels)
    place: dict[str, date | None] = {"first_day": None, "last_day": None}
    if len(known):
        place = {
            "first_day": origin - timedelta(days=len(own) - 1 - int(known[0])),
            "last_day": origin - timedelta(days=len(own) - 1 - int(known[-1])),
        }
    return place | {
        "followers": own[-1],
        "history_days": len(known),
        "needed_days": needed or HISTORIES[0][0],
        "pool_accounts": network.levels.shape[1],
        "ready_on": _ready_on(network, own, origin),
        "note": None,
    }


def _why_not(own: Floats, steps: Floats, needed: int) -> str:
    known = int(forecast.history(own)[0])
    if known == 0:
        return "no_observation"
    if needed == 0:
        return "network_history"
    if known < needed:
        return "short_history"
    if np.isnan(own[-1, 0]):
        return "not_lately"
    return "indistinct" if forecast.hides_drift(own, steps)[0] else "recent_gap"


def _ready_on(network: _Network, own: Floats, origin: date) -> date | None:
    """Return the first day with enough of everything when each day is read from now on; None when accounts are lacking."""
    known = np.sort(forecast.history(network.levels))[::-1]
    waits = [(max(days - int(known[least - 1]), 0), days) for days, least in HISTORIES if len(known) >= least]
    if not waits:
        return None
    wait, days = min(waits)
    gaps = np.flatnonzero(np.isnan(own[-WINDOW - 1 :]))
    after_gap = int(gaps[-1]) + 1 if len(gaps) else 0
    return origin + timedelta(days=max(wait, days - int((~np.isnan(own)).sum()), after_gap))

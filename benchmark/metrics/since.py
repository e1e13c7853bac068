"""What happened to the accounts of a scope since a moment: exact to the reading, not to the day."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import pandas as pd

from benchmark.metrics import queries
from benchmark.metrics.queries import Reads
from benchmark.metrics.scope import Scope


def since(store: Reads, scope: Scope, moment: datetime) -> pd.DataFrame:
    """Return one row per account: brand_id, source, followers then and now, posts since, the best of them, what changed.

    ``opening``, ``closing`` and their steps are followers (see `net` for the band); ``posts`` is NaN where posts were not read
    since; ``most``, ``text``, ``url`` and ``published_at`` are of the new post with the most interactions so far; ``failed``: the
    latest reading since failed; ``added``: the account is new; ``changes``: fields of the profile that changed.
    """
    bound = {"accounts": list(scope.accounts), "start": moment, "now": scope.now}
    frame = store.query(queries.text("since_accounts"), bound)
    for column in ("failed", "added"):
        frame[column] = frame[column].astype("boolean").fillna(value=False).astype(bool)
    changes = [list(fields) if isinstance(fields, (list, np.ndarray)) else [] for fields in frame["changes"]]
    return frame.assign(changes=pd.Series(changes, index=frame.index, dtype=object))


def net(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the net followers of each brand on each network: brand_id, source, value, low, high, opening, accounts_used, accounts.

    Accounts that have no count at one of the ends are left out. ``low`` and ``high`` are the ends of the band that rounding
    leaves, which are not reached themselves; without rounding both are the value.
    """
    known = frame["opening"].notna() & frame["closing"].notna()
    columns = ["opening", "closing", "opening_step", "closing_step"]
    rows = frame[["brand_id", "source"]].join(frame[columns].astype("float64").where(known)).assign(used=known)
    sums = rows.groupby(["brand_id", "source"], sort=False).agg(
        **{name: (name, lambda values: values.sum(min_count=1)) for name in columns},
        accounts_used=("used", "sum"),
        accounts=("used", "size"),
    )
    change = sums["closing"] - sums["opening"]
    return sums.assign(
        value=change, low=change - sums["opening_step"], high=change + sums["closing_step"]
    ).reset_index()

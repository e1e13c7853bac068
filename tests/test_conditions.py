"""Conditions of a card's figures: whose posts were read throughout."""

from __future__ import annotations

import math
from itertools import product

import pandas as pd

from benchmark.cards.conditions import partly_read, read_throughout


def test_a_row_is_read_throughout_where_a_frame_says_so() -> None:
    observed, days = (0.0, 24.9, 25.2, 28.0, math.nan), (0, 28)
    notes = (None, math.nan, "some_accounts", "not_covered", "hidden")
    rows = [{"days_observed": seen, "days": of, "note": note} for seen, of, note in product(observed, days, notes)]
    partly = set(partly_read(pd.DataFrame(rows)).index)
    assert [read_throughout(row) for row in rows] == [place not in partly for place in range(len(rows))]
    # 25.2 of 28 days are nine tenths; of 0 days nothing was read.
    assert sum(map(read_throughout, rows)) == 2 * 3

"""How an account stands, in a word or two."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from benchmark.text import t


def account_state(row: Mapping[Hashable, Any]) -> str:
    """Return the state of an account from paused_at, status, tried (how its last reading ended) and read_at."""
    if pd.notna(row["paused_at"]):
        return t("Paused")
    by_network = {
        "gone": t("Gone"),
        "private": t("Private"),
        "suspended": t("Suspended"),
        "moved": t("Moved"),
        "import_only": t("By import only"),
    }.get(str(row["status"]))
    by_run = {"failed": t("Failed"), "partial": t("Read in part"), "ok": t("OK")}.get(str(row["tried"]))
    if by_network and not (by_run and row["status"] == "import_only"):  # its key was set since, and it was tried
        return by_network
    return by_run or (t("OK") if pd.notna(row["read_at"]) else t("Not read yet"))

"""Brands and their accounts: add, pause, resume, remove, rename, move. What sidebar, command line and API all call.

An account belongs to exactly one brand. Removing hides and keeps the history; adding again restores. Each action is one
transaction with its audit row, and refuses (`Refusal`) before anything is changed. `panels` holds the sets of accounts that
are compared, `lookup` finds whom a text means.
"""

from benchmark.brands.adding import Added, add, adopt_identity
from benchmark.brands.changing import Change, accounts, brands, describe, move, pause, remove, rename, resume
from benchmark.brands.previewing import Preview, preview
from benchmark.refusals import Refusal

__all__ = [
    "Added",
    "Change",
    "Preview",
    "Refusal",
    "accounts",
    "add",
    "adopt_identity",
    "brands",
    "describe",
    "move",
    "pause",
    "preview",
    "remove",
    "rename",
    "resume",
]

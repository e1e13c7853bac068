"""Brands and their accounts: add, pause, resume, remove, rename, move. What sidebar, command line and API all call.

An account belongs to exactly one brand. Removing hides and keeps the history; adding again restores. Each action is one
transaction with its audit row, and refuses (`Refusal`) before anything is changed. `panels` holds the sets of accounts that
are compared, `lookup` finds whom a text means.
"""

from benchmark.brands.adding import Added, add, adopt_identity
from benchmark.brands.changing import Change, accounts, brands, describe, move, pause, remove, rename, resume
from benchmark.brands.previewing import Preview, preview
from benchmark.brands.sites import Offer, SitePreview, add_found, look, look_at, site, unread_sentences, where_sentence
from benchmark.refusals import Refusal

__all__ = [
    "Added",
    "Change",
    "Offer",
    "Preview",
    "Refusal",
    "SitePreview",
    "accounts",
    "add",
    "add_found",
    "adopt_identity",
    "brands",
    "describe",
    "look",
    "look_at",
    "move",
    "pause",
    "preview",
    "remove",
    "rename",
    "resume",
    "site",
    "unread_sentences",
    "where_sentence",
]

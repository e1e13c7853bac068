"""How strong the evidence must be before a title tells of it.

A chart may show many figures with their intervals; a title is read alone and repeated. Up to four titles of one page tell what
separate tests found, so each of them needs a p of a quarter of 5 %: on a page of brands that are equal, all of them together
say something false at most 5 % of the time (Bonferroni).
"""

from __future__ import annotations

from typing import Final

LEVEL: Final = 0.05 / 4
"""The largest p (adjusted for what one card tests) of which a title tells."""

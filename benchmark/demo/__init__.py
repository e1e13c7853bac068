"""The demo: an invented brand and five competitors over 18 months, in a database of its own.

Seeded and reproducible: the same seed and last day give the same figures. Nothing of it touches the real database.
"""

from benchmark.demo.build import build, is_stale, open_fresh
from benchmark.demo.cast import DAYS

__all__ = ["DAYS", "build", "is_stale", "open_fresh"]

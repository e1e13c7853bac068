"""The SQL that compares what comes with what is there."""

from __future__ import annotations

from functools import cache
from pathlib import Path


@cache
def text(name: str) -> str:
    """Return a statement."""
    return (Path(__file__).parent / f"{name}.sql").read_text(encoding="utf-8")

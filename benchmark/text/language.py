"""The reader's language, one value a request: messages and formatters follow it."""

from __future__ import annotations

from contextvars import ContextVar

language: ContextVar[str] = ContextVar("language", default="en")
"""A language code such as ``en`` or ``fr``."""

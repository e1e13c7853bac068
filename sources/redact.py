"""What must never be written down: secret values and the query strings of addresses.

Errors carry no address at all; this guards what libraries log on their own, and excerpts of answers in which a
server repeats the key it was sent.
"""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Iterable
from typing import Final
from urllib.parse import quote, quote_plus

SHORTEST: Final = 6
"""Shorter values are no secrets and would blot out ordinary words."""

_LOGGERS: Final = (
    "urllib3",
    "urllib3.connection",
    "urllib3.connectionpool",
    "urllib3.poolmanager",
    "urllib3.response",
    "urllib3.util.retry",
    "requests",
)
_QUERY: Final = re.compile(r"\?[^\s\"'<>]+")
_AGENT_SCHEMES: Final = re.compile(r"^(?:bearer|basic|token|oauth)\s+", re.IGNORECASE)

_lock: Final = threading.Lock()
_hidden: set[str] = set()
_pattern: re.Pattern[str] | None = None


def hide(values: Iterable[str]) -> None:
    """Never show these values again: neither as they are nor as they look in an address."""
    global _pattern  # noqa: PLW0603 - the pattern is rebuilt when a value joins
    found: set[str] = set()
    for value in values:
        bare = _AGENT_SCHEMES.sub("", value.strip())
        if len(bare) >= SHORTEST:
            found |= {bare, quote(bare, safe=""), quote_plus(bare)}
    with _lock:
        if found <= _hidden:
            return
        _hidden.update(found)
        longest_first = sorted(_hidden, key=len, reverse=True)
        _pattern = re.compile("|".join(re.escape(value) for value in longest_first))


def redact(text: str) -> str:
    """The text without any hidden value."""
    pattern = _pattern
    return pattern.sub("•••", text) if pattern else text


class Redact(logging.Filter):
    """A filter for loggers and handlers: takes hidden values and query strings out of a record."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = _QUERY.sub("?…", redact(record.getMessage()))
        record.args = ()
        if record.exc_info:
            record.exc_info = None  # a library's traceback may quote an address; the message has the case
            record.exc_text = None
        return True


def guard_library_logs() -> None:
    """Put the filter on every logger of the HTTP libraries; doing so twice changes nothing."""
    for name in _LOGGERS:
        logger = logging.getLogger(name)
        if not any(isinstance(existing, Redact) for existing in logger.filters):
            logger.addFilter(Redact())

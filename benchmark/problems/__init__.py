"""Problems in words: what happened and what to do next, in the reader's language.

Errors and refusals are codes with particulars (`sources.errors`, `benchmark.refusals`); every sentence that a person reads
about one comes from here, for the command line, the sidebar and the Data page alike. Particulars come from outside: control
and invisible characters go and the length is capped; a surface that renders markdown or tags still escapes the sentence.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from benchmark.problems import fetching, importing, pasting, refusing, sending
from benchmark.problems.case import Case, Params
from benchmark.refusals import Refusal
from benchmark.text import t
from benchmark.text.plain import plain
from sources import SOURCES
from sources.base import Source
from sources.errors import SourceError

if TYPE_CHECKING:
    from benchmark.store import StoreError

_SENTENCES = {
    **fetching.SENTENCES,
    **pasting.SENTENCES,
    **refusing.SENTENCES,
    **importing.SENTENCES,
    **sending.SENTENCES,
}


def sentence(
    error: SourceError | Refusal | str,
    source: Source | str | None = None,
    params: Params | None = None,
    *,
    timezone: str = "UTC",
) -> str:
    """Return what happened and the next step.

    Args:
        error: the error, or its code.
        source: the network asked, or its name; None when there is none or it is not known.
        params: the particulars, when ``error`` is a code.
        timezone: the zone in which a time is shown.
    """
    code, particulars = (error, params or {}) if isinstance(error, str) else (error.code, error.params)
    case = Case(particulars, SOURCES.get(source) if isinstance(source, str) else source, timezone)
    telling = _SENTENCES.get(code)
    return telling(case) if telling else fetching.other(case, code)


def command_sentence(error: SourceError | Refusal, source: Source | str | None = None, *, timezone: str = "UTC") -> str:
    """Return the sentence, and after it the command that helps where one does: for the command line only."""
    helping = refusing.COMMANDS.get(error.code)
    said = sentence(error, source, timezone=timezone)
    return f"{said} {helping(Case(error.params, None, timezone))}" if helping else said


def stored_sentence(
    code: str, source: Source | str | None, params_json: str | None = None, *, timezone: str = "UTC"
) -> str:
    """Return the sentence of an error that a run wrote down, its particulars as JSON."""
    try:
        params = json.loads(params_json) if params_json else {}
    except ValueError:
        params = {}
    return sentence(code, source, params if isinstance(params, dict) else {}, timezone=timezone)


def store_sentence(error: StoreError) -> str:
    """Return what is wrong with the database and the next step."""
    path = plain(error.path, 300)
    match error.code:
        case "newer_schema":
            text = t(
                "The database {path} was written by a newer version of this program. Install that version, "
                "or restore a backup made by this one.",
                path=path,
            )
        case "disk":
            text = t(
                "The disk that holds {path} is full. Free some space and try again; nothing done is lost.", path=path
            )
        case "place":
            text = t(
                "There can be no database at {path}, or this user may not write it. "
                "Let BENCHMARK_DB name a file in a folder where you may write.",
                path=path,
            )
        case "name":
            text = t(
                "A database cannot be called {name}. Let BENCHMARK_DB name another file, such as benchmark.duckdb.",
                name=plain(error.path.name, 100),
            )
        case "wal":
            text = t(
                "What was written last to {path} cannot be read. Run doctor --repair: it sets that part aside "
                "and says what is lost.",
                path=path,
            )
        case "closed":
            text = t("The database {path} is being closed. Wait a moment and try again.", path=path)
        case "differs":
            text = t(
                "The copy at {path} does not hold what it should, so it was not used. Run doctor, then try again.",
                path=path,
            )
        case _:
            text = t(
                "The database {path} cannot be read. Put the latest backup in its place: restore {folder}/FILE",
                path=path,
                folder=plain(error.path.parent / "backups", 300),
            )
    return text


def codes() -> frozenset[str]:
    """Return every code that has a sentence of its own."""
    return frozenset(_SENTENCES)

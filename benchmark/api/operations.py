"""Every operation of the API, declared once: path, parameters, role and answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from benchmark.api import figures, reports, tables, writing
from benchmark.api.forms import FORMAT
from benchmark.api.operation import Asked, Operation, Page, Schema
from benchmark.api.paging import PAGING
from benchmark.api.parameters import Parameter
from benchmark.reports.formats import FORMATS
from benchmark.store import Store
from benchmark.text import words

_TEXT: Final = {"type": "string"}
_MAYBE: Final = {"type": ["string", "null"]}


def _record(**properties: Any) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": True}


_LIST: Final = {"type": "array", "items": {"type": "object"}}
_ADDED: Final = _record(
    added={
        "type": "array",
        "items": _record(input=_TEXT, account_id=_TEXT, brand_id=_TEXT, brand=_TEXT, outcome=_TEXT),
    },
    refused={"type": "array", "items": _record(input=_TEXT, error=_TEXT, message=_TEXT)},
    perhaps=_LIST,
)
_RUN: Final = _record(run_id=_MAYBE, status=_TEXT, started_at={**_MAYBE, "format": "date-time"})


def _paged(
    name: str,
    summary: str,
    narrowed: tuple[Parameter, ...] = (),
    *,
    answer: Callable[[Asked], Page] | None = None,
    rows: Callable[[Store], list[Schema]] | None = None,
    path: str | None = None,
    place: tuple[Parameter, ...] = (),
) -> Operation:
    """Declare what answers rows page by page, by default those of the table of this name."""
    return Operation(
        name,
        "GET",
        path or f"/{name}",
        summary,
        answer or tables.page(name),
        (*narrowed, *PAGING, FORMAT),
        place=place,
        rows=rows or tables.rows(name),
        refusals=(404,),
    )


_ACCOUNTS: Final = (tables.PANEL, tables.BRAND, tables.SOURCE)
_OBSERVED: Final = (tables.PANEL, tables.ACCOUNT, tables.BRAND, tables.SOURCE, tables.FROM, tables.TO)

OPERATIONS: Final[tuple[Operation, ...]] = (
    _paged("brands", words("The brands, removed ones too."), (tables.PANEL,)),
    _paged("accounts", words("The accounts of brands on networks."), _ACCOUNTS),
    _paged("panels", words("The panels: sets of accounts that are compared.")),
    _paged(
        "metrics",
        words("The metrics with their definitions and units."),
        answer=figures.catalogue,
        rows=figures.catalogue_rows,
    ),
    _paged(
        "figures",
        words(
            "A metric's figures for a panel; by default the first panel and the last 30 days. Unknown is null, never 0."
        ),
        figures.FILTERS,
        answer=figures.figures,
        rows=figures.figure_rows,
        path="/metrics/{name}",
        place=(figures.NAME,),
    ),
    _paged(
        "posts",
        words("Posts with their latest counts, by account and time of publication."),
        (*_OBSERVED, tables.KIND, tables.SEARCH),
    ),
    _paged(
        "snapshots",
        words("What was observed of profiles, or of posts, and when."),
        (tables.OF, *_OBSERVED),
        answer=tables.snapshots,
        rows=tables.rows("profile_snapshots", "post_snapshots"),
    ),
    _paged("runs", words("The collection runs."), (tables.PANEL, tables.RUN, tables.FROM, tables.TO)),
    Operation(
        "report",
        "GET",
        "/reports/{name}",
        words("A report as a file: a ready-made one by its kind, or one's own by its id. Takes seconds."),
        reports.report,
        (reports.FORM, tables.PANEL, tables.FROM, tables.TO),
        place=(reports.NAME,),
        files=tuple(dict.fromkeys(each.mime for each in FORMATS.values())),
        refusals=(404,),
        quick=False,
    ),
    Operation(
        "add_accounts",
        "POST",
        "/accounts",
        words("Add accounts to a brand by links, handles or websites. Each is looked up live, so this takes seconds."),
        writing.add_accounts,
        body=writing.ACCOUNTS,
        role="editor",
        documents={200: _ADDED, 201: _ADDED},
        refusals=(404, 409),
        quick=False,
    ),
    Operation(
        "start_run",
        "POST",
        "/runs",
        words("Read all active accounts now; 409 names the run that is going."),
        writing.start_run,
        body=(),
        role="editor",
        documents={200: _RUN, 202: _RUN},
        refusals=(409,),
    ),
)

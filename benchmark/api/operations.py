"""Every operation of the API, declared once: path, parameters, role and answer."""

from __future__ import annotations

from typing import Any, Final

from benchmark.api import figures, reports, tables, writing
from benchmark.api.forms import FORMAT
from benchmark.api.operation import Operation, Schema
from benchmark.api.paging import PAGING
from benchmark.reports.formats import FORMATS
from benchmark.text import words

_PAGED: Final = (*PAGING, FORMAT)
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

OPERATIONS: Final[tuple[Operation, ...]] = (
    Operation(
        "brands",
        "GET",
        "/brands",
        words("The brands, removed ones too."),
        tables.page("brands"),
        (tables.PANEL, *_PAGED),
        rows=tables.rows("brands"),
        refusals=(404,),
    ),
    Operation(
        "accounts",
        "GET",
        "/accounts",
        words("The accounts of brands on networks."),
        tables.page("accounts"),
        (tables.PANEL, tables.BRAND, tables.SOURCE, *_PAGED),
        rows=tables.rows("accounts"),
        refusals=(404,),
    ),
    Operation(
        "panels",
        "GET",
        "/panels",
        words("The panels: sets of accounts that are compared."),
        tables.page("panels"),
        _PAGED,
        rows=tables.rows("panels"),
        refusals=(404,),
    ),
    Operation(
        "metrics",
        "GET",
        "/metrics",
        words("The metrics with their definitions and units."),
        figures.catalogue,
        _PAGED,
        rows=figures.catalogue_rows,
        refusals=(404,),
    ),
    Operation(
        "figures",
        "GET",
        "/metrics/{name}",
        words(
            "A metric's figures for a panel; by default the first panel and the last 30 days. Unknown is null, never 0."
        ),
        figures.figures,
        (*figures.FILTERS, *_PAGED),
        place=(figures.NAME,),
        rows=figures.figure_rows,
        refusals=(404,),
    ),
    Operation(
        "posts",
        "GET",
        "/posts",
        words("Posts with their latest counts, by account and time of publication."),
        tables.page("posts"),
        (
            *(
                tables.PANEL,
                tables.ACCOUNT,
                tables.BRAND,
                tables.SOURCE,
                tables.FROM,
                tables.TO,
                tables.KIND,
                tables.SEARCH,
            ),
            *_PAGED,
        ),
        rows=tables.rows("posts"),
        refusals=(404,),
    ),
    Operation(
        "snapshots",
        "GET",
        "/snapshots",
        words("What was observed of profiles, or of posts, and when."),
        tables.snapshots,
        (
            *(tables.OF, tables.PANEL, tables.ACCOUNT, tables.BRAND, tables.SOURCE, tables.FROM, tables.TO),
            *_PAGED,
        ),
        rows=tables.rows("profile_snapshots", "post_snapshots"),
        refusals=(404,),
    ),
    Operation(
        "runs",
        "GET",
        "/runs",
        words("The collection runs."),
        tables.page("runs"),
        (tables.PANEL, tables.RUN, tables.FROM, tables.TO, *_PAGED),
        rows=tables.rows("runs"),
        refusals=(404,),
    ),
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

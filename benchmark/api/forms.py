"""Pages as JSON, CSV or Parquet. Unknown is null or empty in each; no cell of a CSV is run as a formula."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal, cast

from benchmark.api.operation import Page
from benchmark.api.parameters import OneOf, Parameter
from benchmark.api.problem import Problem
from benchmark.commands.extract import Extract
from benchmark.commands.extract_files import in_memory, records
from benchmark.output import plain_value
from benchmark.store.data_version import DataVersion
from benchmark.text import t, words

Form = Literal["json", "csv", "parquet"]
TYPES: Final[Mapping[Form, str]] = {
    "json": "application/json",
    "csv": "text/csv",
    "parquet": "application/vnd.apache.parquet",
}
FORMAT: Final = Parameter(
    "format", OneOf(tuple(TYPES)), words("The form of the answer; without it the header Accept decides, else JSON.")
)


@dataclass(frozen=True)
class Body:
    """What is sent."""

    content: bytes
    media_type: str
    headers: Mapping[str, str]


def chosen(wanted: str | None, accept: str) -> Form:
    """Return the form that the parameter or else the header Accept asks for.

    Raises:
        Problem: the header asks for none that there is.
    """
    if wanted is not None:
        return cast("Form", wanted)
    ranges = [_range(part) for part in accept.split(",") if part.strip()] or [("*/*", 1.0)]
    for media_type, weight in sorted(ranges, key=lambda each: -each[1]):
        for form, offered in TYPES.items():
            if weight > 0 and media_type in {offered, "*/*", f"{offered.partition('/')[0]}/*"}:
                return form
    raise Problem(
        406,
        "no_such_form",
        t("Answers are {types}. Ask for one of them.", types=", ".join(TYPES.values())),
        known=list(TYPES),
    )


def body(page: Page, form: Form, version: DataVersion, made_at: datetime) -> Body:
    """Return a page in a form; what JSON says beside its rows stands in headers in the other forms."""
    extract = page.extract
    headers = {"X-Data-Version": version.id, "X-Made-At": str(plain_value(made_at))}
    if form == "json":
        return Body(_json(page, version, made_at), TYPES[form], headers)
    about = {**extract.about, "data_version": version.id, "made_at": made_at}
    content = in_memory(Extract(extract.name, extract.rows, about), form)
    headers["Content-Disposition"] = f'attachment; filename="{extract.name}.{form}"'
    return Body(content, TYPES[form] + ("; charset=utf-8" if form == "csv" else ""), headers)


def document(value: Mapping[str, Any]) -> bytes:
    """Return a JSON document."""
    return json.dumps(plain_value(dict(value)), ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode(
        "utf-8", "backslashreplace"
    )


def _json(page: Page, version: DataVersion, made_at: datetime) -> bytes:
    return document(
        {
            "data": list(records(page.extract.rows)),
            "columns": page.extract.rows.column_names,
            "next": page.after,
            "data_version": version.id,
            "made_at": made_at,
            **({"about": dict(page.about)} if page.about else {}),
        }
    )


def _range(part: str) -> tuple[str, float]:
    media_type, *options = (each.strip().lower() for each in part.split(";"))
    weight = next((option[2:] for option in options if option.startswith("q=")), "1")
    try:
        return media_type, min(max(float(weight), 0.0), 1.0)
    except ValueError:
        return media_type, 0.0

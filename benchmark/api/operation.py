"""What an operation is, what it is given, and what it answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Literal

import pyarrow as pa

from benchmark.api.parameters import Parameter
from benchmark.commands import Session
from benchmark.commands.extract import Extract
from benchmark.store import Store
from benchmark.store.api_tokens import ApiToken

Schema = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """One request: checked values by parameter, who asks, and what is open here."""

    session: Session
    values: Mapping[str, Any]
    token: ApiToken
    now: datetime

    @property
    def store(self) -> Store:
        """The open database."""
        return self.session.store

    @property
    def actor(self) -> str:
        """Who is written into the audit."""
        return f"api:{self.token.name}"


@dataclass(frozen=True)
class Page:
    """Some rows of a whole. ``after`` is the cursor of the next page, None on the last; ``about`` is told beside the rows."""

    extract: Extract
    after: str | None = None
    about: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Document:
    """One JSON document."""

    value: Mapping[str, Any]
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class File:
    """A file as a whole."""

    content: bytes
    media_type: str
    name: str
    """Of ``[A-Za-z0-9._-]``."""


@dataclass(frozen=True)
class Operation:
    """One method of one path below ``/api/v1``."""

    name: str
    method: Literal["GET", "POST"]
    path: str
    summary: str
    answer: Callable[[Asked], Page | Document | File]
    parameters: tuple[Parameter, ...] = ()
    place: tuple[Parameter, ...] = ()
    """Parameters within the path."""
    body: tuple[Parameter, ...] | None = None
    """Fields of the JSON body; None when there is none."""
    role: Literal["viewer", "editor"] = "viewer"
    rows: Callable[[Store], list[Schema]] | None = None
    """The JSON schemas that a row of the answer may have; None when it answers a document."""
    documents: Mapping[int, Schema] = field(default_factory=dict)
    """The JSON schemas of documents by status."""
    files: tuple[str, ...] = ()
    """The media types of the files that it answers."""
    refusals: tuple[int, ...] = ()
    """Statuses of refusals beyond those that every operation can answer."""
    quick: bool = True
    """Whether it asks nobody but the database."""


def row_schema(schema: pa.Schema, *, closed: bool = True) -> Schema:
    """Return the JSON schema of rows of an Arrow table; every column may be unknown."""
    columns = {column.name: _column(column.type) for column in schema}
    return {
        "type": "object",
        "properties": columns,
        "required": list(columns),
        "additionalProperties": not closed,
    }


_COLUMNS: Final[tuple[tuple[Callable[[pa.DataType], bool], str, Schema], ...]] = (
    (pa.types.is_timestamp, "string", {"format": "date-time"}),
    (pa.types.is_date, "string", {"format": "date"}),
    (pa.types.is_map, "object", {}),
    (pa.types.is_list, "array", {"items": {"type": "string"}}),
    (pa.types.is_boolean, "boolean", {}),
    (pa.types.is_integer, "integer", {}),
    (pa.types.is_floating, "number", {}),
)


def _column(kind: pa.DataType) -> Schema:
    found = next(((name, more) for is_kind, name, more in _COLUMNS if is_kind(kind)), ("string", {}))
    return {"type": [found[0], "null"], **found[1]}

"""The OpenAPI document, made of the declarations that route and check requests."""

from __future__ import annotations

from typing import Any, Final

from benchmark.api import health
from benchmark.api.forms import TYPES
from benchmark.api.operation import Operation, Schema
from benchmark.api.operations import OPERATIONS
from benchmark.api.parameters import Kind, Many, Parameter
from benchmark.store import Store
from benchmark.text import t, words

ROOT: Final = "/api/v1"
_SENTENCES: Final = {
    400: words("The request is not as this document says; the message names what."),
    401: words("No token, or one that does not hold."),
    403: words("The token's role does not allow it."),
    404: words("Something that the request names is not there."),
    406: words("The header Accept asks for a form that there is not."),
    409: words("Something stored or going on contradicts it."),
    413: words("The body is too long."),
    415: words("The body is not JSON."),
    422: words("The values fit this document, but not each other or what is stored."),
    429: words("Too many wrong tokens came from there."),
    503: words("The database cannot be used just now."),
}
_ERROR: Final[Schema] = {
    "type": "object",
    "properties": {
        "error": {
            "type": "object",
            "properties": {"code": {"type": "string"}, "message": {"type": "string"}},
            "required": ["code", "message"],
        }
    },
    "required": ["error"],
}


def document(store: Store) -> dict[str, Any]:
    """Return the document."""
    paths: dict[str, dict[str, Any]] = {}
    for operation in OPERATIONS:
        paths.setdefault(ROOT + operation.path, {})[operation.method.lower()] = _operation(operation, store)
    paths[f"{ROOT}/openapi.json"] = {"get": _own()}
    paths["/healthz"] = {"get": _health()}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Competitor benchmark",
            "version": "1",
            "description": t("Brands, accounts, posts, snapshots and figures of this installation. Times are UTC."),
        },
        "security": [{"token": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            "schemas": {"Error": _ERROR},
        },
    }


def _operation(operation: Operation, store: Store) -> dict[str, Any]:
    told: dict[str, Any] = {
        "operationId": operation.name,
        "summary": t(operation.summary),
        "parameters": [
            *(_parameter(each, "path") for each in operation.place),
            *(_parameter(each, "query") for each in operation.parameters),
        ],
        "responses": _answers(operation, store),
    }
    if operation.role == "editor":
        told["description"] = t("Needs a token with the role editor.")
    if operation.body is not None:
        required = [field.name for field in operation.body if field.required]
        schema: Schema = {
            "type": "object",
            "properties": {field.name: _with_default(field, field.kind) for field in operation.body},
            "additionalProperties": False,
        }
        told["requestBody"] = {
            "required": bool(required),
            "content": {"application/json": {"schema": schema | ({"required": required} if required else {})}},
        }
    return told


def _parameter(declared: Parameter, where: str) -> dict[str, Any]:
    told = {
        "name": declared.name,
        "in": where,
        "required": declared.required,
        "description": t(declared.meaning),
        "schema": _with_default(declared, declared.kind, described=False),
    }
    return told | ({"style": "form", "explode": True} if isinstance(declared.kind, Many) else {})


def _with_default(declared: Parameter, kind: Kind, *, described: bool = True) -> Schema:
    default = {"default": declared.default} if declared.default is not None else {}
    return kind.schema() | default | ({"description": t(declared.meaning)} if described else {})


def _answers(operation: Operation, store: Store) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    if operation.rows is not None:
        answers["200"] = _page(operation.rows(store))
    for status, schema in operation.documents.items():
        answers[str(status)] = {
            "description": t(operation.summary),
            "content": {"application/json": {"schema": schema}},
        }
    if operation.files:
        content = {media_type: {"schema": {"type": "string", "format": "binary"}} for media_type in operation.files}
        answers["200"] = {"description": t(operation.summary), "content": content}
    usual = (400, 401, 422, 429, 503) + ((406,) if operation.rows else ())
    writing = (403, 413, 415) if operation.method == "POST" else ()
    for status in sorted({*usual, *writing, *operation.refusals}):
        answers[str(status)] = _refusal(status)
    return answers


def _page(rows: list[Schema]) -> dict[str, Any]:
    row = rows[0] if len(rows) == 1 else {"anyOf": rows}
    envelope: Schema = {
        "type": "object",
        "properties": {
            "data": {"type": "array", "items": row},
            "columns": {"type": "array", "items": {"type": "string"}},
            "next": {"type": ["string", "null"]},
            "data_version": {"type": "string"},
            "made_at": {"type": "string", "format": "date-time"},
            "about": {"type": "object"},
        },
        "required": ["data", "columns", "next", "data_version", "made_at"],
        "additionalProperties": False,
    }
    return {
        "description": t("A page of rows. next is the cursor of the following page, null on the last."),
        "headers": {
            "Link": {"schema": {"type": "string"}, "description": t("The address of the next page (rel=next).")},
            "X-Data-Version": {"schema": {"type": "string"}, "description": t("The state of the data.")},
        },
        "content": {
            TYPES["json"]: {"schema": envelope},
            TYPES["csv"]: {"schema": {"type": "string"}},
            TYPES["parquet"]: {"schema": {"type": "string", "format": "binary"}},
        },
    }


def _refusal(status: int) -> dict[str, Any]:
    schema = {"$ref": "#/components/schemas/Error"}
    return {"description": t(_SENTENCES[status]), "content": {"application/json": {"schema": schema}}}


def _own() -> dict[str, Any]:
    answers = {
        "200": {"description": t("This document."), "content": {"application/json": {"schema": {"type": "object"}}}}
    }
    return {
        "operationId": "openapi",
        "summary": t("This document."),
        "responses": answers | {str(status): _refusal(status) for status in (400, 401, 429, 503)},
    }


def _health() -> dict[str, Any]:
    content = {"application/json": {"schema": health.SCHEMA}}
    return {
        "operationId": "health",
        "summary": t("How the service does. Needs no token."),
        "security": [],
        "responses": {
            "200": {"description": t("The database can be read."), "content": content},
            "400": _refusal(400),
            "503": {"description": t("The database cannot be read."), "content": content},
        },
    }

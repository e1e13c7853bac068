"""The routes of the HTTP API for the web server: from a request to an operation and back.

Every request is checked in one order: Host, method, token, role, parameters. What works on the database runs in threads of its own,
so that pages stay quick while somebody reads much.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from typing import Any, Final
from urllib.parse import urlencode

import anyio.to_thread
from anyio import CapacityLimiter
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from benchmark import problems, tokens
from benchmark.api import access, forms, health, openapi, parameters
from benchmark.api.access import Brake
from benchmark.api.operation import Asked, Document, File, Operation, Page
from benchmark.api.operations import OPERATIONS
from benchmark.api.parameters import Parameter
from benchmark.api.problem import Problem, of_refusal
from benchmark.clock import utcnow
from benchmark.commands import Session
from benchmark.refusals import Refusal
from benchmark.settings import SettingsError
from benchmark.store import StoreError
from benchmark.store.api_tokens import ApiToken
from benchmark.store.data_version import present_version
from benchmark.text import t
from benchmark.text.language import language

BODY_BYTES: Final = 65_536
READERS: Final = 6
"""Requests that work on the database at the same time."""
LOOKERS: Final = 2
"""Requests that ask networks at the same time."""
_PLAIN: Final = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}

log = logging.getLogger(__name__)

HostAllowed = Callable[[str | None], bool]
Answering = Callable[[Request, bytes], Response]


def routes(get_session: Callable[[], Session], host_allowed: HostAllowed = lambda _host: True) -> list[BaseRoute]:
    """Return the routes for a Starlette application.

    Args:
        get_session: opens what requests work on, in whichever thread asks first.
        host_allowed: whether a header Host may be answered, as the server decides for its pages.
    """
    api = _Api(get_session)
    by_path: dict[str, dict[str, Answering]] = {
        "/healthz": {"GET": api.health},
        f"{openapi.ROOT}/openapi.json": {"GET": api.describe},
    }
    slow = set()
    for operation in OPERATIONS:
        by_path.setdefault(openapi.ROOT + operation.path, {})[operation.method] = partial(api.carry_out, operation)
        if not operation.quick:
            slow.add((openapi.ROOT + operation.path, operation.method))
    limits = (CapacityLimiter(READERS), CapacityLimiter(LOOKERS))
    found = [
        Route(path, _Path(methods, host_allowed, {method: limits[(path, method) in slow] for method in methods}))
        for path, methods in by_path.items()
    ]
    return [*found, Route("/api/{rest:path}", _Path({}, host_allowed, {}))]


class _Path:
    """One path: an ASGI application that answers every method, in JSON."""

    def __init__(
        self, methods: Mapping[str, Answering], host_allowed: HostAllowed, limits: Mapping[str, CapacityLimiter]
    ) -> None:
        self._methods = methods
        self._host_allowed = host_allowed
        self._limits = limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        spoken = language.set("fr" if request.headers.get("accept-language", "").lower().startswith("fr") else "en")
        try:
            response = await self._answer(request)
        except Problem as problem:
            response = _refused(problem)
        finally:
            language.reset(spoken)
        await response(scope, receive, send)

    async def _answer(self, request: Request) -> Response:
        if not self._host_allowed(request.headers.get("host")):
            raise Problem(
                400, "wrong_host", t("This name of the server is not allowed. Ask by the name that its pages have.")
            )
        if not self._methods:
            raise Problem(
                404,
                "no_such_path",
                t("There is nothing here. {path} lists what there is.", path="/api/v1/openapi.json"),
            )
        method = "GET" if request.method == "HEAD" else request.method
        if method not in self._methods:
            allowed = ", ".join(sorted({*self._methods, *(["HEAD"] if "GET" in self._methods else [])}))
            message = t("This path does not take {method}. It takes: {allowed}.", method=method[:20], allowed=allowed)
            raise Problem(405, "wrong_method", message, headers={"Allow": allowed})
        body = await _body(request) if method == "POST" else b""
        work = partial(_in_thread, self._methods[method], request, body)
        return await anyio.to_thread.run_sync(work, limiter=self._limits[method])


class _Api:
    """What all paths share."""

    def __init__(self, get_session: Callable[[], Session]) -> None:
        self._session = get_session
        self._brake = Brake()

    def health(self, request: Request, _body: bytes) -> Response:
        parameters.read_address((), request.query_params.multi_items())
        try:
            told = health.health(self._session(), utcnow())
        except (StoreError, SettingsError):
            told = health.DOWN
        return _json(told, 503 if told["status"] == "down" else 200)

    def describe(self, request: Request, _body: bytes) -> Response:
        session, _ = self._entered(request)
        parameters.read_address((), request.query_params.multi_items())
        return _json(openapi.document(session.store))

    def carry_out(self, operation: Operation, request: Request, body: bytes) -> Response:
        session, token = self._entered(request)
        access.check_role(token, operation.role)
        given = request.query_params.multi_items()
        values = {
            **_placed(operation.place, request),
            **parameters.read_address(operation.parameters, given),
            **(parameters.read_body(operation.body, _object(request, body)) if operation.body is not None else {}),
        }
        form = forms.chosen(values.get("format"), request.headers.get("accept", "")) if operation.rows else "json"
        version = present_version(session.store)
        asked = Asked(session, values, token, utcnow())
        answer = operation.answer(asked)
        if isinstance(answer, Document):
            return _json(answer.value, answer.status, answer.headers)
        if isinstance(answer, File):
            named = {"Content-Disposition": f'attachment; filename="{answer.name}"'}
            return Response(answer.content, 200, {**_PLAIN, **named}, answer.media_type)
        made = forms.body(answer, form, version, asked.now)
        headers = {**_PLAIN, **made.headers, **_next(request, given, answer)}
        return Response(made.content, 200, headers, made.media_type)

    def _entered(self, request: Request) -> tuple[Session, ApiToken]:
        session, now = self._session(), utcnow()
        address = request.client.host if request.client else ""
        token = access.token_of(session.store, request.headers.get("authorization"), address, self._brake, now)
        tokens.note_use(session.store, token, now)
        return session, token


def _in_thread(answering: Answering, request: Request, body: bytes) -> Response:
    """Answer; whatever happens, the answer is JSON and says what to do."""
    try:
        return answering(request, body)
    except Problem as problem:
        return _refused(problem)
    except Refusal as refusal:
        return _refused(of_refusal(refusal))
    except StoreError as error:
        return _refused(Problem(503, "database", problems.store_sentence(error), headers={"Retry-After": "10"}))
    except SettingsError as error:
        return _refused(Problem(503, "settings", str(error)))
    except Exception:
        log.exception("A request to %s could not be answered", request.scope["path"][:100])
        message = t("This could not be answered; the server's log says why. Nothing was half done.")
        return _refused(Problem(500, "bug", message))


def _placed(declared: tuple[Parameter, ...], request: Request) -> dict[str, Any]:
    """The parameters within the path: the names of a metric or a report."""
    try:
        return parameters.read_address(declared, [(each.name, request.path_params[each.name]) for each in declared])
    except Problem as problem:
        message = t("There is nothing of this name. {path} tells what there is.", path=f"{openapi.ROOT}/openapi.json")
        raise Problem(404, "unknown_name", message) from problem


async def _body(request: Request) -> bytes:
    body = b""
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > BODY_BYTES:
                raise Problem(413, "long_body", t("The body is longer than {most} bytes. Send less.", most=BODY_BYTES))
    except ClientDisconnect as gone:  # nobody reads the answer
        raise Problem(400, "gone", t("The body did not arrive. Send it again.")) from gone
    return body


def _object(request: Request, body: bytes) -> dict[str, Any]:
    """Return the object that a JSON body is; an empty body is an empty object."""
    if not body:
        return {}
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise Problem(415, "no_json", t("Send the body as JSON, with Content-Type: application/json."))
    said: Any = None
    with suppress(ValueError, RecursionError):
        said = json.loads(body, parse_constant=lambda _name: None)
    if not isinstance(said, dict):
        raise Problem(400, "bad_body", t("The body is no JSON object. Send one such as {example}.", example="{}"))
    return said


def _next(request: Request, given: list[tuple[str, str]], page: Page) -> dict[str, str]:
    if page.after is None:
        return {}
    kept = [(name, text) for name, text in given if name != "after"]
    return {"Link": f'<{request.scope["path"]}?{urlencode([*kept, ("after", page.after)])}>; rel="next"'}


def _json(value: Mapping[str, Any], status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    return Response(forms.document(value), status, {**_PLAIN, **(headers or {})}, forms.TYPES["json"])


def _refused(problem: Problem) -> Response:
    return _json(problem.document(), problem.status, problem.headers)

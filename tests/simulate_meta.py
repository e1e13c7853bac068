"""What the simulators of Meta's networks share: the token, Graph's errors, its cursors and ``debug_token``. See `simulate`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

from loopback import Answering, Loopback, Reply, Request
from simulate import Brand, Simulation

TOKEN = "EAAtoken-for-tests"
EXPIRES = 1_800_000_000
MESSAGES = {
    (
        100,
        33,
    ): "Unsupported get request. Object with ID 'x' does not exist, cannot be loaded due to missing permissions, or "
    "does not support this operation.",
    (803, 0): "(#803) Some of the aliases you requested do not exist: x",
    (110, 2207013): "Invalid user id",
    (190, 463): "Error validating access token: Session has expired on Friday, 20-Nov-26 04:00:00 PST.",
    (
        10,
        0,
    ): "(#10) This endpoint requires the 'pages_read_engagement' permission or the 'Page Public Content Access' feature.",
    (4, 0): "(#4) Application request limit reached",
}


def refused(code: int, subcode: int = 0, message: str | None = None, status: int = 400) -> Reply:
    """An error of the Graph API."""
    error: dict[str, Any] = {
        "message": message or MESSAGES.get((code, subcode), f"(#{code}) No."),
        "type": "OAuthException",
        "code": code,
        "fbtrace_id": "AbCdEfGhIjK",
    }
    return Reply({"error": error | ({"error_subcode": subcode} if subcode else {})}, status)


def asked(fields: str, resource: Mapping[str, Any]) -> dict[str, Any]:
    """What ``fields`` asks for of a resource; its id comes unasked."""
    names = {re.split(r"[.{(]", name)[0] for name in re.sub(r"\{[^{}]*\}", "", fields).split(",")}
    return {name: value for name, value in resource.items() if name in names or name == "id"}


class MetaSimulation(Simulation):
    """A network behind the Graph API; ``refusal`` answers instead of the paths for which it is not None."""

    setting: ClassVar[str] = "BENCHMARK_META_ACCESS_TOKEN"
    version: ClassVar[str] = "v26.0"

    def __init__(self, *brands: Brand) -> None:
        super().__init__(*brands)
        self.secrets = {self.setting: TOKEN}
        self.refusal: Callable[[Request], Reply | None] = lambda _request: None
        self.unknown_fields: set[str] = set()
        self.token_data: Mapping[str, Any] = {"is_valid": True, "expires_at": EXPIRES, "data_access_expires_at": 0}

    def serve(self, loopback: Loopback) -> None:
        super().serve(loopback)
        loopback.answer("*", self.answering(self._checked(self._answer)))

    def _checked(self, answer: Answering) -> Answering:
        def answered(request: Request) -> Reply:
            if "access_token" in request.query or TOKEN in str(request.lists):
                raise AssertionError("a token in an address")
            given = request.headers.get("authorization", f"Bearer {TOKEN}")
            if self.expired:
                return refused(190, 463, status=401)
            if given != f"Bearer {TOKEN}":
                return refused(190, message="Invalid OAuth access token - Cannot parse access token", status=401)
            reply = self.refusal(request)
            if reply is not None:
                return reply
            if request.path == f"/{self.version}/debug_token":
                return self._debug(request)
            named = next((f for f in sorted(self.unknown_fields) if f in request.query.get("fields", "")), None)
            if named:
                return refused(
                    100, message=f"(#100) Tried accessing nonexisting field ({named}) on node type (ShadowIGMedia)"
                )
            return answer(request)

        return answered

    def _debug(self, request: Request) -> Reply:
        form = {name: values[-1] for name, values in parse_qs(request.body.decode()).items()}
        if request.method != "POST" or form != {"method": "get", "input_token": TOKEN}:
            return refused(100, message="(#100) The parameter input_token is required")
        return Reply({"data": dict(self.token_data)})

    def _answer(self, request: Request) -> Reply:
        raise NotImplementedError

    def _page(self, items: list[Any], after: str | None, asked: int) -> tuple[list[Any], dict[str, Any]]:
        """A page of a list and its ``cursors``; the last page has a cursor too, as Graph's have."""
        size = min(asked, self.page_size)
        start = 0 if self.stuck or not after else int(after.removeprefix("QVFI"))
        shown = items[start : start + size]
        cursors = {"before": f"QVFI{start}", "after": "QVFI0" if self.stuck else f"QVFI{start + len(shown)}"}
        return shown, {"cursors": cursors} if shown else {}

    def next_link(self, request: Request, cursor: str) -> str:
        """``paging.next`` as Graph sends it, with the token in its query."""
        return f"{urlsplit(self.server.url).geturl()}{request.path}?access_token={TOKEN}&after={cursor}"

    def _graph_path(self, request: Request) -> list[str]:
        version, _, rest = request.path.strip("/").partition("/")
        return rest.split("/") if version == self.version else []

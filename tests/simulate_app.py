"""What simulators of networks with app tokens share: the token endpoint, and who may pass with a token of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import parse_qsl

from loopback import Answering, Reply, Request
from simulate import Brand, Simulation

from sources.errors import NotUnderstood, SourceError

CLIENT = "client-for-tests"
SECRET = "client-secret-for-tests"


class AppSimulation(Simulation):
    """``given`` lists all tokens; with ``expired`` none of them is valid until another one is fetched."""

    refreshes: ClassVar[bool] = True
    errors: ClassVar[Mapping[int, type[SourceError]]] = {**Simulation.errors, 404: NotUnderstood}
    """A 404 in place of a token is no word about the account."""
    lasts: ClassVar[int] = 3600

    def __init__(self, *brands: Brand) -> None:
        super().__init__(*brands)
        self.given: list[str] = []
        self.valid: set[str] = set()
        self.refusal: Reply | None = None
        """Takes the place of every answer but tokens."""

    def give(self) -> dict[str, Any]:
        """A new token, as the endpoint sends it; those that have expired stay so."""
        if self.expired:
            self.valid.clear()
            self.expired = False
        token = f"app-token-{len(self.given) + 1}"
        self.given.append(token)
        self.valid.add(token)
        return {"access_token": token, "expires_in": self.lasts, "token_type": "bearer"}

    def lets_in(self, request: Request) -> bool:
        """Whether the request carries a token that is valid."""
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        return scheme.lower() == "bearer" and token in self.valid and not self.expired

    def guarded(self, answer: Answering, unauthorised: Reply) -> Answering:
        """The answer, for who comes with a token."""

        def answered(request: Request) -> Reply:
            if not self.lets_in(request):
                return unauthorised
            return self.refusal or answer(request)

        return self.answering(answered)

    def asked(self, path: str) -> list[Request]:
        """The requests of this path."""
        return [request for request in self.requests if request.path == path]


def form_of(request: Request) -> dict[str, str]:
    """The fields of a form that was posted."""
    return dict(parse_qsl(request.body.decode()))


def json_of(request: Request) -> dict[str, Any]:
    """The JSON that was posted."""
    found = json.loads(request.body)
    assert isinstance(found, dict)
    return found

"""The client that a source is given; see `sources.http` for what stands behind it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager
from datetime import datetime
from json import dumps
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

from sources.addresses import Target
from sources.answer import Answer
from sources.base import Source
from sources.call import Call, Question
from sources.errors import FixCredentials
from sources.ledger import Payment
from sources.redact import hide
from sources.tokens import Tokens

if TYPE_CHECKING:
    from sources.http import Http

VALIDATORS: Final = (("etag", "If-None-Match", "ETag"), ("modified", "If-Modified-Since", "Last-Modified"))
"""Key in `Client.state`, header of the question, header of the answer (RFC 9110, section 13)."""
LONGEST_VALIDATOR: Final = 512
_FORM: Final = "application/x-www-form-urlencoded"


class Client:
    """What a source's functions get: calls in the account's name, its memory between runs, and the time."""

    def __init__(self, http: Http, source: Source, state: dict[str, str], stopped: Callable[[], bool]) -> None:
        self.source = source
        self.state = state
        """The account's memory between runs (validators, what a server accepts); saved by the collector."""
        self.requests = 0
        """Calls made, retries and redirects included."""
        self.lost = 0
        """Those of them that reached the host and brought no whole answer."""
        self._http = http
        self._stopped = stopped

    def root(self, role: str = "api") -> str:
        """The base address in this role, without a slash at its end."""
        configured = self._http.config.roots.get(f"{self.source.name}.{role}")
        return (configured or self.source.roots[role]).rstrip("/")

    def address(self, host: str) -> str:
        """Where a server of this name is asked: plain http on a host that the operator lists, https on any other."""
        return f"{'http' if host in self._http.config.allow_hosts else 'https'}://{host}"

    def secret(self, setting: str) -> str | None:
        """The value of a credential, None when it is not set."""
        return self._http.config.secrets.get(setting, "").strip() or None

    def now(self) -> datetime:
        """The time, UTC without a zone."""
        return self._http.clock.utcnow()

    def get(
        self,
        url: str,
        *,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        secret_headers: Mapping[str, str] | None = None,
        ok: Collection[int] = (200,),
        conditional: bool = False,
    ) -> Answer:
        """Fetch an address.

        ``conditional`` sends what `state` remembers of the last answer; status 304 then is an answer too.
        Secrets go in ``secret_headers`` and nowhere else: they leave with the first redirect to another host.

        Raises:
            RetryLater: ``unreachable``, ``timeout``, ``server_error``, ``rate_limited``.
            FixCredentials: ``needs_key``, ``key_rejected``, ``no_permission``.
            AccountGone: ``not_found``.
            NotUnderstood: any other status that is not in ``ok``, or no HTTP.
            LimitReached: ``too_large``.
            Refused: see there.
            Stopped: the run was stopped.
        """
        place = self._http.place(url, params)
        kept = _validators(self.state, place.url) if conditional else {}
        answer = self._request(
            Question(),
            place,
            headers={**kept, **(headers or {})},
            secrets=secret_headers or {},
            ok={*ok, 304} if conditional else ok,
        )
        if conditional and answer.status == 200:
            _remember(self.state, place.url, answer.headers)
        return answer

    def get_json(self, url: str, **same: Any) -> Any:
        """The JSON at an address: ``get(...).json()``."""
        return self.get(url, **same).json()

    def post(
        self,
        url: str,
        *,
        json: object = None,
        form: Mapping[str, str] | None = None,
        secret_form: Mapping[str, str] | None = None,
        params: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
        secret_headers: Mapping[str, str] | None = None,
        ok: Collection[int] = (200,),
    ) -> Answer:
        """Ask by POST, where a network wants its questions or credentials so; asking twice must do no harm.

        The body is ``json``, or else ``form`` with ``secret_form``. It never follows a redirect. Errors are those of `get`.
        """
        fields = {**(form or {}), **(secret_form or {})}
        kind, body = _FORM, urlencode(fields).encode()
        if json is not None:
            kind, body = "application/json", dumps(json).encode()
        hide((secret_form or {}).values())
        place = self._http.place(url, params)
        return self._request(
            Question("POST", body),
            place,
            headers={"Content-Type": kind, **(headers or {})},
            secrets=secret_headers or {},
            ok=ok,
            extra=secret_form or {},
        )

    def paying(self, each_usd: float, wanted: int, least: int = 1) -> AbstractContextManager[Payment]:
        """Set money aside for a call of a paid network; see `sources.ledger.Ledger.paying`."""
        return self._http.ledger.paying(self.source, self.now(), each_usd, wanted, least, lambda: self.lost)

    def permit(self, place: Target) -> None:
        """Called before each address is, those of redirects too; a client that must not go everywhere raises here."""

    @property
    def tokens(self) -> Tokens:
        """The app tokens of this process."""
        return self._http.tokens

    def _request(
        self,
        question: Question,
        place: Target,
        *,
        headers: Mapping[str, str],
        secrets: Mapping[str, str],
        ok: Collection[int],
        extra: Mapping[str, str] = MappingProxyType({}),
    ) -> Answer:
        """``extra``: secrets that go in the body; they only tell which setting is at fault."""
        setting = self._setting({**secrets, **extra})
        if not all(value.isascii() and value.isprintable() for value in secrets.values()):
            raise FixCredentials("key_rejected", host=place.host, setting=setting)
        hide(secrets.values())
        config = self._http.config
        sent = {"User-Agent": config.user_agent, "Accept": "*/*", "Accept-Encoding": "gzip, deflate", **headers}
        call = Call(
            self._http,
            self.source,
            question,
            sent,
            secrets,
            ok,
            self._stopped,
            setting,
            seconds=config.deadline_seconds,
            wire_bytes=2 * config.max_bytes,
            retries=config.retries,
            longest_wait=config.retry_after_cap,
            permit=self.permit,
        )
        try:
            return call.run(place)
        finally:
            self.requests += call.attempts
            self.lost += call.lost
            self._http.ledger.count(self.source, self.now(), call.attempts)

    def _setting(self, secrets: Mapping[str, str]) -> str | None:
        """Which setting holds the secret that is sent, or would hold the one that is missing."""
        sent = [word for value in secrets.values() for word in value.split() if len(word) > len("Bearer")]
        for name, value in self._http.config.secrets.items():
            if any(word in value for word in sent):  # a setting may hold several tokens
                return name
        return next((credential.setting for credential in self.source.credentials), None)


def _validators(state: Mapping[str, str], url: str) -> dict[str, str]:
    found = {header: state.get(f"{kind}:{url}") for kind, header, _ in VALIDATORS}
    return {header: value for header, value in found.items() if value}


def _remember(state: dict[str, str], url: str, headers: Mapping[str, str]) -> None:
    """Keep the validators of an answer; one that it no longer has is forgotten."""
    for kind, _, header in VALIDATORS:
        value = headers.get(header, "")
        if value and len(value) <= LONGEST_VALIDATOR and value.isascii() and value.isprintable():
            state[f"{kind}:{url}"] = value
        else:
            state.pop(f"{kind}:{url}", None)

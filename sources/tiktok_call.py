"""Calls of TikTok's Research API: the app token, and what its refusals mean. See `sources.tiktok`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from sources import parsing as read
from sources.errors import (
    AccountGone,
    AccountPrivate,
    FixCredentials,
    LimitReached,
    NotUnderstood,
    RetryLater,
    SourceError,
)
from sources.signs import retry_after
from sources.tokens import Token, ask_token, needed, with_token

if TYPE_CHECKING:
    from sources.answer import Answer
    from sources.http import Client

CLIENT_KEY, CLIENT_SECRET = "BENCHMARK_TIKTOK_CLIENT_KEY", "BENCHMARK_TIKTOK_CLIENT_SECRET"

_TOKENS = frozenset({"access_token_invalid", "access_token_expired", "invalid_token"})
_PERMISSIONS = frozenset({"scope_not_authorized", "scope_permission_missed", "unauthorized_client", "access_denied"})
_LIMITS = frozenset({"rate_limit_exceeded", "daily_quota_limit_exceeded"})
_OF_A_USER = "research/user/info/"


def call(client: Client, path: str, fields: str, asked: Mapping[str, Any]) -> Mapping[str, Any]:
    """Ask by POST and return the answer's ``data``.

    Raises:
        FixCredentials: ``needs_key``, ``key_rejected``, ``no_permission``.
        LimitReached: ``quota``, until midnight UTC.
        AccountGone, AccountPrivate: of a look-up.
        SourceError: as `Client.post` has them.
    """
    key, secret = needed(client, CLIENT_KEY, CLIENT_SECRET)

    def token() -> Token:
        given = {"client_key": key, "client_secret": secret}
        url = f"{client.root('auth')}/oauth/token/"
        return ask_token(client, url, CLIENT_SECRET, form={"grant_type": "client_credentials"}, secret_form=given)

    def ask(bearer: str) -> Mapping[str, Any]:
        answer = client.post(
            f"{client.root()}/{path}",
            json=asked,
            params={"fields": fields},
            secret_headers={"Authorization": f"Bearer {bearer}"},
            ok=(200, 400, 401, 403, 404, 429),
        )
        error, body = _error(answer)
        code = str(error.get("code") or "ok")
        if answer.status != 200 or code != "ok":
            raise _refusal(answer, code, str(error.get("message")), path, client.now())
        if not isinstance(body.get("data"), dict):
            raise read.not_understood(body)
        return read.mapping(body["data"])

    return with_token(client, token, ask)


def _error(answer: Answer) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """The ``error`` of an answer, and the whole; of a refusal that is no JSON, nothing."""
    try:
        body = answer.json()
    except NotUnderstood:
        if answer.status == 200:
            raise
        body = {}
    if not isinstance(body, dict):
        raise read.not_understood(body)
    return read.mapping(body.get("error")), body


def _refusal(answer: Answer, code: str, message: str, path: str, now: datetime) -> SourceError:
    """What a refusal means: by its code, else by its status."""
    host = answer.host
    if code in _PERMISSIONS or (answer.status == 403 and code not in _TOKENS):
        return FixCredentials("no_permission", host=host, setting=CLIENT_KEY, reason=code)
    if code in _TOKENS or answer.status == 401:
        return FixCredentials("key_rejected", host=host, setting=CLIENT_SECRET, reason=code)
    if code in _LIMITS:
        return LimitReached("quota", host=host, setting=CLIENT_KEY, retry_at=_renewed(answer, code, now))
    if answer.status == 429:
        return RetryLater("rate_limited", host=host, retry_at=_renewed(answer, code, now))
    return _unanswered(answer, code, message.lower().replace("_", " "), looked_up=path == _OF_A_USER)


def _unanswered(answer: Answer, code: str, said: str, *, looked_up: bool) -> SourceError:
    """What a question means that could not be answered."""
    wrong = code == "invalid_params"
    if code == "internal_error" or (wrong and "search id" in said):  # a search just begun may not be known yet
        return RetryLater("server_error", host=answer.host)
    if answer.status == 404 or (looked_up and wrong and "field" not in said):
        return AccountPrivate(host=answer.host) if "private" in said else AccountGone("not_found", host=answer.host)
    return NotUnderstood(host=answer.host, status=answer.status, excerpt=answer.excerpt())


def _renewed(answer: Answer, code: str, now: datetime) -> datetime:
    """When to ask again: at midnight UTC for the day's quota, else when the server says, or in a minute."""
    if code == "daily_quota_limit_exceeded":
        return datetime.combine(now.date() + timedelta(days=1), time())
    return now + timedelta(seconds=min(retry_after(answer.headers, now) or 60.0, 86_400.0))

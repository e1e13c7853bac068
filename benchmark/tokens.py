"""Tokens of the HTTP API: made, listed, revoked, and known again when they are shown.

A token reads ``bm_ID_SECRET``. The id finds its row, the secret has 256 random bits and is told once; of it only a SHA-256 is kept,
which needs no salt against guessing that many bits.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from benchmark.clock import utcnow
from benchmark.refusals import TOKEN_DAYS, TOKEN_ROLES, Refusal, folded, name_of
from benchmark.store import Store, StoreError, api_tokens, directory
from benchmark.store.api_tokens import ApiToken
from benchmark.store.directory import By

MOST_DAYS: Final = 3650
SECRET_BYTES: Final = 32
_FORM: Final = re.compile(r"bm_([a-z2-7]{12})_([A-Za-z0-9_-]{43})")
_NOTED_EVERY: Final = timedelta(minutes=5)
"""How exactly the last use is kept: reading much must not mean writing much."""


@dataclass(frozen=True)
class Made:
    """A new token. ``shown`` is what its holder sends; it can be told only now."""

    token: ApiToken
    shown: str = field(repr=False)


def make(store: Store, name: str, *, role: str = "viewer", days: int = TOKEN_DAYS, actor: str) -> Made:
    """Make a token.

    Raises:
        Refusal: ``bad_name``, ``name_taken`` by a token that still holds, ``bad_token_role``, ``bad_token_days``.
    """
    name = name_of(name)
    if role not in TOKEN_ROLES:
        raise Refusal("bad_token_role", role=role, roles=", ".join(TOKEN_ROLES))
    if not 1 <= days <= MOST_DAYS:
        raise Refusal("bad_token_days", most=MOST_DAYS)
    now, secret = utcnow(), secrets.token_urlsafe(SECRET_BYTES)
    token = ApiToken(directory.new_id(), name, role, _hash(secret), now, now + timedelta(days=days))
    with store.transaction(figures=False) as tx:
        for other in api_tokens.all_tokens(tx):
            if other.holds(now) and folded(other.name) == folded(name):
                raise Refusal("name_taken", name=other.name)
        api_tokens.insert(tx, token)
        directory.audit(tx, By(actor, now), "token.new", token.id, f"{name} ({role})")
    return Made(token, f"bm_{token.id}_{secret}")


def revoke(store: Store, wanted: str, *, actor: str) -> ApiToken:
    """End the token of this id or name.

    Raises:
        Refusal: ``unknown_token``, there is none that still holds.
    """
    now = utcnow()
    with store.transaction(figures=False) as tx:
        known = [token for token in api_tokens.all_tokens(tx) if token.revoked_at is None]
        named = [token for token in known if token.holds(now) and folded(token.name) == folded(wanted.strip())]
        found = next((token for token in known if token.id == wanted), None) or next(iter(named), None)
        if found is None:
            raise Refusal("unknown_token", name=wanted)
        api_tokens.revoke(tx, found.id, now)
        directory.audit(tx, By(actor, now), "token.revoke", found.id, found.name)
    return found


def known(store: Store, shown: str, now: datetime | None = None) -> ApiToken:
    """Return the token that is shown.

    Raises:
        Refusal: ``wrong_token``; ``ended_token``, it was revoked or its time is over.
    """
    now = now or utcnow()
    parts = _FORM.fullmatch(shown)
    found = api_tokens.find(store, parts[1]) if parts else None
    # compared in any case, so that the time taken does not tell whether the id is known
    right = hmac.compare_digest(_hash(parts[2] if parts else ""), found.sha256 if found else _hash("-"))
    if found is None or not right:
        raise Refusal("wrong_token")
    if not found.holds(now):
        raise Refusal("ended_token", name=found.name, at=found.revoked_at or found.expires_at)
    return found


def note_use(store: Store, token: ApiToken, now: datetime) -> None:
    """Write down that a token was used, unless that was just done or somebody else is writing."""
    if (token.last_used_at and now - token.last_used_at < _NOTED_EVERY) or store.busy:
        return
    with suppress(StoreError), store.transaction(figures=False) as tx:  # a full disk must not keep anybody from reading
        api_tokens.used(tx, token.id, now)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()

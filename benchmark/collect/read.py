"""Read one account: profile, posts, daily values; whatever happens becomes its outcome."""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from benchmark.collect.plan import Target
from benchmark.store.record import Outcome, Reading
from sources.base import Account, CutShort, Day, Post, Profile
from sources.errors import AccountGone, AccountPrivate, LimitReached, NotUnderstood, SourceError, Stopped
from sources.http import Client

log = logging.getLogger(__name__)

_STATUS = {"suspended": "suspended", "moved": "moved"}
_SILENT = frozenset({"gone", "private", "suspended"})
"""What a profile says of itself when there are no posts to ask for."""
_PAID = frozenset({"budget", "credits"})
"""Ends of a reading after which a source goes on below what it has bought."""


@dataclass(frozen=True)
class Read:
    """What reading an account brought, and the error that kept the rest away."""

    reading: Reading
    error: SourceError | None = None


def read(target: Target, client: Client, now: Callable[[], datetime]) -> Read:
    """Read an account and return what to store, whatever the network does.

    Raises:
        Stopped: the run was stopped meanwhile; nothing is to be stored.
    """
    remembered = dict(client.state)
    reading = Reading(target.known.key, now(), now(), state=remembered, age_days=target.source.age_days)
    error: SourceError | None
    try:
        profile = _profile(target, client)
        reading = replace(reading, profile=profile)
        reading, error = _contents(target, client, reading, profile)
    except SourceError as problem:
        error = problem
        reading = replace(reading, status=_status_of(problem))
    except Stopped:
        raise
    except Exception as bug:  # noqa: BLE001  the collector's edge: one account must not take the others down
        error = SourceError("bug", type=type(bug).__name__)
        reading = replace(reading, profile=None, posts=(), days=(), window_from=None)
        log.error("reading %s failed: %s at %s", target.known.id, type(bug).__name__, _place(bug))  # noqa: TRY400  no values
    # What a source remembers counts with what it has read: a page that was read in part has still to be asked for anew.
    if error is None or (isinstance(error, LimitReached) and error.code in _PAID):
        reading = replace(reading, state=dict(client.state))
    reading = replace(reading, requests=client.requests, finished_at=now())
    return Read(replace(reading, outcome=outcome(target, error, whole=reading.profile is None)), error)


def unread(target: Target, error: SourceError, state: dict[str, str], now: datetime) -> Read:
    """Return the outcome of an account that is not asked at all, because of what another one met."""
    return Read(Reading(target.known.key, now, now, state=state, outcome=outcome(target, error, whole=True)), error)


def outcome(target: Target, error: SourceError | None, *, whole: bool) -> Outcome:
    """Return the outcome; ``whole``: nothing at all was read."""
    if error is None:
        return Outcome()
    from benchmark import problems  # noqa: PLC0415  only who has a problem pays for its sentences

    return Outcome(
        "failed" if whole else "partial",
        error.code,
        problems.sentence(error, target.source),
        json.dumps(error.params, default=_text, ensure_ascii=False),
    )


def _profile(target: Target, client: Client) -> Profile:
    """Read the profile, and once more when its followers have fallen to nothing."""
    profile = target.source.profile(client, target.account)
    if profile.followers == 0 and (target.known.followers or 0) > 0:
        profile = target.source.profile(client, target.account)
    if profile.native_id != target.known.native_id and not _is_hint(target.known.native_id):
        raise NotUnderstood("not_understood", host=target.host, reason="other_account")
    return profile


def _is_hint(native_id: str) -> bool:
    """Tell whether an id may still be replaced: a handle, or the address of a site that settles on another form."""
    return native_id.startswith("@") or "://" in native_id


def _contents(target: Target, client: Client, reading: Reading, profile: Profile) -> tuple[Reading, SourceError | None]:
    """Read posts and daily values; what was read before an error stays."""
    if profile.status in _SILENT:
        error = AccountPrivate() if profile.status == "private" else AccountGone(_STATUS.get(profile.status))
        return reading, error
    account = replace(target.account, native_id=profile.native_id, handle=profile.handle or target.known.handle)
    posts: list[Post] = []
    days: list[Day] = []
    window_from: datetime | None = None
    problem: SourceError | None = None
    try:
        window_from = _posts(target, client, account, posts)
        if target.source.daily is not None:
            days.extend(target.source.daily(client, account, target.days_since))
    except SourceError as error:
        problem = error
        if isinstance(error, AccountPrivate):
            profile = replace(profile, status="private")
    return replace(reading, profile=profile, posts=tuple(posts), days=tuple(days), window_from=window_from), problem


def _posts(target: Target, client: Client, account: Account, found: list[Post]) -> datetime | None:
    """Add the posts as they come; return how far back they are complete once the network has no more to say."""
    if target.source.posts is None:
        return None
    window_from: datetime | None = target.since
    for item in target.source.posts(client, account, target.since):
        if isinstance(item, CutShort):
            window_from = item.at
        else:
            found.append(item)
    return window_from


def _status_of(problem: SourceError) -> str | None:
    if isinstance(problem, AccountPrivate):
        return "private"
    return _STATUS.get(problem.code, "gone") if isinstance(problem, AccountGone) else None


def _text(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _place(bug: Exception) -> str:
    """Where it happened: files and lines, never values."""
    frames = traceback.extract_tb(bug.__traceback__)[-4:]
    return " < ".join(f"{frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in reversed(frames))

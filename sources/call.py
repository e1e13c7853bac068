"""One call from its address to an answer or an error: redirects by hand, attempts, what each status means."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol
from urllib.parse import urljoin

from sources.addresses import Gate, Target, target
from sources.answer import Answer
from sources.base import Source
from sources.dial import Limits
from sources.errors import (
    AccountGone,
    FixCredentials,
    LimitReached,
    NotUnderstood,
    Refused,
    RetryLater,
    SourceError,
    Stopped,
)
from sources.pace import Clock, Lane
from sources.signs import allowance, retry_after, usage

REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
MOST_REDIRECTS: Final = 3
FIRST_BACKOFF: Final = 1.0
LONGEST_BACKOFF: Final = 20.0
SCARCE: Final = 0.2
"""Below this share of a host's limit its calls are spread over the time until it is renewed."""
SCARCE_CALLS: Final = 5
"""The same where the host does not tell its limit."""
TIGHT_PERCENT: Final = 80.0
"""From this part of a limit on calls are spread more and more, where a host tells percentages."""
LONGEST_COOKIE: Final = 4096
NOT_SENT: Final = frozenset({"connect", "certificate", "dns"})
"""Reasons for which an attempt ended before anything was asked."""
NEVER_ACROSS: Final = frozenset({"authorization", "cookie", "proxy-authorization"})


@dataclass(frozen=True, repr=False)
class Question:
    """The method, and what is sent along; a body may hold secrets and never shows."""

    method: str = "GET"
    body: bytes = b""


class Wire(Protocol):
    """What a call needs of `sources.http.Http`."""

    gate: Gate
    clock: Clock

    def lane(self, place: Target, source: Source) -> Lane: ...

    def send(
        self, question: Question, place: Target, headers: Mapping[str, str], limits: Limits, ok: Collection[int]
    ) -> Answer:
        """Send once and read the answer; of a status that is not ``ok`` only the beginning of the body."""


@dataclass
class Call:
    """A call in progress. ``seconds`` and ``wire_bytes`` are what is left of its allowance."""

    wire: Wire
    source: Source
    question: Question
    headers: Mapping[str, str]
    secrets: Mapping[str, str]
    ok: Collection[int]
    stopped: Callable[[], bool]
    setting: str | None
    """The setting that a missing or refused credential is kept under."""
    seconds: float
    wire_bytes: int
    retries: int
    longest_wait: float
    permit: Callable[[Target], None]
    """Raises on an address that this caller must not ask."""
    attempts: int = field(default=0, init=False)
    lost: int = field(default=0, init=False)
    """Attempts that reached the host and brought no whole answer."""

    def run(self, place: Target) -> Answer:
        """Follow the address to its answer, or raise by what its status says."""
        for _ in range(MOST_REDIRECTS + 1):
            self.wire.gate.check(place)
            self.permit(place)
            answer = self._persist(place)
            onward = self._onward(place, answer)
            if onward is None:
                return self._judged(answer)
            place = onward
        raise Refused("too_many_redirects", host=place.host)

    def _onward(self, place: Target, answer: Answer) -> Target | None:
        location = answer.headers.get("Location")
        if answer.status in self.ok or answer.status not in REDIRECTS or not location:
            return None
        if self.question.method != "GET":
            return None  # what is sent along may be a secret: it goes nowhere but where it was addressed to
        try:
            onward = target(urljoin(place.url, location).partition("#")[0])
        except ValueError:
            onward = None
        if onward is None:
            raise Refused("bad_address", host=place.host)
        if place.scheme == "https" and onward.scheme == "http":
            raise Refused("not_https", host=onward.host)
        if onward.origin != place.origin:
            self.secrets = {}
            self.headers = {name: value for name, value in self.headers.items() if name.lower() not in NEVER_ACROSS}
            return onward
        cookie = answer.headers.get("Set-Cookie", "").partition(";")[0].strip()
        if cookie and len(cookie) <= LONGEST_COOKIE and cookie.isascii() and cookie.isprintable():
            # Some sites send a visitor around once, to see whether it brings their cookie back.
            self.headers = {**self.headers, "Cookie": cookie}
        return onward

    def _persist(self, place: Target) -> Answer:
        """Attempt until there is an answer to judge, or no attempt is left."""
        lane = self.wire.lane(place, self.source)
        tries = 0
        while True:
            with lane.turn(self.stopped, first=tries == 0):
                outcome = self._attempt(place, lane)
            if isinstance(outcome, Answer):
                return outcome
            tries += 1
            if not self._again(outcome, lane, tries):
                raise self._given_up(outcome, lane)
            if outcome.named is None:
                ceiling = min(FIRST_BACKOFF * 2.0 ** (tries - 1), LONGEST_BACKOFF)
                self.wire.clock.wait(self.wire.clock.random() * ceiling, self.stopped)

    def _again(self, failure: _Failure, lane: Lane, tries: int) -> bool:
        if tries > self.retries or self.seconds <= 0 or not failure.passing:
            return False
        if failure.named is not None and failure.named > self.longest_wait:
            return False
        # A 429 that names its time costs the host no more than it agreed to; everything else draws on the budget.
        return (failure.rate_limited and failure.named is not None) or lane.may_retry()

    def _given_up(self, failure: _Failure, lane: Lane) -> RetryLater:
        if failure.named is not None and failure.named > self.longest_wait:
            return lane.leave_alone(failure.named, failure.error.code)
        if failure.rate_limited:
            return lane.leave_alone(None)
        return failure.error

    def _attempt(self, place: Target, lane: Lane) -> Answer | _Failure:
        began = time.monotonic()
        self.attempts += 1
        limits = Limits(began + self.seconds, self.wire_bytes, self.stopped)
        try:
            answer = self.wire.send(self.question, place, {**self.headers, **self.secrets}, limits, self.ok)
        except RetryLater as error:
            self.seconds -= time.monotonic() - began
            self.lost += error.params.get("reason") not in NOT_SENT
            lane.failed(error.code, slowly=self.seconds <= 0)
            return _Failure(error, passing=error.params.get("reason") != "certificate")
        except (LimitReached, NotUnderstood, Stopped):
            self.lost += 1
            raise
        self.seconds -= time.monotonic() - began
        return self._heard(answer, lane)

    def _heard(self, answer: Answer, lane: Lane) -> Answer | _Failure:
        renewed = self._mind_limit(answer, lane)
        if answer.status in self.ok or (answer.status != 429 and answer.status < 500):
            lane.alive()
            return answer
        named = retry_after(answer.headers, self.wire.clock.utcnow())
        if answer.status == 429:
            lane.alive()
            code = "rate_limited"
            named = renewed if named is None else named
        else:
            lane.failed("server_error")
            code = "server_error"
        if named is not None:
            lane.leave_alone(named, code)
        return _Failure(RetryLater(code, host=answer.host, status=answer.status), named)

    def _mind_limit(self, answer: Answer, lane: Lane) -> float | None:
        """Slow down before the host has to say 429. Gives the seconds until a used up limit is renewed."""
        left, used = allowance(answer.headers, self.wire.clock.utcnow()), usage(answer.headers)
        if left is None and used is None:
            return None
        spacing = 0.0
        if left is not None:
            if left.remaining < 1:
                lane.leave_alone(left.seconds)
                return left.seconds
            scarce = left.remaining <= (SCARCE * left.limit if left.limit else SCARCE_CALLS)
            spacing = min(left.seconds / left.remaining, self.longest_wait) if scarce else 0.0
        if used is not None:
            if used.percent >= 100:
                lane.leave_alone(used.seconds)
                return used.seconds
            tightness = max(0.0, used.percent - TIGHT_PERCENT) / (100.0 - TIGHT_PERCENT)
            spacing = max(spacing, self.longest_wait * tightness**2)
        lane.space(spacing)
        return None

    def _judged(self, answer: Answer) -> Answer:
        if answer.status in self.ok:
            return answer
        raise self._problem(answer)

    def _problem(self, answer: Answer) -> SourceError:
        host, status = answer.host, answer.status
        if status == 401:
            code = "key_rejected" if self.secrets else "needs_key"
            return FixCredentials(code, host=host, setting=self.setting)
        if status == 403:
            return FixCredentials("no_permission", host=host, setting=self.setting)
        if status in (404, 410):
            return AccountGone("not_found", host=host)
        return NotUnderstood("not_understood", host=host, status=status, excerpt=answer.excerpt())


@dataclass(frozen=True)
class _Failure:
    """An attempt that may be repeated: ``named`` is the pause in seconds that the host asked for."""

    error: RetryLater
    named: float | None = None
    passing: bool = True

    @property
    def rate_limited(self) -> bool:
        return self.error.code == "rate_limited"

"""One lane per host: how fast it may be asked, when it wants to be left alone, and when it is down.

Everything that asks the same host shares its lane, from however many threads. A lane that must wait for long does
not wait: it raises `RetryLater` with the time, so that a run goes on elsewhere.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sources.base import Pace
from sources.errors import RetryLater, Stopped

TICK: Final = 0.25
"""Longest single sleep in seconds, so that a stop is noticed."""
INSTANT: Final = 1e-6
"""Seconds that are no wait: what rounding leaves over."""
DAY: Final = 86_400.0
UNNAMED_PAUSE: Final = 900.0
"""How long a host rests that keeps saying 429 without a time that can be followed; a new run may try again."""
FAILURES_TO_OPEN: Final = 5
TIMEOUTS_TO_OPEN: Final = 2
"""Each may cost a whole deadline, so two of them are enough to call a host dead."""
FIRST_REST: Final = 60.0
LONGEST_REST: Final = 900.0
RETRY_SHARE: Final = 0.1
FREE_RETRIES: Final = 2
"""Retries that a host gets before the share counts: else the very first call could not be retried."""
MEMORY: Final = 200
"""Calls after which the counts behind the share are halved, so that calm days do not pay for a storm."""


class Clock:
    """Time and chance as `Http` was given them.

    Who slept has waited, also when a test's ``sleep`` returns at once without moving its ``monotonic``.
    """

    def __init__(
        self,
        monotonic: Callable[[], float],
        sleep: Callable[[float], None],
        utcnow: Callable[[], datetime],
        random: Callable[[], float],
    ) -> None:
        self.utcnow = utcnow
        """UTC without a zone."""
        self.random = random
        """In [0, 1)."""
        self._monotonic = monotonic
        self._sleep = sleep
        self._skipped = 0.0

    def monotonic(self) -> float:
        """Seconds from some start."""
        return self._monotonic() + self._skipped

    def sleep(self, seconds: float) -> None:
        """Let so many seconds pass."""
        awake_at = self._monotonic() + seconds
        self._sleep(seconds)
        self._skipped += max(0.0, awake_at - self._monotonic())

    def wait(self, seconds: float, stopped: Callable[[], bool]) -> None:
        """Sleep, but not on after a stop.

        Raises:
            Stopped: the run was stopped.
        """
        until = self.monotonic() + seconds
        while (left := until - self.monotonic()) > INSTANT:
            if stopped():
                raise Stopped
            self.sleep(min(left, TICK))


@dataclass
class _Pause:
    """No call before ``until`` (monotonic). ``firm`` ones also hold for the next run."""

    until: float = float("-inf")
    code: str = "rate_limited"
    firm: bool = True


class Lane:
    """The pace and the state of one host."""

    def __init__(self, host: str, pace: Pace, clock: Clock, longest_wait: float) -> None:
        self.host = host
        self._pace = pace
        self._clock = clock
        self._longest_wait = longest_wait
        self._free = threading.Condition()
        self._tokens = float(pace.burst)
        self._filled_at = clock.monotonic()
        self._active = 0
        self._spaced_until = float("-inf")
        self._spacing = 0.0
        self._asked = _Pause()  # what the host asked for
        self._rest = _Pause()  # what its silence brought about
        self._failures = 0
        self._timeouts = 0
        self._opened = 0
        self._trial = False
        self._calls = 0
        self._retries = 0

    def keep_to(self, pace: Pace) -> None:
        """Let a further source use the lane: of two paces the gentler one holds."""
        with self._free:
            mine = self._pace
            self._pace = Pace(
                min(mine.per_second, pace.per_second), min(mine.burst, pace.burst), min(mine.parallel, pace.parallel)
            )

    @contextmanager
    def turn(self, stopped: Callable[[], bool], *, first: bool) -> Iterator[None]:
        """Wait for a turn and hold it for the block. ``first`` is False for a retry.

        Raises:
            RetryLater: the host is not to be asked for longer than we wait.
            Stopped: the run was stopped meanwhile.
        """
        self._enter(stopped, first=first)
        try:
            yield
        finally:
            with self._free:
                self._active -= 1
                self._trial = False
                self._free.notify()

    def _enter(self, stopped: Callable[[], bool], *, first: bool) -> None:
        while True:
            if stopped():
                raise Stopped
            with self._free:
                wait = self._wait()
                if wait < INSTANT:
                    if self._active < max(1, self._pace.parallel):
                        self._take(first=first)
                        return
                    self._free.wait(TICK)
                    continue
            self._clock.sleep(min(wait, TICK))

    def _wait(self) -> float:
        """Seconds until the next call may start, seen from now. Raises RetryLater instead of a long wait."""
        now = self._clock.monotonic()
        if self._rest.until > now or self._trial:
            raise self._later(self._rest)
        if self._asked.until - now > self._longest_wait:
            raise self._later(self._asked)
        pace = self._pace
        self._tokens = min(float(max(1, pace.burst)), self._tokens + (now - self._filled_at) * pace.per_second)
        self._filled_at = now
        lacking = (1.0 - self._tokens) / pace.per_second
        return max(self._asked.until - now, lacking, self._spaced_until - now)

    def _take(self, *, first: bool) -> None:
        self._tokens -= 1.0
        self._active += 1
        self._trial = self._opened > 0
        self._spaced_until = self._clock.monotonic() + self._spacing
        if first:
            self._calls += 1
            if self._calls > MEMORY:
                self._calls //= 2
                self._retries //= 2

    def _later(self, pause: _Pause) -> RetryLater:
        seconds = min(max(pause.until - self._clock.monotonic(), 1.0), DAY)
        return RetryLater(pause.code, retry_at=self._clock.utcnow() + timedelta(seconds=seconds), host=self.host)

    def may_retry(self) -> bool:
        """Take one retry out of the host's budget, if there is one left: at most a tenth of its calls."""
        with self._free:
            if self._opened or self._retries >= max(FREE_RETRIES, RETRY_SHARE * self._calls):
                return False
            self._retries += 1
            return True

    def alive(self) -> None:
        """The host answered: it is not down."""
        with self._free:
            self._rest = _Pause()
            self._failures = self._timeouts = self._opened = 0

    def failed(self, code: str, *, slowly: bool = False) -> None:
        """The host did not answer, or with a fault of its own; ``slowly``: this took a call's whole time."""
        with self._free:
            self._failures += 1
            self._timeouts += slowly
            if self._opened or self._failures >= FAILURES_TO_OPEN or self._timeouts >= TIMEOUTS_TO_OPEN:
                rest = min(FIRST_REST * 2**self._opened, LONGEST_REST)
                self._opened = min(self._opened + 1, 10)
                self._rest = _Pause(self._clock.monotonic() + rest, code)

    def leave_alone(self, seconds: float | None, code: str = "rate_limited") -> RetryLater:
        """The host asked for a pause; None when it named no time. Gives the error that says until when.

        Up to `longest_wait` the next call waits for it; above, calls fail until then. More than a day is not
        believed: that pause ends with the run, at the latest after a day.
        """
        named = UNNAMED_PAUSE if seconds is None else seconds
        with self._free:
            until = self._clock.monotonic() + min(named, DAY)
            if until > self._asked.until:
                self._asked = _Pause(until, code, firm=seconds is not None and seconds <= DAY)
            return self._later(self._asked)

    def space(self, seconds: float) -> None:
        """Let at least so many seconds lie between two calls; 0 ends it."""
        with self._free:
            self._spacing = seconds
            self._spaced_until = self._clock.monotonic() + seconds

    def new_run(self) -> None:
        """Forget what the next run should find out anew; pauses that the host asked for stay."""
        with self._free:
            self._failures = self._timeouts = self._opened = self._calls = self._retries = 0
            self._spacing = 0.0
            self._spaced_until = float("-inf")
            self._rest = _Pause()
            if not self._asked.firm:
                self._asked = _Pause()

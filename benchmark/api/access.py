"""Who may ask: a token in the header Authorization, its role, and a brake on guessing."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from datetime import datetime
from typing import Final

from benchmark import problems, tokens
from benchmark.api.problem import Problem
from benchmark.refusals import Refusal
from benchmark.store import Store
from benchmark.store.api_tokens import ApiToken
from benchmark.text import t

FAILURES: Final = 60
"""So many failures of one address within `WITHIN` are answered; the others are told to wait."""
WITHIN: Final = 60.0
ADDRESSES: Final = 4096
"""Addresses remembered at most; the one that failed longest ago is forgotten first."""
_CHALLENGE: Final = 'Bearer realm="benchmark"'


class Brake:
    """Counts failures by address. A good token passes all the same: who shares an address with a guesser is not shut out."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._failed: OrderedDict[str, deque[float]] = OrderedDict()

    def fail(self, address: str) -> float:
        """Write down a failure; return how many seconds the address has to wait, 0 when it need not."""
        now = self._clock()
        with self._lock:
            times = self._failed.setdefault(address, deque(maxlen=FAILURES + 1))
            self._failed.move_to_end(address)
            while times and times[0] <= now - WITHIN:
                times.popleft()
            times.append(now)
            while len(self._failed) > ADDRESSES:
                self._failed.popitem(last=False)
            return times[0] + WITHIN - now if len(times) > FAILURES else 0.0


def token_of(store: Store, header: str | None, address: str, brake: Brake, now: datetime) -> ApiToken:
    """Return the token that a request shows.

    Raises:
        Problem: it shows none that holds; 429 when that happened too often from there.
    """
    scheme, _, shown = (header or "").partition(" ")
    if scheme.lower() != "bearer" or not shown.strip():
        message = t("Send a token in the header Authorization: Bearer …. The command token new makes one.")
        refused = Problem(401, "no_token", message, headers={"WWW-Authenticate": _CHALLENGE})
    else:
        try:
            return tokens.known(store, shown.strip(), now)
        except Refusal as refusal:
            headers = {"WWW-Authenticate": f'{_CHALLENGE}, error="invalid_token"'}
            refused = Problem(401, refusal.code, problems.sentence(refusal), headers=headers)
    if wait := brake.fail(address):
        headers = {"Retry-After": str(int(wait) + 1)}
        raise Problem(
            429, "too_many_failures", t("Too many wrong tokens came from there. Wait a minute."), headers=headers
        )
    raise refused


def check_role(token: ApiToken, role: str) -> None:
    """Refuse what a token's role does not allow.

    Raises:
        Problem: 403.
    """
    if role == "editor" and token.role != "editor":
        raise Problem(
            403,
            "viewer_only",
            t("The token {name} may only read. This needs one with the role editor.", name=token.name),
        )

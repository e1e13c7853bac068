"""Look up pasted lines, several at once, in threads of their own: the page stays usable and no answer is lost."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from benchmark.brands import Offer, Preview, SitePreview
from sources import links
from sources.base import Identity

MOST_LINES = 30
"""Lines of one look-up."""
AT_ONCE = 6
"""Look-ups under way at the same time, over all readers."""
_SLOTS = threading.BoundedSemaphore(AT_ONCE)

Look = Callable[[str], Preview | SitePreview]
LookAt = Callable[[Identity], Preview]


@dataclass
class Line:
    """One pasted line and, once it came, what stands behind it."""

    text: str
    own: bool
    """Pasted as the own brand's."""
    result: Preview | None = None
    failed: str = ""
    """The kind of a fault of this program; the line then has no result."""
    site: SitePreview | None = None
    """In place of a result, what a website brought."""
    accounts: list[Line] = field(default_factory=list)
    """The website's accounts, a line each."""
    offer: Offer | None = None
    """Of a website's account: what the website says of it."""
    begun: bool = True
    """Whether its network is asked; a website's unticked accounts are not asked for."""

    @property
    def waiting(self) -> bool:
        """Whether its answer is still to come."""
        return self.begun and self.result is None and self.site is None and not self.failed


@dataclass
class Batch:
    """The lines of one look-up."""

    lines: list[Line]
    left_out: int = 0
    """Lines beyond `MOST_LINES`."""
    look_at: LookAt | None = None
    """Asks the network about an account of a website."""
    number: float = field(default_factory=time.monotonic_ns)
    changed: threading.Condition = field(default_factory=threading.Condition)

    @property
    def waiting(self) -> list[Line]:
        """The lines without an answer yet."""
        return [line for line in self.lines if line.waiting]

    @property
    def looking(self) -> list[Line]:
        """The accounts of websites whose networks were asked and have not answered."""
        return [account for line in self.lines for account in line.accounts if account.waiting]

    def wait(self, seconds: float) -> None:
        """Wait until something changes, at most so long."""
        with self.changed:
            if self.waiting or self.looking:
                self.changed.wait(seconds)


def split(text: str) -> list[str]:
    """Return what is to be looked up: one text a line or link, each once, in order."""
    return [resolved.input for resolved in links.resolve_lines(text)]


def start(look: Look, *groups: tuple[str, bool], look_at: LookAt | None = None) -> Batch:
    """Begin to look up texts, each with whether it is the own brand's. Returns at once."""
    pasted = [Line(text, own) for block, own in groups for text in split(block)]
    batch = Batch(pasted[:MOST_LINES], max(0, len(pasted) - MOST_LINES), look_at)
    for line in batch.lines:
        again(look, batch, line, line.text)
    return batch


def again(look: Look, batch: Batch, line: Line, text: str) -> None:
    """Look a line up anew, as this text: what the reader chose of several meanings."""
    line.text, line.result, line.failed, line.site, line.accounts = text, None, "", None, []
    threading.Thread(target=_work, args=(look, batch, line), name="look-up", daemon=True).start()


def begin(batch: Batch, account: Line) -> None:
    """Look up an account of a website, once."""
    with batch.changed:
        if account.begun or account.offer is None or batch.look_at is None:
            return
        account.begun = True
    threading.Thread(target=_ask, args=(batch, account), name="look-up", daemon=True).start()


def every(lines: Iterable[Line]) -> list[Line]:
    """Return all lines in order, in place of a website its accounts."""
    return [each for line in lines for each in (line.accounts or [line])]


def repeats(lines: Iterable[Line]) -> set[int]:
    """Return the places of lines that name an account that an earlier line names already."""
    seen: set[tuple[str, str]] = set()
    found = set()
    for place, line in enumerate(lines):
        keys = _names(line)
        if keys & seen:
            found.add(place)
        seen |= keys
    return found


def _names(line: Line) -> set[tuple[str, str]]:
    """The names under which a line's account is known: its id, and of a website's account the link's too."""
    names = set()
    if line.result is not None and line.result.identity is not None:
        told = line.result.profile
        names.add((line.result.identity.source, told.native_id if told else line.result.identity.native_id))
    if line.offer is not None:
        names.add((line.offer.found.identity.source, line.offer.found.identity.native_id))
    return names


def _work(look: Look, batch: Batch, line: Line) -> None:
    text = line.text
    with _SLOTS:
        try:
            result, failed = look(text), ""
        except Exception as bug:  # noqa: BLE001  a thread's edge: the line says that it failed, the others go on
            result, failed = None, type(bug).__name__
    with batch.changed:
        if line.text == text:
            line.failed = failed
            if isinstance(result, SitePreview):
                line.accounts = [
                    Line(offer.found.identity.url, line.own, offer=offer, begun=False) for offer in result.offers
                ]
                line.site = result
                for account in line.accounts:
                    if account.offer is not None and account.offer.ticked:
                        begin(batch, account)
            else:
                line.result = result
        batch.changed.notify_all()


def _ask(batch: Batch, account: Line) -> None:
    """Ask the network about an account of a website."""
    if account.offer is None or batch.look_at is None:
        return
    with _SLOTS:
        try:
            result, failed = batch.look_at(account.offer.found.identity), ""
        except Exception as bug:  # noqa: BLE001  a thread's edge, as above
            result, failed = None, type(bug).__name__
    with batch.changed:
        account.result, account.failed = result, failed
        batch.changed.notify_all()

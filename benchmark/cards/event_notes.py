"""What an event's windows lack, and what else is known of their days."""

from __future__ import annotations

from benchmark.cards import conditions, marks, rates
from benchmark.cards.context import Context
from benchmark.cards.event_lines import WINDOWS, Line, Scopes
from benchmark.cards.standing import PACE, rate_of
from benchmark.metrics import note_text
from benchmark.metrics.event_window import Window
from benchmark.planning import Annotation
from benchmark.text import t, words

REASONS = {
    "no_peers": words("no competitor to compare with"),
    "no_ratio": words("no posts before: no ratio"),
    "no_observation": words("followers not observed"),
}
"""Why there is no change, beyond `rates.REASONS`."""


def left_out(
    seen: Context, event: Annotation, spans: tuple[Window, ...], lines: list[Line], scopes: Scopes
) -> list[str]:
    """Return the footer's sentences: windows cut short, posts and competitors left out, other annotations of these days."""
    cut = [
        t("{window}: {n} of {total} day so far.", "{window}: {n} of {total} days so far.", window=t(WINDOWS[each.name]),
          n=each.days, total=(each.planned - each.start).days + 1)
        for each in spans
        if not each.whole
    ]  # fmt: skip
    if len(spans) < len(WINDOWS):
        cut.append(t("The days after it have not begun."))
    return [
        *cut,
        _young(seen, lines, scopes),
        _peers_left(seen, lines),
        _unread(seen, scopes),
        _also(seen, event, spans),
    ]


def _young(seen: Context, lines: list[Line], scopes: Scopes) -> str:
    if rate_of(seen).metric not in {line.metric for line in lines}:
        return ""
    sets = [seen.samples(rate_of(seen).metric, scope) for scope in scopes.values()]
    young = sum(item.too_young for each in sets for brand, item in each.items() if brand == seen.own)
    if not young:
        return ""
    days = rates.age(seen.network)
    return t(
        "{n} own post was last read under {days} days of age and is not in the rate.",
        "{n} own posts were last read under {days} days of age and are not in the rate.",
        n=young, days=days,
    )  # fmt: skip


def _peers_left(seen: Context, lines: list[Line]) -> str:
    items = []
    for line in lines:
        left = {brand: code for change in line.changes.values() for brand, code in change.left_out.items()}
        for brand, code in left.items():
            reason = t(REASONS.get(code, rates.REASONS.get(code, words("no figure"))))
            items.append(t("{name} ({figure}: {reason})", name=seen.name(brand), figure=line.label, reason=reason))
    return t("Not among the competitors' change: {names}.", names=conditions.listed(items, 6)) if items else ""


def _unread(seen: Context, scopes: Scopes) -> str:
    frames = [(name, seen.of_network(PACE.metric, scope)) for name, scope in scopes.items()]
    items = []
    for name, frame in frames:
        mine = conditions.partly_read(frame[frame["brand_id"] == seen.own])
        items += [
            t("{window} ({reason})", window=t(WINDOWS[name]), reason=note_text(row)) for row in mine.to_dict("records")
        ]
    return t("Own posts not read throughout: {names}.", names=conditions.listed(items)) if items else ""


def _also(seen: Context, event: Annotation, spans: tuple[Window, ...]) -> str:
    """What else is known of these days, of any brand: a change may be its doing."""
    others = [
        each
        for each in marks.held(seen)
        if each.id != event.id and each.first <= spans[-1].end and each.last >= spans[0].start
        and each.source in (None, seen.network)
    ]  # fmt: skip
    if not others:
        return ""
    names = [marks.named(seen, each) for each in others]
    return t("In the same days: {names}.", names=conditions.listed(names, 6))

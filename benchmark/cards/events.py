"""Before, during and after a campaign or a key moment: the brand against its competitors in the same days."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from benchmark.cards import event_notes, places, rates, wording
from benchmark.cards.against import GRADES
from benchmark.cards.brand_view import brand_of, seen_from
from benchmark.cards.context import Context
from benchmark.cards.event_lines import WINDOWS, Line, event_of, lines_of
from benchmark.charts.card import Card
from benchmark.charts.html_table import Cell, Column, Row, Tone, html_table
from benchmark.metrics import Scope
from benchmark.metrics import event_window as windowed
from benchmark.metrics.event_window import Change, Window
from benchmark.planning import KINDS, Annotation
from benchmark.text import t, words
from benchmark.text.format import day_range, number, ratio

KEY = "event-window"
_NO_BREAK = "\u00a0"


def event_window(context: Context) -> Card:
    """Return pace, engagement and growth before, during and after an event, and each change against the competitors'."""
    brand, event, title = brand_of(context), event_of(context), t("Before, during and after")
    if brand is None or event is None:
        nothing = t(
            "No campaign or key moment yet. Note one on the Data page, under Annotations, to see what it changed."
        )
        return wording.empty(context, KEY, title, nothing)
    if event.source not in (None, context.network):
        elsewhere = t("“{title}” is about another network. Choose that one above.", title=event.title)
        return wording.empty(context, KEY, title, elsewhere)
    seen, spans = seen_from(context, brand), windowed.windows(event.first, event.last, context.scope.today)
    scopes: dict[str, Scope] = {each.name: seen.scope.with_period(each.start, each.end) for each in spans}
    lines = lines_of(seen, brand, scopes)
    days = day_range(event.first, event.last)
    length = t("before and after: {n} day each", "before and after: {n} days each", n=spans[0].days)
    return Card(
        key=KEY,
        finding=_finding(context.name(brand), event, lines),
        definition=wording.join(
            [
                t("{kind} “{title}”, {days}", kind=t(KINDS[event.kind]), title=event.title, days=days),
                context.network_label,
                *places.mixed(context),
                t("days in {zone}", zone=context.scope.timezone),
                length,
            ]
        ),
        footer=wording.footer(context, *event_notes.left_out(seen, event, spans, lines, scopes)),
        html=html_table(_columns(spans), [_row(line, spans) for line in lines], title),
        table=_table(lines, spans),
        method="\n\n".join([_explained(), wording.method(*(line.metric for line in lines))]),
        subject=context.panel,
        period=(spans[0].start, spans[-1].end),
    )


def told(change: Change, *, points: bool = False) -> tuple[str, Tone]:
    """Return what a change against the competitors' is in words, and its tone."""
    if math.isnan(change.value):
        reason = change.reason or "no_peers"
        return t(event_notes.REASONS.get(reason, rates.REASONS.get(reason, words("no verdict")))), "muted"
    if points:
        if change.grade == "cannot_tell":
            return t("can't tell: rounded counts"), "muted"
        return t("{points} points a day", points=number(change.value, 3, signed=True)), ""
    if change.grade is None:
        return ratio(change.value), ""
    verdict = t(GRADES[change.grade, change.value > 1])
    tone: Tone = "muted" if change.grade != "clear" else "better" if change.value > 1 else "worse"
    return t("{ratio}, {verdict}", ratio=ratio(change.value), verdict=verdict), tone


def _finding(name: str, event: Annotation, lines: list[Line]) -> str:
    """Only a clear verdict on engagement is claimed; what is counted stands in the table."""
    changes = [line.changes["during"] for line in lines if "during" in line.changes]
    verdict = next((each for each in changes if not math.isnan(each.p)), None)
    if verdict is None:
        return t("{brand} around “{title}”", brand=name, title=event.title)
    if verdict.grade != "clear":
        return t(
            "{brand} during “{title}”: no clear change in engagement beside the competitors",
            brand=name,
            title=event.title,
        )
    return t(
        "During “{title}” {brand}'s engagement went {ratio} beside the competitors'",
        ratio=ratio(verdict.value),
        brand=name,
        title=event.title,
    )


def _headed(window: Window) -> str:
    return t("{window} ({days})", window=t(WINDOWS[window.name]), days=day_range(window.start, window.end))


def _in_two_lines(window: Window) -> str:
    """A heading that breaks before its days only."""
    head, space, days = _headed(window).partition(" ")
    return head + space + days.replace(" ", _NO_BREAK)


def _columns(spans: tuple[Window, ...]) -> list[Column]:
    changes = [t("{window} ÷ before, against competitors", window=t(WINDOWS[each.name])) for each in spans[1:]]
    return [
        Column(t("Figure"), figures=False),
        *(Column(_in_two_lines(each)) for each in spans),
        *(Column(text, figures=False) for text in changes),
    ]


def _row(line: Line, spans: tuple[Window, ...]) -> Row:
    cells = [Cell(line.label), *(Cell(line.figures[each.name]) for each in spans)]
    return Row([*cells, *(_change_cell(line, line.changes[each.name]) for each in spans[1:])])


def _change_cell(line: Line, change: Change) -> Cell:
    text, tone = told(change, points=line.points)
    return Cell(text, sub=_parts(line, change), tone=tone)


def _parts(line: Line, change: Change) -> str:
    if math.isnan(change.own) or math.isnan(change.peers):
        return ""
    if line.points:
        own, peers = number(change.own, 3, signed=True), number(change.peers, 3, signed=True)
        return t("own {own}, competitors {peers}", own=own, peers=peers)
    return t("own {own}, competitors {peers}", own=ratio(change.own), peers=ratio(change.peers))


def _table(lines: list[Line], spans: tuple[Window, ...]) -> pd.DataFrame:
    rows = []
    for line in lines:
        row: dict[str, Any] = {t("Figure"): line.label}
        row |= {_headed(each): line.exact[each.name] for each in spans}
        for each in spans[1:]:
            row |= _change_columns(line, line.changes[each.name], t(WINDOWS[each.name]))
        rows.append(row)
    return pd.DataFrame(rows).round(4)


def _change_columns(line: Line, change: Change, window: str) -> dict[str, Any]:
    return {
        t("{window}: own change", window=window): change.own,
        t("{window}: competitors' change", window=window): change.peers,
        t("{window}: own against competitors", window=window): change.value,
        t("{window}: lowest", window=window): change.low,
        t("{window}: highest", window=window): change.high,
        t("{window}: verdict", window=window): told(change, points=line.points)[0],
    }


def _explained() -> str:
    return t(
        "Before and after are as long as the event, at least {n} days, and touch it. A change is the figure over that before the "
        "event; beside it stands the geometric mean of the competitors' changes over the same days, each competitor once, and the "
        "ratio of both. Engagement: the medians of posts at equal age; the interval of the ratio of ratios comes from those of all "
        "medians in it (MOVER on logs), and verdicts allow for both windows (Holm). Growth is compared in points of percent a day, "
        "because a net change can be 0 or less. Posts and followers are counted, so they have no interval. What else happened in "
        "the same days no figure can tell apart.",
        n=windowed.SHORTEST,
    )

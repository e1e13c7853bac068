"""The figures of an event's windows on one network, and each change against the competitors' over the same days."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd

from benchmark.cards import conditions, marks, rates, wording
from benchmark.cards.brand_view import brand_of
from benchmark.cards.context import Context
from benchmark.cards.standing import PACE, rate_of
from benchmark.metrics import Scope
from benchmark.metrics import event_window as windowed
from benchmark.metrics.event_window import Banded, Change
from benchmark.metrics.samples import SampleSet
from benchmark.planning import Annotation
from benchmark.text import t, words
from benchmark.text.format import UNKNOWN, number

WINDOWS = {"before": words("Before"), "during": words("During"), "after": words("After")}
Scopes = Mapping[str, Scope]
_NOWHERE = Banded(math.nan, math.nan, math.nan)


@dataclass(frozen=True)
class Line:
    """One figure: as printed in each window, the changes from before, and remarks on what it lacks."""

    label: str
    metric: str
    figures: dict[str, str]
    exact: dict[str, float]
    changes: dict[str, Change]
    points: bool = False


def moments(context: Context) -> list[Annotation]:
    """Return the campaigns and key moments that concern the page's brand, the latest first; those to come are not there yet."""
    brand, today = brand_of(context), context.scope.today
    return [
        each
        for each in marks.held(context)
        if each.kind != "outage" and each.brand_id in (None, brand) and each.first <= today
    ]


def event_of(context: Context) -> Annotation | None:
    """Return the event chosen, else the latest that is over, one of the brand's own before one of all brands."""
    found = moments(context)
    over = [each for each in found if each.last < context.scope.today]
    own = [each for each in over if each.brand_id is not None]
    chosen = [each for each in found if each.id == context.option("event")]
    return next(iter([*chosen, *own, *over, *found]), None)


def lines_of(seen: Context, brand: str, scopes: Scopes) -> list[Line]:
    """Return the figures that the network gives, over the windows' scopes by name."""
    lines = [_pace(seen, brand, scopes)]
    if rates.gives_interactions(seen.network):
        lines.append(_rate(seen, brand, scopes))
    if wording.gives_followers(seen.network):
        lines.append(_followers(seen, brand, scopes))
    return lines


def _pace(seen: Context, brand: str, scopes: Scopes) -> Line:
    found = {name: seen.of_network(PACE.metric, scope) for name, scope in scopes.items()}
    fair = {name: frame.assign(value=frame["value"].mask(frame.index.isin(conditions.partly_read(frame).index)))
            for name, frame in found.items()}  # fmt: skip
    values = {name: _by_brand(frame) for name, frame in fair.items()}
    own = {name: _by_brand(frame).get(brand, math.nan) for name, frame in found.items()}
    changes = {
        name: windowed.count_change(
            (each.get(brand, math.nan), values["before"].get(brand, math.nan)),
            {peer: (value, values["before"].get(peer, math.nan)) for peer, value in each.items() if peer != brand},
        )
        for name, each in values.items()
        if name != "before"
    }
    return Line(
        wording.label(PACE.metric), PACE.metric, {name: _shown(PACE.text, own[name]) for name in own}, own, changes
    )


def _rate(seen: Context, brand: str, scopes: Scopes) -> Line:
    figure = rate_of(seen)
    shown = set(seen.brands["brand_id"])
    sets = {
        name: {each: item for each, item in seen.samples(figure.metric, scope).items() if each in shown}
        for name, scope in scopes.items()
    }
    own = {name: each[brand].value if brand in each else math.nan for name, each in sets.items()}
    names = [name for name in scopes if name != "before"]
    made = [_rate_change(brand, sets[name], sets["before"]) for name in names]
    changes = dict(zip(names, windowed.corrected(made), strict=True))
    figures = {name: _shown(figure.text, own[name]) for name in own}
    return Line(wording.label(figure.metric), figure.metric, figures, own, changes)


def _rate_change(brand: str, new: dict[str, SampleSet], old: dict[str, SampleSet]) -> Change:
    if brand not in new or brand not in old:
        return Change(math.nan, math.nan, math.nan, reason="no_posts")
    peers = [(new[each], old[each]) for each in sorted(new) if each != brand and each in old]
    return windowed.rate_change((new[brand], old[brand]), peers)


def _followers(seen: Context, brand: str, scopes: Scopes) -> Line:
    net = {name: seen.of_network("net_followers", scope) for name, scope in scopes.items()}
    growth = {
        name: windowed.growth_a_day(seen.of_network("follower_growth_pct", scope)) for name, scope in scopes.items()
    }
    own = {name: windowed.growth_a_day(frame).get(brand, _NOWHERE).value for name, frame in net.items()}
    changes = {
        name: windowed.point_change(
            (each.get(brand, _NOWHERE), growth["before"].get(brand, _NOWHERE)),
            {peer: (value, growth["before"].get(peer, _NOWHERE)) for peer, value in each.items() if peer != brand},
        )
        for name, each in growth.items()
        if name != "before"
    }
    figures = {name: _shown(lambda value: number(value, 1, signed=True), own[name]) for name in own}
    return Line(t("Net new followers a day"), "follower_growth_pct", figures, own, changes, points=True)


def _by_brand(frame: pd.DataFrame) -> dict[str, float]:
    return dict(zip(frame["brand_id"].astype(str), frame["value"].astype(float), strict=True))


def _shown(text: Callable[[float], str], value: float) -> str:
    return UNKNOWN if math.isnan(value) else text(value)

"""What happens in the demo, as each daily reading would have seen it: followers, posts, their counts. Pure but for chance."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from typing import Final

import numpy as np
import pandas as pd

from benchmark.demo import scenario
from benchmark.demo.cast import BACKFILL_DAYS, DAYS, READ_AT, WINDOW_DAYS, Player
from benchmark.store.vocabulary import POST_COUNTS

_COUNTED: Final = [*POST_COUNTS, "hidden"]


def levels(player: Player, chance: np.random.Generator) -> np.ndarray:
    """Followers by day: steady growth, noise with a weekly rhythm, and what the scenario holds."""
    daily = math.log1p(player.brand.growth) / 365
    weekly = 1 + 0.35 * np.cos(2 * np.pi * (np.arange(DAYS) - 2) / 7)
    rates = daily * weekly + chance.normal(0, 1.2 * daily + 0.0002, DAYS)
    for brand, start, days, _, lift, _ in scenario.CAMPAIGNS:
        if player.brand.name == brand:
            rates[start : start + days] += 0.0018 * lift
    brand, network, jump, gain, purge, loss = scenario.PURCHASE
    if player.is_(brand, network):
        rates[jump] += math.log1p(gain)
        rates[purge] += math.log1p(-loss)
    rates[0] = 0
    return np.round(player.place.followers * np.exp(np.cumsum(rates))).astype(np.int64)


def published(player: Player, first: datetime, chance: np.random.Generator) -> pd.DataFrame:
    """The posts with their moment (days since the first reading), kind and words."""
    pace = player.place.pace / 7
    times: list[float] = []
    campaigns = [campaign for campaign in scenario.CAMPAIGNS if campaign[0] == player.brand.name]
    hours = np.array(scenario.HOURS) / sum(scenario.HOURS)
    for day in range(-BACKFILL_DAYS, DAYS):
        weekday = (first + timedelta(days=day)).weekday()
        expected = pace * scenario.WEEKDAYS[weekday]
        expected *= math.prod(faster for _, start, length, faster, _, _ in campaigns if start <= day < start + length)
        picked_hours = chance.choice(24, size=chance.poisson(expected), p=hours)
        times.extend(day + (hour + chance.random() - READ_AT.hour - READ_AT.minute / 60) / 24 for hour in picked_hours)
    moments = np.sort(np.array([moment for moment in times if moment < DAYS - 1]))
    kinds = scenario.KINDS[player.place.network]
    picked = chance.choice(list(kinds), size=len(moments), p=np.array(list(kinds.values())))
    words = _written(player, len(moments), chance)
    return words.assign(moment=moments, kind=picked)


def _written(player: Player, posts: int, chance: np.random.Generator) -> pd.DataFrame:
    """What the posts say: pillar (its place), text, hashtags, whether a winner is drawn."""
    weights = np.array(player.brand.subjects) / sum(player.brand.subjects)
    pillars = chance.choice(len(scenario.PILLARS), size=posts, p=weights)
    draws = chance.random(posts) < scenario.CONTESTS.get(player.brand.name, 0.0)
    paid = (chance.random(posts) < scenario.PARTNERSHIPS.get(player.brand.name, 0.0)) & ~draws
    texts, tags = [], []
    for place, drawn, partner in zip(pillars.tolist(), draws.tolist(), paid.tolist(), strict=True):
        pillar = scenario.PILLARS[place]
        mine = sorted(chance.choice(pillar.hashtags, size=chance.integers(0, 3), replace=False).tolist())
        mine += ["ad"] if partner else []
        opening = "Giveaway: comment to win" if drawn else chance.choice(scenario.OPENINGS)
        texts.append(f"{opening} {chance.choice(pillar.subjects)}" + "".join(f" #{tag}" for tag in mine))
        tags.append(mine)
    return pd.DataFrame({"text": texts, "hashtags": tags, "pillar": pillars, "drawn": draws})


def counted(player: Player, posts: pd.DataFrame, chance: np.random.Generator) -> dict[str, np.ndarray]:
    """What each post reaches in the end, by count: log-normal with a heavy tail, split as the network splits."""
    network = player.place.network
    size = len(posts)
    shape = chance.normal(0, 0.9, size)
    if not player.place.followers:
        final = np.exp(np.log(4 * player.brand.appeal) + shape)
    else:
        day = np.clip(posts["moment"].to_numpy().astype(int), 0, DAYS - 1)
        effect = posts["kind"].map(scenario.KIND_EFFECT).to_numpy() * _appeal(posts)
        final = player.levels[day] ** 0.92 * 2 * scenario.RATE[network] * player.brand.appeal * effect * np.exp(shape)
    for brand, start, length, _, lift, _ in scenario.CAMPAIGNS:
        if player.brand.name == brand:
            during = posts["moment"].between(start, start + length).to_numpy()
            final = np.where(during, final * lift, final)
    counts = {part: chance.poisson(final * share).astype(float) for part, share in scenario.SPLIT[network].items()}
    if "comments" in counts:
        counts["comments"][posts["drawn"].to_numpy(bool)] *= scenario.CONTEST_COMMENTS
    if network == "youtube":
        counts["views"] = np.round(final * np.exp(chance.normal(3.3, 0.3, size)))
    brand, where, day_of, times = scenario.BACKLASH
    if player.is_(brand, where):
        struck = int(np.argmin(np.abs(posts["moment"].to_numpy() - day_of)))
        counts["comments"][struck] = max(60.0, np.median(counts["comments"]) * times * 2)
    return counts


def _appeal(posts: pd.DataFrame) -> np.ndarray:
    """What a post's pillar and hour do to its interactions."""
    pillars = np.array([pillar.effect for pillar in scenario.PILLARS])[posts["pillar"].to_numpy(int)]
    first, last, times = scenario.EVENING
    hour = (posts["moment"].to_numpy() * 24 + READ_AT.hour + READ_AT.minute / 60) % 24
    appeal: np.ndarray = pillars * np.where((hour >= first) & (hour < last), times, 1.0)
    return appeal


def seen_posts(
    player: Player, posts: pd.DataFrame, counts: dict[str, np.ndarray], first: datetime, read: np.ndarray
) -> pd.DataFrame:
    """The counts as each daily reading found them; a row only where one had changed."""
    moments = posts["moment"].to_numpy()
    brand, where, gone = scenario.DELETED
    deleted = struck(posts) if player.is_(brand, where) else -1
    days = [_days_seen(moment, read, gone if place == deleted else DAYS) for place, moment in enumerate(moments)]
    place = np.repeat(np.arange(len(days)), [len(each) for each in days])
    day = np.concatenate(days) if days else np.zeros(0)
    grown = 1 - np.exp(-(((day - moments[place]) / 1.6) ** 0.62))
    seen = pd.DataFrame(
        {"place": place, "day": day, **{name: np.round(final[place] * grown) for name, final in counts.items()}}
    )
    for name in POST_COUNTS:
        seen[name] = seen[name] if name in counts else np.nan
    seen["hidden"] = 0
    brand, where, since = scenario.HIDDEN_LIKES
    if player.is_(brand, where):
        hiding = seen["day"] >= since
        seen.loc[hiding, "likes"] = np.nan
        seen.loc[hiding, "hidden"] = 1
    if not counts:
        return seen.iloc[:0]
    last_read = seen.groupby("place")["day"].max()
    before = seen.groupby("place")[_COUNTED].shift()
    same = ((seen[_COUNTED] == before) | (seen[_COUNTED].isna() & before.isna())).all(axis=1)
    seen = seen[~(same & seen["place"].duplicated())].copy()
    seen[list(POST_COUNTS)] = seen[list(POST_COUNTS)].astype("Int64")
    seen["hidden"] = seen["hidden"].astype("uint8")
    seen["observed_at"] = [first + timedelta(days=int(day)) for day in seen["day"]]
    seen["read_at"] = [first + timedelta(days=int(day)) for day in seen["place"].map(last_read)]
    return seen


def _days_seen(moment: float, read: np.ndarray, gone: int) -> np.ndarray:
    """Return the days of the readings that saw a post; those of before the first reading were all seen then."""
    days: np.ndarray = read[(read >= moment) & (read <= moment + WINDOW_DAYS) & (read < gone)]
    return np.union1d(read[:1], days) if moment < 0 else days


def struck(posts: pd.DataFrame) -> int:
    """Return the place of the post that draws the backlash."""
    return int(np.argmin(np.abs(posts["moment"].to_numpy() - scenario.BACKLASH[2])))

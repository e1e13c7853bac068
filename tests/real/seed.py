"""Writes the plan into the running Bluesky network: the brands first, later what happens between two readings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from real.bluesky import SIGNED_IN_ONLY, Network, Person, Ref, utcnow
from real.plan import (
    ADDED,
    ALBUM,
    ANVIL,
    BELLOWS,
    BRANDS,
    FANS,
    NEWEST,
    OLD,
    QUIET,
    QUOTING,
    RASP,
    RENAMED,
    TONGS,
    Brand,
    Message,
    tagged,
)


@dataclass
class Written:
    """A brand as it stands on the network: the person behind it, its posts by text, its expected figures by text."""

    plan: Brand
    person: Person
    posts: dict[str, Ref] = field(default_factory=dict)
    dated: dict[str, datetime] = field(default_factory=dict)
    follows: list[tuple[Person, Ref]] = field(default_factory=list)
    likes: dict[str, list[tuple[Person, Ref]]] = field(default_factory=dict)


@dataclass
class World:
    """The seeded network."""

    network: Network
    now: datetime
    brands: dict[str, Written]
    fans: list[Person]
    waiting: dict[tuple[str, str], list[Callable[[], object]]] = field(default_factory=lambda: defaultdict(list))

    def of(self, brand: Brand) -> Written:
        return self.brands[brand.name]

    def flush(self) -> None:
        """Carry out what waits, the last act on each count apart.

        The AppView recounts at each act, and of several at the same moment one may overlook another: counts are sure
        only when the last act meets a network that has come to rest.
        """
        for acts in self.waiting.values():
            for act in acts[:-1]:
                act()
        self.network.settle()
        for acts in self.waiting.values():
            acts[-1]()
        self.network.settle()
        self.waiting.clear()


def populate(network: Network) -> World:
    """Write all brands with their audience and wait until the network has counted them."""
    # Times on the wire have milliseconds.
    now = utcnow().replace(microsecond=0)
    fans = [network.join(f"reader{n:02d}.test") for n in range(FANS)]
    brands = {}
    for plan in BRANDS:
        profile = SIGNED_IN_ONLY if plan.signed_in_only else {}
        brands[plan.name] = Written(plan, network.join(plan.handle, plan.name, plan.bio, **profile))
    world = World(network, now, brands, fans)
    # The first brand quotes and boosts the second: that one's posts come first.
    for plan in reversed(BRANDS):
        _write(world, world.of(plan))
    for plan in BRANDS:
        _gather(world, world.of(plan))
    world.flush()
    return world


def _write(world: World, brand: Written) -> None:
    for message in brand.plan.posts:
        if message is brand.plan.posts[-1]:
            world.network.settle()
        publish(world, brand, message)
    person = brand.person
    for text in brand.plan.own_replies:
        world.waiting["replies", text].append(partial(person.reply, brand.posts[text], "To add to this"))
    for text in brand.plan.own_reposts:
        world.waiting["reposts", text].append(partial(person.repost, brand.posts[text]))
    for text in brand.plan.boosts:
        world.waiting["reposts", text].append(partial(person.repost, anybodys(world, text)))


def publish(world: World, brand: Written, message: Message) -> None:
    """Write one post; what the audience does with it, up to the planned figures, waits for `World.flush`."""
    written = utcnow()
    written = written.replace(microsecond=written.microsecond // 1000 * 1000)  # as the wire carries it
    at = world.now - timedelta(days=message.days) if message.days else written
    quoted = QUOTING.get(message.text)
    more: dict[str, Any] = {"langs": [message.lang]}
    embed = _embed(brand.person, message.kind, anybodys(world, quoted) if quoted else None)
    if embed:
        more["embed"] = embed
    text, facets = tagged(message)
    post = brand.person.post(text, at=at, **more, **({"facets": facets} if facets else {}))
    brand.posts[message.text], brand.dated[message.text] = post, at
    own = brand.plan
    boosted = sum(message.text in plan.boosts for plan in BRANDS)
    for fan in world.fans[: message.likes]:
        world.waiting["likes", message.text].append(partial(like, brand, fan, message.text))
    for fan in world.fans[: message.replies - own.own_replies.count(message.text)]:
        world.waiting["replies", message.text].append(partial(fan.reply, post, "Well said"))
    for fan in world.fans[: message.reposts - boosted - own.own_reposts.count(message.text)]:
        world.waiting["reposts", message.text].append(partial(fan.repost, post))
    for fan in world.fans[: message.quotes - list(QUOTING.values()).count(message.text)]:
        world.waiting["quotes", message.text].append(partial(fan.quote, post, "Look at this"))


def like(brand: Written, fan: Person, text: str) -> None:
    """Let a fan like a post of the brand."""
    brand.likes.setdefault(text, []).append((fan, fan.like(brand.posts[text])))


def follow(brand: Written, fan: Person) -> None:
    """Let a fan follow the brand."""
    brand.follows.append((fan, fan.follow(brand.person)))


def anybodys(world: World, text: str) -> Ref:
    """The post with this text, whoever wrote it."""
    return next(brand.posts[text] for brand in world.brands.values() if text in brand.posts)


def _gather(world: World, brand: Written) -> None:
    for fan in world.fans[: brand.plan.followers]:
        world.waiting["followers", brand.plan.name].append(partial(follow, brand, fan))
    for fan in world.fans[: brand.plan.follows]:
        world.waiting["follows", brand.plan.name].append(partial(brand.person.follow, fan))


def _embed(person: Person, kind: str, quoted: Ref | None) -> dict[str, Any] | None:
    media: dict[str, Any] | None = None
    if kind in ("image", "album"):
        pictures = [person.image(shade) for shade in range(3 if kind == "album" else 1)]
        media = {"$type": "app.bsky.embed.images", "images": pictures}
    elif kind == "link":
        card = {"uri": "https://anvil.example/story", "title": "Our story", "description": ""}
        media = {"$type": "app.bsky.embed.external", "external": card}
    if quoted and media:
        record = {"$type": "app.bsky.embed.record", "record": quoted.json}
        return {"$type": "app.bsky.embed.recordWithMedia", "record": record, "media": media}
    return media


def later(world: World) -> None:
    """What happens between the first and the second reading."""
    anvil, quiet = world.of(ANVIL), world.of(QUIET)
    for fan in world.fans[12:15]:
        world.waiting["followers", ANVIL.name].append(partial(follow, anvil, fan))
    for fan in world.fans[9:11]:
        world.waiting["likes", NEWEST].append(partial(like, anvil, fan, NEWEST))
    world.waiting["likes", OLD].append(partial(like, anvil, world.fans[12], OLD))
    world.waiting["followers", QUIET.name].append(partial(follow, quiet, world.fans[2]))
    anvil.person.delete(anvil.posts[ALBUM])
    world.network.settle()
    publish(world, anvil, ADDED)
    world.flush()
    fan, record = anvil.follows.pop(0)
    fan.delete(record)
    fan, record = anvil.likes[NEWEST].pop(0)
    fan.delete(record)
    quiet.person.rename(RENAMED)
    world.of(BELLOWS).person.deactivate()
    world.of(RASP).person.hide_from_strangers(RASP.name)
    world.network.take_down(world.of(TONGS).person)
    world.network.settle()

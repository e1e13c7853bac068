"""What each source does when its network misbehaves: 429s, falling counts, renamed and lost accounts, tokens that end,
fields that change. Runs over the registry, as the contract does."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from loopback import Loopback, Reply
from simulate import NOW, Brand, Simulation, brand_with_posts, client_for, http_for, simulator

from sources import SOURCES
from sources.base import COUNTS, PROFILE_COUNTS, Post, Profile, Source
from sources.errors import AccountGone, AccountPrivate, FixCredentials, RetryLater, SourceError

NAMES = sorted(name for name, source in SOURCES.items() if not source.import_only)
KEYED = [name for name in NAMES if any(key.required for key in SOURCES[name].credentials) or name == "youtube"]
LONG_AGO = NOW - timedelta(days=3650)


@pytest.fixture(params=NAMES)
def source(request: pytest.FixtureRequest) -> Source:
    return SOURCES[request.param]


@pytest.fixture
def brand() -> Brand:
    return brand_with_posts()


@pytest.fixture
def simulated(source: Source, brand: Brand, loopback: Loopback) -> Simulation:
    made = simulator(source.name, brand)
    made.serve(loopback)
    return made


# Row 11: 429 with any Retry-After


@pytest.mark.parametrize("after", ["0", "5", "99999999", "soon", "-5", "Fri, 01 Jan 2021 00:00:00 GMT", None])
def test_a_host_that_asks_for_a_pause_gets_it(
    source: Source, simulated: Simulation, brand: Brand, after: str | None
) -> None:
    http = http_for(simulated)
    simulated.fault = Reply("slow down", 429, {} if after is None else {"Retry-After": after})
    with pytest.raises(RetryLater) as caught:
        source.profile(http.client(source), simulated.account(brand))
    assert caught.value.code == "rate_limited"
    made = len(simulated.requests)
    assert made <= 2
    if after in ("0", "5"):  # waited for, and the host said it again: the next run may ask
        simulated.fault = None
        http.new_run()
        assert source.profile(http.client(source), simulated.account(brand))
        return
    with pytest.raises(RetryLater) as caught:
        source.profile(http.client(source), simulated.account(brand))
    assert caught.value.retry_at is not None
    assert caught.value.retry_at > NOW
    assert len(simulated.requests) == made


# Row 16: counts that fall


def test_a_count_that_falls_falls_to_nothing_or_vanishes_is_told_as_it_is(
    source: Source, simulated: Simulation, brand: Brand
) -> None:
    if "followers" not in source.gives:
        pytest.skip("has no followers")

    def seen() -> tuple[int | None, int]:
        found = source.profile(client_for(simulated), simulated.account(brand))
        return found.followers, found.followers_step

    for followers in (1200, 840, 0):
        brand.followers = followers
        count, step = seen()
        assert count is not None
        assert count <= followers < count + step
    brand.followers = None
    assert seen()[0] is None


# Row 17: renamed, gone, taken over, private


def test_a_renamed_account_is_followed_by_its_id(source: Source, simulated: Simulation, brand: Brand) -> None:
    account = simulated.account(brand)
    before = source.profile(client_for(simulated), account)
    brand.handle = "newname"
    if simulated.account(brand).native_id != account.native_id:
        pytest.skip("its address is its id")
    if not simulated.follows_ids:
        with pytest.raises(AccountGone):
            source.profile(client_for(simulated), account)
        return
    after = source.profile(client_for(simulated), account)
    assert after.native_id == before.native_id


def test_a_handle_that_somebody_else_took_is_never_joined(source: Source, simulated: Simulation, brand: Brand) -> None:
    account = simulated.account(brand)
    stranger = brand_with_posts(brand.handle, number=2)
    stranger.followers = 77_777
    if simulated.account(stranger).native_id == account.native_id:
        pytest.skip("its handle is its id")
    brand.handle, brand.state = "elsewhere", "ok" if simulated.follows_ids else "gone"
    simulated.brands.append(stranger)
    try:
        found = source.profile(client_for(simulated), account)
    except SourceError:
        return
    assert found.native_id != account.native_id or found.followers != 77_777  # another id is refused by the collector


@pytest.mark.parametrize("state", ["gone", "private", "suspended"])
def test_an_account_that_is_lost_says_so(source: Source, simulated: Simulation, brand: Brand, state: str) -> None:
    if source.named_only:
        pytest.skip("a phrase is nobody's account, so it is never lost")
    brand.state = state
    try:
        found = source.profile(client_for(simulated), simulated.account(brand))
    except (AccountGone, AccountPrivate):
        return
    if state == "gone":
        pytest.fail("an account that is gone was found")
    if found.status == "ok":
        simulated.brands[0].state = "ok"
        usual = source.profile(client_for(simulated), simulated.account(brand))
        assert found == usual, "a network that does not know this state answers as ever"


# Row 18: tokens that end


@pytest.mark.parametrize("source", [SOURCES[name] for name in KEYED], ids=KEYED)
def test_a_token_that_ends_is_fetched_anew_once_or_named(source: Source, simulated: Simulation, brand: Brand) -> None:
    http = http_for(simulated)
    source.profile(http.client(source), simulated.account(brand))
    made = len(simulated.requests)
    simulated.expired = True
    if simulated.refreshes:
        assert source.profile(http.client(source), simulated.account(brand)).status == "ok"
        assert len(simulated.requests) - made <= 2 * made + 1
        return
    with pytest.raises(FixCredentials) as caught:
        source.profile(http.client(source), simulated.account(brand))
    assert caught.value.code in ("key_rejected", "key_expired")
    assert caught.value.params["setting"] in {key.setting for key in source.credentials}
    if source.posts is not None:
        with pytest.raises(FixCredentials):
            list(source.posts(http.client(source), simulated.account(brand), LONG_AGO))


@pytest.mark.parametrize("source", [SOURCES[name] for name in KEYED], ids=KEYED)
def test_without_its_key_a_source_names_it_and_asks_nobody(source: Source, simulated: Simulation, brand: Brand) -> None:
    if not any(key.required for key in source.credentials):
        pytest.skip("works without, with less")
    simulated.secrets = {}
    with pytest.raises(FixCredentials) as caught:
        source.profile(client_for(simulated), simulated.account(brand))
    assert caught.value.code == "needs_key"
    assert caught.value.params["setting"] in {key.setting for key in source.credentials}
    assert simulated.requests == []


# Row 19: fields that go or change


ODD: dict[str, Any] = {"null": None, "text": "odd", "negative": -5, "list": []}


def _paths(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The paths of keys in JSON, lists passed through."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield (*path, key)
            yield from _paths(inner, (*path, key))
    elif isinstance(value, list):
        for inner in value:
            yield from _paths(inner, path)


def _changed(body: Any, path: tuple[str, ...], change: Callable[[dict[str, Any], str], None]) -> Any:
    body = copy.deepcopy(body)

    def walk(value: Any, rest: tuple[str, ...]) -> None:
        if isinstance(value, list):
            for inner in value:
                walk(inner, rest)
        elif isinstance(value, dict) and rest and rest[0] in value:
            if len(rest) == 1:
                change(value, rest[0])
            else:
                walk(value[rest[0]], rest[1:])

    walk(body, path)
    return body


def _drop(values: dict[str, Any], key: str) -> None:
    del values[key]


def _put(odd: Any) -> Callable[[dict[str, Any], str], None]:
    def put(values: dict[str, Any], key: str) -> None:
        values[key] = odd

    return put


CHANGES: dict[str, Callable[[dict[str, Any], str], None]] = {
    "gone": _drop,
    **{name: _put(odd) for name, odd in ODD.items()},
}


@pytest.mark.parametrize("each", [False, pytest.param(True, marks=pytest.mark.slow)], ids=["one change a field", "all"])
def test_a_field_that_changes_invents_nothing_and_the_others_go_on(
    source: Source, simulated: Simulation, brand: Brand, *, each: bool
) -> None:
    paths: set[tuple[str, ...]] = set()

    def note(body: Any) -> Any:
        paths.update(_paths(body))
        return body

    simulated.mutate = note
    usual = _read(source, simulated, brand)
    if not paths:
        pytest.skip("answers no JSON")
    changes = list(CHANGES.values())
    for place, path in enumerate(sorted(paths)):
        for change in changes if each else [changes[place % len(changes)]]:
            simulated.mutate = lambda body, path=path, change=change: _changed(body, path, change)
            try:
                found = _read(source, simulated, brand)
            except SourceError:
                name = path[-1]
                assert name in simulated.essential or not name.endswith(("count", "Count", "_total")), path
                continue
            _check(usual, found, path)


@pytest.mark.parametrize("source", [SOURCES[name] for name in NAMES if SOURCES[name].daily], ids=lambda each: each.name)
def test_a_field_of_a_day_that_goes_or_changes_its_type_invents_no_value(
    source: Source, simulated: Simulation, brand: Brand
) -> None:
    def days() -> dict[Any, int | None]:
        assert source.daily is not None
        found = source.daily(http_for(simulated).client(source), simulated.account(brand), min(brand.days))
        return {day.day: day.value for day in found}

    paths: set[tuple[str, ...]] = set()

    def note(body: Any) -> Any:
        paths.update(_paths(body))
        return body

    simulated.mutate = note
    usual = days()
    assert paths
    for path in sorted(paths):
        for kind, change in CHANGES.items():
            if kind == "text":
                continue  # another title or date is an answer like any other
            simulated.mutate = lambda body, path=path, change=change: _changed(body, path, change)
            try:
                found = days()
            except SourceError:
                continue
            assert set(found) <= set(usual), (path, kind)
            assert all(found[day] in (usual[day], None) for day in found), (path, kind)


def _read(source: Source, simulated: Simulation, brand: Brand) -> tuple[Profile, list[Post]]:
    http = http_for(simulated)
    profile = source.profile(http.client(source), simulated.account(brand))
    posts = source.posts(http.client(source), simulated.account(brand), LONG_AGO) if source.posts else iter(())
    return profile, [item for item in posts if isinstance(item, Post)]


def _check(usual: tuple[Profile, list[Post]], found: tuple[Profile, list[Post]], path: tuple[str, ...]) -> None:
    """Each count is the usual one or unknown; a changed flag may hide or show, never invent."""
    for name in PROFILE_COUNTS:
        assert getattr(found[0], name) in (getattr(usual[0], name), None), (path, name)
    known = {post.native_id: post for post in usual[1]}
    for post in found[1]:
        expected = known.get(post.native_id)
        for name in COUNTS:
            assert expected is None or getattr(post, name) in (getattr(expected, name), None), (path, name)

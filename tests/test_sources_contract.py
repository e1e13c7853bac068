"""The contract every source keeps, run over the registry: a new source only adds its simulator."""

from __future__ import annotations

import dataclasses
import importlib
import random
import string
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import islice
from pathlib import Path
from types import GeneratorType
from urllib.parse import urlencode
from urllib.request import Request as Asked
from urllib.request import urlopen

import pytest
from loopback import Loopback, Reply, Request
from simulate import NOW, Brand, Simulation, brand_with_posts, client_for, simulator

from sources import SOURCES
from sources.base import COUNTS, DAILY, GIVES, KINDS, CutShort, Day, Identity, Link, Post, Source
from sources.errors import AccountGone, LinkNotUnderstood, NotUnderstood, SourceError
from sources.links import resolve

TESTS = Path(__file__).parent
NAMES = sorted(name for name, source in SOURCES.items() if not source.import_only)
WITH_DAYS = [name for name in NAMES if SOURCES[name].daily is not None]
WITH_POSTS = [name for name in NAMES if SOURCES[name].posts is not None]
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


def read_posts(simulated: Simulation, brand: Brand, since: object = LONG_AGO) -> list[Post | CutShort]:
    posts = SOURCES[simulated.source].posts
    if posts is None:
        pytest.skip("gives no posts")
    return list(posts(client_for(simulated), simulated.account(brand), since))  # type: ignore[arg-type]


# Declarations


def test_every_source_has_a_simulator(source: Source) -> None:
    made = simulator(source.name)
    assert made.source == source.name


def test_declaration_is_complete(source: Source) -> None:
    assert source.label
    assert source.docs.startswith("https://")
    assert source.gives <= frozenset(GIVES)
    assert source.lacks.endswith(".")
    assert source.pace.per_second > 0
    assert source.pace.burst >= 1
    assert source.pace.parallel >= 1
    assert set(source.interaction_parts) <= set(COUNTS)
    assert set(source.interaction_parts) & {"likes", "comments", "shares", "quotes"} <= {*source.gives, *COUNTS}
    assert "api" in source.roots or "web" in source.roots
    assert source.retention_days is None or source.retention_days > 0
    assert (source.posts is not None) == ("posts" in source.gives)
    assert (source.daily is not None) == bool(source.gives & frozenset(DAILY))
    assert source.own_only <= source.gives
    assert source.route
    assert source.cost
    assert source.price is None or source.price.budget.startswith("BENCHMARK_")


def test_credentials_name_settings_and_steps(source: Source) -> None:
    for credential in source.credentials:
        assert credential.setting.startswith("BENCHMARK_")
        assert credential.url.startswith("https://")
        assert credential.steps
        assert all(sentence.endswith(".") for sentence in (credential.unlocks, *credential.steps))


@pytest.mark.parametrize("said", ["Docs", "Gives", "Lacks", "Auth", "Limits", "Rounding", "Retention"])
def test_module_header_says_what_it_rests_on(source: Source, said: str) -> None:
    header = importlib.import_module(f"sources.{source.name}").__doc__ or ""
    assert f"{said}:" in header


def test_every_fixture_is_used() -> None:
    tests = "\n".join(path.read_text() for path in TESTS.glob("*.py"))
    for name in NAMES:
        for path in (TESTS / "fixtures" / name).glob("*"):
            assert path.name in tests, f"unused fixture {name}/{path.name}"


# Recognition


def _texts(seed: int, number: int) -> Iterator[str]:
    chance = random.Random(seed)
    alphabet = string.ascii_letters + string.digits + "@.:/-_#?=&%[]()<>{}|\\'\"+~*!$ \t\n\x00éßаα中👍\u202e\u200b"
    starts = ["", "@", "https://", "http://", "did:plc:", "did:web:", "acct:", "at://", "//", "UC", "www."]
    for _ in range(number):
        yield chance.choice(starts) + "".join(chance.choices(alphabet, k=chance.randrange(60)))


def test_recognition_never_fails_and_names_itself(source: Source) -> None:
    for text in _texts(7, 1000):
        parts = tuple(part for part in text.split("/") if part)
        link = Link(parts[0].lower() if parts else "", parts[1:], {"a": text}, f"https://{text}")
        for identity in (source.identify(link), source.identify_handle(text)):
            assert identity is None or (isinstance(identity, Identity) and identity.source == source.name)
            assert identity is None or (identity.native_id and identity.url.startswith(("http://", "https://")))


def test_link_of_an_account_is_recognised(source: Source, simulated: Simulation, brand: Brand) -> None:
    resolved = resolve(simulated.link(brand))
    named = {resolved.source, *(candidate.source for candidate in resolved.candidates)}
    assert source.name in named
    assert resolved.error is None


def test_hint_of_a_link_leads_to_the_account(source: Source, simulated: Simulation, brand: Brand) -> None:
    resolved = resolve(simulated.link(brand))
    if resolved.source != source.name or resolved.identity is None:
        pytest.skip("the link names a website first")
    from sources.base import Account

    found = source.profile(client_for(simulated), Account(resolved.identity, url=resolved.url))
    assert found.native_id == simulated.account(brand).native_id


# Profiles


def test_profile_of_a_hint_has_the_immutable_id(source: Source, simulated: Simulation, brand: Brand) -> None:
    found = source.profile(client_for(simulated), simulated.hint(brand))
    assert found.native_id == simulated.account(brand).native_id
    assert not (simulated.has_ids and found.native_id.startswith("@"))
    again = source.profile(client_for(simulated), simulated.account(brand))
    assert again == found


def test_profile_counts_are_those_of_the_network(source: Source, simulated: Simulation, brand: Brand) -> None:
    found = source.profile(client_for(simulated), simulated.account(brand))
    if "followers" in source.gives:
        assert found.followers is not None
        assert found.followers <= (brand.followers or 0) < found.followers + found.followers_step
    else:
        assert found.followers is None
    assert found.following == (brand.following if "following" in source.gives else None)
    assert found.status == "ok"
    assert hash(found.native_id)
    assert dataclasses.is_dataclass(found)


def test_count_that_is_not_told_is_unknown_not_zero(source: Source, simulated: Simulation, brand: Brand) -> None:
    brand.followers = brand.following = None
    found = source.profile(client_for(simulated), simulated.account(brand))
    assert found.followers is None
    assert found.following is None


def test_unknown_account_is_gone(source: Source, simulated: Simulation) -> None:
    with pytest.raises(AccountGone):
        source.profile(client_for(simulated), simulated.unknown)


@pytest.mark.parametrize("status", [401, 403, 404, 429, 500])
def test_each_failing_status_has_its_error(source: Source, simulated: Simulation, brand: Brand, status: int) -> None:
    simulated.fault = Reply({"error": "no"}, status)
    with pytest.raises(simulated.errors[status]) as caught:
        source.profile(client_for(simulated), simulated.account(brand))
    assert caught.value.params.get("host")
    if source.posts is not None:
        with pytest.raises(simulated.errors[status]):
            read_posts(simulated, brand)


@pytest.mark.parametrize(
    "body",
    [
        "<!doctype html><html><body>Please sign in</body></html>",
        "",
        "null",
        "[]",
        '{"cut": [1, 2',
        '{"id": NaN}',
        "[" * 5000,
        "<rss><channel><item>",
    ],
)
def test_answer_of_another_form_is_not_understood(
    source: Source, simulated: Simulation, brand: Brand, body: str
) -> None:
    simulated.fault = Reply(body, 200, {"Content-Type": "text/html"})
    with pytest.raises(NotUnderstood) as caught:
        source.profile(client_for(simulated), simulated.account(brand))
    assert len(str(caught.value.params.get("excerpt", "")).encode()) <= 2048
    if source.posts is not None and body != "[]":  # an empty list of posts is an answer
        with pytest.raises(NotUnderstood):
            read_posts(simulated, brand)


# Posts


@pytest.mark.parametrize("source", [SOURCES[name] for name in WITH_POSTS], ids=WITH_POSTS)
class TestPosts:
    def test_come_one_by_one(self, source: Source, simulated: Simulation, brand: Brand) -> None:
        assert source.posts is not None
        started = source.posts(client_for(simulated), simulated.account(brand), LONG_AGO)
        assert isinstance(started, GeneratorType)
        if simulated.paged:
            list(islice(started, 1))
            first = len(simulated.requests)
            list(started)
            assert len(simulated.requests) > first

    def test_are_all_there_each_once(self, source: Source, simulated: Simulation, brand: Brand) -> None:
        got = [item for item in read_posts(simulated, brand) if isinstance(item, Post)]
        assert [post.native_id for post in got] == [simulated.post_id(post) for post in brand.posts][: len(got)]
        assert len(got) == len(brand.posts) or not simulated.paged
        assert all(post.kind in KINDS for post in got)
        for post, written in zip(got, brand.posts, strict=False):
            assert post.published_at.tzinfo is None
            assert abs(post.published_at - written.published_at) < timedelta(seconds=1)
            assert written.text in (post.text or "")
            assert "anvils" in post.hashtags

    def test_counts_are_those_of_the_network(self, source: Source, simulated: Simulation, brand: Brand) -> None:
        got = [item for item in read_posts(simulated, brand) if isinstance(item, Post)]
        for post, written in zip(got, brand.posts, strict=False):
            for name in COUNTS:
                expected = getattr(written, name) if name in source.gives else None
                assert getattr(post, name) in ((expected, None) if post.origin == "feed" else (expected,)), name

    def test_count_that_is_not_told_is_unknown_not_zero(
        self, source: Source, simulated: Simulation, brand: Brand
    ) -> None:
        for post in brand.posts:
            post.likes = post.comments = post.shares = post.quotes = post.views = None
        for item in read_posts(simulated, brand):
            if isinstance(item, Post):
                assert [getattr(item, name) for name in COUNTS] == [None] * len(COUNTS)

    def test_reading_stops_at_since(self, source: Source, simulated: Simulation, brand: Brand) -> None:
        since = brand.posts[1].published_at - timedelta(minutes=1)
        got = read_posts(simulated, brand, since)
        dates = [item.published_at for item in got if isinstance(item, Post)]
        assert dates[:2] == [post.published_at for post in brand.posts[:2]]
        assert sum(date < since for date in dates) < simulated.page_size
        assert not any(isinstance(item, CutShort) for item in got)

    def test_cut_short_comes_last_and_says_where(self, source: Source, simulated: Simulation, brand: Brand) -> None:
        got = read_posts(simulated, brand)
        cuts = [item for item in got if isinstance(item, CutShort)]
        whole = len(got) - len(cuts) == len(brand.posts)
        assert whole or (len(cuts) == 1 and got[-1] is cuts[0])

    def test_account_without_posts_has_none(self, source: Source, simulated: Simulation, brand: Brand) -> None:
        brand.posts = []
        assert [item for item in read_posts(simulated, brand) if isinstance(item, Post)] == []

    def test_repeated_cursor_is_an_error(self, source: Source, simulated: Simulation, brand: Brand) -> None:
        if not simulated.paged:
            pytest.skip("one page only")
        simulated.stuck = True
        with pytest.raises(NotUnderstood) as caught:
            read_posts(simulated, brand)
        assert caught.value.code == "repeated_cursor"

    def test_account_that_has_gone_is_an_error(self, source: Source, simulated: Simulation, brand: Brand) -> None:
        brand.state = "gone"
        with pytest.raises(AccountGone):
            read_posts(simulated, brand)


# Daily values


@pytest.mark.parametrize("source", [SOURCES[name] for name in WITH_DAYS], ids=WITH_DAYS)
class TestDays:
    def read(self, source: Source, simulated: Simulation, brand: Brand, since: date) -> list[Day]:
        assert source.daily is not None
        return list(source.daily(client_for(simulated), simulated.account(brand), since))

    def test_each_day_is_there_once_with_its_value(self, source: Source, simulated: Simulation, brand: Brand) -> None:
        got = self.read(source, simulated, brand, min(brand.days))
        assert {day.measure for day in got} == source.gives & frozenset(DAILY)
        assert len({(day.day, day.measure) for day in got}) == len(got)
        assert [day.day for day in got] == sorted(day.day for day in got), "oldest first"
        told = {day.day: day.value for day in got if day.value}
        assert told == brand.days

    def test_days_before_since_are_left_out(self, source: Source, simulated: Simulation, brand: Brand) -> None:
        since = sorted(brand.days)[3]
        assert min(day.day for day in self.read(source, simulated, brand, since)) >= since

    def test_a_day_that_has_not_ended_is_left_out(self, source: Source, simulated: Simulation, brand: Brand) -> None:
        got = self.read(source, simulated, brand, min(brand.days))
        assert max(day.day for day in got) < NOW.date()


def test_damaged_answers_raise_nothing_but_the_named_errors(
    source: Source, simulated: Simulation, brand: Brand
) -> None:
    source.profile(client_for(simulated), simulated.account(brand))
    if source.posts is not None:
        read_posts(simulated, brand)
    chance = random.Random(19)
    asked = {(request.path, urlencode(request.query), request.body): request for request in simulated.requests}
    bodies = [_again(simulated, request) for request in asked.values()]
    excerpts: list[str] = []
    for n in range(30):
        simulated.fault = Reply(_damaged(chance.choice(bodies), chance), 200, {"Content-Type": "application/json"})
        try:
            if n % 2 or source.posts is None:
                source.profile(client_for(simulated), simulated.account(brand))
            else:
                read_posts(simulated, brand)
        except SourceError as error:
            excerpts.append(str(error.params.get("excerpt", "")))
    assert excerpts
    assert max(len(excerpt.encode()) for excerpt in excerpts) <= 2048


def _again(simulated: Simulation, request: Request) -> bytes:
    """What a request brought, asked once more."""
    url = f"{simulated.server.url}{request.path}?{urlencode(request.query)}"
    sent = {name: value for name, value in request.headers.items() if name in ("authorization", "client-id")}
    answer: bytes = urlopen(Asked(url, request.body or None, sent, method=request.method)).read()
    return answer


def _damaged(body: bytes, chance: random.Random) -> bytes:
    """Cut short, with bytes flipped, doubled or replaced by what parsers stumble over."""
    for _ in range(chance.randrange(1, 4)):
        at = chance.randrange(len(body) or 1)
        odd = chance.choice(
            [b"", b"\x00", b"\xff", b"null", b"-1", b"1e999", b"NaN", b'"', b"[", b"}", b"<", b"\xef\xbb\xbf"]
        )
        cut = chance.choice([0, 1, 1, 5, 40, len(body)])
        body = body[:at] + odd + body[at + cut :]
    return body


def test_errors_carry_no_secret(source: Source, simulated: Simulation, brand: Brand) -> None:
    simulated.secrets = {credential.setting: "s3cr3t-value" for credential in source.credentials}
    for status in (400, 401, 403, 500):
        simulated.fault = Reply({"error": "no"}, status)
        with pytest.raises(SourceError) as caught:
            source.profile(client_for(simulated), simulated.account(brand))
        assert "s3cr3t-value" not in f"{caught.value!s}{caught.value!r}{caught.value.__context__!r}"


def test_pasted_nonsense_names_no_account() -> None:
    for text in _texts(11, 1000):
        found = resolve(text)
        assert found.error is None or isinstance(found.error, LinkNotUnderstood)

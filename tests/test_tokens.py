"""App tokens: one for all threads, fetched anew before they end, once anew when refused."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest

from sources.base import Pace, Source
from sources.errors import AccountGone, FixCredentials
from sources.http import Client, Http, HttpConfig
from sources.tokens import Token, Tokens, with_token

NOW = datetime(2026, 11, 20, 12)
SOURCE = Source("plain", "Plain", "", frozenset(), "", Pace(1), {}, profile=lambda _c, _a: None)  # type: ignore[arg-type, return-value]  # never called here


class Giver:
    """Gives token1, token2, … that last an hour."""

    def __init__(self) -> None:
        self.given = 0

    def __call__(self) -> Token:
        self.given += 1
        return Token(f"token{self.given}", NOW + timedelta(hours=self.given))


@pytest.fixture
def giver() -> Giver:
    return Giver()


@pytest.fixture
def client() -> Client:
    return Http(HttpConfig("tests"), utcnow=lambda: NOW).client(SOURCE)


def test_a_token_is_fetched_once_and_kept_until_it_ends(giver: Giver) -> None:
    tokens = Tokens()
    assert [tokens.get("a", giver, NOW + timedelta(minutes=m)) for m in (0, 30, 58, 60)] == [
        "token1", "token1", "token1", "token2"
    ]  # fmt: skip


def test_each_name_has_its_own(giver: Giver) -> None:
    tokens = Tokens()
    assert [tokens.get(name, giver, NOW) for name in "aba"] == ["token1", "token2", "token1"]


def test_a_refused_token_is_fetched_anew_once_for_all_threads(giver: Giver) -> None:
    tokens = Tokens()
    refused = tokens.get("a", giver, NOW)
    threads = [threading.Thread(target=tokens.get, args=("a", giver, NOW, refused)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert giver.given == 2


def test_a_call_whose_token_is_refused_is_made_once_more(client: Client, giver: Giver) -> None:
    seen: list[str] = []

    def call(token: str) -> str:
        seen.append(token)
        if len(seen) == 1:
            raise FixCredentials("key_rejected")
        return token

    assert with_token(client, giver, call) == "token2"
    assert with_token(client, giver, call) == "token2"


def test_a_call_that_is_refused_twice_says_so(client: Client, giver: Giver) -> None:
    def call(_token: str) -> str:
        raise FixCredentials("key_rejected")

    with pytest.raises(FixCredentials):
        with_token(client, giver, call)
    assert giver.given == 2


@pytest.mark.parametrize("error", [AccountGone(), FixCredentials("no_permission")])
def test_other_errors_cost_no_second_call(client: Client, giver: Giver, error: Exception) -> None:
    def call(_token: str) -> str:
        raise error

    with pytest.raises(type(error)):
        with_token(client, giver, call)
    assert giver.given == 1


def test_a_token_is_not_shown() -> None:
    assert "value" not in repr(Token("s3cret-token"))

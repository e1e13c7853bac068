"""Tokens of the HTTP API on the Data page: made, shown once, ended."""

from __future__ import annotations

import pytest
from page_opening import open_page
from test_dashboard_planning import labelled

from benchmark import tokens
from benchmark.refusals import Refusal
from benchmark.store import Store, api_tokens

EVIL = "<img src=x> ![x](http://evil.example/a.png) $x$"


@pytest.fixture
def store(own_demo: Store) -> Store:
    return own_demo


def test_a_token_is_made_shown_once_and_ended(store: Store) -> None:
    page = open_page("data", tab="HTTP API")
    assert not page.code
    labelled(page, "text_input", "What uses it").set_value(EVIL)
    labelled(page, "selectbox", "It may").set_value("editor")
    labelled(page, "button", "Make the token").click().run()
    assert not page.exception
    shown = page.code[0].value
    assert tokens.known(store, shown).role == "editor"
    page.run()
    assert not page.code
    assert shown.split("_", 2)[2] not in repr(page.session_state)
    listed = [each.proto.body for each in page.get("html") if "<table" in each.proto.body]
    assert len(listed) == 1
    assert "&lt;img" in listed[0]
    assert "<img" not in listed[0]
    page.button(key="token-revoke").click().run()
    assert not page.exception
    with pytest.raises(Refusal, match="ended_token"):
        tokens.known(store, shown)
    (token,) = api_tokens.all_tokens(store)
    assert store.rows("SELECT actor, action FROM core.audit WHERE subject = $id ORDER BY happened_at", {"id": token.id}) == [
        ("dashboard", "token.new"), ("dashboard", "token.revoke"),
    ]  # fmt: skip

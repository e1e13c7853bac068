"""Cards and posts of the Content page: what they claim, what they leave open, and that texts from outside stay texts."""

from __future__ import annotations

import csv as reader
import io
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pytest
from card_views import view
from figures import Figures, moment

from benchmark.cards import best_times, hashtags, lift, post_table
from benchmark.cards.context import Context
from benchmark.charts import export_tables
from benchmark.charts.theme import LIGHT
from benchmark.dashboard.parts.content_post import Look, post_html, safe_address
from benchmark.metrics import compute, post_list
from benchmark.metrics.post_list import Wanted
from benchmark.store import Store

MAY = ("2026-05-01", "2026-05-28")
HALF_YEAR = ("2026-01-05", "2026-05-31")
HOSTILE = (
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "![x](https://evil.example/a.png)",
    '=HYPERLINK("https://evil.example","x")',
    "\u202eevil\u202c",
    "مرحبا بالعالم",
    "a" * 10_000,
    "</p></article><b>out</b>",
)


@pytest.fixture
def figures(store: Store) -> Figures:
    return Figures(store)


def written(figures: Figures, account: int, rows: Sequence[dict[str, Any]]) -> None:
    """Add posts with texts and hashtags (the fields ``text`` and ``hashtags`` of a row)."""
    before = int(figures.store.value("SELECT coalesce(max(post_key), 0) FROM core.post"))
    figures.posts(
        account,
        [{name: value for name, value in row.items() if name not in {"text", "hashtags", "url"}} for row in rows],
    )
    details = pd.DataFrame(
        {
            "post_key": range(before + 1, before + len(rows) + 1),
            "text": [row.get("text", "Forged") for row in rows],
            "url": [row.get("url") for row in rows],
            "hashtags": [row.get("hashtags", []) for row in rows],
        }
    )
    with figures.store.transaction() as tx:
        tx.frame("details", details)
        tx.execute(
            "INSERT INTO core.post_detail SELECT post_key, $account, post_key::VARCHAR, text, url, NULL, 'en', hashtags::VARCHAR[],"
            " NULL, TIMESTAMP '2026-01-01' FROM details",
            {"account": account},
        )


def trial(figures: Figures, brands: Sequence[str], *, times: float, seed: int = 3, posts: int = 60) -> Context:
    """Brands with posts at random hours of half a year; every other has #gear and ``times`` the interactions. Anvil is own."""
    rng = np.random.default_rng(seed)
    for brand in brands:
        account = figures.account(brand, followers=1000)
        figures.read(account, "2026-06-01 00:00", "2026-01-01 00:00")
        written(figures, account, [
            {"at": moment("2026-01-05 00:00") + timedelta(hours=int(hour)), "hashtags": ["Gear"] if number % 2 else [],
             "likes": int(100 * np.exp(rng.normal(0, 0.5)) * (times if number % 2 else 1))}
            for number, hour in enumerate(sorted(rng.choice(24 * 146, posts, replace=False)))
        ])  # fmt: skip
    scope = figures.scope(*HALF_YEAR)
    return view(figures.store, scope, "mastodon", own="Anvil")


# lift


def test_a_true_lift_is_the_title_in_words_that_claim_no_cause(figures: Figures) -> None:
    card = lift.lift(trial(figures, ["Anvil", "Bolt", "Cog"], times=3))
    assert card.finding.startswith("#gear: associated with ×")
    assert card.table is not None
    row = card.table.set_index("Trait").loc["#gear"]
    assert row["From (95 %)"] < 3 < row["To (95 %)"]
    assert (row["Accounts"], row["Posts with it"], row["Posts without it"]) == (3, 90, 90)
    said = f"{card.finding} {card.definition} {card.footer} {card.method}"
    assert "An association is no cause." in card.footer
    assert not re.search(r"\b(causes|because of|leads to|drives|boosts)\b", said)


def test_own_lift_needs_one_account_and_the_panel_three(figures: Figures) -> None:
    context = trial(figures, ["Anvil"], times=3)
    assert lift.lift(context).state == "empty"
    assert "at least 3 accounts" in lift.lift(context).message
    own = lift.lift_own(context)
    assert own.finding.startswith("#gear: associated with ×")
    assert own.finding.endswith("the interactions of Anvil's other posts")


def test_without_a_difference_nothing_is_claimed(figures: Figures) -> None:
    card = lift.lift(trial(figures, ["Anvil", "Bolt", "Cog"], times=1))
    assert card.finding == "No trait is clearly associated with more or fewer interactions"
    assert card.table is not None
    assert set(card.table["Associated"]) == {"not clear"}


def test_without_an_own_brand_or_posts_the_cards_say_the_next_step(figures: Figures) -> None:
    figures.account("Anvil")
    context = view(figures.store, figures.scope(*MAY), "mastodon")
    for build in (lift.lift, lift.lift_own, hashtags.hashtags, best_times.best_time_own, best_times.best_time_peers):
        card = build(context)
        assert card.state == "empty"
        assert re.search(r"(Choose|Mark one|Add a competitor)", card.message)


# best time


def test_a_true_best_time_is_framed_and_told(figures: Figures) -> None:
    rng = np.random.default_rng(5)
    account = figures.account("Anvil", followers=1000, timezone="Europe/Paris")
    rows = []
    for day in range(140):
        at = moment("2026-01-05 00:00") + timedelta(days=day, hours=int(rng.choice([8, 13, 19])))
        likes = 100 * np.exp(rng.normal(0, 0.4)) * (2.5 if at.hour == 19 else 1)
        rows.append({"at": at, "likes": int(likes)})
    written(figures, account, rows)
    card = best_times.best_time_own(view(figures.store, figures.scope(*HALF_YEAR), "mastodon", own="Anvil"))
    # 19:00 UTC is 20:00 in Paris in winter and 21:00 in summer.
    assert re.fullmatch(
        r"Week(days|ends) 20:00–24:00 are associated with ×1\.\d+ Anvil's usual interactions", card.finding
    )
    assert card.figure is not None
    assert len(card.figure.layout.shapes) >= 1


def test_random_times_show_no_best_time_and_no_tones(figures: Figures) -> None:
    card = best_times.best_time_peers(trial(figures, ["Anvil", "Bolt", "Cog"], times=1, posts=150))
    assert card.finding == "No best time shown: no time of the week clearly stands out"
    assert card.figure is not None
    assert np.nanmax(np.abs(np.array(card.figure.data[0].z, float))) == 0
    assert not card.figure.layout.shapes
    assert card.table is not None
    assert card.table["Ratio to the usual post"].notna().any()


def test_the_best_time_is_the_same_whenever_it_is_looked_at(figures: Figures) -> None:
    context = trial(figures, ["Anvil", "Bolt"], times=1)
    frames = [compute(context.store, "best_time", context.scope) for _ in range(2)]
    pd.testing.assert_frame_equal(frames[0], frames[1])


def test_posts_around_the_clock_change_are_in_the_part_of_local_time(figures: Figures) -> None:
    account = figures.account("Anvil", timezone="Europe/Paris")
    # Clocks change on 29 March 2026: 07:30 UTC is 08:30 on Saturday and 09:30 on Sunday.
    written(figures, account, [{"at": "2026-03-28 07:30", "likes": 5}, {"at": "2026-03-29 07:30", "likes": 5}])
    frame = compute(figures.store, "best_time", figures.scope("2026-03-01", "2026-03-31"))
    assert list(zip(frame["weekend"], frame["daypart"], frame["n"], strict=True)) == [(1, 1, 1), (1, 2, 1)]
    assert frame["value"].isna().all()
    assert set(frame["note"]) == {"few_in_cell"}


# hashtags


def test_hashtags_count_posts_once_whatever_their_case(figures: Figures) -> None:
    account = figures.account("Anvil")
    figures.read(account, "2026-06-01 00:00", "2026-04-01 00:00")
    written(figures, account, [
        {"at": "2026-05-02", "likes": 1, "hashtags": ["Gear", "gear", "GEAR"]},
        {"at": "2026-05-03", "likes": 1, "hashtags": ["gear", "été"]},
        {"at": "2026-05-04", "likes": 1},
        {"at": "2026-05-05", "likes": 1},
    ])  # fmt: skip
    figures.read(figures.account("Bolt"), "2026-06-01 00:00", "2026-04-01 00:00")
    frame = compute(figures.store, "hashtags", figures.scope(*MAY))
    # #gear in 2 of 4 posts, #été in 1 of 4; Bolt posted nothing.
    assert list(zip(frame["hashtag"], frame["value"], frame["share_pct"], strict=True))[:2] == [
        ("gear", 2, 50),
        ("été", 1, 25),
    ]
    assert frame["note"].tolist() == [None, None, "no_posts"]
    assert frame["lift"].isna().all()


def test_the_hashtag_card_names_who_uses_none(figures: Figures) -> None:
    context = trial(figures, ["Anvil", "Bolt", "Cog"], times=3)
    dowel = figures.account("Dowel")
    figures.read(dowel, "2026-06-01 00:00", "2026-01-01 00:00")
    written(figures, dowel, [{"at": "2026-05-02", "likes": 1}])
    scope = replace(context.scope, accounts=tuple(figures.accounts))
    card = hashtags.hashtags(view(figures.store, scope, "mastodon", own="Anvil"))
    assert card.finding == "#gear is the hashtag that most brands use: 3 of 4"
    assert "Dowel (no hashtag in these posts)" in card.footer
    assert "×" in card.html


def test_hostile_hashtags_stay_text(figures: Figures) -> None:
    account = figures.account("Anvil")
    figures.read(account, "2026-06-01 00:00", "2026-04-01 00:00")
    written(figures, account, [{"at": "2026-05-02", "likes": 1, "hashtags": list(HOSTILE)}])
    card = hashtags.hashtags(view(figures.store, figures.scope(*MAY), "mastodon", own="Anvil"))
    assert "<script" not in card.html
    assert "<img" not in card.html
    assert "onerror" not in re.sub(r"&lt;.*?&gt;", "", card.html)
    assert b"\n=" not in export_tables.csv(card)


# posts


def post(**changed: Any) -> dict[str, Any]:
    return {
        "post_key": 1, "brand_id": "a", "brand": "Anvil", "source": "mastodon", "published_at": pd.Timestamp("2026-05-02 16:00"),
        "kind": "image", "text": "Forged", "url": "https://social.example/1", "likes": 12.0, "comments": None, "shares": 3.0,
        "quotes": None, "views": None, "hidden": 0, "interactions": 15.0, "counted": 15.0, "state": 1, "current": False, "rate": 1.5,
        "deleted_at": pd.NaT, "times_usual": 3.2, "tags": None, "kept": False, **changed,
    }  # fmt: skip


LOOK = Look(LIGHT, "Europe/Paris", {"a": (0, True)}, {"t1": "Repair & <b>care</b>"}, "rate ÷ followers at publication")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_stay_texts_on_the_page(text: str) -> None:
    drawn = post_html(post(text=text, brand=text, note=text), LOOK)
    tags = set(re.findall(r"</?([a-z]+)", drawn))
    assert tags <= {"article", "p", "span", "bdi", "b", "details", "summary", "i", "dl", "div", "dt", "dd", "a"}
    assert drawn.count("<b>") == 2  # the name and the rate
    assert drawn.count("<article") == drawn.count("</article") == 1
    assert "\u202e" not in drawn
    assert "src=" not in re.sub(r"&lt;.*?&gt;", "", drawn)


def test_long_texts_are_cut_and_can_be_read_in_full() -> None:
    drawn = post_html(post(text="word " * 200), LOOK)
    assert "<details" in drawn
    short = re.search(r"<span>(.*?)</span> <i>", drawn)
    assert short is not None
    assert len(short[1]) <= 280
    assert drawn.count("word") > 200


def test_counts_say_hidden_and_unknown_apart() -> None:
    drawn = post_html(
        post(likes=None, hidden=1, comments=None, counted=None, rate=None, times_usual=None, state=4), LOOK
    )
    assert "<dt>likes</dt><dd>hidden</dd>" in drawn
    assert "<dt>comments</dt><dd>–</dd>" in drawn
    assert "<dt>shares</dt><dd>3</dd>" in drawn
    assert "views" not in drawn  # Mastodon shows none
    assert ">0<" not in drawn


def test_a_post_tells_time_rate_and_how_it_was_counted() -> None:
    drawn = post_html(post(tags=["t1"], state=2, current=True, deleted_at=pd.Timestamp("2026-05-20")), LOOK)
    for said in ("2 May 2026, 18:00", "<b>1.5\u202f%</b>", "rate ÷ followers at publication", "×3.20 of its median",
                 "counted late · over today&#x27;s followers · deleted", "Repair &amp; &lt;b&gt;care&lt;/b&gt;",
                 'rel="noopener noreferrer"'):  # fmt: skip
        assert said in drawn


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://social.example/@a/1?x=1&y=2", True),
        ("http://social.example/1", True),
        ("javascript:alert(1)", False),
        ("JAVASCRIPT:alert(1)", False),
        ("data:text/html,x", False),
        ("//evil.example", False),
        ("https://", False),
        ("https://good.example@evil.example/", False),
        ("https://social.example/a b", False),
        ("https://social.example/\u202e", False),
        ("https://[", False),
        (None, False),
        (float("nan"), False),
    ],
)
def test_only_web_addresses_are_linked(url: object, *, safe: bool) -> None:
    assert (safe_address(url) is not None) is safe
    assert ("<a " in post_html(post(url=url), LOOK)) is safe


def test_an_address_cannot_leave_its_attribute() -> None:
    drawn = post_html(post(url='https://social.example/"onmouseover="x'), LOOK)
    assert 'onmouseover="' not in drawn


def test_files_of_posts_hold_texts_that_no_spreadsheet_runs(figures: Figures) -> None:
    account = figures.account("Anvil")
    figures.read(account, "2026-06-01 00:00", "2026-04-01 00:00")
    written(figures, account, [
        {"at": f"2026-05-{day:02}", "likes": day, "text": text} for day, text in enumerate(HOSTILE, 1)
    ])  # fmt: skip
    figures.post(account, "2026-05-20", hidden=("likes",), comments=4)
    written(figures, account, [{"at": "2026-05-21", "hidden": ("likes",), "comments": 4, "text": "+1"}])
    context = view(figures.store, figures.scope(*MAY), "mastodon", own="Anvil")
    wanted = Wanted(sort="newest")
    scope = context.narrowed(context.scope)
    counts = post_list.counts(context.store, scope, wanted)
    card = post_table.listed(context, wanted, counts, post_list.page(context.store, scope, wanted, 99))
    rows = list(reader.DictReader(io.StringIO(export_tables.csv(card).decode("utf-8-sig"))))
    texts = [row["Text"] for row in rows]
    assert '\'=HYPERLINK("https://evil.example","x")' in texts
    assert "'+1" in texts
    withheld = next(row for row in rows if row["Text"] == "'+1")
    assert (withheld["Likes"], withheld["Hidden"], withheld["Comments"]) == ("", "likes", "4")
    sheet = openpyxl.load_workbook(io.BytesIO(export_tables.xlsx(card)))["Figures"]
    assert all(cell.data_type != "f" for line in sheet.iter_rows() for cell in line)
    assert sheet.max_row == len(rows) + 1

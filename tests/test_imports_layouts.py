"""The kinds of tables that are known, and whom their rows are about."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from importing import add, bring, codes, csv, followers, import_only_networks, plan
from test_imports_reading import xlsx

from benchmark.imports import columns
from benchmark.refusals import Refusal
from benchmark.store import Store

LINKEDIN = [
    ["Competitor analytics", "10/01/2026 - 10/31/2026"],
    [],
    ["Page", "Total Followers", "New Followers", "Total post engagements", "Total posts"],
    ["Anvil", "12,400", "120", "340", "12"],
    ["Barrow", "8,100", "80", "200", "9"],
]


@pytest.fixture(autouse=True)
def _networks(monkeypatch: pytest.MonkeyPatch) -> None:
    import_only_networks(monkeypatch)


@pytest.fixture
def both(store: Store) -> Store:
    add(store, "Anvil")
    add(store, "Barrow")
    return store


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("Date", "date"), ("DATE DU RELEVÉ", "date"), ("Jour", "date"), ("observed_at", "date"), ("Marque", "brand"),
        ("Page Name", "account"), ("@handle", "account"), ("Réseau", "source"), ("Plateforme", "source"),
        ("Followers", "followers"), ("Total Followers", "followers"), ("Nombre d’abonnés", "followers"), ("Nb. d'abonnés", "followers"),
        ("Subscribers (total)", "followers"), ("Abonnements", "following"), ("Pages vues", "page_views"),
        ("Published at", "published_at"), ("Date de publication", "published_at"), ("Publié le", "published_at"),
        ("Post ID", "native_id"), ("Permalink", "url"), ("Légende", "text"), ("Type de contenu", "kind"), ("J’aime", "likes"),
        ("Commentaires", "comments"), ("Partages", "shares"), ("Citations", "quotes"), ("Vues", "views"), ("Hashtags", "hashtags"),
        ("New followers", None), ("Engagement rate", None), ("Followers (organic)", None), ("Followers (%)", None),
        ("Total posts", None), ("Impressions", None), ("", None), ("=cmd()", None),
    ],
)  # fmt: skip
def test_a_header_tells_its_field_in_english_and_french(header: str, field: str | None) -> None:
    assert columns.guess([header])[0].field == field


def test_a_header_tells_unit_and_zone() -> None:
    thousands, date_, paris = columns.guess(["Followers (k)", "Date (UTC)", "Published at (Europe/Paris)"])
    assert (thousands.field, thousands.unit) == ("followers", 1000)
    assert (date_.zone, paris.zone) == ("UTC", "Europe/Paris")


def test_a_history_of_one_account(both: Store) -> None:
    done = bring(both, csv(["Date", "Abonnés"], ["03/01/2026", "12 400"], ["13/01/2026", "12,5 k"]), brand="anvil")
    assert done.new == 2
    assert followers(both) == [
        ("Anvil", datetime(2026, 1, 3, 10, 30), 12400, 1, "import"),
        ("Anvil", datetime(2026, 1, 13, 10, 30), 12500, 100, "import"),
    ]


@pytest.mark.parametrize(
    "name",
    ["Anvil", "ANVIL", "@anvil", "anvil@social.example", "@anvil@social.example", "https://social.example/@anvil",
     "mastodon:social.example/anvil", "Anvil official"],
)  # fmt: skip
def test_a_name_is_a_brand_or_an_account_by_id_handle_link_or_name(both: Store, name: str) -> None:
    assert bring(both, csv(["Date", "Page", "Followers"], ["2026-01-03", name, 12])).new == 1
    assert followers(both)[0][0] == "Anvil"


def test_a_table_without_header_is_understood_when_it_has_one_day_and_one_figure(both: Store) -> None:
    assert bring(both, "2026-01-03;12400\n2026-01-04;12410\n", brand="Anvil").new == 2


def test_days_by_brands(both: Store) -> None:
    table = csv(
        ["Jour", "Anvil", "Barrow", "Notes"], ["2026-01-03", "12,4 k", 8100, "fair"], ["2026-01-04", "n/a", 8110, ""]
    )
    made = plan(both, table)
    assert made.layout == "wide"
    assert [column.field for column in made.columns] == ["date", "followers", "followers", None]
    assert bring(both, table).new == 3
    assert [row[:3] for row in followers(both)] == [
        ("Anvil", datetime(2026, 1, 3, 10, 30), 12400),
        ("Barrow", datetime(2026, 1, 3, 10, 30), 8100),
        ("Barrow", datetime(2026, 1, 4, 10, 30), 8110),
    ]


def test_a_column_of_figures_called_like_nobody_is_named(both: Store) -> None:
    with pytest.raises(Refusal) as refusal:
        plan(both, csv(["Jour", "Anvil", "Coal"], ["2026-01-03", 12, 8]))
    assert (refusal.value.code, refusal.value.params["names"]) == ("unknown_column_names", "Coal")
    assert bring(both, csv(["Jour", "Anvil", "Coal"], ["2026-01-03", 12, 8]), "Coal=-").new == 1


@pytest.mark.parametrize("workbook", [False, True])
def test_the_competitor_analytics_of_a_linkedin_page(both: Store, workbook: bool) -> None:
    content = xlsx(LINKEDIN) if workbook else "\n".join(",".join(f'"{cell}"' for cell in row) for row in LINKEDIN)
    made = plan(both, content)
    assert (made.layout, made.header_row, made.rows) == ("linkedin", 3, 2)
    assert {message.code for message in made.notes} == {"left_out", "thousands", "period_end", "new_account"}
    assert bring(both, content).new == 2
    assert followers(both) == [
        ("Anvil", datetime(2026, 10, 31, 10, 30), 12400, 1, "import"),
        ("Barrow", datetime(2026, 10, 31, 10, 30), 8100, 1, "import"),
    ]
    assert both.rows("SELECT account_id, status, added_by FROM accounts WHERE source = 'linkedin' ORDER BY ALL") == [
        ("linkedin:@anvil", "import_only", "test"),
        ("linkedin:@barrow", "import_only", "test"),
    ]
    assert both.value("SELECT count(*) FROM panel_accounts") == 4
    assert bring(both, content).unchanged == 2


def test_an_export_without_a_period_needs_its_day(both: Store) -> None:
    content = csv(*LINKEDIN[2:])
    assert codes(plan(both, content)) == [("no_date_column", None, None)]
    assert bring(both, content, day=date(2026, 11, 20)).new == 2
    assert codes(plan(both, content, day=date(2026, 11, 22))) == [("future", None, None)]


def test_posts_are_known_by_id_link_or_time(both: Store) -> None:
    table = csv(
        ["Published at", "Page", "Post ID", "Post link", "Caption", "Type", "Likes", "Comments", "Shares", "Views"],
        ["2026-10-01 12:00", "Anvil", "p1", "https://x.example/1", "Forged #Steel", "Reel", "1,200", "12", "", "9.9k"],
        ["2026-10-02 12:00", "Anvil", "", "https://x.example/2#top", "Second", "Carousel", "3", "n/a", "4", ""],
        ["2026-10-03 12:00", "Anvil", "", "", "Third", "", "5", "", "", ""],
    )
    assert bring(both, table).new == 3
    rows = both.rows(
        "SELECT native_id, published_at, kind, text, url, hashtags, likes, comments AS comments, shares, views, origin, hidden FROM posts "
        "ORDER BY published_at"
    )
    assert rows[0] == ("p1", datetime(2026, 10, 1, 10), "short_video", "Forged #Steel", "https://x.example/1", ["steel"], 1200, 12, None,
                       9900, "import", [])  # fmt: skip
    assert rows[1][:3] == ("https://x.example/2", datetime(2026, 10, 2, 10), "album")
    assert rows[1][6:10] == (3, None, 4, None)
    assert rows[2][0].startswith("import:")
    assert rows[2][2] == "text"
    assert both.value("SELECT count(*) FROM post_snapshots WHERE origin = 'import'") == 3


def test_daily_values_go_to_their_table(both: Store) -> None:
    table = csv(
        ["Date", "Brand", "Page views", "Mentions"],
        ["2026-10-01", "Anvil", "1 200", "3"],
        ["2026-10-02", "Anvil", "", "0"],
    )
    assert bring(both, table).new == 3
    assert both.rows("SELECT day, measure, value, origin FROM account_daily ORDER BY ALL") == [
        (date(2026, 10, 1), "mentions", 3, "import"),
        (date(2026, 10, 1), "page_views", 1200, "import"),
        (date(2026, 10, 2), "mentions", 0, "import"),
    ]


def test_the_user_says_what_a_column_is(both: Store) -> None:
    table = csv(["When", "Who", "Size", "Notes"], ["03/04/2026", "Anvil", "1,234", "x"])
    done = bring(both, table, "When=date:mdy", "B=account", "Size=followers:point", "Notes=-")
    assert done.new == 1
    assert followers(both)[0][1:3] == (datetime(2026, 3, 4, 10, 30), 1234)
    assert codes(plan(both, table, "When=date:mdy", "B=account", "Size=followers:comma")) == [("not_whole", 2, "Size")]


@pytest.mark.parametrize(
    ("wish", "code"),
    [("Size", "map_form"), ("=followers", "map_form"), ("Size=", "map_form"), ("Sise=followers", "map_column"), ("ZZ=date", "map_column"),
     ("Size=likers", "map_field"), ("Size=followers:dmy", "map_variant"), ("Size=text:x", "map_variant")],
)  # fmt: skip
def test_a_wish_that_cannot_be_is_refused(both: Store, wish: str, code: str) -> None:
    with pytest.raises(Refusal) as refusal:
        plan(both, csv(["Date", "Who", "Size"], ["2026-01-03", "Anvil", 12]), wish)
    assert refusal.value.code == code


def test_two_columns_cannot_be_one_field(both: Store) -> None:
    with pytest.raises(Refusal, match="map_twice"):
        plan(both, csv(["Date", "A1", "B1"], ["2026-01-03", 12, 13]), "A1=followers", "B1=followers")


def test_what_the_products_own_export_writes_comes_back(both: Store) -> None:
    header = "account_id,observed_at,followers,followers_step,hidden,following,posts_total,views_total,origin,run_id"
    table = f"{header}\nmastodon:social.example/anvil,2026-10-01 18:00:00,12400,1,[],5,300,,api,r1\n"
    assert bring(both, table).new == 1
    assert followers(both)[0][1:4] == (datetime(2026, 10, 1, 18), 12400, 1)

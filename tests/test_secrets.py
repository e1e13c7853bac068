"""Five planted secrets, and a look into everything the product writes: not one is found again."""

from __future__ import annotations

import logging
from pathlib import Path

import duckdb
import pytest
from commanding import run, settle
from loopback import Loopback, Reply
from simulate import brand_with_posts
from simulate_youtube import KEY, Simulator

from benchmark.clock import utcnow
from benchmark.settings import Settings, SettingsError
from sources import links
from sources.http import Http

TOKEN, IN_QUERY, IN_AUTHORITY, IN_FILE = (f"planted-{name}-7f3a9c" for name in ("token", "query", "authority", "file"))
PLANTED = (KEY, TOKEN, IN_QUERY, IN_AUTHORITY, IN_FILE)


def everything_in(path: Path) -> str:
    """All values of all tables and views of a database: its file compresses them."""
    with duckdb.connect(str(path), read_only=True) as opened:
        names = opened.execute(
            "SELECT schema_name || '.' || table_name FROM duckdb_tables() UNION ALL "
            "SELECT schema_name || '.' || view_name FROM duckdb_views() WHERE NOT internal"
        ).fetchall()
        return "\n".join(str(opened.execute(f"SELECT * FROM {name}").fetchall()) for (name,) in names)


def test_planted_secrets_are_found_nowhere(
    tmp_path: Path, loopback: Loopback, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    desk = settle(tmp_path, loopback, monkeypatch)
    secrets_file = tmp_path.parent / f"{tmp_path.name}-secrets.toml"
    secrets_file.write_text(
        f'[benchmark]\nBENCHMARK_CONTACT = "ops"\nBENCHMARK_MASTODON_TOKENS = "m.example={IN_FILE}"\n'
    )
    monkeypatch.setattr(Settings.load.__func__, "__defaults__", (None, secrets_file))  # type: ignore[attr-defined]
    brand = brand_with_posts("cooper", 3, posts=3, newest=utcnow())
    said = []
    with Loopback() as server:
        network = Simulator(brand)
        network.serve(server)
        for role, url in network.roots().items():
            prefix = {"youtube.api": "", "youtube.web": "WEB_"}[role]
            monkeypatch.setenv(f"BENCHMARK_YOUTUBE_{prefix}BASE_URL", url)
        monkeypatch.setenv("BENCHMARK_YOUTUBE_API_KEY", KEY)
        said.append(run("add", "Cooper", network.link(brand)))
        said.append(run("collect"))
        echo = {"error": {"message": f"API key not valid: {KEY}, {TOKEN}", "errors": [{"reason": f"keyInvalid {KEY}"}]}}
        network.fault = Reply(echo, 400)
        said.append(run("collect", "--json"))
        monkeypatch.setenv("BENCHMARK_MASTODON_TOKENS", f"{loopback.url.removeprefix('http://')}={TOKEN}\nx")
        for link in (
            f"https://blog.example/feed.xml?token={IN_QUERY}",
            f"https://blog.example/feed.xml?a=1&access_token={IN_QUERY}",
            f"https://user:{IN_AUTHORITY}@blog.example/feed.xml",
            f"feed:https://{IN_AUTHORITY}@blog.example/feed.xml",
        ):
            refused = run("add", "Other", link, "--json")
            assert refused.json["added"] == []
        monkeypatch.delenv("BENCHMARK_MASTODON_TOKENS")
        said += [run(*line.split()) for line in ("status", "status --json", "doctor --json", "sources --json")]
        for table in ("accounts", "posts", "run_accounts", "runs"):
            for form in ("csv", "json", "xlsx", "parquet"):
                said.append(run("export", table, "--format", form, "--out", str(tmp_path / f"{table}.{form}")))
        said.append(run("backup", str(tmp_path / "copy.duckdb")))
    texts = [one.out + one.err for one in said] + [caplog.text]
    written = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(written) > 15
    texts += [everything_in(path) for path in written if path.suffix == ".duckdb"]
    texts += [path.read_bytes().decode("latin-1") for path in written]
    assert "Cooper" in "".join(texts)
    assert [secret for secret in PLANTED if any(secret in text for text in texts)] == []
    assert desk.database.exists()


def test_a_root_with_a_password_is_refused_without_showing_it() -> None:
    with pytest.raises(SettingsError) as refused:
        Settings.load({"BENCHMARK_BLUESKY_BASE_URL": f"https://user:{IN_AUTHORITY}@proxy.example"})
    assert IN_AUTHORITY not in str(refused.value)


def test_settings_and_network_show_no_secret_in_text_form() -> None:
    settings = Settings.load({"BENCHMARK_YOUTUBE_API_KEY": KEY})
    assert settings.secrets["BENCHMARK_YOUTUBE_API_KEY"] == KEY
    assert KEY not in f"{settings!r} {settings.http()!r} {Http(settings.http())!r}"


@pytest.mark.parametrize(
    ("query", "refused"),
    [("token=x1", True), ("access_token=x1", True), ("apikey=x1", True), ("X-Auth-Token=x1", True), ("pwd=x1", True),
     ("token=", False), ("author=anna", False), ("feed=rss2", False), ("keyword=token", False), ("tokens_left=1", False)],
)  # fmt: skip
def test_an_address_that_carries_a_key_is_refused(query: str, refused: bool) -> None:
    error = links.resolve(f"https://blog.example/feed.xml?{query}").error
    assert (error is not None and error.code == "secret_in_link") is refused


@pytest.mark.parametrize(
    "content",
    [
        f'[benchmark]\nBENCHMARK_X_BEARER_TOKEN = ["{IN_FILE}"]',
        f'benchmark = "{IN_FILE}"',
        f"[benchmark\nx = '{IN_FILE}'",
    ],
)
def test_a_broken_secrets_file_is_a_sentence_without_its_content(tmp_path: Path, content: str) -> None:
    path = tmp_path / "secrets.toml"
    path.write_text(content)
    with pytest.raises(SettingsError) as refused:
        Settings.load({}, path)
    assert "secrets.toml" in str(refused.value)
    assert IN_FILE not in str(refused.value)

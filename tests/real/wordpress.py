"""A real WordPress on loopback: Debian's package on PHP compiled to WebAssembly, with SQLite behind it.

Posts and comments are written through a small plugin (``seed.php``) and read by the product from ``/wp-json``.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import requests

from real.install import HERE, MODULES, NODE, WORDPRESS
from real.processes import Servers, free_port


@dataclass(frozen=True)
class Article:
    """A post (or page) to write; ``at`` is UTC without a zone. Only ``approved`` comments are what readers said in public."""

    title: str
    at: datetime
    content: str = "<!-- wp:paragraph --><p>Forged today.</p><!-- /wp:paragraph -->"
    status: str = "publish"
    type: str = "post"
    password: str = ""
    tags: tuple[str, ...] = ()
    approved: int = 0
    pingbacks: int = 0
    pending: int = 0
    spam: int = 0


NAME, MOTTO = "Anvil Works Journal", "Sparks & stories"


class Site:
    """The running site."""

    def __init__(self, servers: Servers, *, name: str = "wordpress", time_zone: str = "Europe/Paris") -> None:
        port = free_port()
        self.host = f"127.0.0.1:{port}"
        self.url = f"http://{self.host}"
        self._token = secrets.token_hex(24)
        self._session = requests.Session()
        self._session.trust_env = False
        folder = servers.folder / name
        _lay_out(folder)
        command: list[str | Path] = [NODE, MODULES / "@wp-playground/cli/wp-playground.js", "server"]
        command += ["--port", str(port), "--php", "8.1", "--mount-before-install", f"{folder}:/wordpress"]
        command += ["--wordpress-install-mode", "install-from-existing-files"]
        command += ["--define", "BENCHMARK_SEED_TOKEN", self._token, "--define-bool", "DISABLE_WP_CRON", "true"]
        place = str(servers.folder)
        servers.start(name, command, ready=self._ready, env={"TMPDIR": place, "HOME": place})
        plain = {"template": "plain", "stylesheet": "plain"}
        self._apply(
            options={"blogname": NAME, "blogdescription": MOTTO, "timezone_string": time_zone, **plain}, trash=[1]
        )

    def publish(self, articles: Iterable[Article], at_once: int = 40) -> list[int]:
        """Write these, with their comments; their ids in the same order."""
        planned = [_planned(article) for article in articles]
        made: list[int] = []
        for start in range(0, len(planned), at_once):
            made += self._apply(posts=planned[start : start + at_once])
        return made

    def comment(self, post: int, *, approved: bool = True) -> None:
        self._apply(comments=[{"post": post, "text": "Well said.", "approved": "1" if approved else "0"}])

    def remove_comment(self, post: int) -> None:
        """Delete the newest public comment of this post."""
        self._apply(remove_comment_of=[post])

    def trash(self, post: int) -> None:
        self._apply(trash=[post])

    @contextmanager
    def closed_api(self) -> Iterator[None]:
        """While the block lasts, the REST API answers strangers with 401."""
        self._apply(options={"benchmark_closed": "1"})
        try:
            yield
        finally:
            self._apply(options={"benchmark_closed": ""})

    def read(self, path: str, **params: Any) -> requests.Response:
        """Ask the site as any reader does."""
        return self._session.get(f"{self.url}{path}", params=params, timeout=60)

    def _apply(self, **asked: Any) -> list[int]:
        headers = {"X-Seed-Token": self._token}
        address = f"{self.url}/wp-json/benchmark-seed/v1/apply"
        answer = self._session.post(address, json=asked, headers=headers, timeout=300)
        if not answer.ok:
            raise RuntimeError(f"WordPress refused: {answer.status_code} {answer.text[:500]}")
        made: list[int] = answer.json()
        return made

    def _ready(self) -> bool:
        """Whether it answers 200 by itself: it is 502 while it is set up and redirects the very first visitor."""
        try:
            answer = self._session.get(f"{self.url}/wp-json/wp/v2/posts", timeout=30, allow_redirects=False)
        except requests.ConnectionError:
            return False
        return answer.status_code == 200


@dataclass
class Journal:
    """The seeded WordPress: its articles as planned, with their ids in the same order."""

    site: Site
    articles: list[Article]
    ids: list[int]


def _lay_out(folder: Path) -> None:
    """A fresh site with the seeding plugin and a theme: Debian packages the usual themes apart."""
    shutil.copytree(WORDPRESS, folder)
    shutil.copy(HERE / "seed.php", folder / "wp-content/mu-plugins/seed.php")
    theme = folder / "wp-content/themes/plain"
    theme.mkdir()
    (theme / "style.css").write_text("/*\nTheme Name: Plain\n*/\n")
    (theme / "functions.php").write_text("<?php add_theme_support( 'automatic-feed-links' );")
    page = "<!doctype html><html><head><?php wp_head(); ?></head><body>Anvils<?php wp_footer(); ?></body></html>"
    (theme / "index.php").write_text(page)


def _planned(article: Article) -> dict[str, Any]:
    comments = [{"text": f"Well said {n}.", "approved": "1"} for n in range(article.approved)]
    comments += [{"text": f"Seen here {n}", "approved": "1", "type": "pingback"} for n in range(article.pingbacks)]
    comments += [{"text": f"May I? {n}", "approved": "0"} for n in range(article.pending)]
    comments += [{"text": f"Buy anvils {n}", "approved": "spam"} for n in range(article.spam)]
    return {
        "title": article.title,
        "content": article.content,
        "status": article.status,
        "type": article.type,
        "password": article.password,
        "at": article.at.strftime("%Y-%m-%d %H:%M:%S"),
        "tags": list(article.tags),
        "comments": comments,
    }

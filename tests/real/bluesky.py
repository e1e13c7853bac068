"""A real Bluesky network on loopback: PLC directory, PDS and AppView, with PostgreSQL and Redis behind them.

Written through the PDS as any client writes, read (by the product) from the AppView. Wire format:
https://docs.bsky.app/docs/category/http-reference
"""

from __future__ import annotations

import json
import os
import pwd
import shutil
import signal
import struct
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import requests

from real.install import HERE, MODULES, NODE, library_path, postgres_folder, redis_server, run
from real.processes import Servers, as_user, free_port, listening

POST = "app.bsky.feed.post"
PROFILE = "app.bsky.actor.profile"
FOLLOW = "app.bsky.graph.follow"
LIKE = "app.bsky.feed.like"
REPOST = "app.bsky.feed.repost"
SIGNED_IN_ONLY = {"labels": {"$type": "com.atproto.label.defs#selfLabels", "values": [{"val": "!no-unauthenticated"}]}}


@dataclass(frozen=True)
class Ref:
    """A record's address and content hash, as likes and replies name it."""

    uri: str
    cid: str

    @property
    def rkey(self) -> str:
        return self.uri.rpartition("/")[2]

    @property
    def json(self) -> dict[str, str]:
        return {"uri": self.uri, "cid": self.cid}


class Network:
    """The running network: its addresses, and one connection to write with."""

    def __init__(self, servers: Servers) -> None:
        control = free_port()
        self._control = f"http://127.0.0.1:{control}"
        self._session = requests.Session()
        self._session.trust_env = False
        redis, postgres = _start_redis(servers), _start_postgres(servers)
        servers.start(
            "bluesky",
            [NODE, HERE / "network.mjs", MODULES, str(control)],
            ready=lambda: listening(control),
            env={
                "DB_POSTGRES_URL": f"postgresql://pg@127.0.0.1:{postgres}/postgres",
                "DB_POSTGRES_SCHEMA": "dev",
                "REDIS_HOST": f"127.0.0.1:{redis}",
                "NODE_ENV": "development",
                "LOG_ENABLED": "false",
                "TMPDIR": str(servers.folder),
            },
        )
        places = self._session.get(self._control, timeout=60).json()
        # The servers name themselves localhost; they listen on every address of this machine.
        self.pds = places["pds"].replace("localhost", "127.0.0.1")
        self.appview = places["appview"].replace("localhost", "127.0.0.1")

    def settle(self) -> None:
        """Return once the AppView has read and counted everything that was written."""
        self._session.post(f"{self._control}/settle", timeout=120).raise_for_status()

    def take_down(self, person: Person) -> None:
        """What moderators do: the account stays, but nobody is shown it."""
        subject = {"$type": "com.atproto.admin.defs#repoRef", "did": person.did}
        body = {"subject": subject, "takedown": {"applied": True, "ref": "test"}}
        self.call("com.atproto.admin.updateSubjectStatus", body, admin=True)

    def join(self, handle: str, display_name: str | None = None, bio: str = "", **profile: Any) -> Person:
        """Create an account, with a profile record when it is given a name."""
        made = self.call(
            "com.atproto.server.createAccount",
            {"handle": handle, "email": f"{handle.replace('.', '-')}@mail.example", "password": "planted-password"},
        )
        person = Person(self, made["did"], made["accessJwt"], handle)
        if display_name is not None:
            person.write(PROFILE, {"displayName": display_name, "description": bio, **profile}, rkey="self")
        return person

    def call(
        self, method: str, body: dict[str, Any] | bytes, token: str = "", *, media: str = "", admin: bool = False
    ) -> Any:
        """Call a procedure of the PDS; raises with its words when it refuses."""
        headers = {"Content-Type": media or "application/json"}
        if token:
            headers["Authorization"] = f"Bearer {token}"
        elif admin:
            headers["Authorization"] = requests.auth._basic_auth_str("admin", "admin-pass")
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        answer = self._session.post(f"{self.pds}/xrpc/{method}", data=data, headers=headers, timeout=60)
        if not answer.ok:
            raise RuntimeError(f"{method}: {answer.status_code} {answer.text[:500]}")
        return answer.json() if answer.content else None

    def read(self, method: str, **params: Any) -> Any:
        """Ask the AppView without signing in, as the product does; the answer whatever its status."""
        return self._session.get(f"{self.appview}/xrpc/{method}", params=params, timeout=60).json()


@dataclass
class Person:
    """An account of the network and what it can do."""

    network: Network
    did: str
    token: str
    handle: str

    def write(self, collection: str, record: dict[str, Any], *, at: datetime | None = None, rkey: str = "") -> Ref:
        """Create a record, dated ``at`` (UTC without a zone; now when not given)."""
        body = {
            "repo": self.did,
            "collection": collection,
            "record": {"$type": collection, "createdAt": stamp(at or utcnow()), **record},
        }
        made = self.network.call("com.atproto.repo.createRecord", body | ({"rkey": rkey} if rkey else {}), self.token)
        return Ref(made["uri"], made["cid"])

    def post(self, text: str, *, at: datetime | None = None, **more: Any) -> Ref:
        return self.write(POST, {"text": text, **more}, at=at)

    def reply(self, to: Ref, text: str) -> Ref:
        return self.post(text, reply={"root": to.json, "parent": to.json})

    def quote(self, what: Ref, text: str) -> Ref:
        return self.post(text, embed={"$type": "app.bsky.embed.record", "record": what.json})

    def like(self, what: Ref) -> Ref:
        return self.write(LIKE, {"subject": what.json})

    def repost(self, what: Ref) -> Ref:
        return self.write(REPOST, {"subject": what.json})

    def follow(self, whom: Person) -> Ref:
        return self.write(FOLLOW, {"subject": whom.did})

    def delete(self, what: Ref) -> None:
        """Delete a record of one's own: a post, or the record behind a like or a follow."""
        collection = what.uri.split("/")[3]
        body = {"repo": self.did, "collection": collection, "rkey": what.rkey}
        self.network.call("com.atproto.repo.deleteRecord", body, self.token)

    def image(self, shade: int) -> dict[str, Any]:
        """Upload a small picture; the reference that an ``images`` embed takes."""
        made = self.network.call("com.atproto.repo.uploadBlob", png(shade), self.token, media="image/png")
        return {"alt": f"shade {shade}", "image": made["blob"]}

    def hide_from_strangers(self, display_name: str) -> None:
        """Ask in one's own profile not to be shown to people who are not signed in."""
        record = {"$type": PROFILE, "displayName": display_name, "createdAt": stamp(utcnow()), **SIGNED_IN_ONLY}
        body = {"repo": self.did, "collection": PROFILE, "rkey": "self", "record": record}
        self.network.call("com.atproto.repo.putRecord", body, self.token)

    def rename(self, handle: str) -> None:
        self.network.call("com.atproto.identity.updateHandle", {"handle": handle}, self.token)
        self.handle = handle

    def deactivate(self) -> None:
        self.network.call("com.atproto.server.deactivateAccount", {}, self.token)


def utcnow() -> datetime:
    """Now, in UTC without a zone, as the store keeps times."""
    return datetime.now(UTC).replace(tzinfo=None)


def stamp(at: datetime) -> str:
    """A time as records carry it, with milliseconds."""
    return at.isoformat(timespec="milliseconds") + "Z"


def png(shade: int, size: int = 16) -> bytes:
    """A grey picture of a few bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress(b"".join(b"\0" + bytes([shade]) * size for _ in range(size)))
    head = struct.pack(">IIBBBBB", size, size, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def _start_redis(servers: Servers) -> int:
    port = free_port()
    servers.start(
        "redis",
        [*redis_server(), "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", servers.folder],
        ready=lambda: listening(port),
        env={"LD_LIBRARY_PATH": library_path()},
    )
    return port


def _start_postgres(servers: Servers) -> int:
    """Start PostgreSQL on fresh data. It refuses to run as root: then it runs as another user of this machine."""
    port = free_port()
    user = _unprivileged_user() if os.geteuid() == 0 else None
    folder = servers.folder / "postgres"
    folder.mkdir()
    if user:
        shutil.chown(folder, user, pwd.getpwnam(user).pw_gid)
    programs = _programs_for(user, servers)
    libraries = library_path(programs.parents[4])
    lower = ["setpriv", *as_user(user), "--"] if user else []
    init: list[str | Path] = [
        programs / "initdb",
        "-D",
        folder / "data",
        "-U",
        "pg",
        "-A",
        "trust",
        "-E",
        "UTF8",
        "--no-locale",
        "-N",
    ]
    run(*lower, "env", f"LD_LIBRARY_PATH={libraries}", *init, cwd=folder)
    options = {"listen_addresses": "127.0.0.1", "max_connections": "200", "fsync": "off", "full_page_writes": "off"}
    settings = [f"-c{name}={value}" for name, value in options.items()]
    servers.start(
        "postgres",
        [programs / "postgres", "-D", folder / "data", "-p", str(port), "-k", folder, *settings],
        ready=lambda: listening(port),
        env={"LD_LIBRARY_PATH": libraries},
        user=user,
        stop=signal.SIGINT,  # its "fast" shutdown: does not wait for clients
    )
    return port


def _unprivileged_user() -> str:
    names = {user.pw_name for user in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _programs_for(user: str | None, servers: Servers) -> Path:
    """PostgreSQL's programs where this user can reach them: a checkout below /root is closed to others."""
    programs = postgres_folder()
    closed = any(not folder.stat().st_mode & 0o001 for folder in programs.parents)
    if user is None or not closed:
        return programs
    root = programs.parents[4]
    copy = servers.folder / "postgres-programs"
    for part in ("lib", "share"):
        shutil.copytree(root / "usr" / part, copy / "usr" / part, symlinks=True)
    return copy / programs.relative_to(root)

"""The control route: how a command is carried out by the process that holds the database.

``POST /control`` on loopback. The body is one line of JSON, ``{"id", "argv", "language"}``, then the bytes of the file that the
command reads, if any; ``{"stop": id}`` asks a command to end. The answer is lines of JSON, ``{"out"}``, ``{"err"}``,
``{"progress"}``, and ``{"exit"}`` last; ``{"file": n}`` is followed by the n bytes of the file that the command writes.

Who may ask: a peer on this machine that shows the token of the control file, which only the owner's user can read, and that
came directly: a request that passed a proxy is refused, or a proxy in front of the dashboard would open the route to the world.
"""

from __future__ import annotations

import asyncio
import hmac
import ipaddress
import json
import logging
import os
import secrets
import tempfile
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from benchmark.commands import FAILED, MISUSE, Context, Files, Misuse, Session, Stop, execute, held
from benchmark.commands.arguments import WrongUse, parser
from benchmark.commands.held import Holder
from benchmark.output import Out
from benchmark.text import t
from benchmark.text.language import language

PATH: Final = "/control"
HEAD_BYTES: Final = 65_536
FILE_BYTES: Final = 16 * 2**30
CHUNK: Final = 1 << 20
LOOK_EVERY: Final = 0.5
"""Seconds between two looks whether the caller is still there while nothing is said."""

log = logging.getLogger(__name__)

Emit = Callable[[dict[str, Any] | bytes], None]

_tokens: dict[str, str] = {}
"""Database → token, for the databases that this process has announced."""
_running: dict[str, Stop] = {}


def announce(owner: Session, url: str) -> None:
    """Tell commands where this process listens."""
    token = secrets.token_urlsafe(32)
    _tokens[owner.settings.db] = token
    try:
        held.write(owner.settings.db, Holder(os.getpid(), url, token))
    except OSError as error:  # a full disk: the dashboard serves all the same
        log.warning("commands cannot find this process: %s", error)


def withdraw(owner: Session) -> None:
    """Take the announcement back, and end what is being carried out."""
    _tokens.pop(owner.settings.db, None)
    held.remove(owner.settings.db)
    for stop in tuple(_running.values()):
        stop.request()


def handle(owner: Session, argv: list[str], files: Files, emit: Emit, stop: Stop | None = None) -> int:
    """Carry a command out with what is open here and return its exit code; its words go to ``emit``."""
    try:
        args = parser().parse_args(argv)
    except WrongUse as wrong:
        out = _Relay(emit, as_json="--json" in argv)
        out.error(f"{wrong.usage}\n{wrong}")
        return out.end(MISUSE)
    except SystemExit as ended:  # --help has been printed here, where nobody reads it; commands answer it themselves
        return int(ended.code or 0)
    ctx = Context(owner, _Relay(emit, as_json=args.json), files, stop or Stop())
    return ctx.out.end(execute(ctx, args))


class _Relay(Out):
    """Hands a command's words on to its caller."""

    def __init__(self, emit: Emit, *, as_json: bool) -> None:
        super().__init__(as_json=as_json)
        self._emit = emit

    def progress(self, done: int, total: int, label: str = "") -> None:
        self._emit({"progress": {"done": done, "total": total, "label": label}})

    def _out(self, text: str) -> None:
        self._emit({"out": text})

    def _err(self, text: str) -> None:
        self._emit({"err": text})


class _RelayedFiles:
    """The caller's files: what it sent lies in a folder here, what a command writes is sent back."""

    def __init__(self, folder: Path, emit: Emit) -> None:
        self._folder = folder
        self._emit = emit

    @property
    def sent(self) -> Path:
        """Where the bytes go that the caller sends."""
        return self._folder / "sent"

    def read(self, path: str) -> Path:
        if not self.sent.exists():
            raise Misuse(t("There is no file {path}. Check its name.", path=path))
        return self.sent

    @contextmanager
    def write(self, path: str) -> Iterator[Path]:
        made = self._folder / f"made{Path(path).suffix[:10]}"
        yield made
        self._emit({"file": made.stat().st_size})
        with made.open("rb") as file:
            while chunk := file.read(CHUNK):
                self._emit(chunk)


def routes(get_owner: Callable[[], Session]) -> list[BaseRoute]:
    """Return the route for a Starlette application."""

    async def endpoint(request: Request) -> Response:
        if not _trusted(request):
            return JSONResponse({"error": "refused"}, status_code=403)
        owner = await asyncio.to_thread(get_owner)
        folder = await asyncio.to_thread(_folder, owner)
        try:
            said = await _receive(request, Path(folder.name) / "sent")
            stop = _running.get(str(said.get("stop"))) if said else None
            if said is None or "argv" not in said:
                folder.cleanup()
                if stop is not None:
                    await asyncio.to_thread(stop.request)
                return JSONResponse({"stopping": stop is not None}, status_code=200 if said else 413)
        except BaseException:
            folder.cleanup()
            raise
        return StreamingResponse(_Work(owner, said, folder).lines(request), media_type="application/x-ndjson")

    return [Route(PATH, endpoint, methods=["POST"])]


class _Work:
    """One command on its way: it works in a thread of its own, its words wait in a short queue for the caller."""

    def __init__(self, owner: Session, said: dict[str, Any], folder: tempfile.TemporaryDirectory[str]) -> None:
        self._owner = owner
        self._said = said
        self._folder = folder
        self._id = str(said.get("id"))
        self._stop = Stop()
        self._loop = asyncio.get_running_loop()
        self._queue: asyncio.Queue[bytes | None] = asyncio.Queue(maxsize=16)
        self._gone = False

    async def lines(self, request: Request) -> AsyncIterator[bytes]:
        _running[self._id] = self._stop
        threading.Thread(target=self._work, name="control", daemon=True).start()
        try:
            while True:
                try:
                    said = await asyncio.wait_for(self._queue.get(), LOOK_EVERY)
                except TimeoutError:
                    if await request.is_disconnected():
                        return
                    continue
                if said is None:
                    return
                yield said
        finally:
            self._gone = True
            _running.pop(self._id, None)
            while not self._queue.empty():  # lets a writer that waits for room go on and find nobody there
                self._queue.get_nowait()
            # in a thread, for what is asked to stop may wait for a lock
            threading.Thread(target=self._stop.request, name="control-stop", daemon=True).start()

    def _work(self) -> None:
        token = language.set(str(self._said.get("language") or "en"))
        code: int | None = None
        try:
            argv = [str(part) for part in self._said["argv"]]
            files = _RelayedFiles(Path(self._folder.name), self._emit)
            code = handle(self._owner, argv, files, self._emit, self._stop)
        finally:
            if code is None:
                self._emit(
                    {"err": t("The dashboard could not carry this out; its log says why. Nothing was half done.")}
                )
            language.reset(token)
            self._emit({"exit": FAILED if code is None else code})
            self._put(None)
            self._folder.cleanup()

    def _emit(self, said: dict[str, Any] | bytes) -> None:
        self._put(said if isinstance(said, bytes) else json.dumps(said, ensure_ascii=True).encode() + b"\n")

    def _put(self, said: bytes | None) -> None:
        if self._gone:
            return
        with suppress(RuntimeError):  # the server has stopped: there is nobody to tell
            asyncio.run_coroutine_threadsafe(self._queue.put(said), self._loop).result()


def _folder(owner: Session) -> tempfile.TemporaryDirectory[str]:
    """A place beside the database for files on their way; nothing of it is left behind."""
    return tempfile.TemporaryDirectory(prefix=".control-", dir=Path(owner.settings.db).resolve().parent)


def _trusted(request: Request) -> bool:
    """A peer on this machine, not through a proxy, with a token of ours."""
    try:
        local = request.client is not None and ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        local = False
    through = any(
        name.startswith("x-forwarded") or name in {"forwarded", "via", "x-real-ip"} for name in request.headers
    )
    shown = request.headers.get("authorization", "").encode()
    by_page = any(
        name == "origin" or name.startswith("sec-fetch-") for name in request.headers
    )  # no page has business here
    known = [hmac.compare_digest(shown, f"Bearer {token}".encode()) for token in _tokens.values()]
    return local and not through and not by_page and any(known)


async def _receive(request: Request, file: Path) -> dict[str, Any] | None:
    """Return the first line of the body; what follows it goes to the file. None when it is too long or no JSON object."""
    head, size, target = b"", 0, None
    try:
        async for chunk in request.stream():
            rest = chunk
            if target is None:
                before, newline, rest = chunk.partition(b"\n")
                head += before
                if len(head) > HEAD_BYTES:
                    return None
                if not newline:
                    continue
                target = file.open("wb")
            size += len(rest)
            if size > FILE_BYTES:
                return None
            await asyncio.to_thread(target.write, rest)
    finally:
        if target is not None:
            target.close()
    if size == 0:
        await asyncio.to_thread(file.unlink, missing_ok=True)
    try:
        said = json.loads(head)
    except (ValueError, RecursionError):
        return None
    return said if isinstance(said, dict) else None

"""Have a command carried out by the process that holds the database, and show its words as if they were one's own."""

from __future__ import annotations

import argparse
import http.client
import ipaddress
import json
import secrets
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from benchmark.commands.context import LocalFiles, Stop
from benchmark.commands.execute import FAILED
from benchmark.commands.held import Holder
from benchmark.output import Out
from benchmark.text import t
from benchmark.text.language import language

ANSWER_SECONDS = 10.0
PATIENCE = 5.0
"""Seconds that a starting dashboard gets until it listens."""
CHUNK = 1 << 20


class NobodyThere(Exception):
    """The process that holds the database does not answer, or not as the dashboard does."""


class Remote:
    """A command in the hands of the database's owner."""

    def __init__(self, holder: Holder, out: Out, files: LocalFiles, stop: Stop) -> None:
        self._holder = holder
        self._out = out
        self._files = files
        self._stop = stop
        self._id = secrets.token_hex(8)

    def carry_out(self, argv: list[str], args: argparse.Namespace) -> int:
        """Send the command with the file that it reads, show what comes back, and return its exit code.

        Raises:
            Misuse: a file that is named cannot be used.
            NobodyThere: see there.
        """
        named = getattr(args, args.reads) if args.reads else None
        reads = self._files.read(named) if named is not None else None
        writes = getattr(args, args.writes) if args.writes else None
        if writes is not None:
            self._files.check(writes)
        head = {"id": self._id, "argv": argv, "language": language.get()}
        connection = self._connect()
        try:
            answer = self._ask(connection, head, reads)
            self._out.error(t("The dashboard is running, so it carries this out, with its own settings."))
            with self._stop.calling(self._ask_to_stop):
                return self._follow(answer, writes)
        finally:
            connection.close()

    def _follow(self, answer: http.client.HTTPResponse, writes: str | None) -> int:
        with suppress(http.client.HTTPException, OSError, ValueError):
            while line := answer.readline():
                said = json.loads(line)
                if "exit" in said:
                    return int(said["exit"])
                if "file" in said and writes is not None:
                    self._receive(answer, writes, int(said["file"]))
                self._say(said)
        self._out.error(t("The dashboard stopped before this was done. Start it again, or try once more without it."))
        return FAILED

    def _say(self, said: dict[str, Any]) -> None:
        if "out" in said:
            self._out.relay(str(said["out"]))
        elif "err" in said:
            self._out.error(str(said["err"]))
        elif "progress" in said:
            shown = said["progress"]
            self._out.progress(int(shown["done"]), int(shown["total"]), str(shown["label"]))

    def _receive(self, answer: http.client.HTTPResponse, writes: str, size: int) -> None:
        with self._files.write(writes) as path, path.open("wb") as file:
            while size > 0:
                chunk = answer.read(min(CHUNK, size))
                if not chunk:
                    raise http.client.IncompleteRead(b"", size)
                file.write(chunk)
                size -= len(chunk)

    def _ask(
        self, connection: http.client.HTTPConnection, head: dict[str, Any], reads: Path | None = None
    ) -> http.client.HTTPResponse:
        line = json.dumps(head).encode() + b"\n"
        size = len(line) + (reads.stat().st_size if reads else 0)
        headers = {"Authorization": f"Bearer {self._holder.token}", "Content-Length": str(size)}
        try:
            connection.request("POST", "/control", _body(line, reads), headers)
            answer = connection.getresponse()
            if connection.sock is not None:  # a run may be silent for long; a dead process closes the connection
                connection.sock.settimeout(None)
        except (OSError, http.client.HTTPException) as error:
            raise NobodyThere from error
        if answer.status != http.client.OK:
            raise NobodyThere
        return answer

    def _ask_to_stop(self) -> None:
        connection = self._connect()
        with suppress(NobodyThere):
            self._ask(connection, {"stop": self._id}).read()
        connection.close()

    def _connect(self) -> http.client.HTTPConnection:
        place = urlsplit(self._holder.url or "")
        host = place.hostname or ""
        try:
            local = ipaddress.ip_address(host).is_loopback
        except ValueError:
            local = False
        if not local or place.scheme != "http":
            raise NobodyThere  # the token is for this machine only
        connection = http.client.HTTPConnection(host, place.port, timeout=ANSWER_SECONDS)
        until = time.monotonic() + PATIENCE
        while True:
            try:
                connection.connect()
                break
            except ConnectionRefusedError as error:
                # a dashboard that is just starting holds the database a moment before it listens
                if time.monotonic() > until:
                    raise NobodyThere from error
                time.sleep(0.1)
            except OSError as error:
                raise NobodyThere from error
        return connection


def _body(line: bytes, reads: Path | None) -> Iterator[bytes]:
    yield line
    if reads is not None:
        with reads.open("rb") as file:
            while chunk := file.read(CHUNK):
                yield chunk

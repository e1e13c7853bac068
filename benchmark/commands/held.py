"""The file beside the database that says who holds it: where the owner listens, its token, its process.

``<database>.control``, readable by its owner only, JSON ``{url, token, pid}``. A command that collects by itself writes one
without address: ``{url: null, pid, command, since, run_id}``, so that another one can say what is going on.
"""

from __future__ import annotations

import json
import os
import secrets
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True)
class Holder:
    """The process that holds a database. ``since`` is UTC in ISO form."""

    pid: int
    url: str | None = None
    token: str = ""
    command: str = ""
    since: str = ""
    run_id: str = ""

    @property
    def alive(self) -> bool:
        """Whether that process still runs."""
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            return True
        return True


def place(database: str | Path) -> Path:
    """Return where the control file of a database lies."""
    return Path(f"{database}.control")


def write(database: str | Path, holder: Holder) -> None:
    """Write the file, whole and for its owner's eyes only."""
    path = place(database)
    part = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump({name: value for name, value in asdict(holder).items() if value or name == "url"}, file)
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def read(database: str | Path) -> Holder | None:
    """Return who holds a database; None when nobody says so or that process is gone."""
    try:
        said = json.loads(place(database).read_text(encoding="utf-8"))
        url = said.get("url")
        holder = Holder(
            int(said["pid"]),
            str(url) if url else None,
            str(said.get("token", "")),
            str(said.get("command", "")),
            _instant(str(said.get("since", ""))),
            str(said.get("run_id", "")),
        )
        there = holder.pid > 0 and holder.alive
    except (OSError, ValueError, LookupError, TypeError, AttributeError, OverflowError, RecursionError):
        return None
    return holder if there else None


def _instant(text: str) -> str:
    return datetime.fromisoformat(text).isoformat() if text else ""


def remove(database: str | Path, pid: int | None = None) -> None:
    """Take the file away when it is this process's own."""
    holder = read(database)
    if holder is None or holder.pid == (pid or os.getpid()):
        with suppress(OSError):
            place(database).unlink(missing_ok=True)

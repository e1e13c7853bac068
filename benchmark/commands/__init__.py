"""The commands: functions of a `Context`, so that the dashboard's process can carry them out too."""

from __future__ import annotations

from benchmark.commands.context import Context, Files, LocalFiles, Misuse, Session, Stop
from benchmark.commands.execute import BUSY, DONE, FAILED, MISUSE, NO_DATABASE, STOPPED, execute

__all__ = [
    "BUSY",
    "DONE",
    "FAILED",
    "MISUSE",
    "NO_DATABASE",
    "STOPPED",
    "Context",
    "Files",
    "LocalFiles",
    "Misuse",
    "Session",
    "Stop",
    "execute",
]

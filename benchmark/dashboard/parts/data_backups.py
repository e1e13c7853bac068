"""The Data page's backups: the last one, and where they are."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import streamlit as st

from benchmark.charts.labels import markdown_text
from benchmark.text import t
from benchmark.text.format import moment, number

if TYPE_CHECKING:
    from benchmark.dashboard.frame import Frame


def render(frame: Frame) -> None:
    """Draw the part."""
    st.subheader(t("Backups"), anchor=False)
    if frame.demo:
        st.caption(t("The demo is not backed up; it can be made anew at any time."))
        return
    folder = frame.store.path.parent / "backups"
    files = sorted(folder.glob(f"{frame.store.path.stem}-*.duckdb"), key=lambda file: file.stat().st_mtime)
    if not files:
        st.markdown(t("There is no backup yet. One is made and checked after each run that changed something."))
    else:
        last = files[-1].stat()
        st.markdown(
            t(
                "{n} backup. The last one is of {time}, {size} MB, and was read back and compared when it was made.",
                "{n} backups. The last one is of {time}, {size} MB, and was read back and compared when it was made.",
                n=len(files),
                time=moment(datetime.fromtimestamp(last.st_mtime, UTC), frame.panel.timezone),
                size=number(last.st_size / 1e6, 1),
            )
        )
    _failure(frame)
    st.caption(t("Folder: {path}", path=markdown_text(folder, 300)))


def _failure(frame: Frame) -> None:
    """Say that the latest backup failed, unless a later one was made."""
    rows = frame.store.rows(
        "SELECT happened_at, detail FROM core.audit WHERE action = 'backup.failed' ORDER BY happened_at DESC LIMIT 1"
    )
    for at, detail in rows:
        folder = frame.store.path.parent / "backups"
        newer = [
            f
            for f in folder.glob("*.duckdb")
            if datetime.fromtimestamp(f.stat().st_mtime, UTC).replace(tzinfo=None) > at
        ]
        if not newer:
            st.warning(
                t(
                    "The backup of {time} failed: {why} Free some space or mend the folder, then collect again.",
                    time=moment(at, frame.panel.timezone),
                    why=markdown_text(detail or ""),
                )
            )

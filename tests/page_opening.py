"""Pages of the dashboard drawn in this process, without a browser, over the database that the settings name."""

from __future__ import annotations

from pathlib import Path

from streamlit.testing.v1 import AppTest
from streamlit.util import calc_hash

ENTRY = str(Path(__file__).resolve().parent.parent / "benchmark" / "dashboard" / "entry.py")


def open_page(path: str = "", *, tab: str = "", seconds: float = 60, **address: str) -> AppTest:
    """Draw the page at a path with these fields in the address (on the Data and the Report page: with this tab open)."""
    page = AppTest.from_file(ENTRY, default_timeout=seconds)
    page._page_hash = calc_hash(path)
    for name, value in address.items():
        page.query_params[name] = value
    if tab:
        page.session_state[f"{path}-tab"] = tab
    page.run()
    assert not page.exception, [f"{each.message}\n{chr(10).join(each.stack_trace)}" for each in page.exception]
    return page

"""Pages of the dashboard drawn in this process, without a browser, over the database that the settings name."""

from __future__ import annotations

from pathlib import Path

from streamlit.testing.v1 import AppTest, local_script_runner
from streamlit.util import calc_hash

ENTRY = str(Path(__file__).resolve().parent.parent / "benchmark" / "dashboard" / "entry.py")

_look_again_and_again = local_script_runner.require_widgets_deltas


def _wait(runner: local_script_runner.LocalScriptRunner, timeout: float = 3) -> None:
    """Wait until a page is drawn. AppTest itself looks every millisecond through all that the page has sent so far."""
    if runner._script_thread is not None:
        runner._script_thread.join(timeout)
    if not runner.script_stopped():
        _look_again_and_again(runner, 0)


local_script_runner.require_widgets_deltas = _wait


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

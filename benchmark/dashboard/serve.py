"""Start and run the server: checks before the start, what is open while it runs, the routes beside the pages."""

from __future__ import annotations

import argparse
import gc
import ipaddress
import os
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import BaseRoute
from streamlit.web import bootstrap

from benchmark import control, owner
from benchmark.settings import ROOT, SettingsError
from benchmark.store import StoreError
from benchmark.text import t

PUBLIC_SETTING = "BENCHMARK_ALLOW_PUBLIC"


def refusal(address: str | None, port: int) -> str | None:
    """Return why the server must not start on this address and port, or None."""
    address = address or "127.0.0.1"
    if not _is_loopback(address) and os.environ.get(PUBLIC_SETTING) != "1":
        return t(
            "The dashboard has no sign-in and would be open to everyone who reaches {address}. To allow that anyway, set {setting}=1 as well.",
            address=address,
            setting=PUBLIC_SETTING,
        )
    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError:
            return t(
                "Port {port} on {address} is taken, perhaps by this dashboard itself: look at http://{address}:{port}. To use another one: make run PORT={other}",
                port=str(port),
                other=str(port + 1),
                address=address,
            )
    return None


def main(arguments: list[str] | None = None) -> int:
    """Check, then serve until stopped. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmark.dashboard.serve")
    parser.add_argument("--port", type=int, default=8501)
    parser.add_argument("--address", default="127.0.0.1")
    options = parser.parse_args(arguments)
    if reason := refusal(options.address, options.port):
        sys.stderr.write(reason + "\n")
        return 2
    os.chdir(ROOT)
    sys.stdout.write(t("Dashboard: http://{address}:{port}", address=options.address, port=str(options.port)) + "\n")
    sys.stdout.flush()
    flags = {"server_port": options.port, "server_address": options.address}
    bootstrap.load_config_options(flags)
    bootstrap.run(str(ROOT / "app.py"), is_hello=False, args=[], flag_options=flags)
    return 0


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[dict[str, Any]]:
    """Hold the database open and the schedule running while the server serves."""
    address = st.get_option("server.address")
    if not _is_loopback(address or "127.0.0.1") and os.environ.get(PUBLIC_SETTING) != "1":
        raise SystemExit(refusal(address, 0))
    try:
        mine = owner.current()
    except (StoreError, SettingsError) as error:
        raise SystemExit(str(error)) from error
    control.announce(mine, f"http://127.0.0.1:{st.get_option('server.port')}")
    mine.collector.start_schedule()
    # Streamlit collects garbage after each script run; what the imports left need not be looked at every time.
    gc.collect()
    gc.freeze()
    try:
        yield {}
    finally:
        control.withdraw(mine)
        owner.close()


def routes() -> list[BaseRoute]:
    """Return the routes beside the pages."""
    return list(control.routes(owner.current))


def middleware() -> list[Middleware]:
    """Compress what the server sends; Streamlit itself does not."""
    return [Middleware(GZipMiddleware, minimum_size=1024)]


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"


if __name__ == "__main__":
    sys.exit(main())

"""Start the server: check what would stop it, say it in a sentence, then hand over to Streamlit.

Needs nothing but the standard library, so that an incomplete installation gets a sentence too.
"""

from __future__ import annotations

import argparse
import importlib.util
import ipaddress
import os
import socket
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
PUBLIC_SETTING = "BENCHMARK_ALLOW_PUBLIC"
"""The second telling: without it the server refuses every address but loopback, since there is no sign-in."""


def refusal(address: str, port: int) -> str | None:
    """Return why the server must not start on this address and port, or None. ``port`` 0 checks the address only."""
    if not is_loopback(address) and os.environ.get(PUBLIC_SETTING) != "1":
        return (
            f"The dashboard has no sign-in, and everyone who reaches {address} could read and change it. "
            f"To allow that anyway, set {PUBLIC_SETTING}=1 as well."
        )
    if port and not _is_free(address, port):
        return (
            f"Port {port} is taken, perhaps by this dashboard itself: look at http://{address}:{port}. "
            f"To use another port: make run PORT={port + 1}"
        )
    return None


def is_loopback(address: str) -> bool:
    """Return whether only this machine can reach the address."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return address == "localhost"


def main(arguments: list[str] | None = None) -> int:
    """Check and serve until stopped. Returns the exit code when it does not start."""
    parser = argparse.ArgumentParser(prog="python -m benchmark.dashboard.start", description="Serve the dashboard.")
    parser.add_argument("--port", type=int, default=8501)
    parser.add_argument("--address", default="127.0.0.1")
    options = parser.parse_args(arguments)
    reason = refusal(options.address, options.port)
    if importlib.util.find_spec("streamlit") is None:
        reason = "The requirements are not installed. Run: make run"
    if reason:
        sys.stderr.write(reason + "\n")
        return 2
    os.chdir(ROOT)
    flags = [f"--server.port={options.port}", f"--server.address={options.address}"]
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py"), *flags]
    return os.execv(sys.executable, command)  # noqa: S606  our own interpreter with our own arguments


def _is_free(address: str, port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError:
            return False
    return True


if __name__ == "__main__":
    sys.exit(main())

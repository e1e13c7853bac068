"""new-source: the files of a new network, which pass the tests of every network as they are."""

from __future__ import annotations

import argparse
import ast
import keyword
import os
import re
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from benchmark.commands.context import Context, Misuse
from benchmark.commands.execute import DONE
from benchmark.settings import ROOT
from benchmark.text import t

TEMPLATES: Final = Path(__file__).resolve().parent.parent / "templates"
REGISTRY: Final = "sources/__init__.py"
_FILES: Final = {
    "source.txt": "sources/{name}.py",
    "simulator.txt": "tests/simulate_{name}.py",
    "tests.txt": "tests/test_{name}.py",
    "profile.txt": "tests/fixtures/{name}/profile.json",
}
_NAME: Final = re.compile(r"[a-z]{2,20}")
_LABEL: Final = re.compile(r"[^\"\\{}<>`]{1,40}")
_TAKEN: Final = frozenset(
    {"website", "acct", "did", "at", "http", "https", "ftp", "file", "mailto", "javascript", "data"}
)
"""Words that mean something else before a colon."""
_LINE: Final = 120


def new_source(ctx: Context, args: argparse.Namespace) -> int:
    """Write the files of a new network and register it; all of it or nothing."""
    made = create(ROOT, args.name, args.label)
    for path in made:
        ctx.out.line(t("Written: {path}", path=path))
    for number, step in enumerate(_steps(args.name), 1):
        ctx.out.line(f"{number}. {step}")
    ctx.out.document({"files": made})
    return DONE


def create(root: Path, name: str, label: str | None = None) -> list[str]:
    """Write the files of a network into a working copy and return their paths below it, the registry's last.

    Raises:
        Misuse: the name or the label cannot be used, or the network is there already; nothing was written.
    """
    label = " ".join((label or name.capitalize()).split())
    if not _NAME.fullmatch(name) or keyword.iskeyword(name) or name in _TAKEN:
        raise Misuse(t("{name} cannot be a network's name: use 2 to 20 letters a to z, such as acme.", name=name[:60]))
    if not _LABEL.fullmatch(label) or not label.isprintable():
        raise Misuse(t("A label has 1 to 40 visible characters, without quotes and brackets."))
    files = {target.format(name=name): _filled(source, name, label) for source, target in _FILES.items()}
    if not (root / REGISTRY).is_file() or not (root / "tests").is_dir():
        raise Misuse(t("{path} is no working copy of the project. Run the command in one.", path=str(root)))
    taken = next((path for path in files if (root / path).exists()), None)
    if taken is not None:
        raise Misuse(t("{path} is there already. Choose another name.", path=taken))
    files[REGISTRY] = registered((root / REGISTRY).read_text(encoding="utf-8"), name)
    _write(root, files)
    return list(files)


def registered(text: str, name: str) -> str:
    """Return the registry's text with a network added: its import in order, its line last.

    Raises:
        Misuse: the registry has another form than ours.
    """
    tree = ast.parse(text)
    imported = next((node for node in tree.body if isinstance(node, ast.ImportFrom) and node.module == "sources"), None)
    listed = [node.iter for node in ast.walk(tree) if isinstance(node, ast.comprehension)]
    last = listed[0].elts[-1].end_lineno if len(listed) == 1 and isinstance(listed[0], ast.Tuple) else None
    if imported is None or imported.end_lineno is None or last is None:
        raise Misuse(t("{path} cannot be extended by itself. Add the network there by hand.", path=REGISTRY))
    names = sorted({alias.name for alias in imported.names} | {name})
    short = f"from sources import {', '.join(names)}"
    long = ["from sources import (", *(f"    {each}," for each in names), ")"]
    lines = text.split("\n")
    lines.insert(last, f"        {name}.SOURCE,")  # below the import: its lines stay in place
    lines[imported.lineno - 1 : imported.end_lineno] = [short] if len(short) <= _LINE else long
    return "\n".join(lines)


def _filled(template: str, name: str, label: str) -> str:
    text = (TEMPLATES / template).read_text(encoding="utf-8")
    for mark, value in {"__NAME__": name, "__UPPER__": name.upper(), "__LABEL__": label}.items():
        text = text.replace(mark, value)
    return text


def _write(root: Path, files: Mapping[str, str]) -> None:
    """Write all files beside their places first, then put them there, the registry last; undo all when one fails."""
    beside = {root / path: (root / path).with_name(f".{Path(path).name}.new") for path in files}
    folders = [folder for path in beside for folder in path.parents if not folder.exists()]
    placed: list[Path] = []
    try:
        for path, draft in beside.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            draft.write_text(files[path.relative_to(root).as_posix()], encoding="utf-8")
        for path, draft in beside.items():
            os.replace(draft, path)  # noqa: PTH105  one and the same call on every system
            placed.append(path)
    except BaseException:
        for path in (*beside.values(), *placed):
            path.unlink(missing_ok=True)
        for folder in folders:
            with suppress(OSError):
                folder.rmdir()
        raise


def _steps(name: str) -> list[str]:
    """What is to be done with the files, in order."""
    return [
        t("Read the network's documents, and rewrite {path} by them.", path=f"sources/{name}.py"),
        t("Put the network's hosts into NETWORK_HOSTS of {path}.", path="sources/pasted.py"),
        t("Let {path} answer as the documents say.", path=f"tests/simulate_{name}.py"),
        t("Put documented answers into {path}, and test them.", path=f"tests/fixtures/{name}/"),
        t("Add rows of what people paste to {path}.", path="tests/test_links.py"),
        t("Run the tests: {command}", command=f"pytest tests/test_{name}.py tests/test_sources_contract.py -k {name}"),
        t("Renew the README's tables: {command}", command="python tests/readme_tables.py"),
    ]

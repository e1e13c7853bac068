"""The API of the real server, over the demo's figures, keeps what its OpenAPI document says: asked by schemathesis.

Short here; ``make api-test`` asks for minutes. Names and addresses outside are out of reach of the server, see `offline/`.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.request import Request, urlopen

import pytest
from browser_app import App, served

from benchmark import tokens
from benchmark.store import Store

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("contract")


@pytest.fixture(scope="module")
def shown(folder: Path, demo_file: Path) -> str:
    """An editor's token for a copy of the demo."""
    shutil.copy(demo_file, folder / "benchmark.duckdb")
    with Store.open(folder / "benchmark.duckdb") as store:
        return tokens.make(store, "contract", role="editor", actor="test").shown


@pytest.fixture(scope="module")
def app(folder: Path, shown: str) -> Iterator[App]:
    offline = {"PYTHONPATH": str(HERE / "offline"), "BENCHMARK_SCHEDULE": "off"}
    with served(folder, **offline) as running:
        yield running
        assert shown[-20:] not in running.said
        assert "Traceback" not in running.said


def test_the_server_answers_beside_its_pages(app: App, shown: str) -> None:
    with urlopen(f"{app.url}/healthz", timeout=10) as answer:
        assert json.load(answer)["database"] == "ok"
    asked = Request(f"{app.url}/api/v1/brands?limit=1", headers={"Authorization": f"Bearer {shown}"})
    with urlopen(asked, timeout=10) as answer:
        assert len(json.load(answer)["data"]) == 1
        assert "access-control-allow-origin" not in answer.headers
    with urlopen(app.url, timeout=10) as page:
        assert page.headers["content-type"].startswith("text/html")
    with urlopen(f"{app.url}/overview?period=28d&network=a%26b", timeout=10) as page:
        assert page.url == f"{app.url}/?period=28d&network=a%26b", "the first page lives at the root"
    token = subprocess.run(
        [sys.executable, "-m", "benchmark", "--db", str(app.db), "token", "new", "Beside"],
        cwd=HERE.parent, capture_output=True, text=True, check=True, timeout=60,
    ).stdout.splitlines()[0]  # fmt: skip
    with urlopen(
        Request(f"{app.url}/api/v1/panels", headers={"Authorization": f"Bearer {token}"}), timeout=10
    ) as answer:
        assert answer.status == 200


def test_schemathesis_finds_nothing_in_a_few_seconds(app: App, shown: str, folder: Path) -> None:
    contract(app, shown, folder, "--max-examples", "1", "--phases", "fuzzing", "--seed", "1")


@pytest.mark.slow
def test_schemathesis_finds_nothing_in_minutes(app: App, shown: str, folder: Path) -> None:
    contract(app, shown, folder, "--max-examples", "150", "--workers", "2")


def contract(app: App, shown: str, folder: Path, *options: str) -> None:
    headers = {"Authorization": f"Bearer {shown}"}
    with urlopen(Request(f"{app.url}/api/v1/openapi.json", headers=headers), timeout=10) as answer:
        (folder / "openapi.json").write_bytes(answer.read())
    command = [
        str(Path(sys.executable).with_name("schemathesis")), "--config-file", str(HERE / "schemathesis.toml"), "run", "openapi.json",
        "--url", app.url, "--header", f"Authorization: Bearer {shown}", *options,
    ]  # fmt: skip
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]

# Two commands matter: `make run` and `make test`. Both set up what they need and are quick the second time.
SHELL := /bin/bash
VENV := .venv
PY := $(VENV)/bin/python
PORT ?= 8501
# Where Python is told to leave no compiled modules behind, each of the tests' many processes compiles all of them anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test lint types unit browser test-real test-duckdb2 api-test faults statistics bench bench-reports clean

run: $(VENV)/.installed
	@exec $(PY) -m benchmark.dashboard.start --port $(PORT)

# The type checker works beside the tests, on the core that they leave free at times.
test: $(VENV)/.installed-dev $(VENV)/.browser lint
	@$(MAKE) --no-print-directory -j 2 types unit

lint: $(VENV)/.installed-dev
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .

types: $(VENV)/.installed-dev
	@$(VENV)/bin/mypy app.py benchmark sources tests

# Browser tests join the unit tests in one run, so that the closing line counts them all. Three
# processes on two cores: some of them wait for a browser or a server at any time.
unit: $(VENV)/.installed-dev $(VENV)/.browser
	@$(PY) -m pytest -n 3 --dist loadfile -m "not real and not slow"

browser: $(VENV)/.installed-dev $(VENV)/.browser
	@$(PY) -m pytest -m browser

# Real servers on loopback: a Bluesky network and a WordPress, installed into .real/ (minutes the first time).
test-real: $(VENV)/.installed-dev $(VENV)/.browser
	@$(PY) -m pytest -m real tests/real

# The same code on DuckDB 2.0, in an environment of its own; the browser is left out.
test-duckdb2: $(VENV)-duckdb2/.installed-dev
	@$(VENV)-duckdb2/bin/python -m pytest -n 2 --dist loadfile -m "not real and not slow and not browser" \
		-W "ignore:Arrow output on a DB-API result:UserWarning"

$(VENV)-duckdb2/.installed-dev: requirements-dev.txt requirements.txt
	@bash .ci/python.sh $(VENV)-duckdb2
	@$(VENV)-duckdb2/bin/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@$(VENV)-duckdb2/bin/python -m pip install --quiet --disable-pip-version-check duckdb==2.0.0
	@touch $@

# schemathesis asks the HTTP API of a real server over the demo for minutes, and every metric over it is compared with what is computed.
api-test: $(VENV)/.installed-dev
	@$(PY) -m pytest -m slow tests/test_api_rows.py tests/test_api_figures.py tests/test_api_contract.py

# The long lane: a hundred kills at random instants, every card in every world and the like.
faults: $(VENV)/.installed-dev
	@$(PY) -m pytest -m slow

# The simulations behind the figures, some minutes; exits 1 when a promise is missed. ARGS=--write puts the table into the README.
statistics: $(VENV)/.installed-dev
	@$(PY) -m tests.statistics_lane $(ARGS)

bench: $(VENV)/.installed-dev
	@$(PY) -m tests.bench

bench-reports: $(VENV)/.installed-dev
	@$(PY) tests/bench_reports.py

$(VENV)/.python:
	@bash .ci/python.sh $(VENV)
	@touch $@

$(VENV)/.installed: requirements.txt | $(VENV)/.python
	@echo "Installing the requirements into $(VENV) …"
	@$(PY) -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt requirements.txt | $(VENV)/.python
	@echo "Installing the test requirements into $(VENV) …"
	@$(PY) -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $(VENV)/.installed $@

$(VENV)/.browser: | $(VENV)/.installed-dev
	@bash .ci/browser.sh $(PY)
	@touch $@

clean:
	rm -rf $(VENV) $(VENV)-duckdb2 .mypy_cache .ruff_cache .real

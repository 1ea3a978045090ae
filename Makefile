# Fieldapp: the commands of the project. They set up all they need (see tools/setup.py).
PYTHON ?= python3
PY := .venv/bin/python
OUT ?= out/screens

.PHONY: help run test soak lint bench screens setup setup-tests lock clean

help:
	@echo "make run      set up, do the main job on demonstration data, open the window on it"
	@echo "make test     set up, run every test"
	@echo "make soak     test the exchange for hours, DEVICESxSTEPS in SOAK"
	@echo "make lint     style, types, layers"
	@echo "make bench    measure, on a large encrypted store"
	@echo "make screens  draw every screen, OUT=DIR"
	@echo "make lock     resolve requirements.lock again (needs uv)"

setup:
	@$(PYTHON) tools/setup.py

setup-tests:
	@$(PYTHON) tools/setup.py --tests

run: setup
	@$(PY) tools/run.py

# As many tests at once as there are processors; each worker has its own folders and PostgreSQL.
test: setup-tests
	$(PY) -m pytest -n auto --maxprocesses 8 --dist worksteal

# The hostile world of the property tests, at length: no value lost, one state everywhere. Then
# a fault at each frame of SQLite's log, and 5,000 deaths by kill -9.
SOAK ?= 100x5000
soak: setup-tests
	FIELDAPP_SOAK=$(SOAK) $(PY) -m pytest tests/sync/test_endurance.py tests/sync/test_pannes.py -s
	FIELDAPP_UNIONS=5000 $(PY) -m pytest tests/db/test_fusions_croisees.py
	FIELDAPP_KILLS=5000 $(PY) -m pytest tests/sync/test_deux_cents.py tests/siege/test_postgres_coupures.py

lint: setup
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	.venv/bin/lint-imports

bench: setup
	$(PY) -m benchmarks

screens: setup
	$(PY) -m fieldapp.screens --out "$(OUT)"

# Universal: one lock for Linux, Windows and macOS. No address of a registry goes into it.
lock:
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --all-extras \
	  --no-emit-index-url --custom-compile-command "make lock" pyproject.toml -o requirements.lock

clean:
	rm -rf demo out build dist .mypy_cache .pytest_cache .ruff_cache .import_linter_cache

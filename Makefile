# Two commands: `make run` starts a small fellowship, `make test` runs every test. Both make their own environment first.
#   make run PORT=9000 HOST=0.0.0.0 HTTPS=1        another port; for a phone on the same network
#   make test ARGS='tests/circles -k turns'        some tests
PYTHON ?= python3
ARGS ?=
BIN := .venv/bin
export UV_PYTHON_DOWNLOADS = never

.PHONY: run demo test check shots clean

run: .venv/.run
	@$(BIN)/python manage.py runall

demo: .venv/.run
	@$(BIN)/python manage.py runall --demo

test: .venv/.dev
	@$(BIN)/python -m tests.run $(ARGS)

check: .venv/.dev
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy

shots: .venv/.dev
	@$(BIN)/python docs/take_shots.py

$(BIN)/uv:
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed; try make PYTHON=python3.12 run")'
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || { echo "Python cannot make environments here (Debian: apt install python3-venv)."; exit 1; }
	@echo "Making a Python environment in .venv …"
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

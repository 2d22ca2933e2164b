# `make setup`, `make demo`: the two commands. The rest is for those who change the code.
PYTHON ?= python3
BIN := .venv/bin
CATALOGUES := $(wildcard translations/*/LC_MESSAGES/*.po)

.PHONY: setup demo test check bench assets translations wheel clean

setup: .venv/.ready static/vendor/.stamp

.venv/.ready: pyproject.toml setup.cfg
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Parvis needs Python 3.11 or newer: make setup PYTHON=python3.11")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

static/vendor/.stamp: .venv/.ready package-lock.json static/icons.txt assets.py scripts/communes.py kiosk/domain/place.py $(CATALOGUES)
	$(BIN)/python assets.py

demo: setup
	$(BIN)/kiosk demo

test: setup
	@scripts/services.sh
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/bandit --quiet --configfile pyproject.toml --recursive kiosk printers
	@if [ -f scripts/check_html.py ]; then $(BIN)/python scripts/check_html.py; fi

bench: setup
	$(BIN)/python -m scripts.bench

assets: .venv/.ready
	$(BIN)/python assets.py

translations: setup
	$(BIN)/kiosk translate update --shipped
	$(BIN)/python assets.py

wheel: setup
	rm -rf build dist
	$(BIN)/python -m pip wheel --quiet --no-deps --wheel-dir dist .

clean:
	rm -rf build dist *.egg-info node_modules static/vendor .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find translations -name '*.mo' -delete

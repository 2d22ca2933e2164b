# `make setup`, `make demo`: the two commands. The rest is for those who change the code.
PYTHON ?= python3
# Another folder keeps a second Python beside the first: `make test-fast VENV=.venv-3.11 PYTHON=python3.11`.
VENV ?= .venv
BIN := $(VENV)/bin
# Set, as in many containers, it has every box and command of the tests compile the code again.
unexport PYTHONDONTWRITEBYTECODE
CATALOGUES := $(shell find translations -name '*.po')
MAKERS := $(addprefix scripts/,bundles.py communes.py letters.py printer_models.py) kiosk/domain/places/commune.py
JOINED := $(shell find static/css static/js templates -name '*.css' -o -name '*.js' -o -name '*.html')

# What another Python could change: the language, SQLite, dates, typing. `test-fast` is whole; this is a minute of it.
ON_ANOTHER_PYTHON := tests/catalogue tests/crypto tests/domain tests/settings_file tests/store $(wildcard tests/test_*.py)

.PHONY: setup demo test test-fast test-python trials machines weights check check-code check-pages check-scripts check-types bench docs assets translations wheel constraints release clean python-3.13

setup: $(VENV)/.ready static/vendor/.stamp

$(VENV)/.ready: pyproject.toml setup.cfg constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Parvis needs Python 3.11 or newer: make setup PYTHON=python3.11")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $@

static/vendor/.stamp: package-lock.json static/icons.txt scripts/assets.py $(MAKERS) $(JOINED) $(CATALOGUES) | $(VENV)/.ready
	$(BIN)/python scripts/assets.py

demo: setup
	$(BIN)/kiosk demo

# Everything; tests/weights.txt says what is begun first, and `make weights` writes it anew.
test: setup
	@VENV=$(VENV) scripts/services.sh
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile

# For the loop of a change, in two to three minutes: tests/fast.py says which. No browser, database server or printer.
test-fast: setup
	$(BIN)/python -m pytest --fast --numprocesses auto --dist loadfile

# `env` is no module to import: Alembic runs it, within a migration.
test-python: setup
	$(BIN)/python -m compileall -q hub kiosk printers scripts tests trials
	$(BIN)/python -c 'import hub, importlib, kiosk, pkgutil, printers; [importlib.import_module(module.name) \
		for package in (hub, kiosk, printers) for module in pkgutil.walk_packages(package.__path__, package.__name__ + ".") \
		if not module.name.endswith(("__main__", "migrations.env"))]'
	$(BIN)/python -m pytest --fast --numprocesses auto --dist loadfile $(ON_ANOTHER_PYTHON)

# An hour or two: the tests that have a long version (tests/long_runs.py), each for as long as it takes, then the runs over
# everything.
trials: setup
	@VENV=$(VENV) scripts/services.sh
	PARVIS_TRIALS=1 $(BIN)/python -m pytest --numprocesses auto --dist loadfile --override-ini timeout=7200
	$(BIN)/python -m trials.walk
	$(BIN)/python -m trials.speech
	$(BIN)/python -m trials.canary
	$(BIN)/python -m trials.rig --seed 2 --cases 5000 --minutes 30
	$(BIN)/python -m trials.outbox
	$(BIN)/python -m trials.standby
	$(BIN)/python -m trials.fuzz --seconds 120
	$(BIN)/python -m trials.fuzz.api
	$(BIN)/python -m trials.touches --check
	$(BIN)/python -m trials.one_case
	$(BIN)/python -m trials.open_ports

# Whole machines, as root on a Debian with a line; the first day is on a booted one without. debootstrap, nbdkit and QEMU's storage daemon are installed where they
# are missing.
machines: release
	@VENV=$(VENV) scripts/services.sh
	$(BIN)/python -m trials.line
	$(BIN)/python -m scripts.first_day
	$(BIN)/python -m scripts.operator_day
	$(BIN)/python -m trials.power

weights: setup
	@VENV=$(VENV) scripts/services.sh
	$(BIN)/python -m pytest --weigh --numprocesses auto --dist loadfile

# Side by side: the types take one core half a minute, the rest less. Pages are validated in `make test`, which has them.
check: setup
	@$(BIN)/python -m scripts.count --short
	@$(MAKE) --no-print-directory --jobs=2 check-types check-code check-scripts

check-types: setup
	$(BIN)/mypy

check-code: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/bandit --quiet --configfile pyproject.toml --recursive hub kiosk printers

check-scripts: setup
	$(BIN)/node node_modules/eslint/bin/eslint.js --max-warnings 0 static/js tests/gallery/browser
	$(BIN)/node node_modules/typescript/bin/tsc

check-pages: setup
	$(BIN)/python -m tests.gallery.check_html

# What some things are made with; said before minutes are spent on installing another.
python-3.13:
	@$$(test -x $(BIN)/python && echo $(BIN)/python || echo $(PYTHON)) -c 'import sys; sys.exit(sys.version_info < (3, 13) and \
		"This wants Python 3.13, as Debian 13 has it. Add to the command: VENV=.venv-3.13 PYTHON=python3.13")'

# The site of docs/, into build/docs: French, with English below it.
docs: python-3.13 setup
	$(BIN)/python -m scripts.site

bench: setup
	@VENV=$(VENV) scripts/services.sh
	$(BIN)/python -m trials.bench

assets: $(VENV)/.ready
	$(BIN)/python scripts/assets.py

translations: setup
	$(BIN)/kiosk translate update --shipped
	$(BIN)/python scripts/assets.py

wheel: setup
	rm -rf build/lib build/bdist.* dist
	$(BIN)/python -m pip wheel --quiet --no-deps --wheel-dir dist .
	cp constraints.txt dist/

# The newest libraries that the floors of setup.cfg allow: run everything afterwards, then commit the file.
constraints: setup
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade --upgrade-strategy eager --editable '.[dev,release]'
	$(BIN)/python scripts/constraints.py

# Wheel, source, Debian packages, a folder for a stick that installs without a network, bill of materials and checksums,
# in dist/; on a Debian 13.
release: python-3.13 setup
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[release]'
	$(BIN)/python scripts/release.py

clean:
	rm -rf build dist *.egg-info node_modules static/built static/vendor .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find translations -name '*.mo' -delete

# Set-up is part of every goal: nothing but Python 3.11 or newer, make and terraform has to be installed.
PYTHON ?= python3
VENV ?= .venv
PIP = $(VENV)/bin/python -m pip --disable-pip-version-check

.PHONY: help
help: ## List the goals.
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

.PHONY: demo
demo: $(VENV)/sandbox.stamp ## Render the reference spec, then prove dev's platform and its richest agency on the embedded emulator.
	$(VENV)/bin/tfgen render
	$(VENV)/bin/tfgen sandbox --env dev --agency dot

.PHONY: test
test: $(VENV)/dev.stamp $(VENV)/editor.stamp $(VENV)/scanner.stamp ## Run all tests.
	$(VENV)/bin/python -m pytest --numprocesses 2 --dist loadgroup

.PHONY: test-full
test-full: $(VENV)/dev.stamp ## Apply every stack of the reference spec on the embedded emulator, and walk what was applied.
	$(VENV)/bin/python -m pytest -m full tests/test_reference_deployment.py

.PHONY: lint
lint: $(VENV)/dev.stamp ## Check style and types.
	$(VENV)/bin/ruff check
	$(VENV)/bin/ruff format --check
	$(VENV)/bin/mypy

.PHONY: generate
generate: $(VENV)/dev.stamp ## Write again what is derived: schema, reference pages, expected outputs, generated/.
	$(VENV)/bin/tfgen schema > schema/agencies.schema.json
	$(VENV)/bin/tfgen schema --agency > schema/agency.schema.json
	$(VENV)/bin/python docs/generate.py
	$(VENV)/bin/tfgen render
	UPDATE_EXPECTED=1 $(VENV)/bin/python -m pytest --quiet tests/test_cases.py

.PHONY: benchmark
benchmark: $(VENV)/dev.stamp ## Measure the ratios and what others take, for about an hour, and write docs/benchmarks.md.
	$(VENV)/bin/python benchmarks/run.py --write
	$(VENV)/bin/python benchmarks/compare_peers.py --write

.PHONY: dist
dist: $(VENV)/dev.stamp ## Build the wheel.
	$(VENV)/bin/python -m build --wheel

# pip compiles what it installs unless told otherwise; Python does it anyway when it first needs a module.
$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/sandbox.stamp: pyproject.toml | $(VENV)/bin/python
	$(PIP) install --quiet --no-compile --editable '.[sandbox]'
	touch $@

$(VENV)/dev.stamp: pyproject.toml | $(VENV)/bin/python
	$(PIP) install --quiet --no-compile --editable '.[sandbox,dev,spark]'
	touch $@ $(VENV)/sandbox.stamp

# Without npm, or without a network for it, the tests of editors say so: they are skipped, and fail where CI is set.
$(VENV)/editor.stamp: tests/editor/package.json | $(VENV)/bin/python
	npm install --prefix tests/editor --no-package-lock --no-audit --no-fund --ignore-scripts --loglevel=error && touch $@ || true

# The scanner pins old versions of what tfgen and others use: it gets an environment of its own.
$(VENV)/scanner.stamp: pyproject.toml | $(VENV)/bin/python
	$(PYTHON) -m venv $(VENV)/scanner
	$(VENV)/scanner/bin/python -m pip --disable-pip-version-check install --quiet --no-compile 'checkov>=3.2.400'
	touch $@

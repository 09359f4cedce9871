# All set-up happens here, in a virtual environment beside this file; a second run installs nothing.
#
#   make check      does the reference implementation conform?
#   make quick      the unit tests, in half a minute
#   make test       format, lint, layers, types, and every test
#   make adapters   install the published libraries that adapters are shipped for, as far as their tools are present
#   make survey     judge all installed libraries; writes SURVEY.md, HISTORY.md and FINDINGS.md in conformance (minutes)
#   make zoo        the whole zoo, in process and over pipes; writes conformance/ZOO.md (minutes)
#   make thorough   tests that take minutes: Rocq's kernel, wrong slot functions in Rocq, refinement at three replicas
#   make thorough-subset   the same without those that take a minute or more each, for continuous integration
#   make rocq       check the development in the Rocq proof assistant; needs coqc, and says so where there is none
#   make soak       minutes of load on the feed: partitions, kills and lost disks, and a ledger that must match
#   make campaigns  an hour: the proofs under five seeds and their ledger, its description, and 1000 kills of its servers
#   make docs       build the documentation site in docs/_build; every warning is an error
#   make pictures   the pictures of a report and of the feed in docs/pictures, taken in Chromium
#   make benchmark  measure, and write the tables of benchmarks/README.md
#   make clean      remove everything that make made

ROOT := $(patsubst %/,%,$(dir $(abspath $(lastword $(MAKEFILE_LIST)))))
VENV := $(ROOT)/.venv
BIN := $(VENV)/bin
PYTHON ?= $(firstword $(foreach name,python3 python3.13 python3.12 python3.11 python,\
  $(shell $(name) -c 'import sys; sys.version_info >= (3, 11) and print("$(name)")' 2>/dev/null)))

# The tests start hundreds of Python processes, and import every module: compiled modules are kept, whatever the shell says.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: check quick test thorough thorough-subset soak campaigns adapters survey zoo lint benchmark docs pictures clean

check: $(VENV)/.core
	@cd "$(ROOT)" && "$(BIN)/antichain" check reference

quick: $(VENV)/.test
	@cd "$(ROOT)" && "$(BIN)/python" -m pytest --quiet --numprocesses 2 --dist worksteal -m "not slow and not thorough and not campaign"

test: lint
	@cd "$(ROOT)" && "$(BIN)/python" -m pytest --numprocesses auto --dist worksteal

thorough: $(VENV)/.test
	@cd "$(ROOT)" && "$(BIN)/python" -m pytest --numprocesses auto --dist worksteal -m thorough

thorough-subset: $(VENV)/.test
	@cd "$(ROOT)" && "$(BIN)/python" -m pytest --numprocesses auto --dist worksteal -m "thorough and not lengthy"

rocq: $(VENV)/.core
	@cd "$(ROOT)" && "$(BIN)/python" -m antichain.proofs.rocq

soak: $(VENV)/.test
	@cd "$(ROOT)" && "$(BIN)/antichain" feed load --seconds 60
	@cd "$(ROOT)" && "$(BIN)/antichain" feed load --seconds 60 --disks --seed 1

campaigns: $(VENV)/.campaign
	@cd "$(ROOT)" && "$(BIN)/python" -m pytest -m campaign
	@cd "$(ROOT)" && "$(BIN)/antichain" feed load --kills 1000

lint: $(VENV)/.test
	@cd "$(ROOT)" && "$(BIN)/ruff" format --check && "$(BIN)/ruff" check && "$(BIN)/mypy" && "$(BIN)/python" .ci/lint_imports.py

adapters: $(VENV)/.core
	-@cd "$(ROOT)" && "$(BIN)/antichain" targets --install

survey: $(VENV)/.core
	@cd "$(ROOT)" && "$(BIN)/antichain" survey --output conformance
	@cd "$(ROOT)" && "$(BIN)/antichain" survey --history --install --output conformance
	@cd "$(ROOT)" && "$(BIN)/antichain" findings --output conformance/FINDINGS.md

zoo: $(VENV)/.test
	@cd "$(ROOT)" && "$(BIN)/antichain" zoo --output conformance/ZOO.md && "$(BIN)/antichain" zoo --pipe

pictures: $(VENV)/.test
	@cd "$(ROOT)" && "$(BIN)/python" docs/pictures/terminal.py
	@cd "$(ROOT)" && "$(BIN)/python" docs/pictures/report.py
	@cd "$(ROOT)" && ANTICHAIN_PICTURES=docs/pictures "$(BIN)/python" -m pytest -q \
	  conformance/tests/commands/test_demo_page.py -m thorough -k pictures

docs: $(VENV)/.docs
	@cd "$(ROOT)" && "$(BIN)/python" -m sphinx -W -n -q -E -b html docs docs/_build && echo "docs/_build/index.html"

benchmark: $(VENV)/.benchmark
	@cd "$(ROOT)" && "$(BIN)/python" benchmarks/tables.py

clean:
	@rm -rf "$(VENV)" "$(ROOT)/build" "$(ROOT)/dist" "$(ROOT)/docs/_build" "$(ROOT)/docs/_generated" "$(ROOT)/.hypothesis" "$(ROOT)/.antichain"

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

$(VENV)/.campaign: $(VENV)/.test
	@cd "$(ROOT)" && "$(BIN)/python" -m pip install --quiet --disable-pip-version-check --editable '.[campaign]'
	@touch "$@"

$(VENV)/.benchmark: $(VENV)/.test
	@cd "$(ROOT)" && "$(BIN)/python" -m pip install --quiet --disable-pip-version-check --editable '.[benchmark]'
	@touch "$@"

$(VENV)/.docs: $(VENV)/.test
	@cd "$(ROOT)" && "$(BIN)/python" -m pip install --quiet --disable-pip-version-check --editable '.[docs]'
	@touch "$@"

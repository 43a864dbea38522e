# make demo   build a graph of the case briefs, export it, draw the atlas
# make test   everything that must hold: lint, types, tests with coverage
# The environment lives in .venv; PYTHON names the interpreter that makes it (make PYTHON=python3.12 demo).

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
DEMO := out/demo.db
STARTED := $(shell date +%s)

.DEFAULT_GOAL := help
.PHONY: help demo test lint format audit bench fuzz model card readme wheel lock clean chromium

help:
	@sed -n '1,/^$$/s/^# //p' Makefile; printf 'further: lint format audit bench fuzz model card readme wheel lock clean\n'

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "yinpu needs Python 3.11 or newer, $(PYTHON) is " + sys.version.split()[0] + ": try make PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)

# A stamp is older than what it was made from when pyproject.toml or constraints.txt changes: then pip runs again.
$(VENV)/.stamp-run: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) install --quiet -c constraints.txt -e .
	@touch $@

$(VENV)/.stamp-test: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) install --quiet -c constraints.txt -e '.[test]'
	@touch $@ $(VENV)/.stamp-run

demo: $(VENV)/.stamp-run
	$(BIN)/yinpu build data/cases --casebook $(DEMO)
	$(BIN)/yinpu export graphml --casebook $(DEMO) -o out/demo.graphml
	$(BIN)/yinpu view --casebook $(DEMO) -o out/atlas
	$(BIN)/yinpu stats --casebook $(DEMO)
	@echo; printf '%-11s%s\n' 'all took' "$$(($$(date +%s) - $(STARTED))) seconds" \
	  casebook '$(DEMO), try: $(BIN)/yinpu initiatives 交行 --casebook $(DEMO)' \
	  GraphML 'out/demo.graphml, for Gephi' atlas '$(CURDIR)/out/atlas/index.html, for a browser'

test: lint audit | chromium
	$(BIN)/python -m pytest -n auto --dist loadfile

lint: $(VENV)/.stamp-test
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

# Known vulnerabilities of what constraints.txt pins; where no registry tells of any, it says so and goes on.
audit: $(VENV)/.stamp-test
	@$(BIN)/python .ci/audit.py

format: $(VENV)/.stamp-test
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: $(VENV)/.stamp-test
	$(PIP) install --quiet -c constraints.txt -e '.[bench]'
	@for bench in tests/benchmarks/bench_*.py; do echo $$bench; $(BIN)/python $$bench || exit 1; done

fuzz: $(VENV)/.stamp-test
	$(PIP) install --quiet -c constraints.txt -e '.[fuzz]'
	@mkdir -p out/fuzz && cd out/fuzz && for target in readers quantities extraction casebook; do echo $$target; \
	  OPENBLAS_NUM_THREADS=1 ../../$(BIN)/python ../../tests/hostile/fuzz.py $$target -max_total_time=60 -print_final_stats=1 || exit 1; done

# The browser tests drive the system's Chromium: CHROMIUM names it, else it is looked for, else apt-get fetches it.
chromium:
	@for name in "$$CHROMIUM" chromium chromium-browser google-chrome; do \
	  if [ -n "$$name" ] && command -v "$$name" >/dev/null; then exit 0; fi; \
	done; \
	root=; [ "$$(id -u)" = 0 ] || root=sudo; \
	if ! command -v apt-get >/dev/null || ! command -v $${root:-true} >/dev/null; then \
	  echo "The browser tests need Chromium, and apt-get cannot install it here:" \
	    "install it and say where it is, make test CHROMIUM=/path/to/chromium" >&2; exit 1; \
	fi; \
	$$root apt-get update -qq && \
	$$root env DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends chromium fonts-noto-cjk

model: $(VENV)/.stamp-test
	$(PIP) install --quiet -c constraints.txt -e '.[train]'
	$(BIN)/python -m extract.ner.train ../shared

# The examples of the READMEs and the notebooks show what is printed now.
readme: $(VENV)/.stamp-test
	$(BIN)/python tests/test_readme.py
	$(BIN)/python tests/test_notebooks.py

wheel: $(VENV)/.stamp-test
	$(BIN)/python -m build --outdir dist

# Exact versions for every developer and CI, from an environment that has nothing else.
lock: $(BIN)/python
	rm -rf out/lock && $(BIN)/python -m venv out/lock
	out/lock/bin/python -m pip --disable-pip-version-check install --quiet --upgrade setuptools '.[bench,fuzz,test,train]'
	out/lock/bin/python -m pip freeze --all --exclude yinpu --exclude pip > constraints.txt
	rm -rf out/lock

clean:
	rm -rf out build dist tests/node/node_modules .mypy_cache .pytest_cache .ruff_cache .hypothesis .coverage
	find extract graph tests -name __pycache__ -type d -prune -exec rm -rf {} +

# `make demo` and `make test` are all a fresh clone needs: a Python of 3.11 or later, make, and a C compiler with Python's
# headers (durable-rules comes as source only). Another interpreter, beside the first:
#   make test PYTHON=python3.13 VENV=build/venv-3.13

PYTHON ?= python3
VENV ?= .venv
PYTEST_ARGS ?= -n auto --dist loadgroup
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed

.DEFAULT_GOAL := help
.PHONY: help install demo test check docs format bench node clean

help:
	@echo 'make demo    decide on examples/assessment.json and explain it'
	@echo 'make test    the whole test suite'
	@echo 'make check   style, types and the order of the layers'
	@echo 'make docs    the documentation as a site, in build/docs'
	@echo 'make format  let ruff mend what it can'
	@echo 'make bench   measure, and write benchmarks/results'
	@echo 'make node    what some tests ask in Node, where Node and npm are'
	@echo 'make clean   remove the environment and what was built'

demo: $(INSTALLED)
	@$(BIN)/itb-rules decide examples/assessment.json

test: $(INSTALLED)
	$(BIN)/python -m pytest $(PYTEST_ARGS)

check: $(INSTALLED)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

docs: $(INSTALLED)
	$(BIN)/python -m docs.site build/docs

format: $(INSTALLED)
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

bench: $(INSTALLED)
	$(BIN)/python benchmarks/run.py

install: $(INSTALLED)

# Beside the environment, not in it. LHC-Forms is packed whole: as a dependency it would bring what it was built with.
node: $(VENV)/node/.installed
$(VENV)/node/.installed: tests/conformance/node/package.json | $(BIN)/python
	rm -rf $(VENV)/node && mkdir -p $(VENV)/node/lforms
	cp $< $(VENV)/node
	cd $(VENV)/node && npm install --ignore-scripts --no-audit --no-fund --loglevel=error
	cd $(VENV)/node && tar -xzf "$$(npm pack --silent "lforms@$$(node -p 'require("./package.json").packed.lforms')")" \
		-C lforms --strip-components=3 package/dist/lforms
	@touch $@

# pip of 25.1 and later installs dependency groups. From Python 3.13 on durable-rules builds only with the function that
# CPython took away under its new name.
$(INSTALLED): pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	@if $(BIN)/python -c 'import sys; sys.exit(sys.version_info < (3, 13))'; then \
		export CPPFLAGS="$${CPPFLAGS-} -DPyEval_CallObject=PyObject_CallObject"; \
	fi; \
	echo 'installing into $(VENV)'; \
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[all]' --group dev
	@touch $@

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo '$(PYTHON) is missing or older than Python 3.11; name another: make PYTHON=python3.12' >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

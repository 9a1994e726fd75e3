# Two commands for a machine that has only Python 3.11+ and make:
#   make demo    makes the environment, runs the gift shop, says where the pictures are
#   make test    everything that is checked
# and make class opens a classroom. Who changes the code runs `make quick` before each commit.
# PYTHON=python3.13 chooses the interpreter, VENV=.venv-other another place for the environment.

VENV ?= .venv
BIN := $(VENV)/bin
OUT := out/gift-shop
UV_VERSION := 0.13.9

# uv works in this environment, with this environment's interpreter, and never fetches one.
export UV_PROJECT_ENVIRONMENT := $(VENV)
export UV_PYTHON_DOWNLOADS := never
unexport VIRTUAL_ENV PYTHONPATH PYTHONHOME
# The tests start some hundred processes; each would compile anew whatever it imports.
unexport PYTHONDONTWRITEBYTECODE
export UV_COMPILE_BYTECODE := 1
# Where a school or a firm has a root certificate of its own, only the system's store knows it.
ifneq ($(wildcard /etc/ssl/certs/* /etc/ssl/cert.pem),)
export UV_SYSTEM_CERTS := true
endif
SYNC := $(BIN)/uv sync --frozen --python $(BIN)/python

# The environment holds links to our files: it is renewed when a file comes or goes (its folder changes).
FOLDERS := $(shell find api network agents server scenarios -type d -not -name __pycache__)
LOCKED := pyproject.toml uv.lock $(FOLDERS)

SUITABLE := import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))
RELEASE := import sys; print(sys.version)

ifeq ($(origin PYTHON),undefined)
# An environment that exists stays as it is; a new one takes the first of these that will do.
CHOICE := python3 python3.16 python3.15 python3.14 python3.13 python3.12 python3.11 python
else
# An environment that was made with another interpreter than the one asked for is made anew.
CHOICE := $(PYTHON)
ifneq ($(shell $(PYTHON) -c '$(RELEASE)' 2>&1),$(shell $(BIN)/python -c '$(RELEASE)' 2>/dev/null))
.PHONY: $(BIN)/python
endif
endif

# As many workers as the machine has cores, but each has a browser and servers of its own.
PYTEST := $(BIN)/pytest --numprocesses logical --maxprocesses 4 --dist worksteal

.PHONY: demo test quick style types kernels class cases claims pyright format lock

demo: $(VENV)/.runs
	$(BIN)/bullwhip run gift-shop --plot --out $(OUT)
	@echo
	@echo "The pictures and tables are in $(OUT):"
	@ls $(OUT)

class: $(VENV)/.runs
	$(BIN)/bullwhip play

# What pytest prints comes last.
test: $(VENV)/.checks
	@$(MAKE) --no-print-directory --jobs 2 --output-sync types style kernels
	$(PYTEST) --durations 30

# What can be known in a minute: style, types, and every test that is not marked slow.
quick: $(VENV)/.checks
	@$(MAKE) --no-print-directory --jobs 2 --output-sync types style fast

.PHONY: fast
fast:
	$(PYTEST) -q -m "not slow"

style: $(VENV)/.checks
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(VENV)/.checks
	$(BIN)/mypy

# Compiled once, before several processes need them at the same time.
kernels: $(VENV)/.checks
	$(BIN)/python -m tests.kernels

# The figures of the literature beside ours; kept as the page that the README points to.
cases: $(VENV)/.checks
	@$(BIN)/python -m tests.cases > tests/cases/RESULTS.md; code=$$?; cat tests/cases/RESULTS.md; exit $$code

# What is said of just-in-time and just-in-case, as experiments: their page and its pictures.
claims: $(VENV)/.checks
	@$(BIN)/python -m tests.claims > tests/claims/CLAIMS.md; code=$$?; cat tests/claims/CLAIMS.md; exit $$code

pyright: $(VENV)/.checks
	$(BIN)/pyright --pythonpath $(BIN)/python

format: $(VENV)/.checks
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

lock: $(BIN)/uv
	$(BIN)/uv lock --upgrade --python $(BIN)/python

# What running needs.
$(VENV)/.runs: $(BIN)/uv $(LOCKED)
	$(SYNC) --no-dev --inexact
	@touch $@

# What checking needs besides; a browser among it, where the system has no Chromium.
$(VENV)/.checks: $(BIN)/uv $(LOCKED)
	$(SYNC)
	@command -v chromium >/dev/null || $(BIN)/playwright install chromium || { \
	    echo "Found no Chromium for the browser tests, and none could be fetched." >&2; \
	    echo "Install it (Debian, Ubuntu: apt install chromium), then run this again." >&2; exit 1; }
	@touch $(VENV)/.runs $@

$(BIN)/uv: $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION)
	@touch $@

$(BIN)/python:
	@for python in $(CHOICE); do \
	    if $$python -c '$(SUITABLE)' 2>/dev/null; then \
	        echo "Making $(VENV) with $$python"; \
	        [ ! -f $(VENV)/pyvenv.cfg ] || rm -rf $(VENV); \
	        exec $$python -m venv $(VENV); \
	    fi; \
	done; \
	echo "Found no Python 3.11 or newer with its venv module. Tried: $(CHOICE)." >&2; \
	echo "Install one (Debian, Ubuntu: apt install python3-venv), or name it: make PYTHON=/path/to/python3.13" >&2; \
	exit 1

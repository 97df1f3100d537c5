# Two commands are enough: `make demo` and `make test`. The others are for who works on the code.
# Everything is installed into .venv; the system's Python is only used to make it.

VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && { echo $$p; break; }; done)

.PHONY: demo test check bench clean lock

demo: $(VENV)/.runtime
	@exec $(BIN)/vlavirgem demo

test: $(VENV)/.test
	@PYTHON=$(BIN)/python sh tools/browser.sh
	@$(BIN)/python -m pytest -n 2 --dist loadfile -q --ignore tests/e2e
	@# By itself: the browser's driver keeps an event loop in its thread, in which Django refuses the database.
	@$(BIN)/python -m pytest -q tests/e2e

check: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy vlavirgem tenants/vlavirgem_tenants sandbox/vlavirgem_sandbox cms/vlavirgem_cms graphql/vlavirgem_graphql tests tools
	PYTHONPATH=.:tenants:sandbox:cms:graphql $(BIN)/lint-imports
	$(BIN)/python tools/messages.py check

bench: $(VENV)/.runtime
	$(BIN)/vlavirgem bench provision --tenants 20
	$(BIN)/vlavirgem bench gateway
	$(BIN)/vlavirgem bench tryout

lock:
	uv pip compile -q --universal --generate-hashes --python-version 3.11 --no-emit-index-url --custom-compile-command "make lock" \
		pyproject.toml --extra build --extra conformance -o requirements.lock
	uv pip compile -q --universal --generate-hashes --python-version 3.11 --no-emit-index-url --custom-compile-command "make lock" \
		pyproject.toml --extra bench --extra build --extra conformance --extra test -c requirements.lock -o requirements-test.lock

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist

$(VENV)/.runtime: requirements.lock pyproject.toml
	@PYTHON="$(PYTHON)" sh tools/install.sh $(VENV) requirements.lock
	@touch $@

$(VENV)/.test: requirements-test.lock pyproject.toml
	@PYTHON="$(PYTHON)" sh tools/install.sh $(VENV) requirements-test.lock
	@touch $@ $(VENV)/.runtime

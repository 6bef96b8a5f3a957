# The doors of the project. `make help` lists them.
# Plain enough for GNU make 3.81, which is what macOS ships.

.PHONY: help run test check deep bench vectors docs lock clean

# Without bytecode files every start is two to three times slower.
unexport PYTHONDONTWRITEBYTECODE
export PYTHON

BIN := .venv/bin
READY := .venv/.stamp

help: ## list the doors
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/make \1|\2/p' Makefile | awk -F'|' '{ printf "%-14s %s\n", $$1, $$2 }'

$(READY): pyproject.toml requirements.txt requirements-dev.txt requirements-uv.txt tools/setup.sh
	@sh tools/setup.sh
	@touch $@

run: $(READY) ## set up and play the case "ten-times"
	@$(BIN)/solvent run ten-times

test: $(READY) ## set up and run the tests
	@$(BIN)/pytest $(ARGS)

check: $(READY) ## format, lint, types, floors
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

deep: $(READY) ## every test, and many more examples for each property
	@$(BIN)/pytest --deep $(ARGS)

bench: $(READY) ## measure the hot paths
	@$(BIN)/python -m benchmarks

vectors: $(READY) ## judge the conformance cases in FILE=...
	@$(BIN)/python -m tests.vectors "$(FILE)"

docs: $(READY) ## write the pages of the venues from their rulebooks
	@$(BIN)/python tools/venue_pages.py

lock: $(READY) ## write the hashed requirements anew; LOCK=--upgrade takes newer versions
	@sh tools/lock.sh $(LOCK)

clean: ## remove .venv, caches and build output
	rm -rf .venv .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache build dist out
	find src tests tools -type d -name __pycache__ -prune -exec rm -rf {} +

# Every target does all of its own set-up. The two to know: `make demo` and `make test`.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
DATA ?=
PORT ?= 8000
REAL_DATA ?= $(PLAIT_REAL_DATA)
bin := .venv/bin
assets := src/plait/web/static/plait/.built
asset_sources := $(shell find src/plait/web/assets -type f 2>/dev/null) package-lock.json tools/build_assets.py tools/plait_mark.py tools/subset_fonts.mjs

.PHONY: help demo test check bench fix docs lock clean

help: ## What this file can do
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

demo: .venv/.run $(assets) ## Serve the fictional sector, or real files with DATA=path/to/folder
	@$(bin)/plait demo --port $(PORT) $(if $(DATA),--data "$(DATA)")

test: .venv/.dev .venv-bare/.ready $(assets) ## Run every test, on SQLite and on PostgreSQL
	@tools/run_tests

check: .venv/.dev $(assets) ## Format, lint, types, floors, migrations, documentation
	$(bin)/ruff format --check .
	$(bin)/ruff check .
	nice -n 10 $(bin)/mypy  # what runs beside it goes first
	$(bin)/lint-imports
	$(bin)/python -m django makemigrations --check --dry-run --settings plait.config.settings
	nice -n 10 $(bin)/mkdocs build --strict --quiet --site-dir var/site

fix: .venv/.dev ## Mend what a tool can mend
	$(bin)/ruff check --fix .
	$(bin)/ruff format .

docs: .venv/.dev ## Build the documentation into var/site
	$(bin)/mkdocs build --strict --site-dir var/site

bench: .venv-bench/.ready $(assets) ## Compare with the peers, as ratios
	.venv-bench/bin/python -m benchmarks

lock: .venv/.dev ## Compile requirements/*.in to pinned, hashed requirements/*.txt
	for name in run dev bench bare; do $(bin)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-header --upgrade -q requirements/$$name.in -o requirements/$$name.txt; done

clean: ## Remove environments and built assets; PLAIT_HOME is left alone
	rm -rf .venv .venv-* node_modules src/plait/web/static

.venv/.run: requirements/run.txt pyproject.toml
	@tools/make_venv .venv $(PYTHON) requirements/run.txt --install
	@touch $@

.venv/.dev: requirements/dev.txt pyproject.toml
	@tools/make_venv .venv $(PYTHON) requirements/dev.txt --install
	@touch .venv/.run $@

.venv-bare/.ready: requirements/bare.txt
	@tools/make_venv .venv-bare $(PYTHON) requirements/bare.txt
	@touch $@

.venv-bench/.ready: requirements/bench.txt
	@tools/make_venv .venv-bench $(PYTHON) requirements/bench.txt --install
	@touch $@

$(assets): .venv/.run $(asset_sources)
	@$(bin)/python tools/build_assets.py
	@touch $@

# Sàng Tin: everything a new machine needs is done by these targets themselves.
# Needs Python 3.11 or newer with venv, and make. Needs no root, Docker, Node or database server.
#
#   make run PORT=9000          another port
#   make run SANGTIN_HOME=dir   another place for the data (default var/)
#   PYTHON=/path/to/python3.12  another Python

.DEFAULT_GOAL := help
.PHONY: help run test setup bench evaluate soak lint lock clean
PORT ?= $(or $(SANGTIN_PORT),8000)

# The Python of .venv, else the first that is new enough; a name on the PATH may be a shim that starts nothing.
SET_UP = python=; for name in $(if $(PYTHON),"$(PYTHON)",.venv/bin/python python3.13 python3.12 python3.11 python3 python3.14); do \
	if "$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then python=$$name; break; fi; \
	done; \
	if [ -z "$$python" ]; then echo 'LỖI: cần Python từ 3.11 trở lên. Cài Python rồi chạy lại, hoặc chỉ rõ: make PYTHON=python3.12' >&2; exit 1; fi; \
	"$$python" scripts/bootstrap.py

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | while IFS='	' read -r name text; do printf '  make %-9s %s\n' "$$name" "$$text"; done

run: ## set up, then the whole product with its demonstration at http://127.0.0.1:8000
	@$(SET_UP) runtime model
	@SANGTIN_PORT="$(PORT)" exec .venv/bin/sangtin up --demo

test: ## lint, types, import contracts, unit, integration and browser tests
	@$(SET_UP) runtime test browser model
	@exec .venv/bin/python scripts/check.py

setup: ## only the set-up: dependencies, test tools, default model
	@$(SET_UP) runtime test model

lint: ## only lint, types and import contracts
	@$(SET_UP) runtime test
	@exec .venv/bin/python scripts/check.py --no-tests

evaluate: ## quality figures: var/quality.json and docs/quality.md
	@$(SET_UP) runtime model
	@mkdir -p var
	@.venv/bin/sangtin evaluate --out var >var/quality.md && cp var/quality.md docs/quality.md && cat docs/quality.md

bench: ## performance figures as ratios against named peers: var/bench*.json and tables
	@$(SET_UP) runtime bench model
	@.venv/bin/python scripts/bench.py var/bench.json
	@.venv/bin/python scripts/bench_evidence.py var/bench_base.json
	@.venv/bin/python scripts/bench_report.py var/bench_report.json
	@exec .venv/bin/python scripts/bench_crawl.py var/bench_crawl.json

soak: ## long crash and load runs
	@$(SET_UP) runtime test model
	@exec .venv/bin/python -m pytest -m soak

lock: ## resolve requirements/*.txt anew from pyproject.toml (scripts/lock.sh --upgrade for newer versions)
	@exec scripts/lock.sh

clean: ## remove what set-up and tests made; never var/, which holds data
	@rm -rf .venv .model .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist *.egg-info
	@find models nlp crawler reports triage_api pipeline tests scripts -name __pycache__ -type d -prune -exec rm -rf {} +

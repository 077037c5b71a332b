# Two commands do all: `make run` (from nothing to a published release) and `make test`. CONTRIBUTING.md says what each
# of the others costs.
# Set-up is a stamp file: it runs again when the lock or the package's own metadata changes.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready
WORKERS := 2
PYTEST = $(BIN)/pytest --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder

WAREHOUSE   := $(abspath $(or $(BOKSLUT_WAREHOUSE),warehouse))
DAGSTER_HOME := $(WAREHOUSE)/dagster
# Programs of others that read what is published, for their tests.
CONSUMERS   := .consumers

export DO_NOT_TRACK = 1
export DBT_SEND_ANONYMOUS_USAGE_STATS = false
export GX_ANALYTICS_ENABLED = false
export SQLFLUFF_TELEMETRY = 0
# Trust what the machine trusts: many public bodies' proxies sign with a certificate of their own.
export UV_SYSTEM_CERTS = 1

.PHONY: help setup run check test test-fast test-unit test-whole test-consumers kills lint style types lint-sql \
	lint-changed-sql dev docs pictures bench spark parity mutation fuzz fuzz-guided sbom vulnerabilities lock clean

help:  ## List the commands
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup: $(READY)  ## Install everything into .venv

$(READY): requirements.lock pyproject.toml deploy/supply_chain/installer.lock
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r deploy/supply_chain/installer.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --compile-bytecode --require-hashes -r requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --editable .
	touch $@

run: $(READY)  ## From landing to a published release; writes example extracts where there is no landing folder
	@test -d "$${BOKSLUT_LANDING:-landing}" || $(BIN)/bokslut simulate
	@$(BIN)/bokslut run

check: $(READY)  ## Before every commit: format, lint, types, the SQL that changed and the fast unit tests
	@$(MAKE) --no-print-directory --jobs 2 --output-sync=target style lint-changed-sql types test-fast

test-fast: $(READY)
	$(PYTEST) -q --hypothesis-profile quick -m "not slow and not postgres and not browser" tests/unit

# Servers and killed processes are waited for: a third worker uses what two leave of two cores.
test test-whole: WORKERS := 3
test: $(READY)  ## All tests
	$(PYTEST)

test-unit: $(READY)  ## All unit tests
	$(PYTEST) tests/unit

test-whole: $(READY)  ## All tests but the unit tests, on the warehouse that `make run` has made
	$(PYTEST) --durations=25 --ignore tests/unit --made=.

kills: $(READY)  ## All tests that kill processes, at twenty moments where the others kill at six
	$(PYTEST) -m kill --every-kill

lint: style types lint-sql  ## Style, types and SQL

style: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	@! git grep -nE '^(<<<<<<<|>>>>>>>) '

types: $(READY)
	$(BIN)/pyrefly check

lint-sql: $(READY)
	$(BIN)/sqlfluff lint dbt_project/models dbt_project/macros dbt_project/tests

lint-changed-sql: $(READY)
	@changed="$$(git diff --name-only --diff-filter=d HEAD -- 'dbt_project/*.sql'; \
		git ls-files --others --exclude-standard -- 'dbt_project/*.sql')"; \
	if [ -n "$$changed" ]; then $(BIN)/sqlfluff lint $$changed; fi

dev: $(READY)  ## Dagster's UI on http://localhost:3000, over the same warehouse
	BOKSLUT_WAREHOUSE=$(WAREHOUSE) $(BIN)/python -m orchestration.defs.instance
	export DAGSTER_HOME=$(DAGSTER_HOME); \
	$(BIN)/dagster-daemon run --module-name orchestration.definitions & trap "kill $$!" EXIT; \
	$(BIN)/python -m orchestration.defs.webserver

docs: $(READY)  ## The docs site of the current release: warehouse/docs/current/index.html
	@$(BIN)/bokslut docs

test-consumers: $(READY)  ## DuckDB clients, ODBC and Superset read what `make run` published
	for version in 1.2.2 2.0.1; do \
		$(BIN)/uv venv --quiet --allow-existing $(CONSUMERS)/duckdb-$${version%.*} && \
		$(BIN)/uv pip install --quiet --python $(CONSUMERS)/duckdb-$${version%.*} duckdb==$$version || exit 1; \
	done
	$(BIN)/uv venv --quiet --allow-existing $(CONSUMERS)/odbc
	$(BIN)/uv pip install --quiet --python $(CONSUMERS)/odbc pyodbc==5.5.0
	$(BIN)/uv venv --quiet --allow-existing $(CONSUMERS)/superset
	$(BIN)/uv pip install --quiet --python $(CONSUMERS)/superset --compile-bytecode --require-hashes \
		-r deploy/superset/requirements.lock
	CONSUMER_TEST_PUBLISHED=$(WAREHOUSE)/published CONSUMER_TEST_CLIENTS=$(abspath $(CONSUMERS)) \
		$(BIN)/pytest -q tests/consumers

fuzz: $(READY)  ## Read INPUTS (20000) files of all kinds, changed at random; a crash is kept in tests/fuzz/corpus
	$(BIN)/python -m tests.fuzz --inputs $(or $(INPUTS),20000)

fuzz-guided: $(READY)  ## The same for one KIND, with INPUTS (10000) chosen by the branches that they reach (atheris)
	$(BIN)/uv pip install --quiet --no-deps --target $(CONSUMERS)/atheris atheris==3.0.0
	PYTHONPATH=$(CONSUMERS)/atheris $(BIN)/python -m tests.fuzz.guided $(or $(KIND),manifest) $(or $(INPUTS),10000)

pictures: $(READY)  ## The pictures of the report and the docs site in docs/, of the current release
	$(BIN)/python -m tests.pictures

bench: $(READY)  ## Measure, as ratios against a bare DuckDB on the same files, growth, and peers (dlt, pandas, SQLMesh)
	$(BIN)/python -m tests.bench

spark: $(READY)  ## Install Spark's environment, for `bokslut run --engine spark` (Java 17 is the machine's)
	$(BIN)/uv venv --quiet --allow-existing $(CONSUMERS)/spark
	$(BIN)/uv pip install --quiet --python $(CONSUMERS)/spark --require-hashes -r deploy/spark/requirements.lock

parity: spark  ## Build on DuckDB and Spark at SCALE (0.02) of the volume, on MASTER, and compare all tables
	$(BIN)/python -m tests.parity $(if $(SCALE),--scale $(SCALE)) $(if $(MASTER),--master '$(MASTER)')

mutation: $(READY)  ## Seed faults in the warehouse's finished tables and deliveries (each EVERY-th, 3), print what finds them
	$(BIN)/python -m tests.mutation marts --build $(WAREHOUSE)/build/bokslut.duckdb
	$(BIN)/python -m tests.mutation extracts --warehouse $(WAREHOUSE) --every $(or $(EVERY),3)

sbom: $(READY)  ## The bill of materials of requirements.lock, CycloneDX: dist/bokslut.cdx.json
	$(BIN)/uv venv --quiet --allow-existing $(CONSUMERS)/sbom
	$(BIN)/uv pip install --quiet --python $(CONSUMERS)/sbom --require-hashes -r deploy/supply_chain/sbom.lock
	mkdir -p dist
	$(CONSUMERS)/sbom/bin/cyclonedx-py requirements requirements.lock --pyproject pyproject.toml --mc-type application \
		--output-reproducible --validate --output-file dist/bokslut.cdx.json

vulnerabilities: $(READY)  ## Known vulnerabilities of the locked packages, by OSV's all.zip of PyPI in ADVISORIES
	$(BIN)/python deploy/supply_chain/advisories.py $(ADVISORIES)

lock: $(READY)  ## Compile all lock files again
	$(BIN)/uv pip compile pyproject.toml --extra dev --extra server --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-header --quiet -o requirements.lock
	$(BIN)/uv pip compile deploy/superset/requirements.in --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-header --quiet -o deploy/superset/requirements.lock
	$(BIN)/uv pip compile deploy/spark/requirements.in --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-header --quiet -o deploy/spark/requirements.lock
	for name in installer sbom; do \
		$(BIN)/uv pip compile deploy/supply_chain/$$name.in --universal --python-version 3.11 --generate-hashes \
			--no-emit-index-url --no-header --quiet -o deploy/supply_chain/$$name.lock || exit 1; \
	done

clean:  ## Remove what runs made (not landing)
	rm -rf warehouse dbt_project/target dbt_project/logs

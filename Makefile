# The studio's commands. `make run` and `make test` install what is missing; what is there already costs nothing.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := run

PYTHON ?=
PYTHONS := $(PYTHON) python3.13 python3.14 python3.12 python3 $(wildcard $(HOME)/.pyenv/versions/*/bin/python3.1[2-9])
IS_USABLE := import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 12))
BIN := .venv/bin
PIP := PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore $(BIN)/python -m pip install -qq --require-hashes
NPM := npm ci --no-update-notifier --loglevel=error
# The tools import the settings, which refuse to load without a key.
TOOL := SECRET_KEY=only-for-tools STUDIO_DATA=/nonexistent
CORES := $(shell getconf _NPROCESSORS_ONLN)
PYTEST := -m pytest -q -n $(CORES) --dist loadfile --no-loadscope-reorder

.PHONY: help run test quick coverage bench shots check audit locks messages clean tools

# List the commands.
help:
	@awk '/^# /{text = substr($$0, 3); next} /^[a-z]+:/ && text {sub(/:.*/, ""); printf "make %-9s %s\n", $$0, text} {text = ""}' Makefile

# Start the studio on this machine.
run: .venv/run.stamp node_modules/run.stamp
	@exec $(BIN)/python manage.py up

# Run every check and every test (TESTS=folder for some).
test: check tools
	@$(BIN)/python $(PYTEST) $(TESTS)

# Run every check and nine tests in ten, without browsers and complete studios, in a third of the time.
quick: check tools
	@$(BIN)/python $(PYTEST) $(addprefix --ignore=tests/,browser visual faults bench infra/test_up.py)

# Run the tests (TESTS=folder for some) and fail below 95 % of the lines of studio/, child processes included.
coverage: .venv/dev.stamp node_modules/dev.stamp tools
	@rm -rf build/coverage
	@mkdir -p build/coverage
	@$(BIN)/python -m coverage run $(PYTEST) $(TESTS)
	@$(BIN)/python -m coverage combine --quiet
	@$(BIN)/python -m coverage report

# Run the side-by-side benchmarks.
bench: .venv/dev.stamp node_modules/dev.stamp bench/lighthouse/node_modules/stamp tools
	@$(BIN)/python -m bench

# Run the linters and the type checker.
check: .venv/dev.stamp node_modules/dev.stamp
	@$(BIN)/ruff check --quiet
	@$(BIN)/ruff format --check --quiet
	@$(TOOL) $(BIN)/mypy --no-error-summary
	@find templates -name '*.html' -exec $(BIN)/djade --target-version 6.1 --check {} +
	@$(BIN)/python -m tests.dead_code
	@node_modules/.bin/biome lint --error-on-warnings --log-level=error

AUDIT := .audit/bin/pip-audit --strict --disable-pip --require-hashes --progress-spinner off
# Look up every package in the lists of known vulnerabilities; needs the internet.
audit: .audit/stamp
	@$(AUDIT) -r requirements/run.lock
	@$(AUDIT) -r requirements/dev.lock
	@npm audit --no-update-notifier
	@npm audit --no-update-notifier --prefix bench/lighthouse

# Photograph every page and state into build/shots (ONLY=page for one, DESIGN=folder for the design's beside them).
shots: .venv/dev.stamp node_modules/dev.stamp tools
	@$(BIN)/python -m tests.visual.shots $(if $(DESIGN),--design $(DESIGN)) $(if $(ONLY),--only $(ONLY))

COMPILE := $(BIN)/pip-compile --quiet --allow-unsafe --generate-hashes --strip-extras \
	--no-emit-find-links --no-emit-index-url --no-emit-trusted-host
# Bring the locks up to date with pyproject.toml, requirements/audit.in and package.json.
locks: .venv/dev.stamp
	@$(COMPILE) --output-file=requirements/run.lock pyproject.toml
	@$(COMPILE) --constraint=requirements/run.lock --extra=dev --output-file=requirements/dev.lock pyproject.toml
	@$(COMPILE) --output-file=requirements/audit.lock requirements/audit.in
	@npm install --package-lock-only --no-update-notifier --loglevel=error
	@npm install --package-lock-only --no-update-notifier --loglevel=error --prefix bench/lighthouse

# Collect and compile the translations.
messages: .venv/dev.stamp tools
	@$(TOOL) $(BIN)/python manage.py makemessages --locale zh_Hans --no-obsolete --no-location --no-wrap --verbosity 0 \
		--ignore '.*' --ignore node_modules --ignore staticfiles --ignore tests --ignore bench --ignore data
	@msgfmt --check --output-file studio/locale/zh_Hans/LC_MESSAGES/django.mo studio/locale/zh_Hans/LC_MESSAGES/django.po

# Delete what was installed and built; the data folder stays.
clean:
	@rm -rf build .venv .audit .stamps node_modules staticfiles .mypy_cache .ruff_cache .pytest_cache .hypothesis

# ── What is installed: each stamp lies in the folder it vouches for ─────────────────────────────────────

.venv/pyvenv.cfg:
	@for python in $(PYTHONS); do \
		if "$$python" -c '$(IS_USABLE)' 2>/dev/null; then exec "$$python" -m venv .venv; fi; \
	done; \
	echo 'The studio needs Python 3.12 or newer with venv; install it, or name one: make PYTHON=/path/to/python.' >&2; \
	exit 1

.venv/run.stamp: requirements/run.lock | .venv/pyvenv.cfg
	@echo 'Installing the Python packages.'
	@$(PIP) -r requirements/run.lock
	@touch $@

.venv/dev.stamp: requirements/dev.lock | .venv/pyvenv.cfg
	@echo 'Installing the Python packages, with those for development.'
	@$(PIP) -r requirements/dev.lock
	@touch $@ .venv/run.stamp

.audit/stamp: requirements/audit.lock | .venv/pyvenv.cfg
	@echo 'Installing pip-audit.'
	@.venv/bin/python -m venv .audit
	@PIP_DISABLE_PIP_VERSION_CHECK=1 .audit/bin/python -m pip install -qq --require-hashes -r requirements/audit.lock
	@touch $@

HAS_NODE := command -v npm >/dev/null || { echo 'The studio needs Node with npm to fetch its browser libraries; install Node 20 or newer.' >&2; exit 1; }

node_modules/run.stamp: package-lock.json
	@$(HAS_NODE)
	@echo 'Installing the browser libraries.'
	@$(NPM) --omit=dev
	@touch $@

node_modules/dev.stamp: package-lock.json
	@$(HAS_NODE)
	@echo 'Installing the browser libraries, with those for development.'
	@$(NPM)
	@touch $@ node_modules/run.stamp

bench/lighthouse/node_modules/stamp: bench/lighthouse/package-lock.json
	@$(HAS_NODE)
	@echo 'Installing Lighthouse, for the benchmarks.'
	@$(NPM) --prefix bench/lighthouse
	@touch $@

TOOLS := chromium-headless-shell fonts-noto-cjk gettext
INSTALL_TOOLS := export DEBIAN_FRONTEND=noninteractive; \
	quick="-o Acquire::Retries=0 -o Acquire::http::Timeout=20"; \
	apt-get -qq $$quick update && apt-get -qq $$quick install --no-install-recommends $(TOOLS)
# Install the system's programs that tests and translations need: Chromium's headless shell, fonts with Chinese, msgfmt.
tools:
	@if command -v msgfmt && command -v chromium-headless-shell; then \
		exit; \
	elif [ "$$(id -u)" = 0 ] && command -v apt-get; then \
		$(INSTALL_TOOLS) && exit; \
	fi >/dev/null 2>&1; \
	if ! command -v msgfmt || ! { command -v chromium || command -v chromium-browser || command -v google-chrome; }; then \
		echo 'The tests need Chromium and gettext; install them, on Debian: apt-get install $(TOOLS).' >&2; \
		exit 1; \
	fi >/dev/null

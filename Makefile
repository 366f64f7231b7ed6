# Needs Python 3.11 or later with venv, and make. Everything else goes into .venv.

.DEFAULT_GOAL := help
.PHONY: help setup setup-demo demo test lint bench screens forecast-report soak validate check-shared lock \
        gazetteer-setup clean python-is-here chromium-if-possible

SERVICES ?= 500
REFERRALS ?= 30000
PORT ?= 5000
SHARED ?= ../shared
JOBS ?= $(shell nproc 2>/dev/null || echo 2)
TESTS ?=
# What tries many examples, or pages of one kind: some in `make test`, all of them in `make soak`.
PROPERTIES = tests/browser tests/portal/sight \
	$(shell grep -rlE --include='test_*.py' 'from (tests.thoroughness|hypothesis) import' tests)

# The first Python that is new enough and can make environments.
PYTHON ?= $(shell for python in python3.13 python3.12 python3.11 python3; do \
	$$python -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& { echo $$python; break; }; done)

# Debian keeps ensurepip in a package named after the version; older Pythons need a newer one.
APT_FOR_PYTHON = $(shell python3 -c 'import sys; v = max(sys.version_info, (3, 11)); \
	print("python%d.%d python%d.%d-venv" % (v[:2] * 2))' 2>/dev/null || echo python3 python3-venv)

# Given and empty it leaves the browser out on purpose; given, it names one.
CHROMIUM ?= $(shell for name in chromium-headless-shell chromium chromium-browser google-chrome; do \
	command -v $$name && break; done)
# Without windows it takes a quarter less of the processor than all of Chromium.
FOR_BROWSER := chromium-headless-shell fonts-liberation

IN_VENV := .venv/bin/python
# A stamp carries the digest of the lock it stands for: a changed lock is installed, the same is not.
digest = $(shell sha256sum $(1) | cut -c1-16)
MADE := .venv/.made
RUN_STAMP := .venv/.run-$(call digest,requirements.lock)
DEV_STAMP := .venv/.dev-$(call digest,requirements-dev.lock)
INSTALL := $(IN_VENV) -m pip install --quiet --disable-pip-version-check --no-deps \
	--require-hashes --only-binary :all:

help:
	@echo 'make demo          serve the demonstration on 127.0.0.1:5000 (PORT, SERVICES, REFERRALS)'
	@echo 'make test          run the tests on SQLite, PostgreSQL and in Chromium (TESTS=tests/house)'
	@echo 'make lint          ruff, mypy, import-linter, djlint'
	@echo 'make bench         measure the speeds that README states'
	@echo 'make screens       pictures of the first page of each role, from a demonstration that is served (PORT)'
	@echo 'make forecast-report   judge the start dates on simulated delivery: docs/forecast-report.md'
	@echo 'make soak          the tests that take minutes'
	@echo 'make validate      every page of the demonstration held against the Nu Html Checker (VNU=jar)'
	@echo 'make check-shared  check the real files in SHARED=../shared'
	@echo 'make setup         everything for the above into .venv'
	@echo 'make lock          resolve the dependencies again'
	@echo 'make clean         remove caches; .venv and var stay'

setup: $(DEV_STAMP)

setup-demo: $(RUN_STAMP)

python-is-here:
	$(if $(PYTHON),@:,$(error Python 3.11 or later with venv is missing, \
		"apt-get install $(APT_FOR_PYTHON)" brings it))

# As root it is fetched; nobody else is asked for a password. Without it the tests of pages in
# Chromium are skipped, and the run says so at its end.
chromium-if-possible:
	@$(if $(CHROMIUM)$(filter-out file,$(origin CHROMIUM)),:,$(BRING_CHROMIUM))

BRING_CHROMIUM = if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	echo 'Chromium is missing: apt-get install $(FOR_BROWSER)'; \
	apt-get update -qq; \
	DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
		$(FOR_BROWSER) >/dev/null || echo 'It could not be installed; the tests go on without it.'; \
	else echo 'Chromium is missing and only root may install it; the tests go on without it.'; fi

$(MADE): | python-is-here
	@$(PYTHON) -m venv .venv
	@touch $@

$(RUN_STAMP): requirements.lock $(MADE)
	@echo 'Installing what the portal needs into .venv'
	@$(INSTALL) -r requirements.lock
	@rm -f .venv/.run-* && touch $@

# By uv, which brings many at once and takes a sixth of the time; itself it comes by pip, by the hash
# in the lock. It knows nothing of pip's settings: where packages come from elsewhere, pip goes on.
UV_INSTALL := .venv/bin/uv --no-config pip install --quiet --python $(IN_VENV) --no-deps \
	--require-hashes --only-binary :all:
$(DEV_STAMP): requirements-dev.lock $(MADE)
	@echo 'Installing what the portal, its tests and its checks need into .venv'
	@sed -n '/^uv==/,/[^\\]$$/p' requirements-dev.lock > .venv/uv.lock
	@{ $(INSTALL) -r .venv/uv.lock && $(UV_INSTALL) -r requirements-dev.lock; } \
		|| $(INSTALL) -r requirements-dev.lock
	@rm -f .venv/.dev-* .venv/.run-* && touch $@ $(RUN_STAMP)

demo: $(RUN_STAMP)
	@PORT=$(PORT) exec $(IN_VENV) -m flask --app portal demo \
		--services $(SERVICES) --referrals $(REFERRALS)

# Nothing of it outlives a run: where the machine has room to spare, the databases of tests and all
# else that they write lie in memory, and no test waits for a disk.
IN_MEMORY = if [ "$$(df -k --output=avail /dev/shm 2>/dev/null | tail -n 1)" -gt 6000000 ] 2>/dev/null \
	&& [ "$$(awk '/^MemAvailable/ {print $$2}' /proc/meminfo)" -gt 8000000 ]; \
	then TMPDIR=$$(mktemp -d /dev/shm/tests-XXXXXX); export TMPDIR; chmod 755 "$$TMPDIR"; \
	trap 'rm -rf "$$TMPDIR"' EXIT; fi;

# The folder of real files, where what `make check-shared` runs is to run among all the others.
SHARED_TOO ?=

# One process more than there are processors: who tests in Chromium waits for it half of the time.
TESTERS ?= $(shell expr $(JOBS) + 1)
# What one process has compiled, the next need not: a run starts some fifty.
test soak: export PYTHONDONTWRITEBYTECODE :=
test: python-is-here chromium-if-possible $(DEV_STAMP)
	@$(IN_MEMORY) $(if $(SHARED_TOO),SHARED=$(abspath $(SHARED_TOO))) \
		$(IN_VENV) -m pytest -n $(TESTERS) --dist loadgroup $(if $(SHARED_TOO),-m 'not soak') $(TESTS)

lint: $(DEV_STAMP)
	@$(MAKE) --no-print-directory --jobs $(JOBS) --keep-going --output-sync=target lint-at-once

.PHONY: lint-at-once lint-types lint-imports lint-templates lint-style
lint-at-once: lint-types lint-imports lint-templates lint-style

# `--num-workers` is new in mypy 2; what it says is the same.
lint-types:
	$(IN_VENV) -m mypy --num-workers $(JOBS)

lint-imports:
	.venv/bin/lint-imports

lint-templates:
	$(IN_VENV) -m djlint portal/templates --lint --quiet

lint-style:
	$(IN_VENV) -m ruff check .
	$(IN_VENV) -m ruff format --check .

bench: $(DEV_STAMP)
	$(IN_VENV) -m tests.bench

screens: $(DEV_STAMP)
	$(IN_VENV) -m tests.screens http://127.0.0.1:$(PORT)

forecast-report: $(DEV_STAMP)
	$(IN_VENV) -m tests.forecasting --set held-out --workers 2 --write

soak: $(DEV_STAMP)
	TEST_THOROUGH=yes $(IN_VENV) -m pytest -m 'soak and not shared'
	@export TEST_THOROUGH=yes; $(IN_MEMORY) \
		$(IN_VENV) -m pytest -n $(JOBS) --dist loadgroup $(PROPERTIES)

validate: $(DEV_STAMP)
	$(IN_VENV) -m tests.validating

check-shared: $(DEV_STAMP)
	TEST_THOROUGH=yes SHARED=$(abspath $(SHARED)) $(IN_VENV) -m pytest -m shared \
		$(shell grep -rl --include='test_*.py' 'pytest.mark.shared' tests)

# For Python 3.11 to 3.13 on x86-64 and arm64 Linux; the settings of this machine are left aside.
COMPILE := env -u UV_INDEX_URL -u UV_DEFAULT_INDEX -u UV_EXTRA_INDEX_URL -u UV_FIND_LINKS \
	.venv/bin/uv --no-config --quiet pip compile --universal --generate-hashes --no-emit-index-url \
	--fork-strategy fewest --python-version 3.11 --no-annotate --no-header
lock: $(DEV_STAMP)
	$(COMPILE) $(LOCK_FLAGS) pyproject.toml -o requirements.lock
	$(COMPILE) $(LOCK_FLAGS) pyproject.toml --extra scale -c requirements.lock \
		-o requirements-scale.lock
	$(COMPILE) $(LOCK_FLAGS) pyproject.toml --extra postcodes -c requirements.lock \
		-o requirements-postcodes.lock
	$(COMPILE) $(LOCK_FLAGS) pyproject.toml --extra notify -c requirements.lock \
		-o requirements-notify.lock
	$(COMPILE) $(LOCK_FLAGS) pyproject.toml --extra scale --group test --group browser \
		--group lint --group lock -c requirements-scale.lock -o requirements-dev.lock
	$(COMPILE) $(LOCK_FLAGS) --group gazetteer -c requirements-dev.lock -o requirements-gazetteer.lock

gazetteer-setup: $(DEV_STAMP)
	$(INSTALL) -r requirements-gazetteer.lock

clean:
	rm -rf .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis build dist
	find . -name __pycache__ -not -path './.venv/*' -prune -exec rm -rf {} +

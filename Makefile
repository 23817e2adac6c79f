# Two commands on a bare machine: `make demo` and `make test`. Needed: Python 3.11 or newer with its venv module, and make.
# Works with GNU make 3.81 (macOS) and newer.

SHELL := /bin/sh
CANDIDATES := python3 python3.13 python3.12 python3.11
FIT := import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))
ifeq ($(origin PYTHON), undefined)
PYTHON := $(shell for p in $(CANDIDATES); do "$$p" -c '$(FIT)' >/dev/null 2>&1 && { echo "$$p"; break; }; done)
endif

RUN := .venv/bin
DEV := .venv-test/bin
KINDS := unit architecture flow store notebooks
FROZEN := --quiet --require-hashes --only-binary :all:

.PHONY: help demo test check format pages bench mutants soak locks wheel clean

help:
	@echo "make demo    一所虚构学校的全流程演示 / the whole flow with a synthetic school"
	@echo "make test    全部测试 / all tests"
	@echo "make check   格式、类型、分层、文档 / format, types, import directions, generated pages"
	@echo "make format  整理格式 / tidy the code"
	@echo "make pages   重新生成文档页 / write the generated pages again"
	@echo "make bench   性能测量 / what we promise about speed and memory"
	@echo "make soak    每种平台一万个损坏的文件 / ten thousand damaged files for every platform"
	@echo "make mutants 改一处程序，看测试是否发现(ROOM=alerts SAMPLE=40) / would the tests notice a change"
	@echo "make locks   重新锁定依赖 / compile the locks again"
	@echo "make clean   删除生成的文件 / remove what was made"

demo: .venv/.ready
	@$(RUN)/screening demo

test: .venv-test/.ready
	@$(DEV)/python tests/run_kinds.py $(KINDS)

check: .venv-test/.ready
	@$(DEV)/python tests/run_checks.py

format: .venv-test/.ready
	@$(DEV)/ruff check --fix-only --quiet .
	@$(DEV)/ruff format --quiet .

pages: .venv-test/.ready
	@$(DEV)/python -m tests.architecture.commands_page
	@$(DEV)/python -m tests.architecture.policy_page
	@$(DEV)/python -m tests.architecture.instruments_page

bench: .venv-test/.ready
	@$(DEV)/python benchmarks/run.py

soak: .venv-test/.ready
	@HYPOTHESIS_PROFILE=soak $(DEV)/python -m pytest -q -n auto tests/store/platforms/test_mutations.py

ROOM := alerts
SAMPLE := 40
mutants: .venv-test/.ready
	@$(DEV)/python tests/run_mutants.py $(ROOM) --sample $(SAMPLE)

wheel: .venv-test/.ready
	@$(DEV)/python -m hatchling build -t wheel

# An environment is made once and again when a lock or pyproject.toml changes. The stamp comes last, so a broken attempt is repeated.
.venv/.ready: locks/bootstrap.txt locks/run.txt pyproject.toml
	@$(call make-environment,.venv,locks/run.txt)

.venv-test/.ready: locks/bootstrap.txt locks/dev.txt pyproject.toml
	@$(call make-environment,.venv-test,locks/dev.txt)

# uv does not read pip's settings: a mirror configured for pip is handed on.
define make-environment
set -eu; \
if [ -z "$(PYTHON)" ]; then \
  if python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then \
    echo "缺少 Python 的 venv 模块,请先安装(Debian/Ubuntu: apt install python3-venv) / Python's venv module is missing: apt install python3-venv" >&2; \
  else \
    echo "需要 Python 3.11 或更新版本,请先安装(Debian/Ubuntu: apt install python3 python3-venv;macOS: brew install python) / Python 3.11 or newer is needed" >&2; \
  fi; \
  exit 1; \
fi; \
echo "准备环境 $(1) / preparing $(1)" >&2; \
"$(1)/bin/python" -c '$(FIT)' >/dev/null 2>&1 || "$(PYTHON)" -m venv --clear "$(1)"; \
"$(1)/bin/python" -m pip install --disable-pip-version-check $(FROZEN) -r locks/bootstrap.txt; \
mirror=$${UV_DEFAULT_INDEX:-$${PIP_INDEX_URL:-$$("$(1)/bin/python" -m pip config get global.index-url 2>/dev/null || true)}}; \
if [ -n "$$mirror" ]; then UV_DEFAULT_INDEX=$$mirror; export UV_DEFAULT_INDEX; fi; \
"$(1)/bin/uv" pip sync --python "$(1)/bin/python" $(FROZEN) locks/bootstrap.txt "$(2)"; \
"$(1)/bin/uv" pip install --python "$(1)/bin/python" --quiet --offline --no-deps --no-build-isolation --editable .; \
touch "$(1)/.ready"
endef

COMPILE := $(DEV)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate --no-header
COMPILE_AGAIN := $(COMPILE) --upgrade

locks: .venv-test/.ready
	$(COMPILE_AGAIN) pyproject.toml --group dev -o locks/dev.txt
	$(COMPILE) pyproject.toml -c locks/dev.txt -o locks/run.txt
	printf 'hatchling\nuv\n' | $(COMPILE) - -c locks/dev.txt -o locks/bootstrap.txt

clean:
	rm -rf .venv .venv-test build dist demo .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find src tests benchmarks -name __pycache__ -type d -prune -exec rm -rf {} +

# The same tools as .ci/run, one by one.
.PHONY: dev lock fix check test golden catalogs bench

V = .venv/bin

dev:        ## an environment to work in
	python3 -m venv .venv && $(V)/pip install -r requirements-dev.txt && $(V)/pip install --no-build-isolation --no-deps -e .

lock:       ## pin the newest of everything that tests and lint need, for every Python we allow; review with git diff
	$(V)/uv pip compile -q --upgrade --universal --python-version 3.11 --extra test --extra paper --extra lint --no-emit-package lkt-alloc \
	    --no-annotate --custom-compile-command 'make lock' pyproject.toml -o requirements-dev.txt

fix:        ## format, and mend what can be mended
	$(V)/ruff check --fix . ; $(V)/ruff format .

check:      ## lint, types, contracts
	$(V)/ruff check . && $(V)/ruff format --check . && $(V)/mypy && PATH="$$PWD/$(V):$$PATH" $(V)/lint-imports --no-logo

test:       ## the tests
	$(V)/pytest -n auto --dist loadfile

golden:     ## write sessions, golden files and the generated parts of the docs anew; review with git diff
	REWRITE=1 $(V)/pytest tests/acceptance tests/checks/test_cases.py tests/files/test_schemas.py

catalogs:   ## after a change of a sentence: update the catalogs, translate what is new in the .po files, run again
	mkdir -p build
	$(V)/pybabel -q extract -k sentence -k s -k counted:1,2 -k h --no-location --sort-output -w 120 -o build/lkt_alloc.pot src/lkt_alloc
	$(V)/pybabel -q update -D lkt_alloc -d src/lkt_alloc/language/locale -i build/lkt_alloc.pot --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date -w 120
	$(V)/pybabel -q compile -D lkt_alloc -d src/lkt_alloc/language/locale

bench:      ## measure speed and memory beside peers, in an environment of its own; writes docs/performance.md (QUICK=1: a few, printed)
	test -d .venv-bench || python3 -m venv .venv-bench
	.venv-bench/bin/pip install -q -e '.[bench]'
	.venv-bench/bin/python -m bench $(if $(QUICK),--quick)

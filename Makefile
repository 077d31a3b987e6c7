# `make run` and `make test` set up what is missing the first time (see setup.sh).
SHELL = /bin/sh
bin = .venv/bin
wanted = setup.sh pyproject.toml constraints.txt

.PHONY: help run test lint format model bench-restore bench-ocr bench-scale fuzz constraints clean
help:  ## this list
	@sed -n 's/^\([a-z-]*\):.*  ## /\1\t/p' Makefile | expand -t 16

run: .venv/ready-run  ## process corpus/ into output/plans.db; a second time, only what is new
	@$(bin)/kehoach run

test: .venv/ready-dev lint  ## style, types, import floors, tests with coverage
	$(bin)/pytest -n 2 --dist loadfile --cov --cov-report=term:skip-covered

lint: .venv/ready-dev  ## style, types, import floors
	$(bin)/ruff check
	$(bin)/ruff format --check
	$(bin)/mypy
	$(bin)/lint-imports

format: .venv/ready-dev  ## put code into the house's style
	$(bin)/ruff check --fix
	$(bin)/ruff format

texts = ../shared/corpora/law.txt.xz ../shared/corpora/admin.txt.xz
model: .venv/ready-dev  ## train the restorer's model anew from texts= (needs PyTorch, an hour)
	$(bin)/python -m pip install -qq --disable-pip-version-check --editable '.[model]'
	$(bin)/python -m training $(texts)

bench-restore: .venv/ready-dev  ## measure restoration beside peers, on ../shared
	$(bin)/python -m bench.restore

bench-ocr: .venv/ready-dev  ## measure OCR beside plain Tesseract, on invented pages
	$(bin)/python -m bench.ocr

bench-scale: .venv/ready-dev  ## 10,000 plans processed, a database of 100,000 asked: hours, 10 GB of disk
	$(bin)/python -m bench.scale

fuzz: .venv/ready-dev  ## 5,000 damaged files the whole way to the database, an hour on two cores
	$(bin)/python -m bench.fuzz --number 5000 --keep build/fuzz

constraints:  ## write constraints.txt anew: the newest versions that pyproject.toml allows
	rm -rf build/constraints
	python3 -m venv build/constraints
	build/constraints/bin/pip install -qq '.[dev]'
	build/constraints/bin/pip freeze --exclude kehoach > constraints.txt

clean:  ## remove the environment and caches; output/ with its database stays
	rm -rf .venv build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# A stamp: a set-up that ended well is not repeated until what it depends on changes.
.venv/ready-%: $(wanted)
	@./setup.sh $*

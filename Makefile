# The names that stay. `make` alone lists them.
PY := .venv/bin/python
NAME ?=
# Hundreds of processes start in a run of the tests: without bytecode each compiles its libraries anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: test-storage test-classics test-model test-ray test-batch-kills bench-batch validate-trainers screenshots help setup run test test-large workflows docs check quality bench package new-tool
help:            ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup:
	@bash scripts/setup.sh

run: setup       ## set up, and run the main workflow on the sample data
	@bash scripts/run_sample.sh

test: setup      ## set up, and run all tests
	$(PY) -m pytest -n 4 --dist worksteal
	$(PY) -m pytest -m clock tests/plugin

test-large: setup ## 100,000 records through every tool, with time, memory and what others wait (minutes)
	$(PY) -m pytest tests/plugin/test_large.py -m "" -s

test-ray: setup  ## a Ray cluster on loopback: equal to the pool, a node killed, submit_batch (installs Ray under build/)
	test -x build/ray-env/bin/pytest || (.venv/bin/uv venv -q build/ray-env && .venv/bin/uv pip install -q --python build/ray-env/bin/python --override overrides.txt -r requirements-batch.txt pytest psutil hypothesis)
	build/ray-env/bin/python -m pytest tests/batch/test_cluster.py tests/batch/test_submit.py -m optin -s -p no:cacheprovider

test-storage: setup ## s3:// and oss:// on loopback, and hdfs:// where there is Java: equal to files, killed while writing, wrong credentials (installs s3fs, ossfs, moto, hdfs-native and Hadoop under build/)
	build/storage-env/bin/python -c "import pytest, hdfs_native" 2>/dev/null || (.venv/bin/uv venv -q --clear build/storage-env && .venv/bin/uv pip install -q --python build/storage-env/bin/python --override overrides.txt -r requirements.txt -c requirements-batch.txt fsspec s3fs ossfs hdfs-native 'moto[server]==5.2.5' pytest psutil hypothesis)
	-@bash scripts/fetch_hadoop.sh
	build/storage-env/bin/python -m pytest tests/batch/test_storage_s3.py tests/batch/test_storage_oss.py tests/batch/test_storage_hdfs.py -m optin -rs -p no:cacheprovider

test-classics: setup ## opt-in: who speaks in Alice and Call to Arms (fetches the sources of the package that holds them)
	$(PY) -m pytest tests/quality/dialogue_extraction/test_classics.py -m optin -s -p no:cacheprovider

test-batch-kills: setup ## a batch killed at 30 random moments, workers and parents in turn: the result is equal
	$(PY) -m pytest tests/batch/test_killed.py -m optin -s

bench-batch: setup ## ftprep batch at 100,000 and 1,000,000 records (most of an hour on two processors), beside data-juicer and Ray
	$(PY) -m bench.bench_batch 100000 1000000
	$(PY) -m bench.bench_pipeline 20000
	$(PY) -m bench.bench_pipeline 100000
	test ! -x build/ray-env/bin/python || build/ray-env/bin/python -m bench.ray_overhead

test-model: setup ## opt-in: whole workflows with a real, small model (installs it under build/: about ten minutes, once)
	@bash scripts/test_model.sh

workflows: setup ## write workflows/*.yml from plugin_host/workflows/
	$(PY) scripts/make_workflows.py

docs: setup      ## docs/tools*.md and the pictures, from the registry and the workflows
	$(PY) scripts/make_docs.py

check: setup     ## lint, types, and the bundle's own check
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy
	$(PY) -m plugin_host.cli check

quality: setup   ## floors on labelled data
	$(PY) -m pytest tests/quality -p no:cacheprovider

validate-trainers: setup ## opt-in: what is written, loaded by the trainers' own loaders (installs them under build/)
	@bash scripts/validate_trainers.sh

bench: setup     ## speed, as ratios against peers in one run
	$(PY) -m bench

screenshots: setup ## docs/*.png: the report and the review page of the samples, in a headless Chromium
	$(PY) scripts/screenshots.py

package: setup   ## dist/: the .difypkg, and a release folder with the workflows
	$(PY) -m plugin_host.cli package

new-tool: setup  ## NAME=verb_noun: write or refresh a tool from its operator (all of them without NAME)
	$(PY) scripts/new_tool.py $(NAME)

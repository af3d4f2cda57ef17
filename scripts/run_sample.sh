#!/usr/bin/env bash
# The main workflow on the sample data, without a model (enhance=NO), or with one where FTPREP_LLM_BASE_URL is set.
set -euo pipefail
cd "$(dirname "$0")/.."
enhance=NO
[ -n "${FTPREP_LLM_BASE_URL:-}" ] && enhance=YES
inputs=()
for file in samples/*; do inputs+=(--input "data=$file"); done
exec .venv/bin/python -m plugin_host.cli run workflows/data_preparation.yml "${inputs[@]}" --set "enhance=$enhance" --out out/sample "$@"

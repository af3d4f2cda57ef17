#!/usr/bin/env bash
# Installs LLaMA-Factory, TRL, and ms-swift with Axolotl's data code, in environments of their own under build/trainers, and holds preflight and
# what format_dataset writes against their own loaders. No training, no model, nothing fetched from a hub.
# Takes Python 3.11 (PYTHON311=…), about 6 GB of disk and a quarter of an hour.
# Without a CPU build of torch at hand, say where one is: TORCH="torch --index-url https://download.pytorch.org/whl/cpu".
set -euo pipefail
cd "$(dirname "$0")/.."
TORCH=${TORCH:-torch==2.13.0}
folder=build/trainers
mkdir -p "$folder"

python=${PYTHON311:-}
for candidate in python3.11 python3 "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.11*/bin/python; do
    [ -n "$python" ] && break
    if [ "$("$candidate" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)" = "3.11" ]; then python=$candidate; fi
done
[ -n "$python" ] || { echo "Python 3.11 was not found; say where it is: PYTHON311=/path/to/python3.11" >&2; exit 1; }

environment() { # name, then what to install: a line a call of pip
    local name=$1; shift
    local wanted; wanted=$(printf '%s\n' "$TORCH" "$@" | sha256sum | cut -d' ' -f1)
    [ "$(cat "$folder/$name/.installed" 2>/dev/null)" = "$wanted" ] && return
    echo "installing $name …"
    [ -x "$folder/$name/bin/python" ] || "$python" -m venv "$folder/$name"
    # shellcheck disable=SC2086 - each line holds several words
    { "$folder/$name/bin/pip" install --quiet $TORCH numpy 2>/dev/null
      for line in "$@"; do "$folder/$name/bin/pip" install --quiet $line 2>/dev/null; done; }
    echo "$wanted" > "$folder/$name/.installed"
}

# Trainers come without their dependencies where these would bring in what only training needs (CUDA, gradio, audio).
environment llamafactory \
    "--no-deps llamafactory==0.9.5" \
    "datasets==4.0.0 transformers==5.6.0 peft==0.18.1 accelerate==1.11.0 omegaconf trl==0.24.0 tyro<0.9.0 pandas scipy sentencepiece tiktoken protobuf einops fire packaging pyyaml safetensors"
environment trl "trl==1.16.0"
environment ms_swift \
    "--no-deps ms-swift==4.6.0" \
    "datasets==4.8.4 transformers<5.20 modelscope>=1.23 peft<0.21 accelerate trl<1.0 pillow addict json-repair simplejson sortedcontainers attrdict dacite charset-normalizer requests binpacking" \
    "--no-deps axolotl==0.19.0 colorama"

FTPREP_TRAINERS=1 .venv/bin/python -m pytest tests/trainers -m "" -p no:cacheprovider "$@"

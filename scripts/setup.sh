#!/usr/bin/env bash
# Makes .venv with a Python 3.12 found anywhere on this machine, and installs what development needs.
# Run again at will: it does nothing while the requirements have not changed.
set -euo pipefail
cd "$(dirname "$0")/.."
stamp=.venv/.installed
wanted=$(cat requirements.txt requirements-dev.txt overrides.txt pyproject.toml | sha256sum | cut -d' ' -f1)
[ -f "$stamp" ] && [ "$(cat "$stamp")" = "$wanted" ] && exit 0

is_312() { [ "$("$1" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)" = "3.12" ]; }

find_python() {
    local candidate
    for candidate in "${PYTHON:-}" python3.12 python3 python \
        "${PYENV_ROOT:-$HOME/.pyenv}"/versions/3.12*/bin/python \
        /opt/homebrew/bin/python3.12 /usr/local/bin/python3.12 /opt/python3.12/bin/python3; do
        [ -n "$candidate" ] || continue
        if is_312 "$candidate"; then echo "$candidate"; return 0; fi
    done
    if command -v uv >/dev/null; then uv python find 3.12 2>/dev/null || { uv python install 3.12 >&2 && uv python find 3.12; }; return; fi
    return 1
}

if ! [ -x .venv/bin/python ] || ! is_312 .venv/bin/python; then
    python=$(find_python) || {
        echo "Python 3.12 was not found. Install it (for example: pyenv install 3.12, or uv python install 3.12)," >&2
        echo "or say where it is: PYTHON=/path/to/python3.12 make run" >&2
        exit 1
    }
    echo "setting up .venv with $("$python" --version) …"
    rm -rf .venv
    "$python" -m venv .venv
fi
.venv/bin/python -m pip install --quiet --disable-pip-version-check uv==0.13.9
.venv/bin/uv pip install --quiet --python .venv/bin/python --override overrides.txt -r requirements-dev.txt
.venv/bin/uv pip install --quiet --python .venv/bin/python --no-deps -e .
echo "$wanted" > "$stamp"

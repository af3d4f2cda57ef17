"""Runs inside ms-swift's own environment: loads files with its loader and preprocessors.

Jobs on stdin: {"files"}; answers: {"loaded", "rows": what the loader gives}. It drops what it can't use, in silence
but for a log line.
"""

# ruff: noqa: E402 - what is set first decides what is imported

from __future__ import annotations

import contextlib
import io
import json
import logging
import os
import sys
import tempfile

CACHE = tempfile.TemporaryDirectory()
os.environ.update(
    HF_HUB_OFFLINE="1",
    HF_DATASETS_OFFLINE="1",
    TRANSFORMERS_OFFLINE="1",
    MODELSCOPE_CACHE=CACHE.name,
    LOG_LEVEL="ERROR",
)

import datasets
from swift.dataset import load_dataset
from swift.template.template_inputs import TemplateInputs

datasets.disable_progress_bars()
logging.disable(logging.CRITICAL)


def probe(job: dict) -> dict:
    try:
        loaded, _ = load_dataset(job["files"], load_from_cache_file=False, num_proc=1)
    except Exception as error:  # noqa: BLE001 - whatever ends the loading
        return {"loaded": False, "why": f"{type(error).__name__}: {error}"[:300]}
    rows, usable = [], []
    for row in loaded:
        row = {key: value for key, value in row.items() if value is not None}  # noqa: PLW2901
        rows.append(row)
        try:
            TemplateInputs.from_dict(row)
            usable.append(True)
        except Exception:  # noqa: BLE001
            usable.append(False)
    return {"loaded": True, "rows": rows, "usable": usable}


def main() -> None:
    answers = os.fdopen(os.dup(1), "w")
    for line in sys.stdin:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            answer = probe(json.loads(line))
        answers.write(json.dumps(answer, default=str) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()

"""Runs where Axolotl is installed: files are loaded and tokenized by its chat_template strategy.

Jobs on stdin: {"files"}; answers: {"loaded", "rows": ["kept" | "dropped" | "abort" …], "texts"}. A row of which nothing
is trained on is dropped by Axolotl later on. A row's text is all that the model sees, decoded from its tokens.
"""

from __future__ import annotations

import contextlib
import io
import json
import logging
import os
import sys
import tempfile

os.environ.update(HF_HUB_OFFLINE="1", HF_DATASETS_OFFLINE="1", TRANSFORMERS_OFFLINE="1", TOKENIZERS_PARALLELISM="false")

import datasets
from axolotl.prompt_strategies.chat_template import load
from axolotl.utils.dict import DictDefault
from byte_tokenizer import TEMPLATE, tokenizer

datasets.disable_progress_bars()
logging.disable(logging.CRITICAL)
UNTRAINED = -100


def strategy():
    settings = DictDefault({"sequence_len": 1 << 20, "train_on_inputs": False, "chat_template_jinja": TEMPLATE})
    return load(
        tokenizer(), settings, {"type": "chat_template", "chat_template": "jinja", "chat_template_jinja": TEMPLATE}
    )


def probe(job: dict) -> dict:
    with tempfile.TemporaryDirectory() as cache:
        try:
            loaded = list(datasets.load_dataset("json", data_files=job["files"], split="train", cache_dir=cache))
        except Exception as error:  # noqa: BLE001 - whatever ends the loading
            return {"loaded": False, "why": f"{type(error).__name__}: {error}"[:300]}
    made, rows, texts, why = strategy(), [], [], {}
    for number, row in enumerate(loaded):
        try:
            batch = made.tokenize_prompt({key: [value] for key, value in row.items()})
            tokens = {key: values[0] for key, values in batch.items()}
            trained = any(label != UNTRAINED for label in tokens["labels"])
        except Exception as error:  # noqa: BLE001
            rows.append("abort")
            texts.append("")
            why[number] = f"{type(error).__name__}: {error}"[:200]
            continue
        rows.append("kept" if trained else "dropped")
        texts.append(made.tokenizer.decode(tokens["input_ids"]))
    return {"loaded": True, "rows": rows, "texts": texts, "why": why}


def main() -> None:
    answers = os.fdopen(os.dup(1), "w")
    for line in sys.stdin:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            answer = probe(json.loads(line))
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()

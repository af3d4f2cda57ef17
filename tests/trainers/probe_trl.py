"""Runs inside TRL's own environment: loads files as its trainers do, and gives every row to its chat templates.

Jobs on stdin: {"files", "kind": json or parquet}; answers: {"loaded", "rows": ["kept" | "abort" …], "texts"}. A row's
texts are what a trainer would tokenize: the rendered conversation, or prompt and completion, or prompt and answers.
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
from tokenizers import Tokenizer, models
from transformers import PreTrainedTokenizerFast
from trl.data_utils import apply_chat_template, is_conversational, maybe_extract_prompt, maybe_unpair_preference_dataset

datasets.disable_progress_bars()
logging.disable(logging.CRITICAL)

TEMPLATE = (
    "{% if tools %}[tools]{{ tools | tojson }}\n{% endif %}"
    "{% for message in messages %}[{{ message.role }}]{{ message.content or '' }}"
    "{% for call in message.tool_calls or [] %}[call]{{ call.function.name }}{{ call.function.arguments }}{% endfor %}\n{% endfor %}"
    "{% if add_generation_prompt %}[assistant]{% endif %}"
)


def probe(job: dict, tokenizer: PreTrainedTokenizerFast) -> dict:
    with tempfile.TemporaryDirectory() as cache:
        try:
            loaded = datasets.load_dataset(job["kind"], data_files=job["files"], split="train", cache_dir=cache)
        except Exception as error:  # noqa: BLE001 - whatever ends the loading
            return {"loaded": False, "why": f"{type(error).__name__}: {error}"[:300]}
        rows, texts = [], []
        for row in loaded:
            try:
                texts.append(_texts(row, tokenizer))
                rows.append("kept")
            except Exception as error:  # noqa: BLE001
                rows.append("abort")
                texts.append([f"{type(error).__name__}: {error}"[:200]])
        answer = {"loaded": True, "rows": rows, "texts": texts}
        if {"chosen", "rejected"} <= set(loaded.column_names):
            answer["unpaired"] = len(maybe_unpair_preference_dataset(loaded.map(maybe_extract_prompt)))
        return answer


def _texts(row: dict, tokenizer: PreTrainedTokenizerFast) -> list[str]:
    example = maybe_extract_prompt({key: value for key, value in row.items() if value is not None})
    tools = row.get("tools")
    if isinstance(tools, str):
        tools = json.loads(tools)
    if is_conversational(example):
        example = apply_chat_template(example, tokenizer, tools)
    texts = [example[key] for key in ("text", "prompt", "completion", "chosen", "rejected") if key in example]
    if not texts or not all(isinstance(text, str) for text in texts):
        raise TypeError("nothing to tokenize")
    return texts


def main() -> None:
    answers = os.fdopen(os.dup(1), "w")
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=Tokenizer(models.BPE()))
    tokenizer.chat_template = TEMPLATE
    for line in sys.stdin:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            answer = probe(json.loads(line), tokenizer)
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()

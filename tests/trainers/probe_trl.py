"""Runs inside TRL's own environment: files are loaded and prepared by the code of its SFT, DPO and KTO trainers.

Jobs on stdin: {"files", "kind": json or parquet, "task"}; answers: {"loaded", "rows": ["kept" | "abort" …], "texts"}. A
row's texts are what would be trained on, decoded from its tokens.
"""

from __future__ import annotations

import contextlib
import io
import json
import logging
import os
import sys
import tempfile
from types import SimpleNamespace

os.environ.update(HF_HUB_OFFLINE="1", HF_DATASETS_OFFLINE="1", TRANSFORMERS_OFFLINE="1", TOKENIZERS_PARALLELISM="false")

import datasets
from byte_tokenizer import TEMPLATE, tokenizer
from trl import DPOTrainer, KTOTrainer, SFTTrainer

datasets.disable_progress_bars()
datasets.disable_caching()
logging.disable(logging.CRITICAL)

COLUMNS = {
    "sft": ("input_ids",),
    "preference": ("prompt_ids", "chosen_ids", "rejected_ids"),
    "kto": ("prompt_ids", "completion_ids"),
    "pretrain": ("input_ids",),
}


class Preparer:
    """The trainers' own `_prepare_dataset`, without a trainer: that would want a model."""

    def __init__(self) -> None:
        self.tokenizer = tokenizer()
        self.tokenizer.chat_template = TEMPLATE
        self.trainer = SimpleNamespace(
            _tokenizer=self.tokenizer, chat_template=TEMPLATE, completion_only_loss=False, calculate_KL=False
        )
        self.args = SimpleNamespace(
            dataset_num_proc=None, dataset_text_field="text", assistant_only_loss=False, max_length=None, truncation_mode="keep_start",
            padding_free=False, packing_strategy="bfd", loss_type="kto", max_prompt_length=None, max_completion_length=None,
            dataset_kwargs=None, shuffle_dataset=False, seed=0, precompute_ref_log_probs=False, use_liger_kernel=False, pad_to_multiple_of=None,
        )  # fmt: skip

    def prepared(self, dataset: datasets.Dataset, task: str) -> datasets.Dataset:
        if task == "preference":
            return DPOTrainer._prepare_dataset(self.trainer, dataset, self.tokenizer, self.args, "train")
        if task == "kto":
            return KTOTrainer._prepare_dataset(self.trainer, dataset, self.tokenizer, self.args, "train")
        return SFTTrainer._prepare_dataset(self.trainer, dataset, self.tokenizer, self.args, False, None, "train")

    def probe(self, job: dict) -> dict:
        with tempfile.TemporaryDirectory() as cache:
            try:
                loaded = datasets.load_dataset(job["kind"], data_files=job["files"], split="train", cache_dir=cache)
            except Exception as error:  # noqa: BLE001 - whatever ends the loading
                return {"loaded": False, "why": f"{type(error).__name__}: {error}"[:300]}
            try:
                whole = self.prepared(loaded, job["task"])
            except Exception as error:  # noqa: BLE001
                return {
                    "loaded": True,
                    "rows": self._alone(loaded, job["task"]),
                    "why": f"{type(error).__name__}: {error}"[:300],
                }
            return {
                "loaded": True,
                "rows": ["kept"] * len(whole),
                "texts": [self._texts(row, job["task"]) for row in whole],
            }

    def _alone(self, loaded: datasets.Dataset, task: str) -> list[str]:
        out = []
        for number in range(len(loaded)):
            try:
                self.prepared(loaded.select([number]), task)
                out.append("kept")
            except Exception:  # noqa: BLE001
                out.append("abort")
        return out

    def _texts(self, row: dict, task: str) -> list[str]:
        return [self.tokenizer.decode(row[column]) for column in COLUMNS[task] if column in row]


def main() -> None:
    answers = os.fdopen(os.dup(1), "w")
    preparer = Preparer()
    for line in sys.stdin:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            answer = preparer.probe(json.loads(line))
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()

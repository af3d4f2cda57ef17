"""Runs inside LLaMA-Factory's own environment: what its loader, converter and processors do with each row.

Jobs come as JSON lines on stdin: {"dir", "name", "stage"}; answers go out the same way: {"loaded", "rows", "whole"}.
`rows` holds "kept", "dropped" or "abort" for each row; `whole` the number of examples that the whole data set gives,
or null where it ends with an error. With "contents" in a job, what the converter made of each row comes as well.
"""

# ruff: noqa: E402 - the order of imports is what makes this work

from __future__ import annotations

import contextlib
import io
import json
import logging
import os
import sys
import tempfile
import types
from types import SimpleNamespace

os.environ.update(HF_HUB_OFFLINE="1", HF_DATASETS_OFFLINE="1", TRANSFORMERS_OFFLINE="1", TOKENIZERS_PARALLELISM="false")

import datasets
import transformers  # noqa: F401 - looks for torchaudio as it is imported, so before the stand-in

sys.modules["torchaudio"] = types.ModuleType("torchaudio")  # there is no CPU build of it, and no sound here
from byte_tokenizer import tokenizer
from llamafactory.data.loader import _get_dataset_processor, _load_single_dataset
from llamafactory.data.parser import get_dataset_list
from llamafactory.data.template import get_template_and_fix_tokenizer
from llamafactory.hparams import DataArguments

datasets.disable_progress_bars()
logging.disable(logging.CRITICAL)


class Prober:
    def __init__(self, template: str) -> None:
        self.tokenizer = tokenizer()
        self.data_args = DataArguments(template=template, cutoff_len=1 << 20, preprocessing_num_workers=None)
        self.template = get_template_and_fix_tokenizer(self.tokenizer, self.data_args)
        self.training_args = SimpleNamespace(
            local_process_index=0, should_log=False, predict_with_generate=False, seed=0
        )

    def probe(self, job: dict) -> dict:
        with tempfile.TemporaryDirectory() as cache:
            model_args = SimpleNamespace(cache_dir=cache, hf_hub_token=None)
            self.data_args.dataset_dir = job["dir"]
            self.data_args.overwrite_cache = True
            try:
                attr = get_dataset_list([job["name"]], job["dir"])[0]
                if (job["stage"] == "rm") != bool(attr.ranking):
                    return {"loaded": False, "why": "ranking does not go with the stage"}
                loaded = _load_single_dataset(attr, model_args, self.data_args, self.training_args)
            except Exception as error:  # noqa: BLE001 - whatever ends the loading
                return {"loaded": False, "why": f"{type(error).__name__}: {error}"[:300]}
            processor = _get_dataset_processor(self.data_args, job["stage"], self.template, self.tokenizer, None)
            rows, why = [], {}
            for number in range(len(loaded)):
                row = loaded[number]
                try:
                    got = processor.preprocess_dataset({key: [value] for key, value in row.items()})
                    rows.append("kept" if len(next(iter(got.values()), [])) else "dropped")
                except Exception as error:  # noqa: BLE001
                    rows.append("abort")
                    why[number] = f"{type(error).__name__}: {error}"[:200]
            try:
                batch = loaded[:]
                got = processor.preprocess_dataset(batch)
                whole = len(next(iter(got.values()), []))
            except Exception as error:  # noqa: BLE001
                whole, why["whole"] = None, f"{type(error).__name__}: {error}"[:200]
            answer = {"loaded": True, "rows": rows, "whole": whole, "why": why}
            return {**answer, "contents": list(loaded)} if "contents" in job else answer


def main() -> None:
    answers = os.fdopen(os.dup(1), "w")
    prober = Prober(sys.argv[1] if len(sys.argv) > 1 else "qwen")
    for line in sys.stdin:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            answer = prober.probe(json.loads(line))
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()

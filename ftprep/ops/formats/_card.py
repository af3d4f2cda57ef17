"""The dataset card of a hub: what is in the files, in the header that the hub reads and in words."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

from ftprep.ops.formats._formats import Task
from ftprep.ops.formats._parquet import ColumnType, described

_HAN = re.compile(r"[\u4e00-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]")
_SIZES = (
    (1_000, "n<1K"),
    (10_000, "1K<n<10K"),
    (100_000, "10K<n<100K"),
    (1_000_000, "100K<n<1M"),
    (10_000_000, "1M<n<10M"),
)
_TASKS: Mapping[Task, tuple[str, str, str]] = {
    "sft": ("sft", "supervised fine-tuning", "监督微调"),
    "preference": (
        "dpo",
        "preference training: a chosen and a rejected answer",
        "偏好训练：一个优选回答与一个落选回答",
    ),
    "kto": (
        "kto",
        "unpaired preference training: an answer and whether it is good",
        "非成对偏好训练：一个回答及其好坏",
    ),
    "pretrain": ("pretraining", "pretraining on plain text", "纯文本预训练"),
}


def card(
    name: str,
    task: Task,
    rows: int,
    tokens: int,
    types: Mapping[str, ColumnType],
    sample: str,
    splits: Sequence[tuple[str, str]],
) -> str:
    """README.md of a data set on a hub; `splits`: (name, how its files' names begin). No licence is claimed: that is for
    its owner to say."""
    paths = {re.sub(r"\W", "_", split) or "rest": f"{begin}-*.parquet" for split, begin in splits}
    data_files = json.dumps(paths if len(paths) > 1 else next(iter(paths.values())), ensure_ascii=False)
    one = ', split="train"' if len(paths) == 1 else ""
    tag, english, chinese = _TASKS[task]
    han, latin = len(_HAN.findall(sample)), len(_LATIN.findall(sample))
    languages = [code for code, share in (("zh", han * 5), ("en", latin)) if share * 4 >= han * 5 + latin and share]
    size = next((label for bound, label in _SIZES if rows < bound), "n>10M")
    header = ["---", f"pretty_name: {json.dumps(name, ensure_ascii=False)}"]
    if languages:
        header += ["language:", *(f"- {code}" for code in languages)]
    header += [
        "task_categories:", "- text-generation", "size_categories:", f"- {size}", "tags:", f"- {tag}", "configs:",
        "- config_name: default", "  data_files:",
        *(line for split, path in paths.items() for line in (f"  - split: {split}", f"    path: {json.dumps(path, ensure_ascii=False)}")),
        "---",
    ]  # fmt: skip
    table = [f"| `{column}` | `{described(kind)}` |" for column, kind in types.items()]
    return "\n".join(
        [
            *header,
            f"# {name}",
            "",
            f"For {english}. {rows} rows, about {tokens} tokens (estimated).",
            "",
            f"用于{chinese}。共 {rows} 行，约 {tokens} 个 token（估算）。",
            "",
            "| column 列 | type 类型 |",
            "|---|---|",
            *table,
            "",
            "```python",
            "from datasets import load_dataset",
            "",
            f'dataset = load_dataset("parquet", data_files={data_files}{one})',
            "```",
            "",
        ]
    )

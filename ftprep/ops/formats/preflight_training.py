"""What a trainer would do with every row, told before the training."""

from __future__ import annotations

from typing import Any, Literal

from ftprep.operator import Context, Options, operator, setting
from ftprep.ops.formats._preflight import Preflight
from ftprep.ops.formats._trainers.chat import REASONS as CHAT_REASONS
from ftprep.ops.formats._trainers.llamafactory import REASONS as LLAMAFACTORY_REASONS
from ftprep.ops.formats._trainers.llamafactory import ToolFormat
from ftprep.shapes import SHAPE_REASONS


class PreflightTrainingOptions(Options):
    trainer: Literal["llamafactory", "openai", "bedrock_nova", "bedrock_claude", "trl", "ms_swift", "axolotl"] = (
        setting("llamafactory", help="Who will train on the data.")
    )
    fix: bool = setting(
        False,
        help="Make the mechanical repairs: neighbouring messages joined, unanswered ends cut, JSON mended, columns given one "
        "type. Rows that can't be repaired are rejected either way.",
    )
    context_length: int = setting(
        4096, ge=128, le=10_000_000, help="Tokens that the training takes of a row (cutoff_len, max_length). Estimated."
    )
    task: Literal["auto", "sft", "preference", "kto", "pretrain"] = setting(
        "auto", help="What is trained; auto: what dataset_info.json or the rows say."
    )
    tool_format: ToolFormat = setting(
        "qwen", panel=False, help="LLaMA-Factory: how the model's template writes functions. default is the strictest."
    )


_NUMBER, _TEXT = {"type": "number"}, {"type": "string"}


def _table(texts: tuple[str, ...], numbers: tuple[str, ...] = ()) -> dict[str, Any]:
    properties = {**dict.fromkeys(texts, _TEXT), **dict.fromkeys(numbers, _NUMBER)}
    return {"type": "array", "items": {"type": "object", "properties": properties}}


_COUNTS = (
    "rows",
    "abort",
    "dropped",
    "changed",
    "warned",
    "fixed",
    "tokens",
    "longest",
    "too_long",
    "context_length",
    "bytes",
)
_MEANING = ("verdict", "reason", "en", "zh", "fix_en", "fix_zh")
_FIGURES: dict[str, dict[str, Any]] = {
    **dict.fromkeys(_COUNTS, _NUMBER),
    "trainer": _TEXT,
    "task": _TEXT,
    "file_findings": _table(("file", "where", *_MEANING)),
    "findings": _table(("places", *_MEANING), ("count",)),
    "histogram": _table((), ("from", "to", "rows")),
}


@operator(
    "source",
    PreflightTrainingOptions,
    own_files=True,
    reasons={**SHAPE_REASONS, **{name: texts[:2] for name, texts in {**CHAT_REASONS, **LLAMAFACTORY_REASONS}.items()}},
    variables={
        "verdict": {
            "type": "string",
            "description": "ready: every row would be trained on. loses_rows: some would be dropped. stops: the training would end with an error. With fix: what holds after it.",
        },
    },
    figures=_FIGURES,
)
def preflight_training(options: PreflightTrainingOptions, context: Context) -> Preflight:
    """Tells what a trainer would do with every row of a training file: stop, drop it in silence, change it; why, where, and what to do about it.

    Give the files as they would be given to the trainer, with their dataset_info.json for LLaMA-Factory. Rows that
    pass come out again in the trainer's own format; the others are rejected, each with its reason and line.
    """
    return Preflight(options, context)

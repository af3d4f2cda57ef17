"""Marks of chat templates are taken out of content: a model must never learn to write them.

The marks are those of the published templates: ChatML, Llama 2 and 3, Gemma, Phi, GLM, DeepSeek, Baichuan, BOS and EOS.
"""

from __future__ import annotations

import re
from typing import Any

from ftprep.ops.cleaning.rules.base import Change, Rule

_MARKS = (
    r"<\|(?:im_start|im_end|im_sep|endoftext|startoftext|begin_of_text|end_of_text|start_header_id|end_header_id|eot_id|eom_id"
    r"|end_of_turn|python_tag|finetune_right_pad_id|system|user|assistant|observation|end|pad|unk|bos|eos|sep"
    r"|fim_prefix|fim_middle|fim_suffix|object_ref_start|object_ref_end|box_start|box_end|vision_start|vision_end"
    r"|vision_pad|image_pad|video_pad|image|audio|start|channel|message|return)\|>"
    r"|<｜(?:begin▁of▁sentence|end▁of▁sentence|User|Assistant|▁pad▁|tool▁[a-z▁]+)｜>"
    r"|\[/?INST\]|<</?SYS>>|\[(?:EOS|BOS|SEP|CLS|PAD|UNK|MASK|gMASK|sMASK|EOD|EOT)\]"
    r"|<(?:start_of_turn|end_of_turn|sop|eop|reserved_10[67]|bos|eos|pad|unk)>|\A\s*<s>|</s>\s*\Z"
)
_MARK = re.compile(rf"(?:(?:<\|im_start\|>|<start_of_turn>)(?:system|user|assistant|model|tool)?[ \t]*\n?|{_MARKS})")


def make(settings: Any) -> Change | None:
    return _change if settings.chat_marks else None


def _change(text: str) -> str:
    return _MARK.sub("", text)


RULE = Rule(
    "chat_marks",
    make,
    gates=(
        r"<\||<｜|\[/?[A-Zgs][A-Z]{2,}\]|<</?SYS>>|<(?:start|end)_of|<[se]op>|</?s>|<(?:reserved_10|bos|eos|pad|unk)",
    ),
)

"""What each chat trainer and service asks of a row, as tables.

Read in the trainers' own code: TRL 1.16, data_utils.py; ms-swift 4.6, dataset/preprocessor/core.py; Axolotl 0.19,
prompt_strategies/chat_template.py and utils/trainer.py.

Read in the services' documents:
- OpenAI, guide "Fine-tuning" and API reference "Files": JSON Lines, 10 examples at least, 512 MB a file. The tokens of an
  example depend on the model; 65,536 are those of GPT-4o mini. That the last message must be the model's, and the words
  for a weight, are from the cookbook's data checks and from answers in its forum.
- Amazon Nova, "Preparing data for fine-tuning Understanding models": roles, first and last turn, 100 samples recommended
  for each task, the letters of file names, the reserved words (at the beginning of a prompt or anywhere in it), any text
  as schemaVersion. "Supervised fine-tuning on Amazon Nova 2.0": sections of tools may make a job fail.
- Anthropic, cookbook "Finetuning Claude 3 Haiku on Bedrock": a flat system text, two messages at least, strict turns,
  no further keys.

No document at hand confirms 32,000 tokens a row for both of Bedrock's, nor Claude's 32 to 10,000 rows: those quotas are
AWS's to raise and to change, so what goes beyond them is a warning, or told as a change, and no verdict on the job.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from ftprep.ops.formats._trainers._finding import Verdict

MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    least_rows: int = 0
    fewer_is: Verdict = "abort"
    most_rows: int = 0
    more_is: Verdict = "abort"
    most_bytes: int = 0
    most_tokens: int = 0


@dataclass(frozen=True, slots=True)
class Rules:
    name: str
    roles: frozenset[str]
    wrong: Verdict
    """What a row that breaks a rule meets."""
    content: Literal["text", "parts", "either"] = "text"
    """Text, a list of {text}, or either."""
    system: Literal["message", "list", "text"] = "message"
    """Where a system prompt stands: among the messages, or in a field of its own."""
    null_with_calls: bool = False
    """Whether content may be missing beside tool_calls."""
    odd_message: Verdict | None = None
    """What a message of another role or with no text meets, where that is for the chat template to say."""
    empty: Verdict = "warned"
    untrained: Verdict | None = None
    """What a row meets in which there is no word of the model."""
    strict_turns: bool = False
    """Person first, model last, strictly in turns."""
    ends_with_answer: Verdict | None = None
    row_keys: frozenset[str] | None = None
    message_keys: frozenset[str] | None = None
    tools: Literal["list", "text", "none"] = "list"
    weights: bool = False
    reserved: tuple[str, ...] = ()
    columns: bool = False
    """Whether the datasets library reads the file, and every column needs one type."""
    lines_only: bool = False
    not_in_names: str = ""
    """What may not stand in a file's name."""
    limits: Limits = Limits()


_CHAT = frozenset(("system", "user", "assistant", "tool"))

CHAT_RULES: Mapping[str, Rules] = {
    rules.name: rules
    for rules in (
        Rules(
            "openai", _CHAT | {"developer", "function"}, "abort", content="either", null_with_calls=True, empty="abort",
            ends_with_answer="abort", row_keys=frozenset(("messages", "tools", "parallel_tool_calls", "functions")),
            message_keys=frozenset(("role", "content", "name", "weight", "tool_calls", "tool_call_id", "function_call", "refusal")),
            weights=True, lines_only=True, limits=Limits(10, most_bytes=512 * MB, most_tokens=65_536),
        ),
        Rules(
            "bedrock_nova", frozenset(("user", "assistant")), "abort", content="parts", system="list", empty="abort",
            strict_turns=True, tools="none", row_keys=frozenset(("schemaVersion", "system", "messages")),
            reserved=("User:", "Bot:", "Assistant:", "System:", "<image>", "<video>", "[EOS]"), lines_only=True,
            not_in_names=r"[^A-Za-z0-9_./-]+", limits=Limits(100, "warned", most_tokens=32_000),
        ),
        Rules(
            "bedrock_claude", frozenset(("user", "assistant")), "abort", system="text", empty="abort", strict_turns=True,
            tools="none", row_keys=frozenset(("system", "messages")), message_keys=frozenset(("role", "content")),
            lines_only=True, limits=Limits(32, "warned", most_rows=10_000, more_is="warned", most_tokens=32_000),
        ),
        Rules("trl", _CHAT, "abort", content="either", null_with_calls=True, columns=True, odd_message="changed"),
        Rules(
            "ms_swift", _CHAT | {"tool_call", "tool_response", "function_call", "observation", "human", "gpt", "bot"},
            "dropped", content="either", null_with_calls=True, columns=True, tools="text", weights=True,
        ),
        Rules(
            "axolotl", _CHAT | {"human", "gpt"}, "abort", content="either", null_with_calls=True, columns=True, odd_message="changed",
            untrained="dropped",
        ),
    )
}  # fmt: skip


def plain_name(stem: str, trainer: str) -> str:
    """The name as the service takes it.

    >>> plain_name("客服 2024", "bedrock_nova"), plain_name("客服", "bedrock_nova"), plain_name("客服", "openai")
    ('2024', 'dataset', '客服')
    """
    rules = CHAT_RULES.get(trainer)
    if rules is None or not rules.not_in_names:
        return stem
    return re.sub(rules.not_in_names, "_", stem).strip("_.") or "dataset"

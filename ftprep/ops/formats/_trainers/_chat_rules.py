"""What each chat trainer and service asks of a row, as tables.

Sources: OpenAI, fine-tuning guide and the cookbook's data checks. Amazon Nova, "Preparing data for fine-tuning
Understanding models" (roles, first and last turn, reserved words, file names, 100 samples a task); Amazon Bedrock,
Claude 3 Haiku (a flat system text, strict turns, 32 to 10,000 records of up to 32,000 tokens). TRL 1.16, data_utils.py.
ms-swift 4.6, dataset/preprocessor/core.py. Axolotl 0.19, prompt_strategies/chat_template.py.
"""

from __future__ import annotations

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
    most_bytes: int = 0
    most_tokens: int = 0
    longer_is: Verdict = "changed"


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
    file_names: str = ""
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
            file_names=r"[A-Za-z0-9_./-]+", limits=Limits(100, "warned", most_tokens=32_000),
        ),
        Rules(
            "bedrock_claude", frozenset(("user", "assistant")), "abort", system="text", empty="abort", strict_turns=True,
            tools="none", row_keys=frozenset(("system", "messages")), message_keys=frozenset(("role", "content")),
            lines_only=True, limits=Limits(32, most_rows=10_000, most_tokens=32_000, longer_is="abort"),
        ),
        Rules("trl", _CHAT, "abort", content="either", null_with_calls=True, columns=True, odd_message="changed"),
        Rules(
            "ms_swift", _CHAT | {"tool_call", "tool_response", "function_call", "observation", "human", "gpt", "bot"},
            "dropped", content="either", null_with_calls=True, columns=True, tools="text", weights=True,
        ),
        Rules("axolotl", _CHAT | {"human", "gpt"}, "abort", content="either", null_with_calls=True, columns=True, odd_message="changed"),
    )
}  # fmt: skip

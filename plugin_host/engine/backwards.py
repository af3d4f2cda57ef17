"""Calls that a tool makes to Dify, answered here: a language model, by our endpoint."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from plugin_host.engine.errors import ModelNotSetError, PluginProcessError
from plugin_host.engine.model import ModelEndpoint, request_parameters

_NO_PRICE = {
    "prompt_unit_price": 0, "prompt_price_unit": 0, "prompt_price": 0, "completion_unit_price": 0,
    "completion_price_unit": 0, "completion_price": 0, "total_price": 0, "currency": "USD", "latency": 0.0,
}  # fmt: skip


def answers(model: ModelEndpoint | None, asked: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """The pieces that answer a call back of the plugin. Raises FtprepError."""
    kind, request = asked.get("type"), asked.get("request") or {}
    if kind != "llm" or request.get("tools"):
        raise PluginProcessError(
            en=f"A tool asked Dify for {kind!r}; only plain calls of a language model are answered here.",
            zh=f"工具向 Dify 请求 {kind!r}；此处只支持普通的大模型调用。",
        )
    if model is None:
        raise ModelNotSetError
    name = str(request.get("model") or model.model)
    parameters = request_parameters(request.get("completion_params") or {}, request.get("stop"))
    messages = [_message(message) for message in request.get("prompt_messages") or ()]
    tokens = {"prompt_tokens": 0, "completion_tokens": 0}
    reason = "stop"
    for index, piece in enumerate(model.stream(messages, parameters)):
        reason = piece.finish_reason or reason
        tokens["prompt_tokens"] = piece.prompt_tokens or tokens["prompt_tokens"]
        tokens["completion_tokens"] = piece.completion_tokens or tokens["completion_tokens"]
        if piece.text:
            yield _chunk(name, index, piece.text)
    usage = {**_NO_PRICE, **tokens, "total_tokens": sum(tokens.values())}
    yield _chunk(name, -1, "", usage=usage, finish_reason=reason)


def _chunk(name: str, index: int, text: str, **rest: Any) -> dict[str, Any]:
    message = {"role": "assistant", "content": text, "tool_calls": []}
    return {"model": name, "delta": {"index": index, "message": message, **rest}}


def _message(message: Mapping[str, Any]) -> dict[str, Any]:
    content = message.get("content")
    if isinstance(content, list):
        content = "".join(str(part.get("data", "")) for part in content if part.get("type") == "text")
    return {"role": str(message.get("role")), "content": content or ""}

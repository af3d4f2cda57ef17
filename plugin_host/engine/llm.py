"""The model as graphon's nodes want it: whatever provider and model a node names, our endpoint answers."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, override

import regex
from graphon.model_runtime.entities.common_entities import I18nObject
from graphon.model_runtime.entities.llm_entities import (
    LLMResult,
    LLMResultChunk,
    LLMResultChunkDelta,
    LLMResultChunkWithStructuredOutput,
    LLMResultWithStructuredOutput,
    LLMUsage,
)
from graphon.model_runtime.entities.message_entities import (
    AssistantPromptMessage,
    PromptMessage,
    PromptMessageRole,
    PromptMessageTool,
    SystemPromptMessage,
)
from graphon.model_runtime.entities.model_entities import (
    AIModelEntity,
    FetchFrom,
    ModelFeature,
    ModelPropertyKey,
    ModelType,
)
from graphon.nodes.llm.runtime_protocols import LLMProtocol
from json_repair import repair_json
from jsonschema import Draft7Validator  # type: ignore[import-untyped]  # comes with graphon, without types

from ftprep.errors import ModelError
from plugin_host.engine.cancel import Switch
from plugin_host.engine.errors import ModelNotSetError, ModelRefusedError
from plugin_host.engine.model import ModelEndpoint, Piece, request_parameters

CONTEXT_TOKENS = 128_000
_HAN = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}]")


class GraphModel(LLMProtocol):
    """One node's model. Without an endpoint each call raises, saying what to set. `refused` is told what can't get better."""

    def __init__(
        self,
        endpoint: ModelEndpoint | None,
        provider: str,
        name: str,
        parameters: Mapping[str, Any],
        switch: Switch,
        refused: Callable[[ModelRefusedError], None],
    ) -> None:
        self._endpoint = endpoint
        self._provider = provider
        self._name = name
        self._parameters = dict(parameters)
        self._stop = self._parameters.pop("stop", None) or None
        self._switch = switch
        self._refused = refused

    @property
    @override
    def provider(self) -> str:
        return self._provider

    @property
    @override
    def model_name(self) -> str:
        return self._name

    @property
    @override
    def parameters(self) -> Mapping[str, Any]:
        return self._parameters

    @parameters.setter
    def parameters(self, value: Mapping[str, Any]) -> None:
        self._parameters = dict(value)

    @property
    @override
    def stop(self) -> Sequence[str] | None:
        return self._stop

    @override
    def get_model_schema(self) -> AIModelEntity:
        return AIModelEntity(
            model=self._name,
            label=I18nObject(en_US=self._name),
            model_type=ModelType.LLM,
            features=[ModelFeature.STRUCTURED_OUTPUT],
            fetch_from=FetchFrom.CUSTOMIZABLE_MODEL,
            model_properties={ModelPropertyKey.MODE: "chat", ModelPropertyKey.CONTEXT_SIZE: CONTEXT_TOKENS},
        )

    @override
    def get_llm_num_tokens(self, prompt_messages: Sequence[PromptMessage]) -> int:
        """An estimate: one a Chinese character, one for four others."""
        texts = [message.get_text_content() for message in prompt_messages]
        han = sum(len(_HAN.findall(text)) for text in texts)
        return han + (sum(map(len, texts)) - han) // 4

    @override
    def invoke_llm(  # type: ignore[override]  # one body for the protocol's two overloads
        self,
        *,
        prompt_messages: Sequence[PromptMessage],
        model_parameters: Mapping[str, Any],
        tools: Sequence[PromptMessageTool] | None,
        stop: Sequence[str] | None,
        stream: bool,
    ) -> LLMResult | Generator[LLMResultChunk, None, None]:
        del tools  # no node of a workflow gives any to a model that does not claim them
        pieces = self._pieces(prompt_messages, request_parameters(model_parameters, stop))
        return self._chunks(pieces) if stream else self._result(pieces)

    @override
    def invoke_llm_with_structured_output(  # type: ignore[override]  # as above
        self,
        *,
        prompt_messages: Sequence[PromptMessage],
        json_schema: Mapping[str, Any],
        model_parameters: Mapping[str, Any],
        stop: Sequence[str] | None,
        stream: bool,
    ) -> LLMResultWithStructuredOutput | Generator[LLMResultChunkWithStructuredOutput, None, None]:
        """The schema is told in words, which every model understands, and what comes is read leniently."""
        rule = "Answer with one JSON object and nothing else. It must fit this JSON schema:\n" + json.dumps(
            json_schema, ensure_ascii=False
        )
        parameters = {**request_parameters(model_parameters, stop), "response_format": {"type": "json_object"}}
        pieces = self._pieces([SystemPromptMessage(content=rule), *prompt_messages], parameters)
        if stream:
            return self._structured_chunks(pieces, json_schema)
        result = self._result(pieces)
        found = structured(result.message.get_text_content(), json_schema)
        return LLMResultWithStructuredOutput(**result.model_dump(), structured_output=found)

    @override
    def is_structured_output_parse_error(self, error: Exception) -> bool:
        del error
        return False

    def _pieces(self, messages: Sequence[PromptMessage], parameters: Mapping[str, Any]) -> Iterator[Piece]:
        try:
            if self._endpoint is None:
                raise ModelNotSetError
            yield from self._endpoint.stream([_message(message) for message in messages], parameters, self._switch)
        except ModelRefusedError as error:
            self._refused(error)
            raise

    def _chunks(self, pieces: Iterator[Piece]) -> Generator[LLMResultChunk, None, None]:
        usage = _Usage()
        for index, piece in enumerate(pieces):
            usage.add(piece)
            yield self._chunk(index, piece.text)
        yield self._chunk(-1, "", usage)

    def _structured_chunks(
        self, pieces: Iterator[Piece], schema: Mapping[str, Any]
    ) -> Generator[LLMResultChunkWithStructuredOutput, None, None]:
        usage, texts = _Usage(), []
        for index, piece in enumerate(pieces):
            usage.add(piece)
            texts.append(piece.text)
            chunk = self._chunk(index, piece.text)
            yield LLMResultChunkWithStructuredOutput(model=chunk.model, delta=chunk.delta)
        last = self._chunk(-1, "", usage)
        found = structured("".join(texts), schema)
        yield LLMResultChunkWithStructuredOutput(model=last.model, delta=last.delta, structured_output=found)

    def _result(self, pieces: Iterator[Piece]) -> LLMResult:
        usage, texts = _Usage(), []
        for piece in pieces:
            usage.add(piece)
            texts.append(piece.text)
        return LLMResult(model=self._name, message=AssistantPromptMessage(content="".join(texts)), usage=usage.result())

    def _chunk(self, index: int, text: str, usage: _Usage | None = None) -> LLMResultChunk:
        delta = LLMResultChunkDelta(
            index=index,
            message=AssistantPromptMessage(content=text),
            usage=usage.result() if usage is not None else None,
            finish_reason=(usage.reason or "stop") if usage is not None else None,
        )
        return LLMResultChunk(model=self._name, delta=delta)


class _Usage:
    """Adds up what the pieces of one answer say of its cost."""

    def __init__(self) -> None:
        self.reason: str | None = None
        self._prompt = self._completion = 0
        self._start = time.monotonic()

    def add(self, piece: Piece) -> None:
        self.reason = piece.finish_reason or self.reason
        self._prompt = piece.prompt_tokens or self._prompt
        self._completion = piece.completion_tokens or self._completion

    def result(self) -> LLMUsage:
        usage = LLMUsage.empty_usage()
        usage.prompt_tokens, usage.completion_tokens = self._prompt, self._completion
        usage.total_tokens = self._prompt + self._completion
        usage.total_price = Decimal(0)
        usage.latency = round(time.monotonic() - self._start, 3)
        return usage


def structured(text: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    """The JSON object in an answer. Raises ModelError where there is none, or one that does not fit."""
    value = repair_json(text, return_objects=True)
    if not isinstance(value, dict) or not value:
        raise ModelError(
            en="The language model's answer holds no JSON object. Ask for JSON in the prompt, or use a stronger model.",
            zh="大模型的应答里没有 JSON 对象。请在提示词中要求输出 JSON，或换用更强的模型。",
        )
    fault = next(iter(Draft7Validator(dict(schema)).iter_errors(value)), None)
    if fault is not None:
        raise ModelError(
            en=f"The language model's JSON does not fit the node's schema (at {fault.json_path}, {fault.validator}). "
            "Run again, or use a stronger model.",
            zh=f"大模型输出的 JSON 不符合节点的结构定义（位置 {fault.json_path}，规则 {fault.validator}）。请重试，或换用更强的模型。",
        )
    return value


def _message(message: PromptMessage) -> dict[str, Any]:
    role = "system" if message.role is PromptMessageRole.SYSTEM else message.role.value
    out: dict[str, Any] = {"role": role, "content": message.get_text_content()}
    if isinstance(message, AssistantPromptMessage) and message.tool_calls:
        out["tool_calls"] = [call.model_dump() for call in message.tool_calls]
    if (call_id := getattr(message, "tool_call_id", None)) is not None:
        out["tool_call_id"] = call_id
    return out

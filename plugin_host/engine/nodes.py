"""Makes graphon's nodes for one run, each with what it needs from outside: the plugin, the model, code, templates, HTTP."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from graphon.entities.base_node_data import BaseNodeData
from graphon.entities.graph_config import NodeConfigDict
from graphon.enums import BuiltinNodeTypes, NodeExecutionType
from graphon.file import File, FileType
from graphon.graph.graph import NodeFactory
from graphon.nodes.base.node import Node
from graphon.nodes.code.code_node import CodeNode
from graphon.nodes.code.limits import CodeNodeLimits
from graphon.nodes.end.end_node import EndNode
from graphon.nodes.http_request.config import build_http_request_config
from graphon.nodes.http_request.node import HttpRequestNode, HttpRequestNodeDependencies
from graphon.nodes.if_else.if_else_node import IfElseNode
from graphon.nodes.iteration.iteration_node import IterationNode
from graphon.nodes.iteration.iteration_start_node import IterationStartNode
from graphon.nodes.list_operator.node import ListOperatorNode
from graphon.nodes.llm import LLMNode
from graphon.nodes.loop.loop_end_node import LoopEndNode
from graphon.nodes.loop.loop_node import LoopNode
from graphon.nodes.loop.loop_start_node import LoopStartNode
from graphon.nodes.parameter_extractor.parameter_extractor_node import ParameterExtractorNode
from graphon.nodes.question_classifier import QuestionClassifierNode, QuestionClassifierNodeDependencies
from graphon.nodes.start import StartNode
from graphon.nodes.template_transform.template_transform_node import TemplateTransformNode
from graphon.nodes.tool.tool_node import ToolNode
from graphon.nodes.variable_aggregator.variable_aggregator_node import VariableAggregatorNode
from graphon.nodes.variable_assigner.v1.node import VariableAssignerNode as OldAssignerNode
from graphon.nodes.variable_assigner.v2.node import VariableAssignerNode
from graphon.runtime.init_params import InitParams
from graphon.runtime.runtime_state import RuntimeState

from plugin_host.engine.cancel import Switch
from plugin_host.engine.code_executor import CodeProcess
from plugin_host.engine.errors import ModelRefusedError, WorkflowError
from plugin_host.engine.failures import guarded
from plugin_host.engine.files import FileStore
from plugin_host.engine.graph_files import GraphFiles, ToolFiles
from plugin_host.engine.http_client import AllowedHosts
from plugin_host.engine.limits import Limits
from plugin_host.engine.llm import GraphModel
from plugin_host.engine.model import ModelEndpoint
from plugin_host.engine.templates import Templates
from plugin_host.engine.tool_runtime import PluginTools


class LegacyAggregatorNode(VariableAggregatorNode):
    """The variable aggregator under the name that old exports give it."""

    node_type = BuiltinNodeTypes.LEGACY_VARIABLE_AGGREGATOR


PLAIN: tuple[type[Node[Any]], ...] = (
    StartNode, EndNode, IfElseNode, IterationNode, IterationStartNode, LoopNode, LoopStartNode, LoopEndNode,
    VariableAggregatorNode, LegacyAggregatorNode, ListOperatorNode,
)  # fmt: skip
"""Nodes that need nothing from outside."""

EQUIPPED: tuple[type[Node[Any]], ...] = (
    ToolNode, LLMNode, ParameterExtractorNode, QuestionClassifierNode, CodeNode, TemplateTransformNode, HttpRequestNode,
)  # fmt: skip

_BY_TYPE: dict[str, type[Node[Any]]] = {kind.node_type: kind for kind in (*PLAIN, *EQUIPPED)}

SUPPORTED = frozenset((*_BY_TYPE, VariableAssignerNode.node_type))
"""Node types that run here."""


def node_class(data: Mapping[str, Any]) -> type[Node[Any]]:
    """The class that runs a node of this data. Raises WorkflowError for a type that does not run here."""
    kind = str(data["type"])
    if kind == VariableAssignerNode.node_type:
        return VariableAssignerNode if "items" in data else OldAssignerNode
    if kind not in _BY_TYPE:
        title = data.get("title") or kind
        raise WorkflowError(
            en=f"Node {title!r} has the type {kind!r}, which does not run here. It runs: {', '.join(sorted(SUPPORTED))}.",
            zh=f"节点“{title}”的类型 {kind!r} 在此处不支持。支持：{'、'.join(sorted(SUPPORTED))}。",
        )
    return _BY_TYPE[kind]


@dataclass(frozen=True, slots=True)
class Equipment:
    """What the nodes of one run share."""

    tools: PluginTools
    model: ModelEndpoint | None
    files: FileStore
    kept: list[str]
    limits: Limits
    switch: Switch
    refused: Callable[[ModelRefusedError], None]
    """Told where a model refused for good, unless its node says itself what then happens."""

    def tool_files(self) -> ToolFiles:
        return ToolFiles(self.files, self.kept)

    def templates(self) -> Templates:
        return Templates(self.limits, self.switch)

    def graph_model(self, data: Any) -> GraphModel:
        chosen = data.model
        refused = self.refused if data.error_strategy is None else _nothing_more
        return GraphModel(self.model, chosen.provider, chosen.name, chosen.completion_params, self.switch, refused)


@dataclass(frozen=True, slots=True)
class Nodes(NodeFactory):
    """graphon's factory for one run; copies of it serve the items of iterations."""

    init_params: InitParams
    runtime_state: RuntimeState
    equipment: Equipment

    def with_runtime_state(self, runtime_state: RuntimeState) -> Nodes:
        return replace(self, runtime_state=runtime_state)

    def with_graph_config(self, graph_config: Mapping[str, Any]) -> Nodes:
        return replace(self, init_params=self.init_params.model_copy(update={"graph_config": graph_config}))

    def validate_node(self, node_config: NodeConfigDict) -> NodeExecutionType:
        kind = node_class(_payload(node_config))
        kind.validate_node_data(node_config["data"])
        return kind.execution_type

    def create_node(self, node_config: NodeConfigDict) -> Node[Any]:
        kind = node_class(_payload(node_config))
        data = kind.validate_node_data(node_config["data"])
        return guarded(kind, self.equipment.switch)(
            node_config["id"],
            data,
            init_params=self.init_params,
            runtime_state=self.runtime_state,
            **_SUPPLIES.get(kind, _nothing)(self.equipment, data),
        )


def _nothing_more(error: ModelRefusedError) -> None:
    del error


def _nothing(equipment: Equipment, data: Any) -> dict[str, Any]:
    del equipment, data
    return {}


def _tool(equipment: Equipment, data: Any) -> dict[str, Any]:
    del data
    return {"tool_file_manager": equipment.tool_files(), "runtime": equipment.tools}


def _llm(equipment: Equipment, data: Any) -> dict[str, Any]:
    return {
        "model_instance": equipment.graph_model(data),
        "llm_file_saver": NoFiles(),
        "prompt_message_serializer": Prompts(),
        "jinja2_template_renderer": equipment.templates(),
    }


def _extractor(equipment: Equipment, data: Any) -> dict[str, Any]:
    return {"model_instance": equipment.graph_model(data), "prompt_message_serializer": Prompts()}


def _classifier(equipment: Equipment, data: Any) -> dict[str, Any]:
    dependencies = QuestionClassifierNodeDependencies(
        model_instance=equipment.graph_model(data),
        template_renderer=equipment.templates(),
        llm_file_saver=NoFiles(),
        prompt_message_serializer=Prompts(),
    )
    return {"dependencies": dependencies}


def _code(equipment: Equipment, data: Any) -> dict[str, Any]:
    del data
    executor = CodeProcess(equipment.limits, equipment.switch)
    return {"code_executor": executor, "code_limits": code_limits(equipment.limits)}


def _template(equipment: Equipment, data: Any) -> dict[str, Any]:
    del data
    return {"jinja2_template_renderer": equipment.templates(), "max_output_length": equipment.limits.code_characters}


def _http(equipment: Equipment, data: Any) -> dict[str, Any]:
    del data
    dependencies = HttpRequestNodeDependencies(
        tool_file_manager_factory=equipment.tool_files,
        file_manager=Downloads(equipment.files),
        file_reference_factory=equipment.tool_files(),
        http_client=AllowedHosts(),
    )
    return {"http_request_config": build_http_request_config(), "dependencies": dependencies}


_SUPPLIES: dict[type[Node[Any]], Callable[[Equipment, Any], dict[str, Any]]] = {
    ToolNode: _tool,
    LLMNode: _llm,
    ParameterExtractorNode: _extractor,
    QuestionClassifierNode: _classifier,
    CodeNode: _code,
    TemplateTransformNode: _template,
    HttpRequestNode: _http,
}
"""The further arguments that a node's class takes."""


class Prompts:
    """What a model was asked, as Dify's stream shows it."""

    def serialize(self, *, model_mode: Any, prompt_messages: Sequence[Any]) -> list[dict[str, Any]]:
        del model_mode
        return [
            {"role": str(message.role), "text": message.get_text_content(), "files": []} for message in prompt_messages
        ]


class NoFiles:
    """For models that answer with text only."""

    def save_binary_string(
        self, data: bytes, mime_type: str, file_type: FileType, extension_override: str | None = None
    ) -> File:
        raise NotImplementedError("models answer with text only here")

    def save_remote_url(self, url: str, file_type: FileType) -> File:
        raise NotImplementedError("models answer with text only here")


class Downloads:
    """The content of a file that an HTTP request sends."""

    def __init__(self, files: FileStore) -> None:
        self._files = GraphFiles(files)

    def download(self, f: File, /) -> bytes:
        return self._files.load_file_bytes(file=f)


def code_limits(limits: Limits) -> CodeNodeLimits:
    """graphon's form of the limits on what a code node gives."""
    return CodeNodeLimits(
        max_string_length=limits.code_characters,
        max_number=limits.code_number,
        min_number=-limits.code_number,
        max_precision=limits.code_digits,
        max_depth=limits.code_depth,
        max_number_array_length=limits.code_numbers,
        max_string_array_length=limits.code_texts,
        max_object_array_length=limits.code_objects,
    )


def _payload(node_config: NodeConfigDict) -> Mapping[str, Any]:
    data = node_config["data"]
    return data.model_dump(mode="python") if isinstance(data, BaseNodeData) else data

"""LLM nodes and others that ask a model."""

from __future__ import annotations

from collections.abc import Iterator

from plugin_host.check.findings import Problem
from plugin_host.check.loose import mapping, mappings, selector, text
from plugin_host.check.workflow.book import RULES
from plugin_host.check.workflow.model import Workflow
from plugin_host.check.workflow.references import templates

MODEL_NODES = ("llm", "parameter-extractor", "question-classifier")
_HISTORY = ("{{#histories#}}", "<histories>")


@RULES.error
def model_choice(workflow: Workflow) -> Iterator[Problem]:
    """A node that asks a model and names none, or names its provider in a form that Dify does not read."""
    for node in workflow.of_type(*MODEL_NODES):
        model = mapping(node.data.get("model"))
        provider = text(model.get("provider"))
        if not provider or not text(model.get("name")):
            yield Problem(
                f"{node.place}.model", en="Choose a model: provider and name.", zh="请选择模型：provider 和 name。"
            )
        elif provider.count("/") not in (0, 2):
            yield Problem(
                f"{node.place}.model.provider",
                en=f"{provider!r} is not of the form author/plugin/provider.",
                zh=f"{provider!r} 不是 author/plugin/provider 的形式。",
            )


@RULES.error
def empty_prompt(workflow: Workflow) -> Iterator[Problem]:
    """An LLM node that asks nothing."""
    for node in workflow.of_type("llm"):
        template = node.data.get("prompt_template")
        prompts = mappings(template) or [mapping(template)]
        if not any(text(prompt.get(key)).strip() for prompt in prompts for key in ("text", "jinja2_text")):
            yield Problem(
                f"{node.place}.prompt_template", en="The prompt is empty. Write it.", zh="提示词为空，请填写。"
            )


@RULES.error
def chat_prompt(workflow: Workflow) -> Iterator[Problem]:
    """A workflow's LLM node that still holds the studio's default prompt with the chat history."""
    if workflow.is_chat:
        return
    for node in workflow.of_type("llm"):
        for where, template in templates(node):
            if any(mark in template for mark in _HISTORY):
                yield Problem(
                    f"{node.place}.{where}",
                    en="This is the default prompt for chats: a workflow has no history to put in. Write what the model "
                    "is to do, and mention the variable it works on.",
                    zh="这是对话应用的默认提示词，工作流没有聊天历史可填。请写明要模型做什么，并引用要处理的变量。",
                )


@RULES.warning
def chat_memory(workflow: Workflow) -> Iterator[Problem]:
    """A workflow's LLM node with a memory window: there is no conversation to remember."""
    if workflow.is_chat:
        return
    for node in workflow.of_type(*MODEL_NODES):
        if mapping(mapping(node.data.get("memory")).get("window")).get("enabled"):
            yield Problem(
                f"{node.place}.memory",
                en="A workflow has no conversation to remember. Remove memory.",
                zh="工作流没有可记忆的会话，请删除 memory。",
            )


@RULES.error
def empty_context(workflow: Workflow) -> Iterator[Problem]:
    """Context that is switched on with nothing bound, or mentioned in the prompt and switched off."""
    for node in workflow.of_type("llm"):
        context = mapping(node.data.get("context"))
        bound = bool(context.get("enabled")) and bool(selector(context.get("variable_selector")))
        if context.get("enabled") and not bound:
            yield Problem(
                f"{node.place}.context",
                en="Context is on and nothing is bound to it. Bind a variable, or switch it off.",
                zh="已启用上下文但没有绑定变量。请绑定，或关闭。",
            )
        if not bound and any("{{#context#}}" in template for _, template in templates(node)):
            yield Problem(
                f"{node.place}.prompt_template",
                en="The prompt mentions {{#context#}}, and no context is bound.",
                zh="提示词引用了 {{#context#}}，但没有绑定上下文。",
            )


@RULES.warning
def vision_without_files(workflow: Workflow) -> Iterator[Problem]:
    """Vision that is switched on and bound to no file, where the app takes no files of its own either."""
    if "'enabled': True" in str(mapping(workflow.body.get("features")).get("file_upload")):
        return
    for node in workflow.of_type(*MODEL_NODES):
        vision = mapping(node.data.get("vision"))
        if vision.get("enabled") and not selector(mapping(vision.get("configs")).get("variable_selector")):
            yield Problem(
                f"{node.place}.vision",
                en="Vision is on and no file is bound to it. Bind one, or switch it off.",
                zh="已启用视觉但没有绑定文件。请绑定，或关闭。",
            )

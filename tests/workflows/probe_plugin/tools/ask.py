from collections.abc import Generator
from typing import Any

from dify_plugin import Tool
from dify_plugin.entities.model.message import SystemPromptMessage, UserPromptMessage
from dify_plugin.entities.tool import ToolInvokeMessage


class Ask(Tool):
    def _invoke(self, tool_parameters: dict[str, Any]) -> Generator[ToolInvokeMessage, None, None]:
        messages = [SystemPromptMessage(content="Be brief."), UserPromptMessage(content=tool_parameters["prompt"])]
        answer = self.session.model.llm.invoke(
            tool_parameters["model"], messages, stream=bool(tool_parameters.get("stream"))
        )
        if tool_parameters.get("stream"):
            yield self.create_text_message("|".join(chunk.delta.message.content for chunk in answer))
        else:
            yield self.create_text_message(answer.message.content)
            yield self.create_variable_message("tokens", answer.usage.total_tokens)

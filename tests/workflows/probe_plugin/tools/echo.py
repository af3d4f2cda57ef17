from collections.abc import Generator
from typing import Any

from dify_plugin import Tool
from dify_plugin.entities.tool import ToolInvokeMessage
from dify_plugin.file.file import File


class Echo(Tool):
    def _invoke(self, tool_parameters: dict[str, Any]) -> Generator[ToolInvokeMessage, None, None]:
        yield self.create_text_message("echo")
        yield self.create_variable_message("given", {name: told(value) for name, value in tool_parameters.items()})


def told(value: Any) -> Any:
    if isinstance(value, File):
        return {"name": value.filename, "size": value.size, "content": value.blob.decode()}
    return [told(item) for item in value] if isinstance(value, list) else value

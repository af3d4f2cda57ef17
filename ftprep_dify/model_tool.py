"""A tool that asks a language model of the workspace, through Dify."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from dify_plugin.entities.model.message import UserPromptMessage

from ftprep.ports import Reply, TextGenerator
from ftprep_dify.dataset_tool import DatasetTool


class ModelTool(DatasetTool):
    """Mixin for a Tool with a `model` parameter."""

    session: Any

    def _model(self, parameters: dict[str, Any]) -> TextGenerator | None:
        config = parameters.pop("model", None)
        if isinstance(config, str):  # Dify hands objects that stand in a workflow file over as text
            with contextlib.suppress(ValueError):
                config = json.loads(config)
        return SessionModel(self.session, config) if isinstance(config, Mapping) and config else None


class SessionModel:
    """The model that a person chose, asked through the call's session."""

    def __init__(self, session: Any, config: Mapping[str, Any]) -> None:
        self._session = session
        self._config = {"completion_params": {}, "mode": "chat", **config}

    def generate(self, messages: Sequence[Mapping[str, str]]) -> Reply:
        prompts = [UserPromptMessage(content=message["content"]) for message in messages]
        result = self._session.model.llm.invoke(model_config=self._config, prompt_messages=prompts, stream=False)
        usage = result.usage
        return Reply(str(result.message.content), usage.prompt_tokens, usage.completion_tokens)
